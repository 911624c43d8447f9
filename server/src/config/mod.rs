//! The configuration: defaults, then `uptake.toml`, then the environment, then flags.
//!
//! A tree of sections, one documented file each. Everything is checked at start and all problems are told
//! together, each with the name of the setting and where its value came from. No secret is a setting: keys
//! and passwords come from files or standard input.

mod duration;
mod http;
mod log;
mod memory;
mod openai;
mod privacy;
mod problems;
mod sources;
mod storage;
mod sync;

use std::path::PathBuf;

pub use self::duration::parse_duration;
pub use self::http::Http;
pub use self::log::{Log, LogFormat};
pub use self::memory::Memory;
pub use self::openai::OpenAi;
pub use self::privacy::Privacy;
pub use self::problems::{ConfigProblems, Problem};
pub use self::sources::{KEYS, Sources};
pub use self::storage::Storage;
pub use self::sync::Sync;

use self::sources::Values;

/// Everything that an installation can set.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address, the public URL and the site's files.
    pub http: Http,
    /// Where data and the secret key lie.
    pub storage: Storage,
    /// Where `OpenAI` is asked.
    pub openai: OpenAi,
    /// How often and how far back.
    pub sync: Sync,
    /// What readers are shown.
    pub privacy: Privacy,
    /// How much memory the numbers may take, and how fast they may be asked for.
    pub memory: Memory,
    /// What is logged and how.
    pub log: Log,
    /// The files that were read, for `uptake check`.
    pub file: Option<PathBuf>,
}

impl Config {
    /// Reads and checks the configuration; all problems together.
    pub fn load(sources: Sources) -> Result<Self, ConfigProblems> {
        let mut problems = Vec::new();
        let values = Values::gather(sources, &mut problems);
        let http = Http::read(&values, &mut problems);
        let storage = Storage::read(&values, &mut problems);
        let openai = OpenAi::read(&values, &mut problems);
        let sync = Sync::read(&values, &mut problems);
        let privacy = Privacy::read(&values, &mut problems);
        let memory = Memory::read(&values, &mut problems);
        let log = Log::read(&values, &mut problems);
        let file = values.file().map(ToOwned::to_owned);
        match (http, storage, openai, sync, privacy, memory, log) {
            (
                Some(http),
                Some(storage),
                Some(openai),
                Some(sync),
                Some(privacy),
                Some(memory),
                Some(log),
            ) if problems.is_empty() => {
                Ok(Self { http, storage, openai, sync, privacy, memory, log, file })
            }
            _ => Err(ConfigProblems(problems)),
        }
    }
}
