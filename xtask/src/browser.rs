//! The browser and the accessibility engine that `test --all` looks at the page with.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;

use crate::{
    daemons,
    workspace::{answer, run},
};

/// Debian's browser, its driver, and the client of npm's registry.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "npm"];
/// The engine, pinned: a newer one may know more rules.
const ENGINE: &str = "axe-core@4.14.1";

/// What the tests in a browser need.
#[derive(Debug)]
pub(crate) struct Browser {
    /// chromedriver.
    pub(crate) driver: PathBuf,
    /// The engine's script.
    pub(crate) engine: PathBuf,
}

/// Installs what is missing; the engine lies in the target folder.
pub(crate) fn prepare(target: &Path) -> anyhow::Result<Browser> {
    let driver = PathBuf::from("/usr/bin/chromedriver");
    let npm = answer(Command::new("sh").args(["-c", "command -v npm || true"]))?;
    let missing = |package: &&str| match *package {
        "chromium" => !Path::new("/usr/bin/chromium").exists(),
        "npm" => npm.is_empty(),
        _ => !driver.exists(),
    };
    let missing: Vec<_> = PACKAGES.into_iter().filter(missing).collect();
    if !missing.is_empty() {
        let install: Vec<_> = ["install", "-y", "-q", "--no-install-recommends"].into_iter().chain(missing).collect();
        daemons::apt(&install)?;
    }
    let folder = target.join(ENGINE);
    let engine = folder.join("package/axe.min.js");
    if !engine.exists() {
        fs::create_dir_all(&folder).with_context(|| format!("can't make {}", folder.display()))?;
        let packed = answer(Command::new("npm").current_dir(&folder).args(["pack", "--silent", ENGINE]))?;
        let name = String::from_utf8(packed).context("npm names no file")?;
        run(Command::new("tar").current_dir(&folder).args(["xzf", name.trim()]))?;
    }
    Ok(Browser { driver, engine })
}
