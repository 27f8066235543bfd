//! What a help desk needs to know of a store, in one document that the store can read before it sends it.
//!
//! No customer is in it, no password, no account, no text of a rule or a server: settings without secrets, versions,
//! counts, the last retrievals by code and number, the log. Each part stands for itself, so that a store that can't be
//! opened any more still gets its help.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::config::{Settings, secret::Secrets};
use crate::log::{Ended, Log};
use crate::report::{RetrievalFilter, words::rfc3339};
use crate::store::{Store, StoreError};

/// The last retrievals that are told.
const RETRIEVALS: u32 = 50;
/// Settings that name a person or an account.
const HIDDEN: [&str; 1] = ["exchange.user"];
/// Shown for what is set and hidden.
const MASK: &str = "***";

/// Collects everything about a data folder.
pub fn bundle(folder: &Path) -> Value {
    let store = Store::open(folder);
    let of_store = |read: &dyn Fn(&Store) -> Result<Value, StoreError>| match &store {
        Ok(store) => read(store).unwrap_or_else(|error| refused(error.code())),
        Err(error) => refused(error.code()),
    };
    json!({
        "made_at": rfc3339(chrono::Utc::now().timestamp()),
        "program": {
            "version": env!("CARGO_PKG_VERSION"),
            "system": std::env::consts::OS,
            "processor": std::env::consts::ARCH,
        },
        "settings": settings(folder),
        "rules": of_store(&rules),
        "base": of_store(&base),
        "retrievals": of_store(&retrievals),
        "files": files(folder),
        "log": Log::of(folder).lines().iter().map(|line| read_line(line)).collect::<Vec<_>>(),
    })
}

fn refused(code: &str) -> Value {
    json!({ "error": code })
}

fn read_line(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or(Value::Null)
}

fn settings(folder: &Path) -> Value {
    let settings = match Settings::read(folder) {
        Ok(settings) => settings,
        Err(error) => return refused(error.code()),
    };
    let home = directories::BaseDirs::new().map(|places| places.home_dir().display().to_string());
    let mut told = Map::new();
    for (name, value) in settings.entries() {
        let value = match &home {
            _ if HIDDEN.contains(&name.as_str()) && !value.is_empty() => MASK.to_owned(),
            // A path under the home folder names whose it is.
            Some(home) if home.len() > 1 => value.replace(home, "~"),
            _ => value,
        };
        told.insert(name, value.into());
    }
    let password = match Secrets::of(folder).is_set() {
        Ok(set) => if set { MASK } else { "" }.into(),
        Err(error) => refused(error.code()),
    };
    told.insert("exchange.password".into(), password);
    told.into()
}

fn rules(store: &Store) -> Result<Value, StoreError> {
    let Some(active) = store.base.active_rules()? else { return Ok(Value::Null) };
    Ok(json!({
        "name": active.identity.name,
        "version": active.identity.version,
        "digest": active.identity.digest,
        "contract": active.contract,
        "since": rfc3339(active.since),
    }))
}

fn base(store: &Store) -> Result<Value, StoreError> {
    let mut told = json!(store.base.figures()?);
    told["whole"] = store.base.is_whole()?.into();
    Ok(told)
}

fn retrievals(store: &Store) -> Result<Value, StoreError> {
    let filter = RetrievalFilter { limit: Some(RETRIEVALS), ..RetrievalFilter::default() };
    let retrievals = store.base.retrievals(&filter)?;
    let told = retrievals.iter().map(|one| {
        let mut told = json!(Ended::new(one));
        told["started_at"] = rfc3339(one.started_at).into();
        told["finished_at"] = one.finished_at.map(rfc3339).into();
        told
    });
    Ok(told.collect())
}

/// Sizes of what lies in the data folder; nothing in it bears a name from outside.
fn files(folder: &Path) -> Value {
    let mut told = Map::new();
    for part in ["", "deliveries", "rules", "log"] {
        let (mut count, mut bytes) = (0_u64, 0_u64);
        for entry in std::fs::read_dir(folder.join(part)).into_iter().flatten().flatten() {
            if let Ok(metadata) = entry.metadata()
                && metadata.is_file()
            {
                count += 1;
                bytes += metadata.len();
            }
        }
        told.insert(if part.is_empty() { "." } else { part }.into(), json!({ "files": count, "bytes": bytes }));
    }
    told.into()
}
