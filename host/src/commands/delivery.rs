//! `delivery show`: the delivered file, read by the rules, or its bytes.

use std::io::{self, Write};

use redescente::report::{Delivery, text};
use redescente::rules::Cells;

use super::{Context, Ending, Failure};
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
    let mut written = Written { delivery: &delivery, begun: false };
    let words = context.words(&store)?;
    let mut write = |cells: &[Cells]| -> Result<(), Failure> {
        if context.json() {
            written.json(out, cells)?;
        } else {
            text::lines::cells(out, cells, &words)?;
        }
        Ok(())
    };
    if let Some(line) = line {
        let mut cells = store.show_delivery(&delivery, Some(line))?;
        // The library shows what stands around the line too; a command that names one line means that line.
        let mut place = 0;
        cells.retain(|record| {
            place += 1;
            place == 1 || record.number == line
        });
        if cells.len() < 2 {
            return Err(Failure::user("host.no-such-line", vec![id.to_string(), line.to_string()]));
        }
        write(&cells)?;
    } else {
        store.show_whole_delivery(&delivery, write)?;
    }
    if context.json() {
        writeln!(out, "]}}")?;
    }
    Ok(Ending::Done)
}

/// `{"id", "name", "header", "lines": […]}`, written as the file is read: it may have millions of lines.
struct Written<'a> {
    delivery: &'a Delivery,
    begun: bool,
}

impl Written<'_> {
    fn json(&mut self, out: &mut dyn Write, cells: &[Cells]) -> io::Result<()> {
        let Some((header, records)) = cells.split_first() else { return Ok(()) };
        let column = |index: u32| header.values.get(usize::try_from(index).ok()?).map(String::as_str);
        for record in records {
            if self.begun {
                out.write_all(b",")?;
            } else {
                let (name, titles) =
                    (serde_json::to_string(&self.delivery.name)?, serde_json::to_string(&header.values)?);
                write!(out, r#"{{"id":{},"name":{name},"header":{titles},"lines":["#, self.delivery.id)?;
                self.begun = true;
            }
            let line = LineView {
                line: record.number,
                encoding: &record.encoding,
                values: &record.values,
                wrong_column: record.wrong_column.and_then(column),
            };
            serde_json::to_writer(&mut *out, &line)?;
        }
        Ok(())
    }
}

#[derive(serde::Serialize)]
struct LineView<'a> {
    line: u32,
    encoding: &'a str,
    values: &'a [String],
    wrong_column: Option<&'a str>,
}
