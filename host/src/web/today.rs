//! Today: what was retrieved last, and what there is to do.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::deciding::OPT_OUT;
use super::visit::Visit;
use super::{charts, frame, parts, period, places};
use crate::config::ReceptionMode;
use crate::release;
use crate::report::text::clean;
use crate::report::{Delivery, DeliveryStatus, LineFilter, Mode, Retrieval, RetrievalFilter, RetrievalStatus};

/// Days for which something is still to be done.
const DAYS: i64 = 7;
/// Seconds of a day.
const DAY: i64 = 86_400;
/// Retrievals that a week has at most, for whoever presses the button all day.
const RETRIEVALS: u32 = 200;

/// Shows the day.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let since = visit.now() - DAYS * DAY;
    let filter = RetrievalFilter { since: Some(since), limit: Some(RETRIEVALS), ..RetrievalFilter::default() };
    let recent = visit.store.base.retrievals(&filter)?;
    let newest = RetrievalFilter { limit: Some(1), ..RetrievalFilter::default() };
    let last = visit.store.base.retrievals(&newest)?.pop();
    let to_do = to_do(visit, &recent, last.as_ref())?;
    let chart = charts::days(visit)?;
    let content = html! {
        (frame::heading(&visit.say("page-today"), html! { span.date { (long_date(visit)) } }))
        div.columns {
            section.card.last aria-labelledby="last" {
                h2 #last { (visit.say("page-last")) }
                (match &last {
                    Some(last) => html! {
                        (retrieval(visit, last))
                        // A run that found nothing does not hide what the one before it brought.
                        @if last.deliveries.is_empty() {
                            @if let Some(brought) = recent.iter().find(|one| !one.deliveries.is_empty()) {
                                h2.before { (visit.say("page-last-files")) }
                                (retrieval(visit, brought))
                            }
                        }
                    },
                    None => frame::empty(&visit.say("page-last-none"), html! {
                        @if visit.store.settings.exchange.url.is_none() { p { a.button href=(places::SETTINGS) { (visit.say("page-set-exchange")) } } }
                    }),
                })
                p.reception { (reception(visit)) " " a href=(places::SETTINGS) { (visit.say("page-change")) } }
            }
            section.card.to-do aria-labelledby="to-do" {
                h2 #to-do { (visit.say("to-do")) }
                @if to_do.is_empty() { (frame::empty(&visit.say("page-nothing-to-do"), frame::nothing())) }
                @else { ul { @for item in to_do { li { (item) } } } }
            }
        }
        (chart)
    };
    Ok(Answer::Page(frame::page(visit, places::TODAY, &visit.say("page-today"), content)))
}

/// A retrieval with its deliveries and their counts.
pub(super) fn retrieval(visit: &Visit<'_>, one: &Retrieval) -> Markup {
    html! {
        p.facts {
            (parts::status(visit, one))
            span { (parts::mode(visit, one)) }
            a href=(places::retrieval(one.id)) { (parts::time(visit, one.started_at)) }
        }
        @if let Some(error) = &one.error {
            div.problem {
                p.problem-what { (parts::reason(visit, error)) }
                @if let Some(hint) = visit.words.hint(error) { p.problem-hint { (hint) } }
            }
        }
        @for notice in &one.notices { p.note { (parts::reason(visit, notice)) } }
        @for delivery in &one.deliveries { (self::delivery(visit, delivery)) }
        @if one.deliveries.is_empty() && one.error.is_none() { p.none { (visit.say("page-no-file")) } }
        @if !one.waiting.is_empty() {
            h3 { (visit.say("page-waiting")) }
            ul.waiting {
                @for file in &one.waiting { li { bdi { (parts::text(&file.name)) } " — " (visit.say(&file.reason)) } }
            }
        }
    }
}

fn delivery(visit: &Visit<'_>, one: &Delivery) -> Markup {
    html! {
        div.delivery {
            h3 { a href=(places::delivery(one.id)) { bdi { (parts::text(&one.name)) } } }
            @if one.status == DeliveryStatus::Applied { (parts::counts(visit, one)) } @else { (parts::not_applied(visit, one)) }
        }
    }
}

/// What there is to do, a line each; every count is that of the list it leads to.
fn to_do(visit: &mut Visit<'_>, recent: &[Retrieval], last: Option<&Retrieval>) -> Result<Vec<Markup>, Problem> {
    let mut items = Vec::new();
    let item = |class: &str, drawing: &str, address: &str, sentence: String| {
        html! { a.(class) href=(address) { (frame::icon(drawing)) span { (sentence) } } }
    };
    let withheld = visit.store.base.count_withheld()?;
    if withheld > 0 {
        let sentence = visit.count("page-to-do-withheld", withheld);
        items.push(item("duplicate", "M8 8h12v12H8zM4 16V4h12", places::DUPLICATES, sentence));
    }
    let delivered = recent.iter().filter(|one| one.mode != Mode::Import).flat_map(|one| &one.deliveries);
    for delivery in delivered {
        let [.., rejected] = delivery.outcomes;
        let about = |code: &str, count: u64| {
            let name = clean(&delivery.name).into_owned();
            visit.tell(code, &[("count", (count as f64).into()), ("name", name.into())])
        };
        if rejected > 0 {
            let sentence = about("page-to-do-rejected", rejected);
            items.push(item("rejected", "M6 6l12 12M18 6 6 18", &places::outcome(delivery.id, "rejected"), sentence));
        }
        match delivery.status {
            DeliveryStatus::Refused | DeliveryStatus::Undecided => {
                let sentence = about(&format!("page-to-do-{}", delivery.status.code()), 1);
                items.push(item(
                    "rejected",
                    "M12 8v5M12 16.500v.5M12 3 2 20h20z",
                    &places::delivery(delivery.id),
                    sentence,
                ));
            }
            DeliveryStatus::Applied | DeliveryStatus::Redelivered => {}
        }
        if delivery.notes.contains_key(OPT_OUT) {
            let filter = LineFilter { note: Some(OPT_OUT.to_owned()), open: true, ..LineFilter::default() };
            let open = visit.store.base.lines(delivery.id, &filter, usize::MAX)?.len() as u64;
            if open > 0 {
                let name = clean(&delivery.name).into_owned();
                let arguments = [("count", (open as f64).into()), ("name", name.into())];
                let sentence = visit.tell("page-to-do-opt-out", &arguments);
                let address = places::with(&places::delivery(delivery.id), &[("note", OPT_OUT), ("ouvertes", "1")]);
                items.push(item("opt-out", "M12 3l7 3v6c0 5-3 7-7 9-4-2-7-4-7-9V6zM9 12h6", &address, sentence));
            }
        }
    }
    if let Some(last) = last {
        if !last.waiting.is_empty() {
            let sentence = visit.count("page-to-do-waiting", last.waiting.len() as u64);
            items.push(item(
                "waiting",
                "M7 3h10M7 21h10M8 3c0 5 8 7 8 9s-8 4-8 9M16 3c0 5-8 7-8 9s8 4 8 9",
                &places::retrieval(last.id),
                sentence,
            ));
        }
        if last.status == RetrievalStatus::Failed {
            let sentence = visit.say("page-to-do-failed");
            items.push(item("rejected", "M12 8v5M12 16.500v.5M12 3 2 20h20z", &places::retrieval(last.id), sentence));
        }
    }
    // The rules' screen says what is wrong with them.
    if let Some(ready) = release::status(&visit.store).ok().and_then(|status| status.candidates.into_iter().next()) {
        let (release, version) = (ready.manifest.release.to_string(), clean(&ready.manifest.version).into_owned());
        let sentence = visit.tell("page-to-do-release", &[("release", release.into()), ("version", version.into())]);
        items.push(item("release", "M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7M9 8h3", places::RULES, sentence));
    }
    if visit.store.settings.exchange.url.is_none() {
        items.push(item(
            "waiting",
            "M4 7h9M17 7h3M4 17h3M11 17h9M15 4v6M9 14v6",
            places::SETTINGS,
            visit.say("page-set-exchange"),
        ));
    } else if let Some(days) = silence(visit)? {
        items.push(item(
            "waiting",
            "M12 6v6l4 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
            places::RETRIEVALS,
            visit.count("page-to-do-silence", days),
        ));
    }
    Ok(items)
}

/// Days since a file came, where that is strange.
fn silence(visit: &Visit<'_>) -> Result<Option<u64>, Problem> {
    let last = visit.store.base.last_delivered()?;
    let days = last.map(|last| (period::today(visit) - period::day_of(visit, last)).num_days());
    let days = days.and_then(|days| u64::try_from(days).ok());
    let strange = visit.store.settings.watch.days_without_file;
    Ok(days.filter(|days| strange.is_some_and(|strange| *days >= strange)))
}

fn reception(visit: &Visit<'_>) -> String {
    let reception = &visit.store.settings.reception;
    visit.say(match (reception.mode, reception.automatic) {
        (ReceptionMode::Off, _) => "page-reception-off",
        (ReceptionMode::Daily, true) => "page-reception-automatic",
        (ReceptionMode::Daily, false) => "page-reception-manual",
    })
}

/// The day, as people say it.
fn long_date(visit: &Visit<'_>) -> String {
    use chrono::Datelike as _;
    let today = period::today(visit);
    let weekday = visit.say(&format!("page-weekday-{}", today.weekday().number_from_monday()));
    let month = visit.say(&format!("page-month-{}", today.month()));
    let (day, year) = (today.day().to_string(), today.year().to_string());
    visit.tell(
        "page-date",
        &[("weekday", weekday.into()), ("day", day.into()), ("month", month.into()), ("year", year.into())],
    )
}
