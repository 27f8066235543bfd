//! Customers and the queue of withheld modifications.

use std::io::{self, Write};

use super::{clean, left, lines, width};
use crate::report::words::Words;
use crate::report::{Customer, Withheld};

/// One customer: each field that has a value, by its label.
pub fn customer(out: &mut dyn Write, customer: &Customer, words: &Words<'_>) -> io::Result<()> {
    let arguments =
        [("id", clean(&customer.id).into_owned().into()), ("date", words.date(customer.modified_at).into())];
    writeln!(out, "{}", words.messages.text("customer", &arguments))?;
    let labels = customer.values.iter().map(|(field, _)| width(words.field(field))).max().unwrap_or(0);
    for (field, value) in customer.values.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "  {}  {}", left(words.field(field), labels), clean(value))?;
    }
    if !customer.aliases.is_empty() {
        let aliases = clean(&customer.aliases.join(", ")).into_owned();
        writeln!(out, "  {}", words.messages.text("customer-aliases", &[("aliases", aliases.into())]))?;
    }
    for id in &customer.withheld {
        writeln!(out, "  {}", words.messages.text("customer-withheld", &[("id", id.to_string().into())]))?;
    }
    Ok(())
}

/// One customer of a list, on one line: the identifier and the first values, as many as people need to tell who it is.
pub fn found(out: &mut dyn Write, customer: &Customer) -> io::Result<()> {
    let values: Vec<_> = customer.values.iter().filter(|(_, value)| !value.is_empty()).take(7).collect();
    let values: Vec<_> = values.iter().map(|(_, value)| clean(value)).collect();
    writeln!(out, "{}  {}", left(&clean(&customer.id), 12), values.join(" · "))
}

/// One entry of the queue: who, from where, and whoever stands in the way.
pub fn withheld(out: &mut dyn Write, withheld: &Withheld, words: &Words<'_>) -> io::Result<()> {
    let arguments = [
        ("id", withheld.id.to_string().into()),
        ("customer", clean(&withheld.customer).into_owned().into()),
        ("date", words.date(withheld.modified_at).into()),
        ("name", clean(&withheld.delivery.name).into_owned().into()),
        ("line", withheld.line.to_string().into()),
    ];
    let code = if withheld.known { "withheld" } else { "withheld-creation" };
    writeln!(out, "{}", words.messages.text(code, &arguments))?;
    for other in &withheld.others {
        writeln!(out, "    {}", lines::other(other, words))?;
    }
    for note in &withheld.notes {
        writeln!(out, "    {}", clean(&words.reason(note)))?;
    }
    Ok(())
}

/// The same with what it would change.
pub fn withheld_details(out: &mut dyn Write, one: &Withheld, words: &Words<'_>) -> io::Result<()> {
    withheld(out, one, words)?;
    for change in &one.changes {
        writeln!(out, "    {}", lines::change(change, words))?;
    }
    Ok(())
}
