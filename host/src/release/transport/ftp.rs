//! A folder on an FTP server, over the client that fetches deliveries.

use std::time::Duration;

use super::{Failure, Files};
use crate::config::{Exchange, Place, Security};
use crate::source::{ExchangeSettings, Patience, Reader, Secret, SourceError};

/// A folder on an FTP server; connected to when the first file is asked for.
pub(super) struct Ftp {
    settings: ExchangeSettings,
    reader: Option<Reader>,
}

impl Ftp {
    /// `exchange`: whose account and protection are used; none = anonymous, in clear.
    pub(super) fn new(place: &Place, exchange: Option<&Exchange>, password: Secret) -> Self {
        let exchange = match exchange {
            Some(exchange) => exchange.clone(),
            None => Exchange { security: Security::None, ..Exchange::default() },
        };
        let settings = ExchangeSettings { place: place.clone(), exchange, password, pattern: String::new() };
        Self { settings, reader: None }
    }
}

/// The store's start-up waits for this, and goes on without it.
fn patience() -> Patience {
    Patience {
        connect: Duration::from_secs(10),
        answer: Duration::from_secs(15),
        data: Duration::from_secs(20),
        pauses: vec![Duration::from_secs(1)],
        ..Patience::default()
    }
}

impl Files for Ftp {
    fn read(&mut self, path: &str, most: u64) -> Result<Vec<u8>, Failure> {
        let failed = |error: SourceError| match error {
            SourceError::TooLarge { limit } => Failure::TooLong { most: limit },
            other => Failure::Failed(other.into()),
        };
        if self.reader.is_none() {
            self.reader = Some(Reader::new(&self.settings, &patience()).map_err(failed)?);
        }
        let Some(reader) = &mut self.reader else { return Err(Failure::NotFound) };
        reader.read(path, most).map_err(failed)?.ok_or(Failure::NotFound)
    }
}
