//! Killed between any two effects, the next run finishes the job.
//!
//! The binary of these tests is built with the feature `kill-points`: `REDESCENTE_KILL_AT=NAME` aborts the process
//! when it comes to that point.

use std::path::PathBuf;

use serde_json::Value;

use crate::store::{Ran, Store, finish, list, not_run, text};

/// Every point, in the order in which a retrieval passes them.
const POINTS: [&str; 13] = [
    "retrieval-recorded",
    "exchange-listed",
    "content-durable",
    "content-named",
    "file-fetched",
    "file-kept",
    "batch-decided",
    "before-commit",
    "delivery-committed",
    "file-remembered",
    "file-put-away",
    "before-reexamination",
    "before-finish",
];

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE\n";
const BASE: &str = "A1;2024-11-01;Petit;Anne;Lille;29900\nA2;2024-11-01;Roy;Luc;Metz;29901\n";
/// A creation, a correction, and one withheld because of A1's card.
const FIRST: &str =
    "A3;2024-11-02;Faure;Ida;Brest;29902\nA2;2024-11-02;Roy;Luc;Nancy;29901\nA4;2024-11-02;Brun;Max;Dax;29900\n";
/// A1's card moves away, which releases A4.
const SECOND: &str = "A1;2024-11-03;Petit;Anne;Lille;29910\nA3;2024-11-01;Faure;Ida;Pau;29902\n";

fn binary(test: &str) -> Option<PathBuf> {
    let binary = std::env::var_os("REDESCENTE_BIN_KILL_POINTS").map(PathBuf::from);
    if binary.is_none() {
        not_run(test, "this host has no feature kill-points, or `cargo xtask test` did not build it");
    }
    binary
}

fn prepared(binary: &std::path::Path) -> Store {
    let store = Store::with_binary(binary.to_owned());
    store.run(["init"]).succeeded();
    store.import(format!("{HEADER}{BASE}").as_bytes());
    store.use_folder();
    store.put("CLIENTS_1.csv", format!("{HEADER}{FIRST}").as_bytes());
    store.put("CLIENTS_2.csv", format!("{HEADER}{SECOND}").as_bytes());
    store
}

/// A retrieval that is to die at a point.
fn killed_at(store: &Store, point: &str) -> Ran {
    let mut command = store.command(crate::store::NOW);
    command.env("REDESCENTE_KILL_AT", point).args(["--format", "json"]);
    finish(command, ["retrieve"])
}

/// Base, queue, and every applied line with its outcome: all that must not depend on where a run was cut.
fn state(store: &Store) -> (String, Vec<String>, Vec<String>) {
    let report = store.run(["report"]).succeeded().json();
    let deliveries = list(&report).iter().flat_map(|retrieval| list(&retrieval["deliveries"]));
    let mut lines = Vec::new();
    for delivery in deliveries.filter(|delivery| delivery["status"] == "applied") {
        for it in store.modifications(delivery) {
            lines.push(format!("{} {} {} {}", delivery["name"], it["line"], it["outcome"], it["resolution"]));
        }
    }
    lines.sort();
    let queue = store.run(["duplicates", "list"]).succeeded().json();
    let queue = list(&queue).iter().map(|it| text(&it["customer"]).to_owned()).collect();
    (store.final_base(), queue, lines)
}

#[test]
fn a_killed_retrieval_is_finished_by_the_next() {
    let Some(binary) = binary("kill_points::a_killed_retrieval_is_finished_by_the_next") else { return };
    let whole = prepared(&binary);
    assert_eq!(whole.retrieve()["status"], "done");
    let expected = state(&whole);
    assert_eq!(expected.1, Vec::<String>::new(), "A4 is released");
    for point in POINTS {
        let store = prepared(&binary);
        let ran = killed_at(&store, point);
        assert_ne!(ran.code(), Some(0), "nothing was killed at {point}: {ran}");
        let next = store.run(["retrieve"]).succeeded().retrieval();
        assert_ne!(next["status"], "failed", "after {point}: {next}");
        assert_eq!(state(&store), expected, "after {point}");
        assert_eq!(store.retrieve()["status"], Value::from("nothing-new"), "after {point}");
    }
}

#[test]
fn a_run_killed_again_and_again_is_finished_in_the_end() {
    let Some(binary) = binary("kill_points::a_run_killed_again_and_again_is_finished_in_the_end") else { return };
    let whole = prepared(&binary);
    whole.retrieve();
    let store = prepared(&binary);
    for point in POINTS {
        killed_at(&store, point);
    }
    store.retrieve();
    assert_eq!(state(&store), state(&whole));
}
