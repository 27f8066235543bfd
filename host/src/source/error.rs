//! What can go wrong with an exchange, told apart by what a person has to do about it.

use std::io;

use crate::kept::KeptError;

/// What can go wrong with a source.
///
/// No text here ever holds the password. `answer` is what the server said, cleaned and shortened.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// No server has this name.
    #[error("the name {host} is unknown")]
    HostUnknown {
        /// As it is set.
        host: String,
        /// Why.
        source: io::Error,
    },
    /// Nothing takes connections there.
    #[error("the exchange {host} can't be reached")]
    Unreachable {
        /// Name and port.
        host: String,
        /// Why.
        source: io::Error,
    },
    /// A step took longer than it may.
    #[error("the exchange did not answer in time ({doing})")]
    Timeout {
        /// At what.
        doing: &'static str,
    },
    /// The connection ended where it should not.
    #[error("the exchange cut the connection ({doing})")]
    Cut {
        /// At what.
        doing: &'static str,
    },
    /// The server has no TLS, and the settings ask for it.
    #[error("the exchange doesn't protect connections: {answer}")]
    Unprotected {
        /// What the server said.
        answer: String,
    },
    /// TLS fails for another reason than the certificate.
    #[error("the protected connection can't be made: {detail}")]
    Tls {
        /// Why.
        detail: String,
    },
    /// Nobody vouches for the server's certificate.
    #[error("the certificate sha256:{fingerprint} is not trusted: {detail}")]
    CertificateUntrusted {
        /// Of the certificate shown, lower-case hexadecimal.
        fingerprint: String,
        /// Why.
        detail: String,
    },
    /// The server shows another certificate than the settings name.
    #[error("the server shows the certificate sha256:{fingerprint}, not the one that is set")]
    CertificateOther {
        /// Of the certificate shown, lower-case hexadecimal.
        fingerprint: String,
    },
    /// The trusted certificates can't be read here.
    #[error("the trusted certificates can't be read: {detail}")]
    Certificates {
        /// Which and why.
        detail: String,
    },
    /// The login was refused: not tried again, so that the account is never locked.
    #[error("the exchange refused the login: {answer}")]
    Login {
        /// What the server said.
        answer: String,
    },
    /// The folder is not there, or not for this account.
    #[error("the exchange folder {folder} can't be read: {answer}")]
    Folder {
        /// As it is set.
        folder: String,
        /// What the server, or the system, said.
        answer: String,
    },
    /// The folder is there, but it may not be listed.
    #[error("the exchange folder can't be listed: {answer}")]
    ListingRefused {
        /// What the server said.
        answer: String,
    },
    /// A listing that no honest server sends.
    #[error("the listing is larger than {limit} {unit}")]
    ListingTooLong {
        /// How much is read at most.
        limit: usize,
        /// Of what.
        unit: &'static str,
    },
    /// The second connection, which carries listings and files, can't be made.
    #[error("the data connection can't be made: {detail}")]
    Passive {
        /// Why.
        detail: String,
    },
    /// The server sends us to another machine for the data.
    #[error("the server wants data fetched from {address}")]
    ForeignAddress {
        /// Where.
        address: String,
    },
    /// The server can't just now.
    #[error("the exchange can't answer now: {answer}")]
    Busy {
        /// What the server said.
        answer: String,
    },
    /// The server answered something else than the protocol allows.
    #[error("the exchange did not answer as it should ({doing}): {answer}")]
    Protocol {
        /// At what.
        doing: &'static str,
        /// What the server said.
        answer: String,
    },
    /// One file is refused: missing, or not for this account.
    #[error("the exchange refused a file: {answer}")]
    File {
        /// What the server said.
        answer: String,
    },
    /// One file arrived with another length than was announced.
    #[error("a file arrived with {got} bytes instead of {announced}")]
    Length {
        /// By the server.
        announced: u64,
        /// As it arrived.
        got: u64,
    },
    /// One file changed between two looks at it.
    #[error("a file changed while it was fetched")]
    Changed,
    /// One file is larger than any delivery may be.
    #[error("a file is larger than {limit} bytes")]
    TooLarge {
        /// How many are taken at most.
        limit: u64,
    },
    /// One file can't be brought over, however often it is tried.
    #[error("the transfer of a file failed")]
    Transfer {
        /// Why, the last time.
        source: Box<Self>,
    },
    /// A name that can't be sent to a server.
    #[error("a file's name can't be sent to the exchange")]
    Name,
    /// It can't be kept here.
    #[error("a file of the exchange can't be kept")]
    Disk(#[from] KeptError),
}

impl SourceError {
    /// Its code in the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HostUnknown { .. } => "host.exchange-host-unknown",
            Self::Unreachable { .. } => "host.exchange-unreachable",
            Self::Timeout { .. } => "host.exchange-timeout",
            Self::Cut { .. } => "host.exchange-cut",
            Self::Unprotected { .. } => "host.exchange-unprotected",
            Self::Tls { .. } => "host.exchange-tls",
            Self::CertificateUntrusted { .. } => "host.exchange-certificate-untrusted",
            Self::CertificateOther { .. } => "host.exchange-certificate-other",
            Self::Certificates { .. } => "host.exchange-certificates",
            Self::Login { .. } => "host.exchange-login",
            Self::Folder { .. } => "host.exchange-folder",
            Self::ListingRefused { .. } => "host.exchange-listing-refused",
            Self::ListingTooLong { .. } => "host.exchange-listing-too-long",
            Self::Passive { .. } => "host.exchange-passive",
            Self::ForeignAddress { .. } => "host.exchange-foreign-address",
            Self::Busy { .. } => "host.exchange-busy",
            Self::Protocol { .. } => "host.exchange-protocol",
            Self::File { .. } => "host.exchange-file",
            Self::Length { .. } => "host.exchange-length",
            Self::Changed => "host.exchange-file-changed",
            Self::TooLarge { .. } => "host.exchange-file-too-large",
            Self::Transfer { .. } => "host.exchange-transfer",
            Self::Name => "host.exchange-file-name",
            Self::Disk(error) => error.code(),
        }
    }

    /// What its sentence speaks of, by place.
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::HostUnknown { host, .. } => vec![host.clone()],
            Self::Unreachable { host, source } => vec![host.clone(), source.to_string()],
            Self::Timeout { doing } | Self::Cut { doing } => vec![(*doing).to_owned()],
            Self::CertificateUntrusted { fingerprint, detail } => vec![fingerprint.clone(), detail.clone()],
            Self::CertificateOther { fingerprint } => vec![fingerprint.clone()],
            Self::Tls { detail } | Self::Certificates { detail } | Self::Passive { detail } => vec![detail.clone()],
            Self::Folder { folder, answer } => vec![folder.clone(), answer.clone()],
            Self::Unprotected { answer }
            | Self::Login { answer }
            | Self::ListingRefused { answer }
            | Self::Busy { answer }
            | Self::File { answer } => vec![answer.clone()],
            Self::ListingTooLong { limit, unit } => vec![limit.to_string(), (*unit).to_owned()],
            Self::ForeignAddress { address } => vec![address.clone()],
            Self::Protocol { doing, answer } => vec![(*doing).to_owned(), answer.clone()],
            Self::Length { announced, got } => vec![announced.to_string(), got.to_string()],
            Self::TooLarge { limit } => vec![limit.to_string()],
            Self::Transfer { source } => vec![source.to_string()],
            Self::Changed | Self::Name => Vec::new(),
            Self::Disk(error) => error.arguments(),
        }
    }

    /// Whether the other files may still be had.
    pub fn concerns_one_file(&self) -> bool {
        matches!(
            self,
            Self::File { .. }
                | Self::Length { .. }
                | Self::Changed
                | Self::TooLarge { .. }
                | Self::Transfer { .. }
                | Self::Name
        )
    }

    /// Whether the same may go well on a new connection a little later.
    ///
    /// A refused login never is: a few more and the account is locked.
    pub fn retryable(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::Timeout { .. }
                | Self::Cut { .. }
                | Self::Tls { .. }
                | Self::Passive { .. }
                | Self::Busy { .. }
                | Self::Length { .. }
        )
    }
}
