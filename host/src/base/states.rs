//! A customer as it was, and which entry set which value: reads along the chain of its states.

use rusqlite::params;

use super::{Base, BaseError};
use crate::report::merging::Provenance;
use crate::report::{Customer, Operation, Timestamp};

/// A state that a customer was in: a version in force, or one that took it out of the base.
#[derive(Debug, Clone, Copy)]
struct State {
    number: i64,
    at: Timestamp,
    kind: Operation,
    before: Option<i64>,
    origin: Option<i64>,
    in_base: bool,
}

impl Base {
    /// A customer as the base had it just before `until`, by date of integration; through merges as they were then.
    ///
    /// # Errors
    /// Those of the database.
    pub fn customer_as_of(&self, id: &str, until: Timestamp) -> Result<Option<Customer>, BaseError> {
        let mut id = id.to_owned();
        loop {
            let mut next = self.newest_state(&id)?;
            while let Some(state) = next.filter(|state| state.at >= until) {
                next = self.state_before(&id, state)?;
            }
            let Some(state) = next else { return Ok(None) };
            if state.in_base {
                let mut customer = self.as_of(&id, state.number)?;
                customer.aliases = self.aliases_as_of(&id, until)?;
                return Ok(Some(customer));
            }
            let mut statement = self.connection.prepare_cached("SELECT applied_to FROM version WHERE number = ?")?;
            match statement.query_row([state.number], |row| row.get::<_, Option<String>>(0))? {
                Some(kept) => id = kept,
                None => return Ok(None),
            }
        }
    }

    /// The entry of the history that set each value of a customer in the base.
    ///
    /// # Errors
    /// Those of the database.
    pub fn provenance(&self, id: &str) -> Result<Vec<Provenance>, BaseError> {
        let Some(newest) = self.newest_state(id)?.filter(|state| state.in_base) else { return Ok(Vec::new()) };
        let values = self.values(newest.number)?;
        let mut set: Vec<(Provenance, bool)> = values
            .iter()
            .map(|(field, ..)| (Provenance { field: field.clone(), entry: newest.number }, true))
            .collect();
        let mut state = newest;
        while set.iter().any(|(_, open)| *open) {
            // An undone merge gave back what an older entry had set.
            let next = if state.kind == Operation::Unmerged { state.origin } else { state.before };
            let Some(before) = next else { break };
            state = self.state(before)?;
            let older = self.values(before)?;
            for ((provenance, open), (field, value, _)) in set.iter_mut().zip(&values) {
                let same = older.iter().any(|(name, older, _)| name == field && older == value);
                *open = *open && same;
                if *open {
                    provenance.entry = before;
                }
            }
        }
        Ok(set.into_iter().map(|(provenance, _)| provenance).collect())
    }

    fn newest_state(&self, id: &str) -> Result<Option<State>, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT in_force FROM customer WHERE id = ?")?;
        let mut rows = statement.query([id])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        match row.get(0)? {
            Some(number) => self.state(number).map(Some),
            None => self.newest_end(id, i64::MAX),
        }
    }

    fn state_before(&self, id: &str, state: State) -> Result<Option<State>, BaseError> {
        match state.before {
            Some(before) => self.state(before).map(Some),
            // It may have been in the base before, under the same identifier.
            None => self.newest_end(id, state.number),
        }
    }

    /// The newest version under a number that took a customer out of the base.
    fn newest_end(&self, id: &str, under: i64) -> Result<Option<State>, BaseError> {
        let mut heads = self.connection.prepare_cached("SELECT head FROM customer WHERE id = ?")?;
        let mut next: Option<i64> = heads.query_row([id], |row| row.get(0))?;
        let mut statement = self
            .connection
            .prepare_cached("SELECT previous, kind IN (?, ?) AND record IS NULL FROM version WHERE number = ?")?;
        while let Some(number) = next {
            let ends = params![Operation::Merged.number(), Operation::Unmerged.number(), number];
            let (previous, is_end): (Option<i64>, bool) =
                statement.query_row(ends, |row| Ok((row.get(0)?, row.get(1)?)))?;
            if is_end && number < under {
                return self.state(number).map(Some);
            }
            next = previous;
        }
        Ok(None)
    }

    fn state(&self, number: i64) -> Result<State, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT o.at, v.kind, v.before, v.origin, v.record IS NOT NULL FROM version v
             JOIN operation o ON o.id = v.operation WHERE v.number = ?",
        )?;
        let mut rows = statement.query([number])?;
        let row = rows.next()?.ok_or(BaseError::Damaged { what: "the chain of a customer's states" })?;
        Ok(State {
            number,
            at: row.get(0)?,
            kind: Operation::from_number(row.get(1)?).ok_or(BaseError::Damaged { what: "a version's operation" })?,
            before: row.get(2)?,
            origin: row.get(3)?,
            in_base: row.get(4)?,
        })
    }

    fn aliases_as_of(&self, id: &str, until: Timestamp) -> Result<Vec<String>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "WITH RECURSIVE
               was(kept, absorbed) AS (
                 SELECT m.kept, m.absorbed FROM merge m JOIN operation o ON o.id = m.operation
                 LEFT JOIN operation u ON u.id = m.undone WHERE o.at < ?2 AND (u.at IS NULL OR u.at >= ?2)),
               alias_was(id) AS (
                 SELECT absorbed FROM was WHERE kept = ?1
                 UNION SELECT w.absorbed FROM was w JOIN alias_was a ON w.kept = a.id)
             SELECT id FROM alias_was ORDER BY id",
        )?;
        let ids = statement.query_map(params![id, until], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}
