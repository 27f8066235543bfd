//! Takes up components: from bytes to rules that can be asked.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use wasmtime::component::Component;

use super::backend::Backend;
use super::error::RulesError;
use super::limits::Limits;
use super::sandbox::Sandbox;
use super::{Rules, check, v0_1};

/// What every contract of ours is called, without its version.
const INTERFACE: &str = "redescente:rules/rules@";

/// Loads rules, each of which keeps within the same limits.
#[derive(Clone)]
pub struct Engine {
    sandbox: Arc<Sandbox>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({:?})", self.sandbox.limits())
    }
}

impl Engine {
    /// Sets up the sandbox.
    ///
    /// # Errors
    ///
    /// [`RulesError::Engine`] on a machine that can't run WebAssembly.
    pub fn new(limits: &Limits) -> Result<Self, RulesError> {
        Ok(Self { sandbox: Sandbox::new(limits)? })
    }

    /// Compiles a component, makes sure that it can touch nothing, and asks it what it is.
    ///
    /// Takes about a tenth of a second. Whether these are the rules wanted is the caller's to know, by
    /// [`Rules::digest`].
    ///
    /// # Errors
    ///
    /// Those under "loading" in [`RulesError`], and those of a call.
    pub fn load(&self, wasm: &[u8]) -> Result<Rules, RulesError> {
        let most = self.sandbox.limits().component;
        if wasm.len() > most {
            return Err(RulesError::TooLarge { bytes: wasm.len(), most });
        }
        // Compiled code is trusted by whoever loads it: wasmtime can't check it.
        if wasmtime::Engine::detect_precompiled(wasm).is_some() {
            return Err(RulesError::Precompiled);
        }
        let engine = self.sandbox.engine();
        let component =
            Component::from_binary(engine, wasm).map_err(|e| RulesError::NotAComponent { source: e.into() })?;
        let shape = component.component_type();
        let names: Vec<_> = shape.imports(engine).map(|(name, _)| name.to_owned()).collect();
        if !names.is_empty() {
            return Err(RulesError::Imports { names });
        }
        let found: Vec<_> = shape.exports(engine).map(|(name, _)| name.to_owned()).collect();
        let (contract, backend) = self.speak(&component, found)?;
        Rules::of(backend, contract, hex(&Sha256::digest(wasm)))
    }

    /// Finds the newest contract that both sides speak.
    fn speak(&self, component: &Component, found: Vec<String>) -> Result<(String, Box<dyn Backend>), RulesError> {
        let version = found.iter().find_map(|name| {
            let version = name.strip_prefix(INTERFACE)?;
            version.starts_with("0.1.").then(|| version.to_owned())
        });
        let Some(version) = version else {
            return Err(RulesError::UnknownContract { found });
        };
        let rules = v0_1::Contract::link(&self.sandbox, component)?;
        Ok((format!("redescente:rules@{version}"), Box::new(rules)))
    }
}

/// Asks two instances: a description is the same at every call.
pub(super) fn describe(backend: &dyn Backend) -> Result<super::Description, RulesError> {
    let description = backend.describe()?;
    check::description(&description)?;
    if backend.describe()? != description {
        return Err(RulesError::Unstable);
    }
    Ok(description)
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from).collect()
}
