//! Each way to misbehave comes back as its error, soon, and leaves the engine as it was.

use std::time::{Duration, Instant};

use super::components::component;
use super::{ask, context, customer, engine, found, load};
use crate::rules::{Engine, Found, Limits, Rules, RulesError};

/// One delivery of one line, decided and settled.
fn deliver(rules: &Rules, bytes: &[u8]) -> Result<(), RulesError> {
    let mut delivery = rules.open(context())?;
    let lines = delivery.read(bytes)?.expect("a good file");
    delivery.end()?.expect("a good file");
    let asks: Vec<_> = lines.iter().map(|line| ask(line.number)).collect();
    let found: Vec<_> = asks.iter().map(|a| found(a.number, &[])).collect();
    delivery.decide(&asks)?;
    delivery.settle(&found)?;
    Ok(())
}

/// Loads hostile rules and sees them refused; then the good ones must do in the same engine.
fn refused(name: &str, run: impl Fn(&Rules) -> Result<(), RulesError>) -> RulesError {
    let engine = engine();
    let before = resident();
    let begun = Instant::now();
    let mut error = None;
    // More than once: what is left behind would add up.
    for _ in 0..5 {
        error = engine.load(&component(name)).and_then(|rules| run(&rules)).err();
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{name} took {:?}", begun.elapsed());
    let grown = resident().saturating_sub(before);
    assert!(grown < 300 << 20, "{name} left {grown} bytes in the host");
    let good = engine.load(&component("good")).expect("good rules");
    deliver(&good, b"a line\n").expect("a good delivery");
    error.unwrap_or_else(|| panic!("{name} was not refused"))
}

/// Bytes that this process holds in memory; 0 where the system doesn't say.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split_whitespace().nth(1).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0) * 4096
}

fn delivered(name: &str) -> RulesError {
    refused(name, |rules| deliver(rules, b"a line\n"))
}

#[test]
fn endless_loops_run_out_of_fuel() {
    assert!(matches!(delivered("endless-loop"), RulesError::OutOfFuel { call: "decide" }));
    assert!(matches!(delivered("endless-filling"), RulesError::OutOfFuel { call: "decide" }));
    assert!(matches!(delivered("endless-start"), RulesError::OutOfFuel { call: "instantiate" }));
}

#[test]
fn endless_loops_run_out_of_time_where_fuel_is_plenty() {
    let limits = Limits { fuel_per_call: u64::MAX / 2, seconds_per_delivery: 0, ..Limits::default() };
    let engine = Engine::new(&limits).expect("an engine");
    let rules = engine.load(&component("endless-loop")).expect("rules");
    let error = deliver(&rules, b"a line\n").unwrap_err();
    assert!(matches!(error, RulesError::TimedOut { call: "decide" }), "{error:?}");
}

#[test]
fn recursion_ends_at_the_stack_limit() {
    let error = delivered("deep-recursion");
    assert!(matches!(error, RulesError::StackOverflow { call: "decide" }), "{error:?}");
}

#[test]
fn memory_ends_at_the_limit() {
    for (name, call) in [("memory-hog", "decide"), ("memory-at-once", "instantiate"), ("table-hog", "decide")] {
        let error = delivered(name);
        assert!(matches!(error, RulesError::OutOfMemory { call: c } if c == call), "{name}: {error:?}");
    }
}

#[test]
fn answers_that_are_none() {
    for (name, call) in [("lying-length", "decide"), ("broken-text", "describe"), ("broken-variant", "settle")] {
        let error = delivered(name);
        assert!(matches!(error, RulesError::Malformed { call: c, .. } if c == call), "{name}: {error:?}");
    }
}

#[test]
fn answers_that_fill_the_host() {
    let error = delivered("huge-string");
    assert!(matches!(error, RulesError::AnswerTooLarge { call: "describe" }), "{error:?}");
    let error = refused("multiplied-answer", |rules| rules.keys_of(&context(), &[customer("c", "x")]).map(|_| ()));
    assert!(matches!(error, RulesError::AnswerTooLarge { call: "keys-of" }), "{error:?}");
}

#[test]
fn answers_that_say_what_can_not_be() {
    let error = delivered("wrong-count");
    assert!(matches!(error, RulesError::WrongCount { call: "decide", asked: 1, answered: 0 }), "{error:?}");
    let error = delivered("unknown-candidate");
    assert!(matches!(&error, RulesError::UnknownCandidate { customer, .. } if customer == "z"), "{error:?}");
    let error = refused("unknown-field", |rules| {
        let mut delivery = rules.open(context())?;
        delivery.read(b"a line\n")?.expect("a good file");
        let mut ask = ask(1);
        ask.current = Some(customer("c", "y"));
        delivery.decide(std::slice::from_ref(&ask))?;
        delivery.settle(&[Found { ask, ..found(1, &[]) }]).map(|_| ())
    });
    assert!(matches!(error, RulesError::UnknownField { field: 7, fields: 1, .. }), "{error:?}");
    let error = refused("lines-twice", |rules| {
        let mut delivery = rules.open(context())?;
        delivery.read(b"a line\n")?.expect("a good file");
        delivery.read(b"a line\n").map(|_| ())
    });
    assert!(matches!(error, RulesError::BadLine { line: 1, .. }), "{error:?}");
}

#[test]
fn descriptions_stay_the_same() {
    assert!(matches!(delivered("changing-description"), RulesError::Unstable));
}

#[test]
fn a_failure_ends_its_delivery_and_no_other() {
    let rules = load("trap-on-third");
    for bytes in [&b"1"[..], b"2", b"3", b"4"] {
        let mut delivery = rules.open(context()).expect("a delivery");
        delivery.read(bytes).expect("read").expect("a good file");
        match delivery.end() {
            Ok(_) => assert_ne!(bytes, b"3"),
            Err(error) => {
                assert_eq!(bytes, b"3");
                assert!(matches!(error, RulesError::Trapped { call: "end", .. }), "{error:?}");
                let later = delivery.layout().unwrap_err();
                assert!(matches!(later, RulesError::Poisoned { call: "layout" }), "{later:?}");
            }
        }
    }
}

#[test]
fn a_slip_of_the_host_does_no_harm() {
    let mut delivery = load("good").open(context()).expect("a delivery");
    delivery.read(b"a line\n").expect("read").expect("a good file");
    let slip = delivery.settle(&[found(1, &[])]).unwrap_err();
    assert!(matches!(slip, RulesError::UnaskedLine { call: "settle", line: 1 }), "{slip:?}");
    delivery.end().expect("end").expect("a good file");
    let slip = delivery.read(b"more").unwrap_err();
    assert!(matches!(slip, RulesError::OutOfTurn { call: "read" }), "{slip:?}");
    delivery.decide(&[ask(1)]).expect("decided");
    delivery.settle(&[found(1, &[])]).expect("settled");
    let slip = delivery.settle(&[found(1, &[])]).unwrap_err();
    assert!(matches!(slip, RulesError::UnaskedLine { call: "settle", line: 1 }), "{slip:?}");
    delivery.decide(&[ask(1)]).expect("asked again");
    delivery.forget().expect("forgotten");
    for line in [1, 2] {
        let slip = delivery.decide(&[ask(line)]).unwrap_err();
        assert!(matches!(slip, RulesError::UnaskedLine { call: "decide", .. }), "{slip:?}");
    }
}
