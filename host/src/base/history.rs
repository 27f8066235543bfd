//! Versions as people read them.

use std::ops::ControlFlow;

use rusqlite::{OptionalExtension as _, Row, params, params_from_iter, types::Value};

use super::record::FORGOTTEN;
use super::written::Remarks;
use super::{Base, BaseError};
use crate::report::{DeliveryName, FieldChange, HistoryFilter, Modification, Operation, Other, Resolution};

/// Name, value, and whether it was carried, of each field of a version.
pub(super) type Values = Vec<(String, String, bool)>;

pub(super) const VERSION: &str =
    "SELECT v.number, v.line, v.kind, v.customer, v.applied_to, v.modified_at, v.before, v.remarks,
    o.at, o.by, d.id, d.name, r.resolution, v.record <> '[]', v.origin
  FROM version v JOIN operation o ON o.id = v.operation LEFT JOIN delivery d ON d.id = o.delivery
  LEFT JOIN resolution r ON r.version = v.number";

/// What takes a newer record from an older one.
///
/// With `keeps_empty`, empty new values change nothing: lines sent for an absorbed customer clear nothing.
pub(super) fn changes(old: &Values, new: &Values, keeps_empty: bool) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    for (field, value, carried) in new {
        let before = old.iter().find(|(name, ..)| name == field).map_or("", |(_, value, _)| value);
        if *carried && before != value && !(keeps_empty && value.is_empty()) {
            changes.push(FieldChange { field: field.clone(), old: before.into(), new: value.clone() });
        }
    }
    changes
}

impl Base {
    /// What became of each record of a delivery, in line order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn modifications(
        &self,
        delivery: i64,
        outcomes: &[Operation],
        each: &mut dyn FnMut(Modification) -> ControlFlow<()>,
    ) -> Result<(), BaseError> {
        let range: Option<(Option<i64>, i64)> = self
            .connection
            .prepare_cached("SELECT first_version, lines FROM delivery WHERE id = ?")?
            .query_row([delivery], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((Some(first), lines)) = range else { return Ok(()) };
        let kinds = kinds(outcomes);
        let sql = format!("{VERSION} WHERE v.number >= ? AND v.number < ?{} ORDER BY v.number", among(&kinds));
        let mut values = vec![Value::Integer(first), Value::Integer(first + lines)];
        values.extend(kinds);
        self.each_version(&sql, values, each)
    }

    /// Versions, newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn history(
        &self,
        filter: &HistoryFilter,
        each: &mut dyn FnMut(Modification) -> ControlFlow<()>,
    ) -> Result<(), BaseError> {
        let limit = filter.limit.map_or(usize::MAX, |limit| limit as usize);
        let Some(customer) = &filter.customer else {
            let kinds = kinds(&filter.operations);
            let sql = format!("{VERSION} WHERE o.at >= ? AND o.at < ?{} ORDER BY v.number DESC LIMIT ?", among(&kinds));
            let mut values = vec![
                Value::Integer(filter.since.unwrap_or(i64::MIN)),
                Value::Integer(filter.until.unwrap_or(i64::MAX)),
            ];
            values.extend(kinds);
            values.push(Value::Integer(filter.limit.map_or(-1, i64::from)));
            return self.each_version(&sql, values, each);
        };
        let mut shown = 0;
        for number in self.chain(customer)? {
            let modification = self.version(number)?.ok_or(BaseError::Damaged { what: "a customer's history" })?;
            let at = modification.integrated_at;
            let wanted = (filter.operations.is_empty() || filter.operations.contains(&modification.operation))
                && filter.since.is_none_or(|since| at >= since)
                && filter.until.is_none_or(|until| at < until);
            if wanted {
                shown += 1;
                if each(modification).is_break() || shown >= limit {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The versions of a customer, of the identifiers that lead to it included, newest first.
    fn chain(&self, customer: &str) -> Result<Vec<i64>, BaseError> {
        let mut heads = self.connection.prepare_cached(
            "SELECT head FROM customer WHERE id = ?1 OR id IN (SELECT id FROM alias WHERE customer = ?1)",
        )?;
        let mut previous = self.connection.prepare_cached("SELECT previous FROM version WHERE number = ?")?;
        let mut numbers = Vec::new();
        for head in heads.query_map([customer], |row| row.get::<_, i64>(0))? {
            let mut next = Some(head?);
            while let Some(number) = next {
                numbers.push(number);
                next = previous.query_row([number], |row| row.get(0))?;
            }
        }
        numbers.sort_unstable_by(|left, right| right.cmp(left));
        numbers.dedup();
        Ok(numbers)
    }

    /// One entry of the history.
    ///
    /// # Errors
    /// Those of the database.
    pub fn entry(&self, id: i64) -> Result<Option<Modification>, BaseError> {
        self.version(id)
    }

    /// One version.
    pub(super) fn version(&self, number: i64) -> Result<Option<Modification>, BaseError> {
        let mut found = None;
        let sql = format!("{VERSION} WHERE v.number = ?");
        self.each_version(&sql, vec![Value::Integer(number)], &mut |modification| {
            found = Some(modification);
            ControlFlow::Break(())
        })?;
        Ok(found)
    }

    /// The values of a version by name; nothing where it has no record, or its values were forgotten.
    pub(super) fn values(&self, number: i64) -> Result<Values, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT fields, record FROM version WHERE number = ?")?;
        let (list, record): (i64, Option<String>) =
            statement.query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some(record) = record.filter(|record| record != FORGOTTEN) else { return Ok(Vec::new()) };
        let received = super::record::from_json(&record)?;
        let named = self.fields.named(list, &received);
        Ok(named.into_iter().map(|(name, value, carried)| (name.into_owned(), value.into(), carried)).collect())
    }

    pub(super) fn each_version(
        &self,
        sql: &str,
        values: Vec<Value>,
        each: &mut dyn FnMut(Modification) -> ControlFlow<()>,
    ) -> Result<(), BaseError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            if each(self.modification(row)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn modification(&self, row: &Row<'_>) -> Result<Modification, BaseError> {
        let number: i64 = row.get(0)?;
        let operation =
            Operation::from_number(row.get(2)?).ok_or(BaseError::Damaged { what: "a version's operation" })?;
        // Applied to somebody who was erased since: to nobody.
        let applied_to: Option<String> = row.get::<_, Option<String>>(4)?.filter(|id| !id.is_empty());
        let before: Option<i64> = row.get(6)?;
        let remarks: Option<String> = row.get(7)?;
        let remarks = Remarks::read(remarks.as_deref())?;
        let unchanged = matches!(
            operation,
            Operation::Unchanged
                | Operation::AlreadyProcessed
                | Operation::Rejected
                | Operation::DeclaredDistinct
                | Operation::DistinctUndone
        );
        let changes = if unchanged || row.get::<_, Option<bool>>(13)? != Some(true) {
            Vec::new()
        } else {
            let old = before.map(|before| self.values(before)).transpose()?.unwrap_or_default();
            let received = matches!(operation, Operation::Stale | Operation::Duplicate);
            changes(&old, &self.values(number)?, received && applied_to.is_some())
        };
        let resolution: Option<i64> = row.get(12)?;
        // A modification decided anew is still that line of that delivery.
        let (line, delivery) = match row.get::<_, Option<i64>>(14)? {
            Some(origin) if matches!(operation, Operation::ReDecided | Operation::Duplicate) => self.origin(origin)?,
            _ => {
                let delivery: Option<i64> = row.get(10)?;
                let name: Option<String> = row.get(11)?;
                let delivery = delivery.zip(name).map(|(id, name)| DeliveryName { id, name });
                (row.get(1)?, delivery)
            }
        };
        Ok(Modification {
            id: number,
            line,
            customer: row.get(3)?,
            applied_to,
            modified_at: row.get(5)?,
            operation,
            others: remarks.others.into_iter().map(|(customer, reasons)| Other { customer, reasons }).collect(),
            reason: remarks.reason,
            notes: remarks.notes,
            changes,
            resolution: resolution.and_then(Resolution::from_number),
            integrated_at: row.get(8)?,
            delivery,
            by: row.get(9)?,
        })
    }

    fn origin(&self, version: i64) -> Result<(Option<u32>, Option<DeliveryName>), BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT v.line, d.id, d.name FROM version v JOIN operation o ON o.id = v.operation
             JOIN delivery d ON d.id = o.delivery WHERE v.number = ?",
        )?;
        let origin = statement
            .query_row(params![version], |row| {
                Ok((row.get(0)?, Some(DeliveryName { id: row.get(1)?, name: row.get(2)? })))
            })
            .optional()?;
        Ok(origin.unwrap_or_default())
    }
}

fn kinds(operations: &[Operation]) -> Vec<Value> {
    operations.iter().map(|operation| Value::Integer(operation.number())).collect()
}

/// A condition on the kind, written out: whoever plans the query sees which are wanted.
pub(super) fn narrowed(operations: &[Operation]) -> String {
    if operations.is_empty() {
        return String::new();
    }
    let kinds: Vec<String> = operations.iter().map(|operation| operation.number().to_string()).collect();
    format!(" AND v.kind IN ({})", kinds.join(", "))
}

/// A condition on the kind with a place for each.
fn among(kinds: &[Value]) -> String {
    if kinds.is_empty() {
        return String::new();
    }
    format!(" AND v.kind IN ({})", vec!["?"; kinds.len()].join(", "))
}
