//! Who might be the same person.

use super::keyring::{KeyChange, Keyring};
use super::known::{Known, PersonIndex};
use crate::base::{BaseError, Change};
use crate::rules::{Evidence, Keys};

/// Whether nobody and nothing was found.
pub(crate) fn is_nobody(evidence: &Evidence) -> bool {
    evidence.candidates.is_empty() && evidence.cut.is_empty()
}

/// What is found under the keys of one customer, straight from the base.
pub(crate) fn evidence(change: &Change<'_>, id: &str, keys: &Keys) -> Result<Evidence, BaseError> {
    let mut known = Known::default();
    let own = known.meet(id);
    gather(change, &mut known, &mut Keyring::new(change)?, own, &KeyChange::of(keys))
}

/// What is found under the keys of one customer, after what a batch has decided so far.
pub(super) fn gather(
    change: &Change<'_>,
    known: &mut Known,
    keyring: &mut Keyring,
    own: PersonIndex,
    keys: &KeyChange,
) -> Result<Evidence, BaseError> {
    let mut led = keyring.lead(change, known, own, keys)?;
    if !led.to.is_empty() && keyring.has_distinct {
        let distinct = change.distinct_of(&known.person(own).id)?;
        led.to.retain(|other| !distinct.iter().any(|id| **id == *known.person(*other).id));
    }
    let mut candidates = Vec::with_capacity(led.to.len());
    for other in led.to {
        candidates.extend(known.candidate(change, other)?);
    }
    Ok(Evidence { candidates, cut: led.cut })
}
