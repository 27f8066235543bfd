//! Makes components of the text in `fixtures/components`.

use std::path::Path;

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

pub(super) fn text(name: &str) -> String {
    let path = Path::new(ROOT).join("fixtures/components").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// `good.wat`, less the items that `<name>.wat` has too, with all of that.
pub(super) fn component(name: &str) -> Vec<u8> {
    let good = text("good.wat");
    let body = good.split_once("(module").expect("a module").1;
    let body = body.trim_end().strip_suffix(')').expect("a module");
    let mut module = String::from("(module\n");
    let others = if name == "good" { String::new() } else { text(&format!("{name}.wat")) };
    let others = items(&others);
    for item in items(body) {
        if item_name(item).is_none_or(|n| others.iter().all(|o| item_name(o) != Some(n))) {
            module.push_str(item);
            module.push('\n');
        }
    }
    for item in others {
        module.push_str(item);
        module.push('\n');
    }
    module.push(')');
    encode(wat::parse_str(&module).expect("WebAssembly text"))
}

/// A file that is a component already.
pub(super) fn whole(name: &str) -> Vec<u8> {
    wat::parse_str(text(&format!("{name}.component.wat"))).expect("WebAssembly text")
}

/// Wraps a core module with contract 0.1.
pub(super) fn encode(module: Vec<u8>) -> Vec<u8> {
    encode_as("0.1.0", module)
}

/// Wraps a core module with a contract.
pub(super) fn encode_as(version: &str, mut module: Vec<u8>) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let path = Path::new(ROOT).join(format!("wit/redescente-rules@{version}"));
    let (package, _) = resolve.push_path(path).expect("the contract");
    let world = resolve.select_world(&[package], Some("apply-rules")).expect("a world");
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("metadata");
    ComponentEncoder::default().module(&module).and_then(|mut e| e.encode()).expect("a component")
}

/// The parenthesised items of a text, comments between them left out. No string here holds a parenthesis.
fn items(text: &str) -> Vec<&str> {
    let (mut items, mut depth, mut begin, mut comment) = (vec![], 0, 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '\n' => comment = false,
            ';' => comment = true,
            _ if comment => {}
            '(' => {
                if depth == 0 {
                    begin = at;
                }
                depth += 1;
            }
            ')' => {
                depth -= 1;
                if depth == 0 {
                    items.push(&text[begin..=at]);
                }
            }
            _ => {}
        }
    }
    items
}

/// The `$name` that follows the item's kind.
fn item_name(item: &str) -> Option<&str> {
    item.split_whitespace().nth(1).filter(|word| word.starts_with('$'))
}
