//! The folder of kept deliveries: each content once, under its sha256.
//!
//! A content is written beside its place, made durable, and only then given its name: a name in this folder always
//! stands for the whole content. Names of files on the exchange never become paths.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::source::{Listed, Source, SourceError};

/// Bytes copied at a time.
const CHUNK: usize = 256 << 10;

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
    /// Opens the folder, which is made if it isn't there; what an interrupted run left half written is removed.
    ///
    /// # Errors
    /// [`KeptError::Folder`].
    pub fn open_folder(folder: &Path) -> Result<Self, KeptError> {
        let failed = |source| KeptError::Folder { folder: folder.into(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == "part") {
                fs::remove_file(&path).map_err(failed)?;
            }
        }
        Ok(Self { folder: folder.into() })
    }

    /// A kept content.
    ///
    /// # Errors
    /// Those of opening the file.
    pub fn open(&self, sha256: &str) -> io::Result<File> {
        File::open(self.folder.join(sha256))
    }

    /// A kept content, to blank records of it.
    pub(crate) fn open_to_blank(&self, sha256: &str) -> io::Result<File> {
        File::options().read(true).write(true).open(self.folder.join(sha256))
    }

    /// Removes a content whose time is over; answers whether it was there.
    pub(crate) fn remove(&self, sha256: &str) -> Result<bool, KeptError> {
        match fs::remove_file(self.folder.join(sha256)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(self.failed(source)),
        }
    }

    /// The sha256 of every content that is kept.
    pub(crate) fn contents(&self) -> Result<Vec<String>, KeptError> {
        let mut contents = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(|source| self.failed(source))? {
            let name = entry.map_err(|source| self.failed(source))?.file_name();
            contents.extend(name.to_str().filter(|name| is_sha256(name)).map(str::to_owned));
        }
        contents.sort_unstable();
        Ok(contents)
    }

    /// Keeps a copy of a file.
    ///
    /// # Errors
    /// [`KeptError::Read`], [`KeptError::Folder`].
    pub fn store_file(&self, path: &Path) -> Result<KeptDelivery, KeptError> {
        let unreadable = |source| KeptError::Read { file: path.into(), source };
        let mut file = File::open(path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.is_dir() {
            return Err(unreadable(io::ErrorKind::IsADirectory.into()));
        }
        let mut part = self.part()?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = file.read(&mut chunk).map_err(unreadable)?;
            if read == 0 {
                return self.finish(part);
            }
            part.write_all(&chunk[..read]).map_err(|source| self.failed(source))?;
        }
    }

    /// Fetches a file of a source, whole or not at all.
    ///
    /// # Errors
    /// Those of the source, and [`SourceError::Disk`].
    pub fn fetch(
        &self,
        source: &mut dyn Source,
        file: &Listed,
        progress: &mut dyn FnMut(u64),
    ) -> Result<KeptDelivery, SourceError> {
        let mut part = self.part()?;
        let outcome = source.fetch(file, &mut Watched { part: &mut part, progress });
        if let Err(error) = outcome {
            let _ = fs::remove_file(&part.path);
            return Err(error);
        }
        Ok(self.finish(part)?)
    }

    fn part(&self) -> Result<Part, KeptError> {
        let path = self.folder.join("fetched.part");
        let file = File::create(&path).map_err(|source| self.failed(source))?;
        Ok(Part { path, file: BufWriter::with_capacity(CHUNK, file), digest: Sha256::new(), size: 0 })
    }

    fn failed(&self, source: io::Error) -> KeptError {
        KeptError::Folder { folder: self.folder.clone(), source }
    }

    /// Makes a content durable, then gives it its name.
    fn finish(&self, part: Part) -> Result<KeptDelivery, KeptError> {
        let Part { path, file, digest, size } = part;
        let mut sha256 = String::with_capacity(64);
        for byte in digest.finalize() {
            write!(sha256, "{byte:02x}").expect("writing to a string never fails");
        }
        let settle = || -> io::Result<()> {
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            drop(file);
            let kept = self.folder.join(&sha256);
            // The same content is kept once; its file may have been blanked in places, and stays so.
            if kept.exists() {
                return fs::remove_file(&path);
            }
            fs::rename(&path, kept)?;
            sync_folder(&self.folder)
        };
        settle().map_err(|source| self.failed(source))?;
        Ok(KeptDelivery { sha256, size })
    }
}

/// Whether a name is a digest in hexadecimal, as this folder names its files.
pub(crate) fn is_sha256(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Makes a rename durable. Windows has no such call: there the file system's journal does it.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    let _ = folder;
    Ok(())
}

/// A content being written.
#[derive(Debug)]
struct Part {
    path: PathBuf,
    file: BufWriter<File>,
    digest: Sha256,
    size: u64,
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.digest.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Tells whoever waits how far it is.
struct Watched<'a> {
    part: &'a mut Part,
    progress: &'a mut dyn FnMut(u64),
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.part.write(bytes)?;
        (self.progress)(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.part.flush()
    }
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
    /// The folder cannot be written.
    #[error("the folder {folder} cannot be written")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl KeptError {
    /// Its code in the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "host.file",
            Self::Folder { source, .. } if source.kind() == io::ErrorKind::StorageFull => "host.disk-full",
            Self::Folder { .. } => "host.folder",
        }
    }

    /// What its sentence speaks of.
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::Read { file: path, .. } | Self::Folder { folder: path, .. } => vec![path.display().to_string()],
        }
    }
}
