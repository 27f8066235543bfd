//! Everything held about one person, for the person.

use std::io::{self, Read as _, Seek as _, SeekFrom};

use encoding_rs::WINDOWS_1252;

use crate::kept::Kept;
use crate::report::{Customer, Delivered, FoundPair, HeldVersion, Withheld};
use crate::store::{Store, StoreError};

/// Everything held about one person.
#[derive(Debug)]
pub struct Export {
    /// The identifiers that lead to the person.
    pub identifiers: Vec<String>,
    /// The person as a customer; none while every modification is withheld or rejected.
    pub customer: Option<Customer>,
    /// What history says, oldest first.
    pub versions: Vec<HeldVersion>,
    /// What is withheld of the person, or because of it.
    pub withheld: Vec<Withheld>,
    /// Customers who look like the person.
    pub pairs: Vec<FoundPair>,
    /// Customers of whom somebody said that they are not the person.
    pub distinct: Vec<String>,
}

/// Gathers everything held about a person.
///
/// # Errors
/// [`StoreError::NoSuchCustomer`]; those of the base and the disk.
pub fn export(store: &Store, id: &str) -> Result<Export, StoreError> {
    let base = &store.base;
    let identifiers = base.identifiers(id)?;
    let Some(kept_id) = identifiers.first() else {
        return Err(StoreError::NoSuchCustomer { id: id.into() });
    };
    // What was received for another while the two were merged is the other's.
    let mut traces = base.traces(&identifiers)?;
    traces.retain(|trace| trace.own);
    let mut versions = base.held_versions(&traces)?;
    let kept = store.kept()?;
    for version in &mut versions {
        version.delivered = delivered(store, &kept, version)?;
    }
    Ok(Export {
        customer: base.customer(kept_id)?,
        versions,
        withheld: base.withheld_around(&identifiers)?,
        pairs: base.found_pairs(Some(kept_id), None)?,
        distinct: base.distinct_from(&identifiers)?,
        identifiers,
    })
}

/// The record as the provider sent it; none where it is kept no more.
fn delivered(store: &Store, kept: &Kept, version: &HeldVersion) -> Result<Option<Delivered>, StoreError> {
    let modification = &version.modification;
    let (Some(name), Some(line)) = (&modification.delivery, modification.line) else { return Ok(None) };
    let Some(delivery) = store.base.delivery(name.id)? else { return Ok(None) };
    let Some(window) = store.base.window(delivery.id, line, 0)? else { return Ok(None) };
    let mut file = match kept.open(&delivery.sha256) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StoreError::Kept { source }),
    };
    let mut read = |from: u64, length: u64| -> io::Result<String> {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(from))?;
        io::Read::by_ref(&mut file).take(length).read_to_end(&mut bytes)?;
        Ok(text(bytes))
    };
    let header = read(0, u64::from(window.header)).map_err(|source| StoreError::Kept { source })?;
    let record = read(window.offset, window.end - window.offset).map_err(|source| StoreError::Kept { source })?;
    Ok(Some(Delivered { delivery: name.clone(), line, header, record }))
}

/// Bytes as text, without the line end.
fn text(bytes: Vec<u8>) -> String {
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0.into_owned());
    text.trim_end_matches(['\r', '\n']).trim_start_matches('\u{feff}').to_owned()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_record_is_read_in_either_encoding() {
        assert_eq!(text("\u{feff}Lefèvre;x\r\n".into()), "Lefèvre;x");
        assert_eq!(text(b"Lef\xe8vre;\x80\n".to_vec()), "Lefèvre;€");
    }
}
