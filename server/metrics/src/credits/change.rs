//! Why credits moved: the change split into people, turns a person, credits a turn (METRICS.md 17).
//!
//! Each factor's bar is the change times the factor's share of the logarithm. Where credits are the same
//! on both sides the share is 0 over 0; its limit, the logarithmic mean, is taken everywhere, so that
//! factors that cancel out still show. Bars are whole millionths of a credit and add up to the change.

use domain::view::{Blank, ChangeBars, CreditChange, CreditParts, Figure, PointState, Split};
use domain::{Credits, DateRange, Interval, Metric};

use crate::answer::totals;
use crate::ask::{Ask, AskError};
use crate::delta::shown_before;
use crate::index::Index;
use crate::layout::Layout;
use crate::scope::Scope;

/// Why credits moved between the range's settled days and the same weekdays before (METRICS.md 23). The
/// answer carries all that it rests on.
pub fn credit_change(index: &Index, scope: &Scope) -> Result<CreditChange, AskError> {
    let ask = scope.ask(Metric::Credits, Interval::Total, Split::None);
    ask.check()?;
    let layout = Layout::of(index, index.derived(), &ask)?;
    let settled = index.settled_through_of(layout.narrowed.connection);
    let current = settled.and_then(|settled| DateRange::new(scope.range.from(), scope.range.to().min(settled)).ok());
    let Some(current) = current else {
        let blank = Some(if layout.is_hidden() { Blank::TooFew } else { Blank::NothingSettled });
        return Ok(CreditChange { current: None, previous: None, now: None, before: None, bars: None, blank });
    };
    let previous = current.prev();
    let shown = shown_before(index, &ask, &layout, current, previous)?.into_iter().all(|shown| shown);
    let parts = |range: DateRange| {
        let figure = |metric: Metric| {
            let ask = Ask { metric, ..ask.clone() };
            let hidden = Figure { value: None, state: PointState::TooFew };
            let beyond = Figure { value: None, state: PointState::Unavailable };
            match totals(index, &layout, &ask, range).into_iter().next() {
                Some(figure) if shown && figure.value.is_some() && ask.is_beyond_source() => beyond,
                Some(figure) if shown || figure.value.is_none() => figure,
                _ => hidden,
            }
        };
        CreditParts {
            credits: figure(Metric::Credits),
            people: figure(Metric::ActivePeople),
            turns: figure(Metric::Turns),
        }
    };
    let (now, before) = (parts(current), parts(previous));
    let (bars, blank) = match bars(&now, &before) {
        Ok(bars) => (Some(bars), None),
        Err(blank) => (None, Some(blank)),
    };
    Ok(CreditChange {
        current: Some(current),
        previous: Some(previous),
        now: Some(now),
        before: Some(before),
        bars,
        blank,
    })
}

fn bars(now: &CreditParts, before: &CreditParts) -> Result<ChangeBars, Blank> {
    let figures = |parts: &CreditParts| [parts.credits, parts.people, parts.turns];
    let all = [figures(now), figures(before)];
    let any = |state: PointState| all.iter().flatten().any(|figure| figure.state == state);
    if any(PointState::TooFew) {
        return Err(Blank::TooFew);
    }
    if any(PointState::Unavailable) {
        return Err(Blank::Unavailable);
    }
    if any(PointState::Gap) || any(PointState::Partial) {
        return Err(Blank::Gap);
    }
    let values = |figures: &[Figure; 3]| figures.map(|figure| figure.value.map_or(0.0, domain::view::Number::as_f64));
    let [[c1, u1, t1], [c0, u0, t0]] = [values(&figures(now)), values(&figures(before))];
    if [c1, u1, t1, c0, u0, t0].iter().any(|value| *value <= 0.0) {
        return Err(Blank::Zero);
    }
    let micros = |figure: Figure| match figure.value {
        Some(domain::view::Number::Credits(credits)) => credits.micros(),
        _ => 0,
    };
    let change = micros(now.credits).saturating_sub(micros(before.credits));
    // The logarithmic mean of both sides, in millionths; near equality by its series.
    let ratio = (c1 - c0) / c0;
    let mean = if ratio == 0.0 { c0 } else { (c1 - c0) / ratio.ln_1p() } * 1e6;
    let (people, turns) = ((u1 / u0).ln(), ((t1 / u1) / (t0 / u0)).ln());
    let price = ((c1 / t1) / (c0 / t0)).ln();
    let [people, turns_per_person, credits_per_turn] =
        whole_parts(change, [mean * people, mean * turns, mean * price]).map(Credits::from_micros);
    Ok(ChangeBars { change: Credits::from_micros(change), people, turns_per_person, credits_per_turn })
}

/// The parts as whole numbers that add up to the whole: each rounded down, and what is missing given to
/// those that lost most by it.
#[expect(clippy::cast_possible_truncation, reason = "amounts are whole millionths and far below the limit")]
fn whole_parts(whole: i64, parts: [f64; 3]) -> [i64; 3] {
    let floors = parts.map(|part| part.floor() as i64);
    let missing = floors.iter().fold(whole, |rest, floor| rest.saturating_sub(*floor));
    // Of parts that add up, at most two millionths are missing; what rounding of large floats adds to that
    // goes to all alike.
    let (each, rest) = (missing.div_euclid(3), usize::try_from(missing.rem_euclid(3)).unwrap_or(0));
    let lost = |at: usize| parts.get(at).zip(floors.get(at)).map_or(0.0, |(part, floor)| part - part_of(*floor));
    let mut order = [0usize, 1, 2];
    order.sort_by(|a, b| lost(*b).total_cmp(&lost(*a)));
    let mut wholes = floors.map(|floor| floor.saturating_add(each));
    for at in order.into_iter().take(rest) {
        if let Some(part) = wholes.get_mut(at) {
            *part = part.saturating_add(1);
        }
    }
    wholes
}

#[expect(clippy::cast_precision_loss, reason = "it was a float before")]
fn part_of(floor: i64) -> f64 {
    floor as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::view::Number;
    use proptest::prelude::*;

    fn parts(credits: i64, people: i64, turns: i64) -> CreditParts {
        let figure = |value| Figure { value: Some(value), state: PointState::Settled };
        CreditParts {
            credits: figure(Number::Credits(Credits::from_micros(credits))),
            people: figure(Number::Count(people)),
            turns: figure(Number::Count(turns)),
        }
    }

    #[test]
    fn twice_the_people_alone_account_for_all() {
        let bars = bars(&parts(200_000_000, 20, 200), &parts(100_000_000, 10, 100));
        let credits = Credits::from_micros;
        let all = ChangeBars {
            change: credits(100_000_000),
            people: credits(100_000_000),
            turns_per_person: credits(0),
            credits_per_turn: credits(0),
        };
        assert_eq!(bars, Ok(all));
    }

    #[test]
    fn factors_that_cancel_out_still_show() {
        let bars = bars(&parts(100_000_000, 20, 100), &parts(100_000_000, 10, 100));
        // 100 credits times ln 2.
        let credits = Credits::from_micros;
        let all = ChangeBars {
            change: credits(0),
            people: credits(69_314_718),
            turns_per_person: credits(-69_314_718),
            credits_per_turn: credits(0),
        };
        assert_eq!(bars, Ok(all));
    }

    #[test]
    fn a_zero_on_either_side_leaves_it_blank() {
        assert_eq!(bars(&parts(1, 1, 1), &parts(1, 0, 1)), Err(Blank::Zero));
        assert_eq!(bars(&parts(0, 1, 1), &parts(1, 1, 1)), Err(Blank::Zero));
    }

    proptest! {
        #[test]
        fn bars_add_up_to_the_last_millionth_and_follow_the_logarithm(
            now in (1i64..2_000_000_000_000_000, 1i64..100_000, 1i64..10_000_000),
            before in (1i64..2_000_000_000_000_000, 1i64..100_000, 1i64..10_000_000),
        ) {
            let bars = bars(&parts(now.0, now.1, now.2), &parts(before.0, before.1, before.2));
            let Ok(bars) = bars else { return Err(TestCaseError::fail("blank")) };
            prop_assert_eq!(bars.change.micros(), now.0 - before.0);
            let sum = bars.people + bars.turns_per_person + bars.credits_per_turn;
            prop_assert_eq!(sum, bars.change);
            // The definition of METRICS.md, as it stands there.
            let f = |n: i64| part_of(n);
            let whole = (f(now.0) / f(before.0)).ln();
            if whole.abs() > 1e-6 {
                let people = f(bars.change.micros()) * (f(now.1) / f(before.1)).ln() / whole;
                let close = (f(bars.people.micros()) - people).abs() <= 2.0 + people.abs() * 1e-9;
                prop_assert!(close, "{people} {bars:?}");
            }
        }
    }
}
