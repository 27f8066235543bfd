//! The laws, each as two ways that must come to the same.

mod comparing;
mod ways;

use serde::{Deserialize, Serialize};

use super::CheckError;
use super::chance::Chance;
use super::outcome::{Difference, Problem, Sent};
use super::play::{Arena, Step};
use super::shape::Shape;
use super::worlds::{self, Case, Kind};
use crate::rules::Rules;
use ways::{Way, recut};

/// What rules must be, whatever they decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Law {
    /// They import nothing.
    Closed = 0,
    /// They keep within their limits, also with the longest records.
    WithinLimits,
    /// Every record of a file is read and answered once, by an answer of the contract.
    Total,
    /// The same files give the same base.
    Deterministic,
    /// Files sent once more change nothing more.
    Idempotent,
    /// Any order of deliveries gives the same base.
    Commutative,
    /// Any cut of the same records into files gives the same base.
    PartitionProof,
    /// Any cut of a file's bytes gives the same answers.
    ChunkProof,
    /// Nothing is remembered from one file to the next.
    Amnesiac,
    /// A record replaces: the base is what each customer's last record alone gives, and nothing adds up.
    NeverSummed,
}

impl Law {
    /// All of them, in the order of an outcome.
    pub const ALL: [Self; 10] = [
        Self::Closed,
        Self::WithinLimits,
        Self::Total,
        Self::Deterministic,
        Self::Idempotent,
        Self::Commutative,
        Self::PartitionProof,
        Self::ChunkProof,
        Self::Amnesiac,
        Self::NeverSummed,
    ];

    /// As an outcome writes it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::WithinLimits => "within-limits",
            Self::Total => "total",
            Self::Deterministic => "deterministic",
            Self::Idempotent => "idempotent",
            Self::Commutative => "commutative",
            Self::PartitionProof => "partition-proof",
            Self::ChunkProof => "chunk-proof",
            Self::Amnesiac => "amnesiac",
            Self::NeverSummed => "never-summed",
        }
    }
}

/// What laws are shown on.
pub(super) struct Bench<'b> {
    pub(super) rules: &'b Rules,
    pub(super) shape: &'b Shape,
    pub(super) arena: &'b Arena,
}

/// What one case showed.
pub(super) enum Test {
    Holds,
    /// It does not fall under the law.
    Outside,
    Fails(Broken),
    /// The rules misbehaved, whatever was looked at.
    Fault(Fault),
}

/// Two ways that did not come to the same.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) one: Vec<Sent>,
    pub(super) other: Vec<Sent>,
    pub(super) differences: Vec<Difference>,
}

/// Rules that failed on a file.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) problem: Problem,
    pub(super) sent: Vec<Sent>,
}

impl Fault {
    /// The law that it breaks.
    pub(super) fn law(&self) -> Law {
        const LIMITS: [&str; 5] = [
            "host.rules-out-of-fuel",
            "host.rules-timed-out",
            "host.rules-out-of-memory",
            "host.rules-stack-overflow",
            "host.rules-answer-too-large",
        ];
        if LIMITS.contains(&self.problem.code.as_str()) { Law::WithinLimits } else { Law::Total }
    }
}

/// A case that may fall under a law.
pub(super) fn case(law: Law, chance: &mut Chance, shape: &Shape) -> Case {
    let kind = match law {
        Law::WithinLimits => Kind::Heavy,
        Law::Closed | Law::Total | Law::Deterministic | Law::ChunkProof | Law::Amnesiac => Kind::Crowded,
        Law::Idempotent | Law::Commutative => Kind::Apart,
        Law::PartitionProof if chance.percent(50) => Kind::Apart,
        Law::PartitionProof | Law::NeverSummed => Kind::Rising,
    };
    worlds::case(kind, chance, shape)
}

/// Looks at one case.
pub(super) fn test(law: Law, bench: &Bench<'_>, case: &Case) -> Result<Test, CheckError> {
    let way = Way { bench, case };
    match law {
        Law::Closed => Ok(Test::Holds),
        Law::WithinLimits | Law::Total => way.total(law),
        Law::Deterministic => {
            let steps = way.in_order(0);
            way.compare((case, &steps), (case, &steps), true)
        }
        Law::ChunkProof => Ok(way.chunks()?),
        Law::Amnesiac => Ok(way.memory()?),
        _ if !case.is_apart() => Ok(Test::Outside),
        Law::Idempotent => {
            let once = way.in_order(0);
            let mut twice = once.clone();
            let mut order: Vec<_> = case.sheets.iter().filter(|sheet| !sheet.rows.is_empty()).collect();
            order.sort_by_key(|sheet| sheet.rank);
            twice.extend(order.into_iter().map(|sheet| Step { again: true, begins: true, ..way.step(sheet, 1) }));
            way.compare((case, &once), (case, &twice), false)
        }
        Law::Commutative => {
            let mut sheets: Vec<_> = case.sheets.iter().collect();
            sheets.sort_by_key(|sheet| (sheet.rank, sheet.number));
            let mut other = way.steps(sheets.iter().copied(), 1);
            let numbers: Vec<_> = sheets.iter().filter(|it| !it.rows.is_empty()).map(|it| it.number).collect();
            for (index, step) in other.iter_mut().enumerate().skip(1) {
                // Within a retrieval files are taken by name.
                step.begins |= numbers[index] < numbers[index - 1];
            }
            way.compare((case, &way.in_order(0)), (case, &other), false)
        }
        Law::PartitionProof => {
            let (whole, mut cut) = (case.plain(), case.plain());
            cut.sheets = recut(&whole.sheets);
            let (one, other) = (Way { bench, case: &whole }.in_order(0), Way { bench, case: &cut }.in_order(1));
            way.compare((&whole, &one), (&cut, &other), false)
        }
        Law::NeverSummed => {
            let all = case.plain();
            let last = all.last_rows(bench.shape);
            let (alone, every) = (Way { bench, case: &last }.in_order(0), Way { bench, case: &all }.in_order(1));
            way.compare((&last, &alone), (&all, &every), false)
        }
    }
}
