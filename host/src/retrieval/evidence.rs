//! Who might be the same person, straight from the base.

use crate::base::{BaseError, Change};
use crate::rules::{Customer, Evidence, Keys};

use super::keyring::Keyring;
use super::known::customer;

/// Another customer as it is now; none if it is not in the base.
pub(crate) fn candidate(change: &Change<'_>, id: &str) -> Result<Option<Customer>, BaseError> {
    let Some(in_force) = change.identity(id)?.and_then(|identity| identity.in_force) else { return Ok(None) };
    Ok(Some(customer(id, &change.in_force(in_force)?)))
}

/// What is found under the keys of one customer.
pub(crate) fn evidence(change: &Change<'_>, id: &str, keys: &Keys) -> Result<Evidence, BaseError> {
    let mut holders = Keyring::default().holders(change, id, keys)?;
    for distinct in change.distinct_of(id)? {
        holders.others.remove(&distinct);
    }
    let mut candidates = Vec::with_capacity(holders.others.len());
    for other in holders.others {
        candidates.extend(candidate(change, &other)?);
    }
    Ok(Evidence { candidates, cut: holders.cut })
}
