//! Customers who are in the base twice, for people.

use std::io::{self, Write};

use super::{clean, lines, number};
use crate::report::words::Words;
use crate::report::{FoundPair, Scan};

/// A scan and what it came to; `left` counts the pairs that nobody has merged or declared distinct.
pub fn scan(out: &mut dyn Write, scan: &Scan, left: u64, words: &Words<'_>) -> io::Result<()> {
    let arguments =
        [("date", words.date(scan.at).into()), ("customers", number(scan.customers)), ("count", number(left))];
    writeln!(out, "{}", words.messages.text("scan", &arguments))?;
    if scan.common_keys > 0 {
        writeln!(out, "  {}", words.messages.text("scan-common", &[("count", number(scan.common_keys))]))?;
    }
    if left > 0 {
        writeln!(out, "  {}", words.messages.plain("scan-next"))?;
    }
    Ok(())
}

/// One pair, on one line.
pub fn pair(out: &mut dyn Write, pair: &FoundPair, words: &Words<'_>) -> io::Result<()> {
    let mark = if pair.changed { words.messages.plain("pair-changed") } else { String::new() };
    writeln!(out, "{}  {}  {mark}", clean(&pair.customer), lines::other(&pair.other, words))
}
