//! `rules replay`: the same rules change nothing; a planted change of the rules is all that differs.

use std::ffi::OsStr;
use std::path::Path;

use serde_json::{Value, json};

use crate::store::{NOW, Store, component, finish, guest, list, root, text};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE;OPTIN_EMAIL\n";
const BASE: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE;OPTIN_EMAIL\n\
    A1;2024-09-01;Petit;Anne;Lille;2990001;oui\n\
    A2;2024-09-01;Roy;Luc;Metz;2990002;non\n\
    A3;2024-09-01;Morel;Zoé;Brest;2990003;oui\n\
    A4;2024-09-01;Faure;Max;Dax;2990004;oui\n";

/// A store whose base was loaded in September.
fn store() -> Store {
    let store = Store::new();
    let file = store.file("import", "base.csv", BASE.as_bytes());
    store.run_at("2024-09-02T08:00:00Z", [OsStr::new("import"), file.as_os_str()]).succeeded();
    store
}

#[track_caller]
fn deliver(store: &Store, now: &str, name: &str, lines: &str) -> Value {
    let file = store.file("delivered", name, format!("{HEADER}{lines}").as_bytes());
    let retrieval = store.run_at(now, [OsStr::new("retrieve"), file.as_os_str()]).succeeded().retrieval();
    list(&retrieval["deliveries"])[0].clone()
}

#[track_caller]
fn replay(store: &Store, component: &Path, options: &[&str]) -> Value {
    let before = std::fs::read(store.data().join("base.sqlite")).unwrap();
    let mut arguments: Vec<&OsStr> = vec!["rules".as_ref(), "replay".as_ref(), component.as_os_str()];
    arguments.extend(options.iter().map(OsStr::new));
    let outcome = store.run(arguments).succeeded().json();
    assert_eq!(std::fs::read(store.data().join("base.sqlite")).unwrap(), before, "the base is only read");
    let left = std::fs::read_dir(store.data()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with("replay-")).collect();
    assert!(left.is_empty(), "{left:?}");
    outcome
}

/// Nothing differs, and the rules in force answer what history has.
#[track_caller]
fn identical(outcome: &Value) {
    assert_eq!(outcome["self_check"]["different"], 0, "{outcome:#}");
    assert_eq!(outcome["self_check"]["lines"], outcome["lines"], "{outcome:#}");
    assert_eq!(outcome["decisions"], json!({"same": outcome["lines"], "direct": [], "consequences": []}));
    assert_eq!(
        (&outcome["records"], &outcome["statuses"], &outcome["unreplayed"]),
        (&json!([]), &json!([]), &json!([]))
    );
}

#[test]
fn the_same_rules_decide_the_demo_alike() {
    let demo = root().join("fixtures/demo");
    let store = Store::with_base(&std::fs::read(demo.join("base.csv")).unwrap());
    for entry in std::fs::read_dir(demo.join("exchange")).unwrap() {
        let entry = entry.unwrap();
        store.put(entry.file_name().to_str().unwrap(), &std::fs::read(entry.path()).unwrap());
    }
    store.use_folder();
    store.retrieve();
    // The first load is in the period too.
    let outcome = replay(&store, &component(), &[]);
    identical(&outcome);
    assert_eq!(outcome["deliveries"], 3);
    assert_eq!(outcome["active"], outcome["candidate"]);
}

#[test]
fn what_persons_did_is_done_again() {
    let store = store();
    deliver(&store, "2024-10-10T08:00:00Z", "CLIENTS_1.csv", "B1;2024-10-09;Petit;Anne;Lens;2990001;oui\n");
    deliver(&store, "2024-10-11T08:00:00Z", "CLIENTS_2.csv", "B2;2024-10-10;Roy;Luc;Nancy;2990002;oui\n");
    // Stale, and takes a consent back.
    deliver(&store, "2024-10-12T08:00:00Z", "CLIENTS_3.csv", "A3;2024-08-01;Morel;Zoé;Brest;2990003;non\n");
    let act = |now: &str, arguments: &[&str]| store.run_at(now, arguments).succeeded().json();
    let merge = act("2024-10-13T08:00:00Z", &["merge", "A1", "B1", "--take", "city"]);
    act("2024-10-13T09:00:00Z", &["distinct", "A2", "B2"]);
    act("2024-10-13T09:30:00Z", &["distinct", "B2", "A2", "--undo"]);
    act("2024-10-13T10:00:00Z", &["customer", "edit", "A4", "city=Pau"]);
    act("2024-10-13T11:00:00Z", &["customer", "add", "id=L1", "last_name=Blanc", "city=Nice"]);
    let history = act("2024-10-13T11:30:00Z", &["history", "--customer", "A3"]);
    let stale = list(&history).iter().find(|entry| entry["operation"] == "stale").unwrap();
    act("2024-10-13T12:00:00Z", &["apply-opt-out", &stale["id"].to_string()]);
    deliver(&store, "2024-10-14T08:00:00Z", "CLIENTS_4.csv", "B1;2024-10-13;Petit;Anne;Arras;2990001;oui\n");
    act("2024-10-15T08:00:00Z", &["unmerge", &merge["merge"].to_string()]);
    deliver(&store, "2024-10-16T08:00:00Z", "CLIENTS_5.csv", "A4;2024-10-15;Faure;Max;Tours;2990009;oui\n");
    for since in ["2024-10-01", "2024-10-11", "2024-10-13"] {
        let outcome = replay(&store, &component(), &["--since", since]);
        identical(&outcome);
    }
    let outcome = replay(&store, &component(), &["--since", "2024-10-01"]);
    assert_eq!((&outcome["deliveries"], &outcome["counts"]["acts"]), (&json!(5), &json!(7)));
}

#[test]
fn what_was_undone_in_the_period_is_undone_in_it_again() {
    let store = store();
    let act = |now: &str, arguments: &[&str]| store.run_at(now, arguments).succeeded().json();
    deliver(&store, "2024-10-02T08:00:00Z", "CLIENTS_1.csv", "B1;2024-10-01;Petit;Anne;Lens;2990001;oui\n");
    let merge = act("2024-10-02T09:00:00Z", &["merge", "A1", "B1"]);
    act("2024-10-02T10:00:00Z", &["distinct", "A2", "A3"]);
    // The period begins with both in force, and ends without either.
    deliver(&store, "2024-10-20T08:00:00Z", "CLIENTS_2.csv", "B1;2024-10-19;Petit;Anne;Arras;2990001;oui\n");
    act("2024-10-20T09:00:00Z", &["unmerge", &merge["merge"].to_string()]);
    act("2024-10-20T10:00:00Z", &["distinct", "A3", "A2", "--undo"]);
    deliver(&store, "2024-10-21T08:00:00Z", "CLIENTS_3.csv", "A1;2024-10-20;Petit;Anne;Douai;2990001;oui\n");
    let outcome = replay(&store, &component(), &["--since", "2024-10-10"]);
    assert_eq!(outcome["self_check"], json!({"lines": 2, "different": 0, "examples": []}), "{outcome:#}");
    assert_eq!((&outcome["records"], &outcome["counts"]["acts"]), (&json!([]), &json!(2)), "{outcome:#}");
    // What waited when the merge was undone is not known any more: that is said, and nothing else.
    let named = list(&outcome["unreplayed"]);
    assert_eq!((named.len(), &named[0]["what"], &named[0]["customers"]), (1, &json!("merge-undone"), &json!(["A1"])));
}

#[test]
fn a_period_begins_where_old_values_are_still_known() {
    let store = store();
    store.set("retention.history", "30");
    deliver(&store, "2024-09-10T08:00:00Z", "CLIENTS_1.csv", "A1;2024-09-09;Petit;Anne;Lens;2990001;oui\n");
    deliver(&store, "2024-09-20T08:00:00Z", "CLIENTS_2.csv", "A1;2024-09-19;Petit;Anne;Arras;2990001;oui\n");
    // Old values of September go with this retrieval.
    deliver(&store, "2024-11-04T08:00:00Z", "CLIENTS_3.csv", "A1;2024-11-03;Petit;Anne;Douai;2990001;oui\n");
    let whole = replay(&store, &component(), &["--since", "2024-11-04T08:00:00Z"]);
    assert_eq!(whole["period"]["shortened"], false, "{whole:#}");
    let outcome = replay(&store, &component(), &["--since", "2024-09-05"]);
    assert_eq!(outcome["period"]["shortened"], true, "{outcome:#}");
    assert!(text(&outcome["period"]["since"]) > "2024-09-20", "{outcome:#}");
    assert_eq!((&outcome["deliveries"], &outcome["self_check"]["different"]), (&json!(1), &json!(0)), "{outcome:#}");
    let mut command = store.command(NOW);
    command.args(["--lang", "en", "rules", "replay", "--since", "2024-09-05"]);
    let said = finish(command, [component()]).succeeded();
    assert!(said.stdout().contains("The period begins later than asked"), "{said}");
}

#[test]
fn rules_that_read_other_files_are_a_difference_of_the_delivery() {
    let Some(other_columns) = guest("other_columns") else { return };
    let store = store();
    deliver(&store, "2024-10-21T08:00:00Z", "CLIENTS_1.csv", "A1;2024-10-20;Petit;Anne;Lens;2990001;oui\n");
    let outcome = replay(&store, &other_columns, &["--since", "2024-10-01"]);
    let statuses = list(&outcome["statuses"]);
    assert_eq!(statuses.len(), 1, "{outcome:#}");
    assert_eq!(
        ["recorded", "active", "candidate"].map(|side| text(&statuses[0][side])),
        ["applied", "applied", "refused"]
    );
    // The line is a decision that only the rules in force take; Anne stays as she was under the others.
    let direct = list(&outcome["decisions"]["direct"]);
    assert_eq!((direct.len(), &direct[0]["candidate"]), (1, &Value::Null), "{outcome:#}");
    assert_eq!(direct[0]["active"]["outcome"], "corrected");
    assert_eq!(outcome["records"].as_array().unwrap().last().unwrap()["candidate"], "Lille");
}

#[test]
fn rules_that_leave_a_file_undecided_are_a_difference_of_the_delivery() {
    let Some(slow) = guest("slow_on_long_names") else { return };
    let store = store();
    let long = "X".repeat(1_000);
    deliver(&store, "2024-10-21T08:00:00Z", "CLIENTS_1.csv", &format!("N1;2024-10-20;{long};Anne;Lens;;oui\n"));
    deliver(&store, "2024-10-22T08:00:00Z", "CLIENTS_2.csv", "N2;2024-10-20;Roy;Ida;Lens;;oui\n");
    let outcome = replay(&store, &slow, &["--since", "2024-10-01"]);
    let statuses = list(&outcome["statuses"]);
    assert_eq!((statuses.len(), &statuses[0]["candidate"]), (1, &json!("undecided")), "{outcome:#}");
    assert_eq!((&outcome["deliveries"], &outcome["decisions"]["same"]), (&json!(2), &json!(1)), "{outcome:#}");
    let not_in: Vec<_> = list(&outcome["records"]).iter().map(|it| text(&it["customer"])).collect();
    assert!(!not_in.is_empty() && not_in.iter().all(|id| *id == "N1"), "{outcome:#}");
}

#[test]
fn a_replay_that_is_killed_leaves_the_base_as_it_was_and_goes_with_the_next() {
    let Some(binary) = std::env::var_os("REDESCENTE_BIN_KILL_POINTS") else {
        return crate::store::not_run("a replay that is killed", "no binary with kill points");
    };
    let store = Store::with_binary(binary.into());
    store.run(["init"]).succeeded();
    let file = store.file("import", "base.csv", BASE.as_bytes());
    store.run_at("2024-09-02T08:00:00Z", [OsStr::new("import"), file.as_os_str()]).succeeded();
    deliver(&store, "2024-10-21T08:00:00Z", "CLIENTS_1.csv", "A1;2024-10-20;Petit;Anne;Lens;2990001;oui\n");
    let before = std::fs::read(store.data().join("base.sqlite")).unwrap();
    for point in ["replay-copied", "replay-stepped"] {
        let mut command = store.command(NOW);
        command.env("REDESCENTE_KILL_AT", point).args(["rules", "replay"]);
        let killed = finish(command, [component()]);
        assert_eq!(killed.code(), None, "{point}: {killed}");
        let left = std::fs::read_dir(store.data()).unwrap().map(|entry| entry.unwrap().path());
        let left: Vec<_> = left.filter(|path| path.is_dir() && path.to_string_lossy().contains("/replay-")).collect();
        assert!(left.len() == 1 && left[0].join("active/base.sqlite").exists(), "{point}: {left:?}");
        assert_eq!(std::fs::read(store.data().join("base.sqlite")).unwrap(), before, "{point}");
    }
    identical(&replay(&store, &component(), &["--since", "2024-10-01"]));
}

#[test]
fn a_planted_change_is_all_that_differs() {
    let Some(last_wins) = guest("arrival_order") else { return };
    let store = store();
    let first = "A1;2024-10-20;Petit;Anne;Lens;2990001;oui\nA2;2024-10-20;Roy;Luc;Nancy;2990002;non\n";
    deliver(&store, "2024-10-21T08:00:00Z", "CLIENTS_1.csv", first);
    // Stale for the rules in force, applied by whoever takes what comes last.
    deliver(&store, "2024-10-22T08:00:00Z", "CLIENTS_2.csv", "A1;2024-10-10;Petit;Anne;Arras;2990001;oui\n");
    // Corrects either city: under the candidate from another one, which is no other decision.
    let third = "A1;2024-10-15;Petit;Anne;Douai;2990001;oui\nA3;2024-10-21;Morel;Zoé;Lorient;2990003;oui\n";
    deliver(&store, "2024-10-23T08:00:00Z", "CLIENTS_3.csv", third);
    let outcome = replay(&store, &last_wins, &["--since", "2024-10-01"]);
    assert_eq!(outcome["self_check"], json!({"lines": 5, "different": 0, "examples": []}));
    assert_eq!(
        (&outcome["deliveries"], &outcome["lines"], &outcome["decisions"]["same"]),
        (&json!(3), &json!(5), &json!(3))
    );
    let direct = list(&outcome["decisions"]["direct"]);
    assert_eq!(direct.len(), 1, "{outcome:#}");
    assert_eq!((&direct[0]["delivery"]["name"], &direct[0]["line"]), (&json!("CLIENTS_2.csv"), &json!(2)));
    assert_eq!(
        (&direct[0]["active"]["outcome"], &direct[0]["candidate"]["outcome"]),
        (&json!("stale"), &json!("corrected"))
    );
    // On the 15th the candidate's record is of the 10th, and the line is not stale for it.
    let consequences = list(&outcome["decisions"]["consequences"]);
    assert_eq!(consequences.len(), 1, "{outcome:#}");
    assert_eq!(consequences[0]["delivery"]["name"], "CLIENTS_3.csv");
    assert_eq!(
        outcome["records"],
        json!([
            {"customer": "A1", "field": "modified-at", "active": "2024-10-19T22:00:00+00:00", "candidate": "2024-10-14T22:00:00+00:00"},
            {"customer": "A1", "field": "city", "active": "Lens", "candidate": "Douai"}
        ])
    );
    assert_eq!(outcome["counts"]["fields"], json!({"city": 1, "modified-at": 1}));
    assert_eq!(text(&outcome["candidate"]["name"]), "arrival-order");
    // The rules in force are still the same.
    assert_eq!(store.run(["rules", "status"]).json()["digest"], outcome["active"]["digest"]);
}

#[test]
fn who_stands_in_the_way_makes_a_consequence() {
    let Some(cards_alone) = guest("cards_alone") else { return };
    let header = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE;EMAIL\n";
    let store = Store::new();
    let run = |now: &str, command: &str, name: &str, lines: &str| {
        let file = store.file("delivered", name, format!("{header}{lines}").as_bytes());
        store.run_at(now, [OsStr::new(command), file.as_os_str()]).succeeded();
    };
    run("2024-09-02T08:00:00Z", "import", "base.csv", "A1;2024-09-01;Petit;Anne;Lille;;anne@example.org\n");
    // Anne Petit again by name and e-mail: withheld, or not.
    run("2024-10-21T08:00:00Z", "retrieve", "CLIENTS_1.csv", "X1;2024-10-20;Petit;Anne;Lens;29977;anne@example.org\n");
    // A card that only X1 has, if X1 is in the base; then X1 itself; then somebody else altogether.
    let lines = "Z1;2024-10-21;Roy;Luc;Nancy;29977;\nX1;2024-10-21;Petit;Anne;Arras;29977;anne@example.org\n\
        Q1;2024-10-21;Blanc;Eve;Nice;;\n";
    run("2024-10-22T08:00:00Z", "retrieve", "CLIENTS_2.csv", lines);
    let outcome = replay(&store, &cards_alone, &["--since", "2024-10-01"]);
    assert_eq!(outcome["self_check"]["different"], 0, "{outcome:#}");
    let said = |kind: &str| -> Vec<String> {
        let of = |one: &Value| {
            let side = |side: &str| text(&one[side]["outcome"]).to_owned();
            format!("{} {}>{}", text(&one["customer"]), side("active"), side("candidate"))
        };
        list(&outcome["decisions"][kind]).iter().map(of).collect()
    };
    assert_eq!(said("direct"), ["X1 duplicate>created"], "{outcome:#}");
    assert_eq!(said("consequences"), ["Z1 created>duplicate", "X1 duplicate>corrected"], "{outcome:#}");
    let not_in: Vec<_> =
        list(&outcome["records"]).iter().filter(|it| it["active"].is_null()).map(|it| text(&it["customer"])).collect();
    assert!(!not_in.is_empty() && not_in.iter().all(|id| *id == "X1"), "{outcome:#}");
}

#[test]
fn a_field_that_only_the_candidate_has_is_seen() {
    let Some(points) = guest("new_field") else { return };
    let store = store();
    let csv = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;POINTS\nA1;2024-10-20;Petit;Anne;12\nA2;2024-10-20;Roy;Luc;\n";
    let file = store.file("delivered", "CLIENTS_1.csv", csv.as_bytes());
    store.run_at("2024-10-21T08:00:00Z", [OsStr::new("retrieve"), file.as_os_str()]).succeeded();
    let outcome = replay(&store, &points, &[]);
    let records = json!([{"customer": "A1", "field": "points", "active": "", "candidate": "12"}]);
    assert_eq!(outcome["records"], records, "{outcome:#}");
    let direct = list(&outcome["decisions"]["direct"]);
    assert_eq!(
        (direct.len(), &direct[0]["fields"]),
        (1, &json!([{"field": "points", "active": "", "candidate": "12"}]))
    );
}

#[test]
fn what_is_kept_no_more_is_named() {
    let store = store();
    let gone = deliver(&store, "2024-10-21T08:00:00Z", "CLIENTS_1.csv", "A1;2024-10-20;Petit;Anne;Lens;2990001;oui\n");
    deliver(&store, "2024-10-22T08:00:00Z", "CLIENTS_2.csv", "A2;2024-10-21;Roy;Luc;Nancy;2990002;non\n");
    std::fs::remove_file(store.data().join("deliveries").join(text(&gone["sha256"]))).unwrap();
    let outcome = replay(&store, &component(), &[]);
    assert_eq!((&outcome["deliveries"], &outcome["lines"]), (&json!(1), &json!(1)));
    let named = list(&outcome["unreplayed"]);
    assert_eq!((named.len(), &named[0]["what"]), (1, &json!("delivery-removed")));
    assert_eq!(named[0]["delivery"], json!({"id": gone["id"], "name": "CLIENTS_1.csv"}));
}

#[test]
fn an_erased_person_is_counted_and_stays_out() {
    let store = store();
    let lines = "A1;2024-10-20;Petit;Anne;Lens;2990001;oui\nA2;2024-10-20;Roy;Luc;Nancy;2990002;non\n";
    deliver(&store, "2024-10-21T08:00:00Z", "CLIENTS_1.csv", lines);
    store.run(["customer", "erase", "A1"]).succeeded();
    let outcome = replay(&store, &component(), &[]);
    assert_eq!(outcome["self_check"], json!({"lines": 1, "different": 0, "examples": []}), "{outcome:#}");
    let named = list(&outcome["unreplayed"]);
    assert_eq!((named.len(), &named[0]["what"], &named[0]["count"]), (1, &json!("records-blanked"), &json!(1)));
    assert!(!outcome.to_string().contains("Anne"));
}

#[test]
fn people_read_counts_then_examples() {
    let Some(last_wins) = guest("arrival_order") else { return };
    let store = store();
    let lines: String = (1..=30).map(|n| format!("N{n};2024-10-20;Nom{n};Luc;Lens;;non\n")).collect();
    deliver(&store, "2024-10-21T08:00:00Z", "CLIENTS_1.csv", &lines);
    deliver(
        &store,
        "2024-10-22T08:00:00Z",
        "CLIENTS_2.csv",
        &lines.replace("2024-10-20", "2024-10-10").replace("Lens", "Metz"),
    );
    let shown = |options: &[&str]| {
        let mut command = store.command(NOW);
        command.args(["--lang", "en", "rules", "replay"]).arg(&last_wins).args(options);
        finish(command, [] as [&str; 0]).succeeded().stdout().to_owned()
    };
    let said = shown(&[]);
    for part in [
        "2 deliveries, 60 lines",
        "Decided alike: 30",
        "stale → corrected: 30 otherwise, 0 in consequence",
        "reproduce history exactly (60 lines)",
        "… and 10 more",
        "CLIENTS_2.csv, line 2, customer N1",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let all = shown(&["--details"]);
    assert_eq!(all.matches("CLIENTS_2.csv, line").count(), 30);
    assert!(!all.contains("more ("), "{all}");
}

#[test]
fn what_a_killed_replay_left_goes() {
    let store = store();
    let left = store.data().join("replay-Xk2/active");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("base.sqlite"), "Petit").unwrap();
    store.run(["customer", "erase", "A1"]).succeeded();
    assert!(!left.exists(), "an erasure reaches it");
    std::fs::create_dir_all(&left).unwrap();
    replay(&store, &component(), &[]);
}
