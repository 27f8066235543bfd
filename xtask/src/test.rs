//! `cargo xtask test`: all tests, and an honest account of those that were not run.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};

use crate::{
    browser, build, daemons,
    workspace::{Workspace, cargo, shown},
};

/// Builds, then runs all tests.
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    /// Also those that need the real FTP daemons and a browser, which are installed for it (root, Debian).
    #[arg(long)]
    all: bool,
    /// Only tests whose names contain one of these.
    filter: Vec<String>,
}

impl Test {
    /// Runs them; an error when one fails.
    pub(crate) fn run(&self, workspace: &Workspace) -> anyhow::Result<()> {
        let browser = if self.all {
            daemons::prepare()?;
            Some(browser::prepare(&workspace.target)?)
        } else {
            None
        };
        let kill_points = build::build_variant(workspace, "kill-points")?;
        let built = build::build(workspace)?;
        let guests = build::build_test_guests(workspace)?;
        let scratch = tempfile::tempdir().context("no temporary folder")?;
        let not_run = scratch.path().join("not-run");

        let mut command = cargo();
        command.current_dir(&workspace.root).args(["test", "--release", "--workspace", "--no-fail-fast", "--"]);
        command.args(&self.filter);
        command.env("REDESCENTE_BIN", &built.binary).env("REDESCENTE_RULES", &built.rules);
        command.env("REDESCENTE_GUESTS", &guests);
        command.env("REDESCENTE_NOT_RUN", &not_run).env_remove("REDESCENTE_FTP_DAEMONS");
        if let Some(binary) = kill_points {
            command.env("REDESCENTE_BIN_KILL_POINTS", binary);
        }
        command.env_remove("REDESCENTE_CHROMEDRIVER").env_remove("REDESCENTE_AXE");
        if let Some(browser) = browser {
            command.env("REDESCENTE_CHROMEDRIVER", browser.driver).env("REDESCENTE_AXE", browser.engine);
        }
        if self.all {
            command = daemons::around(workspace, &command);
        }
        let (passed, failed, clean) = count(command)?;
        let left_out = fs::read_to_string(&not_run).unwrap_or_default();
        if !left_out.is_empty() {
            println!("\nNot run:");
            left_out.lines().for_each(|line| println!("  {line}"));
        }
        println!("\n{passed} passed, {failed} failed");
        if failed > 0 || !clean {
            bail!("the tests did not pass");
        }
        if passed == 0 {
            bail!("no test was run");
        }
        Ok(())
    }
}

/// Runs the tests, shows what they write, and adds up their results; last, whether cargo was content.
fn count(mut command: Command) -> anyhow::Result<(u64, u64, bool)> {
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("can't run {}", shown(&command)))?;
    let output = child.stdout.take().context("cargo has no output")?;
    let (mut passed, mut failed) = (0, 0);
    for line in BufReader::new(output).lines() {
        let line = line.context("cargo's output can't be read")?;
        println!("{line}");
        if let Some((p, f)) = result(&line) {
            passed += p;
            failed += f;
        }
    }
    let status = child.wait().context("cargo was lost")?;
    Ok((passed, failed, status.success()))
}

/// Passed and failed of a line `test result: ok. 3 passed; 0 failed; …`.
fn result(line: &str) -> Option<(u64, u64)> {
    let mut words = line.strip_prefix("test result: ")?.split(' ').skip(1);
    let passed = words.next()?.parse().ok()?;
    let failed = words.nth(1)?.parse().ok()?;
    Some((passed, failed))
}

#[test]
fn results_are_read() {
    let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 1 filtered out; finished in 0.00s";
    assert_eq!(result(line), Some((12, 3)));
    assert_eq!(result("test worlds ... ok"), None);
}
