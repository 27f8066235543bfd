//! The tests of the settings: the exchange as it stands in the form, step by step, and the source of rules, saved or not.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{frame, parts, settings};
use crate::config::Settings;
use crate::release::{self, Trial};
use crate::report::text::clean;
use crate::source::{self, Secret, Step};
use crate::store::Store;

/// Tries the exchange that the form describes; nothing is kept of it.
pub(super) fn run(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let store = described(visit)?;
    let mut exchange = store.exchange()?;
    if let Some(password) = settings::password(visit) {
        exchange.password = Secret(password.to_owned());
    }
    let steps = source::test(&exchange);
    Ok(Answer::Part(shown(visit, &steps)))
}

/// Looks at the source of rules that the form describes; nothing is kept of it.
pub(super) fn rules(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let trial = release::trial(&described(visit)?)?;
    Ok(Answer::Part(source_of_rules(visit, &trial)))
}

/// The store as the form describes it.
fn described(visit: &Visit<'_>) -> Result<Store, Problem> {
    let before = Settings::read(&visit.store.folder)?;
    let mut store = visit.shared.stores.open()?;
    store.settings = settings::checked(&before, &settings::sent(visit, &before))?;
    Ok(store)
}

fn source_of_rules(visit: &Visit<'_>, trial: &Trial) -> Markup {
    let named = |entry: &str, release: Option<u32>| match release {
        Some(release) => visit.tell(entry, &[("release", release.to_string().into())]),
        None => visit.say(&format!("{entry}-none")),
    };
    html! {
        div.trial.good {
            p.problem-what { (visit.say("page-rules-trial-good")) }
            ul {
                li { (named("page-rules-trial-listed", trial.listed)) }
                li { (named("page-rules-trial-taken", trial.taken)) }
                li { (visit.say("page-rules-trial-expires")) " " (parts::time(visit, trial.expires)) }
            }
        }
    }
}

fn shown(visit: &Visit<'_>, steps: &[Step]) -> Markup {
    let messages = visit.words.messages;
    let ok = steps.iter().all(|step| step.ok);
    html! {
        div.trial.good[ok] {
            p.problem-what { (visit.say(if ok { "page-trial-good" } else { "page-trial-bad" })) }
            ol {
                @for step in steps {
                    li class=(if step.ok { "good" } else { "bad" }) {
                        (frame::icon(if step.ok { "M5 12l4 4L19 6" } else { "M6 6l12 12M18 6 6 18" }))
                        div {
                            b { (messages.sentence(step.code, &[])) }
                            @match step.error {
                                None => @if !step.detail.is_empty() { p.note { bdi { (clean(&step.detail)) } } },
                                Some(code) => {
                                    p { (clean(&messages.sentence(code, &step.arguments))) }
                                    @if let Some(hint) = messages.hint(code, &step.arguments) { p.problem-hint { (clean(&hint)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
