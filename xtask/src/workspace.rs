//! Where things lie, and how cargo is called.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};
use serde_json::Value;

/// The repository and its target folder.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Root of the repository.
    pub(crate) root: PathBuf,
    /// As cargo has it: `CARGO_TARGET_DIR`, a setting, or `target`.
    pub(crate) target: PathBuf,
    host_features: Vec<String>,
    /// Name and folder of each package.
    packages: Vec<(String, PathBuf)>,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn find() -> anyhow::Result<Self> {
        let mut command = cargo();
        command.args(["metadata", "--format-version", "1", "--no-deps"]).stderr(Stdio::inherit());
        let output = command.output().context("cargo can't be run")?;
        if !output.status.success() {
            bail!("`cargo metadata` failed");
        }
        let metadata: Value = serde_json::from_slice(&output.stdout).context("`cargo metadata` gave no JSON")?;
        let path = |member: &str| -> anyhow::Result<PathBuf> {
            Ok(metadata[member].as_str().with_context(|| format!("`cargo metadata` names no {member}"))?.into())
        };
        let packages = metadata["packages"].as_array().into_iter().flatten();
        let features = packages.filter(|it| it["name"] == "redescente").filter_map(|it| it["features"].as_object());
        let host_features = features.flat_map(|features| features.keys().cloned()).collect();
        let packages = metadata["packages"].as_array().into_iter().flatten().filter_map(|it| {
            let manifest = Path::new(it["manifest_path"].as_str()?);
            Some((it["name"].as_str()?.to_owned(), manifest.parent()?.to_owned()))
        });
        let packages = packages.collect();
        Ok(Self { packages, root: path("workspace_root")?, target: path("target_directory")?, host_features })
    }

    /// The name of the package in a folder of this workspace.
    pub(crate) fn package_in(&self, folder: &Path) -> anyhow::Result<String> {
        let folder = folder.canonicalize().with_context(|| format!("there is no folder {}", folder.display()))?;
        let here = |place: &Path| place.canonicalize().is_ok_and(|place| place == folder);
        let package = self.packages.iter().find(|(_, place)| here(place));
        let (name, _) = package
            .with_context(|| format!("{} is no package of this workspace: put it below rules/", folder.display()))?;
        Ok(name.clone())
    }

    /// Where finished programs lie.
    pub(crate) fn release(&self) -> PathBuf {
        self.target.join("release")
    }

    /// Whether the host can be built with this feature.
    pub(crate) fn host_has(&self, feature: &str) -> bool {
        self.host_features.iter().any(|it| it == feature)
    }

    /// A cargo command for everything but xtask itself, which is running.
    ///
    /// Always the same packages: with others, other features would be united and wasmtime would be built once more.
    pub(crate) fn cargo(&self, verb: &str) -> Command {
        let mut command = cargo();
        command.current_dir(&self.root).args([verb, "--release", "--workspace", "--exclude", "xtask"]);
        command
    }

    /// A program's name here, under the release folder.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.release().join(name).with_extension(std::env::consts::EXE_EXTENSION)
    }
}

/// The cargo that runs this, of the toolchain that the repository pins.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command that speaks for itself.
///
/// # Errors
///
/// If it can't be run or fails.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("can't run {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs a command and answers what it wrote on stdout.
///
/// # Errors
///
/// If it can't be run or fails.
pub(crate) fn answer(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("can't run {}", shown(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}", shown(command), output.status);
    }
    Ok(output.stdout)
}

/// A command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut text = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text += &argument.to_string_lossy();
    }
    text
}
