//! Contract `redescente:rules@0.2`: its bindings, and rules that speak it behind [`Backend`].
//!
//! The newest: the types of the host are these.

use std::sync::Arc;

use wasmtime::component::{Component, Linker, ResourceAny};

use super::backend::{Backend, Session};
use super::error::RulesError;
use super::sandbox::{Cell, Load, Sandbox, State};

/// What wasmtime writes from the contract.
mod bindings {
    wasmtime::component::bindgen!({
        path: "../wit/redescente-rules@0.2.0",
        world: "apply-rules",
        additional_derives: [PartialEq, serde::Serialize, serde::Deserialize],
    });
}

use bindings::exports::redescente::rules::rules::Guest;
pub use bindings::exports::redescente::rules::rules::{
    Answer, Argument, ArgumentKind, Ask, Cells, Change, Context, Customer, Decision, Description, Edited, Evidence,
    Field, Found, Kept, Keys, Label, Layout, Line, LookUp, Match, Message, Modification, Outcome, Parameter, Proposal,
    Purpose, Reason, Subject, Timestamp,
};

/// Rules that speak this contract.
pub(super) struct Contract {
    sandbox: Arc<Sandbox>,
    pre: bindings::ApplyRulesPre<State>,
}

impl Contract {
    /// Links a component that imports nothing.
    ///
    /// # Errors
    ///
    /// [`RulesError::Incomplete`] where an export of the contract is missing or has another type.
    pub(super) fn link(sandbox: &Arc<Sandbox>, component: &Component) -> Result<Self, RulesError> {
        let pre = Linker::new(sandbox.engine())
            .instantiate_pre(component)
            .and_then(bindings::ApplyRulesPre::new)
            .map_err(|e| RulesError::Incomplete { source: e.into() })?;
        Ok(Self { sandbox: Arc::clone(sandbox), pre })
    }

    fn instantiate(&self, budget: std::time::Duration) -> Result<Instance, RulesError> {
        let mut cell = self.sandbox.cell(budget);
        let rules = cell.call("instantiate", Load::default(), |store| self.pre.instantiate(store))?;
        Ok(Instance { cell, rules })
    }

    /// One call in a store of its own.
    fn once<T>(
        &self,
        call: &'static str,
        load: Load,
        run: impl FnOnce(&Guest, &mut wasmtime::Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T, RulesError> {
        let mut instance = self.instantiate(self.sandbox.limits().per_call())?;
        instance.call(call, load, run)
    }
}

impl Backend for Contract {
    fn describe(&self) -> Result<Description, RulesError> {
        let mut instance = self.instantiate(self.sandbox.limits().per_call())?;
        let mut ask = || instance.call("describe", Load::default(), |rules, store| rules.call_describe(store));
        let description = ask()?;
        if ask()? == description { Ok(description) } else { Err(RulesError::Unstable) }
    }

    fn check_parameters(&self, parameters: &[(String, String)], load: Load) -> Result<Vec<Reason>, RulesError> {
        self.once("check-parameters", load, |rules, store| rules.call_check_parameters(store, parameters))
    }

    fn keys_of(&self, context: &Context, customers: &[Customer], load: Load) -> Result<Vec<Vec<u64>>, RulesError> {
        self.once("keys-of", load, |rules, store| rules.call_keys_of(store, context, customers))
    }

    fn matches(
        &self,
        context: &Context,
        customer: &Customer,
        evidence: &Evidence,
        load: Load,
    ) -> Result<Vec<Match>, RulesError> {
        self.once("matches", load, |rules, store| rules.call_matches(store, context, customer, evidence))
    }

    fn edit(
        &self,
        context: &Context,
        current: Option<&Customer>,
        changes: &[Change],
        evidence: Option<&Evidence>,
        load: Load,
    ) -> Result<Edited, RulesError> {
        self.once("edit", load, |rules, store| rules.call_edit(store, context, current, changes, evidence))
    }

    fn merge(
        &self,
        context: &Context,
        kept: &Customer,
        absorbed: &Customer,
        absorbed_later: bool,
        load: Load,
    ) -> Result<Proposal, RulesError> {
        self.once("merge", load, |rules, store| rules.call_merge(store, context, kept, absorbed, absorbed_later))
    }

    fn decide_again(&self, context: &Context, kept: &[Kept], load: Load) -> Result<Vec<Answer>, RulesError> {
        self.once("decide-again", load, |rules, store| rules.call_decide_again(store, context, kept))
    }

    fn objection(
        &self,
        modification: &Modification,
        current: &Customer,
        load: Load,
    ) -> Result<Vec<Change>, RulesError> {
        self.once("objection", load, |rules, store| rules.call_objection(store, modification, current))
    }

    fn show(&self, header: &[u8], window: &[u8], first_line: u32, load: Load) -> Result<Vec<Cells>, RulesError> {
        self.once("show", load, |rules, store| rules.call_show(store, header, window, first_line))
    }

    fn open(&self, context: &Context, load: Load) -> Result<Box<dyn Session>, RulesError> {
        let mut instance = self.instantiate(self.sandbox.limits().per_delivery())?;
        let delivery =
            instance.call("delivery", load, |rules, store| rules.delivery().call_constructor(store, context))?;
        Ok(Box::new(Open { instance, delivery }))
    }

    fn can_skip(&self) -> bool {
        true
    }
}

/// An instance in its store.
struct Instance {
    cell: Cell,
    rules: bindings::ApplyRules,
}

impl Instance {
    fn call<T>(
        &mut self,
        call: &'static str,
        load: Load,
        run: impl FnOnce(&Guest, &mut wasmtime::Store<State>) -> wasmtime::Result<T>,
    ) -> Result<T, RulesError> {
        let rules = self.rules.redescente_rules_rules();
        self.cell.call(call, load, |store| run(rules, store))
    }
}

/// A delivery inside its instance; the resource is dropped with the store.
struct Open {
    instance: Instance,
    delivery: ResourceAny,
}

impl Session for Open {
    fn read(&mut self, bytes: &[u8], load: Load) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        let delivery = self.delivery;
        self.instance.call("read", load, |rules, store| rules.delivery().call_read(store, delivery, bytes))
    }

    fn skip(&mut self, bytes: &[u8], load: Load) -> Result<Result<(), Reason>, RulesError> {
        let delivery = self.delivery;
        self.instance.call("skip", load, |rules, store| rules.delivery().call_skip(store, delivery, bytes))
    }

    fn end(&mut self, load: Load) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        let delivery = self.delivery;
        self.instance.call("end", load, |rules, store| rules.delivery().call_end(store, delivery))
    }

    fn layout(&mut self, load: Load) -> Result<Option<Layout>, RulesError> {
        let delivery = self.delivery;
        self.instance.call("layout", load, |rules, store| rules.delivery().call_layout(store, delivery))
    }

    fn decide(&mut self, asks: &[Ask], load: Load) -> Result<Vec<Answer>, RulesError> {
        let delivery = self.delivery;
        self.instance.call("decide", load, |rules, store| rules.delivery().call_decide(store, delivery, asks))
    }

    fn settle(&mut self, found: &[Found], load: Load) -> Result<Vec<Decision>, RulesError> {
        let delivery = self.delivery;
        self.instance.call("settle", load, |rules, store| rules.delivery().call_settle(store, delivery, found))
    }

    fn forget(&mut self) -> Result<(), RulesError> {
        let delivery = self.delivery;
        self.instance.call("forget", Load::default(), |rules, store| rules.delivery().call_forget(store, delivery))
    }

    fn next(self: Box<Self>, context: &Context, load: Load) -> Result<Box<dyn Session>, RulesError> {
        let Self { mut instance, delivery } = *self;
        instance.cell.call("delivery", load, |store| delivery.resource_drop(store))?;
        let delivery =
            instance.call("delivery", load, |rules, store| rules.delivery().call_constructor(store, context))?;
        Ok(Box::new(Self { instance, delivery }))
    }
}
