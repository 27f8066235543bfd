//! An FTP server on loopback that serves one folder, for tests and the demo. Never part of the product.

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use async_trait::async_trait;
use libunftp::ServerBuilder;
use tokio::{net::TcpListener, runtime::Runtime};
use unftp_core::auth::{AuthenticationError, Authenticator, Credentials, Principal};
use unftp_sbe_fs::Filesystem;

/// The only user who may log in.
pub const USER: &str = "magasin";
/// Their password.
pub const PASSWORD: &str = "secret";

/// Data connections a server may hold open at once; each takes one port of loopback.
const PASSIVE_PORTS: std::ops::RangeInclusive<u16> = 40_000..=60_000;

/// A running server; dropping it hangs up on every client.
#[derive(Debug)]
pub struct Exchange {
    port: u16,
    runtime: Option<Runtime>,
}

impl Exchange {
    /// Serves a folder on a free port of 127.0.0.1, in plain FTP.
    ///
    /// # Errors
    ///
    /// If no port can be had, or the folder is not there.
    pub fn serve(folder: &Path) -> anyhow::Result<Self> {
        Filesystem::new(folder).with_context(|| format!("can't serve {}", folder.display()))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("can't start the FTP server's threads")?;
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).context("no free port on loopback")?;
        let port = listener.local_addr()?.port();
        runtime.spawn(accept(listener, folder.to_owned()));
        Ok(Self { port, runtime: Some(runtime) })
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What `exchange.url` is to be, for a folder of the server (`""` for the root).
    #[must_use]
    pub fn url(&self, folder: &str) -> String {
        format!("ftp://127.0.0.1:{}/{folder}", self.port)
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// One server a connection: libunftp takes a listening address, and only a bound socket is sure to be free.
async fn accept(listener: TcpListener, folder: std::path::PathBuf) {
    while let Ok((stream, _)) = listener.accept().await {
        let root = folder.clone();
        let server = ServerBuilder::with_authenticator(
            Box::new(move || Filesystem::new(root.clone()).expect("the folder was there when the server began")),
            Arc::new(OneUser),
        )
        .passive_ports(PASSIVE_PORTS)
        .build();
        match server {
            Ok(server) => drop(tokio::spawn(server.service(stream))),
            Err(_) => return,
        }
    }
}

/// Knows [`USER`] and nobody else.
#[derive(Debug)]
struct OneUser;

#[async_trait]
impl Authenticator for OneUser {
    async fn authenticate(&self, username: &str, creds: &Credentials) -> Result<Principal, AuthenticationError> {
        if username != USER {
            return Err(AuthenticationError::BadUser);
        }
        if creds.password.as_deref() != Some(PASSWORD) {
            return Err(AuthenticationError::BadPassword);
        }
        Ok(Principal { username: username.to_owned() })
    }
}
