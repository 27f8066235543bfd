//! The component's face: converts between the contract's types and the rules' own. The only file with bindings.
#![expect(unsafe_code, unreachable_pub, missing_docs, reason = "wit-bindgen writes this code")]

wit_bindgen::generate!({
    path: "../wit/redescente-rules@0.1.0",
    world: "apply-rules",
});
