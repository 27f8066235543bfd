//! Windows onto long lists, for a page that shows a screenful of them at a time.

use std::ops::ControlFlow;

use rusqlite::{OptionalExtension as _, params, types::Value};

use super::{Base, BaseError};
use crate::report::{Customer, HistoryFilter, LineFilter, Modification, Operation, Timestamp, Withheld};

/// Customers whose lines are looked for: a longer list says that the text is too short.
const FOUND: u32 = 100;

impl Base {
    /// How many modifications are withheld.
    ///
    /// # Errors
    /// Those of the database.
    pub fn count_withheld(&self) -> Result<u64, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT count(*) FROM withheld")?;
        Ok(statement.query_row([], |row| row.get::<_, i64>(0))? as u64)
    }

    /// A window of the queue in canonical order, of those with a date from `since` on and before `until`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn withheld_window(
        &self,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<Withheld>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            // `CROSS`: the queue first, not the whole history.
            "SELECT w.version FROM withheld w CROSS JOIN version v ON v.number = w.version
             JOIN operation o ON o.id = v.operation LEFT JOIN delivery d ON d.id = o.delivery
             WHERE v.modified_at >= ? AND v.modified_at < ?
             ORDER BY v.modified_at, d.first_load DESC, d.name, d.nth, v.line LIMIT ? OFFSET ?",
        )?;
        let bounds = params![since.unwrap_or(i64::MIN), until.unwrap_or(i64::MAX), limit, skip];
        let versions: Vec<i64> = statement.query_map(bounds, |row| row.get(0))?.collect::<Result<_, _>>()?;
        let window = versions
            .into_iter()
            .map(|version| self.withheld_one(version)?.ok_or(BaseError::Damaged { what: "a withheld modification" }));
        window.collect()
    }

    /// The date of each withheld modification, for a look at how old they are.
    ///
    /// # Errors
    /// Those of the database.
    pub fn withheld_dates(&self) -> Result<Vec<Timestamp>, BaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT v.modified_at FROM withheld w CROSS JOIN version v ON v.number = w.version")?;
        let dates = statement.query_map([], |row| row.get(0))?;
        Ok(dates.collect::<Result<_, _>>()?)
    }

    /// Up to `limit` records of a delivery, in line order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn lines(&mut self, delivery: i64, filter: &LineFilter, limit: usize) -> Result<Vec<Modification>, BaseError> {
        let range: Option<(Option<i64>, i64)> = self
            .connection
            .prepare_cached("SELECT first_version, lines FROM delivery WHERE id = ?")?
            .query_row([delivery], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((Some(first), lines)) = range else { return Ok(Vec::new()) };
        let (from, end) = (filter.from.unwrap_or(first).max(first), first + lines);
        let mut window = Vec::new();
        let noted = |one: &Modification| {
            filter.note.as_ref().is_none_or(|note| one.notes.iter().any(|reason| reason.code == *note))
                && !(filter.open && one.resolution.is_some())
        };
        if !filter.text.trim().is_empty() {
            for number in self.among_lines(&filter.text, from, end)? {
                let Some(one) = self.version(number)? else { continue };
                if (filter.outcomes.is_empty() || filter.outcomes.contains(&one.operation)) && noted(&one) {
                    window.push(one);
                    if window.len() >= limit {
                        break;
                    }
                }
            }
            return Ok(window);
        }
        if filter.note.is_none() && rare(&filter.outcomes) {
            self.each_rare(&filter.outcomes, from, end, "ASC", &mut |one| {
                if noted(&one) {
                    window.push(one);
                }
                if window.len() >= limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            return Ok(window);
        }
        let mut condition = super::history::narrowed(&filter.outcomes);
        let mut values = vec![Value::Integer(from), Value::Integer(end)];
        if let Some(note) = &filter.note {
            // Only a first sieve: whoever passes it is read.
            condition.push_str(" AND instr(v.remarks, ?) > 0");
            values.push(Value::Text(format!("\"{note}\"")));
        }
        let sql =
            format!("{} WHERE v.number >= ? AND v.number < ?{condition} ORDER BY v.number", super::history::VERSION);
        self.each_version(&sql, values, &mut |one| {
            if noted(&one) {
                window.push(one);
            }
            if window.len() >= limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(window)
    }

    /// Versions between two numbers of whoever is found by a text, in order.
    fn among_lines(&mut self, text: &str, from: i64, end: i64) -> Result<Vec<i64>, BaseError> {
        let mut identifiers: Vec<String> = Vec::new();
        for customer in self.find(text, FOUND)? {
            identifiers.push(customer.id);
            identifiers.extend(customer.aliases);
        }
        // Those that were never in the base too: a withheld creation, a rejected line.
        let text = text.trim();
        let mut statement =
            self.connection.prepare_cached("SELECT id FROM customer WHERE id >= ? AND id < ? ORDER BY id LIMIT ?")?;
        let until = format!("{text}\u{10ffff}");
        for id in statement.query_map(params![text, until, FOUND], |row| row.get(0))? {
            identifiers.push(id?);
        }
        identifiers.sort_unstable();
        identifiers.dedup();
        let mut head = self.connection.prepare_cached("SELECT head FROM customer WHERE id = ?")?;
        let mut previous = self.connection.prepare_cached("SELECT previous FROM version WHERE number = ?")?;
        let mut numbers = Vec::new();
        for id in identifiers {
            let mut next: Option<i64> = head.query_row([id], |row| row.get(0)).optional()?;
            while let Some(number) = next.filter(|number| *number >= from) {
                if number < end {
                    numbers.push(number);
                }
                next = previous.query_row([number], |row| row.get(0))?;
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    /// Up to `limit` versions, newest first, of those before the version `before`.
    ///
    /// # Errors
    /// Those of the database.
    pub fn history_window(
        &self,
        filter: &HistoryFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Modification>, BaseError> {
        let mut window = Vec::new();
        let mut take = |one: Modification| {
            if before.is_none_or(|before| one.id < before) {
                window.push(one);
            }
            if window.len() >= limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        if filter.customer.is_some() {
            self.history(filter, &mut take)?;
            return Ok(window);
        }
        let (since, until) = (filter.since.unwrap_or(i64::MIN), filter.until.unwrap_or(i64::MAX));
        let Some((first, end)) = self.stretch(since, until)? else { return Ok(window) };
        let end = before.map_or(end, |before| end.min(before));
        if rare(&filter.operations) {
            self.each_rare(&filter.operations, first, end, "DESC", &mut |one| {
                if one.integrated_at < since || one.integrated_at >= until {
                    return ControlFlow::Continue(());
                }
                take(one)
            })?;
            return Ok(window);
        }
        let condition = super::history::narrowed(&filter.operations);
        let sql = format!(
            "{} WHERE v.number >= ? AND v.number < ?{condition} AND o.at >= ? AND o.at < ? ORDER BY v.number DESC",
            super::history::VERSION
        );
        let values = [first, end, since, until].map(Value::Integer).to_vec();
        self.each_version(&sql, values, &mut take)?;
        Ok(window)
    }

    /// Versions of rare kinds from one number to before another, `ASC` or `DESC`.
    fn each_rare(
        &self,
        operations: &[Operation],
        from: i64,
        end: i64,
        order: &str,
        each: &mut dyn FnMut(Modification) -> ControlFlow<()>,
    ) -> Result<(), BaseError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT v.number FROM version AS v INDEXED BY version_rare
             WHERE v.kind >= 5 AND v.number >= ? AND v.number < ?{} ORDER BY v.number {order}",
            super::history::narrowed(operations)
        ))?;
        let mut rows = statement.query([from, end])?;
        while let Some(row) = rows.next()? {
            let one = self.version(row.get(0)?)?.ok_or(BaseError::Damaged { what: "the history" })?;
            if each(one).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The first and the end of the versions that were integrated in a period; others may lie between them where the
    /// clock went back.
    fn stretch(&self, since: Timestamp, until: Timestamp) -> Result<Option<(i64, i64)>, BaseError> {
        let mut operations =
            self.connection.prepare_cached("SELECT min(id), max(id) FROM operation WHERE at >= ? AND at < ?")?;
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?));
        let (Some(first), Some(last)) = operations.query_row([since, until], row)? else { return Ok(None) };
        Ok(Some((self.first_of(first)?, self.first_of(last + 1)?)))
    }

    /// The first version of an operation or of one after it: operations and versions count up together.
    fn first_of(&self, operation: i64) -> Result<i64, BaseError> {
        let last: i64 = self
            .connection
            .prepare_cached("SELECT coalesce(max(number), 0) FROM version")?
            .query_row([], |row| row.get(0))?;
        let mut of = self
            .connection
            .prepare_cached("SELECT number, operation FROM version WHERE number >= ? ORDER BY number LIMIT 1")?;
        let (mut low, mut high) = (1, last + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            let found: Option<(i64, i64)> = of.query_row([middle], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            match found {
                Some((number, of)) if of < operation => low = number + 1,
                _ => high = middle,
            }
        }
        Ok(low)
    }

    /// When the last new file came; the first load does not count.
    ///
    /// # Errors
    /// Those of the database.
    pub fn last_delivered(&self) -> Result<Option<Timestamp>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.started_at FROM delivery d JOIN retrieval r ON r.id = d.retrieval
             WHERE NOT d.first_load AND d.same_as IS NULL ORDER BY d.id DESC LIMIT 1",
        )?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?)
    }

    /// Customers in the order of their identifiers.
    ///
    /// # Errors
    /// Those of the database.
    pub fn each_customer(&self, each: &mut dyn FnMut(Customer) -> ControlFlow<()>) -> Result<(), BaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, in_force FROM customer WHERE in_force IS NOT NULL ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            if each(self.as_of(&id, row.get(1)?)?).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Whether only kinds are wanted that `version_rare` lists.
fn rare(operations: &[Operation]) -> bool {
    !operations.is_empty() && operations.iter().all(|operation| operation.number() >= Operation::Stale.number())
}
