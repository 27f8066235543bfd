//! Which rules decide, since when, by which parameters; releases that are ready, and the way back.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{frame, parts, places, replaying};
use crate::base::{ActiveRules, How};
use crate::release::{self, Candidate, ReleaseError, Status};
use crate::report::Mode;
use crate::store::StoreError;

/// What was just done, as the address says it, and its sentence.
const DONE: [(&str, &str); 4] = [
    ("cherche", "page-rules-looked"),
    ("rejoue", "page-replay-done"),
    ("active", "page-rules-activated"),
    ("revenu", "page-rules-went-back"),
];

/// Shows the rules in force.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let status = release::status(&visit.store)?;
    let active = &status.active;
    let parameters = visit.store.settings.rules.parameters.clone();
    let content = html! {
        (frame::heading(&visit.say("page-rules"), frame::nothing()))
        @for (asked, sentence) in DONE {
            @if visit.asked("fait") == asked { p.banner.done role="status" { (frame::icon("M5 12l4 4L19 6")) span { (visit.say(sentence)) } } }
        }
        section.card aria-labelledby="active" {
            h2 #active { (visit.say("page-rules-active")) }
            dl.facts {
                div { dt { (visit.say("page-rules-name")) } dd { bdi { (parts::text(&active.identity.name)) } } }
                div { dt { (visit.say("page-rules-version")) } dd { bdi { (parts::text(&active.identity.version)) } } }
                div { dt { (visit.say("page-rules-since")) } dd { (parts::time(visit, active.since)) } }
                div { dt { (visit.say("page-rules-by")) } dd { bdi { (parts::text(&active.by)) } } }
                div { dt { (visit.say("page-rules-contract")) } dd { code { (active.contract) } } }
                div.digest { dt { (visit.say("page-digest")) } dd { code { (active.identity.digest) } } }
            }
            (state(visit, &status))
            p.note { (visit.say("page-rules-sandbox")) }
        }
        (releases(visit, &status))
        (replaying::section(visit, &status))
        section.card aria-labelledby="parameters" {
            h2 #parameters { (visit.say("page-rules-parameters")) }
            @if parameters.is_empty() { p.none { (visit.say("page-rules-no-parameters")) } }
            @else { dl.facts { @for (name, value) in &parameters { div { dt { code { (parts::text(name)) } } dd { bdi { (parts::text(value)) } } } } } }
        }
    };
    Ok(Answer::Page(frame::page(visit, places::RULES, &visit.say("page-rules"), content)))
}

/// What is to be said of the rules in force.
fn state(visit: &Visit<'_>, status: &Status) -> Markup {
    let number = |release: u32| [("release", release.to_string().into())];
    html! {
        @if let Some(release) = status.active.release {
            @let entry = if status.active.how == How::WentBack { "page-rules-release-back" } else { "page-rules-release" };
            p { (visit.tell(entry, &number(release))) }
        }
        @if status.withdrawn { p.banner role="status" { span { (visit.say("page-rules-withdrawn")) } } }
        @if status.undecided > 0 { p.banner role="status" { span { (visit.count("page-rules-undecided", status.undecided)) } } }
    }
}

/// What could be put in force, what one could go back to, and the source.
fn releases(visit: &Visit<'_>, status: &Status) -> Markup {
    let source = visit.store.settings.rules.source.as_ref().map(ToString::to_string);
    html! {
        section.card aria-labelledby="releases" {
            h2 #releases { (visit.say("page-rules-releases")) }
            @if status.candidates.is_empty() { p.none { (visit.say("page-rules-no-candidate")) } }
            @for candidate in &status.candidates { (ready(visit, candidate)) }
            @if let Some(before) = status.before.first() { (way_back(visit, &status.active, before)) }
            @match source {
                None => p.note { (visit.say("page-rules-no-source")) },
                Some(source) => {
                    (last_look(visit, status, &source))
                    form method="post" action=(places::RULES_LOOK) {
                        button { (visit.say("page-rules-look")) }
                        div.answer role="alert" {}
                    }
                }
            }
        }
    }
}

fn ready(visit: &Visit<'_>, candidate: &Candidate) -> Markup {
    let manifest = &candidate.manifest;
    let arguments = [("release", manifest.release.to_string().into()), ("version", manifest.version.clone().into())];
    html! {
        div.digest {
            p { (visit.tell("page-rules-ready", &arguments)) " " (parts::time(visit, manifest.valid_from)) }
            (activating(visit, candidate))
        }
    }
}

/// The way to put a release in force.
pub(super) fn activating(visit: &Visit<'_>, candidate: &Candidate) -> Markup {
    let manifest = &candidate.manifest;
    let arguments = [("release", manifest.release.to_string().into()), ("version", manifest.version.clone().into())];
    html! {
        form.deciding method="post" action=(places::RULES_ACTIVATE) data-confirm=(visit.tell("page-rules-activate-sure", &arguments)) {
            input type="hidden" name="version" value=(manifest.release);
            input type="hidden" name="empreinte" value=(candidate.digest);
            button.primary { (visit.say("page-rules-activate")) }
            div.answer role="alert" {}
        }
    }
}

fn way_back(visit: &Visit<'_>, active: &ActiveRules, before: &ActiveRules) -> Markup {
    let arguments = [("version", before.identity.version.clone().into())];
    html! {
        p { (visit.tell("page-rules-before", &arguments)) " " (parts::time(visit, before.since)) }
        form.deciding method="post" action=(places::RULES_BACK) data-confirm=(visit.tell("page-rules-back-sure", &arguments)) {
            input type="hidden" name="actives" value=(active.identity.digest);
            input type="hidden" name="avant" value=(before.identity.digest);
            button { (visit.say("page-rules-back")) }
            div.answer role="alert" {}
        }
    }
}

fn last_look(visit: &Visit<'_>, status: &Status, source: &str) -> Markup {
    html! {
        p { (visit.say("page-rules-source")) " " code { (parts::text(source)) } }
        @if let Some(look) = &status.look {
            p { (visit.say("page-rules-looked-at")) " " (parts::time(visit, look.at)) }
            @if let Some((code, arguments)) = &look.error {
                p.problem-what { (parts::text(&visit.words.messages.sentence(code, arguments))) }
                @if let Some(hint) = visit.words.messages.hint(code, arguments) { p.problem-hint { (parts::text(&hint)) } }
            }
        }
    }
}

/// Looks at the source; nothing is put in force.
pub(super) fn look(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    release::update(&mut visit.store)?;
    Ok(done("cherche"))
}

/// Puts the release in force that the person saw.
pub(super) fn activate(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let number: u32 = visit.sent("version").parse().map_err(|_| Problem::nothing_here())?;
    let seen = visit.sent("empreinte").to_owned();
    let status = release::status(&visit.store)?;
    if !status.candidates.iter().any(|it| it.manifest.release == number && it.digest == seen) {
        return Err(Problem::changed_meanwhile("page.rules-changed"));
    }
    let by = visit.store.user(Mode::Manual);
    release::activate(&mut visit.store, Some(number), &by)?;
    Ok(done("active"))
}

/// Goes back to the rules that the person saw.
pub(super) fn back(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let status = release::status(&visit.store)?;
    let before = status.before.first().map(|before| before.identity.digest.as_str());
    if visit.sent("actives") != status.active.identity.digest || Some(visit.sent("avant")) != before {
        return Err(Problem::changed_meanwhile("page.rules-changed"));
    }
    let by = visit.store.user(Mode::Manual);
    release::roll_back(&mut visit.store, &by)?;
    Ok(done("revenu"))
}

fn done(what: &str) -> Answer {
    Answer::go(places::with(places::RULES, &[("fait", what)]))
}

impl From<ReleaseError> for Problem {
    /// What a source or a release is refused for is no fault of the page.
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Store(StoreError::Rules(error)) => {
                let error = StoreError::Rules(error);
                Self::refused(error.code(), error.arguments())
            }
            ReleaseError::Store(error) => error.into(),
            error => Self::refused(error.code(), error.arguments()),
        }
    }
}
