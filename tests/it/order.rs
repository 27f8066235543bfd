//! What order can and cannot change: the counter-examples of the rules' page, each as the product must behave.

use serde_json::Value;

use crate::store::{Store, counts, list, text};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;EMAIL;CARTE_FIDELITE\n";

fn file(lines: &str) -> Vec<u8> {
    format!("{HEADER}{lines}").into_bytes()
}

/// A store to which these files were delivered one after the other; the first is the base.
fn after(base: &str, files: &[(&str, &[u8])]) -> Store {
    let store = Store::with_base(&file(base));
    for (name, bytes) in files {
        store.deliver(name, bytes);
    }
    store
}

fn codes(value: &Value) -> Vec<&str> {
    list(value).iter().map(|it| text(&it["code"])).collect()
}

#[test]
fn the_date_stored_is_the_modification_s_never_the_clock_s() {
    // Were the clock's date stored, the second file, dated before the first was processed, would be stale.
    let store = Store::with_base(&file("A1;2024-11-01;Petit;Anne;Lille;;\n"));
    for (now, name, line, city) in [
        ("2024-11-05T07:30:00Z", "CLIENTS_1.csv", "A1;2024-11-02;Petit;Anne;Lens;;\n", "Lens"),
        ("2024-11-06T07:30:00Z", "CLIENTS_2.csv", "A1;2024-11-03;Petit;Anne;Nice;;\n", "Nice"),
    ] {
        let path = store.file("delivered", name, &file(line));
        let retrieval = store.run_at(now, ["retrieve".into(), path.into_os_string()]).succeeded().retrieval();
        assert_eq!(retrieval["deliveries"][0]["outcomes"]["corrected"], 1, "{retrieval}");
        assert_eq!(store.customer("A1").unwrap()["values"]["city"], city);
    }
    assert_eq!(store.customer("A1").unwrap()["modified_at"], "2024-11-02T23:00:00+00:00");
}

#[test]
fn a_refusal_is_remembered_when_its_line_comes_again() {
    // Were refusals forgotten, the line sent again would be applied once its obstacle is gone and overwrite what the
    // customer has become since.
    let base = "A1;2024-11-01;Petit;Anne;Lille;;29900\nA2;2024-11-01;Roy;Luc;Metz;;29901\n";
    let withheld = "A2;2024-11-02;Roy;Luc;Toul;;29900\n";
    let store = after(base, &[("CLIENTS_1.csv", &file(withheld))]);
    let again = store.deliver("CLIENTS_2.csv", &file(&format!("{withheld}A3;2024-11-02;Faure;Ida;Dax;;\n")));
    let mut found = counts(&again);
    found.sort();
    assert_eq!(found, [("already-processed".to_owned(), 1), ("created".to_owned(), 1)]);
    let queue = store.run(["duplicates", "list"]).succeeded().json();
    assert_eq!(list(&queue).len(), 1, "withheld once");
    store.deliver("CLIENTS_3.csv", &file("A2;2024-11-03;Roy;Luc;Nancy;;29901\n"));
    store.deliver("CLIENTS_4.csv", &file("A1;2024-11-03;Petit;Anne;Lille;;29910\n"));
    let before = store.final_base();
    let last = store.deliver("CLIENTS_5.csv", &file(&format!("{withheld}{withheld}")));
    assert_eq!(counts(&last), [("already-processed".to_owned(), 2)]);
    assert_eq!(store.final_base(), before);
    assert_eq!(store.customer("A2").unwrap()["values"]["city"], "Nancy");
}

#[test]
fn with_partial_lines_order_matters_and_is_told() {
    // One date a record: a column that only the older of two files carries is lost when the newer comes first.
    let base = "A1;2024-11-01;Petit;Anne;Lille;;\n";
    let city: (&str, &[u8]) = ("CLIENTS_1.csv", b"ID_CLIENT;DATE_MODIF;VILLE\nA1;2024-11-02;Lens\n");
    let email: (&str, &[u8]) = ("CLIENTS_2.csv", b"ID_CLIENT;DATE_MODIF;EMAIL\nA1;2024-11-03;anne@exemple.fr\n");
    let in_order = after(base, &[city, email]);
    let values = |store: &Store| store.customer("A1").unwrap()["values"].clone();
    assert_eq!((&values(&in_order)["city"], &values(&in_order)["email"]), (&"Lens".into(), &"anne@exemple.fr".into()));
    let store = after(base, &[email]);
    let late = store.deliver(city.0, city.1);
    assert_eq!(values(&store)["city"], "Lille");
    let line = &store.modifications(&late)[0];
    assert_eq!(line["outcome"], "stale");
    assert_eq!(line["changes"], serde_json::json!([{"field": "city", "old": "Lille", "new": "Lens"}]));
}

#[test]
fn a_content_between_two_of_one_date_makes_order_matter_and_is_noted() {
    // X and Y in one file, X in another, same customer and date.
    let base = "A1;2024-11-01;Petit;Anne;Lille;;\n";
    let (x, y) = ("A1;2024-11-02;Petit;Anne;Lens;;\n", "A1;2024-11-02;Petit;Anne;Nice;;\n");
    let both = file(&format!("{x}{y}"));
    let one = file(&format!("{x}A2;2024-11-02;Roy;Luc;Metz;;\n"));
    let forth = after(base, &[("CLIENTS_1.csv", &both), ("CLIENTS_2.csv", &one)]);
    let back = Store::with_base(&file(base));
    back.deliver("CLIENTS_2.csv", &one);
    let late = back.deliver("CLIENTS_1.csv", &both);
    let city = |store: &Store| store.customer("A1").unwrap()["values"]["city"].clone();
    assert_eq!((city(&forth), city(&back)), ("Nice".into(), "Lens".into()));
    let lines = back.modifications(&late);
    assert_eq!(lines.iter().map(|it| text(&it["outcome"])).collect::<Vec<_>>(), ["already-processed", "stale"]);
    assert_eq!(codes(&lines[1]["notes"]), ["same-date-other-content"]);
}

#[test]
fn two_who_exchange_cards_are_both_withheld() {
    // Whichever came first would take a card that the other still holds.
    let base = "A1;2024-11-01;Petit;Anne;Lille;;29900\nA2;2024-11-01;Roy;Luc;Metz;;29901\n";
    let first: (&str, &[u8]) = ("CLIENTS_1.csv", &file("A1;2024-11-02;Petit;Anne;Lille;;29901\n"));
    let second: (&str, &[u8]) = ("CLIENTS_2.csv", &file("A2;2024-11-02;Roy;Luc;Metz;;29900\n"));
    let before = after(base, &[]).final_base();
    for order in [[first, second], [second, first]] {
        let store = after(base, &order);
        assert_eq!(store.final_base(), before);
        let queue = store.run(["duplicates", "list"]).succeeded().json();
        let waiting: Vec<_> =
            list(&queue).iter().map(|it| (text(&it["customer"]), text(&it["others"][0]["customer"]))).collect();
        assert_eq!(waiting, [("A1", "A2"), ("A2", "A1")]);
    }
}
