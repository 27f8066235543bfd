//! The replay that a person began on the page: a ready release of rules tried on a period, before it decides anything.

use std::path::Path;
use std::sync::Arc;

use chrono::Days;
use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::work::Work;
use super::{Shared, frame, period, places, replayed};
use crate::dates::When;
use crate::release::{self, Candidate, Status};
use crate::replaying::{self, Replayed, Request};
use crate::report::Timestamp;
use crate::report::text::clean;

/// Days of the period that is offered.
const DAYS: u64 = 30;
/// What runs, as the script finds it.
const RUNNING: &str = "replaying";
/// Where the page shows it.
const PLACE: &str = "rejeu";

/// What was to be replayed.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The number that the rules in force had in the base: what came of it is of interest as long as they are.
    activation: i64,
    /// The release that was tried, and its component.
    release: u32,
    digest: String,
    /// The period's first and last day, as the form has them.
    days: [String; 2],
}

/// How it ended.
#[derive(Debug, Clone)]
enum How {
    Replayed(Arc<Replayed>, Timestamp),
    Failed { code: String, arguments: Vec<String> },
}

/// How the last one ended.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    /// None of one that another run of the program began.
    asked: Option<Asked>,
    how: How,
}

/// At most one at a time.
pub(super) type Replaying = Work<Ended>;

/// Removes what a run of the program that was killed left, and remembers that there was something.
pub(super) fn clear(shared: &Shared, data: &Path) {
    // What can't be removed now is removed by the next replay, which says so where it can't.
    if replaying::clear(data).unwrap_or(false) {
        let how = How::Failed { code: "page.replay-killed".to_owned(), arguments: Vec::new() };
        shared.replaying.set(Some(Ended { asked: None, how }));
    }
}

/// Begins a replay of the release that the person saw; where one runs already, that one is watched.
pub(super) fn begin(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let seen = visit.sent("empreinte");
    let status = release::status(&visit.store)?;
    let Some(candidate) = status.candidates.iter().find(|it| it.digest == seen) else {
        return Err(Problem::changed_meanwhile("page.rules-changed"));
    };
    let days = ["du", "au"].map(|name| visit.sent(name).to_owned());
    let (since, until) = (day(&days[0])?, day(&days[1])?);
    let zone = visit.store.settings.store.time_zone;
    let (since, until) = (since.begin(zone), until.end(zone));
    if since >= until {
        return Err(Problem::refused("page.replay-period", Vec::new()));
    }
    let request = Request { component: visit.store.rules_file(&candidate.digest), since, until, scratch: None };
    let (release, digest) = (candidate.manifest.release, candidate.digest.clone());
    let asked = Asked { activation: status.active.id, release, digest, days };
    let ended = move |how| Ended { asked: Some(asked.clone()), how };
    let failed = |code: &str, arguments| How::Failed { code: code.to_owned(), arguments };
    let shared = Arc::clone(visit.shared);
    // The result before goes first: its lists lie where the next ones will.
    visit.shared.replaying.begin(ended(failed("host.page-fault", Vec::new())), move |ending| {
        let replayed = shared.stores.open().and_then(|mut store| {
            let replayed = replaying::replay(&mut store, &request, ending.progress())?;
            Ok((replayed, store.clock.now()))
        });
        let how = match replayed {
            Ok((mut replayed, at)) => {
                // A command may replay something else; the page then says that this one is gone.
                replayed.release();
                How::Replayed(Arc::new(replayed), at)
            }
            Err(error) => failed(error.code(), error.arguments()),
        };
        ending.with(ended(how));
    });
    // No address: the page stays and watches.
    Ok(Answer::go(String::new()))
}

fn day(text: &str) -> Result<When, Problem> {
    text.parse().map_err(|_| Problem::refused("page.no-date", vec![text.to_owned()]))
}

/// How far the replay is, for the script; where it ended, that it did.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    Ok(Answer::Json(match visit.shared.replaying.state() {
        Some(state) => state.json(visit, "page-replay-begin"),
        None => {
            let go = format!("{}#{PLACE}", places::with(places::RULES, &[("fait", "rejoue")]));
            serde_json::json!({ "running": false, "go": go })
        }
    }))
}

/// Ends the replay that runs.
pub(super) fn stop(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    visit.shared.replaying.stop();
    Ok(Answer::go(String::new()))
}

/// How the last one ended, as long as the rules in force are those that it was compared with.
fn ended(visit: &Visit<'_>, status: &Status) -> Option<Ended> {
    let ended = visit.shared.replaying.ended()?;
    if ended.asked.as_ref().is_some_and(|asked| asked.activation != status.active.id) {
        visit.shared.replaying.set(None);
        return None;
    }
    Some(ended)
}

/// Tries what is ready, shows what runs and what came of the last one; nothing where there is none of the three.
pub(super) fn section(visit: &Visit<'_>, status: &Status) -> Markup {
    let running = visit.shared.replaying.state().is_some();
    let ended = if running { None } else { ended(visit, status) };
    if status.candidates.is_empty() && !running && ended.is_none() {
        return frame::nothing();
    }
    let asked = ended.as_ref().and_then(|ended| ended.asked.as_ref());
    html! {
        section.card #(PLACE) aria-labelledby="replay" {
            h2 #replay { (visit.say("page-replay")) }
            @if !status.candidates.is_empty() { (form(visit, &status.candidates, asked, running)) }
            div.work #(RUNNING) hidden[!running] data-running[running] data-at=(places::RULES_REPLAY) data-begin=(visit.say("page-replay-begin")) {
                div role="status" {
                    p { span.what {} " " span.much aria-hidden="true" {} }
                    progress aria-label=(visit.say("page-replay-running")) max="100" {}
                }
                form method="post" action=(places::RULES_REPLAY_STOP) data-watch=(RUNNING) {
                    button { (visit.say("page-replay-stop")) }
                    div.answer role="alert" {}
                }
            }
            @if let Some(ended) = &ended { (result(visit, status, ended)) }
        }
    }
}

fn form(visit: &Visit<'_>, candidates: &[Candidate], asked: Option<&Asked>, running: bool) -> Markup {
    let today = period::today(visit);
    let first = today.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(today);
    let [since, until] = asked.map_or_else(|| [first, today].map(|day| day.to_string()), |asked| asked.days.clone());
    let chosen = asked.map(|asked| asked.digest.as_str());
    let chosen = candidates.iter().find(|it| Some(it.digest.as_str()) == chosen).or(candidates.first());
    html! {
        p { (visit.say("page-replay-what")) }
        form.replay method="post" action=(places::RULES_REPLAY) data-watch=(RUNNING) {
            @if let [only] = candidates {
                input type="hidden" name="empreinte" value=(only.digest);
            } @else {
                fieldset {
                    legend { (visit.say("page-replay-which")) }
                    div.choices {
                        @for one in candidates {
                            label.chip {
                                input type="radio" name="empreinte" value=(one.digest) checked[chosen == Some(one)];
                                span { (visit.tell("page-replay-release", &[("release", one.manifest.release.to_string().into()), ("version", clean(&one.manifest.version).into_owned().into())])) }
                            }
                        }
                    }
                }
            }
            label { span { (visit.say("page-from")) } input type="date" name="du" value=(since) required; }
            label { span { (visit.say("page-to")) } input type="date" name="au" value=(until) required; }
            button disabled[running] { (frame::icon("M5 12a7 7 0 0 1 12-5l2 2M19 5v4h-4M19 12a7 7 0 0 1-12 5l-2-2M5 19v-4h4")) (visit.say("page-replay-run")) }
            div.answer role="alert" tabindex="-1" {}
        }
    }
}

/// What came of it.
fn result(visit: &Visit<'_>, status: &Status, ended: &Ended) -> Markup {
    let problem = |code: &str, arguments| {
        let problem = Problem::refused(code, arguments).markup(visit.words.messages);
        html! { div.problem { (problem) } }
    };
    let (replayed, at) = match &ended.how {
        How::Failed { code, arguments } => return problem(code, arguments.clone()),
        How::Replayed(replayed, at) => (replayed, *at),
    };
    let tried = ended.asked.as_ref().map(|asked| asked.release);
    match replayed::show(visit, replayed, (tried, at)) {
        Ok(shown) => {
            let candidate = status.candidates.iter().find(|it| Some(it.manifest.release) == tried);
            html! {
                (shown)
                @if let Some(candidate) = candidate { (super::rules::activating(visit, candidate)) }
            }
        }
        // An erasure, or another replay, has taken it.
        Err(_) => {
            visit.shared.replaying.set(None);
            problem("page.replay-gone", Vec::new())
        }
    }
}
