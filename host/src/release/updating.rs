//! Looking at the source: what it lists for this store is fetched, verified and kept as a candidate.

use std::fs::{self, File, TryLockError};
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use super::manifest::{Manifest, choose};
use super::repository::{Shelf, look, readable_root};
use super::{ROOT_FILE, ReleaseError, activate, system_now, transport, verification};
use crate::base::{Look, Release};
use crate::config::Settings;
use crate::kill_points::kill_point;
use crate::report::Timestamp;
use crate::rules::Rules;
use crate::store::{Store, StoreError};

/// This program's version, as manifests ask for it.
pub(super) const HOST: &str = env!("CARGO_PKG_VERSION");
/// What is known of sources, in the data folder: one folder for each first root.
const KNOWN: &str = "rules/sources";
/// Where examples are played.
const SCRATCH: &str = "rules/trial";
/// The framework's note of the latest time it saw.
const LATEST_TIME: &str = "latest_known_time.json";

/// What a look at the source gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// The highest release that is listed.
    pub listed: Option<u32>,
    /// The release that was fetched, verified and kept now.
    pub fetched: Option<u32>,
}

/// What a source would give a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The highest release that is listed.
    pub listed: Option<u32>,
    /// The release that this store would take now.
    pub taken: Option<u32>,
    /// When what is signed expires first.
    pub expires: Timestamp,
}

/// What the start-up did about releases.
#[derive(Debug)]
pub enum Automatic {
    /// Nothing is new.
    Nothing,
    /// This release is in force now.
    Activated(u32),
    /// This release is kept, and is put in force at its time.
    Waits(u32),
}

/// Looks at the source; what is for this store and new is verified and kept, not put in force.
///
/// # Errors
/// [`ReleaseError`]; what went wrong is remembered for [`super::status`].
pub fn update(store: &mut Store) -> Result<Updated, ReleaseError> {
    let now = system_now();
    let before = store.base.release_look()?.unwrap_or_default();
    let looked = looked(store, now);
    let remembered = match &looked {
        Ok((updated, expires)) => {
            Look { at: now, error: None, reached_at: Some(now), listed: updated.listed, expires: Some(*expires) }
        }
        Err(error) => Look { at: now, error: Some((error.code().to_owned(), error.arguments())), ..before },
    };
    store.base.remember_look(&remembered)?;
    looked.map(|(updated, _)| updated)
}

/// Looks at the source as it is set, believing the keys as they are set; nothing is fetched, kept or remembered.
///
/// # Errors
/// Those of [`update`] that are about the source and what is signed.
pub fn trial(store: &Store) -> Result<Trial, ReleaseError> {
    let source = store.settings.rules.source.clone().ok_or(ReleaseError::NoSource)?;
    let nothing_known = tempfile::tempdir().map_err(|error| ReleaseError::Trust { detail: error.to_string() })?;
    let root = trusted_root(&store.settings)?;
    let shelf = look(transport::open(store, &source)?, &root, nothing_known.path())?;
    let taken = choose(&shelf.manifests, &store.settings.store.id, HOST, system_now(), store.base.highest_release()?);
    let taken = taken.ok().flatten().map(|manifest| manifest.release);
    Ok(Trial { listed: shelf.highest(), taken, expires: shelf.expires })
}

/// Looks at the source and puts in force what is for this store: what the start-up does where a source is set.
///
/// # Errors
/// [`ReleaseError`]; the rules in force are as they were.
pub fn at_startup(store: &mut Store) -> Result<Automatic, ReleaseError> {
    let updated = update(store)?;
    match activate(store, None, "") {
        Ok(release) => Ok(Automatic::Activated(release)),
        Err(ReleaseError::NoCandidate) => Ok(Automatic::Nothing),
        Err(ReleaseError::NotYet { release, .. }) => Ok(match updated.fetched {
            Some(_) => Automatic::Waits(release),
            None => Automatic::Nothing,
        }),
        Err(error) => Err(error),
    }
}

/// Forgets the latest time that was seen: a person says that the clock is right now.
///
/// # Errors
/// Where it can't be removed.
pub fn clear_clock(store: &Store) -> Result<(), ReleaseError> {
    let (_, known) = trusted(store)?;
    match fs::remove_file(known.join(LATEST_TIME)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(ReleaseError::Trust { detail: error.to_string() })
        }
        _ => Ok(()),
    }
}

fn looked(store: &mut Store, now: Timestamp) -> Result<(Updated, Timestamp), ReleaseError> {
    let source = store.settings.rules.source.clone().ok_or(ReleaseError::NoSource)?;
    let (root, known) = trusted(store)?;
    let _lock = lock(store)?;
    let shelf = look(transport::open(store, &source)?, &root, &known)?;
    let highest = store.base.highest_release()?;
    let listed = shelf.highest();
    // What the framework remembers may be lost with its folder; this is not.
    if let Some(highest) = highest
        && listed.is_none_or(|listed| listed < highest)
    {
        return Err(ReleaseError::BelowHighest { listed: listed.unwrap_or(0), highest });
    }
    for manifest in &shelf.manifests {
        store.base.heard_of_release(manifest.release, &json(manifest), manifest.state.code(), shelf.expires)?;
    }
    let id = store.settings.store.id.clone();
    let chosen = choose(&shelf.manifests, &id, HOST, now, highest);
    let chosen =
        chosen.map_err(|young| ReleaseError::HostTooOld { release: young.release, least: young.host_min.clone() })?;
    if chosen.is_none()
        && let Some(&release) = shelf.unreadable.iter().max()
        && highest.is_none_or(|highest| release > highest)
    {
        // Whether it is for this store can't be told.
        return Err(ReleaseError::Manifest { release });
    }
    // One for later is kept until then; meanwhile the highest that is valid now decides.
    let valid: Vec<_> = shelf.manifests.iter().filter(|it| it.valid_from <= now).cloned().collect();
    let valid = choose(&valid, &id, HOST, now, highest).ok().flatten();
    let mut fetched = None;
    for manifest in [valid, chosen].into_iter().flatten() {
        if fetch(store, &shelf, manifest, now)? {
            fetched = Some(manifest.release);
        }
    }
    Ok((Updated { listed, fetched }, shelf.expires))
}

/// Fetches, verifies and keeps a release, unless it is kept already; answers whether it did.
fn fetch(store: &Store, shelf: &Shelf, manifest: &Manifest, now: Timestamp) -> Result<bool, ReleaseError> {
    let known = store.base.releases()?.into_iter().find(|it| it.number == manifest.release);
    let whole = |it: &Release| fs::read(store.rules_file(&it.digest)).is_ok_and(|kept| digest_of(&kept) == it.digest);
    if known.is_some_and(|it| it.verified_by == HOST && whole(&it)) {
        return Ok(false);
    }
    let wasm = shelf.read(&manifest.component())?;
    let examples = shelf.read(&manifest.examples)?;
    kill_point("release-fetched");
    let rules: Rules = store.load(&wasm)?;
    verification::verify(&wasm, &rules, manifest, &examples, &store.folder.join(SCRATCH))?;
    kill_point("release-verified");
    store.keep_rules(&rules, &wasm)?;
    kill_point("release-kept");
    store.base.keep_release(&Release {
        number: manifest.release,
        digest: rules.digest().to_owned(),
        manifest: json(manifest),
        verified_at: now,
        verified_by: HOST.to_owned(),
        usable_until: shelf.expires,
        state: manifest.state.code().to_owned(),
    })?;
    kill_point("release-recorded");
    Ok(true)
}

/// The first keys that are trusted, and the folder of what is known of whoever holds them.
///
/// The keys lie in the file that `rules.root` names, else beside the program. Another file is another publisher, of whom
/// nothing is known yet.
fn trusted(store: &Store) -> Result<(Vec<u8>, PathBuf), ReleaseError> {
    let root = trusted_root(&store.settings)?;
    let known = store.folder.join(KNOWN).join(&digest_of(&root)[..16]);
    fs::create_dir_all(&known).map_err(|error| ReleaseError::Trust { detail: error.to_string() })?;
    Ok((root, known))
}

/// The first keys that are trusted, as far as a file can tell.
///
/// # Errors
/// [`ReleaseError::NoRoot`], [`ReleaseError::Unreadable`].
pub fn trusted_root(settings: &Settings) -> Result<Vec<u8>, ReleaseError> {
    let set = settings.rules.root.as_str();
    let beside = || std::env::current_exe().map(|program| program.with_file_name(ROOT_FILE)).unwrap_or_default();
    let file = if set.is_empty() { beside() } else { PathBuf::from(set) };
    let root = fs::read(&file).map_err(|source| ReleaseError::NoRoot { file: file.clone(), source })?;
    readable_root(&root).map_err(|detail| ReleaseError::Unreadable { what: file.display().to_string(), detail })?;
    Ok(root)
}

/// One look at a time; a crash releases the lock. Retrievals go on meanwhile.
fn lock(store: &Store) -> Result<File, ReleaseError> {
    let file = store.folder.join(KNOWN).join("lock");
    let failed = |error: std::io::Error| ReleaseError::Trust { detail: error.to_string() };
    let lock = File::options().create(true).truncate(false).write(true).open(&file).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy.into()),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn json(manifest: &Manifest) -> String {
    serde_json::to_string(manifest).expect("a manifest always serialises")
}

/// sha256 in hexadecimal, as components are called by it.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
