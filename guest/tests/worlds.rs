//! The small worlds of `fixtures/worlds`, each with every outcome that must come out.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use model::{Decided, Delivered, Model, Place, Status};
use redescente_rules::types::Outcome;
use serde_json::{Value, json};

mod model;

fn worlds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/worlds")
}

fn parsed(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn seconds(time: &Value) -> i64 {
    chrono::DateTime::parse_from_rfc3339(time.as_str().unwrap()).unwrap().timestamp()
}

fn file(world: &Path, path: &Value) -> (String, Vec<u8>) {
    let path = world.join(path.as_str().unwrap());
    (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(path).unwrap())
}

fn texts(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Corrected => "corrected",
        Outcome::Unchanged => "unchanged",
        Outcome::AlreadyProcessed => "already-processed",
        Outcome::Stale => "stale",
        Outcome::Duplicate => "duplicate",
        Outcome::Rejected => "rejected",
    }
}

/// What is expected of one world and did not come.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn check(&mut self, what: &str, expected: Value, got: Value) {
        if expected != got {
            self.0.push(format!("{what}: expected {expected}, got {got}"));
        }
    }
}

fn fields_of(row: &str) -> BTreeMap<String, String> {
    let names = Model::description().fields.into_iter().map(|field| field.name);
    names.zip(row.split('\u{1f}').map(str::to_owned)).filter(|(_, value)| !value.is_empty()).collect()
}

fn check_delivery(differences: &mut Differences, what: &str, expected: &Value, got: &Delivered) {
    let what = format!("{what} {}", got.name);
    differences.check(&what, expected["name"].clone(), json!(got.name));
    let (status, reason) = match &got.status {
        Status::Applied => ("applied", Value::Null),
        Status::Refused(reason) => ("refused", json!(reason.code)),
        Status::Redelivered(_) => ("redelivered", Value::Null),
    };
    differences.check(&what, expected["status"].clone(), json!(status));
    differences.check(&what, expected["reason"].clone(), reason);
    let lines = expected["lines"].as_array().cloned().unwrap_or_default();
    differences.check(&format!("{what}: lines"), json!(lines.len()), json!(got.lines.len()));
    for (line, decided) in lines.iter().zip(&got.lines) {
        check_line(differences, &what, line, decided);
    }
}

fn check_line(differences: &mut Differences, what: &str, expected: &Value, got: &Decided) {
    let what = format!("{what}:{}", expected["line"]);
    let mut check = |part: &str, got: Value| {
        let (expected, got) = (expected[part].clone(), got);
        differences.check(&format!("{what} {part}"), expected, got);
    };
    let decision = &got.decision;
    let names: Vec<_> = Model::description().fields.into_iter().map(|field| field.name).collect();
    check("line", json!(got.line.number));
    check("outcome", json!(outcome(decision.outcome)));
    if expected.get("customer").is_some() {
        check("customer", json!(got.line.customer));
    }
    if expected.get("modified_at").is_some() {
        let subject = got.line.subject.as_ref().ok();
        differences.check(
            &format!("{what} modified_at"),
            json!(seconds(&expected["modified_at"])),
            json!(subject.map(|subject| subject.modified_at)),
        );
    }
    let mut check = |part: &str, got: Value| {
        differences.check(&format!("{what} {part}"), expected[part].clone(), got);
    };
    check("reason", json!(decision.rejected.as_ref().map(|reason| &reason.code)));
    let applied_to = got.before.as_ref().map(|before| &before.id).filter(|id| Some(*id) != got.line.customer.as_ref());
    check("applied_to", json!(applied_to));
    check("resolution", json!(got.resolution));
    if decision.outcome == Outcome::Duplicate {
        let others: BTreeMap<_, Vec<_>> = decision
            .matches
            .iter()
            .map(|it| (&it.customer, it.reasons.iter().map(|reason| &reason.code).collect()))
            .collect();
        check("others", json!(others));
    }
    if decision.outcome != Outcome::Created {
        let before = got.before.as_ref().map(|before| before.values.as_str()).unwrap_or_default();
        let before: Vec<_> = before.split('\u{1f}').collect();
        let changes: BTreeMap<_, _> = decision
            .changes
            .iter()
            .map(|change| {
                let field = change.field as usize;
                (&names[field], [before.get(field).copied().unwrap_or_default(), &change.value])
            })
            .collect();
        check("changes", if changes.is_empty() { Value::Null } else { json!(changes) });
    }
    let notes: BTreeSet<String> = decision.notes.iter().map(|note| note.code.clone()).collect();
    let required = texts(&expected["notes"]);
    let open = texts(&expected["notes_open"]);
    let missing: Vec<_> = required.difference(&notes).collect();
    let extra: Vec<_> = notes.iter().filter(|note| !required.contains(*note) && !open.contains(*note)).collect();
    differences.check(&format!("{what} notes missing"), json!([]), json!(missing));
    differences.check(&format!("{what} notes too many"), json!([]), json!(extra));
}

fn check_end(differences: &mut Differences, expected: &Value, model: &Model) {
    let base: BTreeMap<_, _> = model
        .customers
        .iter()
        .map(|(id, record)| {
            let aliases: Vec<_> = model.aliases.keys().filter(|alias| model.resolve(alias) == *id).collect();
            let customer = &record.customer;
            (id, json!([customer.modified_at, fields_of(&customer.values), aliases]))
        })
        .collect();
    let wanted: BTreeMap<_, _> = expected["base"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(id, it)| (id, json!([seconds(&it["modified_at"]), it["values"], it["aliases"]])))
        .collect();
    for id in base.keys().chain(wanted.keys()).collect::<BTreeSet<_>>() {
        let get = |map: &BTreeMap<&String, Value>| map.get(*id).cloned().unwrap_or_default();
        differences.check(&format!("base {id}"), get(&wanted), get(&base));
    }
    let queue: Vec<_> = model
        .withheld
        .iter()
        .map(|it| {
            let Place::Delivery(name, _, line) = &it.place else { panic!("only deliveries are withheld") };
            let mut others = it.others.clone();
            others.sort();
            json!([it.modification.customer, it.modification.modified_at, name, line, others])
        })
        .collect();
    let wanted: Vec<_> = expected["withheld"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            json!([it["customer"], seconds(&it["modified_at"]), it["delivery"], it["line"], texts(&it["others"])])
        })
        .collect();
    differences.check("queue", json!(wanted), json!(queue));
}

fn run(world: &Path) -> Vec<String> {
    let (steps, expected) = (parsed(&world.join("world.json")), parsed(&world.join("expected.json")));
    let parameters = steps["parameters"].as_object().unwrap();
    let parameters = parameters.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
    let mut model = Model::new(parameters.collect());
    // What to compare waits until the end: resolutions are those of the very end.
    let mut reports = Vec::new();
    let (name, bytes) = file(world, &steps["import"]["file"]);
    let import = model.import(&name, &bytes, seconds(&steps["import"]["now"]));
    reports.push(("import".to_owned(), expected["import"].clone(), import));
    for (at, retrieval) in steps["retrievals"].as_array().unwrap().iter().enumerate() {
        let files = retrieval["files"].as_array().unwrap().iter().map(|path| file(world, path)).collect();
        let indexes = model.retrieve(files, seconds(&retrieval["now"]));
        let wanted = &expected["retrievals"][at];
        for (index, wanted) in indexes.iter().zip(wanted["deliveries"].as_array().unwrap()) {
            reports.push((format!("retrieval {at}"), wanted.clone(), *index));
        }
        let mut again = wanted["again"].as_array().into_iter().flatten();
        for act in retrieval["then"].as_array().unwrap() {
            let now = seconds(&act["now"]);
            let text = |name: &str| act[name].as_str().unwrap();
            match text("act") {
                "edit" => {
                    let values = act["values"].as_object().unwrap();
                    let values = values.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
                    model.edit(text("customer"), &values.collect(), now);
                }
                "again" => {
                    let index = model.again(text("delivery"), now);
                    reports.push((format!("retrieval {at}, again"), again.next().unwrap().clone(), index));
                }
                "merge" => model.merge(text("kept"), text("absorbed"), now),
                "distinct" => {
                    let id = |at: usize| act["customers"][at].as_str().unwrap();
                    model.declare_distinct(id(0), id(1), now);
                }
                act => panic!("no act {act}"),
            }
        }
    }
    let mut differences = Differences::default();
    for (what, wanted, index) in reports {
        check_delivery(&mut differences, &what, &wanted, &model.deliveries[index]);
    }
    check_end(&mut differences, &expected, &model);
    differences.0
}

#[test]
fn every_world_comes_out_as_expected() {
    let mut folders: Vec<_> =
        std::fs::read_dir(worlds()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    let mut failures = Vec::new();
    for folder in &folders {
        let differences = run(folder);
        if !differences.is_empty() {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            failures.push(format!("{name}:\n  {}", differences.join("\n  ")));
        }
    }
    assert!(folders.len() >= 60, "the worlds are there");
    assert!(failures.is_empty(), "{} of {} worlds:\n{}", failures.len(), folders.len(), failures.join("\n"));
}
