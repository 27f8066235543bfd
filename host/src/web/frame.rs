//! What surrounds every screen.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{assets, places, routes};
use crate::messages::{Language, Messages};

/// The screens that are always within reach: their address, the entry of their name, their drawing.
const SCREENS: [(&str, &str, &str); 8] = [
    (places::TODAY, "page-today", "M4 5h16v15H4zM4 9h16M8 3v4M16 3v4M8 13h3v3H8z"),
    (places::RETRIEVALS, "page-retrievals", "M12 3v11M8 10l4 4 4-4M4 17v3h16v-3"),
    (places::DUPLICATES, "page-duplicates", "M8 8h12v12H8zM4 16V4h12"),
    (places::MERGES, "page-merges", "M6 4v5c0 3 6 3 6 6v5M18 4v5c0 3-6 3-6 6"),
    (places::HISTORY, "page-history", "M12 7v5l3 2M4 12a8 8 0 1 0 3-6.200L4 8M4 4v4h4"),
    (
        places::CUSTOMERS,
        "page-customers",
        "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 20c0-4 3-6 7-6s7 2 7 6M16 4a4 4 0 0 1 0 7M18 14c3 1 4 3 4 6",
    ),
    (places::RULES, "page-rules", "M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7M9 8h3"),
    (places::SETTINGS, "page-settings", "M4 7h9M17 7h3M4 17h3M11 17h9M15 4v6M9 14v6"),
];

/// A drawing of lines that stands beside a text which says the same.
pub(super) fn icon(path: &str) -> Markup {
    html! { svg.icon viewBox="0 0 24 24" aria-hidden="true" focusable="false" { path d=(path) {} } }
}

/// The stone of the name.
fn stone() -> Markup {
    html! {
        svg.stone viewBox="0 0 32 32" aria-hidden="true" focusable="false" {
            path d="M9 4h14l7 9-14 16L2 13zM2 13h28M9 4l2.5 9L16 29M23 4l-2.500 9L16 29M16 4l-4.5 9M16 4l4.5 9" {}
        }
    }
}

/// A whole page: `here` is the address of the screen it belongs to.
pub(super) fn page(visit: &Visit<'_>, here: &str, title: &str, content: Markup) -> Markup {
    // Whoever can't count can't be told.
    let withheld = visit.store.base.count_withheld().unwrap_or_default();
    let running = visit.shared.running.state().is_some();
    let home = visit.path.clone();
    let back = if visit.query.is_empty() { home } else { visit.with(&[]) };
    let messages = visit.words.messages;
    let store = &visit.store.settings.store.id;
    document(
        messages,
        title,
        Some(visit),
        html! {
            a.skip href="#main" { (visit.say("page-skip")) }
            header.top {
                a.name href=(places::TODAY) { (stone()) span { "redescente" } @if !store.is_empty() { small { (store) } } }
                form.find action=(places::CUSTOMERS) method="get" role="search" {
                    label.unseen for="find" { (visit.say("page-find")) }
                    (icon("M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM15.5 15.5 21 21"))
                    input #find name="q" type="search" placeholder=(visit.say("page-find-what")) autocomplete="off"
                        value=[(visit.path == places::CUSTOMERS).then(|| visit.asked("q"))]
                        data-live=[(visit.path == places::CUSTOMERS).then_some("found")];
                }
                form.retrieve method="post" action=(places::RUNNING) data-watch="running" {
                    button.primary disabled[running] { (icon("M12 3v11M8 10l4 4 4-4M4 17v3h16v-3")) span { (visit.say("page-retrieve")) } }
                    div.answer role="alert" {}
                }
            }
            div.frame {
                nav.side aria-label=(visit.say("page-screens")) {
                    ul {
                        @for (number, (address, name, drawing)) in (1..).zip(SCREENS) {
                            li {
                                a href=(address) aria-current=[(address == here).then_some("page")] data-key=(number) {
                                    (icon(drawing))
                                    span { (visit.say(name)) }
                                    @if address == places::DUPLICATES && withheld > 0 {
                                        b.badge { (visit.number(withheld)) span.unseen { " " (visit.count("page-withheld-count", withheld)) } }
                                    }
                                }
                            }
                        }
                    }
                    div.foot {
                        form method="post" action="/langue" {
                            input type="hidden" name="retour" value=(back);
                            @let (other, name) = match visit.language() {
                                Language::French => (Language::English, "English"),
                                Language::English => (Language::French, "Français"),
                            };
                            button.quiet name="langue" value=(other.code()) lang=(other.code()) { (name) }
                            div.answer role="alert" {}
                        }
                        button.quiet #keys type="button" { (visit.say("page-keys")) " " kbd { "?" } }
                    }
                }
                main #main tabindex="-1" { (content) }
            }
            div #running role="status" aria-live="polite" hidden[!running] data-running[running] data-at=(places::RUNNING) data-begin=(visit.say("page-running-begin")) {
                p { span.what {} " " span.much aria-hidden="true" {} }
                progress aria-label=(visit.say("page-running")) max="100" {}
            }
            (keys(visit))
            dialog #sure aria-labelledby="sure-what" {
                p #sure-what {}
                form.actions method="dialog" {
                    button.primary value="yes" { (visit.say("page-sure")) }
                    button value="no" { (visit.say("page-cancel")) }
                }
            }
        },
    )
}

/// Which keys do what; they can be switched off, since some people's tools type letters.
fn keys(visit: &Visit<'_>) -> Markup {
    html! {
        dialog #help aria-labelledby="help-title" {
            h2 #help-title { (visit.say("page-keys")) }
            dl {
                dt { kbd { "/" } } dd { (visit.say("page-key-find")) }
                dt { kbd { "1" } "–" kbd { "8" } } dd { (visit.say("page-key-screens")) }
                dt { kbd { "n" } " " kbd { "p" } } dd { (visit.say("page-key-window")) }
                dt { kbd { "f" } } dd { (visit.say("page-key-merge")) }
                dt { kbd { "n" } } dd { (visit.say("page-key-distinct")) }
                dt { kbd { (visit.say("page-key-escape")) } } dd { (visit.say("page-key-later")) }
                dt { kbd { "?" } } dd { (visit.say("page-key-help")) }
            }
            label.switch { input #letters type="checkbox" checked; " " (visit.say("page-key-letters")) }
            form method="dialog" { button { (visit.say("page-close")) } }
        }
    }
}

/// A page without anything of the store: whoever sees it may be anybody.
pub(super) fn bare(messages: &Messages, title: &str, content: Markup) -> Markup {
    document(
        messages,
        title,
        None,
        html! {
            main.bare { p.name { (stone()) span { "redescente" } } h1 { (title) } section.card.problem { (content) } }
        },
    )
}

fn document(messages: &Messages, title: &str, visit: Option<&Visit<'_>>, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(messages.language().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · redescente" }
                link rel="icon" href=(assets::ICON_PATH) type="image/svg+xml";
                link rel="stylesheet" href=(assets::STYLE_PATH);
                @if let Some(visit) = visit {
                    meta name="token" content=(visit.token);
                    script src=(assets::SCRIPT_PATH) defer {}
                }
            }
            body { (body) }
        }
    }
}

/// Takes a person's language.
pub(super) fn language(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let chosen = match visit.sent("langue") {
        "fr" => Language::French,
        "en" => Language::English,
        other => return Err(Problem::refused("page.no-language", vec![other.to_owned()])),
    };
    // Only a place of this page: `//elsewhere` would be another one.
    let back = Some(visit.sent("retour")).filter(|back| back.starts_with('/') && !back[1..].starts_with(['/', '\\']));
    Ok(Answer::Go {
        address: back.unwrap_or(places::TODAY).to_owned(),
        cookie: Some(format!("{}={}; Path=/; SameSite=Strict; Max-Age=31536000", routes::LANGUAGE, chosen.code())),
    })
}

/// A title with what belongs beside it.
pub(super) fn heading(title: &str, beside: Markup) -> Markup {
    html! { div.heading { h1 { (title) } @if !beside.0.is_empty() { div.beside { (beside) } } } }
}

/// Nothing to show, and why.
pub(super) fn empty(sentence: &str, more: Markup) -> Markup {
    html! { div.empty { (stone()) p { (sentence) } (more) } }
}

/// No markup at all.
pub(super) fn nothing() -> Markup {
    PreEscaped(String::new())
}
