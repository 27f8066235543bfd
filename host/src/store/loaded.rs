//! Components that this process has loaded.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::rules::{CompiledCode, Engine, Limits, Rules, RulesError};

/// What was loaded, by content and limits: a process may open many stores.
static LOADED: Mutex<Vec<([u8; 32], Limits, Rules)>> = Mutex::new(Vec::new());

/// Loads and verifies a component, once a process; `compiled` is where its compiled code is kept.
///
/// # Errors
/// Those of [`Engine::load`].
pub(super) fn load(wasm: &[u8], limits: &Limits, compiled: &Path) -> Result<Rules, RulesError> {
    let digest: [u8; 32] = Sha256::digest(wasm).into();
    // A thread that panicked here left the list as it was.
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, _, rules)) = loaded.iter().find(|(known, under, _)| *known == digest && under == limits) {
        return Ok(rules.clone());
    }
    let rules = Engine::new(limits)?.keeping(CompiledCode::open(compiled)).load(wasm)?;
    // The same rules without a sandbox, for whoever measures what it costs: all else stays as it is.
    #[cfg(feature = "native-rules")]
    let rules = Rules::native(rules.digest().to_owned())?;
    loaded.push((digest, limits.clone(), rules.clone()));
    Ok(rules)
}
