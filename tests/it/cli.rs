//! The command line as a contract: keys, codes, exit codes, settings.

use std::collections::BTreeSet;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::store::{NOW, Ran, Store, component, finish, list, number, text};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;MOBILE;CARTE_FIDELITE\n";
const BASE: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;MOBILE;CARTE_FIDELITE\n\
    A1;2024-11-01;Lefèvre;Chloé;Lille;;29900\nA2;2024-11-01;Roy;Luc;Metz;;29901\n";
const DELIVERED: &str = "A1;2024-11-02;Lefèvre;Chloé;Lens;;29900\nA2;2024-10-01;Roy;Luc;Nancy;;29901\n\
    A3;2024-11-02;Brun;Max;Dax;;29901\n;2024-11-02;Personne;;;;\n";

const R: &[&str] = &["id", "mode", "status", "started_at", "finished_at", "error", "deliveries", "waiting", "notices"];
const D: &[&str] = &[
    "id",
    "name",
    "sha256",
    "size",
    "status",
    "same_as",
    "reason",
    "rules",
    "lines",
    "outcomes",
    "notes",
    "unknown_columns",
];
const M: &[&str] = &[
    "id",
    "line",
    "customer",
    "applied_to",
    "modified_at",
    "outcome",
    "others",
    "reason",
    "notes",
    "changes",
    "resolution",
];
const OUTCOMES: &[&str] = &["created", "corrected", "unchanged", "already-processed", "stale", "duplicate", "rejected"];

/// A store to which a correction, a stale line, a withheld one and a rejected one were delivered.
fn store() -> (Store, Value) {
    let store = Store::with_base(BASE.as_bytes());
    let delivery = store.deliver("CLIENTS_1.csv", format!("{HEADER}{DELIVERED}").as_bytes());
    (store, delivery)
}

#[track_caller]
fn has_keys(value: &Value, keys: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("not an object: {value}"));
    let found: BTreeSet<_> = object.keys().map(String::as_str).collect();
    assert_eq!(found, keys.iter().copied().collect(), "{value}");
}

#[test]
fn a_retrieval_has_every_key() {
    let (store, delivery) = store();
    let report = store.run(["report"]).succeeded().json();
    assert_eq!(list(&report).len(), 2);
    for retrieval in list(&report) {
        has_keys(retrieval, R);
        for delivery in list(&retrieval["deliveries"]) {
            has_keys(delivery, D);
            has_keys(&delivery["outcomes"], OUTCOMES);
            has_keys(&delivery["rules"], &["name", "version", "digest"]);
        }
    }
    assert_eq!(delivery["lines"], 4);
}

#[test]
fn a_modification_has_every_key() {
    let (store, delivery) = store();
    let lines = store.modifications(&delivery);
    assert_eq!(
        lines.iter().map(|it| text(&it["outcome"])).collect::<Vec<_>>(),
        ["corrected", "stale", "duplicate", "rejected"]
    );
    lines.iter().for_each(|line| has_keys(line, M));
    assert_eq!(lines.iter().map(|it| it["line"].as_u64().unwrap()).collect::<Vec<_>>(), [2, 3, 4, 5]);
    has_keys(&lines[0]["changes"][0], &["field", "old", "new"]);
    has_keys(&lines[2]["others"][0], &["customer", "reasons"]);
    has_keys(&lines[2]["others"][0]["reasons"][0], &["code", "text"]);
    has_keys(&lines[3]["reason"], &["code", "text", "column"]);
    assert_eq!(lines[3]["reason"]["column"], "ID_CLIENT");
    assert_eq!(lines[3]["customer"], Value::Null);
    for (line, other) in lines.iter().take(3).zip(["A1", "A2", "A3"]) {
        assert_eq!(line["customer"], other);
        assert_eq!(line["applied_to"], Value::Null);
    }
}

#[test]
fn the_report_is_filtered() {
    let (store, delivery) = store();
    let id = number(&delivery["id"]);
    let report = |arguments: &[&str]| -> Vec<Value> {
        list(&store.run(["report"].iter().chain(arguments)).succeeded().json()).clone()
    };
    let modes = |found: Vec<Value>| found.iter().map(|it| text(&it["mode"]).to_owned()).collect::<Vec<_>>();
    assert_eq!(modes(report(&["--mode", "import"])), ["import"]);
    assert_eq!(modes(report(&["--mode", "manual"])), ["manual"]);
    assert_eq!(modes(report(&["--mode", "automatic"])), Vec::<String>::new());
    assert_eq!(modes(report(&["--since", "2024-11-06"])), Vec::<String>::new());
    assert_eq!(modes(report(&["--until", "2024-11-01"])), Vec::<String>::new());
    assert_eq!(report(&["--since", "2024-11-01", "--until", "2024-11-30"]).len(), 2);
    let outcomes = |found: Vec<Value>| found.iter().map(|it| text(&it["outcome"]).to_owned()).collect::<Vec<_>>();
    assert_eq!(outcomes(report(&["--delivery", &id, "--outcome", "stale"])), ["stale"]);
    let two = report(&["--delivery", &id, "--outcome", "rejected", "--outcome", "corrected"]);
    assert_eq!(outcomes(two), ["corrected", "rejected"]);
}

#[test]
fn history_has_every_key_and_the_newest_first() {
    let (store, delivery) = store();
    store.run_at("2024-11-06T10:00:00Z", ["customer", "edit", "A1", "city=Arras"]).succeeded();
    let history = store.run(["history", "--customer", "A1"]).succeeded().json();
    let operations: Vec<_> = list(&history).iter().map(|it| text(&it["operation"])).collect();
    assert_eq!(operations, ["edited", "corrected", "created"]);
    for entry in list(&history) {
        has_keys(entry, &[M, &["integrated_at", "delivery", "operation", "by"]].concat());
    }
    assert_eq!(history[0]["delivery"], Value::Null);
    assert_eq!(history[1]["delivery"]["id"], delivery["id"]);
    has_keys(&history[1]["delivery"], &["id", "name"]);
    let edited = store.run(["history", "--operation", "edited", "--operation", "stale"]).succeeded().json();
    assert_eq!(list(&edited).iter().map(|it| text(&it["operation"])).collect::<Vec<_>>(), ["edited", "stale"]);
    let since = store.run(["history", "--since", "2024-11-06"]).succeeded().json();
    assert_eq!(list(&since).len(), 1, "by the date of integration");
}

#[test]
fn a_customer_has_every_key_and_every_field() {
    let (store, _) = store();
    let customer = store.customer("A1").unwrap();
    has_keys(&customer, &["id", "modified_at", "values", "aliases", "withheld", "set_by"]);
    assert_eq!(customer["values"].as_object().unwrap().len(), 16);
    assert_eq!(customer["values"]["city"], "Lens");
    assert_eq!(customer["values"]["email"], "");
    assert_eq!(store.customer("A3"), None, "withheld, not in the base");
    assert_eq!(store.customer("a1"), None, "identifiers compare exactly");
}

#[test]
fn customers_are_found_as_one_types() {
    let (store, _) = store();
    let found = |what: &str| -> Vec<String> {
        let found = store.run(["customer", "find", what]).succeeded().json();
        list(&found).iter().map(|it| text(&it["id"]).to_owned()).collect()
    };
    for what in ["lefe", "LEFEVRE", "Lefèvre", "A1", "29900"] {
        assert_eq!(found(what), ["A1"], "{what}");
    }
    assert_eq!(found("zzz"), Vec::<String>::new());
}

#[test]
fn an_edit_is_history_and_dated() {
    let (store, _) = store();
    store.run_at("2024-11-06T10:00:00Z", ["customer", "edit", "A1", "city=Arras"]).succeeded();
    let customer = store.customer("A1").unwrap();
    assert_eq!(customer["values"]["city"], "Arras");
    assert_eq!(customer["modified_at"], "2024-11-06T10:00:00+00:00");
    // The till's own edit carries the till's date, and one that is earlier than the record's keeps the record's.
    store.run(["customer", "edit", "A1", "city=Douai", "--at", "2024-11-04T10:00:00Z"]).succeeded();
    let customer = store.customer("A1").unwrap();
    assert_eq!(
        (&customer["values"]["city"], &customer["modified_at"]),
        (&"Douai".into(), &"2024-11-06T10:00:00+00:00".into())
    );
    // A modification dated before the edit is stale.
    let late = store.deliver("CLIENTS_2.csv", format!("{HEADER}A1;2024-11-05;Lefèvre;Chloé;Nice;;29900\n").as_bytes());
    assert_eq!(late["outcomes"]["stale"], 1);
}

#[test]
fn an_edit_that_would_make_a_duplicate_must_be_forced() {
    let (store, _) = store();
    store.run(["customer", "edit", "A1", "loyalty_card=29901"]).exited(1);
    assert_eq!(store.customer("A1").unwrap()["values"]["loyalty_card"], "29900");
    store.run(["customer", "edit", "A1", "loyalty_card=29901", "--force"]).succeeded();
    assert_eq!(store.customer("A1").unwrap()["values"]["loyalty_card"], "29901");
}

#[test]
fn a_customer_is_added() {
    let (store, _) = store();
    let before = store.count_customers();
    store.run(["customer", "add", "last_name=Neuf", "first_name=Zoé", "city=Pau"]).succeeded();
    assert_eq!(store.count_customers(), before + 1);
    let found = store.run(["customer", "find", "neuf"]).succeeded().json();
    assert_eq!(found[0]["values"]["first_name"], "Zoé");
    let history = store.run(["history", "--operation", "added"]).succeeded().json();
    assert_eq!(history[0]["customer"], found[0]["id"]);
    store.run(["customer", "add", "last_name=Autre", "loyalty_card=29900"]).exited(1);
    store.run(["customer", "add", "no_such_field=1"]).exited(1);
    assert_eq!(store.count_customers(), before + 1);
}

#[test]
fn a_till_reads_what_changed_since_its_cursor() {
    let (store, _) = store();
    let lines = |since: &str| -> Vec<Value> {
        let ran = store.run(["customers", "changes", "--since", since]).succeeded();
        ran.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let mut all = lines("0");
    let end = all.pop().unwrap();
    has_keys(&end, &["cursor"]);
    let changed: Vec<_> = all.iter().map(|it| (text(&it["id"]), text(&it["operation"]))).collect();
    assert_eq!(changed, [("A1", "created"), ("A2", "created"), ("A1", "corrected")]);
    assert_eq!(lines(&number(&end["cursor"])), std::slice::from_ref(&end));
    store.run(["customer", "edit", "A2", "city=Toul"]).succeeded();
    let next = lines(&number(&end["cursor"]));
    assert_eq!(next.len(), 2);
    assert_eq!(next[0]["customer"]["values"]["city"], "Toul");
    assert!(next[1]["cursor"].as_i64() > end["cursor"].as_i64());
}

#[test]
fn the_queue_has_every_key() {
    let (store, delivery) = store();
    let queue = store.run(["duplicates"]).succeeded().json();
    assert_eq!(queue, store.run(["duplicates", "list"]).succeeded().json());
    assert_eq!(list(&queue).len(), 1);
    has_keys(&queue[0], &["id", "customer", "modified_at", "delivery", "line", "others", "notes"]);
    assert_eq!(queue[0]["customer"], "A3");
    assert_eq!(queue[0]["others"][0]["customer"], "A2");
    assert_eq!(queue[0]["delivery"]["id"], delivery["id"]);
    let one = store.run(["duplicates", "show", &number(&queue[0]["id"])]).succeeded().json();
    assert_eq!(one["customer"], "A3");
    store.run(["duplicates", "show", "999999"]).exited(1);
}

#[test]
fn the_rules_say_what_they_are() {
    let store = Store::new();
    let status = store.run(["rules", "status"]).succeeded().json();
    let rules = ["name", "version", "digest", "contract", "imports", "since", "by", "release", "how"];
    let around = ["highest", "withdrawn", "undecided", "before", "candidates", "source"];
    has_keys(&status, &[&rules[..], &around].concat());
    has_keys(&status["source"], &["url", "looked_at", "reached_at", "listed", "expires", "error"]);
    assert_eq!((&status["release"], &status["how"]), (&Value::Null, &"installed".into()));
    assert_eq!(status["imports"], Value::Array(Vec::new()));
    let digest: String = hex::encode(Sha256::digest(std::fs::read(component()).unwrap()));
    assert_eq!(status["digest"], digest);
}

#[test]
fn rules_that_are_none_are_refused() {
    let store = Store::new();
    let before = store.run(["rules", "status"]).succeeded().json();
    let file = store.file("rules", "broken.wasm", b"\0asm\x0d\0\x01\0 and no more");
    store.run([std::ffi::OsStr::new("rules"), "install".as_ref(), file.as_os_str()]).exited(4);
    assert_eq!(store.run(["rules", "status"]).succeeded().json(), before);
}

#[test]
fn settings_are_kept_and_secrets_never_shown() {
    let store = Store::new();
    let show = |key: &str| store.run(["settings", "show"]).succeeded().json()[key].clone();
    assert_eq!(show("exchange.security"), "explicit");
    for (key, value) in [
        ("exchange.url", "ftp://example.com:2121/magasin"),
        ("exchange.security", "implicit"),
        ("exchange.user", "magasin12"),
        ("store.id", "MAG012"),
        ("rules.parameters.unknown-customer", "reject"),
    ] {
        store.set(key, value);
        assert_eq!(show(key), value, "{key}");
    }
    store.set("exchange.password", "un secret très secret");
    let told = [
        store.run(["settings", "show"]).succeeded().stdout().to_owned(),
        finish(store.command(NOW), ["settings", "show"]).succeeded().stdout().to_owned(),
        std::fs::read_to_string(store.data().join("redescente.toml")).unwrap(),
    ];
    for text in told {
        assert!(!text.contains("très secret"), "{text}");
        assert!(text.contains("magasin12"), "{text}");
    }
}

#[test]
fn wrong_settings_are_refused_and_nothing_is_changed() {
    let store = Store::new();
    let before = std::fs::read_to_string(store.data().join("redescente.toml")).unwrap();
    for (key, value) in [
        ("exchange.securite", "none"),
        ("exchange.security", "perhaps"),
        ("exchange.url", "http://example.com/"),
        ("exchange.url", "ftp://user:secret@example.com/"),
        ("exchange.after-reading", "delete"),
        ("store.time-zone", "Europe/Lutèce"),
        ("rules.parameters.unknown-customer", "perhaps"),
        ("rules.parameters.no-such", "1"),
    ] {
        let ran = store.run(["settings", "set", key, value]).exited(1);
        assert!(!ran.stderr().is_empty(), "{ran}");
        assert_eq!(std::fs::read_to_string(store.data().join("redescente.toml")).unwrap(), before, "{key} {value}");
    }
}

#[test]
fn each_setting_is_written_with_a_comment() {
    let store = Store::new();
    let written = std::fs::read_to_string(store.data().join("redescente.toml")).unwrap();
    for name in ["url", "security", "certificate", "pattern", "marker", "after-reading", "automatic", "time-zone"] {
        assert!(written.contains(name), "{name} is not in\n{written}");
    }
    assert!(written.lines().filter(|line| line.starts_with('#')).count() >= 15, "{written}");
    for part in ["base.sqlite", "deliveries", "rules", "log"] {
        assert!(store.data().join(part).exists(), "{part}");
    }
}

#[test]
fn exit_codes_tell_the_kinds_of_failure_apart() {
    let bare = Store::bare();
    for command in [&["retrieve"][..], &["report"], &["history"], &["customer", "show", "A1"], &["duplicates"]] {
        let ran = bare.run(command).exited(1);
        assert!(!ran.stderr().is_empty(), "{ran}");
        assert!(!bare.data().join("base.sqlite").exists(), "made by {ran}");
    }
    for command in [&["no-such-command"][..], &["customer", "show"], &["report", "--no-such-option"], &[]] {
        bare.run(command).exited(2);
    }
    let (store, _) = store();
    store.run(["report", "--delivery", "999"]).exited(1);
    store.run(["customer", "edit", "Z9", "city=Pau"]).exited(1);
    store.run(["customer", "edit", "A1", "no_such_field=1"]).exited(1);
}

#[test]
fn strict_tells_that_something_is_left_to_look_at() {
    let store = Store::with_base(BASE.as_bytes());
    let retrieve = |name: &str, line: &str, strict: bool| -> Ran {
        let file = store.file("strict", name, format!("{HEADER}{line}").as_bytes());
        let mut arguments = vec!["retrieve".into(), file.into_os_string()];
        arguments.extend(strict.then(|| "--strict".into()));
        store.run(arguments)
    };
    retrieve("CLIENTS_1.csv", "A1;2024-11-02;Lefèvre;Chloé;Lens;;29900\n", true).exited(0);
    retrieve("CLIENTS_2.csv", ";2024-11-02;Personne;;;;\n", false).exited(0);
    retrieve("CLIENTS_3.csv", ";2024-11-03;Personne;;;;\n", true).exited(5);
    retrieve("CLIENTS_4.csv", "A3;2024-11-02;Brun;Max;Dax;;29901\n", true).exited(5);
}

#[test]
fn people_read_french_or_english() {
    let (store, delivery) = store();
    let id = number(&delivery["id"]);
    let said = |language: &str| -> Value {
        let mut command = store.command(NOW);
        command.args(["--format", "json", "--lang", language]);
        finish(command, ["report", "--delivery", &id]).succeeded().json()
    };
    let (french, english) = (said("fr"), said("en"));
    let rejected = |told: &Value| told[3]["reason"].clone();
    assert_eq!(rejected(&french)["code"], rejected(&english)["code"]);
    assert!(!text(&rejected(&french)["text"]).is_empty());
    assert_ne!(rejected(&french)["text"], rejected(&english)["text"]);
    assert_eq!(store.run(["report", "--delivery", &id]).json(), french, "French where nothing is said");
}

#[test]
fn every_command_also_speaks_to_people() {
    let (store, delivery) = store();
    let id = number(&delivery["id"]);
    for command in [
        &["report"][..],
        &["report", "--delivery", &id],
        &["delivery", "show", &id],
        &["delivery", "show", &id, "--line", "4"],
        &["history", "--details"],
        &["customer", "show", "A1"],
        &["customer", "find", "roy"],
        &["duplicates", "list"],
        &["rules", "status"],
        &["settings", "show"],
    ] {
        let ran = finish(store.command(NOW), command).succeeded();
        assert!(!ran.stdout().trim().is_empty(), "{ran}");
    }
}
