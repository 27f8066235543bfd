//! The few charts there are: each part of one leads to the list it counts.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use maud::{Markup, html};

use super::answer::Problem;
use super::visit::Visit;
use super::{frame, period, places};
use crate::dates::When;
use crate::report::{Mode, Operation, RetrievalFilter, Timestamp};

/// Days shown.
const DAYS: u64 = 14;
/// The height of a day's column.
const HEIGHT: u64 = 90;
/// Ages of what is withheld, in days: each group ends before the next begins.
const AGES: [(i64, Option<i64>); 4] = [(0, Some(2)), (2, Some(8)), (8, Some(31)), (31, None)];
/// Seconds of a day.
const DAY: i64 = 86_400;

/// Lines of each day by outcome; a day leads to its retrievals.
pub(super) fn days(visit: &Visit<'_>) -> Result<Markup, Problem> {
    let today = period::today(visit);
    let first = today.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(today);
    let since = When::Day(first).begin(visit.store.settings.store.time_zone);
    let filter = RetrievalFilter { since: Some(since), ..RetrievalFilter::default() };
    let mut days: BTreeMap<NaiveDate, [u64; 7]> = BTreeMap::new();
    for retrieval in visit.store.base.retrievals(&filter)?.iter().filter(|one| one.mode != Mode::Import) {
        let day = days.entry(period::day_of(visit, retrieval.started_at)).or_default();
        for delivery in &retrieval.deliveries {
            day.iter_mut().zip(delivery.outcomes).for_each(|(all, count)| *all += count);
        }
    }
    days.retain(|_, outcomes| outcomes.iter().sum::<u64>() > 0);
    let highest = days.values().map(|outcomes| outcomes.iter().sum::<u64>()).max().unwrap_or(0);
    if highest == 0 {
        return Ok(frame::nothing());
    }
    let columns = (0..DAYS).filter_map(|day| first.checked_add_days(Days::new(day)));
    Ok(html! {
        section.card.chart aria-labelledby="days" {
            h2 #days { (visit.say("page-chart-days")) }
            ol.days {
                @for day in columns {
                    li { (column(visit, day, days.get(&day), highest)) }
                }
            }
            (legend(visit))
        }
    })
}

fn column(visit: &Visit<'_>, day: NaiveDate, outcomes: Option<&[u64; 7]>, highest: u64) -> Markup {
    let (short, iso) = (day.format("%d/%m").to_string(), day.to_string());
    let Some(outcomes) = outcomes else {
        return html! { span.day { (svg(&[])) span.label { (short) } } };
    };
    let lines: u64 = outcomes.iter().sum();
    let mut top = HEIGHT;
    let parts: Vec<_> = (Operation::OUTCOMES.iter().zip(outcomes))
        .filter(|(_, count)| **count > 0)
        .map(|(operation, count)| {
            let height = (count * HEIGHT / highest).clamp(1, top.max(1));
            top -= height.min(top);
            (operation.code(), top, height)
        })
        .collect();
    let address = places::with(places::RETRIEVALS, &[("periode", "dates"), ("du", &iso), ("au", &iso)]);
    html! {
        a.day href=(address) {
            (svg(&parts))
            span.label { (short) }
            span.amount { (visit.count("page-lines", lines)) }
        }
    }
}

fn svg(parts: &[(&str, u64, u64)]) -> Markup {
    html! {
        svg viewBox={ "0 0 10 " (HEIGHT) } preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (class, top, height) in parts { rect class=(class) x="0" y=(top) width="10" height=(height) {} }
        }
    }
}

fn legend(visit: &Visit<'_>) -> Markup {
    html! {
        ul.legend aria-hidden="true" {
            @for operation in Operation::OUTCOMES {
                li { span.swatch.(operation.code()) {} (visit.say(&format!("outcomes-{}", operation.code()))) }
            }
        }
    }
}

/// How old what is withheld is; each group leads to its list.
pub(super) fn ages(visit: &Visit<'_>, dates: &[Timestamp]) -> Markup {
    let now = visit.now();
    html! {
        ul.ages aria-label=(visit.say("page-chart-ages")) {
            @for (from, to) in AGES {
                @let (since, until) = bounds(now, from, to);
                @let count = dates.iter().filter(|at| since.is_none_or(|since| **at >= since) && until.is_none_or(|until| **at < until)).count();
                @let chosen = visit.asked("age") == from.to_string();
                li {
                    a.chip href=(places::with(places::DUPLICATES, &[("age", &if chosen { String::new() } else { from.to_string() })])) aria-current=[chosen.then_some("true")] {
                        (visit.say(&format!("page-age-{from}"))) " " b { (visit.number(count as u64)) }
                    }
                }
            }
        }
    }
}

/// The dates of the group that a visit asks for.
pub(super) fn asked_age(visit: &Visit<'_>) -> (Option<Timestamp>, Option<Timestamp>) {
    let asked: Option<i64> = visit.asked_number("age");
    let group = AGES.iter().find(|(from, _)| Some(*from) == asked);
    group.map_or((None, None), |(from, to)| bounds(visit.now(), *from, *to))
}

/// From when on and until when something is that old; what lies ahead of the clock is new.
fn bounds(now: Timestamp, from: i64, to: Option<i64>) -> (Option<Timestamp>, Option<Timestamp>) {
    let until = (from > 0).then(|| now - from * DAY);
    (to.map(|to| now - to * DAY), until)
}
