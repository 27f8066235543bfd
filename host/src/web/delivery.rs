//! One delivery: what became of each of its lines.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{frame, parts, places};
use crate::report::{Delivery, DeliveryStatus, LineFilter, Modification, Operation};

/// Lines shown at a time.
const WINDOW: usize = 50;

/// Lists the modifications of a delivery.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.id()?;
    let delivery = visit.store.base.delivery(id)?.ok_or_else(|| Problem::unknown("host.unknown-delivery", id))?;
    let filter = asked(visit);
    // No line has an outcome that was counted zero times.
    let possible = filter.outcomes.is_empty() || counted(&delivery, &filter.outcomes) > 0;
    let mut lines = if possible { visit.store.base.lines(id, &filter, WINDOW + 1)? } else { Vec::new() };
    let next =
        (lines.len() > WINDOW).then(|| lines.last()).flatten().map(|one| visit.with(&[("de", &one.id.to_string())]));
    lines.truncate(WINDOW);
    let first = filter.from.is_some().then(|| visit.with(&[("de", "")]));
    let title =
        visit.tell("page-delivery", &[("name", crate::report::text::clean(&delivery.name).into_owned().into())]);
    let path = visit.path.clone();
    let export = |form| places::with(&format!("{path}/export"), &[("forme", form)]);
    let content = html! {
        (frame::heading(&title, html! {
            a.button href=(places::file(id, None)) { (visit.say("page-open-file")) }
        }))
        (facts(visit, &delivery))
        @if delivery.status == DeliveryStatus::Applied {
            (choices(visit, &delivery, &filter))
            div #found {
                @if lines.is_empty() { (frame::empty(&visit.say(if delivery.lines == 0 { "page-lines-no" } else { "page-lines-none" }), frame::nothing())) }
                @else { (table(visit, id, &lines)) }
                (parts::windows(visit, first, next))
            }
            (parts::exports(visit, &export("tableur"), &export("exact")))
        }
    };
    Ok(Answer::Page(frame::page(visit, places::RETRIEVALS, &title, content)))
}

/// What a visit asks for.
pub(super) fn asked(visit: &Visit<'_>) -> LineFilter {
    LineFilter {
        outcomes: visit.asked_all("resultat").into_iter().filter_map(Operation::from_code).collect(),
        note: Some(visit.asked("note").to_owned()).filter(|note| !note.is_empty()),
        open: visit.asked("ouvertes") == "1",
        text: visit.asked("q").to_owned(),
        from: visit.asked_number("de"),
    }
}

fn counted(delivery: &Delivery, outcomes: &[Operation]) -> u64 {
    let counts = Operation::OUTCOMES.iter().zip(delivery.outcomes);
    counts.filter(|(operation, _)| outcomes.contains(operation)).map(|(_, count)| count).sum()
}

fn facts(visit: &Visit<'_>, delivery: &Delivery) -> Markup {
    let columns: Vec<_> = delivery.unknown_columns.iter().map(|name| crate::report::text::clean(name)).collect();
    html! {
        section.card.facts-card {
            dl.facts {
                div { dt { (visit.say("page-of-retrieval")) } dd { a href=(places::retrieval(delivery.retrieval)) { "n° " (delivery.retrieval) } } }
                div { dt { (visit.say("page-size")) } dd { (visit.count("page-bytes", delivery.size)) } }
                div { dt { (visit.say("report-lines")) } dd { (visit.number(delivery.lines)) } }
                div { dt { (visit.say("page-decided-by")) } dd { a href=(places::RULES) { bdi { (parts::text(&delivery.rules.name)) } " " bdi { (parts::text(&delivery.rules.version)) } } } }
                div.digest { dt { (visit.say("page-digest")) } dd { code { (delivery.sha256) } } }
            }
            (parts::not_applied(visit, delivery))
            @if delivery.status == DeliveryStatus::Redelivered {
                @if let Some(same) = delivery.same_as { p { a.button href=(places::delivery(same)) { (visit.say("page-open-first")) } } }
            }
            @if !columns.is_empty() { p.note { (visit.tell("report-unknown-columns", &[("columns", columns.join(", ").into())])) } }
        }
    }
}

/// The outcomes and notes to choose from, with their counts; a text to look for.
fn choices(visit: &Visit<'_>, delivery: &Delivery, filter: &LineFilter) -> Markup {
    let all = filter.outcomes.is_empty() && filter.note.is_none();
    html! {
        div.filters.card {
            nav.choices aria-label=(visit.say("page-outcomes")) {
                a.chip href=(visit.with(&[("resultat", ""), ("note", ""), ("ouvertes", ""), ("de", "")])) aria-current=[all.then_some("true")] {
                    (visit.say("page-all")) " " b { (visit.number(delivery.lines)) }
                }
                @for (operation, count) in Operation::OUTCOMES.iter().zip(delivery.outcomes) {
                    @if count > 0 {
                        @let chosen = filter.outcomes.contains(operation);
                        a.chip.(operation.code()) href=(visit.with(&[("resultat", operation.code()), ("note", ""), ("ouvertes", ""), ("de", "")])) aria-current=[chosen.then_some("true")] {
                            (visit.say(&format!("outcomes-{}", operation.code()))) " " b { (visit.number(count)) }
                        }
                    }
                }
            }
            @if !delivery.notes.is_empty() {
                nav.choices.notes aria-label=(visit.say("page-notes")) {
                    span.legend { (visit.say("page-notes")) }
                    @for (code, count) in &delivery.notes {
                        @let chosen = filter.note.as_ref() == Some(code);
                        a.chip href=(visit.with(&[("note", code), ("resultat", ""), ("ouvertes", ""), ("de", "")])) aria-current=[chosen.then_some("true")] {
                            (visit.words.title(code)) " " b { (visit.number(*count)) }
                        }
                    }
                }
            }
            form.search method="get" {
                @for outcome in &filter.outcomes { input type="hidden" name="resultat" value=(outcome.code()); }
                @if let Some(note) = &filter.note { input type="hidden" name="note" value=(note); }
                label for="among" { (visit.say("page-find-among")) }
                input #among name="q" type="search" value=(filter.text) autocomplete="off" data-live="found" placeholder=(visit.say("page-find-what"));
                button type="submit" { (visit.say("page-show")) }
            }
        }
    }
}

fn table(visit: &Visit<'_>, delivery: i64, lines: &[Modification]) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label=(visit.say("page-modifications")) {
            table.card.lines {
                thead {
                    tr {
                        th.amount scope="col" { (visit.say("page-line")) }
                        th scope="col" { (visit.say("page-outcome")) }
                        th scope="col" { (visit.say("page-customer")) }
                        th scope="col" { (visit.say("page-modified")) }
                        th.what scope="col" { (visit.say("page-what")) }
                    }
                }
                tbody {
                    @for one in lines {
                        tr #{ "v" (one.id) } {
                            th.amount scope="row" {
                                @if let Some(line) = one.line { a href=(places::file(delivery, Some(line))) title=(visit.say("page-open-line")) { (line) } }
                            }
                            td { (parts::operation(visit, one.operation)) }
                            td { (parts::whom(one)) }
                            td { @if let Some(at) = one.modified_at { (parts::time(visit, at)) } @else { span.none { "—" } } }
                            td.what {
                                (parts::details(visit, one, false))
                                @if one.operation == Operation::Duplicate && one.resolution.is_none() { p { a href=(places::withheld(one.id)) { (visit.say("page-look-at-it")) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}
