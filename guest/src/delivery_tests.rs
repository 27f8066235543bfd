//! A delivery from its first byte to its last decision.

use super::*;
use crate::fields::{COUNT, EMAIL, LAST_NAME, join};
use crate::types::{Customer, Evidence, Outcome, Purpose};

const FILE: &[u8] = b"ID_CLIENT;DATE_MODIF;NOM;PRENOM;EMAIL\n\
    1;2024-01-01;Martin;Zoe;a@b.c\n\
    2;?;Martin;Zoe;\n\
    \n\
    3;2024-01-02;Martin;Zoe;A@B.C\n\
    4;2024-01-03;Durand;Zoe;\n";

fn delivery() -> (Delivery, Vec<Line>) {
    let context =
        Context { purpose: Purpose::Delivery, file_name: String::new(), now: i64::MAX, parameters: Vec::new() };
    let mut delivery = Delivery::new(&context);
    assert_eq!(delivery.layout(), None);
    let mut lines = delivery.read(FILE.to_vec()).expect("a good file");
    lines.extend(delivery.end().expect("a good file"));
    assert!(delivery.layout().is_some());
    (delivery, lines)
}

fn ask(number: u32) -> Ask {
    Ask { number, current: None, prior: Vec::new(), later_source: false }
}

fn martin(id: &str) -> Customer {
    let mut values = [""; COUNT];
    (values[LAST_NAME], values[crate::fields::FIRST_NAME], values[EMAIL]) = ("Martin", "Zoe", "a@b.c");
    Customer { id: id.to_owned(), modified_at: 0, values: join(&values) }
}

#[test]
fn lines_are_decided_in_any_order_and_settled_with_evidence() {
    let (mut delivery, lines) = delivery();
    let numbers: Vec<_> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [2, 3, 5, 6]);
    let answers = delivery.decide(vec![ask(5), ask(6), ask(2)]);
    assert!(matches!(answers[0], Answer::LookUp(_)) && matches!(answers[2], Answer::LookUp(_)));
    let Answer::LookUp(LookUp { alone: Some(alone), .. }) = answers[2].clone() else { unreachable!("said at once") };
    let Answer::Decided(created) = &answers[1] else { unreachable!("without e-mail nobody can match") };
    let row = "\u{1f}Durand\u{1f}Zoe".to_owned() + &"\u{1f}".repeat(COUNT - 3);
    assert_eq!((created.outcome, created.received.as_ref()), (Outcome::Created, Some(&row)));
    let evidence = Evidence { candidates: vec![martin("9")], cut: Vec::new() };
    let found = vec![Found { ask: ask(2), evidence: Evidence::default() }, Found { ask: ask(5), evidence }];
    let settled = delivery.settle(found);
    assert_eq!((&settled[0], settled[1].outcome), (&alone, Outcome::Duplicate));
    assert_eq!(alone.outcome, Outcome::Created);
}

#[test]
fn nothing_is_held_of_what_is_forgotten() {
    let (mut delivery, _) = delivery();
    delivery.decide(vec![ask(2)]);
    delivery.forget();
    assert!(delivery.held.portions.is_empty());
}

#[test]
fn a_line_asked_again_is_answered_anew() {
    let (mut delivery, _) = delivery();
    assert!(matches!(delivery.decide(vec![ask(2)])[0], Answer::LookUp(_)));
    let known = Ask { current: Some(martin("1")), ..ask(2) };
    let Answer::Decided(decision) = &delivery.decide(vec![known])[0] else { unreachable!("nothing changes") };
    assert_eq!(decision.outcome, Outcome::Unchanged);
    assert_eq!(decision.received, None);
    assert!(matches!(delivery.decide(vec![ask(2)])[0], Answer::LookUp(_)), "whatever it was answered before");
}

#[test]
fn an_alias_is_seen_by_the_identifier_sent() {
    let (mut delivery, _) = delivery();
    let known = Ask { current: Some(martin("kept")), ..ask(2) };
    let Answer::Decided(decision) = &delivery.decide(vec![known])[0] else { unreachable!("nothing changes") };
    assert_eq!(decision.notes[0].code, "sent-for-absorbed");
}

#[test]
#[should_panic(expected = "only for lines that it was given")]
fn a_line_that_was_rejected_can_t_be_asked() {
    delivery().0.decide(vec![ask(3)]);
}

#[test]
fn reading_may_run_ahead_of_deciding() {
    let context =
        Context { purpose: Purpose::Delivery, file_name: String::new(), now: i64::MAX, parameters: Vec::new() };
    let mut delivery = Delivery::new(&context);
    let mut outcomes = Vec::new();
    for bytes in FILE.chunks(7) {
        let lines = delivery.read(bytes.to_vec()).expect("a good file");
        for line in lines.iter().filter(|line| line.subject.is_ok()) {
            if let Answer::Decided(decision) = &delivery.decide(vec![ask(line.number)])[0] {
                outcomes.push((line.number, decision.outcome));
            }
        }
    }
    assert_eq!(outcomes, [(6, Outcome::Created)]);
    let held: usize = delivery.held.portions.iter().map(|portion| portion.contents.len()).sum();
    assert_eq!(held, 3, "what was rejected is not held");
}
