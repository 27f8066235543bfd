//! What happened since a merge, done again without it: each modification goes back to the identifier it was sent for.

use std::io::{Read as _, Seek as _, SeekFrom};

use super::{PeopleError, in_force};
use crate::base::{BaseError, Change, Event, Identity, Merged, NewRecord, NewVersion, Received, Remarks};
use crate::kept::Kept;
use crate::report::merging::NotSplit;
use crate::report::{Operation, Resolution, Timestamp};
use crate::retrieval::applied::{self, Applied, Origin};
use crate::retrieval::queue::supersede_older;
use crate::retrieval::reexamination::{self, Decided};
use crate::retrieval::{DeliveryError, changed};
use crate::rules::{self, Answer, Ask, Context, Outcome, Purpose, SEPARATOR};
use crate::store::ActiveRules;

/// Who was who before the merge, and all that was ever sent or done for either.
pub(super) struct Sides {
    merge: i64,
    kept: String,
    absorbed: String,
    /// The absorbed customer's identifiers.
    theirs: Vec<String>,
    events: Vec<Event>,
}

impl Sides {
    /// `followers`: the identifiers that lead to the absorbed customer again.
    pub(super) fn of(change: &Change<'_>, merged: &Merged, followers: Vec<String>) -> Result<Self, BaseError> {
        let mut theirs = followers;
        theirs.push(merged.absorbed.clone());
        let mut ids = change.aliases_of(&merged.kept)?;
        ids.push(merged.kept.clone());
        ids.extend(theirs.iter().cloned());
        ids.sort_unstable();
        ids.dedup();
        let events = change.events_of(&ids)?;
        let (kept, absorbed) = (merged.kept.clone(), merged.absorbed.clone());
        Ok(Self { merge: merged.operation, kept, absorbed, theirs, events })
    }

    /// Whose it is without the merge.
    fn side(&self, sent: &str) -> &str {
        if self.theirs.iter().any(|id| id == sent) { &self.absorbed } else { &self.kept }
    }
}

/// Does what happened since a merge again.
pub(super) struct Replay<'a, 'c> {
    change: &'a Change<'c>,
    rules: &'a ActiveRules,
    files: &'a Kept,
    now: Timestamp,
    operation: i64,
    sides: Sides,
    /// How many of the events were before the merge.
    before: usize,
    not_split: Vec<NotSplit>,
}

impl<'a, 'c> Replay<'a, 'c> {
    pub(super) fn new(
        change: &'a Change<'c>,
        rules: &'a ActiveRules,
        files: &'a Kept,
        now: Timestamp,
        operation: i64,
        sides: Sides,
    ) -> Result<Self, PeopleError> {
        let before = sides.events.partition_point(|event| event.operation < sides.merge);
        Ok(Self { change, rules, files, now, operation, sides, before, not_split: Vec::new() })
    }

    /// Empties both customers' queue, so that what is put back is what was there.
    pub(super) fn clear_queue(&self) -> Result<(), PeopleError> {
        for id in [&self.sides.kept, &self.sides.absorbed] {
            for item in self.change.withheld_of(id)? {
                self.change.unqueue(item.version)?;
            }
        }
        Ok(())
    }

    /// Puts back what was withheld when the two were merged.
    pub(super) fn queue_as_it_was(&self) -> Result<(), PeopleError> {
        for event in self.sides.events[..self.before].iter().filter(|event| event.kind == Operation::Duplicate) {
            let left_since = match event.resolution {
                None | Some((Resolution::OptOutApplied, _)) => true,
                Some((_, operation)) => operation >= self.sides.merge,
            };
            if left_since {
                self.change.requeue(event.version, self.sides.side(&event.sent))?;
            }
        }
        for id in [&self.sides.kept, &self.sides.absorbed] {
            self.supersede(id)?;
        }
        Ok(())
    }

    /// Does everything again, retrieval by retrieval; answers what could not be told to be one's or the other's.
    pub(super) fn run(mut self) -> Result<Vec<NotSplit>, PeopleError> {
        let mut retrieval = None;
        for index in self.before..self.sides.events.len() {
            let event = &self.sides.events[index];
            if event.retrieval.is_some() && event.retrieval != retrieval {
                self.examine()?;
                retrieval = event.retrieval;
            }
            self.event(index)?;
        }
        self.examine()?;
        Ok(self.not_split)
    }

    /// As after each retrieval, of these two alone: nobody else is to meet them as they were meanwhile.
    fn examine(&self) -> Result<(), PeopleError> {
        let own = [self.sides.kept.as_str(), self.sides.absorbed.as_str()];
        Ok(reexamination::passes_of(self.change, self.rules, self.now, self.operation, &own)?)
    }

    fn event(&mut self, index: usize) -> Result<(), PeopleError> {
        let event = &self.sides.events[index];
        if self.is_forgotten(event)? {
            return self.leave(index, "host.not-split-forgotten");
        }
        match event.kind {
            // Of an undone merge, the line itself is done again.
            Operation::Duplicate if event.origin.is_some() => {
                Ok(self.change.resolve(event.version, Resolution::Superseded, self.operation)?)
            }
            Operation::Stale | Operation::Duplicate => {
                let received = self.change.received(event.version)?;
                self.line(index, &received)
            }
            Operation::Created | Operation::Corrected | Operation::Unchanged => match self.received(event)? {
                Some(received) => self.line(index, &received),
                None => self.leave(index, "host.not-split-file-gone"),
            },
            Operation::Added | Operation::Edited | Operation::Reverted => {
                if self.act(index)? {
                    self.leave(index, "host.not-split-person")
                } else {
                    Ok(())
                }
            }
            Operation::OptOutApplied => self.act(index).map(drop),
            Operation::DeclaredDistinct | Operation::DistinctUndone => self.leave(index, "host.not-split-distinct"),
            Operation::AlreadyProcessed
            | Operation::Rejected
            | Operation::Merged
            | Operation::Unmerged
            | Operation::ReDecided
            | Operation::Erased => Ok(()),
        }
    }

    /// Whether what it takes to do an event again was forgotten when its time was over.
    fn is_forgotten(&self, event: &Event) -> Result<bool, BaseError> {
        Ok(match event.kind {
            // Those are read from their files again.
            Operation::Created | Operation::Corrected | Operation::Unchanged => false,
            Operation::Stale | Operation::Duplicate => event.forgotten,
            Operation::Added | Operation::Edited | Operation::Reverted | Operation::OptOutApplied => {
                event.forgotten || event.before.map_or(Ok(false), |before| self.change.is_forgotten(before))?
            }
            _ => false,
        })
    }

    fn leave(&mut self, index: usize, reason: &'static str) -> Result<(), PeopleError> {
        self.not_split.push(NotSplit { entry: self.sides.events[index].version, reason });
        Ok(())
    }

    /// Decides a received line for whom it was sent.
    fn line(&mut self, index: usize, received: &Received) -> Result<(), PeopleError> {
        let (change, event) = (self.change, &self.sides.events[index]);
        let side = self.sides.side(&event.sent).to_owned();
        let kept = change.kept(event.version, &side)?;
        let place = change.place(event.version)?;
        // Only what it meets now decides what becomes of it.
        change.unqueue(event.version)?;
        let decided = reexamination::decide(change, self.rules, self.now, &kept, received, &place)?;
        if let Some(row) = decided.row() {
            let resolution = Some(Resolution::ReDecided);
            let origin = Origin { version: event.version, digest: Some(kept.digest), place: &place, resolution };
            applied::apply(
                change,
                &Applied {
                    operation: self.operation,
                    kind: Operation::ReDecided,
                    sent: &event.sent,
                    customer: &side,
                    modified_at: kept.modified_at,
                    origin: Some(origin),
                    current: decided.current.as_ref(),
                    row: &row,
                    remarks: Remarks { notes: decided.decision.notes, ..Remarks::default() },
                    keys: decided.keys.as_ref(),
                },
            )?;
            return Ok(());
        }
        match decided.decision.outcome {
            Outcome::Duplicate => self.withhold(index, &side, received, decided),
            Outcome::Rejected => self.leave(index, "host.not-split-rejected"),
            _ if event.kind == Operation::Duplicate => {
                Ok(change.resolve(event.version, Resolution::Superseded, self.operation)?)
            }
            _ => Ok(()),
        }
    }

    /// Puts a line in the queue; one that was not withheld when it came gets an entry that holds what was received.
    fn withhold(&mut self, index: usize, side: &str, received: &Received, decided: Decided) -> Result<(), PeopleError> {
        let (change, event) = (self.change, &self.sides.events[index]);
        let matches = decided.decision.matches.into_iter();
        let others: Vec<_> = matches.map(|other| (other.customer, other.reasons)).collect();
        let mut number = event.version;
        if event.kind != Operation::Duplicate {
            number = change.next_version()?;
            let identity = change.identity(&event.sent)?;
            let notes = decided.decision.notes;
            let remarks = Remarks { others: others.clone(), notes, ..Remarks::default() }.json();
            let version = NewVersion {
                operation: self.operation,
                line: None,
                kind: Operation::Duplicate,
                customer: Some(&event.sent),
                applied_to: (event.sent != side).then_some(side),
                modified_at: event.modified_at,
                digest: event.digest,
                previous: identity.map(|identity| identity.head),
                before: decided.current.as_ref().map(|current| current.number),
                origin: Some(event.version),
                record: Some(NewRecord::Values { row: &received.row, others: None, absent: &received.absent }),
                remarks: remarks.as_deref(),
                bytes: None,
            };
            change.append(number, std::iter::once(version))?;
            if let Some(identity) = identity {
                let pointer = Identity { head: number, ..identity };
                change.point(std::iter::once((event.sent.as_str(), pointer)))?;
            }
            change.remark_resolution(event.version, Resolution::ReDecided, self.operation)?;
        }
        let last = change.next_version()? - 1;
        change.withhold(number, side, last, &others)?;
        self.supersede(side)
    }

    fn supersede(&self, customer: &str) -> Result<(), PeopleError> {
        let mut items = self.change.withheld_of(customer)?;
        for version in supersede_older(&mut items) {
            self.change.resolve(version, Resolution::Superseded, self.operation)?;
        }
        Ok(())
    }

    /// Does what a person did again, on the customer whose identifier it names; answers whether that one is in the base.
    fn act(&mut self, index: usize) -> Result<bool, PeopleError> {
        let (change, event) = (self.change, &self.sides.events[index]);
        let side = self.sides.side(&event.sent).to_owned();
        let Some(current) = in_force(change, &side)? else {
            self.leave(index, "host.not-split-nobody")?;
            return Ok(false);
        };
        let after = change.in_force(event.version)?;
        let before = event.before.map(|before| change.in_force(before)).transpose()?;
        let before = before.as_ref().map_or("", |before| &*before.row).split(SEPARATOR).chain(std::iter::repeat(""));
        let changes: Vec<rules::Change> = (0..)
            .zip(after.row.split(SEPARATOR).zip(before))
            .filter(|(_, (after, before))| after != before)
            .map(|(field, (after, _))| rules::Change { field, value: after.to_owned() })
            .collect();
        let customer =
            rules::Customer { id: side.clone(), modified_at: current.modified_at, values: current.row.to_string() };
        let edited = self.rules.rules.edit(&self.rules.context(self.now), Some(&customer), &changes, None)?;
        let place = change.place(event.version)?;
        let origin = Origin { version: event.version, digest: None, place: &place, resolution: None };
        applied::apply(
            change,
            &Applied {
                operation: self.operation,
                kind: Operation::ReDecided,
                sent: &event.sent,
                customer: &side,
                modified_at: current.modified_at.max(after.modified_at),
                origin: Some(origin),
                current: Some(&current),
                row: &changed(&current.row, &edited.changes),
                remarks: Remarks::default(),
                keys: Some(&edited.keys),
            },
        )?;
        Ok(true)
    }

    /// What a line that was applied had received, read from its file again; none where the file is gone.
    ///
    /// History holds what became of the record, not what the line carried. Asked about a customer of a later date, the
    /// rules answer `stale` with all values as received.
    fn received(&self, event: &Event) -> Result<Option<Received>, PeopleError> {
        let Some(bytes) = self.change.bytes(event.version)? else { return Ok(None) };
        let mut file = match self.files.open(&bytes.sha256) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(DeliveryError::Kept(error).into()),
        };
        let mut read = |from: u64, length: u32| -> Result<Vec<u8>, DeliveryError> {
            let mut part = vec![0; length as usize];
            file.seek(SeekFrom::Start(from))?;
            file.read_exact(&mut part)?;
            Ok(part)
        };
        let parts = [read(0, bytes.header)?, read(bytes.offset, bytes.length)?];
        let context = Context {
            purpose: Purpose::Delivery,
            file_name: bytes.name,
            now: self.now,
            parameters: self.rules.parameters.clone(),
        };
        let mut session = self.rules.rules.open(context)?;
        let mut lines = Vec::new();
        for part in parts {
            lines.extend(session.read(&part)?.map_err(DeliveryError::Refused)?);
        }
        lines.extend(session.end()?.map_err(DeliveryError::Refused)?);
        let Some((line, subject)) = lines.first().and_then(|line| Some((line, line.subject.as_ref().ok()?))) else {
            return Ok(None);
        };
        let absent = session.layout()?.map(|layout| layout.absent_fields).unwrap_or_default();
        let fields = self.rules.rules.description().fields.len();
        let later = rules::Customer {
            id: event.sent.clone(),
            modified_at: subject.modified_at.saturating_add(1),
            values: SEPARATOR.to_string().repeat(fields.saturating_sub(1)),
        };
        let ask = Ask { number: line.number, current: Some(later), prior: Vec::new(), later_source: false };
        match session.decide(&[ask])?.pop() {
            Some(Answer::Decided(decision)) => Ok(decision.received.map(|row| Received { row, absent })),
            _ => Ok(None),
        }
    }
}
