//! Why nothing is published.

use std::io;
use std::path::PathBuf;

use redescente::release::ReleaseError;

/// Why nothing is published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The folder holds a repository already.
    #[error("{} holds a repository already", folder.display())]
    Exists {
        /// Which.
        folder: PathBuf,
    },
    /// A file can't be read.
    #[error("{} can't be read", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file can't be written.
    #[error("{} can't be written", file.display())]
    Unwritable {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file holds no key.
    #[error("{file} holds no ed25519 key")]
    Key {
        /// Which.
        file: String,
    },
    /// Not enough keys of a role are at hand.
    #[error("{found} of {needed} keys of the role {role} are at hand")]
    TooFewKeys {
        /// Which role.
        role: String,
        /// At hand.
        found: u64,
        /// That must sign.
        needed: u64,
    },
    /// The repository is not what its keys signed.
    #[error("the repository can't be verified: {detail}")]
    Repository {
        /// Why.
        detail: String,
    },
    /// Something can't be signed.
    #[error("something can't be signed: {detail}")]
    Signing {
        /// Why.
        detail: String,
    },
    /// The release is refused as a store would refuse it.
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// A release of that number, or a higher one, is published already.
    #[error("release {release} must be higher than {highest}")]
    TooLow {
        /// Asked for.
        release: u32,
        /// Published.
        highest: u32,
    },
    /// There is no such release.
    #[error("there is no release {release}")]
    NoRelease {
        /// Asked for.
        release: u32,
    },
    /// A withdrawn release is not opened again.
    #[error("release {release} is withdrawn")]
    Withdrawn {
        /// Asked for.
        release: u32,
    },
    /// The result of a check is another component's.
    #[error("the check is of component {checked}, not of {digest}")]
    OtherComponent {
        /// Of the check.
        checked: String,
        /// Of the component.
        digest: String,
    },
    /// A check found laws that don't hold.
    #[error("laws that don't hold: {}", laws.join(", "))]
    Unlawful {
        /// Which.
        laws: Vec<String>,
    },
    /// The result of a check can't be read.
    #[error("the check can't be read: {detail}")]
    Check {
        /// Why.
        detail: String,
    },
    /// Nothing says whether the component was checked.
    #[error("no check is given")]
    Unchecked,
    /// What was given is no wave, time or part.
    #[error("`{value}` is no {what}")]
    Value {
        /// Given.
        value: String,
        /// Expected.
        what: &'static str,
    },
}

impl PublishError {
    /// Its code in the message catalogue.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Exists { .. } => "publish.exists",
            Self::Unreadable { .. } => "publish.unreadable",
            Self::Unwritable { .. } => "publish.unwritable",
            Self::Key { .. } => "publish.key",
            Self::TooFewKeys { .. } => "publish.too-few-keys",
            Self::Repository { .. } => "publish.repository",
            Self::Signing { .. } => "publish.signing",
            Self::Release(error) => error.code(),
            Self::TooLow { .. } => "publish.too-low",
            Self::NoRelease { .. } => "publish.no-release",
            Self::Withdrawn { .. } => "publish.withdrawn",
            Self::OtherComponent { .. } => "publish.other-component",
            Self::Unlawful { .. } => "publish.unlawful",
            Self::Check { .. } => "publish.check",
            Self::Unchecked => "publish.unchecked",
            Self::Value { .. } => "publish.value",
        }
    }

    /// What its sentence speaks of, by place.
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::Exists { folder } => vec![folder.display().to_string()],
            Self::Unreadable { file, source } | Self::Unwritable { file, source } => {
                vec![file.display().to_string(), source.to_string()]
            }
            Self::Key { file } => vec![file.clone()],
            Self::TooFewKeys { role, found, needed } => vec![role.clone(), found.to_string(), needed.to_string()],
            Self::Repository { detail } | Self::Signing { detail } | Self::Check { detail } => vec![detail.clone()],
            Self::Release(error) => error.arguments(),
            Self::TooLow { release, highest } => vec![release.to_string(), highest.to_string()],
            Self::NoRelease { release } | Self::Withdrawn { release } => vec![release.to_string()],
            Self::OtherComponent { checked, digest } => vec![checked.clone(), digest.clone()],
            Self::Unlawful { laws } => vec![laws.join(", ")],
            Self::Unchecked => Vec::new(),
            Self::Value { value, what } => vec![value.clone(), (*what).to_owned()],
        }
    }
}
