//! The component's face: moves values between the contract's types and the rules' own. The only file with bindings.
#![cfg_attr(
    feature = "component",
    expect(unsafe_code, reason = "wit-bindgen writes it: lifting and lowering what crosses the component's border")
)]
#![cfg_attr(
    feature = "component",
    expect(unreachable_pub, reason = "wit-bindgen writes it for whoever exports rules of their own")
)]
#![expect(missing_docs, reason = "wit-bindgen's own items; the contract says what they are")]

use std::cell::RefCell;
use std::marker::PhantomData;

use crate::rules::{Reading, Rules};
use crate::types as plain;
use exports::redescente::rules::rules as wit;

#[cfg(feature = "contract-0-1")]
wit_bindgen::generate!({
    path: "../wit/redescente-rules@0.1.0",
    world: "apply-rules",
    pub_export_macro: true,
});

#[cfg(not(feature = "contract-0-1"))]
wit_bindgen::generate!({
    path: "../wit/redescente-rules@0.2.0",
    world: "apply-rules",
    pub_export_macro: true,
});

/// Rules behind the contract.
#[derive(Debug)]
pub struct Exported<R>(PhantomData<R>);

#[cfg(feature = "component")]
type Default = Exported<crate::DefaultRules>;

#[cfg(feature = "component")]
export!(Default with_types_in self);

/// The resource: the contract's functions take it shared, the rules change it.
#[derive(Debug)]
pub struct Opened<R: Rules>(RefCell<R::Reading>, #[cfg(feature = "contract-0-1")] RefCell<Asked>);

/// What 0.1 does not say: it asks a line that is to be settled no second time, and forgets none.
#[cfg(feature = "contract-0-1")]
#[derive(Debug, Default)]
struct Asked {
    to_settle: std::collections::HashMap<u32, plain::Ask>,
    /// How many lines that were read are not decided.
    undecided: usize,
}

impl<R: Rules + 'static> wit::GuestDelivery for Opened<R> {
    fn new(context: wit::Context) -> Self {
        Self(
            RefCell::new(R::open(&context.into())),
            #[cfg(feature = "contract-0-1")]
            RefCell::default(),
        )
    }

    #[cfg(feature = "contract-0-1")]
    fn read(&self, bytes: Vec<u8>) -> Result<Vec<wit::Line>, wit::Reason> {
        let mut asked = self.1.borrow_mut();
        if asked.undecided == 0 {
            self.0.borrow_mut().forget();
        }
        let lines = self.0.borrow_mut().read(bytes).map_err(wit::Reason::from)?;
        asked.undecided += lines.iter().filter(|line| line.subject.is_ok()).count();
        Ok(moved(lines))
    }

    #[cfg(not(feature = "contract-0-1"))]
    fn read(&self, bytes: Vec<u8>) -> Result<Vec<wit::Line>, wit::Reason> {
        self.0.borrow_mut().read(bytes).map(moved).map_err(Into::into)
    }

    #[cfg(not(feature = "contract-0-1"))]
    fn skip(&self, bytes: Vec<u8>) -> Result<(), wit::Reason> {
        self.0.borrow_mut().skip(bytes).map_err(Into::into)
    }

    fn end(&self) -> Result<Vec<wit::Line>, wit::Reason> {
        self.0.borrow_mut().end().map(moved).map_err(Into::into)
    }

    fn layout(&self) -> Option<wit::Layout> {
        self.0.borrow().layout().map(Into::into)
    }

    #[cfg(feature = "contract-0-1")]
    fn decide(&self, asks: Vec<wit::Ask>) -> Vec<wit::Answer> {
        let asks: Vec<plain::Ask> = moved(asks);
        let answers = self.0.borrow_mut().decide(asks.clone());
        let mut asked = self.1.borrow_mut();
        for (ask, answer) in asks.into_iter().zip(&answers) {
            match answer {
                plain::Answer::LookUp(_) => drop(asked.to_settle.insert(ask.number, ask)),
                plain::Answer::Decided(_) => asked.undecided = asked.undecided.saturating_sub(1),
            }
        }
        moved(answers)
    }

    #[cfg(not(feature = "contract-0-1"))]
    fn decide(&self, asks: Vec<wit::Ask>) -> Vec<wit::Answer> {
        moved(self.0.borrow_mut().decide(moved(asks)))
    }

    #[cfg(feature = "contract-0-1")]
    fn settle(&self, found: Vec<wit::Found>) -> Vec<wit::Decision> {
        let mut asked = self.1.borrow_mut();
        asked.undecided = asked.undecided.saturating_sub(found.len());
        let found = found.into_iter().map(|found| plain::Found {
            ask: asked
                .to_settle
                .remove(&found.number)
                .expect("the host settles only lines that were answered with keys"),
            evidence: found.evidence.into(),
        });
        moved(self.0.borrow_mut().settle(found.collect()))
    }

    #[cfg(not(feature = "contract-0-1"))]
    fn settle(&self, found: Vec<wit::Found>) -> Vec<wit::Decision> {
        moved(self.0.borrow_mut().settle(moved(found)))
    }

    #[cfg(not(feature = "contract-0-1"))]
    fn forget(&self) {
        self.0.borrow_mut().forget();
    }
}

impl<R: Rules + 'static> wit::Guest for Exported<R> {
    type Delivery = Opened<R>;

    fn describe() -> wit::Description {
        R::describe().into()
    }

    fn check_parameters(parameters: Vec<(String, String)>) -> Vec<wit::Reason> {
        moved(R::check_parameters(&parameters))
    }

    fn decide_again(context: wit::Context, kept: Vec<wit::Kept>) -> Vec<wit::Answer> {
        moved(R::decide_again(&context.into(), &moved::<_, plain::Kept>(kept)))
    }

    fn objection(modification: wit::Modification, current: wit::Customer) -> Vec<wit::Change> {
        moved(R::objection(&modification.into(), &current.into()))
    }

    fn show(header: Vec<u8>, window: Vec<u8>, first_line: u32) -> Vec<wit::Cells> {
        moved(R::show(&header, &window, first_line))
    }

    fn keys_of(context: wit::Context, customers: Vec<wit::Customer>) -> Vec<Vec<u64>> {
        R::keys_of(&context.into(), &moved::<_, plain::Customer>(customers))
    }

    fn matches(context: wit::Context, customer: wit::Customer, evidence: wit::Evidence) -> Vec<wit::Match> {
        moved(R::matches(&context.into(), &customer.into(), &evidence.into()))
    }

    fn edit(
        context: wit::Context,
        current: Option<wit::Customer>,
        changes: Vec<wit::Change>,
        evidence: Option<wit::Evidence>,
    ) -> wit::Edited {
        let (current, evidence) = (current.map(Into::into), evidence.map(Into::into));
        let changes: Vec<plain::Change> = moved(changes);
        R::edit(&context.into(), current.as_ref(), &changes, evidence.as_ref()).into()
    }

    fn merge(
        context: wit::Context,
        kept: wit::Customer,
        absorbed: wit::Customer,
        absorbed_later: bool,
    ) -> wit::Proposal {
        R::merge(&context.into(), &kept.into(), &absorbed.into(), absorbed_later).into()
    }
}

fn moved<A, B: From<A>>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(B::from).collect()
}

/// Moves a record's fields one by one; `list` and `option` move what they hold.
macro_rules! records {
    ($($from:ty => $to:ty { $($field:ident $(: $how:ident)?),* $(,)? })*) => {
        $(impl From<$from> for $to {
            fn from(value: $from) -> Self {
                Self { $($field: records!(@ value.$field $(, $how)?)),* }
            }
        })*
    };
    (@ $value:expr) => { $value };
    (@ $value:expr, into) => { $value.into() };
    (@ $value:expr, list) => { moved($value) };
    (@ $value:expr, option) => { $value.map(Into::into) };
    (@ $value:expr, result) => { $value.map(Into::into).map_err(Into::into) };
}

records! {
    // What the host says.
    wit::Customer => plain::Customer { id, modified_at, values }
    wit::Change => plain::Change { field, value }
    wit::Context => plain::Context { purpose: into, file_name, now, parameters }
    wit::Ask => plain::Ask { number, current: option, prior, later_source }
    wit::Evidence => plain::Evidence { candidates: list, cut }
        wit::Modification => plain::Modification { customer, modified_at, digest, values, absent_fields }
    wit::Kept => plain::Kept { modification: into, current: option, prior, later_source, evidence: option }
    // What the rules answer.
    plain::Argument => wit::Argument { kind: into, value }
    plain::Reason => wit::Reason { code, arguments: list }
    plain::Label => wit::Label { language, text }
    plain::Field => wit::Field { name, kind, labels: list }
    plain::Message => wit::Message { code, labels: list }
    plain::Parameter => wit::Parameter { name, default, choices, labels: list }
    plain::Layout => wit::Layout { header_length, absent_fields, unknown_columns }
    plain::Subject => wit::Subject { modified_at, digest }
    plain::Line => wit::Line { number, offset, length, customer, subject: result }
    plain::Keys => wit::Keys { held, taken, sought }
    plain::Change => wit::Change { field, value }
    plain::Match => wit::Match { customer, reasons: list }
    plain::Decision => wit::Decision { outcome: into, changes: list, received, matches: list, rejected: option, notes: list }
    plain::ShownCells => wit::Cells { number, offset, length, encoding, values, wrong_column }
    plain::Edited => wit::Edited { changes: list, problems: list, keys: into, matches: list }
    plain::Proposal => wit::Proposal { values, from_absorbed, conflicts, notes: list }
}

impl From<plain::Description> for wit::Description {
    fn from(value: plain::Description) -> Self {
        Self {
            name: value.name,
            version: value.version,
            file_pattern: value.file_pattern,
            fields: moved(value.fields),
            parameters: moved(value.parameters),
            messages: moved(value.messages),
            keys_revision: value.keys_revision,
            digest_revision: value.digest_revision,
            #[cfg(not(feature = "contract-0-1"))]
            sample: value.sample,
        }
    }
}

macro_rules! cases {
    ($($from:ident::$kind:ident => $to:ident { $($case:ident),* $(,)? })*) => {
        $(impl From<$from::$kind> for $to::$kind {
            fn from(value: $from::$kind) -> Self {
                match value { $($from::$kind::$case => Self::$case),* }
            }
        })*
    };
}

cases! {
    wit::Purpose => plain { FirstLoad, Delivery }
    plain::ArgumentKind => wit { Text, Field, Column, Date, Number, Customer }
    plain::Outcome => wit { Created, Corrected, Unchanged, AlreadyProcessed, Stale, Duplicate, Rejected }
}

impl From<plain::Answer> for wit::Answer {
    fn from(value: plain::Answer) -> Self {
        match value {
            plain::Answer::Decided(decision) => Self::Decided(decision.into()),
            #[cfg(feature = "contract-0-1")]
            plain::Answer::LookUp(look_up) => Self::LookUp(look_up.keys.into()),
            #[cfg(not(feature = "contract-0-1"))]
            plain::Answer::LookUp(look_up) => Self::LookUp(look_up.into()),
        }
    }
}

#[cfg(not(feature = "contract-0-1"))]
records! {
    wit::Found => plain::Found { ask: into, evidence: into }
    plain::LookUp => wit::LookUp { keys: into, alone: option }
}
