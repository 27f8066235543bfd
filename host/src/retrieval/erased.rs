//! Lines of persons who were erased: rejected by the host itself, and nothing of them kept.

use super::DeliveryError;
use crate::base::{Change, ERASED, KeptRecord};
use crate::privacy::pseudonym::Erased;
use crate::rules::{Line, Reason};

/// Rejects the lines of erased persons before anybody is asked about them; their bytes are to be blanked once the
/// delivery is durable.
pub(super) fn reject(
    lines: &mut [Line],
    erased: &Erased,
    change: &Change<'_>,
    sha256: &str,
) -> Result<(), DeliveryError> {
    if erased.is_empty() {
        return Ok(());
    }
    let mut records = Vec::new();
    for line in lines {
        if line.customer.take_if(|id| erased.holds(id)).is_some() {
            line.subject = Err(Reason { code: ERASED.into(), arguments: Vec::new() });
            records.push(KeptRecord { sha256: sha256.into(), offset: line.offset, length: line.length });
        }
    }
    Ok(change.blank_later(records.iter())?)
}
