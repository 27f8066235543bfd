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
            (u128::from(low) | u128::from(high) << 64).to_le_bytes()
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

/// Sixteen bytes; what is said of each is said by all its bits.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes {
    #[derive(Clone, Copy)]
    pub(crate) struct Sixteen([u8; 16]);

    impl Sixteen {
        #[inline]
        pub(crate) fn of(bytes: [u8; 16]) -> Self {
            Self(bytes)
        }

        #[inline]
        pub(crate) fn bytes(self) -> [u8; 16] {
            self.0
        }

        #[inline]
        pub(crate) fn equal(self, byte: u8) -> Self {
            self.such(|it| it == byte)
        }

        #[inline]
        pub(crate) fn below(self, byte: u8) -> Self {
            self.such(|it| it < byte)
        }

        #[inline]
        pub(crate) fn or(self, other: Self) -> Self {
            Self(std::array::from_fn(|lane| self.0[lane] | other.0[lane]))
        }

        #[inline]
        pub(crate) fn replace(self, these: Self, byte: u8) -> Self {
            Self(std::array::from_fn(|lane| if these.0[lane] == 0 { self.0[lane] } else { byte }))
        }

        #[inline]
        pub(crate) fn bits(self) -> u32 {
            self.0.iter().rev().fold(0, |bits, byte| bits << 1 | u32::from(byte >> 7))
        }

        fn such(self, is_such: impl Fn(u8) -> bool) -> Self {
            Self(self.0.map(|byte| if is_such(byte) { 0xff } else { 0 }))
        }
    }
}

pub(crate) use lanes::Sixteen;
