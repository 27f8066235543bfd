//! The settings' file: read, written anew, changed without losing comments.

use std::fmt::Write as _;
#[cfg(unix)]
use std::fs::File;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use super::keys::{self, KEYS, Kind, PARAMETERS};
use super::{Settings, SettingsError, secret};
use crate::messages::{Language, Messages};

/// The file as `init` writes it: every setting, its default, and what it is for in French and in English.
pub fn template() -> String {
    let languages = [Messages::new(Language::French), Messages::new(Language::English)];
    let mut text = String::new();
    comment(&mut text, &languages, "settings-file");
    let defaults = Settings::default();
    let mut section = "";
    for key in &KEYS {
        let Some((table, name)) = key.name.split_once('.') else { continue };
        if table == "limits" && section != table {
            text.push('\n');
            comment(&mut text, &languages, "setting-rules-parameters");
            text.push_str("[rules.parameters]\n");
        }
        if section != table {
            let _ = write!(text, "\n[{table}]\n");
            section = table;
        }
        text.push('\n');
        comment(&mut text, &languages, &format!("setting-{}", key.name.replace('.', "-")));
        if key.name == "exchange.user" {
            comment(&mut text, &languages, "setting-exchange-password");
        }
        let _ = writeln!(text, "{name} = {}", toml(key.kind, &(key.read)(&defaults)));
    }
    text
}

fn comment(text: &mut String, languages: &[Messages], code: &str) {
    for messages in languages {
        for line in messages.plain(code).lines() {
            let _ = writeln!(text, "# {line}");
        }
    }
}

/// Reads and checks a file; answers its text as parsed too.
pub(crate) fn read(path: &Path) -> Result<(DocumentMut, Settings), SettingsError> {
    let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => SettingsError::Missing { path: path.to_owned() },
        _ => SettingsError::Unreadable { path: path.to_owned(), source },
    })?;
    // Editors of Windows may put a byte order mark first.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let document: DocumentMut =
        text.parse().map_err(|source| SettingsError::Syntax { path: path.to_owned(), source })?;
    let settings = checked(path, &document)?;
    Ok((document, settings))
}

fn checked(path: &Path, document: &DocumentMut) -> Result<Settings, SettingsError> {
    let mut settings = Settings::default();
    take(path, document.as_table(), "", &mut settings)?;
    settings.check()?;
    Ok(settings)
}

fn take(path: &Path, table: &dyn TableLike, prefix: &str, settings: &mut Settings) -> Result<(), SettingsError> {
    for (name, item) in table.iter() {
        let name = format!("{prefix}{name}");
        if name == secret::KEY {
            return Err(SettingsError::PasswordInFile { path: path.to_owned() });
        }
        if let Some(inner) = item.as_table_like() {
            let within = format!("{name}.");
            let known = within == PARAMETERS || PARAMETERS.starts_with(&within);
            if !known && !KEYS.iter().any(|key| key.name.starts_with(&within)) {
                return Err(keys::unknown(&name));
            }
            take(path, inner, &within, settings)?;
            continue;
        }
        let value = match item {
            Item::Value(Value::String(text)) => text.value().clone(),
            Item::Value(Value::Integer(number)) => number.value().to_string(),
            Item::Value(Value::Boolean(flag)) => flag.value().to_string(),
            other if keys::find(&name).is_some() || keys::parameter(&name).is_some() => {
                let value = other.to_string().trim().to_owned();
                return Err(SettingsError::Invalid { key: name, value, code: "host.setting-no-value" });
            }
            _ => return Err(keys::unknown(&name)),
        };
        keys::put(settings, &name, &value)?;
    }
    Ok(())
}

/// Sets one setting by its dotted name; comments and blanks stay as they are.
pub(crate) fn set(path: &Path, name: &str, value: &str) -> Result<Settings, SettingsError> {
    let (mut document, before) = read(path)?;
    let settings = before.with(name, value)?;
    let (section, last) = name.rsplit_once('.').unwrap_or(("", name));
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for part in section.split('.') {
        let inner = table.entry(part).or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        table = inner.as_table_like_mut().ok_or_else(|| keys::unknown(name))?;
    }
    let removed = keys::parameter(name).is_some_and(|parameter| !settings.rules.parameters.contains_key(parameter));
    if removed {
        table.remove(last);
    } else {
        let kind = keys::find(name).map_or(Kind::Text, |key| key.kind);
        let value = keys::find(name).map_or_else(|| value.to_owned(), |key| (key.read)(&settings));
        let mut value = to_value(kind, &value);
        match table.get_mut(last) {
            Some(Item::Value(old)) => {
                *value.decor_mut() = old.decor().clone();
                *old = value;
            }
            _ => {
                table.insert(last, Item::Value(value));
            }
        }
    }
    // What is written is read back first: a file that can't be read would stop the store.
    let settings = checked(path, &document)?;
    write(path, document.to_string().as_bytes())?;
    Ok(settings)
}

fn to_value(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::Text => Value::from(text),
        Kind::Flag => Value::from(text == "true"),
        Kind::Number => Value::from(text.parse::<i64>().unwrap_or(0)),
    }
}

fn toml(kind: Kind, text: &str) -> String {
    to_value(kind, text).to_string()
}

/// Writes a file whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), SettingsError> {
    replace(path, bytes, false).map_err(|source| SettingsError::Unwritable { path: path.to_owned(), source })
}

/// The same, for a file that only its owner may read.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), SettingsError> {
    replace(path, bytes, true).map_err(|source| SettingsError::Unwritable { path: path.to_owned(), source })
}

fn replace(path: &Path, bytes: &[u8], private: bool) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    // Two programs that write at once must not share it.
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    let written = fill(&new, bytes, private).and_then(|()| std::fs::rename(&new, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&new);
        return written;
    }
    settle(path)
}

fn fill(path: &Path, bytes: &[u8], private: bool) -> std::io::Result<()> {
    let _ = std::fs::remove_file(path); // Left by a program of the same number that was stopped.
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = private; // The data folder lies in the user's own profile, closed to others.
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A rename lasts only once its folder is on the disk too.
#[cfg(unix)]
fn settle(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(not(unix))]
fn settle(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
