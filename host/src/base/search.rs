//! Finding customers as one types: by the beginning of a name, a card or an identifier.
//!
//! The index of words follows the history when somebody searches, so that a retrieval never waits for it.

use std::collections::BTreeMap;

use rusqlite::{TransactionBehavior, params};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::{Base, BaseError};
use crate::report::{Customer, Operation};

/// Versions a transaction while the index catches up: a few tens of MiB.
const STRETCH: i64 = 50_000;

impl Base {
    /// Up to `limit` customers whose name (last or first name first), card or identifier begins with `text`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn find(&mut self, text: &str, limit: u32) -> Result<Vec<Customer>, BaseError> {
        while self.catch_up()? {}
        let text = text.trim();
        let folded = fold(text);
        let mut ids: Vec<String> = Vec::new();
        let mut gather = |sql: &str, from: &str| -> Result<(), BaseError> {
            if from.is_empty() {
                return Ok(());
            }
            let mut statement = self.connection.prepare_cached(sql)?;
            let until = format!("{from}\u{10ffff}");
            for id in statement.query_map(params![from, until, limit], |row| row.get::<_, String>(0))? {
                let id = id?;
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            Ok(())
        };
        gather("SELECT id FROM customer WHERE id >= ? AND id < ? AND in_force IS NOT NULL ORDER BY id LIMIT ?", text)?;
        gather("SELECT customer FROM alias WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", text)?;
        gather("SELECT customer FROM search WHERE term >= ? AND term < ? ORDER BY term, customer LIMIT ?", &folded)?;
        ids.truncate(limit as usize);
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            found.extend(self.customer(&id)?);
        }
        Ok(found)
    }

    /// Takes a stretch of history into the index; answers whether there is more.
    fn catch_up(&mut self) -> Result<bool, BaseError> {
        let (cursor, last): (i64, i64) = self.connection.query_row(
            "SELECT version, (SELECT coalesce(max(number), 0) FROM version) FROM search_cursor",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        if cursor >= last {
            return Ok(false);
        }
        let until = last.min(cursor + STRETCH);
        let mut changed: BTreeMap<(String, String), bool> = BTreeMap::new();
        {
            let kinds = Operation::CHANGING.map(|operation| operation.number().to_string()).join(", ");
            let mut statement = self.connection.prepare_cached(&format!(
                "SELECT number, before, CASE WHEN record IS NULL THEN customer ELSE coalesce(applied_to, customer) END FROM version
                 WHERE number > ? AND number <= ? AND kind IN ({kinds}) ORDER BY number"
            ))?;
            let mut rows = statement.query([cursor, until])?;
            while let Some(row) = rows.next()? {
                let customer: String = row.get(2)?;
                if let Some(before) = row.get(1)? {
                    for term in self.terms(before)? {
                        changed.insert((term, customer.clone()), false);
                    }
                }
                for term in self.terms(row.get(0)?)? {
                    changed.insert((term, customer.clone()), true);
                }
            }
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut give = transaction.prepare_cached("INSERT OR IGNORE INTO search(term, customer) VALUES (?, ?)")?;
            let mut take = transaction.prepare_cached("DELETE FROM search WHERE term = ? AND customer = ?")?;
            for ((term, customer), there) in &changed {
                let statement = if *there { &mut give } else { &mut take };
                statement.execute(params![term, customer])?;
            }
        }
        transaction.execute("UPDATE search_cursor SET version = ?", [until])?;
        transaction.commit()?;
        Ok(until < last)
    }
}

impl Base {
    /// What a version can be found by.
    fn terms(&self, version: i64) -> Result<Vec<String>, BaseError> {
        let values = self.values(version)?;
        let value = |field: &str| values.iter().find(|(name, ..)| name == field).map_or("", |(_, value, _)| value);
        let (last, first) = (fold(value("last_name")), fold(value("first_name")));
        let mut terms = vec![format!("{last} {first}"), format!("{first} {last}"), fold(value("loyalty_card"))];
        terms.retain_mut(|term| {
            *term = term.trim().to_owned();
            !term.is_empty()
        });
        Ok(terms)
    }
}

/// Letters and digits without case and accents, words apart by one blank.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.nfd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase) {
        match character {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}
