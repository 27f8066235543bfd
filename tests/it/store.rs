//! A data folder of its own for each test, and the binary run in it with nothing inherited.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

/// The clock of runs that give none.
pub(crate) const NOW: &str = "2024-11-05T07:30:00+00:00";

/// Root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The product's binary.
pub(crate) fn binary() -> PathBuf {
    let path = std::env::var_os("REDESCENTE_BIN").map_or_else(beside_this_test, PathBuf::from);
    assert!(path.is_file(), "no binary at {}: run `cargo xtask build`", path.display());
    path
}

/// `<target>/release/redescente`, seen from `<target>/release/deps/it-…`.
fn beside_this_test() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent().unwrap().parent().unwrap().join("redescente").with_extension(std::env::consts::EXE_EXTENSION)
}

/// The rules component that `init` installs.
pub(crate) fn component() -> PathBuf {
    std::env::var_os("REDESCENTE_RULES").map_or_else(|| binary().with_file_name("redescente-rules.wasm"), PathBuf::from)
}

/// A component of `tests/guests`; none, and said so, where `cargo xtask test` or `cargo xtask test-guests` built none.
pub(crate) fn guest(name: &str) -> Option<PathBuf> {
    let beside =
        || binary().parent().unwrap().parent().unwrap().join("test-guests/wasm32-unknown-unknown/release/examples");
    let folder = std::env::var_os("REDESCENTE_GUESTS").map_or_else(beside, PathBuf::from);
    let file = folder.join(name).with_extension("wasm");
    if !file.is_file() {
        not_run(name, "its component is not built: cargo xtask test-guests");
        return None;
    }
    Some(file)
}

/// Says that a test was left out, and why: to the file that `cargo xtask test` reads, else to a person.
pub(crate) fn not_run(test: &str, why: &str) {
    let line = format!("{test}: {why}");
    match std::env::var_os("REDESCENTE_NOT_RUN") {
        None => eprintln!("not run: {line}"),
        Some(path) => {
            let mut file = std::fs::File::options().create(true).append(true).open(path).unwrap();
            // One write: other tests append to the same file.
            std::io::Write::write_all(&mut file, format!("{line}\n").as_bytes()).unwrap();
        }
    }
}

/// What one run of the binary gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) arguments: Vec<String>,
    pub(crate) output: Output,
}

impl Ran {
    /// Exit code; none where it was killed.
    pub(crate) fn code(&self) -> Option<i32> {
        self.output.status.code()
    }

    /// What it wrote on stdout.
    pub(crate) fn stdout(&self) -> &str {
        std::str::from_utf8(&self.output.stdout).unwrap_or_else(|_| panic!("not UTF-8 on stdout: {self}"))
    }

    /// What it wrote on stderr.
    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// Fails unless the run ended with exit code 0.
    #[track_caller]
    pub(crate) fn succeeded(self) -> Self {
        self.exited(0)
    }

    /// Fails unless the run ended with this exit code.
    #[track_caller]
    pub(crate) fn exited(self, code: i32) -> Self {
        assert_eq!(self.code(), Some(code), "{self}");
        self
    }

    /// The JSON on stdout.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.stdout()).unwrap_or_else(|error| panic!("no JSON on stdout ({error}): {self}"))
    }

    /// The member `retrieval` of the JSON.
    #[track_caller]
    pub(crate) fn retrieval(&self) -> Value {
        self.json().get("retrieval").unwrap_or_else(|| panic!("no retrieval: {self}")).clone()
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "redescente {} → {}", self.arguments.join(" "), self.output.status)?;
        writeln!(f, "stdout: {}", String::from_utf8_lossy(&self.output.stdout))?;
        write!(f, "stderr: {}", self.stderr())
    }
}

/// A store: one data folder, thrown away at the end.
#[derive(Debug)]
pub(crate) struct Store {
    folder: TempDir,
    binary: PathBuf,
}

impl Store {
    /// A folder in which nothing was done yet.
    pub(crate) fn bare() -> Self {
        Self::with_binary(binary())
    }

    /// A bare folder for another build of the binary.
    pub(crate) fn with_binary(binary: PathBuf) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), binary }
    }

    /// An initialised store with an empty base.
    #[track_caller]
    pub(crate) fn new() -> Self {
        let store = Self::bare();
        store.run(["init"]).succeeded();
        store
    }

    /// A store whose base was imported from this CSV text.
    #[track_caller]
    pub(crate) fn with_base(csv: &[u8]) -> Self {
        let store = Self::new();
        store.import(csv);
        store
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file outside the data folder, in a folder named `place` so that equal names can stand side by side.
    pub(crate) fn file(&self, place: &str, name: &str, bytes: &[u8]) -> PathBuf {
        let folder = self.folder.path().join("files").join(place);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The folder that stands for the exchange; nothing points to it yet.
    pub(crate) fn exchange_folder(&self) -> PathBuf {
        let folder = self.folder.path().join("exchange");
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Puts a file into the exchange, old enough to be taken at once.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.exchange_folder().join(name);
        std::fs::write(&path, bytes).unwrap();
        age(&path);
    }

    /// Makes the folder the exchange, by a `file:` address.
    #[track_caller]
    pub(crate) fn use_folder(&self) {
        let url = format!("file://{}", self.exchange_folder().display());
        self.set("exchange.url", &url);
    }

    /// Makes a server of loopback the exchange.
    #[track_caller]
    pub(crate) fn use_server(&self, url: &str, security: &str, user: &str, password: &str) {
        self.set("exchange.url", url);
        self.set("exchange.security", security);
        self.set("exchange.user", user);
        self.set("exchange.password", password);
    }

    /// Changes a setting.
    #[track_caller]
    pub(crate) fn set(&self, key: &str, value: &str) {
        self.run(["settings", "set", key, value]).succeeded();
    }

    /// A retrieval from the exchange that must end with exit code 0.
    #[track_caller]
    pub(crate) fn retrieve(&self) -> Value {
        self.run(["retrieve"]).succeeded().retrieval()
    }

    /// A run that is not started yet, without the `--format` option.
    pub(crate) fn command(&self, now: &str) -> Command {
        let mut command = Command::new(&self.binary);
        command.env_clear().env("REDESCENTE_NOW", now).env("HOME", self.folder.path()).env("TZ", "Asia/Tokyo");
        // Tests leave nothing in the keyring of whoever runs them.
        command.env("REDESCENTE_KEYRING", "off");
        // Windows' sockets and random numbers need these.
        for name in ["SystemRoot", "SYSTEMROOT"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.arg("--data").arg(self.data());
        command
    }

    /// Runs the binary with the usual clock.
    pub(crate) fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Ran {
        self.run_at(NOW, arguments)
    }

    /// Runs the binary with `--format json`, at a time.
    pub(crate) fn run_at<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, now: &str, arguments: I) -> Ran {
        let mut command = self.command(now);
        command.args(["--format", "json"]);
        finish(command, arguments)
    }

    /// Imports this CSV text and answers the retrieval.
    #[track_caller]
    pub(crate) fn import(&self, csv: &[u8]) -> Value {
        let file = self.file("import", "base.csv", csv);
        self.run([OsStr::new("import"), file.as_os_str()]).succeeded().retrieval()
    }

    /// Delivers one file by `retrieve FILE` and answers the delivery.
    #[track_caller]
    pub(crate) fn deliver(&self, name: &str, bytes: &[u8]) -> Value {
        let file = self.file("delivered", name, bytes);
        let retrieval = self.run([OsStr::new("retrieve"), file.as_os_str()]).retrieval();
        let deliveries = list(&retrieval["deliveries"]);
        assert_eq!(deliveries.len(), 1, "{retrieval}");
        deliveries[0].clone()
    }

    /// Each modification of a delivery.
    #[track_caller]
    pub(crate) fn modifications(&self, delivery: &Value) -> Vec<Value> {
        let json = self.run(["report", "--delivery", &number(&delivery["id"])]).succeeded().json();
        list(&json).clone()
    }

    /// A customer, if there is one.
    #[track_caller]
    pub(crate) fn customer(&self, id: &str) -> Option<Value> {
        let ran = self.run(["customer", "show", "--", id]);
        match ran.code() {
            Some(0) => Some(ran.json()),
            Some(1) => None,
            _ => panic!("{ran}"),
        }
    }

    /// Customers in the base, by the view that people and SQL tools read.
    #[track_caller]
    pub(crate) fn count_customers(&self) -> i64 {
        self.base().query_row("SELECT count(*) FROM customers", [], |row| row.get(0)).unwrap()
    }

    /// A column of the view that people and SQL tools read, by customer.
    #[track_caller]
    pub(crate) fn column(&self, name: &str) -> Vec<(String, String)> {
        let base = self.base();
        let mut select = base.prepare(&format!("SELECT id, \"{name}\" FROM customers ORDER BY 1")).unwrap();
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// Every customer with every value, as the view shows them: equal texts, equal bases.
    #[track_caller]
    pub(crate) fn final_base(&self) -> String {
        let base = self.base();
        let mut select = base.prepare("SELECT * FROM customers ORDER BY 1").unwrap();
        let names: Vec<String> = select.column_names().map(ToString::to_string).collect();
        let mut rows = select.query([]).unwrap();
        let mut text = String::new();
        while let Some(row) = rows.next().unwrap() {
            for (index, name) in names.iter().enumerate() {
                text += &format!("{name}={:?} ", row.get_ref(index).unwrap());
            }
            text.push('\n');
        }
        text
    }

    fn base(&self) -> rusqlite::Connection {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        rusqlite::Connection::open_with_flags(self.data().join("base.sqlite"), flags).unwrap()
    }
}

/// Runs a command to its end.
pub(crate) fn finish<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut command: Command, arguments: I) -> Ran {
    command.args(arguments);
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let output = command.output().unwrap_or_else(|error| panic!("{:?} can't be run: {error}", command.get_program()));
    Ran { arguments, output }
}

/// Dates a file long before every clock of the tests: nobody is still writing it.
pub(crate) fn age(path: &Path) {
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    std::fs::File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
}

/// A JSON list.
#[track_caller]
pub(crate) fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

/// A JSON text.
#[track_caller]
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

/// A number or text as an argument of the command line.
#[track_caller]
pub(crate) fn number(value: &Value) -> String {
    value.as_i64().unwrap_or_else(|| panic!("not a number: {value}")).to_string()
}

/// The outcomes that occur, with their counts.
#[track_caller]
pub(crate) fn counts(delivery: &Value) -> Vec<(String, u64)> {
    let outcomes = delivery["outcomes"].as_object().unwrap_or_else(|| panic!("no outcomes: {delivery}"));
    outcomes.iter().map(|(name, n)| (name.clone(), n.as_u64().unwrap())).filter(|(_, n)| *n > 0).collect()
}
