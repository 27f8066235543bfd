//! Decides and applies one batch of lines of a delivery.
//!
//! Lines whose decision regards their own customer alone are decided at once. The others wait for a look-up and have
//! their turn in file order, over what the batch has already decided. Most find nobody, and their answer has said what
//! holds then; the few that find somebody are settled in waves: no line of a wave could see another one, and whoever
//! could waits for the next wave. So a batch of any size gives what its lines one by one would give. The next line of a
//! customer is asked about as if nobody were found for the one before, and again where somebody was. While the rules
//! settle a wave, what was decided before is appended to history.

mod asking;
mod verdict;
mod waves;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::thread;

use self::asking::{Asking, Portions};
use self::verdict::{Manner, Others, Question, Verdict};
use super::DeliveryError;
use super::keyring::{KeyChange, Keyring};
use super::known::{Known, PersonIndex};
use super::tally::Tally;
use crate::base::{Change, Delivered, NewRecord, NewVersion, Place, QueueItem, SEPARATOR, Stored, Text, values};
use crate::report::{Operation, Resolution};
use crate::rules::{self, Abreast, Line};

/// Lines from which on the disk is worth being begun with early: some megabytes.
const LONG: usize = 16_384;

/// What stays the same over the batches of one delivery.
pub(super) struct Delivering<'a, 'c> {
    pub(super) change: &'a Change<'c>,
    pub(super) operation: i64,
    pub(super) delivered: Delivered,
    /// Fields without a column.
    pub(super) absent: Vec<u32>,
    /// Customers with something withheld, what this delivery withheld included.
    pub(super) withheld: HashSet<String>,
    pub(super) tally: Tally,
}

impl<'c> Delivering<'_, 'c> {
    fn manner<'f>(&self, absent: &'f [u32]) -> Manner<'f>
    where
        'c: 'f,
    {
        Manner { fields: self.change.fields(), absent }
    }
}

/// What is left of a batch that was written: a hundred thousand small pieces, whose letting go takes its time.
pub(super) type Leftovers = (Vec<Line>, Known, Vec<Fate>);

/// What becomes of one line, until it is written.
#[derive(Debug, Default)]
pub(super) struct Fate {
    /// Until it is enacted: what was answered, as far as it holds.
    verdict: Option<Verdict>,
    is_enacted: bool,
    applied_to: Option<PersonIndex>,
    before: Option<i64>,
}

/// What is known about a line whose turn has not come.
#[derive(Debug, Default)]
enum Turn {
    /// It was not asked about, or what was answered holds no more.
    #[default]
    Unknown,
    /// It waits for a look-up; its fate holds where nobody is found.
    LookUp(KeyChange),
    /// Its fate holds if that of the line before it of the same customer does.
    Decided,
}

impl Turn {
    /// Those to be looked up.
    fn keys(&self) -> Option<&KeyChange> {
        if let Self::LookUp(keys) = self { Some(keys) } else { None }
    }
}

struct Batch<'b, 'a, 'c> {
    delivering: &'b mut Delivering<'a, 'c>,
    lines: Vec<Line>,
    /// Number of the identifier as sent, by line.
    sent: Vec<Option<PersonIndex>>,
    first_version: i64,
    known: Known,
    keyring: Keyring,
    fates: Vec<Fate>,
    /// The next line of the same customer, by line.
    next: Vec<Option<u32>>,
    /// The line before it of the same customer, of the lines that have one.
    previous: HashMap<u32, u32, foldhash::fast::RandomState>,
    /// By line.
    turns: Vec<Turn>,
    /// Lines whose customer's line before them was decided, not asked about yet.
    brought_on: Vec<usize>,
    /// What this batch withholds: whom it concerns and who stands in its way.
    queued: HashMap<i64, (PersonIndex, Others)>,
    superseded: Vec<i64>,
    /// Lines before this one are decided, all of them.
    decided: usize,
    /// Lines before this one are appended to history.
    appended: usize,
}

/// Decides and writes `lines`, whose versions are numbered from `first_version` on.
pub(super) fn decide(
    delivering: &mut Delivering<'_, '_>,
    session: &mut Abreast,
    lines: Vec<Line>,
    first_version: i64,
) -> Result<Leftovers, DeliveryError> {
    let withheld = &delivering.withheld;
    let named = lines.iter().map(|line| line.customer.as_deref());
    let (known, sent) = Known::load(delivering.change, named, |id| withheld.contains(id))?;
    let mut batch = Batch {
        sent,
        first_version,
        known,
        keyring: Keyring::new(delivering.change)?,
        fates: lines.iter().map(|_| Fate::default()).collect(),
        next: vec![None; lines.len()],
        previous: HashMap::default(),
        turns: lines.iter().map(|_| Turn::Unknown).collect(),
        brought_on: Vec::new(),
        delivering,
        lines,
        queued: HashMap::new(),
        superseded: Vec::new(),
        decided: 0,
        appended: 0,
    };
    let first = batch.first_of_each();
    batch.decide_alone(session, first)?;
    let sought = batch.turns.iter().filter_map(Turn::keys).flat_map(KeyChange::sought).collect();
    batch.keyring.load(batch.delivering.change, &mut batch.known, sought)?;
    batch.known.load_met(batch.delivering.change)?;
    batch.settle_in_order(session)?;
    session.forget()?;
    batch.write()
}

impl Batch<'_, '_, '_> {
    fn place(&self, index: usize) -> Place {
        self.delivering.delivered.place(self.lines[index].number)
    }

    /// The identifier as sent, and whom it leads to, of a line that can be decided.
    fn who(&self, index: usize) -> (PersonIndex, PersonIndex) {
        let sent = self.sent[index].expect("a line with a subject has an identifier");
        (sent, self.known.target(sent))
    }

    /// Asks about a line as its customer is after the one before it: as that one was answered, where it is not enacted.
    fn question(&mut self, index: usize) -> Result<Question, DeliveryError> {
        let (sent, target) = self.who(index);
        let (modified_at, _) = self.subject(index);
        let change = self.delivering.change;
        let mut prior = self.known.prior(change, sent, modified_at)?;
        let mut ahead = None;
        for line in self.ahead_of(index) {
            let Some(verdict) = &self.fates[line].verdict else { break };
            let (date, digest) = self.subject(line);
            let same = self.who(line).0 == sent && date == modified_at;
            if same && verdict.kind != Operation::Rejected && !prior.contains(&digest) {
                prior.push(digest);
            }
            if ahead.is_none() && verdict.is_applied() {
                ahead = verdict.record.clone().map(|record| self.stored(line, record));
            }
        }
        let person = self.known.person(target);
        let (id, now) = (Arc::clone(&person.id), person.current.clone());
        // A line of this file before it is no later source.
        let same_date = ahead.is_none() && now.as_ref().is_some_and(|now| now.modified_at == modified_at);
        let later_source = if same_date {
            let place = self.place(index);
            self.known.place(change, target)? > Some(&place)
        } else {
            false
        };
        Ok(Question { number: self.lines[index].number, id, current: ahead.or(now), prior, later_source })
    }

    /// A line's record as the customer's version in force.
    fn stored(&self, index: usize, record: Text) -> Stored {
        let (modified_at, _) = self.subject(index);
        let list = self.delivering.change.fields().current();
        Stored { number: self.first_version + index as i64, modified_at, list, record }
    }

    fn subject(&self, index: usize) -> (i64, u64) {
        let subject = self.lines[index].subject.as_ref().expect("only lines with a subject are asked");
        (subject.modified_at, subject.digest)
    }

    /// The first line of every customer; rejects those that the rules can't decide.
    fn first_of_each(&mut self) -> Vec<usize> {
        let mut last: HashMap<PersonIndex, usize, foldhash::fast::RandomState> = HashMap::default();
        last.reserve(self.lines.len());
        let mut first = Vec::with_capacity(self.lines.len());
        for index in 0..self.lines.len() {
            if let Err(reason) = &self.lines[index].subject {
                let verdict = Some(Verdict::rejected(reason.clone()));
                self.fates[index] = Fate { verdict, is_enacted: true, ..Fate::default() };
                self.delivering.tally.count(Operation::Rejected, &[]);
                continue;
            }
            match last.insert(self.who(index).1, index) {
                Some(before) => {
                    self.next[before] = Some(index as u32);
                    self.previous.insert(index as u32, before as u32);
                }
                None => first.push(index),
            }
        }
        first
    }

    /// Decides lines of different customers, and those that follow them, as far as each regards its own customer alone;
    /// the others then wait for a look-up, and those after them are asked about as if nobody were found.
    fn decide_alone(&mut self, session: &mut Abreast, mut lines: Vec<usize>) -> Result<(), DeliveryError> {
        let absent = self.delivering.absent.clone();
        let manner = self.delivering.manner(&absent);
        while !lines.is_empty() {
            let mut asking = Asking { batch: self, lines: Portions::of(&lines), following: Vec::new() };
            session.flow(&mut asking, |question| question.number, |session, asked| manner.decide(session, asked))?;
            lines = asking.following;
        }
        Ok(())
    }

    /// Lays a verdict over what is known; it is written with the batch.
    fn enact(&mut self, index: usize, mut verdict: Verdict, keys: Option<&KeyChange>) -> Result<(), DeliveryError> {
        let (sent, target) = self.who(index);
        let (modified_at, digest) = self.subject(index);
        self.delivering.tally.count(verdict.kind, &verdict.notes);
        let before = self.known.person(target).current.as_ref().map(|current| current.number);
        if let Some(record) = verdict.record.as_ref().filter(|_| verdict.is_applied()) {
            if let Some(keys) = keys {
                self.keyring.exchange(self.delivering.change, &mut self.known, target, keys)?;
            }
            let place = self.place(index);
            self.supersede(target, modified_at, &place);
            let stored = self.stored(index, record.clone());
            self.known.put_in_force(target, stored, place);
        } else if verdict.kind == Operation::Duplicate {
            self.withhold(index, target, modified_at, std::mem::take(&mut verdict.others));
        }
        if verdict.kind != Operation::Rejected {
            self.known.decided(sent, modified_at, digest);
        }
        let applied_to = (sent != target).then_some(target);
        self.fates[index] = Fate { verdict: Some(verdict), is_enacted: true, applied_to, before };
        Ok(())
    }

    /// Withheld modifications that the one applied now is later than leave the queue.
    fn supersede(&mut self, target: PersonIndex, modified_at: i64, place: &Place) {
        let superseded = &mut self.superseded;
        self.known.person_mut(target).withheld.retain(|item| {
            let later = item.order() > (modified_at, place);
            if !later {
                superseded.push(item.version);
            }
            later
        });
    }

    /// Puts a line in the queue; of two of one customer the newer stays if it carries at least the same columns.
    fn withhold(&mut self, index: usize, target: PersonIndex, modified_at: i64, others: Others) {
        let version = self.first_version + index as i64;
        let absent = self.delivering.absent.clone();
        let place = self.place(index);
        let person = self.known.person_mut(target);
        let item = QueueItem { version, customer: person.id.to_string(), modified_at, place, absent };
        person.withheld.push(item);
        self.superseded.extend(super::queue::supersede_older(&mut person.withheld));
        self.queued.insert(version, (target, others));
    }

    /// Appends at most so many of the lines that are decided to history.
    fn append(&mut self, most: usize) -> Result<(), DeliveryError> {
        let range = self.appended..self.decided.min(self.appended.saturating_add(most));
        if range.is_empty() {
            return Ok(());
        }
        let Self { delivering, lines, sent, known, fates, .. } = self;
        let first_version = self.first_version + range.start as i64;
        let previous: Vec<_> = (first_version..)
            .zip(&sent[range.clone()])
            .map(|(number, sent)| {
                sent.and_then(|sent| {
                    let person = known.person_mut(sent);
                    person.touched = true;
                    person.head.replace(number)
                })
            })
            .collect();
        let lines = lines[range.clone()].iter().zip(&fates[range.clone()]).zip(previous);
        let versions = lines.map(|((line, fate), previous)| {
            let verdict = fate.verdict.as_ref().expect("every line of the range was decided");
            NewVersion {
                operation: delivering.operation,
                line: Some(line.number),
                kind: verdict.kind,
                customer: line.customer.as_deref(),
                applied_to: fate.applied_to.map(|target| &*known.person(target).id),
                modified_at: line.subject.as_ref().ok().map(|subject| subject.modified_at),
                digest: line.subject.as_ref().ok().map(|subject| subject.digest),
                previous,
                before: fate.before,
                origin: None,
                record: verdict.record.as_deref().map(NewRecord::Written),
                remarks: verdict.remarks.as_deref(),
                bytes: Some((line.offset, line.length)),
            }
        });
        delivering.change.append(first_version, versions)?;
        self.appended = range.end;
        Ok(())
    }

    fn write(mut self) -> Result<Leftovers, DeliveryError> {
        let long = self.lines.len() >= LONG;
        let change = self.delivering.change;
        let (keyring, ids) = (std::mem::take(&mut self.keyring), self.known.packed_ids());
        let moved = thread::scope(|scope| {
            let moved = move || keyring.moved(&ids);
            let (here, beside) = if long { (None, Some(scope.spawn(moved))) } else { (Some(moved()), None) };
            self.append(usize::MAX)?;
            if long {
                change.write_out()?;
            }
            self.known.write(change)?;
            let beside = beside.map(|beside| beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            Ok::<_, DeliveryError>(here.or(beside).unwrap_or_default())
        })?;
        if long {
            change.write_out()?;
        }
        moved.write(change)?;
        let Self { delivering, lines, known, fates, mut queued, superseded, .. } = self;
        let operation = delivering.operation;
        for version in superseded {
            queued.remove(&version);
            change.resolve(version, Resolution::Superseded, operation)?;
        }
        let mut queued: Vec<_> = queued.into_iter().collect();
        queued.sort_unstable_by_key(|(version, _)| *version);
        for (version, (target, others)) in queued {
            let customer = &*known.person(target).id;
            change.withhold(version, customer, version, &others)?;
            if !delivering.withheld.contains(customer) {
                delivering.withheld.insert(customer.to_owned());
            }
        }
        Ok((lines, known, fates))
    }
}

/// The row after changes.
pub(crate) fn changed(row: &str, changes: &[rules::Change]) -> String {
    let more = changes.iter().map(|change| change.value.len()).sum::<usize>();
    let mut after = String::with_capacity(row.len() + more);
    for (field, value) in (0..).zip(values(row)) {
        if field > 0 {
            after.push(SEPARATOR);
        }
        // Of two changes of one field the later counts.
        let change = changes.iter().rev().find(|change| change.field == field);
        after.push_str(change.map_or(value, |change| &change.value));
    }
    after
}
