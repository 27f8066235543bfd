//! Which rules decide, since when, and by which parameters.

use maud::html;

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{frame, parts, places};

/// Shows the rules in force.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let active = visit.store.base.active_rules()?.ok_or_else(|| Problem::refused("host.no-rules", Vec::new()))?;
    let parameters = visit.store.settings.rules.parameters.clone();
    let content = html! {
        (frame::heading(&visit.say("page-rules"), frame::nothing()))
        section.card aria-labelledby="active" {
            h2 #active { (visit.say("page-rules-active")) }
            dl.facts {
                div { dt { (visit.say("page-rules-name")) } dd { bdi { (parts::text(&active.identity.name)) } } }
                div { dt { (visit.say("page-rules-version")) } dd { bdi { (parts::text(&active.identity.version)) } } }
                div { dt { (visit.say("page-rules-since")) } dd { (parts::time(visit, active.since)) } }
                div { dt { (visit.say("page-rules-by")) } dd { bdi { (parts::text(&active.by)) } } }
                div { dt { (visit.say("page-rules-contract")) } dd { code { (active.contract) } } }
                div.digest { dt { (visit.say("page-digest")) } dd { code { (active.identity.digest) } } }
            }
            p.note { (visit.say("page-rules-sandbox")) }
        }
        section.card aria-labelledby="parameters" {
            h2 #parameters { (visit.say("page-rules-parameters")) }
            @if parameters.is_empty() { p.none { (visit.say("page-rules-no-parameters")) } }
            @else { dl.facts { @for (name, value) in &parameters { div { dt { code { (parts::text(name)) } } dd { bdi { (parts::text(value)) } } } } } }
        }
    };
    Ok(Answer::Page(frame::page(visit, places::RULES, &visit.say("page-rules"), content)))
}
