//! The contract's types in plain Rust, so that the rules can be tested and called natively.
//!
//! Each mirrors the item of the same name in `redescente-rules@0.2.0/rules.wit`; what it means is said there.

/// Seconds since 1970-01-01T00:00:00Z.
pub type Timestamp = i64;

/// A customer as the base holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Compared exactly.
    pub id: String,
    /// The date of the modification that the values come from.
    pub modified_at: Timestamp,
    /// One value a field, joined by U+001F.
    pub values: String,
}

/// How a host shows an argument of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    /// As it is.
    Text,
    /// A field's name, shown by its label.
    Field,
    /// A column of the file, as its header writes it.
    Column,
    /// RFC 3339.
    Date,
    /// A decimal number.
    Number,
    /// A customer's identifier.
    Customer,
}

/// One value that a sentence speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// How to show it.
    pub kind: ArgumentKind,
    /// The value, written as `kind` says.
    pub value: String,
}

/// A sentence by code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Lower case, words joined by `-`.
    pub code: String,
    /// In the order of the places of the texts.
    pub arguments: Vec<Argument>,
}

impl Reason {
    /// A sentence without arguments.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), arguments: Vec::new() }
    }

    /// The same with one argument more.
    pub fn with(mut self, kind: ArgumentKind, value: impl Into<String>) -> Self {
        self.arguments.push(Argument { kind, value: value.into() });
        self
    }
}

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// BCP 47.
    pub language: String,
    /// What people read.
    pub text: String,
}

/// One value that a customer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Lower case, words joined by `_`.
    pub name: String,
    /// `text`, `date`, `email`, `phone`, `postal-code`, `consent` or `card-number`.
    pub kind: String,
    /// Its name for people.
    pub labels: Vec<Label>,
}

/// The texts of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// A code of `Reason`.
    pub code: String,
    /// Texts with places `{0}`, `{1}`, …
    pub labels: Vec<Label>,
}

/// A setting of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Lower case, words joined by `-`.
    pub name: String,
    /// Its value where none is set.
    pub default: String,
    /// The values allowed; empty = any text.
    pub choices: Vec<String>,
    /// What it does, for people.
    pub labels: Vec<Label>,
}

/// What the rules are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Their name.
    pub name: String,
    /// Their version, for people.
    pub version: String,
    /// Glob of the deliveries these rules read.
    pub file_pattern: String,
    /// The values a customer has, in the order of a row.
    pub fields: Vec<Field>,
    /// In the order in which they are shown.
    pub parameters: Vec<Parameter>,
    /// The texts of every code.
    pub messages: Vec<Message>,
    /// Changes when `keys_of` would answer otherwise.
    pub keys_revision: u32,
    /// Changes when the same line would get another digest.
    pub digest_revision: u32,
    /// A small delivery as these rules read them; contract 0.1 has no place for it.
    pub sample: Vec<u8>,
}

/// Why a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The store's existing base.
    FirstLoad,
    /// The provider's modifications.
    Delivery,
}

/// All that the rules are told of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// Why the file is read.
    pub purpose: Purpose,
    /// Its base name.
    pub file_name: String,
    /// The run's clock.
    pub now: Timestamp,
    /// Name and value of each parameter that is set.
    pub parameters: Vec<(String, String)>,
}

/// Known once the header has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Bytes from the start of the file to the first record.
    pub header_length: u32,
    /// Fields without a column here, by index.
    pub absent_fields: Vec<u32>,
    /// As the header writes them.
    pub unknown_columns: Vec<String>,
}

/// What the host must look up before a modification can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The modification's date.
    pub modified_at: Timestamp,
    /// Of the cells by column name.
    pub digest: u64,
}

/// One record of the file, and where its bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Of the physical line on which it begins.
    pub number: u32,
    /// Bytes from the start of the file.
    pub offset: u64,
    /// Bytes, its line end included.
    pub length: u32,
    /// As sent, wherever it can be read.
    pub customer: Option<String>,
    /// What is to be decided, or why it can't be.
    pub subject: Result<Subject, Reason>,
}

/// A line to be decided, with what the host holds about its customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The line.
    pub number: u32,
    /// The customer that the identifier sent leads to.
    pub current: Option<Customer>,
    /// Digests decided before for the same identifier and date.
    pub prior: Vec<u64>,
    /// The current values have the same date and came from a later place.
    pub later_source: bool,
}

/// Blocking keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Of the customer as it is now.
    pub held: Vec<u64>,
    /// Of the customer as it would be.
    pub taken: Vec<u64>,
    /// Those of `taken` of whose holders somebody may be newly met.
    pub sought: Vec<u64>,
}

/// Who might be the same person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Other customers who hold one of the keys `sought`.
    pub candidates: Vec<Customer>,
    /// Keys that too many customers hold.
    pub cut: Vec<u64>,
}

/// What becomes of a modification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A new customer.
    Created,
    /// Fields changed.
    Corrected,
    /// Nothing differs.
    Unchanged,
    /// The same modification was decided before.
    AlreadyProcessed,
    /// The record's last modification is later.
    Stale,
    /// It would create a duplicate customer.
    Duplicate,
    /// It can't be a modification.
    Rejected,
}

/// A field's new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Index into the description's fields.
    pub field: u32,
    /// Empty = no value.
    pub value: String,
}

/// Another customer who is the same person as far as the rules can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Whom.
    pub customer: String,
    /// On what grounds, strongest first.
    pub reasons: Vec<Reason>,
}

/// What was decided about one modification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What becomes of it.
    pub outcome: Outcome,
    /// What to write, or what would have been written.
    pub changes: Vec<Change>,
    /// All values as received and normalised.
    pub received: Option<String>,
    /// Every customer newly matched, strongest first.
    pub matches: Vec<Match>,
    /// Why it was rejected.
    pub rejected: Option<Reason>,
    /// Remarks.
    pub notes: Vec<Reason>,
}

/// A decision, or what to look up first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Decided without regard to any other customer.
    Decided(Decision),
    /// Other customers matter.
    LookUp(LookUp),
}

/// What to look up before a modification can be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookUp {
    /// To be looked up; they change hands when the decision is applied.
    pub keys: Keys,
    /// The decision where there is neither a candidate nor a key that is cut.
    pub alone: Option<Decision>,
}

/// The evidence for one line that needed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The line, as it was asked.
    pub ask: Ask,
    /// What was found under the keys it named.
    pub evidence: Evidence,
}

/// What the host keeps of a withheld or stale modification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modification {
    /// As sent.
    pub customer: String,
    /// The modification's date.
    pub modified_at: Timestamp,
    /// As the line's subject had it.
    pub digest: u64,
    /// As received and normalised.
    pub values: String,
    /// Fields that its file did not carry, by index.
    pub absent_fields: Vec<u32>,
}

/// A kept modification to be decided anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What was received.
    pub modification: Modification,
    /// As in `Ask`.
    pub current: Option<Customer>,
    /// As in `Ask`, the modification itself left out.
    pub prior: Vec<u64>,
    /// As in `Ask`.
    pub later_source: bool,
    /// None at first.
    pub evidence: Option<Evidence>,
}

/// The cells of one record, for the file viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCells {
    /// Of the physical line on which it begins.
    pub number: u32,
    /// Bytes from the start of the window.
    pub offset: u32,
    /// Bytes, its line end included.
    pub length: u32,
    /// `utf-8` or `windows-1252`.
    pub encoding: String,
    /// In the header's order.
    pub values: Vec<String>,
    /// The column for which the record would be rejected.
    pub wrong_column: Option<u32>,
}

/// A person's change, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// Normalised, those that change nothing left out.
    pub changes: Vec<Change>,
    /// What is wrong with it.
    pub problems: Vec<Reason>,
    /// To be looked up for the evidence.
    pub keys: Keys,
    /// Customers newly matched.
    pub matches: Vec<Match>,
}

/// What merging gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The survivor's values.
    pub values: String,
    /// Fields whose value is the absorbed customer's, by index.
    pub from_absorbed: Vec<u32>,
    /// Fields in which both have a value and the two differ, by index.
    pub conflicts: Vec<u32>,
    /// Remarks.
    pub notes: Vec<Reason>,
}
