//! Taking a person out of the base: what history says of it, every pointer, key and word that leads to it.
//!
//! Delivered lines stay counted, as versions of nobody: a report still adds up, and line N of a delivery is still
//! found. Deleted content is overwritten as it is deleted; [`super::Base::scrub`] then leaves no copy on a page or in the log.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, params};

use super::change::Change;
use super::record::FORGOTTEN;
use super::traces::{KeptRecord, Trace};
use super::written::{NewVersion, Remarks};
use super::{BaseError, parse, to_json};
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
            if trace.own {
                records.extend(self.record_of(trace.version)?);
                self.make_nobodys(trace.version)?;
            } else {
                self.make_anothers(trace.version)?;
            }
        }
        for version in unidentified {
            records.extend(self.record_of(*version)?);
            self.make_nobodys(*version)?;
        }
        let mixed = self.forget_mixed(ids)?;
        self.relink(traces.iter().map(|trace| trace.version))?;
        if mixed > 0 || traces.iter().any(|trace| !trace.own) {
            // Others may be found by the person's name.
            self.search_anew()?;
        }
        self.forget_elsewhere(ids)?;
        let person = to_json(&ids);
        for (table, column) in [
            ("moved_customer", "id"),
            ("settled_customer", "id"),
            ("alias", "id"),
            ("alias", "customer"),
            ("merge", "kept"),
            ("merge", "absorbed"),
            ("search", "customer"),
            ("withheld", "customer"),
            ("distinct_pair", "a"),
            ("distinct_pair", "b"),
            ("undone_distinct_pair", "a"),
            ("undone_distinct_pair", "b"),
            ("found_pair", "a"),
            ("found_pair", "b"),
        ] {
            let sql = format!("DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))");
            self.prepared(&sql)?.execute([&person])?;
        }
        self.prepared("DELETE FROM obstacle WHERE version NOT IN (SELECT version FROM withheld)")?.execute([])?;
        // An obstacle that nobody holds is looked at again by the next re-examination.
        self.prepared(
            "UPDATE OR REPLACE obstacle SET customer = '' WHERE customer IN (SELECT value FROM json_each(?))",
        )?
        .execute([&person])?;
        self.take_all_keys(&person)?;
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
    fn make_nobodys(&self, version: i64) -> Result<(), BaseError> {
        let kind: i64 =
            self.prepared("SELECT kind FROM version WHERE number = ?")?.query_row([version], |row| row.get(0))?;
        let erased = Reason { code: ERASED.into(), arguments: Vec::new() };
        let remarks = if kind == Operation::Rejected.number() {
            Remarks { reason: Some(erased), ..Remarks::default() }
        } else {
            Remarks { notes: vec![erased], ..Remarks::default() }
        };
        self.prepared(
            "UPDATE version SET customer = NULL, applied_to = NULL, modified_at = NULL, digest = NULL, previous = NULL,
               origin = NULL, record = NULL, remarks = ? WHERE number = ?",
        )?
        .execute(params![remarks.json(), version])?;
        self.prepared("DELETE FROM withheld WHERE version = ?")?.execute([version])?;
        self.prepared("DELETE FROM obstacle WHERE version = ?")?.execute([version])?;
        Ok(())
    }

    /// A version sent for another customer that concerned the person while the two were merged: what was received is
    /// the other's own; what became of the record is not kept, and was nobody's.
    fn make_anothers(&self, version: i64) -> Result<(), BaseError> {
        let sql = format!(
            "UPDATE version SET applied_to = CASE WHEN record IS NULL OR kind NOT IN ({states}) THEN NULL ELSE '' END,
               record = CASE WHEN record IS NULL OR kind NOT IN ({states}) THEN record ELSE '{FORGOTTEN}' END
             WHERE number = ?",
            states = states()
        );
        self.prepared(&sql)?.execute([version])?;
        Ok(())
    }

    /// Forgets what others were while they were one customer with the person, in merges undone since; answers how much.
    fn forget_mixed(&self, ids: &[String]) -> Result<usize, BaseError> {
        let mut forgotten = 0;
        let sql = format!(
            "UPDATE version SET record = '{FORGOTTEN}' WHERE number >= ? AND number < ? AND kind IN ({})
               AND record IS NOT NULL AND coalesce(applied_to, customer) = ?",
            states()
        );
        for stretch in self.mixed(ids)? {
            forgotten += self.prepared(&sql)?.execute(params![stretch.from, stretch.until, stretch.customer])?;
        }
        Ok(forgotten)
    }

    /// Stretches of history in which others were one customer with the person.
    fn mixed(&self, ids: &[String]) -> Result<Vec<Stretch>, BaseError> {
        let mut statement =
            self.prepared("SELECT kept, absorbed, version, undone FROM merge WHERE undone IS NOT NULL ORDER BY id")?;
        let mut merges = Vec::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let until = self.first_version_of(row.get(3)?)?;
            merges.push((Stretch { customer: row.get(0)?, from: row.get(2)?, until }, row.get::<_, String>(1)?));
        }
        let always = |id: &String| Stretch { customer: id.clone(), from: 0, until: i64::MAX };
        let mut mixed: Vec<Stretch> = ids.iter().map(always).collect();
        // Whoever was merged with somebody mixed was mixed too.
        loop {
            let reached = |(survivor, absorbed): &&(Stretch, String)| {
                !mixed.contains(survivor)
                    && mixed.iter().any(|one| {
                        (one.customer == *absorbed || one.customer == survivor.customer)
                            && one.from < survivor.until
                            && survivor.from < one.until
                    })
            };
            let Some((survivor, _)) = merges.iter().find(reached) else { break };
            mixed.push(survivor.clone());
        }
        mixed.retain(|stretch| !ids.contains(&stretch.customer));
        Ok(mixed)
    }

    /// What stood upon a version that is the person's, or nobody's now, stands upon what that one stood upon.
    fn relink(&self, versions: impl Iterator<Item = i64>) -> Result<(), BaseError> {
        let mut before_of = BTreeMap::new();
        for version in versions {
            let mut statement =
                self.prepared("SELECT before, record IS NULL AND customer IS NOT NULL FROM version WHERE number = ?")?;
            let (before, is_end): (Option<i64>, bool) =
                statement.query_row([version], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if !is_end {
                before_of.insert(version, before);
            }
        }
        let gone = to_json(&before_of.keys().collect::<Vec<_>>());
        let standing = self
            .prepared("SELECT number, before FROM version WHERE before IN (SELECT value FROM json_each(?))")?
            .query_map([&gone], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<Vec<(i64, i64)>, _>>()?;
        for (version, before) in standing {
            let mut next = Some(before);
            while let Some(further) = next.and_then(|before| before_of.get(&before)) {
                next = *further;
            }
            // Nobody's stands upon nothing.
            let next = next.filter(|_| !before_of.contains_key(&version));
            self.prepared("UPDATE version SET before = ? WHERE number = ?")?.execute(params![next, version])?;
        }
        for version in before_of.keys() {
            self.prepared("UPDATE version SET before = NULL WHERE number = ? AND customer IS NULL")?
                .execute([version])?;
        }
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

/// A customer in a stretch of history.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stretch {
    customer: String,
    /// The first version of it.
    from: i64,
    /// The first version after it.
    until: i64,
}

/// The kinds of version that say what a customer is from then on.
fn states() -> String {
    let states = Operation::CHANGING.into_iter().chain([Operation::Unchanged]);
    states.map(|operation| operation.number().to_string()).collect::<Vec<_>>().join(", ")
}

/// Takes an identifier out of the arguments of a sentence.
fn forget(reason: &mut Reason, id: &str) {
    for argument in &mut reason.arguments {
        if argument.value == id {
            argument.value = "?".into();
        }
    }
}
