//! Looking through short texts sixteen bytes at a time: starting `memchr` or `memcmp` anew for each value costs more than
//! what they do.

use crate::sixteen::Sixteen;

/// Calls `found` with the place of each bit, in rising order.
#[inline]
pub(crate) fn each_bit(mut bits: u32, mut found: impl FnMut(usize)) {
    while bits != 0 {
        found(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// Calls `found` with every place where `wanted` stands, in rising order.
#[inline]
pub(crate) fn each_place(bytes: &[u8], wanted: u8, mut found: impl FnMut(usize)) {
    let (sixteens, rest) = bytes.as_chunks::<16>();
    let mut at = 0;
    for sixteen in sixteens {
        each_bit(Sixteen::of(*sixteen).equal(wanted).bits(), |place| found(at + place));
        at += 16;
    }
    let mut last = [!wanted; 16];
    copy(rest, &mut last[..rest.len()]);
    each_bit(Sixteen::of(last).equal(wanted).bits(), |place| found(at + place));
}

/// Whether two are the same.
#[inline]
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && match one.len() {
            0 => true,
            1 => one[0] == other[0],
            2..4 => same_ends::<2>(one, other),
            4..8 => same_ends::<4>(one, other),
            8..=16 => same_ends::<8>(one, other),
            _ => {
                let (ones, others) = (one.as_chunks::<16>().0, other.as_chunks::<16>().0);
                ones.iter().zip(others).all(|(a, b)| a == b) && one.last_chunk::<16>() == other.last_chunk::<16>()
            }
        }
}

/// Whether N to 2N bytes are the same: the first N and the last N.
#[inline]
fn same_ends<const N: usize>(one: &[u8], other: &[u8]) -> bool {
    one.first_chunk::<N>() == other.first_chunk::<N>() && one.last_chunk::<N>() == other.last_chunk::<N>()
}

/// Copies what is mostly short: in a component every `memory.copy` is a call into the runtime.
#[inline]
pub(crate) fn copy(from: &[u8], to: &mut [u8]) {
    match from.len() {
        0 => {}
        1 => to[0] = from[0],
        2..4 => copy_ends::<2>(from, to),
        4..8 => copy_ends::<4>(from, to),
        8..16 => copy_ends::<8>(from, to),
        16..=32 => copy_ends::<16>(from, to),
        _ => to.copy_from_slice(from),
    }
}

/// Copies N to 2N bytes: the first N and the last N.
#[inline]
fn copy_ends<const N: usize>(from: &[u8], to: &mut [u8]) {
    if let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) {
        if let Some(to) = to.first_chunk_mut::<N>() {
            *to = *first;
        }
        if let Some(to) = to.last_chunk_mut::<N>() {
            *to = *last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn every_place_is_found(text in "[;:\u{1f} aé\u{bb}]{0,40}", wanted in proptest::sample::select(&b";\x1f\0\xbb"[..])) {
            let mut found = Vec::new();
            each_place(text.as_bytes(), wanted, |place| found.push(place));
            let expected: Vec<_> = memchr::memchr_iter(wanted, text.as_bytes()).collect();
            proptest::prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_copy_is_the_same(text in "[a-z]{0,70}") {
            let mut copied = vec![0; text.len()];
            copy(text.as_bytes(), &mut copied);
            proptest::prop_assert_eq!(text.as_bytes(), copied);
        }

        #[test]
        fn the_same_is_equal(one in "[ab]{0,20}", other in "[ab]{0,20}", long in "[ab]{0,70}", at in 0_usize..70) {
            let mut nearly = long.clone().into_bytes();
            if let Some(byte) = nearly.get_mut(at) {
                *byte = b'c';
            }
            proptest::prop_assert_eq!(same(long.as_bytes(), &nearly), long.as_bytes() == nearly);
            proptest::prop_assert_eq!(same(one.as_bytes(), other.as_bytes()), one == other);
            proptest::prop_assert!(same(one.as_bytes(), one.clone().as_bytes()));
        }
    }
}
