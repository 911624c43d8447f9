//! What the Reviews page says in sentences. Two populations: what Codex reviewed, by the day of the review, and what
//! engineers did with comments, by the day of the merge. A sentence names the one that it is about.

use charts::format;
use domain::view::{Figure, Number, PointState, ReviewBasis, ReviewPart, ReviewsView, ShareInterval};
use domain::{Metric, Unit};

use super::headline::Headline;
use super::{counted, figure};

/// Shares of fewer comments, or votes, say too little.
const LEAST: u64 = 30;

/// What the page says first.
pub fn headline(view: &ReviewsView) -> Headline {
    let (made, answered) = (reviewed(view), engaged(&view.answered));
    if made.strong.is_empty() && made.before.is_empty() {
        return Headline { before: answered, ..Headline::default() };
    }
    Headline { after: format!("{} {answered}", made.after), ..made }
}

fn reviewed(view: &ReviewsView) -> Headline {
    let days = view.frame.range.in_words();
    let part = &view.made;
    if part.basis == ReviewBasis::NotKnown {
        let before = "Which of Codex’s reviews are this selection’s is not known.".to_owned();
        return Headline { before, ..Headline::default() };
    }
    let Some(reviews) = count(part.figure(Metric::Reviews)).filter(|reviews| *reviews > 0) else {
        return Headline { before: format!("Codex carried out no reviews from {days}."), ..Headline::default() };
    };
    let ratio = |metric: Metric| value(part.figure(metric)).map(|value| format::compact(value, Unit::Ratio));
    let each = match (ratio(Metric::CommentsPerReview), ratio(Metric::HighSeverityDensity)) {
        (Some(comments), Some(severe)) => {
            format!(", with {comments} comments each, {severe} of them of high severity")
        }
        (Some(comments), None) => format!(", with {comments} comments each"),
        _ => String::new(),
    };
    Headline {
        before: "Codex carried out ".to_owned(),
        strong: counted(reviews, "review", "reviews").replace(' ', "\u{a0}"),
        after: format!(" from {days}{each}."),
    }
}

fn engaged(part: &ReviewPart) -> String {
    if part.basis == ReviewBasis::NotKnown {
        return String::new();
    }
    if let Some(found) = part.interval(Metric::ReviewEngagementRate) {
        let share = value(part.figure(Metric::ReviewEngagementRate)).map(format::percent).unwrap_or_default();
        let comments = counted(found.base, "comment", "comments");
        let between = between(found);
        return format!(
            "Engineers engaged with {share} ({between}) of the {comments} on pull requests merged in these days."
        );
    }
    match count(part.figure(Metric::ReviewResponsesComments)) {
        Some(0) => "No pull request with comments of Codex was merged in these days.".to_owned(),
        Some(few @ 1..LEAST) => {
            let comments = counted(few, "comment", "comments");
            format!("With {comments} on pull requests merged in these days there are too few to tell who engages.")
        }
        _ => String::new(),
    }
}

fn value(figure: Option<Figure>) -> Option<f64> {
    figure?.value.map(Number::as_f64)
}

/// A count, where it is known.
pub fn count(figure: Option<Figure>) -> Option<u64> {
    match figure?.value {
        Some(Number::Count(count)) => u64::try_from(count).ok(),
        _ => None,
    }
}

/// How sure a share is: `58 to 66 %`.
pub fn between(found: ShareInterval) -> String {
    let (low, high) = (format::percent(found.low), format::percent(found.high));
    let short = low.strip_suffix("\u{a0}%").unwrap_or(&low);
    format!("{short} to {high}")
}

/// What the base of a share counts.
pub fn noun(metric: Metric) -> &'static str {
    if metric == Metric::ReviewPositiveShare { "votes" } else { "comments" }
}

/// The base of a share, from the counts beside it.
pub fn base(metric: Metric, of: &dyn Fn(Metric) -> Option<Figure>) -> Option<u64> {
    match metric {
        Metric::ReviewPositiveShare => Some(count(of(Metric::ReviewUpvotes))? + count(of(Metric::ReviewDownvotes))?),
        _ => count(of(Metric::ReviewResponsesComments)),
    }
}

/// What a share on a card rests on, or how much is missing.
pub fn rests(part: &ReviewPart, metric: Metric) -> Option<String> {
    if let Some(found) = part.interval(metric) {
        let (hits, base) = (grouped(found.hits), grouped(found.base));
        return Some(format!("{}; {hits} of {base} {}", between(found), noun(metric)));
    }
    let base = base(metric, &|metric| part.figure(metric)).filter(|base| *base < LEAST)?;
    Some(format!("{} {}; a share needs {LEAST}", grouped(base), noun(metric)))
}

/// A share in a row: its value, and between what it lies or why there is none.
pub fn share(
    metric: Metric,
    shown: Figure,
    found: Option<ShareInterval>,
    base: Option<u64>,
) -> (String, Option<String>) {
    match (found, base) {
        (Some(found), _) => (figure::short(metric, shown), Some(between(found))),
        (None, Some(0)) => (format!("No {}", noun(metric)), None),
        // A group that is hidden for its size has no base to be told.
        (None, None) if shown.state == PointState::TooFew => (format::absent(shown.state).to_owned(), None),
        _ => (figure::short(metric, shown), None),
    }
}

fn grouped(n: u64) -> String {
    crate::words::grouped(i64::try_from(n).unwrap_or(i64::MAX))
}

/// How it is known which reviews are a row's, in a few words.
pub fn known_from(basis: ReviewBasis) -> &'static str {
    match basis {
        ReviewBasis::Everybody => "All of it",
        ReviewBasis::People => "Its people",
        ReviewBasis::Connection => "Its own workspace",
        ReviewBasis::Both => "Its people, and its own workspace",
        ReviewBasis::NotKnown => "Not known",
        ReviewBasis::NoRows => "No rows",
    }
}

/// The same in a sentence about all teams, where it is one way and there is something to say.
pub fn known_from_in_words(basis: ReviewBasis) -> Option<&'static str> {
    match basis {
        ReviewBasis::People => Some("OpenAI’s rows name people here: each counts in the team of its person."),
        ReviewBasis::Connection => Some("Each team has a workspace of its own: what comes from there is the team’s."),
        ReviewBasis::Everybody | ReviewBasis::Both | ReviewBasis::NotKnown | ReviewBasis::NoRows => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(hits: u64, base: u64, low: f64, high: f64) -> ShareInterval {
        ShareInterval { hits, base, low, high }
    }

    #[test]
    fn shares_say_between_what_they_lie_or_why_there_is_none() {
        let metric = Metric::ReviewEngagementRate;
        let known = Figure { value: Some(Number::Ratio(0.62)), state: PointState::Settled };
        let said = share(metric, known, Some(of(402, 648, 0.582, 0.657)), Some(648));
        assert_eq!(said, ("62\u{a0}%".to_owned(), Some("58 to 66\u{a0}%".to_owned())));
        let few = Figure { value: None, state: PointState::TooFew };
        assert_eq!(share(metric, few, None, Some(12)).0, "Too few comments");
        assert_eq!(share(Metric::ReviewPositiveShare, few, None, Some(12)).0, "Too few votes");
        assert_eq!(share(metric, few, None, None).0, "Too few people");
        let none = Figure { value: None, state: PointState::Unavailable };
        assert_eq!(share(metric, none, None, Some(0)).0, "No comments");
        assert_eq!(share(metric, none, None, Some(40)).0, "Not available");
    }
}
