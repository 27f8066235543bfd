//! One delivery: read in the sandbox, decided batch by batch, applied in one transaction.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::thread;

use super::batch::{self, Delivering};
use super::erased;
use super::tally::Tally;
use super::{Progress, host_reason};
use crate::base::{BaseError, Delivered, NewDelivery};
use crate::kept::Kept;
use crate::kill_points::kill_point;
use crate::privacy::pseudonym::Erased;
use crate::report::DeliveryStatus;
use crate::rules::{Abreast, Context, Layout, Line, Purpose, Reason, RulesError};
use crate::source::Listed;
use crate::store::{ActiveRules, Store, StoreError};

/// Lines a batch: sorted reads and writes pay off from tens of thousands on, and every batch reads most pages once more.
const BATCH: usize = 131_072;
/// Lines a batch of a long file: twice as many would need 350 MiB.
const BATCH_OF_MANY: usize = 65_536;
/// Lines a batch of a first load, which reads nothing: what it holds stays in the processor's cache.
const BATCH_OF_FIRST_LOAD: usize = 16_384;
/// Bytes after which a batch ends, however few its lines: both sides hold them.
const BATCH_BYTES: u64 = 32 << 20;
/// Bytes handed to the sandbox at a time.
const CHUNK: usize = 1 << 20;

/// A content to be decided.
#[derive(Debug)]
pub(super) struct Job {
    /// The delivery's base name.
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) size: u64,
    /// The delivery whose content this is, where it is decided anew.
    pub(super) same_as: Option<i64>,
    /// Whether it is decided although its content was applied before.
    pub(super) again: bool,
    /// The file of the exchange that it came from.
    pub(super) origin: Option<Listed>,
}

/// Why a delivery could not be decided.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DeliveryError {
    /// The rules refused the whole file: an outcome, not a fault.
    #[error("the rules refused the file")]
    Refused(Reason),
    /// The component misbehaved.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The base failed.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// The kept file cannot be read.
    #[error("the kept delivery cannot be read")]
    Kept(#[from] std::io::Error),
}

/// Decides and applies one content, and records what became of it.
pub(super) fn deliver(
    store: &mut Store,
    rules: &ActiveRules,
    (kept, erased): (&Kept, &Erased),
    retrieval: i64,
    job: &Job,
    purpose: Purpose,
    progress: &dyn Progress,
) -> Result<DeliveryStatus, StoreError> {
    let parameters = rules.parameters_json();
    let empty = BTreeMap::new();
    let mut delivery = NewDelivery {
        retrieval,
        name: &job.name,
        sha256: &job.sha256,
        size: job.size,
        status: DeliveryStatus::Applied,
        same_as: job.same_as,
        reason: None,
        rules: rules.id,
        parameters: &parameters,
        first_load: purpose == Purpose::FirstLoad,
        nth: 0,
        lines: 0,
        outcomes: [0; 7],
        notes: &empty,
        unknown_columns: &[],
        header_length: 0,
        first_version: None,
    };
    let applied = store.base.applied(&job.sha256)?;
    if let Some(first) = applied.filter(|_| !job.again) {
        delivery.status = DeliveryStatus::Redelivered;
        delivery.same_as = Some(first);
    } else {
        progress.begin(&job.name, job.size);
        let outcome = apply(store, rules, kept, erased, &mut delivery, progress);
        progress.end();
        match outcome {
            Ok(()) => return Ok(DeliveryStatus::Applied),
            Err(DeliveryError::Refused(reason)) => {
                return record(store, delivery, DeliveryStatus::Refused, &reason);
            }
            Err(DeliveryError::Rules(error)) => {
                let reason = host_reason(error.code(), &[&error.to_string()]);
                return record(store, delivery, DeliveryStatus::Undecided, &reason);
            }
            Err(DeliveryError::Base(error)) => return Err(error.into()),
            Err(DeliveryError::Kept(error)) => return Err(StoreError::Kept { source: error }),
        }
    }
    let change = store.base.change()?;
    change.deliver(&delivery)?;
    change.commit()?;
    Ok(delivery.status)
}

/// Records a delivery of which nothing was applied.
fn record(
    store: &mut Store,
    delivery: NewDelivery<'_>,
    status: DeliveryStatus,
    reason: &Reason,
) -> Result<DeliveryStatus, StoreError> {
    let change = store.base.change()?;
    change.deliver(&NewDelivery { status, reason: Some(reason), first_version: None, ..delivery })?;
    change.commit()?;
    Ok(status)
}

/// Reads, decides and writes the whole file in one transaction.
fn apply(
    store: &mut Store,
    rules: &ActiveRules,
    kept: &Kept,
    erased: &Erased,
    delivery: &mut NewDelivery<'_>,
    progress: &dyn Progress,
) -> Result<(), DeliveryError> {
    let now = store.clock.now();
    let by = store.user_of(delivery.retrieval)?;
    let purpose = if delivery.first_load { Purpose::FirstLoad } else { Purpose::Delivery };
    let context = Context { purpose, file_name: delivery.name.into(), now, parameters: rules.parameters.clone() };
    let mut session = Abreast::open(&rules.rules, context, delivery.size)?;
    let mut file = kept.open(delivery.sha256)?;
    let change = store.base.change()?;
    change.expect(delivery.size)?;
    let first_version = change.next_version()?;
    delivery.nth = change.nth(delivery.name, delivery.sha256)?;
    delivery.first_version = Some(first_version);
    let id = change.deliver(delivery)?;
    let operation = change.operation(now, &by, Some(delivery.retrieval), Some(id))?;
    let withheld = change.customers_withheld()?.into_iter().collect();
    let mut delivering = Delivering {
        change: &change,
        operation,
        delivered: Delivered { first_load: delivery.first_load, name: delivery.name.into(), nth: delivery.nth },
        absent: Vec::new(),
        withheld,
        tally: Tally::default(),
    };
    let mut next_version = first_version;
    let mut layout: Option<Layout> = None;
    let mut pending: Vec<Line> = Vec::new();
    let mut chunk = vec![0; CHUNK];
    let mut bytes = 0;
    let mut ended = false;
    let batch = match delivery.size {
        _ if delivery.first_load => BATCH_OF_FIRST_LOAD,
        size if size > BATCH_BYTES => BATCH_OF_MANY,
        _ => BATCH,
    };
    while !ended {
        let read = file.read(&mut chunk)?;
        ended = read == 0;
        let known = pending.len();
        let lines = if ended { session.end()? } else { session.read(&chunk[..read])? };
        pending.extend(lines.map_err(DeliveryError::Refused)?);
        erased::reject(&mut pending[known..], erased, &change, delivery.sha256)?;
        progress.advance(read as u64);
        bytes += read as u64;
        if pending.len() < batch && bytes < BATCH_BYTES && !ended {
            continue;
        }
        bytes = 0;
        if layout.is_none() {
            layout = session.layout()?;
            delivering.absent = layout.as_ref().map(|layout| layout.absent_fields.clone()).unwrap_or_default();
        }
        let lines = std::mem::take(&mut pending);
        let count = lines.len() as i64;
        let leftovers = batch::decide(&mut delivering, &mut session, lines, next_version)?;
        if ended || batch <= BATCH_OF_FIRST_LOAD {
            // Let go of beside the commit, or a further batch; where that would need as much memory, at once.
            let _ = thread::Builder::new().name("letting-go".to_owned()).spawn(move || drop(leftovers));
        }
        next_version += count;
        kill_point("batch-decided");
    }
    let tally = delivering.tally;
    let layout = layout.unwrap_or(Layout { header_length: 0, absent_fields: Vec::new(), unknown_columns: Vec::new() });
    change.complete(
        id,
        &NewDelivery {
            lines: tally.lines(),
            outcomes: tally.outcomes,
            notes: &tally.notes,
            unknown_columns: &layout.unknown_columns,
            header_length: layout.header_length,
            ..*delivery
        },
    )?;
    kill_point("before-commit");
    change.commit()?;
    kill_point("delivery-committed");
    Ok(())
}
