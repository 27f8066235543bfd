//! `rules`: which rules decide, since when; releases looked for, put in force and gone back from; which laws a component
//! keeps, and what it would have decided.

mod check;
mod replay;

use std::io::Write;

use redescente::base::ActiveRules;
use redescente::log::Event;
use redescente::release::{self, Status};
use redescente::report::words::rfc3339;
use redescente::report::{json, text};
use redescente::store::Store;

use super::{Context, Ending, Failure, output, user};
use crate::cli;

pub(super) fn run(context: &Context, command: &cli::Rules, out: &mut dyn Write) -> Result<Ending, Failure> {
    match command {
        cli::Rules::Check(arguments) => return check::run(context, arguments, out),
        cli::Rules::Replay(arguments) => return replay::run(context, arguments, out),
        _ => {}
    }
    let mut store = context.open()?;
    match command {
        cli::Rules::Status | cli::Rules::Check(_) | cli::Rules::Replay(_) => {}
        cli::Rules::Install { file } => {
            store.install_rules(file)?;
            context.log(&Event::Rules { release: None });
        }
        cli::Rules::Update { clock_corrected } => {
            if *clock_corrected {
                release::clear_clock(&store)?;
            }
            release::update(&mut store)?;
        }
        cli::Rules::Activate { release } => {
            let release = release::activate(&mut store, *release, &user())?;
            context.log(&Event::Rules { release: Some(release) });
        }
        cli::Rules::Rollback => {
            let before = release::roll_back(&mut store, &user())?;
            context.log(&Event::Rules { release: before.release });
        }
    }
    let status = release::status(&store)?;
    if context.json() {
        output::json(out, &state(context, &status, &store))?;
    } else {
        text(context, &store, &status.active, out)?;
        releases(context, &store, &status, out)?;
    }
    Ok(Ending::Done)
}

/// The rules in force, as the contract has them.
#[derive(serde::Serialize)]
pub(super) struct RulesView<'a> {
    name: &'a str,
    version: &'a str,
    digest: &'a str,
    contract: &'a str,
    /// Always none: a component that imports anything is never installed.
    imports: [&'a str; 0],
    since: String,
    by: &'a str,
    /// The release they came with; null where a person installed them.
    release: Option<u32>,
    /// `installed`, `released` or `rolled-back`.
    how: &'static str,
}

pub(super) fn view(active: &ActiveRules) -> RulesView<'_> {
    RulesView {
        name: &active.identity.name,
        version: &active.identity.version,
        digest: &active.identity.digest,
        contract: &active.contract,
        imports: [],
        since: rfc3339(active.since),
        by: &active.by,
        release: active.release,
        how: active.how.code(),
    }
}

/// Where the store stands: the rules in force with all that surrounds them.
#[derive(serde::Serialize)]
struct StatusView<'a> {
    #[serde(flatten)]
    active: RulesView<'a>,
    /// The highest release that ever was in force.
    highest: Option<u32>,
    /// Whether the release in force was withdrawn since.
    withdrawn: bool,
    /// Files that these rules left undecided.
    undecided: u64,
    /// What `rules rollback` leads to, the next one first.
    before: Vec<RulesView<'a>>,
    /// What `rules activate` could put in force, the highest first.
    candidates: Vec<CandidateView<'a>>,
    source: SourceView<'a>,
}

#[derive(serde::Serialize)]
struct CandidateView<'a> {
    release: u32,
    name: &'a str,
    version: &'a str,
    digest: &'a str,
    valid_from: String,
    usable_until: String,
}

#[derive(serde::Serialize)]
struct SourceView<'a> {
    /// Null where none is set.
    url: Option<String>,
    /// The last look at it.
    looked_at: Option<String>,
    /// The last one that went well.
    reached_at: Option<String>,
    listed: Option<u32>,
    expires: Option<String>,
    error: Option<json::ErrorView<'a>>,
}

fn state<'a>(context: &Context, status: &'a Status, store: &Store) -> StatusView<'a> {
    let look = status.look.as_ref();
    let error = look.and_then(|look| look.error.as_ref()).map(|(code, arguments)| {
        json::error(code, context.messages.sentence(code, arguments), context.messages.hint(code, arguments))
    });
    let candidates = status.candidates.iter().map(|it| CandidateView {
        release: it.manifest.release,
        name: &it.manifest.name,
        version: &it.manifest.version,
        digest: &it.digest,
        valid_from: rfc3339(it.manifest.valid_from),
        usable_until: rfc3339(it.usable_until),
    });
    StatusView {
        active: view(&status.active),
        highest: status.highest,
        withdrawn: status.withdrawn,
        undecided: status.undecided,
        before: status.before.iter().map(view).collect(),
        candidates: candidates.collect(),
        source: SourceView {
            url: store.settings.rules.source.as_ref().map(ToString::to_string),
            looked_at: look.map(|look| rfc3339(look.at)),
            reached_at: look.and_then(|look| look.reached_at).map(rfc3339),
            listed: look.and_then(|look| look.listed),
            expires: look.and_then(|look| look.expires).map(rfc3339),
            error,
        },
    }
}

pub(super) fn text(context: &Context, store: &Store, active: &ActiveRules, out: &mut dyn Write) -> Result<(), Failure> {
    let arguments = [
        ("name", active.identity.name.clone().into()),
        ("version", active.identity.version.clone().into()),
        ("digest", active.identity.digest.clone().into()),
        ("contract", active.contract.clone().into()),
        ("since", context.words(store)?.date(active.since).into()),
        ("by", active.by.clone().into()),
    ];
    writeln!(out, "{}", context.messages.text("rules-status", &arguments))?;
    Ok(())
}

/// What surrounds the rules in force, a line each; nothing where there is nothing to say.
fn releases(context: &Context, store: &Store, status: &Status, out: &mut dyn Write) -> Result<(), Failure> {
    let (words, messages) = (context.words(store)?, &context.messages);
    let number = |release: u32| ("release", release.to_string().into());
    let version = |active: &ActiveRules| ("version", active.identity.version.clone().into());
    if let Some(release) = status.active.release {
        let entry = if status.went_back() { "rules-release-back" } else { "rules-release" };
        writeln!(out, "{}", messages.text(entry, &[number(release)]))?;
    }
    if status.withdrawn {
        writeln!(out, "{}", messages.plain("rules-release-withdrawn"))?;
    }
    if status.undecided > 0 {
        let count = ("count", status.undecided.into());
        writeln!(out, "{}", messages.text("rules-undecided", &[count]))?;
    }
    for before in &status.before {
        let since = ("since", words.date(before.since).into());
        writeln!(out, "{}", messages.text("rules-before", &[version(before), since]))?;
    }
    for it in &status.candidates {
        let version = ("version", it.manifest.version.clone().into());
        let from = ("from", words.date(it.manifest.valid_from).into());
        writeln!(out, "{}", messages.text("rules-candidate", &[number(it.manifest.release), version, from]))?;
    }
    let Some(source) = &store.settings.rules.source else { return Ok(()) };
    let source = ("source", source.to_string().into());
    match &status.look {
        None => writeln!(out, "{}", messages.text("rules-source-new", &[source]))?,
        Some(look) => {
            let at = ("at", words.date(look.at).into());
            writeln!(out, "{}", messages.text("rules-source", &[source, at]))?;
            if let Some((code, arguments)) = &look.error {
                writeln!(out, "  {}", text::clean(&messages.sentence(code, arguments)))?;
                if let Some(hint) = messages.hint(code, arguments) {
                    writeln!(out, "  → {}", text::clean(&hint))?;
                }
            }
        }
    }
    Ok(())
}
