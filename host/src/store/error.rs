//! What can go wrong with a store.

use std::io;
use std::path::PathBuf;

use super::Exit;
use crate::base::BaseError;
use crate::config::SettingsError;
use crate::kept::KeptError;
use crate::rules::RulesError;

/// What can go wrong with a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no data folder yet.
    #[error("{folder} holds no store")]
    NotInitialised {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// The data folder cannot be made.
    #[error("the folder {folder} cannot be made")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The data folder is on a network share.
    #[error("the folder {folder} is on a network share")]
    NetworkShare {
        /// Which.
        folder: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("the file {file} cannot be read or written")]
    File {
        /// Which.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A kept delivery cannot be read.
    #[error("a kept delivery cannot be read")]
    Kept {
        /// Why.
        source: io::Error,
    },
    /// A file cannot be kept.
    #[error("a delivery cannot be kept")]
    Keep(#[from] KeptError),
    /// Results cannot be written.
    #[error("the results cannot be written")]
    Output {
        /// Why.
        source: io::Error,
    },
    /// There are no rules to install.
    #[error("there are no rules")]
    NoRules,
    /// The rules' file is not what was installed.
    #[error("the rules {file} were changed")]
    RulesChanged {
        /// Which.
        file: PathBuf,
    },
    /// The rules were refused, or misbehaved.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The base failed.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// The settings are wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// No exchange is set.
    #[error("no exchange is set")]
    NoExchange,
    /// Another retrieval runs.
    #[error("another retrieval runs")]
    Busy,
    /// Another replay runs.
    #[error("another replay runs")]
    Replaying,
    /// Whoever waited for a replay wants it no more.
    #[error("the replay was stopped")]
    Stopped,
    /// A first load needs an empty base.
    #[error("the base is not empty")]
    NotEmpty,
    /// There is no such delivery.
    #[error("there is no delivery {id}")]
    NoSuchDelivery {
        /// Asked for.
        id: i64,
    },
    /// The rules read no record of a delivery.
    #[error("no record of delivery {id} was read")]
    NotRead {
        /// Asked for.
        id: i64,
    },
    /// There is no such customer.
    #[error("there is no customer {id}")]
    NoSuchCustomer {
        /// Asked for.
        id: String,
    },
    /// There is a customer of that identifier already.
    #[error("there is a customer {id} already")]
    CustomerExists {
        /// Asked for.
        id: String,
    },
    /// The key of erased identifiers is missing, damaged, or another store's.
    #[error("{file} is not the key that erased identifiers were kept with")]
    ErasureKey {
        /// Where it should be.
        file: PathBuf,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random {
        /// Why.
        source: getrandom::Error,
    },
    /// The customer of that identifier was erased.
    #[error("that customer was erased")]
    Erased {
        /// Asked for.
        id: String,
    },
    /// A delivery's content is kept no more.
    #[error("delivery {id} is kept no more")]
    Forgotten {
        /// Asked for.
        id: i64,
    },
    /// The rules know no such field.
    #[error("there is no field {name}")]
    NoSuchField {
        /// Asked for.
        name: String,
    },
}

impl StoreError {
    /// Its code in the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInitialised { .. } => "host.not-initialised",
            Self::Folder { .. } => "host.folder",
            Self::NetworkShare { .. } => "host.network-share",
            Self::File { .. } => "host.file",
            Self::Kept { .. } => "host.kept-unreadable",
            Self::Keep(error) => error.code(),
            Self::Output { .. } => "host.output-failed",
            Self::NoRules => "host.no-rules",
            Self::RulesChanged { .. } => "host.rules-changed",
            Self::Rules(error) => error.code(),
            Self::Base(error) => error.code(),
            Self::Settings(error) => error.code(),
            Self::NoExchange => "host.no-exchange",
            Self::Busy => "host.busy",
            Self::Replaying => "host.replaying",
            Self::Stopped => "host.stopped",
            Self::NotEmpty => "host.not-empty",
            Self::NoSuchDelivery { .. } => "host.no-such-delivery",
            Self::NotRead { .. } => "host.delivery-not-read",
            Self::NoSuchCustomer { .. } => "host.no-such-customer",
            Self::CustomerExists { .. } => "host.customer-exists",
            Self::ErasureKey { .. } => "host.erasure-key",
            Self::Random { .. } => "host.no-random",
            Self::Erased { .. } => "host.customer-erased",
            Self::Forgotten { .. } => "host.delivery-forgotten",
            Self::NoSuchField { .. } => "host.no-such-field",
        }
    }

    /// What the sentence of its code speaks of, in the order of its places.
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::NotInitialised { folder } | Self::Folder { folder, .. } | Self::NetworkShare { folder } => {
                vec![folder.display().to_string()]
            }
            Self::File { file, .. }
            | Self::RulesChanged { file }
            | Self::ErasureKey { file }
            | Self::Base(BaseError::NoBase { file } | BaseError::Copy { file, .. }) => vec![file.display().to_string()],
            Self::NoSuchDelivery { id } | Self::NotRead { id } | Self::Forgotten { id } => vec![id.to_string()],
            Self::NoSuchCustomer { id } | Self::CustomerExists { id } | Self::Erased { id } => vec![id.clone()],
            Self::NoSuchField { name } => vec![name.clone()],
            Self::Settings(error) => error.arguments(),
            Self::Rules(error) => vec![error.to_string()],
            Self::Keep(error) => error.arguments(),
            Self::Kept { .. }
            | Self::Output { .. }
            | Self::NoRules
            | Self::Base(_)
            | Self::Random { .. }
            | Self::NoExchange
            | Self::Busy
            | Self::Replaying
            | Self::Stopped
            | Self::NotEmpty => Vec::new(),
        }
    }

    /// Which kind of failure it is.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Rules(_) | Self::RulesChanged { .. } | Self::NoRules => Exit::Rules,
            Self::Base(BaseError::Damaged { .. } | BaseError::Database(_))
            | Self::Kept { .. }
            | Self::Random { .. }
            | Self::Output { .. } => Exit::Fault,
            _ => Exit::User,
        }
    }
}
