//! A folder on an FTP server as an exchange.
//!
//! The protocol is spoken here, over plain sockets and rustls, because the client crates can't do what this needs:
//! suppaftp 12 throws the text of a transfer's last reply away, where alone pure-ftpd says that a listing is truncated; its
//! implicit TLS connects, greets and shakes hands without any time-out; its time-outs are of one read each, so that a
//! server that sends a byte a minute holds it for ever; and it logs the password.
//!
//! [`wire`] is one connection, [`tls`] whom it trusts, [`control`] commands and replies, [`session`] a login and its data
//! connections; [`listing`], [`line`] and [`moment`] read listings; [`fetching`] brings a
//! delivery, [`whole`] a small file.

mod control;
mod fetching;
mod line;
mod listing;
mod moment;
mod reading;
mod session;
mod tls;
mod whole;
mod wire;

use std::collections::HashMap;
use std::thread::sleep;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::choice::{self, Look, Looks};
use super::{ExchangeSettings, Known, Listed, Listing, Patience, Source, SourceError, name};
use crate::kept::Part;
use line::{Date, Entry, Kind};
use moment::{Exactness, Rough};
use session::{Session, Target};

pub(crate) use tls::{cryptography, trusted_certificates};
pub(super) use trial::stages;

mod trial;

/// The exact dates of files this young are always asked for: of those that are older, the minute tells enough, for a file
/// replaced within the minute in which it was fetched has been looked at again since.
const YOUNG: i64 = 2 * 24 * 60 * 60;
/// So many files in a row that can't be transferred, and it is not the files' fault.
const HOPELESS: u32 = 3;

/// A folder on an FTP server.
pub(super) struct Ftp {
    settings: ExchangeSettings,
    target: Target,
    session: Option<Session>,
    /// TLS 1.3 fails here (proftpd 1.3.8 crashes with it): 1.2 from now on.
    old_tls: bool,
    /// Something went well in this version of TLS.
    proven: bool,
    /// What the server said to the login it refused: it isn't asked again.
    refused: Option<String>,
    /// Files in a row whose transfer failed.
    failures: u32,
    /// What the last listing said of each name.
    entries: HashMap<Vec<u8>, Entry>,
}

impl Ftp {
    pub(super) fn new(settings: &ExchangeSettings, patience: &Patience) -> Result<Self, SourceError> {
        Ok(Self {
            settings: settings.clone(),
            target: Target::new(settings, patience)?,
            session: None,
            old_tls: false,
            proven: false,
            refused: None,
            failures: 0,
            entries: HashMap::new(),
        })
    }

    /// Does something with a session, on a new one after each failure that may pass; also tells whether the last failure
    /// came after a session was there.
    fn patiently<T>(
        &mut self,
        mut work: impl FnMut(&mut Session) -> Result<T, SourceError>,
    ) -> Result<T, (SourceError, bool)> {
        if let Some(answer) = &self.refused {
            return Err((SourceError::Login { answer: answer.clone() }, false));
        }
        let mut pauses = self.target.patience.pauses.clone().into_iter();
        loop {
            let (error, began) = match self.once(&mut work) {
                Ok(done) => {
                    self.proven = true;
                    return Ok(done);
                }
                Err(failed) => failed,
            };
            if let SourceError::Login { answer } = &error {
                self.refused = Some(answer.clone());
            }
            if !error.retryable() {
                return Err((error, began));
            }
            if !self.proven && !self.old_tls && self.target.security != crate::config::Security::None {
                self.old_tls = true;
                continue;
            }
            match pauses.next() {
                Some(pause) => sleep(pause),
                None => return Err((error, began)),
            }
        }
    }

    fn once<T>(
        &mut self,
        work: &mut impl FnMut(&mut Session) -> Result<T, SourceError>,
    ) -> Result<T, (SourceError, bool)> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => Session::begin(&self.target, self.old_tls, &mut |_, _| ()).map_err(|error| (error, false))?,
        };
        let outcome = work(&mut session);
        // An error that may pass on a new connection gets one.
        if session.is_sound() && !outcome.as_ref().is_err_and(SourceError::retryable) {
            self.session = Some(session);
        } else {
            session.leave();
        }
        outcome.map_err(|error| (error, true))
    }
}

impl Drop for Ftp {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            session.leave();
        }
    }
}

impl Ftp {
    /// One file by its path, whole; none where there is no such file.
    pub(super) fn read(&mut self, path: &str, most: u64) -> Result<Option<Vec<u8>>, SourceError> {
        let patience = self.target.patience.clone();
        self.patiently(|session| whole::whole(session, &patience, path, most)).map_err(|(error, _)| error)
    }
}

impl Looks for Ftp {
    fn look(&mut self) -> Result<Look, SourceError> {
        let slow = self.target.patience.slow;
        let found = self
            .patiently(|session| listing::entries(session, Instant::now() + slow, now()))
            .map_err(|(error, _)| error)?;
        let files = found.entries.iter().map(|entry| Listed {
            name: name::shown(&entry.name),
            raw_name: entry.name.clone(),
            size: entry.size,
            modified: match entry.date {
                Date::Exact(time) => Some(time),
                Date::Rough(_) | Date::Unknown => None,
            },
        });
        let look = Look { files: files.collect(), notices: found.notices };
        self.entries = found.entries.into_iter().map(|entry| (entry.name.clone(), entry)).collect();
        Ok(look)
    }

    fn complete(&mut self, files: Vec<Listed>, known: &dyn Known) -> Result<Vec<Listed>, SourceError> {
        let mut complete = Vec::with_capacity(files.len());
        // How far from UTC the server's time zone is, once an exact date has told.
        let mut zone = None;
        for mut file in files {
            let Some(entry) = self.entries.get(&file.raw_name).cloned() else { continue };
            if file.size.is_some() && file.modified.is_some() {
                complete.push(file);
                continue;
            }
            if is_known(&entry, &file, zone, known) {
                continue;
            }
            let (ask_size, raw_name) = (file.size.is_none(), file.raw_name.clone());
            let asked = self.patiently(|session| {
                let size = if ask_size { session.size(&raw_name)? } else { None };
                Ok((size, session.modified(&raw_name)?))
            });
            match asked {
                Ok((size, modified)) => {
                    file.size = file.size.or(size);
                    file.modified = modified;
                }
                // A folder, a link to one, or nothing for this account.
                Err((SourceError::File { .. }, _)) if entry.kind != Kind::File => continue,
                Err((SourceError::File { .. }, _)) => {}
                Err((error, _)) => return Err(error),
            }
            if let Date::Rough(rough) = entry.date {
                match file.modified {
                    Some(exact) => zone = zone.or_else(|| rough.zone(exact)),
                    None => file.modified = Some(without_exact(rough, &file, known)),
                }
            }
            complete.push(file);
        }
        Ok(complete)
    }
}

/// Whether a rough date is enough to know that a file was dealt with.
fn is_known(entry: &Entry, file: &Listed, zone: Option<i64>, known: &dyn Known) -> bool {
    let (Date::Rough(rough), Some(size), Some(zone)) = (entry.date, file.size, zone) else { return false };
    let dates = || known.dates(&file.raw_name, size);
    rough.at < now() - YOUNG && dates().into_iter().any(|date| rough.may_be(date, zone))
}

/// The date of a file of a server that has only rough ones: the one it was known by, if it may be the same.
fn without_exact(rough: Rough, file: &Listed, known: &dyn Known) -> i64 {
    let dates = file.size.map(|size| known.dates(&file.raw_name, size)).unwrap_or_default();
    let same = dates.into_iter().find(|date| rough.may_be(*date, 0));
    same.filter(|_| rough.exactness == Exactness::Day).unwrap_or(rough.at)
}

/// Whether the transfer of one file may fail so while others go well.
fn is_passing(error: &SourceError) -> bool {
    !error.concerns_one_file() && (error.retryable() || matches!(error, SourceError::Protocol { .. }))
}

/// By our clock.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(since).unwrap_or(i64::MAX)
}

impl Source for Ftp {
    fn list(&mut self, known: &dyn Known) -> Result<Listing, SourceError> {
        let (settings, settle) = (self.settings.clone(), self.target.patience.settle);
        choice::list(self, &settings, settle, known)
    }

    fn fetch(&mut self, file: &Listed, part: &mut Part, progress: &mut dyn FnMut(u64)) -> Result<(), SourceError> {
        if !name::is_plain(&file.raw_name) {
            return Err(SourceError::Name);
        }
        let patience = self.target.patience.clone();
        let fetched = self.patiently(|session| fetching::attempt(session, &patience, file, part, progress));
        match fetched {
            Ok(()) => {
                self.failures = 0;
                Ok(())
            }
            // The exchange itself answers; if it does so for the next file too, only this one is left out.
            Err((error, true)) if is_passing(&error) => {
                self.failures += 1;
                if self.failures < HOPELESS { Err(SourceError::Transfer { source: error.into() }) } else { Err(error) }
            }
            Err((error, _)) => Err(error),
        }
    }

    fn after_reading(&mut self, file: &Listed) -> Result<(), SourceError> {
        if !self.settings.exchange.exclusive {
            return Ok(());
        }
        if !name::is_plain(&file.raw_name) {
            return Err(SourceError::Name);
        }
        let exchange = self.settings.exchange.clone();
        self.patiently(|session| reading::after(session, file, &exchange)).map_err(|(error, _)| error)
    }
}
