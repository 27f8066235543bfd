//! A web server on loopback that serves one folder, and can be made to misbehave.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A running server; it ends when dropped.
pub(super) struct Web {
    port: u16,
    stop: Arc<AtomicBool>,
}

impl Web {
    /// Serves a folder.
    pub(super) fn serve(folder: &Path) -> Self {
        Self::endless_at(folder, None)
    }

    /// Serves a folder, one file of it without end.
    pub(super) fn endless_at(folder: &Path, endless: Option<&'static str>) -> Self {
        Self::with(folder, endless, None)
    }

    /// Serves a folder over TLS; also answers the certificate, in PEM, that vouches for `localhost`.
    pub(super) fn protected(folder: &Path) -> (Self, String) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key.into())
            .unwrap();
        let base64 = base64(made.cert.der());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
        (Self::with(folder, None, Some(Arc::new(config))), pem)
    }

    fn with(folder: &Path, endless: Option<&'static str>, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, folder) = (Arc::clone(&stop), folder.to_owned());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let (stream, folder, tls) = (stream.unwrap(), folder.clone(), tls.clone());
                std::thread::spawn(move || match tls {
                    None => answer(stream, &folder, endless),
                    Some(tls) => {
                        let mut stream = StreamOwned::new(ServerConnection::new(tls).unwrap(), stream);
                        let answered = answer(&mut stream, &folder, endless);
                        stream.conn.send_close_notify();
                        answered.and_then(|()| stream.flush().ok())
                    }
                });
            }
        });
        Self { port, stop }
    }

    /// The same where it is protected.
    pub(super) fn protected_url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection; it may be gone.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

/// Answers one request; whoever asked may leave at any time.
fn answer(mut stream: impl Read + Write, folder: &Path, endless: Option<&str>) -> Option<()> {
    let mut lines = BufReader::new(&mut stream).lines();
    let request = lines.next()?.ok()?;
    while !lines.next()?.ok()?.is_empty() {}
    let path = request.split(' ').nth(1)?.trim_start_matches('/').to_owned();
    if endless == Some(path.as_str()) {
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").ok()?;
        loop {
            stream.write_all(&[b' '; 65_536]).ok()?;
        }
    }
    match std::fs::read(folder.join(path)) {
        Ok(bytes) => {
            let length = bytes.len();
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n").ok()?;
            stream.write_all(&bytes).ok()
        }
        Err(_) => stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").ok(),
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let all = three.iter().fold(0, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        let letter = |nth: usize| char::from(LETTERS[(all >> (18 - 6 * nth)) as usize & 63]);
        text.extend((0..4).map(|nth| if nth <= three.len() { letter(nth) } else { '=' }));
    }
    text
}
