//! Which release a store takes, keeps and may put in force.

use redescente::checking::Options;
use serde_json::Value;

use super::central::{Central, DAY, digest, now, refused, rules, use_folder, variant, written};
use super::components::component as hostile;
use crate::store::{Store, component};

fn folder(central: &Central) -> String {
    central.repository().to_str().unwrap().to_owned()
}

#[test]
fn only_named_stores_take_what_has_no_wave() {
    let central = Central::new();
    central.try_publish(&variant(1), &["--without-check", "--first", "S1", "--never", "S2"]).succeeded();
    for (id, taken) in [("S1", 1), ("S2", 0), ("S3", 0)] {
        let candidates = rules(&central.store(id), &["update"])["candidates"].as_array().unwrap().len();
        assert_eq!(candidates, taken, "{id}");
    }
    central.run("wave", [folder(&central).as_str(), "1", "--at", "now=100%"]).succeeded();
    assert_eq!(rules(&central.store("S3"), &["update"])["candidates"][0]["release"], 1);
    assert_eq!(rules(&central.store("S2"), &["update"])["candidates"], Value::Array(Vec::new()));
}

#[test]
fn a_release_for_later_is_kept_until_then() {
    let central = Central::new();
    let later = written(now() + DAY);
    central.try_publish(&variant(1), &["--without-check", "--at", "now=100%", "--valid-from", &later]).succeeded();
    let store = central.store("S1");
    let status = rules(&store, &["update"]);
    assert_eq!(status["candidates"][0]["digest"], digest(&variant(1)));
    assert_eq!(refused(&store, &["activate"]), "host.release-not-yet");
    assert_eq!(rules(&store, &["status"])["release"], Value::Null);
    let ran = store.run(["startup"]).succeeded();
    assert_eq!(ran.stderr(), "", "it waits, and that was told: {ran}");
}

#[test]
fn until_a_release_is_valid_the_one_before_decides() {
    let central = Central::new();
    central.publish(&variant(1));
    let later = written(now() + DAY);
    central.try_publish(&variant(2), &["--without-check", "--at", "now=100%", "--valid-from", &later]).succeeded();
    let store = central.store("S1");
    let ran = store.run(["startup"]).succeeded();
    assert!(ran.stderr().contains("Version 1"), "{ran}");
    let status = rules(&store, &["status"]);
    assert_eq!((&status["release"], &status["candidates"][0]["release"]), (&1.into(), &2.into()));
    assert_eq!(refused(&store, &["activate"]), "host.release-not-yet");
}

#[test]
fn a_program_that_is_too_old_says_so() {
    let central = Central::new();
    central.publish(&variant(1));
    central.try_publish(&variant(2), &["--without-check", "--at", "now=100%", "--host-min", "99.0.0"]).succeeded();
    let store = central.store("S1");
    // The highest that it can run is taken all the same.
    assert_eq!(rules(&store, &["update"])["candidates"][0]["release"], 1);
    rules(&store, &["activate"]);
    assert_eq!(refused(&store, &["update"]), "host.release-host-too-old");
    assert_eq!(rules(&store, &["status"])["release"], 1);
}

#[test]
fn what_was_not_fetched_or_was_withdrawn_is_not_put_in_force() {
    let central = Central::new();
    let store = central.store("S1");
    assert_eq!(refused(&store, &["activate"]), "host.release-no-candidate");
    central.publish(&variant(1));
    assert_eq!(refused(&store, &["activate", "1"]), "host.release-unknown");
    rules(&store, &["update"]);
    for state in ["wave", "withdraw"] {
        let halt: &[&str] = if state == "wave" { &["--halt"] } else { &[] };
        central.run(state, [folder(&central).as_str(), "1"].iter().chain(halt)).succeeded();
        assert_eq!(rules(&store, &["update"])["candidates"], Value::Array(Vec::new()), "{state}");
        assert_eq!(refused(&store, &["activate", "1"]), "host.release-withdrawn", "{state}");
    }
}

#[test]
fn going_back_is_history_and_never_below_in_trust() {
    let central = Central::new();
    let store = central.store("S1");
    let installed = rules(&store, &["status"])["digest"].clone();
    assert_eq!(refused(&store, &["rollback"]), "host.release-nothing-before");
    for number in 1..=2 {
        central.publish(&variant(number));
        rules(&store, &["update"]);
        rules(&store, &["activate"]);
    }
    let status = rules(&store, &["rollback"]);
    assert_eq!((&status["release"], &status["how"]), (&1.into(), &"rolled-back".into()), "{status}");
    assert_eq!((&status["highest"], &status["digest"]), (&2.into(), &digest(&variant(1)).into()));
    // Release 2 was in force: nothing takes it up by itself again, but a person may.
    assert_eq!(rules(&store, &["update"])["candidates"], Value::Array(Vec::new()));
    assert_eq!(refused(&store, &["activate"]), "host.release-no-candidate");
    assert_eq!(refused(&store, &["activate", "1"]), "host.release-lower");
    assert_eq!(rules(&store, &["activate", "2"])["digest"], digest(&variant(2)));
    rules(&store, &["rollback"]);
    assert_eq!(rules(&store, &["rollback"])["digest"], installed);
    assert_eq!(refused(&store, &["rollback"]), "host.release-nothing-before");
    // A higher release goes on from here.
    central.publish(&variant(3));
    rules(&store, &["update"]);
    assert_eq!(rules(&store, &["activate"])["release"], 3);
}

#[test]
fn a_withdrawn_release_is_gone_back_from_by_a_higher_one() {
    let central = Central::new();
    let store = central.store("S1");
    for number in 1..=2 {
        central.publish(&variant(number));
        rules(&store, &["update"]);
        rules(&store, &["activate"]);
    }
    central.run("withdraw", [folder(&central).as_str(), "2"]).succeeded();
    let status = rules(&store, &["update"]);
    assert_eq!((&status["withdrawn"], &status["release"]), (&true.into(), &2.into()), "told, and left in force");
    central.run("withdraw", [folder(&central).as_str(), "2", "--back-to", "1"]).succeeded();
    rules(&store, &["update"]);
    let status = rules(&store, &["activate"]);
    assert_eq!((&status["release"], &status["digest"]), (&3.into(), &digest(&variant(1)).into()));
    assert_eq!(status["withdrawn"], false);
    // A store that still has release 1 goes up to 3, too, though nothing changes in what it runs.
    let other = central.store("S2");
    rules(&other, &["update"]);
    assert_eq!(rules(&other, &["activate"])["highest"], 3);
}

#[test]
fn the_rules_in_force_and_two_before_are_kept() {
    let central = Central::new();
    let store = central.store("S1");
    for number in 1..=4 {
        central.publish(&variant(number));
        rules(&store, &["update"]);
        rules(&store, &["activate"]);
    }
    let kept = |digest: &str| store.data().join("rules").join(format!("{digest}.wasm")).is_file();
    let kept: Vec<bool> = (1..=4).map(|number| kept(&digest(&variant(number)))).collect();
    assert_eq!(kept, [false, true, true, true]);
    let before = rules(&store, &["status"])["before"].clone();
    let before: Vec<_> = before.as_array().unwrap().iter().map(|it| it["release"].as_u64().unwrap()).collect();
    assert_eq!(before, [3, 2]);
}

#[test]
fn a_kept_component_that_was_changed_is_refused() {
    let central = Central::new();
    central.publish(&variant(1));
    let store = central.store("S1");
    rules(&store, &["update"]);
    let file = store.data().join("rules").join(format!("{}.wasm", digest(&variant(1))));
    std::fs::write(&file, variant(2)).unwrap();
    assert_eq!(refused(&store, &["activate"]), "host.rules-changed");
    // Another look puts the right one there.
    rules(&store, &["update"]);
    assert_eq!(rules(&store, &["activate"])["digest"], digest(&variant(1)));
}

#[test]
fn what_no_longer_holds_must_be_verified_again() {
    let central = Central::new();
    central.publish(&variant(1));
    let store = central.store("S1");
    // Signed so long ago that it expires in a moment.
    central.publisher(now() - 60 * DAY + 2).refresh().unwrap();
    rules(&store, &["update"]);
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(refused(&store, &["activate"]), "host.release-stale");
    central.run("refresh", [folder(&central)]).succeeded();
    rules(&store, &["update"]);
    assert_eq!(rules(&store, &["activate"])["release"], 1);
}

#[test]
fn central_it_publishes_nothing_that_a_store_would_refuse() {
    let central = Central::new();
    let error = |ran: crate::store::Ran, exit| ran.exited(exit).json()["error"]["code"].as_str().unwrap().to_owned();
    let wave = ["--at", "now=100%"];
    let good = variant(1);
    assert_eq!(error(central.try_publish(&good, &wave), 1), "publish.unchecked");
    assert_eq!(error(central.try_publish(b"not a component", &["--without-check"]), 4), "host.rules-not-a-component");
    let importing = super::components::whole("importing");
    assert_eq!(error(central.try_publish(&importing, &["--without-check"]), 4), "host.rules-imports");
    // Others decide the examples otherwise.
    assert_eq!(error(central.try_publish(&hostile("good"), &["--without-check"]), 4), "host.release-example");
    let check = |wasm: &[u8], holds: bool| {
        let options = Options { cases: 30, ..Options::default() };
        let mut json = serde_json::to_value(redescente::checking::check(wasm, &options).unwrap()).unwrap();
        if !holds {
            json["laws"][2]["status"] = "fails".into();
        }
        central.file("check.json", json.to_string().as_bytes()).to_str().unwrap().to_owned()
    };
    let other = check(&variant(9), true);
    assert_eq!(error(central.try_publish(&good, &["--check", &other]), 4), "publish.other-component");
    let broken = check(&good, false);
    assert_eq!(error(central.try_publish(&good, &["--check", &broken]), 4), "publish.unlawful");
    let status = central.run("status", [folder(&central)]).succeeded().json();
    assert_eq!((&status["releases"], &status["roles"]["targets"]["version"]), (&Value::Array(Vec::new()), &1.into()));

    central.try_publish(&good, &["--check", &broken, "--despite-check"]).succeeded();
    let lawful = check(&variant(2), true);
    central.try_publish(&variant(2), &["--check", &lawful, "--at", "now=100%", "--release", "7"]).succeeded();
    assert_eq!(error(central.try_publish(&variant(3), &["--without-check", "--release", "7"]), 1), "publish.too-low");
    let store = central.store("S1");
    assert_eq!(rules(&store, &["update"])["candidates"][0]["release"], 7);
}

#[test]
fn a_store_asks_all_of_it_once_more() {
    // Signed by the right key, but not asked what a publisher asks: a store must not rely on that.
    let central = Central::new();
    central.publish(&variant(1));
    let store = central.store("S1");
    let shipped = std::fs::read(component()).unwrap();
    for (what, sign, code) in [
        ("examples", super::online_key::Forgery::Examples, "host.release-example"),
        ("version", super::online_key::Forgery::Version, "host.release-description"),
        ("component", super::online_key::Forgery::Component, "host.rules-not-a-component"),
        ("manifest", super::online_key::Forgery::Manifest, "host.release-manifest"),
    ] {
        let copy = central.copied(what);
        super::online_key::sign_wrongly(&central, &copy, sign);
        use_folder(&store, &copy);
        assert_eq!(refused(&store, &["update"]), code, "{what}");
        assert_eq!(rules(&store, &["status"])["digest"], digest(&shipped));
    }
}

#[test]
fn somebody_who_holds_no_key_signs_nothing() {
    let central = Central::new();
    central.publish(&variant(1));
    let keys = central.keys();
    std::fs::create_dir(keys.join("safe")).unwrap();
    let away = |name: &str| std::fs::rename(keys.join(name), keys.join("safe").join(name)).unwrap();
    for root in ["root-1.pem", "root-2.pem"] {
        away(root);
    }
    let code = |ran: crate::store::Ran| ran.exited(1).json()["error"]["code"].as_str().unwrap().to_owned();
    let rotation = central.run("rotate-key", [folder(&central).as_str(), "online"]);
    assert_eq!(code(rotation), "publish.too-few-keys");
    away("targets.pem");
    assert_eq!(code(central.try_publish(&variant(2), &["--without-check"])), "publish.too-few-keys");
    // The online key is enough for the weekly signature, and may be given by the environment.
    central.run("refresh", [folder(&central)]).succeeded();
    assert_eq!(rules(&central.store("S1"), &["update"])["candidates"][0]["release"], 1);
    let _: &Store = &central.store("S2");
}
