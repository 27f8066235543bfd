//! `cargo xtask demo`: a store's morning, from the FTP server to the report.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use anyhow::{Context as _, bail};
use redescente_tests::{Exchange, PASSWORD, USER};

use crate::{
    build,
    workspace::{Workspace, run},
};

/// Files are taken without a second look when they are older than an hour.
const AGE: Duration = Duration::from_secs(2 * 60 * 60);

/// Fetches the demo's files from an FTP server into a fresh store, and shows the day's report.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// Ends after the report.
    #[arg(long)]
    once: bool,
    /// The data folder to make; by default one that is thrown away.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Demo {
    /// Builds all and plays the morning.
    pub(crate) fn run(&self, workspace: &Workspace) -> anyhow::Result<()> {
        let built = build::build(workspace)?;
        let scratch = tempfile::tempdir().context("no temporary folder")?;
        let data = self.data.clone().unwrap_or_else(|| scratch.path().join("magasin"));
        if fs::read_dir(&data).is_ok_and(|mut entries| entries.next().is_some()) {
            bail!("{} is not empty: the demo begins with a fresh data folder", data.display());
        }
        let fixtures = workspace.root.join("fixtures/demo");
        let served = scratch.path().join("exchange");
        copy_aged(&fixtures.join("exchange"), &served)?;
        let exchange = Exchange::serve(&served)?;
        let store = Store { binary: &built.binary, data: &data };

        chapter(&format!("Le serveur FTP écoute : {} (utilisateur {USER})", exchange.url("")));
        for entry in fs::read_dir(&served)? {
            let entry = entry?;
            println!("  {}  {} octets", entry.file_name().to_string_lossy(), entry.metadata()?.len());
        }
        chapter("Un dossier de données neuf, et ses réglages");
        store.show(&["init"])?;
        store.show(&["settings", "set", "exchange.url", &exchange.url("")])?;
        store.show(&["settings", "set", "exchange.security", "none"])?;
        store.show(&["settings", "set", "exchange.user", USER])?;
        chapter("La base du magasin, chargée une fois");
        store.show(&["import", &fixtures.join("base.csv").to_string_lossy()])?;
        chapter("La récupération du jour");
        store.show(&["retrieve"])?;
        chapter("Et encore une fois : il n'y a rien de nouveau");
        store.show(&["retrieve"])?;
        if self.once {
            return Ok(());
        }
        store.stay(&exchange)
    }
}

/// The demo's store, by its binary and data folder.
struct Store<'a> {
    binary: &'a Path,
    data: &'a Path,
}

impl Store<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.binary);
        // The variable, not the setting: a demo leaves nothing in the system's keyring.
        command.env("REDESCENTE_EXCHANGE_PASSWORD", PASSWORD).arg("--data").arg(self.data).args(["--lang", "fr"]);
        command.args(arguments);
        command
    }

    fn show(&self, arguments: &[&str]) -> anyhow::Result<()> {
        println!("$ redescente {}", arguments.join(" "));
        run(&mut self.command(arguments))
    }

    /// Shows the page until Ctrl-C; the FTP server stays up for its button.
    fn stay(&self, exchange: &Exchange) -> anyhow::Result<()> {
        chapter(&format!("La page du magasin ; le serveur FTP reste à l'écoute : {}", exchange.url("")));
        run(&mut self.command(&["serve"]))
    }
}

fn chapter(title: &str) {
    println!("\n── {title}");
}

/// Copies files, dated so that a retrieval takes them at once.
fn copy_aged(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("can't make {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("can't read {}", from.display()))? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        fs::copy(entry.path(), &copy).with_context(|| format!("can't write {}", copy.display()))?;
        let file = fs::File::options().write(true).open(&copy)?;
        file.set_modified(SystemTime::now() - AGE).with_context(|| format!("can't date {}", copy.display()))?;
    }
    Ok(())
}
