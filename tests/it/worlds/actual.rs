//! Plays a world and writes down what came of it, in the form of `expected.json`.

use std::{ffi::OsString, path::Path};

use serde_json::{Map, Value, json};

use crate::store::{Ran, Store, counts, list, number, text};

/// A delivery as the run reported it; its lines are asked for at the very end, when resolutions stand.
type Reported = Value;

/// Plays the world in a store of its own.
pub(super) fn of(folder: &Path, world: &Value) -> Value {
    let store = Store::new();
    for (name, value) in world["parameters"].as_object().unwrap() {
        store.run(["settings", "set", &format!("rules.parameters.{name}"), text(value)]).succeeded();
    }
    let file = folder.join(text(&world["import"]["file"]));
    let imported = store.run_at(text(&world["import"]["now"]), ["import".into(), file.into_os_string()]);
    let import = deliveries(&imported.succeeded());
    assert_eq!(import.len(), 1, "an import is one delivery");
    let played: Vec<_> = list(&world["retrievals"]).iter().map(|retrieval| play(&store, folder, retrieval)).collect();

    let lines = |reported: &[Reported]| -> Value { reported.iter().map(|it| delivery(&store, it)).collect() };
    let retrievals: Value = played
        .iter()
        .map(|(delivered, again)| json!({"deliveries": lines(delivered), "again": lines(again)}))
        .collect();
    let loaded = json!([{"deliveries": lines(&import), "again": []}]);
    let sent = identifiers(&retrievals).chain(identifiers(&loaded));
    let (base, absent) = base(&store, sent.collect());
    json!({
        "import": delivery(&store, &import[0]),
        "retrievals": retrievals,
        "base": base,
        "absent": absent,
        "customers": store.count_customers(),
        "withheld": withheld(&store),
    })
}

/// One retrieval and what people do after it.
fn play(store: &Store, folder: &Path, retrieval: &Value) -> (Vec<Reported>, Vec<Reported>) {
    let mut arguments = vec![OsString::from("retrieve")];
    arguments.extend(list(&retrieval["files"]).iter().map(|file| folder.join(text(file)).into_os_string()));
    let ran = store.run_at(text(&retrieval["now"]), arguments);
    let delivered = deliveries(&ran);
    let mut again = Vec::new();
    for act in list(&retrieval["then"]) {
        let now = text(&act["now"]);
        match text(&act["act"]) {
            "again" => {
                let id = applied(store, text(&act["delivery"]));
                again.extend(deliveries(&store.run_at(now, ["retrieve", "--again", &id])));
            }
            "edit" => {
                let mut arguments = vec!["customer".into(), "edit".into(), text(&act["customer"]).to_owned()];
                let values = act["values"].as_object().unwrap();
                arguments.extend(values.iter().map(|(field, value)| format!("{field}={}", text(value))));
                store.run_at(now, arguments).succeeded();
            }
            "merge" => {
                store.run_at(now, ["merge", text(&act["kept"]), text(&act["absorbed"])]).succeeded();
            }
            "distinct" => {
                let pair = list(&act["customers"]);
                store.run_at(now, ["distinct", text(&pair[0]), text(&pair[1])]).succeeded();
            }
            other => panic!("unknown act {other}"),
        }
    }
    (delivered, again)
}

fn deliveries(ran: &Ran) -> Vec<Reported> {
    assert!(ran.code().is_some_and(|code| code == 0 || code == 4), "{ran}");
    list(&ran.retrieval()["deliveries"]).clone()
}

/// The number of the one applied delivery of a name that was not taken again.
fn applied(store: &Store, name: &str) -> String {
    let report = store.run(["report"]).succeeded().json();
    let all = list(&report).iter().flat_map(|retrieval| list(&retrieval["deliveries"]));
    let mut found = all.filter(|it| it["name"] == name && it["status"] == "applied" && it["same_as"].is_null());
    let first = found.next().unwrap_or_else(|| panic!("no applied delivery {name}"));
    assert!(found.next().is_none(), "two applied deliveries {name}");
    number(&first["id"])
}

fn delivery(store: &Store, reported: &Reported) -> Value {
    let mut delivery = Map::new();
    delivery.insert("name".into(), reported["name"].clone());
    delivery.insert("status".into(), reported["status"].clone());
    if reported["status"] == "refused" {
        delivery.insert("reason".into(), reported["reason"]["code"].clone());
    }
    if reported["status"] != "applied" {
        assert_eq!(reported["lines"], 0, "nothing of it is applied: {reported}");
        return delivery.into();
    }
    let modifications = store.modifications(reported);
    let counts = counts(reported);
    assert_eq!(counts.iter().map(|(_, n)| n).sum::<u64>(), reported["lines"], "outcomes add up: {reported}");
    assert_eq!(reported["lines"], modifications.len(), "one modification a record: {reported}");
    for (outcome, count) in &counts {
        let found = modifications.iter().filter(|it| it["outcome"] == *outcome).count() as u64;
        assert_eq!(found, *count, "modifications that are {outcome} in {reported}");
    }
    delivery.insert("unknown_columns".into(), reported["unknown_columns"].clone());
    delivery.insert(
        "counts".into(),
        counts.into_iter().map(|(outcome, count)| (outcome, count.into())).collect::<Map<_, _>>().into(),
    );
    delivery.insert("lines".into(), modifications.iter().map(line).collect());
    delivery.into()
}

/// One line; what is empty is left out.
fn line(modification: &Value) -> Value {
    let code = |reason: &Value| reason["code"].clone();
    let mut line = Map::new();
    for member in ["line", "outcome", "customer", "applied_to", "modified_at", "resolution"] {
        line.insert(member.into(), modification[member].clone());
    }
    line.insert("reason".into(), modification["reason"].get("code").cloned().unwrap_or_default());
    let others = list(&modification["others"]).iter();
    let others: Map<_, _> = others
        .map(|other| (text(&other["customer"]).to_owned(), list(&other["reasons"]).iter().map(code).collect()))
        .collect();
    line.insert("others".into(), others.into());
    if modification["outcome"] != "created" {
        let changes = list(&modification["changes"]).iter();
        let changes: Map<_, _> =
            changes.map(|it| (text(&it["field"]).to_owned(), json!([it["old"], it["new"]]))).collect();
        line.insert("changes".into(), changes.into());
    }
    line.insert("notes".into(), list(&modification["notes"]).iter().map(code).collect());
    line.retain(|_, value| !empty(value));
    line.into()
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Every identifier that was sent.
fn identifiers(retrievals: &Value) -> impl Iterator<Item = String> {
    let lines = list(retrievals).iter().flat_map(|retrieval| {
        let all = list(&retrieval["deliveries"]).iter().chain(list(&retrieval["again"]));
        all.flat_map(|delivery| delivery["lines"].as_array().cloned().unwrap_or_default())
    });
    let sent: Vec<_> = lines.filter_map(|line| line["customer"].as_str().map(str::to_owned)).collect();
    sent.into_iter()
}

/// Who is in the base, by identifier, and which identifiers that were sent are not, nor lead to somebody.
fn base(store: &Store, mut sent: Vec<String>) -> (Value, Value) {
    sent.sort();
    sent.dedup();
    let (mut base, mut absent) = (Map::new(), Vec::new());
    for id in sent {
        let Some(found) = store.customer(&id) else {
            absent.push(Value::from(id));
            continue;
        };
        let mut values = found["values"].as_object().unwrap().clone();
        values.retain(|_, value| !empty(value));
        let kept = json!({"modified_at": found["modified_at"], "values": values, "aliases": found["aliases"]});
        base.insert(text(&found["id"]).to_owned(), kept);
    }
    (base.into(), absent.into())
}

fn withheld(store: &Store) -> Value {
    let queue = store.run(["duplicates", "list"]).succeeded().json();
    let entry = |it: &Value| {
        let others: Vec<_> = list(&it["others"]).iter().map(|other| other["customer"].clone()).collect();
        json!({
            "customer": it["customer"], "modified_at": it["modified_at"], "delivery": it["delivery"]["name"],
            "line": it["line"], "others": others,
        })
    };
    list(&queue).iter().map(entry).collect()
}
