//! What readers without the right to see persons are shown, and what nobody is shown unasked.
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `UPTAKE_STRICT_GROUPS` | `off` | `on` gives groups in whole ISO weeks or months only, so that ranges cannot be subtracted |
//! | `UPTAKE_ENDLESS_LINKS` | `off` | `on` lets a shared link be made that does not end; back to `off`, such links do not open |
//! | `UPTAKE_ATTRIBUTION` | `off` | `on` opens lines and commits with Codex to the API |

use super::problems::Problem;
use super::sources::Values;

/// What is shown to whom.
#[derive(Clone, Copy, Debug, Default)]
pub struct Privacy {
    /// Groups in whole weeks or months only.
    pub strict_groups: bool,
    /// Lines and commits with Codex.
    pub attribution: bool,
    /// Shared links that do not end.
    pub endless_links: bool,
}

impl Privacy {
    pub(super) fn read(values: &Values, problems: &mut Vec<Problem>) -> Option<Self> {
        let strict_groups = values.read("strict_groups", "off", problems, on_or_off);
        let attribution = values.read("attribution", "off", problems, on_or_off);
        let endless_links = values.read("endless_links", "off", problems, on_or_off);
        Some(Self { strict_groups: strict_groups?, attribution: attribution?, endless_links: endless_links? })
    }
}

fn on_or_off(text: &str) -> Result<bool, String> {
    match text {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        _ => Err(format!("“{text}” is neither on nor off")),
    }
}
