//! `init`: makes the data folder with its settings and the rules beside the binary.

use std::io::Write;

use redescente::store::Store;

use super::{Context, Ending, Failure, output, rules};

pub(super) fn run(context: &Context, out: &mut dyn Write) -> Result<Ending, Failure> {
    let store = Store::create(&context.folder, None, context.clock)?;
    let active = store.base.active_rules()?;
    if context.json() {
        #[derive(serde::Serialize)]
        struct View<'a> {
            folder: String,
            rules: Option<rules::RulesView<'a>>,
        }
        let folder = store.folder.display().to_string();
        output::json(out, &View { folder, rules: active.as_ref().map(rules::view) })?;
        return Ok(Ending::Done);
    }
    let folder = store.folder.display().to_string();
    writeln!(out, "{}", context.messages.text("init-done", &[("folder", folder.into())]))?;
    match active {
        Some(active) => rules::text(context, &store, &active, out)?,
        None => writeln!(out, "{}", context.messages.plain("init-without-rules"))?,
    }
    writeln!(out, "{}", context.messages.plain("init-next"))?;
    Ok(Ending::Done)
}
