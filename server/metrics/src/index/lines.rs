//! Lines of teams, told apart by whether they can be kept for every question or for this one: a team that is a line by
//! itself is the same in all of them.

use std::sync::Arc;

/// Which teams make a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Lines {
    /// Each team by itself, by code.
    Apart,
    /// Teams that stand in a line with others; the line of each, by code.
    Together(Arc<[Option<u32>]>),
}

impl Lines {
    /// The line of a team.
    pub(crate) fn line(&self, team: u32) -> Option<u32> {
        match self {
            Self::Apart => Some(team),
            Self::Together(lines) => lines.get(team as usize).copied().flatten(),
        }
    }
}

/// The lines of a question by how they are kept.
#[derive(Debug)]
pub(crate) struct Ways {
    /// The line of each team that is one by itself, by code of the team.
    pub(crate) alone: Vec<Option<u32>>,
    /// The others, where there are any.
    pub(crate) together: Option<Lines>,
}

impl Ways {
    /// Tells the lines of the teams apart.
    pub(crate) fn of(lines: &[Option<u32>]) -> Self {
        let mut teams = vec![0u32; lines.iter().flatten().max().map_or(0, |last| *last as usize + 1)];
        lines.iter().flatten().for_each(|line| teams.get_mut(*line as usize).into_iter().for_each(|teams| *teams += 1));
        let is_alone = |line: &u32| teams.get(*line as usize) == Some(&1);
        let alone: Vec<Option<u32>> = lines.iter().map(|line| line.filter(is_alone)).collect();
        let together: Vec<Option<u32>> = lines.iter().map(|line| line.filter(|line| !is_alone(line))).collect();
        let merged = together.iter().any(Option::is_some);
        Self { alone, together: merged.then(|| Lines::Together(together.into())) }
    }

    /// Whether any team is a line by itself.
    pub(crate) fn has_alone(&self) -> bool {
        self.alone.iter().any(Option::is_some)
    }
}
