//! `startup`: what the store's start-up calls. The automatic retrieval, if it is due; then the page, if it is asked for.

use std::io::Write;
use std::process::{Command, Stdio};

use redescente::backup;
use redescente::log::Event;
use redescente::release::{self, Automatic as Taken};
use redescente::report::{DeliveryStatus, Mode, Retrieval, RetrievalStatus};
use redescente::retrieval::{self, Automatic, Skipped};
use redescente::rules::Reason;
use redescente::store::Store;

use super::progress::Bar;
use super::{Context, Ending, Failure, output, retrieve, watched};
use crate::cli;

pub(super) fn run(context: &Context, arguments: &cli::Startup, out: &mut dyn Write) -> Result<Ending, Failure> {
    let ended = retrieve_if_due(context, out);
    // The page shows what is wrong, too; that it can't be shown matters less.
    let shown = if arguments.open { show_page(context) } else { Ok(()) };
    let (ending, applied) = ended?;
    // Nobody waits any more: what can't be copied now is copied another day.
    if let Some(mut store) = applied
        && let Err(error) = backup::when_idle(&mut store)
    {
        context.log(&Event::Failed { code: error.code() });
    }
    shown.map(|()| ending)
}

/// Answers the store too, where something was applied.
fn retrieve_if_due(context: &Context, out: &mut dyn Write) -> Result<(Ending, Option<Store>), Failure> {
    let mut store = context.open()?;
    take_up_release(context, &mut store);
    let progress = Bar::new(watched(), &context.messages);
    match retrieval::automatic(&mut store, &progress)? {
        Automatic::Ran(id) => {
            let (ended, ending) = retrieve::show(context, &store, id, false, out)?;
            let noticed = ended.notices.iter().any(retrieval::is_watch);
            let applied = ended.deliveries.iter().any(|delivery| delivery.status == DeliveryStatus::Applied);
            let ending = if ending == Ending::Done && noticed { Ending::Left } else { ending };
            Ok((ending, applied.then_some(store)))
        }
        Automatic::Skipped(why) => {
            context.log(&Event::Skipped { code: why.code() });
            skipped(context, why, out)?;
            Ok((Ending::Done, None))
        }
    }
}

/// Takes up a release of rules, where a source of them is set, before the day's files are decided.
///
/// Whatever goes wrong, the rules in force decide; it is told, and stands in `rules status` and the log.
fn take_up_release(context: &Context, store: &mut Store) {
    if store.settings.rules.source.is_none() {
        return;
    }
    let mut told = std::io::stderr().lock();
    match release::at_startup(store) {
        Ok(Taken::Nothing) => {}
        Ok(Taken::Activated(number)) => {
            context.log(&Event::Rules { release: Some(number) });
            let arguments = [("release", number.to_string().into())];
            let _ = writeln!(told, "redescente : {}", context.messages.text("rules-activated", &arguments));
        }
        Ok(Taken::Waits(number)) => {
            let arguments = [("release", number.to_string().into())];
            let _ = writeln!(told, "redescente : {}", context.messages.text("rules-waits", &arguments));
        }
        Err(error) => {
            context.log(&Event::Release { code: error.code() });
            let _ = Failure::from(error).tell(&mut told, &context.messages);
        }
    }
}

/// Says why there is nothing to do.
fn skipped(context: &Context, why: Skipped, out: &mut dyn Write) -> Result<(), Failure> {
    if !context.json() {
        writeln!(out, "{}", context.messages.sentence(why.code(), &[]))?;
        return Ok(());
    }
    let now = context.clock.now();
    let none = Retrieval {
        id: 0,
        mode: Mode::Automatic,
        status: RetrievalStatus::Skipped,
        started_at: now,
        finished_at: Some(now),
        error: None,
        deliveries: Vec::new(),
        waiting: Vec::new(),
        notices: vec![Reason { code: why.code().into(), arguments: Vec::new() }],
    };
    let words = context.words_alone();
    output::json(out, &retrieve::view(&none, &words))?;
    Ok(())
}

/// Shows the page by a program of its own, which goes on when the start-up has ended.
fn show_page(context: &Context) -> Result<(), Failure> {
    let mut page = Command::new(std::env::current_exe()?);
    page.arg("--data").arg(&context.folder).args(["--lang", context.messages.language().code(), "serve", "--open"]);
    page.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut page, redescente::NO_CONSOLE_WINDOW);
    // Whoever ends the start-up by its terminal doesn't mean the page.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut page, 0);
    page.spawn()?;
    Ok(())
}
