//! `cargo xtask build`: the component, then the host, side by side.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};

use crate::workspace::{Workspace, answer, cargo, run};

const TARGET: &str = "wasm32-unknown-unknown";
const RULES: &str = "redescente-rules.wasm";

/// What was built.
#[derive(Debug)]
pub(crate) struct Built {
    /// The host.
    pub(crate) binary: PathBuf,
    /// The rules component, where `redescente init` looks for it: beside the binary.
    pub(crate) rules: PathBuf,
    /// sha256 of the component.
    pub(crate) rules_digest: String,
}

/// Builds the component and the host.
pub(crate) fn build(workspace: &Workspace) -> anyhow::Result<Built> {
    let component = build_rules(workspace)?;
    build_host(workspace, None)?;
    let rules = workspace.release().join(RULES);
    fs::copy(&component, &rules)
        .with_context(|| format!("can't copy {} to {}", component.display(), rules.display()))?;
    let bytes = fs::read(&rules).with_context(|| format!("can't read {}", rules.display()))?;
    Ok(Built { binary: workspace.program("redescente"), rules, rules_digest: digest(&bytes) })
}

/// Builds the host with one feature more and keeps the binary as `redescente-FEATURE`; none where it has no such
/// feature. `redescente` itself is put back by [`build`], which comes after.
pub(crate) fn build_variant(workspace: &Workspace, feature: &str) -> anyhow::Result<Option<PathBuf>> {
    if !workspace.host_has(feature) {
        return Ok(None);
    }
    build_host(workspace, Some(feature))?;
    let variant = workspace.program(&format!("redescente-{feature}"));
    // Removed first: a copy onto a running program fails.
    let _ = fs::remove_file(&variant);
    fs::copy(workspace.program("redescente"), &variant)
        .with_context(|| format!("can't write {}", variant.display()))?;
    Ok(Some(variant))
}

/// Selects an example too: cargo then adds the features that tests ask of dependencies, as it does in `cargo test`, so
/// that wasmtime is built once for both.
fn build_host(workspace: &Workspace, feature: Option<&str>) -> anyhow::Result<()> {
    let mut command = workspace.cargo("build");
    command.args(["--bins", "--example", "fetch"]);
    if let Some(feature) = feature {
        command.args(["--features", &format!("redescente/{feature}")]);
    }
    run(&mut command)
}

/// Builds the component by a cargo of its own: nothing that is set for native builds may reach it, and its digest
/// must not depend on who builds it where.
fn build_rules(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let folder = workspace.target.join("guest");
    let mut command = guest_cargo(workspace, &folder)?;
    command.args(["--package", "redescente-rules"]);
    // Compiled as a whole: a twentieth less time in the sandbox.
    command.env("CARGO_PROFILE_RELEASE_LTO", "fat").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1");
    run(&mut command)?;
    Ok(folder.join(TARGET).join("release").join("redescente_rules.wasm"))
}

/// Builds the rules of a folder as the product's own are built; none: the product's own.
pub(crate) fn build_rules_of(workspace: &Workspace, folder: Option<&Path>) -> anyhow::Result<(PathBuf, String)> {
    let (built, name) = match folder {
        None => (build_rules(workspace)?, RULES.to_owned()),
        Some(folder) => {
            let package = workspace.package_in(folder)?;
            let target = workspace.target.join("guest");
            let mut command = guest_cargo(workspace, &target)?;
            command.args(["--package", &package]);
            command.env("CARGO_PROFILE_RELEASE_LTO", "fat").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1");
            run(&mut command)?;
            let file = format!("{}.wasm", package.replace('-', "_"));
            (target.join(TARGET).join("release").join(file), format!("{package}.wasm"))
        }
    };
    let rules = workspace.release().join(name);
    fs::create_dir_all(workspace.release())?;
    fs::copy(&built, &rules).with_context(|| format!("can't copy {} to {}", built.display(), rules.display()))?;
    let bytes = fs::read(&rules).with_context(|| format!("can't read {}", rules.display()))?;
    Ok((rules, digest(&bytes)))
}

/// Builds the rules that tests try, lawful and unlawful, by one cargo; answers their folder: `NAME.wasm` each.
pub(crate) fn build_test_guests(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let folder = workspace.target.join("test-guests");
    let mut command = guest_cargo(workspace, &folder)?;
    command.args(["--package", "redescente-test-guests", "--examples"]);
    run(&mut command)?;
    let built = folder.join(TARGET).join("release");
    // The default rules by the other contract; their features differ, so it takes a cargo of its own.
    let mut command = guest_cargo(workspace, &folder)?;
    command.args(["--package", "redescente-rules", "--features", "contract-0-1"]);
    run(&mut command)?;
    let older = built.join("examples").join("contract_0_1.wasm");
    fs::copy(built.join("redescente_rules.wasm"), &older)
        .with_context(|| format!("can't write {}", older.display()))?;
    Ok(built.join("examples"))
}

/// A cargo that builds components, into a target folder of its own.
fn guest_cargo(workspace: &Workspace, folder: &Path) -> anyhow::Result<Command> {
    add_target(workspace)?;
    let mut command = cargo();
    command.current_dir(&workspace.root);
    command.args(["build", "--release", "--target", TARGET, "--target-dir"]).arg(folder);
    for name in ["RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_TARGET_DIR"] {
        command.env_remove(name);
    }
    // One hour's table of Paris, not the world's.
    command.env("CHRONO_TZ_TIMEZONE_FILTER", "^Europe/Paris$");
    // Debug sections would be a third of what every store downloads.
    command.env("CARGO_PROFILE_RELEASE_DEBUG", "false").env("CARGO_INCREMENTAL", "0");
    let mut flags = remapped_paths(workspace)?;
    // These flags take the place of those in .cargo/config.toml.
    flags.push("\u{1f}-Ctarget-feature=+simd128");
    command.env("CARGO_ENCODED_RUSTFLAGS", flags);
    Ok(command)
}

/// Flags that write the same names for folders into the component on every machine.
fn remapped_paths(workspace: &Workspace) -> anyhow::Result<OsString> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let sysroot = answer(rustc.current_dir(&workspace.root).args(["--print", "sysroot"]))?;
    let sysroot = String::from_utf8(sysroot).context("rustc's folder is not UTF-8")?;
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))).context("no home folder")?;
    let mut flags = OsString::new();
    // The last that fits wins, so the repository, which may lie in the home folder, comes last.
    for (from, to) in
        [(Path::new(sysroot.trim()), "/rust"), (home.as_path(), "/cargo"), (&workspace.root, "/redescente")]
    {
        if !flags.is_empty() {
            flags.push("\u{1f}");
        }
        flags.push("--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    }
    Ok(flags)
}

/// Adds the component's target where rustup manages the toolchain; elsewhere it must be there.
fn add_target(workspace: &Workspace) -> anyhow::Result<()> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let library = answer(rustc.current_dir(&workspace.root).args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(String::from_utf8_lossy(&library).trim()).is_dir() {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    let added = rustup.current_dir(&workspace.root).args(["target", "add", TARGET]).stdin(Stdio::null()).status();
    match added {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!("`rustup target add {TARGET}` ended with {status}"),
        Err(error) => bail!("the Rust target {TARGET} is missing, and rustup, which adds it, can't be run: {error}"),
    }
}

/// sha256 in hexadecimal.
fn digest(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    hex::encode(sha2::Sha256::digest(bytes))
}
