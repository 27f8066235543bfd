//! Takes up components: from bytes to rules that can be asked.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use wasmtime::component::Component;

use super::backend::Backend;
use super::compiled::CompiledCode;
use super::error::RulesError;
use super::limits::Limits;
use super::sandbox::Sandbox;
use super::{Rules, check, v0_1, v0_2};

/// What every contract of ours is called, without its version.
const INTERFACE: &str = "redescente:rules/rules@";

/// Loads rules, each of which keeps within the same limits.
#[derive(Clone)]
pub struct Engine {
    sandbox: Arc<Sandbox>,
    compiled: Option<CompiledCode>,
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
        Ok(Self { sandbox: Sandbox::new(limits)?, compiled: None })
    }

    /// Keeps what it compiles there, and takes it from there; without a folder every load compiles.
    #[must_use]
    pub fn keeping(self, compiled: Option<CompiledCode>) -> Self {
        Self { compiled, ..self }
    }

    /// Compiles a component, makes sure that it can touch nothing, and asks it what it is.
    ///
    /// Compiling takes nearly half a second of processor time. Whether these are the rules wanted is the caller's to know, by
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
        let digest = hex::encode(Sha256::digest(wasm));
        let component = self.compile(&digest, wasm)?;
        let shape = component.component_type();
        let names: Vec<_> = shape.imports(engine).map(|(name, _)| name.to_owned()).collect();
        if !names.is_empty() {
            return Err(RulesError::Imports { names });
        }
        let found: Vec<_> = shape.exports(engine).map(|(name, _)| name.to_owned()).collect();
        let (contract, backend) = self.speak(&component, found)?;
        Rules::of(backend, contract, digest)
    }

    fn compile(&self, digest: &str, wasm: &[u8]) -> Result<Component, RulesError> {
        let engine = self.sandbox.engine();
        if let Some(component) = self.compiled.as_ref().and_then(|compiled| compiled.take(engine, digest)) {
            return Ok(component);
        }
        let component =
            Component::from_binary(engine, wasm).map_err(|e| RulesError::NotAComponent { source: e.into() })?;
        if let Some(compiled) = &self.compiled {
            compiled.keep(engine, digest, &component);
        }
        Ok(component)
    }

    /// Finds the newest contract that both sides speak.
    fn speak(&self, component: &Component, found: Vec<String>) -> Result<(String, Box<dyn Backend>), RulesError> {
        let offered = |generation: &str| {
            let versions = found.iter().filter_map(|name| name.strip_prefix(INTERFACE));
            versions.filter(|version| version.starts_with(generation)).map(str::to_owned).next()
        };
        let sandbox = &self.sandbox;
        let (version, rules): (_, Box<dyn Backend>) = if let Some(version) = offered("0.2.") {
            (version, Box::new(v0_2::Contract::link(sandbox, component)?))
        } else if let Some(version) = offered("0.1.") {
            (version, Box::new(v0_1::Contract::link(sandbox, component)?))
        } else {
            return Err(RulesError::UnknownContract { found });
        };
        Ok((format!("redescente:rules@{version}"), rules))
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
