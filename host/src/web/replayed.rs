//! What a replay came to: counts, what could not be replayed, then every difference.

use std::collections::BTreeSet;
use std::io;

use maud::{Markup, html};
use serde::Deserialize;

use super::visit::Visit;
use super::{changed, frame, parts, places};
use crate::replaying::{
    DecidedAs, DecisionDifference, FieldDifference, List, RecordDifference, Replayed, StatusDifference, Unreplayed,
};
use crate::report::text::clean;
use crate::report::{Operation, RulesIdentity, Timestamp};

/// Differences of each kind shown at a time.
const WINDOW: usize = 20;
/// Lines named of those that history has otherwise.
const EXAMPLES: usize = 5;

/// Shows it: which release was tried, and when.
///
/// # Errors
/// Those of the lists' files.
pub(super) fn show(
    visit: &Visit<'_>,
    replayed: &Replayed,
    (release, at): (Option<u32>, Timestamp),
) -> io::Result<Markup> {
    let (direct, consequences) = (replayed.direct(), replayed.consequences());
    let differing = direct.map_or(0, List::count) + consequences.map_or(0, List::count) + replayed.counts.customers;
    let tables = html! {
        (window(visit, "directes", "page-replay-direct-list", direct, |all| decisions(visit, all))?)
        (window(visit, "consequences", "page-replay-consequences-list", consequences, |all| decisions(visit, all))?)
        (window(visit, "fiches", "page-replay-records-list", replayed.records(), |all| records(visit, all))?)
    };
    Ok(html! {
        div.replayed {
            h3 {
                @match release {
                    Some(release) => (visit.tell("page-replay-release", &[("release", release.to_string().into()), ("version", clean(&replayed.candidate.version).into_owned().into())])),
                    None => bdi { (parts::text(&replayed.candidate.version)) },
                }
            }
            p.note {
                (visit.say("page-replay-since")) " " (parts::time(visit, replayed.period.since)) " "
                (visit.say("page-replay-until")) " " (parts::time(visit, replayed.period.until)) " · "
                (visit.say("page-replay-at")) " " (parts::time(visit, at))
            }
            @if replayed.period.shortened { p.note { (visit.say("replay-shortened")) } }
            (counts(visit, replayed))
            @if replayed.deliveries == 0 { p.none { (visit.say("page-replay-nothing")) } }
            @else if differing == 0 && replayed.statuses.is_empty() {
                p.banner.done { (frame::icon("M5 12l4 4L19 6")) span { (visit.say("replay-identical")) } }
            }
            (statuses(visit, &replayed.statuses))
            (unreplayed(visit, &replayed.unreplayed))
            (self_check(visit, replayed))
            (tables)
        }
    })
}

fn rules(rules: &RulesIdentity) -> Markup {
    html! { bdi { (parts::text(&rules.name)) } " " bdi { (parts::text(&rules.version)) } }
}

fn counts(visit: &Visit<'_>, replayed: &Replayed) -> Markup {
    let counts = [
        ("page-replay-deliveries", replayed.deliveries),
        ("report-lines", replayed.lines),
        ("page-replay-same", replayed.same),
        ("page-replay-direct", replayed.direct().map_or(0, List::count)),
        ("page-replay-consequences", replayed.consequences().map_or(0, List::count)),
        ("page-replay-customers", replayed.counts.customers),
        ("page-replay-acts", replayed.counts.acts),
    ];
    html! {
        dl.facts.numbers { @for (name, count) in counts { div { dt { (visit.say(name)) } dd { (visit.number(count)) } } } }
        @if !replayed.counts.moves.is_empty() {
            div.wide tabindex="0" role="region" aria-label=(visit.say("page-replay-moves")) {
                table.card {
                    thead {
                        tr {
                            th scope="col" { (visit.say("page-replay-active")) br; small { (rules(&replayed.active)) } }
                            th scope="col" { (visit.say("page-replay-candidate")) br; small { (rules(&replayed.candidate)) } }
                            th.amount scope="col" { (visit.say("page-replay-direct")) }
                            th.amount scope="col" { (visit.say("page-replay-consequences")) }
                        }
                    }
                    tbody {
                        @for ((active, candidate), moved) in &replayed.counts.moves {
                            tr {
                                th scope="row" { (outcome(visit, active)) }
                                td { (outcome(visit, candidate)) }
                                td.amount { (visit.number(moved.direct)) }
                                td.amount { (visit.number(moved.consequences)) }
                            }
                        }
                    }
                }
            }
        }
        @if !replayed.counts.fields.is_empty() {
            p.note {
                (visit.say("page-replay-fields")) " "
                @for (place, (name, count)) in replayed.counts.fields.iter().enumerate() {
                    @if place > 0 { ", " }
                    (field(visit, name)) " (" (visit.number(*count)) ")"
                }
            }
        }
    }
}

/// Deliveries that would become something else as a whole.
fn statuses(visit: &Visit<'_>, statuses: &[StatusDifference]) -> Markup {
    let became = |code: &str| visit.say(&format!("replay-as-{code}")).into();
    html! {
        @if !statuses.is_empty() {
            h4 { (visit.say("page-replay-statuses")) }
            ul {
                @for one in statuses {
                    @let arguments = [
                        ("delivery", clean(&one.delivery.name).into_owned().into()),
                        ("recorded", became(&one.recorded)),
                        ("active", became(&one.active)),
                        ("candidate", became(&one.candidate)),
                    ];
                    li { a href=(places::delivery(one.delivery.id)) { (visit.tell("replay-status", &arguments)) } }
                }
            }
        }
    }
}

/// What could not be replayed, each with why.
fn unreplayed(visit: &Visit<'_>, all: &[Unreplayed]) -> Markup {
    html! {
        @if !all.is_empty() {
            h4 { (visit.say("replay-unreplayed")) }
            ul { @for one in all { li { (crate::report::text::replaying::unreplayed(one, &visit.words)) } } }
        }
    }
}

/// Whether the rules in force reproduce history.
fn self_check(visit: &Visit<'_>, replayed: &Replayed) -> Markup {
    let check = &replayed.self_check;
    let entry = if check.different == 0 { "replay-check-clean" } else { "replay-check-different" };
    html! {
        @if check.lines > 0 {
            p.note { (visit.tell(entry, &[("lines", check.lines.into()), ("different", check.different.into())])) }
        }
        @if !check.examples.is_empty() {
            ul.note {
                @for one in check.examples.iter().take(EXAMPLES) {
                    @let code = |code: &Option<String>| word(visit, code.as_deref().unwrap_or_default()).into();
                    @let arguments = [
                        ("delivery", clean(&one.delivery.name).into_owned().into()),
                        ("line", one.line.to_string().into()),
                        ("recorded", code(&one.recorded)),
                        ("replayed", code(&one.replayed)),
                    ];
                    li { a href=(places::file(one.delivery.id, Some(one.line))) { (visit.tell("replay-check-line", &arguments)) } }
                }
            }
        }
    }
}

/// A window of one of the lists; `question` is what the address says of where it begins.
fn window<T: for<'d> Deserialize<'d>>(
    visit: &Visit<'_>,
    question: &str,
    title: &str,
    list: Option<&List<T>>,
    table: impl FnOnce(&[T]) -> Markup,
) -> io::Result<Markup> {
    let Some(list) = list.filter(|list| list.count() > 0) else { return Ok(frame::nothing()) };
    let from: u64 = visit.asked_number(question).unwrap_or(0);
    let (from, (all, next)) = match list.window(from, WINDOW) {
        // The address of an older result.
        Ok((all, _)) if all.is_empty() => (0, list.window(0, WINDOW)?),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => (0, list.window(0, WINDOW)?),
        found => (from, found?),
    };
    let at = |place: &str| format!("{}#{question}", visit.with(&[(question, place), ("fait", "")]));
    let next = next.map(|place| at(&place.to_string()));
    let first = (from > 0).then(|| at(""));
    Ok(html! {
        h4 #(question) { (visit.say(title)) " (" (visit.number(list.count())) ")" }
        div.wide tabindex="0" role="region" aria-label=(visit.say(title)) { (table(&all)) }
        @if first.is_some() || next.is_some() {
            nav.windows aria-label=(visit.tell("page-replay-windows", &[("list", visit.say(title).into())])) {
                @if let Some(first) = first { a.button href=(first) { (visit.say("page-first")) } }
                @if let Some(next) = next { a.button href=(next) rel="next" { (visit.say("page-next")) } }
            }
        }
    })
}

fn decisions(visit: &Visit<'_>, all: &[DecisionDifference]) -> Markup {
    html! {
        table.card.lines {
            thead {
                tr {
                    th scope="col" { (visit.say("page-replay-line")) }
                    th scope="col" { (visit.say("page-customer")) }
                    th.decision scope="col" { (visit.say("page-replay-decision")) }
                    th.what scope="col" { (visit.say("page-what")) }
                }
            }
            tbody {
                @for one in all {
                    tr {
                        th scope="row" {
                            a href=(places::delivery(one.delivery.id)) { bdi { (parts::text(&one.delivery.name)) } } " "
                            a href=(places::file(one.delivery.id, Some(one.line))) { (visit.tell("page-replay-at-line", &[("line", one.line.to_string().into())])) }
                        }
                        td { (whom(one)) }
                        td.decision { (decided(visit, one.active.as_ref(), one.candidate.as_ref())) }
                        td.what { (grounds(visit, one)) (fields(visit, &one.fields)) }
                    }
                }
            }
        }
    }
}

/// The customer; no link to whom the base may never have had.
fn whom(one: &DecisionDifference) -> Markup {
    let known = one.active.as_ref().is_some_and(|active| active.outcome != Operation::Rejected.code());
    html! {
        @match &one.customer {
            Some(id) if known => (parts::customer(id)),
            Some(id) => bdi { (parts::text(id)) },
            None => span.none { "—" },
        }
    }
}

/// The outcome under the rules in force, then under those tried; once, where it is the same.
fn decided(visit: &Visit<'_>, active: Option<&DecidedAs>, candidate: Option<&DecidedAs>) -> Markup {
    let [active, candidate] = [active, candidate].map(|side| side.map_or("", |side| side.outcome.as_str()));
    html! {
        (outcome(visit, active))
        @if active != candidate {
            " " span.arrow aria-hidden="true" { "→ " } span.unseen { (visit.say("page-replay-candidate")) " " }
            (outcome(visit, candidate))
        }
    }
}

/// On what grounds, as far as those of the other side are others.
fn grounds(visit: &Visit<'_>, one: &DecisionDifference) -> Markup {
    let codes = |side: &Option<DecidedAs>| -> BTreeSet<String> {
        side.iter().flat_map(|side| side.reason.iter().chain(&side.notes)).cloned().collect()
    };
    let others =
        |side: &Option<DecidedAs>| -> BTreeSet<String> { side.iter().flat_map(|side| &side.others).cloned().collect() };
    html! {
        @for (title, side, than) in [("page-replay-active", &one.active, &one.candidate), ("page-replay-candidate", &one.candidate, &one.active)] {
            @let (notes, met) = (&codes(side) - &codes(than), &others(side) - &others(than));
            @if !notes.is_empty() || !met.is_empty() {
                p {
                    span.field { (visit.say(title)) } " "
                    @for (place, note) in notes.iter().enumerate() { @if place > 0 { ", " } (clean(&visit.words.title(note))) }
                    @for other in &met { " " (visit.say("page-looks-like")) " " (parts::customer(other)) }
                }
            }
        }
    }
}

fn fields(visit: &Visit<'_>, all: &[FieldDifference]) -> Markup {
    html! {
        @if !all.is_empty() {
            ul.changes {
                @for one in all { li { (values(visit, &field(visit, &one.field), &one.active, &one.candidate)) } }
            }
        }
    }
}

/// The value under the rules in force, then under those tried.
fn values(visit: &Visit<'_>, label: &str, active: &str, candidate: &str) -> Markup {
    changed::values(visit, label, ("page-replay-active", active), ("page-replay-candidate", candidate))
}

fn records(visit: &Visit<'_>, all: &[RecordDifference]) -> Markup {
    html! {
        table.card.lines.records {
            thead { tr { th scope="col" { (visit.say("page-customer")) } th.what scope="col" { (visit.say("page-what")) } } }
            tbody { @for customer in all.chunk_by(|one, next| one.customer == next.customer) { (record(visit, customer)) } }
        }
    }
}

/// All that differs of one customer.
fn record(visit: &Visit<'_>, all: &[RecordDifference]) -> Markup {
    let Some(first) = all.first() else { return frame::nothing() };
    let (here, there) = (first.active.is_some(), first.candidate.is_some());
    let word = |side: bool| visit.say(if side { "page-replay-in-base" } else { "replay-not-in-base" });
    html! {
        tr {
            th scope="row" { @if here { (parts::customer(&first.customer)) } @else { bdi { (parts::text(&first.customer)) } } }
            td.what {
                @if here != there { p { del { (word(here)) } span.arrow aria-hidden="true" { " → " } ins { (word(there)) } } }
                ul.changes.values[here != there] {
                    @for one in all {
                        @let (label, one) = (field(visit, &one.field), [&one.active, &one.candidate].map(|side| side.as_deref().map(|value| shown(visit, &one.field, value))));
                        @match one {
                            [Some(active), Some(candidate)] => li { (values(visit, &label, &active, &candidate)) },
                            [one, other] => {
                                @if let Some(value) = one.or(other).filter(|value| !value.is_empty()) {
                                    li { span.field { (label) } " " bdi { (clean(&value)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A value as people read it.
fn shown(visit: &Visit<'_>, field: &str, value: &str) -> String {
    let at = (field == "modified-at").then(|| chrono::DateTime::parse_from_rfc3339(value).ok()).flatten();
    at.map_or_else(|| value.to_owned(), |at| visit.words.date(at.timestamp()))
}

/// An outcome, or that no such line was read.
fn outcome(visit: &Visit<'_>, code: &str) -> Markup {
    match Operation::from_code(code) {
        Some(operation) => parts::operation(visit, operation),
        None => html! { span.none { (word(visit, code)) } },
    }
}

fn word(visit: &Visit<'_>, code: &str) -> String {
    if code.is_empty() { visit.say("replay-nothing") } else { visit.say(&format!("operation-{code}")) }
}

fn field(visit: &Visit<'_>, name: &str) -> String {
    if name == "modified-at" { visit.say("replay-modified-at") } else { clean(visit.words.field(name)).into_owned() }
}
