//! What a check came to: published with a release, so its JSON is a contract.

use serde::{Deserialize, Serialize};

use super::{Law, Options};
use crate::rules::RulesError;

/// The version of this file's form.
const FORMAT: u32 = 1;

/// What a check came to. Nothing in it depends on the day or the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The form of this file.
    pub format: u32,
    /// What was checked.
    pub rules: Checked,
    /// The version of the program that checked.
    pub host: String,
    /// Where chance began.
    pub seed: u64,
    /// Cases of each law.
    pub cases: u32,
    /// Whether every law was shown to hold.
    pub lawful: bool,
    /// Columns of the files that were generated.
    pub columns: Vec<Column>,
    /// Fields that no column of the files reached.
    pub unexercised: Vec<String>,
    /// One a law, always in the same order.
    pub laws: Vec<Verdict>,
}

impl Outcome {
    pub(super) fn new(
        rules: Checked,
        options: &Options,
        columns: Vec<Column>,
        unexercised: Vec<String>,
        laws: Vec<Verdict>,
    ) -> Self {
        Self {
            format: FORMAT,
            rules,
            host: env!("CARGO_PKG_VERSION").to_owned(),
            seed: options.seed,
            cases: options.cases,
            lawful: laws.iter().all(|verdict| verdict.status == Status::Holds),
            columns,
            unexercised,
            laws,
        }
    }
}

/// The component that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Its name; empty of one that could not be asked.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
    /// The contract it speaks.
    pub contract: String,
}

/// A column of the generated files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// As the header writes it.
    pub name: String,
    /// The field that it fills; none of the identifier's, the date's, or one that the rules ignore.
    pub field: Option<String>,
}

/// Whether a law holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// In every case.
    Holds,
    /// Not in the example.
    Fails,
    /// No case fell under it.
    NotShown,
}

/// What was found out about one law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which.
    pub law: Law,
    /// Whether it holds.
    pub status: Status,
    /// Cases that fell under it and kept it.
    pub cases: u32,
    /// What broke it, where the rules were refused or misbehaved.
    pub problem: Option<Problem>,
    /// The smallest example of its failure.
    pub example: Option<Example>,
}

impl Verdict {
    pub(super) fn untried(law: Law) -> Self {
        Self { law, status: Status::NotShown, cases: 0, problem: None, example: None }
    }

    pub(super) fn holds(&mut self, cases: u32) {
        if self.status == Status::NotShown {
            self.status = Status::Holds;
        }
        self.cases += cases;
    }

    pub(super) fn fails(&mut self, problem: Option<Problem>, example: Option<Example>) {
        self.status = Status::Fails;
        self.problem = problem;
        self.example = example;
    }
}

/// Why rules were refused or came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A code of the message catalogue.
    pub code: String,
    /// What happened, in English.
    pub text: String,
}

impl Problem {
    pub(super) fn of(error: &RulesError) -> Option<Self> {
        Some(Self { code: error.code().to_owned(), text: error.to_string() })
    }
}

/// The smallest example of a law's failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The customers at the beginning, as the file of a first load; none where the base is empty.
    pub base: Option<String>,
    /// What was sent, in the order sent.
    pub one: Vec<Sent>,
    /// What was sent the other way; none where the law is about one way alone.
    pub other: Vec<Sent>,
    /// What `one` led to (or the law demands), and what came of `other`.
    pub differences: Vec<Difference>,
}

/// One file sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether it was sent before, and is to be decided once more.
    pub again: bool,
    /// The retrieval that took it, from 1.
    pub retrieval: u32,
    /// Bytes after which the component was given the rest, in pieces.
    pub cuts: Vec<usize>,
    /// Whether every second piece was read in another session, which skipped the others.
    #[serde(default)]
    pub in_two_sessions: bool,
}

/// Where two ways differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Whose record.
    pub customer: Option<String>,
    /// Which line of the last file.
    pub line: Option<u32>,
    /// The field; or `customer` (1 = is in the base; of a line, whose it is), `line` (what became of it), `answers` (how many
    /// a line has), `modified-at`.
    pub what: String,
    /// What had to come.
    pub expected: String,
    /// What came.
    pub came: String,
}
