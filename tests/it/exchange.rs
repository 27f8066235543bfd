//! The exchange at the level of `Source` and `Kept`: hostile servers, and real ones.

#[cfg(unix)]
mod daemons;
mod hostile;
mod reading;
pub(crate) mod scripted;
mod settled;
mod trial;

use std::{collections::BTreeMap, path::Path, time::Duration};

use redescente::{
    config::{Certificate, Exchange, Place, Security},
    kept::Kept,
    source::{ExchangeSettings, Known, Patience, Secret, SourceError, open_with},
};
use sha2::{Digest as _, Sha256};

/// What a run brought.
#[derive(Debug, Default)]
struct Ran {
    /// Digest by name.
    fetched: BTreeMap<String, String>,
    /// Code by name, of files that could not be had.
    left: BTreeMap<String, &'static str>,
    waiting: BTreeMap<String, &'static str>,
    notices: Vec<&'static str>,
    /// Code of what ended the run.
    ended: Option<&'static str>,
}

fn patience() -> Patience {
    Patience {
        connect: Duration::from_millis(500),
        answer: Duration::from_millis(250),
        data: Duration::from_millis(250),
        slow: Duration::from_millis(700),
        least: 1 << 10,
        settle: Duration::from_millis(20),
        pauses: vec![Duration::from_millis(2); 2],
        largest: 1 << 30,
    }
}

fn settings(port: u16, security: Security) -> ExchangeSettings {
    ExchangeSettings {
        place: Place::Ftp { host: "127.0.0.1".into(), port: Some(port), folder: String::new() },
        exchange: Exchange {
            security,
            certificate: Certificate::Sha256("0".repeat(64)),
            user: "ftptest".into(),
            ..Exchange::default()
        },
        password: Secret("secret".into()),
        pattern: "*.csv".into(),
    }
}

fn unknown(_: &redescente::source::Listed) -> bool {
    false
}

/// Lists and fetches as a retrieval does.
fn retrieve(settings: &ExchangeSettings, patience: &Patience, kept: &Kept, known: &dyn Known) -> Ran {
    let mut ran = Ran::default();
    if let Err(error) = go(settings, patience, kept, known, &mut ran) {
        let told = format!("{error} {error:?} {:?}", error.arguments());
        assert!(!told.contains("secret"), "an error tells the password: {told}");
        ran.ended = Some(error.code());
    }
    ran
}

fn go(
    settings: &ExchangeSettings,
    patience: &Patience,
    kept: &Kept,
    known: &dyn Known,
    ran: &mut Ran,
) -> Result<(), SourceError> {
    let mut source = open_with(settings, patience)?;
    let listing = source.list(known)?;
    ran.waiting = listing.waiting.into_iter().map(|file| (file.name, file.reason)).collect();
    ran.notices = listing.notices;
    for file in listing.files {
        match kept.fetch(source.as_mut(), &file, &mut |_| ()) {
            Ok(delivery) => {
                ran.fetched.insert(file.name, delivery.sha256);
            }
            Err(error) if error.concerns_one_file() => {
                ran.left.insert(file.name, error.code());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Digests of what is kept; panics where a name doesn't stand for its whole content.
fn kept_digests(folder: &Path) -> Vec<String> {
    let mut digests = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_none() {
            assert_eq!(sha256(&std::fs::read(&path).unwrap()), name, "a half content has a name");
            digests.push(name);
        }
    }
    digests.sort();
    digests
}
