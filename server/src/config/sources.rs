//! Where values come from, and which one wins. Values stay texts here; the sections read them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use figment::providers::{Env, Format as _, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::problems::Problem;

/// What every variable of ours begins with.
const PREFIX: &str = "UPTAKE_";
/// The file that is read where nothing else is said.
const DEFAULT_FILE: &str = "uptake.toml";

/// Every setting by its name in `uptake.toml`; in the environment it is upper case after `UPTAKE_`.
pub const KEYS: [&str; 18] = [
    "addr",
    "answer_memory",
    "api_requests",
    "attribution",
    "backfill_days",
    "chatgpt_base_url",
    "data_dir",
    "database_url",
    "endless_links",
    "index_memory",
    "log",
    "log_format",
    "openai_base_url",
    "public_url",
    "secret_key_file",
    "site_dir",
    "strict_groups",
    "sync_every",
];

/// What to read. Tests make one by hand and so depend on nobody's environment.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// A file that must exist.
    pub file: Option<PathBuf>,
    /// Where `uptake.toml` is looked for when no file is named; `None` looks nowhere.
    pub folder: Option<PathBuf>,
    /// Variables by the setting's name.
    pub environment: BTreeMap<String, String>,
    /// Flags by the setting's name.
    pub flags: BTreeMap<String, String>,
}

impl Sources {
    /// The process's own: the environment, and `uptake.toml` in the working folder.
    pub fn of_process(file: Option<PathBuf>, flags: BTreeMap<String, String>) -> Self {
        let environment: BTreeMap<String, String> =
            Env::prefixed(PREFIX).iter().map(|(key, value)| (key.as_str().to_lowercase(), value)).collect();
        let file = file.or_else(|| environment.get("config").map(PathBuf::from));
        Self { file, folder: Some(PathBuf::from(".")), environment, flags }
    }
}

/// The winning value of each setting.
pub(super) struct Values {
    figment: Figment,
    file: Option<PathBuf>,
}

impl Values {
    /// Lays the sources over each other.
    pub(super) fn gather(sources: Sources, problems: &mut Vec<Problem>) -> Self {
        let file = find_file(&sources, problems);
        let mut figment = Figment::new();
        if let Some(file) = &file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let figment = figment
            .merge(Texts { name: "environment", texts: sources.environment })
            .merge(Texts { name: "flag", texts: sources.flags });
        let values = Self { figment, file };
        values.check_file(problems);
        values
    }

    /// The file that was read.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The value of a setting as text; `None` where it is not set or empty.
    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        let text = match self.figment.find_value(key).ok()? {
            Value::String(_, text) => text,
            Value::Char(_, c) => c.to_string(),
            Value::Bool(_, on) => on.to_string(),
            Value::Num(_, number) => number
                .to_i128()
                .map(|n| n.to_string())
                .or_else(|| number.to_u128().map(|n| n.to_string()))
                .or_else(|| number.to_f64().map(|n| n.to_string()))?,
            Value::Empty(..) | Value::Dict(..) | Value::Array(..) => return None,
        };
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    }

    /// Reads a setting, or its default; a value that cannot be read becomes a problem.
    pub(super) fn read<T>(
        &self,
        key: &'static str,
        default: &str,
        problems: &mut Vec<Problem>,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(key).unwrap_or_else(|| default.to_owned());
        match parse(&text) {
            Ok(value) => Some(value),
            Err(message) => {
                problems.push(self.problem(key, message));
                None
            }
        }
    }

    /// A problem of a setting.
    pub(super) fn problem(&self, key: &'static str, message: String) -> Problem {
        Problem { setting: format!("{PREFIX}{}", key.to_uppercase()), source: self.source(key), message }
    }

    fn source(&self, key: &str) -> String {
        match self.figment.find_metadata(key) {
            None => "default".to_owned(),
            Some(metadata) => match (&metadata.source, &self.file) {
                (Some(_), Some(file)) => file.display().to_string(),
                _ => metadata.name.to_string(),
            },
        }
    }

    /// A file that cannot be parsed, names a setting that there is not, or gives one a list.
    fn check_file(&self, problems: &mut Vec<Problem>) {
        let Some(file) = &self.file else { return };
        let problem = |message| Problem { setting: file.display().to_string(), source: "file".to_owned(), message };
        let found = match Toml::file_exact(file).data() {
            Ok(profiles) => profiles,
            Err(error) => {
                problems.push(problem(format!("is not valid TOML: {}", error.to_string().replace('\n', " "))));
                return;
            }
        };
        for (key, value) in found.into_values().flatten() {
            if !KEYS.contains(&key.as_str()) {
                problems.push(problem(format!("there is no setting “{key}”; settings are {}", KEYS.join(", "))));
            } else if matches!(value, Value::Dict(..) | Value::Array(..)) {
                problems.push(problem(format!("“{key}” must be one value and not a list or a table")));
            }
        }
    }
}

fn find_file(sources: &Sources, problems: &mut Vec<Problem>) -> Option<PathBuf> {
    match &sources.file {
        Some(file) => match std::fs::File::open(file) {
            Ok(_) => Some(file.clone()),
            Err(error) => {
                let setting = file.display().to_string();
                let message = format!("cannot be read: {error}");
                problems.push(Problem { setting, source: "--config".to_owned(), message });
                None
            }
        },
        None => sources.folder.as_ref().map(|folder| folder.join(DEFAULT_FILE)).filter(|file| file.is_file()),
    }
}

/// Texts under a name. Unlike figment's own reader of the environment it never guesses a type: a folder
/// called `0123` is not the number 123.
struct Texts {
    name: &'static str,
    texts: BTreeMap<String, String>,
}

impl Provider for Texts {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let known = self.texts.iter().filter(|(key, _)| KEYS.contains(&key.as_str()));
        let dict: Dict = known.map(|(key, text)| (key.clone(), Value::from(text.clone()))).collect();
        Ok(Profile::Default.collect(dict))
    }
}
