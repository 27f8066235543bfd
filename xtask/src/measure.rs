//! What a program cost: the whole process, seen from outside.

use std::{ffi::OsStr, path::Path, process::Command};

use anyhow::Context as _;
use serde_json::Value;

use crate::workspace::{Workspace, answer};

/// One run of a program.
#[derive(Debug, Clone)]
pub(crate) struct Cost {
    /// Seconds from start to end.
    pub(crate) wall: f64,
    /// Seconds of processor time, user and system.
    pub(crate) cpu: f64,
    /// Most memory held at once, KiB.
    pub(crate) peak_kib: f64,
    /// What it wrote on stdout.
    pub(crate) stdout: String,
}

impl Cost {
    /// Runs a program through `measure.py`: the standard library of Rust has no `wait4`, that of Python has.
    pub(crate) fn of<S: AsRef<OsStr>>(workspace: &Workspace, python: &Path, program: &[S]) -> anyhow::Result<Self> {
        let script = workspace.root.join("xtask/bench/measure.py");
        let told = answer(Command::new(python).arg(script).args(program))?;
        let told: Value = serde_json::from_slice(&told).context("measure.py gave no JSON")?;
        let number = |name: &str| told[name].as_f64().with_context(|| format!("measure.py tells no {name}"));
        let stdout = told["stdout"].as_str().unwrap_or_default().to_owned();
        Ok(Self { wall: number("wall")?, cpu: number("cpu")?, peak_kib: number("peak_kib")?, stdout })
    }
}

/// The middle of some figures; of an even number, the mean of the two.
pub(crate) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = figures.collect();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[half],
        _ => f64::midpoint(sorted[half - 1], sorted[half]),
    }
}

#[test]
fn the_median_is_in_the_middle() {
    assert!((median([3.0, 1.0, 2.0].into_iter()) - 2.0).abs() < f64::EPSILON);
    assert!((median([4.0, 1.0, 2.0, 3.0].into_iter()) - 2.5).abs() < f64::EPSILON);
    assert!(median(std::iter::empty()).is_nan());
}
