//! Sixteen bytes looked at together: one instruction each in a component, where the compiler finds that way only for
//! loops over many bytes.

/// Sixteen bytes; what is said of each is said by all its bits.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes {
    use core::arch::wasm32::{
        u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, u64x2_extract_lane, v128, v128_bitselect, v128_or,
    };

    #[derive(Clone, Copy)]
    pub(crate) struct Sixteen(v128);

    impl Sixteen {
        #[inline]
        pub(crate) fn of(bytes: [u8; 16]) -> Self {
            let bytes = u128::from_le_bytes(bytes);
            Self(u64x2(bytes as u64, (bytes >> 64) as u64))
        }

        #[inline]
        pub(crate) fn bytes(self) -> [u8; 16] {
            let (low, high) = (u64x2_extract_lane::<0>(self.0), u64x2_extract_lane::<1>(self.0));
            (u128::from(low) | (u128::from(high) << 64)).to_le_bytes()
        }

        #[inline]
        pub(crate) fn equal(self, byte: u8) -> Self {
            Self(u8x16_eq(self.0, u8x16_splat(byte)))
        }

        #[inline]
        pub(crate) fn below(self, byte: u8) -> Self {
            Self(u8x16_lt(self.0, u8x16_splat(byte)))
        }

        #[inline]
        pub(crate) fn or(self, other: Self) -> Self {
            Self(v128_or(self.0, other.0))
        }

        #[inline]
        pub(crate) fn replace(self, these: Self, byte: u8) -> Self {
            Self(v128_bitselect(u8x16_splat(byte), self.0, these.0))
        }

        #[inline]
        pub(crate) fn bits(self) -> u32 {
            u8x16_bitmask(self.0).into()
        }
    }
}

/// Sixteen bytes, eight at a time; what is said of each is said by its highest bit.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = LOW << 7;

    #[derive(Clone, Copy)]
    pub(crate) struct Sixteen([u64; 2]);

    impl Sixteen {
        #[inline]
        pub(crate) fn of(bytes: [u8; 16]) -> Self {
            let bytes = u128::from_le_bytes(bytes);
            Self([bytes as u64, (bytes >> 64) as u64])
        }

        #[inline]
        pub(crate) fn bytes(self) -> [u8; 16] {
            (u128::from(self.0[0]) | (u128::from(self.0[1]) << 64)).to_le_bytes()
        }

        #[inline]
        pub(crate) fn equal(self, byte: u8) -> Self {
            // Nothing is carried from one byte to the next.
            let zero = |it: u64| !(((it & !HIGH) + !HIGH) | it | !HIGH);
            Self(self.0.map(|it| zero(it ^ (LOW * u64::from(byte)))))
        }

        #[inline]
        pub(crate) fn below(self, byte: u8) -> Self {
            let least = LOW * u64::from(byte);
            let reaches = |it: u64| (it | HIGH) - (least & !HIGH);
            Self(self.0.map(|it| ((!it & least) | (!(it ^ least) & !reaches(it))) & HIGH))
        }

        #[inline]
        pub(crate) fn or(self, other: Self) -> Self {
            Self([self.0[0] | other.0[0], self.0[1] | other.0[1]])
        }

        #[inline]
        pub(crate) fn replace(self, these: Self, byte: u8) -> Self {
            let replaced = |it: u64, these: u64| {
                let all_bits = (these >> 7) * 0xff;
                (it & !all_bits) | ((LOW * u64::from(byte)) & all_bits)
            };
            Self([replaced(self.0[0], these.0[0]), replaced(self.0[1], these.0[1])])
        }

        #[inline]
        pub(crate) fn bits(self) -> u32 {
            // The product's highest byte gathers the bits of all eight.
            let [low, high] = self.0.map(|it| ((it >> 7) & LOW).wrapping_mul(0x0102_0408_1020_4080) >> 56);
            (low | (high << 8)) as u32
        }
    }
}

pub(crate) use lanes::Sixteen;

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn sixteen_are_like_each(bytes: [u8; 16], byte: u8) {
            let bits = |is_such: &dyn Fn(u8) -> bool| (0..16).fold(0, |bits, at| bits | u32::from(is_such(bytes[at])) << at);
            let sixteen = Sixteen::of(bytes);
            for byte in [byte, bytes[0]] {
                proptest::prop_assert_eq!(sixteen.equal(byte).bits(), bits(&|it| it == byte));
                proptest::prop_assert_eq!(sixteen.below(byte).bits(), bits(&|it| it < byte));
                let either = sixteen.equal(byte).or(sixteen.below(7));
                proptest::prop_assert_eq!(either.bits(), bits(&|it| it == byte || it < 7));
                let replaced = bytes.map(|it| if it == byte || it < 7 { 0xa5 } else { it });
                proptest::prop_assert_eq!(sixteen.replace(either, 0xa5).bytes(), replaced);
            }
        }
    }
}
