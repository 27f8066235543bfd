//! Erasures, retention and copies, as JSON.

use std::path::Path;

use super::rfc3339;
use crate::backup::{BackedUp, Restored};
use crate::privacy::Erasure;
use crate::privacy::retention::Over;

/// What `customer erase` came to.
#[derive(serde::Serialize)]
pub struct ErasureView<'a> {
    identifiers: u64,
    versions: u64,
    records: u64,
    copies: Vec<CopyView>,
    unidentified: u64,
    unread: &'a [String],
    before: bool,
}

#[derive(serde::Serialize)]
struct CopyView {
    path: String,
    state: &'static str,
}

/// What `retention` lists or removed.
#[derive(serde::Serialize)]
pub struct OverView<'a> {
    deliveries: Vec<OldView<'a>>,
    versions: u64,
    records: u64,
}

#[derive(serde::Serialize)]
struct OldView<'a> {
    name: &'a str,
    sha256: &'a str,
    received_at: String,
}

/// A backup that was made.
#[derive(serde::Serialize)]
pub struct BackupView {
    path: String,
    size: u64,
    deliveries: u64,
}

/// What a restoration came to.
#[derive(serde::Serialize)]
pub struct RestoredView {
    replaced: Option<String>,
    files: u64,
    customers: u64,
}

/// An erasure, of which nothing names the person.
pub fn erasure(erasure: &Erasure) -> ErasureView<'_> {
    let copies = erasure.copies.iter().map(|copy| CopyView { path: shown(&copy.path), state: copy.state.code() });
    ErasureView {
        identifiers: erasure.identifiers,
        versions: erasure.versions,
        records: erasure.records,
        copies: copies.collect(),
        unidentified: erasure.unidentified,
        unread: &erasure.unread,
        before: erasure.before,
    }
}

/// What is over.
pub fn over(over: &Over) -> OverView<'_> {
    let deliveries = over.deliveries.iter().map(|old| OldView {
        name: &old.name,
        sha256: &old.sha256,
        received_at: rfc3339(old.at),
    });
    OverView { deliveries: deliveries.collect(), versions: over.versions, records: over.records }
}

/// A backup.
pub fn backup(made: &BackedUp) -> BackupView {
    BackupView { path: shown(&made.path), size: made.size, deliveries: made.deliveries }
}

/// A restoration.
pub fn restored(restored: &Restored) -> RestoredView {
    RestoredView {
        replaced: restored.replaced.as_deref().map(shown),
        files: restored.files,
        customers: restored.customers,
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
