//! A chart in one sentence, made from its data: what a leader would read off it, and nothing that it does not say.

use domain::Day;
use domain::metric::Unit;
use domain::view::PointState;

use crate::dates::Grain;
use crate::model::{ChartPoint, Line, LineRole, Parts};
use crate::order::descending;
use crate::{format, glyphs, note, pick};

/// The sentence, with a full stop.
pub(crate) fn summary(parts: &Parts<'_>) -> String {
    let days = pick::days(parts.lines);
    let grain = Grain::of(&days);
    let own: Vec<&Line> = parts.lines.iter().filter(|line| pick::is_own(line)).collect();
    let mut clauses = Vec::new();
    match own.as_slice() {
        [] => {}
        several if parts.flows() => clauses.extend(flow(several, parts.unit, grain)),
        [only] => clauses.extend(course(only, parts.unit, grain)),
        several if parts.adds_up && sums_over_time(parts.unit) => {
            clauses.extend(shares(several, parts.unit, grain, &days));
        }
        several => clauses.extend(standings(several, parts.unit, grain, &days)),
    }
    if clauses.is_empty() {
        clauses.push(nothing(&own));
    } else {
        clauses.extend(compared(parts));
        clauses.extend(ahead(parts, grain));
        clauses.extend(marked(parts, grain, &days));
        clauses.extend(caveats(&own, grain, days.len()));
    }
    format!("{}: {}.", glyphs::clean(parts.title), clauses.join("; "))
}

/// Whether the sum over days means something: distinct people and quotients do not add up.
pub(crate) fn sums_over_time(unit: Unit) -> bool {
    matches!(unit, Unit::Count | Unit::Tokens | Unit::Credits | Unit::Usd)
}

/// A count for writing it down.
#[expect(clippy::cast_precision_loss, reason = "counts of people and comments are far below 2^53")]
pub(crate) fn whole(count: u64) -> f64 {
    count as f64
}

/// What a number of a unit is, as a heading.
pub(crate) fn unit_noun(unit: Unit) -> &'static str {
    match unit {
        Unit::People => "People",
        Unit::Count => "Count",
        Unit::Tokens => "Tokens",
        Unit::Credits => "Credits",
        Unit::Usd => "US dollars",
        Unit::Share => "Share",
        Unit::Ratio => "Value",
    }
}

/// A value as a sentence has room for: without decimals where they say nothing.
pub(crate) fn value(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => format::exact((value * 1000.0).round() / 1000.0, unit),
        _ if value.abs() >= 100.0 => format::exact(value.round(), unit).replace(".00", ""),
        _ => format::compact(value, unit),
    }
}

fn known(line: &Line) -> impl DoubleEndedIterator<Item = (Day, f64)> {
    line.points.iter().filter_map(|point| point.known().map(|value| (point.day, value)))
}

/// What is known, but for a first bucket that is cut: nothing is held against it.
fn comparable(line: &Line) -> impl DoubleEndedIterator<Item = (Day, f64)> {
    let cut = line.begins_cut() && known(line).count() > 1;
    let skipped = line.points.first().filter(|_| cut).map(|point| point.day);
    known(line).filter(move |(day, _)| Some(*day) != skipped)
}

fn course(line: &Line, unit: Unit, grain: Grain) -> Option<String> {
    let (first, last) = (comparable(line).next()?, comparable(line).next_back()?);
    let say = |at: (Day, f64)| format!("{} {}", value(at.1, unit), grain.when(at.0));
    if first.0 == last.0 {
        return Some(say(first));
    }
    let low = comparable(line).reduce(|best, next| if next.1 < best.1 { next } else { best })?;
    let high = comparable(line).reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    if low.1.total_cmp(&high.1).is_eq() {
        return Some(format!(
            "{} throughout, from {} to {}",
            value(low.1, unit),
            grain.name(first.0),
            grain.name(last.0)
        ));
    }
    let mut text = format!("from {} to {}", say(first), say(last));
    for (word, extreme) in [("lowest", low), ("highest", high)] {
        // Said already where it is one of the ends.
        if ![first.1, last.1].iter().any(|end| end.total_cmp(&extreme.1).is_eq()) {
            text.extend([", ", word, " ", &say(extreme)]);
        }
    }
    Some(text)
}

/// What each series has of the whole, for numbers that add up.
fn shares(lines: &[&Line], unit: Unit, grain: Grain, days: &[Day]) -> Option<String> {
    let totals: Vec<(String, f64)> = lines
        .iter()
        .filter(|line| known(line).next().is_some())
        .map(|line| (name(line), known(line).map(|(_, value)| value).sum()))
        .collect();
    let whole: f64 = totals.iter().map(|(_, total)| total).sum();
    let parts_of_whole = whole > 0.0 && totals.iter().all(|(_, total)| *total >= 0.0);
    let say = |total: f64| {
        let amount = value(total, unit);
        if parts_of_whole { format!("{amount} ({})", format::percent(total / whole)) } else { amount }
    };
    Some(format!("{} in all {}, of which {}", value(whole, unit), period(grain, days)?, ranked(&totals, &say)?))
}

/// Where each line ends, for numbers that do not add up.
fn standings(lines: &[&Line], unit: Unit, grain: Grain, days: &[Day]) -> Option<String> {
    let last = lines.iter().filter_map(|line| known(line).next_back().map(|(_, value)| (name(line), value)));
    let last: Vec<(String, f64)> = last.collect();
    Some(format!("last known values {}: {}", period(grain, days)?, ranked(&last, &|end| value(end, unit))?))
}

fn period(grain: Grain, days: &[Day]) -> Option<String> {
    let (first, last) = (days.first()?, days.last()?);
    Some(if first == last { grain.when(*first) } else { grain.span(*first, *last) })
}

/// The three largest by name, and how many more.
pub(crate) fn ranked(values: &[(String, f64)], say: &dyn Fn(f64) -> String) -> Option<String> {
    let ranks: Vec<f64> = values.iter().map(|(_, value)| *value).collect();
    let largest = descending(&ranks).into_iter().take(3).filter_map(|at| values.get(at));
    let mut texts: Vec<String> = largest.map(|(name, value)| format!("{name} {}", say(*value))).collect();
    match values.len() {
        0 => return None,
        1..=3 => {}
        count => texts.push(format!("{} more", count - 3)),
    }
    let last = texts.pop()?;
    Some(if texts.is_empty() { last } else { format!("{} and {last}", texts.join(", ")) })
}

/// The last bucket of which all series are known: who came and who went.
fn flow(lines: &[&Line], unit: Unit, grain: Grain) -> Option<String> {
    let longest = lines.iter().map(|line| line.points.len()).max()?;
    let at = |bucket: usize| {
        let known = |line: &&&Line| Some((name(line), line.points.get(bucket)?.known()?));
        let (down, up): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|l| matches!(l.role, LineRole::Below(_)));
        let all = |lines: &[&Line]| lines.iter().map(|line| known(&line)).collect::<Option<Vec<(String, f64)>>>();
        Some((lines.first()?.points.get(bucket)?.day, all(&up)?, all(&down)?))
    };
    let (day, up, down) = (0..longest).rev().find_map(at)?;
    let list = |values: &[(String, f64)]| {
        let texts: Vec<String> = values.iter().map(|(name, of)| format!("{name} {}", value(*of, unit))).collect();
        texts.join(", ")
    };
    let sum: f64 = up.iter().map(|(_, of)| of).sum();
    let mut text = format!("{} {}", value(sum, unit), grain.when(day));
    if !up.is_empty() {
        text.extend([": ", &list(&up)]);
    }
    if !down.is_empty() {
        text.extend(["; below the axis ", &list(&down)]);
    }
    Some(text)
}

/// What lies ahead: forecast, its range, and what it is held against.
fn ahead(parts: &Parts<'_>, grain: Grain) -> Vec<String> {
    let end = |role| {
        parts.lines.iter().find(|line| line.role == role).and_then(|line| Some((line, known(line).next_back()?)))
    };
    let mut clauses = Vec::new();
    if let Some((line, (day, last))) = end(LineRole::Forecast) {
        let mut text = format!("{} {} {}", name(line), value(last, parts.unit), grain.when(day));
        let range = parts.band.and_then(|band| band.points.iter().rev().find_map(|point| *point));
        text.extend(
            range.map(|(low, high)| format!(", between {} and {}", value(low, parts.unit), value(high, parts.unit))),
        );
        clauses.push(text);
    }
    clauses
        .extend(end(LineRole::Target).map(|(line, (_, last))| format!("{} {}", name(line), value(last, parts.unit))));
    clauses
}

fn marked(parts: &Parts<'_>, grain: Grain, days: &[Day]) -> Option<String> {
    let shown = parts.notes.iter().filter(|note| note::bucket_of(days, grain, note.day).is_some());
    let texts: Vec<String> = shown
        .map(|note| format!("{} on {}", glyphs::isolated(&glyphs::clean(&note.text)), note.day.in_words()))
        .collect();
    (!texts.is_empty()).then(|| format!("marked: {}", texts.join(", ")))
}

fn name(line: &Line) -> String {
    glyphs::isolated(&glyphs::clean(&line.label))
}

fn compared(parts: &Parts<'_>) -> Option<String> {
    let line = parts.lines.iter().find(|line| line.role == LineRole::Compare)?;
    let (first, last) = (known(line).next()?, known(line).next_back()?);
    let (from, to) = (value(first.1, parts.unit), value(last.1, parts.unit));
    let days = format!("{} to {}", first.0.in_words(), last.0.in_words());
    Some(if first.0 == last.0 {
        format!("before, {}: {to}", first.0.in_words())
    } else {
        format!("before, {days}: from {from} to {to}")
    })
}

/// How many buckets cannot be trusted fully, or are not there.
fn caveats(lines: &[&Line], grain: Grain, buckets: usize) -> Vec<String> {
    let has = |bucket: usize, state: PointState| {
        lines.iter().any(|line| line.points.get(bucket).is_some_and(|p| p.state == state))
    };
    let count = |state| (0..buckets).filter(|bucket| has(*bucket, state)).count();
    let (one, many) = grain.nouns();
    let of = |count: usize| match (count, buckets) {
        (1, 1) => format!("the {one} is"),
        (1, _) => format!("1 of {buckets} {many} is"),
        _ => format!("{count} of {buckets} {many} are"),
    };
    let states = [
        (PointState::Provisional, "provisional"),
        (PointState::Partial, "incomplete"),
        (PointState::Gap, "without data"),
        (PointState::TooFew, "hidden where too few people are in a group"),
        (PointState::Unavailable, "without this figure"),
    ];
    let counted = states.into_iter().map(|(state, words)| (count(state), words)).filter(|(count, _)| *count > 0);
    counted.map(|(count, words)| format!("{} {words}", of(count))).collect()
}

fn nothing(lines: &[&Line]) -> String {
    let has = |state| lines.iter().any(|line| line.points.iter().any(|point: &ChartPoint| point.state == state));
    let words = match (has(PointState::TooFew), has(PointState::Unavailable)) {
        (true, _) => "too few people in this range to show",
        (false, true) => "not available in this range",
        (false, false) => "no data in this range",
    };
    words.to_owned()
}
