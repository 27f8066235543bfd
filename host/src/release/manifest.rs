//! What is signed about a release, how its files are called, and which stores it is for.
//!
//! Publishers write it, stores read it: one type for both.

use chrono::{DateTime, SecondsFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::report::Timestamp;

/// The folder of signed metadata in a published repository.
pub const METADATA: &str = "metadata";
/// The folder of components, examples and results of checks.
pub const TARGETS: &str = "targets";
/// Stores in all waves: a bucket is a number below this.
pub const ALL: u32 = 10_000;
/// Bytes of the largest file that is taken from a source: a component may have 8 MiB.
pub const LARGEST: u64 = 16 << 20;

/// A release as it is signed: the custom data of its component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Counts up: a store never takes a lower one than it had.
    pub release: u32,
    /// The component's name for itself.
    pub name: String,
    /// The component's version for people.
    pub version: String,
    /// The contract it speaks, without the last number: `redescente:rules@0.1`.
    pub contract: String,
    /// The oldest program that may run it.
    pub host_min: String,
    /// When it may decide; fetched and verified before.
    #[serde(with = "rfc3339")]
    pub valid_from: Timestamp,
    /// From when on how many stores take it.
    pub waves: Vec<Wave>,
    /// Stores that take it before every wave.
    pub stores: Vec<String>,
    /// Stores that never take it.
    pub exclude: Vec<String>,
    /// Whether it is still given out.
    #[serde(default)]
    pub state: State,
    /// The target that holds its examples.
    pub examples: String,
    /// The target that holds what a check found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
}

/// A wave: from a moment on, a part of all stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// From when on.
    #[serde(with = "rfc3339")]
    pub at: Timestamp,
    /// How many of ten thousand stores, those of earlier waves included.
    pub per_ten_thousand: u32,
}

/// Whether a release is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// By its waves.
    #[default]
    Open,
    /// To no further store; those that have it keep it.
    Halted,
    /// To no store; those that have it wait for a higher one.
    Withdrawn,
}

impl State {
    /// As it is signed.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Halted => "halted",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Manifest {
    /// The component's target.
    #[must_use]
    pub fn component(&self) -> String {
        component(self.release)
    }

    /// Whether a store takes this release now, if it takes it at all.
    #[must_use]
    pub fn is_for(&self, store: &str, now: Timestamp) -> bool {
        let named = |stores: &[String]| stores.iter().any(|it| it == store);
        if self.state != State::Open || named(&self.exclude) {
            return false;
        }
        let reached = self.waves.iter().filter(|wave| wave.at <= now).map(|wave| wave.per_ten_thousand).max();
        named(&self.stores) || bucket(self.release, store) < reached.unwrap_or(0)
    }

    /// Whether a program of this version may run it; a version that can't be read is later than any.
    #[must_use]
    pub fn runs_on(&self, host: &str) -> bool {
        match (numbers(&self.host_min), numbers(host)) {
            (Some(least), Some(host)) => least <= host,
            _ => false,
        }
    }
}

/// The component's target of a release.
#[must_use]
pub fn component(release: u32) -> String {
    format!("rules-{release}.wasm")
}

/// The target of a release's examples.
#[must_use]
pub fn examples(release: u32) -> String {
    format!("rules-{release}.examples.json")
}

/// The target of what a check of a release found.
#[must_use]
pub fn check(release: u32) -> String {
    format!("rules-{release}.check.json")
}

/// The release whose component a target is.
#[must_use]
pub fn release_of(target: &str) -> Option<u32> {
    target.strip_prefix("rules-")?.strip_suffix(".wasm")?.parse().ok()
}

/// Where a store stands among ten thousand in the order of one release: every release begins with others.
#[must_use]
pub fn bucket(release: u32, store: &str) -> u32 {
    let digest = Sha256::digest(format!("{release}/{store}"));
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    u32::try_from(u64::from_be_bytes(first) % u64::from(ALL)).expect("below ten thousand")
}

/// The highest release above `highest` that a store takes now.
///
/// # Errors
/// The highest one that it would take if the program were younger, where there is no other.
pub fn choose<'m>(
    manifests: &'m [Manifest],
    store: &str,
    host: &str,
    now: Timestamp,
    highest: Option<u32>,
) -> Result<Option<&'m Manifest>, &'m Manifest> {
    let mut taken: Vec<_> = manifests
        .iter()
        .filter(|manifest| highest.is_none_or(|highest| manifest.release > highest) && manifest.is_for(store, now))
        .collect();
    taken.sort_by_key(|manifest| std::cmp::Reverse(manifest.release));
    match taken.iter().find(|manifest| manifest.runs_on(host)) {
        Some(manifest) => Ok(Some(manifest)),
        None => taken.first().map_or(Ok(None), |manifest| Err(*manifest)),
    }
}

fn numbers(version: &str) -> Option<[u64; 3]> {
    let mut numbers = version.split('.').map(|number| number.parse().ok());
    let version = [numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(version)
}

/// A time as RFC 3339 writes it, in UTC.
#[must_use]
pub fn written(time: Timestamp) -> String {
    DateTime::from_timestamp(time, 0).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Reads a time as RFC 3339 writes it.
#[must_use]
pub fn read(time: &str) -> Option<Timestamp> {
    DateTime::parse_from_rfc3339(time).ok().map(|time| time.timestamp())
}

mod rfc3339 {
    use super::{Deserialize as _, Deserializer, Serializer, Timestamp};

    pub(super) fn serialize<S: Serializer>(time: &Timestamp, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&super::written(*time))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(from)?;
        super::read(&text).ok_or_else(|| serde::de::Error::custom("not a time as RFC 3339 writes it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(release: u32) -> Manifest {
        Manifest {
            release,
            name: "rules".into(),
            version: "1.0.0".into(),
            contract: "redescente:rules@0.1".into(),
            host_min: "0.1.0".into(),
            valid_from: 0,
            waves: vec![Wave { at: 100, per_ten_thousand: 100 }, Wave { at: 200, per_ten_thousand: ALL }],
            stores: vec!["canary".into()],
            exclude: vec!["never".into()],
            state: State::Open,
            examples: examples(release),
            check: None,
        }
    }

    #[test]
    fn waves_open_by_the_clock_and_names_go_before_them() {
        let it = manifest(7);
        assert!(it.is_for("canary", 0) && !it.is_for("never", 1_000));
        let first = (0..3_000).map(|store| format!("S{store}")).find(|store| bucket(7, store) < 100);
        let first = first.expect("one of three thousand is in the first hundredth");
        assert!(!it.is_for(&first, 99) && it.is_for(&first, 100) && it.is_for("anybody", 200));
        for state in [State::Halted, State::Withdrawn] {
            assert!(!Manifest { state, ..it.clone() }.is_for("canary", 1_000));
        }
    }

    #[test]
    fn the_highest_that_fits_is_chosen() {
        let young = Manifest { host_min: "9.0.0".into(), ..manifest(9) };
        let all = [manifest(7), young, manifest(8)];
        let chosen = |highest| choose(&all, "canary", "0.1.0", 0, highest).map(|it| it.map(|it| it.release));
        assert_eq!(chosen(None), Ok(Some(8)));
        assert_eq!(chosen(Some(7)), Ok(Some(8)));
        assert_eq!(chosen(Some(8)), Err(&all[1]));
        assert_eq!(chosen(Some(9)), Ok(None));
    }

    #[test]
    fn versions_are_compared_by_number() {
        let needs = |least: &str, host: &str| Manifest { host_min: least.into(), ..manifest(1) }.runs_on(host);
        assert!(needs("0.9.0", "0.10.0") && needs("1.2.3", "1.2.3"));
        assert!(!needs("0.10.0", "0.9.9") && !needs("1.2", "9.9.9") && !needs("", "9.9.9"));
    }

    #[test]
    fn what_is_signed_is_read_back() {
        let json = serde_json::to_value(manifest(7)).expect("JSON");
        assert_eq!(json["waves"][0]["at"], "1970-01-01T00:01:40Z");
        assert_eq!(serde_json::from_value::<Manifest>(json).expect("a manifest"), manifest(7));
        assert_eq!(release_of(&component(12)), Some(12));
        assert_eq!(release_of("rules-12.examples.json"), None);
    }
}
