//! Customers as a file that could be delivered: exported exactly, they import back to the same base.
//!
//! Which column holds which field is the rules' business. They are asked: with one column more or less in the header,
//! their layout says which field it fills.

use std::io::{self, Write};

use super::answer::Problem;
use super::visit::Visit;
use crate::report::{Customer, RetrievalFilter, Timestamp};
use crate::rules::{Context, Purpose, Rules};
use crate::store::StoreError;

/// Deliveries whose headers are looked at.
const HEADERS: u32 = 20;

/// The columns of an exact export.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    identifier: String,
    date: String,
    /// The title of each field that has one.
    fields: Vec<(String, String)>,
}

/// What the rules say about a header.
struct Probe<'a> {
    rules: &'a Rules,
    parameters: &'a [(String, String)],
    now: Timestamp,
}

impl Probe<'_> {
    /// The fields without a column, by number, and whether the line below the header names this customer; none where
    /// the header is refused.
    fn ask(&self, titles: &[&str], line: &[&str]) -> Result<Option<(Vec<u32>, bool)>, StoreError> {
        let mut bytes = Vec::new();
        for cells in [titles, line] {
            let written = cells.iter().enumerate().try_for_each(|(place, cell)| {
                if place > 0 {
                    bytes.push(b';');
                }
                quoted(&mut bytes, cell)
            });
            written.expect("writing to memory never fails");
            bytes.push(b'\n');
        }
        let context = Context {
            purpose: Purpose::Delivery,
            file_name: String::new(),
            now: self.now,
            parameters: self.parameters.to_vec(),
        };
        let mut file = self.rules.open(context)?;
        let Ok(mut lines) = file.read(&bytes)? else { return Ok(None) };
        let layout = file.layout()?;
        let Ok(rest) = file.end()? else { return Ok(None) };
        lines.extend(rest);
        let named = lines.iter().any(|line| line.subject.is_ok() && line.customer.as_deref() == Some(CUSTOMER));
        Ok(layout.map(|layout| (layout.absent_fields, named)))
    }
}

/// A customer that nobody is, with a date that any rules should read.
const CUSTOMER: &str = "redescente";
const DATE: &str = "2024-01-01T00:00:00Z";

impl Columns {
    /// Learns them from the headers of deliveries, newest first.
    pub(super) fn learn(visit: &mut Visit<'_>) -> Result<Self, Problem> {
        let active = visit.store.rules()?;
        let probe = Probe { rules: &active.rules, parameters: &active.parameters, now: visit.now() };
        let names: Vec<String> = active.rules.description().fields.iter().map(|field| field.name.clone()).collect();
        let filter = RetrievalFilter { limit: Some(HEADERS), ..RetrievalFilter::default() };
        let mut learnt: Option<Self> = None;
        for delivery in visit.store.base.retrievals(&filter)?.iter().flat_map(|one| &one.deliveries) {
            if delivery.lines == 0 {
                continue;
            }
            let cells = visit.store.show_delivery(delivery, None)?;
            let Some(header) = cells.first() else { continue };
            let titles: Vec<&str> = header.values.iter().map(String::as_str).collect();
            learnt = match learnt {
                Some(known) => Some(known.with(&probe, &titles, &names)?),
                None => match required(&probe, &titles)? {
                    Some((identifier, date)) => {
                        let none = Self { identifier, date, fields: Vec::new() };
                        Some(none.with(&probe, &titles, &names)?)
                    }
                    None => None,
                },
            };
            if learnt.as_ref().is_some_and(|learnt| learnt.fields.len() == names.len()) {
                break;
            }
        }
        let mut learnt = learnt.ok_or_else(|| Problem::refused("page.no-layout", Vec::new()))?;
        // In the rules' order, whatever the deliveries' was.
        learnt.fields.sort_by_key(|(field, _)| names.iter().position(|name| name == field));
        Ok(learnt)
    }

    /// With the titles of a header that fill fields without one.
    fn with(mut self, probe: &Probe<'_>, titles: &[&str], names: &[String]) -> Result<Self, StoreError> {
        for title in titles.iter().filter(|title| **title != self.identifier && **title != self.date) {
            let asked = probe.ask(&[&self.identifier, &self.date, title], &[CUSTOMER, DATE, ""])?;
            let Some((absent, _)) = asked else { continue };
            let filled = (0_u32..).zip(names).find(|(number, _)| !absent.contains(number));
            if let Some((_, name)) = filled
                && !self.fields.iter().any(|(field, _)| field == name)
            {
                self.fields.push((name.clone(), (*title).to_owned()));
            }
        }
        Ok(self)
    }

    /// The first field of a customer that has a value and no column.
    pub(super) fn lost<'a>(&self, customer: &'a Customer) -> Option<&'a str> {
        let mut lost = customer
            .values
            .iter()
            .filter(|(field, value)| !value.is_empty() && !self.fields.iter().any(|(known, _)| known == field));
        lost.next().map(|(field, _)| field.as_str())
    }

    /// The header.
    pub(super) fn header(&self, out: &mut dyn Write) -> io::Result<()> {
        let titles = self.fields.iter().map(|(_, title)| title.as_str());
        record(out, [self.identifier.as_str(), self.date.as_str()].into_iter().chain(titles))
    }

    /// One customer.
    pub(super) fn line(&self, out: &mut dyn Write, customer: &Customer) -> io::Result<()> {
        let date = crate::report::words::rfc3339(customer.modified_at);
        let value = |field: &str| customer.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value);
        let values = self.fields.iter().map(|(field, _)| value(field));
        record(out, [customer.id.as_str(), date.as_str()].into_iter().chain(values))
    }
}

/// The two columns without which a file is refused: the identifier's and the date's.
fn required(probe: &Probe<'_>, titles: &[&str]) -> Result<Option<(String, String)>, StoreError> {
    let mut needed = Vec::new();
    for (place, title) in titles.iter().enumerate() {
        let others: Vec<&str> =
            titles.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, title)| *title).collect();
        let line = vec![""; others.len()];
        if probe.ask(&others, &line)?.is_none() {
            needed.push(*title);
        }
    }
    let [one, other] = needed[..] else { return Ok(None) };
    for (identifier, date) in [(one, other), (other, one)] {
        if probe.ask(&[identifier, date], &[CUSTOMER, DATE])?.is_some_and(|(_, named)| named) {
            return Ok(Some((identifier.to_owned(), date.to_owned())));
        }
    }
    Ok(None)
}

fn record<'a>(out: &mut dyn Write, cells: impl Iterator<Item = &'a str>) -> io::Result<()> {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.write_all(b";")?;
        }
        quoted(out, cell)?;
    }
    out.write_all(b"\n")
}

/// A cell in quotes, those within it doubled.
fn quoted(out: &mut dyn Write, cell: &str) -> io::Result<()> {
    write!(out, "\"{}\"", cell.replace('"', "\"\""))
}
