//! How many instructions a small retrieval takes: the same every time, whatever else the machine does.

use std::{fs, path::Path, process::Command};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use super::{Bench, Work};
use crate::workspace::{Workspace, answer};

const CUSTOMERS: u32 = 20_000;
const LINES: u32 = 5_000;

/// Counts, and compares with what was written down; `record` writes down.
pub(super) fn count(workspace: &Workspace, python: &Path, binary: &Path, record: bool) -> anyhow::Result<()> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        bail!("valgrind is not installed: install the package valgrind");
    }
    let bench =
        Bench { customers: CUSTOMERS, lines: LINES, runs: 1, duckdb: None, days: None, instructions: true, record };
    let work = Work::prepare(&bench, workspace, python, binary)?;
    let retrieve = |tool: &[&str], file: &Path| {
        let mut command = Command::new("valgrind");
        command.args(tool).arg(binary).arg("--data").arg(&work.store);
        command.args(["--format", "json", "retrieve"]).arg(file);
        String::from_utf8(answer(&mut command)?).context("the product wrote no UTF-8")
    };
    // Compiled rules are kept, as they are in a store on its second day: for the processor that valgrind shows, which is
    // not always the one the import saw.
    let none = work.store.with_file_name("CLIENTS_none.csv");
    let header = fs::read_to_string(&work.delta)?.lines().next().context("the delivery has no header")?.to_owned();
    fs::write(&none, header + "\n").with_context(|| format!("can't write {}", none.display()))?;
    retrieve(&["--quiet", "--tool=none"], &none)?;
    let out = work.store.with_file_name("callgrind.out");
    let told = retrieve(&["--tool=callgrind", &format!("--callgrind-out-file={}", out.display())], &work.delta)?;
    work.check("redescente", &told)?;
    let written = fs::read_to_string(&out).with_context(|| format!("can't read {}", out.display()))?;
    let total = total(&written).context("callgrind wrote no total")?;
    let line = |total: u64| total as f64 / f64::from(LINES);
    println!("{CUSTOMERS} customers, {LINES} lines: {total} instructions, {:.0} a line", line(total));
    let file = workspace.root.join("xtask/bench/instructions.json");
    if record {
        let json = json!({"customers": CUSTOMERS, "lines": LINES, "instructions": total});
        fs::write(&file, serde_json::to_string_pretty(&json)? + "\n")
            .with_context(|| format!("can't write {}", file.display()))?;
        return Ok(());
    }
    let last: Value = serde_json::from_slice(&fs::read(&file).context("no count was written down (--record)")?)?;
    let last = last["instructions"].as_u64().context("xtask/bench/instructions.json holds no count")?;
    let more = (total as f64 / last as f64 - 1.0) * 100.0;
    println!("written down: {last}, {:.0} a line; now {more:+.1} %", line(last));
    Ok(())
}

/// The sum that callgrind writes at the end of its file.
fn total(written: &str) -> Option<u64> {
    let line = written.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")))?;
    line.trim().parse().ok()
}

#[test]
fn the_total_is_found() {
    assert_eq!(total("events: Ir\nfn=(0) main\n1 2\n\ntotals: 2335551125\n"), Some(2_335_551_125));
    assert_eq!(total("events: Ir\n"), None);
}
