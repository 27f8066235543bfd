//! The command line as people type it. Help texts come from the host's catalogues.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Everything given on the command line.
#[derive(Debug, Parser)]
#[command(name = "redescente-release", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(crate) format: Format,
    #[arg(long, global = true, value_enum, default_value_t, env = "REDESCENTE_LANG", hide_env_values = true)]
    pub(crate) lang: Lang,
    /// The folder of keys.
    #[arg(long, global = true, value_name = "FOLDER", env = "REDESCENTE_RELEASE_KEY_FOLDER", hide_env_values = true)]
    pub(crate) keys: Option<PathBuf>,
    /// The first root, where it doesn't lie beside the keys.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) root: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}

/// The languages as the command line writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Lang {
    #[default]
    Fr,
    En,
}

/// What is done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init {
        folder: PathBuf,
    },
    Publish(Publish),
    Wave {
        folder: PathBuf,
        release: u32,
        #[command(flatten)]
        stores: Stores,
        #[arg(long, conflicts_with = "resume")]
        halt: bool,
        #[arg(long)]
        resume: bool,
    },
    Withdraw {
        folder: PathBuf,
        release: u32,
        #[arg(long, value_name = "RELEASE")]
        back_to: Option<u32>,
    },
    Refresh {
        folder: PathBuf,
        #[arg(long)]
        all: bool,
    },
    RotateKey {
        folder: PathBuf,
        #[arg(value_parser = ["root-1", "root-2", "root-3", "targets", "online"])]
        key: String,
    },
    Status {
        folder: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    pub(crate) folder: PathBuf,
    pub(crate) component: PathBuf,
    #[arg(long, value_name = "FOLDER")]
    pub(crate) examples: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub(crate) check: Option<PathBuf>,
    #[arg(long, requires = "check")]
    pub(crate) despite_check: bool,
    #[arg(long, conflicts_with = "check")]
    pub(crate) without_check: bool,
    #[arg(long, value_name = "N")]
    pub(crate) release: Option<u32>,
    #[arg(long, value_name = "DATE")]
    pub(crate) valid_from: Option<String>,
    #[arg(long, value_name = "VERSION", default_value = env!("CARGO_PKG_VERSION"))]
    pub(crate) host_min: String,
    #[command(flatten)]
    pub(crate) stores: Stores,
}

/// Which stores take a release when.
#[derive(Debug, Args)]
pub(crate) struct Stores {
    #[arg(long, value_name = "DATE=PART%")]
    pub(crate) at: Vec<String>,
    #[arg(long, value_name = "STORE")]
    pub(crate) first: Vec<String>,
    #[arg(long, value_name = "STORE")]
    pub(crate) never: Vec<String>,
}
