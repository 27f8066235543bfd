use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::*;

/// Each entry's arguments.
fn arguments(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let resources = language.catalogues().map(|text| parser::parse(text).expect("the catalogue is Fluent"));
    let mut found = BTreeMap::new();
    for entry in resources.into_iter().flat_map(|resource| resource.body) {
        let Entry::Message(message) = entry else { continue };
        let mut names = BTreeSet::new();
        in_pattern(message.value.as_ref().expect("every entry has a text"), &mut names);
        let twice = found.insert(message.id.name.to_owned(), names);
        assert!(twice.is_none(), "{} stands twice in {}", message.id.name, language.code());
    }
    found
}

fn in_pattern(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression: Expression::Inline(inline) } => in_inline(inline, names),
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                in_inline(selector, names);
                variants.iter().for_each(|variant| in_pattern(&variant.value, names));
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        names.insert(id.name.to_owned());
    }
}

/// Every `"host.…"` of the sources.
fn codes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            codes(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("messages/tests.rs") {
            let text = std::fs::read_to_string(&path).expect("a source");
            for part in text.split("\"host.").skip(1) {
                let code: String = part.chars().take_while(|char| *char != '"').collect();
                // One that ends with a dash is the beginning of many.
                if !code.is_empty()
                    && !code.ends_with('-')
                    && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
                {
                    found.insert(format!("host.{code}"));
                }
            }
        }
    }
}

#[test]
fn both_languages_say_the_same_things() {
    let (french, english) = (arguments(Language::French), arguments(Language::English));
    let only = |one: &BTreeMap<String, _>, other: &BTreeMap<String, _>| {
        one.keys().filter(|id| !other.contains_key(*id)).cloned().collect::<Vec<_>>()
    };
    assert_eq!((only(&french, &english), only(&english, &french)), (Vec::new(), Vec::new()));
    assert_eq!(french, english);
    let order = |language: Language| {
        let lines = language.catalogues().into_iter().flat_map(str::lines).filter(|line| !line.starts_with(['#', ' ']));
        lines.filter_map(|line| line.split_once(" =")).map(|(id, _)| id).collect::<Vec<_>>()
    };
    assert_eq!(order(Language::French), order(Language::English));
}

#[test]
fn every_code_of_the_sources_has_a_sentence() {
    let mut found = BTreeSet::new();
    codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 30, "{found:?}");
    let known = arguments(Language::French);
    let missing: Vec<_> = found.iter().filter(|code| !known.contains_key(&code.replace('.', "-"))).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_hint_has_its_sentence() {
    let known = arguments(Language::French);
    let hints = known.iter().filter_map(|(id, names)| Some((id.strip_suffix("-hint")?, names)));
    for (sentence, names) in hints {
        // The page gives some sentences a hint of its own.
        let sentence = sentence.strip_prefix("page-").filter(|it| it.starts_with("host-")).unwrap_or(sentence);
        assert!(known.contains_key(sentence), "{sentence}");
        assert!(names.iter().all(|name| PLACES.contains(&name.as_str())), "{sentence}");
    }
}

#[test]
fn numbers_are_grouped_and_plurals_follow_the_language() {
    let say =
        |language, count: f64| Messages::new(language).text("to-do-withheld", &[("count", FluentValue::from(count))]);
    assert!(say(Language::French, 1.0).starts_with("1 modification retenue "));
    assert!(say(Language::French, 12_345.0).starts_with("12\u{202f}345 modifications retenues "));
    assert!(say(Language::English, 0.0).starts_with("0 modifications withheld "));
    assert!(say(Language::English, 1_234_567.0).starts_with("1,234,567 modifications"));
}

#[test]
fn arguments_stand_in_their_places_and_holes_are_shown() {
    let messages = Messages::new(Language::English);
    let arguments = ["exchange.urk".to_owned(), "exchange.url".to_owned()];
    assert_eq!(messages.sentence("host.setting-unknown", &arguments), "There is no setting \"exchange.urk\".");
    assert_eq!(
        messages.hint("host.setting-unknown", &arguments).as_deref(),
        Some("Did you mean exchange.url? The list: redescente settings show.")
    );
    assert_eq!(messages.sentence("host.setting-unknown", &[]), "There is no setting \"…\".");
    assert_eq!(messages.sentence("host.unheard-of", &[]), "host.unheard-of");
    assert_eq!(messages.hint("host.unheard-of", &[]), None);
}
