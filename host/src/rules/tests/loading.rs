//! What is taken up, and what isn't.

use super::components::{component, encode_as, text, whole};
use super::{ask, context, customer, engine, found, load};
use crate::rules::{Abreast, CompiledCode, Engine, Limits, Outcome, Rules, RulesError};

/// `good.wat` speaking contract 0.2: the same, with the bytes `good` for a sample.
fn newest() -> Vec<u8> {
    // The sample's place follows the revisions, and the text begins with the word.
    let sample = r#"(data $sample (i32.const 312) "\00\00\00\00\04\00\00\00")"#;
    let module = text("good.wat").replace("@0.1.0", "@0.2.0");
    // An answer has room for the decision that holds where nobody is found; there is none.
    let module = module
        .replace("(i32.mul (local.get $count) (i32.const 64))", "(i32.mul (local.get $count) (i32.const 92))")
        .replace("(i32.add (local.get $at) (i32.const 64))", "(i32.add (local.get $at) (i32.const 92))");
    let forget = r#"(func (export "redescente:rules/rules@0.2.0#[method]delivery.forget") (param i32))"#;
    // Skipping looks at nothing: its bytes are let go of.
    let skip = r#"(func (export "redescente:rules/rules@0.2.0#[method]delivery.skip")
      (param i32 i32 i32) (result i32) (call $take (i32.const 24)))"#;
    let module = module.trim_end().strip_suffix(')').expect("a module").to_owned() + sample + skip + forget + ")";
    encode_as("0.2.0", wat::parse_str(&module).expect("WebAssembly text"))
}

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
fn both_contracts_are_spoken_side_by_side() {
    let engine = engine();
    let old = engine.load(&component("good")).expect("rules");
    let new = engine.load(&newest()).expect("rules");
    assert_eq!((old.contract(), new.contract()), ("redescente:rules@0.1.0", "redescente:rules@0.2.0"));
    assert_eq!((&old.description().sample[..], &new.description().sample[..]), (&b""[..], &b"good"[..]));
    // The same answers, whichever contract they come by.
    for rules in [&old, &new] {
        let mut delivery = rules.open(context()).expect("a delivery");
        let lines = delivery.read(b"one\n").expect("an answer").expect("a good file");
        delivery.decide(&[ask(lines[0].number)]).expect("an answer");
        let decision = delivery.settle(&[found(lines[0].number, &[])]).expect("an answer").remove(0);
        assert_eq!((decision.outcome, decision.received.as_deref()), (Outcome::Created, Some("x")));
        delivery.forget().expect("nothing to hold");
        let slip = delivery.decide(&[ask(lines[0].number)]).expect_err("a line that is forgotten");
        assert!(matches!(slip, RulesError::UnaskedLine { .. }), "{slip:?}");
        assert_eq!(rules.keys_of(&context(), &[customer("c", "x")]).expect("keys"), [[0_u64; 0]]);
    }
    let skips = |rules: &Rules| rules.open(context()).expect("a delivery").skip(b"one\n");
    assert!(matches!(skips(&old), Err(RulesError::OutOfTurn { call: "skip" })) && !old.can_skip());
    assert!(matches!(skips(&new), Ok(Ok(()))) && new.can_skip());
}

#[test]
fn sessions_that_count_otherwise_are_told() {
    let rules = engine().load(&newest()).expect("rules");
    let mut two = Abreast::in_two(&rules, context()).expect("sessions");
    let near = two.read(b"one\n").expect("an answer").expect("a good file");
    assert_eq!((near.len(), near[0].number), (1, 1));
    // These rules do not count what they skip.
    let far = two.read(b"two\n").unwrap_err();
    assert!(matches!(far, RulesError::BadLine { .. }), "{far:?}");
}

#[test]
fn contracts_are_chosen_by_what_is_exported() {
    let error = engine().load(&whole("later-contract")).unwrap_err();
    assert!(
        matches!(&error, RulesError::UnknownContract { found } if found == &["redescente:rules/rules@0.3.0"]),
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

fn kept(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
}

#[test]
fn what_was_compiled_is_taken_up_again_and_damage_is_compiled_anew() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("rules/compiled");
    let keeping = || engine().keeping(CompiledCode::open(&folder));
    keeping().load(&component("good")).expect("rules");
    let files = kept(&folder);
    let [file] = &files[..] else { panic!("one file: {files:?}") };
    let written = std::fs::metadata(file).and_then(|file| file.modified()).expect("its time");
    keeping().load(&component("good")).expect("rules");
    assert_eq!(
        std::fs::metadata(file).and_then(|file| file.modified()).expect("its time"),
        written,
        "not compiled anew"
    );

    let whole = std::fs::read(file).expect("compiled code");
    for damage in [0, 40, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[damage] ^= 1;
        std::fs::write(file, &bytes).expect("written");
        assert_eq!(keeping().load(&component("good")).expect("rules").description().name, "good");
        assert_eq!(std::fs::read(file).expect("compiled code"), whole, "mended");
    }
    std::fs::write(file, &whole[..20]).expect("written");
    keeping().load(&component("good")).expect("rules");
    assert_eq!(std::fs::read(file).expect("compiled code"), whole, "mended");
}

#[cfg(unix)]
#[test]
fn compiled_code_is_not_taken_from_where_others_can_write() {
    use std::os::unix::fs::PermissionsExt as _;
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("compiled");
    assert!(CompiledCode::open(&folder).is_some());
    for (mode, safe) in [(0o777, false), (0o720, false), (0o702, false), (0o755, true), (0o700, true)] {
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).expect("its rights");
        assert_eq!(CompiledCode::open(&folder).is_some(), safe, "{mode:o}");
    }
    let elsewhere = temporary.path().join("link");
    std::os::unix::fs::symlink(&folder, &elsewhere).expect("a link");
    assert!(CompiledCode::open(&elsewhere).is_none(), "a link leads anywhere");
}
