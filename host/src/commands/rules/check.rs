//! `rules check`: which laws a component keeps. It needs no store.

use std::io::Write;

use redescente::checking::{self, CheckError, Options};
use redescente::report::text;
use redescente::store::StoreError;

use super::super::progress::Bar;
use super::super::{Context, Ending, Failure, output, watched};
use crate::cli;

pub(super) fn run(context: &Context, arguments: &cli::Check, out: &mut dyn Write) -> Result<Ending, Failure> {
    let read = |file: &std::path::PathBuf| {
        std::fs::read(file).map_err(|source| StoreError::File { file: file.clone(), source })
    };
    let defaults = Options::default();
    let options = Options {
        seed: arguments.seed.unwrap_or(defaults.seed),
        cases: arguments.cases.unwrap_or(defaults.cases),
        sample: arguments.sample.as_ref().map(read).transpose()?,
        ..defaults
    };
    let bar = Bar::new(watched(), &context.messages);
    let outcome = checking::check_watched(&read(&arguments.component)?, &options, &bar)?;
    if context.json() {
        output::pretty(out, &outcome)?;
    } else {
        text::checking::outcome(out, &outcome, &context.messages)?;
    }
    Ok(if outcome.lawful { Ending::Done } else { Ending::Rules })
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Store(error) => error.into(),
            CheckError::Rules(error) => StoreError::from(error).into(),
            other => Self::check(other),
        }
    }
}
