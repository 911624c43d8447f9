//! Quotients, and how sure a share is.

/// A quotient for drawing and reading; the caller has made sure of the base.
#[expect(clippy::cast_precision_loss, reason = "a quotient is rounded anyway")]
pub(crate) fn ratio(over: i64, under: i64) -> f64 {
    over as f64 / under as f64
}

/// A quotient of whole numbers, rounded half-even; 0 without a base.
pub(crate) fn half_even(over: i64, under: i64) -> i64 {
    let (over, under) = (i128::from(over), i128::from(under));
    if under == 0 {
        return 0;
    }
    let (floor, rest) = (over.div_euclid(under), over.rem_euclid(under));
    let up = match (rest * 2).cmp(&under.abs()) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => floor % 2 != 0,
        std::cmp::Ordering::Greater => true,
    };
    // With a negative base Euclid's quotient is the one above, and what rounds up lies below it.
    let step = if under < 0 { -1 } else { 1 };
    i64::try_from(floor + if up { step } else { 0 }).unwrap_or(i64::MAX)
}

/// Wilson's 95 % interval of a share: the shares that would make `hits` out of `trials` unsurprising.
/// `None` without trials.
#[expect(clippy::cast_precision_loss, reason = "an interval is an estimate")]
pub fn wilson(hits: u64, trials: u64) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_963_984_540_054;
    if trials == 0 {
        return None;
    }
    let n = trials as f64;
    let share = (hits.min(trials)) as f64 / n;
    let scale = 1.0 + Z * Z / n;
    let middle = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_go_to_the_even_neighbour() {
        let cases =
            [(1, 2, 0), (3, 2, 2), (5, 2, 2), (-1, 2, 0), (-3, 2, -2), (7, 3, 2), (8, 3, 3), (3, -2, -2), (8, -3, -3)];
        for (over, under, rounded) in cases {
            assert_eq!(half_even(over, under), rounded, "{over}/{under}");
        }
    }

    #[test]
    fn wilson_gives_the_textbook_values() {
        let (low, high) = wilson(8, 10).unwrap();
        assert!((low - 0.490_162).abs() < 1e-6 && (high - 0.943_318).abs() < 1e-6, "{low} {high}");
        let (low, high) = wilson(0, 30).unwrap();
        assert!(low.abs() < 1e-12 && (high - 0.113_514).abs() < 1e-6, "{low} {high}");
        assert_eq!(wilson(0, 0), None);
    }

    proptest! {
        #[test]
        fn rounding_is_the_nearest(over in -1_000_000i64..1_000_000, under in 1i64..5_000) {
            let rounded = half_even(over, under);
            prop_assert!((rounded * under - over).abs() * 2 <= under);
        }

        #[test]
        fn the_interval_holds_the_share(hits in 0u64..500, more in 0u64..500) {
            let trials = hits + more;
            if let Some((low, high)) = wilson(hits, trials) {
                let share = ratio(i64::try_from(hits).unwrap(), i64::try_from(trials).unwrap());
                prop_assert!(0.0 <= low && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1.0);
            }
        }
    }
}
