//! Taking a person out of the base: what history says of it, every pointer, key and word that leads to it.
//!
//! Delivered lines stay counted, as versions of nobody: a report still adds up, and line N of a delivery is still
//! found. Deleted content is overwritten as it is deleted; [`super::Base::scrub`] then leaves no copy on a page or in the log.

use rusqlite::{OptionalExtension as _, params};

use super::change::Change;
use super::traces::{KeptRecord, Trace};
use super::written::{NewVersion, Remarks};
use super::{BaseError, MOST_HOLDERS, parse, to_json};
use crate::report::Operation;
use crate::rules::Reason;

/// Why a line is nobody's, or is rejected: its person was erased.
pub(crate) const ERASED: &str = "host.erased";
/// Said of a line that met a person who was erased later.
const OTHER_ERASED: &str = "host.other-erased";

impl Change<'_> {
    /// Takes a person out; answers the records of kept files that are its own.
    ///
    /// `unidentified` are rejected versions without an identifier that were found to be the person's.
    pub(crate) fn erase(
        &self,
        ids: &[String],
        traces: &[Trace],
        unidentified: &[i64],
        operation: i64,
    ) -> Result<Vec<KeptRecord>, BaseError> {
        let mut records = Vec::new();
        for trace in traces {
            if !trace.own && self.is_in_force_elsewhere(trace.version)? {
                self.prepared("UPDATE version SET applied_to = NULL WHERE number = ?")?.execute([trace.version])?;
                continue;
            }
            records.extend(self.record_of(trace.version)?);
            self.make_nobodys(trace)?;
        }
        for version in unidentified {
            records.extend(self.record_of(*version)?);
            self.make_nobodys(&Trace { version: *version, own: true })?;
        }
        self.forget_elsewhere(ids)?;
        let person = to_json(&ids);
        for sql in [
            "DELETE FROM customer WHERE id IN (SELECT value FROM json_each(?1))",
            "DELETE FROM alias WHERE id IN (SELECT value FROM json_each(?1))
               OR customer IN (SELECT value FROM json_each(?1))",
            "DELETE FROM search WHERE customer IN (SELECT value FROM json_each(?1))",
            "DELETE FROM withheld WHERE customer IN (SELECT value FROM json_each(?1))",
            "DELETE FROM distinct_pair WHERE a IN (SELECT value FROM json_each(?1))
               OR b IN (SELECT value FROM json_each(?1))",
            "DELETE FROM found_pair WHERE a IN (SELECT value FROM json_each(?1))
               OR b IN (SELECT value FROM json_each(?1))",
            "DELETE FROM obstacle WHERE version NOT IN (SELECT version FROM withheld)",
            // An obstacle that nobody holds is looked at again by the next re-examination.
            "UPDATE OR REPLACE obstacle SET customer = '' WHERE customer IN (SELECT value FROM json_each(?1))",
        ] {
            let mut statement = self.prepared(sql)?;
            if statement.parameter_count() == 0 {
                statement.execute([])?
            } else {
                statement.execute([&person])?
            };
        }
        self.take_keys(&person)?;
        let number = self.next_version()?;
        self.append(
            number,
            std::iter::once(NewVersion {
                operation,
                line: None,
                kind: Operation::Erased,
                customer: None,
                applied_to: None,
                modified_at: None,
                digest: None,
                previous: None,
                before: None,
                origin: None,
                record: None,
                remarks: None,
                bytes: None,
            }),
        )?;
        Ok(records)
    }

    /// Remembers that identifiers were erased, and that files and copies are still to be dealt with.
    pub(crate) fn remember_erased(&self, hashes: &[[u8; 32]], key_check: &[u8]) -> Result<(), BaseError> {
        let mut statement = self.prepared("INSERT OR IGNORE INTO erased(hash) VALUES (?)")?;
        for hash in hashes {
            statement.execute([hash.as_slice()])?;
        }
        self.prepared("UPDATE erasure SET pending = 1, key_check = ?")?.execute([key_check])?;
        Ok(())
    }

    /// Records that are to be blanked once this transaction is durable.
    pub(crate) fn blank_later<'r>(&self, records: impl Iterator<Item = &'r KeptRecord>) -> Result<(), BaseError> {
        let mut statement =
            self.prepared("INSERT OR REPLACE INTO blanked(sha256, offset, length, done) VALUES (?, ?, ?, 0)")?;
        for record in records {
            statement.execute(params![record.sha256, record.offset as i64, record.length])?;
        }
        Ok(())
    }

    /// Takes every key away from the person; `person` is a JSON array of its identifiers.
    fn take_keys(&self, person: &str) -> Result<(), BaseError> {
        let sql = "DELETE FROM key WHERE customer IN (SELECT value FROM json_each(?)) RETURNING key";
        let mut statement = self.prepared(sql)?;
        let keys = statement.query_map([person], |row| Ok(row.get::<_, i64>(0)? as u64))?;
        for key in keys.collect::<Result<Vec<_>, _>>()? {
            self.mark_common(key, self.count_holders(key)? > MOST_HOLDERS)?;
        }
        Ok(())
    }

    fn is_in_force_elsewhere(&self, version: i64) -> Result<bool, BaseError> {
        let mut statement = self.prepared(
            "SELECT EXISTS (SELECT 1 FROM version v JOIN customer c ON c.id = v.customer
             WHERE v.number = ?1 AND c.in_force = ?1)",
        )?;
        Ok(statement.query_row([version], |row| row.get(0))?)
    }

    /// Where a version's bytes are kept.
    fn record_of(&self, version: i64) -> Result<Option<KeptRecord>, BaseError> {
        let mut statement = self.prepared(
            "SELECT d.sha256, v.offset, v.length FROM version v JOIN operation o ON o.id = v.operation
             JOIN delivery d ON d.id = o.delivery WHERE v.number = ? AND v.length IS NOT NULL",
        )?;
        let record = statement.query_row([version], |row| {
            Ok(KeptRecord { sha256: row.get(0)?, offset: row.get::<_, i64>(1)? as u64, length: row.get(2)? })
        });
        Ok(record.optional()?)
    }

    /// Leaves of a version that something happened, in its place of its delivery, and nothing of whom and what.
    fn make_nobodys(&self, trace: &Trace) -> Result<(), BaseError> {
        let version = trace.version;
        let kind: i64 =
            self.prepared("SELECT kind FROM version WHERE number = ?")?.query_row([version], |row| row.get(0))?;
        let erased = Reason { code: ERASED.into(), arguments: Vec::new() };
        let remarks = if kind == Operation::Rejected.number() {
            Remarks { reason: Some(erased), ..Remarks::default() }
        } else {
            Remarks { notes: vec![erased], ..Remarks::default() }
        };
        self.prepared(
            "UPDATE version SET applied_to = NULL, before = NULL, origin = NULL, record = NULL, remarks = ? WHERE number = ?",
        )?
        .execute(params![remarks.json(), version])?;
        if trace.own {
            self.prepared(
                "UPDATE version SET customer = NULL, modified_at = NULL, digest = NULL, previous = NULL WHERE number = ?",
            )?
            .execute([version])?;
        }
        self.prepared("DELETE FROM withheld WHERE version = ?")?.execute([version])?;
        self.prepared("DELETE FROM obstacle WHERE version = ?")?.execute([version])?;
        Ok(())
    }

    /// Takes the person's identifiers out of what is said about others.
    fn forget_elsewhere(&self, ids: &[String]) -> Result<(), BaseError> {
        for id in ids {
            let quoted = to_json(id);
            for (number, remarks) in self.naming(
                "SELECT number, remarks FROM version WHERE remarks IS NOT NULL AND instr(remarks, ?)",
                &quoted,
            )? {
                let mut remarks: Remarks = parse(&remarks, "a version's remarks")?;
                let met = remarks.others.len();
                remarks.others.retain(|(other, _)| other != id);
                if remarks.others.len() < met {
                    remarks.notes.push(Reason { code: OTHER_ERASED.into(), arguments: Vec::new() });
                }
                let reasons = remarks.others.iter_mut().flat_map(|(_, reasons)| reasons);
                for reason in reasons.chain(&mut remarks.notes).chain(&mut remarks.reason) {
                    forget(reason, id);
                }
                self.prepared("UPDATE version SET remarks = ? WHERE number = ?")?
                    .execute(params![remarks.json(), number])?;
            }
            for (version, others) in
                self.naming("SELECT version, others FROM withheld WHERE instr(others, ?)", &quoted)?
            {
                let mut others: Vec<(String, Vec<Reason>)> = parse(&others, "whoever stands in the way")?;
                others.retain(|(other, _)| other != id);
                others.iter_mut().flat_map(|(_, reasons)| reasons).for_each(|reason| forget(reason, id));
                self.prepared("UPDATE withheld SET others = ? WHERE version = ?")?
                    .execute(params![to_json(&others), version])?;
            }
            // The text of a component that misbehaved may quote whom it was asked about.
            for (delivery, reason) in
                self.naming("SELECT id, reason FROM delivery WHERE reason IS NOT NULL AND instr(reason, ?)", id)?
            {
                let mut reason: Reason = parse(&reason, "a delivery's reason")?;
                reason.arguments.clear();
                self.prepared("UPDATE delivery SET reason = ? WHERE id = ?")?
                    .execute(params![to_json(&reason), delivery])?;
            }
        }
        Ok(())
    }

    fn naming(&self, sql: &str, text: &str) -> Result<Vec<(i64, String)>, BaseError> {
        let mut statement = self.prepared(sql)?;
        let found = statement.query_map([text], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

/// Takes an identifier out of the arguments of a sentence.
fn forget(reason: &mut Reason, id: &str) {
    for argument in &mut reason.arguments {
        if argument.value == id {
            argument.value = "?".into();
        }
    }
}
