//! The default rules compiled into the host, to measure what the sandbox costs. Never in a product.

use redescente_rules as rules;
use redescente_rules::types as plain;

use super::backend::{Backend, Session};
use super::error::RulesError;
use super::sandbox::Load;
use super::{
    Answer, Argument, ArgumentKind, Ask, Cells, Change, Context, Customer, Decision, Description, Edited, Evidence,
    Field, Found, Kept, Keys, Label, Layout, Line, LookUp, Match, Message, Modification, Outcome, Parameter, Proposal,
    Purpose, Reason, Subject,
};

/// The default rules, called as functions.
pub(super) struct Native;

impl Backend for Native {
    fn describe(&self) -> Result<Description, RulesError> {
        Ok(rules::describe().into())
    }

    fn check_parameters(&self, parameters: &[(String, String)], _: Load) -> Result<Vec<Reason>, RulesError> {
        Ok(moved(rules::check_parameters(parameters)))
    }

    fn keys_of(&self, context: &Context, customers: &[Customer], _: Load) -> Result<Vec<Vec<u64>>, RulesError> {
        Ok(rules::keys_of(&context.into(), &copied(customers)))
    }

    fn matches(
        &self,
        context: &Context,
        customer: &Customer,
        evidence: &Evidence,
        _: Load,
    ) -> Result<Vec<Match>, RulesError> {
        Ok(moved(rules::matches(&context.into(), &customer.into(), &evidence.into())))
    }

    fn edit(
        &self,
        context: &Context,
        current: Option<&Customer>,
        changes: &[Change],
        evidence: Option<&Evidence>,
        _: Load,
    ) -> Result<Edited, RulesError> {
        let (current, evidence) = (current.map(Into::into), evidence.map(Into::into));
        let changes: Vec<plain::Change> = copied(changes);
        Ok(rules::edit(&context.into(), current.as_ref(), &changes, evidence.as_ref()).into())
    }

    fn merge(
        &self,
        _: &Context,
        kept: &Customer,
        absorbed: &Customer,
        absorbed_later: bool,
        _: Load,
    ) -> Result<Proposal, RulesError> {
        Ok(rules::merge(&kept.into(), &absorbed.into(), absorbed_later).into())
    }

    fn decide_again(&self, context: &Context, kept: &[Kept], _: Load) -> Result<Vec<Answer>, RulesError> {
        Ok(moved(rules::decide_again(&context.into(), &copied::<_, plain::Kept>(kept))))
    }

    fn objection(&self, modification: &Modification, current: &Customer, _: Load) -> Result<Vec<Change>, RulesError> {
        Ok(moved(rules::objection(&modification.into(), &current.into())))
    }

    fn show(&self, header: &[u8], window: &[u8], first_line: u32, _: Load) -> Result<Vec<Cells>, RulesError> {
        Ok(moved(rules::show(header, window, first_line)))
    }

    fn open(&self, context: &Context, _: Load) -> Result<Box<dyn Session>, RulesError> {
        Ok(Box::new(Open(rules::Delivery::new(&context.into()))))
    }

    fn can_skip(&self) -> bool {
        true
    }
}

struct Open(rules::Delivery);

impl Session for Open {
    fn read(&mut self, bytes: &[u8], _: Load) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        Ok(self.0.read(bytes.to_vec()).map(moved).map_err(Into::into))
    }

    fn skip(&mut self, bytes: &[u8], _: Load) -> Result<Result<(), Reason>, RulesError> {
        Ok(self.0.skip(bytes.to_vec()).map_err(Into::into))
    }

    fn end(&mut self, _: Load) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        Ok(self.0.end().map(moved).map_err(Into::into))
    }

    fn layout(&mut self, _: Load) -> Result<Option<Layout>, RulesError> {
        Ok(self.0.layout().map(Into::into))
    }

    fn decide(&mut self, asks: &[Ask], _: Load) -> Result<Vec<Answer>, RulesError> {
        Ok(moved(self.0.decide(copied(asks))))
    }

    fn settle(&mut self, found: &[Found], _: Load) -> Result<Vec<Decision>, RulesError> {
        Ok(moved(self.0.settle(copied(found))))
    }

    fn forget(&mut self) -> Result<(), RulesError> {
        self.0.forget();
        Ok(())
    }

    fn next(self: Box<Self>, context: &Context, _: Load) -> Result<Box<dyn Session>, RulesError> {
        Ok(Box::new(Self(rules::Delivery::new(&context.into()))))
    }
}

fn moved<A, B: From<A>>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(B::from).collect()
}

fn copied<'a, A, B: From<&'a A>>(list: &'a [A]) -> Vec<B> {
    list.iter().map(B::from).collect()
}

/// The rules' answers, field by field; `list`, `option` and `result` move what they hold.
macro_rules! answers {
    ($($name:ident { $($field:ident $(: $how:ident)?),* $(,)? })*) => {
        $(impl From<plain::$name> for $name {
            fn from(value: plain::$name) -> Self {
                Self { $($field: answers!(@ value.$field $(, $how)?)),* }
            }
        })*
    };
    (@ $value:expr) => { $value };
    (@ $value:expr, into) => { $value.into() };
    (@ $value:expr, list) => { moved($value) };
    (@ $value:expr, option) => { $value.map(Into::into) };
    (@ $value:expr, result) => { $value.map(Into::into).map_err(Into::into) };
}

answers! {
    Argument { kind: into, value }
    Reason { code, arguments: list }
    Label { language, text }
    Field { name, kind, labels: list }
    Message { code, labels: list }
    Parameter { name, default, choices, labels: list }
    Description {
        name, version, file_pattern, fields: list, parameters: list, messages: list, keys_revision, digest_revision, sample,
    }
    Layout { header_length, absent_fields, unknown_columns }
    Subject { modified_at, digest }
    Line { number, offset, length, customer, subject: result }
    Keys { held, taken, sought }
    Change { field, value }
    Match { customer, reasons: list }
    Decision { outcome: into, changes: list, received, matches: list, rejected: option, notes: list }
    LookUp { keys: into, alone: option }
    Edited { changes: list, problems: list, keys: into, matches: list }
    Proposal { values, from_absorbed, conflicts, notes: list }
}

/// What the host says, copied as into the sandbox.
macro_rules! questions {
    ($($name:ident { $($field:ident $(: $how:ident)?),* $(,)? })*) => {
        $(impl From<&$name> for plain::$name {
            fn from(value: &$name) -> Self {
                Self { $($field: questions!(@ value.$field $(, $how)?)),* }
            }
        })*
    };
    (@ $value:expr) => { $value.clone() };
    (@ $value:expr, into) => { (&$value).into() };
    (@ $value:expr, list) => { copied(&$value) };
    (@ $value:expr, option) => { $value.as_ref().map(Into::into) };
}

questions! {
    Customer { id, modified_at, values }
    Change { field, value }
    Context { purpose: into, file_name, now, parameters }
    Ask { number, current: option, prior, later_source }
    Evidence { candidates: list, cut }
    Found { ask: into, evidence: into }
    Modification { customer, modified_at, digest, values, absent_fields }
    Kept { modification: into, current: option, prior, later_source, evidence: option }
}

macro_rules! cases {
    ($($from:ty => $to:ident { $($case:ident),* $(,)? })*) => {
        $(impl From<$from> for $to {
            fn from(value: $from) -> Self {
                match value { $(<$from>::$case => Self::$case),* }
            }
        })*
    };
}

cases! {
    plain::ArgumentKind => ArgumentKind { Text, Field, Column, Date, Number, Customer }
    plain::Outcome => Outcome { Created, Corrected, Unchanged, AlreadyProcessed, Stale, Duplicate, Rejected }
}

impl From<&Purpose> for plain::Purpose {
    fn from(value: &Purpose) -> Self {
        match value {
            Purpose::FirstLoad => Self::FirstLoad,
            Purpose::Delivery => Self::Delivery,
        }
    }
}

impl From<plain::Answer> for Answer {
    fn from(value: plain::Answer) -> Self {
        match value {
            plain::Answer::Decided(decision) => Self::Decided(decision.into()),
            plain::Answer::LookUp(look_up) => Self::LookUp(look_up.into()),
        }
    }
}

impl From<plain::ShownCells> for Cells {
    fn from(value: plain::ShownCells) -> Self {
        let plain::ShownCells { number, offset, length, encoding, values, wrong_column } = value;
        Self { number, offset, length, encoding, values, wrong_column }
    }
}
