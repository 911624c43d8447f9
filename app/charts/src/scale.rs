//! The vertical scale: from zero to a round number, with three to five lines at round numbers.

use crate::format::exponent;

/// A vertical scale.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scale {
    /// The value at the foot: zero, or below where values are.
    pub(crate) low: f64,
    /// The value at the top.
    pub(crate) high: f64,
    /// Where the lines are, from the foot up; both ends among them.
    pub(crate) lines: Vec<f64>,
}

/// Multiples of a power of ten that read well.
const ROUND: [f64; 4] = [1.0, 2.0, 2.5, 5.0];

/// The scale that holds zero and all values; `whole` where there are no fractions to mark.
pub(crate) fn scale(values: impl Iterator<Item = f64>, whole: bool) -> Scale {
    let (min, max) = values.fold((0.0_f64, 0.0_f64), |(min, max), value| (min.min(value), max.max(value)));
    let top = exponent(max - min);
    let mut best: Option<Grid> = None;
    for power in [top, top - 1] {
        for round in ROUND.into_iter().rev() {
            let grid = Grid::over(min, max, round, power);
            let fits = (2.0..=4.0).contains(&grid.count()) && !(whole && grid.value(1.0).fract() != 0.0);
            // The tightest one; where two are equally tight, the one with more lines.
            if fits && best.as_ref().is_none_or(|best| grid.height() <= best.height() * 1.000_001) {
                best = Some(grid);
            }
        }
    }
    best.unwrap_or(Grid { first: min.floor(), last: (min.floor() + 2.0).max(1.0), round: 1.0, power: 0 }).into_scale()
}

/// Lines at whole multiples, from `first` to `last`, of `round` times ten to the `power`.
struct Grid {
    first: f64,
    last: f64,
    round: f64,
    power: i32,
}

impl Grid {
    fn over(min: f64, max: f64, round: f64, power: i32) -> Self {
        let step = Self { first: 0.0, last: 0.0, round, power }.value(1.0);
        // What a division leaves over must not add a line.
        let first = (min / step + 1e-9).floor();
        Self { first, last: (max / step - 1e-9).ceil(), round, power }
    }

    fn count(&self) -> f64 {
        self.last - self.first
    }

    fn height(&self) -> f64 {
        self.value(self.last) - self.value(self.first)
    }

    /// The value of a multiple. Divides by a whole power of ten where it can, so that 3 tenths are 0.3.
    fn value(&self, multiple: f64) -> f64 {
        // Exact up to 10^22, and the same everywhere beyond; `powi` promises neither.
        let ten = (0..self.power.abs()).fold(1.0, |ten, _| ten * 10.0);
        if self.power < 0 { multiple * self.round / ten } else { multiple * self.round * ten }
    }

    fn into_scale(self) -> Scale {
        let mut lines = Vec::with_capacity(5);
        let mut multiple = self.first;
        while multiple <= self.last {
            lines.push(self.value(multiple));
            multiple += 1.0;
        }
        Scale { low: self.value(self.first), high: self.value(self.last), lines }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn lines(values: &[f64], whole: bool) -> Vec<f64> {
        scale(values.iter().copied(), whole).lines
    }

    #[test]
    fn lines_are_round() {
        assert_eq!(lines(&[430.0], true), [0.0, 250.0, 500.0]);
        assert_eq!(lines(&[1000.0], true), [0.0, 250.0, 500.0, 750.0, 1000.0]);
        assert_eq!(lines(&[5.0], true), [0.0, 2.0, 4.0, 6.0]);
        assert_eq!(lines(&[3.0], true), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(lines(&[1.0], true), [0.0, 1.0, 2.0]);
        assert_eq!(lines(&[], true), [0.0, 1.0, 2.0]);
        assert_eq!(lines(&[0.3], false), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(lines(&[1e-6], false), [0.0, 2.5e-7, 5e-7, 7.5e-7, 1e-6]);
        assert_eq!(lines(&[-1.0, 1000.0], true), [-500.0, 0.0, 500.0, 1000.0]);
        assert_eq!(lines(&[-1.0], true), [-1.0, 0.0, 1.0]);
    }

    proptest! {
        #[test]
        fn a_scale_holds_its_values_and_wastes_little(
            mantissas in prop::collection::vec(-10.0f64..10.0, 1..6), power in -7i32..13, whole: bool,
        ) {
            let ten: f64 = format!("1e{power}").parse().unwrap_or(1.0);
            let values: Vec<f64> = mantissas.iter().map(|m| if whole { (m * ten).round() } else { m * ten }).collect();
            let scale = scale(values.iter().copied(), whole);
            let (low, high) = values.iter().fold((0.0f64, 0.0f64), |(a, b), v| (a.min(*v), b.max(*v)));
            let slack = (scale.high - scale.low) * 1e-8;
            prop_assert!(scale.low <= low + slack && high <= scale.high + slack, "{values:?} {scale:?}");
            prop_assert!((3..=5).contains(&scale.lines.len()), "{values:?} {scale:?}");
            prop_assert!(scale.lines.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(scale.lines.contains(&0.0));
            prop_assert!(whole && high - low < 2.0 || (scale.high - scale.low) <= 2.6 * (high - low), "{values:?} {scale:?}");
        }
    }
}
