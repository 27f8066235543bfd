//! A person's rights: everything held about them exported, or erased wherever it lies.
//!
//! An erasure goes in this order, so that a machine that stops anywhere finishes it at the next start:
//!
//! 1. one transaction takes the person out of the base, remembers a keyed hash of each identifier, and lists the
//!    records to be blanked in kept files;
//! 2. those records are blanked, whatever waited for the person is decided again, logs are gone through;
//! 3. the base is written anew and its log emptied, so that no page holds a deleted byte;
//! 4. the same is done in every snapshot and in every backup that is still where it was made.
//!
//! The hash lets a delivered line of an erased person be rejected without knowing who it was.

pub(crate) mod blanking;
pub(crate) mod copies;
pub mod export;
mod likeness;
pub(crate) mod pseudonym;
pub mod retention;

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use crate::base::{Base, Trace};
use crate::kept::Kept;
use crate::kill_points::kill_point;
use crate::report::Timestamp;
use crate::retrieval::{Progress, reexamination};
use crate::store::{Store, StoreError};

use blanking::{Contents, Sighted, blank_what_is_left};
use copies::ErasedCopy;
use likeness::Likeness;
use pseudonym::Erased;

/// Who erases whom.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Any identifier of the person.
    pub id: &'a str,
    /// Who does it.
    pub by: &'a str,
    /// Only say what would be erased.
    pub dry_run: bool,
}

/// What an erasure came to.
#[derive(Debug, Default)]
pub struct Erasure {
    /// Identifiers that led to the person.
    pub identifiers: u64,
    /// Versions of the person in history.
    pub versions: u64,
    /// Records blanked in kept files.
    pub records: u64,
    /// Snapshots and backups, and what became of the person in each.
    pub copies: Vec<ErasedCopy>,
    /// Rejected records without an identifier: nobody knows whose they are.
    pub unidentified: u64,
    /// Kept files that no rules read: their lines were searched, not read.
    pub unread: Vec<String>,
    /// Whether the person had been erased before.
    pub before: bool,
}

/// Erases a person.
///
/// # Errors
/// [`StoreError::NoSuchCustomer`]; [`StoreError::Base`] while another program holds the base open, after which the same
/// command finishes the work.
pub fn erase(store: &mut Store, request: &Request<'_>, progress: &dyn Progress) -> Result<Erasure, StoreError> {
    let _lock = store.lock()?;
    resume(store)?;
    let mut erased = Erased::of(&store.base, &store.folder)?;
    let ids = store.base.identifiers(request.id)?;
    if ids.is_empty() {
        if erased.holds(request.id) {
            return Ok(Erasure { before: true, ..Erasure::default() });
        }
        return Err(StoreError::NoSuchCustomer { id: request.id.into() });
    }
    let kept = store.kept()?;
    progress.begin("progress-erase", 4);
    let person = Person::of(&store.base, Contents::Folder(&kept), &ids)?;
    progress.advance(1);
    let mut erasure = Erasure {
        identifiers: ids.len() as u64,
        versions: (person.traces.len() + person.sighted.versions.len()) as u64,
        unidentified: person.sighted.unidentified,
        unread: person.sighted.unread.clone(),
        ..Erasure::default()
    };
    if request.dry_run {
        progress.end();
        return Ok(erasure);
    }
    let now = store.clock.now();
    blank_logs(&store.folder.join("log"), &person.likeness)?;
    forget_strays(&store.base, &kept)?;
    erased.ensure_key(&store.folder)?;
    erased.add(&ids);
    take_out(&mut store.base, &person, &ids, &erased, now, request.by)?;
    kill_point("erasure-committed");
    erasure.records = blank_what_is_left(&store.base, Contents::Folder(&kept))?;
    progress.advance(1);
    // The person is out whatever the rules say to the others; that they misbehaved is said at the end.
    let decided = store.rules().and_then(|rules| reexamination::run(store, &rules, now, request.by, None));
    erasure.copies = finish(store, &erased, &kept)?;
    progress.advance(2);
    progress.end();
    decided.map(|()| erasure)
}

/// Carries an interrupted erasure through.
///
/// # Errors
/// Those of the base and the disk.
pub(crate) fn resume(store: &mut Store) -> Result<(), StoreError> {
    if store.base.erasure_is_pending()? {
        let erased = Erased::of(&store.base, &store.folder)?;
        let kept = store.kept()?;
        finish(store, &erased, &kept)?;
    }
    Ok(())
}

/// Leaves nothing of what was taken out: not in files, not between the pages, not in copies.
fn finish(store: &mut Store, erased: &Erased, kept: &Kept) -> Result<Vec<ErasedCopy>, StoreError> {
    blank_what_is_left(&store.base, Contents::Folder(kept))?;
    store.base.scrub()?;
    kill_point("erasure-scrubbed");
    let copies = copies::erase(store, erased)?;
    // Copies that a replay works on, or one that was killed left.
    crate::replaying::remove_left(&store.folder)?;
    store.base.erasure_is_through()?;
    store.base.empty_log()?;
    Ok(copies)
}

/// What is known of a person before it is forgotten.
struct Person {
    traces: Vec<Trace>,
    sighted: Sighted,
    likeness: Likeness,
}

impl Person {
    fn of(base: &Base, contents: Contents<'_>, ids: &[String]) -> Result<Self, StoreError> {
        let traces = base.traces(ids)?;
        let likeness = Likeness::of(ids, &base.values_of(&traces)?, &base.wordings()?.fields);
        let sighted = blanking::sight(base, contents, &likeness)?;
        Ok(Self { traces, sighted, likeness })
    }
}

/// One transaction: out of the base, remembered by hash, and its records listed to be blanked.
fn take_out(
    base: &mut Base,
    person: &Person,
    ids: &[String],
    erased: &Erased,
    now: Timestamp,
    by: &str,
) -> Result<(), StoreError> {
    let change = base.change()?;
    let operation = change.operation(now, by, None, None)?;
    let records = change.erase(ids, &person.traces, &person.sighted.versions, operation)?;
    change.blank_later(records.iter().chain(&person.sighted.lines))?;
    change.remember_erased(&erased.hashes(), &erased.check())?;
    Ok(change.commit()?)
}

/// Removes what an interrupted retrieval left behind, of which nobody knows whom it names: it is fetched again.
fn forget_strays(base: &Base, kept: &Kept) -> Result<(), StoreError> {
    kept.forget_parts()?;
    for sha256 in kept.contents()? {
        if base.last_delivery_of(&sha256)?.is_none() {
            kept.remove(&sha256)?;
        }
    }
    Ok(())
}

/// Blanks lines of logs that hold the person; logs should hold nobody.
fn blank_logs(folder: &Path, likeness: &Likeness) -> Result<(), StoreError> {
    let failed = |file: &Path| {
        let file = file.to_owned();
        move |source| StoreError::File { file, source }
    };
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry.map_err(failed(folder))?.path();
        if !path.is_file() {
            continue;
        }
        let mut file = File::options().read(true).write(true).open(&path).map_err(failed(&path))?;
        let lines = likeness.lines(&mut BufReader::new(&file)).map_err(failed(&path))?;
        for (offset, length) in &lines {
            blanking::blank(&mut file, *offset, *length).map_err(failed(&path))?;
        }
        if !lines.is_empty() {
            file.sync_all().map_err(failed(&path))?;
        }
    }
    Ok(())
}
