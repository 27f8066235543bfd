//! What has been kept for its time goes, and says so; everything else stays.

use serde_json::Value;

use crate::store::{Store, list, number, text};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE\n";
const MORNING: &str = "T07:30:00Z";

fn retrieve(store: &Store, day: &str, name: &str, lines: &str) -> Value {
    let file = store.file(day, name, format!("{HEADER}{lines}").as_bytes());
    let ran = store.run_at(&format!("{day}{MORNING}"), ["retrieve".as_ref(), file.as_os_str()]).succeeded();
    ran.retrieval()
}

fn notices(retrieval: &Value) -> Vec<&str> {
    list(&retrieval["notices"]).iter().map(|notice| text(&notice["code"])).collect()
}

/// A delivery a month, so that no clock jumps.
fn a_year(store: &Store) -> Vec<Value> {
    let days = ["2024-11-05", "2024-12-05", "2025-01-04", "2025-02-03", "2025-03-05"];
    let line = |day: &str| format!("A;{day};Roy;Luc;Ville du {day}\n;{day};Personne;;\n");
    days.iter().map(|day| retrieve(store, day, &format!("CLIENTS_{day}.csv"), &line(day))).collect()
}

#[test]
fn delivered_files_go_when_their_time_is_over() {
    let store = Store::new();
    store.set("retention.deliveries", "70");
    let retrievals = a_year(&store);
    assert_eq!(
        retrievals.iter().map(|it| notices(it).contains(&"host.retention-deliveries")).collect::<Vec<_>>(),
        [false, false, false, true, true]
    );
    let delivery = |index: usize| number(&retrievals[index]["deliveries"][0]["id"]);
    let gone = store.run(["delivery", "show", &delivery(0), "--raw"]).exited(1);
    assert!(gone.stdout().contains("host.delivery-forgotten"), "{gone}");
    store.run(["delivery", "show", &delivery(4), "--raw"]).succeeded();
    store.run(["retrieve", "--again", &delivery(0)]).exited(1);
    assert_eq!(store.modifications(&retrievals[0]["deliveries"][0]).len(), 2, "what became of its lines stays");
    // Listing removes nothing; the two that would go are named.
    let over = store.run_at("2025-04-04T07:30:00Z", ["retention"]).succeeded().json();
    assert_eq!(list(&over["deliveries"]).len(), 1, "{over}");
    store.run(["delivery", "show", &delivery(2), "--raw"]).succeeded();
    store.run_at("2025-04-04T07:30:00Z", ["retention", "--apply"]).succeeded();
    store.run(["delivery", "show", &delivery(2), "--raw"]).exited(1);
}

#[test]
fn old_values_go_and_the_base_and_its_last_change_stay() {
    let store = Store::new();
    store.set("retention.history", "70");
    let retrievals = a_year(&store);
    assert!(notices(&retrievals[4]).contains(&"host.retention-history"));
    let base = store.final_base();
    let history = store.run(["history", "--customer", "A"]).succeeded().json();
    let operations: Vec<_> = list(&history).iter().map(|it| text(&it["operation"])).collect();
    assert_eq!(operations, ["corrected", "corrected", "corrected", "corrected", "created"], "that it happened stays");
    let changes: Vec<_> = list(&history).iter().map(|it| list(&it["changes"]).len()).collect();
    assert_eq!(changes[0], 1);
    assert_eq!(changes[4], 0, "the first values are forgotten");
    assert!(
        !std::fs::read(store.data().join("base.sqlite")).unwrap().windows(19).any(|it| it == b"Ville du 2024-11-05")
    );
    assert_eq!(history[0]["changes"][0]["old"], "Ville du 2025-02-03");
    // A modification sent again is still known, though its values are not.
    let again = retrieve(&store, "2025-03-06", "CLIENTS_encore.csv", "A;2024-11-05;Roy;Luc;Ville du 2024-11-05\n");
    assert_eq!(again["deliveries"][0]["outcomes"]["already-processed"], 1);
    assert_eq!(store.final_base(), base);
}

#[test]
fn rejected_records_of_nobody_go_after_a_month() {
    let store = Store::new();
    let retrievals = a_year(&store);
    let raw = |index: usize| {
        let id = number(&retrievals[index]["deliveries"][0]["id"]);
        store.run(["delivery", "show", &id, "--raw"]).succeeded().stdout().to_owned()
    };
    assert!(!raw(0).contains("Personne") && raw(0).contains("Roy"), "{}", raw(0));
    assert!(raw(4).contains("Personne"));
}

#[test]
fn a_clock_that_jumps_does_not_empty_the_store() {
    let store = Store::new();
    store.set("retention.deliveries", "70");
    let first = retrieve(&store, "2024-11-05", "CLIENTS_1.csv", "A;2024-11-05;Roy;Luc;Metz\n");
    let second = retrieve(&store, "2099-11-06", "CLIENTS_2.csv", "A;2024-11-06;Roy;Luc;Nancy\n");
    assert_eq!(notices(&second), [""; 0]);
    store.run(["delivery", "show", &number(&first["deliveries"][0]["id"]), "--raw"]).succeeded();
}
