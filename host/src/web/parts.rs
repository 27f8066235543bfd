//! Small pieces that many screens show.

use maud::{Markup, html};

use super::visit::Visit;
use super::{changed, deciding, frame, places};
use crate::report::text::clean;
use crate::report::{Delivery, DeliveryStatus, Modification, Operation, Other, Retrieval, RetrievalStatus, Timestamp};
use crate::rules::Reason;

/// A drawing for each kind of outcome: nobody has to tell colours apart.
fn drawing(operation: Operation) -> &'static str {
    match operation {
        Operation::Created | Operation::Added => "M12 5v14M5 12h14",
        Operation::Corrected | Operation::Edited => "M5 19l1-4L16 5l3 3L9 18zM13 8l3 3",
        Operation::Unchanged => "M6 9h12M6 15h12",
        Operation::AlreadyProcessed => "M5 12l4 4L19 6",
        Operation::Stale => "M12 6v6l4 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
        Operation::Duplicate => "M8 8h12v12H8zM4 16V4h12",
        Operation::Rejected => "M6 6l12 12M18 6 6 18",
        Operation::Merged => "M6 4v5c0 3 6 3 6 6v5M18 4v5c0 3-6 3-6 6",
        Operation::Unmerged => "M12 4v5c0 3-6 3-6 6v5M12 9c0 3 6 3 6 6v5",
        Operation::DeclaredDistinct => "M8 12a3 3 0 1 0 0-.1zM16 12a3 3 0 1 0 0-.1z",
        Operation::DistinctUndone => "M8 12a3 3 0 1 0 0-.1zM16 12a3 3 0 1 0 0-.1zM5 19 19 5",
        Operation::ReDecided => "M5 12a7 7 0 0 1 12-5l2 2M19 5v4h-4M19 12a7 7 0 0 1-12 5l-2-2M5 19v-4h4",
        Operation::OptOutApplied => "M12 3l7 3v6c0 5-3 7-7 9-4-2-7-4-7-9V6zM9 12h6",
        Operation::Reverted => "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
        Operation::Erased => "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
    }
}

/// What happened, by drawing, colour and word.
pub(super) fn operation(visit: &Visit<'_>, operation: Operation) -> Markup {
    html! {
        span class={ "outcome " (operation.code()) } {
            (frame::icon(drawing(operation)))
            (visit.say(&format!("operation-{}", operation.code())))
        }
    }
}

/// A date and time; machines read it too.
pub(super) fn time(visit: &Visit<'_>, time: Timestamp) -> Markup {
    html! { time datetime=(crate::report::words::rfc3339(time)) { (visit.words.date(time)) } }
}

/// Text of somebody else, with what would act on the screen made visible.
pub(super) fn text(text: &str) -> Markup {
    html! { (clean(text)) }
}

/// A customer's identifier, which leads to the record.
pub(super) fn customer(id: &str) -> Markup {
    html! { a.customer href=(places::customer(id)) { bdi { (clean(id)) } } }
}

/// Whom a line concerns: as sent, and where that leads.
pub(super) fn whom(one: &Modification) -> Markup {
    html! {
        @match (&one.customer, &one.applied_to) {
            (Some(sent), Some(kept)) if sent != kept => { bdi { (clean(sent)) } " → " (customer(kept)) }
            (Some(sent), _) if one.operation == Operation::Rejected => bdi { (clean(sent)) },
            (Some(sent), _) => (customer(sent)),
            (None, _) => span.none { "—" },
        }
    }
}

/// A sentence of a reason.
pub(super) fn reason(visit: &Visit<'_>, reason: &Reason) -> Markup {
    html! { (clean(&visit.words.reason(reason))) }
}

/// Other customers and on what grounds.
pub(super) fn others(visit: &Visit<'_>, others: &[Other]) -> Markup {
    html! {
        @if !others.is_empty() {
            ul.others {
                @for other in others {
                    li {
                        (visit.say("page-looks-like")) " " (customer(&other.customer)) " "
                        span.grounds { @for (place, one) in other.reasons.iter().enumerate() { @if place > 0 { ", " } (reason(visit, one)) } }
                    }
                }
            }
        }
    }
}

/// Everything there is to say about a version; where wished, each old value can be given back.
pub(super) fn details(visit: &Visit<'_>, one: &Modification, revertible: bool) -> Markup {
    let not_applied = matches!(one.operation, Operation::Stale | Operation::Duplicate) && !one.changes.is_empty();
    html! {
        @if let Some(why) = &one.reason { p.why { (reason(visit, why)) } }
        @if matches!(one.operation, Operation::DeclaredDistinct | Operation::DistinctUndone) {
            @for other in &one.others { p { (visit.say("page-other-customer")) " " (customer(&other.customer)) } }
        } @else {
            (others(visit, &one.others))
        }
        @if not_applied { p.not-applied { (visit.say("page-not-applied")) } }
        @if revertible { (changed::revertible(visit, one)) } @else { (changed::changes(visit, &one.changes)) }
        @for note in &one.notes { p.note { (reason(visit, note)) } }
        @if let Some(resolution) = one.resolution {
            p.resolution { (visit.say(&format!("resolution-{}", resolution.code()))) }
        }
        (deciding::opt_out_button(visit, one))
    }
}

/// How a retrieval ended.
pub(super) fn status(visit: &Visit<'_>, retrieval: &Retrieval) -> Markup {
    let drawing = match retrieval.status {
        RetrievalStatus::Done | RetrievalStatus::NothingNew => "M5 12l4 4L19 6",
        RetrievalStatus::Skipped => "M6 9h12M6 15h12",
        RetrievalStatus::Partial => "M12 8v5M12 16.500v.5M12 3 2 20h20z",
        RetrievalStatus::Failed => "M6 6l12 12M18 6 6 18",
    };
    html! {
        span class={ "status " (retrieval.status.code()) } {
            (frame::icon(drawing)) (visit.say(&format!("status-{}", retrieval.status.code())))
        }
    }
}

/// How a retrieval was begun.
pub(super) fn mode(visit: &Visit<'_>, retrieval: &Retrieval) -> Markup {
    html! { (visit.say(&format!("mode-{}", retrieval.mode.code()))) }
}

/// The seven outcomes of deliveries as one bar, wide as their share; the numbers stand beside it.
pub(super) fn bar(outcomes: &[u64; 7]) -> Markup {
    const WIDTH: u64 = 1_000;
    let all: u64 = outcomes.iter().sum();
    let mut done = 0;
    let stretches: Vec<_> = (Operation::OUTCOMES.iter().zip(outcomes))
        .filter(|(_, count)| **count > 0)
        .map(|(operation, count)| {
            let from = done * WIDTH / all;
            done += count;
            (operation.code(), from, (done * WIDTH / all - from).max(2))
        })
        .collect();
    html! {
        svg.bar viewBox={ "0 0 " (WIDTH) " 10" } preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (class, from, width) in stretches { rect class=(class) x=(from) y="0" width=(width) height="10" {} }
        }
    }
}

/// A delivery's counts, each leading to its lines.
pub(super) fn counts(visit: &Visit<'_>, delivery: &Delivery) -> Markup {
    html! {
        (bar(&delivery.outcomes))
        dl.counts {
            @for (operation, count) in Operation::OUTCOMES.iter().zip(delivery.outcomes) {
                div class=(operation.code()) {
                    dt { (visit.say(&format!("outcomes-{}", operation.code()))) }
                    dd {
                        @if count > 0 { a href=(places::outcome(delivery.id, operation.code())) { (visit.number(count)) } }
                        @else { span.none { "0" } }
                    }
                }
            }
            div.all { dt { (visit.say("report-lines")) } dd { a href=(places::delivery(delivery.id)) { (visit.number(delivery.lines)) } } }
        }
    }
}

/// What became of a delivery that was not applied.
pub(super) fn not_applied(visit: &Visit<'_>, delivery: &Delivery) -> Markup {
    let sentence = match delivery.status {
        DeliveryStatus::Applied => return frame::nothing(),
        DeliveryStatus::Refused => visit.say("delivery-refused"),
        DeliveryStatus::Undecided => visit.say("delivery-undecided"),
        DeliveryStatus::Redelivered => {
            let same = delivery.same_as.map(|id| id.to_string()).unwrap_or_default();
            visit.tell("delivery-redelivered", &[("same", same.into())])
        }
    };
    html! {
        p.not-applied { (sentence) @if let Some(why) = &delivery.reason { " — " (reason(visit, why)) } }
    }
}

/// Ways to the windows of a list before and after this one.
pub(super) fn windows(visit: &Visit<'_>, first: Option<String>, next: Option<String>) -> Markup {
    html! {
        @if first.is_some() || next.is_some() {
            nav.windows aria-label=(visit.say("page-windows")) {
                @if let Some(first) = first { a.button href=(first) data-key="p" { (visit.say("page-first")) } }
                @if let Some(next) = next { a.button href=(next) data-key="n" rel="next" { (visit.say("page-next")) } }
            }
        }
    }
}

/// Files to be kept of what is shown.
pub(super) fn exports(visit: &Visit<'_>, sheet: &str, exact: &str) -> Markup {
    html! {
        span.exports {
            span { (visit.say("page-export")) }
            a href=(sheet) download { (visit.say("page-export-sheet")) }
            a href=(exact) download { (visit.say("page-export-exact")) }
        }
    }
}
