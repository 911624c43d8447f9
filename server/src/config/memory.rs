//! How much memory the numbers may take, and how fast they may be asked for.
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `UPTAKE_INDEX_MEMORY` | none | most memory of the rows that questions are answered from, like `1500MB`; the oldest days are left out beyond it |
//! | `UPTAKE_ANSWER_MEMORY` | `64MB` | most memory of answers that are kept to be given again; `0` keeps none |
//! | `UPTAKE_API_REQUESTS` | `1200` | requests a minute that a token of the API may make |

use std::num::NonZeroU32;

use super::problems::Problem;
use super::sources::Values;

/// Limits of memory and of requests.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Bytes of the index; `None` for no limit.
    pub index: Option<u64>,
    /// Bytes of kept answers.
    pub answers: u64,
    /// Requests a minute of a token.
    pub api_requests: NonZeroU32,
}

/// Less than this holds no day of anybody.
const LEAST_INDEX: u64 = 1_000_000;

impl Memory {
    pub(super) fn read(values: &Values, problems: &mut Vec<Problem>) -> Option<Self> {
        let index = values.read("index_memory", "", problems, |text| match text {
            "" => Ok(None),
            _ => match parse_bytes(text)? {
                bytes if bytes < LEAST_INDEX => Err(format!("“{text}” is too little to hold a day: give at least 1MB")),
                bytes => Ok(Some(bytes)),
            },
        });
        let answers = values.read("answer_memory", "64MB", problems, parse_bytes);
        let api_requests = values.read("api_requests", "1200", problems, |text| {
            text.parse().map_err(|_| format!("“{text}” is not a number of requests a minute, 1 or more"))
        });
        Some(Self { index: index?, answers: answers?, api_requests: api_requests? })
    }
}

/// Reads an amount of memory as people write it: `1500MB`, `2GB`, `0`.
fn parse_bytes(text: &str) -> Result<u64, String> {
    let wrong = || format!("“{text}” is not an amount of memory: write it like 64MB or 2GB");
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits).ok_or_else(wrong)?;
    let factor: u64 = match unit.trim().to_ascii_uppercase().as_str() {
        "GB" => 1_000_000_000,
        "MB" => 1_000_000,
        "KB" => 1_000,
        "" | "B" => 1,
        _ => return Err(wrong()),
    };
    number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_as_people_write_it() {
        for (text, bytes) in [("64MB", 64_000_000), (" 2 gb ", 2_000_000_000), ("0", 0), ("1500kB", 1_500_000)] {
            assert_eq!(parse_bytes(text), Ok(bytes), "{text}");
        }
        for wrong in ["", "MB", "-1MB", "1.5GB", "64MiB", "99999999999999GB"] {
            assert!(parse_bytes(wrong).is_err_and(|message| message.contains("64MB")), "{wrong}");
        }
    }
}
