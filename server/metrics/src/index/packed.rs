//! Whole numbers in few bits: blocks of 128, each with as many bits a number as the largest of the block needs, so
//! that one heavy user makes 127 others wider and not a whole day. A column of zeros takes no bytes at all.

use std::iter;

use bitpacking::{BitPacker as _, BitPacker4x};

/// Numbers of a block.
const BLOCK: usize = BitPacker4x::BLOCK_LEN;
/// More bits than that are packed by whole bytes, and so is a last block that is not full.
const MOST_BITS: u8 = 32;

/// A column of whole numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Packed {
    len: usize,
    /// Numbers of either sign are folded: 0, -1, 1, -2, …
    folded: bool,
    /// Bits of a number, by block; none where all numbers are zero.
    widths: Box<[u8]>,
    bytes: Box<[u8]>,
}

impl Packed {
    /// Packs numbers that are never negative.
    pub(crate) fn unsigned(values: impl Iterator<Item = u64>) -> Self {
        let mut packing = Packing::default();
        let mut block = Vec::with_capacity(BLOCK);
        for value in values {
            block.push(value);
            if block.len() == BLOCK {
                packing.add(&block);
                block.clear();
            }
        }
        packing.add(&block);
        packing.done()
    }

    /// Packs numbers of either sign; small ones of either sign stay narrow.
    pub(crate) fn signed(values: impl Iterator<Item = i64> + Clone) -> Self {
        if values.clone().all(|value| value >= 0) {
            return Self::unsigned(values.map(i64::cast_unsigned));
        }
        let folded = values.map(|value| (value << 1).cast_unsigned() ^ (value >> 63).cast_unsigned());
        Self { folded: true, ..Self::unsigned(folded) }
    }

    /// Packs numbers by how far each is from the one before: those that rise slowly stay narrow.
    pub(crate) fn steps(values: impl Iterator<Item = u32> + Clone) -> Self {
        let values = values.map(i64::from);
        Self::signed(values.clone().zip(iter::once(0).chain(values)).map(|(value, before)| value - before))
    }

    /// The numbers of [`Packed::steps`].
    pub(crate) fn decode_steps(&self) -> Vec<u32> {
        let mut at = 0i64;
        let steps = self.decode_signed().into_iter();
        let walk = steps.map(|step| {
            at += step;
            u32::try_from(at).unwrap_or(u32::MAX)
        });
        walk.collect()
    }

    /// The numbers of [`Packed::unsigned`].
    pub(crate) fn decode(&self) -> Vec<u64> {
        self.decode_as(|value| value)
    }

    /// The numbers of [`Packed::signed`].
    pub(crate) fn decode_signed(&self) -> Vec<i64> {
        if self.folded {
            self.decode_as(|code| (code >> 1).cast_signed() ^ -((code & 1).cast_signed()))
        } else {
            self.decode_as(u64::cast_signed)
        }
    }

    /// Bytes on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.widths.len() + self.bytes.len()
    }

    /// Whether every number is zero.
    pub(crate) fn is_zero(&self) -> bool {
        self.widths.is_empty()
    }

    fn decode_as<T>(&self, of: impl Fn(u64) -> T) -> Vec<T> {
        let mut values = Vec::with_capacity(self.len);
        if self.is_zero() {
            values.extend(iter::repeat_with(|| of(0)).take(self.len));
            return values;
        }
        let unpacker = BitPacker4x::new();
        let mut block = [0u32; BLOCK];
        let mut rest = &*self.bytes;
        for width in self.widths.iter().copied() {
            let count = BLOCK.min(self.len - values.len());
            let (packed, behind) = rest.split_at_checked(size(width, count)).unwrap_or((rest, &[]));
            rest = behind;
            if is_bits(width, count) {
                unpacker.decompress(packed, &mut block, width);
                values.extend(block.iter().map(|value| of(u64::from(*value))));
            } else if width == 0 {
                values.extend(iter::repeat_with(|| of(0)).take(count));
            } else {
                values.extend(packed.chunks_exact(bytes_of(width)).map(|chunk| of(wide(chunk))));
            }
        }
        values
    }
}

/// A column that is being packed.
#[derive(Default)]
struct Packing {
    len: usize,
    widths: Vec<u8>,
    bytes: Vec<u8>,
}

impl Packing {
    fn add(&mut self, block: &[u64]) {
        if block.is_empty() {
            return;
        }
        let all_bits = block.iter().fold(0, |all, value| all | value);
        let width = u8::try_from(u64::BITS - all_bits.leading_zeros()).unwrap_or(u8::MAX);
        self.len += block.len();
        self.widths.push(width);
        if !is_bits(width, block.len()) {
            let chunk = |value: &u64| value.to_le_bytes().into_iter().take(bytes_of(width));
            self.bytes.extend(block.iter().flat_map(chunk));
            return;
        }
        let narrow: Vec<u32> = block.iter().map(|value| u32::try_from(*value).unwrap_or(u32::MAX)).collect();
        let from = self.bytes.len();
        self.bytes.resize(from + size(width, block.len()), 0);
        if let Some(packed) = self.bytes.get_mut(from..) {
            BitPacker4x::new().compress(&narrow, packed, width);
        }
    }

    fn done(self) -> Packed {
        let Self { len, widths, bytes } = self;
        let widths = if bytes.is_empty() { Vec::new() } else { widths };
        Packed { len, folded: false, widths: widths.into_boxed_slice(), bytes: bytes.into_boxed_slice() }
    }
}

/// Whether a block is packed by bits.
fn is_bits(width: u8, count: usize) -> bool {
    count == BLOCK && width <= MOST_BITS
}

/// Bytes of a number of so many bits.
fn bytes_of(width: u8) -> usize {
    usize::from(width.div_ceil(8))
}

/// Bytes of a block.
fn size(width: u8, count: usize) -> usize {
    if is_bits(width, count) { usize::from(width) * BLOCK / 8 } else { bytes_of(width) * count }
}

/// A number of at most eight bytes.
fn wide(chunk: &[u8]) -> u64 {
    let mut bytes = [0u8; 8];
    bytes.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_round_trip(values in prop::collection::vec((any::<i64>(), 0u32..64), 0..400)) {
            let signed: Vec<i64> = values.iter().map(|(value, by)| value >> by).collect();
            prop_assert_eq!(Packed::signed(signed.iter().copied()).decode_signed(), signed.clone());
            let unsigned: Vec<u64> = signed.iter().map(|value| value.unsigned_abs()).collect();
            prop_assert_eq!(Packed::unsigned(unsigned.iter().copied()).decode(), unsigned);
        }

        #[test]
        fn numbers_in_any_order_are_steps(values in prop::collection::vec(any::<u32>(), 0..300)) {
            prop_assert_eq!(Packed::steps(values.iter().copied()).decode_steps(), values);
        }

        #[test]
        fn blocks_of_every_width_round_trip(widths in prop::collection::vec(0u32..=64, 1..5), rest in 0usize..BLOCK) {
            let widest = |bits: u32| u64::MAX.checked_shr(64 - bits).unwrap_or(0);
            let of_block = |bits: &u32| (0..128u64).map(|at| widest(*bits).saturating_sub(at)).collect::<Vec<_>>();
            let mut values: Vec<u64> = widths.iter().flat_map(of_block).collect();
            values.truncate(values.len() - rest);
            prop_assert_eq!(Packed::unsigned(values.iter().copied()).decode(), values);
        }
    }

    #[test]
    fn zeros_cost_nothing_and_small_numbers_little() {
        assert!(Packed::unsigned([0u64; 900].into_iter()).is_zero());
        assert_eq!(Packed::unsigned([0u64; 900].into_iter()).decode(), [0; 900]);
        assert_eq!(Packed::unsigned([1u64, 255].into_iter()).bytes.len(), 2);
        assert_eq!(Packed::signed([-1i64, 127].into_iter()).bytes.len(), 2);
        assert_eq!(Packed::unsigned([3u64; 256].into_iter()).heap_bytes(), 2 + 2 * 2 * 128 / 8);
    }

    #[test]
    fn a_large_number_widens_its_block_alone() {
        let mut values = [1u64; 1_280];
        values[700] = 1 << 30;
        assert_eq!(Packed::unsigned(values.into_iter()).heap_bytes(), 10 + (9 + 31) * 128 / 8);
    }
}
