//! A delivered file, a window at a time: as the rules read it, and as it came.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{frame, parts, places};
use crate::report::Delivery;
use crate::rules::Cells;
use crate::store::StoreError;

/// Lines from the middle of a window to the middle of the next one.
const STEP: u32 = 20;
/// Bytes shown of a file of which the rules read nothing.
const UNREAD: usize = 4_000;

/// Shows a file around a line.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.id()?;
    let delivery = visit.store.base.delivery(id)?.ok_or_else(|| Problem::unknown("host.unknown-delivery", id))?;
    let line: Option<u32> = visit.asked_number("ligne");
    let raw = visit.asked("brut") == "1";
    let title = visit.tell("page-file", &[("name", crate::report::text::clean(&delivery.name).into_owned().into())]);
    let window = match visit.store.show_delivery(&delivery, line) {
        Ok(cells) => Some(cells),
        Err(StoreError::NotRead { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let content = html! {
        (frame::heading(&title, html! {
            a href=(places::delivery(id)) { (visit.say("page-back-to-lines")) }
            a href=(format!("/livraisons/{id}/octets")) download { (visit.say("page-download")) }
        }))
        @match window {
            Some(cells) if cells.len() > 1 => {
                (ways(visit, &cells, raw))
                @if raw { (as_it_came(visit, &delivery, &cells, line)?) } @else { (as_it_was_read(visit, &cells, line)) }
            }
            _ => (unread(visit, &delivery)?),
        }
    };
    Ok(Answer::Page(frame::page(visit, places::RETRIEVALS, &title, content)))
}

/// To other lines, and to the other view.
fn ways(visit: &Visit<'_>, cells: &[Cells], raw: bool) -> Markup {
    let first = cells.get(1).map_or(0, |record| record.number);
    let last = cells.last().map_or(0, |record| record.number);
    let to = |line: u32| visit.with(&[("ligne", &line.to_string())]);
    html! {
        div.filters.card {
            nav.choices aria-label=(visit.say("page-view")) {
                a.chip href=(visit.with(&[("brut", "")])) aria-current=[(!raw).then_some("true")] { (visit.say("page-view-read")) }
                a.chip href=(visit.with(&[("brut", "1")])) aria-current=[raw.then_some("true")] { (visit.say("page-view-raw")) }
            }
            form.search method="get" {
                @if raw { input type="hidden" name="brut" value="1"; }
                label for="line" { (visit.say("page-to-line")) }
                input #line name="ligne" type="number" min="1" inputmode="numeric" value=(visit.asked("ligne"));
                button type="submit" { (visit.say("page-show")) }
            }
            nav.windows aria-label=(visit.say("page-windows")) {
                @if first > 2 { a.button href=(to(first.saturating_sub(STEP / 2).max(2))) data-key="p" { (visit.say("page-before")) } }
                a.button href=(to(last + STEP / 2)) data-key="n" { (visit.say("page-after")) }
            }
        }
    }
}

fn as_it_was_read(visit: &Visit<'_>, cells: &[Cells], wanted: Option<u32>) -> Markup {
    let Some((header, records)) = cells.split_first() else { return frame::nothing() };
    html! {
        div.wide tabindex="0" role="region" aria-label=(visit.say("page-view-read")) {
            table.card.cells {
                thead {
                    tr {
                        th.amount scope="col" { (visit.say("page-line")) }
                        @for title in &header.values { th scope="col" { bdi { (parts::text(title)) } } }
                        th scope="col" { (visit.say("page-encoding")) }
                    }
                }
                tbody {
                    @for record in records {
                        @let here = wanted == Some(record.number);
                        tr.here[here] aria-current=[here.then_some("true")] {
                            th.amount scope="row" { (record.number) }
                            @for (place, _) in header.values.iter().enumerate() {
                                @let wrong = record.wrong_column.is_some_and(|wrong| wrong as usize == place);
                                td.wrong[wrong] {
                                    @if wrong { span.unseen { (visit.say("page-wrong")) " " } }
                                    @match record.values.get(place) {
                                        Some(value) => bdi { (parts::text(value)) },
                                        None => span.none { "—" },
                                    }
                                }
                            }
                            td.encoding {
                                (parts::text(&record.encoding))
                                @for beyond in record.values.iter().skip(header.values.len()) { " " bdi.wrong { (parts::text(beyond)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn as_it_came(
    visit: &Visit<'_>,
    delivery: &Delivery,
    cells: &[Cells],
    wanted: Option<u32>,
) -> Result<Markup, StoreError> {
    let mut lines = Vec::new();
    for record in &cells[1..] {
        let mut bytes = Vec::new();
        visit.store.raw_delivery(delivery, Some(record.number), &mut bytes)?;
        lines.push((record.number, spelled(&bytes)));
    }
    Ok(html! {
        div.wide tabindex="0" role="region" aria-label=(visit.say("page-view-raw")) {
            ol.raw.card {
                @for (number, text) in lines {
                    @let here = wanted == Some(number);
                    li.here[here] aria-current=[here.then_some("true")] { span.amount { (number) } code { bdi { (text) } } }
                }
            }
        }
        p.note { (visit.say("page-raw-note")) }
    })
}

/// A file of which no line was read: its first bytes.
fn unread(visit: &Visit<'_>, delivery: &Delivery) -> Result<Markup, StoreError> {
    let mut bytes = Vec::new();
    let mut first = First { bytes: &mut bytes };
    match visit.store.raw_delivery(delivery, None, &mut first) {
        // Full is enough.
        Ok(()) | Err(StoreError::Output { .. }) => {}
        Err(error) => return Err(error),
    }
    Ok(html! {
        section.card {
            p { (visit.say(if delivery.lines == 0 && bytes.is_empty() { "page-file-empty" } else { "page-file-unread" })) }
            (parts::not_applied(visit, delivery))
            @if !bytes.is_empty() { pre.raw tabindex="0" { code { (spelled(&bytes)) } } }
        }
    })
}

/// Keeps the first bytes of what is written.
struct First<'a> {
    bytes: &'a mut Vec<u8>,
}

impl std::io::Write for First<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() >= UNREAD {
            return Err(std::io::ErrorKind::WriteZero.into());
        }
        let taken = bytes.len().min(UNREAD - self.bytes.len());
        self.bytes.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Bytes as text: what is no UTF-8, and what would act on a screen, by its number.
fn spelled(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' => text.push_str("\\n\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                control if control.is_control() => {
                    write!(text, "\\u{{{:x}}}", u32::from(control)).expect("writing to a string never fails");
                }
                other => text.push(other),
            }
        }
        for byte in chunk.invalid() {
            write!(text, "\\x{byte:02X}").expect("writing to a string never fails");
        }
    }
    text.truncate(text.trim_end_matches('\n').len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_spelled_without_loss() {
        assert_eq!(spelled(b"C1;L\xe9a;\x07\r\n"), "C1;L\\xE9a;\\u{7}\\r\\n");
        assert_eq!(spelled("é\tœ".as_bytes()), "é\\tœ");
        assert_eq!(spelled(b"a\nb"), "a\\n\nb");
    }
}
