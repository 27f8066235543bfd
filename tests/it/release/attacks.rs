//! What somebody can do who holds the source, or stands between: nothing but hold stores back.
//!
//! In each, release 1 is in force, release 2 is published; afterwards the rules in force are those before, they decide,
//! and the error says what it was.

use std::path::{Path, PathBuf};

use super::central::{Central, DAY, copy, digest, ending, now, refused, rules, use_folder, variant};
use super::web::Web;
use crate::store::Store;

/// Release 1 in force, release 2 published; the repository as it was with release 1.
struct Scene {
    central: Central,
    store: Store,
    before: PathBuf,
}

fn scene() -> Scene {
    let central = Central::new();
    central.publish(&variant(1));
    let store = central.store("S1");
    rules(&store, &["update"]);
    rules(&store, &["activate"]);
    let before = central.copied("before");
    central.publish(&variant(2));
    Scene { central, store, before }
}

impl Scene {
    /// A repository with release 2 in which something was done.
    fn tampered(&self, tamper: impl FnOnce(&Path)) -> &Self {
        let copy = self.central.copied("tampered");
        tamper(&copy);
        use_folder(&self.store, &copy);
        self
    }

    #[track_caller]
    fn is_refused(&self, code: &str) {
        assert_eq!(refused(&self.store, &["update"]), code);
        let status = rules(&self.store, &["status"]);
        assert_eq!(status["source"]["error"]["code"], code, "the reason is kept");
        untouched(&self.store, 1);
    }
}

/// The rules of a release are in force, and decide.
#[track_caller]
fn untouched(store: &Store, release: u8) {
    let status = rules(store, &["status"]);
    let expected = (release.into(), digest(&variant(release)).into());
    assert_eq!((status["release"].clone(), status["digest"].clone()), expected, "{status}");
    let delivery = store.deliver("CLIENTS_1.csv", b"ID_CLIENT;DATE_MODIF;NOM\nA1;2024-11-01;Petit\n");
    assert_eq!(delivery["rules"]["digest"], digest(&variant(release)).as_str());
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from} in {}", file.display());
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

fn flip(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn older_metadata() {
    let scene = scene();
    rules(&scene.store, &["update"]);
    use_folder(&scene.store, &scene.before);
    scene.is_refused("host.release-older");
}

#[test]
fn older_metadata_when_what_was_known_of_the_source_is_lost() {
    let scene = scene();
    rules(&scene.store, &["update"]);
    rules(&scene.store, &["activate"]);
    std::fs::remove_dir_all(scene.store.data().join("rules/sources")).unwrap();
    use_folder(&scene.store, &scene.before);
    assert_eq!(refused(&scene.store, &["update"]), "host.release-below-highest");
    untouched(&scene.store, 2);
}

#[test]
fn a_flipped_bit() {
    for (folder, file, code) in [
        ("targets", "rules-2.wasm", "host.release-altered"),
        ("targets", "rules-2.examples.json", "host.release-altered"),
        ("metadata", "3.targets.json", "host.release-altered"),
        ("metadata", "3.snapshot.json", "host.release-altered"),
    ] {
        let scene = scene();
        scene.tampered(|copy| flip(&ending(&copy.join(folder), file))).is_refused(code);
    }
}

#[test]
fn a_flipped_bit_of_the_timestamp() {
    let scene = scene();
    scene
        .tampered(|copy| edit(&copy.join("metadata/timestamp.json"), "\"version\": 3", "\"version\": 9"))
        .is_refused("host.release-signature");
}

#[test]
fn an_edited_wave() {
    for (from, to) in [
        ("\"per_ten_thousand\": 10000", "\"per_ten_thousand\": 10001"),
        ("\"state\": \"open\"", "\"state\": \"open2\""),
    ] {
        let scene = scene();
        scene.tampered(|copy| edit(&copy.join("metadata/3.targets.json"), from, to));
        // One is as long as what was signed, the other longer.
        let code = if from.len() == to.len() { "host.release-altered" } else { "host.release-too-long" };
        scene.is_refused(code);
    }
}

#[test]
fn a_stripped_signature() {
    let scene = scene();
    scene
        .tampered(|copy| {
            let file = copy.join("metadata/timestamp.json");
            let mut json: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
            json["signatures"] = serde_json::json!([]);
            std::fs::write(&file, serde_json::to_vec(&json).unwrap()).unwrap();
        })
        .is_refused("host.release-signature");
}

#[test]
fn somebody_elses_repository() {
    let scene = scene();
    let other = Central::new();
    other.publish(&variant(7));
    use_folder(&scene.store, &other.repository());
    scene.is_refused("host.release-signature");
}

#[test]
fn somebody_elses_next_root() {
    let scene = scene();
    let other = Central::new();
    scene
        .tampered(|copy| {
            other.run("rotate-key", [other.repository().as_os_str(), "root-1".as_ref()]).succeeded();
            std::fs::copy(other.repository().join("metadata/2.root.json"), copy.join("metadata/2.root.json")).unwrap();
        })
        .is_refused("host.release-signature");
}

#[test]
fn an_expired_timestamp() {
    let scene = scene();
    scene.central.publisher(now() - 61 * DAY).refresh().unwrap();
    scene.is_refused("host.release-expired");
    // The online key alone ends it.
    scene.central.run("refresh", [scene.central.repository()]).succeeded();
    assert_eq!(rules(&scene.store, &["update"])["candidates"][0]["release"], 2);
}

#[test]
fn a_clock_set_back() {
    let scene = scene();
    let known = scene.store.data().join("rules/sources");
    let folder = std::fs::read_dir(&known).unwrap().map(|it| it.unwrap().path()).find(|it| it.is_dir()).unwrap();
    std::fs::write(folder.join("latest_known_time.json"), "\"2100-01-01T00:00:00Z\"").unwrap();
    scene.is_refused("host.release-clock-back");
    assert_eq!(rules(&scene.store, &["update", "--clock-corrected"])["candidates"][0]["release"], 2);
    assert_eq!(rules(&scene.store, &["activate"])["release"], 2);
}

#[test]
fn half_a_publication() {
    for (folder, file) in [
        ("metadata", "3.snapshot.json"),
        ("metadata", "3.targets.json"),
        ("targets", "rules-2.wasm"),
        ("targets", "rules-2.examples.json"),
    ] {
        let scene = scene();
        scene
            .tampered(|copy| std::fs::remove_file(ending(&copy.join(folder), file)).unwrap())
            .is_refused("host.release-incomplete");
    }
}

#[test]
fn a_file_without_end() {
    let scene = scene();
    for endless in ["metadata/timestamp.json", "metadata/2.root.json", "metadata/3.targets.json"] {
        let web = Web::endless_at(&scene.central.repository(), Some(endless));
        scene.store.set("rules.source", &web.url());
        assert_eq!(refused(&scene.store, &["update"]), "host.release-too-long", "{endless}");
    }
    let component = ending(&scene.central.repository().join("targets"), "rules-2.wasm");
    let component = format!("targets/{}", component.file_name().unwrap().to_str().unwrap());
    let web = Web::endless_at(&scene.central.repository(), Some(component.leak()));
    scene.store.set("rules.source", &web.url());
    scene.is_refused("host.release-too-long");
}

#[test]
fn a_wrong_length() {
    let scene = scene();
    scene
        .tampered(|copy| {
            let file = ending(&copy.join("targets"), "rules-2.wasm");
            let longer = [std::fs::read(&file).unwrap(), vec![0; 10]].concat();
            std::fs::write(&file, longer).unwrap();
        })
        .is_refused("host.release-too-long");
    let scene = self::scene();
    scene
        .tampered(|copy| {
            let file = ending(&copy.join("targets"), "rules-2.wasm");
            let whole = std::fs::read(&file).unwrap();
            std::fs::write(&file, &whole[..whole.len() - 10]).unwrap();
        })
        .is_refused("host.release-altered");
}

#[test]
fn rotated_keys() {
    for key in ["online", "targets", "root-2"] {
        let scene = scene();
        let old = scene.central.copied("old");
        scene.central.run("rotate-key", [scene.central.repository().as_os_str(), key.as_ref()]).succeeded();
        assert_eq!(rules(&scene.store, &["update"])["candidates"][0]["release"], 2, "{key}");
        scene.central.publish(&variant(3));
        assert_eq!(rules(&scene.store, &["update"])["candidates"][0]["release"], 3, "{key}");
        // Who holds the old key shows what it signed, under the new root or under the old one.
        let both = scene.central.copied("both");
        std::fs::copy(old.join("metadata/timestamp.json"), both.join("metadata/timestamp.json")).unwrap();
        use_folder(&scene.store, &both);
        let under_the_new = refused(&scene.store, &["update"]);
        let expected = if key == "online" { "host.release-signature" } else { "host.release-older" };
        assert_eq!(under_the_new, expected, "{key}");
        use_folder(&scene.store, &old);
        assert_eq!(refused(&scene.store, &["update"]), expected, "{key}");
        untouched(&scene.store, 1);
    }
}

#[test]
fn a_root_that_was_replaced_is_not_begun_at_again() {
    let scene = scene();
    // Stolen: two keys of the first root, from which another second root is signed.
    let (stolen, forged) = (scene.central.keys().with_file_name("stolen"), scene.central.copied("forged"));
    copy(&scene.central.keys(), &stolen);
    for key in ["root-1", "root-2"] {
        scene.central.run("rotate-key", [scene.central.repository().as_os_str(), key.as_ref()]).succeeded();
    }
    rules(&scene.store, &["update"]);
    let root = std::fs::read(scene.central.first_root()).unwrap();
    let keys = redescente_release::keys::Keys::read(&stolen).unwrap();
    let mut thief = redescente_release::Publisher::open(&forged, &root, keys, now()).unwrap();
    thief
        .rotate(redescente_release::rotation::Which::Online, redescente_release::keys::Key::generate().unwrap())
        .unwrap();
    thief
        .rotate(redescente_release::rotation::Which::Targets, redescente_release::keys::Key::generate().unwrap())
        .unwrap();
    use_folder(&scene.store, &forged);
    scene.is_refused("host.release-signature");
}
