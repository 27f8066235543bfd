//! Many daily deliveries on one base: whether what history has grown to slows the last one down.

use std::{path::Path, process::Command};

use anyhow::{Context as _, bail};
use serde_json::json;

use super::{Bench, Work};
use crate::measure::{Cost, median};
use crate::workspace::{Workspace, run};

/// Days around one of which the median is taken.
const AROUND: usize = 5;

/// Retrieves one delivery a day, and compares the tenth with the last.
pub(super) fn measure(
    bench: &Bench,
    workspace: &Workspace,
    python: &Path,
    binary: &Path,
    days: u32,
) -> anyhow::Result<()> {
    let work = Work::prepare(bench, workspace, python, binary)?;
    let folder = work.store.parent().context("the store lies in a folder")?.join("days");
    let script = workspace.root.join("xtask/bench/days.py");
    let base = folder.with_file_name("base.csv");
    run_generator(python, &script, &base, &folder, bench.lines, days)?;
    let mut walls = Vec::new();
    let mut peak: f64 = 0.0;
    for day in 1..=days {
        let file = folder.join(format!("CLIENTS_{day:04}.csv"));
        let arguments = [binary.as_os_str(), "--data".as_ref(), work.store.as_os_str()];
        let rest = ["--format".as_ref(), "json".as_ref(), "retrieve".as_ref(), file.as_os_str()];
        let cost = Cost::of(workspace, python, &[&arguments[..], &rest[..]].concat())?;
        let told: serde_json::Value = serde_json::from_str(&cost.stdout).context("the product gave no JSON")?;
        let outcomes = &told["retrieval"]["deliveries"][0]["outcomes"];
        let count = |outcome: &str| outcomes[outcome].as_u64().unwrap_or_default();
        if count("corrected") + count("stale") != u64::from(bench.lines) {
            bail!("day {day}: {outcomes}");
        }
        walls.push(cost.wall);
        peak = peak.max(cost.peak_kib / 1024.0);
    }
    let around = |day: usize| {
        let begin = day.saturating_sub(AROUND / 2 + 1).min(walls.len().saturating_sub(AROUND));
        median(walls[begin..].iter().take(AROUND).copied())
    };
    let (tenth, last) = (around(10), around(walls.len()));
    println!("{} customers, {days} deliveries of {} lines", bench.customers, bench.lines);
    println!("around the tenth {tenth:.3} s, the last {last:.3} s: {:.2} times; peak {peak:.0} MiB", last / tenth);
    let result = json!({
        "customers": bench.customers, "lines": bench.lines, "days": days,
        "tenth": tenth, "last": last, "times": last / tenth, "peak_mib": peak, "walls": walls,
    });
    let file = workspace.target.join("bench").join(format!("{}-{}-days-{days}.json", bench.customers, bench.lines));
    std::fs::write(&file, serde_json::to_string_pretty(&result)? + "\n")
        .with_context(|| format!("can't write {}", file.display()))?;
    println!("{}", file.display());
    Ok(())
}

fn run_generator(
    python: &Path,
    script: &Path,
    base: &Path,
    folder: &Path,
    lines: u32,
    days: u32,
) -> anyhow::Result<()> {
    let mut command = Command::new(python);
    command.arg(script).arg(base).arg(folder).arg(lines.to_string()).arg(days.to_string());
    run(&mut command)
}
