//! All keys that are held, one after the other.

use rusqlite::{Connection, Rows};

use super::block::{Block, text};
use crate::base::BaseError;

/// Names each key with its customer, in their order.
pub(in crate::base) fn each_pair<E: From<BaseError>>(
    connection: &Connection,
    mut each: impl FnMut(i64, &str) -> Result<(), E>,
) -> Result<(), E> {
    let prepared = |sql: &str| connection.prepare_cached(sql).map_err(BaseError::from);
    let mut moved = prepared("SELECT key, customer, held FROM moved_key ORDER BY key, customer")?;
    let mut moved = moved.query([]).map_err(BaseError::from)?;
    let mut moves = Moves { next: read(&mut moved)?, rows: moved };
    let mut blocks = prepared("SELECT first, keys, customers FROM key_block ORDER BY first")?;
    let mut rows = blocks.query([]).map_err(BaseError::from)?;
    let mut block = Block::default();
    while let Some(row) = rows.next().map_err(BaseError::from)? {
        block.read(row)?;
        for entry in block.entries() {
            let (key, name) = entry?;
            // Looked at as a text only where a move may be of it.
            if moves.next.as_ref().is_some_and(|(moved, ..)| *moved <= key) {
                let customer = text(name)?;
                moves.each_before(Some((key, &customer)), &mut each)?;
                if moves.take(key, &customer)?.unwrap_or(true) {
                    each(key, &customer)?;
                }
            } else {
                each(key, &text(name)?)?;
            }
        }
    }
    moves.each_before(None, &mut each)
}

/// Moves that lie apart, the next one at hand.
struct Moves<'r> {
    rows: Rows<'r>,
    next: Option<(i64, String, bool)>,
}

impl Moves<'_> {
    /// Names those who hold a key by a move before this one.
    fn each_before<E: From<BaseError>>(
        &mut self,
        end: Option<(i64, &str)>,
        each: &mut impl FnMut(i64, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        while let Some((key, customer, held)) = &self.next
            && end.is_none_or(|end| (*key, customer.as_str()) < end)
        {
            if *held {
                each(*key, customer)?;
            }
            self.next = read(&mut self.rows)?;
        }
        Ok(())
    }

    /// Whether somebody holds a key by the next move; none where that is of something else.
    fn take(&mut self, key: i64, customer: &str) -> Result<Option<bool>, BaseError> {
        match &self.next {
            Some((moved, whose, held)) if (*moved, whose.as_str()) == (key, customer) => {
                let held = *held;
                self.next = read(&mut self.rows)?;
                Ok(Some(held))
            }
            _ => Ok(None),
        }
    }
}

fn read(rows: &mut Rows<'_>) -> Result<Option<(i64, String, bool)>, BaseError> {
    Ok(rows.next()?.map(|row| Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()?)
}
