//! A publication that ends at any write: stores see the state before or after it, whole; doing it again finishes it.

use std::cell::Cell;
use std::io;
use std::path::Path;
use std::rc::Rc;

use redescente::release::manifest::{ALL, State, Wave};
use redescente::release::{Folder, ReleaseError, look};
use redescente_release::keys::Key;
use redescente_release::publication::{Change, Checked, NewRelease, pack};
use redescente_release::rotation::Which;
use redescente_release::{Disk, Files, PublishError, Publisher, Stores};

use super::central::{Central, copy, now, variant};

/// Fails at one of its writes and at all after it, and counts them.
struct Failing {
    writes: Rc<Cell<u32>>,
    last: u32,
    /// Whether the write that fails leaves half a file beside, as a power cut may.
    half: bool,
}

impl Disk for Failing {
    fn put(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.writes.set(self.writes.get() + 1);
        if self.writes.get() <= self.last {
            return Files.put(path, bytes);
        }
        if self.half {
            std::fs::create_dir_all(path.parent().unwrap())?;
            std::fs::write(path.with_extension("json.1.new"), &bytes[..bytes.len() / 2])?;
        }
        Err(io::ErrorKind::StorageFull.into())
    }
}

/// What a store sees: the releases with their states and parts, and that every file they name can be read.
fn seen(root: &[u8], repository: &Path, known: &Path) -> Result<Vec<(u32, State, u32)>, ReleaseError> {
    let shelf = look(Box::new(Folder::new(repository)), root, known)?;
    let mut releases = Vec::new();
    for manifest in &shelf.manifests {
        shelf.read(&manifest.component())?;
        shelf.read(&manifest.examples)?;
        let part = manifest.waves.iter().map(|wave| wave.per_ten_thousand).max();
        releases.push((manifest.release, manifest.state, part.unwrap_or(0)));
    }
    Ok(releases)
}

fn new_release(central: &Central, number: u8) -> NewRelease {
    NewRelease {
        wasm: variant(number),
        examples: pack(&central.examples()).unwrap(),
        check: Checked::Not,
        release: None,
        valid_from: now(),
        host_min: "0.1.0".to_owned(),
        waves: vec![Wave { at: now(), per_ten_thousand: ALL }],
        stores: Stores::default(),
    }
}

/// Does something to a copy of the repository, failing after each number of writes; `writes`: how many it needs.
#[track_caller]
fn survives(central: &Central, what: &str, writes: u32, act: impl Fn(&mut Publisher) -> Result<(), PublishError>) {
    let root = std::fs::read(central.first_root()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let open = |repository: &Path| central.publisher_of(repository, now());
    let at = |name: String| {
        let repository = folder.path().join(name);
        copy(&central.repository(), &repository);
        repository
    };
    let whole = at("whole".to_owned());
    let known = |name: String| {
        let known = folder.path().join(name);
        std::fs::create_dir(&known).unwrap();
        known
    };
    let first = known("known".to_owned());
    let before = seen(&root, &whole, &first).unwrap();
    let count = Rc::new(Cell::new(0));
    act(&mut open(&whole).through(Box::new(Failing { writes: Rc::clone(&count), last: u32::MAX, half: false })))
        .unwrap();
    assert_eq!(count.get(), writes, "{what}");
    let after = seen(&root, &whole, &first).unwrap();
    for (last, half) in (0..writes).flat_map(|last| [(last, false), (last, true)]) {
        let repository = at(format!("{last}-{half}"));
        // A store that looked before, and one that never did.
        let known_before = known(format!("known-{last}-{half}"));
        seen(&root, &repository, &known_before).unwrap();
        let disk = Failing { writes: Rc::default(), last, half };
        let failed = act(&mut open(&repository).through(Box::new(disk)));
        assert!(matches!(failed, Err(PublishError::Unwritable { .. })), "{what} after {last} writes: {failed:?}");
        let fresh = known(format!("fresh-{last}-{half}"));
        for known in [&known_before, &fresh] {
            let now = seen(&root, &repository, known);
            let now = now.unwrap_or_else(|error| panic!("{what} after {last} writes: {error}"));
            assert!(now == before || now == after, "{what} after {last} writes: {now:?}");
        }
        act(&mut open(&repository)).unwrap();
        let now = seen(&root, &repository, &known_before).unwrap();
        assert_eq!(now.last().map(|it| (it.1, it.2)), after.last().map(|it| (it.1, it.2)), "{what} done again");
    }
}

#[test]
fn at_every_write() {
    let central = Central::new();
    central.publish(&variant(1));
    survives(&central, "publish", 5, |publisher| publisher.add(new_release(&central, 2)).map(drop));
    let wider = Change { waves: Some(vec![Wave { at: 0, per_ten_thousand: 77 }]), ..Change::default() };
    survives(&central, "wave", 3, |publisher| publisher.change(1, wider.clone()));
    survives(&central, "refresh", 1, Publisher::refresh);
    survives(&central, "refresh --all", 3, Publisher::refresh_all);
    survives(&central, "withdraw", 3, |publisher| publisher.withdraw(1, None).map(drop));
}

#[test]
fn at_every_write_of_a_rotation() {
    let central = Central::new();
    central.publish(&variant(1));
    let (online, targets, root) = (Key::generate().unwrap(), Key::generate().unwrap(), Key::generate().unwrap());
    let of_root = std::fs::read_to_string(central.keys().join("root-1.pem")).unwrap();
    let mut old = redescente_release::keys::Keys::default();
    old.take(&of_root, "root-1").unwrap();
    let old = old.iter().next().unwrap().clone();
    // The new key is kept before anything is signed by it: it is at hand when the rotation is done again.
    survives(&central, "online", 5, |publisher| publisher.rotate(Which::Online, online.clone()));
    survives(&central, "targets", 5, |publisher| publisher.rotate(Which::Targets, targets.clone()));
    survives(&central, "root", 1, |publisher| publisher.rotate(Which::Root(&old), root.clone()));
}
