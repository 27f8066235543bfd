//! What other rules would have made of a period: it is run again, in copies of the base, under both.
//!
//! 1. `scratch` copies the base and undoes the period in the copy; the store's own base is only read;
//! 2. `running` delivers in each copy what the period's retrievals delivered, by the pipeline that stores run, with the
//!    clock and the parameters that each delivery was decided with, and repeats what persons did (`acts`);
//! 3. after each step `comparing` walks both copies in the order of the lines, and `records` at the end in the order
//!    of the customers;
//! 4. [`Replayed`] holds the counts; the differences lie in files, however many they are.
//!
//! A decision differs *directly* where the customer, and everybody whom either run met there, were the same in both
//! copies; otherwise it is a *consequence*, unless a field got a difference that it did not have before.

mod acts;
mod comparing;
mod lists;
mod outcome;
mod records;
mod running;
mod scratch;

use std::path::{Path, PathBuf};

use crate::base::{Apart, Past, PastStep};
use crate::kill_points::kill_point;
use crate::privacy::pseudonym::Erased;
use crate::report::{RulesIdentity, Timestamp};
use crate::retrieval::Progress;
use crate::store::{ActiveRules, Store, StoreError};

pub use lists::List;
pub use outcome::{
    Counts, DecidedAs, DecisionDifference, DeliveryRef, FieldDifference, Move, Period, RecordDifference, Replayed,
    SelfCheck, StatusDifference, Unreplayed,
};

use acts::Act;
use outcome::Lists;
use running::Run;
use scratch::Scratch;
pub(crate) use scratch::{clear, remove_left};

/// What is to be replayed.
#[derive(Debug, Clone)]
pub struct Request {
    /// The rules to try.
    pub component: PathBuf,
    /// The period's first second.
    pub since: Timestamp,
    /// The first second after it.
    pub until: Timestamp,
    /// Where the copies are made; none makes them in the data folder.
    pub scratch: Option<PathBuf>,
}

/// One step of the period, with all that it takes to do it again.
enum Step {
    Retrieval { id: i64, at: Timestamp, import: bool, deliveries: Vec<crate::base::PastDelivery> },
    Act { at: Timestamp, by: String, act: Act },
}

/// Replays a period under the rules in force and under others.
///
/// # Errors
/// Those of the base, the disk and either rules' loading; what rules make of a delivery is a result, not an error.
/// [`StoreError::Stopped`] where whoever waits wants it to end, asked between steps.
pub fn replay(store: &mut Store, request: &Request, progress: &dyn Progress) -> Result<Replayed, StoreError> {
    let active = store.rules()?;
    let scratch = Scratch::make(&store.folder, request.scratch.as_deref())?;
    progress.begin("progress-replay-copy", 0);
    let mut copy = scratch.copy(&store.base)?;
    let since = match copy.remembered_since()? {
        Some(remembered) => request.since.max(remembered),
        None => request.since,
    };
    let past = copy.past(since)?;
    let steps = steps(&mut copy, &past, request.until)?;
    kill_point("replay-copied");
    go_on(progress)?;
    let context = active.context(since);
    let not_undone = copy.undo(&past, |customers| Ok::<_, StoreError>(active.rules.keys_of(&context, customers)?))?;
    go_on(progress)?;
    let (one, other) = scratch.split(copy)?;
    progress.end();
    let erased = Erased::of(&store.base, &store.folder)?;
    let kept = store.kept()?;
    let mut under_active = Run::new(store.beside(&scratch.active(), one), active.clone(), past, &kept, &erased);
    let candidate = take_up(store, &scratch, other, &request.component)?;
    let identity = identity_of(&candidate.1);
    let mut under_candidate = Run::new(candidate.0, candidate.1, past, &kept, &erased);
    let mut replayed = Replayed::new(
        Period { since, until: request.until, shortened: since > request.since },
        identity_of(&active),
        identity,
        not_undone,
    );
    let apart = Apart::new(&scratch.apart())?;
    let mut lists = Lists::create(&scratch)?;
    progress.begin("progress-replay", bytes(&steps) * 2);
    for step in &steps {
        go_on(progress)?;
        let runs = (&mut under_active, &mut under_candidate);
        do_step(store, step, runs, &apart, (&mut replayed, &mut lists), progress)?;
        kill_point("replay-stepped");
    }
    records::compare(&under_active.store.base, &under_candidate.store.base, past.version, &mut replayed, &mut lists)?;
    progress.end();
    // What is to be removed must not be open.
    drop((under_active, under_candidate, apart));
    scratch.remove_copies()?;
    replayed.finish(lists, scratch)
}

fn go_on(progress: &dyn Progress) -> Result<(), StoreError> {
    if progress.stopped() { Err(StoreError::Stopped) } else { Ok(()) }
}

/// Does one step in both copies, then compares what came of it.
fn do_step(
    store: &Store,
    step: &Step,
    (one, other): (&mut Run<'_>, &mut Run<'_>),
    apart: &Apart,
    (replayed, lists): (&mut Replayed, &mut Lists),
    progress: &dyn Progress,
) -> Result<(), StoreError> {
    match step {
        Step::Retrieval { id, at, import, deliveries } => {
            for past in deliveries {
                if !one.can_deliver(past)? || !other.can_deliver(past)? {
                    replayed.unreplayed.push(Unreplayed::removed(past));
                    continue;
                }
                let ends = (one.ends()?, other.ends()?);
                let statuses = (one.deliver(past)?, other.deliver(past)?);
                progress.advance(past.size * 2);
                let blanked = store.base.blanked_in(&past.sha256)?;
                if blanked > 0 {
                    replayed.unreplayed.push(Unreplayed::blanked(past, blanked));
                }
                let pair = comparing::Pair { past, statuses, numbers: (ends.0.0 + 1, ends.1.0 + 1) };
                comparing::delivery(&store.base, &one.store.base, &other.store.base, &pair, apart, replayed, lists)?;
            }
            if !import {
                let ends = (one.ends()?.1, other.ends()?.1);
                one.reexamine(*id, *at)?;
                other.reexamine(*id, *at)?;
                comparing::states(&one.store.base, &other.store.base, ends, apart)?;
            }
        }
        Step::Act { at, by, act } => {
            let ends = (one.ends()?.1, other.ends()?.1);
            let (first, second) = (one.act(act, *at, by)?, other.act(act, *at, by)?);
            match (first, second) {
                (None, None) => replayed.counts.acts += 1,
                (why, then) => replayed.unreplayed.push(Unreplayed::act(act, *at, why.or(then).unwrap_or_default())),
            }
            comparing::states(&one.store.base, &other.store.base, ends, apart)?;
        }
    }
    Ok(())
}

/// Reads the whole period before it is undone.
fn steps(copy: &mut crate::base::Base, past: &Past, until: Timestamp) -> Result<Vec<Step>, StoreError> {
    let mut steps = Vec::new();
    for step in copy.past_steps(past, until)? {
        match step {
            PastStep::Retrieval { id, at, import, deliveries } => {
                steps.push(Step::Retrieval { id, at, import, deliveries });
            }
            PastStep::Act { operation, at, by } => {
                if let Some(act) = Act::of(copy, past, operation)? {
                    steps.push(Step::Act { at, by, act });
                }
            }
        }
    }
    Ok(steps)
}

fn bytes(steps: &[Step]) -> u64 {
    let of = |step: &Step| match step {
        Step::Retrieval { deliveries, .. } => deliveries.iter().map(|delivery| delivery.size).sum(),
        Step::Act { .. } => 0,
    };
    steps.iter().map(of).sum()
}

/// Puts the candidate in force in its copy.
fn take_up(
    store: &Store,
    scratch: &Scratch,
    base: crate::base::Base,
    component: &Path,
) -> Result<(Store, ActiveRules), StoreError> {
    let mut other = store.beside(&scratch.candidate(), base);
    other.install_rules(component)?;
    let rules = other.rules()?;
    Ok((other, rules))
}

fn identity_of(rules: &ActiveRules) -> RulesIdentity {
    let description = rules.rules.description();
    RulesIdentity {
        name: description.name.clone(),
        version: description.version.clone(),
        digest: rules.rules.digest().to_owned(),
    }
}
