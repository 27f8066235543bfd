//! How rules can be refused or misbehave.

use std::error::Error;
use std::fmt;

/// Why a component isn't taken up, or a call to it came to nothing.
///
/// Nearly all are faults of the rules, and none harms the host: what was asked stays undecided.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// The sandbox itself couldn't be set up.
    #[error("the sandbox for rules can't be set up on this machine")]
    Engine {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },

    // ---- loading ----
    /// The file has more bytes than a component may have.
    #[error("the rules have {bytes} bytes; {most} are allowed")]
    TooLarge {
        /// Those of the file.
        bytes: usize,
        /// Those allowed.
        most: usize,
    },
    /// The file isn't a WebAssembly component, or not one of this generation.
    #[error("the rules aren't a WebAssembly component")]
    NotAComponent {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The file is compiled code, which can't be checked.
    #[error("the rules are compiled code; only WebAssembly is taken")]
    Precompiled,
    /// The component wants something of the host.
    #[error("the rules import {}; they may import nothing", names.join(", "))]
    Imports {
        /// What it wants.
        names: Vec<String>,
    },
    /// No contract that this host speaks is among the exports.
    #[error("the rules speak no contract of this host (they export {})", found.join(", "))]
    UnknownContract {
        /// What it exports.
        found: Vec<String>,
    },
    /// An export of the contract is missing or has another type.
    #[error("the rules don't fulfil the contract they name")]
    Incomplete {
        /// Which.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The description can't be used.
    #[error("the rules' description: {what}")]
    BadDescription {
        /// What is wrong with it.
        what: String,
    },
    /// The description differs from one call to the next.
    #[error("the rules describe themselves otherwise at every call")]
    Unstable,

    // ---- running ----
    /// A call used up its fuel.
    #[error("the rules computed for too long (`{call}`)")]
    OutOfFuel {
        /// In which call.
        call: &'static str,
    },
    /// A call used up its wall-clock time.
    #[error("the rules took too much time (`{call}`)")]
    TimedOut {
        /// In which call.
        call: &'static str,
    },
    /// A call wanted more memory than the limit.
    #[error("the rules wanted too much memory (`{call}`)")]
    OutOfMemory {
        /// In which call.
        call: &'static str,
    },
    /// A call nested too deeply.
    #[error("the rules nested too deeply (`{call}`)")]
    StackOverflow {
        /// In which call.
        call: &'static str,
    },
    /// The component gave up.
    #[error("the rules broke off (`{call}`)")]
    Trapped {
        /// In which call.
        call: &'static str,
        /// The trap.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The answer has more bytes than the largest legal one.
    #[error("the rules' answer is too large (`{call}`)")]
    AnswerTooLarge {
        /// In which call.
        call: &'static str,
    },
    /// The answer's bytes aren't an answer.
    #[error("the rules' answer can't be read (`{call}`)")]
    Malformed {
        /// In which call.
        call: &'static str,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// An earlier call failed: the instance can't be asked any more.
    #[error("the rules failed earlier in this delivery (`{call}`)")]
    Poisoned {
        /// In which call.
        call: &'static str,
    },

    // ---- what the answers say ----
    /// Not one answer for each thing asked.
    #[error("the rules gave {answered} answers to {asked} questions (`{call}`)")]
    WrongCount {
        /// In which call.
        call: &'static str,
        /// How many were asked.
        asked: usize,
        /// How many came.
        answered: usize,
    },
    /// A record's number, place or identifier can't be right.
    #[error("the rules read line {line} wrongly: {what}")]
    BadLine {
        /// Its number.
        line: u32,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The file's layout can't be right.
    #[error("the rules read the header wrongly: {what}")]
    BadLayout {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A line was asked about that the rules don't expect. The host's own fault.
    #[error("line {line} can't be asked about now (`{call}`)")]
    UnaskedLine {
        /// In which call.
        call: &'static str,
        /// Its number.
        line: u32,
    },
    /// A delivery was called out of turn. The host's own fault.
    #[error("`{call}` can't be called now")]
    OutOfTurn {
        /// Which call.
        call: &'static str,
    },
    /// The answer names a field that the description lacks, or one twice.
    #[error("the rules name field {field} of {fields}, or name it twice ({at})")]
    UnknownField {
        /// Where.
        at: At,
        /// Its index.
        field: u32,
        /// How many there are.
        fields: usize,
    },
    /// The answer matches someone whom nobody named.
    #[error("the rules match customer {customer:?}, who is not a candidate ({at})")]
    UnknownCandidate {
        /// Where.
        at: At,
        /// Whom.
        customer: String,
    },
    /// The answer speaks by a code that the description lacks.
    #[error("the rules give the reason {code:?}, for which they have no words ({at})")]
    UnknownMessage {
        /// Where.
        at: At,
        /// The code.
        code: String,
    },
    /// A reason's arguments are too many or too long.
    #[error("the rules give a reason that can't be kept: {what} ({at})")]
    BadReason {
        /// Where.
        at: At,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A row or a value can't be kept.
    #[error("the rules give values that can't be kept: {what} ({at})")]
    BadRow {
        /// Where.
        at: At,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The parts of a decision don't go together.
    #[error("the rules' decision doesn't hold together: {what} ({at})")]
    BadDecision {
        /// Where.
        at: At,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Keys are too many, or an unknown customer's.
    #[error("the rules give keys that can't be: {what} ({at})")]
    BadKeys {
        /// Where.
        at: At,
        /// What is wrong with them.
        what: &'static str,
    },
    /// The cells shown don't lie in the window.
    #[error("the rules show cells that can't be: {what} ({at})")]
    BadCells {
        /// Where.
        at: At,
        /// What is wrong with them.
        what: &'static str,
    },
}

impl RulesError {
    /// A stable code, by which message catalogues know it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Engine { .. } => "host.rules-engine",
            Self::TooLarge { .. } => "host.rules-too-large",
            Self::NotAComponent { .. } => "host.rules-not-a-component",
            Self::Precompiled => "host.rules-precompiled",
            Self::Imports { .. } => "host.rules-imports",
            Self::UnknownContract { .. } => "host.rules-unknown-contract",
            Self::Incomplete { .. } => "host.rules-incomplete",
            Self::BadDescription { .. } => "host.rules-bad-description",
            Self::Unstable => "host.rules-unstable",
            Self::OutOfFuel { .. } => "host.rules-out-of-fuel",
            Self::TimedOut { .. } => "host.rules-timed-out",
            Self::OutOfMemory { .. } => "host.rules-out-of-memory",
            Self::StackOverflow { .. } => "host.rules-stack-overflow",
            Self::Trapped { .. } => "host.rules-trapped",
            Self::AnswerTooLarge { .. } => "host.rules-answer-too-large",
            Self::Malformed { .. } => "host.rules-malformed",
            Self::Poisoned { .. } => "host.rules-poisoned",
            Self::WrongCount { .. } => "host.rules-wrong-count",
            Self::BadLine { .. } => "host.rules-bad-line",
            Self::BadLayout { .. } => "host.rules-bad-layout",
            Self::UnaskedLine { .. } => "host.rules-unasked-line",
            Self::OutOfTurn { .. } => "host.rules-out-of-turn",
            Self::UnknownField { .. } => "host.rules-unknown-field",
            Self::UnknownCandidate { .. } => "host.rules-unknown-candidate",
            Self::UnknownMessage { .. } => "host.rules-unknown-message",
            Self::BadReason { .. } => "host.rules-bad-reason",
            Self::BadRow { .. } => "host.rules-bad-row",
            Self::BadDecision { .. } => "host.rules-bad-decision",
            Self::BadKeys { .. } => "host.rules-bad-keys",
            Self::BadCells { .. } => "host.rules-bad-cells",
        }
    }
}

/// Where in a call an answer is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A line of the file, by number.
    Line(u32),
    /// The call's only question.
    Call(&'static str),
    /// One of a call's questions, from 0.
    Item(&'static str, usize),
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(f, "line {number}"),
            Self::Call(call) => write!(f, "`{call}`"),
            Self::Item(call, index) => write!(f, "`{call}`, question {}", index + 1),
        }
    }
}
