//! The folder of kept deliveries: each content once, under its sha256.
//!
//! A content is written beside its place, made durable, and only then given its name: a name in this folder always
//! stands for the whole content. Names of files on the exchange never become paths: what is being fetched lies under a
//! digest of its name, see [`part`].

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::kill_points::kill_point;
use crate::source::{Listed, Source, SourceError};

mod digest;
pub mod part;

pub use part::{Begun, Part};

/// Bytes copied at a time.
const CHUNK: usize = 256 << 10;
/// What was half fetched this long ago is not worth resuming.
const STALE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// The name under which files that a person gave are copied.
const GIVEN: &[u8] = b"\0given";

/// The folder of kept deliveries.
#[derive(Debug, Clone)]
pub struct Kept {
    folder: PathBuf,
}

/// A content that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDelivery {
    /// In hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

impl Kept {
    /// Opens the folder, which is made if it isn't there; what was left half written long ago is removed.
    ///
    /// # Errors
    /// [`KeptError::Folder`].
    pub fn open_folder(folder: &Path) -> Result<Self, KeptError> {
        fs::create_dir_all(folder).map_err(|source| KeptError::Folder { folder: folder.into(), source })?;
        let kept = Self { folder: folder.into() };
        kept.remove_stale(SystemTime::now())?;
        Ok(kept)
    }

    /// A kept content.
    ///
    /// # Errors
    /// Those of opening the file.
    pub fn open(&self, sha256: &str) -> io::Result<File> {
        File::open(self.path(sha256))
    }

    /// Where a content is, if it is kept.
    pub fn path(&self, sha256: &str) -> PathBuf {
        self.folder.join(sha256)
    }

    /// Begins a file of an exchange, or goes on with what an earlier run left of it.
    ///
    /// # Errors
    /// [`KeptError::Folder`]; [`KeptError::Busy`] where another process is fetching it.
    pub fn begin(&self, file: &Listed) -> Result<Part, KeptError> {
        Part::open(&self.folder, &file.raw_name)
    }

    /// Makes a content durable, then gives it its name.
    ///
    /// # Errors
    /// [`KeptError::Folder`].
    pub fn finish(&self, mut part: Part) -> Result<KeptDelivery, KeptError> {
        part.make_durable()?;
        kill_point("content-durable");
        let delivery = KeptDelivery { sha256: part.take_sha256(), size: part.size() };
        let place = self.path(&delivery.sha256);
        // The lock is held until the content has its name.
        let (_locked, paths) = part.into_paths();
        let settle = || -> io::Result<()> {
            if fs::metadata(&place).is_ok_and(|there| there.is_file() && there.len() == delivery.size) {
                fs::remove_file(&paths.content)?;
            } else {
                fs::rename(&paths.content, &place)?;
                sync_folder(&self.folder)?;
            }
            kill_point("content-named");
            // Without its content it means nothing, so it may survive a crash.
            let _ = fs::remove_file(&paths.begun);
            Ok(())
        };
        settle().map_err(|source| self.failed(source))?;
        Ok(delivery)
    }

    /// Fetches a file of a source, whole or not at all; `progress` is told how many bytes came in addition.
    ///
    /// # Errors
    /// Those of the source, and [`SourceError::Disk`].
    pub fn fetch(
        &self,
        source: &mut dyn Source,
        file: &Listed,
        progress: &mut dyn FnMut(u64),
    ) -> Result<KeptDelivery, SourceError> {
        let mut part = self.begin(file)?;
        let mut told = 0;
        let mut tell = |so_far: u64| {
            // A transfer that begins anew goes back; nobody wants to see that.
            if so_far > told {
                progress(so_far - told);
                told = so_far;
            }
        };
        match source.fetch(file, &mut part, &mut tell) {
            Ok(()) => Ok(self.finish(part)?),
            Err(error) => {
                // What came so far is resumed by the next run; where it can't be, that run begins anew.
                let _ = part.abandon();
                Err(error)
            }
        }
    }

    /// Keeps a copy of a file.
    ///
    /// # Errors
    /// [`KeptError::Read`], [`KeptError::Changed`], [`KeptError::Folder`].
    pub fn store_file(&self, path: &Path) -> Result<KeptDelivery, KeptError> {
        let unreadable = |source| KeptError::Read { file: path.into(), source };
        let mut file = File::open(path).map_err(unreadable)?;
        let before = file.metadata().map_err(unreadable)?;
        if before.is_dir() {
            return Err(unreadable(io::ErrorKind::IsADirectory.into()));
        }
        let mut part = Part::open(&self.folder, GIVEN)?;
        part.restart(Begun::default())?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = match file.read(&mut chunk) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(unreadable(error)),
            };
            if read == 0 {
                break;
            }
            part.write(&chunk[..read])?;
        }
        let after = file.metadata().map_err(unreadable)?;
        // A pipe has no length.
        if before.is_file() && (after.len() != part.size() || after.modified().ok() != before.modified().ok()) {
            return Err(KeptError::Changed { file: path.into() });
        }
        self.finish(part)
    }

    /// Removes what was left half written too long ago to be resumed.
    fn remove_stale(&self, now: SystemTime) -> Result<(), KeptError> {
        let failed = |source| self.failed(source);
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let endings = [part::CONTENT, part::BEGUN, part::NEXT];
            let ours = path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known));
            let changed = fs::metadata(&path).and_then(|there| there.modified());
            let old = changed.is_ok_and(|time| now.duration_since(time).is_ok_and(|age| age > STALE));
            if ours && old && !part::is_busy(&path) {
                fs::remove_file(&path).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn failed(&self, source: io::Error) -> KeptError {
        KeptError::Folder { folder: self.folder.clone(), source }
    }
}

/// Makes a rename durable. Windows has no such call: there the file system's journal does it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    let _ = folder;
    Ok(())
}

/// What can go wrong while a content is kept.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// A file that a person named cannot be read.
    #[error("the file {file} cannot be read")]
    Read {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file that a person named was written while it was copied.
    #[error("the file {file} changed while it was read")]
    Changed {
        /// Which.
        file: PathBuf,
    },
    /// The folder cannot be written.
    #[error("the folder {folder} cannot be written")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process is writing the same content.
    #[error("the folder {folder} is used by another retrieval")]
    Busy {
        /// Which.
        folder: PathBuf,
    },
}

impl KeptError {
    /// Its code in the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "host.file",
            Self::Changed { .. } => "host.file-changed",
            Self::Folder { source, .. } if source.kind() == io::ErrorKind::StorageFull => "host.disk-full",
            Self::Folder { .. } => "host.folder",
            Self::Busy { .. } => "host.deliveries-busy",
        }
    }

    /// What its sentence speaks of.
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::Read { file: path, .. }
            | Self::Changed { file: path }
            | Self::Folder { folder: path, .. }
            | Self::Busy { folder: path } => vec![path.display().to_string()],
        }
    }
}

#[cfg(test)]
mod tests;
