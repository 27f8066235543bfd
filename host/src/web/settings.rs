//! What is set: reception, the exchange, the store, where rules come from. The password is written, never shown.

use std::sync::PoisonError;

use maud::{Markup, html};
use sha2::{Digest as _, Sha256};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{frame, places};
use crate::config::{Settings, secret};
use crate::release;

/// A group of settings: the entry of its title, and its settings.
type Group = (&'static str, &'static [Setting]);

/// One setting as the page has it.
struct Setting {
    name: &'static str,
    form: Form,
}

/// How it is chosen.
enum Form {
    Text,
    /// One of these values; each has an entry of its own.
    One(&'static [&'static str]),
    Flag,
    Password,
}

const fn setting(name: &'static str, form: Form) -> Setting {
    Setting { name, form }
}

/// The group that can be tried.
const EXCHANGE: &str = "page-exchange";

/// The other one.
const RULES: &str = "page-rules-releases";

const GROUPS: [Group; 6] = [
    (
        "page-reception",
        &[setting("reception.mode", Form::One(&["daily", "off"])), setting("reception.automatic", Form::Flag)],
    ),
    (
        EXCHANGE,
        &[
            setting("exchange.url", Form::Text),
            setting("exchange.security", Form::One(&["explicit", "implicit", "none"])),
            setting("exchange.certificate", Form::Text),
            setting("exchange.user", Form::Text),
            setting(secret::KEY, Form::Password),
        ],
    ),
    (
        "page-files-taken",
        &[
            setting("exchange.pattern", Form::Text),
            setting("exchange.marker", Form::Text),
            setting("exchange.exclusive", Form::Flag),
            setting("exchange.after-reading", Form::Text),
        ],
    ),
    (
        "page-watch",
        &[
            setting("watch.days-without-file", Form::Text),
            setting("watch.failures", Form::Text),
            setting("watch.unusual-lines", Form::Text),
        ],
    ),
    ("page-store", &[setting("store.id", Form::Text), setting("store.time-zone", Form::Text)]),
    (RULES, &[setting("rules.source", Form::Text), setting("rules.root", Form::Text)]),
];

/// What a form's fields begin with.
const FIELD: &str = "reglage.";

/// Shows what is set.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let settings = &visit.store.settings;
    let password = secret::Secrets::of(&visit.store.folder).get()?.is_some();
    let content = html! {
        (frame::heading(&visit.say("page-settings"), frame::nothing()))
        @if visit.asked("fait") == "1" { p.banner.done role="status" { (frame::icon("M5 12l4 4L19 6")) span { (visit.say("page-settings-saved")) } } }
        form.settings method="post" action=(places::SETTINGS) {
            input type="hidden" name="vu" value=(mark(settings));
            @for (title, group) in &GROUPS {
                fieldset.card {
                    legend { (visit.say(title)) }
                    @for setting in *group { (field(visit, setting, settings, password)) }
                    @if *title == EXCHANGE { (trial(visit, "trial", places::TRIAL)) }
                    @if *title == RULES { (trial(visit, "rules-trial", places::RULES_TRIAL)) }
                }
            }
            p.actions { button.primary type="submit" { (visit.say("page-save")) } }
            div.answer role="alert" tabindex="-1" {}
        }
    };
    Ok(Answer::Page(frame::page(visit, places::SETTINGS, &visit.say("page-settings"), content)))
}

/// Tries what stands in the form.
fn trial(visit: &Visit<'_>, name: &str, address: &str) -> Markup {
    html! {
        div.setting {
            button type="submit" formaction=(address) data-answer=(name) data-wait=(visit.say("page-trial-wait")) { (visit.say(&format!("page-{name}"))) }
            p.note { (visit.say(&format!("page-help-{name}"))) }
            div #(name) role="status" tabindex="-1" {}
        }
    }
}

fn field(visit: &Visit<'_>, setting: &Setting, settings: &Settings, password: bool) -> Markup {
    let value = read(settings, setting.name);
    let code = setting.name.replace('.', "-");
    let (name, id, help) = (format!("{FIELD}{}", setting.name), format!("s-{code}"), format!("h-{code}"));
    let label = visit.say(&format!("page-set-{code}"));
    let explained = visit.say(&format!("page-help-{code}"));
    html! {
        @match setting.form {
            Form::Flag => div.setting {
                label.switch { input #(id) type="checkbox" name=(name) value="true" checked[value == "true"] aria-describedby=(help); " " (label) }
                // What is not ticked is sent by nothing else.
                input type="hidden" name="case" value=(setting.name);
                p.note #(help) { (explained) }
            },
            Form::One(values) => fieldset.setting aria-describedby=(help) {
                legend { (label) }
                div.choices { @for one in values { label.chip { input type="radio" name=(name) value=(one) checked[value == *one]; span { (visit.say(&format!("page-set-{code}-{one}"))) } } } }
                p.note #(help) { (explained) }
            },
            Form::Text => div.setting {
                label for=(id) { (label) }
                input #(id) name=(name) value=(value) autocomplete="off" spellcheck="false" aria-describedby=(help);
                p.note #(help) { (explained) }
            },
            Form::Password => div.setting {
                label for=(id) { (label) }
                input #(id) name=(name) type="password" autocomplete="new-password" aria-describedby=(help) placeholder=(visit.say(if password { "page-password-set" } else { "page-password-none" }));
                p.note #(help) { (explained) }
                @if password { label.switch { input type="checkbox" name="oublier" value="1"; " " (visit.say("page-password-forget")) } }
            },
        }
    }
}

fn read(settings: &Settings, name: &str) -> String {
    settings.entries().into_iter().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
}

/// Tells settings apart, so that nobody overwrites what they did not see.
fn mark(settings: &Settings) -> String {
    let mut digest = Sha256::new();
    for (name, value) in settings.entries() {
        digest.update(format!("{name}\0{value}\0"));
    }
    hex::encode(&digest.finalize()[..16])
}

/// Writes what differs; all of it is checked first.
pub(super) fn save(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let _one = visit.shared.settings.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = visit.store.folder.clone();
    let before = Settings::read(&folder)?;
    if visit.sent("vu") != mark(&before) {
        let again = html! { p { a.button href=(places::SETTINGS) { (visit.say("page-look-again")) } } };
        return Err(Problem::changed_meanwhile("page.settings-changed").with(again));
    }
    let wanted = sent(visit, &before);
    let after = checked(&before, &wanted)?;
    // Whose keys they are is told by a trial; that they are keys, at once.
    if after.rules != before.rules && (after.rules.source.is_some() || !after.rules.root.is_empty()) {
        release::trusted_root(&after)?;
    }
    for (name, value) in &wanted {
        Settings::set(&folder, name, value)?;
    }
    match password(visit) {
        Some(password) => secret::Secrets::of(&folder).set(password)?,
        None if visit.sent("oublier") == "1" => secret::Secrets::of(&folder).set("")?,
        None => {}
    }
    Ok(Answer::go(places::with(places::SETTINGS, &[("fait", "1")])))
}

/// The settings of the form that differ, in an order in which each is allowed.
pub(super) fn sent(visit: &Visit<'_>, before: &Settings) -> Vec<(&'static str, String)> {
    let mut wanted: Vec<(&'static str, String)> = Vec::new();
    for setting in GROUPS.iter().flat_map(|(_, group)| *group) {
        let name = format!("{FIELD}{}", setting.name);
        let sent = visit.form.iter().find(|(known, _)| *known == name).map(|(_, value)| value.trim());
        let shown = visit.form.iter().any(|(known, value)| known == "case" && value == setting.name);
        match (&setting.form, sent) {
            (Form::Password, _) => {}
            (Form::Flag, None) if shown => wanted.push((setting.name, "false".to_owned())),
            (_, Some(value)) => wanted.push((setting.name, value.to_owned())),
            (_, None) => {}
        }
    }
    wanted.retain(|(name, value)| read(before, name) != *value);
    // Taking files away needs `exclusive`, a source of rules `store.id`: they come first when they are given, last when
    // they are taken.
    wanted.sort_by_key(|(name, value)| match (*name, value.as_str()) {
        ("exchange.exclusive", "true") => 0,
        ("exchange.exclusive", _) | ("store.id", "") => 2,
        ("store.id", _) => 0,
        _ => 1,
    });
    wanted
}

/// Settings with others in place of some; an error where one is not allowed.
pub(super) fn checked(before: &Settings, wanted: &[(&str, String)]) -> Result<Settings, Problem> {
    let mut checked = before.clone();
    for (name, value) in wanted {
        checked = checked.with(name, value)?;
    }
    Ok(checked)
}

/// The password that was typed, if one was.
pub(super) fn password<'a>(visit: &'a Visit<'_>) -> Option<&'a str> {
    Some(visit.sent(&format!("{FIELD}{}", secret::KEY))).filter(|password| !password.is_empty())
}
