//! The report: retrievals by mode and period, and each with its deliveries.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::period::{self, Period};
use super::visit::Visit;
use super::{charts, frame, parts, places, today};
use crate::report::{DeliveryStatus, Mode, Retrieval, RetrievalFilter};

/// Retrievals shown at a time.
const WINDOW: u32 = 30;
/// The modes to choose from.
const MODES: [Mode; 3] = [Mode::Manual, Mode::Automatic, Mode::Import];

/// Lists retrievals, newest first.
pub(super) fn list(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let period = Period::asked(visit)?;
    let filter = RetrievalFilter {
        mode: Mode::from_code(visit.asked("mode")),
        since: period.since,
        until: period.until,
        retrieval: None,
        before: visit.asked_number("avant"),
        limit: Some(WINDOW + 1),
    };
    let mut retrievals = visit.store.base.retrievals(&filter)?;
    let more = retrievals.len() > WINDOW as usize;
    retrievals.truncate(WINDOW as usize);
    let next = more.then(|| retrievals.last()).flatten().map(|last| visit.with(&[("avant", &last.id.to_string())]));
    let first = filter.before.is_some().then(|| visit.with(&[("avant", "")]));
    let content = html! {
        (frame::heading(&visit.say("page-retrievals"), frame::nothing()))
        form.filters.card method="get" data-now {
            fieldset {
                legend { (visit.say("page-mode")) }
                div.choices {
                    label.chip { input type="radio" name="mode" value="" checked[filter.mode.is_none()]; span { (visit.say("page-all")) } }
                    @for mode in MODES {
                        label.chip { input type="radio" name="mode" value=(mode.code()) checked[filter.mode == Some(mode)]; span { (visit.say(&format!("mode-{}", mode.code()))) } }
                    }
                }
            }
            (period::choice(visit, "page-period"))
            button type="submit" { (visit.say("page-show")) }
        }
        @if retrievals.is_empty() {
            (frame::empty(&visit.say(if visit.query.is_empty() { "page-retrievals-none" } else { "page-retrievals-none-such" }), frame::nothing()))
        } @else {
            (table(visit, &retrievals))
            (parts::windows(visit, first, next))
        }
        @if visit.query.is_empty() { (charts::days(visit)?) }
    };
    Ok(Answer::Page(frame::page(visit, places::RETRIEVALS, &visit.say("page-retrievals"), content)))
}

fn table(visit: &Visit<'_>, retrievals: &[Retrieval]) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label=(visit.say("page-retrievals")) {
            table.card {
                thead {
                    tr {
                        th scope="col" { (visit.say("page-when")) }
                        th scope="col" { (visit.say("page-state")) }
                        th scope="col" { (visit.say("page-files")) }
                        th.amount scope="col" { (visit.say("report-lines")) }
                        th.share scope="col" { (visit.say("page-outcomes")) }
                    }
                }
                tbody {
                    @for one in retrievals { (row(visit, one)) }
                }
            }
        }
    }
}

fn row(visit: &Visit<'_>, one: &Retrieval) -> Markup {
    let lines = one.deliveries.iter().map(|delivery| delivery.lines).sum();
    let mut outcomes = [0; 7];
    for delivery in &one.deliveries {
        outcomes.iter_mut().zip(delivery.outcomes).for_each(|(all, count)| *all += count);
    }
    html! {
        tr {
            th scope="row" { a href=(places::retrieval(one.id)) { (parts::time(visit, one.started_at)) } small { (parts::mode(visit, one)) } }
            td { (parts::status(visit, one)) }
            td {
                @if one.deliveries.is_empty() { span.none { "—" } }
                @for delivery in &one.deliveries {
                    div {
                        a href=(places::delivery(delivery.id)) { bdi { (parts::text(&delivery.name)) } }
                        @if delivery.status != DeliveryStatus::Applied { " " small.tag { (visit.say(&format!("page-delivery-{}", delivery.status.code()))) } }
                    }
                }
            }
            td.amount { @if lines > 0 { (visit.number(lines)) } @else { span.none { "—" } } }
            td.share { @if lines > 0 { (parts::bar(&outcomes)) } }
        }
    }
}

/// Shows one retrieval: what opens by itself when it ends.
pub(super) fn one(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.id()?;
    let filter = RetrievalFilter { retrieval: Some(id), ..RetrievalFilter::default() };
    let one = visit.store.base.retrievals(&filter)?.pop();
    let one = one.ok_or_else(|| Problem::unknown("host.unknown-retrieval", id))?;
    let title = visit.tell("page-retrieval", &[("id", id.to_string().into())]);
    let lines: u64 = one.deliveries.iter().map(|delivery| delivery.lines).sum();
    let content = html! {
        (frame::heading(&title, html! { a href=(places::RETRIEVALS) { (visit.say("page-all-retrievals")) } }))
        section.card aria-labelledby="files" {
            h2.unseen #files { (visit.say("page-files")) }
            (today::retrieval(visit, &one))
            @if one.deliveries.len() > 1 { p.sum { (visit.count("page-lines-sum", lines)) } }
        }
    };
    Ok(Answer::Page(frame::page(visit, places::RETRIEVALS, &title, content)))
}
