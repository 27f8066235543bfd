//! From a component's bytes to the rules in force.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::{COMPILED, Store, StoreError, loaded, make_folders, system_user};
use crate::base::{How, NewRules, Wordings};
use crate::config::Settings;
use crate::report::RulesIdentity;
use crate::rules::{Context, Purpose, Rules, RulesError};

impl Store {
    /// Verifies the component of a file, keeps it under its digest and puts it in force.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while a retrieval runs; those of loading rules.
    pub fn install_rules(&mut self, file: &Path) -> Result<(), StoreError> {
        let bytes = fs::read(file).map_err(|source| StoreError::File { file: file.into(), source })?;
        let rules = self.load(&bytes)?;
        self.keep_rules(&rules, &bytes)?;
        let _lock = self.lock()?;
        self.put_in_force(&rules, How::Installed, None, &system_user())
    }

    /// Compiles a component and asks it what it is.
    pub(crate) fn load(&self, wasm: &[u8]) -> Result<Rules, RulesError> {
        loaded::load(wasm, &self.limits(), &self.folder.join(COMPILED))
    }

    /// Keeps a component under its digest.
    pub(crate) fn keep_rules(&self, rules: &Rules, wasm: &[u8]) -> Result<(), StoreError> {
        let file = self.rules_file(rules.digest());
        // One that a power cut or a bad disk damaged is written anew.
        let whole = fs::read(&file).is_ok_and(|kept| Sha256::digest(&kept) == Sha256::digest(wasm));
        if !whole {
            crate::config::file::write(&file, wasm)?;
        }
        Ok(())
    }

    /// Puts kept rules in force, under the lock that the caller holds: between retrievals, never within one.
    pub(crate) fn put_in_force(
        &mut self,
        rules: &Rules,
        how: How,
        release: Option<u32>,
        by: &str,
    ) -> Result<(), StoreError> {
        let description = rules.description();
        let new = NewRules {
            identity: RulesIdentity {
                name: description.name.clone(),
                version: description.version.clone(),
                digest: rules.digest().into(),
            },
            contract: rules.contract(),
            keys_revision: description.keys_revision,
            digest_revision: description.digest_revision,
            wordings: Wordings {
                messages: description.messages.clone(),
                fields: description.fields.clone(),
                file_pattern: description.file_pattern.clone(),
            },
            how,
            release,
        };
        let now = self.clock.now();
        let context =
            Context { purpose: Purpose::Delivery, file_name: String::new(), now, parameters: self.parameters() };
        self.base.activate(&new, now, by, |customers| Ok::<_, StoreError>(rules.keys_of(&context, customers)?))?;
        self.active = None;
        Ok(())
    }

    /// Where a component is kept.
    pub(crate) fn rules_file(&self, digest: &str) -> PathBuf {
        self.folder.join("rules").join(format!("{digest}.wasm"))
    }

    /// A store that is thrown away, in which rules are tried.
    pub(crate) fn scratch(
        folder: &Path,
        wasm: &[u8],
        parameters: BTreeMap<String, String>,
    ) -> Result<Self, StoreError> {
        make_folders(folder)?;
        let mut settings = Settings::default();
        settings.rules.parameters = parameters;
        settings.backup.snapshots = 0;
        let mut store = Self::assemble(folder, settings)?;
        let rules = store.load(wasm)?;
        store.keep_rules(&rules, wasm)?;
        store.put_in_force(&rules, How::Installed, None, "")?;
        Ok(store)
    }
}
