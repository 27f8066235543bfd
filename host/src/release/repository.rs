//! What is believed of a source: what The Update Framework lets pass, and nothing else.

use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::runtime::{Builder, Runtime};
use tough::error::Error;
use tough::schema::{Root, Signed};
use tough::{
    Bytes, IntoVec as _, Limits, Repository, RepositoryLoader, TargetName, Transport, TransportError,
    TransportErrorKind, TransportStream, async_trait,
};
use url::Url;

use super::manifest::{LARGEST, METADATA, Manifest, TARGETS, release_of};
use super::{Failure, Files, ReleaseError};
use crate::report::Timestamp;

/// Stands for the source in addresses, which only the framework sees.
const SOURCE: &str = "https://source.invalid/";
/// The newest root seen, in the folder of what is known of a source.
const ROOT: &str = "root.json";
/// Metadata has some kilobytes; an endless file is not read to its end.
const LIMITS: Limits = Limits {
    max_root_size: 256 << 10,
    max_targets_size: 4 << 20,
    max_timestamp_size: 64 << 10,
    max_snapshot_size: 64 << 10,
    max_root_updates: 1024,
};

/// A source that was looked at and believed.
pub struct Shelf {
    /// Every release that is listed and understood.
    pub manifests: Vec<Manifest>,
    /// Releases that are listed, but not understood by this program.
    pub unreadable: Vec<u32>,
    /// When what is signed expires first.
    pub expires: Timestamp,
    repository: Repository,
    runtime: Runtime,
}

/// Looks at a source; `root` are the first keys that are trusted, `known` the folder of what is known of this source.
///
/// # Errors
/// Those under "the source" and "what is signed" in [`ReleaseError`].
pub fn look(files: Box<dyn Files>, root: &[u8], known: &Path) -> Result<Shelf, ReleaseError> {
    let runtime = Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|error| ReleaseError::Trust { detail: error.to_string() })?;
    let transport = Reading(Arc::new(Mutex::new(files)));
    let load = |root: &[u8]| {
        let address = |folder: &str| Url::parse(&format!("{SOURCE}{folder}/")).expect("a constant address");
        let loader = RepositoryLoader::new(&root, address(METADATA), address(TARGETS));
        runtime.block_on(loader.transport(transport.clone()).limits(LIMITS).datastore(known).load()).map_err(Box::new)
    };
    // The newest root seen: who holds keys that were replaced since must not begin at the old one.
    let newest = std::fs::read(known.join(ROOT)).ok();
    let loaded = match newest.as_deref().map(load) {
        // A power cut may have left half of it.
        Some(Err(error)) if is_about_the_first(&error) => load(root),
        Some(loaded) => loaded,
        None => load(root),
    };
    let repository = loaded.map_err(|error| explain(*error))?;
    let mut shelf = Shelf { manifests: Vec::new(), unreadable: Vec::new(), expires: 0, repository, runtime };
    shelf.expires = shelf.earliest();
    for (name, target) in &shelf.repository.targets().signed.targets {
        let Some(release) = release_of(name.raw()) else { continue };
        let custom = serde_json::Value::Object(target.custom.clone().into_iter().collect());
        match serde_json::from_value::<Manifest>(custom) {
            Ok(manifest) if manifest.release == release => shelf.manifests.push(manifest),
            _ => shelf.unreadable.push(release),
        }
    }
    shelf.manifests.sort_by_key(|manifest| manifest.release);
    Ok(shelf)
}

/// Whether bytes are keys that could be trusted; else why not.
pub(super) fn readable_root(root: &[u8]) -> Result<(), String> {
    serde_json::from_slice::<Signed<Root>>(root).map(drop).map_err(|error| error.to_string())
}

impl Shelf {
    /// The highest release that is listed, understood or not.
    #[must_use]
    pub fn highest(&self) -> Option<u32> {
        self.manifests.iter().map(|manifest| manifest.release).chain(self.unreadable.iter().copied()).max()
    }

    /// A target, as it was signed.
    ///
    /// # Errors
    /// Where it is not listed, not there, or not what was signed.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, ReleaseError> {
        let missing = || ReleaseError::Missing { file: name.to_owned() };
        let target = TargetName::new(name).map_err(|_| missing())?;
        self.runtime.block_on(async {
            let stream = self.repository.read_target(&target).await.map_err(explain)?.ok_or_else(missing)?;
            stream.into_vec().await.map_err(explain)
        })
    }

    fn earliest(&self) -> Timestamp {
        let it = &self.repository;
        let all = [
            it.root().signed.expires,
            it.timestamp().signed.expires,
            it.snapshot().signed.expires,
            it.targets().signed.expires,
        ];
        all.iter().map(|time| time.as_second()).min().unwrap_or_default()
    }
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").field("manifests", &self.manifests).finish_non_exhaustive()
    }
}

/// Hands the framework the files it asks for.
#[derive(Clone)]
struct Reading(Arc<Mutex<Box<dyn Files>>>);

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reading")
    }
}

#[async_trait]
impl Transport for Reading {
    /// Reads at once: nothing else waits on this thread.
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        let path = url.path().trim_start_matches('/');
        let read = self.0.lock().unwrap_or_else(PoisonError::into_inner).read(path, LARGEST);
        match read {
            Ok(bytes) => Ok(Box::pin(Once(Some(Ok(Bytes::from(bytes)))))),
            Err(Failure::NotFound) => Err(TransportError::new(TransportErrorKind::FileNotFound, url)),
            // As part of the stream: otherwise a root that can't be read would count as one that isn't there.
            Err(failure) => {
                let failure = TransportError::new_with_cause(TransportErrorKind::Other, url, failure);
                Ok(Box::pin(Once(Some(Err(failure)))))
            }
        }
    }
}

/// A stream of one piece.
struct Once(Option<Result<Bytes, TransportError>>);

impl Stream for Once {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take())
    }
}

/// Whether the root that was begun with is itself at fault.
fn is_about_the_first(error: &Error) -> bool {
    matches!(error, Error::ParseTrustedMetadata { .. } | Error::VerifyTrustedMetadata { .. })
}

/// What the framework found wrong, in the words that people can act on.
fn explain(error: Error) -> ReleaseError {
    let detail = error.to_string();
    match error {
        Error::Transport { source, url, .. } => reached(&source, &url),
        Error::VerifyMetadata { role, source, .. } => {
            ReleaseError::Signature { what: role.to_string(), detail: source.to_string() }
        }
        Error::VerifyTrustedMetadata { source, .. } => {
            ReleaseError::Signature { what: "root".to_owned(), detail: source.to_string() }
        }
        Error::ParseMetadata { role, source, .. } => {
            ReleaseError::Unreadable { what: role.to_string(), detail: source.to_string() }
        }
        Error::ParseTrustedMetadata { source, .. } => {
            ReleaseError::Unreadable { what: "root".to_owned(), detail: source.to_string() }
        }
        Error::ExpiredMetadata { role, .. } => ReleaseError::Expired { what: role.to_string() },
        Error::OlderMetadata { .. }
        | Error::OlderSnapshotInTimestamp { .. }
        | Error::SnapshotRoleMissing { .. }
        | Error::SnapshotRoleRollback { .. } => ReleaseError::Older { detail },
        Error::VersionMismatch { role, .. } => ReleaseError::Altered { file: role.to_string() },
        Error::SystemTimeSteppedBackward { sys_time, latest_known_time } => {
            ReleaseError::ClockBack { now: sys_time.to_string(), before: latest_known_time.to_string() }
        }
        Error::DatastoreCreate { .. }
        | Error::DatastoreInit { .. }
        | Error::DatastoreOpen { .. }
        | Error::DatastoreRemove { .. }
        | Error::DatastoreSerialize { .. } => ReleaseError::Trust { detail },
        _ => ReleaseError::Framework { detail },
    }
}

/// Why a file did not come, or is not what was signed.
fn reached(error: &TransportError, url: &Url) -> ReleaseError {
    let file = url.path().trim_start_matches('/').to_owned();
    if error.kind() == TransportErrorKind::FileNotFound {
        return ReleaseError::Missing { file };
    }
    let cause = std::error::Error::source(error);
    match (cause.and_then(|it| it.downcast_ref()), cause.and_then(|it| it.downcast_ref())) {
        (Some(Failure::TooLong { .. }), _) | (_, Some(Error::MaxSizeExceeded { .. })) => ReleaseError::TooLong { file },
        (_, Some(Error::HashMismatch { .. })) => ReleaseError::Altered { file },
        _ => ReleaseError::Unreachable { source: cause.map_or_else(|| error.to_string(), ToString::to_string).into() },
    }
}
