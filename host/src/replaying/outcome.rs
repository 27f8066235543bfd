//! What a replay came to. Counts are held; differences lie in files ([`List`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::acts::Act;
use super::lists::{List, Writing};
use super::scratch::Scratch;
use crate::base::{NotUndone, PastDelivery};
use crate::report::words::rfc3339;
use crate::report::{RulesIdentity, Timestamp};
use crate::store::StoreError;

/// Lines of which the self-check keeps what differed.
const MOST_NAMED: usize = 20;

/// A delivery of the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRef {
    /// Its number in the store.
    pub id: i64,
    /// Its base name.
    pub name: String,
}

/// What a line was decided to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedAs {
    /// The outcome's code.
    pub outcome: String,
    /// Code of why it was rejected.
    pub reason: Option<String>,
    /// Whom it met.
    pub others: Vec<String>,
    /// Codes of its notes.
    pub notes: Vec<String>,
}

/// A field's value under either rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDifference {
    /// The field's name.
    pub field: String,
    /// Under the rules in force; empty = no value.
    pub active: String,
    /// Under the candidate.
    pub candidate: String,
}

impl FieldDifference {
    pub(super) fn of((field, active, candidate): (String, String, String)) -> Self {
        Self { field, active, candidate }
    }

    pub(super) fn is(&self, (field, active, candidate): &(String, String, String)) -> bool {
        self.field == *field && self.active == *active && self.candidate == *candidate
    }
}

/// A line that would be decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionDifference {
    /// Where it came.
    pub delivery: DeliveryRef,
    /// The physical line.
    pub line: u32,
    /// As sent.
    pub customer: Option<String>,
    /// Under the rules in force; none where they read no such line.
    pub active: Option<DecidedAs>,
    /// Under the candidate.
    pub candidate: Option<DecidedAs>,
    /// Fields whose value would be another.
    pub fields: Vec<FieldDifference>,
}

/// A field of a customer that would be another at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDifference {
    /// Whom.
    pub customer: String,
    /// A field's name, or `modified-at`.
    pub field: String,
    /// None where the customer is not in the base under these rules.
    pub active: Option<String>,
    /// As `active`, under the candidate.
    pub candidate: Option<String>,
}

/// What could not be replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreplayed {
    /// `delivery-removed`, `records-blanked`, `act`, `customers-forgotten` or `merge-undone`.
    pub what: String,
    /// The delivery, of the first two.
    pub delivery: Option<DeliveryRef>,
    /// Records of it, or customers.
    pub count: u64,
    /// The act's kind.
    pub act: Option<String>,
    /// Code of why an act could not be done again.
    pub reason: Option<String>,
    /// When the act was done.
    pub at: Option<String>,
    /// Whom it concerns, some of them.
    pub customers: Vec<String>,
}

impl Unreplayed {
    fn new(what: &str, count: u64) -> Self {
        let (what, customers) = (what.to_owned(), Vec::new());
        Self { what, delivery: None, count, act: None, reason: None, at: None, customers }
    }

    fn of(past: &PastDelivery, what: &str, count: u64) -> Self {
        let delivery = Some(DeliveryRef { id: past.id, name: past.name.clone() });
        Self { delivery, ..Self::new(what, count) }
    }

    /// A delivery whose file is kept no more.
    pub(super) fn removed(past: &PastDelivery) -> Self {
        Self::of(past, "delivery-removed", 0)
    }

    /// Records of a delivery that an erasure blanked.
    pub(super) fn blanked(past: &PastDelivery, count: u64) -> Self {
        Self::of(past, "records-blanked", count)
    }

    /// A person's act that could not be done again.
    pub(super) fn act(act: &Act, at: Timestamp, why: String) -> Self {
        Self {
            act: Some(act.code().to_owned()),
            reason: Some(why),
            at: Some(rfc3339(at)),
            customers: act.customer().map(str::to_owned).into_iter().collect(),
            ..Self::new("act", 1)
        }
    }
}

/// A delivery that became something else as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusDifference {
    /// Which.
    pub delivery: DeliveryRef,
    /// What history says.
    pub recorded: String,
    /// Under the rules in force, now.
    pub active: String,
    /// Under the candidate.
    pub candidate: String,
}

/// The period that was replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Its first second.
    pub since: Timestamp,
    /// The first second after it.
    pub until: Timestamp,
    /// Whether it begins later than asked, because older values are forgotten.
    pub shortened: bool,
}

/// A line of which history recorded something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// Where it came.
    pub delivery: DeliveryRef,
    /// The physical line.
    pub line: u32,
    /// The outcome's code that history has.
    pub recorded: Option<String>,
    /// What the rules in force answer now.
    pub replayed: Option<String>,
}

/// Whether the rules in force reproduce history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SelfCheck {
    /// Lines compared.
    pub lines: u64,
    /// Those that differ.
    pub different: u64,
    /// The first of them.
    pub examples: Vec<Recorded>,
}

impl SelfCheck {
    pub(super) fn note(&mut self, recorded: Recorded) {
        self.different += 1;
        if self.examples.len() < MOST_NAMED {
            self.examples.push(recorded);
        }
    }
}

/// Decisions that move from one outcome to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Move {
    /// Of themselves.
    pub direct: u64,
    /// Because of others.
    pub consequences: u64,
}

/// How many of what differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// By outcome under the rules in force and under the candidate; empty where no such line was read.
    pub moves: BTreeMap<(String, String), Move>,
    /// Customers whose record differs at the end.
    pub customers: u64,
    /// Differences by field.
    pub fields: BTreeMap<String, u64>,
    /// Acts of persons that were done again.
    pub acts: u64,
}

/// What a replay came to.
#[derive(Debug)]
pub struct Replayed {
    /// The period.
    pub period: Period,
    /// Deliveries replayed, those applied before included.
    pub deliveries: u64,
    /// Their lines.
    pub lines: u64,
    /// The rules in force.
    pub active: RulesIdentity,
    /// The rules tried.
    pub candidate: RulesIdentity,
    /// Lines decided alike.
    pub same: u64,
    /// Counts of the rest.
    pub counts: Counts,
    /// Deliveries that became something else as a whole.
    pub statuses: Vec<StatusDifference>,
    /// What could not be replayed.
    pub unreplayed: Vec<Unreplayed>,
    /// Whether the rules in force reproduce history.
    pub self_check: SelfCheck,
    lists: Option<(Finished, Scratch)>,
}

#[derive(Debug)]
struct Finished {
    direct: List<DecisionDifference>,
    consequences: List<DecisionDifference>,
    records: List<RecordDifference>,
}

impl Replayed {
    pub(super) fn new(period: Period, active: RulesIdentity, candidate: RulesIdentity, not_undone: NotUndone) -> Self {
        let mut unreplayed = Vec::new();
        for (what, count, customers) in [
            ("customers-forgotten", not_undone.forgotten_count, not_undone.forgotten),
            ("merge-undone", not_undone.unmerged.len() as u64, not_undone.unmerged),
        ] {
            if count > 0 {
                unreplayed.push(Unreplayed { customers, ..Unreplayed::new(what, count) });
            }
        }
        Self {
            period,
            deliveries: 0,
            lines: 0,
            active,
            candidate,
            same: 0,
            counts: Counts::default(),
            statuses: Vec::new(),
            unreplayed,
            self_check: SelfCheck::default(),
            lists: None,
        }
    }

    pub(super) fn count(&mut self, difference: &DecisionDifference, consequence: bool) {
        let code = |side: &Option<DecidedAs>| side.as_ref().map(|side| side.outcome.clone()).unwrap_or_default();
        let moved = self.counts.moves.entry((code(&difference.active), code(&difference.candidate))).or_default();
        *(if consequence { &mut moved.consequences } else { &mut moved.direct }) += 1;
    }

    pub(super) fn finish(mut self, lists: Lists, scratch: Scratch) -> Result<Self, StoreError> {
        let finished = Finished {
            direct: lists.direct.end()?,
            consequences: lists.consequences.end()?,
            records: lists.records.end()?,
        };
        self.lists = Some((finished, scratch));
        Ok(self)
    }

    /// Lets other replays begin; the lists are there as long as none does and nobody is erased.
    pub fn release(&mut self) {
        if let Some((_, scratch)) = &mut self.lists {
            scratch.release();
        }
    }

    /// Decisions that differ of themselves, in the order in which they were taken.
    pub fn direct(&self) -> Option<&List<DecisionDifference>> {
        self.lists.as_ref().map(|(lists, _)| &lists.direct)
    }

    /// Decisions that differ because somebody was another already.
    pub fn consequences(&self) -> Option<&List<DecisionDifference>> {
        self.lists.as_ref().map(|(lists, _)| &lists.consequences)
    }

    /// Fields of customers that differ at the end, in the order of their identifiers.
    pub fn records(&self) -> Option<&List<RecordDifference>> {
        self.lists.as_ref().map(|(lists, _)| &lists.records)
    }
}

/// The three lists being written.
pub(super) struct Lists {
    pub(super) direct: Writing<DecisionDifference>,
    pub(super) consequences: Writing<DecisionDifference>,
    pub(super) records: Writing<RecordDifference>,
}

impl Lists {
    pub(super) fn create(scratch: &Scratch) -> Result<Self, StoreError> {
        Ok(Self {
            direct: Writing::create(scratch.file("direct.jsonl"))?,
            consequences: Writing::create(scratch.file("consequences.jsonl"))?,
            records: Writing::create(scratch.file("records.jsonl"))?,
        })
    }
}
