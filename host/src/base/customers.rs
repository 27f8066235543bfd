//! Customers as they are now, and what changed.

use std::ops::ControlFlow;

use rusqlite::{OptionalExtension as _, params};

use super::{Base, BaseError};
use crate::report::{Change, Customer, Operation};

impl Base {
    /// A customer by identifier, one absorbed in a merge included; none if it is not in the base.
    ///
    /// # Errors
    /// Those of the database.
    pub fn customer(&self, id: &str) -> Result<Option<Customer>, BaseError> {
        let alias: Option<String> = self
            .connection
            .prepare_cached("SELECT customer FROM alias WHERE id = ?")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        let id = alias.as_deref().unwrap_or(id);
        let number: Option<i64> = self
            .connection
            .prepare_cached("SELECT in_force FROM customer WHERE id = ?")?
            .query_row([id], |row| row.get(0))
            .optional()?
            .flatten();
        let Some(number) = number else { return Ok(None) };
        let texts = |sql: &str| -> Result<Vec<String>, BaseError> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([id], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        let mut customer = self.as_of(id, number)?;
        customer.aliases = texts("SELECT id FROM alias WHERE customer = ? ORDER BY id")?;
        let mut withheld =
            self.connection.prepare_cached("SELECT version FROM withheld WHERE customer = ? ORDER BY version")?;
        customer.withheld = withheld.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Some(customer))
    }

    /// Whether an identifier was ever seen.
    ///
    /// # Errors
    /// Those of the database.
    pub fn knows(&self, id: &str) -> Result<bool, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM customer WHERE id = ?1) OR EXISTS (SELECT 1 FROM alias WHERE id = ?1)",
        )?;
        Ok(statement.query_row([id], |row| row.get(0))?)
    }

    /// A customer as one version has it.
    pub(super) fn as_of(&self, id: &str, version: i64) -> Result<Customer, BaseError> {
        let modified_at: i64 = self
            .connection
            .prepare_cached("SELECT modified_at FROM version WHERE number = ?")?
            .query_row([version], |row| row.get(0))?;
        let mut named = self.values(version)?;
        let mut values = Vec::with_capacity(self.fields.names.len());
        for field in &self.fields.names {
            let value = named.iter_mut().find(|(name, ..)| name == field).map(|(_, value, _)| std::mem::take(value));
            values.push((field.clone(), value.unwrap_or_default()));
        }
        Ok(Customer { id: id.into(), version, modified_at, values, aliases: Vec::new(), withheld: Vec::new() })
    }

    /// What changed after a cursor, in order; answers the cursor to go on from.
    ///
    /// # Errors
    /// Those of the database.
    pub fn changes(&self, since: i64, each: &mut dyn FnMut(Change) -> ControlFlow<()>) -> Result<i64, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT v.number, v.kind, o.at, CASE WHEN v.record IS NULL THEN v.customer ELSE coalesce(v.applied_to, v.customer) END,
               v.record IS NOT NULL AND v.record <> '[]' FROM version v
             JOIN operation o ON o.id = v.operation WHERE v.number > ? ORDER BY v.number",
        )?;
        let mut cursor = since;
        let mut rows = statement.query(params![since])?;
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            let operation = Operation::from_number(row.get(1)?);
            let operation = operation.ok_or(BaseError::Damaged { what: "a version's operation" })?;
            let id = row.get::<_, Option<String>>(3)?.filter(|id| !id.is_empty());
            // What happened to a person erased since is nobody's; the erasure itself names nobody.
            if (Operation::CHANGING.contains(&operation) && id.is_some()) || operation == Operation::Erased {
                let held = id.as_deref().filter(|_| row.get(4).unwrap_or(false));
                let customer = held.map(|id| self.as_of(id, number)).transpose()?;
                let change = Change { cursor: number, operation, integrated_at: row.get(2)?, customer, id };
                if each(change).is_break() {
                    return Ok(number);
                }
            }
            cursor = number;
        }
        Ok(cursor)
    }
}
