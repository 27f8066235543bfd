//! What makes a server's certificate trusted, and one TLS configuration a session.
//!
//! The session of the control connection is resumed on the data connections, which servers demand as a proof that both
//! come from the same client. So a configuration, with its memory of sessions, serves one control connection: with one for
//! all, proftpd refuses parallel sessions.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme, version};
use sha2::{Digest as _, Sha256};

use super::super::SourceError;
use crate::config::Certificate;

/// The cryptography of every protected connection.
pub(crate) fn cryptography() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// The certificates that the system trusts, in DER.
pub(crate) fn trusted_certificates() -> Vec<Vec<u8>> {
    rustls_native_certs::load_native_certs().certs.iter().map(|certificate| certificate.to_vec()).collect()
}

/// Whom we trust.
#[derive(Debug, Clone)]
pub(super) struct Trust {
    roots: Option<Arc<WebPkiServerVerifier>>,
    /// Digests of certificates that are trusted as they are: self-signed ones are common on exchanges.
    exact: Vec<String>,
    provider: Arc<CryptoProvider>,
}

/// One session's configuration.
#[derive(Debug)]
pub(super) struct Protection {
    pub(super) config: Arc<ClientConfig>,
    verifier: Arc<Verifier>,
}

impl Trust {
    /// Reads the certificates that the settings name.
    pub(super) fn load(certificate: &Certificate) -> Result<Self, SourceError> {
        let unreadable = |detail: String| SourceError::Certificates { detail };
        let provider = cryptography();
        let (certificates, exact) = match certificate {
            Certificate::Sha256(digest) => {
                return Ok(Self { roots: None, exact: vec![digest.to_lowercase()], provider });
            }
            Certificate::System => (rustls_native_certs::load_native_certs().certs, Vec::new()),
            Certificate::File(path) => {
                let failed = |error: &dyn std::fmt::Display| unreadable(format!("{}: {error}", path.display()));
                let read = std::fs::read(path).map_err(|error| failed(&error))?;
                let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read).collect();
                let read = read.map_err(|error| failed(&error))?;
                let exact = read.iter().map(fingerprint).collect();
                (read, exact)
            }
        };
        let mut roots = RootCertStore::empty();
        let (added, _) = roots.add_parsable_certificates(certificates);
        if added == 0 && exact.is_empty() {
            return Err(unreadable("there are none".into()));
        }
        let roots = match added {
            0 => None,
            _ => Some(
                WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                    .build()
                    .map_err(|error| unreadable(error.to_string()))?,
            ),
        };
        Ok(Self { roots, exact, provider })
    }

    /// The configuration of a new session; `old`: of TLS 1.2, for servers whose TLS 1.3 fails.
    pub(super) fn protection(&self, old: bool) -> Result<Protection, SourceError> {
        let versions: &[_] = if old { &[&version::TLS12] } else { &[&version::TLS13, &version::TLS12] };
        let verifier = Arc::new(Verifier { trust: self.clone(), seen: Mutex::default() });
        let config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(versions)
            .map_err(|error| SourceError::Tls { detail: error.to_string() })?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(&verifier) as Arc<dyn ServerCertVerifier>)
            .with_no_client_auth();
        Ok(Protection { config: Arc::new(config), verifier })
    }
}

impl Protection {
    /// What a person can do about a failed handshake depends on whether it was the certificate.
    pub(super) fn explain(&self, error: &Error) -> SourceError {
        let fingerprint = self.fingerprint().unwrap_or_default();
        match error {
            Error::InvalidCertificate(_) if self.verifier.trust.roots.is_none() => {
                SourceError::CertificateOther { fingerprint }
            }
            Error::InvalidCertificate(why) => {
                SourceError::CertificateUntrusted { fingerprint, detail: why.to_string() }
            }
            other => SourceError::Tls { detail: other.to_string() },
        }
    }

    /// Of the certificate that the server showed.
    pub(super) fn fingerprint(&self) -> Option<String> {
        self.verifier.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Remembers what was shown, and asks [`Trust`].
#[derive(Debug)]
struct Verifier {
    trust: Trust,
    seen: Mutex<Option<String>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = fingerprint(end_entity);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown.clone());
        if self.trust.exact.contains(&shown) {
            return Ok(ServerCertVerified::assertion());
        }
        match &self.trust.roots {
            Some(roots) => roots.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now),
            None => Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.trust.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.trust.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.trust.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    hex::encode(Sha256::digest(certificate))
}
