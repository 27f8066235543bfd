//! The local page: what the store looks at.
//!
//! 1. [`Page::open`] takes a port of loopback and makes the key of its one-time codes;
//! 2. `guard` checks every request against the table in [`routes`];
//! 3. a screen, one file each, asks the base through a `visit` and answers with HTML, which `frame` surrounds.
//!
//! Screens know no more of HTTP than an `answer`. This module and those below are the only ones that name axum.

mod answer;
mod assets;
mod changed;
mod charts;
mod customer;
mod customers;
mod deciding;
mod delivery;
mod duplicates;
mod exact;
mod exports;
mod file;
mod frame;
mod guard;
mod history;
mod merges;
mod merging;
mod parts;
mod period;
mod places;
mod replayed;
mod replaying;
mod retrievals;
mod routes;
mod rules;
mod running;
mod session;
mod settings;
mod stores;
mod today;
mod trial;
mod visit;
mod work;

use std::fs::{File, TryLockError};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::clock::Clock;
use crate::config::{SettingsError, file as settings_file};
use crate::messages::{Language, Messages};
use crate::store::{Store, StoreError};

pub use guard::{Access, TOKEN};
pub use routes::{Verb, routes};

use replaying::Replaying;
use running::Running;
use session::{Key, Sessions};
use stores::Stores;

/// Held while a page is open: a second start leads to it instead of opening another.
const LOCK: &str = "page.lock";
/// Where that page is, for its owner only.
const WHERE: &str = "page";

/// How a page is to be opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder.
    pub folder: PathBuf,
    /// Tells the time of retrievals and edits.
    pub clock: Clock,
    /// The language until a person chooses one.
    pub language: Language,
    /// None = any free one.
    pub port: Option<u16>,
}

/// Where the page of a data folder is.
pub enum Opening {
    /// Here: it is to be run.
    Here(Box<Page>),
    /// Another start of the program shows it already, at this address, which opens once.
    Elsewhere(String),
}

/// An opened page, which nobody sees before it runs.
pub struct Page {
    listener: TcpListener,
    shared: Arc<Shared>,
    key: Key,
    _lock: File,
}

/// What all requests share.
pub(in crate::web) struct Shared {
    port: u16,
    language: Language,
    french: Messages,
    english: Messages,
    sessions: Sessions,
    stores: Stores,
    running: Arc<Running>,
    replaying: Arc<Replaying>,
    /// Settings are compared and written by one request at a time.
    settings: std::sync::Mutex<()>,
}

impl Shared {
    fn messages(&self, language: Language) -> &Messages {
        match language {
            Language::French => &self.french,
            Language::English => &self.english,
        }
    }
}

impl Page {
    /// Takes a port of loopback, or finds the page that is open already.
    ///
    /// # Errors
    /// Where the data folder is no store, or no port can be had.
    pub fn open(options: Options) -> Result<Opening, WebError> {
        let Options { folder, clock, language, port } = options;
        // What is wrong with the store is told to whoever starts the page, not to whoever looks at it.
        Store::open(&folder)?;
        let path = folder.join(LOCK);
        let failed = |source| WebError::Folder { file: path.clone(), source };
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return elsewhere(&folder).map(Opening::Elsewhere),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
        let listener = TcpListener::bind(wanted).map_err(|source| WebError::Port { port: wanted.port(), source })?;
        let port = listener.local_addr().map_err(|source| WebError::Port { port: wanted.port(), source })?.port();
        let key = Key::new().map_err(|_| WebError::Random)?;
        settings_file::write_private(&folder.join(WHERE), format!("{port}\n{}\n", key.to_text()).as_bytes())?;
        let shared = Shared {
            port,
            language,
            french: Messages::new(Language::French),
            english: Messages::new(Language::English),
            sessions: Sessions::new(key.clone()),
            stores: Stores::new(folder.clone(), clock),
            running: Arc::default(),
            replaying: Arc::default(),
            settings: std::sync::Mutex::default(),
        };
        replaying::clear(&shared, &folder);
        Ok(Opening::Here(Box::new(Self { listener, shared: Arc::new(shared), key, _lock: lock })))
    }

    /// An address that opens the page once.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn address(&self) -> Result<String, WebError> {
        address(self.shared.port, &self.key)
    }

    /// Shows the page until Ctrl-C; a retrieval that runs then is finished first, a replay is given up.
    ///
    /// # Errors
    /// Where the system refuses threads or connections.
    pub fn run(self) -> Result<(), WebError> {
        let Self { listener, shared, .. } = self;
        let failed = |source| WebError::Serving { source };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        prepare_search(&shared);
        let serving = Arc::clone(&shared);
        let served = runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let service = routes::router(serving);
            tokio::select! {
                ended = async { axum::serve(listener, service).await } => ended,
                stopped = tokio::signal::ctrl_c() => stopped,
            }
        });
        shared.replaying.stop();
        shared.running.wait();
        shared.replaying.wait();
        // Its lists hold customers' values.
        shared.replaying.set(None);
        runtime.shutdown_timeout(std::time::Duration::from_secs(1));
        served.map_err(failed)
    }
}

/// The index of names follows history when somebody searches: the first search should not have to wait for it.
fn prepare_search(shared: &Arc<Shared>) {
    let shared = Arc::clone(shared);
    std::thread::spawn(move || {
        // Whoever searches is told what is wrong.
        let _ = shared.stores.open().map(|mut store| store.base.find("", 1).map(drop));
    });
}

/// The address of a page that another start of the program shows.
fn elsewhere(folder: &Path) -> Result<String, WebError> {
    let file = folder.join(WHERE);
    let text = std::fs::read_to_string(&file).map_err(|source| WebError::Folder { file: file.clone(), source })?;
    let mut lines = text.lines();
    let port = lines.next().and_then(|port| port.parse().ok());
    let key = lines.next().and_then(Key::from_text);
    match (port, key) {
        (Some(port), Some(key)) => address(port, &key),
        _ => Err(WebError::Folder { file, source: io::ErrorKind::InvalidData.into() }),
    }
}

fn address(port: u16, key: &Key) -> Result<String, WebError> {
    let code = key.code().map_err(|_| WebError::Random)?;
    Ok(format!("http://127.0.0.1:{port}{}?code={code}", places::ENTER))
}

/// Shows an address in the person's browser.
///
/// # Errors
/// Where there is no browser.
pub fn show(address: &str) -> io::Result<()> {
    open::that_detached(address)
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// There is no store to show.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Where the page is can't be kept.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A file of the data folder can't be read or locked.
    #[error("the file {} can't be used", file.display())]
    Folder {
        /// Which.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The port can't be had.
    #[error("the port {port} can't be had")]
    Port {
        /// Which; 0 = any.
        port: u16,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    Random,
    /// The system refuses threads or connections.
    #[error("the page can't be served")]
    Serving {
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl WebError {
    /// The code of its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Settings(error) => error.code(),
            Self::Folder { .. } => "host.file",
            Self::Port { .. } => "host.page-port",
            Self::Random | Self::Serving { .. } => "host.page-serving",
        }
    }

    /// What its sentence speaks of, by place.
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::Store(error) => error.arguments(),
            Self::Settings(error) => error.arguments(),
            Self::Folder { file, .. } => vec![file.display().to_string()],
            Self::Port { port, source } => vec![port.to_string(), source.to_string()],
            Self::Random => vec![self.to_string()],
            Self::Serving { source } => vec![source.to_string()],
        }
    }
}
