//! From contract 0.1 into the newest one's types, and back.

use super::bindings::exports::redescente::rules::rules as old;
use crate::rules as new;

/// A list, each item moved into another type.
pub(super) fn moved<A, B: From<A>>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(B::from).collect()
}

/// A list, each item copied into another type.
pub(super) fn copied<'a, A, B: From<&'a A>>(list: &'a [A]) -> Vec<B> {
    list.iter().map(B::from).collect()
}

/// Moves a record's fields one by one; `list`, `option` and `result` move what they hold.
macro_rules! records {
    ($($from:ident::$kind:ident => $to:ident { $($field:ident $(: $how:ident)?),* $(,)? })*) => {
        $(impl From<$from::$kind> for $to::$kind {
            fn from(value: $from::$kind) -> Self {
                Self { $($field: records!(@ value.$field $(, $how)?)),* }
            }
        })*
    };
    (@ $value:expr) => { $value };
    (@ $value:expr, into) => { $value.into() };
    (@ $value:expr, list) => { moved($value) };
    (@ $value:expr, option) => { $value.map(Into::into) };
    (@ $value:expr, result) => { $value.map(Into::into).map_err(Into::into) };
}

records! {
    // What the host says.
    new::Customer => old { id, modified_at, values }
    new::Change => old { field, value }
    new::Context => old { purpose: into, file_name, now, parameters }
    new::Ask => old { number, current: option, prior, later_source }
    new::Evidence => old { candidates: list, cut }
    new::Modification => old { customer, modified_at, digest, values, absent_fields }
    new::Kept => old { modification: into, current: option, prior, later_source, evidence: option }
    // What the rules answer.
    old::Argument => new { kind: into, value }
    old::Reason => new { code, arguments: list }
    old::Label => new { language, text }
    old::Field => new { name, kind, labels: list }
    old::Message => new { code, labels: list }
    old::Parameter => new { name, default, choices, labels: list }
    old::Layout => new { header_length, absent_fields, unknown_columns }
    old::Subject => new { modified_at, digest }
    old::Line => new { number, offset, length, customer, subject: result }
    old::Keys => new { held, taken, sought }
    old::Change => new { field, value }
    old::Match => new { customer, reasons: list }
    old::Decision => new { outcome: into, changes: list, received, matches: list, rejected: option, notes: list }
    old::Cells => new { number, offset, length, encoding, values, wrong_column }
    old::Edited => new { changes: list, problems: list, keys: into, matches: list }
    old::Proposal => new { values, from_absorbed, conflicts, notes: list }
}

/// What the host still needs after the call is copied: little beside what the rules do with it.
macro_rules! copies {
    ($($kind:ident),*) => {
        $(impl From<&new::$kind> for old::$kind {
            fn from(value: &new::$kind) -> Self {
                value.clone().into()
            }
        })*
    };
}

copies! { Ask, Customer, Change, Context, Evidence, Modification, Kept }

impl From<&new::Found> for old::Found {
    fn from(value: &new::Found) -> Self {
        Self { number: value.ask.number, evidence: (&value.evidence).into() }
    }
}

macro_rules! cases {
    ($($from:ident::$kind:ident => $to:ident { $($case:ident),* $(,)? })*) => {
        $(impl From<$from::$kind> for $to::$kind {
            fn from(value: $from::$kind) -> Self {
                match value { $($from::$kind::$case => Self::$case),* }
            }
        })*
    };
}

cases! {
    new::Purpose => old { FirstLoad, Delivery }
    old::ArgumentKind => new { Text, Field, Column, Date, Number, Customer }
    old::Outcome => new { Created, Corrected, Unchanged, AlreadyProcessed, Stale, Duplicate, Rejected }
}

impl From<old::Answer> for new::Answer {
    fn from(value: old::Answer) -> Self {
        match value {
            old::Answer::Decided(decision) => Self::Decided(decision.into()),
            old::Answer::LookUp(keys) => Self::LookUp(new::LookUp { keys: keys.into(), alone: None }),
        }
    }
}

impl From<old::Description> for new::Description {
    /// 0.1 has no sample.
    fn from(value: old::Description) -> Self {
        Self {
            name: value.name,
            version: value.version,
            file_pattern: value.file_pattern,
            fields: moved(value.fields),
            parameters: moved(value.parameters),
            messages: moved(value.messages),
            keys_revision: value.keys_revision,
            digest_revision: value.digest_revision,
            sample: Vec::new(),
        }
    }
}
