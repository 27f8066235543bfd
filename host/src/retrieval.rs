//! STUB of the pipeline, replaced.
#![allow(missing_docs, unused_variables, clippy::all)]
use std::path::{Path, PathBuf};
use crate::{report::Mode, store::{Store, StoreError}};
pub struct Request { pub mode: Mode, pub files: Vec<PathBuf>, pub again: Option<i64> }
/// How far a long work is, for people who wait.
pub trait Progress { fn begin(&self, what: &str, bytes: u64); fn advance(&self, bytes: u64); fn end(&self); }
/// Runs a retrieval and records it; answers its number. A failed exchange is a recorded retrieval, not an error.
pub fn run(store: &mut Store, request: &Request, progress: &dyn Progress) -> Result<i64, StoreError> { unimplemented!() }
/// The first load of an empty base.
pub fn import(store: &mut Store, file: &Path, progress: &dyn Progress) -> Result<i64, StoreError> { unimplemented!() }
