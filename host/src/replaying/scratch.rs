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

/// A folder that goes when it is dropped.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: TempDir,
    _lock: File,
}

impl Scratch {
    /// Makes one, after what a replay that was killed left in the data folder is removed.
    pub(super) fn make(data: &Path, elsewhere: Option<&Path>) -> Result<Self, StoreError> {
        let file = data.join(LOCK);
        let unlocked = File::options().create(true).truncate(false).write(true).open(&file);
        let lock = unlocked.map_err(|source| StoreError::File { file, source })?;
        // Another replay's folder is not to be removed under it.
        lock.try_lock().map_err(|_| StoreError::Replaying)?;
        remove_left(data)?;
        let place = elsewhere.unwrap_or(data);
        refuse_network_share(place)?;
        let failed = |source| StoreError::Folder { folder: place.into(), source };
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(place).map_err(failed)?;
        let scratch = Self { folder, _lock: lock };
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
        self.file("active")
    }

    /// The folder of the copy that the candidate works on.
    pub(super) fn candidate(&self) -> PathBuf {
        self.file("candidate")
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

/// Removes what replays that were killed left in a data folder.
///
/// # Errors
/// [`StoreError::Folder`] where one cannot be removed: a replay is running, on a system that locks open files.
pub(crate) fn remove_left(data: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Folder { folder: data.into(), source };
    for entry in fs::read_dir(data).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if ours && entry.file_type().map_err(failed)?.is_dir() {
            fs::remove_dir_all(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}
