//! Signing keys: ed25519, each a PEM file, or given by the environment.
//!
//! A key is known by what it signs for, which the root says: its file's name is for people only. So every key at hand
//! is tried, and an interrupted rotation leaves nothing that does not work.

use std::error::Error;
use std::fs;
use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use tough::async_trait;
use tough::key_source::KeySource;
use tough::schema::decoded::{Decoded, Hex};
use tough::schema::key;
use tough::sign::Sign;

use crate::PublishError;

/// The environment variable that may hold keys: PEM, one after the other.
pub const VARIABLE: &str = "REDESCENTE_RELEASE_KEYS";
/// The root's keys, as their files are called.
pub const ROOT: [&str; 3] = ["root-1", "root-2", "root-3"];
/// The release manager's key.
pub const TARGETS: &str = "targets";
/// The key that may lie on a server.
pub const ONLINE: &str = "online";
/// What a PEM block of a private key is called.
const TAG: &str = "PRIVATE KEY";

/// A private key. Never printed.
#[derive(Clone)]
pub struct Key {
    pkcs8: Vec<u8>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// Makes a new key.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn generate() -> Result<Self, PublishError> {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
        let pkcs8 = pkcs8.map_err(|error| PublishError::Signing { detail: error.to_string() })?;
        Ok(Self { pkcs8: pkcs8.as_ref().to_vec() })
    }

    /// The public half, and how it is called in metadata.
    ///
    /// # Errors
    /// [`PublishError::Key`].
    pub fn public(&self) -> Result<(Decoded<Hex>, key::Key), PublishError> {
        let public = self.pair()?.tuf_key();
        let id = public.key_id().map_err(|error| PublishError::Signing { detail: error.to_string() })?;
        Ok((id, public))
    }

    /// As its file holds it.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode(&pem::Pem::new(TAG, self.pkcs8.clone()))
    }

    fn pair(&self) -> Result<Ed25519KeyPair, PublishError> {
        Ed25519KeyPair::from_pkcs8(&self.pkcs8).map_err(|error| PublishError::Key { file: error.to_string() })
    }
}

#[async_trait]
impl KeySource for Key {
    async fn as_sign(&self) -> Result<Box<dyn Sign>, Box<dyn Error + Send + Sync + 'static>> {
        Ok(Box::new(self.pair()?))
    }

    async fn write(&self, _: &str, _: &str) -> Result<(), Box<dyn Error + Send + Sync + 'static>> {
        Err("keys are written when they are made".into())
    }
}

/// The keys at hand.
#[derive(Debug, Clone, Default)]
pub struct Keys(Vec<Key>);

impl Keys {
    /// These keys.
    #[must_use]
    pub fn new(keys: Vec<Key>) -> Self {
        Self(keys)
    }

    /// Every `.pem` of a folder.
    ///
    /// # Errors
    /// Where the folder can't be read, or a file holds no key.
    pub fn read(folder: &Path) -> Result<Self, PublishError> {
        let unreadable = |file: &Path, source| PublishError::Unreadable { file: file.into(), source };
        let mut keys = Self::default();
        for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
            let path = entry.map_err(|error| unreadable(folder, error))?.path();
            if path.extension().is_some_and(|extension| extension == "pem") {
                let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
                keys.take(&text, &path.display().to_string())?;
            }
        }
        Ok(keys)
    }

    /// Adds keys from PEM text; `from` is how an error calls it.
    ///
    /// # Errors
    /// [`PublishError::Key`].
    pub fn take(&mut self, text: &str, from: &str) -> Result<(), PublishError> {
        let none = || PublishError::Key { file: from.to_owned() };
        let blocks = pem::parse_many(text).map_err(|_| none())?;
        if blocks.is_empty() {
            return Err(none());
        }
        for block in blocks {
            let key = Key { pkcs8: block.into_contents() };
            key.pair().map_err(|_| none())?;
            self.0.push(key);
        }
        Ok(())
    }

    /// Adds a key.
    pub fn add(&mut self, key: Key) {
        self.0.push(key);
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }

    /// As the framework takes them.
    pub(crate) fn sources(&self) -> Vec<Box<dyn KeySource>> {
        self.0.iter().map(|key| Box::new(key.clone()) as Box<dyn KeySource>).collect()
    }
}

/// Writes a key where only its owner can read it; one that is there stays.
///
/// # Errors
/// [`PublishError::Unwritable`].
pub fn write(path: &Path, key: &Key) -> Result<(), PublishError> {
    use std::io::Write as _;
    let failed = |source| PublishError::Unwritable { file: path.into(), source };
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(key.to_pem().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}
