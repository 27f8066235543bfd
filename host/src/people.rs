//! STUB of what persons do to customers, replaced.
#![allow(missing_docs, unused_variables, clippy::all)]
use crate::{
    report::{Other, Timestamp},
    rules::Reason,
    store::{Store, StoreError},
};
pub enum Edited {
    /// Written as this version.
    Done { customer: String, version: Option<i64> },
    /// Not written: wrong values.
    Problems(Vec<Reason>),
    /// Not written: it would create a duplicate; `force` writes it.
    WouldDuplicate(Vec<Other>),
}
pub struct Edit<'a> {
    pub values: &'a [(String, String)],
    pub at: Option<Timestamp>,
    pub force: bool,
    pub by: &'a str,
}
/// `id` none: one is made up.
pub fn add(store: &mut Store, id: Option<&str>, edit: &Edit) -> Result<Edited, StoreError> {
    unimplemented!()
}
pub fn edit(store: &mut Store, id: &str, edit: &Edit) -> Result<Edited, StoreError> {
    unimplemented!()
}
