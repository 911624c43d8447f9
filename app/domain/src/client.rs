//! Codex clients (the surfaces people work in) and their families.
//!
//! `OpenAI`'s list grows, so a client is whatever text it sends; one that we do not know keeps its own name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A client as `OpenAI` names it, for example `CODEX_CLI`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(String);

/// Clients that people think of as one place to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientFamily {
    /// The command line, and the service that runs it.
    Cli,
    /// Editors.
    Ide,
    /// Cloud tasks and the web.
    CloudWeb,
    /// Desktop apps.
    Desktop,
    /// Slack, GitHub and programs that build on Codex.
    Integrations,
    /// Everything else, known or not.
    Other,
}

impl ClientFamily {
    /// Every family, in the order pages show them.
    pub const ALL: [Self; 6] = [Self::Cli, Self::Ide, Self::CloudWeb, Self::Desktop, Self::Integrations, Self::Other];

    /// The key in URLs and in the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Cli => "cli",
            Self::Ide => "ide",
            Self::CloudWeb => "cloud-web",
            Self::Desktop => "desktop",
            Self::Integrations => "integrations",
            Self::Other => "other",
        }
    }

    /// The title for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Cli => "CLI",
            Self::Ide => "IDE",
            Self::CloudWeb => "Cloud and web",
            Self::Desktop => "Desktop",
            Self::Integrations => "Integrations",
            Self::Other => "Other",
        }
    }
}

/// Clients whose title is not plain from their id, with their family.
const KNOWN: &[(&str, &str, ClientFamily)] = &[
    ("CODEX_CLI", "CLI", ClientFamily::Cli),
    ("CODEX_SERVICE_EXEC", "CLI service", ClientFamily::Cli),
    ("CODEX_WEB", "Web", ClientFamily::CloudWeb),
    ("CODEX_CLOUD_GENERAL_AGENT", "Cloud agent", ClientFamily::CloudWeb),
    ("CODEX_WORK_WEB", "Work, web", ClientFamily::Other),
    ("CODEX_WORK_MOBILE", "Work, mobile", ClientFamily::Other),
    ("CODEX_WORK_DESKTOP", "Work, desktop", ClientFamily::Other),
    ("CODEX_DESKTOP_APP", "Desktop app", ClientFamily::Desktop),
    ("CODEX_CHATGPT_DESKTOP", "ChatGPT desktop", ClientFamily::Desktop),
    ("CODEX_SLACK", "Slack", ClientFamily::Integrations),
    ("CODEX_GITHUB", "GitHub", ClientFamily::Integrations),
    ("CODEX_GITHUB_ACTION", "GitHub Action", ClientFamily::Integrations),
    ("CODEX_SDK_TS", "TypeScript SDK", ClientFamily::Integrations),
    ("CODEX_CHROME_EXTENSION_SIDE_PANEL", "Chrome side panel", ClientFamily::Other),
    ("CODEX_ATLAS", "Atlas", ClientFamily::Other),
    ("CODEX_FLORA", "Flora", ClientFamily::Other),
    ("CODEX_IDE_VSCODE", "VS Code", ClientFamily::Ide),
    ("CODEX_IDE_XCODE", "Xcode", ClientFamily::Ide),
    ("CODEX_IDE_JETBRAINS_INTELLIJ_IDEA", "IntelliJ IDEA", ClientFamily::Ide),
    ("CODEX_IDE_JETBRAINS_PYCHARM", "PyCharm", ClientFamily::Ide),
    ("CODEX_IDE_JETBRAINS_RUBYMINE", "RubyMine", ClientFamily::Ide),
    ("CODEX_IDE_JETBRAINS_PHPSTORM", "PhpStorm", ClientFamily::Ide),
    ("CODEX_IDE_JETBRAINS_WEBSTORM", "WebStorm", ClientFamily::Ide),
    ("CODEX_IDE_JETBRAINS_GOLAND", "GoLand", ClientFamily::Ide),
    ("CODEX_IDE_JETBRAINS_RUSTROVER", "RustRover", ClientFamily::Ide),
    ("CODEX_IDE_JETBRAINS_CLION", "CLion", ClientFamily::Ide),
    ("CODEX_IDE_JETBRAINS_DATAGRIP", "DataGrip", ClientFamily::Ide),
    ("CODEX_IDE_JETBRAINS_ANDROID_STUDIO", "Android Studio", ClientFamily::Ide),
    ("CODEX_UNKNOWN_DEFAULT", "Unknown client", ClientFamily::Other),
];

impl ClientId {
    /// Wraps the id as `OpenAI` sends it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as `OpenAI` sends it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn known(&self) -> Option<&'static (&'static str, &'static str, ClientFamily)> {
        KNOWN.iter().find(|(id, _, _)| *id == self.0)
    }

    /// The family; editors that are not in our list are still editors.
    pub fn family(&self) -> ClientFamily {
        match self.known() {
            Some((_, _, family)) => *family,
            None if self.0.starts_with("CODEX_IDE_") => ClientFamily::Ide,
            None => ClientFamily::Other,
        }
    }

    /// The title for people; a client that we do not know keeps its own name in readable form.
    pub fn title(&self) -> String {
        if let Some((_, title, _)) = self.known() {
            return (*title).to_owned();
        }
        let bare = self.0.strip_prefix("CODEX_IDE_JETBRAINS_").or_else(|| self.0.strip_prefix("CODEX_IDE_"));
        let bare = bare.or_else(|| self.0.strip_prefix("CODEX_")).unwrap_or(&self.0);
        let words: Vec<String> = bare.split('_').filter(|word| !word.is_empty()).map(capitalised).collect();
        if words.is_empty() { self.0.clone() } else { words.join(" ") }
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect())
        .unwrap_or_default()
}

/// What a page is narrowed to: one client, or all of a family.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ClientFilter {
    /// One client.
    One(ClientId),
    /// Every client of a family, those among them that are not known yet.
    Family(ClientFamily),
}

impl ClientFilter {
    /// Read from its key: a family's, or else a client's id. `OpenAI`'s ids are in capitals, families' keys are not.
    pub fn new(key: impl Into<String>) -> Self {
        let key = key.into();
        let family = ClientFamily::ALL.into_iter().find(|family| family.key() == key);
        family.map_or_else(|| Self::One(ClientId::new(key)), Self::Family)
    }

    /// The key in URLs and in the API.
    pub fn key(&self) -> &str {
        match self {
            Self::One(client) => client.as_str(),
            Self::Family(family) => family.key(),
        }
    }

    /// The title for people.
    pub fn title(&self) -> String {
        match self {
            Self::One(client) => client.title(),
            Self::Family(family) => family.title().to_owned(),
        }
    }

    /// Whether a client is among what is picked.
    pub fn has(&self, client: &ClientId) -> bool {
        match self {
            Self::One(only) => only == client,
            Self::Family(family) => client.family() == *family,
        }
    }
}

impl From<String> for ClientFilter {
    fn from(key: String) -> Self {
        Self::new(key)
    }
}

impl From<ClientFilter> for String {
    fn from(filter: ClientFilter) -> Self {
        filter.key().to_owned()
    }
}

impl fmt::Display for ClientFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_a_client_or_all_of_a_family() {
        for family in ClientFamily::ALL {
            assert_eq!(ClientFilter::new(family.key()), ClientFilter::Family(family));
        }
        let (ide, code) = (ClientFilter::new("ide"), ClientFilter::new("CODEX_IDE_VSCODE"));
        let (known, unknown, other) =
            (ClientId::new("CODEX_IDE_VSCODE"), ClientId::new("CODEX_IDE_NEW"), ClientId::new("CODEX_CLI"));
        assert_eq!([&known, &unknown, &other].map(|client| ide.has(client)), [true, true, false]);
        assert_eq!([&known, &unknown, &other].map(|client| code.has(client)), [true, false, false]);
        assert_eq!((ide.title().as_str(), code.title().as_str()), ("IDE", "VS Code"));
        assert_eq!((ide.to_string().as_str(), code.to_string().as_str()), ("ide", "CODEX_IDE_VSCODE"));
    }

    #[test]
    fn unknown_clients_keep_their_own_name() {
        let editor = ClientId::new("CODEX_IDE_JETBRAINS_FLEET_BACKEND");
        assert_eq!((editor.title().as_str(), editor.family()), ("Fleet Backend", ClientFamily::Ide));
        let new = ClientId::new("CODEX_TOASTER");
        assert_eq!((new.title().as_str(), new.family()), ("Toaster", ClientFamily::Other));
        assert_eq!(ClientId::new("something else").title(), "Something else");
        assert_eq!(ClientId::new("").title(), "");
    }
}
