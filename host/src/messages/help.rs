//! Help on the command line, in the reader's language.

use super::Messages;

/// A command with every help text in the reader's language: `id` is the entry of its own, those of its parts follow.
pub fn localised(mut command: clap::Command, id: &str, messages: &Messages) -> clap::Command {
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
    if top(id) {
        command = command.arg(flag("version", 'V', clap::ArgAction::Version, messages));
    }
    command = command.mut_args(|arg| {
        let name = arg.get_id().as_str().to_owned();
        let heading = if arg.is_positional() { messages.plain("help-label-arguments") } else { options.clone() };
        // Global options have one text, wherever they are shown.
        let own = if arg.is_global_set() { format!("{}--{name}", root(id)) } else { format!("{id}--{name}") };
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

/// The entry of the program that a subcommand belongs to.
fn root(id: &str) -> &str {
    id.split('-').next().unwrap_or(id)
}

/// The program itself, not one of its subcommands.
fn top(id: &str) -> bool {
    !id.contains('-')
}

fn flag(name: &'static str, short: char, action: clap::ArgAction, messages: &Messages) -> clap::Arg {
    clap::Arg::new(name).long(name).short(short).action(action).help(messages.plain(&format!("help-flag-{name}")))
}
