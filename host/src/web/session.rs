//! Who may look: one-time codes in the address that is opened, swapped for a cookie.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

/// Bytes of everything that nobody may guess.
const LENGTH: usize = 32;

/// What codes, cookies and tokens are made from; lives as long as the page.
#[derive(Clone)]
pub(super) struct Key([u8; LENGTH]);

impl Key {
    /// A new one.
    pub(super) fn new() -> Result<Self, getrandom::Error> {
        Ok(Self(random()?))
    }

    /// As [`Key::to_text`] wrote it.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let mut key = [0; LENGTH];
        if text.len() != 2 * LENGTH || !text.is_ascii() {
            return None;
        }
        for (place, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).ok()?;
        }
        Some(Self(key))
    }

    /// For the file that lets another start of the program lead to this page.
    pub(super) fn to_text(&self) -> String {
        hex::encode(self.0)
    }

    /// A code that opens the page once.
    pub(super) fn code(&self) -> Result<String, getrandom::Error> {
        let nonce = hex::encode(random()?);
        Ok(format!("{nonce}{}", self.seal("code", &nonce)))
    }

    /// What only this page can have made of a text.
    fn seal(&self, purpose: &str, text: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(self.0);
        digest.update(purpose);
        digest.update([0]);
        digest.update(text);
        // Sealed once more: a digest alone could be continued by whoever knows it.
        let inner: [u8; LENGTH] = digest.finalize().into();
        hex::encode(<[u8; LENGTH]>::from(Sha256::new().chain_update(self.0).chain_update(inner).finalize()))
    }
}

/// Browsers that came with a code.
pub(super) struct Sessions {
    key: Key,
    used: Mutex<HashSet<String>>,
    open: Mutex<HashSet<String>>,
}

impl Sessions {
    /// Nobody yet.
    pub(super) fn new(key: Key) -> Self {
        Self { key, used: Mutex::default(), open: Mutex::default() }
    }

    /// Swaps a code for a cookie's value; none for a code that is wrong or was used.
    pub(super) fn enter(&self, code: &str) -> Option<String> {
        let (nonce, seal) = code.split_at_checked(2 * LENGTH)?;
        if !same(seal, &self.key.seal("code", nonce)) {
            return None;
        }
        let cookie = hex::encode(random().ok()?);
        // A thread that panicked here left the sets whole.
        if !self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(nonce.to_owned()) {
            return None;
        }
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(cookie.clone());
        Some(cookie)
    }

    /// The token that writes of this cookie's pages must carry; none for a cookie that this page never gave.
    pub(super) fn token(&self, cookie: &str) -> Option<String> {
        let known = self.open.lock().unwrap_or_else(PoisonError::into_inner).contains(cookie);
        known.then(|| self.key.seal("token", cookie))
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
pub(super) fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

fn random() -> Result<[u8; LENGTH], getrandom::Error> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_opens_once_and_a_wrong_one_never() {
        let key = Key::new().expect("random bytes");
        let sessions = Sessions::new(key.clone());
        let code = key.code().expect("random bytes");
        let cookie = sessions.enter(&code).expect("a good code");
        assert_eq!(sessions.enter(&code), None);
        let token = sessions.token(&cookie).expect("a known cookie");
        assert_ne!(token, cookie);
        assert_eq!(sessions.token(&code), None);
        for wrong in ["", "0", &code[1..], &Key::new().expect("random").code().expect("random"), "é"] {
            assert_eq!(sessions.enter(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn another_start_makes_codes_from_the_key() {
        let key = Key::new().expect("random bytes");
        let copy = Key::from_text(&key.to_text()).expect("its own text");
        assert!(Sessions::new(key).enter(&copy.code().expect("random bytes")).is_some());
        for wrong in ["", "zz", &"é".repeat(LENGTH), &"g".repeat(2 * LENGTH)] {
            assert!(Key::from_text(wrong).is_none(), "{wrong}");
        }
    }
}
