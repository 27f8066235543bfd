//! What a person decides about withheld modifications, and what is left of it when it is undone.

mod month;

use serde_json::{Value, json};

use crate::store::{Store, list, number, text};

pub(crate) const HEADER: &str =
    "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;EMAIL;DATE_NAISSANCE;CARTE_FIDELITE;OPTIN_EMAIL\n";
const BASE: &str = "A1;2024-10-01;Petit;Anne;Lille;anne@exemple.fr;1970-07-03;29900;O\n\
    B1;2024-10-01;Roy;Luc;Metz;;;29901;N\n";
/// C1 is Anne again under another identifier.
const AGAIN: &str = "C1;2024-10-20;Petit;Anne;Brest;;1970-07-03;;O\n";

pub(crate) fn file(lines: &str) -> Vec<u8> {
    format!("{HEADER}{lines}").into_bytes()
}

/// A store in whose queue C1 waits because of A1.
fn waiting() -> Store {
    let store = Store::with_base(&file(BASE));
    store.deliver("CLIENTS_1.csv", &file(AGAIN));
    store
}

#[track_caller]
fn queue(store: &Store) -> Vec<Value> {
    list(&store.run(["duplicates"]).succeeded().json()).clone()
}

#[track_caller]
fn history(store: &Store, id: &str) -> Vec<Value> {
    list(&store.run(["history", "--customer", id]).succeeded().json()).clone()
}

#[track_caller]
fn refused(store: &Store, arguments: &[&str], code: &str) {
    assert_eq!(store.run(arguments).exited(1).json()["error"]["code"], code);
}

#[track_caller]
fn verified(store: &Store) {
    let verified = store.run(["verify"]).succeeded().json();
    assert_eq!(verified["differences"], json!([]));
}

#[test]
fn the_queue_lays_the_customer_beside_the_other() {
    let store = waiting();
    let queue = queue(&store);
    assert_eq!(queue.len(), 1);
    let shown = store.run(["duplicates", "show", &number(&queue[0]["id"])]).succeeded().json();
    assert_eq!((&shown["known"], &shown["now"]["values"]["city"]), (&json!(false), &json!("Brest")));
    assert_eq!(shown["then"]["values"]["city"], "Brest");
    assert_eq!(shown["customers"][0]["values"]["city"], "Lille");
    assert_eq!(shown["others"][0]["reasons"][0]["code"], "same-name-birth-date");
    assert_eq!(shown["age_days"], 0);
    // A newer one of a customer who is in the base: what it is now, and what it would be.
    store.deliver("CLIENTS_2.csv", &file("B1;2024-10-21;Roy;Luc;Nancy;;;29900;N\n"));
    let last = self::queue(&store).pop().unwrap();
    let shown = store.run(["duplicates", "show", &number(&last["id"])]).succeeded().json();
    assert_eq!((&shown["now"]["values"]["city"], &shown["then"]["values"]["city"]), (&json!("Metz"), &json!("Nancy")));
}

#[test]
fn a_first_reception_stays_the_first_column() {
    let store = waiting();
    store.deliver("CLIENTS_2.csv", &file("C1;2024-10-22;Petit;Anne;Dax;;1970-07-03;;O\n"));
    let queue = queue(&store);
    assert_eq!(queue.len(), 1, "the newer supersedes the older");
    let shown = store.run(["duplicates", "show", &number(&queue[0]["id"])]).succeeded().json();
    assert_eq!((&shown["now"]["values"]["city"], &shown["then"]["values"]["city"]), (&json!("Brest"), &json!("Dax")));
}

#[test]
fn a_merge_is_shown_before_it_is_done() {
    let store = waiting();
    let before = store.final_base();
    let preview = store.run(["merge", "A1", "C1", "--dry-run"]).succeeded().json();
    assert_eq!((store.final_base(), queue(&store).len()), (before, 1), "a preview writes nothing");
    assert_eq!(preview["merge"], Value::Null);
    assert_eq!(preview["conflicts"], json!(["city"]));
    assert_eq!((&preview["values"]["city"], &preview["values"]["email"]), (&json!("Brest"), &json!("anne@exemple.fr")));
    let merge = store.run(["merge", "A1", "C1", "--basis", text(&preview["basis"])]).succeeded().json();
    assert_eq!(merge["values"], preview["values"]);
    let survivor = store.customer("C1").unwrap();
    assert_eq!((&survivor["id"], &survivor["aliases"]), (&json!("A1"), &json!(["C1"])));
    assert_eq!(survivor["modified_at"], preview["modified_at"]);
    assert!(queue(&store).is_empty());
    let line = &store.modifications(&store.run(["report"]).json()[0]["deliveries"][0])[0];
    assert_eq!((&line["outcome"], &line["resolution"]), (&json!("duplicate"), &json!("merged")));
    assert_eq!(history(&store, "A1")[0]["operation"], "merged");
    verified(&store);
}

#[test]
fn a_person_chooses_field_by_field() {
    let store = waiting();
    let kept = store.run(["merge", "A1", "C1", "--dry-run", "--keep", "city"]).succeeded().json();
    assert_eq!((&kept["values"]["city"], &kept["values"]["email"]), (&json!("Lille"), &json!("anne@exemple.fr")));
    let taken = store.run(["merge", "A1", "C1", "--dry-run", "--take", "email"]).succeeded().json();
    assert_eq!(taken["values"]["email"], "");
    assert_eq!(kept["basis"], taken["basis"], "choices do not change the two records");
    refused(&store, &["merge", "A1", "C1", "--take", "shoe_size"], "host.no-such-field");
}

#[test]
fn a_merge_is_refused_when_a_record_has_changed_since_the_preview() {
    let store = waiting();
    let preview = store.run(["merge", "A1", "C1", "--dry-run"]).succeeded().json();
    store.run(["customer", "edit", "A1", "city=Pau"]).succeeded();
    refused(&store, &["merge", "A1", "C1", "--basis", text(&preview["basis"])], "host.changed-meanwhile");
    assert!(store.customer("C1").is_none());
    store.run(["merge", "A1", "C1"]).succeeded();
    refused(&store, &["merge", "A1", "C1"], "host.same-customer");
    refused(&store, &["merge", "A1", "Z9"], "host.no-such-customer");
}

#[test]
fn later_lines_for_the_absorbed_customer_reach_the_kept_one() {
    let store = waiting();
    store.run(["merge", "A1", "C1"]).succeeded();
    let delivery = store.deliver("CLIENTS_2.csv", &file("C1;2024-10-25;Petit;Anne;Dax;;1970-07-03;;O\n"));
    let line = &store.modifications(&delivery)[0];
    assert_eq!((&line["outcome"], &line["applied_to"]), (&json!("corrected"), &json!("A1")));
    assert!(list(&line["notes"]).iter().any(|note| note["code"] == "sent-for-absorbed"));
    let survivor = store.customer("A1").unwrap();
    assert_eq!(
        (&survivor["values"]["city"], &survivor["values"]["email"]),
        (&json!("Dax"), &json!("anne@exemple.fr")),
        "an empty cell of such a line clears nothing"
    );
    verified(&store);
}

#[test]
fn the_survivor_is_matched_against_everyone_else() {
    let store = Store::with_base(&file(BASE));
    store.deliver(
        "CLIENTS_1.csv",
        &file("C1;2024-10-20;Petit;Anne;Brest;luc@exemple.fr;1970-07-03;;O\nD1;2024-10-20;Petit;Anne;Dax;luc@exemple.fr;;;\n"),
    );
    assert_eq!(queue(&store).len(), 1, "D1 shares too little with A1, and C1 is not in the base");
    let merge = store.run(["merge", "A1", "C1"]).succeeded().json();
    assert_eq!(merge["survivor_matches"], json!(["D1"]));
    assert_eq!(history(&store, "A1")[1]["others"][0]["customer"], "D1");
}

#[test]
fn two_persons_never_stand_in_each_other_s_way_again() {
    let store = waiting();
    let answer = store.run(["distinct", "C1", "A1"]).succeeded().json();
    assert_eq!((list(&answer["decided"]).len(), list(&answer["waiting"]).len()), (1, 0));
    assert_eq!(store.customer("C1").unwrap()["values"]["city"], "Brest");
    let line = &store.modifications(&store.run(["report"]).json()[0]["deliveries"][0])[0];
    assert_eq!(line["resolution"], "distinct");
    for id in ["A1", "C1"] {
        assert!(history(&store, id).iter().any(|entry| entry["operation"] == "declared-distinct"), "{id}");
    }
    // Whoever absorbs one of the two inherits it.
    store.deliver("CLIENTS_2.csv", &file("E1;2024-10-26;Petit;Anne;Gap;;1970-07-03;29905;O\n"));
    assert_eq!(list(&queue(&store)[0]["others"]).len(), 2);
    store.run(["merge", "A1", "E1"]).succeeded();
    assert_eq!(store.run(["merge", "A1", "C1", "--dry-run"]).succeeded().json()["survivor_matches"], json!([]));
    let delivery = store.deliver(
        "CLIENTS_3.csv",
        &file("A1;2024-10-27;Petit;Anne;Gap;;1970-07-04;;O\nA1;2024-10-28;Petit;Anne;Gap;;1970-07-03;;O\n"),
    );
    assert_eq!(delivery["outcomes"]["duplicate"], 0);
    verified(&store);
}

#[test]
fn two_persons_may_be_one_after_all() {
    let store = waiting();
    refused(&store, &["distinct", "A1", "C1", "--undo"], "host.not-distinct");
    store.run(["distinct", "C1", "A1"]).succeeded();
    store.run(["duplicates", "scan"]).succeeded();
    let pairs = |store: &Store| list(&store.run(["duplicates", "pairs"]).succeeded().json()).clone();
    assert!(pairs(&store).is_empty(), "a scan does not find who is declared distinct");
    // Whoever absorbs one of the two inherits it; undoing reaches that, too.
    store.deliver("CLIENTS_2.csv", &file("E1;2024-10-26;Petit;Anne;Gap;;1970-07-03;29905;O\n"));
    let merge = number(&store.run(["merge", "A1", "E1"]).succeeded().json()["merge"]);
    let city = store.customer("C1").unwrap()["values"]["city"].clone();
    store.run(["distinct", "C1", "E1", "--undo"]).succeeded();
    refused(&store, &["distinct", "C1", "A1", "--undo"], "host.not-distinct");
    assert_eq!(store.customer("C1").unwrap()["values"]["city"], city, "what was applied stays");
    for id in ["A1", "C1"] {
        let operations: Vec<_> = history(&store, id).iter().map(|entry| text(&entry["operation"]).to_owned()).collect();
        let at = |operation: &str| operations.iter().position(|it| it == operation).unwrap();
        assert!(at("distinct-undone") < at("declared-distinct"), "the newest first: {operations:?}");
    }
    // The scan's list has the pair at once; a modification of one is withheld because of the other again.
    let found = pairs(&store);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0]["customer"], &found[0]["other"]["customer"]), (&json!("A1"), &json!("C1")));
    let delivery = store.deliver("CLIENTS_3.csv", &file("F1;2024-10-27;Petit;Anne;Gap;;1970-07-03;;O\n"));
    assert_eq!(delivery["outcomes"]["duplicate"], 1);
    verified(&store);
    store.run(["unmerge", &merge]).succeeded();
    verified(&store);
}

#[test]
fn a_withheld_creation_returns_to_the_queue() {
    let store = waiting();
    let (before, entry) = (store.customer("A1"), queue(&store).remove(0));
    let merge = number(&store.run(["merge", "A1", "C1"]).succeeded().json()["merge"]);
    let preview = store.run(["unmerge", &merge, "--dry-run"]).succeeded().json();
    assert!(queue(&store).is_empty(), "a preview writes nothing");
    let undone = store.run(["unmerge", &merge]).succeeded().json();
    assert_eq!((&preview, &undone["not_split"]), (&undone, &json!([])));
    assert_eq!(queue(&store), [entry]);
    let after = store.customer("A1").unwrap();
    for member in ["values", "modified_at", "aliases"] {
        assert_eq!(after[member], before.as_ref().unwrap()[member]);
    }
    assert!(store.customer("C1").is_none());
    let merges = store.run(["merges"]).succeeded().json();
    assert!(merges[0]["undone"]["at"].is_string());
    refused(&store, &["unmerge", &merge], "host.undone-already");
    refused(&store, &["unmerge", "99"], "host.no-such-merge");
    verified(&store);
    store.run(["merge", "A1", "C1"]).succeeded();
    verified(&store);
}

#[test]
fn a_later_merge_is_undone_first() {
    let store = waiting();
    let first = number(&store.run(["merge", "A1", "C1"]).succeeded().json()["merge"]);
    let second = number(&store.run(["merge", "B1", "A1"]).succeeded().json()["merge"]);
    assert_eq!(store.customer("C1").unwrap()["aliases"], json!(["A1", "C1"]));
    refused(&store, &["unmerge", &first], "host.merge-stands-on");
    store.run(["unmerge", &second]).succeeded();
    assert_eq!(store.customer("C1").unwrap()["id"], "A1", "what was absorbed before stays absorbed");
    verified(&store);
    store.run(["unmerge", &first]).succeeded();
    verified(&store);
}

#[test]
fn an_objection_is_applied_by_itself() {
    let store = Store::with_base(&file(BASE));
    let stale = store.deliver("CLIENTS_1.csv", &file("A1;2024-09-01;Petit;Anne;Gap;;1970-07-03;29900;N\n"));
    let line = store.modifications(&stale).remove(0);
    assert_eq!((&line["outcome"], &line["notes"][0]["code"]), (&json!("stale"), &json!("opt-out-not-applied")));
    let id = number(&line["id"]);
    let customer = store.run(["apply-opt-out", &id]).succeeded().json();
    assert_eq!((&customer["values"]["optin_email"], &customer["values"]["city"]), (&json!("N"), &json!("Lille")));
    assert_eq!(store.modifications(&stale)[0]["resolution"], "opt-out-applied");
    refused(&store, &["apply-opt-out", &id], "host.no-objection");
    refused(&store, &["apply-opt-out", "9999"], "host.no-such-entry");
    // Of a withheld one, the rest goes on waiting.
    let delivery = store.deliver(
        "CLIENTS_2.csv",
        &file("A1;2024-10-05;Petit;Anne;Lille;;1970-07-03;29900;O\nA1;2024-10-06;Petit;Anne;Dax;;1970-07-03;29901;N\n"),
    );
    let withheld = store.modifications(&delivery).remove(1);
    assert_eq!(withheld["outcome"], "duplicate");
    let customer = store.run(["apply-opt-out", &number(&withheld["id"])]).succeeded().json();
    assert_eq!((&customer["values"]["optin_email"], &customer["values"]["city"]), (&json!("N"), &json!("Lille")));
    assert_eq!(queue(&store).len(), 1);
    let older = store.deliver("CLIENTS_3.csv", &file("A1;2024-10-05;Petit;Anne;Pau;;1970-07-03;29900;O\n"));
    assert_eq!(older["outcomes"]["stale"], 1, "nothing older gives the consent again");
    verified(&store);
}

#[test]
fn a_record_is_shown_as_it_was_and_each_value_names_its_entry() {
    let store = Store::with_base(&file(BASE));
    let at = |day: &str| format!("2024-11-{day}T12:00:00+01:00");
    let deliver = |day: &str, lines: &str| {
        let path = store.file("delivered", &format!("CLIENTS_{day}.csv"), &file(lines));
        store.run_at(&at(day), ["retrieve".into(), path.into_os_string()]).succeeded();
    };
    deliver("06", "A1;2024-11-06;Petit;Anne;Dax;anne@exemple.fr;1970-07-03;29900;O\n");
    deliver("08", "C1;2024-11-08;Petit;Anne;Brest;;1970-07-03;;O\n");
    let merge = number(&store.run_at(&at("10"), ["merge", "C1", "A1"]).succeeded().json()["merge"]);
    store.run_at(&at("12"), ["unmerge", &merge]).succeeded();
    let city = |id: &str, day: &str| -> Value {
        let ran = store.run(["customer", "show", id, "--as-of", &format!("2024-11-{day}")]);
        if ran.code() == Some(0) { ran.json()["values"]["city"].clone() } else { Value::Null }
    };
    assert_eq!(
        [city("A1", "05"), city("A1", "06"), city("A1", "11"), city("A1", "12")],
        ["Lille", "Dax", "Brest", "Dax"]
    );
    assert_eq!([city("C1", "08"), city("C1", "11"), city("C1", "12")], [json!(null), json!("Brest"), json!(null)]);
    assert_eq!(city("A1", "04"), Value::Null, "nobody was in the base before the import");
    // The city came with the delivery, the card with the import; the undone merge set nothing.
    let shown = store.customer("A1").unwrap();
    let entry = |field: &str| {
        let id = shown["set_by"][field].clone();
        history(&store, "A1").into_iter().find(|entry| entry["id"] == id).unwrap()
    };
    assert_eq!(
        (&entry("city")["operation"], &entry("city")["delivery"]["name"]),
        (&json!("corrected"), &json!("CLIENTS_06.csv"))
    );
    assert_eq!(entry("loyalty_card")["delivery"]["name"], "base.csv");
    // Reverting takes that entry's change back, as a new entry.
    let customer = store.run(["revert", &number(&entry("city")["id"]), "city"]).succeeded().json();
    assert_eq!(customer["values"]["city"], "Lille");
    assert_eq!(history(&store, "A1")[0]["operation"], "reverted");
    refused(&store, &["revert", &number(&entry("city")["id"]), "email"], "host.not-changed-there");
    verified(&store);
}

#[test]
fn verify_finds_what_history_does_not_say() {
    let spoilt = [
        ("REPLACE INTO moved_customer SELECT id, head, latest, NULL FROM customer WHERE id = 'B1'", "customer"),
        ("INSERT OR REPLACE INTO moved_key SELECT key, customer, 0 FROM key WHERE customer = 'B1'", "key"),
        ("INSERT INTO moved_key VALUES (7, 'B1', 1)", "key"),
        ("DELETE FROM withheld", "withheld"),
        ("DELETE FROM alias", "alias"),
        ("UPDATE version SET before = NULL WHERE kind = 10 AND record IS NOT NULL", "chain"),
        ("UPDATE delivery SET outcomes = '[9,0,0,0,0,0,0]' WHERE id = 1", "delivery"),
    ];
    let store = waiting();
    store.deliver("CLIENTS_2.csv", &file("D1;2024-10-21;Roy;Luc;Nancy;;;29900;N\n"));
    store.run(["merge", "A1", "C1"]).succeeded();
    verified(&store);
    let sound = std::fs::read(store.data().join("base.sqlite")).unwrap();
    for (sql, subject) in spoilt {
        let path = store.data().join("base.sqlite");
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute(sql, []).unwrap();
        connection.close().unwrap();
        let verified = store.run(["verify"]).exited(70).json();
        let found: Vec<_> = list(&verified["differences"]).iter().map(|it| text(&it["subject"]).to_owned()).collect();
        assert!(found.iter().any(|it| it == subject), "{sql}: {found:?}");
        std::fs::write(&path, &sound).unwrap();
    }
    verified(&store);
}
