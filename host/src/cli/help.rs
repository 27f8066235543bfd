//! Help in the reader's language.

use clap::CommandFactory as _;

use redescente::messages::Messages;
use redescente::messages::help::localised;

use super::Cli;

/// The command with every help text in the reader's language.
pub(crate) fn command(messages: &Messages) -> clap::Command {
    localised(Cli::command(), "help", messages)
}

#[cfg(test)]
mod tests {
    use redescente::messages::Language;

    use super::*;

    fn texts(command: &clap::Command, found: &mut Vec<String>) {
        found.extend(command.get_about().map(ToString::to_string));
        found.extend(command.get_arguments().filter_map(|arg| arg.get_help()).map(ToString::to_string));
        command.get_subcommands().for_each(|inner| texts(inner, found));
    }

    #[test]
    fn the_command_line_is_sound_and_explained_in_both_languages() {
        for language in [Language::French, Language::English] {
            let mut command = command(&Messages::new(language));
            command.clone().debug_assert();
            command.build();
            let mut found = Vec::new();
            texts(&command, &mut found);
            assert!(found.len() > 60, "{}", found.len());
            let missing: Vec<_> = found.iter().filter(|text| text.starts_with("help-")).collect();
            assert!(missing.is_empty(), "{missing:#?}");
        }
    }
}
