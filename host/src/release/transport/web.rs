//! A web server.

use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

use super::{Failure, Files};
use crate::source::{cryptography, trusted_certificates};

/// For a connection; the store's start-up waits for it.
const CONNECT: Duration = Duration::from_secs(10);
/// For the beginning of an answer.
const ANSWER: Duration = Duration::from_secs(20);
/// For one whole file: a component of 300 KB takes a minute on a modem.
const FILE: Duration = Duration::from_secs(120);
/// Addresses that one answer may lead to in a row.
const REDIRECTS: u32 = 3;
/// What servers answer where there is no such file; stores of objects say that it is forbidden.
const NOT_FOUND: [u16; 3] = [403, 404, 410];

/// A folder of a web server.
pub(super) struct Web {
    address: String,
    agent: Agent,
}

impl Web {
    pub(super) fn new(address: &str) -> Self {
        let protected = address.starts_with("https://");
        let certificates = if protected { trusted_certificates() } else { Vec::new() };
        let certificates: Vec<_> = certificates.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::Specific(Arc::new(certificates)))
            .unversioned_rustls_crypto_provider(cryptography())
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .https_only(protected)
            .http_status_as_error(false)
            .max_redirects(REDIRECTS)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .timeout_global(Some(FILE))
            .build();
        Self { address: address.to_owned(), agent: config.into() }
    }
}

impl Files for Web {
    fn read(&mut self, path: &str, most: u64) -> Result<Vec<u8>, Failure> {
        let failed = |error: ureq::Error| match error {
            ureq::Error::BodyExceedsLimit(most) => Failure::TooLong { most },
            other => Failure::Failed(other.into()),
        };
        let answer = self.agent.get(format!("{}/{path}", self.address)).call().map_err(failed)?;
        match answer.status().as_u16() {
            200 => {}
            status if NOT_FOUND.contains(&status) => return Err(Failure::NotFound),
            status => return Err(Failure::Failed(format!("the server answered {status}").into())),
        }
        answer.into_body().into_with_config().limit(most).read_to_vec().map_err(failed)
    }
}
