//! Merges that were made, and their undoing.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{frame, merging, parts, places};
use crate::people;
use crate::report::merging::{MergeRecord, Unmerge};
use crate::report::text::clean;
use crate::report::{Customer, Mode};
use crate::rules::Reason;

/// Merges shown at a time.
const WINDOW: usize = 50;

/// Lists the merges, newest first.
pub(super) fn list(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let skip: usize = visit.asked_number("passer").unwrap_or(0);
    let merges = visit.store.base.merges()?;
    let window = merges.get(skip..).unwrap_or_default();
    let next = (window.len() > WINDOW).then(|| visit.with(&[("passer", &skip.saturating_add(WINDOW).to_string())]));
    let first = (skip > 0).then(|| visit.with(&[("passer", "")]));
    let content = html! {
        (frame::heading(&visit.say("page-merges"), frame::nothing()))
        @if merges.is_empty() { (frame::empty(&visit.say("page-merges-none"), html! { p.note { (visit.say("page-merges-why")) } })) }
        @else { (table(visit, &window[..window.len().min(WINDOW)])) }
        (parts::windows(visit, first, next))
    };
    Ok(Answer::Page(frame::page(visit, places::MERGES, &visit.say("page-merges"), content)))
}

fn table(visit: &Visit<'_>, merges: &[MergeRecord]) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label=(visit.say("page-merges")) {
            table.card {
                thead {
                    tr {
                        th scope="col" { (visit.say("page-when")) }
                        th scope="col" { (visit.say("page-kept")) }
                        th scope="col" { (visit.say("page-absorbed")) }
                        th scope="col" { (visit.say("page-by")) }
                        th scope="col" { (visit.say("page-state")) }
                    }
                }
                tbody {
                    @for one in merges {
                        tr {
                            th scope="row" { a href=(places::merge(one.id)) { (parts::time(visit, one.at)) } }
                            td { (parts::customer(&one.kept)) }
                            td { bdi { (parts::text(&one.absorbed)) } }
                            td { bdi { (parts::text(&one.by)) } }
                            td { (state(visit, one)) }
                        }
                    }
                }
            }
        }
    }
}

fn state(visit: &Visit<'_>, one: &MergeRecord) -> Markup {
    html! {
        @match &one.undone {
            None => span.outcome.merged { (frame::icon("M6 4v5c0 3 6 3 6 6v5M18 4v5c0 3-6 3-6 6")) (visit.say("page-in-force")) },
            Some(undone) => {
                span.outcome.unmerged { (frame::icon("M12 4v5c0 3-6 3-6 6v5M12 9c0 3 6 3 6 6v5")) (visit.say("operation-unmerged")) }
                p.note { (parts::time(visit, undone.at)) " · " bdi { (parts::text(&undone.by)) } }
            }
        }
    }
}

fn find(visit: &Visit<'_>, id: i64) -> Result<MergeRecord, Problem> {
    let found = visit.store.base.merges()?.into_iter().find(|one| one.id == id);
    found.ok_or_else(|| Problem::unknown("host.no-such-merge", id))
}

/// Shows a merge, and what undoing it would give.
pub(super) fn one(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.id()?;
    let merge = find(visit, id)?;
    let by = visit.store.user(Mode::Manual);
    let preview = match &merge.undone {
        Some(_) => None,
        None => {
            let preview = people::preview_unmerge(&mut visit.store, id, &by);
            Some(preview.map_err(|error| merging::problem(visit, error)))
        }
    };
    let title = visit.tell("page-merge-number", &[("id", id.to_string().into())]);
    let content = html! {
        (frame::heading(&title, html! { a href=(places::MERGES) { (visit.say("page-all-merges")) } }))
        @if visit.asked("fait") == "1" && merge.undone.is_some() {
            p.banner.done role="status" { (frame::icon("M5 12l4 4L19 6")) span { (visit.say("page-unmerged")) } }
        }
        section.card {
            p.facts {
                (state(visit, &merge))
                span { (parts::time(visit, merge.at)) " · " bdi { (parts::text(&merge.by)) } }
            }
            p { (visit.tell("page-led-to", &names(&merge))) }
            p { (parts::customer(&merge.kept)) @if merge.undone.is_some() { " · " (parts::customer(&merge.absorbed)) } }
        }
        @match &preview {
            None => (frame::nothing()),
            Some(Err(problem)) => section.card.problem { (problem.markup(visit.words.messages)) },
            Some(Ok(unmerge)) => (undoing(visit, unmerge)),
        }
    };
    Ok(Answer::Page(frame::page(visit, places::MERGES, &title, content)))
}

fn names(merge: &MergeRecord) -> [(&'static str, fluent_bundle::FluentValue<'static>); 2] {
    [("kept", clean(&merge.kept).into_owned().into()), ("absorbed", clean(&merge.absorbed).into_owned().into())]
}

/// What undoing gives: both customers, what can't be split, and the button.
fn undoing(visit: &Visit<'_>, unmerge: &Unmerge) -> Markup {
    let sides: Vec<(&str, Option<&Customer>)> = [unmerge.kept.as_str(), unmerge.absorbed.as_str()]
        .map(|id| (id, unmerge.customers.iter().find(|customer| customer.id == id)))
        .to_vec();
    html! {
        section.card aria-labelledby="undo" {
            h2 #undo { (visit.say("page-unmerge-preview")) }
            @for (id, _) in sides.iter().filter(|(_, customer)| customer.is_none()) {
                p { (visit.tell("page-unmerge-queue", &[("id", clean(id).into_owned().into())])) }
            }
            div.wide tabindex="0" role="region" aria-label=(visit.say("page-compared")) {
                table.three {
                    thead { tr { th scope="col" { (visit.say("page-field")) } @for (id, _) in &sides { th scope="col" { bdi { (clean(id)) } } } } }
                    tbody {
                        @for field in visit.words.fields() {
                            @let values: Vec<&str> = sides.iter().map(|(_, customer)| customer.map_or("", |customer| merging::value(customer, field))).collect();
                            @if values.iter().any(|value| !value.is_empty()) {
                                tr {
                                    th scope="row" { (visit.words.field(field)) }
                                    @for value in values { td { @if value.is_empty() { span.none { "—" } } @else { bdi { (parts::text(value)) } } } }
                                }
                            }
                        }
                    }
                }
            }
            @for one in &unmerge.not_split {
                p.note {
                    (visit.tell("page-not-split", &[("entry", one.entry.to_string().into())])) " "
                    (visit.words.reason(&Reason { code: one.reason.into(), arguments: Vec::new() }))
                }
            }
            @if !unmerge.released.is_empty() { p.note { (visit.count("page-unmerge-released", unmerge.released.len() as u64)) } }
            form method="post" action=(places::unmerge(unmerge.id)) {
                p.actions { button.primary type="submit" { (frame::icon("M12 4v5c0 3-6 3-6 6v5M12 9c0 3 6 3 6 6v5")) (visit.say("page-unmerge")) } }
                div.answer role="alert" tabindex="-1" {}
            }
        }
    }
}

/// Undoes a merge.
pub(super) fn undo(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.id()?;
    let by = visit.store.user(Mode::Manual);
    people::unmerge(&mut visit.store, id, &by).map_err(|error| merging::problem(visit, error))?;
    Ok(Answer::go(places::with(&places::merge(id), &[("fait", "1")])))
}

/// The merge that was just made, with the way back; nothing where the address names none that is in force.
pub(super) fn banner(visit: &Visit<'_>) -> Result<Markup, Problem> {
    let Some(id) = visit.asked_number::<i64>("fusion") else { return Ok(frame::nothing()) };
    let Some(merge) = visit.store.base.merges()?.into_iter().find(|one| one.id == id && one.undone.is_none()) else {
        return Ok(frame::nothing());
    };
    Ok(html! {
        div.banner.done role="status" {
            (frame::icon("M5 12l4 4L19 6"))
            p { (visit.tell("page-merged", &names(&merge))) " " a href=(places::merge(id)) { (visit.say("page-look")) } }
            form method="post" action=(places::unmerge(id)) {
                button { (visit.say("page-undo-merge")) }
                div.answer role="alert" {}
            }
        }
    })
}
