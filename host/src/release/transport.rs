//! Where the files of releases come from: a folder, an FTP server, a web server.

mod folder;
mod ftp;
mod web;

use std::error::Error;

use crate::config::{Place, ReleaseSource};
use crate::source::Secret;
use crate::store::{Store, StoreError};

pub use folder::Folder;

/// A place that gives files by their paths; none is believed for coming from there.
pub trait Files: Send {
    /// A file of at most `most` bytes; `path` has forward slashes and no step upwards.
    ///
    /// # Errors
    /// [`Failure::NotFound`] only where the place says that there is no such file.
    fn read(&mut self, path: &str, most: u64) -> Result<Vec<u8>, Failure>;
}

/// Why a file can't be had.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is none of that name.
    #[error("there is no such file")]
    NotFound,
    /// It has more bytes than any file of a release, or it never ends.
    #[error("it is longer than {most} bytes")]
    TooLong {
        /// How many are taken at most.
        most: u64,
    },
    /// The place can't be reached, or doesn't answer as it should.
    #[error(transparent)]
    Failed(Box<dyn Error + Send + Sync>),
}

/// Opens the source that a store's settings name.
///
/// An FTP server that is the exchange is entered as the exchange is; any other without an account and in clear, for
/// what is published is signed and no secret.
///
/// # Errors
/// Where a certificate or password that the settings name can't be read.
pub fn open(store: &Store, source: &ReleaseSource) -> Result<Box<dyn Files>, StoreError> {
    match source {
        ReleaseSource::Web(address) => Ok(Box::new(web::Web::new(address))),
        ReleaseSource::Place(Place::Folder(folder)) => Ok(Box::new(Folder::new(folder))),
        ReleaseSource::Place(place) => {
            let exchange = &store.settings.exchange;
            let same = matches!((&exchange.url, place), (Some(Place::Ftp { host: ours, port: at, .. }), Place::Ftp { host, port, .. }) if ours == host && at == port);
            let password = if same { store.password()? } else { Secret::default() };
            Ok(Box::new(ftp::Ftp::new(place, same.then_some(exchange), password)))
        }
    }
}
