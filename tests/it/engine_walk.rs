//! The contract walked through with the shipped component, without a base: the host's part is played here.

use redescente::rules::{
    Abreast, Answer, Ask, Change, Context, Customer, Decision, Engine, Evidence, Found, Kept, Limits, Line, LookUp,
    Modification, Outcome, Purpose, Rules, SEPARATOR,
};

use crate::store::component;

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;MOBILE;VILLE\n";
const NOW: i64 = 1_732_000_000;

fn rules() -> Rules {
    let wasm = std::fs::read(component()).unwrap();
    Engine::new(&Limits::default()).and_then(|engine| engine.load(&wasm)).unwrap()
}

fn context() -> Context {
    Context { purpose: Purpose::Delivery, file_name: "CLIENTS_1.csv".to_owned(), now: NOW, parameters: vec![] }
}

fn field(rules: &Rules, name: &str) -> usize {
    rules.description().fields.iter().position(|f| f.name == name).unwrap()
}

/// A customer with these values and no others.
fn customer(rules: &Rules, id: &str, modified_at: i64, values: &[(&str, &str)]) -> Customer {
    let mut row = vec![""; rules.description().fields.len()];
    for (name, value) in values {
        row[field(rules, name)] = value;
    }
    Customer { id: id.to_owned(), modified_at, values: row.join(&SEPARATOR.to_string()) }
}

fn evidence(candidates: &[Customer]) -> Evidence {
    Evidence { candidates: candidates.to_vec(), cut: vec![] }
}

/// What a delivery of one line becomes, whoever the host holds and finds.
fn one_line(
    rules: &Rules,
    line: &str,
    current: Option<Customer>,
    candidates: &[Customer],
) -> (Line, Vec<u32>, Decision) {
    let mut delivery = rules.open(context()).unwrap();
    let mut lines = delivery.read(HEADER.as_bytes()).unwrap().unwrap();
    lines.extend(delivery.read(line.as_bytes()).unwrap().unwrap());
    lines.extend(delivery.end().unwrap().unwrap());
    assert_eq!(lines.len(), 1);
    let absent = delivery.layout().unwrap().unwrap().absent_fields;
    let number = lines[0].number;
    let ask = Ask { number, current, prior: vec![], later_source: false };
    let decision = match delivery.decide(std::slice::from_ref(&ask)).unwrap().remove(0) {
        Answer::Decided(decision) => decision,
        Answer::LookUp(LookUp { alone, .. }) => {
            let found = Found { ask, evidence: evidence(candidates) };
            let settled = delivery.settle(&[found]).unwrap().remove(0);
            assert!(!candidates.is_empty() || alone.as_ref() == Some(&settled), "what holds where nobody is found");
            settled
        }
    };
    (lines.remove(0), absent, decision)
}

fn kept(line: &Line, absent: Vec<u32>, decision: &Decision, current: Option<Customer>) -> Kept {
    let subject = line.subject.as_ref().unwrap();
    let modification = Modification {
        customer: line.customer.clone().unwrap(),
        modified_at: subject.modified_at,
        digest: subject.digest,
        values: decision.received.clone().unwrap(),
        absent_fields: absent,
    };
    Kept { modification, current, prior: vec![], later_source: false, evidence: None }
}

/// Decides anew, with evidence where it is asked for.
fn again(rules: &Rules, mut kept: Kept, candidates: &[Customer]) -> Decision {
    match rules.decide_again(&context(), std::slice::from_ref(&kept)).unwrap().remove(0) {
        Answer::Decided(decision) => decision,
        Answer::LookUp(_) => {
            kept.evidence = Some(evidence(candidates));
            match rules.decide_again(&context(), &[kept]).unwrap().remove(0) {
                Answer::Decided(decision) => decision,
                Answer::LookUp(_) => panic!("asked again for what was given"),
            }
        }
    }
}

const LINE: &str = "C2;2024-11-10;DUPONT;JEAN;0611223344;LYON\n";
const SAME: [(&str, &str); 3] = [("last_name", "Dupont"), ("first_name", "Jean"), ("mobile", "06 11 22 33 44")];

#[test]
fn a_withheld_creation_is_released_when_nobody_stands_in_its_way() {
    let rules = rules();
    let other = customer(&rules, "C1", 0, &SAME);
    let (line, absent, withheld) = one_line(&rules, LINE, None, std::slice::from_ref(&other));
    assert_eq!(withheld.outcome, Outcome::Duplicate);
    assert_eq!(withheld.matches[0].customer, "C1");
    let kept = kept(&line, absent, &withheld, None);
    assert_eq!(again(&rules, kept.clone(), &[other]).outcome, Outcome::Duplicate);
    let released = again(&rules, kept, &[]);
    assert_eq!(released.outcome, Outcome::Created);
    assert_eq!(released.received, withheld.received);
}

#[test]
fn a_withheld_modification_is_stale_once_the_base_has_moved_on() {
    let rules = rules();
    let before = customer(&rules, "C2", 0, &[("last_name", "MARTIN"), ("city", "LYON")]);
    let other = customer(&rules, "C1", 0, &SAME);
    let (line, absent, withheld) = one_line(&rules, LINE, Some(before.clone()), std::slice::from_ref(&other));
    assert_eq!(withheld.outcome, Outcome::Duplicate);
    assert!(!withheld.changes.is_empty());
    let kept = kept(&line, absent, &withheld, Some(Customer { modified_at: NOW, ..before.clone() }));
    assert_eq!(again(&rules, kept.clone(), &[]).outcome, Outcome::Stale);
    let released = again(&rules, Kept { current: Some(before), ..kept }, &[]);
    assert_eq!((released.outcome, released.changes), (Outcome::Corrected, withheld.changes));
}

#[test]
fn a_line_for_an_absorbed_customer_changes_the_survivor_and_clears_nothing() {
    let rules = rules();
    let survivor = customer(&rules, "C1", 0, &[("last_name", "DUPONT"), ("first_name", "JEAN"), ("city", "PARIS")]);
    let (_, _, decision) = one_line(&rules, "C2;2024-11-10;DUPONT;JEAN;0611223344;\n", Some(survivor), &[]);
    assert_eq!(decision.outcome, Outcome::Corrected);
    let mobile = u32::try_from(field(&rules, "mobile")).unwrap();
    assert_eq!(decision.changes, [Change { field: mobile, value: "0611223344".to_owned() }]);
    assert!(decision.notes.iter().any(|note| note.code == "sent-for-absorbed"), "{:?}", decision.notes);
}

#[test]
fn a_persons_edit_is_normalised_and_matched() {
    let rules = rules();
    let current = customer(&rules, "C2", 0, &[("last_name", "DUPONT"), ("first_name", "JEAN"), ("city", "LYON")]);
    let change = |name: &str, value: &str| Change {
        field: u32::try_from(field(&rules, name)).unwrap(),
        value: value.to_owned(),
    };
    let changes = [change("mobile", "  0611223344 "), change("city", "LYON")];
    let first = rules.edit(&context(), Some(&current), &changes, None).unwrap();
    assert_eq!(first.changes, [change("mobile", "0611223344")]);
    assert!(first.problems.is_empty() && first.matches.is_empty());
    let other = customer(&rules, "C1", 0, &SAME);
    let held = rules.keys_of(&context(), std::slice::from_ref(&other)).unwrap();
    assert!(held[0].iter().any(|key| first.keys.taken.contains(key)));
    let again = rules.edit(&context(), Some(&current), &changes, Some(&evidence(&[other]))).unwrap();
    assert_eq!(again.matches[0].customer, "C1");
}

#[test]
fn the_file_viewer_opens_a_window_anywhere() {
    let rules = rules();
    let window = "C9;2024-11-10;DUPONT;\"JEAN\nPAUL\";;LYON\nC10;pas une date;MARTIN;;;\n";
    let cells = rules.show(HEADER.as_bytes(), window.as_bytes(), 900_000).unwrap();
    assert_eq!(cells.iter().map(|c| c.number).collect::<Vec<_>>(), [1, 900_000, 900_002]);
    assert_eq!(cells[1].values[0], "C9");
    assert_eq!(cells[2].wrong_column, Some(1));
    let place = cells[2].offset as usize..(cells[2].offset + cells[2].length) as usize;
    assert!(window[place].starts_with("C10;"));
}

#[test]
fn lines_do_not_depend_on_how_the_bytes_come() {
    let rules = rules();
    let file = format!("{HEADER}{LINE}\r\nC3;2024-11-11;\"DU\"\"RAND\";;;\nC4;;X;;;\n");
    let read = |size: usize| {
        let mut delivery = rules.open(context()).unwrap();
        let mut lines = Vec::new();
        for bytes in file.as_bytes().chunks(size) {
            lines.extend(delivery.read(bytes).unwrap().unwrap());
        }
        lines.extend(delivery.end().unwrap().unwrap());
        lines
    };
    let whole = read(file.len());
    assert_eq!(whole.len(), 3);
    for size in 1..file.len() {
        assert_eq!(read(size), whole, "{size} bytes at a time");
    }
}

/// Everything that a file of new customers leads to: its lines and their decisions, asked some hundred at a time.
fn everything(reader: &mut Abreast, bytes: &[u8], chunk: usize) -> (Vec<Line>, Vec<Decision>) {
    let mut lines = Vec::new();
    for piece in bytes.chunks(chunk) {
        lines.extend(reader.read(piece).unwrap().unwrap());
    }
    lines.extend(reader.end().unwrap().unwrap());
    let decidable: Vec<_> = lines.iter().filter(|line| line.subject.is_ok()).map(|line| line.number).collect();
    let mut decisions = Vec::new();
    for numbers in decidable.chunks(500) {
        let ask = |number: &u32| Ask { number: *number, current: None, prior: vec![], later_source: false };
        let answers = reader.decide_these(numbers.iter().map(ask).collect()).unwrap();
        assert!(answers.iter().all(|answer| matches!(answer, Answer::LookUp(_))));
        let found = |number: &u32| Found { ask: ask(number), evidence: evidence(&[]) };
        decisions.extend(reader.settle_these(numbers.iter().map(found).collect()).unwrap());
    }
    (lines, decisions)
}

#[test]
fn two_sessions_answer_as_one() {
    let rules = rules();
    let mut file = HEADER.to_owned();
    for index in 0..9_000 {
        let city = match index % 7 {
            0 => "\"Saint-\"\"Malo\"\";\r\n intra muros\"",
            1 if index > 8_990 => "\"never closed",
            _ => "Évreux",
        };
        let date = if index % 11 == 0 { "tomorrow" } else { "2024-11-02" };
        file += &format!("C{index};{date};Petit {index};Anne;06{index:08};{city}\n");
    }
    assert!(file.len() > 400_000, "several pieces for each session");
    let mut one = Abreast::from(rules.open(context()).unwrap());
    let expected = everything(&mut one, file.as_bytes(), 256 << 10);
    assert!(expected.0.len() > 8_000 && expected.1.len() < expected.0.len());
    for chunk in [1 << 20, 100_000, 3_001] {
        let mut two = Abreast::in_two(&rules, context()).unwrap();
        assert!(two.layout().unwrap().is_none());
        let (lines, decisions) = everything(&mut two, file.as_bytes(), chunk);
        assert_eq!((lines.len(), decisions.len()), (expected.0.len(), expected.1.len()));
        assert!(lines == expected.0 && decisions == expected.1, "in chunks of {chunk}");
    }
}

#[test]
fn either_session_refuses_a_file() {
    let mut two = Abreast::in_two(&rules(), context()).unwrap();
    let refused = two.read(b"NOM;PRENOM\nPetit;Anne\n").unwrap().unwrap_err();
    assert_eq!(refused.code, "missing-column");
}
