//! What somebody can do who has the online key alone: hold stores at what they see, for as long as what others signed
//! is good, and nothing more.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use aws_lc_rs::rand::SystemRandom;
use redescente_release::keys::Keys;
use serde::{Serialize, de::DeserializeOwned};
use tough::TargetName;
use tough::editor::signed::SignedRole;
use tough::key_source::KeySource;
use tough::schema::{Hashes, KeyHolder, Metafile, Role, Root, Signed, Snapshot, Targets, Timestamp};

use super::central::{Central, DAY, digest, now, refused, rules, use_folder, variant};
use crate::store::Store;

/// A hundred years: the attacker's signatures never expire.
const FOR_EVER: i64 = 36_525 * DAY;

/// Whoever holds some keys and writes a repository by hand.
struct Signer {
    metadata: PathBuf,
    root: Root,
    keys: Vec<Box<dyn KeySource>>,
}

impl Signer {
    /// With these of a central IT's keys.
    fn with(central: &Central, repository: &Path, names: &[&str]) -> Self {
        let mut keys = Keys::default();
        for name in names {
            let path = central.keys().join(name).with_extension("pem");
            keys.take(&std::fs::read_to_string(path).unwrap(), name).unwrap();
        }
        let metadata = repository.join("metadata");
        let root = typed::<Root>(&metadata.join("1.root.json")).signed;
        let keys = keys.iter().map(|key| Box::new(key.clone()) as Box<dyn KeySource>).collect();
        Self { metadata, root, keys }
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> T {
        typed::<T>(&self.metadata.join(name)).signed
    }

    /// Signs a role with the keys at hand and writes it; how whoever lists it does so.
    fn write<T: Role + Serialize + Clone>(&self, role: T, name: &str) -> Metafile {
        let (version, holder) = (role.version(), KeyHolder::Root(self.root.clone()));
        let random = SystemRandom::new();
        let signed = SignedRole::new(role, &holder, &self.keys, &random);
        let signed = tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(signed).unwrap();
        std::fs::write(self.metadata.join(name), signed.buffer()).unwrap();
        listed(signed.buffer(), version)
    }

    /// A snapshot that lists these targets, and a timestamp that lists it, both newer than all before.
    fn list(&self, targets: Metafile, version: u64) {
        let mut snapshot: Snapshot = self.read("1.snapshot.json");
        snapshot.version = number(version);
        snapshot.expires = time(now() + FOR_EVER);
        snapshot.meta = HashMap::from([("targets.json".to_owned(), targets)]);
        let listed = self.write(snapshot, &format!("{version}.snapshot.json"));
        let mut timestamp: Timestamp = self.read("timestamp.json");
        timestamp.version = number(version);
        timestamp.expires = time(now() + FOR_EVER);
        timestamp.meta = HashMap::from([("snapshot.json".to_owned(), listed)]);
        self.write(timestamp, "timestamp.json");
    }
}

fn typed<T: DeserializeOwned>(file: &Path) -> Signed<T> {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

fn listed(bytes: &[u8], version: NonZeroU64) -> Metafile {
    let sha256: Vec<u8> = sha256(bytes);
    let hashes = Some(Hashes { sha256: sha256.into(), _extra: HashMap::new() });
    Metafile { length: Some(bytes.len() as u64), hashes, version, _extra: HashMap::new() }
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

fn number(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).unwrap()
}

fn time(seconds: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(seconds).unwrap()
}

/// What the release manager's key may sign although a publisher would not.
#[derive(Debug, Clone, Copy)]
pub(super) enum Forgery {
    /// An example that says otherwise.
    Examples,
    /// A version that isn't the component's.
    Version,
    /// Something that is no component.
    Component,
    /// A manifest that nobody understands.
    Manifest,
}

/// Signs release 1 of a repository anew, wrongly, with the right keys.
pub(super) fn sign_wrongly(central: &Central, repository: &Path, forgery: Forgery) {
    let signer = Signer::with(central, repository, &["targets", "online"]);
    let mut targets: Targets = signer.read("2.targets.json");
    let mut replace = |name: &str, change: &dyn Fn(&mut tough::schema::Target, Vec<u8>) -> Vec<u8>| {
        let target = targets.targets.get_mut(&TargetName::new(name).unwrap()).unwrap();
        let file = |target: &tough::schema::Target| {
            let digest: String = hex::encode(&target.hashes.sha256);
            repository.join("targets").join(format!("{digest}.{name}"))
        };
        let bytes = std::fs::read(file(target)).unwrap();
        let changed = change(target, bytes);
        target.length = changed.len() as u64;
        target.hashes.sha256 = sha256(&changed).into();
        std::fs::write(file(target), changed).unwrap();
    };
    match forgery {
        Forgery::Examples => replace("rules-1.examples.json", &|_, bytes| {
            let text = String::from_utf8(bytes).unwrap();
            let changed = text.replacen("\"outcome\":\"created\"", "\"outcome\":\"corrected\"", 1);
            assert_ne!(changed, text);
            changed.into_bytes()
        }),
        Forgery::Version => replace("rules-1.wasm", &|target, bytes| {
            target.custom.insert("version".into(), "9.9.9".into());
            bytes
        }),
        Forgery::Component => replace("rules-1.wasm", &|_, _| b"no component".to_vec()),
        Forgery::Manifest => replace("rules-1.wasm", &|target, bytes| {
            target.custom.remove("waves");
            bytes
        }),
    }
    targets.version = number(3);
    let listed = signer.write(targets, "3.targets.json");
    signer.list(listed, 3);
}

/// Release 1 in force, release 2 published.
fn scene() -> (Central, Store, PathBuf) {
    let central = Central::new();
    central.publish(&variant(1));
    let store = central.store("S1");
    rules(&store, &["update"]);
    rules(&store, &["activate"]);
    central.publish(&variant(2));
    let copy = central.copied("attacked");
    use_folder(&store, &copy);
    (central, store, copy)
}

#[test]
fn it_lists_no_release_of_its_own() {
    let (central, store, copy) = scene();
    let thief = Signer::with(&central, &copy, &["online"]);
    let file = copy.join("metadata/3.targets.json");
    let text = std::fs::read_to_string(&file).unwrap().replace("\"release\": 2", "\"release\": 3");
    std::fs::write(copy.join("metadata/4.targets.json"), text.replace("\"version\": 3", "\"version\": 4")).unwrap();
    let bytes = std::fs::read(copy.join("metadata/4.targets.json")).unwrap();
    thief.list(listed(&bytes, number(4)), 4);
    assert_eq!(refused(&store, &["update"]), "host.release-signature");
    assert_eq!(rules(&store, &["status"])["digest"], digest(&variant(1)));
}

#[test]
fn it_brings_no_older_release_back() {
    let (central, store, copy) = scene();
    rules(&store, &["update"]);
    rules(&store, &["activate"]);
    // Targets of the time when there was release 1 only, under a snapshot and a timestamp newer than all.
    let thief = Signer::with(&central, &copy, &["online"]);
    let old = std::fs::read(copy.join("metadata/2.targets.json")).unwrap();
    thief.list(listed(&old, number(2)), 9);
    assert_eq!(refused(&store, &["update"]), "host.release-older");
    std::fs::remove_dir_all(store.data().join("rules/sources")).unwrap();
    assert_eq!(refused(&store, &["update"]), "host.release-below-highest");
    assert_eq!(rules(&store, &["status"])["digest"], digest(&variant(2)));
}

#[test]
fn it_holds_stores_for_no_longer_than_the_releases_are_good() {
    let (central, store, copy) = scene();
    let thief = Signer::with(&central, &copy, &["online"]);
    // What every store sees from now on is the state of the time when there was release 1 only.
    let old = std::fs::read(copy.join("metadata/2.targets.json")).unwrap();
    let targets: Targets = thief.read("2.targets.json");
    thief.list(listed(&old, number(2)), 4);
    let status = rules(&store, &["update"]);
    assert_eq!((&status["candidates"], &status["source"]["listed"]), (&serde_json::json!([]), &1.into()), "held back");
    let expires = redescente::release::manifest::read(status["source"]["expires"].as_str().unwrap());
    assert_eq!(expires, Some(targets.expires.as_second()), "not the attacker's hundred years");

    // Once what the release manager signed has expired, no signature of the online key helps.
    let old = central.copied("expired");
    central.publisher_of(&old, now() - 366 * DAY).refresh_all().unwrap();
    let bytes = std::fs::read(old.join("metadata/4.targets.json")).unwrap();
    Signer::with(&central, &old, &["online"]).list(listed(&bytes, number(4)), 9);
    use_folder(&store, &old);
    assert_eq!(refused(&store, &["update"]), "host.release-expired");
}

#[test]
fn the_numbers_it_spoils_are_good_again_with_another_key() {
    let (central, store, copy) = scene();
    let thief = Signer::with(&central, &copy, &["online"]);
    let targets = std::fs::read(copy.join("metadata/3.targets.json")).unwrap();
    thief.list(listed(&targets, number(3)), u64::from(u32::MAX));
    rules(&store, &["update"]);
    use_folder(&store, &central.repository());
    assert_eq!(refused(&store, &["update"]), "host.release-older", "the attacker's numbers are higher");
    central.run("rotate-key", [central.repository().as_os_str(), "online".as_ref()]).succeeded();
    assert_eq!(rules(&store, &["update"])["candidates"][0]["release"], 2);
}
