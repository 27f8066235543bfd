//! A merge is undone.

use super::replay::{Replay, Sides};
use super::{PeopleError, in_force};
use crate::base::{Change, Identity, InForce, Merged, NewRecord, NewVersion};
use crate::kept::Kept;
use crate::report::merging::Unmerge;
use crate::report::{Operation, Timestamp};
use crate::retrieval::reexamination;
use crate::rules;
use crate::store::{ActiveRules, Store};

/// Shows what [`unmerge`] would do.
///
/// # Errors
/// As [`unmerge`].
pub fn preview_unmerge(store: &mut Store, merge: i64, by: &str) -> Result<Unmerge, PeopleError> {
    let _lock = store.lock()?;
    let (rules, now, kept) = (store.rules()?, store.clock.now(), store.kept()?);
    let change = store.base.change()?;
    enact(&change, &rules, &kept, now, merge, by)
}

/// Undoes a merge, by its number: the absorbed customer comes back as it was, a withheld creation returns to the queue,
/// and what was received since for either goes back to the identifier it was sent for, decided anew in the order in
/// which it came.
///
/// # Errors
/// [`PeopleError::NoSuchMerge`], [`PeopleError::UndoneAlready`]; [`PeopleError::StandsOn`] where the survivor was
/// merged again since; those of the base and the rules.
pub fn unmerge(store: &mut Store, merge: i64, by: &str) -> Result<Unmerge, PeopleError> {
    let _lock = store.lock()?;
    let (rules, now, kept) = (store.rules()?, store.clock.now(), store.kept()?);
    let change = store.base.change()?;
    let unmerge = enact(&change, &rules, &kept, now, merge, by)?;
    change.commit()?;
    Ok(unmerge)
}

fn enact(
    change: &Change<'_>,
    rules: &ActiveRules,
    kept: &Kept,
    now: Timestamp,
    id: i64,
    by: &str,
) -> Result<Unmerge, PeopleError> {
    let merged = change.merge(id)?.ok_or(PeopleError::NoSuchMerge { id })?;
    if merged.undone {
        return Err(PeopleError::UndoneAlready { id });
    }
    if let Some(later) = change.stands_on(&merged)? {
        return Err(PeopleError::StandsOn { id, later });
    }
    let operation = change.operation(now, by, None, None)?;
    let followers = change.let_go(&merged.absorbed)?;
    change.disinherit(merged.operation)?;
    change.merge_undone(id, operation)?;
    let sides = Sides::of(change, &merged, followers)?;
    let replay = Replay::new(change, rules, kept, now, operation, sides)?;
    replay.clear_queue()?;
    let restored = Restored { change, rules, now, operation };
    let survivor = change.identity(&merged.kept)?.and_then(|identity| identity.in_force);
    restored.put(&merged.kept, merged.kept_before, survivor)?;
    restored.put(&merged.absorbed, merged.absorbed_before, Some(merged.version + 1))?;
    replay.queue_as_it_was()?;
    let not_split = replay.run()?;
    reexamination::passes(change, rules, now, by, None, None)?;
    let released = match merged.examination {
        Some(examination) => change.resolved_by(examination, &[&merged.kept, &merged.absorbed])?,
        None => Vec::new(),
    };
    let mut customers = Vec::new();
    for id in [&merged.kept, &merged.absorbed] {
        if let Some(current) = in_force(change, id)? {
            customers.push(super::shown(rules, id, current.number, current.modified_at, &current.row));
        }
    }
    let Merged { kept, absorbed, .. } = merged;
    Ok(Unmerge { id, kept, absorbed, customers, not_split, released })
}

/// Puts customers back to what they were at the merge.
struct Restored<'a, 'c> {
    change: &'a Change<'c>,
    rules: &'a ActiveRules,
    now: Timestamp,
    operation: i64,
}

impl Restored<'_, '_> {
    /// `image`: the version in force before the merge; none takes the customer out of the base. `before`: the version
    /// that says what it is now, or that it is in the base no more.
    fn put(&self, id: &str, image: Option<i64>, before: Option<i64>) -> Result<(), PeopleError> {
        let change = self.change;
        let customer = |current: &InForce| rules::Customer {
            id: id.into(),
            modified_at: current.modified_at,
            values: current.row.to_string(),
        };
        let identity = change.identity(id)?;
        let current = in_force(change, id)?;
        let image = image.map(|number| change.in_force(number)).transpose()?;
        let keys = |in_force: &Option<InForce>| {
            in_force.as_ref().map_or(Ok(Vec::new()), |current| self.rules.keys_of(self.now, customer(current)))
        };
        change.exchange_keys(id, &keys(&current)?, &keys(&image)?)?;
        let number = change.next_version()?;
        let version_date = image.as_ref().map(|image| image.modified_at);
        let version = NewVersion {
            operation: self.operation,
            line: None,
            kind: Operation::Unmerged,
            customer: Some(id),
            applied_to: None,
            modified_at: version_date,
            digest: None,
            previous: identity.map(|identity| identity.head),
            before,
            origin: image.as_ref().map(|image| image.number),
            record: image.as_ref().map(|image| NewRecord::Values {
                row: &image.row,
                others: Some(&image.others),
                absent: &[],
            }),
            remarks: None,
            bytes: None,
        };
        change.append(number, std::iter::once(version))?;
        let latest = identity.and_then(|identity| identity.latest).max(version_date);
        let pointer = Identity { head: number, latest, in_force: image.map(|_| number) };
        change.point(std::iter::once((id, pointer)))?;
        Ok(())
    }
}
