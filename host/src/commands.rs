//! One file a subcommand: each calls the library and shows what it answers. No decision is made here.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use redescente::base::Wordings;
use redescente::clock::Clock;
use redescente::log::{Event, Log};
use redescente::messages::Messages;
use redescente::report::words::Words;
use redescente::store::Store;

use crate::cli::{Cli, Command, Format};

mod backup;
mod correcting;
mod customer;
mod customers;
mod delivery;
mod duplicates;
mod failure;
mod history;
mod init;
mod merge;
mod output;
mod privacy;
mod progress;
mod report;
mod retrieve;
mod rules;
mod scan;
mod serve;
mod settings;
mod startup;
mod support;
mod verify;

use failure::Failure;

/// How a command that did not fail ends; the numbers are those of `style.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Done.
    Done = 0,
    /// The exchange could not be reached.
    Exchange = 3,
    /// The rules component misbehaved.
    Rules = 4,
    /// Done, with something left to look at.
    Left = 5,
    /// The machine's fault or ours, or something that is not as it should be.
    Fault = 70,
}

/// What every command needs.
struct Context {
    format: Format,
    folder: PathBuf,
    clock: Clock,
    messages: Messages,
}

impl Context {
    fn new(cli: &Cli) -> Result<Self, Failure> {
        let folder = match &cli.data {
            Some(folder) => folder.clone(),
            None => directories::ProjectDirs::from("fr", "", "redescente")
                .map(|places| places.data_local_dir().to_owned())
                .ok_or_else(|| Failure::user("host.no-data-folder", Vec::new()))?,
        };
        Ok(Self {
            format: cli.format,
            folder,
            clock: Clock::from_environment()?,
            messages: Messages::new(cli.lang.into()),
        })
    }

    fn json(&self) -> bool {
        self.format == Format::Json
    }

    fn open(&self) -> Result<Store, Failure> {
        let mut store = Store::open(&self.folder)?;
        store.clock = self.clock;
        Ok(store)
    }

    /// Words for sentences of the program's own, where no store is at hand.
    fn words_alone(&self) -> Words<'_> {
        Words::new(&self.messages, &Wordings::default(), chrono_tz::Tz::UTC)
    }

    /// Adds to the log; a log that can't be written ends no work.
    fn log(&self, event: &Event<'_>) {
        let _ = Log::of(&self.folder).write(event);
    }

    fn words(&self, store: &Store) -> Result<Words<'_>, Failure> {
        let wordings: Wordings = store.base.wordings()?;
        Ok(Words::new(&self.messages, &wordings, store.settings.store.time_zone))
    }
}

/// Runs one command; whatever goes wrong is told here.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let (format, lang) = (cli.format, cli.lang);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let ended = Context::new(&cli).and_then(|context| {
        Log::of(&context.folder).watch_for_faults();
        let ending = dispatch(cli.command, &context, &mut out).inspect_err(|failure| context.log(&failure.event()))?;
        out.flush()?;
        Ok(ending)
    });
    let failure = match ended {
        Ok(ending) => return ExitCode::from(ending as u8),
        // Whoever reads has seen enough: `redescente history | head`.
        Err(failure) if failure.is_broken_pipe() => return ExitCode::SUCCESS,
        Err(failure) => failure,
    };
    let messages = Messages::new(lang.into());
    if format == Format::Json {
        let _ = output::json(&mut out, &failure.view(&messages));
    }
    let _ = out.flush();
    let _ = failure.tell(&mut io::stderr().lock(), &messages);
    failure.exit_code()
}

fn dispatch(command: Command, context: &Context, out: &mut dyn Write) -> Result<Ending, Failure> {
    match command {
        Command::Init => init::run(context, out),
        Command::Import(arguments) => retrieve::import(context, &arguments, out),
        Command::Retrieve(arguments) => retrieve::run(context, arguments, out),
        Command::Startup(arguments) => startup::run(context, &arguments, out),
        Command::Report(arguments) => report::run(context, &arguments, out),
        Command::Delivery(command) => delivery::run(context, &command, out),
        Command::History(arguments) => history::run(context, arguments, out),
        Command::Customer(command) => customer::run(context, &command, out),
        Command::Customers(command) => customers::run(context, &command, out),
        Command::Duplicates(arguments) => duplicates::run(context, arguments.command, out),
        Command::Merge(arguments) => merge::merge(context, &arguments, out),
        Command::Unmerge(arguments) => merge::unmerge(context, &arguments, out),
        Command::Merges => merge::list(context, out),
        Command::Distinct(arguments) => merge::distinct(context, &arguments, out),
        Command::ApplyOptOut { id } => correcting::opt_out(context, id, out),
        Command::Revert(arguments) => correcting::revert(context, &arguments, out),
        Command::Verify => verify::run(context, out),
        Command::Rules(command) => rules::run(context, &command, out),
        Command::Retention { apply } => privacy::retention(context, apply, out),
        Command::Backup { file } => backup::run(context, &file, out),
        Command::Restore { file } => backup::restore(context, &file, out),
        Command::Settings(command) => settings::run(context, &command, out),
        Command::Serve(arguments) => serve::run(context, &arguments, out),
        Command::SupportBundle(arguments) => support::run(context, &arguments, out),
    }
}

/// Who does what a person does, as the history names them; the same as the library's for retrievals.
fn user() -> String {
    let named = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "?".to_owned())
}

/// Whether people watch what is said beside the results.
fn watched() -> bool {
    io::stderr().is_terminal()
}
