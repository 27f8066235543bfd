//! The rules component as it is shipped: it can touch nothing.

use wasmparser::{Parser, Payload, Validator};

use crate::store::component;

/// What a component asks for and offers at its outermost level, by name.
fn outside(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    Validator::new().validate_all(bytes).unwrap_or_else(|error| panic!("not a valid component: {error}"));
    let (mut imports, mut exports, mut depth) = (Vec::new(), Vec::new(), 0);
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.unwrap() {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                imports.extend(section.into_iter().map(|import| import.unwrap().name.name.to_owned()));
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                exports.extend(section.into_iter().map(|export| export.unwrap().name.name.to_owned()));
            }
            // A core module by itself asks at its own level.
            Payload::ImportSection(_) if depth == 0 => imports.push("a core import".to_owned()),
            _ => {}
        }
    }
    (imports, exports)
}

#[test]
fn the_shipped_component_imports_nothing() {
    let path = component();
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (imports, exports) = outside(&bytes);
    assert_eq!(imports, Vec::<String>::new());
    assert_eq!(exports, ["redescente:rules/rules@0.2.0"]);
}

#[test]
fn an_import_would_be_seen() {
    let one_import = wat::parse_str(r#"(component (import "a:b/c" (instance)))"#).unwrap();
    let (imports, exports) = outside(&one_import);
    assert_eq!((imports, exports), (vec!["a:b/c".to_owned()], Vec::new()));
}
