//! What 28 days say of the next: their median and their median distance from it, exact.

use crate::index::leaps::Judge;
use crate::kernels::ratio::half_even;
use crate::spans::WINDOW;

/// 1.4826 times the median distance is the spread that most days keep to; 3.5 times that is far.
/// As whole numbers over ten thousand: 3.5 x 14826 = 51891.
const FAR: i128 = 51_891;

/// The days that another is judged by, in order of size, so that the next day costs one out and one in.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// The place of the day that is judged, behind those of the window.
    at: usize,
    /// Their credits, in millionths.
    sorted: Vec<i64>,
}

impl Window {
    /// Moves on to the days before the one at a place among daily credits: no earlier one than before, and one that
    /// has a whole window before it.
    pub(super) fn move_to(&mut self, daily: &[i64], at: usize) {
        let days = |from: usize, to: usize| daily.get(from..to).unwrap_or_default();
        let first = |at: usize| at.saturating_sub(usize::try_from(WINDOW).unwrap_or(0));
        if self.at > first(at) {
            let leaving = days(first(self.at), first(at));
            leaving.iter().zip(days(self.at, at)).for_each(|(out, into)| self.slide(*out, *into));
        } else {
            self.sorted = days(first(at), at).to_vec();
            self.sorted.sort_unstable();
        }
        self.at = at;
    }

    /// A day leaves, another enters.
    fn slide(&mut self, out: i64, into: i64) {
        let at = self.sorted.partition_point(|value| *value < out);
        if self.sorted.get(at) == Some(&out) {
            self.sorted.remove(at);
        }
        let at = self.sorted.partition_point(|value| *value < into);
        self.sorted.insert(at, into);
    }

    /// Whether a day may be a spike at all, told without the median distance: only if half of the days lie so near
    /// to the median that the day is far from it. Most days are none, and are known from this.
    pub(super) fn may_be_spike(&self, credits: i64) -> bool {
        let twice_median = self.twice_median();
        let far = (i128::from(credits) * 2 - twice_median).abs() * 10_000;
        let beyond = |value: i64| i128::from(value) * 2 - twice_median;
        let low = self.sorted.partition_point(|value| -beyond(*value) * FAR >= far);
        let high = self.sorted.partition_point(|value| beyond(*value) * FAR < far);
        high.saturating_sub(low) > self.sorted.len().saturating_sub(1) / 2
    }

    /// What the days say.
    pub(super) fn judge(&self) -> Judge {
        let twice_median = self.twice_median();
        // Distances from the median grow to both sides of it: the nearest ones come first.
        let wide = |value: i64| i128::from(value) * 2;
        let above = self.sorted.partition_point(|value| wide(*value) < twice_median);
        let (low, high) = self.sorted.split_at_checked(above).unwrap_or_default();
        let mut below = low.iter().rev().map(|value| twice_median - wide(*value)).peekable();
        let mut above = high.iter().map(|value| wide(*value) - twice_median).peekable();
        let nearest = std::iter::from_fn(|| match (below.peek(), above.peek()) {
            (Some(one), Some(other)) if one <= other => below.next(),
            (Some(_), None) => below.next(),
            _ => above.next(),
        });
        let length = self.sorted.len();
        let middle = nearest.skip(length.saturating_sub(1) / 2).take(if length % 2 == 1 { 1 } else { 2 });
        let (sum, count) = middle.fold((0, 0), |(sum, count), distance| (sum + distance, count + 1));
        Judge { twice_median, four_mads: if count == 1 { sum * 2 } else { sum } }
    }

    /// The sum of the two values in the middle, or twice the one; 0 without values.
    fn twice_median(&self) -> i128 {
        let length = self.sorted.len();
        let at = |place: usize| self.sorted.get(place).copied().map_or(0, i128::from);
        at(length.saturating_sub(1) / 2) + at(length / 2)
    }
}

impl Judge {
    /// Whether a day lies far from the median. Never where the distance is 0.
    pub(super) fn is_spike(self, credits: i64) -> bool {
        // |x - median| / (1.4826 x MAD) > 3.5, both sides times 4 x 10,000.
        self.four_mads > 0 && self.distance(credits) * 20_000 > FAR * self.four_mads
    }

    /// The distance in scaled median distances.
    #[expect(clippy::cast_precision_loss, reason = "for reading; what is a spike is decided exactly")]
    pub(super) fn score(self, credits: i64) -> f64 {
        let (distance, mads) = (self.distance(credits) as f64 / 2.0, self.four_mads as f64 / 4.0);
        if self.four_mads == 0 { 0.0 } else { distance / (1.4826 * mads) }
    }

    /// Whether a day lies above the median.
    pub(super) fn is_above(self, credits: i64) -> bool {
        i128::from(credits) * 2 > self.twice_median
    }

    /// The median, rounded half-even.
    pub(super) fn median(self) -> i64 {
        half_even(narrow(self.twice_median), 2)
    }

    /// The median distance, rounded half-even.
    pub(super) fn mad(self) -> i64 {
        half_even(narrow(self.four_mads), 4)
    }

    /// Twice the distance from the median.
    fn distance(self, credits: i64) -> i128 {
        (i128::from(credits) * 2 - self.twice_median).abs()
    }
}

fn narrow(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A window of exactly these days.
    fn window(days: &[i64]) -> Window {
        let mut window = Window::default();
        window.move_to(days, days.len());
        window
    }

    fn judge(days: &[i64]) -> Judge {
        window(days).judge()
    }

    #[test]
    fn days_that_are_all_alike_have_no_spike() {
        let judge = judge(&[5_000_000; 28]);
        assert_eq!((judge.median(), judge.mad()), (5_000_000, 0));
        assert!(!judge.is_spike(i64::MAX));
    }

    #[test]
    fn the_border_itself_is_no_spike() {
        // Fourteen days of 100 and fourteen of 120 credits: median 110, each 10 away from it.
        let days: Vec<i64> = (0..28).map(|day| if day % 2 == 0 { 100_000_000 } else { 120_000_000 }).collect();
        let judge = judge(&days);
        assert_eq!((judge.median(), judge.mad()), (110_000_000, 10_000_000));
        // 110 + 3.5 x 14.826 = 161.891.
        assert!(!judge.is_spike(161_891_000));
        assert!(judge.is_spike(161_891_001) && judge.is_above(161_891_001));
        assert!(!judge.is_spike(58_109_000));
        assert!(judge.is_spike(58_108_999) && !judge.is_above(58_108_999));
        assert!((judge.score(161_891_000) - 3.5).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_window_that_moved_is_one_of_the_days_it_came_to(
            days in prop::collection::vec(0i64..9, 30..190),
            steps in prop::collection::vec(0usize..40, 1..20),
        ) {
            let (mut moved, mut at) = (Window::default(), 28);
            for step in steps {
                at = (at + step).min(days.len());
                moved.move_to(&days, at);
                prop_assert_eq!(moved.judge(), judge(days.get(at - 28..at).unwrap_or_default()));
            }
        }

        #[test]
        fn medians_are_the_middle_of_the_sorted(days in prop::collection::vec(0i64..1_000, 28), next in 0i64..3_000) {
            let judge = judge(&days);
            let middle = |values: &mut Vec<f64>| {
                values.sort_by(f64::total_cmp);
                let (low, high) = (values.get(13), values.get(14));
                low.zip(high).map_or(0.0, |(low, high)| f64::midpoint(*low, *high))
            };
            let float = |n: i64| f64::from(i32::try_from(n).unwrap_or(0));
            let mut values: Vec<f64> = days.iter().copied().map(float).collect();
            let median = middle(&mut values);
            let mut distances: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
            let mad = middle(&mut distances);
            let score = (float(next) - median).abs() / (1.4826 * mad);
            prop_assert!((float(judge.median()) - median).abs() <= 0.5 && (float(judge.mad()) - mad).abs() <= 0.5);
            prop_assert!(!judge.is_spike(next) || window(&days).may_be_spike(next));
            if mad > 0.0 && (score - 3.5).abs() > 1e-9 {
                prop_assert_eq!(judge.is_spike(next), score > 3.5);
            }
            prop_assert!(mad > 0.0 || !judge.is_spike(next));
        }
    }
}
