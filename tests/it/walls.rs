//! One module owns each foreign thing; nothing else names it.

use std::path::{Path, PathBuf};

use crate::store::root;

/// A crate, and the module of the host (`NAME.rs` and `NAME/`) that alone may name it.
const OWNERS: [(&str, &str); 6] = [
    ("wasmtime", "rules"),
    ("rusqlite", "base"),
    ("rustls", "source"),
    ("axum", "web"),
    ("tough", "release"),
    ("ureq", "release"),
];

#[test]
fn nothing_but_its_owner_names_a_foreign_crate() {
    let source = root().join("host/src");
    let manifest = std::fs::read_to_string(root().join("host/Cargo.toml")).unwrap();
    for (foreign, owner) in OWNERS {
        let mut named = Vec::new();
        for file in rust_files(&source) {
            if names(&std::fs::read_to_string(&file).unwrap(), foreign) {
                named.push(file.strip_prefix(&source).unwrap().to_owned());
            }
        }
        let owned = |file: &PathBuf| file.starts_with(owner) || *file == Path::new(owner).with_extension("rs");
        let (inside, outside): (Vec<_>, Vec<_>) = named.into_iter().partition(owned);
        assert_eq!(outside, Vec::<PathBuf>::new(), "only {owner} may name {foreign}");
        let depended_on =
            manifest.lines().any(|line| line.strip_prefix(foreign).is_some_and(|rest| rest.starts_with([' ', '.'])));
        assert_eq!(!inside.is_empty(), depended_on, "{owner} names {foreign} exactly when the host depends on it");
    }
}

#[test]
fn only_the_component_file_has_bindings() {
    let source = root().join("guest/src");
    let mut with_bindings = Vec::new();
    for file in rust_files(&source) {
        if names(&std::fs::read_to_string(&file).unwrap(), "wit_bindgen") {
            with_bindings.push(file.strip_prefix(&source).unwrap().to_owned());
        }
    }
    assert_eq!(with_bindings, [PathBuf::from("component.rs")]);
}

/// Whether a source file names a crate outside its comments.
fn names(source: &str, foreign: &str) -> bool {
    let inside_a_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    source.lines().filter_map(|line| line.split("//").next()).any(|code| {
        code.match_indices(foreign).any(|(at, _)| {
            let (before, after) = (&code[..at], &code[at + foreign.len()..]);
            let whole = !before.ends_with(inside_a_word) && !after.starts_with(inside_a_word);
            let used = before.trim_end().ends_with("use") || before.trim_end().ends_with("extern crate");
            whole && (after.starts_with("::") || used)
        })
    })
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn a_name_is_seen_wherever_it_is_used() {
    for code in
        ["use wasmtime::Engine;", "let e = wasmtime::Engine::default();", "use wasmtime as w;", "&(wasmtime::X)"]
    {
        assert!(names(code, "wasmtime"), "{code}");
    }
    for code in ["// wasmtime::Engine", "my_wasmtime::x()", "wasmtime_wasi::x()", "let s = \"wasmtime\";"] {
        assert!(!names(code, "wasmtime"), "{code}");
    }
}
