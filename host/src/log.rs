//! The log of a data folder: what happened on this machine, for a help desk.
//!
//! One JSON object a line, in files that take turns. Only codes, numbers and digests can get into it: its events hold
//! no sentence, no name of a file, no answer of a server, so that no customer's data ever can.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::panic;
use std::path::{Path, PathBuf};

use chrono::{SecondsFormat, Utc};
use serde::Serialize;

use crate::report::{Delivery, Retrieval};

/// The folder of the log within a data folder.
const FOLDER: &str = "log";
/// Bytes of one file: years of a store's retrievals fit into all of them.
const ROOM: u64 = 1 << 20;
/// Files kept, the one being written included.
const FILES: u32 = 5;

/// The log of one data folder.
#[derive(Debug, Clone)]
pub struct Log {
    folder: PathBuf,
    room: u64,
}

/// Something that happened.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event<'a> {
    /// A retrieval ended.
    Retrieval(Ended<'a>),
    /// An automatic retrieval was not begun.
    Skipped {
        /// Why, as a code of the catalogue.
        code: &'a str,
    },
    /// Other rules came in force.
    Rules {
        /// The release they are part of; none where a person installed them.
        release: Option<u32>,
    },
    /// Releases of rules could not be taken up.
    Release {
        /// Why, as a code of the catalogue.
        code: &'a str,
    },
    /// A setting was changed; its value stands in the settings.
    Set {
        /// Which.
        key: &'a str,
    },
    /// A command failed.
    Failed {
        /// Why, as a code of the catalogue.
        code: &'a str,
    },
    /// The program has a fault.
    Panicked {
        /// Where, in the sources.
        place: String,
    },
}

/// A retrieval as the log keeps it.
#[derive(Debug, Serialize)]
pub struct Ended<'a> {
    id: i64,
    mode: &'static str,
    status: &'static str,
    error: Option<&'a str>,
    deliveries: Vec<Applied<'a>>,
    waiting: Vec<&'a str>,
    notices: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Applied<'a> {
    id: i64,
    sha256: &'a str,
    size: u64,
    status: &'static str,
    reason: Option<&'a str>,
    rules: &'a str,
    lines: u64,
    outcomes: [u64; 7],
}

impl<'a> Ended<'a> {
    /// What the log keeps of a retrieval.
    pub fn new(retrieval: &'a Retrieval) -> Self {
        Self {
            id: retrieval.id,
            mode: retrieval.mode.code(),
            status: retrieval.status.code(),
            error: retrieval.error.as_ref().map(|error| error.code.as_str()),
            deliveries: retrieval.deliveries.iter().map(Applied::new).collect(),
            waiting: retrieval.waiting.iter().map(|file| file.reason.as_str()).collect(),
            notices: retrieval.notices.iter().map(|notice| notice.code.as_str()).collect(),
        }
    }
}

impl<'a> Applied<'a> {
    fn new(delivery: &'a Delivery) -> Self {
        Self {
            id: delivery.id,
            sha256: &delivery.sha256,
            size: delivery.size,
            status: delivery.status.code(),
            reason: delivery.reason.as_ref().map(|reason| reason.code.as_str()),
            rules: &delivery.rules.digest,
            lines: delivery.lines,
            outcomes: delivery.outcomes,
        }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    at: String,
    version: &'static str,
    process: u32,
    #[serde(flatten)]
    event: &'a Event<'a>,
}

impl Log {
    /// That of a data folder.
    pub fn of(folder: &Path) -> Self {
        Self { folder: folder.join(FOLDER), room: ROOM }
    }

    /// Adds an event, by the system's clock.
    ///
    /// # Errors
    /// Where the folder can't be written; no work should end for that.
    pub fn write(&self, event: &Event<'_>) -> io::Result<()> {
        let at = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut line =
            serde_json::to_vec(&Line { at, version: env!("CARGO_PKG_VERSION"), process: std::process::id(), event })?;
        line.push(b'\n');
        // Two programs that write at once take turns, so that only one of them turns the files.
        let turn = File::options().create(true).truncate(false).write(true).open(self.folder.join("lock"))?;
        turn.lock()?;
        let file = self.file(0);
        if fs::metadata(&file).is_ok_and(|file| file.len() + line.len() as u64 > self.room) {
            for age in (0..FILES - 1).rev() {
                match fs::rename(self.file(age), self.file(age + 1)) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
        }
        File::options().create(true).append(true).open(file)?.write_all(&line)
    }

    /// Every line that is kept, the oldest first.
    pub fn lines(&self) -> Vec<String> {
        let texts = (0..FILES).rev().filter_map(|age| fs::read_to_string(self.file(age)).ok());
        texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    /// From now on, a fault of the program leaves the place where it happened; what it says may be anybody's data.
    pub fn watch_for_faults(self) {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |fault| {
            let place = fault.location().map_or_else(String::new, ToString::to_string);
            let _ = self.write(&Event::Panicked { place });
            told(fault);
        }));
    }

    fn file(&self, age: u32) -> PathBuf {
        let name = if age == 0 { "redescente.log".to_owned() } else { format!("redescente.{age}.log") };
        self.folder.join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_take_turns_and_the_oldest_lines_go() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join(FOLDER)).expect("a folder");
        let log = Log { room: 500, ..Log::of(folder.path()) };
        for number in 0..100 {
            log.write(&Event::Set { key: &format!("key-{number:02}") }).expect("written");
        }
        let files = fs::read_dir(folder.path().join(FOLDER)).expect("a folder").count();
        assert_eq!(files, FILES as usize + 1, "the files and the lock");
        let lines = log.lines();
        assert!(lines.len() > 10 && lines.len() < 30, "{}", lines.len());
        let keys: Vec<String> = lines
            .iter()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["key"].to_string())
            .collect();
        assert!(keys.is_sorted() && keys.last().is_some_and(|key| key.contains("key-99")), "{keys:?}");
    }

    #[test]
    fn a_retrieval_leaves_codes_and_numbers_only() {
        let retrieval = crate::report::sample::retrieval();
        let line = serde_json::to_string(&Event::Retrieval(Ended::new(&retrieval))).expect("JSON");
        for delivery in &retrieval.deliveries {
            assert!(line.contains(&delivery.sha256) && !line.contains(&delivery.name), "{line}");
        }
        assert!(!retrieval.deliveries.is_empty());
    }
}
