use std::collections::VecDeque;

use super::*;
use crate::config::{Exchange, Place};
use crate::source::Secret;

/// Looks that were written down before.
struct Scripted(VecDeque<Vec<Listed>>);

impl Looks for Scripted {
    fn look(&mut self) -> Result<Look, SourceError> {
        Ok(Look { files: self.0.pop_front().expect("a look more than was written down"), notices: Vec::new() })
    }

    fn complete(&mut self, files: Vec<Listed>, _known: &dyn Known) -> Result<Vec<Listed>, SourceError> {
        Ok(files)
    }
}

const OLD: i64 = 1_700_000_000;
const FUTURE: i64 = 9_000_000_000;

fn file(name: &str, size: u64, modified: i64) -> Listed {
    Listed { name: name.into(), raw_name: name.into(), size: Some(size), modified: Some(modified) }
}

fn look(
    looks: &[&[Listed]],
    marker: Option<&str>,
    known: &dyn Known,
) -> (Vec<String>, Vec<(String, &'static str)>, Vec<&'static str>) {
    let exchange = Exchange { marker: marker.map(Into::into), ..Exchange::default() };
    let settings = ExchangeSettings {
        place: Place::Folder("/".into()),
        exchange,
        password: Secret::default(),
        pattern: "clients_*.csv".into(),
    };
    let mut place = Scripted(looks.iter().map(|look| look.to_vec()).collect());
    let listing = list(&mut place, &settings, Duration::ZERO, known).expect("a listing");
    assert!(place.0.is_empty(), "every look was used");
    (
        listing.files.into_iter().map(|file| file.name).collect(),
        listing.waiting.into_iter().map(|file| (file.name, file.reason)).collect(),
        listing.notices,
    )
}

fn nothing(_: &Listed) -> bool {
    false
}

#[test]
fn old_files_need_one_look_and_come_in_order() {
    let files = [file("CLIENTS_2.csv", 1, OLD), file("clients_1.CSV", 1, OLD), file("CLIENTS_10.csv", 1, OLD)];
    let (taken, waiting, notices) = look(&[&files], None, &nothing);
    assert_eq!(taken, ["CLIENTS_10.csv", "CLIENTS_2.csv", "clients_1.CSV"]);
    assert!(waiting.is_empty() && notices.is_empty());
}

#[test]
fn other_names_and_temporary_ones_are_left() {
    let files = [
        file("STOCK_1.csv", 1, OLD),
        file("CLIENTS_1.csv.part", 1, OLD),
        file(".CLIENTS_1.csv", 1, OLD),
        file("CLIENTS_1.csv~", 1, OLD),
    ];
    assert_eq!(look(&[&files], None, &nothing), (vec![], vec![], vec![]));
}

#[test]
fn young_files_are_taken_when_two_looks_agree() {
    let first = [
        file("CLIENTS_1.csv", 1, FUTURE),
        file("CLIENTS_2.csv", 1, FUTURE),
        file("CLIENTS_3.csv", 1, FUTURE),
        file("CLIENTS_4.csv", 1, FUTURE),
        file("CLIENTS_5.csv", 1, OLD),
    ];
    let second = [
        file("CLIENTS_1.csv", 1, FUTURE),
        file("CLIENTS_2.csv", 2, FUTURE),
        file("CLIENTS_3.csv", 1, FUTURE + 1),
        file("CLIENTS_6.csv", 1, FUTURE),
    ];
    let (taken, waiting, _) = look(&[&first, &second], None, &nothing);
    assert_eq!(taken, ["CLIENTS_1.csv", "CLIENTS_5.csv"]);
    let growing = |name: &str| (name.to_owned(), "host.waiting-growing");
    assert_eq!(waiting, [growing("CLIENTS_2.csv"), growing("CLIENTS_3.csv"), growing("CLIENTS_4.csv")]);
}

#[test]
fn without_size_and_date_two_looks_tell_nothing() {
    let bare = Listed { size: None, modified: None, ..file("CLIENTS_1.csv", 0, 0) };
    let (taken, waiting, _) = look(&[std::slice::from_ref(&bare), std::slice::from_ref(&bare)], None, &nothing);
    assert_eq!((taken.len(), waiting.len()), (0, 1));
    let marker = file("CLIENTS_1.csv.ok", 0, FUTURE);
    assert_eq!(look(&[&[bare, marker]], Some(".ok"), &nothing).0, ["CLIENTS_1.csv"]);
}

#[test]
fn a_marker_is_enough_and_needed() {
    let files = [
        file("CLIENTS_1.csv", 1, FUTURE),
        file("clients_1.csv.OK", 0, FUTURE),
        file("CLIENTS_2.csv", 1, OLD),
        file("CLIENTS_3.csv.ok", 0, OLD),
    ];
    let (taken, waiting, _) = look(&[&files], Some(".ok"), &nothing);
    assert_eq!(taken, ["CLIENTS_1.csv"]);
    assert_eq!(waiting, [("CLIENTS_2.csv".to_owned(), "host.waiting-marker")]);
}

#[test]
fn what_is_known_is_not_looked_at_twice() {
    let known = |file: &Listed| file.size == Some(1) && file.modified == Some(FUTURE);
    assert_eq!(look(&[&[file("CLIENTS_1.csv", 1, FUTURE)]], None, &known).0, Vec::<String>::new());
    let changed = [file("CLIENTS_1.csv", 2, OLD)];
    assert_eq!(look(&[&changed], None, &known).0, ["CLIENTS_1.csv"]);
}

#[test]
fn names_that_are_paths_are_left_with_a_notice() {
    for name in [
        "../CLIENTS_1.csv",
        "/CLIENTS_1.csv",
        "CLIENTS_\\1.csv",
        "C:CLIENTS_1.csv",
        "CLIENTS_\0.csv",
        "CLIENTS_1.csv\rDELE x.csv",
    ] {
        let (taken, _, notices) = look(&[&[file(name, 1, OLD)]], None, &nothing);
        assert_eq!((taken, notices), (vec![], vec!["host.listing-odd-names"]), "{name:?}");
    }
    let twice = [file("CLIENTS_1.csv", 1, OLD), file("CLIENTS_1.csv", 2, OLD)];
    let (taken, _, notices) = look(&[&twice], None, &nothing);
    assert_eq!((taken.len(), notices.len()), (1, 1));
}
