//! Where deliveries come from.
//!
//! A source lists what is there and brings one file at a time, whole or not at all. It decides nothing about content:
//! identity, order and what becomes of a file are the retrieval's.
//!
//! `choice` picks the deliveries of a listing and leaves those that are still being written; `folder` and `ftp` are
//! the two kinds of exchange; `trial` explains an exchange to the person who sets it up.

mod choice;
mod error;
mod folder;
mod ftp;
mod name;
mod pattern;
mod trial;

use std::fmt;
use std::time::Duration;

use crate::config::{AfterReading, Exchange, Place};
use crate::kept::Part;

pub use error::SourceError;
pub(crate) use ftp::{cryptography, trusted_certificates};
pub use trial::{Step, test, test_with};

/// One file as a source lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name as people see it: lossy where the server's bytes are not UTF-8. Never used as a path.
    pub name: String,
    /// The name as the server sent it.
    pub raw_name: Vec<u8>,
    /// Bytes, where the source says.
    pub size: Option<u64>,
    /// Last change, seconds since 1970-01-01T00:00:00Z, where the source says.
    pub modified: Option<i64>,
}

/// What one look at a source gave.
#[derive(Debug, Default)]
pub struct Listing {
    /// Files to be fetched, in the order of their names' bytes.
    pub files: Vec<Listed>,
    /// Files left for a later retrieval.
    pub waiting: Vec<Waiting>,
    /// Files dealt with before, where the settings ask to put such away: a run may have ended before it could.
    pub dealt_with: Vec<Listed>,
    /// Codes of what was odd about the listing, for example `host.listing-truncated`.
    pub notices: Vec<&'static str>,
}

/// A file that is not taken yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// As in [`Listed::name`].
    pub name: String,
    /// A code of the message catalogue: `host.waiting-growing`, `host.waiting-marker`, …
    pub reason: &'static str,
}

/// What earlier retrievals dealt with. A closure over one file is the simplest.
pub trait Known {
    /// Whether a file of this name, size and date was dealt with.
    fn is_known(&self, file: &Listed) -> bool;

    /// The dates under which files of this name and size were dealt with.
    ///
    /// Some servers list dates without seconds and in a time zone of their own. With these dates at hand, the exact one
    /// of an old file need not be asked for, which costs a question a file.
    fn dates(&self, _raw_name: &[u8], _size: u64) -> Vec<i64> {
        Vec::new()
    }
}

impl<F: Fn(&Listed) -> bool> Known for F {
    fn is_known(&self, file: &Listed) -> bool {
        self(file)
    }
}

/// A place where deliveries lie.
pub trait Source {
    /// Looks what is there; files that are known are left out.
    ///
    /// Takes a few seconds longer where a file may still be being written.
    ///
    /// # Errors
    /// Where the exchange cannot be listed.
    fn list(&mut self, known: &dyn Known) -> Result<Listing, SourceError>;

    /// Brings one file, going on with what `part` holds if that is certain; `progress` is told the bytes so far.
    ///
    /// # Errors
    /// Where it cannot be had whole; [`SourceError::concerns_one_file`] tells whether to go on with others.
    fn fetch(&mut self, file: &Listed, part: &mut Part, progress: &mut dyn FnMut(u64)) -> Result<(), SourceError>;

    /// Does with a file what the settings ask for once it is applied. Without `exchange.exclusive`: nothing.
    ///
    /// # Errors
    /// Where the exchange refuses, or the file is not any more what was fetched.
    fn after_reading(&mut self, file: &Listed) -> Result<(), SourceError>;
}

/// Reads single files of an FTP server by their paths: for what is no delivery.
pub(crate) struct Reader(ftp::Ftp);

impl Reader {
    /// Nothing is connected to yet.
    pub(crate) fn new(settings: &ExchangeSettings, patience: &Patience) -> Result<Self, SourceError> {
        ftp::Ftp::new(settings, patience).map(Self)
    }

    /// A file of at most `most` bytes, whole; none where the server says that there is no such file.
    pub(crate) fn read(&mut self, path: &str, most: u64) -> Result<Option<Vec<u8>>, SourceError> {
        self.0.read(path, most)
    }
}

/// The password: never printed.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// All that is needed to reach an exchange.
#[derive(Debug, Clone)]
pub struct ExchangeSettings {
    /// Where it is.
    pub place: Place,
    /// As it is set.
    pub exchange: Exchange,
    /// The password of its account.
    pub password: Secret,
    /// Glob of the deliveries; case does not count.
    pub pattern: String,
}

impl ExchangeSettings {
    /// Whether files are moved or deleted once they are applied.
    pub fn puts_away(&self) -> bool {
        self.exchange.exclusive && self.exchange.after_reading != AfterReading::Leave
    }
}

/// How long a source waits for what, and how much it takes.
#[derive(Debug, Clone)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For a whole answer to a command.
    pub answer: Duration,
    /// For the next bytes of a listing or a file.
    pub data: Duration,
    /// For a whole listing, and for each [`Patience::least`] bytes of a file.
    pub slow: Duration,
    /// Bytes of a file that must come within [`Patience::slow`].
    pub least: u64,
    /// Between two looks at a file that may still be being written.
    pub settle: Duration,
    /// Between a failure and the next attempt; as many attempts again as there are pauses.
    pub pauses: Vec<Duration>,
    /// Bytes of the largest file that is taken.
    pub largest: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            answer: Duration::from_secs(30),
            data: Duration::from_secs(60),
            // A modem of 1998 brings 64 KiB in ten seconds.
            slow: Duration::from_secs(120),
            least: 64 << 10,
            settle: Duration::from_secs(5),
            pauses: [2, 10, 30].map(Duration::from_secs).into(),
            largest: 16 << 30,
        }
    }
}

/// Opens an exchange with the usual patience.
///
/// # Errors
/// Where it cannot be reached.
pub fn open(settings: &ExchangeSettings) -> Result<Box<dyn Source>, SourceError> {
    open_with(settings, &Patience::default())
}

/// Opens an exchange.
///
/// # Errors
/// Where it cannot be reached.
pub fn open_with(settings: &ExchangeSettings, patience: &Patience) -> Result<Box<dyn Source>, SourceError> {
    Ok(match &settings.place {
        Place::Folder(folder) => Box::new(folder::Folder::new(folder, settings, patience)),
        Place::Ftp { .. } => Box::new(ftp::Ftp::new(settings, patience)?),
    })
}
