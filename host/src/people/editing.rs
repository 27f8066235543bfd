//! A person adds a customer, or edits one.

use crate::base::{Change, Remarks, SEPARATOR};
use crate::privacy::pseudonym::Erased;
use crate::report::{Operation, Other, Timestamp};
use crate::retrieval::applied::{self, Applied};
use crate::retrieval::{DeliveryError, changed, evidence, reexamination};
use crate::rules::{self, Reason};
use crate::store::{ActiveRules, Store, StoreError};

/// What a person wants to write.
#[derive(Debug)]
pub struct Edit<'a> {
    /// Field and value.
    pub values: &'a [(String, String)],
    /// When it was done; none = now.
    pub at: Option<Timestamp>,
    /// Whether it is written although it creates a duplicate.
    pub force: bool,
    /// The version that the person looked at; none = whatever is in force.
    pub seen: Option<i64>,
    /// Who.
    pub by: &'a str,
}

/// What became of it.
#[derive(Debug)]
pub enum Edited {
    /// Written as this version.
    Done {
        /// Whom.
        customer: String,
        /// The version's number; none where nothing differed.
        version: Option<i64>,
    },
    /// Not written: wrong values.
    Problems(Vec<Reason>),
    /// Not written: it would create a duplicate; `force` writes it.
    WouldDuplicate(Vec<Other>),
    /// Not written: another version is in force than the one looked at.
    ChangedMeanwhile,
}

/// Adds a customer; without `id` one is made up.
///
/// # Errors
/// [`StoreError::CustomerExists`]; those of the base and the rules.
pub fn add(store: &mut Store, id: Option<&str>, edit: &Edit<'_>) -> Result<Edited, StoreError> {
    let erased = Erased::of(&store.base, &store.folder)?;
    let id = match id {
        Some(id) if erased.holds(id) => return Err(StoreError::Erased { id: id.into() }),
        Some(id) if store.base.customer(id)?.is_some() => {
            return Err(StoreError::CustomerExists { id: id.into() });
        }
        Some(id) => id.to_owned(),
        None => free_identifier(store)?,
    };
    write_as(store, &id, edit, Operation::Added)
}

/// Edits a customer, or whoever absorbed it.
///
/// # Errors
/// [`StoreError::NoSuchCustomer`]; those of the base and the rules.
pub fn edit(store: &mut Store, id: &str, edit: &Edit<'_>) -> Result<Edited, StoreError> {
    if store.base.customer(id)?.is_none() {
        return Err(StoreError::NoSuchCustomer { id: id.into() });
    }
    write_as(store, id, edit, Operation::Edited)
}

/// An identifier that nobody has: the store's, and a number.
fn free_identifier(store: &Store) -> Result<String, StoreError> {
    let prefix = match store.settings.store.id.as_str() {
        "" => "local",
        id => id,
    };
    let mut number = 1_u64;
    loop {
        let id = format!("{prefix}-{number}");
        if !store.base.knows(&id)? {
            return Ok(id);
        }
        number += 1;
    }
}

/// Writes values as one kind of act; `id` may lead to another customer, and history says for which it was meant.
pub(crate) fn write_as(store: &mut Store, id: &str, edit: &Edit<'_>, kind: Operation) -> Result<Edited, StoreError> {
    let _lock = store.lock()?;
    let rules = store.rules()?;
    let now = store.clock.now();
    let changes = changes(&rules, edit.values)?;
    let change = store.base.change()?;
    match enact(&change, &rules, id, edit, kind, now, &changes) {
        Ok(edited) => {
            if matches!(edited, Edited::Done { version: Some(_), .. }) {
                change.commit()?;
            }
            Ok(edited)
        }
        Err(DeliveryError::Base(error)) => Err(error.into()),
        Err(DeliveryError::Rules(error)) => Err(error.into()),
        Err(DeliveryError::Refused(_) | DeliveryError::Kept(_)) => unreachable!("no file is read"),
    }
}

/// Field names as the rules number them.
fn changes(rules: &ActiveRules, values: &[(String, String)]) -> Result<Vec<rules::Change>, StoreError> {
    let fields = &rules.rules.description().fields;
    let change = |(name, value): &(String, String)| {
        let field = fields.iter().position(|field| field.name == *name);
        let field = field.ok_or_else(|| StoreError::NoSuchField { name: name.clone() })?;
        Ok(rules::Change { field: field as u32, value: value.clone() })
    };
    values.iter().map(change).collect()
}

fn enact(
    change: &Change<'_>,
    rules: &ActiveRules,
    sent: &str,
    edit: &Edit<'_>,
    kind: Operation,
    now: Timestamp,
    changes: &[rules::Change],
) -> Result<Edited, DeliveryError> {
    let target = change.target(sent)?;
    let id = target.as_str();
    let current = super::in_force(change, id)?;
    if edit.seen.is_some_and(|seen| current.as_ref().map(|current| current.number) != Some(seen)) {
        return Ok(Edited::ChangedMeanwhile);
    }
    let context = rules.context(now);
    let customer = current.as_ref().map(|current| rules::Customer {
        id: id.into(),
        modified_at: current.modified_at,
        values: current.row.to_string(),
    });
    let first = rules.rules.edit(&context, customer.as_ref(), changes, None)?;
    if !first.problems.is_empty() {
        return Ok(Edited::Problems(first.problems));
    }
    let found = evidence::evidence(change, id, &first.keys)?;
    let answer = rules.rules.edit(&context, customer.as_ref(), changes, Some(&found))?;
    if !answer.problems.is_empty() {
        return Ok(Edited::Problems(answer.problems));
    }
    if !answer.matches.is_empty() && !edit.force {
        let others = answer.matches.into_iter();
        return Ok(Edited::WouldDuplicate(
            others.map(|other| Other { customer: other.customer, reasons: other.reasons }).collect(),
        ));
    }
    if answer.changes.is_empty() && current.is_some() {
        return Ok(Edited::Done { customer: id.into(), version: None });
    }
    let nothing = SEPARATOR.to_string().repeat(rules.rules.description().fields.len().saturating_sub(1));
    let at = edit.at.unwrap_or(now);
    let number = applied::apply(
        change,
        &Applied {
            operation: change.operation(now, edit.by, None, None)?,
            kind,
            sent,
            customer: id,
            // The later of the clock and the record's date: an edit is never older than what it edits.
            modified_at: current.as_ref().map_or(at, |current| current.modified_at.max(at)),
            origin: None,
            current: current.as_ref(),
            row: &changed(current.as_ref().map_or(nothing.as_str(), |current| &current.row), &answer.changes),
            remarks: Remarks {
                others: answer.matches.into_iter().map(|other| (other.customer, other.reasons)).collect(),
                ..Remarks::default()
            },
            keys: Some(&answer.keys),
        },
    )?;
    reexamination::passes(change, rules, now, edit.by, None, Some(number))?;
    Ok(Edited::Done { customer: id.into(), version: Some(number) })
}
