//! Any sequence of deliveries and of what people do, each step followed by what must hold whatever happened.
//!
//! After each step: outcomes add up; the base is the fold of its history, folded here and by `verify`; no alias leads
//! in a circle; whoever stands in a withheld modification's way is in the base; history has only grown.
//!
//! `PROPTEST_CASES` sets how many sequences.

mod acts;
mod invariants;
mod system;

use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

use acts::{Act, act};
use system::System;

/// Sequences, unless `PROPTEST_CASES` says otherwise: a minute or so.
const CASES: u32 = 150;

/// Nothing needs to be known to choose an act: each finds what it is about in the store, or does nothing.
#[derive(Debug)]
struct AnyAct;

impl ReferenceStateMachine for AnyAct {
    type State = ();
    type Transition = Act;

    fn init_state() -> BoxedStrategy<()> {
        Just(()).boxed()
    }

    fn transitions((): &()) -> BoxedStrategy<Act> {
        act()
    }

    fn apply((): (), _: &Act) {}
}

struct Machine;

impl StateMachineTest for Machine {
    type SystemUnderTest = System;
    type Reference = AnyAct;

    fn init_test((): &()) -> System {
        System::new()
    }

    fn apply(mut system: System, (): &(), act: Act) -> System {
        system.act(&act);
        system
    }

    fn check_invariants(system: &System, (): &()) {
        system.check();
    }
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    ProptestConfig { cases, max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() }
}

prop_state_machine! {
    #![proptest_config(config())]

    #[test]
    fn whatever_happens_the_base_is_its_history(sequential 1..16 => Machine);
}

/// A machine in which nothing succeeds would prove nothing.
#[test]
fn the_acts_are_not_tame() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut done = std::collections::BTreeMap::<&str, u32>::new();
    for _ in 0..60 {
        let mut system = System::new();
        for _ in 0..16 {
            let act = act().new_tree(&mut runner).unwrap().current();
            if system.act(&act) {
                *done.entry(act.name()).or_default() += 1;
            }
        }
        system.check();
    }
    for name in acts::NAMES {
        assert!(done.get(name).is_some_and(|times| *times >= 5), "{name} is hardly done: {done:?}");
    }
}
