//! A file gives what its lines, one by one, would give: lines are decided in bulk, in waves and by two sessions.

use std::fmt::Write as _;

use proptest::{prelude::*, test_runner::TestRunner};
use redescente::{
    clock::Clock,
    report::Mode,
    retrieval::{self, Request, Unwatched},
    store::Store,
};
use rusqlite::{Connection, OpenFlags, types::Value};

use crate::store::component;

/// Cases, unless `PROPTEST_CASES` says otherwise: each is some hundred and fifty deliveries.
const CASES: u32 = 6;

/// Lines of a file; more wait for each other than are delayed at once.
const LINES: usize = 150;

/// Bytes of each of the columns that nobody knows: with them a file is long enough for two sessions.
const FILLER: usize = 200;

/// How many of them.
const UNKNOWN: usize = 10;

/// All that must be the same, but for where a line stood in its file.
const COMPARED: [&str; 7] = [
    "SELECT number, kind, customer, applied_to, modified_at, digest, previous, before, record, remarks FROM version
     ORDER BY number",
    "SELECT id, head, latest, in_force FROM customer ORDER BY id",
    "SELECT key, customer FROM key ORDER BY key, customer",
    "SELECT key FROM common_key ORDER BY key",
    "SELECT version, customer, others FROM withheld ORDER BY version",
    "SELECT version, customer FROM obstacle ORDER BY version, customer",
    "SELECT version, resolution FROM resolution ORDER BY version",
];

/// One line: few customers with few names, addresses, phones and cards between them.
#[derive(Debug, Clone)]
struct Row {
    customer: u8,
    day: u8,
    names: (u8, u8),
    email: u8,
    phone: u8,
    card: u8,
    city: u8,
}

impl Row {
    fn any() -> impl Strategy<Value = Self> {
        let names = (0..4_u8, 0..4_u8);
        // Every second one has the mailbox of all.
        let email = prop_oneof![Just(0), 0..12_u8];
        (0..60_u8, 1..9_u8, names, email, 0..30_u8, 0..70_u8, 0..3_u8).prop_map(
            |(customer, day, names, email, phone, card, city)| Self { customer, day, names, email, phone, card, city },
        )
    }

    fn write(&self, file: &mut String, filler: &str) {
        let Self { customer, day, names: (last, first), email, phone, card, city } = self;
        writeln!(
            file,
            "C{customer:02};2024-10-{day:02};Nom{last};Prenom{first};Ville{city};m{email}@exemple.fr;06010101{phone:02};\
             299000{card:02}{filler}"
        )
        .unwrap();
    }
}

fn file(rows: &[Row], filler: &str) -> String {
    let mut file = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;EMAIL;MOBILE;CARTE_FIDELITE".to_owned();
    (0..filler.matches(';').count()).for_each(|nth| write!(file, ";INCONNU{nth}").unwrap());
    file.push('\n');
    rows.iter().for_each(|row| row.write(&mut file, filler));
    file
}

/// What a store holds after its base and one retrieval of these files.
fn after(base: &str, files: &[String]) -> Vec<Vec<Value>> {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::stopped_at("2024-11-05T07:30:00Z").unwrap();
    let mut store = Store::create(&folder.path().join("data"), Some(&component()), clock).unwrap();
    let file = |name: String, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    retrieval::import(&mut store, &file("base.csv".to_owned(), base), &Unwatched).unwrap();
    let files = files.iter().zip(0..).map(|(content, nth)| file(format!("CLIENTS_{nth:04}.csv"), content)).collect();
    retrieval::run(&mut store, &Request { mode: Mode::Manual, files, again: None }, &Unwatched).unwrap();
    let path = store.folder.join("base.sqlite");
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut found = Vec::new();
    for sql in COMPARED {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            found.push((0..columns).map(|column| row.get(column).unwrap()).collect());
        }
    }
    found
}

#[test]
fn a_file_gives_what_its_lines_one_by_one_would_give() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let config = ProptestConfig { cases, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() };
    let filler = format!(";{}", "x".repeat(FILLER)).repeat(UNKNOWN);
    let strategy = (prop::collection::vec(Row::any(), 40), prop::collection::vec(Row::any(), LINES));
    let result = TestRunner::new(config).run(&strategy, |(base, mut rows)| {
        // A content is applied once: no two files of one line may be alike.
        let mut met = std::collections::HashSet::new();
        rows.retain(|row| met.insert(file(std::slice::from_ref(row), "")));
        let base = file(&base, "");
        let alone: Vec<_> = rows.iter().map(|row| file(std::slice::from_ref(row), &filler)).collect();
        let (together, alone) = (after(&base, &[file(&rows, &filler)]), after(&base, &alone));
        for (one, other) in together.iter().zip(&alone) {
            prop_assert_eq!(one, other);
        }
        prop_assert_eq!(together.len(), alone.len());
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
}
