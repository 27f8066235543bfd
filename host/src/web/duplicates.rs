//! The queue of withheld modifications, and each beside whoever stands in its way.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::merging::{self, Before, Columns, Pair};
use super::visit::Visit;
use super::{charts, deciding, frame, merges, parts, places};
use crate::report::merging::Comparison;
use crate::report::text::clean;
use crate::report::{Other, Withheld};

/// Withheld modifications shown at a time.
const WINDOW: u32 = 30;

/// Lists the queue.
pub(super) fn list(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let skip: u32 = visit.asked_number("passer").unwrap_or(0);
    let (since, until) = charts::asked_age(visit);
    let window = visit.store.base.withheld_window(since, until, skip, WINDOW)?;
    let dates = visit.store.base.withheld_dates()?;
    let within = |date: &&i64| since.is_none_or(|since| **date >= since) && until.is_none_or(|until| **date < until);
    let count = dates.iter().filter(within).count() as u64;
    let next = (u64::from(skip) + u64::from(WINDOW) < count)
        .then(|| visit.with(&[("passer", &skip.saturating_add(WINDOW).to_string())]));
    let first = (skip > 0).then(|| visit.with(&[("passer", "")]));
    let merged = merges::banner(visit)?;
    let content = html! {
        (frame::heading(&visit.say("page-duplicates"), frame::nothing()))
        (merged)
        (deciding::banner(visit))
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
    let one = visit.store.base.comparison(id)?.ok_or_else(|| Problem::unknown("host.unknown-withheld", id))?;
    let (withheld, own) = (&one.withheld, one.withheld.concerns.as_str());
    let chosen = visit.asked("autre").to_owned();
    let other = withheld.others.iter().find(|other| other.customer == chosen).or_else(|| withheld.others.first());
    let title = visit.tell("page-duplicate", &[("customer", clean(&withheld.customer).into_owned().into())]);
    let decide = match other {
        None => html! { section.card.problem { p { (visit.say("page-nobody-in-the-way")) } } },
        Some(other) => {
            // A new customer leads to the one who is in the base, unless a person wants it the other way round.
            let own_stays = match visit.asked("garde") {
                "" => withheld.known,
                wanted => wanted == own,
            };
            let (kept, absorbed) = if own_stays { (own, &*other.customer) } else { (&*other.customer, own) };
            let columns = Columns { before: Some(Before::of(&one)), left: own, received: true, right: &other.customer };
            match merging::preview(visit, Pair { kept, absorbed }) {
                Ok(merge) => html! {
                    (which(visit, own, &other.customer, own_stays))
                    (merging::form(visit, &merge, &columns, true, decisions(visit)))
                    (separate(visit, own, &other.customer))
                },
                // Whoever can't merge now can still look.
                Err(problem) => html! {
                    section.card.problem #preview { (problem.markup(visit.words.messages)) }
                    (columns_alone(visit, &one, &other.customer))
                },
            }
        }
    };
    let content = html! {
        (frame::heading(&title, html! { a href=(places::DUPLICATES) { (visit.say("page-back-to-queue")) } }))
        (facts(visit, &one, other))
        (decide)
    };
    Ok(Answer::Page(frame::page(visit, places::DUPLICATES, &title, content)))
}

/// What was received, when, and whom it looks like on what grounds.
fn facts(visit: &Visit<'_>, one: &Comparison, other: Option<&Other>) -> Markup {
    let withheld = &one.withheld;
    let days = u64::try_from(one.age_days(visit.now())).unwrap_or_default();
    html! {
        section.card {
            p.facts {
                span { (visit.say("page-modified")) " " (parts::time(visit, withheld.modified_at)) }
                a href=(places::file(withheld.delivery.id, Some(withheld.line))) { bdi { (parts::text(&withheld.delivery.name)) } ", " (visit.tell("page-at-line", &[("line", withheld.line.to_string().into())])) }
                span { (visit.tell("withheld-age", &[("days", days.into())])) }
            }
            @if withheld.others.len() > 1 {
                nav.choices aria-label=(visit.say("page-in-the-way")) {
                    @for one in &withheld.others {
                        @let here = other.is_some_and(|other| other.customer == one.customer);
                        a.chip href=(visit.with(&[("autre", &one.customer), ("garde", "")])) aria-current=[here.then_some("true")] { bdi { (parts::text(&one.customer)) } }
                    }
                }
            }
            @if let Some(other) = other { (parts::others(visit, std::slice::from_ref(other))) }
            @for note in &withheld.notes { p.note { (parts::reason(visit, note)) } }
            @if withheld.known && withheld.notes.iter().any(|note| note.code == deciding::OPT_OUT) { (deciding::opt_out_form(visit, withheld.id)) }
        }
    }
}

/// Which identifier stays.
fn which(visit: &Visit<'_>, own: &str, other: &str, own_stays: bool) -> Markup {
    html! {
        nav.choices.kept aria-label=(visit.say("page-kept-id")) {
            span.legend { (visit.say("page-kept-id")) }
            @for (id, stays) in [(own, own_stays), (other, !own_stays)] {
                a.chip href=(visit.with(&[("garde", id)])) aria-current=[stays.then_some("true")] { bdi { (parts::text(id)) } }
            }
        }
    }
}

/// What else can be done than merging.
fn decisions(visit: &Visit<'_>) -> Markup {
    html! {
        button type="submit" form="separate" data-key="n" { (frame::icon("M8 12a3 3 0 1 0 0-.1zM16 12a3 3 0 1 0 0-.1z")) (visit.say("page-distinct")) kbd aria-hidden="true" { "N" } }
        a.button href=(places::DUPLICATES) data-key="Escape" { (visit.say("page-later")) kbd aria-hidden="true" { (visit.say("page-key-escape")) } }
    }
}

fn separate(visit: &Visit<'_>, own: &str, other: &str) -> Markup {
    let names = [("one", clean(own).into_owned().into()), ("other", clean(other).into_owned().into())];
    html! {
        form #separate method="post" action=(places::DISTINCT) data-confirm=(visit.tell("page-distinct-sure", &names)) {
            input type="hidden" name="un" value=(own);
            input type="hidden" name="autre" value=(other);
            div.answer role="alert" tabindex="-1" {}
        }
    }
}

/// The three columns without choices.
fn columns_alone(visit: &Visit<'_>, one: &Comparison, other: &str) -> Markup {
    let theirs = one.others.iter().find(|customer| customer.id == other);
    let before = Before::of(one);
    let cell =
        |value: &str| html! { @if value.is_empty() { span.none { "—" } } @else { bdi { (parts::text(value)) } } };
    html! {
        div.wide tabindex="0" role="region" aria-label=(visit.say("page-compared")) {
            table.card.three.four {
                thead {
                    tr {
                        th scope="col" { (visit.say("page-field")) }
                        th scope="col" { (before.title(visit)) }
                        th scope="col" { (visit.say("page-received")) }
                        th scope="col" { (visit.say("page-other-customer")) " " (parts::customer(other)) }
                    }
                }
                tbody {
                    @for field in visit.words.fields() {
                        @let (now, then) = (before.value(field), merging::value(&one.then, field));
                        @let their = theirs.map_or("", |customer| merging::value(customer, field));
                        @if !(now.is_empty() && then.is_empty() && their.is_empty()) {
                            tr { th scope="row" { (visit.words.field(field)) } td { (cell(now)) } td.changed[now != then] { (cell(then)) } td { (cell(their)) } }
                        }
                    }
                }
            }
        }
    }
}
