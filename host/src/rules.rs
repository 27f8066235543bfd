//! STUB, replaced by the engine.
#![allow(missing_docs)]
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ArgumentKind { Text, Field, Column, Date, Number, Customer }
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Argument { pub kind: ArgumentKind, pub value: String }
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reason { pub code: String, pub arguments: Vec<Argument> }
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Label { pub language: String, pub text: String }
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message { pub code: String, pub labels: Vec<Label> }
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Field { pub name: String, pub kind: String, pub labels: Vec<Label> }
#[derive(Debug, Clone)]
pub struct Cells { pub number: u32, pub offset: u32, pub length: u32, pub encoding: String, pub values: Vec<String>, pub wrong_column: Option<u32> }
