//! Two customers become one.

use sha2::{Digest as _, Sha256};

use super::sides::Side;
use super::{PeopleError, shown};
use crate::base::{Change, Identity, Merged, NewRecord, NewVersion, Remarks};
use crate::report::merging::{Merge, MergedField};
use crate::report::{Operation, Other, Resolution, Timestamp};
use crate::retrieval::queue::supersede_older;
use crate::retrieval::{changed, evidence, reexamination};
use crate::rules::{self, Keys, SEPARATOR};
use crate::store::{ActiveRules, Store, StoreError};

/// What a person wants to merge.
#[derive(Debug, Clone, Copy)]
pub struct MergeRequest<'a> {
    /// The identifier that stays, or one that leads to it.
    pub kept: &'a str,
    /// The identifier that is to lead to it.
    pub absorbed: &'a str,
    /// Fields whose value is to be the absorbed customer's.
    pub take: &'a [String],
    /// Fields whose value is to be the kept customer's.
    pub keep: &'a [String],
    /// What [`Merge::basis`] was in the preview; none merges the records as they are.
    pub basis: Option<&'a str>,
    /// Who.
    pub by: &'a str,
}

/// Shows what [`merge`] would do.
///
/// # Errors
/// As [`merge`].
pub fn preview_merge(store: &mut Store, request: &MergeRequest<'_>) -> Result<Merge, PeopleError> {
    let _lock = store.lock()?;
    let (rules, now) = (store.rules()?, store.clock.now());
    let change = store.base.change()?;
    let mut merge = enact(&change, &rules, now, request)?;
    merge.id = None;
    Ok(merge)
}

/// Merges two customers, of whom either may be a withheld creation.
///
/// What was withheld because of the other is applied with it; the absorbed identifier leads to the kept one from then
/// on.
///
/// # Errors
/// [`PeopleError::SameCustomer`], [`PeopleError::ChangedMeanwhile`], [`PeopleError::Problems`] with a value chosen;
/// those of the base and the rules.
pub fn merge(store: &mut Store, request: &MergeRequest<'_>) -> Result<Merge, PeopleError> {
    let _lock = store.lock()?;
    let (rules, now) = (store.rules()?, store.clock.now());
    let change = store.base.change()?;
    let merge = enact(&change, &rules, now, request)?;
    change.commit()?;
    Ok(merge)
}

fn enact(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    request: &MergeRequest<'_>,
) -> Result<Merge, PeopleError> {
    let (kept, absorbed) = (change.target(request.kept)?, change.target(request.absorbed)?);
    if kept == absorbed {
        return Err(PeopleError::SameCustomer { one: request.kept.into(), other: request.absorbed.into() });
    }
    let mine = Side::of(change, rules, now, &kept, &absorbed)?;
    let theirs = Side::of(change, rules, now, &absorbed, &kept)?;
    let context = rules.context(now);
    let absorbed_later = theirs.order() > mine.order();
    let proposal = rules.rules.merge(&context, &mine.customer, &theirs.customer, absorbed_later)?;
    let basis = basis(&mine, &theirs, &proposal.values);
    if request.basis.is_some_and(|expected| expected != basis) {
        return Err(PeopleError::ChangedMeanwhile);
    }
    let later = if absorbed_later { &theirs } else { &mine };
    let mut survivor =
        rules::Customer { id: kept.clone(), modified_at: later.customer.modified_at, values: proposal.values };
    let choices = choices(rules, request, &mine.customer.values, &theirs.customer.values)?;
    if !choices.is_empty() {
        let edited = rules.rules.edit(&context, Some(&survivor), &choices, None)?;
        if !edited.problems.is_empty() {
            return Err(PeopleError::Problems(edited.problems));
        }
        survivor.values = changed(&survivor.values, &edited.changes);
    }
    let fields = fields(rules, &mine.customer.values, &theirs.customer.values, &survivor.values, &proposal.conflicts);

    let first = change.next_version()?;
    let operation = change.operation(now, request.by, None, None)?;
    let mut held = mine.in_base().map(|customer| rules.keys_of(now, customer)).transpose()?.unwrap_or_default();
    let taken = rules.keys_of(now, survivor.clone())?;
    change.exchange_keys(&kept, &held, &taken)?;
    held = theirs.in_base().map(|customer| rules.keys_of(now, customer)).transpose()?.unwrap_or_default();
    change.exchange_keys(&absorbed, &held, &[])?;
    change.absorb(&absorbed, &kept)?;
    change.inherit_distinct(&absorbed, &kept, operation)?;
    let found = evidence::evidence(change, &kept, &Keys { held: taken.clone(), sought: taken.clone(), taken })?;
    let matches = rules.rules.matches(&context, &survivor, &found)?;
    let others = matches.iter().map(|other| (other.customer.clone(), other.reasons.clone())).collect();
    let remarks = Remarks { others, notes: proposal.notes.clone(), ..Remarks::default() };
    let mut record = Merged {
        id: 0,
        operation,
        kept: kept.clone(),
        absorbed: absorbed.clone(),
        version: 0,
        kept_before: mine.current.as_ref().map(|current| current.number),
        absorbed_before: theirs.current.as_ref().map(|current| current.number),
        examination: None,
        undone: false,
    };
    record.version =
        write(change, &record, &survivor, later.origin, &joined(mine.others(), theirs.others()), &remarks)?;
    record.id = change.remember_merge(&record)?;
    let applied = settle_queue(change, &kept, &mine, &theirs, operation)?;
    let mut released = Vec::new();
    if let Some(examination) = reexamination::passes(change, rules, now, request.by, None, Some(first))? {
        change.merge_examined(record.id, examination)?;
        released = change.resolved_by(examination, &[&kept, &absorbed])?;
    }
    Ok(Merge {
        id: Some(record.id),
        survivor: shown(rules, &kept, record.version, survivor.modified_at, &survivor.values),
        absorbed,
        fields,
        notes: proposal.notes,
        matches: matches.into_iter().map(|other| Other { customer: other.customer, reasons: other.reasons }).collect(),
        applied,
        released,
        basis,
    })
}

/// Names both records, what goes in with them, and what the rules make of them.
fn basis(mine: &Side, theirs: &Side, proposed: &str) -> String {
    let mut hash = Sha256::new();
    for side in [mine, theirs] {
        let parts = [
            side.customer.id.clone(),
            side.current.as_ref().map_or_else(String::new, |current| current.number.to_string()),
            side.withheld.as_ref().map_or_else(String::new, |item| item.version.to_string()),
            side.customer.values.clone(),
        ];
        hash.update(parts.join("\u{1e}"));
        hash.update("\u{1d}");
    }
    hash.update(proposed);
    hex::encode(&hash.finalize()[..8])
}

/// What the person chose, as changes of the survivor.
fn choices(
    rules: &ActiveRules,
    request: &MergeRequest<'_>,
    mine: &str,
    theirs: &str,
) -> Result<Vec<rules::Change>, PeopleError> {
    let fields = &rules.rules.description().fields;
    let mut changes = Vec::new();
    for (names, row) in [(request.take, theirs), (request.keep, mine)] {
        let values: Vec<&str> = row.split(SEPARATOR).collect();
        for name in names {
            let place = fields.iter().position(|field| field.name == *name);
            let place = place.ok_or_else(|| StoreError::NoSuchField { name: name.clone() })?;
            let value = values.get(place).copied().unwrap_or_default().to_owned();
            changes.push(rules::Change { field: place as u32, value });
        }
    }
    Ok(changes)
}

fn fields(rules: &ActiveRules, mine: &str, theirs: &str, survivor: &str, conflicts: &[u32]) -> Vec<MergedField> {
    let names = rules.rules.description().fields.iter();
    let (mut mine, mut theirs, mut survivor) =
        (mine.split(SEPARATOR), theirs.split(SEPARATOR), survivor.split(SEPARATOR));
    let next = |values: &mut std::str::Split<'_, char>| values.next().unwrap_or_default().to_owned();
    names
        .enumerate()
        .map(|(place, field)| MergedField {
            field: field.name.clone(),
            kept: next(&mut mine),
            absorbed: next(&mut theirs),
            value: next(&mut survivor),
            conflict: conflicts.contains(&(place as u32)),
        })
        .collect()
}

/// Values that the rules don't name: the kept customer's, or the absorbed one's where it has none.
fn joined(mine: &str, theirs: &str) -> String {
    if mine.is_empty() || theirs.is_empty() {
        return format!("{mine}{theirs}");
    }
    let values = mine.split(SEPARATOR).zip(theirs.split(SEPARATOR));
    let values: Vec<&str> = values.map(|(mine, theirs)| if mine.is_empty() { theirs } else { mine }).collect();
    values.join("\u{1f}")
}

/// Appends the survivor and the absorbed customer's end, and points at them; answers the survivor's number.
fn write(
    change: &Change<'_>,
    merged: &Merged,
    survivor: &rules::Customer,
    origin: i64,
    unnamed: &str,
    remarks: &Remarks,
) -> Result<i64, PeopleError> {
    let number = change.next_version()?;
    let remarks = remarks.json();
    let mine = change.identity(&merged.kept)?;
    let theirs = change.identity(&merged.absorbed)?;
    let kept = NewVersion {
        operation: merged.operation,
        line: None,
        kind: Operation::Merged,
        customer: Some(&merged.kept),
        applied_to: None,
        modified_at: Some(survivor.modified_at),
        digest: None,
        previous: mine.map(|identity| identity.head),
        before: merged.kept_before,
        origin: Some(origin),
        record: Some(NewRecord::Values { row: &survivor.values, others: Some(unnamed), absent: &[] }),
        remarks: remarks.as_deref(),
        bytes: None,
    };
    let absorbed = NewVersion {
        customer: Some(&merged.absorbed),
        applied_to: Some(&merged.kept),
        modified_at: None,
        previous: theirs.map(|identity| identity.head),
        before: merged.absorbed_before,
        origin: None,
        record: None,
        remarks: None,
        ..kept
    };
    change.append(number, [kept, absorbed].into_iter())?;
    change.put_in_force(number, &merged.kept, &merged.kept, survivor.modified_at)?;
    let latest = theirs.and_then(|identity| identity.latest);
    let gone = Identity { head: number + 1, latest, in_force: None };
    change.point(std::iter::once((merged.absorbed.as_str(), gone)))?;
    Ok(number)
}

/// The modifications that went in leave the queue as merged, and supersede what is older; of the rest, which is one
/// customer's now, the newer supersedes the older. Answers those that went in.
fn settle_queue(
    change: &Change<'_>,
    kept: &str,
    mine: &Side,
    theirs: &Side,
    operation: i64,
) -> Result<Vec<i64>, PeopleError> {
    let mut applied = Vec::new();
    let merged: Vec<_> = [mine, theirs].into_iter().filter_map(|side| side.withheld.as_ref()).collect();
    for item in &merged {
        change.resolve(item.version, Resolution::Merged, operation)?;
        applied.push(item.version);
    }
    let mut left = change.withheld_of(kept)?;
    for item in &left {
        if merged.iter().any(|merged| item.order() < merged.order()) {
            change.resolve(item.version, Resolution::Superseded, operation)?;
        }
    }
    left.retain(|item| !merged.iter().any(|merged| item.order() < merged.order()));
    for version in supersede_older(&mut left) {
        change.resolve(version, Resolution::Superseded, operation)?;
    }
    Ok(applied)
}
