//! `settings test`: tries the exchange as a retrieval would, and tells of each step what was found, or what to do.

use std::io::Write;

use redescente::messages::Messages;
use redescente::report::json;
use redescente::report::text::clean;
use redescente::source::{self, Step};

use super::{Context, Ending, Failure, output};

#[derive(serde::Serialize)]
struct StepView<'a> {
    code: &'static str,
    text: String,
    ok: bool,
    detail: &'a str,
    error: Option<json::ErrorView<'a>>,
}

#[derive(serde::Serialize)]
struct View<'a> {
    ok: bool,
    steps: Vec<StepView<'a>>,
}

pub(super) fn run(context: &Context, out: &mut dyn Write) -> Result<Ending, Failure> {
    let settings = context.open()?.exchange()?;
    let steps = source::test(&settings);
    let ok = steps.iter().all(|step| step.ok);
    if context.json() {
        let steps = steps.iter().map(|step| view(step, &context.messages)).collect();
        output::json(out, &View { ok, steps })?;
    } else {
        steps.iter().try_for_each(|step| text(out, step, &context.messages))?;
    }
    Ok(if ok { Ending::Done } else { Ending::Exchange })
}

fn view<'a>(step: &'a Step, messages: &Messages) -> StepView<'a> {
    let arguments = &step.arguments;
    let error = |code| json::error(code, messages.sentence(code, arguments), messages.hint(code, arguments));
    StepView {
        code: step.code,
        text: messages.sentence(step.code, &[]),
        ok: step.ok,
        detail: &step.detail,
        error: step.error.map(error),
    }
}

fn text(out: &mut dyn Write, step: &Step, messages: &Messages) -> std::io::Result<()> {
    let title = messages.sentence(step.code, &[]);
    let Some(code) = step.error else {
        let line = format!("✓ {title} : {}", clean(&step.detail));
        return writeln!(out, "{}", line.trim_end_matches([' ', ':']));
    };
    writeln!(out, "✗ {title} : {}", clean(&messages.sentence(code, &step.arguments)))?;
    if let Some(hint) = messages.hint(code, &step.arguments) {
        writeln!(out, "  → {}", clean(&hint))?;
    }
    Ok(())
}
