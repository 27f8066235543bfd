//! Central IT: a folder with keys and a repository, and the stores that trust it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use redescente_release::Publisher;
use redescente_release::keys::Keys;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::store::{Ran, Store, binary, component, finish, root};

/// A day, in seconds.
pub(crate) const DAY: i64 = 24 * 60 * 60;

/// Keys, a repository, and room for copies of it.
pub(crate) struct Central {
    folder: TempDir,
}

impl Central {
    /// New keys and a repository without releases.
    pub(crate) fn new() -> Self {
        let it = Self { folder: tempfile::tempdir().unwrap() };
        it.examples();
        it.run("init", [it.repository()]).succeeded();
        it
    }

    pub(crate) fn repository(&self) -> PathBuf {
        self.folder.path().join("repository")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    pub(crate) fn first_root(&self) -> PathBuf {
        self.keys().join("1.root.json")
    }

    /// Two examples: enough to show that they are played, and quick.
    pub(crate) fn examples(&self) -> PathBuf {
        let folder = self.folder.path().join("examples");
        if !folder.exists() {
            for name in ["matching", "quotes"] {
                copy(&root().join("fixtures/cases").join(name), &folder.join(name));
            }
        }
        folder
    }

    /// A file of central IT's.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs `redescente-release`.
    pub(crate) fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, command: &str, arguments: I) -> Ran {
        let program = binary().with_file_name("redescente-release").with_extension(std::env::consts::EXE_EXTENSION);
        assert!(program.is_file(), "no {}: run `cargo xtask build`", program.display());
        let mut run = Command::new(program);
        run.env_clear().env("HOME", self.folder.path()).env("TMPDIR", self.folder.path());
        for name in ["SystemRoot", "SYSTEMROOT", "TEMP"] {
            if let Some(value) = std::env::var_os(name) {
                run.env(name, value);
            }
        }
        run.args(["--format", "json", "--keys"]).arg(self.keys()).arg(command);
        finish(run, arguments)
    }

    /// Publishes a component with further arguments; answers what came of it.
    pub(crate) fn try_publish(&self, wasm: &[u8], arguments: &[&str]) -> Ran {
        let file = self.file("rules.wasm", wasm);
        let mut all = vec![self.repository().into_os_string(), file.into_os_string(), "--examples".into()];
        all.push(self.examples().into_os_string());
        all.extend(arguments.iter().map(Into::into));
        self.run("publish", all)
    }

    /// Publishes a component, for every store at once.
    #[track_caller]
    pub(crate) fn publish(&self, wasm: &[u8]) -> Value {
        self.try_publish(wasm, &["--without-check", "--at", "now=100%"]).succeeded().json()
    }

    /// The repository opened in this process, as signed at a time.
    pub(crate) fn publisher(&self, now: i64) -> Publisher {
        self.publisher_of(&self.repository(), now)
    }

    /// Another folder's repository opened in this process.
    pub(crate) fn publisher_of(&self, repository: &Path, now: i64) -> Publisher {
        let root = std::fs::read(self.first_root()).unwrap();
        Publisher::open(repository, &root, Keys::read(&self.keys()).unwrap(), now).unwrap()
    }

    /// The repository as it is now, in a folder of its own.
    pub(crate) fn copied(&self, name: &str) -> PathBuf {
        let to = self.folder.path().join(name);
        copy(&self.repository(), &to);
        to
    }

    /// An initialised store that trusts this central IT and looks at its repository.
    #[track_caller]
    pub(crate) fn store(&self, id: &str) -> Store {
        let store = Store::new();
        self.adopt(&store, id);
        store
    }

    /// Makes a store trust this central IT.
    #[track_caller]
    pub(crate) fn adopt(&self, store: &Store, id: &str) {
        store.set("store.id", id);
        store.set("rules.root", self.first_root().to_str().unwrap());
        use_folder(store, &self.repository());
    }
}

/// Makes a folder the source of releases.
#[track_caller]
pub(crate) fn use_folder(store: &Store, repository: &Path) {
    store.set("rules.source", &format!("file://{}", repository.display()));
}

/// The shipped rules under another digest: a custom section more, which means nothing.
pub(crate) fn variant(number: u8) -> Vec<u8> {
    let mut wasm = std::fs::read(component()).unwrap();
    wasm.extend([0, 4, 2, b'n', b'o', number]);
    wasm
}

pub(crate) fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Seconds since 1970, by the system's clock: signatures know no other.
pub(crate) fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

/// A time as RFC 3339 writes it.
pub(crate) fn written(time: i64) -> String {
    redescente::release::manifest::written(time)
}

/// `rules ARGUMENTS` that must succeed: where the store stands.
#[track_caller]
pub(crate) fn rules(store: &Store, arguments: &[&str]) -> Value {
    store.run(["rules"].iter().chain(arguments)).succeeded().json()
}

/// `rules ARGUMENTS` that must fail: the error's code.
#[track_caller]
pub(crate) fn refused(store: &Store, arguments: &[&str]) -> String {
    let ran = store.run(["rules"].iter().chain(arguments));
    assert!(matches!(ran.code(), Some(1 | 3 | 4)), "{ran}");
    let error = ran.json()["error"].clone();
    assert!(error["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "what to do is said: {ran}");
    error["code"].as_str().unwrap().to_owned()
}

/// Every file of a folder, deep.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &place);
        } else {
            std::fs::copy(&path, &place).unwrap();
        }
    }
}

/// The one file of a folder whose name ends so.
pub(crate) fn ending(folder: &Path, end: &str) -> PathBuf {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = names.filter(|path| path.to_string_lossy().ends_with(end)).collect();
    found.sort();
    found.pop().unwrap_or_else(|| panic!("no …{end} in {}", folder.display()))
}
