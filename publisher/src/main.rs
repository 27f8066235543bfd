//! The program `redescente-release`: reads the command line, calls the library, shows the result.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use redescente::clock::Clock;
use redescente::messages::{Language, Messages, help};
use redescente::release::manifest::{State, read, written};
use redescente::report::Timestamp;
use redescente::store::Exit;
use redescente_release::keys::{self, Key, Keys};
use redescente_release::publication::{Change, Checked, NewRelease, pack};
use redescente_release::rotation::Which;
use redescente_release::{Files, PublishError, Publisher, Stores, wave};

mod cli;

use cli::{Cli, Command, Format, Lang};

/// The first root, beside the keys; every store is given it.
const FIRST_ROOT: &str = "1.root.json";

fn main() -> ExitCode {
    let messages = Messages::new(language());
    let matches = help::localised(Cli::command(), "publisher", &messages).get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let messages = Messages::new(match cli.lang {
        Lang::Fr => Language::French,
        Lang::En => Language::English,
    });
    let mut out = io::stdout().lock();
    let done = run(&cli, &messages, &mut out);
    match done.and_then(|()| out.flush().map_err(|source| unwritable(Path::new("-"), source))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&cli, &messages, &error),
    }
}

/// Told before the command line is read: its own help is in that language.
fn language() -> Language {
    let mut asked = std::env::var("REDESCENTE_LANG").ok();
    let mut arguments = std::env::args();
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--lang") {
            Some("") => asked = arguments.next(),
            Some(given) => asked = given.strip_prefix('=').map(str::to_owned).or(asked),
            None => {}
        }
    }
    if asked.as_deref() == Some("en") { Language::English } else { Language::French }
}

fn run(cli: &Cli, messages: &Messages, out: &mut dyn Write) -> Result<(), PublishError> {
    let now = Clock::System.now();
    let said = match &cli.command {
        Command::Init { folder } => {
            init(cli, folder, now)?;
            messages.text("published-init", &[("folder", folder.display().to_string().into())])
        }
        Command::Publish(publish) => {
            let (mut publisher, new) = (open(cli, &publish.folder, now)?, new_release(publish, now)?);
            let release = publisher.add(new)?;
            messages.text("published-release", &[("release", release.to_string().into())])
        }
        Command::Wave { folder, release, stores, halt, resume } => {
            let (waves, stores) = given(stores, now)?;
            let state = if *halt { Some(State::Halted) } else { resume.then_some(State::Open) };
            open(cli, folder, now)?.change(*release, Change { waves, stores, state })?;
            messages.text("published-wave", &[("release", release.to_string().into())])
        }
        Command::Withdraw { folder, release, back_to } => {
            let again = open(cli, folder, now)?.withdraw(*release, *back_to)?;
            let arguments = [
                ("release", release.to_string().into()),
                ("again", again.map_or_else(String::new, |again| again.to_string()).into()),
            ];
            messages.text(if again.is_some() { "published-back" } else { "published-withdrawn" }, &arguments)
        }
        Command::Refresh { folder, all } => {
            let mut publisher = open(cli, folder, now)?;
            if *all {
                publisher.refresh_all()?
            } else {
                publisher.refresh()?
            }
            messages.plain("published-refresh")
        }
        Command::RotateKey { folder, key } => {
            rotate(cli, folder, key, now)?;
            messages.text("published-rotation", &[("key", key.clone().into())])
        }
        Command::Status { folder } => return status(cli, folder, now, messages, out),
    };
    if cli.format == Format::Json {
        return status(cli, folder_of(&cli.command), now, messages, out);
    }
    writeln!(out, "{said}").map_err(|source| unwritable(Path::new("-"), source))
}

fn folder_of(command: &Command) -> &Path {
    match command {
        Command::Publish(publish) => &publish.folder,
        Command::Init { folder }
        | Command::Wave { folder, .. }
        | Command::Withdraw { folder, .. }
        | Command::Refresh { folder, .. }
        | Command::RotateKey { folder, .. }
        | Command::Status { folder } => folder,
    }
}

/// Makes the keys that aren't there yet, then the repository.
fn init(cli: &Cli, folder: &Path, now: Timestamp) -> Result<(), PublishError> {
    let place = key_folder(cli);
    std::fs::create_dir_all(&place).map_err(|source| unwritable(&place, source))?;
    let key = |name: &str| -> Result<Key, PublishError> {
        let path = place.join(name).with_extension("pem");
        if !path.exists() {
            keys::write(&path, &Key::generate()?)?;
        }
        one_key(&path)
    };
    let root = keys::ROOT.map(key).into_iter().collect::<Result<Vec<_>, _>>()?;
    let (targets, online) = (key(keys::TARGETS)?, key(keys::ONLINE)?);
    Publisher::create(folder, Box::new(Files), &root, &targets, &online, now)?;
    let made = folder.join(redescente::release::manifest::METADATA).join(FIRST_ROOT);
    let first = place.join(FIRST_ROOT);
    std::fs::copy(&made, &first).map(drop).map_err(|source| unwritable(&first, source))
}

fn one_key(path: &Path) -> Result<Key, PublishError> {
    let text = std::fs::read_to_string(path).map_err(|source| unreadable(path, source))?;
    let mut keys = Keys::default();
    keys.take(&text, &path.display().to_string())?;
    keys.iter().next().cloned().ok_or_else(|| PublishError::Key { file: path.display().to_string() })
}

/// Opens a repository with the keys of the folder and of the environment.
fn open(cli: &Cli, folder: &Path, now: Timestamp) -> Result<Publisher, PublishError> {
    let place = key_folder(cli);
    let root = cli.root.clone().unwrap_or_else(|| place.join(FIRST_ROOT));
    let root = std::fs::read(&root).map_err(|source| unreadable(&root, source))?;
    let mut keys = if place.is_dir() { Keys::read(&place)? } else { Keys::default() };
    if let Ok(given) = std::env::var(keys::VARIABLE) {
        keys.take(&given, keys::VARIABLE)?;
    }
    Publisher::open(folder, &root, keys, now)
}

fn key_folder(cli: &Cli) -> PathBuf {
    cli.keys.clone().unwrap_or_else(|| PathBuf::from("keys"))
}

fn new_release(publish: &cli::Publish, now: Timestamp) -> Result<NewRelease, PublishError> {
    let read_file = |path: &Path| std::fs::read(path).map_err(|source| unreadable(path, source));
    let check = match (&publish.check, publish.despite_check, publish.without_check) {
        (Some(file), false, _) => Checked::Lawful(read_file(file)?),
        (Some(file), true, _) => Checked::Anyhow(read_file(file)?),
        (None, _, true) => Checked::Not,
        (None, _, false) => return Err(PublishError::Unchecked),
    };
    let valid_from = match &publish.valid_from {
        None => now,
        Some(time) => read(time).ok_or_else(|| PublishError::Value { value: time.clone(), what: "RFC 3339" })?,
    };
    let (waves, stores) = given(&publish.stores, now)?;
    Ok(NewRelease {
        wasm: read_file(&publish.component)?,
        examples: pack(&publish.examples)?,
        check,
        release: publish.release,
        valid_from,
        host_min: publish.host_min.clone(),
        waves: waves.unwrap_or_default(),
        stores,
    })
}

/// The waves and stores of a command line; no wave given is none.
fn given(
    stores: &cli::Stores,
    now: Timestamp,
) -> Result<(Option<Vec<redescente::release::manifest::Wave>>, Stores), PublishError> {
    let waves = stores.at.iter().map(|text| wave(text, now)).collect::<Result<Vec<_>, _>>()?;
    let stores = Stores { first: stores.first.clone(), never: stores.never.clone() };
    Ok(((!waves.is_empty()).then_some(waves), stores))
}

/// Makes a new key and puts it in the old one's place once everything is signed by it.
fn rotate(cli: &Cli, folder: &Path, name: &str, now: Timestamp) -> Result<(), PublishError> {
    let place = key_folder(cli);
    let path = place.join(name).with_extension("pem");
    let fresh = place.join(format!("{name}.new.pem"));
    // One that an interrupted rotation made is the one that may be trusted already.
    if !fresh.exists() {
        keys::write(&fresh, &Key::generate()?)?;
    }
    let new = one_key(&fresh)?;
    let mut publisher = open(cli, folder, now)?;
    match name {
        keys::TARGETS => publisher.rotate(Which::Targets, new)?,
        keys::ONLINE => publisher.rotate(Which::Online, new)?,
        _ => publisher.rotate(Which::Root(&one_key(&path)?), new)?,
    }
    let old = place.join(format!("{name}.old-{}", written(now).replace(':', "")));
    let moved = if path.exists() { std::fs::rename(&path, &old) } else { Ok(()) };
    moved.and_then(|()| std::fs::rename(&fresh, &path)).map_err(|source| unwritable(&path, source))
}

fn status(
    cli: &Cli,
    folder: &Path,
    now: Timestamp,
    messages: &Messages,
    out: &mut dyn Write,
) -> Result<(), PublishError> {
    let status = open(cli, folder, now)?.status();
    let told = if cli.format == Format::Json {
        let roles = status.roles.iter().map(|(role, version, expires)| {
            ((*role).to_owned(), serde_json::json!({"version": version, "expires": written(*expires)}))
        });
        let roles: serde_json::Map<_, _> = roles.collect();
        writeln!(out, "{}", serde_json::json!({"releases": status.releases, "roles": roles}))
    } else {
        text(&status, now, messages, out)
    };
    told.map_err(|source| unwritable(Path::new("-"), source))
}

fn text(
    status: &redescente_release::status::Status,
    now: Timestamp,
    messages: &Messages,
    out: &mut dyn Write,
) -> io::Result<()> {
    if status.releases.is_empty() {
        writeln!(out, "{}", messages.plain("published-none"))?;
    }
    for release in &status.releases {
        let part = release.waves.iter().filter(|wave| wave.at <= now).map(|wave| wave.per_ten_thousand).max();
        let part = part.unwrap_or(0);
        let arguments = [
            ("release", release.release.to_string().into()),
            ("version", release.version.clone().into()),
            ("state", release.state.code().into()),
            ("part", format!("{}.{:02}", part / 100, part % 100).into()),
            ("from", written(release.valid_from).into()),
        ];
        writeln!(out, "{}", messages.text("published-line", &arguments))?;
    }
    for (role, version, expires) in &status.roles {
        let arguments =
            [("role", (*role).into()), ("version", version.to_string().into()), ("expires", written(*expires).into())];
        writeln!(out, "{}", messages.text("published-role", &arguments))?;
    }
    Ok(())
}

/// The sentence, what to do, and the technical cause.
fn fail(cli: &Cli, messages: &Messages, error: &PublishError) -> ExitCode {
    let (code, arguments) = (error.code(), error.arguments());
    let (sentence, hint) = (messages.sentence(code, &arguments), messages.hint(code, &arguments));
    if cli.format == Format::Json {
        let told = serde_json::json!({"error": {"code": code, "message": sentence, "hint": hint}});
        let _ = writeln!(io::stdout().lock(), "{told}");
    }
    let mut told = io::stderr().lock();
    let _ = writeln!(told, "redescente-release : {sentence}");
    if let Some(hint) = hint {
        let _ = writeln!(told, "  → {hint}");
    }
    ExitCode::from(match error {
        PublishError::Release(error) => match error.exit() {
            Exit::User => 1,
            Exit::Exchange => 3,
            Exit::Rules => 4,
            Exit::Fault => 70,
        },
        PublishError::OtherComponent { .. } | PublishError::Unlawful { .. } => 4,
        PublishError::Unwritable { .. } | PublishError::Signing { .. } => 70,
        _ => 1,
    })
}

fn unreadable(file: &Path, source: io::Error) -> PublishError {
    PublishError::Unreadable { file: file.into(), source }
}

fn unwritable(file: &Path, source: io::Error) -> PublishError {
    PublishError::Unwritable { file: file.into(), source }
}
