//! Stacked areas over time: for so many buckets that bars would be a blur.

use crate::backend::UNITS;
use crate::bars::draw_gap;
use crate::canvas::{Canvas, Drawn, Place};
use crate::paint::{Kind, Paint};
use crate::sheet::Sheet;
use crate::stack::{Part, Stack};

/// Neighbouring buckets with values, drawn in one go.
struct Run {
    first: usize,
    last: usize,
    dotted: bool,
}

/// Draws every series as one area a run, each with a line on its upper edge. What may still change is paler
/// under a dotted line; a bucket of which nothing is known is a grey band.
pub(crate) fn draw(canvas: &Canvas<'_>, sheet: &Sheet<'_>, stacks: &[Stack]) -> Drawn {
    for (bucket, _) in stacks.iter().enumerate().filter(|(_, stack)| stack.is_gap()) {
        draw_gap(canvas, sheet, bucket)?;
    }
    let series = stacks.iter().map(|stack| stack.parts.len()).max().unwrap_or(0);
    for run in runs(stacks) {
        for number in 0..series {
            draw_series(canvas, sheet, stacks, &run, number)?;
        }
    }
    Ok(())
}

/// Runs without a gap and of one kind; two that touch share a bucket. A step to or from a bucket that may
/// still change is dotted.
fn runs(stacks: &[Stack]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let settled = |at: usize| stacks.get(at).is_some_and(|stack| stack.parts.iter().all(Part::is_settled));
    let known = |at: usize| stacks.get(at).is_some_and(|stack| !stack.is_gap());
    for at in (0..stacks.len()).filter(|at| known(*at)) {
        let before = at.checked_sub(1).filter(|before| known(*before));
        let dotted = !settled(at) || before.is_some_and(|before| !settled(before));
        match (before, runs.last_mut()) {
            (Some(_), Some(run)) if run.dotted == dotted || run.first == run.last => {
                run.last = at;
                run.dotted = dotted;
            }
            (Some(before), _) => runs.push(Run { first: before, last: at, dotted }),
            (None, _) => runs.push(Run { first: at, last: at, dotted }),
        }
    }
    runs
}

fn draw_series(canvas: &Canvas<'_>, sheet: &Sheet<'_>, stacks: &[Stack], run: &Run, number: usize) -> Drawn {
    let parts = stacks.iter().enumerate().take(run.last + 1).skip(run.first);
    let parts: Vec<_> = parts.filter_map(|(at, stack)| stack.parts.get(number).map(|part| (at, part))).collect();
    let Some((_, first)) = parts.first() else { return Ok(()) };
    if parts.iter().all(|(_, part)| !part.stands() && !part.hangs()) {
        return Ok(());
    }
    let paint = |kind| Paint::of(kind, first.colour).provisional(run.dotted);
    let mut outer: Vec<Place> = parts.iter().map(|(at, part)| sheet.axes.at(*at, part.to)).collect();
    let mut inner: Vec<Place> = parts.iter().rev().map(|(at, part)| sheet.axes.at(*at, part.from)).collect();
    if let ([(x, y)], [(_, from)]) = (outer.as_slice(), inner.as_slice()) {
        // A lonely bucket has no width: it gets a little.
        let side = |by: i32| (x + by * UNITS).clamp(sheet.layout.left, sheet.layout.right);
        (outer, inner) = (vec![(side(-2), *y), (side(2), *y)], vec![(side(2), *from), (side(-2), *from)]);
    }
    let mut outline = outer.clone();
    outline.extend(inner);
    canvas.fill(outline, paint(Kind::Stack))?;
    canvas.line(outer, paint(Kind::Line))
}
