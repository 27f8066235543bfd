//! A retrieval: list, fetch, keep, decide, apply, report.
//!
//! Each delivery is one transaction: its lines, the base they change and the report of it become durable together, or
//! nothing of it happened. A run that is killed anywhere is finished by the next one.

pub(crate) mod applied;
mod batch;
mod delivering;
mod erased;
pub(crate) mod evidence;
mod keyring;
mod known;
pub(crate) mod queue;
pub(crate) mod reexamination;
mod tally;

use std::path::{Path, PathBuf};

use crate::backup::{self, Snapshot};
use crate::base::Ending;
use crate::kept::Kept;
use crate::kill_points::kill_point;
use crate::privacy::blanking::{Contents, blank_what_is_left};
use crate::privacy::pseudonym::Erased;
use crate::privacy::{self, retention};
use crate::report::{DeliveryStatus, Mode, RetrievalStatus, Waiting};
use crate::rules::{Argument, ArgumentKind, Purpose, Reason};
use crate::source::{self, ExchangeSettings, Listed, Source};
use crate::store::{Store, StoreError};

pub(crate) use batch::changed;
pub(crate) use delivering::DeliveryError;

use delivering::Job;

/// What a retrieval is to do.
#[derive(Debug)]
pub struct Request {
    /// Who begins it.
    pub mode: Mode,
    /// Files to take instead of the exchange's.
    pub files: Vec<PathBuf>,
    /// A delivery to decide anew, as a new one.
    pub again: Option<i64>,
}

/// How far a long work is, for people who wait.
pub trait Progress {
    /// Something begins that takes `bytes`.
    fn begin(&self, what: &str, bytes: u64);
    /// So many more are done.
    fn advance(&self, bytes: u64);
    /// It has ended.
    fn end(&self);
}

/// Nobody waits.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn begin(&self, _what: &str, _bytes: u64) {}
    fn advance(&self, _bytes: u64) {}
    fn end(&self) {}
}

/// What a retrieval found out on its way.
#[derive(Debug, Default)]
struct Findings {
    jobs: Vec<Job>,
    waiting: Vec<Waiting>,
    notices: Vec<Reason>,
    error: Option<Reason>,
}

/// Runs a retrieval and records it; answers its number.
///
/// A failed exchange is a recorded retrieval, not an error.
///
/// # Errors
/// Those of the base, of the rules' installation, of the disk.
pub fn run(store: &mut Store, request: &Request, progress: &dyn Progress) -> Result<i64, StoreError> {
    let _lock = store.lock()?;
    privacy::resume(store)?;
    let rules = store.rules()?;
    let now = store.clock.now();
    let by = store.user(request.mode);
    // What is wrong with the request or the settings is said before a retrieval is begun.
    let again = request.again.map(|delivery| again(store, delivery)).transpose()?;
    let exchange = if again.is_none() && request.files.is_empty() { Some(store.exchange()?) } else { None };
    let id = store.base.begin_retrieval(request.mode, now, &by)?;
    kill_point("retrieval-recorded");
    let kept = store.kept()?;
    let mut findings = Findings::default();
    findings.jobs.extend(again);
    if let Some(exchange) = exchange {
        findings.jobs.extend(to_try_again(store, &rules)?);
        fetch(store, &kept, &exchange, &mut findings, progress)?;
    } else {
        keep(&kept, &request.files, &mut findings)?;
    }
    // Deliveries apply in the order of their names; the first of two alike was named first.
    findings.jobs.sort_by(|left, right| left.name.as_bytes().cmp(right.name.as_bytes()));
    findings.notices.extend(retention::apply_in(store, Some(id))?.notices());
    let erased = Erased::of(&store.base, &store.folder)?;
    let snapshot = snapshot(store, &mut findings)?;
    let mut statuses = Vec::new();
    for job in &findings.jobs {
        store.base.came_again(&job.sha256)?;
        statuses.push(delivering::deliver(store, &rules, (&kept, &erased), id, job, Purpose::Delivery, progress)?);
        if let Some((exchange, file)) = &job.origin {
            store.base.remember_file(exchange, &file.raw_name, file.size, file.modified, &job.sha256)?;
        }
    }
    kill_point("before-reexamination");
    reexamination::run(store, &rules, now, &by, Some(id))?;
    blank_what_is_left(&store.base, Contents::Folder(&kept))?;
    findings.notices.extend(snapshot.and_then(Snapshot::settle));
    kill_point("before-finish");
    let ending = Ending {
        status: status(&findings, &statuses),
        finished_at: store.clock.now(),
        error: findings.error.as_ref(),
        waiting: &findings.waiting,
        notices: &findings.notices,
    };
    store.base.end_retrieval(id, &ending)?;
    Ok(id)
}

/// The first load of an empty base; answers the number of its retrieval.
///
/// # Errors
/// [`StoreError::NotEmpty`]; those of [`run`].
pub fn import(store: &mut Store, file: &Path, progress: &dyn Progress) -> Result<i64, StoreError> {
    let _lock = store.lock()?;
    if !store.base.is_empty()? {
        return Err(StoreError::NotEmpty);
    }
    let rules = store.rules()?;
    let now = store.clock.now();
    let by = store.user(Mode::Import);
    let kept = store.kept()?;
    let mut findings = Findings::default();
    keep(&kept, &[file.to_owned()], &mut findings)?;
    let id = store.base.begin_retrieval(Mode::Import, now, &by)?;
    let erased = Erased::of(&store.base, &store.folder)?;
    let mut statuses = Vec::new();
    for job in &findings.jobs {
        statuses.push(delivering::deliver(store, &rules, (&kept, &erased), id, job, Purpose::FirstLoad, progress)?);
    }
    blank_what_is_left(&store.base, Contents::Folder(&kept))?;
    let ending = Ending {
        status: status(&findings, &statuses),
        finished_at: store.clock.now(),
        error: None,
        waiting: &[],
        notices: &[],
    };
    store.base.end_retrieval(id, &ending)?;
    Ok(id)
}

/// Makes a snapshot where something is to be applied; a retrieval goes on without one, and says so.
fn snapshot(store: &mut Store, findings: &mut Findings) -> Result<Option<Snapshot>, StoreError> {
    for job in &findings.jobs {
        if job.again || store.base.applied(&job.sha256)?.is_none() {
            return Ok(backup::before_retrieval(store).unwrap_or_else(|_| {
                findings.notices.push(backup::unverified());
                None
            }));
        }
    }
    Ok(None)
}

fn status(findings: &Findings, statuses: &[DeliveryStatus]) -> RetrievalStatus {
    let left = statuses.iter().any(|status| matches!(status, DeliveryStatus::Refused | DeliveryStatus::Undecided));
    if findings.error.is_some() {
        if statuses.is_empty() { RetrievalStatus::Failed } else { RetrievalStatus::Partial }
    } else if left || !findings.waiting.is_empty() {
        RetrievalStatus::Partial
    } else if statuses.iter().all(|status| *status == DeliveryStatus::Redelivered) {
        RetrievalStatus::NothingNew
    } else {
        RetrievalStatus::Done
    }
}

/// A delivery to be decided anew.
fn again(store: &Store, delivery: i64) -> Result<Job, StoreError> {
    let delivery = store.base.delivery(delivery)?.ok_or(StoreError::NoSuchDelivery { id: delivery })?;
    if store.base.is_forgotten(&delivery.sha256)? {
        return Err(StoreError::Forgotten { id: delivery.id });
    }
    let same_as = store.base.applied(&delivery.sha256)?.or(Some(delivery.id));
    Ok(Job { name: delivery.name, sha256: delivery.sha256, size: delivery.size, same_as, again: true, origin: None })
}

/// What other rules, or the same under other parameters, refused or left undecided.
fn to_try_again(store: &Store, rules: &crate::store::ActiveRules) -> Result<Vec<Job>, StoreError> {
    let pending = store.base.to_try_again(rules.id, &rules.parameters_json())?;
    let job = |pending: crate::base::Pending| Job {
        name: pending.name,
        sha256: pending.sha256,
        size: pending.size,
        same_as: None,
        again: false,
        origin: None,
    };
    Ok(pending.into_iter().map(job).collect())
}

/// Keeps files that a person named.
fn keep(kept: &Kept, files: &[PathBuf], findings: &mut Findings) -> Result<(), StoreError> {
    for file in files {
        let content = kept.store_file(file)?;
        let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
        findings.jobs.push(Job {
            name,
            sha256: content.sha256,
            size: content.size,
            same_as: None,
            again: false,
            origin: None,
        });
    }
    Ok(())
}

/// Fetches what is new on the exchange.
fn fetch(
    store: &Store,
    kept: &Kept,
    settings: &ExchangeSettings,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<(), StoreError> {
    let exchange = settings.place.to_string();
    let failed = |error: &source::SourceError| Reason { code: error.code().into(), arguments: Vec::new() };
    let known =
        |file: &Listed| store.base.knows_file(&exchange, &file.raw_name, file.size, file.modified).unwrap_or(false);
    let opened = source::open(settings).and_then(|mut source| {
        let listing = source.list(&known)?;
        Ok((source, listing))
    });
    let (mut source, listing): (Box<dyn Source>, _) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            findings.error = Some(failed(&error));
            return Ok(());
        }
    };
    findings
        .waiting
        .extend(listing.waiting.into_iter().map(|file| Waiting { name: file.name, reason: file.reason.into() }));
    findings
        .notices
        .extend(listing.notices.into_iter().map(|code| Reason { code: code.into(), arguments: Vec::new() }));
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
                    origin: Some((exchange.clone(), file)),
                });
                kill_point("file-kept");
            }
            Err(error) if error.concerns_one_file() => {
                findings.waiting.push(Waiting { name: file.name, reason: error.code().into() });
            }
            Err(error) => {
                findings.error = Some(failed(&error));
                break;
            }
        }
    }
    Ok(())
}

/// A reason of the host's own with one text argument.
pub(crate) fn host_reason(code: &str, argument: &str) -> Reason {
    let arguments = vec![Argument { kind: ArgumentKind::Text, value: argument.into() }];
    Reason { code: code.into(), arguments }
}
