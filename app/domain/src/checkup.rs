//! The five questions that tell whether a connection works, and what was answered when they were last asked. Who asks
//! them is `openai`; what to do about an answer is told by [`ConnectionProblem`].

use serde::{Deserialize, Serialize};

use crate::ids::{ConnectionName, WorkspaceId};
use crate::problem::ConnectionProblem;
use crate::sync::Moment;

/// Which question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeName {
    /// `OpenAI` accepts the key.
    KeyAccepted,
    /// The key may read Codex analytics.
    ScopePresent,
    /// The workspace is the key's.
    WorkspaceMatches,
    /// There are usage rows in the look-back.
    UsageRows,
    /// There are review rows in the look-back. Many organisations do not use reviews: not a fault.
    ReviewRows,
}

impl ProbeName {
    /// Every question, in order.
    pub const ALL: [Self; 5] =
        [Self::KeyAccepted, Self::ScopePresent, Self::WorkspaceMatches, Self::UsageRows, Self::ReviewRows];

    /// The stable name, for the command line and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::KeyAccepted => "key_accepted",
            Self::ScopePresent => "scope_present",
            Self::WorkspaceMatches => "workspace_matches",
            Self::UsageRows => "usage_rows",
            Self::ReviewRows => "review_rows",
        }
    }

    /// The title for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::KeyAccepted => "OpenAI accepts the key",
            Self::ScopePresent => "The key may read Codex analytics",
            Self::WorkspaceMatches => "The workspace belongs to the key",
            Self::UsageRows => "There is usage to read",
            Self::ReviewRows => "There are code reviews to read",
        }
    }

    /// Whether a connection can be saved without it: the first three are needed, data may come later.
    pub fn is_required(self) -> bool {
        !matches!(self, Self::UsageRows | Self::ReviewRows)
    }
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should be.
    Ok,
    /// Not so.
    Failed {
        /// The code.
        problem: ConnectionProblem,
        /// What exactly, in words; no secret, no person.
        detail: String,
    },
    /// Cannot be told while an earlier question fails.
    Skipped,
}

/// One question and how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Which question.
    pub name: ProbeName,
    /// How it went.
    pub outcome: Outcome,
}

impl Probe {
    /// The word for how it went, in plain text.
    pub fn mark(&self) -> &'static str {
        match &self.outcome {
            Outcome::Ok => "ok",
            Outcome::Skipped => "skipped",
            Outcome::Failed { .. } if self.name.is_required() => "FAILED",
            Outcome::Failed { .. } => "nothing",
        }
    }
}

/// The first answer without which nothing can be read: its code, and what exactly.
pub fn refusal(probes: &[Probe]) -> Option<(ConnectionProblem, &str)> {
    probes.iter().find_map(|probe| match &probe.outcome {
        Outcome::Failed { problem, detail } if probe.name.is_required() => Some((*problem, detail.as_str())),
        _ => None,
    })
}

/// The five answers, as of when they were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkup {
    /// When.
    pub at: Moment,
    /// The address of who asked; absent for the command line and for Uptake itself.
    pub by: Option<String>,
    /// The answers, in order.
    pub probes: Vec<Probe>,
}

impl Checkup {
    /// Whether all that a connection needs is there.
    pub fn is_good(&self) -> bool {
        refusal(&self.probes).is_none()
    }

    /// The checkup as plain text to send to somebody who helps. No key but its last four characters, nobody's name.
    pub fn report(&self, version: &str, name: &ConnectionName, workspace: &WorkspaceId, last_four: &str) -> String {
        let mut lines = vec![
            format!("Uptake {version}, checked {}", self.at.utc()),
            format!("Connection “{name}”, workspace {workspace}, key ends in {last_four}"),
        ];
        for probe in &self.probes {
            let said = match &probe.outcome {
                Outcome::Failed { problem, detail } => format!(" [{}] {detail}", problem.code()),
                Outcome::Ok | Outcome::Skipped => String::new(),
            };
            lines.push(format!("{:8} {}{said}", probe.mark(), probe.name.name()));
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn checkup(outcomes: [Outcome; 5]) -> Checkup {
        let probes = ProbeName::ALL.into_iter().zip(outcomes).map(|(name, outcome)| Probe { name, outcome }).collect();
        Checkup { at: Moment(1_795_269_900), by: Some("ada@example.com".to_owned()), probes }
    }

    fn nothing() -> Outcome {
        Outcome::Failed { problem: ConnectionProblem::NoResources, detail: "no row".to_owned() }
    }

    #[test]
    fn a_report_says_what_was_asked_and_nothing_of_anybody() {
        let found = checkup([Outcome::Ok, Outcome::Ok, Outcome::Ok, nothing(), Outcome::Skipped]);
        let workspace = "3f0f5aaf-1e2b-4f10-bb50-0123456789ab".parse().unwrap();
        let report = found.report("1.2.3", &ConnectionName::new("Acme"), &workspace, "wxyz");
        assert_eq!(
            report,
            "Uptake 1.2.3, checked 2026-11-21 14:05 UTC\n\
             Connection “Acme”, workspace 3f0f5aaf-1e2b-4f10-bb50-0123456789ab, key ends in wxyz\n\
             ok       key_accepted\nok       scope_present\nok       workspace_matches\n\
             nothing  usage_rows [no_resources] no row\nskipped  review_rows"
        );
    }

    #[test]
    fn rows_may_come_later_the_rest_may_not() {
        assert!(checkup([Outcome::Ok, Outcome::Ok, Outcome::Ok, nothing(), nothing()]).is_good());
        assert!(!checkup([Outcome::Ok, nothing(), Outcome::Skipped, Outcome::Skipped, Outcome::Skipped]).is_good());
    }
}
