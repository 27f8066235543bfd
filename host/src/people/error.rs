//! What can go wrong with what a person does.

use crate::base::BaseError;
use crate::retrieval::DeliveryError;
use crate::rules::{Reason, RulesError};
use crate::store::{Exit, StoreError};

/// Why a person's act is refused. Nothing of it has happened then.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The store, its base or its rules failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Two identifiers lead to one customer.
    #[error("{one} and {other} are one customer already")]
    SameCustomer {
        /// As given.
        one: String,
        /// As given.
        other: String,
    },
    /// Nobody declared the two distinct.
    #[error("{one} and {other} are not declared distinct")]
    NotDistinct {
        /// As given.
        one: String,
        /// As given.
        other: String,
    },
    /// A record is not what the preview showed.
    #[error("one of the two customers has changed since the preview")]
    ChangedMeanwhile,
    /// There is no such merge.
    #[error("there is no merge {id}")]
    NoSuchMerge {
        /// Asked for.
        id: i64,
    },
    /// The merge was undone before.
    #[error("merge {id} was undone already")]
    UndoneAlready {
        /// Asked for.
        id: i64,
    },
    /// Another merge stands on it.
    #[error("merge {later} stands on merge {id}")]
    StandsOn {
        /// Asked for.
        id: i64,
        /// To be undone first.
        later: i64,
    },
    /// There is no such entry in the history.
    #[error("there is no entry {id}")]
    NoSuchEntry {
        /// Asked for.
        id: i64,
    },
    /// A modification takes no consent back that the customer still gives.
    #[error("entry {id} takes back no consent that is still given")]
    NoObjection {
        /// Asked for.
        id: i64,
    },
    /// An entry did not change a field.
    #[error("entry {id} did not change {field}")]
    NotChangedThere {
        /// Asked for.
        id: i64,
        /// Asked for.
        field: String,
    },
    /// The rules find something wrong with a value.
    #[error("the rules refuse a value")]
    Problems(Vec<Reason>),
}

impl PeopleError {
    /// Its code in the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::SameCustomer { .. } => "host.same-customer",
            Self::NotDistinct { .. } => "host.not-distinct",
            Self::ChangedMeanwhile => "host.changed-meanwhile",
            Self::NoSuchMerge { .. } => "host.no-such-merge",
            Self::UndoneAlready { .. } => "host.undone-already",
            Self::StandsOn { .. } => "host.merge-stands-on",
            Self::NoSuchEntry { .. } => "host.no-such-entry",
            Self::NoObjection { .. } => "host.no-objection",
            Self::NotChangedThere { .. } => "host.not-changed-there",
            Self::Problems(_) => "host.edit-refused",
        }
    }

    /// What the sentence of its code speaks of, in the order of its places.
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::Store(error) => error.arguments(),
            Self::SameCustomer { one, other } | Self::NotDistinct { one, other } => vec![one.clone(), other.clone()],
            Self::NoSuchMerge { id }
            | Self::UndoneAlready { id }
            | Self::NoSuchEntry { id }
            | Self::NoObjection { id } => vec![id.to_string()],
            Self::StandsOn { id, later } => vec![id.to_string(), later.to_string()],
            Self::NotChangedThere { id, field } => vec![id.to_string(), field.clone()],
            Self::Problems(problems) => {
                let codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
                vec![codes.join(", ")]
            }
            Self::ChangedMeanwhile => Vec::new(),
        }
    }

    /// Which kind of failure it is.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Store(error) => error.exit(),
            _ => Exit::User,
        }
    }

    /// There is no such customer.
    pub(super) fn nobody(id: &str) -> Self {
        Self::Store(StoreError::NoSuchCustomer { id: id.into() })
    }
}

impl From<BaseError> for PeopleError {
    fn from(error: BaseError) -> Self {
        Self::Store(error.into())
    }
}

impl From<RulesError> for PeopleError {
    fn from(error: RulesError) -> Self {
        Self::Store(error.into())
    }
}

impl From<DeliveryError> for PeopleError {
    fn from(error: DeliveryError) -> Self {
        match error {
            DeliveryError::Base(error) => error.into(),
            DeliveryError::Rules(error) => error.into(),
            DeliveryError::Kept(source) => Self::Store(StoreError::Kept { source }),
            DeliveryError::Refused(reason) => Self::Problems(vec![reason]),
        }
    }
}
