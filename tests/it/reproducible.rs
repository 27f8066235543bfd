//! The same sources give the same component, byte for byte, wherever and by whom they are built.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use sha2::Digest as _;

#[cfg(unix)]
use crate::release::central::{Central, rules as asked};
use crate::store::{not_run, root};

/// What a build of rules reads, besides the manifests of the workspace's other members.
const SOURCES: [&str; 12] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "guest",
    "host",
    "publisher",
    "rules",
    "rust-toolchain.toml",
    "tests",
    "wit",
    "xtask",
    "clippy.toml",
];

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            if name != "target" {
                copy(&from.join(&name), &to.join(&name));
            }
        }
    } else {
        std::fs::copy(from, to).unwrap();
    }
}

fn digest(file: &Path) -> String {
    let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    hex::encode(sha2::Sha256::digest(bytes))
}

/// The folder in which cargo keeps the sources of crates.
fn cargo_home() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

/// Copies the sources to a folder of their own.
#[cfg(unix)]
fn copy_sources(folder: &Path) -> PathBuf {
    let sources = folder.join("sources");
    for part in SOURCES {
        copy(&root().join(part), &sources.join(part));
    }
    sources
}

/// Builds rules of copied sources by another home; answers their digest.
#[cfg(unix)]
fn build(folder: &Path, xtask: &Path, arguments: &[&str]) -> String {
    let home = folder.join("home of somebody else");
    std::fs::create_dir_all(home.join("cargo")).unwrap();
    // What cargo has fetched is the same for all; only where it lies differs.
    for part in ["registry", "git"] {
        let there = cargo_home().unwrap().join(part);
        if there.exists() {
            std::os::unix::fs::symlink(there, home.join("cargo").join(part)).unwrap();
        }
    }
    let rustup = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
    let rustup = rustup.or_else(|| std::env::home_dir().map(|home| home.join(".rustup"))).unwrap();
    let mut command = Command::new(xtask);
    command.current_dir(folder.join("sources")).arg("rules").args(arguments).env("CARGO_NET_OFFLINE", "true");
    command.env("HOME", &home).env("CARGO_HOME", home.join("cargo")).env("RUSTUP_HOME", rustup);
    command.env("CARGO_TARGET_DIR", folder.join("target")).env("RUSTFLAGS", "-Cdebuginfo=2");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let (file, named) = said.trim().rsplit_once("  sha256 ").unwrap();
    assert_eq!(digest(Path::new(file)), named);
    named.to_owned()
}

/// Slow: builds the rules once more.
#[cfg(unix)]
#[test]
fn slow_rules_are_the_same_from_two_folders_and_two_homes() {
    let name = "slow_rules_are_the_same_from_two_folders_and_two_homes";
    let xtask = crate::store::component().with_file_name("xtask");
    if !xtask.is_file() {
        return not_run(name, "there is no xtask beside the rules");
    }
    let folder = tempfile::tempdir().unwrap();
    copy_sources(folder.path());
    assert_eq!(build(folder.path(), &xtask, &[]), digest(&crate::store::component()));
}

/// Slow: `docs/rules.md` followed, from copied sources to a change that decides in a store.
#[cfg(unix)]
#[test]
fn slow_the_guide_leads_to_a_published_change() {
    let name = "slow_the_guide_leads_to_a_published_change";
    let xtask = crate::store::component().with_file_name("xtask");
    if !xtask.is_file() {
        return not_run(name, "there is no xtask beside the rules");
    }
    let folder = tempfile::tempdir().unwrap();
    let sources = copy_sources(folder.path());
    let ours = sources.join("rules/ours");
    copy(&sources.join("rules/template"), &ours);
    for (file, from, to) in [
        ("Cargo.toml", "redescente-rules-template", "redescente-rules-ours"),
        ("src/lib.rs", r#"NAME: &str = "template""#, r#"NAME: &str = "ours""#),
    ] {
        let text = std::fs::read_to_string(ours.join(file)).unwrap();
        assert!(text.contains(from));
        std::fs::write(ours.join(file), text.replace(from, to)).unwrap();
    }
    let built = build(folder.path(), &xtask, &["--manifest", "rules/ours"]);
    let rules = folder.path().join("target/release/redescente-rules-ours.wasm");

    let bare = crate::store::Store::bare();
    let check = ["rules".as_ref(), "check".as_ref(), rules.as_os_str(), "--cases".as_ref(), "20".as_ref()];
    let checked = bare.run(check).succeeded();
    let central = Central::new();
    let check = central.file("check.json", &checked.output.stdout);
    let wasm = std::fs::read(&rules).unwrap();
    central.try_publish(&wasm, &["--check", check.to_str().unwrap(), "--at", "now=100%"]).succeeded();
    let store = central.store("S1");
    asked(&store, &["update"]);
    let candidate = store.data().join("rules").join(format!("{built}.wasm"));
    let replayed = asked(&store, &["replay", candidate.to_str().unwrap()]);
    assert_eq!(replayed["candidate"]["digest"], built);
    let status = asked(&store, &["activate"]);
    assert_eq!((&status["name"], &status["digest"]), (&"ours".into(), &built.into()));
}
