//! The default rules.
#[cfg(target_arch = "wasm32")]
mod component;
