//! Who was erased, without saying who: a keyed hash of each identifier.
//!
//! The key lies in a file of its own beside the base, so that the base alone (sent to whoever helps, say) tells nobody
//! which identifiers were erased.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::base::{Base, ErasedHashes};
use crate::config::file::write_private;
use crate::store::StoreError;

/// The key's file in the data folder.
pub(crate) const KEY_FILE: &str = "erased.key";
/// Hashed by the key to tell it from another one.
const CHECK: &[u8] = b"redescente erased.key";

type Keyed = Hmac<Sha256>;

/// The erased persons of one data folder.
#[derive(Clone)]
pub(crate) struct Erased {
    keyed: Option<Keyed>,
    hashes: HashSet<[u8; 32]>,
}

impl Erased {
    /// Those that a base remembers.
    ///
    /// # Errors
    /// [`StoreError::ErasureKey`] where the key that they were made with is not there.
    pub(crate) fn of(base: &Base, folder: &Path) -> Result<Self, StoreError> {
        let ErasedHashes { hashes: found, check } = base.erased()?;
        let keyed = read(&folder.join(KEY_FILE))?;
        if let Some(check) = check
            && keyed.as_ref().is_none_or(|keyed| key_check(keyed) != check)
        {
            return Err(StoreError::ErasureKey { file: folder.join(KEY_FILE) });
        }
        let mut hashes = HashSet::with_capacity(found.len());
        for hash in found {
            let damaged = crate::base::BaseError::Damaged { what: "the hash of an erased identifier" };
            hashes.insert(<[u8; 32]>::try_from(hash).map_err(|_| damaged)?);
        }
        Ok(Self { keyed, hashes })
    }

    /// Makes the key where there is none yet.
    pub(crate) fn ensure_key(&mut self, folder: &Path) -> Result<(), StoreError> {
        if self.keyed.is_some() {
            return Ok(());
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|source| StoreError::Random { source })?;
        write_private(&folder.join(KEY_FILE), hex::encode(key).as_bytes())?;
        self.keyed = Some(keyed(&key));
        Ok(())
    }

    /// Nobody was erased.
    pub(crate) fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Whether this identifier was erased.
    pub(crate) fn holds(&self, id: &str) -> bool {
        !self.hashes.is_empty() && self.hash(id).is_some_and(|hash| self.hashes.contains(&hash))
    }

    /// Remembers identifiers; answers their hashes.
    pub(crate) fn add(&mut self, ids: &[String]) -> Vec<[u8; 32]> {
        let hashes: Vec<_> = ids.iter().filter_map(|id| self.hash(id)).collect();
        self.hashes.extend(&hashes);
        hashes
    }

    /// Every hash.
    pub(crate) fn hashes(&self) -> Vec<[u8; 32]> {
        self.hashes.iter().copied().collect()
    }

    /// Tells the key from another one.
    pub(crate) fn check(&self) -> Vec<u8> {
        self.keyed.as_ref().map(key_check).unwrap_or_default()
    }

    fn hash(&self, id: &str) -> Option<[u8; 32]> {
        let mut keyed = self.keyed.clone()?;
        keyed.update(id.as_bytes());
        Some(keyed.finalize().into_bytes().into())
    }
}

fn keyed(key: &[u8; 32]) -> Keyed {
    Keyed::new_from_slice(key).expect("a key of any length will do")
}

fn key_check(keyed: &Keyed) -> Vec<u8> {
    let mut keyed = keyed.clone();
    keyed.update(CHECK);
    keyed.finalize().into_bytes()[..8].to_vec()
}

fn read(file: &PathBuf) -> Result<Option<Keyed>, StoreError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StoreError::File { file: file.clone(), source }),
    };
    let text = text.trim();
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return Err(StoreError::ErasureKey { file: file.clone() });
    }
    for (index, byte) in key.iter_mut().enumerate() {
        let digits = &text[2 * index..2 * index + 2];
        *byte = u8::from_str_radix(digits, 16).map_err(|_| StoreError::ErasureKey { file: file.clone() })?;
    }
    Ok(Some(keyed(&key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_known_again_by_the_same_key_only() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut one = Erased { keyed: None, hashes: HashSet::new() };
        assert!(!one.holds("C1"), "no key, nobody");
        one.ensure_key(folder.path()).expect("a key");
        let hashes = one.add(&["C1".to_owned()]);
        assert!(one.holds("C1") && !one.holds("c1") && !one.holds("C12"));
        let again = Erased {
            keyed: read(&folder.path().join(KEY_FILE)).expect("read"),
            hashes: hashes.iter().copied().collect(),
        };
        assert!(again.holds("C1"), "the key was kept");
        assert_eq!(again.check(), one.check());
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        let mut other = Erased { keyed: None, hashes: hashes.into_iter().collect() };
        other.ensure_key(elsewhere.path()).expect("a key");
        assert!(!other.holds("C1"), "another key");
        assert_ne!(other.check(), one.check());
    }

    #[test]
    fn a_damaged_key_is_told() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join(KEY_FILE);
        for text in ["", "12", &"g".repeat(64), &"é".repeat(32)] {
            std::fs::write(&file, text).expect("written");
            assert!(matches!(read(&file), Err(StoreError::ErasureKey { .. })), "{text}");
        }
    }
}
