//! What is taken up, and what isn't.

use super::components::{component, whole};
use super::{context, customer, engine, load};
use crate::rules::{Engine, Limits, RulesError};

#[test]
fn good_rules_say_what_they_are() {
    let rules = load("good");
    assert_eq!(rules.description().name, "good");
    assert_eq!(rules.contract(), "redescente:rules@0.1.0");
    assert_eq!(rules.digest().len(), 64);
    assert!(rules.imports().is_empty());
    assert_eq!(rules.keys_of(&context(), &[customer("c", "x")]).expect("keys"), [[0_u64; 0]]);
}

#[test]
fn what_is_no_component() {
    let module = wat::parse_str("(module)").expect("WebAssembly text");
    for bytes in [&b""[..], b"PK\x03\x04", b"(component)", &module] {
        let error = engine().load(bytes).unwrap_err();
        assert!(matches!(error, RulesError::NotAComponent { .. }), "{error:?}");
    }
}

#[test]
fn compiled_code_is_refused() {
    let mut config = wasmtime::Config::new();
    config.consume_fuel(true).epoch_interruption(true);
    let compiled = wasmtime::Engine::new(&config)
        .and_then(|engine| engine.precompile_component(&component("good")))
        .expect("compiled code");
    let error = engine().load(&compiled).unwrap_err();
    assert!(matches!(error, RulesError::Precompiled), "{error:?}");
}

#[test]
fn imports_are_refused_by_name() {
    let error = engine().load(&whole("importing")).unwrap_err();
    assert!(matches!(&error, RulesError::Imports { names } if names == &["wasi:clocks/wall-clock@0.2.0"]), "{error:?}");
}

#[test]
fn contracts_are_chosen_by_what_is_exported() {
    let error = engine().load(&whole("later-contract")).unwrap_err();
    assert!(
        matches!(&error, RulesError::UnknownContract { found } if found == &["redescente:rules/rules@0.2.0"]),
        "{error:?}"
    );
    let error = engine().load(&whole("incomplete")).unwrap_err();
    assert!(matches!(error, RulesError::Incomplete { .. }), "{error:?}");
}

#[test]
fn size_is_bounded() {
    let limits = Limits { component: 100, ..Limits::default() };
    let error = Engine::new(&limits).expect("an engine").load(&component("good")).unwrap_err();
    assert!(matches!(error, RulesError::TooLarge { most: 100, .. }), "{error:?}");
}
