//! The history of updates: of a customer or of all, by operation and date of integration.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::period::{self, Period};
use super::visit::Visit;
use super::{frame, parts, places};
use crate::report::{HistoryFilter, Modification, Operation};

/// Entries shown at a time.
const WINDOW: usize = 50;
/// Every operation, outcomes first.
const OPERATIONS: [Operation; 17] = [
    Operation::Created,
    Operation::Corrected,
    Operation::Unchanged,
    Operation::AlreadyProcessed,
    Operation::Stale,
    Operation::Duplicate,
    Operation::Rejected,
    Operation::Added,
    Operation::Edited,
    Operation::Merged,
    Operation::Unmerged,
    Operation::DeclaredDistinct,
    Operation::DistinctUndone,
    Operation::ReDecided,
    Operation::OptOutApplied,
    Operation::Reverted,
    Operation::Erased,
];

/// Shows what was done.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let filter = asked(visit)?;
    let before = visit.asked_number("avant");
    let mut entries = visit.store.base.history_window(&filter, before, WINDOW + 1)?;
    let more = entries.len() > WINDOW;
    entries.truncate(WINDOW);
    let next = more.then(|| entries.last()).flatten().map(|last| visit.with(&[("avant", &last.id.to_string())]));
    let first = before.is_some().then(|| visit.with(&[("avant", "")]));
    let details = visit.asked("details") == "1";
    let export =
        |form: &str| visit.with(&[("avant", ""), ("forme", form)]).replacen(places::HISTORY, "/historique/export", 1);
    let content = html! {
        (frame::heading(&visit.say("page-history"), frame::nothing()))
        (choices(visit, &filter, details))
        @if let Some(customer) = &filter.customer { (whose(visit, customer)?) }
        @if entries.is_empty() { (frame::empty(&visit.say(if visit.query.is_empty() { "page-history-none" } else { "page-history-none-such" }), frame::nothing())) }
        @else { (table(visit, &entries, details)) }
        (parts::windows(visit, first, next))
        @if !entries.is_empty() { (parts::exports(visit, &export("tableur"), &export("exact"))) }
    };
    Ok(Answer::Page(frame::page(visit, places::HISTORY, &visit.say("page-history"), content)))
}

/// What a visit asks for.
pub(super) fn asked(visit: &Visit<'_>) -> Result<HistoryFilter, Problem> {
    let period = Period::asked(visit)?;
    Ok(HistoryFilter {
        customer: Some(visit.asked("client").trim().to_owned()).filter(|id| !id.is_empty()),
        operations: visit.asked_all("operation").into_iter().filter_map(Operation::from_code).collect(),
        since: period.since,
        until: period.until,
        limit: None,
    })
}

fn choices(visit: &Visit<'_>, filter: &HistoryFilter, details: bool) -> Markup {
    html! {
        form.filters.card method="get" data-now {
            label.by { (visit.say("page-customer-id")) " " input name="client" value=(filter.customer.as_deref().unwrap_or_default()) autocomplete="off"; }
            a.aside href=(places::CUSTOMERS) { (visit.say("page-find-customer")) }
            details.operations open[!filter.operations.is_empty()] {
                summary { (visit.say("page-operations")) @if !filter.operations.is_empty() { " " b { (filter.operations.len()) } } }
                div.choices {
                    @for operation in OPERATIONS {
                        label.chip { input type="checkbox" name="operation" value=(operation.code()) checked[filter.operations.contains(&operation)]; span { (visit.say(&format!("operation-{}", operation.code()))) } }
                    }
                }
            }
            (period::choice(visit, "page-integrated"))
            label.switch { input type="checkbox" name="details" value="1" checked[details]; " " (visit.say("page-details")) }
            button type="submit" { (visit.say("page-show")) }
        }
    }
}

/// Whose history it is, with the identities that became one.
fn whose(visit: &Visit<'_>, id: &str) -> Result<Markup, Problem> {
    let customer = visit.store.base.customer(id)?;
    Ok(html! {
        @match customer {
            Some(customer) => p.whose {
                (parts::customer(&customer.id)) " "
                @for field in ["first_name", "last_name"] {
                    @if let Some((_, value)) = customer.values.iter().find(|(name, _)| name == field) { bdi { (parts::text(value)) } " " }
                }
                @if !customer.aliases.is_empty() {
                    span.note { (visit.say("page-merged-identities")) " " @for alias in &customer.aliases { bdi { (parts::text(alias)) } " " } }
                }
            },
            None => p.whose.none { (visit.tell("page-not-in-base", &[("id", crate::report::text::clean(id).into_owned().into())])) },
        }
    })
}

/// Entries, newest first.
pub(super) fn table(visit: &Visit<'_>, entries: &[Modification], details: bool) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label=(visit.say("page-history")) {
            table.card.lines {
                thead {
                    tr {
                        th scope="col" { (visit.say("page-integrated")) }
                        th scope="col" { (visit.say("page-operation")) }
                        th scope="col" { (visit.say("page-customer")) }
                        th.what scope="col" { (visit.say(if details { "page-what" } else { "page-from-where" })) }
                    }
                }
                tbody {
                    @for one in entries {
                        tr {
                            th scope="row" { (parts::time(visit, one.integrated_at)) }
                            td { (parts::operation(visit, one.operation)) }
                            td { (parts::whom(one)) }
                            td.what { (whence(visit, one)) @if details { @if let Some(at) = one.modified_at { p.note { (visit.say("page-modified")) " " (parts::time(visit, at)) } } (parts::details(visit, one, true)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The file and line, or the person.
pub(super) fn whence(visit: &Visit<'_>, one: &Modification) -> Markup {
    html! {
        @match &one.delivery {
            Some(delivery) => {
                a href=(places::file(delivery.id, one.line)) {
                    bdi { (parts::text(&delivery.name)) }
                    @if let Some(line) = one.line { ", " (visit.tell("page-at-line", &[("line", line.to_string().into())])) }
                }
            }
            None => (visit.tell("history-person", &[("by", crate::report::text::clean(&one.by).into_owned().into())])),
        }
    }
}
