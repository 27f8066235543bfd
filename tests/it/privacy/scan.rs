//! Customers who are in the base twice: found, listed, worked through.

use serde_json::Value;

use crate::store::{NOW, Store, list, text};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;MOBILE;EMAIL;CARTE_FIDELITE\n";

fn pairs(store: &Store) -> Vec<(String, String, Vec<String>)> {
    let listed = store.run(["duplicates", "pairs"]).succeeded().json();
    let codes = |pair: &Value| list(&pair["other"]["reasons"]).iter().map(|it| text(&it["code"]).to_owned()).collect();
    let pair = |it: &Value| (text(&it["customer"]).to_owned(), text(&it["other"]["customer"]).to_owned(), codes(it));
    list(&listed).iter().map(pair).collect()
}

fn scan(store: &Store, now: &str) -> Value {
    store.run_at(now, ["duplicates", "scan"]).succeeded().json()["scan"].clone()
}

fn pair(a: &str, b: &str, codes: &[&str]) -> (String, String, Vec<String>) {
    (a.into(), b.into(), codes.iter().map(ToString::to_string).collect())
}

#[test]
fn pairs_are_found_on_the_rules_own_grounds() {
    let mut csv = HEADER.to_owned();
    csv += "A;2024-01-01;Durand;Zoé;0611223344;z@exemple.fr;29901\n";
    csv += "B;2024-01-01;DURAND;ZOE;06 11 22 33 44;Z@EXEMPLE.FR;29902\n";
    csv += "C;2024-01-01;Durand;Luc;0611223344;;29902\n";
    // A shared mobile alone is a family.
    csv += "D;2024-01-01;Durand;Anne;0611223344;;\n";
    // A card that 51 customers hold is no evidence.
    for index in 0..51 {
        csv += &format!("E{index:02};2024-01-01;Nom{index};Prénom;;;77812\n");
    }
    let store = Store::with_base(csv.as_bytes());
    assert_eq!(pairs(&store), [], "nobody has looked");
    let found = scan(&store, NOW);
    assert_eq!((&found["customers"], &found["pairs"], &found["left"]), (&55.into(), &2.into(), &2.into()), "{found}");
    assert!(found["common_keys"].as_u64().unwrap() >= 1);
    let expected = [pair("A", "B", &["same-name-mobile", "same-name-email"]), pair("B", "C", &["same-card"])];
    assert_eq!(pairs(&store), expected);
    let of_c = store.run(["duplicates", "pairs", "--customer", "C"]).succeeded().json();
    assert_eq!(list(&of_c).len(), 1);
}

#[test]
fn values_that_a_parameter_ignores_are_no_evidence() {
    let csv = format!("{HEADER}A;2024-01-01;Un;X;;;29901\nB;2024-01-01;Deux;Y;;;29901\n");
    let store = Store::with_base(csv.as_bytes());
    store.set("rules.parameters.ignored-values", "29901");
    assert_eq!(scan(&store, NOW)["pairs"], 0);
    store.set("rules.parameters.ignored-values", "");
    assert_eq!(scan(&store, NOW)["pairs"], 1);
}

#[test]
fn a_second_scan_keeps_dates_and_forgets_what_is_no_more() {
    let csv = format!("{HEADER}A;2024-01-01;Un;X;;;29901\nB;2024-01-01;Deux;Y;;;29901\nC;2024-01-01;Trois;Z;;;29902\n");
    let store = Store::with_base(csv.as_bytes());
    scan(&store, "2024-11-05T10:00:00Z");
    store.run(["customer", "edit", "C", "loyalty_card=29901", "--force"]).succeeded();
    scan(&store, "2024-11-06T10:00:00Z");
    let listed = store.run(["duplicates", "pairs"]).succeeded().json();
    let since: Vec<_> = list(&listed).iter().map(|it| text(&it["since"])).collect();
    let (first, second) = ("2024-11-05T10:00:00+00:00", "2024-11-06T10:00:00+00:00");
    assert_eq!(since, [first, second, second], "A–B, A–C, B–C");
    store.run(["customer", "edit", "A", "loyalty_card=", "--force"]).succeeded();
    let changed: Vec<_> =
        list(&store.run(["duplicates", "pairs"]).succeeded().json()).iter().map(|it| it["changed"].clone()).collect();
    assert_eq!(changed, [true, true, false], "told until the next scan");
    scan(&store, NOW);
    assert_eq!(pairs(&store), [pair("B", "C", &["same-card"])]);
}
