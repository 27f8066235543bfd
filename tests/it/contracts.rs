//! Rules of two contracts in one store, and rules that bring a field: the host stays as it is.

use serde_json::Value;

use crate::store::{Store, component, counts, guest, list, text};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;POINTS\n";

fn file(lines: &str) -> Vec<u8> {
    format!("{HEADER}{lines}").into_bytes()
}

#[track_caller]
fn install(store: &Store, file: &std::path::Path) -> Value {
    let ran = store.run(["rules".as_ref(), "install".as_ref(), file.as_os_str()]).succeeded();
    assert_eq!(ran.json(), store.run(["rules", "status"]).succeeded().json());
    ran.json()
}

#[test]
fn rules_of_both_contracts_decide_in_one_store() {
    let Some(older) = guest("contract_0_1") else { return };
    let store = Store::with_base(&file("A1;2024-10-01;Petit;Anne;Lille;\n"));
    let status = store.run(["rules", "status"]).succeeded().json();
    assert_eq!(status["contract"], "redescente:rules@0.2.0");
    let first = store.deliver("CLIENTS_1.csv", &file("A1;2024-10-02;Petit;Anne;Lens;\nA2;2024-10-02;Roy;Luc;Metz;\n"));
    assert_eq!(counts(&first), [("corrected".to_owned(), 1), ("created".to_owned(), 1)]);

    assert_eq!(install(&store, &older)["contract"], "redescente:rules@0.1.0");
    // What the newer contract's rules decided is known to the older one's.
    let again = store.deliver("CLIENTS_2.csv", &file("A2;2024-10-02;Roy;Luc;Metz;\nA1;2024-10-03;Petit;Anne;Nice;\n"));
    assert_eq!(counts(&again), [("already-processed".to_owned(), 1), ("corrected".to_owned(), 1)]);
    assert_ne!(again["rules"]["digest"], first["rules"]["digest"]);

    assert_eq!(install(&store, &component())["contract"], "redescente:rules@0.2.0");
    let back = store.deliver("CLIENTS_3.csv", &file("A1;2024-10-02;Petit;Anne;Lens;\nA2;2024-10-04;Roy;Luc;Nancy;\n"));
    assert_eq!(counts(&back), [("already-processed".to_owned(), 1), ("corrected".to_owned(), 1)]);
    assert_eq!(store.customer("A1").unwrap()["values"]["city"], "Nice");
    // All that people do passes through either contract.
    store.run(["customer", "edit", "A1", "city=Arles"]).succeeded();
    store.run(["verify"]).succeeded();
}

#[test]
fn rules_of_the_newer_contract_are_checked_by_their_own_sample() {
    let store = Store::bare();
    let arguments = ["rules", "check", component().to_str().unwrap(), "--cases", "20"].map(str::to_owned);
    let outcome = store.run(arguments).succeeded().json();
    assert_eq!(outcome["rules"]["contract"], "redescente:rules@0.2.0");
    assert_eq!(outcome["unexercised"], serde_json::json!([]));
}

#[test]
fn a_field_that_new_rules_bring_reaches_the_base_the_report_and_the_page() {
    let Some(newer) = guest("new_field") else { return };
    let store = Store::with_base(&file("A1;2024-10-01;Petit;Anne;Lille;12\n"));
    let before = store.deliver("CLIENTS_1.csv", &file("A1;2024-10-02;Petit;Anne;Lens;15\n"));
    assert_eq!(before["unknown_columns"], serde_json::json!(["POINTS"]));
    assert!(store.customer("A1").unwrap()["values"].get("points").is_none());

    install(&store, &newer);
    let delivery =
        store.deliver("CLIENTS_2.csv", &file("A1;2024-10-03;Petit;Anne;Lens;20\nA2;2024-10-03;Roy;Luc;Metz;7\n"));
    assert_eq!(delivery["unknown_columns"], serde_json::json!([]));
    assert_eq!(counts(&delivery), [("corrected".to_owned(), 1), ("created".to_owned(), 1)]);
    // The base.
    assert_eq!(store.customer("A1").unwrap()["values"]["points"], "20");
    assert_eq!(store.column("points"), [("A1".to_owned(), "20".to_owned()), ("A2".to_owned(), "7".to_owned())]);
    // The report.
    let modifications = store.modifications(&delivery);
    let change = serde_json::json!([{ "field": "points", "old": "", "new": "20" }]);
    assert_eq!(modifications[0]["changes"], change);
    let history = store.run(["history", "--customer", "A1"]).succeeded().json();
    assert_eq!(list(&history)[0]["changes"], change);
    let mut command = store.command(crate::store::NOW);
    command.args(["--lang", "fr", "history", "--customer", "A1", "--details"]);
    let said = crate::store::finish(command, [] as [&str; 0]).succeeded();
    assert!(said.stdout().contains("Points de fidélité"), "{said}");
    // Other values follow, an edit by a person too.
    store.run(["customer", "edit", "A2", "points=8"]).succeeded();
    store.deliver("CLIENTS_3.csv", &file("A1;2024-10-04;Petit;Anne;Lens;\n"));
    assert_eq!(store.column("points"), [("A1".to_owned(), String::new()), ("A2".to_owned(), "8".to_owned())]);
    store.run(["verify"]).succeeded();
    // The page.
    let page = crate::page::Served::of(&store);
    let answer = page.get("/client?id=A2");
    let shown = answer.text();
    assert!(shown.contains("Points de fidélité</th><td><bdi>8</bdi>"), "{shown}");
    drop(page);

    // Former rules name the field no more, and keep what it holds.
    install(&store, &component());
    store.deliver("CLIENTS_4.csv", &file("A2;2024-11-05;Roy;Luc;Nancy;99\n"));
    assert_eq!(store.column("points")[1], ("A2".to_owned(), "8".to_owned()));
    assert_eq!(text(&store.customer("A2").unwrap()["values"]["city"]), "Metz", "the edit is dated later");
}
