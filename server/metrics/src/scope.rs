//! `Scope`: the part that every question has in common. Which days, narrowed to what, for whom, on which day.

use domain::view::Split;
use domain::{DateRange, Day, Filter, Interval, Metric};

use crate::ask::{Ask, AskError, Policy};

/// Which days, narrowed to what, for whom. Every question is a scope, or a scope and more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Over which days.
    pub range: DateRange,
    /// Narrowed to what. A team covers the teams below it.
    pub filter: Filter,
    /// What the reader may see.
    pub policy: Policy,
    /// The running day: what lies after it is unknown.
    pub today: Day,
}

impl Scope {
    /// One metric over this scope.
    pub fn ask(&self, metric: Metric, by: Interval, split: Split) -> Ask {
        let Self { range, filter, policy, today } = self.clone();
        Ask { metric, range, by, split, filter, policy, today }
    }

    /// The same over other days.
    pub(crate) fn over(&self, range: DateRange) -> Self {
        Self { range, ..self.clone() }
    }

    /// The floor that holds for groups, where the reader is shown any: in a split, or by a filter.
    pub(crate) fn floor_of_groups(&self, split: Split) -> Option<u32> {
        self.policy.floor.filter(|_| split != Split::None || !self.filter.is_empty())
    }

    /// Refuses what cannot be asked about persons.
    pub(crate) fn check_persons(&self) -> Result<(), AskError> {
        if self.policy.floor.is_some() {
            return Err(AskError::Withheld {
                parameter: "policy",
                what: "persons are shown only to readers who may see them",
            });
        }
        if self.filter.model.is_some() {
            let what = "who was active is not known by model: leave the model out";
            return Err(AskError::Withheld { parameter: "model", what });
        }
        Ok(())
    }

    /// Refuses what cannot be asked of any question, as far as that can be told without the index.
    pub(crate) fn check(&self, by: Interval, split: Split) -> Result<(), AskError> {
        let days = self.range.len_days();
        if days > Ask::MAX_DAYS {
            return Err(AskError::TooLong { days, max: Ask::MAX_DAYS });
        }
        let by_client = self.filter.client.is_some() || matches!(split, Split::Client | Split::ClientFamily);
        let by_model = self.filter.model.is_some() || split == Split::Model;
        if by_client && by_model {
            return Err(AskError::FilterConflict);
        }
        self.check_whole(by, split)
    }

    /// Under the strict policy groups are given in whole ISO weeks or whole months only.
    fn check_whole(&self, by: Interval, split: Split) -> Result<(), AskError> {
        if !self.policy.strict || self.floor_of_groups(split).is_none() {
            return Ok(());
        }
        let (from, after) = (self.range.from(), self.range.to().next());
        let weeks = |day: Day| day.week_start() == day;
        let months = |day: Day| day.month_start() == day;
        let allowed: &[fn(Day) -> bool] = match by {
            Interval::Day => return Err(AskError::NotWhole { parameter: "by" }),
            Interval::Week => &[weeks],
            Interval::Month => &[months],
            Interval::Total => &[weeks, months],
        };
        if allowed.iter().any(|whole| whole(from) && whole(after)) {
            return Ok(());
        }
        let parameter = if allowed.iter().any(|whole| whole(from)) { "to" } else { "from" };
        Err(AskError::NotWhole { parameter })
    }
}
