//! Annotations on the time axis: a dot above the plot, a fine line down through it, and as much of the text
//! as has room. The whole text is in the summary, the table and the drawing's [`Pin`]s.

use domain::Day;
use plotters::style::text_anchor::HPos;

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, Layout, pixels};
use crate::dates::Grain;
use crate::drawing::Pin;
use crate::glyphs;
use crate::model::Note;
use crate::order::order;
use crate::paint::{Kind, Paint};
use crate::sheet::TICK;

/// Room above the plot for the texts.
pub(crate) const HEAD: i32 = 15 * UNITS;
/// Between a dot and its text.
const AWAY: i32 = 6 * UNITS;
/// A text cut shorter than this says nothing.
const LEAST: i32 = 52 * UNITS;

/// The bucket that a day falls into, where there is one.
pub(crate) fn bucket_of(days: &[Day], grain: Grain, day: Day) -> Option<usize> {
    let bucket = days.partition_point(|start| *start <= day).checked_sub(1)?;
    let start = *days.get(bucket)?;
    let inside = bucket + 1 < days.len()
        || match grain {
            Grain::Day => day == start,
            Grain::Week => day.days_since(start) < 7,
            Grain::Month => day.month_start() == start,
            Grain::Period | Grain::Mixed => true,
        };
    inside.then_some(bucket)
}

/// Where the annotations are: those of one bucket share a dot. `x` gives a bucket's middle.
pub(crate) fn pins(notes: &[Note], days: &[Day], layout: &Layout, x: impl Fn(usize) -> i32) -> Vec<Pin> {
    let grain = Grain::of(days);
    let mut pins: Vec<Pin> = Vec::new();
    let day = |at: usize| notes.get(at).map(|note| note.day);
    for note in order(notes.len(), &|a, b| day(a).cmp(&day(b))).into_iter().filter_map(|at| notes.get(at)) {
        let Some(stop) = bucket_of(days, grain, note.day) else { continue };
        let text = glyphs::clean(&note.text);
        if let Some(pin) = pins.last_mut().filter(|pin| pin.stop == stop) {
            pin.text.extend(["; ", &text]);
        } else {
            let at = (pixels(x(stop)), pixels(layout.top - HEAD + 3 * UNITS));
            pins.push(Pin { day: note.day, text, stop, at });
        }
    }
    pins
}

/// Draws dots, lines and texts.
pub(crate) fn draw(canvas: &Canvas<'_>, layout: &Layout, pins: &[Pin], x: impl Fn(usize) -> i32) -> Drawn {
    let y = layout.top - HEAD + 3 * UNITS;
    // How far texts have come from the left.
    let mut free = 0;
    for (at, pin) in pins.iter().enumerate() {
        let here = x(pin.stop);
        canvas.line(vec![(here, y), (here, layout.foot)], Paint::plain(Kind::Flag))?;
        canvas.dot((here, y), 5 * UNITS / 2, Paint::plain(Kind::Pin))?;
        let next = pins.get(at + 1).map_or(layout.width, |next| x(next.stop) - AWAY);
        let text = glyphs::isolated(&pin.text);
        let width = glyphs::width(&text, TICK);
        // A little is kept free, since glyphs are drawn a little wider than they are counted.
        let (right, left) = (next - here - AWAY - 3 * UNITS, here - AWAY - free);
        let paint = Paint::plain(Kind::Note);
        if width > right && width <= left {
            canvas.text(&text, (here - AWAY, y), TICK, HPos::Right, paint)?;
            free = here + AWAY;
        } else if right >= width.min(LEAST) {
            let text = glyphs::isolated(&glyphs::fitted(&pin.text, TICK, right));
            canvas.text(&text, (here + AWAY, y), TICK, HPos::Left, paint)?;
            free = here + AWAY + glyphs::width(&text, TICK) + AWAY;
        } else {
            free = here + AWAY;
        }
    }
    Ok(())
}
