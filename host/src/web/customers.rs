//! Customers found as one types, by the beginning of a name, a card or an identifier.

use maud::html;

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{frame, parts, places};
use crate::report::Customer;

/// As many as a person reads.
const FOUND: u32 = 50;
/// What tells customers apart at a glance.
const SHOWN: [&str; 6] = ["last_name", "first_name", "city", "birth_date", "loyalty_card", "email"];

/// Finds customers.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let text = visit.asked("q").to_owned();
    let found = if text.trim().is_empty() { Vec::new() } else { visit.store.base.find(&text, FOUND)? };
    let exact = |form| places::with("/clients/export", &[("forme", form)]);
    let content = html! {
        (frame::heading(&visit.say("page-customers"), frame::nothing()))
        div #found {
            @if text.trim().is_empty() { (frame::empty(&visit.say("page-find-hint"), frame::nothing())) }
            @else if found.is_empty() {
                (frame::empty(&visit.tell("find-empty", &[("text", crate::report::text::clean(&text).into_owned().into())]), html! { p.note { (visit.say("page-find-again")) } }))
            } @else {
                p.note role="status" {
                    @if found.len() < FOUND as usize { (visit.count("page-found", found.len() as u64)) } @else { (visit.count("page-found-many", u64::from(FOUND))) }
                }
                (table(visit, &found))
            }
        }
        (parts::exports(visit, &exact("tableur"), &exact("exact")))
    };
    Ok(Answer::Page(frame::page(visit, places::CUSTOMERS, &visit.say("page-customers"), content)))
}

fn table(visit: &Visit<'_>, customers: &[Customer]) -> maud::Markup {
    let value = |customer: &Customer, field: &str| {
        let found = customer.values.iter().find(|(name, _)| name == field);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    html! {
        div.wide tabindex="0" role="region" aria-label=(visit.say("page-customers")) {
            table.card {
                thead { tr { th scope="col" { (visit.say("page-identifier")) } @for field in SHOWN { th scope="col" { (visit.words.field(field)) } } } }
                tbody {
                    @for customer in customers {
                        tr {
                            th scope="row" { (parts::customer(&customer.id)) }
                            @for field in SHOWN { td { bdi { (parts::text(&value(customer, field))) } } }
                        }
                    }
                }
            }
        }
    }
}
