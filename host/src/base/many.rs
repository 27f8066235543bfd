//! Inserts many rows, some at a time: each statement costs about as much as a row.

use rusqlite::{Connection, Statement};

use super::BaseError;

/// Rows of one statement: more cost as much each.
const AT_ONCE: usize = 64;

/// Values bound to the places of one row, in order.
pub(super) struct Row<'s, 'c> {
    statement: &'s mut Statement<'c>,
    place: usize,
}

impl Row<'_, '_> {
    /// Binds the next value.
    pub(super) fn bind(&mut self, value: impl rusqlite::ToSql) -> rusqlite::Result<()> {
        self.place += 1;
        self.statement.raw_bind_parameter(self.place, value)
    }
}

/// Runs `insert`, an insertion up to `VALUES`, for rows of so many columns.
pub(super) fn insert<R>(
    connection: &Connection,
    insert: &str,
    columns: usize,
    mut rows: impl Iterator<Item = R>,
    bind: impl Fn(&mut Row<'_, '_>, R) -> rusqlite::Result<()>,
) -> Result<(), BaseError> {
    let places = format!("({})", vec!["?"; columns].join(","));
    let mut one = connection.prepare_cached(&format!("{insert} VALUES {places}"))?;
    let mut several = None;
    let mut waiting = Vec::with_capacity(AT_ONCE);
    loop {
        waiting.extend(rows.by_ref().take(AT_ONCE));
        if waiting.len() < AT_ONCE {
            break;
        }
        let statement = match &mut several {
            Some(statement) => statement,
            None => {
                let all = vec![places.as_str(); AT_ONCE].join(",");
                several.insert(connection.prepare_cached(&format!("{insert} VALUES {all}"))?)
            }
        };
        run(statement, waiting.drain(..), &bind)?;
    }
    waiting.drain(..).try_for_each(|row| run(&mut one, std::iter::once(row), &bind))
}

fn run<R>(
    statement: &mut Statement<'_>,
    rows: impl Iterator<Item = R>,
    bind: &impl Fn(&mut Row<'_, '_>, R) -> rusqlite::Result<()>,
) -> Result<(), BaseError> {
    let mut row = Row { statement, place: 0 };
    rows.into_iter().try_for_each(|one| bind(&mut row, one))?;
    row.statement.raw_execute()?;
    Ok(())
}
