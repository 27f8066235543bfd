//! Where deliveries come from.
//!
//! A source lists what is there and brings one file at a time, whole or not at all. It decides nothing about content:
//! identity, order and what becomes of a file are the retrieval's.

use std::io::Write;

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
    /// Files that may be fetched, in the order of their names' bytes.
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
    /// A message code: `host.waiting-growing`, `host.waiting-marker`, …
    pub reason: &'static str,
}
/// STUB
#[derive(Debug, thiserror::Error)]
#[error("source")]
pub struct SourceError;
impl SourceError { /// x
 pub fn code(&self) -> &'static str { "host.exchange" } /// x
 pub fn concerns_one_file(&self) -> bool { false } }
/// STUB
pub trait Source { /// x
 fn list(&mut self, known: &dyn Fn(&Listed) -> bool) -> Result<Listing, SourceError>; }
/// STUB
pub struct ExchangeSettings { /// x
 pub url: String }
/// STUB
pub fn open(_s: &ExchangeSettings) -> Result<Box<dyn Source>, SourceError> { Err(SourceError) }
