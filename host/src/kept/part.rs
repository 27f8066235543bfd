//! A content on its way: two files named by a digest of the exchange's name, `….part` and what it was begun with.
//!
//! A partial content is gone on with only where the exchange still says the same size and date as when it was begun, and
//! only up to where it was made durable: what a power cut left behind that point may be anything. That is done beside the
//! transfer, which so takes as long as the slower of network and disk, not as both together.

use std::fs::{self, File};
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::digest::Digest;
use super::{CHUNK, KeptError};

/// The ending of a partial content.
pub(super) const CONTENT: &str = "part";
/// The ending of what it was begun with.
pub(super) const BEGUN: &str = "begun";
/// The ending of its next state, while that is written.
pub(super) const NEXT: &str = "begun-next";
/// Bytes after which a partial content is made durable; a power cut costs no more than these.
const DURABLE_EVERY: u64 = 32 << 20;

/// Bytes of a partial content that are fetched again and compared, when it is gone on with.
const COMPARED: u64 = 4 << 10;

/// What an exchange said about a file when its transfer began.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Begun {
    /// Bytes.
    pub size: Option<u64>,
    /// Last change, seconds since 1970-01-01T00:00:00Z.
    pub modified: Option<i64>,
}

/// [`Begun`] on the disk.
#[derive(Debug, Serialize, Deserialize)]
struct Sidecar {
    /// The exchange's name, to be sure of the digest.
    name: Vec<u8>,
    begun: Begun,
    /// Bytes that are durable.
    durable: u64,
}

/// Where the two files are.
#[derive(Debug)]
pub(super) struct Paths {
    pub(super) content: PathBuf,
    pub(super) begun: PathBuf,
}

/// A content being written.
#[derive(Debug)]
pub struct Part {
    folder: PathBuf,
    paths: Paths,
    file: File,
    name: Vec<u8>,
    begun: Begun,
    digest: Digest,
    size: u64,
    durable: u64,
    settling: Option<Settling>,
}

/// A content being made durable as far as it has come.
#[derive(Debug)]
struct Settling {
    upto: u64,
    /// None once it was waited for.
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Settling {
    fn begin(file: &File, place: PathBuf, sidecar: Sidecar) -> io::Result<Self> {
        let (file, upto) = (file.try_clone()?, sidecar.durable);
        let work = move || {
            file.sync_data()?;
            sidecar.write(&place)
        };
        Ok(Self { upto, thread: Some(thread::Builder::new().spawn(work)?) })
    }

    fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits for it; answers up to where the content is durable.
    fn end(mut self) -> io::Result<u64> {
        let ended = self.thread.take().map(JoinHandle::join);
        ended.unwrap_or(Ok(Ok(()))).map_err(|_| io::Error::other("the thread that makes a content durable"))??;
        Ok(self.upto)
    }
}

impl Drop for Settling {
    /// The file's lock is only released with its last handle.
    fn drop(&mut self) {
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Sidecar {
    fn write(&self, place: &Path) -> io::Result<()> {
        let new = place.with_extension(NEXT);
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, place)
    }
}

impl Part {
    pub(super) fn open(folder: &Path, name: &[u8]) -> Result<Self, KeptError> {
        let failed = |source| KeptError::Folder { folder: folder.into(), source };
        let stem = hex::encode(Sha256::digest(name));
        let paths = Paths {
            content: folder.join(&stem).with_extension(CONTENT),
            begun: folder.join(&stem).with_extension(BEGUN),
        };
        let mut options = File::options();
        let file = options.read(true).write(true).create(true).truncate(false).open(&paths.content).map_err(failed)?;
        match try_lock_briefly(&file) {
            // Between opening and locking, another process may have given this very file its final name.
            Ok(()) if !is_at(&file, &paths.content) => return Err(KeptError::Busy { folder: folder.into() }),
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(KeptError::Busy { folder: folder.into() }),
            Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut part = Self {
            folder: folder.into(),
            paths,
            file,
            name: name.into(),
            begun: Begun::default(),
            digest: Digest::default(),
            size: 0,
            durable: 0,
            settling: None,
        };
        part.take_up().map_err(failed)?;
        Ok(part)
    }

    /// Reads what an earlier run left; anything doubtful counts as nothing.
    fn take_up(&mut self) -> io::Result<()> {
        let left = fs::read(&self.paths.begun).ok().and_then(|bytes| serde_json::from_slice::<Sidecar>(&bytes).ok());
        if let Some(left) = left.filter(|left| left.name == self.name)
            && self.file.metadata()?.len() >= left.durable
        {
            self.begun = left.begun;
            self.durable = left.durable;
        }
        self.cut(self.durable)
    }

    /// Keeps the first bytes only, and takes their digest anew.
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.settled()?;
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.digest = Digest::default();
        let mut chunk = vec![0; CHUNK];
        let mut left = length;
        while left > 0 {
            let wanted = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
            self.file.read_exact(&mut chunk[..wanted])?;
            self.digest.update(&chunk[..wanted]);
            left -= wanted as u64;
        }
        self.size = length;
        self.durable = self.durable.min(length);
        Ok(())
    }

    /// What the content on the disk was begun with.
    pub fn begun(&self) -> &Begun {
        &self.begun
    }

    /// Bytes written so far, those of earlier runs included.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Makes ready to go on with an earlier attempt, the exchange saying now what `now` holds, or to begin anew.
    ///
    /// Answers the bytes that must come next: the end of what was there, which is fetched once more. They show whether it
    /// is still the same content, and the server itself has to say that the transfer is complete.
    ///
    /// # Errors
    /// [`KeptError::Folder`].
    pub fn resume(&mut self, now: &Begun) -> Result<Vec<u8>, KeptError> {
        let certain = now.modified.is_some() && *now == self.begun;
        let from = self.size.saturating_sub(COMPARED);
        if !certain || from == 0 || now.size.is_none_or(|size| size < self.size) {
            self.restart(now.clone())?;
            return Ok(Vec::new());
        }
        let cut = |part: &mut Self| -> io::Result<Vec<u8>> {
            let mut end = Vec::new();
            part.file.seek(SeekFrom::Start(from))?;
            part.file.read_to_end(&mut end)?;
            part.cut(from)?;
            Ok(end)
        };
        cut(self).map_err(|source| self.failed(source))
    }

    /// Forgets what was written and begins anew.
    ///
    /// # Errors
    /// [`KeptError::Folder`].
    pub fn restart(&mut self, begun: Begun) -> Result<(), KeptError> {
        let failed = |source| KeptError::Folder { folder: self.folder.clone(), source };
        // It would note what is forgotten here.
        self.settling = None;
        match fs::remove_file(&self.paths.begun) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        self.begun = begun;
        self.cut(0).map_err(|source| self.failed(source))
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// [`KeptError::Folder`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), KeptError> {
        self.file.write_all(bytes).map_err(|source| self.failed(source))?;
        self.digest.update(bytes);
        self.size += bytes.len() as u64;
        if self.size - self.durable >= DURABLE_EVERY && self.settling.as_ref().is_none_or(Settling::is_over) {
            self.settle_meanwhile().map_err(|source| self.failed(source))?;
        }
        Ok(())
    }

    fn settle_meanwhile(&mut self) -> io::Result<()> {
        self.settled()?;
        if self.size - self.durable >= DURABLE_EVERY && self.begun.modified.is_some() {
            self.settling = Some(Settling::begin(&self.file, self.paths.begun.clone(), self.sidecar())?);
        }
        Ok(())
    }

    fn settled(&mut self) -> io::Result<()> {
        if let Some(settling) = self.settling.take() {
            self.durable = settling.end()?;
        }
        Ok(())
    }

    fn sidecar(&self) -> Sidecar {
        Sidecar { name: self.name.clone(), begun: self.begun.clone(), durable: self.size }
    }

    /// Makes what is written durable and notes it, so that another attempt or run can go on from here.
    ///
    /// # Errors
    /// [`KeptError::Folder`].
    pub fn leave(&mut self) -> Result<(), KeptError> {
        if self.size == 0 || self.begun.modified.is_none() {
            // Never to be resumed.
            return Ok(());
        }
        self.make_durable()?;
        self.sidecar().write(&self.paths.begun).map_err(|source| self.failed(source))?;
        self.durable = self.size;
        Ok(())
    }

    /// Leaves it to a later run, or removes it where that could do nothing with it.
    ///
    /// # Errors
    /// [`KeptError::Folder`].
    pub(super) fn abandon(mut self) -> Result<(), KeptError> {
        if self.size > 0 && self.begun.modified.is_some() {
            return self.leave();
        }
        for path in [&self.paths.begun, &self.paths.content] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(self.failed(error)),
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn make_durable(&mut self) -> Result<(), KeptError> {
        self.settled().map_err(|source| self.failed(source))?;
        self.file.sync_all().map_err(|source| self.failed(source))
    }

    /// Of everything written, in hexadecimal; once.
    pub(super) fn take_sha256(&mut self) -> String {
        hex::encode(std::mem::take(&mut self.digest).finish())
    }

    pub(super) fn into_paths(self) -> (File, Paths) {
        (self.file, self.paths)
    }

    fn failed(&self, source: io::Error) -> KeptError {
        KeptError::Folder { folder: self.folder.clone(), source }
    }
}

/// A program that is just being started from here holds every lock of this one, for a moment.
fn try_lock_briefly(file: &File) -> Result<(), fs::TryLockError> {
    const TIMES: u32 = 20;
    for _ in 0..TIMES {
        match file.try_lock() {
            Err(fs::TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
            other => return other,
        }
    }
    file.try_lock()
}

/// Whether another process is writing a partial content.
pub(super) fn is_busy(path: &Path) -> bool {
    let content = path.with_extension(CONTENT);
    File::open(content).is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// Whether an open file is the one at this path.
fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        match (file.metadata(), fs::metadata(path)) {
            (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
            _ => false,
        }
    }
    // Elsewhere no file loses its name while it is open.
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        true
    }
}
