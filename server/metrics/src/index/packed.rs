//! Whole numbers in as few bytes as the largest of them needs. A column of zeros takes no bytes at all.

/// A column of whole numbers, each `width` bytes wide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Packed {
    width: u8,
    len: usize,
    bytes: Box<[u8]>,
}

impl Packed {
    /// Packs numbers that are never negative.
    pub(crate) fn unsigned(values: impl Iterator<Item = u64> + Clone) -> Self {
        let (max, count) = values.clone().fold((0, 0), |(max, count), value| (value.max(max), count + 1));
        let width = (64 - max.leading_zeros()).div_ceil(8) as usize;
        let mut bytes = Vec::with_capacity(count * width);
        if width > 0 {
            for value in values {
                bytes.extend_from_slice(value.to_le_bytes().get(..width).unwrap_or_default());
            }
        }
        Self { width: u8::try_from(width).unwrap_or(8), len: count, bytes: bytes.into_boxed_slice() }
    }

    /// Packs numbers of either sign; small ones of either sign stay narrow.
    pub(crate) fn signed(values: impl Iterator<Item = i64> + Clone) -> Self {
        Self::unsigned(values.map(|value| (value << 1).cast_unsigned() ^ (value >> 63).cast_unsigned()))
    }

    /// The numbers of [`Packed::unsigned`].
    pub(crate) fn decode(&self) -> Vec<u64> {
        match self.width {
            0 => vec![0; self.len],
            1 => self.unpack::<1>(),
            2 => self.unpack::<2>(),
            3 => self.unpack::<3>(),
            4 => self.unpack::<4>(),
            5 => self.unpack::<5>(),
            6 => self.unpack::<6>(),
            7 => self.unpack::<7>(),
            _ => self.unpack::<8>(),
        }
    }

    /// The numbers of [`Packed::signed`].
    pub(crate) fn decode_signed(&self) -> Vec<i64> {
        let mut values = Vec::with_capacity(self.len);
        values.extend(self.decode().into_iter().map(|code| (code >> 1).cast_signed() ^ -((code & 1).cast_signed())));
        values
    }

    /// Bytes on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Whether every number is zero.
    pub(crate) fn is_zero(&self) -> bool {
        self.width == 0
    }

    // A constant width lets the compiler turn each number into one or two loads.
    fn unpack<const WIDTH: usize>(&self) -> Vec<u64> {
        let (chunks, _) = self.bytes.as_chunks::<WIDTH>();
        let wide = |chunk: &[u8; WIDTH]| {
            let mut bytes = [0u8; 8];
            for (to, from) in bytes.iter_mut().zip(chunk) {
                *to = *from;
            }
            u64::from_le_bytes(bytes)
        };
        chunks.iter().map(wide).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_round_trip(values in prop::collection::vec((any::<i64>(), 0u32..64), 0..40)) {
            let signed: Vec<i64> = values.iter().map(|(value, by)| value >> by).collect();
            prop_assert_eq!(Packed::signed(signed.iter().copied()).decode_signed(), signed.clone());
            let unsigned: Vec<u64> = signed.iter().map(|value| value.unsigned_abs()).collect();
            prop_assert_eq!(Packed::unsigned(unsigned.iter().copied()).decode(), unsigned);
        }
    }

    #[test]
    fn zeros_cost_nothing_and_small_numbers_little() {
        assert!(Packed::unsigned([0u64; 9].into_iter()).is_zero());
        assert_eq!(Packed::unsigned([1u64, 255].into_iter()).bytes.len(), 2);
        assert_eq!(Packed::signed([-1i64, 127].into_iter()).bytes.len(), 2);
        assert_eq!(Packed::unsigned([0u64; 9].into_iter()).decode(), [0; 9]);
    }
}
