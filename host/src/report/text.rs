//! The views as text for people: the day's report here, lines in [`lines`], customers in [`customers`].

use std::borrow::Cow;
use std::io::{self, Write};

use fluent_bundle::FluentValue;

use super::words::Words;
use super::{Delivery, DeliveryStatus, Operation, Retrieval};

pub mod checking;
pub mod customers;
pub mod lines;
pub mod merging;
pub mod pairs;
pub mod privacy;
pub mod replaying;

/// One retrieval with its deliveries: counts that add up.
pub fn retrieval(out: &mut dyn Write, retrieval: &Retrieval, words: &Words<'_>) -> io::Result<()> {
    let messages = words.messages;
    let mode = messages.plain(&format!("mode-{}", retrieval.mode.code()));
    let status = messages.plain(&format!("status-{}", retrieval.status.code()));
    let date = words.date(retrieval.started_at);
    let arguments = [
        ("id", FluentValue::from(retrieval.id.to_string())),
        ("mode", mode.into()),
        ("date", date.into()),
        ("status", status.into()),
    ];
    writeln!(out, "{}", messages.text("report-retrieval", &arguments))?;
    if let Some(error) = &retrieval.error {
        writeln!(out, "  ! {}", clean(&words.reason(error)))?;
        if let Some(hint) = words.hint(error) {
            writeln!(out, "    {}", clean(&hint))?;
        }
    }
    for notice in &retrieval.notices {
        writeln!(out, "  · {}", clean(&words.reason(notice)))?;
    }
    for one in &retrieval.deliveries {
        writeln!(out)?;
        delivery(out, one, words)?;
    }
    if !retrieval.waiting.is_empty() {
        writeln!(out, "\n  {}", messages.plain("report-waiting"))?;
        for waiting in &retrieval.waiting {
            writeln!(out, "    {} : {}", clean(&waiting.name), messages.plain(&waiting.reason))?;
        }
    }
    Ok(())
}

/// One delivery: its counts, or why there are none.
pub fn delivery(out: &mut dyn Write, delivery: &Delivery, words: &Words<'_>) -> io::Result<()> {
    let messages = words.messages;
    let arguments = [
        ("id", FluentValue::from(delivery.id.to_string())),
        ("name", clean(&delivery.name).into_owned().into()),
        ("bytes", number(delivery.size)),
        ("rules", format!("{} {}", delivery.rules.name, delivery.rules.version).into()),
    ];
    writeln!(out, "  {}", messages.text("report-delivery", &arguments))?;
    match delivery.status {
        DeliveryStatus::Applied => counts(out, delivery, words)?,
        status => {
            let same = delivery.same_as.unwrap_or_default().to_string();
            let text = messages.text(&format!("delivery-{}", status.code()), &[("same", same.into())]);
            writeln!(out, "    {text}")?;
        }
    }
    if let Some(reason) = &delivery.reason {
        writeln!(out, "    {}", clean(&words.reason(reason)))?;
    }
    if !delivery.unknown_columns.is_empty() {
        let columns = clean(&delivery.unknown_columns.join(", ")).into_owned();
        writeln!(out, "    {}", messages.text("report-unknown-columns", &[("columns", columns.into())]))?;
    }
    Ok(())
}

fn counts(out: &mut dyn Write, delivery: &Delivery, words: &Words<'_>) -> io::Result<()> {
    let count = |count: u64| words.messages.text("number", &[("count", number(count))]);
    let mut rows: Vec<(String, String)> = Operation::OUTCOMES
        .iter()
        .zip(delivery.outcomes)
        .map(|(outcome, lines)| (words.messages.plain(&format!("outcomes-{}", outcome.code())), count(lines)))
        .collect();
    rows.push((words.messages.plain("report-lines"), count(delivery.lines)));
    let titles = rows.iter().map(|(title, _)| width(title)).max().unwrap_or(0);
    let numbers = rows.iter().map(|(_, number)| width(number)).max().unwrap_or(0);
    let last = rows.len() - 1;
    for (index, (title, number)) in rows.iter().enumerate() {
        if index == last {
            writeln!(out, "    {}", "─".repeat(titles + numbers + 2))?;
        }
        writeln!(out, "    {}  {}", left(title, titles), right(number, numbers))?;
    }
    for (code, lines) in &delivery.notes {
        writeln!(out, "    · {} : {}", words.title(code), count(*lines))?;
    }
    Ok(())
}

/// What there is to do after a retrieval; nothing is written where there is nothing.
///
/// `withheld` is the length of the whole queue, whichever retrieval it comes from.
pub fn to_do(out: &mut dyn Write, retrievals: &[Retrieval], withheld: u64, words: &Words<'_>) -> io::Result<()> {
    let mut tasks = Vec::new();
    let say = |code: &str, arguments: &[(&str, FluentValue<'_>)]| words.messages.text(code, arguments);
    if withheld > 0 {
        tasks.push(say("to-do-withheld", &[("count", number(withheld))]));
    }
    for retrieval in retrievals {
        for delivery in &retrieval.deliveries {
            let [.., rejected] = delivery.outcomes;
            let name = clean(&delivery.name).into_owned();
            let arguments =
                [("id", delivery.id.to_string().into()), ("name", name.into()), ("count", number(rejected))];
            match delivery.status {
                DeliveryStatus::Refused => tasks.push(say("to-do-refused", &arguments)),
                DeliveryStatus::Undecided => tasks.push(say("to-do-undecided", &arguments)),
                DeliveryStatus::Applied if rejected > 0 => tasks.push(say("to-do-rejected", &arguments)),
                DeliveryStatus::Applied | DeliveryStatus::Redelivered => {}
            }
            if let Some(count) = delivery.notes.get("opt-out-not-applied").filter(|count| **count > 0) {
                let arguments = [("id", delivery.id.to_string().into()), ("count", number(*count))];
                tasks.push(say("to-do-opt-out", &arguments));
            }
        }
    }
    if let Some(waiting) = retrievals.first().map(|retrieval| retrieval.waiting.len()).filter(|count| *count > 0) {
        tasks.push(say("to-do-waiting", &[("count", waiting.into())]));
    }
    if tasks.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", words.messages.plain("to-do"))?;
    for task in tasks {
        writeln!(out, "  • {task}")?;
    }
    Ok(())
}

/// A count as the catalogue's plurals and digit groups need it.
pub fn number(count: u64) -> FluentValue<'static> {
    #[expect(clippy::cast_precision_loss, reason = "counts of lines are far below 2^53")]
    FluentValue::from(count as f64)
}

/// A text that can't command a terminal: names come from servers, values from files.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        Cow::Owned(text.replace(char::is_control, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Cells that a text takes on a terminal, as near as French and English need.
pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
}

pub(crate) fn left(text: &str, cells: usize) -> String {
    format!("{text}{}", " ".repeat(cells.saturating_sub(width(text))))
}

pub(crate) fn right(text: &str, cells: usize) -> String {
    format!("{}{text}", " ".repeat(cells.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests;
