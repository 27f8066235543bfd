//! `delivery show`: the delivered file, read by the rules, or its bytes.

use std::io::Write;

use redescente::report::{Delivery, text};
use redescente::rules::Cells;

use super::{Context, Ending, Failure, output};
use crate::cli;

pub(super) fn run(context: &Context, command: &cli::Delivery, out: &mut dyn Write) -> Result<Ending, Failure> {
    let cli::Delivery::Show { id, line, raw } = *command;
    let store = context.open()?;
    let Some(delivery) = store.base.delivery(id)? else {
        return Err(Failure::user("host.unknown-delivery", vec![id.to_string()]));
    };
    if raw {
        store.raw_delivery(&delivery, line, out)?;
        return Ok(Ending::Done);
    }
    let mut cells = store.show_delivery(&delivery, line)?;
    if let Some(line) = line {
        // The library shows what stands around the line too; a command that names one line means that line.
        let mut place = 0;
        cells.retain(|record| {
            place += 1;
            place == 1 || record.number == line
        });
        if cells.len() < 2 {
            return Err(Failure::user("host.no-such-line", vec![id.to_string(), line.to_string()]));
        }
    }
    if context.json() {
        output::json(out, &view(&delivery, &cells))?;
    } else {
        text::lines::cells(out, &cells, &context.words(&store)?)?;
    }
    Ok(Ending::Done)
}

#[derive(serde::Serialize)]
struct View<'a> {
    id: i64,
    name: &'a str,
    header: &'a [String],
    lines: Vec<LineView<'a>>,
}

#[derive(serde::Serialize)]
struct LineView<'a> {
    line: u32,
    encoding: &'a str,
    values: &'a [String],
    wrong_column: Option<&'a str>,
}

fn view<'a>(delivery: &'a Delivery, cells: &'a [Cells]) -> View<'a> {
    let (header, records): (&[String], &[Cells]) = match cells.split_first() {
        Some((header, records)) => (&header.values, records),
        None => (&[], &[]),
    };
    let column = |index: u32| header.get(usize::try_from(index).ok()?).map(String::as_str);
    let lines = records.iter().map(|record| LineView {
        line: record.number,
        encoding: &record.encoding,
        values: &record.values,
        wrong_column: record.wrong_column.and_then(column),
    });
    View { id: delivery.id, name: &delivery.name, header, lines: lines.collect() }
}
