//! Integration tests of redescente; see `it/main.rs`.
