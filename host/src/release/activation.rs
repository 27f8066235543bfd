//! Putting a verified release in force, and going back: between retrievals, one transaction each.

use std::fs;

use super::manifest::{Manifest, State};
use super::updating::{HOST, digest_of};
use super::{ReleaseError, system_now, verification};
use crate::base::{ActiveRules, How, Release};
use crate::report::Timestamp;
use crate::rules::Rules;
use crate::store::{Store, StoreError};

/// Rules that are kept besides those in force, to go back to.
pub(super) const KEPT: usize = 2;

/// Puts a candidate in force, the highest unless one is named; answers its number.
///
/// # Errors
/// Those under "putting in force" in [`ReleaseError`]; [`StoreError::Busy`] while a retrieval runs.
pub fn activate(store: &mut Store, release: Option<u32>, by: &str) -> Result<u32, ReleaseError> {
    let _lock = store.lock()?;
    let now = system_now();
    let highest = store.base.highest_release()?;
    let releases = store.base.releases()?;
    let candidate = match release {
        Some(release) => releases.iter().find(|it| it.number == release).ok_or(ReleaseError::Unknown { release })?,
        None => first_valid(candidates(&releases, highest), now)?.ok_or(ReleaseError::NoCandidate)?,
    };
    let release = candidate.number;
    let manifest = manifest(candidate)?;
    if let Some(highest) = highest.filter(|highest| release < *highest) {
        return Err(ReleaseError::Lower { release, highest });
    }
    if manifest.state != State::Open {
        return Err(ReleaseError::Withdrawn { release });
    }
    if manifest.valid_from > now {
        return Err(ReleaseError::NotYet { release, from: manifest.valid_from });
    }
    if candidate.usable_until <= now || candidate.verified_by != HOST {
        return Err(ReleaseError::Stale { release });
    }
    let rules = kept(store, &candidate.digest)?;
    verification::agrees(&rules, &manifest)?;
    store.put_in_force(&rules, How::Released, Some(release), by)?;
    forget_old(store)?;
    Ok(release)
}

/// The highest that is valid now; else the highest, which will be.
fn first_valid<'r>(
    candidates: impl Iterator<Item = &'r Release>,
    now: Timestamp,
) -> Result<Option<&'r Release>, ReleaseError> {
    let mut later = None;
    for candidate in candidates {
        if manifest(candidate)?.valid_from <= now {
            return Ok(Some(candidate));
        }
        later = later.or(Some(candidate));
    }
    Ok(later)
}

/// Goes back to the rules that were in force before; answers them.
///
/// # Errors
/// [`ReleaseError::NothingBefore`]; [`StoreError::Busy`] while a retrieval runs.
pub fn roll_back(store: &mut Store, by: &str) -> Result<ActiveRules, ReleaseError> {
    let _lock = store.lock()?;
    let mut stack = stack(&store.base.activations()?);
    stack.pop();
    let before = stack.pop().ok_or(ReleaseError::NothingBefore)?;
    let rules = kept(store, &before.identity.digest)?;
    store.put_in_force(&rules, How::WentBack, before.release, by)?;
    forget_old(store)?;
    Ok(before)
}

/// Verified releases above all that were in force, the highest first.
pub(super) fn candidates(releases: &[Release], highest: Option<u32>) -> impl Iterator<Item = &Release> {
    let open = State::Open.code();
    releases.iter().filter(move |it| it.state == open && highest.is_none_or(|highest| it.number > highest))
}

/// What was signed about a kept release.
pub(super) fn manifest(release: &Release) -> Result<Manifest, ReleaseError> {
    serde_json::from_str(&release.manifest).map_err(|_| ReleaseError::Manifest { release: release.number })
}

/// What going back would find, the rules in force last: going back takes away what was put on top.
///
/// A release that brought the very same component is no step: nothing would change by going back from it.
pub(super) fn stack(activations: &[ActiveRules]) -> Vec<ActiveRules> {
    let mut stack: Vec<ActiveRules> = Vec::new();
    for active in activations {
        let same = |it: &ActiveRules| it.identity.digest == active.identity.digest;
        if active.how == How::WentBack
            && let Some(at) = stack.iter().rposition(same)
        {
            stack.truncate(at);
        }
        if stack.last().is_some_and(same) {
            stack.pop();
        }
        stack.push(active.clone());
    }
    stack
}

/// Loads a kept component: those very bytes are what was verified, or it is refused.
fn kept(store: &Store, digest: &str) -> Result<Rules, ReleaseError> {
    let file = store.rules_file(digest);
    let wasm = fs::read(&file).map_err(|source| StoreError::File { file: file.clone(), source })?;
    if digest_of(&wasm) != digest {
        return Err(StoreError::RulesChanged { file }.into());
    }
    Ok(store.load(&wasm)?)
}

/// Removes components that nobody goes back to any more.
fn forget_old(store: &Store) -> Result<(), ReleaseError> {
    let stack = stack(&store.base.activations()?);
    let releases = store.base.releases()?;
    let highest = store.base.highest_release()?;
    let mut wanted: Vec<String> = Vec::new();
    for active in stack.iter().rev() {
        if wanted.len() <= KEPT && !wanted.contains(&active.identity.digest) {
            wanted.push(active.identity.digest.clone());
        }
    }
    // The highest is kept after going back from it: it may be put in force once more.
    let reached = releases.iter().filter(|it| highest == Some(it.number));
    wanted.extend(candidates(&releases, highest).chain(reached).map(|it| it.digest.clone()));
    let folder = store.folder.join("rules");
    let failed = |source| StoreError::File { file: folder.clone(), source };
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let digest = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let component = path.extension().is_some_and(|it| it == "wasm") && digest.len() == 64;
        if component && !wanted.iter().any(|it| it == digest) {
            // One that can't be removed now is removed at the next activation.
            let _ = fs::remove_file(&path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::RulesIdentity;

    fn played(acts: &[(&str, How)]) -> String {
        let activations: Vec<_> = acts
            .iter()
            .map(|(digest, how)| ActiveRules {
                id: 0,
                identity: RulesIdentity { name: String::new(), version: String::new(), digest: (*digest).to_owned() },
                contract: String::new(),
                since: 0,
                by: String::new(),
                keys_revision: 0,
                how: *how,
                release: None,
            })
            .collect();
        stack(&activations).iter().map(|it| it.identity.digest.as_str()).collect()
    }

    #[test]
    fn going_back_takes_away_what_was_put_on_top() {
        use How::{Installed, Released, WentBack};
        let three = [("a", Installed), ("b", Released), ("c", Released)];
        assert_eq!(played(&three), "abc");
        assert_eq!(played(&[&three[..], &[("b", WentBack)]].concat()), "ab");
        assert_eq!(played(&[&three[..], &[("b", WentBack), ("a", WentBack)]].concat()), "a");
        assert_eq!(played(&[&three[..], &[("b", WentBack), ("d", Released)]].concat()), "abd");
        assert_eq!(played(&[("a", Installed), ("a", Released), ("b", Released), ("b", Released)]), "ab");
        // A release that brings older rules back is a step of its own.
        assert_eq!(played(&[("a", Released), ("b", Released), ("a", Released)]), "aba");
    }
}
