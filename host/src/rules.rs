//! The rules: a sandboxed component that owns every decision and can touch nothing.
//!
//! 1. [`Engine::load`] compiles a component, refuses any that imports something, and asks it what it is;
//! 2. [`Rules::open`] begins a file: [`Delivery::read`] gives its lines, [`Delivery::decide`] and
//!    [`Delivery::settle`] what becomes of them;
//! 3. whatever a component answers is checked ([`RulesError`] names each way to misbehave), and whatever it uses up
//!    is bounded ([`Limits`]).
//!
//! The types are the contract's (`wit/`), in its newest version: each older one converts into them. This module and
//! those below are the only ones that name wasmtime.

mod abreast;
mod asked;
mod backend;
mod check;
mod compiled;
mod delivery;
mod engine;
mod error;
mod limits;
#[cfg(feature = "native-rules")]
mod native;
mod sandbox;
#[cfg(test)]
mod tests;
mod v0_1;
mod v0_2;

use std::fmt;
use std::sync::Arc;

pub use abreast::{Abreast, Feed};
pub use compiled::CompiledCode;
pub use delivery::Delivery;
pub use engine::Engine;
pub use error::{At, RulesError};
pub use limits::Limits;
pub use v0_2::{
    Answer, Argument, ArgumentKind, Ask, Cells, Change, Context, Customer, Decision, Description, Edited, Evidence,
    Field, Found, Kept, Keys, Label, Layout, Line, LookUp, Match, Message, Modification, Outcome, Parameter, Proposal,
    Purpose, Reason, Subject, Timestamp,
};

use backend::Backend;
use check::{Facts, Known};
use sandbox::Load;

/// Separates the values of a row ([`Customer::values`]).
pub const SEPARATOR: char = '\u{1F}';

/// Rules taken up. Cheap to clone; clones may be asked on several threads at once.
#[derive(Clone)]
pub struct Rules {
    inner: Arc<Inner>,
}

struct Inner {
    backend: Box<dyn Backend>,
    description: Description,
    facts: Arc<Facts>,
    contract: String,
    digest: String,
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rules({} {})", self.contract(), self.digest())
    }
}

impl Rules {
    fn of(backend: Box<dyn Backend>, contract: String, digest: String) -> Result<Self, RulesError> {
        let description = engine::describe(&*backend)?;
        let facts = Arc::new(Facts::of(&description));
        Ok(Self { inner: Arc::new(Inner { backend, description, facts, contract, digest }) })
    }

    /// The default rules as part of this program, without a sandbox, under the digest of the component they stand for.
    ///
    /// # Errors
    ///
    /// [`RulesError::BadDescription`], as for any other rules.
    #[cfg(feature = "native-rules")]
    pub fn native(digest: String) -> Result<Self, RulesError> {
        Self::of(Box::new(native::Native), "redescente:rules@0.2.0".to_owned(), digest)
    }

    /// What these rules are.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.inner.description
    }

    /// SHA-256 of the component, in hexadecimal: tells rules apart.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.inner.digest
    }

    /// The contract they speak, for example `redescente:rules@0.1.0`.
    #[must_use]
    pub fn contract(&self) -> &str {
        &self.inner.contract
    }

    /// What they import of the host: nothing, or they would not have been loaded.
    #[must_use]
    pub fn imports(&self) -> &[String] {
        &[]
    }

    /// Begins a file, in an instance of its own.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn open(&self, context: Context) -> Result<Delivery, RulesError> {
        let session = self.inner.backend.open(&context, load_of(&context))?;
        Ok(Delivery::new(Arc::clone(&self.inner.facts), context.purpose, session))
    }

    /// Whether a file can be read in several sessions, each of which skips what another one reads.
    #[must_use]
    pub fn can_skip(&self) -> bool {
        self.inner.backend.can_skip()
    }

    /// Begins a file in the instance of an earlier one, which ends with it.
    ///
    /// No store does so: every file has an instance of its own. It shows whether rules remember.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn open_after(&self, earlier: Delivery, context: Context) -> Result<Delivery, RulesError> {
        let session = earlier.into_session().next(&context, load_of(&context))?;
        Ok(Delivery::new(Arc::clone(&self.inner.facts), context.purpose, session))
    }

    /// What is wrong with parameters; nothing is where they can be used.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn check_parameters(&self, parameters: &[(String, String)]) -> Result<Vec<Reason>, RulesError> {
        let bytes = parameters.iter().map(|(name, value)| name.len() + value.len()).sum();
        let load = Load { lines: parameters.len(), bytes };
        let problems = self.inner.backend.check_parameters(parameters, load)?;
        check::reasons(&self.inner.facts, &problems, At::Call("check-parameters"))?;
        Ok(problems)
    }

    /// The blocking keys of each customer.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn keys_of(&self, context: &Context, customers: &[Customer]) -> Result<Vec<Vec<u64>>, RulesError> {
        let load = load_of_all(customers).plus(load_of(context));
        let keys = self.inner.backend.keys_of(context, customers, load)?;
        check::count("keys-of", customers.len(), keys.len())?;
        for (index, keys) in keys.iter().enumerate() {
            check::key_list(keys, At::Item("keys-of", index))?;
        }
        Ok(keys)
    }

    /// The candidates who are the same person as far as the rules can see, strongest first.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn matches(
        &self,
        context: &Context,
        customer: &Customer,
        evidence: &Evidence,
    ) -> Result<Vec<Match>, RulesError> {
        let load = load_of_all(&evidence.candidates).plus(load_of(context)).with(customer);
        let matches = self.inner.backend.matches(context, customer, evidence, load)?;
        check::matches(&self.inner.facts, &matches, Some(evidence), At::Call("matches"))?;
        Ok(matches)
    }

    /// A person's edit, addition or revert, normalised and checked like a line.
    ///
    /// Asked without evidence first, and again with what was found under the keys it names.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn edit(
        &self,
        context: &Context,
        current: Option<&Customer>,
        changes: &[Change],
        evidence: Option<&Evidence>,
    ) -> Result<Edited, RulesError> {
        let candidates = evidence.map_or(&[][..], |e| &e.candidates);
        let mut load = load_of_all(candidates).plus(load_of(context));
        load.bytes += changes.iter().map(|c| c.value.len()).sum::<usize>();
        let edited = self.inner.backend.edit(context, current, changes, evidence, load)?;
        check::edited(&self.inner.facts, &edited, Known::of(current), evidence)?;
        Ok(edited)
    }

    /// What merging two customers gives unless a person chooses otherwise.
    ///
    /// `absorbed_later`: whether the absorbed customer's content is the later one in the canonical order.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn merge(
        &self,
        context: &Context,
        kept: &Customer,
        absorbed: &Customer,
        absorbed_later: bool,
    ) -> Result<Proposal, RulesError> {
        let load = load_of(context).with(kept).with(absorbed);
        let proposal = self.inner.backend.merge(context, kept, absorbed, absorbed_later, load)?;
        check::proposal(&self.inner.facts, &proposal)?;
        Ok(proposal)
    }

    /// Decides kept modifications anew, each without regard to the others.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn decide_again(&self, context: &Context, kept: &[Kept]) -> Result<Vec<Answer>, RulesError> {
        let load = kept.iter().fold(load_of(context), |load, one| {
            let candidates = one.evidence.as_ref().map_or(&[][..], |e| &e.candidates);
            let mut load = load.plus(load_of_all(candidates));
            load.lines += 1;
            load.bytes += one.modification.values.len();
            load
        });
        let answers = self.inner.backend.decide_again(context, kept, load)?;
        check::count("decide-again", kept.len(), answers.len())?;
        for (index, (one, answer)) in kept.iter().zip(&answers).enumerate() {
            let (known, evidence) = (Known::of(one.current.as_ref()), one.evidence.as_ref());
            let at = At::Item("decide-again", index);
            check::answer(&self.inner.facts, context.purpose, answer, known, evidence, at)?;
        }
        Ok(answers)
    }

    /// Of a kept stale or withheld modification, only the consents it takes back.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn objection(&self, modification: &Modification, current: &Customer) -> Result<Vec<Change>, RulesError> {
        let load = Load { lines: 1, bytes: modification.values.len() }.with(current);
        let changes = self.inner.backend.objection(modification, current, load)?;
        check::changes(&self.inner.facts, &changes, At::Call("objection"))?;
        Ok(changes)
    }

    /// The cells of a window of whole records, for the file viewer; the header's come first.
    ///
    /// `first_line` is the number of the physical line on which the window begins.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn show(&self, header: &[u8], window: &[u8], first_line: u32) -> Result<Vec<Cells>, RulesError> {
        let load = Load { lines: 0, bytes: header.len() + window.len() };
        let cells = self.inner.backend.show(header, window, first_line, load)?;
        check::cells(&cells, window.len())?;
        Ok(cells)
    }
}

fn load_of(context: &Context) -> Load {
    let parameters = &context.parameters;
    let bytes = parameters.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
    Load { lines: parameters.len(), bytes: bytes + context.file_name.len() }
}

fn load_of_all(customers: &[Customer]) -> Load {
    customers.iter().fold(Load::default(), Load::with)
}
