//! A past retrieval, run once more on a copy of the base as it was then.

use super::delivering::{self, Job};
use super::{Unwatched, reexamination};
use crate::base::PastDelivery;
use crate::kept::Kept;
use crate::privacy::pseudonym::Erased;
use crate::report::{DeliveryStatus, Timestamp};
use crate::rules::Purpose;
use crate::store::{Store, StoreError};

/// Delivers a content as it was delivered then; `same_as` is the number that the delivery it repeated has in this base.
///
/// # Errors
/// Those of any delivery.
pub(crate) fn deliver(
    store: &mut Store,
    around: (&Kept, &Erased),
    past: &PastDelivery,
    same_as: Option<i64>,
) -> Result<DeliveryStatus, StoreError> {
    let rules = store.rules()?;
    let purpose = if past.first_load { Purpose::FirstLoad } else { Purpose::Delivery };
    let job = Job {
        name: past.name.clone(),
        sha256: past.sha256.clone(),
        size: past.size,
        same_as,
        again: is_again(past),
        origin: None,
    };
    delivering::deliver(store, &rules, around, past.retrieval, &job, purpose, &Unwatched)
}

/// Whether a person had it decided although it was applied before.
pub(crate) fn is_again(past: &PastDelivery) -> bool {
    past.same_as.is_some() && past.status != DeliveryStatus::Redelivered
}

/// Decides what waits again, as at the end of a retrieval.
///
/// # Errors
/// Those of the base and the rules.
pub(crate) fn reexamine(store: &mut Store, retrieval: i64, at: Timestamp) -> Result<(), StoreError> {
    let (rules, by) = (store.rules()?, store.user_of(retrieval)?);
    reexamination::run(store, &rules, at, &by, Some(retrieval))
}
