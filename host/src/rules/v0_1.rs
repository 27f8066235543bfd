//! Contract `redescente:rules@0.1`: its bindings, and rules that speak it behind [`Backend`].
//!
//! What it says and is told is converted from and into the newest contract's types ([`converting`]): lists and texts
//! are moved, so that a line costs nothing more.

mod converting;

use std::sync::Arc;

use wasmtime::component::{Component, Linker, ResourceAny};

use super::backend::{Backend, Session};
use super::error::RulesError;
use super::sandbox::{Cell, Load, Sandbox, State};
use super::{
    Answer, Ask, Cells, Change, Context, Customer, Decision, Description, Edited, Evidence, Found, Kept, Layout, Line,
    Match, Modification, Proposal, Reason,
};

/// What wasmtime writes from the contract.
mod bindings {
    wasmtime::component::bindgen!({
        path: "../wit/redescente-rules@0.1.0",
        world: "apply-rules",
        additional_derives: [PartialEq],
    });
}

use bindings::exports::redescente::rules::rules::Guest;
use converting::{copied, moved};

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
        if ask()? == description { Ok(description.into()) } else { Err(RulesError::Unstable) }
    }

    fn check_parameters(&self, parameters: &[(String, String)], load: Load) -> Result<Vec<Reason>, RulesError> {
        self.once("check-parameters", load, |rules, store| rules.call_check_parameters(store, parameters)).map(moved)
    }

    fn keys_of(&self, context: &Context, customers: &[Customer], load: Load) -> Result<Vec<Vec<u64>>, RulesError> {
        self.once("keys-of", load, |rules, store| rules.call_keys_of(store, &context.into(), &copied(customers)))
    }

    fn matches(
        &self,
        context: &Context,
        customer: &Customer,
        evidence: &Evidence,
        load: Load,
    ) -> Result<Vec<Match>, RulesError> {
        self.once("matches", load, |rules, store| {
            rules.call_matches(store, &context.into(), &customer.into(), &evidence.into())
        })
        .map(moved)
    }

    fn edit(
        &self,
        context: &Context,
        current: Option<&Customer>,
        changes: &[Change],
        evidence: Option<&Evidence>,
        load: Load,
    ) -> Result<Edited, RulesError> {
        let (current, evidence) = (current.map(Into::into), evidence.map(Into::into));
        self.once("edit", load, |rules, store| {
            rules.call_edit(store, &context.into(), current.as_ref(), &copied(changes), evidence.as_ref())
        })
        .map(Into::into)
    }

    fn merge(
        &self,
        context: &Context,
        kept: &Customer,
        absorbed: &Customer,
        absorbed_later: bool,
        load: Load,
    ) -> Result<Proposal, RulesError> {
        self.once("merge", load, |rules, store| {
            rules.call_merge(store, &context.into(), &kept.into(), &absorbed.into(), absorbed_later)
        })
        .map(Into::into)
    }

    fn decide_again(&self, context: &Context, kept: &[Kept], load: Load) -> Result<Vec<Answer>, RulesError> {
        self.once("decide-again", load, |rules, store| rules.call_decide_again(store, &context.into(), &copied(kept)))
            .map(moved)
    }

    fn objection(
        &self,
        modification: &Modification,
        current: &Customer,
        load: Load,
    ) -> Result<Vec<Change>, RulesError> {
        self.once("objection", load, |rules, store| rules.call_objection(store, &modification.into(), &current.into()))
            .map(moved)
    }

    fn show(&self, header: &[u8], window: &[u8], first_line: u32, load: Load) -> Result<Vec<Cells>, RulesError> {
        self.once("show", load, |rules, store| rules.call_show(store, header, window, first_line)).map(moved)
    }

    fn open(&self, context: &Context, load: Load) -> Result<Box<dyn Session>, RulesError> {
        let mut instance = self.instantiate(self.sandbox.limits().per_delivery())?;
        let delivery = instance
            .call("delivery", load, |rules, store| rules.delivery().call_constructor(store, &context.into()))?;
        Ok(Box::new(Open { instance, delivery }))
    }

    fn can_skip(&self) -> bool {
        false
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
        self.instance
            .call("read", load, |rules, store| rules.delivery().call_read(store, delivery, bytes))
            .map(|read| read.map(moved).map_err(Into::into))
    }

    fn skip(&mut self, _: &[u8], _: Load) -> Result<Result<(), Reason>, RulesError> {
        Err(RulesError::OutOfTurn { call: "skip" })
    }

    fn end(&mut self, load: Load) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        let delivery = self.delivery;
        self.instance
            .call("end", load, |rules, store| rules.delivery().call_end(store, delivery))
            .map(|read| read.map(moved).map_err(Into::into))
    }

    fn layout(&mut self, load: Load) -> Result<Option<Layout>, RulesError> {
        let delivery = self.delivery;
        self.instance
            .call("layout", load, |rules, store| rules.delivery().call_layout(store, delivery))
            .map(|layout| layout.map(Into::into))
    }

    fn decide(&mut self, asks: &[Ask], load: Load) -> Result<Vec<Answer>, RulesError> {
        let delivery = self.delivery;
        self.instance
            .call("decide", load, |rules, store| rules.delivery().call_decide(store, delivery, &copied(asks)))
            .map(moved)
    }

    fn settle(&mut self, found: &[Found], load: Load) -> Result<Vec<Decision>, RulesError> {
        let delivery = self.delivery;
        self.instance
            .call("settle", load, |rules, store| rules.delivery().call_settle(store, delivery, &copied(found)))
            .map(moved)
    }

    /// 0.1 holds nothing of what is settled, and everything is.
    fn forget(&mut self) -> Result<(), RulesError> {
        Ok(())
    }

    fn next(self: Box<Self>, context: &Context, load: Load) -> Result<Box<dyn Session>, RulesError> {
        let Self { mut instance, delivery } = *self;
        instance.cell.call("delivery", load, |store| delivery.resource_drop(store))?;
        let delivery = instance
            .call("delivery", load, |rules, store| rules.delivery().call_constructor(store, &context.into()))?;
        Ok(Box::new(Self { instance, delivery }))
    }
}
