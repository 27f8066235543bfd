//! Erasures carried into the copies of the base that the store knows of: its snapshots and the backups people made.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::blanking::{Contents, blank_what_is_left};
use super::pseudonym::Erased;
use super::{Person, take_out};
use crate::backup;
use crate::base::Base;
use crate::report::Timestamp;
use crate::store::{Store, StoreError};

/// What became of erased persons in one copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyState {
    /// They were in it, and are no more.
    Erased,
    /// They were not in it.
    Clean,
    /// It is not where it was made: it may hold them still.
    Missing,
    /// It cannot be opened or written: it may hold them still.
    Failed,
}

/// A copy of the base, and what became of erased persons in it.
#[derive(Debug, Clone)]
pub struct ErasedCopy {
    /// Where it is.
    pub path: PathBuf,
    /// What became of them.
    pub state: CopyState,
}

impl CopyState {
    /// The code used in JSON and by the messages.
    pub fn code(self) -> &'static str {
        match self {
            Self::Erased => "erased",
            Self::Clean => "clean",
            Self::Missing => "missing",
            Self::Failed => "failed",
        }
    }
}

/// Erases everybody who is to be erased from every copy; one that fails does not keep the others from it.
pub(super) fn erase(store: &Store, erased: &Erased) -> Result<Vec<ErasedCopy>, StoreError> {
    let now = store.clock.now();
    let mut copies = Vec::new();
    for path in backup::snapshots(&store.folder)? {
        let state = erase_from(&path, Contents::Nowhere, erased, now).unwrap_or(CopyState::Failed);
        copies.push(ErasedCopy { path, state });
    }
    for path in store.base.backups()? {
        let state = if path.exists() {
            erase_from(&path, Contents::Within, erased, now).unwrap_or(CopyState::Failed)
        } else {
            CopyState::Missing
        };
        copies.push(ErasedCopy { path, state });
    }
    Ok(copies)
}

fn erase_from(path: &Path, contents: Contents<'_>, erased: &Erased, now: Timestamp) -> Result<CopyState, StoreError> {
    let mut base = Base::open(path)?;
    let state = erase_listed(&mut base, contents, erased, now)?;
    base.into_one_file()?;
    Ok(state)
}

/// Erases whoever in a base has been erased elsewhere.
///
/// Somebody who was one customer with the person in this copy, and was told apart since, goes with the person: nobody
/// can say which of the values are whose. Nothing keeps a later delivery from bringing that one back.
pub(crate) fn erase_listed(
    base: &mut Base,
    contents: Contents<'_>,
    erased: &Erased,
    now: Timestamp,
) -> Result<CopyState, StoreError> {
    let mut ids = Vec::new();
    base.each_identifier(|id| {
        if erased.holds(id) {
            ids.push(id.to_owned());
        }
    })?;
    let mut all = BTreeSet::new();
    for id in ids {
        all.extend(base.identifiers(&id)?);
    }
    let ids: Vec<String> = all.into_iter().collect();
    // A copy that an interrupted erasure has reached says so itself.
    if ids.is_empty() && !base.erasure_is_pending()? {
        return Ok(CopyState::Clean);
    }
    if !ids.is_empty() {
        let person = Person::of(base, contents, &ids)?;
        take_out(base, &person, &ids, erased, now, "")?;
    }
    blank_what_is_left(base, contents)?;
    base.scrub()?;
    base.erasure_is_through()?;
    base.empty_log()?;
    Ok(CopyState::Erased)
}
