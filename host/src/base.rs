//! STUB of the base's queries, replaced by the base.
#![allow(missing_docs, unused_variables, clippy::all)]
use crate::report::*;
use std::ops::ControlFlow;
#[derive(Debug, thiserror::Error)]
#[error("stub")]
pub struct BaseError;
impl BaseError {
    pub fn code(&self) -> &'static str {
        "host.base-damaged"
    }
}
pub struct Base;
/// The rules in force.
pub struct ActiveRules {
    pub identity: RulesIdentity,
    pub contract: String,
    pub since: Timestamp,
    pub by: String,
}
/// Every wording that any rules of this base ever brought, the newest winning.
pub struct Wordings {
    pub messages: Vec<crate::rules::Message>,
    pub fields: Vec<crate::rules::Field>,
}
impl Base {
    pub fn retrievals(&self, filter: &RetrievalFilter) -> Result<Vec<Retrieval>, BaseError> {
        unimplemented!()
    }
    pub fn delivery(&self, id: i64) -> Result<Option<Delivery>, BaseError> {
        unimplemented!()
    }
    /// In line order.
    pub fn modifications(
        &self,
        delivery: i64,
        outcomes: &[Operation],
        each: &mut dyn FnMut(Modification) -> ControlFlow<()>,
    ) -> Result<(), BaseError> {
        unimplemented!()
    }
    /// Newest first.
    pub fn history(
        &self,
        filter: &HistoryFilter,
        each: &mut dyn FnMut(Modification) -> ControlFlow<()>,
    ) -> Result<(), BaseError> {
        unimplemented!()
    }
    /// By identifier, aliases followed.
    pub fn customer(&self, id: &str) -> Result<Option<Customer>, BaseError> {
        unimplemented!()
    }
    /// By the beginning of a name, a card or an identifier.
    pub fn find(&mut self, text: &str, limit: u32) -> Result<Vec<Customer>, BaseError> {
        unimplemented!()
    }
    /// In canonical order.
    pub fn withheld(&self) -> Result<Vec<Withheld>, BaseError> {
        unimplemented!()
    }
    pub fn withheld_one(&self, id: i64) -> Result<Option<Withheld>, BaseError> {
        unimplemented!()
    }
    /// Customers changed since a cursor, in order; answers the new cursor.
    pub fn changes(&self, since: i64, each: &mut dyn FnMut(Change) -> ControlFlow<()>) -> Result<i64, BaseError> {
        unimplemented!()
    }
    pub fn active_rules(&self) -> Result<Option<ActiveRules>, BaseError> {
        unimplemented!()
    }
    pub fn wordings(&self) -> Result<Wordings, BaseError> {
        unimplemented!()
    }
}
