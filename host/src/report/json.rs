//! The views as JSON: the contract of the command line. Every key is always there, `null` where there is nothing.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::words::{Words, rfc3339};
use super::{
    Change, Customer, Delivery, DeliveryName, FieldChange, Modification, Operation, Other, Retrieval, RulesIdentity,
    Waiting, Withheld,
};
use crate::rules::{ArgumentKind, Reason};

pub mod merging;

/// Named values in a fixed order.
struct Ordered<'a, V>(Vec<(&'a str, V)>);

impl<V: Serialize> Serialize for Ordered<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Sentence<'a> {
    code: &'a str,
    text: String,
}

#[derive(serde::Serialize)]
struct Rejection<'a> {
    code: &'a str,
    text: String,
    column: Option<&'a str>,
}

/// An error as every command shows it.
#[derive(serde::Serialize)]
pub struct ErrorView<'a> {
    code: &'a str,
    message: String,
    hint: Option<String>,
}

#[derive(serde::Serialize)]
struct WaitingView<'a> {
    name: &'a str,
    reason: &'a str,
}

#[derive(serde::Serialize)]
struct RulesView<'a> {
    name: &'a str,
    version: &'a str,
    digest: &'a str,
}

#[derive(serde::Serialize)]
struct NameView<'a> {
    id: i64,
    name: &'a str,
}

#[derive(serde::Serialize)]
struct OtherView<'a> {
    customer: &'a str,
    reasons: Vec<Sentence<'a>>,
}

#[derive(serde::Serialize)]
struct ChangeView<'a> {
    field: &'a str,
    old: &'a str,
    new: &'a str,
}

/// R of the contract.
#[derive(serde::Serialize)]
pub struct RetrievalView<'a> {
    /// None: not begun.
    id: Option<i64>,
    mode: &'static str,
    status: &'static str,
    started_at: String,
    finished_at: Option<String>,
    error: Option<ErrorView<'a>>,
    deliveries: Vec<DeliveryView<'a>>,
    waiting: Vec<WaitingView<'a>>,
    notices: Vec<Sentence<'a>>,
}

/// D of the contract.
#[derive(serde::Serialize)]
pub struct DeliveryView<'a> {
    id: i64,
    name: &'a str,
    sha256: &'a str,
    size: u64,
    status: &'static str,
    same_as: Option<i64>,
    reason: Option<Sentence<'a>>,
    rules: RulesView<'a>,
    lines: u64,
    outcomes: Ordered<'static, u64>,
    notes: &'a BTreeMap<String, u64>,
    unknown_columns: &'a [String],
}

/// M of the contract.
#[derive(serde::Serialize)]
pub struct ModificationView<'a> {
    id: i64,
    line: Option<u32>,
    customer: Option<&'a str>,
    applied_to: Option<&'a str>,
    modified_at: Option<String>,
    outcome: Option<&'static str>,
    others: Vec<OtherView<'a>>,
    reason: Option<Rejection<'a>>,
    notes: Vec<Sentence<'a>>,
    changes: Vec<ChangeView<'a>>,
    resolution: Option<&'static str>,
}

/// An entry of the history: M and where it comes from.
#[derive(serde::Serialize)]
pub struct HistoryView<'a> {
    #[serde(flatten)]
    modification: ModificationView<'a>,
    integrated_at: String,
    delivery: Option<NameView<'a>>,
    operation: &'static str,
    by: &'a str,
}

/// A customer with a value for every field.
#[derive(serde::Serialize)]
pub struct CustomerView<'a> {
    id: &'a str,
    modified_at: String,
    values: Ordered<'a, &'a str>,
    aliases: &'a [String],
    withheld: &'a [i64],
}

/// An entry of the queue.
#[derive(serde::Serialize)]
pub struct WithheldView<'a> {
    id: i64,
    customer: &'a str,
    modified_at: String,
    delivery: NameView<'a>,
    line: u32,
    others: Vec<OtherView<'a>>,
    notes: Vec<Sentence<'a>>,
}

/// An entry of the queue with what it would change.
#[derive(serde::Serialize)]
pub struct WithheldDetails<'a> {
    #[serde(flatten)]
    withheld: WithheldView<'a>,
    known: bool,
    changes: Vec<ChangeView<'a>>,
}

/// A change of the base, for a till that reads it.
#[derive(serde::Serialize)]
pub struct CursorView<'a> {
    cursor: i64,
    operation: &'static str,
    integrated_at: String,
    id: Option<&'a str>,
    customer: Option<CustomerView<'a>>,
}

/// An error by its code, sentence and hint.
pub fn error(code: &str, message: String, hint: Option<String>) -> ErrorView<'_> {
    ErrorView { code, message, hint }
}

/// R of the contract.
pub fn retrieval<'a>(retrieval: &'a Retrieval, words: &Words<'_>) -> RetrievalView<'a> {
    RetrievalView {
        id: (retrieval.id > 0).then_some(retrieval.id),
        mode: retrieval.mode.code(),
        status: retrieval.status.code(),
        started_at: rfc3339(retrieval.started_at),
        finished_at: retrieval.finished_at.map(rfc3339),
        error: retrieval.error.as_ref().map(|reason| error(&reason.code, words.reason(reason), words.hint(reason))),
        deliveries: retrieval.deliveries.iter().map(|one| delivery(one, words)).collect(),
        waiting: retrieval.waiting.iter().map(|Waiting { name, reason }| WaitingView { name, reason }).collect(),
        notices: sentences(&retrieval.notices, words),
    }
}

/// D of the contract.
pub fn delivery<'a>(delivery: &'a Delivery, words: &Words<'_>) -> DeliveryView<'a> {
    let RulesIdentity { name, version, digest } = &delivery.rules;
    let outcomes = Operation::OUTCOMES.iter().map(|outcome| outcome.code()).zip(delivery.outcomes);
    DeliveryView {
        id: delivery.id,
        name: &delivery.name,
        sha256: &delivery.sha256,
        size: delivery.size,
        status: delivery.status.code(),
        same_as: delivery.same_as,
        reason: delivery.reason.as_ref().map(|reason| sentence(reason, words)),
        rules: RulesView { name, version, digest },
        lines: delivery.lines,
        outcomes: Ordered(outcomes.collect()),
        notes: &delivery.notes,
        unknown_columns: &delivery.unknown_columns,
    }
}

/// M of the contract.
pub fn modification<'a>(modification: &'a Modification, words: &Words<'_>) -> ModificationView<'a> {
    let outcome = Some(modification.operation).filter(|operation| Operation::OUTCOMES.contains(operation));
    ModificationView {
        id: modification.id,
        line: modification.line,
        customer: modification.customer.as_deref(),
        applied_to: modification.applied_to.as_deref(),
        modified_at: modification.modified_at.map(rfc3339),
        outcome: outcome.map(Operation::code),
        others: others(&modification.others, words),
        reason: modification.reason.as_ref().map(|reason| Rejection {
            code: &reason.code,
            text: words.reason(reason),
            column: column(reason),
        }),
        notes: sentences(&modification.notes, words),
        changes: changes(&modification.changes),
        resolution: modification.resolution.map(super::Resolution::code),
    }
}

/// An entry of the history.
pub fn history<'a>(entry: &'a Modification, words: &Words<'_>) -> HistoryView<'a> {
    HistoryView {
        modification: modification(entry, words),
        integrated_at: rfc3339(entry.integrated_at),
        delivery: entry.delivery.as_ref().map(name),
        operation: entry.operation.code(),
        by: &entry.by,
    }
}

/// A customer; every field of the rules is there, empty where it has no value.
pub fn customer<'a>(customer: &'a Customer, words: &'a Words<'_>) -> CustomerView<'a> {
    CustomerView {
        id: &customer.id,
        modified_at: rfc3339(customer.modified_at),
        values: values(customer, words),
        aliases: &customer.aliases,
        withheld: &customer.withheld,
    }
}

fn values<'a>(customer: &'a Customer, words: &'a Words<'_>) -> Ordered<'a, &'a str> {
    let value = |field: &str| customer.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value);
    let mut values: Vec<_> = words.fields().iter().map(|field| (field.as_str(), value(field))).collect();
    let unnamed = customer.values.iter().filter(|(name, _)| !words.fields().contains(name));
    values.extend(unnamed.map(|(name, value)| (name.as_str(), value.as_str())));
    Ordered(values)
}

/// An entry of the queue.
pub fn withheld<'a>(withheld: &'a Withheld, words: &Words<'_>) -> WithheldView<'a> {
    WithheldView {
        id: withheld.id,
        customer: &withheld.customer,
        modified_at: rfc3339(withheld.modified_at),
        delivery: name(&withheld.delivery),
        line: withheld.line,
        others: others(&withheld.others, words),
        notes: sentences(&withheld.notes, words),
    }
}

/// An entry of the queue with what it would change.
pub fn withheld_details<'a>(one: &'a Withheld, words: &Words<'_>) -> WithheldDetails<'a> {
    WithheldDetails { withheld: withheld(one, words), known: one.known, changes: changes(&one.changes) }
}

/// A change of the base.
pub fn change<'a>(change: &'a Change, words: &'a Words<'_>) -> CursorView<'a> {
    CursorView {
        cursor: change.cursor,
        operation: change.operation.code(),
        integrated_at: rfc3339(change.integrated_at),
        id: change.id.as_deref(),
        customer: change.customer.as_ref().map(|one| customer(one, words)),
    }
}

fn sentence<'a>(reason: &'a Reason, words: &Words<'_>) -> Sentence<'a> {
    Sentence { code: &reason.code, text: words.reason(reason) }
}

fn sentences<'a>(reasons: &'a [Reason], words: &Words<'_>) -> Vec<Sentence<'a>> {
    reasons.iter().map(|reason| sentence(reason, words)).collect()
}

fn others<'a>(others: &'a [Other], words: &Words<'_>) -> Vec<OtherView<'a>> {
    let view = |other: &'a Other| OtherView { customer: &other.customer, reasons: sentences(&other.reasons, words) };
    others.iter().map(view).collect()
}

fn changes(changes: &[FieldChange]) -> Vec<ChangeView<'_>> {
    changes.iter().map(|FieldChange { field, old, new }| ChangeView { field, old, new }).collect()
}

fn name(delivery: &DeliveryName) -> NameView<'_> {
    NameView { id: delivery.id, name: &delivery.name }
}

/// The column that a rejection speaks of first.
fn column(reason: &Reason) -> Option<&str> {
    let column = reason.arguments.iter().find(|argument| argument.kind == ArgumentKind::Column);
    column.map(|argument| argument.value.as_str())
}

pub mod pairs;
pub mod person;
pub mod privacy;
pub mod replaying;
#[cfg(test)]
mod tests;
