//! The four real FTP daemons that `test --all` runs against.

use std::{path::Path, process::Command};

use anyhow::{Context as _, bail};

use crate::workspace::{Workspace, answer, run, shown};

/// What is installed beyond what the starter fetches by itself.
const PACKAGES: [&str; 4] = ["openssl", "curl", "ca-certificates", "python3-venv"];

/// Fails unless this machine can have the daemons, then installs what they need.
pub(crate) fn prepare() -> anyhow::Result<()> {
    if !Path::new("/etc/debian_version").is_file() {
        bail!(
            "the real FTP daemons are Debian's packages, and this is no Debian: use `cargo xtask test` without --all"
        );
    }
    let user = answer(Command::new("id").arg("-u"))?;
    if user.trim_ascii() != b"0" {
        bail!("the real FTP daemons are started as root: use `cargo xtask test` without --all, or root");
    }
    apt(&["update", "-q"])?;
    let install: Vec<_> = ["install", "-y", "-q", "--no-install-recommends"].into_iter().chain(PACKAGES).collect();
    apt(&install)
}

/// The same command, run while the daemons are up. They are stopped however it ends.
pub(crate) fn around(workspace: &Workspace, command: &Command) -> Command {
    let mut wrapped = Command::new("bash");
    wrapped.arg(workspace.root.join("xtask/daemons.sh")).arg("around").arg(folder());
    wrapped.arg(command.get_program()).args(command.get_args());
    wrapped.current_dir(command.get_current_dir().unwrap_or(&workspace.root));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    wrapped.env("REDESCENTE_FTP_DAEMONS", folder());
    wrapped
}

/// The daemons while they run; they stop with it.
#[derive(Debug)]
pub(crate) struct Daemons {
    script: std::path::PathBuf,
}

/// Starts the daemons.
pub(crate) fn start(workspace: &Workspace) -> anyhow::Result<Daemons> {
    let daemons = Daemons { script: workspace.root.join("xtask/daemons.sh") };
    daemons.script("start")?;
    Ok(daemons)
}

impl Daemons {
    /// Where they lie.
    pub(crate) fn folder(&self) -> std::path::PathBuf {
        folder()
    }

    fn script(&self, verb: &str) -> anyhow::Result<()> {
        run(Command::new("bash").arg(&self.script).arg(verb).arg(folder()))
    }
}

impl Drop for Daemons {
    fn drop(&mut self) {
        // Those that are left are stopped by the next start.
        let _ = self.script("stop");
    }
}

/// Not in the target folder: the daemons' own user must be able to reach it. What was unpacked is used again.
fn folder() -> std::path::PathBuf {
    std::env::temp_dir().join("redescente-ftp-daemons")
}

/// Runs apt-get without a question.
pub(crate) fn apt(arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    let output = command.output().context("apt-get can't be run")?;
    if !output.status.success() {
        bail!("`{}` ended with {}\n{}", shown(&command), output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
