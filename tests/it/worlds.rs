//! Every folder of `fixtures/worlds` and `fixtures/cases`: what is done in it, and all that must come of it.
//!
//! `fixtures/worlds/README.md` says what the two JSON files mean; the cases are in the same format.

mod actual;
mod compare;

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::Value;

use crate::store::root;

#[test]
fn worlds_come_out_as_their_oracle_says() {
    run_all("worlds", false);
}

#[test]
fn cases_come_out_as_written() {
    run_all("cases", std::env::var_os("BLESS").is_some_and(|bless| bless == "1"));
}

/// Runs each folder under `fixtures/<family>`, several at once, and fails with everything that differs.
fn run_all(family: &str, bless: bool) {
    let folders = folders(family);
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(folder) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let world = read(&folder.join("world.json"));
                    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    let result = std::panic::catch_unwind(|| differences(folder, &world, bless));
                    let differences = result.unwrap_or_else(|panic| vec![message(panic.as_ref())]);
                    failures.lock().unwrap().extend(differences.iter().map(|it| format!("{family}/{name}: {it}")));
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    assert!(!folders.is_empty(), "no folder under fixtures/{family}");
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
}

fn folders(family: &str) -> Vec<PathBuf> {
    let parent = root().join("fixtures").join(family);
    let entries = std::fs::read_dir(&parent).unwrap_or_else(|error| panic!("{}: {error}", parent.display()));
    let mut folders: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn differences(folder: &Path, world: &Value, bless: bool) -> Vec<String> {
    let actual = actual::of(folder, world);
    let expected = folder.join("expected.json");
    if bless {
        std::fs::write(&expected, serde_json::to_string_pretty(&actual).unwrap() + "\n").unwrap();
        return Vec::new();
    }
    compare::compare(&read(&expected), &actual)
}

fn read(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panicked").to_owned()
}
