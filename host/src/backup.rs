//! Copies of a store: snapshots made unasked, backups that people make, and the way back.
//!
//! A snapshot is the base alone, in `snapshots/`: once a day of retrieval, before the base is migrated, and when another
//! base is put in its place. The base of most stores is copied and verified in moments, beside the first retrieval of a
//! day that applies something, as it was before. One that is larger than 16 MiB is copied when the start-up has done
//! its retrieval and nobody waits: before the next one. A backup is one file that holds everything but the password: the
//! base, settings, rules, kept deliveries. [`restore()`] takes either.

mod restore;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use chrono::DateTime;
use chrono_tz::Tz;

use crate::base::{BaseError, DELIVERIES, Parcel, Thoroughly, Unmigrated};
use crate::config::FILE as SETTINGS_FILE;
use crate::kept::sync_folder;
use crate::privacy::pseudonym::KEY_FILE;
use crate::report::Timestamp;
use crate::retrieval::Progress;
use crate::rules::Reason;
use crate::store::{Store, StoreError};

pub use restore::{Restored, restore};

/// The folder of snapshots in the data folder.
const SNAPSHOTS: &str = "snapshots";
/// The folder of rules, as paths within a backup begin.
const RULES: &str = "rules/";
/// What the names of snapshots begin with, by what was about to happen.
const RETRIEVAL: &str = "retrieval-";
const MIGRATION: &str = "migration-";
const REPLACED: &str = "replaced-";
/// Bytes of a base whose copy nobody notices: some thirty-five thousand customers, some hundredths of a second.
const SMALL: u64 = 16 << 20;

/// A backup that was made.
#[derive(Debug)]
pub struct BackedUp {
    /// Where.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// Kept deliveries in it.
    pub deliveries: u64,
}

/// Makes a backup of everything but the password, in one file, verified before it takes its name.
///
/// # Errors
/// Those of the base and the disk; a file of that name stays as it was then.
pub fn backup(store: &mut Store, file: &Path, progress: &dyn Progress) -> Result<BackedUp, StoreError> {
    let _lock = store.lock()?;
    let failed = |source| StoreError::File { file: file.into(), source };
    let part = beside(file, ".part");
    remove(&part)?;
    let kept = store.kept()?;
    let mut contents = Vec::new();
    for sha256 in kept.contents()? {
        // What an interrupted retrieval left is no delivery's: an erasure would not find it in the backup.
        if store.base.last_delivery_of(&sha256)?.is_some() {
            contents.push(sha256);
        }
    }
    progress.begin("progress-backup", contents.len() as u64 + 2);
    let written = store.base.write_to(&part).map_err(StoreError::from).and_then(|()| {
        progress.advance(1);
        let mut parcel = Parcel::open(&part)?;
        for name in [SETTINGS_FILE, KEY_FILE] {
            put(&mut parcel, name, &store.folder.join(name))?;
        }
        for (name, path) in files(&store.folder.join("rules"))? {
            put(&mut parcel, &format!("{RULES}{name}"), &path)?;
        }
        for sha256 in &contents {
            put(&mut parcel, &format!("{DELIVERIES}{sha256}"), &store.folder.join("deliveries").join(sha256))?;
            progress.advance(1);
        }
        parcel.verify(Thoroughly::Everything)?;
        progress.advance(1);
        Ok(())
    });
    progress.end();
    if let Err(error) = written {
        remove(&part)?;
        return Err(error);
    }
    File::options().write(true).open(&part).and_then(|file| file.sync_all()).map_err(failed)?;
    fs::rename(&part, file).map_err(failed)?;
    let path = fs::canonicalize(file).map_err(failed)?;
    path.parent().map_or(Ok(()), sync_folder).map_err(failed)?;
    store.base.remember_backup(&path, store.clock.now())?;
    let size = fs::metadata(&path).map_err(failed)?.len();
    Ok(BackedUp { path, size, deliveries: contents.len() as u64 })
}

fn put(parcel: &mut Parcel, name: &str, path: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::File { file: path.into(), source };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    let size = file.metadata().map_err(failed)?.len();
    Ok(parcel.put(name, size, &mut file)?)
}

/// A snapshot that is being made and verified.
#[derive(Debug)]
pub(crate) struct Snapshot {
    part: PathBuf,
    path: PathBuf,
    keep: usize,
    verified: JoinHandle<Result<(), BaseError>>,
}

/// Begins a snapshot before a retrieval, unless one was made today; none of a base that is large or has no customers.
///
/// # Errors
/// Those of the base and the disk.
pub(crate) fn before_retrieval(store: &Store) -> Result<Option<Snapshot>, StoreError> {
    if store.base.size()? > SMALL { Ok(None) } else { of_today(store) }
}

/// Makes today's snapshot, however large the base is, unless there is one; answers whether it did.
///
/// For whoever has time: the start-up, once its retrieval has ended.
///
/// # Errors
/// Those of the base and the disk.
pub fn when_idle(store: &mut Store) -> Result<bool, StoreError> {
    let _lock = store.lock()?;
    match of_today(store)? {
        Some(snapshot) => Ok(snapshot.settle().is_none()),
        None => Ok(false),
    }
}

fn of_today(store: &Store) -> Result<Option<Snapshot>, StoreError> {
    let keep = usize::try_from(store.settings.backup.snapshots).unwrap_or(usize::MAX);
    if keep == 0 || store.base.is_empty()? {
        return Ok(None);
    }
    let zone = store.settings.store.time_zone;
    let now = store.clock.now();
    let today = format!("{RETRIEVAL}{}", local(now, zone, "%Y%m%d"));
    if snapshots(&store.folder)?.iter().any(|path| name(path).starts_with(&today)) {
        return Ok(None);
    }
    let path = place(&store.folder, &format!("{RETRIEVAL}{}", stamp(now, zone)))?;
    let part = beside(&path, ".part");
    remove(&part)?;
    let still = store.base.hold_still()?;
    let copy = part.clone();
    let verified = std::thread::Builder::new()
        .name("snapshot".to_owned())
        .spawn(move || {
            still.copy_to(&copy)?;
            Parcel::open(&copy)?.verify(Thoroughly::Pages)
        })
        .map_err(|source| StoreError::File { file: part.clone(), source })?;
    Ok(Some(Snapshot { part, path, keep, verified }))
}

impl Snapshot {
    /// Waits for the verification, gives the snapshot its name and removes the oldest; what went wrong is a notice.
    pub(crate) fn settle(self) -> Option<Reason> {
        let verified = self.verified.join().ok().and_then(Result::ok).is_some();
        let kept = verified && fs::rename(&self.part, &self.path).is_ok() && prune(&self.path, self.keep).is_ok();
        (!kept).then(unverified)
    }
}

/// The notice that a snapshot could not be made.
pub(crate) fn unverified() -> Reason {
    Reason { code: "host.no-snapshot".into(), arguments: Vec::new() }
}

/// Makes a verified snapshot of a base that this program is about to migrate.
pub(crate) fn before_migration(folder: &Path, base: &Unmigrated<'_>) -> Result<(), StoreError> {
    let part = place(folder, &format!("{MIGRATION}{:03}", base.schema))?.with_extension("sqlite.part");
    base.copy_to(&part)?;
    Parcel::open(&part)?.verify(Thoroughly::Pages)?;
    fs::rename(&part, part.with_extension("")).map_err(|source| StoreError::File { file: part, source })
}

/// Where a snapshot of this name is to lie; its folder is made.
fn place(folder: &Path, name: &str) -> Result<PathBuf, StoreError> {
    let folder = folder.join(SNAPSHOTS);
    fs::create_dir_all(&folder).map_err(|source| StoreError::Folder { folder: folder.clone(), source })?;
    Ok(folder.join(format!("{name}.sqlite")))
}

/// Every snapshot, oldest first within its kind; what an interrupted run left half written is removed.
pub(crate) fn snapshots(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let folder = folder.join(SNAPSHOTS);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for (name, path) in files(&folder)? {
        if name.contains(".part") {
            remove(&path)?;
        } else if name.ends_with(".sqlite") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Removes the oldest snapshots of the same kind.
fn prune(path: &Path, keep: usize) -> Result<(), StoreError> {
    let kind = name(path).split_inclusive('-').next().unwrap_or_default().to_owned();
    let Some(folder) = path.parent().and_then(Path::parent) else { return Ok(()) };
    let mut of_kind = snapshots(folder)?;
    of_kind.retain(|path| name(path).starts_with(&kind));
    let too_many = of_kind.len().saturating_sub(keep);
    of_kind.iter().take(too_many).try_for_each(|path| remove(path))
}

/// Names and paths of the files in a folder.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, StoreError> {
    let failed = |source| StoreError::File { file: folder.into(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_file() {
            files.push((name(&path), path));
        }
    }
    Ok(files)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file of the same folder whose name has this at its end.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::File { file: path.into(), source: error })
        }
        _ => Ok(()),
    }
}

/// A time as file names write it: in the order of the clock.
fn stamp(time: Timestamp, zone: Tz) -> String {
    local(time, zone, "%Y%m%d-%H%M%S")
}

fn local(time: Timestamp, zone: Tz, format: &str) -> String {
    let time = DateTime::from_timestamp(time, 0).unwrap_or_default();
    time.with_timezone(&zone).format(format).to_string()
}
