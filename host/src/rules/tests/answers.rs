//! The checker, on answers that no compiler would make.

use super::customer;
use crate::rules::check::{self, Facts, Known, Lines};
use crate::rules::{
    Answer, Argument, ArgumentKind, Cells, Change, Decision, Description, Edited, Evidence, Field, Keys, Label, Line,
    LookUp, Match, Message, Outcome, Parameter, Purpose, Reason, RulesError, Subject,
};
use crate::rules::{At, Layout};

const AT: At = At::Line(2);

fn labels() -> Vec<Label> {
    vec![Label { language: "en".to_owned(), text: "A text".to_owned() }]
}

fn field(name: &str) -> Field {
    Field { name: name.to_owned(), kind: "text".to_owned(), labels: labels() }
}

fn described() -> Description {
    Description {
        name: "rules".to_owned(),
        version: "1".to_owned(),
        file_pattern: "*.csv".to_owned(),
        fields: vec![field("name"), field("town")],
        parameters: vec![Parameter {
            name: "strict".to_owned(),
            default: "no".to_owned(),
            choices: vec!["no".to_owned(), "yes".to_owned()],
            labels: labels(),
        }],
        messages: vec![Message { code: "odd".to_owned(), labels: labels() }],
        keys_revision: 0,
        digest_revision: 0,
        sample: b"name;town\n".to_vec(),
    }
}

fn facts() -> Facts {
    Facts::of(&described())
}

fn odd() -> Reason {
    Reason { code: "odd".to_owned(), arguments: vec![] }
}

fn decision(outcome: Outcome) -> Decision {
    Decision { outcome, changes: vec![], received: None, matches: vec![], rejected: None, notes: vec![] }
}

fn change(field: u32, value: &str) -> Change {
    Change { field, value: value.to_owned() }
}

fn matched(customer: &str) -> Match {
    Match { customer: customer.to_owned(), reasons: vec![odd()] }
}

fn received(outcome: Outcome) -> Decision {
    Decision { received: Some("DUPONT\u{1f}PARIS".to_owned()), ..decision(outcome) }
}

fn check(decision: &Decision, known: Known) -> Result<(), RulesError> {
    let evidence = Evidence { candidates: vec![customer("a", "x\u{1f}y")], cut: vec![] };
    check::decision(&facts(), Purpose::Delivery, decision, known, Some(&evidence), AT)
}

#[test]
fn each_outcome_has_its_parts() {
    let corrected = Decision { changes: vec![change(1, "LYON")], ..decision(Outcome::Corrected) };
    let duplicate = Decision { matches: vec![matched("a")], ..received(Outcome::Duplicate) };
    let rejected = Decision { rejected: Some(odd()), ..decision(Outcome::Rejected) };
    let good = [
        (received(Outcome::Created), Known::No),
        (corrected.clone(), Known::Yes),
        (decision(Outcome::Unchanged), Known::Yes),
        (decision(Outcome::AlreadyProcessed), Known::Yes),
        (decision(Outcome::AlreadyProcessed), Known::No),
        (received(Outcome::Stale), Known::Yes),
        (duplicate.clone(), Known::Yes),
        (duplicate.clone(), Known::No),
        (rejected.clone(), Known::No),
    ];
    for (one, known) in good {
        check(&one, known).unwrap_or_else(|error| panic!("{:?}: {error}", one.outcome));
    }
    let bad = [
        (received(Outcome::Created), Known::Yes),
        (decision(Outcome::Created), Known::No),
        (corrected.clone(), Known::No),
        (decision(Outcome::Corrected), Known::Yes),
        (Decision { changes: corrected.changes.clone(), ..decision(Outcome::Unchanged) }, Known::Yes),
        (Decision { changes: corrected.changes.clone(), ..decision(Outcome::AlreadyProcessed) }, Known::Yes),
        (received(Outcome::Unchanged), Known::Yes),
        (decision(Outcome::Stale), Known::Yes),
        (received(Outcome::Duplicate), Known::Yes),
        (Decision { matches: duplicate.matches.clone(), ..received(Outcome::Created) }, Known::No),
        (Decision { matches: vec![matched("a"), matched("a")], ..duplicate.clone() }, Known::Yes),
        (Decision { matches: vec![Match { reasons: vec![], ..matched("a") }], ..duplicate.clone() }, Known::Yes),
        (decision(Outcome::Rejected), Known::Yes),
        (Decision { rejected: Some(odd()), ..corrected.clone() }, Known::Yes),
    ];
    for (one, known) in bad {
        let answer = check(&one, known);
        assert!(matches!(answer, Err(RulesError::BadDecision { at: AT, .. })), "{one:?}: {answer:?}");
    }
}

#[test]
fn a_first_load_may_create_a_customer_who_matches() {
    let one = Decision { matches: vec![matched("a")], ..received(Outcome::Created) };
    let evidence = Evidence { candidates: vec![customer("a", "x\u{1f}y")], cut: vec![] };
    check::decision(&facts(), Purpose::FirstLoad, &one, Known::No, Some(&evidence), AT).expect("a good decision");
}

#[test]
fn values_can_be_kept_and_candidates_are_known() {
    let corrected = |changes| check(&Decision { changes, ..decision(Outcome::Corrected) }, Known::Yes).unwrap_err();
    assert!(matches!(corrected(vec![change(2, "x")]), RulesError::UnknownField { field: 2, fields: 2, .. }));
    assert!(matches!(corrected(vec![change(1, "x"), change(1, "y")]), RulesError::UnknownField { field: 1, .. }));
    for value in ["a\u{1f}b", "a\nb", "\0", "\u{85}", "\u{7f}", &"x".repeat(4_001)] {
        assert!(matches!(corrected(vec![change(0, value)]), RulesError::BadRow { .. }), "{value:?}");
    }
    for row in ["", "a", "a\u{1f}b\u{1f}c", "a\t\u{1f}b", "a\u{1f}\u{9f}"] {
        let one = Decision { received: Some(row.to_owned()), ..decision(Outcome::Created) };
        assert!(matches!(check(&one, Known::No), Err(RulesError::BadRow { .. })), "{row:?}");
    }
    let stranger = Decision { matches: vec![matched("b")], ..received(Outcome::Duplicate) };
    assert!(matches!(check(&stranger, Known::Yes), Err(RulesError::UnknownCandidate { .. })));
    let accents = Decision { received: Some("ÂGÉ\u{1f}SÃO".to_owned()), ..decision(Outcome::Created) };
    check(&accents, Known::No).expect("letters that begin with the byte C3, and with C2 nothing but controls is wrong");
    let degrees = Decision { received: Some("N°1\u{1f}«»".to_owned()), ..decision(Outcome::Created) };
    check(&degrees, Known::No).expect("signs of Latin-1");
}

#[test]
fn sentences_have_words() {
    let noted = |note| check(&Decision { notes: vec![note], ..decision(Outcome::Unchanged) }, Known::Yes).unwrap_err();
    let argument = |value: String| Argument { kind: ArgumentKind::Text, value };
    let unknown = Reason { code: "unheard-of".to_owned(), arguments: vec![] };
    assert!(matches!(noted(unknown), RulesError::UnknownMessage { .. }));
    let many = Reason { arguments: vec![argument(String::new()); 11], ..odd() };
    assert!(matches!(noted(many), RulesError::BadReason { .. }));
    let long = Reason { arguments: vec![argument("x".repeat(8_001))], ..odd() };
    assert!(matches!(noted(long), RulesError::BadReason { .. }));
}

#[test]
fn looking_up_is_asked_once_and_by_few_keys() {
    let look_up = |keys, known, evidence: Option<&Evidence>| {
        let answer = Answer::LookUp(LookUp { keys, alone: None });
        check::answer(&facts(), Purpose::Delivery, &answer, known, evidence, AT)
    };
    let ask = |held: usize, taken: usize, known, evidence: Option<&Evidence>| {
        look_up(Keys { held: vec![1; held], taken: vec![1; taken], sought: vec![1] }, known, evidence)
    };
    ask(64, 64, Known::Yes, None).expect("good keys");
    ask(0, 4, Known::No, None).expect("good keys");
    assert!(matches!(ask(1, 4, Known::No, None), Err(RulesError::BadKeys { .. })));
    assert!(matches!(ask(0, 65, Known::Yes, None), Err(RulesError::BadKeys { .. })));
    let sought = |sought: &[u64]| {
        look_up(Keys { held: vec![1, 2], taken: vec![2, 3], sought: sought.to_vec() }, Known::Yes, None)
    };
    sought(&[3]).expect("the key newly taken");
    sought(&[2, 3]).expect("one that stays may be sought too");
    assert!(matches!(sought(&[2]), Err(RulesError::BadKeys { .. })));
    assert!(matches!(sought(&[1, 3]), Err(RulesError::BadKeys { .. })));
    sought(&[3; 64]).expect("as many as may be taken");
    assert!(matches!(sought(&[3; 65]), Err(RulesError::BadKeys { .. })));
    let evidence = Evidence { candidates: vec![], cut: vec![] };
    assert!(matches!(ask(0, 4, Known::Yes, Some(&evidence)), Err(RulesError::BadDecision { .. })));
}

#[test]
fn what_holds_where_nobody_is_found_is_a_decision() {
    let alone = |alone: Decision| {
        let keys = Keys { held: vec![], taken: vec![1], sought: vec![1] };
        let answer = Answer::LookUp(LookUp { keys, alone: Some(alone) });
        check::answer(&facts(), Purpose::Delivery, &answer, Known::No, None, AT)
    };
    alone(received(Outcome::Created)).expect("a creation");
    assert!(matches!(alone(decision(Outcome::Created)), Err(RulesError::BadDecision { .. })));
    let duplicate = Decision { matches: vec![matched("a")], ..received(Outcome::Duplicate) };
    assert!(matches!(alone(duplicate), Err(RulesError::UnknownCandidate { .. })), "nobody was found");
}

fn line(number: u32, offset: u64, length: u32) -> Line {
    let subject = Ok(Subject { modified_at: 0, digest: 0 });
    Line { number, offset, length, customer: Some("c".to_owned()), subject }
}

#[test]
fn lines_follow_each_other_within_the_bytes_given() {
    let check = |lines: &[Line]| {
        let mut read = Lines::default();
        read.give(100);
        read.check(&facts(), lines)
    };
    check(&[line(2, 10, 10), line(3, 20, 10), line(5, 40, 60)]).expect("good lines");
    let nobody = Line { customer: None, ..line(2, 10, 10) };
    let empty = Line { customer: Some(String::new()), ..line(2, 10, 10) };
    let control = Line { customer: Some("a\u{1f}".to_owned()), ..line(2, 10, 10) };
    let long = Line { customer: Some("x".repeat(4_001)), ..line(2, 10, 10) };
    for lines in [
        &[line(3, 10, 10), line(3, 20, 10)][..],
        &[line(3, 10, 10), line(2, 20, 10)],
        &[line(2, 10, 11), line(3, 20, 10)],
        &[line(2, 20, 10), line(3, 10, 10)],
        &[line(2, 10, 91)],
        &[line(2, u64::MAX, 1)],
        &[line(2, 10, 0)],
        &[line(12, 10, 10)],
        std::slice::from_ref(&nobody),
        &[empty],
        &[control],
        &[long],
    ] {
        assert!(matches!(check(lines), Err(RulesError::BadLine { .. })), "{lines:?}");
    }
    check(&[Line { subject: Err(odd()), ..nobody }]).expect("a rejected line of nobody");
}

#[test]
fn layouts_and_cells_lie_in_what_was_given() {
    let layout = |header_length, absent_fields| {
        check::layout(&facts(), &Layout { header_length, absent_fields, unknown_columns: vec![] }, 50)
    };
    layout(50, vec![0, 1]).expect("a good layout");
    assert!(matches!(layout(51, vec![]), Err(RulesError::BadLayout { .. })));
    assert!(matches!(layout(50, vec![2]), Err(RulesError::UnknownField { field: 2, .. })));
    assert!(matches!(layout(50, vec![0, 0]), Err(RulesError::UnknownField { field: 0, .. })));

    let cells = |number, offset, length| Cells {
        number,
        offset,
        length,
        encoding: "utf-8".to_owned(),
        values: vec![],
        wrong_column: None,
    };
    check::cells(&[cells(1, 0, 99), cells(7, 0, 10), cells(8, 10, 10)], 20).expect("good cells");
    for window in
        [[cells(8, 0, 10), cells(7, 10, 10)], [cells(7, 0, 10), cells(8, 9, 10)], [cells(7, 0, 10), cells(8, 10, 11)]]
    {
        let [one, two] = window;
        assert!(matches!(check::cells(&[cells(1, 0, 9), one, two], 20), Err(RulesError::BadCells { .. })));
    }
}

#[test]
fn an_edit_with_problems_may_show_what_is_wrong() {
    let edited = |problems| Edited {
        changes: vec![change(0, "a\nb")],
        problems,
        keys: Keys { held: vec![], taken: vec![], sought: vec![] },
        matches: vec![],
    };
    check::edited(&facts(), &edited(vec![odd()]), Known::Yes, None).expect("a good answer");
    let answer = check::edited(&facts(), &edited(vec![]), Known::Yes, None);
    assert!(matches!(answer, Err(RulesError::BadRow { .. })), "{answer:?}");
}

#[test]
fn descriptions_can_be_kept_and_shown() {
    check::description(&described()).expect("a good description");
    let spoil: [fn(&mut Description); 14] = [
        |d| d.fields.clear(),
        |d| d.fields.push(field("name")),
        |d| d.fields.push(field("Name")),
        |d| d.fields.push(field("first-name")),
        |d| d.fields.push(field("name_")),
        |d| d.fields[0].labels.clear(),
        |d| d.fields[0].kind.clear(),
        |d| d.fields = (0..257).map(|n| field(&format!("f{n}"))).collect(),
        |d| d.file_pattern.clear(),
        |d| d.messages[0].code = "host.busy".to_owned(),
        |d| d.messages.push(d.messages[0].clone()),
        |d| d.messages[0].labels[0].text = "a\u{1b}[2J".to_owned(),
        |d| d.parameters[0].default = "perhaps".to_owned(),
        |d| d.fields[0].labels.extend(labels()),
    ];
    for (index, spoil) in spoil.iter().enumerate() {
        let mut description = described();
        spoil(&mut description);
        let answer = check::description(&description);
        assert!(matches!(answer, Err(RulesError::BadDescription { .. })), "{index}: {answer:?}");
    }
}
