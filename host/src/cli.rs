//! The command line as people type it. Help texts come from the catalogue: see [`command`].

mod help;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use redescente::messages::Language;
use redescente::report::{Mode, Operation};

use redescente::dates::When;

pub(crate) use help::command;

/// Everything given on the command line.
#[derive(Debug, Parser)]
#[command(name = "redescente", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[arg(long, global = true, env = "REDESCENTE_DATA", hide_env_values = true)]
    pub(crate) data: Option<PathBuf>,
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(crate) format: Format,
    #[arg(long, global = true, value_enum, default_value_t, env = "REDESCENTE_LANG", hide_env_values = true)]
    pub(crate) lang: Lang,
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

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Fr => Self::French,
            Lang::En => Self::English,
        }
    }
}

/// One file a subcommand in `commands/`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init,
    Import(Import),
    Retrieve(Retrieve),
    Startup(Startup),
    Report(Report),
    #[command(subcommand)]
    Delivery(Delivery),
    History(History),
    #[command(subcommand)]
    Customer(Customer),
    #[command(subcommand)]
    Customers(Customers),
    Duplicates(DuplicatesArgs),
    Merge(Merge),
    Unmerge(Unmerge),
    Merges,
    Distinct(Distinct),
    ApplyOptOut {
        id: i64,
    },
    Revert(Revert),
    Verify,
    #[command(subcommand)]
    Rules(Rules),
    #[command(subcommand)]
    Settings(Settings),
    Retention {
        #[arg(long)]
        apply: bool,
    },
    Backup {
        file: PathBuf,
    },
    Restore {
        file: PathBuf,
    },
    Serve(Serve),
    SupportBundle(SupportBundle),
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[arg(long)]
    pub(crate) open: bool,
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    pub(crate) file: PathBuf,
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Retrieve {
    #[arg(conflicts_with = "again")]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, value_name = "DELIVERY")]
    pub(crate) again: Option<i64>,
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Startup {
    #[arg(long)]
    pub(crate) open: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SupportBundle {
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    #[arg(long, value_parser = coded(&["manual", "automatic", "import"], Mode::from_code), conflicts_with = "delivery")]
    pub(crate) mode: Option<Mode>,
    #[arg(long, value_name = "DATE", conflicts_with = "delivery")]
    pub(crate) since: Option<When>,
    #[arg(long, value_name = "DATE", conflicts_with = "delivery")]
    pub(crate) until: Option<When>,
    #[arg(long, value_name = "ID", conflicts_with = "delivery")]
    pub(crate) retrieval: Option<i64>,
    #[arg(long, value_name = "ID")]
    pub(crate) delivery: Option<i64>,
    #[arg(long, value_parser = coded(&Operation::CODES[..7], Operation::from_code), requires = "delivery")]
    pub(crate) outcome: Vec<Operation>,
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Delivery {
    Show {
        id: i64,
        #[arg(long, value_name = "N")]
        line: Option<u32>,
        #[arg(long)]
        raw: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct History {
    #[arg(long, value_name = "ID")]
    pub(crate) customer: Option<String>,
    #[arg(long, value_parser = coded(Operation::CODES, Operation::from_code))]
    pub(crate) operation: Vec<Operation>,
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<When>,
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<When>,
    #[arg(long)]
    pub(crate) details: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Customer {
    Show {
        id: String,
        #[arg(long, value_name = "DATE")]
        as_of: Option<When>,
        #[arg(long, conflicts_with = "as_of")]
        details: bool,
    },
    Find {
        text: String,
    },
    Erase {
        id: String,
        #[arg(long)]
        dry_run: bool,
    },
    Export {
        id: String,
    },
    Add {
        #[arg(value_name = "FIELD=VALUE", required = true)]
        values: Vec<String>,
        #[arg(long, value_name = "DATE")]
        at: Option<When>,
        #[arg(long)]
        force: bool,
    },
    Edit {
        id: String,
        #[arg(value_name = "FIELD=VALUE", required = true)]
        values: Vec<String>,
        #[arg(long, value_name = "DATE")]
        at: Option<When>,
        #[arg(long)]
        force: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Customers {
    Changes {
        #[arg(long, value_name = "CURSOR")]
        since: i64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct DuplicatesArgs {
    #[command(subcommand)]
    pub(crate) command: Option<Duplicates>,
}

#[derive(Debug, Clone, Subcommand)]
pub(crate) enum Duplicates {
    List,
    Show {
        id: i64,
    },
    Scan,
    Pairs {
        #[arg(long, value_name = "ID")]
        customer: Option<String>,
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Merge {
    pub(crate) kept: String,
    pub(crate) absorbed: String,
    #[arg(long, value_name = "FIELD")]
    pub(crate) take: Vec<String>,
    #[arg(long, value_name = "FIELD")]
    pub(crate) keep: Vec<String>,
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[arg(long)]
    pub(crate) basis: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Unmerge {
    pub(crate) merge: i64,
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Distinct {
    pub(crate) one: String,
    pub(crate) other: String,
    #[arg(long)]
    pub(crate) undo: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Revert {
    pub(crate) id: i64,
    pub(crate) field: String,
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Rules {
    Status,
    Install {
        file: PathBuf,
    },
    Update {
        #[arg(long)]
        clock_corrected: bool,
    },
    Activate {
        #[arg(value_name = "RELEASE")]
        release: Option<u32>,
    },
    Rollback,
    Check(Check),
    Replay(Replay),
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    pub(crate) component: PathBuf,
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<When>,
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<When>,
    #[arg(long)]
    pub(crate) details: bool,
    #[arg(long, value_name = "FOLDER")]
    pub(crate) scratch: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    pub(crate) component: PathBuf,
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) cases: Option<u32>,
    #[arg(long, value_name = "FILE")]
    pub(crate) sample: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Settings {
    Show,
    Set {
        key: String,
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    Test,
}

/// Reads a closed list of codes, which the help shows too.
fn coded<T: Clone + Send + Sync + 'static>(
    codes: &'static [&'static str],
    read: fn(&str) -> Option<T>,
) -> impl clap::builder::TypedValueParser<Value = T> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(codes).try_map(move |code| read(&code).ok_or("unknown code"))
}

/// The language asked for, found before the command line is read: its own help is in that language.
pub(crate) fn language(arguments: impl Iterator<Item = std::ffi::OsString>) -> Language {
    let mut asked = std::env::var("REDESCENTE_LANG").ok();
    let mut arguments = arguments.filter_map(|argument| argument.into_string().ok());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--" => break,
            "--lang" => asked = arguments.next().or(asked),
            other => asked = other.strip_prefix("--lang=").map(str::to_owned).or(asked),
        }
    }
    match asked.as_deref() {
        Some("en") => Language::English,
        _ => Language::French,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_found_wherever_it_stands() {
        let asked = |line: &str| language(line.split(' ').map(Into::into));
        assert_eq!(asked("redescente report --lang en"), Language::English);
        assert_eq!(asked("redescente --lang=en --help"), Language::English);
        assert_eq!(asked("redescente customer find -- --lang en"), Language::French);
    }

    #[test]
    fn operations_are_the_views_own() {
        for (index, code) in Operation::CODES.iter().enumerate() {
            let operation = Operation::from_code(code).expect("a known code");
            assert_eq!(operation.number(), i64::try_from(index).expect("small") + 1);
        }
    }
}
