//! All that a component must be before it may decide anything.

use std::path::Path;

use super::manifest::Manifest;
use super::{ReleaseError, examples};
use crate::rules::Rules;

/// Asks of a loaded component whether it is what was signed, and whether it decides the examples as they say.
///
/// That it imports nothing and speaks a contract of this program was asked when it was loaded. Plays the examples in
/// `scratch`, a folder that is made and removed.
///
/// # Errors
/// Those under "the release" in [`ReleaseError`].
pub fn verify(
    wasm: &[u8],
    rules: &Rules,
    manifest: &Manifest,
    examples: &[u8],
    scratch: &Path,
) -> Result<(), ReleaseError> {
    agrees(rules, manifest)?;
    examples::play(&examples::read(examples)?, wasm, scratch)
}

/// Whether a component says of itself what was signed about it.
///
/// # Errors
/// [`ReleaseError::Description`].
pub fn agrees(rules: &Rules, manifest: &Manifest) -> Result<(), ReleaseError> {
    let description = rules.description();
    let of_contract = |said: &str| said == manifest.contract || said.starts_with(&format!("{}.", manifest.contract));
    let differs = |what, said: &str, signed: &str| {
        Err(ReleaseError::Description { what, said: said.to_owned(), signed: signed.to_owned() })
    };
    if description.name != manifest.name {
        return differs("name", &description.name, &manifest.name);
    }
    if description.version != manifest.version {
        return differs("version", &description.version, &manifest.version);
    }
    if !of_contract(rules.contract()) {
        return differs("contract", rules.contract(), &manifest.contract);
    }
    Ok(())
}
