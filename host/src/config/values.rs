//! How values that are a choice are written and read.

use super::{AfterReading, Certificate, ReceptionMode, Security};

impl Security {
    /// As the settings write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Implicit => "implicit",
            Self::None => "none",
        }
    }
}

impl ReceptionMode {
    /// As the settings write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Off => "off",
        }
    }
}

impl Certificate {
    pub(super) fn parse(value: &str) -> Option<Self> {
        if value == "system" {
            return Some(Self::System);
        }
        if let Some(path) = value.strip_prefix("file:") {
            return (!path.is_empty()).then(|| Self::File(path.into()));
        }
        // Tools print fingerprints with colons and in capitals.
        let digest: String = value.strip_prefix("sha256:")?.chars().filter(|char| *char != ':').collect();
        (digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .then(|| Self::Sha256(digest.to_ascii_lowercase()))
    }

    pub(super) fn to_text(&self) -> String {
        match self {
            Self::System => "system".to_owned(),
            Self::File(path) => format!("file:{}", path.display()),
            Self::Sha256(digest) => format!("sha256:{digest}"),
        }
    }
}

impl AfterReading {
    pub(super) fn parse(value: &str) -> Option<Self> {
        match value {
            "leave" => Some(Self::Leave),
            "delete" => Some(Self::Delete),
            _ => {
                let folder = value.strip_prefix("archive:")?;
                let clear = !folder.trim().is_empty() && !folder.chars().any(char::is_control);
                clear.then(|| Self::Archive(folder.to_owned()))
            }
        }
    }

    pub(super) fn to_text(&self) -> String {
        match self {
            Self::Leave => "leave".to_owned(),
            Self::Archive(folder) => format!("archive:{folder}"),
            Self::Delete => "delete".to_owned(),
        }
    }
}
