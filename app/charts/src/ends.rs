//! Labels at the ends of lines and bars: beside what they name, never over each other, never over the edge.

use plotters::style::text_anchor::HPos;

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, Layout, Place};
use crate::glyphs;
use crate::order::order;
use crate::paint::{Kind, Paint};

/// The font size of an end label in CSS pixels; `.c-end` in the style sheet says the same.
pub(crate) const SIZE: i32 = 12;
/// From one label's middle to the next one's.
const LINE: i32 = 15 * UNITS;
/// From what is named to its label.
const AWAY: i32 = 8 * UNITS;
/// What a name has before it: the fine line that leads to it, or a coloured dot with some space.
const LEAD: i32 = 10 * UNITS;
/// Between the label and the edge of the drawing.
const EDGE: i32 = 4 * UNITS;

/// One label.
pub(crate) struct End {
    /// What it names: the last point, or the right edge of a part of a bar.
    pub(crate) at: Place,
    /// A name; without one the label is a value alone.
    pub(crate) name: Option<String>,
    /// The value, or nothing.
    pub(crate) value: String,
    pub(crate) colour: u8,
    /// Of the period before.
    pub(crate) muted: bool,
    /// Whether there is something at `at` that a fine line can lead to.
    pub(crate) leads: bool,
}

/// The widest margin that labels may take, in canvas units.
fn most(width: i32) -> i32 {
    (width * 34 / 100).min(180 * UNITS)
}

/// The right margin that some labels need.
pub(crate) fn margin<'a>(labels: impl Iterator<Item = (Option<&'a str>, &'a str)>, width: i32) -> i32 {
    let room = most(width) - AWAY - EDGE;
    // A name may be cut short, a value may not.
    let least = |name: Option<&str>, value: &str| needed(name.map(|_| "…"), value);
    let widths = labels.map(|(name, value)| needed(name, value).min(room).max(least(name, value)));
    (AWAY + widths.max().unwrap_or(0) + EDGE).max(12 * UNITS)
}

fn needed(name: Option<&str>, value: &str) -> i32 {
    name.map_or(0, |_| LEAD) + glyphs::width(&joined(name, value), SIZE)
}

fn joined(name: Option<&str>, value: &str) -> String {
    match name {
        Some(name) if value.is_empty() => glyphs::isolated(name),
        Some(name) => format!("{} {value}", glyphs::isolated(name)),
        None => value.to_owned(),
    }
}

/// Draws the labels, most important first; where there is no room for all, the last ones are left out.
pub(crate) fn draw(canvas: &Canvas<'_>, layout: &Layout, mut ends: Vec<End>) -> Drawn {
    let (top, foot) = (layout.top, layout.foot + 2 * UNITS);
    let fit = usize::try_from((foot - top) / LINE + 1).unwrap_or(1);
    ends.truncate(fit);
    let height = |at: usize| ends.get(at).map(|end| end.at.1);
    let order = order(ends.len(), &|a, b| height(a).cmp(&height(b)));
    let ends: Vec<&End> = order.into_iter().filter_map(|at| ends.get(at)).collect();
    let wanted: Vec<i32> = ends.iter().map(|end| end.at.1).collect();
    for (end, y) in ends.into_iter().zip(spread(&wanted, top, foot)) {
        draw_one(canvas, layout, end, y)?;
    }
    Ok(())
}

fn draw_one(canvas: &Canvas<'_>, layout: &Layout, end: &End, y: i32) -> Drawn {
    let x = end.at.0 + AWAY;
    let Some(name) = &end.name else {
        return canvas.text(&end.value, (x, y), SIZE, HPos::Left, Paint::plain(Kind::End).muted(end.muted));
    };
    if end.leads {
        let from = (end.at.0 + 4 * UNITS, end.at.1);
        canvas.line(vec![from, (x + LEAD - 3 * UNITS, y)], Paint::of(Kind::Lead, end.colour))?;
    } else {
        canvas.dot((x + 3 * UNITS, y), 3 * UNITS, Paint::of(Kind::Dot, end.colour))?;
    }
    let x = x + LEAD;
    let value = if end.value.is_empty() { String::new() } else { format!(" {}", end.value) };
    let room = layout.width - EDGE / 2 - x - glyphs::width(&value, SIZE);
    let name = glyphs::fitted(name, SIZE, room);
    canvas.text(&joined(Some(&name), &end.value), (x, y), SIZE, HPos::Left, Paint::plain(Kind::End).named())
}

/// Heights near the wanted ones (which are in order), a line apart, between `top` and `foot`:
/// neighbours that are too near are moved apart around their common middle.
fn spread(wanted: &[i32], top: i32, foot: i32) -> Vec<i32> {
    // With the distance taken out, “a line apart” is “not decreasing”: merge blocks until it holds.
    let mut blocks: Vec<(i64, i64)> = Vec::new();
    for (want, at) in wanted.iter().zip(0i64..) {
        let mut block = (i64::from(*want) - at * i64::from(LINE), 1);
        while let Some(before) = blocks.pop_if(|before| before.0 * block.1 >= block.0 * before.1) {
            block = (before.0 + block.0, before.1 + block.1);
        }
        blocks.push(block);
    }
    let steps = i64::try_from(wanted.len().saturating_sub(1)).unwrap_or(0) * i64::from(LINE);
    let last = (i64::from(foot) - steps).max(i64::from(top));
    let offsets = blocks.into_iter().flat_map(|(sum, count)| {
        let height = sum.div_euclid(count).clamp(i64::from(top), last);
        std::iter::repeat_n(height, usize::try_from(count).unwrap_or(0))
    });
    offsets.zip(0i64..).map(|(height, at)| i32::try_from(height + at * i64::from(LINE)).unwrap_or(foot)).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_stay_where_there_is_room_and_part_evenly_where_there_is_none() {
        assert_eq!(spread(&[200, 900], 0, 2000), [200, 900]);
        assert_eq!(spread(&[500, 500], 0, 2000), [425, 575]);
        assert_eq!(spread(&[0, 0], 0, 2000), [0, 150]);
        assert_eq!(spread(&[2000, 2000, 2000], 0, 2000), [1700, 1850, 2000]);
    }

    proptest! {
        #[test]
        fn labels_never_meet(mut wanted in prop::collection::vec(0i32..2000, 0..13)) {
            wanted.sort_unstable();
            let heights = spread(&wanted, 0, 2000);
            prop_assert_eq!(heights.len(), wanted.len());
            prop_assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= LINE), "{wanted:?} {heights:?}");
            prop_assert!(heights.iter().all(|height| (0..=2000).contains(height)));
        }
    }
}
