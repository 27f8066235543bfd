//! One test for each row of section 3 and each of its notes.

use super::*;
use crate::fields::{CITY, COUNT, EMAIL, FIRST_NAME, LOYALTY_CARD, OPTIN_EMAIL, OPTIN_SMS, join};
use crate::types::{Context, Purpose};

const NAME: [(usize, &str); 2] = [(LAST_NAME, "Lefèvre"), (FIRST_NAME, "Léa")];

fn settings(purpose: Purpose, parameters: &[(&str, &str)]) -> Settings {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::new(&Context { purpose, file_name: String::new(), now: 100, parameters })
}

fn delivery() -> Settings {
    settings(Purpose::Delivery, &[])
}

fn row(values: &[(usize, &str)]) -> String {
    let mut row = [""; COUNT];
    for (field, value) in NAME.iter().chain(values) {
        row[*field] = value;
    }
    join(&row)
}

fn customer(id: &str, modified_at: i64, values: &[(usize, &str)]) -> Customer {
    Customer { id: id.to_owned(), modified_at, values: row(values) }
}

/// A modification of customer 1 at date 10.
fn case<'a>(values: &'a str, current: Option<&'a Customer>) -> Case<'a> {
    Case {
        customer: "1",
        modified_at: 10,
        values,
        absent: FieldSet::default(),
        current,
        prior: Prior { same: false, other: false },
        later_source: false,
    }
}

#[track_caller]
fn decided(step: Step) -> Decision {
    match step {
        Step::Decided(decision) => decision,
        Step::LookUp { keys, .. } => unreachable!("other customers do not matter here: {keys:?}"),
    }
}

#[track_caller]
fn settled(case: &Case<'_>, settings: &Settings, evidence: &Evidence) -> Decision {
    match case.decide(settings) {
        Step::LookUp { .. } => case.settle(settings, evidence),
        Step::Decided(decision) => unreachable!("other customers matter here: {decision:?}"),
    }
}

fn notes(decision: &Decision) -> Vec<&str> {
    decision.notes.iter().map(|note| note.code.as_str()).collect()
}

fn evidence(candidates: &[Customer]) -> Evidence {
    Evidence { candidates: candidates.to_vec(), cut: Vec::new() }
}

#[test]
fn row_1_what_was_decided_before_comes_first() {
    let (values, current) = (row(&[]), customer("1", 20, &[]));
    let case = Case { prior: Prior::of(&[7, 8], 7), ..case(&values, Some(&current)) };
    assert_eq!(decided(case.decide(&delivery())).outcome, Outcome::AlreadyProcessed);
}

#[test]
fn rows_2_and_3_a_later_date_or_a_later_place() {
    let values = row(&[(CITY, "Paris")]);
    for (date, later_source, outcome) in [
        (11, false, Outcome::Stale),
        (10, true, Outcome::Stale),
        (10, false, Outcome::Corrected),
        (9, true, Outcome::Corrected),
    ] {
        let current = customer("1", date, &[]);
        let decision = decided(Case { later_source, ..case(&values, Some(&current)) }.decide(&delivery()));
        assert_eq!(decision.outcome, outcome);
        assert_eq!(decision.changes.len(), 1, "stale: what would have been written");
    }
}

#[test]
fn row_4_an_unknown_customer_may_be_rejected() {
    let values = row(&[(EMAIL, "a@b.c")]);
    let rejecting = settings(Purpose::Delivery, &[("unknown-customer", "reject")]);
    let decision = decided(case(&values, None).decide(&rejecting));
    assert_eq!(decision.rejected.map(|reason| reason.code).as_deref(), Some("unknown-customer"));
    let nameless = Case { absent: FieldSet::of(&[LAST_NAME as u32]), ..case(&values, None) };
    let decision = decided(nameless.decide(&delivery()));
    assert_eq!(decision.rejected.map(|reason| reason.code).as_deref(), Some("no-name"));
    let first_load = settings(Purpose::FirstLoad, &[("unknown-customer", "reject")]);
    assert!(matches!(case(&values, None).decide(&first_load), Step::LookUp { .. }), "never at first load");
    assert_eq!(decided(nameless.decide(&first_load)).outcome, Outcome::Rejected, "but without a name column");
}

#[test]
fn row_5_who_would_be_matched_newly_withholds() {
    let (values, current) = (row(&[(EMAIL, "a@b.c")]), customer("1", 5, &[]));
    let other = customer("2", 5, &[(EMAIL, "A@B.C")]);
    let withheld = case(&values, Some(&current));
    assert!(matches!(withheld.decide(&delivery()), Step::LookUp { .. }));
    let decision = settled(&withheld, &delivery(), &evidence(std::slice::from_ref(&other)));
    assert_eq!(decision.outcome, Outcome::Duplicate);
    assert_eq!(decision.matches[0].customer, "2");
    assert_eq!(decision.matches[0].reasons[0].code, "same-name-email");
    assert_eq!(decision.changes, [Change { field: EMAIL as u32, value: "a@b.c".to_owned() }]);
    assert_eq!(settled(&withheld, &delivery(), &evidence(&[])).outcome, Outcome::Corrected);
    let decision = settled(&case(&values, None), &delivery(), &evidence(&[other]));
    assert_eq!(decision.outcome, Outcome::Duplicate, "an unknown customer too");
}

#[test]
fn row_5_who_is_matched_already_does_not_withhold() {
    let (values, current) = (row(&[(EMAIL, "a@b.c"), (LOYALTY_CARD, "7000")]), customer("1", 5, &[(EMAIL, "a@b.c")]));
    let other = customer("2", 5, &[(EMAIL, "a@b.c"), (LOYALTY_CARD, "7000")]);
    let decision = settled(&case(&values, Some(&current)), &delivery(), &evidence(&[other]));
    assert_eq!(decision.outcome, Outcome::Corrected);
}

#[test]
fn row_6_an_unknown_customer_is_created() {
    let values = row(&[(EMAIL, "a@b.c")]);
    let decision = settled(&case(&values, None), &delivery(), &evidence(&[]));
    assert_eq!((decision.outcome, decision.changes.len()), (Outcome::Created, 0));
    let keyless = row(&[]);
    assert_eq!(decided(case(&keyless, None).decide(&delivery())).outcome, Outcome::Created, "nobody could match");
}

#[test]
fn rows_7_and_8_nothing_or_something_differs() {
    let (values, same) = (row(&[(CITY, "Paris")]), customer("1", 5, &[(CITY, "Paris")]));
    let decision = decided(case(&values, Some(&same)).decide(&delivery()));
    assert_eq!((decision.outcome, decision.changes.len()), (Outcome::Unchanged, 0));
    let other = customer("1", 5, &[(CITY, "Lyon"), (OPTIN_SMS, "N")]);
    let decision = decided(case(&values, Some(&other)).decide(&delivery()));
    assert_eq!(decision.outcome, Outcome::Corrected);
    let paris = Change { field: CITY as u32, value: "Paris".to_owned() };
    assert_eq!(decision.changes, [paris, Change { field: OPTIN_SMS as u32, value: String::new() }], "empty clears");
}

#[test]
fn a_field_absent_from_the_file_keeps_its_value() {
    let (values, current) = (row(&[(CITY, "Paris")]), customer("1", 5, &[(CITY, "Lyon"), (OPTIN_SMS, "N")]));
    let case = Case { absent: FieldSet::of(&[OPTIN_SMS as u32]), ..case(&values, Some(&current)) };
    assert_eq!(decided(case.decide(&delivery())).changes.len(), 1);
}

#[test]
fn only_a_change_of_what_is_matched_needs_evidence() {
    let current = customer("1", 5, &[(EMAIL, "a@b.c")]);
    let spelling = row(&[(EMAIL, "A@B.C"), (CITY, "Paris")]);
    assert!(matches!(case(&spelling, Some(&current)).decide(&delivery()), Step::Decided(_)), "the same keys");
    let cleared = row(&[]);
    let Step::LookUp { keys, .. } = case(&cleared, Some(&current)).decide(&delivery()) else {
        unreachable!("the keys change hands")
    };
    assert_eq!((keys.held.len(), keys.taken.len()), (2, 0));
}

#[test]
fn a_first_load_never_refuses_and_notes_who_was_there() {
    let values = row(&[(EMAIL, "a@b.c")]);
    let first_load = settings(Purpose::FirstLoad, &[]);
    let decision = settled(&case(&values, None), &first_load, &evidence(&[customer("2", 5, &[(EMAIL, "a@b.c")])]));
    assert_eq!((decision.outcome, decision.matches.len()), (Outcome::Created, 1));
    assert_eq!(notes(&decision), ["existing-duplicate"]);
    let current = customer("1", 20, &[]);
    assert_eq!(decided(case(&values, Some(&current)).decide(&first_load)).outcome, Outcome::Stale);
}

#[test]
fn another_content_of_the_same_date_is_noted() {
    let (values, current) = (row(&[]), customer("1", 5, &[]));
    let with = |digests: &[u64]| Case { prior: Prior::of(digests, 7), ..case(&values, Some(&current)) };
    assert_eq!(notes(&decided(with(&[8]).decide(&delivery()))), ["same-date-other-content"]);
    assert!(notes(&decided(with(&[]).decide(&delivery()))).is_empty());
}

#[test]
fn spelling_only_where_all_changes_vanish_when_folded() {
    let current = customer("1", 5, &[(CITY, "L’Haÿ-les-Roses"), (OPTIN_SMS, "oui")]);
    let values = row(&[(CITY, "L'HAY LES ROSES"), (OPTIN_SMS, "OUI")]);
    assert_eq!(notes(&decided(case(&values, Some(&current)).decide(&delivery()))), ["spelling-only"]);
    let values = row(&[(CITY, "L'HAY LES ROSES"), (OPTIN_SMS, "N")]);
    assert!(notes(&decided(case(&values, Some(&current)).decide(&delivery()))).is_empty());
}

#[test]
fn a_consent_taken_back_and_not_applied_is_noted() {
    let stale = |old: &str, new: &str| {
        let (values, current) = (row(&[(OPTIN_EMAIL, new)]), customer("1", 20, &[(OPTIN_EMAIL, old)]));
        let decision = decided(case(&values, Some(&current)).decide(&delivery()));
        notes(&decision).contains(&"opt-out-not-applied")
    };
    assert!(stale("O", "N") && stale("oui", ""));
    assert!(!stale("N", "") && !stale("N", "O") && !stale("O", "?"));
    let (values, current) = (row(&[(EMAIL, "a@b.c")]), customer("1", 5, &[(OPTIN_SMS, "1")]));
    let other = customer("2", 5, &[(EMAIL, "a@b.c")]);
    let withheld = settled(&case(&values, Some(&current)), &delivery(), &evidence(&[other]));
    assert_eq!(notes(&withheld), ["opt-out-not-applied"]);
    let applied = settled(&case(&values, Some(&current)), &delivery(), &evidence(&[]));
    assert!(notes(&applied).is_empty(), "it is applied");
}

#[test]
fn an_e_mail_shared_with_another_is_noted() {
    let (values, current) = (row(&[(EMAIL, "a@b.c")]), customer("1", 5, &[]));
    let mut other = customer("2", 5, &[(EMAIL, "a@b.c")]);
    other.values = other.values.replace("Léa", "Zoé");
    let decision = settled(&case(&values, Some(&current)), &delivery(), &evidence(&[other]));
    assert_eq!((decision.outcome, notes(&decision)), (Outcome::Corrected, vec!["weak-match"]));
}

#[test]
fn a_value_too_many_hold_withholds_nothing_and_is_noted() {
    let (values, other) = (row(&[(LOYALTY_CARD, "7000")]), customer("2", 5, &[(LOYALTY_CARD, "7000")]));
    let context = Context { purpose: Purpose::Delivery, file_name: String::new(), now: 0, parameters: Vec::new() };
    let cut = crate::keys_of(&context, std::slice::from_ref(&other)).remove(0);
    let decision = settled(&case(&values, None), &delivery(), &Evidence { candidates: vec![other], cut });
    assert_eq!((decision.outcome, notes(&decision)), (Outcome::Created, vec!["common-value"]));
}

#[test]
fn an_unreadable_birth_date_is_noted() {
    let current = customer("1", 5, &[(BIRTH_DATE, "31/02/1980")]);
    let values = row(&[(BIRTH_DATE, "31/02/1980")]);
    assert_eq!(notes(&decided(case(&values, Some(&current)).decide(&delivery()))), ["unreadable-birth-date"]);
    let values = row(&[]);
    assert!(!notes(&decided(case(&values, Some(&current)).decide(&delivery()))).contains(&"unreadable-birth-date"));
}

#[test]
fn for_an_absorbed_identifier_empty_cells_clear_nothing() {
    let current = customer("kept", 5, &[(CITY, "Lyon"), (OPTIN_SMS, "1")]);
    let values = row(&[(CITY, "Paris")]);
    let decision = decided(case(&values, Some(&current)).decide(&delivery()));
    assert_eq!(decision.changes, [Change { field: CITY as u32, value: "Paris".to_owned() }]);
    assert_eq!(notes(&decision), ["sent-for-absorbed"]);
}

fn modification(values: &str) -> Modification {
    Modification {
        customer: "1".to_owned(),
        modified_at: 10,
        digest: 7,
        values: values.to_owned(),
        absent_fields: Vec::new(),
    }
}

#[test]
fn a_kept_modification_is_decided_again_like_a_line_in_two_steps() {
    let context = Context { purpose: Purpose::Delivery, file_name: String::new(), now: 0, parameters: Vec::new() };
    let values = row(&[(EMAIL, "a@b.c")]);
    let mut kept = Kept {
        modification: modification(&values),
        current: None,
        prior: vec![8],
        later_source: false,
        evidence: None,
    };
    let again = |kept: &Kept| decide_again(&context, std::slice::from_ref(kept)).remove(0);
    let again_decided = |kept: &Kept| match again(kept) {
        Answer::Decided(decision) => decision,
        Answer::LookUp(look_up) => unreachable!("evidence is given: {look_up:?}"),
    };
    assert!(matches!(again(&kept), Answer::LookUp(_)));
    kept.evidence = Some(evidence(&[customer("2", 5, &[(EMAIL, "a@b.c")])]));
    let decision = again_decided(&kept);
    assert_eq!((decision.outcome, decision.received.as_deref()), (Outcome::Duplicate, Some(values.as_str())));
    assert_eq!(notes(&decision), ["same-date-other-content"]);
    kept.evidence = Some(Evidence::default());
    assert_eq!(again_decided(&kept).outcome, Outcome::Created);
    kept.current = Some(customer("1", 11, &[]));
    assert_eq!(again_decided(&kept).outcome, Outcome::Stale);
    kept.current = Some(customer("1", 10, &[(EMAIL, "a@b.c")]));
    assert_eq!(again_decided(&kept).outcome, Outcome::Unchanged);
}

#[test]
fn an_objection_is_only_the_consents_taken_back() {
    let current = customer("1", 20, &[(CITY, "Lyon"), (OPTIN_EMAIL, "O"), (OPTIN_SMS, "O")]);
    let mut modification = modification(&row(&[(CITY, "Paris"), (OPTIN_EMAIL, "N")]));
    let fields =
        |changes: Vec<Change>| -> Vec<_> { changes.into_iter().map(|it| (it.field as usize, it.value)).collect() };
    let both = [(OPTIN_EMAIL, "N".to_owned()), (OPTIN_SMS, String::new())];
    assert_eq!(fields(objection(&modification, &current)), both);
    modification.absent_fields = vec![OPTIN_SMS as u32];
    assert_eq!(fields(objection(&modification, &current)), both[..1], "absent from the file: nothing");
    modification.absent_fields = Vec::new();
    modification.customer = "absorbed".to_owned();
    assert_eq!(fields(objection(&modification, &current)), both[..1], "empty cells of an absorbed one: nothing");
}
