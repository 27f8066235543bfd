//! The same sources give the same component, byte for byte, wherever and by whom they are built.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use sha2::Digest as _;

use crate::store::{not_run, root};

/// What a build of rules reads, besides the manifests of the workspace's other members.
const SOURCES: [&str; 11] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "guest",
    "host",
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
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The folder in which cargo keeps the sources of crates.
fn cargo_home() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

/// Copies the sources elsewhere, and builds rules there by another home; answers their digest.
#[cfg(unix)]
fn elsewhere(folder: &Path, xtask: &Path, arguments: &[&str]) -> String {
    let home = folder.join("home of somebody else");
    std::fs::create_dir_all(home.join("cargo")).unwrap();
    // What cargo has fetched is the same for all; only where it lies differs.
    for part in ["registry", "git"] {
        let there = cargo_home().unwrap().join(part);
        if there.exists() {
            std::os::unix::fs::symlink(there, home.join("cargo").join(part)).unwrap();
        }
    }
    let sources = folder.join("sources");
    for part in SOURCES {
        copy(&root().join(part), &sources.join(part));
    }
    let rustup = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
    let rustup = rustup.or_else(|| std::env::home_dir().map(|home| home.join(".rustup"))).unwrap();
    let mut command = Command::new(xtask);
    command.current_dir(&sources).arg("rules").args(arguments).env("CARGO_NET_OFFLINE", "true");
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
    assert_eq!(elsewhere(folder.path(), &xtask, &[]), digest(&crate::store::component()));
}

/// Slow: builds a component.
#[cfg(unix)]
#[test]
fn slow_the_template_is_built_and_keeps_every_law() {
    let name = "slow_the_template_is_built_and_keeps_every_law";
    let xtask = crate::store::component().with_file_name("xtask");
    if !xtask.is_file() {
        return not_run(name, "there is no xtask beside the rules");
    }
    let folder = tempfile::tempdir().unwrap();
    elsewhere(folder.path(), &xtask, &["--manifest", "rules/template"]);
    let rules = folder.path().join("target/release/redescente-rules-template.wasm");
    let store = crate::store::Store::bare();
    let ran = store.run(["rules".as_ref(), "check".as_ref(), rules.as_os_str(), "--cases".as_ref(), "20".as_ref()]);
    assert_eq!(ran.succeeded().json()["rules"]["name"], "template");
}
