//! Every setting by its dotted name: how it is checked, read back and shown.

use super::{AfterReading, Certificate, Place, ReceptionMode, ReleaseSource, Security, Settings, SettingsError};

/// The beginning of the names that the rules give.
pub const PARAMETERS: &str = "rules.parameters.";

/// How a setting is written in TOML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
}

/// One setting.
pub struct Key {
    /// Its dotted name: a section, a dot, a name.
    pub name: &'static str,
    /// How it is written in TOML.
    pub kind: Kind,
    /// Its value as text; empty = none.
    pub read: fn(&Settings) -> String,
    /// Checks and takes a value; an error is the code of the sentence that says what is allowed.
    write: fn(&mut Settings, &str) -> Result<(), &'static str>,
}

/// Every setting but the password and the rules' parameters, in the file's order.
pub const KEYS: [Key; 25] = [
    Key {
        name: "exchange.url",
        kind: Kind::Text,
        read: |settings| settings.exchange.url.as_ref().map(ToString::to_string).unwrap_or_default(),
        write: |settings, value| {
            settings.exchange.url = match value {
                "" => None,
                address => Some(Place::parse(address)?),
            };
            Ok(())
        },
    },
    Key {
        name: "exchange.security",
        kind: Kind::Text,
        read: |settings| settings.exchange.security.code().to_owned(),
        write: |settings, value| {
            settings.exchange.security = match value {
                "explicit" => Security::Explicit,
                "implicit" => Security::Implicit,
                "none" => Security::None,
                _ => return Err("host.setting-security"),
            };
            Ok(())
        },
    },
    Key {
        name: "exchange.certificate",
        kind: Kind::Text,
        read: |settings| settings.exchange.certificate.to_text(),
        write: |settings, value| {
            settings.exchange.certificate = Certificate::parse(value).ok_or("host.setting-certificate")?;
            Ok(())
        },
    },
    Key {
        name: "exchange.user",
        kind: Kind::Text,
        read: |settings| settings.exchange.user.clone(),
        write: |settings, value| {
            settings.exchange.user = one_line(value)?;
            Ok(())
        },
    },
    Key {
        name: "exchange.pattern",
        kind: Kind::Text,
        read: |settings| settings.exchange.pattern.clone().unwrap_or_default(),
        write: |settings, value| {
            settings.exchange.pattern = file_name(value)?;
            Ok(())
        },
    },
    Key {
        name: "exchange.marker",
        kind: Kind::Text,
        read: |settings| settings.exchange.marker.clone().unwrap_or_default(),
        write: |settings, value| {
            settings.exchange.marker = file_name(value)?;
            Ok(())
        },
    },
    Key {
        name: "exchange.after-reading",
        kind: Kind::Text,
        read: |settings| settings.exchange.after_reading.to_text(),
        write: |settings, value| {
            settings.exchange.after_reading = AfterReading::parse(value).ok_or("host.setting-after-reading")?;
            Ok(())
        },
    },
    Key {
        name: "exchange.exclusive",
        kind: Kind::Flag,
        read: |settings| settings.exchange.exclusive.to_string(),
        write: |settings, value| {
            settings.exchange.exclusive = flag(value)?;
            Ok(())
        },
    },
    Key {
        name: "reception.mode",
        kind: Kind::Text,
        read: |settings| settings.reception.mode.code().to_owned(),
        write: |settings, value| {
            settings.reception.mode = match value {
                "daily" => ReceptionMode::Daily,
                "off" => ReceptionMode::Off,
                _ => return Err("host.setting-reception-mode"),
            };
            Ok(())
        },
    },
    Key {
        name: "reception.automatic",
        kind: Kind::Flag,
        read: |settings| settings.reception.automatic.to_string(),
        write: |settings, value| {
            settings.reception.automatic = flag(value)?;
            Ok(())
        },
    },
    Key {
        name: "watch.days-without-file",
        kind: Kind::Number,
        read: |settings| number_text(settings.watch.days_without_file),
        write: |settings, value| {
            settings.watch.days_without_file = number(value)?;
            Ok(())
        },
    },
    Key {
        name: "watch.failures",
        kind: Kind::Number,
        read: |settings| number_text(settings.watch.failures),
        write: |settings, value| {
            settings.watch.failures = number(value)?;
            Ok(())
        },
    },
    Key {
        name: "watch.unusual-lines",
        kind: Kind::Number,
        read: |settings| number_text(settings.watch.unusual_lines),
        write: |settings, value| {
            settings.watch.unusual_lines = number(value)?;
            Ok(())
        },
    },
    Key {
        name: "store.id",
        kind: Kind::Text,
        read: |settings| settings.store.id.clone(),
        write: |settings, value| {
            settings.store.id = one_line(value)?;
            Ok(())
        },
    },
    Key {
        name: "store.time-zone",
        kind: Kind::Text,
        read: |settings| settings.store.time_zone.name().to_owned(),
        write: |settings, value| {
            settings.store.time_zone = value.parse().map_err(|_| "host.setting-time-zone")?;
            Ok(())
        },
    },
    Key {
        name: "retention.deliveries",
        kind: Kind::Number,
        read: |settings| settings.retention.deliveries.to_string(),
        write: |settings, value| {
            settings.retention.deliveries = count(value)?;
            Ok(())
        },
    },
    Key {
        name: "retention.history",
        kind: Kind::Number,
        read: |settings| settings.retention.history.to_string(),
        write: |settings, value| {
            settings.retention.history = count(value)?;
            Ok(())
        },
    },
    Key {
        name: "retention.unidentified",
        kind: Kind::Number,
        read: |settings| settings.retention.unidentified.to_string(),
        write: |settings, value| {
            settings.retention.unidentified = count(value)?;
            Ok(())
        },
    },
    Key {
        name: "backup.snapshots",
        kind: Kind::Number,
        read: |settings| settings.backup.snapshots.to_string(),
        write: |settings, value| {
            settings.backup.snapshots = count(value)?;
            Ok(())
        },
    },
    Key {
        name: "rules.source",
        kind: Kind::Text,
        read: |settings| settings.rules.source.as_ref().map(ToString::to_string).unwrap_or_default(),
        write: |settings, value| {
            settings.rules.source = match value {
                "" => None,
                address => Some(ReleaseSource::parse(address)?),
            };
            Ok(())
        },
    },
    Key {
        name: "rules.root",
        kind: Kind::Text,
        read: |settings| settings.rules.root.clone(),
        write: |settings, value| {
            settings.rules.root = one_line(value)?;
            Ok(())
        },
    },
    Key {
        name: "limits.fuel-per-line",
        kind: Kind::Number,
        read: |settings| number_text(settings.limits.fuel_per_line),
        write: |settings, value| {
            settings.limits.fuel_per_line = number(value)?;
            Ok(())
        },
    },
    Key {
        name: "limits.memory",
        kind: Kind::Number,
        read: |settings| number_text(settings.limits.memory),
        write: |settings, value| {
            settings.limits.memory = number(value)?;
            Ok(())
        },
    },
    Key {
        name: "limits.seconds-per-delivery",
        kind: Kind::Number,
        read: |settings| number_text(settings.limits.seconds_per_delivery),
        write: |settings, value| {
            settings.limits.seconds_per_delivery = number(value)?;
            Ok(())
        },
    },
    Key {
        name: "limits.bytes-per-answer",
        kind: Kind::Number,
        read: |settings| number_text(settings.limits.bytes_per_answer),
        write: |settings, value| {
            settings.limits.bytes_per_answer = number(value)?;
            Ok(())
        },
    },
];

/// The setting of a dotted name, the password and the rules' parameters apart.
pub(crate) fn find(name: &str) -> Option<&'static Key> {
    const { &KEYS }.iter().find(|key| key.name == name)
}

/// Takes one setting by its dotted name.
pub(crate) fn put(settings: &mut Settings, name: &str, value: &str) -> Result<(), SettingsError> {
    let invalid = |code| SettingsError::Invalid { key: name.to_owned(), value: value.to_owned(), code };
    if let Some(key) = find(name) {
        return (key.write)(settings, value).map_err(invalid);
    }
    let Some(parameter) = parameter(name) else { return Err(unknown(name)) };
    let value = one_line(value).map_err(invalid)?;
    if value.is_empty() {
        settings.rules.parameters.remove(parameter);
    } else {
        settings.rules.parameters.insert(parameter.to_owned(), value);
    }
    Ok(())
}

/// Whether a dotted name is one that the rules give.
pub fn is_parameter(name: &str) -> bool {
    parameter(name).is_some()
}

/// The rules' parameter of a dotted name.
pub(crate) fn parameter(name: &str) -> Option<&str> {
    let name = name.strip_prefix(PARAMETERS)?;
    let named = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    (!name.is_empty() && name.bytes().all(named)).then_some(name)
}

/// Each setting's dotted name and value, in the file's order.
pub(crate) fn entries(settings: &Settings) -> Vec<(String, String)> {
    let mut entries: Vec<_> = KEYS.iter().map(|key| (key.name.to_owned(), (key.read)(settings))).collect();
    let limits = entries.iter().position(|(name, _)| name.starts_with("limits.")).unwrap_or(entries.len());
    let parameters = settings.rules.parameters.iter();
    entries.splice(limits..limits, parameters.map(|(name, value)| (format!("{PARAMETERS}{name}"), value.clone())));
    entries
}

/// The error for a name that no setting has, with the known one that looks most like it.
pub(crate) fn unknown(name: &str) -> SettingsError {
    let names = KEYS.iter().map(|key| key.name).chain([super::secret::KEY, "rules.parameters.NAME"]);
    let nearest = names.max_by(|left, right| alike(name, left).total_cmp(&alike(name, right)));
    SettingsError::Unknown { key: name.to_owned(), nearest: nearest.unwrap_or_default().to_owned() }
}

/// A name without its section is looked for too: `url` means `exchange.url`.
fn alike(name: &str, known: &str) -> f64 {
    let last = known.rsplit('.').next().unwrap_or(known);
    strsim::normalized_damerau_levenshtein(name, known).max(strsim::normalized_damerau_levenshtein(name, last))
}

fn flag(value: &str) -> Result<bool, &'static str> {
    value.parse().map_err(|_| "host.setting-flag")
}

/// TOML's numbers end at 2^63 - 1; 0 stands for none: never, or the engine's own default.
fn number(value: &str) -> Result<Option<u64>, &'static str> {
    match value.parse::<i64>() {
        Ok(0) => Ok(None),
        Ok(number) => u64::try_from(number).map(Some).map_err(|_| "host.setting-number"),
        Err(_) => Err("host.setting-number"),
    }
}

/// A number that may be 0.
fn count(value: &str) -> Result<u64, &'static str> {
    // TOML's numbers end at 2^63 - 1.
    value.parse::<i64>().ok().and_then(|count| u64::try_from(count).ok()).ok_or("host.setting-count")
}

fn number_text(value: Option<u64>) -> String {
    value.unwrap_or(0).to_string()
}

fn one_line(value: &str) -> Result<String, &'static str> {
    if value.chars().any(char::is_control) { Err("host.setting-one-line") } else { Ok(value.to_owned()) }
}

/// A glob or a suffix of names in one folder; none where empty.
fn file_name(value: &str) -> Result<Option<String>, &'static str> {
    if value.contains(['/', '\\']) || value.chars().any(char::is_control) {
        return Err("host.setting-file-name");
    }
    Ok((!value.is_empty()).then(|| value.to_owned()))
}
