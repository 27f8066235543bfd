//! The queue of withheld modifications, and each beside whoever stands in its way.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{charts, frame, parts, places};
use crate::report::{Customer, Withheld};

/// Withheld modifications shown at a time.
const WINDOW: u32 = 30;

/// Lists the queue.
pub(super) fn list(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let skip: u32 = visit.asked_number("passer").unwrap_or(0);
    let (since, until) = charts::asked_age(visit);
    let (window, count) = visit.store.base.withheld_window(since, until, skip, WINDOW)?;
    let dates = visit.store.base.withheld_dates()?;
    let next = (u64::from(skip) + u64::from(WINDOW) < count)
        .then(|| visit.with(&[("passer", &skip.saturating_add(WINDOW).to_string())]));
    let first = (skip > 0).then(|| visit.with(&[("passer", "")]));
    let content = html! {
        (frame::heading(&visit.say("page-duplicates"), frame::nothing()))
        @if dates.is_empty() { (frame::empty(&visit.say("page-duplicates-none"), html! { p.note { (visit.say("page-duplicates-why")) } })) }
        @else {
            (charts::ages(visit, &dates))
            @if window.is_empty() { (frame::empty(&visit.say("page-duplicates-none-such"), frame::nothing())) }
            @else { (table(visit, &window)) }
            (parts::windows(visit, first, next))
        }
    };
    Ok(Answer::Page(frame::page(visit, places::DUPLICATES, &visit.say("page-duplicates"), content)))
}

fn table(visit: &Visit<'_>, window: &[Withheld]) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label=(visit.say("page-duplicates")) {
            table.card {
                thead {
                    tr {
                        th scope="col" { (visit.say("page-customer")) }
                        th scope="col" { (visit.say("page-modified")) }
                        th scope="col" { (visit.say("page-in-the-way")) }
                        th scope="col" { (visit.say("page-from-where")) }
                    }
                }
                tbody {
                    @for one in window {
                        tr {
                            th scope="row" {
                                a href=(places::withheld(one.id)) { bdi { (parts::text(&one.customer)) } }
                                @if !one.known { " " small.tag { (visit.say("page-new-customer")) } }
                            }
                            td { (parts::time(visit, one.modified_at)) }
                            td { (parts::others(visit, &one.others)) }
                            td { a href=(places::file(one.delivery.id, Some(one.line))) { bdi { (parts::text(&one.delivery.name)) } ", " (visit.tell("page-at-line", &[("line", one.line.to_string().into())])) } }
                        }
                    }
                }
            }
        }
    }
}

/// Shows one beside the customer that it looks like.
pub(super) fn one(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.id()?;
    let one = visit.store.base.withheld_one(id)?.ok_or_else(|| Problem::unknown("host.unknown-withheld", id))?;
    let own = visit.store.base.customer(&one.customer)?;
    let chosen = visit.asked("autre");
    let other = one.others.iter().find(|other| other.customer == chosen).or_else(|| one.others.first());
    let theirs = other.map(|other| visit.store.base.customer(&other.customer)).transpose()?.flatten();
    let title =
        visit.tell("page-duplicate", &[("customer", crate::report::text::clean(&one.customer).into_owned().into())]);
    let content = html! {
        (frame::heading(&title, html! { a href=(places::DUPLICATES) { (visit.say("page-back-to-queue")) } }))
        section.card {
            p.facts {
                span { (visit.say("page-modified")) " " (parts::time(visit, one.modified_at)) }
                a href=(places::file(one.delivery.id, Some(one.line))) { bdi { (parts::text(&one.delivery.name)) } ", " (visit.tell("page-at-line", &[("line", one.line.to_string().into())])) }
            }
            @if one.others.len() > 1 {
                nav.choices aria-label=(visit.say("page-in-the-way")) {
                    @for one in &one.others {
                        @let here = other.is_some_and(|other| other.customer == one.customer);
                        a.chip href=(visit.with(&[("autre", &one.customer)])) aria-current=[here.then_some("true")] { bdi { (parts::text(&one.customer)) } }
                    }
                }
            }
            @if let Some(other) = other { (parts::others(visit, std::slice::from_ref(other))) }
            @for note in &one.notes { p.note { (parts::reason(visit, note)) } }
        }
        (columns(visit, &one, own.as_ref(), theirs.as_ref()))
    };
    Ok(Answer::Page(frame::page(visit, places::DUPLICATES, &title, content)))
}

/// One field, three ways.
struct Row<'a> {
    field: &'a str,
    before: &'a str,
    received: &'a str,
    theirs: &'a str,
}

/// The three columns: in the base, as received, the other customer. What is the same in all is folded away.
fn columns(visit: &Visit<'_>, one: &Withheld, own: Option<&Customer>, theirs: Option<&Customer>) -> Markup {
    let rows: Vec<Row<'_>> = visit
        .words
        .fields()
        .iter()
        .map(|field| {
            let before = value(own, field);
            let change = one.changes.iter().find(|change| change.field == *field);
            Row { field, before, received: change.map_or(before, |change| &change.new), theirs: value(theirs, field) }
        })
        .collect();
    let same = |row: &&Row<'_>| (own.is_none() || row.before == row.received) && row.received == row.theirs;
    let (equal, different): (Vec<&Row<'_>>, Vec<&Row<'_>>) = rows.iter().partition(same);
    let equal: Vec<_> = equal.into_iter().filter(|row| !row.received.is_empty()).collect();
    let head = html! {
        thead {
            tr {
                th scope="col" { (visit.say("page-field")) }
                th scope="col" { (visit.say("page-in-base")) @if own.is_none() { " " small.tag { (visit.say("page-not-yet")) } } }
                th scope="col" { (visit.say("page-received")) }
                th scope="col" { (visit.say("page-other-customer")) " " @if let Some(theirs) = theirs { (parts::customer(&theirs.id)) } }
            }
        }
    };
    html! {
        div.wide tabindex="0" role="region" aria-label=(visit.say("page-compared")) {
            table.card.three { (head) tbody { @for row in different { (line(visit, row, own.is_some())) } } }
        }
        @if !equal.is_empty() {
            details.equal {
                summary { (visit.count("page-equal-fields", equal.len() as u64)) }
                table.card.three { (head) tbody { @for row in equal { (line(visit, row, own.is_some())) } } }
            }
        }
    }
}

fn line(visit: &Visit<'_>, row: &Row<'_>, known: bool) -> Markup {
    let cell =
        |value: &str| html! { @if value.is_empty() { span.none { "—" } } @else { bdi { (parts::text(value)) } } };
    let changed = known && row.before != row.received;
    html! {
        tr {
            th scope="row" { (visit.words.field(row.field)) }
            td { @if known { (cell(row.before)) } }
            td.changed[changed] { (cell(row.received)) }
            td.alike[!row.theirs.is_empty() && row.theirs == row.received] { (cell(row.theirs)) }
        }
    }
}

fn value<'a>(customer: Option<&'a Customer>, field: &str) -> &'a str {
    let values = customer.map(|customer| customer.values.as_slice()).unwrap_or_default();
    values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
}
