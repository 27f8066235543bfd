//! What is surely not among many hashes, in two bytes each.

/// Bits for each hash: of those that are not among them, one in some hundreds is not ruled out.
const BITS: usize = 16;
/// Bits of a word that a hash sets.
const SET: u32 = 5;
/// Words at most, eight bytes each: beyond some eight million hashes more are not ruled out.
const MOST_WORDS: usize = 2 << 20;

/// A Bloom filter that looks at one word a hash.
#[derive(Debug)]
pub(in crate::base) struct Filter {
    words: Box<[u64]>,
}

impl Filter {
    /// For so many hashes.
    pub(in crate::base) fn of(hashes: usize) -> Self {
        Self { words: vec![0; (hashes / (64 / BITS)).clamp(1, MOST_WORDS)].into() }
    }

    pub(in crate::base) fn insert(&mut self, hash: i64) {
        let (word, bits) = self.place(hash);
        self.words[word] |= bits;
    }

    /// False: it was surely never inserted.
    pub(in crate::base) fn may_hold(&self, hash: i64) -> bool {
        let (word, bits) = self.place(hash);
        self.words[word] & bits == bits
    }

    fn place(&self, hash: i64) -> (usize, u64) {
        // Rules may compute keys that differ in few places only.
        let mixed = u128::from(hash as u64 ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93;
        let mixed = (mixed >> 64) as u64 ^ mixed as u64;
        let bits = (0..SET).fold(0, |bits, turn| bits | 1 << (mixed >> (6 * turn) & 63));
        let word = ((mixed >> 32) * self.words.len() as u64) >> 32;
        (word as usize, bits)
    }
}

#[test]
fn what_is_inserted_is_never_ruled_out() {
    for step in [1, 1 << 20, 1 << 40, 0x9e37_79b9_7f4a_7c15_u64 as i64] {
        let mut filter = Filter::of(10_000);
        (0..10_000_i64).for_each(|index| filter.insert(index.wrapping_mul(step)));
        assert!((0..10_000_i64).all(|index| filter.may_hold(index.wrapping_mul(step))));
        let missed = (10_000..20_000_i64).filter(|index| filter.may_hold(index.wrapping_mul(step))).count();
        assert!(missed < 200, "{missed} of 10,000 are not ruled out");
    }
}
