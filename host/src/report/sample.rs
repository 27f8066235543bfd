//! One of each view, for the tests of what renders them.

use super::*;
use crate::base::Wordings;
use crate::rules::{Argument, ArgumentKind, Field, Label, Message};

/// 2026-11-24T12:00:00+01:00.
pub(super) const NOON: Timestamp = 1_795_518_000;

fn text(text: &str) -> String {
    text.to_owned()
}

fn labels(french: &str, english: &str) -> Vec<Label> {
    vec![Label { language: text("fr"), text: text(french) }, Label { language: text("en"), text: text(english) }]
}

pub(super) fn wordings() -> Wordings {
    let field = |name, french, english| Field { name: text(name), kind: text("text"), labels: labels(french, english) };
    Wordings {
        messages: vec![
            Message { code: text("same-card"), labels: labels("même carte", "same card") },
            Message { code: text("weak-match"), labels: labels("même e-mail que {0}", "same e-mail as {0}") },
            Message {
                code: text("unreadable-date"),
                labels: labels("date illisible « {0} » ({1})", "unreadable date \"{0}\" ({1})"),
            },
        ],
        fields: vec![
            field("last_name", "Nom", "Last name"),
            field("city", "Ville", "City"),
            field("email", "E-mail", "E-mail"),
        ],
        file_pattern: String::new(),
    }
}

fn reason(code: &str, arguments: &[(ArgumentKind, &str)]) -> Reason {
    let arguments = arguments.iter().map(|(kind, value)| Argument { kind: *kind, value: text(value) });
    Reason { code: text(code), arguments: arguments.collect() }
}

fn rules() -> RulesIdentity {
    RulesIdentity { name: text("default"), version: text("1.0.0"), digest: text("d1") }
}

pub(super) fn delivery() -> Delivery {
    Delivery {
        id: 3,
        retrieval: 2,
        name: text("CLIENTS_1.csv"),
        sha256: text("ab12"),
        size: 12_345,
        status: DeliveryStatus::Applied,
        same_as: None,
        reason: None,
        rules: rules(),
        lines: 1_240,
        outcomes: [12, 1_200, 20, 3, 2, 1, 2],
        notes: [(text("weak-match"), 4), (text("opt-out-not-applied"), 1)].into(),
        unknown_columns: vec![text("COULEUR")],
    }
}

pub(crate) fn retrieval() -> Retrieval {
    Retrieval {
        id: 2,
        mode: Mode::Manual,
        status: RetrievalStatus::Partial,
        started_at: NOON,
        finished_at: None,
        error: None,
        deliveries: vec![delivery()],
        waiting: vec![Waiting { name: text("CLIENTS_2.csv"), reason: text("host.waiting-growing") }],
        notices: vec![reason("host.listing-truncated", &[])],
    }
}

pub(super) fn redelivered() -> Delivery {
    Delivery {
        id: 4,
        status: DeliveryStatus::Redelivered,
        same_as: Some(3),
        lines: 0,
        outcomes: [0; 7],
        notes: BTreeMap::new(),
        unknown_columns: Vec::new(),
        ..delivery()
    }
}

fn change(field: &str, old: &str, new: &str) -> FieldChange {
    FieldChange { field: text(field), old: text(old), new: text(new) }
}

fn others() -> Vec<Other> {
    vec![Other { customer: text("C7"), reasons: vec![reason("same-card", &[])] }]
}

pub(super) fn corrected() -> Modification {
    Modification {
        id: 40,
        line: Some(2),
        customer: Some(text("C1")),
        applied_to: None,
        modified_at: Some(NOON),
        operation: Operation::Corrected,
        others: Vec::new(),
        reason: None,
        notes: Vec::new(),
        changes: vec![change("city", "", "Paris"), change("last_name", "Martin", "Marin")],
        resolution: None,
        integrated_at: NOON,
        delivery: Some(DeliveryName { id: 3, name: text("CLIENTS_1.csv") }),
        by: text("marie"),
    }
}

pub(super) fn rejected() -> Modification {
    let arguments = [(ArgumentKind::Text, "32/13/2026"), (ArgumentKind::Column, "DATE_MODIF")];
    Modification {
        id: 41,
        line: Some(1_234),
        customer: None,
        modified_at: None,
        operation: Operation::Rejected,
        reason: Some(reason("unreadable-date", &arguments)),
        changes: Vec::new(),
        ..corrected()
    }
}

pub(super) fn duplicate() -> Modification {
    Modification {
        id: 42,
        line: Some(7),
        customer: Some(text("C8")),
        applied_to: Some(text("C1")),
        operation: Operation::Duplicate,
        others: others(),
        notes: vec![reason("weak-match", &[(ArgumentKind::Customer, "C9")])],
        changes: vec![change("email", "a@b.fr", "")],
        resolution: Some(Resolution::Superseded),
        ..corrected()
    }
}

pub(super) fn customer() -> Customer {
    Customer {
        id: text("C1"),
        version: 40,
        modified_at: NOON,
        values: vec![
            (text("last_name"), text("Marin")),
            (text("email"), text("a@b.fr")),
            (text("old_field"), text("x")),
        ],
        aliases: vec![text("C8")],
        withheld: vec![42],
    }
}

pub(super) fn withheld() -> Withheld {
    Withheld {
        id: 42,
        customer: text("C8"),
        concerns: text("C8"),
        modified_at: NOON,
        delivery: DeliveryName { id: 3, name: text("CLIENTS_1.csv") },
        line: 7,
        others: others(),
        notes: Vec::new(),
        known: false,
        changes: vec![change("city", "", "Paris")],
    }
}
