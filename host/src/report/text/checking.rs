//! Which laws a component of rules keeps, for people.

use std::io::{self, Write};

use super::clean;
use crate::checking::{Difference, Example, Outcome, Sent, Status, Verdict};
use crate::messages::Messages;

/// Characters of a line that are shown; the JSON has it whole.
const WIDTH: usize = 240;

/// The laws one after the other, and the smallest example of each that fails.
pub fn outcome(out: &mut dyn Write, outcome: &Outcome, messages: &Messages) -> io::Result<()> {
    let rules = &outcome.rules;
    let arguments = [
        ("name", clean(&rules.name).into_owned().into()),
        ("version", clean(&rules.version).into_owned().into()),
        ("digest", rules.digest.clone().into()),
        ("contract", rules.contract.clone().into()),
        ("seed", outcome.seed.to_string().into()),
        ("cases", u64::from(outcome.cases).into()),
    ];
    writeln!(out, "{}\n", messages.text("check-title", &arguments))?;
    for verdict in &outcome.laws {
        law(out, verdict, messages)?;
    }
    if !outcome.columns.is_empty() {
        let names: Vec<_> = outcome.columns.iter().map(|column| clean(&column.name)).collect();
        writeln!(out, "\n{}", messages.text("check-columns", &[("columns", names.join(" ").into())]))?;
    }
    if !outcome.unexercised.is_empty() {
        let fields = clean(&outcome.unexercised.join(" ")).into_owned();
        writeln!(out, "{}", messages.text("check-unexercised", &[("fields", fields.into())]))?;
    }
    writeln!(out, "\n{}", messages.plain(if outcome.lawful { "check-lawful" } else { "check-unlawful" }))
}

fn law(out: &mut dyn Write, verdict: &Verdict, messages: &Messages) -> io::Result<()> {
    let status = match verdict.status {
        Status::Holds => "check-holds",
        Status::Fails => "check-fails",
        Status::NotShown => "check-not-shown",
    };
    let code = verdict.law.code();
    let cases = [("cases", u64::from(verdict.cases).into())];
    let (status, demand) = (messages.text(status, &cases), messages.plain(&format!("law-{code}")));
    writeln!(out, "{status:<16} {code:<16} {demand}")?;
    if let Some(problem) = &verdict.problem {
        writeln!(out, "\n  {}", clean(&messages.sentence(&problem.code, std::slice::from_ref(&problem.text))))?;
    }
    if let Some(example) = &verdict.example {
        writeln!(out)?;
        self::example(out, example, messages)?;
        writeln!(out)?;
    }
    Ok(())
}

fn example(out: &mut dyn Write, example: &Example, messages: &Messages) -> io::Result<()> {
    match &example.base {
        None => writeln!(out, "  {}", messages.plain("check-base-empty"))?,
        Some(base) => {
            writeln!(out, "  {}", messages.plain("check-base"))?;
            text(out, base, &[])?;
        }
    }
    let two = !example.other.is_empty();
    files(out, if two { "check-one-way" } else { "check-sent" }, &example.one, messages)?;
    if two {
        files(out, "check-other-way", &example.other, messages)?;
    }
    for difference in &example.differences {
        writeln!(out, "  {}", clean(&self::difference(difference, messages)))?;
    }
    Ok(())
}

fn files(out: &mut dyn Write, heading: &str, files: &[Sent], messages: &Messages) -> io::Result<()> {
    writeln!(out, "  {}", messages.plain(heading))?;
    for file in files {
        let arguments = [
            ("name", clean(&file.name).into_owned().into()),
            ("retrieval", file.retrieval.to_string().into()),
            ("count", (file.cuts.len() as u64 + 1).into()),
        ];
        let how = if file.again {
            "check-file-again"
        } else if file.cuts.is_empty() {
            "check-file"
        } else if file.in_two_sessions {
            "check-file-skipped"
        } else {
            "check-file-cut"
        };
        writeln!(out, "    {}", messages.text(how, &arguments))?;
        if !file.again {
            text(out, &file.text, if file.cuts.len() < 4 { &file.cuts } else { &[] })?;
        }
    }
    Ok(())
}

/// A file's text, line by line; `‖` stands where it was cut.
fn text(out: &mut dyn Write, text: &str, cuts: &[usize]) -> io::Result<()> {
    let mut marked = text.to_owned();
    for cut in cuts.iter().rev().filter(|cut| text.is_char_boundary(**cut)) {
        marked.insert(*cut, '‖');
    }
    for line in marked.lines() {
        let length = line.chars().count();
        if length > WIDTH {
            let begin: String = line.chars().take(WIDTH).collect();
            writeln!(out, "      {}… ({length})", clean(&begin))?;
        } else {
            writeln!(out, "      {}", clean(line))?;
        }
    }
    Ok(())
}

fn difference(difference: &Difference, messages: &Messages) -> String {
    let whose = match (&difference.customer, difference.line) {
        (Some(customer), Some(line)) => format!("{customer}, {}", line_of(line, messages)),
        (Some(customer), None) => customer.clone(),
        (None, Some(line)) => line_of(line, messages),
        (None, None) => messages.plain("check-whole-file"),
    };
    let what = match difference.what.as_str() {
        "answers" | "customer" | "line" | "modified-at" => messages.plain(&format!("check-what-{}", difference.what)),
        field => field.to_owned(),
    };
    let arguments = [
        ("whose", whose.into()),
        ("what", what.into()),
        ("expected", difference.expected.clone().into()),
        ("came", difference.came.clone().into()),
    ];
    messages.text("check-difference", &arguments)
}

fn line_of(line: u32, messages: &Messages) -> String {
    messages.text("check-line", &[("line", line.to_string().into())])
}
