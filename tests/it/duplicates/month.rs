//! A merge, a month in which the provider goes on sending both identifiers, and the merge undone: as if never merged.

use serde_json::{Value, json};

use super::{file, verified};
use crate::store::{Store, list, number};

const DAYS: u32 = 30;

/// What the provider sends for one customer on one day: values come, go and come back.
fn line(id: &str, day: u32) -> String {
    let turn = |values: &[&'static str], every: u32| values[(day / every) as usize % values.len()];
    let city = if id == "A1" { turn(&["Lille", "Lens", ""], 3) } else { turn(&["Brest", "", "Dax", "Pau"], 2) };
    let email = if id == "A1" { turn(&["anne@exemple.fr", ""], 5) } else { turn(&["", "a.petit@exemple.fr"], 4) };
    let card = if id == "A1" { "29900" } else { turn(&["", "29950"], 7) };
    let consent = turn(&["O", "N"], if id == "A1" { 6 } else { 4 });
    // Now and then the day before is sent once more, or a line comes late.
    let dated = if day % 9 == 4 { day - 2 } else { day };
    format!("{id};{};Petit;Anne;{city};{email};1970-07-03;{card};{consent}\n", date(dated))
}

fn date(day: u32) -> String {
    format!("2024-11-{day:02}")
}

/// The month, delivered day by day; those merged wait for nothing.
fn send_both(store: &Store, days: impl Iterator<Item = u32>) {
    for day in days {
        let mut lines = line("A1", day) + &line("C1", day);
        if day % 5 == 0 {
            lines += &line("C1", day - 1);
        }
        let path = store.file("month", &format!("CLIENTS_{day:02}.csv"), &file(&lines));
        let now = format!("{}T20:00:00+01:00", date(day));
        store.run_at(&now, ["retrieve".into(), path.into_os_string()]).succeeded();
    }
}

/// Customers and queue, as far as they do not name when something was done.
fn state(store: &Store) -> (String, Value) {
    let queue = store.run(["duplicates"]).succeeded().json();
    let queue = list(&queue).iter().map(|it| {
        let others: Vec<_> = list(&it["others"]).iter().map(|other| other["customer"].clone()).collect();
        json!([it["customer"], it["modified_at"], it["delivery"]["name"], it["line"], others])
    });
    (store.final_base(), queue.collect())
}

/// A base, what is delivered before the merge, and which of the two is kept.
fn undone_is_never_merged(base: &str, before: &str, kept: &str, absorbed: &str) -> (Store, Value) {
    let prepared = || {
        let store = Store::with_base(&file(base));
        store.deliver("CLIENTS_00.csv", &file(before));
        store
    };
    let (merged, never) = (prepared(), prepared());
    let merge = number(&merged.run(["merge", kept, absorbed]).succeeded().json()["merge"]);
    send_both(&merged, 1..=DAYS);
    send_both(&never, 1..=DAYS);
    assert_ne!(state(&merged), state(&never), "the merge made a difference");
    let undone = merged.run_at("2024-12-01T09:00:00+01:00", ["unmerge", &merge]).succeeded().json();
    assert_eq!(state(&merged), state(&never));
    assert_eq!(undone["not_split"], json!([]));
    verified(&merged);
    (merged, undone)
}

const ANNE: &str = "A1;2024-10-01;Petit;Anne;Lille;anne@exemple.fr;1970-07-03;29900;O\n";

#[test]
fn of_two_who_were_in_the_base() {
    let base = format!("{ANNE}C1;2024-10-02;Petit;Anne;Brest;;1970-07-03;;O\n");
    for (kept, absorbed) in [("A1", "C1"), ("C1", "A1")] {
        undone_is_never_merged(&base, "B1;2024-10-03;Roy;Luc;Metz;;;29901;N\n", kept, absorbed);
    }
}

#[test]
fn of_a_withheld_creation_absorbed() {
    let (store, _) = undone_is_never_merged(ANNE, "C1;2024-10-20;Petit;Anne;Brest;;1970-07-03;;O\n", "A1", "C1");
    assert!(store.customer("C1").is_none());
    assert_eq!(state(&store).1.as_array().map(Vec::len), Some(1), "its newest line waits again");
}

#[test]
fn of_a_withheld_creation_kept() {
    let (store, _) = undone_is_never_merged(ANNE, "C1;2024-10-20;Petit;Anne;Brest;;1970-07-03;;O\n", "C1", "A1");
    assert_eq!(store.customer("A1").unwrap()["aliases"], json!([]));
}

#[test]
fn what_a_person_wrote_on_the_survivor_is_listed() {
    let base = format!("{ANNE}C1;2024-10-02;Petit;Anne;Brest;;1970-07-03;;O\n");
    let store = Store::with_base(&file(&base));
    let merge = number(&store.run(["merge", "A1", "C1"]).succeeded().json()["merge"]);
    store.run(["customer", "edit", "A1", "phone=0100000015"]).succeeded();
    store.run(["customer", "edit", "C1", "city=Gap"]).succeeded();
    let undone = store.run(["unmerge", &merge]).succeeded().json();
    let listed = list(&undone["not_split"]);
    assert_eq!(listed.iter().map(|it| &it["reason"]["code"]).collect::<Vec<_>>(), ["host.not-split-person"; 2]);
    let value = |id: &str, field: &str| store.customer(id).unwrap()["values"][field].clone();
    assert_eq!([value("A1", "phone"), value("A1", "city")], ["0100000015", "Lille"]);
    assert_eq!([value("C1", "phone"), value("C1", "city")], ["", "Gap"], "it was written under C1's identifier");
    verified(&store);
}
