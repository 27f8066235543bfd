//! Merges, their undoing, comparisons and verifications as JSON.

use super::{
    CustomerView, Ordered, OtherView, Sentence, WithheldDetails, customer, others, sentences, withheld_details,
};
use crate::report::merging::{Comparison, Merge, MergeRecord, NotSplit, Provenance, Unmerge};
use crate::report::verification::Verification;
use crate::report::words::{Words, rfc3339};
use crate::report::{Customer, Timestamp};
use crate::rules::Reason;

/// What a merge gives; `merge` is null in a preview.
#[derive(serde::Serialize)]
pub struct MergeView<'a> {
    merge: Option<i64>,
    kept: &'a str,
    absorbed: &'a str,
    values: Ordered<'a, &'a str>,
    conflicts: Vec<&'a str>,
    survivor_matches: Vec<&'a str>,
    modified_at: String,
    fields: Vec<FieldView<'a>>,
    others: Vec<OtherView<'a>>,
    notes: Vec<Sentence<'a>>,
    applied: &'a [i64],
    released: &'a [i64],
    basis: &'a str,
}

#[derive(serde::Serialize)]
struct FieldView<'a> {
    field: &'a str,
    kept: &'a str,
    absorbed: &'a str,
    value: &'a str,
    conflict: bool,
}

/// A merge as it is listed.
#[derive(serde::Serialize)]
pub struct MergeRecordView<'a> {
    merge: i64,
    kept: &'a str,
    absorbed: &'a str,
    entry: i64,
    at: String,
    by: &'a str,
    undone: Option<UndoneView<'a>>,
}

#[derive(serde::Serialize)]
struct UndoneView<'a> {
    at: String,
    by: &'a str,
}

/// What undoing a merge gives.
#[derive(serde::Serialize)]
pub struct UnmergeView<'a> {
    merge: i64,
    kept: &'a str,
    absorbed: &'a str,
    customers: Vec<CustomerView<'a>>,
    not_split: Vec<NotSplitView>,
    released: &'a [i64],
}

#[derive(serde::Serialize)]
struct NotSplitView {
    entry: i64,
    reason: Named,
}

#[derive(serde::Serialize)]
struct Named {
    code: &'static str,
    text: String,
}

/// An entry of the queue beside what it is about.
#[derive(serde::Serialize)]
pub struct ComparisonView<'a> {
    #[serde(flatten)]
    details: WithheldDetails<'a>,
    received_at: String,
    age_days: i64,
    now: CustomerView<'a>,
    then: CustomerView<'a>,
    customers: Vec<CustomerView<'a>>,
}

/// A customer and the entry that set each value.
#[derive(serde::Serialize)]
pub struct ExplainedView<'a> {
    #[serde(flatten)]
    customer: CustomerView<'a>,
    set_by: Ordered<'a, i64>,
}

/// Whether the base is what its history says.
#[derive(serde::Serialize)]
pub struct VerificationView<'a> {
    versions: u64,
    customers: u64,
    aliases: u64,
    withheld: u64,
    keys: u64,
    differences: Vec<DifferenceView<'a>>,
}

#[derive(serde::Serialize)]
struct DifferenceView<'a> {
    subject: &'static str,
    count: u64,
    first: &'a str,
}

/// What a merge gives.
pub fn merge<'a>(merge: &'a Merge, words: &'a Words<'_>) -> MergeView<'a> {
    MergeView {
        merge: merge.id,
        kept: &merge.survivor.id,
        absorbed: &merge.absorbed,
        values: super::values(&merge.survivor, words),
        conflicts: merge.conflicts().collect(),
        survivor_matches: merge.matches.iter().map(|other| other.customer.as_str()).collect(),
        modified_at: rfc3339(merge.survivor.modified_at),
        fields: merge
            .fields
            .iter()
            .map(|field| FieldView {
                field: &field.field,
                kept: &field.kept,
                absorbed: &field.absorbed,
                value: &field.value,
                conflict: field.conflict,
            })
            .collect(),
        others: others(&merge.matches, words),
        notes: sentences(&merge.notes, words),
        applied: &merge.applied,
        released: &merge.released,
        basis: &merge.basis,
    }
}

/// A merge as it is listed.
pub fn record(merge: &MergeRecord) -> MergeRecordView<'_> {
    MergeRecordView {
        merge: merge.id,
        kept: &merge.kept,
        absorbed: &merge.absorbed,
        entry: merge.entry,
        at: rfc3339(merge.at),
        by: &merge.by,
        undone: merge.undone.as_ref().map(|undone| UndoneView { at: rfc3339(undone.at), by: &undone.by }),
    }
}

/// What undoing a merge gives.
pub fn unmerge<'a>(unmerge: &'a Unmerge, words: &'a Words<'_>) -> UnmergeView<'a> {
    let not_split = |one: &NotSplit| NotSplitView {
        entry: one.entry,
        reason: Named {
            code: one.reason,
            text: words.reason(&Reason { code: one.reason.into(), arguments: Vec::new() }),
        },
    };
    UnmergeView {
        merge: unmerge.id,
        kept: &unmerge.kept,
        absorbed: &unmerge.absorbed,
        customers: unmerge.customers.iter().map(|one| customer(one, words)).collect(),
        not_split: unmerge.not_split.iter().map(not_split).collect(),
        released: &unmerge.released,
    }
}

/// An entry of the queue beside what it is about; its age is counted at `clock`.
pub fn comparison<'a>(one: &'a Comparison, clock: Timestamp, words: &'a Words<'_>) -> ComparisonView<'a> {
    ComparisonView {
        details: withheld_details(&one.withheld, words),
        received_at: rfc3339(one.received_at),
        age_days: one.age_days(clock),
        now: customer(&one.now, words),
        then: customer(&one.then, words),
        customers: one.others.iter().map(|other| customer(other, words)).collect(),
    }
}

/// A customer and the entry that set each value.
pub fn explained<'a>(one: &'a Customer, set_by: &'a [Provenance], words: &'a Words<'_>) -> ExplainedView<'a> {
    let set_by = set_by.iter().map(|value| (value.field.as_str(), value.entry)).collect();
    ExplainedView { customer: customer(one, words), set_by: Ordered(set_by) }
}

/// Whether the base is what its history says.
pub fn verification(verification: &Verification) -> VerificationView<'_> {
    VerificationView {
        versions: verification.versions,
        customers: verification.customers,
        aliases: verification.aliases,
        withheld: verification.withheld,
        keys: verification.keys,
        differences: verification
            .differences
            .iter()
            .map(|one| DifferenceView { subject: one.subject.code(), count: one.count, first: &one.first })
            .collect(),
    }
}
