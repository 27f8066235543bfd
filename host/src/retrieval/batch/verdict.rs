//! What is asked about a line, and what became of it.
//!
//! Questions are put, and verdicts made of the rules' decisions, on the threads of the sessions: whoever enacts them one
//! after the other only moves them.

use std::sync::Arc;

use super::changed;
use crate::base::{Fields, Remarks, Stored, Text, Texts};
use crate::report::Operation;
use crate::retrieval::DeliveryError;
use crate::retrieval::keyring::KeyChange;
use crate::rules::{Answer, Ask, Customer, Decision, Delivery, Evidence, Found, LookUp, Outcome, Reason};

/// Customers met, and on what grounds.
pub(super) type Others = Vec<(String, Vec<Reason>)>;

/// A line to be asked about.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) number: u32,
    /// The identifier that the one sent leads to.
    pub(super) id: Arc<str>,
    /// None where it is not in the base.
    pub(super) current: Option<Stored>,
    pub(super) prior: Vec<u64>,
    pub(super) later_source: bool,
}

/// A decision, ready to be enacted and written.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) kind: Operation,
    /// As history holds it: the customer's from now on, or what was received and is not applied.
    pub(super) record: Option<Text>,
    /// Whom a withheld line met.
    pub(super) others: Others,
    pub(super) notes: Vec<Reason>,
    /// All that is said about it, as history holds it.
    pub(super) remarks: Option<String>,
}

/// The answer to a question.
#[derive(Debug)]
pub(super) enum Reply {
    Decided(Verdict),
    /// Keys to be looked up, and what holds where nobody is found.
    LookUp(KeyChange, Option<Verdict>),
}

/// What questions and verdicts of one delivery have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner<'a> {
    pub(super) fields: &'a Fields,
    /// Fields without a column.
    pub(super) absent: &'a [u32],
}

impl Manner<'_> {
    /// Asks about lines, on a session's thread.
    pub(super) fn decide(self, session: &mut Delivery, questions: &[Question]) -> Result<Vec<Reply>, DeliveryError> {
        let (asks, unnamed) = self.put_all(questions.iter())?;
        let answers = session.decide(&asks)?;
        let all = || questions.iter().zip(&asks).zip(&unnamed);
        let decisions = answers.iter().map(|answer| match answer {
            Answer::Decided(decision) => Some(decision),
            Answer::LookUp(look_up) => look_up.alone.as_ref(),
        });
        let records = self.records(decisions.zip(all()));
        let replies = answers.into_iter().zip(questions).zip(records);
        Ok(replies
            .map(|((answer, question), record)| match answer {
                Answer::Decided(decision) => Reply::Decided(self.verdict(decision, question, record)),
                Answer::LookUp(LookUp { keys, alone }) => {
                    Reply::LookUp(KeyChange::of(&keys), alone.map(|alone| self.verdict(alone, question, record)))
                }
            })
            .collect())
    }

    /// Settles lines, on a session's thread.
    pub(super) fn settle(
        self,
        session: &mut Delivery,
        found: &[(Question, Evidence)],
    ) -> Result<Vec<Verdict>, DeliveryError> {
        let questions = || found.iter().map(|(question, _)| question);
        let (asks, unnamed) = self.put_all(questions())?;
        let evidence = found.iter().map(|(_, evidence)| evidence.clone());
        let found: Vec<Found> = asks.into_iter().zip(evidence).map(|(ask, evidence)| Found { ask, evidence }).collect();
        let decisions = session.settle(&found)?;
        let asks = found.iter().map(|found| &found.ask);
        let records = self.records(decisions.iter().map(Some).zip(questions().zip(asks).zip(&unnamed)));
        let verdicts = decisions.into_iter().zip(questions()).zip(records);
        Ok(verdicts.map(|((decision, question), record)| self.verdict(decision, question, record)).collect())
    }

    fn put_all<'q>(
        self,
        questions: impl Iterator<Item = &'q Question>,
    ) -> Result<(Vec<Ask>, Vec<String>), DeliveryError> {
        questions.map(|question| self.put(question)).collect()
    }

    /// As the rules are asked, and the values of fields that they don't name.
    fn put(self, question: &Question) -> Result<(Ask, String), DeliveryError> {
        let mut unnamed = String::new();
        let current = match &question.current {
            Some(stored) => {
                let (received, others) = self.fields.read(stored.list, &stored.record)?;
                unnamed = others;
                let (id, modified_at) = (question.id.to_string(), stored.modified_at);
                Some(Customer { id, modified_at, values: received.row })
            }
            None => None,
        };
        let (prior, later_source) = (question.prior.clone(), question.later_source);
        Ok((Ask { number: question.number, current, prior, later_source }, unnamed))
    }

    /// The record of each decision as history holds it; empty where the decision has none of its own.
    fn records<'d, 'q, 'a>(
        self,
        decisions: impl ExactSizeIterator<Item = (Option<&'d Decision>, ((&'q Question, &'a Ask), &'a String))>,
    ) -> Vec<Text> {
        let mut records = Texts::with_capacity(decisions.len());
        for (decision, ((question, ask), unnamed)) in decisions {
            records.push_with(|out| {
                if let Some(decision) = decision {
                    self.write_record(decision, question, ask, unnamed, out);
                }
            });
        }
        records.end()
    }

    fn write_record(self, decision: &Decision, question: &Question, ask: &Ask, unnamed: &str, out: &mut String) {
        let now = ask.current.as_ref().map_or("", |current| current.values.as_str());
        let received = decision.received.as_deref().unwrap_or_default();
        match decision.outcome {
            Outcome::Created => self.fields.write(received, Some(unnamed), &[], out),
            Outcome::Corrected => self.fields.write(&changed(now, &decision.changes), Some(unnamed), &[], out),
            Outcome::Unchanged if !self.is_current(question) => self.fields.write(now, Some(unnamed), &[], out),
            Outcome::Stale | Outcome::Duplicate => self.fields.write(received, None, self.absent, out),
            Outcome::Unchanged | Outcome::AlreadyProcessed | Outcome::Rejected => {}
        }
    }

    /// Whether the customer's record is written as it would be now.
    fn is_current(self, question: &Question) -> bool {
        question.current.as_ref().is_some_and(|stored| stored.list == self.fields.current())
    }

    fn verdict(self, decision: Decision, question: &Question, written: Text) -> Verdict {
        let kind = operation(decision.outcome);
        let record = match (decision.outcome, &question.current) {
            (Outcome::AlreadyProcessed | Outcome::Rejected, _) => None,
            (Outcome::Unchanged, Some(stored)) if self.is_current(question) => Some(stored.record.clone()),
            _ => Some(written),
        };
        // A first load says by its note that it found duplicates; only a withheld line names them.
        let met: Others = if decision.outcome == Outcome::Duplicate {
            decision.matches.into_iter().map(|other| (other.customer, other.reasons)).collect()
        } else {
            Vec::new()
        };
        let remarks = Remarks { others: met, reason: decision.rejected, notes: decision.notes };
        let json = remarks.json();
        Verdict { kind, record, others: remarks.others, notes: remarks.notes, remarks: json }
    }
}

impl Verdict {
    /// Of a line that the rules could not read as a modification.
    pub(super) fn rejected(reason: Reason) -> Self {
        let remarks = Remarks { reason: Some(reason), ..Remarks::default() };
        let kind = Operation::Rejected;
        Self { kind, record: None, others: Vec::new(), notes: Vec::new(), remarks: remarks.json() }
    }

    /// Whether its record is the customer's from now on.
    pub(super) fn is_applied(&self) -> bool {
        matches!(self.kind, Operation::Created | Operation::Corrected | Operation::Unchanged)
    }
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
