//! The program `redescente`: reads the command line, calls the library, shows the result.

use std::process::ExitCode;

use clap::FromArgMatches;

use redescente::messages::Messages;

mod cli;
mod commands;

fn main() -> ExitCode {
    let messages = Messages::new(cli::language(std::env::args_os()));
    let matches = cli::command(&messages).get_matches();
    let cli = cli::Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    commands::run(cli)
}
