//! Decides and applies one batch of lines of a delivery.
//!
//! Every line whose decision regards its own customer alone is decided in one call. The others, and those whose
//! customer recurs, follow in file order over what the batch has already decided: together as long as nobody among
//! them could see another. So a batch of any size gives what its lines one by one would give.

use std::collections::{HashMap, HashSet};

use super::DeliveryError;
use super::keyring::Keyring;
use super::known::{self, Known};
use super::tally::Tally;
use crate::base::{Change, InForce, NewRecord, NewVersion, Place, QueueItem, Remarks, SEPARATOR};
use crate::report::{Operation, Resolution};
use crate::rules::{self, Answer, Ask, Decision, Evidence, Found, Keys, Line, Outcome, Reason};

/// What stays the same over the batches of one delivery.
pub(super) struct Delivering<'a, 'c> {
    pub(super) change: &'a Change<'c>,
    pub(super) session: &'a mut rules::Delivery,
    pub(super) operation: i64,
    pub(super) first_load: bool,
    pub(super) name: &'a str,
    pub(super) nth: u32,
    /// Fields without a column.
    pub(super) absent: Vec<u32>,
    /// Customers with something withheld, what this delivery withheld included.
    pub(super) withheld: HashSet<String>,
    pub(super) has_distinct: bool,
    pub(super) tally: Tally,
}

/// What becomes of one line, until it is written.
#[derive(Debug, Default)]
struct Fate {
    kind: Option<Operation>,
    applied_to: Option<usize>,
    before: Option<i64>,
    row: Option<String>,
    /// Values of fields that the rules don't name; none for a record as received.
    others: Option<String>,
    remarks: Remarks,
}

/// Customers met, and on what grounds.
type Others = Vec<(String, Vec<Reason>)>;

struct Batch<'b, 'a, 'c> {
    delivering: &'b mut Delivering<'a, 'c>,
    lines: Vec<Line>,
    /// Index of the identifier as sent, by line.
    sent: Vec<Option<usize>>,
    first_version: i64,
    known: Known,
    keyring: Keyring,
    fates: Vec<Fate>,
    /// What this batch withholds: whom it concerns and who stands in its way.
    queued: HashMap<i64, (usize, Others)>,
    superseded: Vec<i64>,
}

/// Decides and writes `lines`, whose versions are numbered from `first_version` on.
pub(super) fn decide(
    delivering: &mut Delivering<'_, '_>,
    lines: Vec<Line>,
    first_version: i64,
) -> Result<(), DeliveryError> {
    let ids = lines.iter().filter_map(|line| line.customer.as_deref());
    let known = Known::load(delivering.change, ids, &delivering.withheld)?;
    let sent = lines.iter().map(|line| line.customer.as_deref().map(|id| known.index(id))).collect();
    let fates = lines.iter().map(|_| Fate::default()).collect();
    let mut batch = Batch {
        delivering,
        lines,
        sent,
        first_version,
        known,
        keyring: Keyring::default(),
        fates,
        queued: HashMap::new(),
        superseded: Vec::new(),
    };
    let mut waiting = batch.decide_first_of_each()?;
    let keys = waiting.values().flat_map(|keys| keys.taken.iter().chain(&keys.held).copied()).collect();
    batch.keyring.load(batch.delivering.change, keys)?;
    batch.decide_in_order(&mut waiting)?;
    batch.write()
}

impl Batch<'_, '_, '_> {
    fn place(&self, index: usize) -> Place {
        let line = self.lines[index].number;
        if self.delivering.first_load {
            Place::FirstLoad { line }
        } else {
            Place::Delivery { name: self.delivering.name.into(), nth: self.delivering.nth, line }
        }
    }

    /// The identifier as sent, and whom it leads to, of a line that can be decided.
    fn who(&self, index: usize) -> (usize, usize) {
        let sent = self.sent[index].expect("a line with a subject has an identifier");
        (sent, self.known.target(sent))
    }

    fn ask(&mut self, index: usize) -> Result<Ask, DeliveryError> {
        let (sent, target) = self.who(index);
        let (modified_at, _) = self.subject(index);
        let place = self.place(index);
        let change = self.delivering.change;
        Ok(Ask {
            number: self.lines[index].number,
            current: self.known.customer(target),
            prior: self.known.prior(change, sent, modified_at)?,
            later_source: self.known.is_later_source(change, target, modified_at, &place)?,
        })
    }

    fn subject(&self, index: usize) -> (i64, u64) {
        let subject = self.lines[index].subject.as_ref().expect("only lines with a subject are asked");
        (subject.modified_at, subject.digest)
    }

    /// Asks the first line of every customer; answers the lines that wait for a look-up.
    fn decide_first_of_each(&mut self) -> Result<HashMap<usize, Keys>, DeliveryError> {
        let mut seen = HashSet::new();
        let mut asked = Vec::new();
        let mut asks = Vec::new();
        for index in 0..self.lines.len() {
            match &self.lines[index].subject {
                Err(reason) => {
                    self.fates[index].kind = Some(Operation::Rejected);
                    self.fates[index].remarks.reason = Some(reason.clone());
                }
                Ok(_) => {
                    let (_, target) = self.who(index);
                    if seen.insert(target) {
                        asked.push(index);
                        asks.push(self.ask(index)?);
                    }
                }
            }
        }
        let answers = self.delivering.session.decide(&asks)?;
        let mut waiting = HashMap::new();
        for (index, answer) in asked.into_iter().zip(answers) {
            match answer {
                Answer::Decided(decision) => self.enact(index, decision, None),
                Answer::LookUp(keys) => {
                    waiting.insert(index, keys);
                }
            }
        }
        Ok(waiting)
    }

    /// Goes through the lines that are left in file order.
    fn decide_in_order(&mut self, waiting: &mut HashMap<usize, Keys>) -> Result<(), DeliveryError> {
        let mut run: Vec<(usize, Keys)> = Vec::new();
        let mut keys_in_run = HashSet::new();
        let mut customers_in_run = HashSet::new();
        for index in 0..self.lines.len() {
            if self.fates[index].kind.is_some() {
                continue;
            }
            let (_, target) = self.who(index);
            let keys = match waiting.remove(&index) {
                Some(keys) => keys,
                None => {
                    if customers_in_run.contains(&target) {
                        self.settle(&mut run, &mut keys_in_run, &mut customers_in_run)?;
                    }
                    let ask = self.ask(index)?;
                    match self.delivering.session.decide(std::slice::from_ref(&ask))?.pop() {
                        Some(Answer::LookUp(keys)) => keys,
                        Some(Answer::Decided(decision)) => {
                            self.enact(index, decision, None);
                            continue;
                        }
                        None => unreachable!("the engine checks that there is an answer an ask"),
                    }
                }
            };
            if keys.taken.iter().chain(&keys.held).any(|key| keys_in_run.contains(key)) {
                self.settle(&mut run, &mut keys_in_run, &mut customers_in_run)?;
            }
            keys_in_run.extend(keys.taken.iter().chain(&keys.held).copied());
            customers_in_run.insert(target);
            run.push((index, keys));
        }
        self.settle(&mut run, &mut keys_in_run, &mut customers_in_run)
    }

    /// Settles a run of lines that cannot see each other.
    fn settle(
        &mut self,
        run: &mut Vec<(usize, Keys)>,
        keys_in_run: &mut HashSet<u64>,
        customers_in_run: &mut HashSet<usize>,
    ) -> Result<(), DeliveryError> {
        if run.is_empty() {
            return Ok(());
        }
        let found = run
            .iter()
            .map(|(index, keys)| {
                let (_, target) = self.who(*index);
                let evidence = self.evidence(target, keys)?;
                Ok(Found { number: self.lines[*index].number, evidence })
            })
            .collect::<Result<Vec<_>, DeliveryError>>()?;
        let decisions = self.delivering.session.settle(&found)?;
        for ((index, keys), decision) in run.drain(..).zip(decisions) {
            self.enact(index, decision, Some(&keys));
        }
        keys_in_run.clear();
        customers_in_run.clear();
        Ok(())
    }

    fn evidence(&mut self, target: usize, keys: &Keys) -> Result<Evidence, DeliveryError> {
        let change = self.delivering.change;
        let id = &self.known.person(target).id;
        let mut holders = self.keyring.holders(change, id, keys)?;
        if self.delivering.has_distinct && !holders.others.is_empty() {
            for distinct in change.distinct_of(id)? {
                holders.others.remove(&distinct);
            }
        }
        let mut candidates = Vec::with_capacity(holders.others.len());
        for other in holders.others {
            match self.known.current(&other) {
                Some(Some(current)) => candidates.push(known::customer(&other, current)),
                Some(None) => {}
                None => candidates.extend(super::evidence::candidate(change, &other)?),
            }
        }
        Ok(Evidence { candidates, cut: holders.cut })
    }

    /// Lays a decision over what is known; it is written with the batch.
    fn enact(&mut self, index: usize, decision: Decision, keys: Option<&Keys>) {
        let (sent, target) = self.who(index);
        let (modified_at, digest) = self.subject(index);
        let number = self.first_version + index as i64;
        let place = self.place(index);
        let current = self.known.person(target).current.as_ref();
        let fate = &mut self.fates[index];
        fate.kind = Some(operation(decision.outcome));
        fate.applied_to = (sent != target).then_some(target);
        fate.before = current.map(|current| current.number);
        fate.remarks = Remarks {
            // A first load says by its note that it found duplicates; only a withheld line names them.
            others: if decision.outcome == Outcome::Duplicate {
                decision.matches.into_iter().map(|other| (other.customer, other.reasons)).collect()
            } else {
                Vec::new()
            },
            reason: decision.rejected,
            notes: decision.notes,
        };
        let others = current.map(|current| current.others.clone()).unwrap_or_default();
        let applied = match decision.outcome {
            Outcome::Created => decision.received,
            Outcome::Corrected => current.map(|current| changed(&current.row, &decision.changes)),
            Outcome::Unchanged => current.map(|current| current.row.clone()),
            Outcome::Stale | Outcome::Duplicate => {
                fate.row = decision.received;
                None
            }
            Outcome::AlreadyProcessed | Outcome::Rejected => None,
        };
        if let Some(row) = applied {
            fate.row = Some(row.clone());
            fate.others = Some(others.clone());
            if let Some(keys) = keys {
                self.keyring.exchange(&self.known.person(target).id, keys);
            }
            self.supersede(target, modified_at, &place);
            self.known.put_in_force(target, InForce { number, modified_at, row, others }, place);
        } else if decision.outcome == Outcome::Duplicate {
            self.withhold(index, target, modified_at, place);
        }
        if decision.outcome != Outcome::Rejected {
            self.known.decided(sent, modified_at, digest);
        }
    }

    /// Withheld modifications that the one applied now is later than leave the queue.
    fn supersede(&mut self, target: usize, modified_at: i64, place: &Place) {
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
    fn withhold(&mut self, index: usize, target: usize, modified_at: i64, place: Place) {
        let version = self.first_version + index as i64;
        let absent = self.delivering.absent.clone();
        let person = self.known.person_mut(target);
        let item = QueueItem { version, customer: person.id.clone(), modified_at, place, absent };
        self.queued.insert(version, (target, self.fates[index].remarks.others.clone()));
        person.withheld.push(item);
        self.superseded.extend(super::queue::supersede_older(&mut person.withheld));
    }

    fn write(self) -> Result<(), DeliveryError> {
        let Self { delivering, lines, sent, first_version, mut known, keyring, fates, mut queued, superseded, .. } =
            self;
        let change = delivering.change;
        let mut previous = Vec::with_capacity(lines.len());
        for (index, sent) in sent.iter().enumerate() {
            previous.push(sent.and_then(|sent| {
                let person = known.person_mut(sent);
                person.touched = true;
                person.head.replace(first_version + index as i64)
            }));
        }
        let absent = &delivering.absent;
        let operation = delivering.operation;
        let versions = lines.iter().zip(&fates).zip(&previous).map(|((line, fate), previous)| {
            let kind = fate.kind.expect("every line of the batch was decided");
            let as_received = matches!(kind, Operation::Stale | Operation::Duplicate);
            NewVersion {
                operation,
                line: Some(line.number),
                kind,
                customer: line.customer.as_deref(),
                applied_to: fate.applied_to.map(|target| known.person(target).id.as_str()),
                modified_at: line.subject.as_ref().ok().map(|subject| subject.modified_at),
                digest: line.subject.as_ref().ok().map(|subject| subject.digest),
                previous: *previous,
                before: fate.before,
                origin: None,
                record: fate.row.as_deref().map(|row| NewRecord {
                    row,
                    others: fate.others.as_deref(),
                    absent: if as_received { absent } else { &[] },
                }),
                remarks: fate.remarks.json(),
                bytes: Some((line.offset, line.length)),
            }
        });
        change.append(first_version, versions)?;
        known.write(change)?;
        keyring.write(change)?;
        for version in superseded {
            queued.remove(&version);
            change.resolve(version, Resolution::Superseded, operation)?;
        }
        let mut queued: Vec<_> = queued.into_iter().collect();
        queued.sort_unstable_by_key(|(version, _)| *version);
        for (version, (target, others)) in queued {
            let customer = &known.person(target).id;
            change.withhold(version, customer, version, &others)?;
            if !delivering.withheld.contains(customer) {
                delivering.withheld.insert(customer.clone());
            }
        }
        for fate in &fates {
            delivering.tally.count(fate.kind.expect("every line of the batch was decided"), &fate.remarks.notes);
        }
        Ok(())
    }
}

/// The row after changes.
pub(crate) fn changed(row: &str, changes: &[rules::Change]) -> String {
    let mut values: Vec<&str> = row.split(SEPARATOR).collect();
    for change in changes {
        if let Some(value) = values.get_mut(change.field as usize) {
            *value = &change.value;
        }
    }
    values.join("\u{1f}")
}

/// An outcome as history writes it.
fn operation(outcome: Outcome) -> Operation {
    match outcome {
        Outcome::Created => Operation::Created,
        Outcome::Corrected => Operation::Corrected,
        Outcome::Unchanged => Operation::Unchanged,
        Outcome::AlreadyProcessed => Operation::AlreadyProcessed,
        Outcome::Stale => Operation::Stale,
        Outcome::Duplicate => Operation::Duplicate,
        Outcome::Rejected => Operation::Rejected,
    }
}
