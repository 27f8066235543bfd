//! A small host in memory: what the product must do, in vectors and maps, clear rather than fast.
//!
//! It keeps the base, the history of lines and the queue of withheld modifications, and asks the rules for every
//! decision, one line at a time. Candidates are found by looking at every customer. The product's own host is compared
//! with it; where they differ, one of them is wrong.
//!
//! [`Model::import`] and [`Model::retrieve`] take files; [`people`] holds what a person does; [`queue`] what becomes of
//! withheld modifications.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "several test binaries share it, each its part"
)]

use std::collections::{BTreeMap, BTreeSet};

use redescente_rules::types::{
    Answer, Ask, Change, Context, Customer, Decision, Description, Evidence, Found, Keys, Line, LookUp, Match,
    Modification, Outcome, Purpose, Reason,
};
use redescente_rules::{Delivery, describe, keys_of};

pub mod people;
pub mod queue;

/// Above so many holders, the one in question included, a key is no evidence.
pub const MOST_HOLDERS: usize = 50;

/// Where content comes from; a later one wins at the same date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line of the first load.
    FirstLoad(u32),
    /// A line of a delivery: its name, how many other contents of that name were applied before, the line.
    Delivery(String, usize, u32),
    /// A person's edit.
    Edit,
}

/// A customer in the base.
#[derive(Clone, Debug)]
pub struct Record {
    /// What the rules see.
    pub customer: Customer,
    /// Where its content came from.
    pub place: Place,
    /// Its blocking keys.
    pub keys: Vec<u64>,
    /// When it changed last, by the model's own count of changes.
    pub changed: u64,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Its lines were decided.
    Applied,
    /// Nothing of it was.
    Refused(Reason),
    /// Its content was applied before, as the delivery of this index.
    Redelivered(usize),
}

/// A file and what became of its lines.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// Its base name.
    pub name: String,
    /// What became of it.
    pub status: Status,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its lines in file order.
    pub lines: Vec<Decided>,
}

/// A line and its decision.
#[derive(Clone, Debug)]
pub struct Decided {
    /// As read.
    pub line: Line,
    /// As decided; for a record that can't be a modification, a decision made of its reason.
    pub decision: Decision,
    /// The customer as it was, where it was known.
    pub before: Option<Customer>,
    /// What became of a withheld one later.
    pub resolution: Option<&'static str>,
}

/// A withheld modification in the queue.
#[derive(Clone, Debug)]
pub struct Withheld {
    /// What was received.
    pub modification: Modification,
    /// Where it came from.
    pub place: Place,
    /// Its delivery and its line, by index.
    pub line: LineIndex,
    /// Whoever stands in the way now.
    pub others: Vec<String>,
    /// The count of changes when it was examined last.
    pub examined: u64,
}

/// A delivery and a line of it, by index.
pub type LineIndex = (usize, usize);

/// What a modification is decided from, wherever it comes from.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    pub sent: &'a str,
    pub modified_at: i64,
    pub digest: u64,
    pub place: &'a Place,
}

/// The host.
#[derive(Default)]
pub struct Model {
    /// The base, by identifier.
    pub customers: BTreeMap<String, Record>,
    /// Absorbed identifiers and whom they lead to.
    pub aliases: BTreeMap<String, String>,
    /// Pairs declared distinct, the lesser first.
    pub distinct: BTreeSet<(String, String)>,
    /// Every file met, in order.
    pub deliveries: Vec<Delivered>,
    /// The queue.
    pub withheld: Vec<Withheld>,
    /// Parameters that are set.
    pub parameters: Vec<(String, String)>,
    /// Identifier as sent, date and digest of what was decided otherwise than rejected, with its line.
    decided: BTreeMap<(String, i64), Vec<(u64, LineIndex)>>,
    changes: u64,
}

impl Model {
    /// An empty base.
    pub fn new(parameters: Vec<(String, String)>) -> Self {
        Self { parameters, ..Self::default() }
    }

    /// The names of fields.
    pub fn description() -> Description {
        describe()
    }

    /// Brings the first load in; the index of its delivery.
    pub fn import(&mut self, name: &str, bytes: &[u8], now: i64) -> usize {
        self.take(name, bytes, now, Purpose::FirstLoad)
    }

    /// One retrieval: its files in the order of their names, then the queue; the indexes of its deliveries.
    pub fn retrieve(&mut self, mut files: Vec<(String, Vec<u8>)>, now: i64) -> Vec<usize> {
        files.sort();
        let indexes = files
            .iter()
            .map(|(name, bytes)| {
                let applied = |delivery: &Delivered| delivery.status == Status::Applied && delivery.bytes == *bytes;
                match self.deliveries.iter().position(applied) {
                    Some(first) => self.file(name, bytes, Status::Redelivered(first)),
                    None => self.take(name, bytes, now, Purpose::Delivery),
                }
            })
            .collect();
        self.examine_queue(now);
        indexes
    }

    /// Takes a delivery again, whatever its content; the index of the new delivery.
    pub fn again(&mut self, name: &str, now: i64) -> usize {
        let first = self.deliveries.iter().find(|it| it.name == name && it.status == Status::Applied).unwrap();
        let bytes = first.bytes.clone();
        let index = self.take(name, &bytes, now, Purpose::Delivery);
        self.examine_queue(now);
        index
    }

    fn file(&mut self, name: &str, bytes: &[u8], status: Status) -> usize {
        self.deliveries.push(Delivered { name: name.to_owned(), status, bytes: bytes.to_vec(), lines: Vec::new() });
        self.deliveries.len() - 1
    }

    pub fn context(&self, now: i64, purpose: Purpose, file_name: &str) -> Context {
        Context { purpose, file_name: file_name.to_owned(), now, parameters: self.parameters.clone() }
    }

    fn take(&mut self, name: &str, bytes: &[u8], now: i64, purpose: Purpose) -> usize {
        let mut delivery = Delivery::new(&self.context(now, purpose, name));
        let lines = delivery.read(bytes.to_vec()).and_then(|mut lines| {
            lines.extend(delivery.end()?);
            Ok(lines)
        });
        let lines = match lines {
            Ok(lines) => lines,
            Err(reason) => return self.file(name, bytes, Status::Refused(reason)),
        };
        let contents: BTreeSet<&[u8]> = self
            .deliveries
            .iter()
            .filter(|it| it.name == name && it.status == Status::Applied && it.bytes != bytes)
            .map(|it| &it.bytes[..])
            .collect();
        let others = contents.len();
        let absent_fields = delivery.layout().unwrap().absent_fields;
        let index = self.file(name, bytes, Status::Applied);
        for line in lines {
            let place = match purpose {
                Purpose::FirstLoad => Place::FirstLoad(line.number),
                Purpose::Delivery => Place::Delivery(name.to_owned(), others, line.number),
            };
            self.decide(&mut delivery, index, line, place, &absent_fields);
        }
        index
    }

    /// Decides one line and applies the decision.
    fn decide(&mut self, delivery: &mut Delivery, index: usize, line: Line, place: Place, absent_fields: &[u32]) {
        let at = (index, self.deliveries[index].lines.len());
        let (sent, subject) = match (&line.customer, &line.subject) {
            (Some(sent), Ok(subject)) => (sent.clone(), *subject),
            (_, Ok(_)) => panic!("a line to be decided has an identifier"),
            (_, Err(reason)) => {
                let decision = rejected(reason.clone());
                self.deliveries[index].lines.push(Decided { line, decision, before: None, resolution: None });
                return;
            }
        };
        let origin = Origin { sent: &sent, modified_at: subject.modified_at, digest: subject.digest, place: &place };
        let current = self.current(&sent).map(|record| record.customer.clone());
        let ask = Ask {
            number: line.number,
            current: current.clone(),
            prior: self.prior(&origin, None),
            later_source: self.has_later_source(&origin),
        };
        let answer = delivery.decide(vec![ask.clone()]).remove(0);
        let decision = match answer {
            Answer::Decided(decision) => decision,
            Answer::LookUp(LookUp { keys, alone }) => {
                let evidence = self.evidence(&self.resolve(&sent), &keys);
                let nobody = evidence == Evidence::default();
                let settled = delivery.settle(vec![Found { ask, evidence }]).remove(0);
                assert!(!nobody || alone.as_ref() == Some(&settled), "what holds where nobody is found");
                settled
            }
        };
        if decision.outcome != Outcome::Rejected {
            self.decided.entry((sent.clone(), subject.modified_at)).or_default().push((subject.digest, at));
        }
        self.apply(&decision, &origin);
        let withheld = (decision.outcome == Outcome::Duplicate).then(|| Withheld {
            modification: Modification {
                customer: sent.clone(),
                modified_at: subject.modified_at,
                digest: subject.digest,
                values: decision.received.clone().unwrap(),
                absent_fields: absent_fields.to_vec(),
            },
            place: place.clone(),
            line: at,
            others: names(&decision.matches),
            examined: self.changes,
        });
        self.deliveries[index].lines.push(Decided { line, decision, before: current, resolution: None });
        if let Some(withheld) = withheld {
            self.withhold(withheld);
        }
    }

    /// Whom an identifier leads to.
    pub fn resolve(&self, sent: &str) -> String {
        let mut id = sent;
        while let Some(kept) = self.aliases.get(id) {
            id = kept;
        }
        id.to_owned()
    }

    /// The customer an identifier leads to.
    pub fn current(&self, sent: &str) -> Option<&Record> {
        self.customers.get(&self.resolve(sent))
    }

    /// Digests decided for the same identifier and date; of a modification in the queue its own line is left out.
    pub fn prior(&self, origin: &Origin<'_>, own: Option<LineIndex>) -> Vec<u64> {
        let decided = self.decided.get(&(origin.sent.to_owned(), origin.modified_at));
        decided.into_iter().flatten().filter(|(_, line)| Some(*line) != own).map(|(digest, _)| *digest).collect()
    }

    /// Whether the current values have the same date and came from a later place.
    pub fn has_later_source(&self, origin: &Origin<'_>) -> bool {
        self.current(origin.sent)
            .is_some_and(|record| record.customer.modified_at == origin.modified_at && record.place > *origin.place)
    }

    /// Who holds one of the keys sought, and which keys too many hold.
    pub fn evidence(&self, own: &str, keys: &Keys) -> Evidence {
        let others = || self.customers.values().filter(|record| record.customer.id != own);
        // The one in question counts where it holds the key in the base, before the change.
        let holders = |key: &u64| self.customers.values().filter(|record| record.keys.contains(key)).count();
        let is_cut = |key: &u64| holders(key) > MOST_HOLDERS;
        let named: BTreeSet<u64> = keys.held.iter().chain(&keys.taken).copied().collect();
        let cut: Vec<u64> = named.into_iter().filter(is_cut).collect();
        let sought: Vec<u64> = keys.sought.iter().filter(|key| !cut.contains(key)).copied().collect();
        let candidates = others()
            .filter(|record| record.keys.iter().any(|key| sought.contains(key)))
            .filter(|record| !self.distinct.contains(&pair(own, &record.customer.id)))
            .map(|record| record.customer.clone())
            .collect();
        Evidence { candidates, cut }
    }

    /// Writes what a decision changes in the base, and lets it supersede what waits.
    pub fn apply(&mut self, decision: &Decision, origin: &Origin<'_>) {
        let id = self.resolve(origin.sent);
        let values = match decision.outcome {
            Outcome::Created => decision.received.clone().unwrap(),
            Outcome::Corrected | Outcome::Unchanged => changed(&self.customers[&id].customer.values, &decision.changes),
            _ => return,
        };
        self.write(Customer { id, modified_at: origin.modified_at, values }, origin.place.clone());
        self.supersede_older(origin);
    }

    /// Writes a customer.
    pub fn write(&mut self, customer: Customer, place: Place) {
        self.changes += 1;
        let keys = keys_of(&self.context(0, Purpose::Delivery, ""), std::slice::from_ref(&customer)).remove(0);
        self.customers.insert(customer.id.clone(), Record { customer, place, keys, changed: self.changes });
    }
}

/// A decision made of the reason for which a record can't be a modification.
fn rejected(reason: Reason) -> Decision {
    Decision {
        outcome: Outcome::Rejected,
        changes: Vec::new(),
        received: None,
        matches: Vec::new(),
        rejected: Some(reason),
        notes: Vec::new(),
    }
}

/// A row with changes written into it.
pub fn changed(row: &str, changes: &[Change]) -> String {
    let mut values: Vec<&str> = row.split('\u{1f}').collect();
    for change in changes {
        values[change.field as usize] = &change.value;
    }
    values.join("\u{1f}")
}

/// Two identifiers, the lesser first.
pub fn pair(one: &str, other: &str) -> (String, String) {
    let (lesser, greater) = if one < other { (one, other) } else { (other, one) };
    (lesser.to_owned(), greater.to_owned())
}

/// Whom matches name.
pub fn names(matches: &[Match]) -> Vec<String> {
    matches.iter().map(|it| it.customer.clone()).collect()
}
