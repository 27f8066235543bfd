//! The folder in which a replay works; nothing of it is left when the replay is over.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::base::Base;
use crate::store::{BASE_FILE, StoreError, make_folders, refuse_network_share};

/// What the names of these folders begin with: they hold copies of the base, so an erasure removes what one left.
const PREFIX: &str = "replay-";
/// Held while a replay runs; a crash releases it.
const LOCK: &str = "replay.lock";
/// The copy that the rules in force work on, and the one that the candidate works on.
const COPIES: [&str; 2] = ["active", "candidate"];
/// What is the same in both copies no more.
const APART: &str = "apart.sqlite";

/// A folder that goes when it is dropped.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: TempDir,
    lock: Option<File>,
}

impl Scratch {
    /// Makes one, after what a replay that was killed left in the data folder is removed.
    pub(super) fn make(data: &Path, elsewhere: Option<&Path>) -> Result<Self, StoreError> {
        // Another replay's folder is not to be removed under it.
        let lock = lock(data)?;
        remove_left(data)?;
        let place = elsewhere.unwrap_or(data);
        refuse_network_share(place)?;
        let failed = |source| StoreError::Folder { folder: place.into(), source };
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(place).map_err(failed)?;
        let scratch = Self { folder, lock: Some(lock) };
        make_folders(&scratch.active())?;
        make_folders(&scratch.candidate())?;
        Ok(scratch)
    }

    /// A file of the replay's own.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder of the copy that the rules in force work on.
    pub(super) fn active(&self) -> PathBuf {
        self.file(COPIES[0])
    }

    /// The folder of the copy that the candidate works on.
    pub(super) fn candidate(&self) -> PathBuf {
        self.file(COPIES[1])
    }

    /// The file of what is the same in both copies no more.
    pub(super) fn apart(&self) -> PathBuf {
        self.file(APART)
    }

    /// Removes both copies; nothing may have them open any more.
    pub(super) fn remove_copies(&self) -> Result<(), StoreError> {
        for folder in COPIES.map(|name| self.file(name)) {
            fs::remove_dir_all(&folder).map_err(|source| StoreError::Folder { folder, source })?;
        }
        let file = self.apart();
        fs::remove_file(&file).map_err(|source| StoreError::File { file, source })
    }

    /// Lets another replay begin, which removes this folder.
    pub(super) fn release(&mut self) {
        self.lock = None;
    }

    /// Copies the base as it is at this moment, while it may be written on.
    pub(super) fn copy(&self, base: &Base) -> Result<Base, StoreError> {
        let file = self.active().join(BASE_FILE);
        base.hold_still()?.copy_to(&file)?;
        Ok(Base::open_copy(&file)?)
    }

    /// Makes two of the copy.
    pub(super) fn split(&self, copy: Base) -> Result<(Base, Base), StoreError> {
        copy.into_one_file()?;
        let (one, other) = (self.active().join(BASE_FILE), self.candidate().join(BASE_FILE));
        fs::copy(&one, &other).map_err(|source| StoreError::File { file: other.clone(), source })?;
        Ok((Base::open_copy(&one)?, Base::open_copy(&other)?))
    }
}

/// The lock of replays; [`StoreError::Replaying`] where another has it.
fn lock(data: &Path) -> Result<File, StoreError> {
    let file = data.join(LOCK);
    let unlocked = File::options().create(true).truncate(false).write(true).open(&file);
    let lock = unlocked.map_err(|source| StoreError::File { file, source })?;
    lock.try_lock().map_err(|_| StoreError::Replaying)?;
    Ok(lock)
}

/// Removes what a replay that was killed left in a data folder; answers whether there was one that was not through.
///
/// # Errors
/// [`StoreError::Replaying`] where one is running; those of the disk.
pub(crate) fn clear(data: &Path) -> Result<bool, StoreError> {
    let _lock = lock(data)?;
    remove_left(data)
}

/// Removes what replays that were killed left in a data folder; answers whether one of them was not through.
///
/// # Errors
/// [`StoreError::Folder`] where one cannot be removed: a replay is running, on a system that locks open files.
pub(crate) fn remove_left(data: &Path) -> Result<bool, StoreError> {
    let failed = |source| StoreError::Folder { folder: data.into(), source };
    let mut midway = false;
    for entry in fs::read_dir(data).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if ours && entry.file_type().map_err(failed)?.is_dir() {
            midway |= entry.path().join(COPIES[0]).exists();
            fs::remove_dir_all(entry.path()).map_err(failed)?;
        }
    }
    Ok(midway)
}
