//! What a failed window means for the rest of the pass. Pure.

use domain::{ConnectionProblem, DateRange};
use openai::Error;

/// So many times in a pass a dataset's window is halved to find the one day that cannot be read.
pub(crate) const SEARCHES: u32 = 12;

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Ask again, for each half by itself.
    Halve {
        /// Whether this is the search for an unreadable day.
        search: bool,
    },
    /// The look-back ends with this very day: leave out this dataset's older ones. Not a failure.
    LookBackEnds,
    /// Note the failure and go on with the older windows.
    Skip,
    /// Note the failure and leave this dataset.
    Leave,
    /// Note the failure and end the pass.
    End,
}

/// How a dataset has fared so far in this pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fared {
    /// `OpenAI` has answered for it.
    pub answered: bool,
    /// It has answered for any dataset.
    pub any_answered: bool,
    /// Searches left.
    pub searches_left: u32,
}

/// Judges a failed window. A dataset that fails alone is left alone; what would fail for all ends the pass.
pub(crate) fn judge(error: &Error, range: DateRange, fared: Fared) -> Verdict {
    let divisible = range.len_days() > 1;
    if error.refuses_window() {
        // A window that is refused may reach only partly beyond the look-back: its later half may be given.
        // Where the look-back ends differs with the hour and with where a killed backfill stopped.
        return match (divisible, fared.answered) {
            (true, _) => Verdict::Halve { search: false },
            (false, true) => Verdict::LookBackEnds,
            (false, false) => Verdict::Leave,
        };
    }
    match (error, error.problem()) {
        (Error::TooManyRows { .. }, _) if divisible => Verdict::Halve { search: false },
        (Error::Shape { .. }, _) if divisible && fared.searches_left > 0 => Verdict::Halve { search: true },
        (_, ConnectionProblem::InvalidCredentials | ConnectionProblem::RateLimited) => Verdict::End,
        (_, ConnectionProblem::UnexpectedShape) if fared.answered => Verdict::Skip,
        (_, ConnectionProblem::UnexpectedShape) => Verdict::Leave,
        _ if fared.any_answered => Verdict::Leave,
        _ => Verdict::End,
    }
}

/// The two halves of a window, the later first.
pub(crate) fn halves(range: DateRange) -> [DateRange; 2] {
    let later = DateRange::ending(range.to(), range.len_days().div_ceil(2));
    let earlier = DateRange::new(range.from(), later.from().previous()).unwrap_or(later);
    [later, earlier]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Day;

    fn status(status: u16, problem: ConnectionProblem) -> Error {
        Error::Status { endpoint: "usage", status, message: String::new(), problem, retry_at: None }
    }

    fn fared(answered: bool, any_answered: bool) -> Fared {
        Fared { answered, any_answered, searches_left: 1 }
    }

    #[test]
    fn each_failure_has_its_reach() {
        use ConnectionProblem as P;
        let month = DateRange::ending(Day::from_number(20_000), 30);
        let day = DateRange::single(Day::from_number(20_000));
        let refused = status(422, P::UnexpectedShape);
        for (error, range, fared, verdict) in [
            (&refused, month, fared(true, true), Verdict::Halve { search: false }),
            (&refused, day, fared(true, true), Verdict::LookBackEnds),
            (&refused, day, fared(false, true), Verdict::Leave),
            (&status(401, P::InvalidCredentials), month, fared(true, true), Verdict::End),
            (&status(429, P::RateLimited), month, fared(true, true), Verdict::End),
            (&status(404, P::WorkspaceNotFound), month, fared(false, false), Verdict::End),
            (&status(404, P::WorkspaceNotFound), month, fared(false, true), Verdict::Leave),
            (&status(500, P::UpstreamUnavailable), month, fared(true, true), Verdict::Leave),
            (
                &Error::TooManyRows { endpoint: "usage", limit: 1 },
                month,
                fared(true, true),
                Verdict::Halve { search: false },
            ),
        ] {
            assert_eq!(judge(error, range, fared), verdict, "{error}");
        }
    }

    #[test]
    fn halves_are_the_whole() {
        for days in 2..40 {
            let range = DateRange::ending(Day::from_number(20_000), days);
            let [later, earlier] = halves(range);
            assert_eq!((earlier.from(), later.to()), (range.from(), range.to()));
            assert_eq!(earlier.to().next(), later.from());
        }
    }
}
