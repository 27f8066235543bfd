//! The periods that lists are asked for.

use chrono::{DateTime, Days, NaiveDate};
use maud::{Markup, html};

use super::answer::Problem;
use super::visit::Visit;
use crate::dates::When;
use crate::report::Timestamp;

/// The choices as addresses write them, with the entries of their names.
const CHOICES: [(&str, &str); 5] = [
    ("", "page-period-all"),
    ("jour", "page-period-today"),
    ("semaine", "page-period-week"),
    ("mois", "page-period-month"),
    ("dates", "page-period-dates"),
];

/// A stretch of time; none = without an end on that side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Period {
    /// Its first second.
    pub(super) since: Option<Timestamp>,
    /// The first second after it.
    pub(super) until: Option<Timestamp>,
}

impl Period {
    /// The period that a visit asks for.
    pub(super) fn asked(visit: &Visit<'_>) -> Result<Self, Problem> {
        let zone = visit.store.settings.store.time_zone;
        let last = |days: u64| {
            let today = today(visit);
            let first = today.checked_sub_days(Days::new(days - 1)).unwrap_or(today);
            Self { since: Some(When::Day(first).begin(zone)), until: None }
        };
        let day = |text: &str| -> Result<Option<When>, Problem> {
            let refused = |_| Problem::refused("page.no-date", vec![text.to_owned()]);
            (!text.is_empty()).then(|| text.parse::<When>().map_err(refused)).transpose()
        };
        Ok(match visit.asked("periode") {
            "jour" => last(1),
            "semaine" => last(7),
            "mois" => last(30),
            "dates" => Self {
                since: day(visit.asked("du"))?.map(|when| when.begin(zone)),
                until: day(visit.asked("au"))?.map(|when| when.end(zone)),
            },
            _ => Self::default(),
        })
    }
}

/// The store's day.
pub(super) fn today(visit: &Visit<'_>) -> NaiveDate {
    day_of(visit, visit.now())
}

/// The store's day of a time.
pub(super) fn day_of(visit: &Visit<'_>, time: Timestamp) -> NaiveDate {
    let time = DateTime::from_timestamp(time, 0).unwrap_or_default();
    time.with_timezone(&visit.store.settings.store.time_zone).date_naive()
}

/// The choice of a period within a form.
pub(super) fn choice(visit: &Visit<'_>, name: &str) -> Markup {
    let chosen = visit.asked("periode");
    html! {
        fieldset.period {
            legend { (visit.say(name)) }
            div.choices {
                @for (value, name) in CHOICES {
                    label.chip { input type="radio" name="periode" value=(value) checked[value == chosen]; span { (visit.say(name)) } }
                }
            }
            span.dates {
                label { (visit.say("page-from")) " " input type="date" name="du" value=(visit.asked("du")); }
                " "
                label { (visit.say("page-to")) " " input type="date" name="au" value=(visit.asked("au")); }
            }
        }
    }
}
