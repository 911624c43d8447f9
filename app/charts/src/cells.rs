//! What heat maps share: a cell of a strength, words on it, and the scale of strengths below.

use domain::metric::Unit;
use domain::view::PointState;
use plotters::style::text_anchor::HPos;

use crate::backend::UNITS;
use crate::canvas::{Canvas, Drawn, Place};
use crate::paint::{HEAT, Kind, Paint};
use crate::sheet::TICK;
use crate::{format, glyphs};

/// Strengths above zero.
const STRENGTHS: u8 = 5;
/// Between two cells.
pub(crate) const APART: i32 = 2 * UNITS;

/// How strong a value is drawn: 0 for zero alone, up to 5 for `high`.
fn strength(value: f64, high: f64) -> u8 {
    if value <= 0.0 || high <= 0.0 {
        return 0;
    }
    let part = value / high;
    (1..STRENGTHS).find(|step| part <= f64::from(*step) / f64::from(STRENGTHS)).unwrap_or(STRENGTHS)
}

/// One cell: filled where it has a value, hatched where its value is not shown, nothing where there is none.
/// What may still change has a dotted rim. `text` is written on it where it has room.
pub(crate) fn draw(
    canvas: &Canvas<'_>,
    (from, to): (Place, Place),
    (value, state): (Option<f64>, PointState),
    high: f64,
    text: &str,
) -> Drawn {
    let Some(value) = value else {
        return match state {
            PointState::TooFew | PointState::Unavailable => canvas.rect(from, to, Paint::plain(Kind::Hatch)),
            _ => Ok(()),
        };
    };
    let colour = HEAT + strength(value, high);
    canvas.rect(from, to, Paint::of(Kind::Cell, colour).provisional(state != PointState::Settled))?;
    let room = to.0 - from.0 - UNITS;
    if text.is_empty() || glyphs::width(text, TICK) > room || to.1 - from.1 < 13 * UNITS {
        return Ok(());
    }
    let middle = (i32::midpoint(from.0, to.0), i32::midpoint(from.1, to.1));
    canvas.text(text, middle, TICK, HPos::Center, Paint::of(Kind::In, colour))
}

/// The strengths from zero to `high`, with both numbers, from `at` on.
pub(crate) fn legend(canvas: &Canvas<'_>, (x, y): Place, high: f64, unit: Unit) -> Drawn {
    const SIDE: i32 = 10 * UNITS;
    let tick = Paint::plain(Kind::Tick);
    let zero = format::compact(0.0, unit);
    canvas.text(&zero, (x, y), TICK, HPos::Left, tick)?;
    let mut left = x + glyphs::width(&zero, TICK) + 5 * UNITS;
    for step in 0..=STRENGTHS {
        let corner = (left, y - SIDE / 2);
        canvas.rect(corner, (left + SIDE, y + SIDE / 2), Paint::of(Kind::Cell, HEAT + step))?;
        left += SIDE + APART;
    }
    canvas.text(&format::compact(high, unit), (left + 4 * UNITS, y), TICK, HPos::Left, tick)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_a_strength_of_its_own() {
        assert_eq!(
            [0.0, -3.0, 0.000_1, 0.2, 0.21, 0.9, 1.0, 7.0].map(|value| strength(value, 1.0)),
            [0, 0, 1, 1, 2, 5, 5, 5]
        );
        assert_eq!(strength(3.0, 0.0), 0);
    }
}
