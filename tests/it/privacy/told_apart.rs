//! A person who was somebody else for a while, or never got into the base, is erased as thoroughly as any other.

use std::path::Path;

use serde_json::Value;

use super::canary::{CANARY, HEADER, other, record, sightings};
use crate::store::{Store, list, text};

/// Whom the canary is taken for.
const NEIGHBOUR: &str = "VOISIN-1";

/// The canary and a neighbour, with a delivery behind them.
fn neighbours() -> Store {
    let canary = record(CANARY[0], "2024-10-01", CANARY[3], "");
    let neighbour = format!("{NEIGHBOUR};2024-10-01;Roy;Luc;1 rue Haute;Metz;;0612345611;luc@exemple.fr;;;\n");
    let store = Store::with_base(format!("{HEADER}{canary}{neighbour}{}", other("N1", "2024-10-01")).as_bytes());
    store.deliver("CLIENTS_0.csv", format!("{HEADER}{}", other("N2", "2024-10-02")).as_bytes());
    store
}

/// Merges, lets the provider send both, and looks for the survivor by the canary's name.
fn merged(store: &Store, kept: &str, absorbed: &str) -> String {
    let merge = store.run(["merge", kept, absorbed, "--take", "email", "--take", "city"]).succeeded().json();
    for (index, day) in ["2024-10-10", "2024-10-11"].into_iter().enumerate() {
        let canary = record(CANARY[0], day, &format!("{index} allée des Sérinettes"), "");
        let neighbour = format!("{NEIGHBOUR};{day};Roy;Luc;{index} rue Basse;Metz;;0612345611;luc@exemple.fr;;;\n");
        store.deliver(&format!("CLIENTS_{day}.csv"), format!("{HEADER}{canary}{neighbour}").as_bytes());
    }
    store.run(["customer", "edit", kept, "loyalty_card=29900777"]).succeeded();
    store.run(["customer", "find", "çanar"]).succeeded();
    let backup = store.file("backups", "merged.sqlite", b"");
    store.run(["backup".as_ref(), backup.as_os_str()]).succeeded();
    merge["merge"].as_i64().unwrap().to_string()
}

fn folders(store: &Store) -> [std::path::PathBuf; 2] {
    [store.data(), store.data().parent().unwrap().join("files/backups")]
}

fn seen(store: &Store) -> Vec<(std::path::PathBuf, String)> {
    let folders = folders(store);
    let there: Vec<&Path> = folders.iter().map(|folder| folder.as_path()).filter(|folder| folder.exists()).collect();
    sightings(&there)
}

fn verified(store: &Store) {
    let verified = store.run(["verify"]).succeeded().json();
    assert_eq!(verified["differences"], Value::Array(Vec::new()), "{verified}");
}

#[test]
fn somebody_who_was_merged_and_told_apart_again() {
    for (kept, absorbed) in [(NEIGHBOUR, CANARY[0]), (CANARY[0], NEIGHBOUR)] {
        let store = neighbours();
        let merge = merged(&store, kept, absorbed);
        store.run(["unmerge", &merge]).succeeded();
        let neighbour = store.customer(NEIGHBOUR).unwrap();
        store.run(["customer", "erase", CANARY[0]]).succeeded();
        assert_eq!(seen(&store), [], "{kept} absorbed {absorbed}");
        assert_eq!(store.customer(CANARY[0]), None);
        assert_eq!(store.customer(NEIGHBOUR).unwrap(), neighbour);
        verified(&store);
        assert_eq!(list(&store.run(["merges"]).succeeded().json()).len(), 0);
        let history = store.run(["history", "--customer", NEIGHBOUR]).succeeded().json();
        assert!(list(&history).len() >= 3 && !history.to_string().contains(CANARY[0]), "{history}");
        store.run(["customers", "changes", "--since", "0"]).succeeded();
        let again =
            store.deliver("CLIENTS_9.csv", format!("{HEADER}{}", record(CANARY[0], "2024-10-20", "", "")).as_bytes());
        assert_eq!(store.modifications(&again)[0]["reason"]["code"], "host.erased");
        assert_eq!(list(&store.run(["customer", "find", "çanar"]).succeeded().json()).len(), 0);
        // The copy in which the two were one customer can be put back.
        let backup = folders(&store)[1].join("merged.sqlite");
        store.run(["restore".as_ref(), backup.as_os_str()]).succeeded();
        assert_eq!((store.customer(CANARY[0]), store.customer(NEIGHBOUR)), (None, None));
        let back = format!("{HEADER}{NEIGHBOUR};2024-10-25;Roy;Luc;1 rue Haute;Metz;;;;;;\n");
        store.deliver("CLIENTS_10.csv", back.as_bytes());
        assert!(store.customer(NEIGHBOUR).is_some(), "only the canary is to stay away");
        verified(&store);
    }
}

#[test]
fn somebody_who_is_two_merged_identifiers() {
    let store = neighbours();
    merged(&store, NEIGHBOUR, CANARY[0]);
    let erasure = store.run(["customer", "erase", CANARY[0]]).succeeded().json()["erasure"].clone();
    assert_eq!(erasure["identifiers"], 2, "{erasure}");
    assert_eq!(seen(&store), []);
    assert_eq!((store.customer(CANARY[0]), store.customer(NEIGHBOUR)), (None, None));
    verified(&store);
    let lines = [CANARY[0], NEIGHBOUR].map(|id| record(id, "2024-10-20", "", "")).concat();
    let again = store.deliver("CLIENTS_9.csv", format!("{HEADER}{lines}").as_bytes());
    for line in store.modifications(&again) {
        assert_eq!(line["reason"]["code"], "host.erased", "{line}");
    }
    assert_eq!(seen(&store), []);
}

#[test]
fn somebody_who_only_waits_in_the_queue() {
    let store = Store::with_base(format!("{HEADER}{NEIGHBOUR};2024-10-01;Roy;Luc;;;;;;;2990077310077;\n").as_bytes());
    let withheld = record(CANARY[0], "2024-10-02", CANARY[3], "2990077310077");
    let delivery = store.deliver("CLIENTS_1.csv", format!("{HEADER}{withheld}").as_bytes());
    assert_eq!(store.modifications(&delivery)[0]["outcome"], "duplicate");
    store.run(["customer", "erase", CANARY[0]]).succeeded();
    assert_eq!(seen(&store), []);
    assert_eq!(list(&store.run(["duplicates", "list"]).succeeded().json()).len(), 0);
    verified(&store);
}

#[test]
fn somebody_of_whom_every_line_was_rejected() {
    let store = Store::with_base(format!("{HEADER}{}", other("N1", "2024-10-01")).as_bytes());
    let rejected = record(CANARY[0], "le matin", CANARY[3], "");
    let delivery = store.deliver("CLIENTS_1.csv", format!("{HEADER}{rejected}").as_bytes());
    assert_eq!(text(&store.modifications(&delivery)[0]["outcome"]), "rejected");
    store.run(["customer", "erase", CANARY[0]]).succeeded();
    assert_eq!(seen(&store), []);
    let delivery =
        store.deliver("CLIENTS_2.csv", format!("{HEADER}{}", record(CANARY[0], "2024-10-02", "", "")).as_bytes());
    assert_eq!(store.modifications(&delivery)[0]["reason"]["code"], "host.erased");
    assert_eq!(seen(&store), []);
    verified(&store);
}
