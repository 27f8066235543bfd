//! Every way a command can fail, as one sentence, one hint and one exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use redescente::base::BaseError;
use redescente::checking::CheckError;
use redescente::clock::ClockError;
use redescente::config::SettingsError;
use redescente::log::Event;
use redescente::messages::Messages;
use redescente::people::PeopleError;
use redescente::release::ReleaseError;
use redescente::report::json;
use redescente::report::text::clean;
use redescente::store::{Exit, StoreError};
use redescente::web::WebError;

/// Why a command failed.
pub(super) struct Failure {
    code: &'static str,
    arguments: Vec<String>,
    exit: Exit,
    /// The error itself, for whoever helps; its chain is told on standard error.
    cause: Option<anyhow::Error>,
    broken_pipe: bool,
}

impl Failure {
    /// A user's or a setting's mistake: exit code 1.
    pub(super) fn user(code: &'static str, arguments: Vec<String>) -> Self {
        Self { code, arguments, exit: Exit::User, cause: None, broken_pipe: false }
    }

    /// Rules that could not be checked at all.
    pub(super) fn check(error: CheckError) -> Self {
        let (code, arguments, exit) = (error.code(), error.arguments(), error.exit());
        Self { code, arguments, exit, cause: Some(error.into()), broken_pipe: false }
    }

    /// Whether it is only that nobody reads the results any more.
    pub(super) fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }

    /// As the log keeps it.
    pub(super) fn event(&self) -> Event<'static> {
        Event::Failed { code: self.code }
    }

    /// `{"error": …}` of the contract.
    pub(super) fn view<'a>(&'a self, messages: &Messages) -> impl serde::Serialize + 'a {
        #[derive(serde::Serialize)]
        struct View<'a> {
            error: json::ErrorView<'a>,
        }
        let message = messages.sentence(self.code, &self.arguments);
        View { error: json::error(self.code, message, messages.hint(self.code, &self.arguments)) }
    }

    /// The sentence, what to do, and the technical cause.
    pub(super) fn tell(&self, out: &mut dyn Write, messages: &Messages) -> io::Result<()> {
        writeln!(out, "redescente : {}", clean(&messages.sentence(self.code, &self.arguments)))?;
        if let Some(hint) = messages.hint(self.code, &self.arguments) {
            writeln!(out, "  → {}", clean(&hint))?;
        }
        // A user's mistake is told whole by its sentence, unless the machine had a say in it.
        let told = |cause: &&anyhow::Error| self.exit != Exit::User || cause.source().is_some();
        if let Some(cause) = self.cause.as_ref().filter(told) {
            writeln!(out, "  ({} : {})", self.code, clean(&format!("{cause:#}")))?;
        }
        Ok(())
    }

    /// The exit code of its kind.
    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.exit {
            Exit::User => 1,
            Exit::Exchange => 3,
            Exit::Rules => 4,
            Exit::Fault => 70,
        })
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let (code, arguments, exit) = (error.code(), error.arguments(), error.exit());
        Self { code, arguments, exit, cause: Some(error.into()), broken_pipe: false }
    }
}

impl From<PeopleError> for Failure {
    fn from(error: PeopleError) -> Self {
        let (code, arguments, exit) = (error.code(), error.arguments(), error.exit());
        Self { code, arguments, exit, cause: Some(error.into()), broken_pipe: false }
    }
}

impl From<ReleaseError> for Failure {
    fn from(error: ReleaseError) -> Self {
        let (code, arguments, exit) = (error.code(), error.arguments(), error.exit());
        Self { code, arguments, exit, cause: Some(error.into()), broken_pipe: false }
    }
}

impl From<BaseError> for Failure {
    fn from(error: BaseError) -> Self {
        StoreError::from(error).into()
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        let (code, arguments) = (error.code(), error.arguments());
        Self { code, arguments, exit: Exit::User, cause: Some(error.into()), broken_pipe: false }
    }
}

impl From<WebError> for Failure {
    fn from(error: WebError) -> Self {
        match error {
            WebError::Store(error) => error.into(),
            WebError::Settings(error) => error.into(),
            other => {
                let (code, arguments) = (other.code(), other.arguments());
                Self { code, arguments, exit: Exit::User, cause: Some(other.into()), broken_pipe: false }
            }
        }
    }
}

impl From<ClockError> for Failure {
    fn from(error: ClockError) -> Self {
        Self::user(error.code(), vec![error.value])
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let broken_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        let arguments = vec![error.to_string()];
        Self { code: "host.output-failed", arguments, exit: Exit::Fault, cause: None, broken_pipe }
    }
}
