//! Help in the reader's language.

use clap::CommandFactory as _;

use redescente::messages::Messages;

use super::Cli;

/// The command with every help text in the reader's language.
pub(crate) fn command(messages: &Messages) -> clap::Command {
    localised(Cli::command(), "help", messages)
}

fn localised(mut command: clap::Command, id: &str, messages: &Messages) -> clap::Command {
    // Clap adds its own options late, in English; building first makes them known.
    let template = format!(
        "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        messages.plain("help-label-usage")
    );
    let options = messages.plain("help-label-options");
    command = command
        .about(messages.plain(id))
        .help_template(template)
        .subcommand_help_heading(messages.plain("help-label-commands"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("help", 'h', clap::ArgAction::Help, messages));
    if id == "help" {
        command = command.arg(flag("version", 'V', clap::ArgAction::Version, messages));
    }
    command = command.mut_args(|arg| {
        let name = arg.get_id().as_str().to_owned();
        let heading = if arg.is_positional() { messages.plain("help-label-arguments") } else { options.clone() };
        // Global options have one text, wherever they are shown.
        let own = if arg.is_global_set() { format!("help--{name}") } else { format!("{id}--{name}") };
        match name.as_str() {
            "help" | "version" => arg.help_heading(heading),
            _ => arg.help(messages.plain(&own)).help_heading(heading),
        }
    });
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for name in names {
        let id = format!("{id}-{name}");
        command = command.mut_subcommand(name, |inner| localised(inner, &id, messages));
    }
    command
}

fn flag(name: &'static str, short: char, action: clap::ArgAction, messages: &Messages) -> clap::Arg {
    clap::Arg::new(name).long(name).short(short).action(action).help(messages.plain(&format!("help-flag-{name}")))
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
