//! What is logged, and how.
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `UPTAKE_LOG` | `info` | a level, or levels by module like `info,collector=debug` |
//! | `UPTAKE_LOG_FORMAT` | `text` | `text` for people, `json` for machines |

use tracing_subscriber::EnvFilter;

use super::problems::Problem;
use super::sources::Values;

/// Logging.
#[derive(Clone, Debug)]
pub struct Log {
    /// Levels by module, as `tracing` writes them.
    pub filter: String,
    /// For people or for machines.
    pub format: LogFormat,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Log {
    pub(super) fn read(values: &Values, problems: &mut Vec<Problem>) -> Option<Self> {
        let filter = values.read("log", "info", problems, |text| {
            EnvFilter::try_new(text).map(|_| text.to_owned()).map_err(|error| {
                format!(
                    "“{text}” is not a log filter ({error}): write a level like info or debug, or info,collector=debug"
                )
            })
        });
        let format = values.read("log_format", "text", problems, |text| match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(format!("“{text}” is not a log format: use text or json")),
        });
        Some(Self { filter: filter?, format: format? })
    }
}
