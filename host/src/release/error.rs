//! Why a release is not believed, not taken, or not put in force.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use super::manifest::written;
use crate::base::BaseError;
use crate::report::Timestamp;
use crate::rules::RulesError;
use crate::store::{Exit, StoreError};

/// Why a release is not believed, not taken, or not put in force. The rules in force stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    // ---- the source ----
    /// No source is set.
    #[error("no source of releases is set")]
    NoSource,
    /// The first keys that are trusted are missing or can't be read.
    #[error("the trusted keys {} can't be read", file.display())]
    NoRoot {
        /// Where they should be.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The source can't be reached, or doesn't answer as it should.
    #[error("the source of releases can't be reached")]
    Unreachable {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A file that should be there isn't: a publication was copied in part, or one is under way.
    #[error("the source has no {file}")]
    Missing {
        /// Which.
        file: String,
    },
    /// A file is longer than it may be, or never ends.
    #[error("{file} is longer than it may be")]
    TooLong {
        /// Which.
        file: String,
    },

    // ---- what is signed ----
    /// What should be signed is not signed by those who may.
    #[error("{what} is not signed by the keys that are trusted: {detail}")]
    Signature {
        /// Which metadata.
        what: String,
        /// How.
        detail: String,
    },
    /// A file is not what was signed.
    #[error("{file} is not what was signed")]
    Altered {
        /// Which.
        file: String,
    },
    /// Signed metadata can't be read.
    #[error("{what} can't be read: {detail}")]
    Unreadable {
        /// Which.
        what: String,
        /// Why.
        detail: String,
    },
    /// Older metadata than was seen before.
    #[error("the source shows something older than before: {detail}")]
    Older {
        /// What.
        detail: String,
    },
    /// The source lists lower releases only than one that was in force here.
    #[error("the source lists releases up to {listed}, but {highest} was in force here")]
    BelowHighest {
        /// The highest listed.
        listed: u32,
        /// The highest that was in force.
        highest: u32,
    },
    /// What was signed has expired.
    #[error("{what} has expired")]
    Expired {
        /// Which metadata.
        what: String,
    },
    /// The system's clock was set back.
    #[error("the clock says {now}, but it was {before} before")]
    ClockBack {
        /// What it says.
        now: String,
        /// The latest that was seen.
        before: String,
    },
    /// What is remembered about the source can't be kept.
    #[error("what is known of the source can't be kept: {detail}")]
    Trust {
        /// Why.
        detail: String,
    },
    /// Anything else of the update framework.
    #[error("the releases can't be verified: {detail}")]
    Framework {
        /// What it says.
        detail: String,
    },

    // ---- the release ----
    /// What is signed about a release can't be understood by this program.
    #[error("what is signed about release {release} can't be understood")]
    Manifest {
        /// Which.
        release: u32,
    },
    /// This program is too old for the release.
    #[error("release {release} needs version {least}")]
    HostTooOld {
        /// Which.
        release: u32,
        /// The oldest program that may run it.
        least: String,
    },
    /// The component says of itself what isn't signed.
    #[error("the {what} of the rules is {said}, but {signed} is signed")]
    Description {
        /// Of what.
        what: &'static str,
        /// What the component says.
        said: String,
        /// What is signed.
        signed: String,
    },
    /// The examples can't be read or played.
    #[error("the examples can't be played: {detail}")]
    Examples {
        /// Why.
        detail: String,
    },
    /// The rules decide an example otherwise than it says.
    #[error("the rules decide example {example} otherwise: {difference}")]
    Example {
        /// Its name.
        example: String,
        /// The first difference.
        difference: String,
    },

    // ---- putting in force ----
    /// There is no candidate.
    #[error("there is no release to be put in force")]
    NoCandidate,
    /// That release was not fetched and verified.
    #[error("release {release} was not fetched")]
    Unknown {
        /// Asked for.
        release: u32,
    },
    /// That release was halted or withdrawn.
    #[error("release {release} was withdrawn")]
    Withdrawn {
        /// Asked for.
        release: u32,
    },
    /// A higher release was in force before.
    #[error("release {release} is lower than {highest}")]
    Lower {
        /// Asked for.
        release: u32,
        /// Was in force.
        highest: u32,
    },
    /// It is valid later.
    #[error("release {release} is valid from {}", written(*from))]
    NotYet {
        /// Asked for.
        release: u32,
        /// From when on.
        from: Timestamp,
    },
    /// It was verified too long ago, or by another version of the program.
    #[error("release {release} must be verified again")]
    Stale {
        /// Asked for.
        release: u32,
    },
    /// Nothing was in force before.
    #[error("there are no rules to go back to")]
    NothingBefore,
    /// The store's folder or base failed, or the rules were refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<BaseError> for ReleaseError {
    fn from(error: BaseError) -> Self {
        Self::Store(error.into())
    }
}

impl From<RulesError> for ReleaseError {
    fn from(error: RulesError) -> Self {
        Self::Store(error.into())
    }
}

impl ReleaseError {
    /// Its code in the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSource => "host.release-no-source",
            Self::NoRoot { .. } => "host.release-no-root",
            Self::Unreachable { .. } => "host.release-unreachable",
            Self::Missing { .. } => "host.release-incomplete",
            Self::TooLong { .. } => "host.release-too-long",
            Self::Signature { .. } => "host.release-signature",
            Self::Altered { .. } => "host.release-altered",
            Self::Unreadable { .. } => "host.release-unreadable",
            Self::Older { .. } => "host.release-older",
            Self::BelowHighest { .. } => "host.release-below-highest",
            Self::Expired { .. } => "host.release-expired",
            Self::ClockBack { .. } => "host.release-clock-back",
            Self::Trust { .. } => "host.release-trust",
            Self::Framework { .. } => "host.release-unverified",
            Self::Manifest { .. } => "host.release-manifest",
            Self::HostTooOld { .. } => "host.release-host-too-old",
            Self::Description { .. } => "host.release-description",
            Self::Examples { .. } => "host.release-examples",
            Self::Example { .. } => "host.release-example",
            Self::NoCandidate => "host.release-no-candidate",
            Self::Unknown { .. } => "host.release-unknown",
            Self::Withdrawn { .. } => "host.release-withdrawn",
            Self::Lower { .. } => "host.release-lower",
            Self::NotYet { .. } => "host.release-not-yet",
            Self::Stale { .. } => "host.release-stale",
            Self::NothingBefore => "host.release-nothing-before",
            Self::Store(error) => error.code(),
        }
    }

    /// What its sentence speaks of, by place.
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::NoSource | Self::NoCandidate | Self::NothingBefore => Vec::new(),
            Self::NoRoot { file, source } => vec![file.display().to_string(), source.to_string()],
            Self::Unreachable { source } => vec![source.to_string()],
            Self::Missing { file } | Self::TooLong { file } | Self::Altered { file } => vec![file.clone()],
            Self::Signature { what, detail } | Self::Unreadable { what, detail } => vec![what.clone(), detail.clone()],
            Self::Older { detail }
            | Self::Trust { detail }
            | Self::Framework { detail }
            | Self::Examples { detail } => {
                vec![detail.clone()]
            }
            Self::BelowHighest { listed, highest } => vec![listed.to_string(), highest.to_string()],
            Self::Expired { what } => vec![what.clone()],
            Self::ClockBack { now, before } => vec![now.clone(), before.clone()],
            Self::HostTooOld { release, least } => vec![release.to_string(), least.clone()],
            Self::Description { what, said, signed } => vec![(*what).to_owned(), said.clone(), signed.clone()],
            Self::Example { example, difference } => vec![example.clone(), difference.clone()],
            Self::Manifest { release }
            | Self::Unknown { release }
            | Self::Withdrawn { release }
            | Self::Stale { release } => vec![release.to_string()],
            Self::Lower { release, highest } => vec![release.to_string(), highest.to_string()],
            Self::NotYet { release, from } => vec![release.to_string(), written(*from)],
            Self::Store(error) => error.arguments(),
        }
    }

    /// Which kind of failure it is.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Unreachable { .. } | Self::Missing { .. } => Exit::Exchange,
            Self::NoSource
            | Self::NoRoot { .. }
            | Self::ClockBack { .. }
            | Self::NoCandidate
            | Self::Unknown { .. }
            | Self::Withdrawn { .. }
            | Self::Lower { .. }
            | Self::NotYet { .. }
            | Self::Stale { .. }
            | Self::NothingBefore => Exit::User,
            Self::Trust { .. } => Exit::Fault,
            Self::Store(error) => error.exit(),
            _ => Exit::Rules,
        }
    }
}
