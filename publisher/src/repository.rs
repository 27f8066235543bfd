//! A repository, verified and opened; the next state of it written in the one order that is never half visible.

use std::collections::HashMap;
use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use aws_lc_rs::rand::SystemRandom;
use redescente::release::manifest::{METADATA, Manifest, TARGETS, release_of};
use redescente::report::Timestamp as Time;
use tokio::runtime::{Builder, Runtime};
use tough::editor::signed::SignedRole;
use tough::schema::{
    Hashes, KeyHolder, Metafile, Role, RoleKeys, RoleType, Root, Snapshot, Target, Targets, Timestamp,
};
use tough::{ExpirationEnforcement, FilesystemTransport, RepositoryLoader, TargetName};

use crate::disk::Disk;
use crate::keys::{Key, Keys};
use crate::{Files, PublishError};

/// The version of The Update Framework's specification that is written.
const SPECIFICATION: &str = "1.0.0";
const DAY: Time = 24 * 60 * 60;
/// Root keys that must sign.
const ROOT_THRESHOLD: u64 = 2;

/// For how long what is signed is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiries {
    /// Ten years: the keys lie in safes, and every store begins with this root.
    pub root: Time,
    /// A year: releases and waves are signed more often.
    pub targets: Time,
    /// As long: it is signed whenever releases are.
    pub snapshot: Time,
    /// Sixty days, signed anew weekly: a store that is held back notices after that.
    pub timestamp: Time,
}

impl Default for Expiries {
    fn default() -> Self {
        Self { root: 3_653 * DAY, targets: 365 * DAY, snapshot: 365 * DAY, timestamp: 60 * DAY }
    }
}

/// An open repository, the keys at hand, and the clock that it is signed by.
pub struct Publisher {
    pub(crate) folder: PathBuf,
    pub(crate) disk: Box<dyn Disk>,
    /// The keys at hand.
    pub keys: Keys,
    /// Seconds since 1970; what is signed begins now.
    pub now: Time,
    /// For how long what is signed is good.
    pub expiries: Expiries,
    pub(crate) root: Root,
    pub(crate) targets: Targets,
    pub(crate) snapshot: Snapshot,
    pub(crate) timestamp: Timestamp,
    runtime: Runtime,
}

impl std::fmt::Debug for Publisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Publisher").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Publisher {
    /// Makes a repository without releases; answers the first root, which every store is given.
    ///
    /// # Errors
    /// [`PublishError::Exists`]; those of writing.
    pub fn create(
        folder: &Path,
        disk: Box<dyn Disk>,
        root_keys: &[Key],
        targets: &Key,
        online: &Key,
        now: Time,
    ) -> Result<Self, PublishError> {
        if folder.join(METADATA).join("timestamp.json").exists() {
            return Err(PublishError::Exists { folder: folder.into() });
        }
        let expiries = Expiries::default();
        let mut keys = HashMap::new();
        let mut role = |of: &[Key], threshold: u64| -> Result<RoleKeys, PublishError> {
            let mut keyids = Vec::new();
            for key in of {
                let (id, public) = key.public()?;
                keys.insert(id.clone(), public);
                keyids.push(id);
            }
            Ok(RoleKeys { keyids, threshold: number(threshold), _extra: HashMap::new() })
        };
        let online = std::slice::from_ref(online);
        let roles = HashMap::from([
            (RoleType::Root, role(root_keys, ROOT_THRESHOLD)?),
            (RoleType::Targets, role(std::slice::from_ref(targets), 1)?),
            (RoleType::Snapshot, role(online, 1)?),
            (RoleType::Timestamp, role(online, 1)?),
        ]);
        let root = Root {
            spec_version: SPECIFICATION.to_owned(),
            consistent_snapshot: true,
            version: number(1),
            expires: time(now + expiries.root),
            keys,
            roles,
            _extra: HashMap::new(),
        };
        let all = root_keys.iter().chain([targets]).chain(online).cloned().collect();
        let specification = || SPECIFICATION.to_owned();
        let mut it = Self {
            folder: folder.into(),
            disk,
            keys: Keys::new(all),
            now,
            expiries,
            root: root.clone(),
            targets: Targets { delegations: None, ..Targets::new(specification(), number(1), time(now)) },
            snapshot: Snapshot::new(specification(), number(1), time(now)),
            timestamp: Timestamp::new(specification(), number(1), time(now)),
            runtime: runtime()?,
        };
        it.put_root(&root)?;
        it.put_all(Vec::new(), number(1), number(1), number(1))?;
        Ok(it)
    }

    /// Opens a repository, verified from the first root on; that something has expired doesn't matter here.
    ///
    /// # Errors
    /// [`PublishError::Repository`] where it is not what its keys signed.
    pub fn open(folder: &Path, first_root: &[u8], keys: Keys, now: Time) -> Result<Self, PublishError> {
        let refused = |detail: String| PublishError::Repository { detail };
        let whole =
            fs::canonicalize(folder).map_err(|source| PublishError::Unreadable { file: folder.into(), source })?;
        let address = |part: &str| {
            let address = url::Url::from_directory_path(whole.join(part));
            address.map_err(|()| refused(format!("{} is no folder", whole.display())))
        };
        let runtime = runtime()?;
        let loader = RepositoryLoader::new(&first_root, address(METADATA)?, address(TARGETS)?);
        let loader = loader.transport(FilesystemTransport).expiration_enforcement(ExpirationEnforcement::Unsafe);
        let loaded = runtime.block_on(loader.load()).map_err(|error| refused(error.to_string()))?;
        Ok(Self {
            folder: folder.into(),
            disk: Box::new(Files),
            keys,
            now,
            expiries: Expiries::default(),
            root: loaded.root().signed.clone(),
            targets: loaded.targets().signed.clone(),
            snapshot: loaded.snapshot().signed.clone(),
            timestamp: loaded.timestamp().signed.clone(),
            runtime,
        })
    }

    /// The same repository, written through another disk.
    #[must_use]
    pub fn through(self, disk: Box<dyn Disk>) -> Self {
        Self { disk, ..self }
    }

    /// Every release that is listed, the lowest first.
    #[must_use]
    pub fn manifests(&self) -> Vec<Manifest> {
        let of = |(name, target): (&TargetName, &Target)| {
            release_of(name.raw())?;
            let custom = serde_json::Value::Object(target.custom.clone().into_iter().collect());
            serde_json::from_value::<Manifest>(custom).ok()
        };
        let mut manifests: Vec<_> = self.targets.targets.iter().filter_map(of).collect();
        manifests.sort_by_key(|manifest| manifest.release);
        manifests
    }

    /// Writes the listed targets' files, then signs and writes what lists them: targets, snapshot, last the timestamp.
    ///
    /// Until the timestamp has its name, every store sees the state before; names that were not listed then are not
    /// looked at.
    pub(crate) fn publish(&mut self, files: Vec<(String, Vec<u8>)>) -> Result<(), PublishError> {
        let (targets, snapshot, timestamp) =
            (next(self.targets.version), next(self.snapshot.version), next(self.timestamp.version));
        self.put_all(files, targets, snapshot, timestamp)
    }

    /// Signs the timestamp alone anew: what a server does weekly, with the online key only.
    ///
    /// # Errors
    /// Those of signing and writing.
    pub fn refresh(&mut self) -> Result<(), PublishError> {
        let version = next(self.timestamp.version);
        self.put_timestamp(version)
    }

    /// Signs targets and snapshot anew too, before they expire; the releases stay as they are.
    ///
    /// # Errors
    /// Those of signing and writing.
    pub fn refresh_all(&mut self) -> Result<(), PublishError> {
        self.publish(Vec::new())
    }

    fn put_all(
        &mut self,
        files: Vec<(String, Vec<u8>)>,
        targets: NonZeroU64,
        snapshot: NonZeroU64,
        timestamp: NonZeroU64,
    ) -> Result<(), PublishError> {
        for (name, bytes) in files {
            let path = self.folder.join(TARGETS).join(format!("{}.{name}", sha256(&bytes)));
            self.put(&path, &bytes)?;
        }
        self.targets.version = targets;
        self.targets.expires = time(self.now + self.expiries.targets);
        let listed = self.put_role(self.targets.clone(), &format!("{targets}.targets.json"))?;
        self.snapshot.version = snapshot;
        self.snapshot.expires = time(self.now + self.expiries.snapshot);
        self.snapshot.meta = HashMap::from([("targets.json".to_owned(), listed)]);
        let listed = self.put_role(self.snapshot.clone(), &format!("{snapshot}.snapshot.json"))?;
        self.timestamp.meta = HashMap::from([("snapshot.json".to_owned(), listed)]);
        self.put_timestamp(timestamp)
    }

    fn put_timestamp(&mut self, version: NonZeroU64) -> Result<(), PublishError> {
        self.timestamp.version = version;
        self.timestamp.expires = time(self.now + self.expiries.timestamp);
        self.put_role(self.timestamp.clone(), "timestamp.json").map(drop)
    }

    /// Signs and writes a root: by its own keys, and by those of the root before.
    pub(crate) fn put_root(&mut self, root: &Root) -> Result<(), PublishError> {
        let by = |holder: &Root, it: &Self| it.sign(root.clone(), holder);
        let mut signed = by(root, self)?;
        enough(root, RoleType::Root, &signed)?;
        if root.version != self.root.version {
            let before = by(&self.root, self)?;
            enough(&self.root, RoleType::Root, &before)?;
            let signatures = before.signed().signatures.clone();
            signed = signed.add_old_signatures(signatures).map_err(unsigned)?;
        }
        let path = self.folder.join(METADATA).join(format!("{}.root.json", root.version));
        let bytes = signed.buffer().clone();
        self.put(&path, &bytes)?;
        self.root = root.clone();
        Ok(())
    }

    /// Signs and writes one role; answers how whoever lists it does so.
    fn put_role<T: Role + serde::Serialize + Clone>(&mut self, role: T, name: &str) -> Result<Metafile, PublishError> {
        let version = role.version();
        let signed = self.sign(role, &self.root)?;
        enough(&self.root, T::TYPE, &signed)?;
        let path = self.folder.join(METADATA).join(name);
        let bytes = signed.buffer().clone();
        self.put(&path, &bytes)?;
        Ok(Metafile {
            length: Some(*signed.length()),
            hashes: Some(Hashes { sha256: signed.sha256().to_vec().into(), _extra: HashMap::new() }),
            version,
            _extra: HashMap::new(),
        })
    }

    fn sign<T: Role + serde::Serialize>(&self, role: T, by: &Root) -> Result<SignedRole<T>, PublishError> {
        let keys = self.keys.sources();
        let holder = KeyHolder::Root(by.clone());
        let needed = by.roles.get(&T::TYPE).map_or(1, |role| role.threshold.get());
        let random = SystemRandom::new();
        self.runtime.block_on(SignedRole::new(role, &holder, &keys, &random)).map_err(|error| match error {
            tough::error::Error::KeysNotFoundInRoot { .. } | tough::error::Error::SigningKeysNotFound { .. } => {
                PublishError::TooFewKeys { role: T::TYPE.to_string(), found: 0, needed }
            }
            other => unsigned(other),
        })
    }

    fn put(&mut self, path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
        self.disk.put(path, bytes).map_err(|source| PublishError::Unwritable { file: path.into(), source })
    }
}

/// Whether as many keys of a role signed as must.
fn enough<T>(root: &Root, role: RoleType, signed: &SignedRole<T>) -> Result<(), PublishError>
where
    T: Role + serde::Serialize,
{
    let found = signed.signed().signatures.len() as u64;
    let needed = root.roles.get(&role).map_or(u64::MAX, |role| role.threshold.get());
    if found < needed { Err(PublishError::TooFewKeys { role: role.to_string(), found, needed }) } else { Ok(()) }
}

fn unsigned(error: tough::error::Error) -> PublishError {
    PublishError::Signing { detail: error.to_string() }
}

fn runtime() -> Result<Runtime, PublishError> {
    let runtime = Builder::new_current_thread().build();
    runtime.map_err(|error| PublishError::Signing { detail: error.to_string() })
}

pub(crate) fn next(version: NonZeroU64) -> NonZeroU64 {
    version.saturating_add(1)
}

fn number(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).unwrap_or(NonZeroU64::MIN)
}

pub(crate) fn time(seconds: Time) -> jiff::Timestamp {
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX)
}

/// sha256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    hex::encode(sha2::Sha256::digest(bytes))
}
