//! The horizontal labels: which buckets get one, and what it says. Days and dates only, no drawing.

use domain::Day;

/// How wide the buckets of a chart are, told from their days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grain {
    /// One bucket, or none: a period whose length cannot be told.
    Period,
    Day,
    Week,
    Month,
    /// Something else, evenly or not.
    Mixed,
}

impl Grain {
    /// Told from the buckets' days.
    pub(crate) fn of(days: &[Day]) -> Self {
        let steps = days.iter().zip(days.iter().skip(1)).map(|(from, to)| to.days_since(*from));
        let (least, most) = steps.fold((i64::MAX, i64::MIN), |(least, most), step| (least.min(step), most.max(step)));
        match (least, most) {
            (i64::MAX, _) => Self::Period,
            (1, 1) => Self::Day,
            (7, 7) => Self::Week,
            (28.., ..=31) if days.iter().all(|day| day.day_of_month() == 1) => Self::Month,
            _ => Self::Mixed,
        }
    }

    /// One and several buckets in words.
    pub(crate) fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Self::Period | Self::Mixed => ("period", "periods"),
            Self::Day => ("day", "days"),
            Self::Week => ("week", "weeks"),
            Self::Month => ("month", "months"),
        }
    }

    /// When, in words that fit into a sentence: `on 17 November 2026`.
    pub(crate) fn when(self, day: Day) -> String {
        match self {
            Self::Day => format!("on {}", day.in_words()),
            Self::Week => format!("in the week of {}", day.in_words()),
            Self::Month => format!("in {} {}", day.month_name(), day.year()),
            Self::Period | Self::Mixed => format!("in the period from {}", day.in_words()),
        }
    }

    /// Several buckets, by the first and the last of them.
    pub(crate) fn span(self, first: Day, last: Day) -> String {
        let (from, to) = (self.name(first), self.name(last));
        match self {
            Self::Day | Self::Month => format!("from {from} to {to}"),
            // A week is called by its Monday, which the range may not hold.
            Self::Week => format!("in the weeks of {from} to {to}"),
            Self::Period | Self::Mixed => format!("in the periods from {from} to {to}"),
        }
    }

    /// The bucket's name in a table.
    pub(crate) fn name(self, day: Day) -> String {
        match self {
            Self::Month => format!("{} {}", day.month_name(), day.year()),
            _ => day.in_words(),
        }
    }

    /// The bucket's name where there is room for a weekday.
    pub(crate) fn long_name(self, day: Day) -> String {
        match self {
            Self::Day => format!("{}, {}", day.weekday_name(), day.in_words()),
            Self::Week => format!("Week of {}", day.in_words()),
            Self::Month => format!("{} {}", day.month_name(), day.year()),
            Self::Period | Self::Mixed => day.in_words(),
        }
    }

    /// The heading over such names.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Day => "Day",
            Self::Week => "Week from",
            Self::Month => "Month",
            Self::Period | Self::Mixed => "Period from",
        }
    }
}

/// A rule that picks the buckets with a label.
#[derive(Clone, Copy)]
enum Plan {
    /// Every n-th bucket.
    Every(usize),
    /// Mondays, every n-th week.
    Mondays(i32),
    /// The first bucket of a month, every n-th month.
    Months(i64),
}

/// The labels of some buckets, by index, such that `fits` says they have room; the finest rule that does.
/// At least one label where there is a bucket.
pub(crate) fn labels(days: &[Day], fits: impl Fn(&[(usize, String)]) -> bool) -> Vec<(usize, String)> {
    let grain = Grain::of(days);
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    let span = last.days_since(*first);
    let chosen = plans(grain, span, days.len()).into_iter().find_map(|plan| {
        let labels = apply(plan, days, grain, span);
        (!labels.is_empty() && fits(&labels)).then_some(labels)
    });
    chosen.unwrap_or_else(|| vec![(0, text(*first, grain, span, Plan::Every(1)))])
}

fn plans(grain: Grain, span: i64, buckets: usize) -> Vec<Plan> {
    let mut plans = Vec::new();
    match grain {
        Grain::Day if span <= 60 => {
            plans.extend([Plan::Every(1), Plan::Every(2), Plan::Mondays(1), Plan::Mondays(2), Plan::Mondays(4)]);
        }
        Grain::Week if buckets <= 10 => plans.extend([Plan::Every(1), Plan::Every(2)]),
        Grain::Period | Grain::Mixed => plans.extend([1, 2, 4, 8, 16, 32, 64].map(Plan::Every)),
        Grain::Day | Grain::Week | Grain::Month => {}
    }
    plans.extend([1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200].map(Plan::Months));
    plans
}

fn apply(plan: Plan, days: &[Day], grain: Grain, span: i64) -> Vec<(usize, String)> {
    let before = std::iter::once(None).chain(days.iter().copied().map(Some));
    let picked = days.iter().copied().zip(before).enumerate().filter(|(at, (day, before))| match plan {
        Plan::Every(step) => at.is_multiple_of(step),
        Plan::Mondays(step) => day.weekday_number() == 0 && (day.number().div_euclid(7)).rem_euclid(step) == 0,
        Plan::Months(step) => {
            let month = i64::from(day.year()) * 12 + i64::from(day.month()) - 1;
            let starts = match before {
                Some(before) => before.month_start() != day.month_start(),
                None => day.day_of_month() == 1 || (grain == Grain::Week && day.day_of_month() <= 7),
            };
            starts && month.rem_euclid(step) == 0
        }
    });
    picked.map(|(at, (day, _))| (at, text(day, grain, span, plan))).collect()
}

/// `17 Nov`; where months are what counts `Nov`, and `Jan 2027` where a year begins.
fn text(day: Day, grain: Grain, span: i64, plan: Plan) -> String {
    let by_month = grain == Grain::Month || (span > 400 && matches!(plan, Plan::Months(_)));
    let month = day.month_name().get(..3).unwrap_or_default();
    match (by_month, day.month()) {
        (true, 1) => format!("{month} {}", day.year()),
        (true, _) => month.to_owned(),
        (false, _) => day.short(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn run(from: &str, step: i64, count: i64) -> Vec<Day> {
        let first: Day = from.parse().unwrap();
        (0..count).map(|at| first.plus(at * step)).collect()
    }

    fn texts(days: &[Day], most: usize) -> Vec<String> {
        labels(days, |labels| labels.len() <= most).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn labels_follow_the_span() {
        assert_eq!(texts(&run("2026-11-11", 1, 7), 9).len(), 7);
        assert_eq!(texts(&run("2026-10-21", 1, 28), 9), ["26 Oct", "2 Nov", "9 Nov", "16 Nov"]);
        assert_eq!(texts(&run("2026-08-20", 1, 90), 9), ["1 Sep", "1 Oct", "1 Nov"]);
        assert_eq!(texts(&run("2026-08-24", 7, 13), 9), ["7 Sep", "5 Oct", "2 Nov"]);
        assert_eq!(texts(&run("2025-11-18", 1, 365), 5), ["1 Jan", "1 Apr", "1 Jul", "1 Oct"]);
        assert_eq!(texts(&run("2024-11-18", 1, 730), 5), ["Jan 2025", "Jul", "Jan 2026", "Jul"]);
        assert_eq!(texts(&run("2026-11-17", 1, 1), 9), ["17 Nov"]);
        assert_eq!(texts(&[], 9), Vec::<String>::new());
    }

    #[test]
    fn months_are_named() {
        let months: Vec<Day> =
            ["2026-11-01", "2026-12-01", "2027-01-01"].iter().map(|day| day.parse().unwrap()).collect();
        assert_eq!(Grain::of(&months), Grain::Month);
        assert_eq!(texts(&months, 9), ["Nov", "Dec", "Jan 2027"]);
        assert_eq!(Grain::of(&run("2026-11-16", 7, 3)), Grain::Week);
        assert_eq!(Grain::of(&run("2026-11-16", 7, 1)), Grain::Period);
        assert_eq!(Grain::of(&run("2026-11-16", 3, 3)), Grain::Mixed);
    }
}
