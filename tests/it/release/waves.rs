//! Three thousand stores and a plan of 1 %, 10 %, 100 %: how many take a release when, and that halting ends it.

use redescente::release::manifest::{Manifest, choose};
use redescente::release::{Folder, look};

use super::central::{Central, DAY, now, variant, written};

const STORES: u32 = 3_000;
const HOST: &str = env!("CARGO_PKG_VERSION");

/// What a store that looks now is shown.
fn shown(central: &Central) -> Vec<Manifest> {
    let known = tempfile::tempdir().unwrap();
    let root = std::fs::read(central.first_root()).unwrap();
    look(Box::new(Folder::new(&central.repository())), &root, known.path()).unwrap().manifests
}

/// Every store with the release it has; each looks, and takes what is for it.
struct Chain(Vec<Option<u32>>);

impl Chain {
    fn look(&mut self, manifests: &[Manifest], now: i64) {
        for (number, has) in self.0.iter_mut().enumerate() {
            let chosen = choose(manifests, &format!("S{number:04}"), HOST, now, *has).unwrap();
            *has = chosen.map(|manifest| manifest.release).or(*has);
        }
    }

    fn count(&self, release: u32) -> usize {
        self.0.iter().filter(|has| **has == Some(release)).count()
    }
}

#[test]
fn a_plan_of_three_waves_is_followed_halted_and_withdrawn() {
    let central = Central::new();
    let folder = central.repository();
    let folder = folder.to_str().unwrap();
    central.publish(&variant(1));
    // Not before: its wave began with the second in which it was published.
    let now = now();
    let mut chain = Chain(vec![None; STORES as usize]);
    chain.look(&shown(&central), now);
    assert_eq!(chain.count(1), 3_000);

    let waves = [
        format!("{}=1%", written(now)),
        format!("{}=10%", written(now + DAY)),
        format!("{}=100%", written(now + 2 * DAY)),
    ];
    let mut plan = vec!["--without-check", "--first", "S0007", "--never", "S0008"];
    plan.extend(waves.iter().flat_map(|wave| ["--at", wave]));
    central.try_publish(&variant(2), &plan).succeeded();
    let manifests = shown(&central);
    chain.look(&manifests, now - 1);
    assert_eq!(chain.count(2), 1, "the store named first, before any wave");
    let mut shares = Vec::new();
    for day in 0..3 {
        chain.look(&manifests, now + day * DAY);
        shares.push(chain.count(2));
    }
    println!("waves of 1 %, 10 %, 100 % of {STORES} stores: {shares:?}");
    // Six standard deviations of a part of three thousand: a fair draw misses this once in a billion.
    assert!((1..=63).contains(&shares[0]), "{shares:?}");
    assert!((202..=400).contains(&shares[1]), "{shares:?}");
    assert_eq!(shares[2], 2_999, "everyone but the store that never takes it");

    // Another release begins with other stores; it is halted after its first wave.
    central.try_publish(&variant(3), &["--without-check", "--at", "now=10%"]).succeeded();
    chain.look(&shown(&central), now + 10 * DAY);
    let begun = chain.count(3);
    assert!((202..=400).contains(&begun), "{begun}");
    central.run("wave", [folder, "3", "--at", "now=100%", "--halt"]).succeeded();
    chain.look(&shown(&central), now + 10 * DAY);
    assert_eq!(chain.count(3), begun, "no further store takes it");
    central.run("wave", [folder, "3", "--at", "now=20%", "--resume"]).succeeded();
    chain.look(&shown(&central), now + 10 * DAY);
    let wider = chain.count(3);
    assert!(wider > begun, "{begun}, {wider}");

    // Withdrawn: those that have it get the older rules as a higher release, and nobody takes it any more.
    let status = central.run("withdraw", [folder, "3", "--back-to", "2"]).succeeded().json();
    assert_eq!(status["releases"][2]["state"], "withdrawn");
    assert_eq!(status["releases"][3]["release"], 4);
    chain.look(&shown(&central), now + 10 * DAY);
    assert_eq!((chain.count(3), chain.count(4)), (0, 2_999), "S0008 never takes what release 2 is");
}

#[test]
fn each_release_begins_with_other_stores() {
    use redescente::release::manifest::bucket;
    let first =
        |release| (0..STORES).filter(|store| bucket(release, &format!("S{store:04}")) < 100).collect::<Vec<_>>();
    let (one, two) = (first(1), first(2));
    assert!(!one.is_empty() && !two.is_empty());
    let both = one.iter().filter(|store| two.contains(store)).count();
    assert!(both < one.len() / 2, "{one:?} {two:?}");
}
