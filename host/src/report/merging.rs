//! Merges, and the queue laid side by side, as people and programs read them.

use std::collections::HashMap;

use super::{Customer, FieldChange, Other, Timestamp, Withheld};
use crate::rules::Reason;

/// A merge as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeRecord {
    /// Counts up from 1.
    pub id: i64,
    /// The identifier that stays.
    pub kept: String,
    /// The identifier that leads to it.
    pub absorbed: String,
    /// The entry of the history.
    pub entry: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Whether it was undone since.
    pub undone: Option<Undone>,
}

/// When a merge was undone, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// What a merge gives, before or after it is done.
#[derive(Debug, Clone)]
pub struct Merge {
    /// Its number; none of a preview.
    pub id: Option<i64>,
    /// The survivor, under the identifier that stays.
    pub survivor: Customer,
    /// The identifier that leads to it from then on.
    pub absorbed: String,
    /// Both sides and the survivor, field by field, in the rules' order.
    pub fields: Vec<MergedField>,
    /// Remarks of the rules.
    pub notes: Vec<Reason>,
    /// Whoever else the survivor matches.
    pub matches: Vec<Other>,
    /// Withheld modifications that are applied as part of it.
    pub applied: Vec<i64>,
    /// Withheld modifications of others that leave the queue by it.
    pub released: Vec<i64>,
    /// Names the two records as they were: a merge is refused if they have changed since.
    pub basis: String,
}

/// One field of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedField {
    /// Its name.
    pub field: String,
    /// The kept customer's value.
    pub kept: String,
    /// The absorbed customer's.
    pub absorbed: String,
    /// The survivor's.
    pub value: String,
    /// Whether both have a value and the two differ.
    pub conflict: bool,
}

/// What undoing a merge gives, before or after it is done.
#[derive(Debug, Clone)]
pub struct Unmerge {
    /// The merge.
    pub id: i64,
    /// The identifier that stayed.
    pub kept: String,
    /// The identifier that comes back.
    pub absorbed: String,
    /// The two customers as they are then; none of one who is in the queue again.
    pub customers: Vec<Customer>,
    /// Entries since the merge that cannot be split, and why.
    pub not_split: Vec<NotSplit>,
    /// Modifications of others that the merge released: they stay as they are.
    pub released: Vec<i64>,
}

/// An entry since a merge that cannot be told to be one customer's or the other's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSplit {
    /// Of the history.
    pub entry: i64,
    /// A code of the host's catalogue.
    pub reason: &'static str,
}

/// A withheld modification beside what it is about.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The entry of the queue.
    pub withheld: Withheld,
    /// When it came.
    pub received_at: Timestamp,
    /// The customer in the base, or as first received where it is not in the base.
    pub now: Customer,
    /// The same with the withheld modification applied.
    pub then: Customer,
    /// Whoever stands in the way.
    pub others: Vec<Customer>,
}

/// A value of a record and the entry that set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The field's name.
    pub field: String,
    /// Of the history.
    pub entry: i64,
}

impl Comparison {
    /// Whole days that it has waited.
    pub fn age_days(&self, clock: Timestamp) -> i64 {
        (clock - self.received_at).max(0) / 86_400
    }
}

impl Merge {
    /// Fields in which both have a value and the two differ.
    pub fn conflicts(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(|field| field.conflict).map(|field| field.field.as_str())
    }
}

/// The queue by customer, in the order in which each first stands in it.
pub fn grouped(queue: Vec<Withheld>) -> Vec<Vec<Withheld>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<Withheld>> = Vec::new();
    for withheld in queue {
        let place = *places.entry(withheld.concerns.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(withheld);
    }
    groups
}

/// The changes that lead from one customer's values to another's.
pub fn differences(old: &Customer, new: &Customer) -> Vec<FieldChange> {
    let value = |customer: &Customer, field: &str| -> String {
        customer.values.iter().find(|(name, _)| name == field).map_or_else(String::new, |(_, value)| value.clone())
    };
    let fields = new.values.iter().map(|(field, _)| field);
    fields
        .map(|field| FieldChange { field: field.clone(), old: value(old, field), new: value(new, field) })
        .filter(|change| change.old != change.new)
        .collect()
}
