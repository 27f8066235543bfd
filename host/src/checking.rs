//! Which laws a component of rules keeps, shown over generated bases and deliveries before anybody ships it.
//!
//! 1. `shape` learns from the component, or from a sample, what its files look like;
//! 2. `worlds` makes bases and deliveries of that shape, by chance from a seed;
//! 3. `laws` runs each in two ways that must come to the same: `play` through stores that are thrown away, by the
//!    very retrieval that will run later, `sessions` against the component alone;
//! 4. `shrink` makes what breaks a law as small as it gets.
//!
//! The [`Outcome`] holds the component's digest and nothing that changes from run to run: the same component, seed and
//! number of cases give the same file.

mod chance;
mod laws;
mod outcome;
mod play;
mod sessions;
mod shape;
mod shrink;
mod worlds;

use sha2::{Digest as _, Sha256};

pub use laws::Law;
pub use outcome::{Checked, Column, Difference, Example, Outcome, Problem, Sent, Status, Verdict};
pub use shape::ShapeError;

use crate::retrieval::{Progress, Unwatched};
use crate::rules::{Engine, Limits, RulesError};
use crate::store::{Exit, StoreError};
use chance::Chance;
use laws::{Bench, Test};
use play::Arena;
use shape::Shape;

/// What [`check`] is to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where chance begins.
    pub seed: u64,
    /// Cases of each law.
    pub cases: u32,
    /// A delivery of the kind that the rules read, instead of the one that they describe themselves by (contract 0.2);
    /// without either, files are written as the default rules' columns are.
    pub sample: Option<Vec<u8>>,
    /// What the rules may use up.
    pub limits: Limits,
}

impl Default for Options {
    /// A hundred cases of each law take some seconds.
    fn default() -> Self {
        Self { seed: 1, cases: 100, sample: None, limits: Limits::default() }
    }
}

/// Why a component could not be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// It is no component of rules.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// No file could be written that it reads.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// The stores for the trial could not be made.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder for the trial could not be made.
    #[error("no temporary folder can be written")]
    Folder(#[from] std::io::Error),
}

impl CheckError {
    /// Its code in the message catalogue.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rules(error) | Self::Shape(ShapeError::Rules(error)) => error.code(),
            Self::Shape(ShapeError::Refused { .. }) => "host.check-refused",
            Self::Shape(ShapeError::Sample) => "host.check-sample",
            Self::Shape(ShapeError::NoColumn { .. }) => "host.check-no-column",
            Self::Store(error) => error.code(),
            Self::Folder(_) => "host.check-folder",
        }
    }

    /// What the sentence of its code speaks of, in the order of its places.
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::Rules(error) | Self::Shape(ShapeError::Rules(error)) => vec![error.to_string()],
            Self::Shape(ShapeError::Refused { header, reason }) => vec![header.clone(), reason.code.clone()],
            Self::Shape(ShapeError::NoColumn { header }) => vec![header.clone()],
            Self::Store(error) => error.arguments(),
            Self::Shape(ShapeError::Sample) | Self::Folder(_) => Vec::new(),
        }
    }

    /// Which kind of failure it is.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Rules(_) | Self::Shape(ShapeError::Rules(_)) => Exit::Rules,
            Self::Shape(_) => Exit::User,
            Self::Store(error) => error.exit(),
            Self::Folder(_) => Exit::Fault,
        }
    }
}

/// Runs a component over generated bases and deliveries and says which laws hold.
///
/// # Errors
/// Where there is nothing to run; a law that fails is in the [`Outcome`].
pub fn check(wasm: &[u8], options: &Options) -> Result<Outcome, CheckError> {
    check_watched(wasm, options, &Unwatched)
}

/// As [`check`], for people who wait.
///
/// # Errors
/// Those of [`check`].
pub fn check_watched(wasm: &[u8], options: &Options, progress: &dyn Progress) -> Result<Outcome, CheckError> {
    let rules = match Engine::new(&options.limits)?.load(wasm) {
        Ok(rules) => rules,
        Err(error @ RulesError::Imports { .. }) => return Ok(open(wasm, options, &error)),
        Err(error) => return Err(error.into()),
    };
    let own = Some(rules.description().sample.as_slice()).filter(|sample| !sample.is_empty());
    let shape = Shape::of(&rules, options.sample.as_deref().or(own))?;
    let arena = Arena::new(wasm, &options.limits)?;
    let bench = Bench { rules: &rules, shape: &shape, arena: &arena };
    let mut verdicts: Vec<Verdict> = Law::ALL.iter().map(|law| Verdict::untried(*law)).collect();
    verdict(&mut verdicts, Law::Closed).holds(1);
    progress.begin("progress-check", u64::from(options.cases) * (Law::ALL.len() as u64 - 1));
    for law in Law::ALL.into_iter().filter(|law| *law != Law::Closed) {
        let mut chance = Chance::new(options.seed, law as u64);
        for number in 0..options.cases {
            progress.advance(1);
            let case = laws::case(law, &mut chance, &shape);
            let found = laws::test(law, &bench, &case)?;
            match found {
                Test::Holds => verdict(&mut verdicts, law).holds(1),
                Test::Outside => {}
                Test::Fails(_) => {
                    let (problem, example) = shrink::smallest(law, law, &bench, case)?;
                    verdict(&mut verdicts, law).fails(problem, example);
                }
                Test::Fault(fault) => {
                    // Whatever law was looked at: limits and answers have laws of their own.
                    let broken = fault.law();
                    if verdict(&mut verdicts, broken).status != Status::Fails {
                        let (problem, example) = shrink::smallest(law, broken, &bench, case)?;
                        verdict(&mut verdicts, broken).fails(problem, example);
                    }
                }
            }
            if verdict(&mut verdicts, law).status == Status::Fails {
                progress.advance(u64::from(options.cases - number - 1));
                break;
            }
        }
    }
    progress.end();
    let description = rules.description();
    let rules = Checked {
        name: description.name.clone(),
        version: description.version.clone(),
        digest: rules.digest().to_owned(),
        contract: rules.contract().to_owned(),
    };
    let unexercised = shape.unexercised(description);
    Ok(Outcome::new(rules, options, shape.shown(description), unexercised, verdicts))
}

/// Of a component that asks for something of the host: it is not run at all.
fn open(wasm: &[u8], options: &Options, error: &RulesError) -> Outcome {
    let mut verdicts: Vec<Verdict> = Law::ALL.iter().map(|law| Verdict::untried(*law)).collect();
    verdict(&mut verdicts, Law::Closed).fails(Problem::of(error), None);
    let digest = hex::encode(Sha256::digest(wasm));
    let rules = Checked { name: String::new(), version: String::new(), digest, contract: String::new() };
    Outcome::new(rules, options, Vec::new(), Vec::new(), verdicts)
}

fn verdict(verdicts: &mut [Verdict], law: Law) -> &mut Verdict {
    &mut verdicts[law as usize]
}
