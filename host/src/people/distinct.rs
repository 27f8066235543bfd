//! Two customers are declared distinct, and that is undone.

use super::{PeopleError, in_force};
use crate::base::{Change, Identity, NewVersion, QueueItem, Remarks};
use crate::report::{Operation, Resolution, Timestamp};
use crate::retrieval::reexamination;
use crate::scan;
use crate::store::{ActiveRules, Store};

/// What declaring two customers distinct did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The first, after aliases.
    pub one: String,
    /// The second, after aliases.
    pub other: String,
    /// Whether they were not declared distinct before.
    pub new: bool,
    /// Withheld modifications that were decided again.
    pub decided: Vec<i64>,
    /// Those of them that wait still, because of others.
    pub waiting: Vec<i64>,
}

/// Declares that two customers never match again; what each withheld because of the other is decided again at once.
///
/// # Errors
/// [`PeopleError::SameCustomer`]; those of the base and the rules.
pub fn declare_distinct(store: &mut Store, one: &str, other: &str, by: &str) -> Result<Declared, PeopleError> {
    let _lock = store.lock()?;
    let (rules, now) = (store.rules()?, store.clock.now());
    let change = store.base.change()?;
    let declared = enact(&change, &rules, now, (one, other), by)?;
    change.commit()?;
    Ok(declared)
}

/// Declares two customers distinct no more: they may match again. What was applied because they were distinct stays; what
/// waits of either is decided again at once, and the pair is found again where the last scan would find it.
///
/// # Errors
/// [`PeopleError::SameCustomer`], [`PeopleError::NotDistinct`]; those of the base and the rules.
pub fn undo_distinct(store: &mut Store, one: &str, other: &str, by: &str) -> Result<Declared, PeopleError> {
    let _lock = store.lock()?;
    let (rules, now) = (store.rules()?, store.clock.now());
    let change = store.base.change()?;
    let undone = enact_undo(&change, &rules, now, (one, other), by)?;
    change.commit()?;
    Ok(undone)
}

fn enact_undo(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    given: (&str, &str),
    by: &str,
) -> Result<Declared, PeopleError> {
    let (one, other) = targets(change, given)?;
    let all = |id: &String| -> Result<Vec<String>, PeopleError> {
        let mut ids = change.aliases_of(id)?;
        ids.push(id.clone());
        Ok(ids)
    };
    let operation = change.operation(now, by, None, None)?;
    if !change.undo_distinct(&all(&one)?, &all(&other)?, operation)? {
        return Err(PeopleError::NotDistinct { one: given.0.into(), other: given.1.into() });
    }
    write(change, operation, Operation::DistinctUndone, (&one, &other))?;
    write(change, operation, Operation::DistinctUndone, (&other, &one))?;
    let mut waits = change.withheld_of(&one)?;
    waits.extend(change.withheld_of(&other)?);
    let (decided, waiting) = decide(change, rules, (now, operation, by), waits, Resolution::ReDecided)?;
    scan::look_again(change, rules, now, (&one, &other))?;
    Ok(Declared { one, other, new: true, decided, waiting })
}

/// Whom two identifiers lead to.
fn targets(change: &Change<'_>, given: (&str, &str)) -> Result<(String, String), PeopleError> {
    let (one, other) = (change.target(given.0)?, change.target(given.1)?);
    if one == other {
        return Err(PeopleError::SameCustomer { one: given.0.into(), other: given.1.into() });
    }
    Ok((one, other))
}

fn enact(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    given: (&str, &str),
    by: &str,
) -> Result<Declared, PeopleError> {
    let (one, other) = targets(change, given)?;
    for id in [&one, &other] {
        if in_force(change, id)?.is_none() && change.withheld_of(id)?.is_empty() {
            return Err(PeopleError::nobody(id));
        }
    }
    let operation = change.operation(now, by, None, None)?;
    let new = change.declare_distinct(&one, &other, operation)?;
    if new {
        write(change, operation, Operation::DeclaredDistinct, (&one, &other))?;
        write(change, operation, Operation::DeclaredDistinct, (&other, &one))?;
    }
    let mut between = Vec::new();
    for (own, obstacle) in [(&one, &other), (&other, &one)] {
        for item in change.withheld_of(own)? {
            if change.is_in_the_way(item.version, obstacle)? {
                between.push(item);
            }
        }
    }
    let (decided, waiting) = decide(change, rules, (now, operation, by), between, Resolution::Distinct)?;
    Ok(Declared { one, other, new, decided, waiting })
}

/// Decides withheld modifications again, in their order; answers which, and which of them wait still.
fn decide(
    change: &Change<'_>,
    rules: &ActiveRules,
    (now, operation, by): (Timestamp, i64, &str),
    mut items: Vec<QueueItem>,
    resolution: Resolution,
) -> Result<(Vec<i64>, Vec<i64>), PeopleError> {
    let first = change.next_version()?;
    items.sort_by(|left, right| left.order().cmp(&right.order()));
    let decided: Vec<i64> = items.iter().map(|item| item.version).collect();
    for item in items {
        let kept = change.kept(item.version, &item.customer)?;
        reexamination::decide_again(change, rules, now, operation, &kept, resolution)?;
    }
    reexamination::passes(change, rules, now, by, None, Some(first))?;
    let mut waiting = Vec::new();
    for version in &decided {
        if change.is_queued(*version)? {
            waiting.push(*version);
        }
    }
    Ok((decided, waiting))
}

/// One entry in the history of each.
fn write(
    change: &Change<'_>,
    operation: i64,
    kind: Operation,
    (customer, other): (&str, &str),
) -> Result<(), PeopleError> {
    let number = change.next_version()?;
    let identity = change.identity(customer)?;
    let remarks = Remarks { others: vec![(other.to_owned(), Vec::new())], ..Remarks::default() }.json();
    let version = NewVersion {
        operation,
        line: None,
        kind,
        customer: Some(customer),
        applied_to: None,
        modified_at: None,
        digest: None,
        previous: identity.map(|identity| identity.head),
        before: identity.and_then(|identity| identity.in_force),
        origin: None,
        record: None,
        remarks: remarks.as_deref(),
        bytes: None,
    };
    change.append(number, std::iter::once(version))?;
    let (latest, in_force) = identity.map_or((None, None), |identity| (identity.latest, identity.in_force));
    change.point(std::iter::once((customer, Identity { head: number, latest, in_force })))?;
    Ok(())
}
