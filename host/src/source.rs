//! Where deliveries come from.
//!
//! A source lists what is there and brings one file at a time, whole or not at all. It decides nothing about content:
//! identity, order and what becomes of a file are the retrieval's.

mod folder;
mod ftp;
mod glob;

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::config::{Exchange, Place};
use crate::kept::KeptError;

/// Where FTP servers listen.
const FTP_PORT: u16 = 21;

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

/// A place where deliveries lie.
pub trait Source {
    /// Looks what is there; files for which `known` says that they were dealt with before are left out.
    ///
    /// # Errors
    /// Where the exchange cannot be listed.
    fn list(&mut self, known: &dyn Fn(&Listed) -> bool) -> Result<Listing, SourceError>;

    /// Brings one file; an error means that what was written is not the file.
    ///
    /// # Errors
    /// Where it cannot be had whole; [`SourceError::concerns_one_file`] tells whether to go on with others.
    fn fetch(&mut self, file: &Listed, into: &mut dyn Write) -> Result<(), SourceError>;
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

/// Opens an exchange.
///
/// # Errors
/// Where it cannot be reached.
pub fn open(settings: &ExchangeSettings) -> Result<Box<dyn Source>, SourceError> {
    Ok(match &settings.place {
        Place::Folder(folder) => Box::new(folder::Folder::new(folder, settings)),
        Place::Ftp { host, port, folder } => {
            Box::new(ftp::Ftp::connect(host, port.unwrap_or(FTP_PORT), folder, settings)?)
        }
    })
}

/// Picks the deliveries among what a source lists, in the order of their names.
fn choose(mut all: Vec<Listed>, settings: &ExchangeSettings, known: &dyn Fn(&Listed) -> bool) -> Listing {
    all.sort_by(|left, right| left.raw_name.cmp(&right.raw_name));
    let mut listing = Listing::default();
    for file in all.iter().filter(|file| glob::matches(&settings.pattern, &file.name) && !known(file)) {
        let has_marker = settings.exchange.marker.as_ref().is_none_or(|suffix| {
            let marker = [&file.raw_name, suffix.as_bytes()].concat();
            all.iter().any(|other| other.raw_name == marker)
        });
        if has_marker {
            listing.files.push(file.clone());
        } else {
            listing.waiting.push(Waiting { name: file.name.clone(), reason: "host.waiting-marker" });
        }
    }
    listing
}

/// What can go wrong with a source.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The folder cannot be read.
    #[error("the exchange folder {folder} cannot be read")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The server cannot be reached.
    #[error("the exchange {host} cannot be reached")]
    Unreachable {
        /// Which.
        host: String,
        /// Why.
        source: io::Error,
    },
    /// The login was refused: not tried again, so that the account is never locked.
    #[error("the exchange refused the login")]
    Login,
    /// The server answered something else than it should.
    #[error("the exchange did not answer as it should ({doing})")]
    Protocol {
        /// At what.
        doing: &'static str,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// One file cannot be had.
    #[error("a file of the exchange cannot be had")]
    File {
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A file arrived with another length than was announced.
    #[error("a file arrived with {got} bytes instead of {announced}")]
    Length {
        /// As listed.
        announced: u64,
        /// As it arrived.
        got: u64,
    },
    /// It cannot be kept.
    #[error("a file of the exchange cannot be kept")]
    Disk(#[from] KeptError),
    /// This program cannot protect the connection as the settings ask.
    #[error("the connection cannot be protected as the settings ask")]
    Unprotected,
}

impl SourceError {
    /// Its code in the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Folder { .. } => "host.exchange-folder",
            Self::Unreachable { .. } => "host.exchange-unreachable",
            Self::Login => "host.exchange-login",
            Self::Protocol { .. } => "host.exchange-protocol",
            Self::File { .. } => "host.exchange-file",
            Self::Length { .. } => "host.exchange-length",
            Self::Disk(error) => error.code(),
            Self::Unprotected => "host.exchange-unprotected",
        }
    }

    /// Whether the other files may still be had.
    pub fn concerns_one_file(&self) -> bool {
        matches!(self, Self::File { .. } | Self::Length { .. })
    }
}
