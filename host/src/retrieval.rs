//! A retrieval: list, fetch, keep, decide, apply, report.
//!
//! Each delivery is one transaction: its lines, the base they change and the report of it become durable together, or
//! nothing of it happened. A run that is killed anywhere is finished by the next one.

pub(crate) mod applied;
mod automatic;
mod batch;
mod delivering;
mod erased;
pub(crate) mod evidence;
mod fetching;
mod keyring;
mod known;
pub(crate) mod queue;
pub(crate) mod reexamination;
pub(crate) mod repeated;
mod tally;
mod watch;

use std::path::{Path, PathBuf};

use crate::backup::{self, Snapshot};
use crate::base::Ending;
use crate::kept::Kept;
use crate::kill_points::kill_point;
use crate::privacy::blanking::{Contents, blank_what_is_left};
use crate::privacy::pseudonym::Erased;
use crate::privacy::{self, retention};
use crate::report::{DeliveryStatus, Mode, RetrievalStatus, Timestamp, Waiting};
use crate::rules::{Argument, ArgumentKind, Purpose, Reason};
use crate::source::ExchangeSettings;
use crate::store::{Store, StoreError};

pub use automatic::{Automatic, Skipped, automatic};
pub(crate) use batch::changed;
pub(crate) use delivering::DeliveryError;
pub use watch::is_watch;

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
    /// Whether whoever waits wants it to end now; work that may be left in the middle asks.
    fn stopped(&self) -> bool {
        false
    }
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
    run_alone(store, request, progress)
}

/// As [`run`], under a lock that the caller holds.
fn run_alone(store: &mut Store, request: &Request, progress: &dyn Progress) -> Result<i64, StoreError> {
    privacy::resume(store)?;
    let now = store.clock.now();
    let by = store.user(request.mode);
    // What is wrong with the request or the settings is said before a retrieval is begun.
    let in_force = store.in_force()?;
    let again = request.again.map(|delivery| again(store, delivery)).transpose()?;
    let settings = if again.is_none() && request.files.is_empty() { Some(store.exchange()?) } else { None };
    let id = store.base.begin_retrieval(request.mode, now, &by)?;
    kill_point("retrieval-recorded");
    let mut findings = Findings::default();
    findings.jobs.extend(again);
    let mut statuses = Vec::new();
    let worked = match &settings {
        Some(settings) => from_exchange(store, id, settings, &in_force, &mut findings, &mut statuses, progress),
        None => from_files(store, id, &request.files, &mut findings, &mut statuses, progress),
    };
    let worked = worked.and_then(|()| {
        kill_point("before-reexamination");
        reexamine(store, now, &by, id)
    });
    if let Err(error) = &worked {
        // It is an error for whoever called, and stands in the report too.
        let arguments = error.arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        findings.error = Some(host_reason(error.code(), &arguments));
    }
    kill_point("before-finish");
    let ending = Ending {
        status: status(&findings, &statuses),
        finished_at: store.clock.now(),
        error: findings.error.as_ref(),
        waiting: &findings.waiting,
        notices: &findings.notices,
    };
    let ended = store.base.end_retrieval(id, &ending);
    worked?;
    ended?;
    Ok(id)
}

/// Fetches what is new, delivers it, and puts it away.
fn from_exchange(
    store: &mut Store,
    id: i64,
    settings: &ExchangeSettings,
    (rules, parameters): &(i64, String),
    findings: &mut Findings,
    statuses: &mut Vec<DeliveryStatus>,
    progress: &dyn Progress,
) -> Result<(), StoreError> {
    let kept = store.kept()?;
    findings.jobs.extend(to_try_again(store, *rules, parameters)?);
    let mut exchange = fetching::fetch(store, &kept, settings, findings, progress)?;
    let mut around = Around::begin(store, id, &kept, findings)?;
    for job in std::mem::take(&mut findings.jobs) {
        around.deliver(store, &job, findings, statuses, progress)?;
        if let (Some(exchange), Some(file)) = (&mut exchange, &job.origin) {
            exchange.dealt_with(store, file, &job.sha256, findings)?;
        }
    }
    around.end(store, findings)?;
    if let Some(exchange) = exchange {
        exchange.finish(store, findings)?;
    }
    Ok(watch::watch(store, id, store.clock.now(), findings)?)
}

/// Delivers files that a person gave, or a delivery once more.
fn from_files(
    store: &mut Store,
    id: i64,
    files: &[PathBuf],
    findings: &mut Findings,
    statuses: &mut Vec<DeliveryStatus>,
    progress: &dyn Progress,
) -> Result<(), StoreError> {
    let kept = store.kept()?;
    keep(&kept, files, findings)?;
    let mut around = Around::begin(store, id, &kept, findings)?;
    for job in std::mem::take(&mut findings.jobs) {
        around.deliver(store, &job, findings, statuses, progress)?;
    }
    around.end(store, findings)
}

/// What stands around the deliveries of one retrieval: a snapshot, retention, and whoever was erased.
struct Around<'k> {
    retrieval: i64,
    kept: &'k Kept,
    erased: Erased,
    snapshot: Option<Snapshot>,
}

impl<'k> Around<'k> {
    /// Once it is known what there is to deliver, before anything of it is.
    fn begin(store: &mut Store, retrieval: i64, kept: &'k Kept, findings: &mut Findings) -> Result<Self, StoreError> {
        // Deliveries apply in the order of their names; the first of two alike was named first.
        findings.jobs.sort_by(|left, right| left.name.as_bytes().cmp(right.name.as_bytes()));
        findings.notices.extend(retention::apply_in(store, Some(retrieval))?.notices());
        let erased = Erased::of(&store.base, &store.folder)?;
        let snapshot = snapshot(store, findings)?;
        Ok(Self { retrieval, kept, erased, snapshot })
    }

    fn deliver(
        &mut self,
        store: &mut Store,
        job: &Job,
        findings: &mut Findings,
        statuses: &mut Vec<DeliveryStatus>,
        progress: &dyn Progress,
    ) -> Result<(), StoreError> {
        let rules = store.rules()?;
        store.base.came_again(&job.sha256)?;
        let (kept, erased) = (self.kept, &self.erased);
        let status =
            delivering::deliver(store, &rules, (kept, erased), self.retrieval, job, Purpose::Delivery, progress)?;
        statuses.push(status);
        if status == DeliveryStatus::Applied && store.base.other_contents(&job.name, &job.sha256)? > 0 {
            findings.notices.push(host_reason("host.same-name-other-content", &[&job.name]));
        }
        Ok(())
    }

    fn end(self, store: &Store, findings: &mut Findings) -> Result<(), StoreError> {
        blank_what_is_left(&store.base, Contents::Folder(self.kept))?;
        findings.notices.extend(self.snapshot.and_then(Snapshot::settle));
        Ok(())
    }
}

/// Decides withheld modifications again; the rules are loaded only where there is one to decide.
fn reexamine(store: &mut Store, now: Timestamp, by: &str, id: i64) -> Result<(), StoreError> {
    if store.base.change()?.to_reexamine(None)?.is_empty() {
        return Ok(());
    }
    let rules = store.rules()?;
    reexamination::run(store, &rules, now, by, Some(id))
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
fn snapshot(store: &Store, findings: &mut Findings) -> Result<Option<Snapshot>, StoreError> {
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
fn to_try_again(store: &Store, rules: i64, parameters: &str) -> Result<Vec<Job>, StoreError> {
    let pending = store.base.to_try_again(rules, parameters)?;
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

/// A reason of the host's own with text arguments.
pub(crate) fn host_reason(code: &str, arguments: &[&str]) -> Reason {
    let text = |value: &&str| Argument { kind: ArgumentKind::Text, value: (*value).into() };
    Reason { code: code.into(), arguments: arguments.iter().map(text).collect() }
}
