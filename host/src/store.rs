//! STUB of an opened data folder, replaced.
#![allow(missing_docs, unused_variables, clippy::all)]
use crate::{base::Base, config::Settings, report::Delivery, rules::Cells};
use std::path::{Path, PathBuf};
#[derive(Debug, thiserror::Error)]
#[error("stub")]
pub struct StoreError;
impl StoreError {
    /// What the sentence of its code speaks of, by place: `$arg0`, `$arg1`, …
    pub fn arguments(&self) -> Vec<String> {
        Vec::new()
    }
    pub fn code(&self) -> &'static str {
        "host.not-initialised"
    }
    pub fn exit(&self) -> Exit {
        Exit::User
    }
}
impl From<crate::base::BaseError> for StoreError {
    fn from(_: crate::base::BaseError) -> Self {
        Self
    }
}
/// The kinds of `style.md`: 1, 3, 4, 70.
pub enum Exit {
    User = 1,
    Exchange = 3,
    Rules = 4,
    Fault = 70,
}
/// A store's data folder, opened: settings, base, rules.
/// `clock` is the system's after `open` and `create`; the command line puts its own there.
pub struct Store {
    pub folder: PathBuf,
    pub settings: Settings,
    pub base: Base,
    pub clock: crate::clock::Clock,
}
impl Store {
    /// `init`: makes the folder, writes the settings, installs the rules found beside the binary.
    pub fn create(folder: &Path, rules: Option<&Path>, clock: crate::clock::Clock) -> Result<Store, StoreError> {
        unimplemented!()
    }
    pub fn open(folder: &Path) -> Result<Store, StoreError> {
        unimplemented!()
    }
    /// `rules install FILE`
    pub fn install_rules(&mut self, file: &Path) -> Result<(), StoreError> {
        unimplemented!()
    }
    /// Asks the active rules about parameters before they are saved.
    pub fn check_parameters(&self, parameters: &[(String, String)]) -> Result<Vec<crate::rules::Reason>, StoreError> {
        unimplemented!()
    }
    /// The delivered file around a line, read by the rules that are active: header cells first.
    pub fn show_delivery(&self, delivery: &Delivery, line: Option<u32>) -> Result<Vec<Cells>, StoreError> {
        unimplemented!()
    }
    /// The raw bytes of the delivered file, or of one record.
    pub fn raw_delivery(
        &self,
        delivery: &Delivery,
        line: Option<u32>,
        into: &mut dyn std::io::Write,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
}
