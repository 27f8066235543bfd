//! Where a store stands: what is in force, what could be, what it could go back to.

use super::ReleaseError;
use super::activation::{KEPT, candidates, manifest, stack};
use super::manifest::{Manifest, State};
use crate::base::{ActiveRules, How, Look};
use crate::store::{Store, StoreError};

/// A verified release that is not in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What was signed about it.
    pub manifest: Manifest,
    /// sha256 of its component; the file is `rules/<digest>.wasm` of the data folder.
    pub digest: String,
    /// Until when it may be put in force without another look at the source.
    pub usable_until: crate::report::Timestamp,
}

/// Where a store stands.
#[derive(Debug, Clone)]
pub struct Status {
    /// In force.
    pub active: ActiveRules,
    /// What `roll_back` leads to, the next one first; at most two.
    pub before: Vec<ActiveRules>,
    /// What could be put in force, the highest first.
    pub candidates: Vec<Candidate>,
    /// The highest release that ever was in force.
    pub highest: Option<u32>,
    /// Whether the release in force was withdrawn: a higher one will come.
    pub withdrawn: bool,
    /// Files that the rules in force left undecided.
    pub undecided: u64,
    /// The last look at the source.
    pub look: Option<Look>,
}

/// Where a store stands; reads only.
///
/// # Errors
/// [`StoreError::NoRules`]; those of the base.
pub fn status(store: &Store) -> Result<Status, ReleaseError> {
    let active = store.base.active_rules()?.ok_or(StoreError::NoRules)?;
    let highest = store.base.highest_release()?;
    let releases = store.base.releases()?;
    let mut known = Vec::new();
    for release in candidates(&releases, highest) {
        let (digest, usable_until) = (release.digest.clone(), release.usable_until);
        known.push(Candidate { manifest: manifest(release)?, digest, usable_until });
    }
    let withdrawn = State::Withdrawn.code();
    let withdrawn = releases.iter().any(|it| Some(it.number) == active.release && it.state == withdrawn);
    let mut before = stack(&store.base.activations()?);
    before.pop();
    before.reverse();
    before.truncate(KEPT);
    Ok(Status {
        undecided: store.base.left_undecided(active.id)?,
        look: store.base.release_look()?,
        active,
        before,
        candidates: known,
        highest,
        withdrawn,
    })
}

impl Status {
    /// Whether a person went back from a higher release.
    #[must_use]
    pub fn went_back(&self) -> bool {
        self.active.how == How::WentBack
    }
}
