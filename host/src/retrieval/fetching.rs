//! The exchange within a retrieval: what is new is fetched, what is applied is put away.

use super::delivering::Job;
use super::{Findings, Progress, host_reason};
use crate::base::{Base, BaseError};
use crate::kept::Kept;
use crate::kill_points::kill_point;
use crate::report::{Timestamp, Waiting};
use crate::rules::Reason;
use crate::source::{self, ExchangeSettings, Known, Listed, Source, SourceError};
use crate::store::{Store, StoreError};

/// An exchange that was listed.
pub(super) struct Exchange {
    address: String,
    source: Box<dyn Source>,
    /// Files of former retrievals that are still to be put away.
    left: Vec<Listed>,
}

/// What the base remembers of one exchange.
struct Remembered<'a> {
    base: &'a Base,
    address: &'a str,
}

impl Known for Remembered<'_> {
    /// A base that can't be read knows nothing: the file is fetched again, and its content recognised.
    fn is_known(&self, file: &Listed) -> bool {
        self.base.dealt_with(self.address, file).is_ok_and(|content| content.is_some())
    }

    fn dates(&self, raw_name: &[u8], size: u64) -> Vec<Timestamp> {
        self.base.dealt_with_at(self.address, raw_name, size).ok().flatten().into_iter().collect()
    }
}

/// Lists the exchange and brings what is new; none where it can't be listed, which is among the findings then.
pub(super) fn fetch(
    store: &Store,
    kept: &Kept,
    settings: &ExchangeSettings,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<Option<Exchange>, StoreError> {
    let address = settings.place.to_string();
    let known = Remembered { base: &store.base, address: &address };
    let listed = source::open(settings).and_then(|mut source| {
        let listing = source.list(&known)?;
        Ok((source, listing))
    });
    let (mut source, listing) = match listed {
        Ok(listed) => listed,
        Err(error) => {
            findings.error = Some(reason(&error));
            return Ok(None);
        }
    };
    kill_point("exchange-listed");
    let waiting = listing.waiting.into_iter().map(|file| Waiting { name: file.name, reason: file.reason.into() });
    findings.waiting.extend(waiting);
    findings.notices.extend(listing.notices.into_iter().map(|code| host_reason(code, &[])));
    for file in listing.files {
        progress.begin(&file.name, file.size.unwrap_or(0));
        let fetched = kept.fetch(source.as_mut(), &file, &mut |bytes| progress.advance(bytes));
        progress.end();
        kill_point("file-fetched");
        match fetched {
            Ok(content) => {
                findings.jobs.push(Job {
                    name: file.name.clone(),
                    sha256: content.sha256,
                    size: content.size,
                    same_as: None,
                    again: false,
                    origin: Some(file),
                });
                kill_point("file-kept");
            }
            Err(error) if error.concerns_one_file() => {
                findings.waiting.push(Waiting { name: file.name, reason: error.code().into() });
            }
            Err(error) => {
                findings.error = Some(reason(&error));
                break;
            }
        }
    }
    Ok(Some(Exchange { address, source, left: listing.dealt_with }))
}

impl Exchange {
    /// Remembers a file whose delivery is recorded, and puts it away where the settings ask for it.
    pub(super) fn dealt_with(
        &mut self,
        store: &Store,
        file: &Listed,
        sha256: &str,
        findings: &mut Findings,
    ) -> Result<(), BaseError> {
        store.base.remember_file(&self.address, file, sha256)?;
        kill_point("file-remembered");
        self.put_away(store, file, sha256, findings)
    }

    /// Puts away what former retrievals did not come to.
    pub(super) fn finish(mut self, store: &Store, findings: &mut Findings) -> Result<(), BaseError> {
        for file in std::mem::take(&mut self.left) {
            if let Some(sha256) = store.base.dealt_with(&self.address, &file)? {
                self.put_away(store, &file, &sha256, findings)?;
            }
        }
        Ok(())
    }

    /// A file that was refused or left undecided stays where it is: somebody will look for it there.
    fn put_away(
        &mut self,
        store: &Store,
        file: &Listed,
        sha256: &str,
        findings: &mut Findings,
    ) -> Result<(), BaseError> {
        if store.base.applied(sha256)?.is_none() {
            return Ok(());
        }
        if let Err(error) = self.source.after_reading(file) {
            findings.notices.push(host_reason("host.not-put-away", &[&file.name, &error.to_string()]));
        }
        kill_point("file-put-away");
        Ok(())
    }
}

fn reason(error: &SourceError) -> Reason {
    let arguments = error.arguments();
    host_reason(error.code(), &arguments.iter().map(String::as_str).collect::<Vec<_>>())
}
