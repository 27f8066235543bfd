//! `settings test`: each step, and what to do about the first that fails.

use redescente::{
    config::Security,
    source::{Step, test_with},
};

use super::{
    patience,
    scripted::{File, Quirk, Server, Site},
    settings,
};

fn site() -> Site {
    let file = File { name: "1.csv".into(), bytes: b"abc".into(), modified: "20241101060000".into() };
    Site { files: vec![file], ..Site::default() }
}

fn steps(site: Site, security: Security) -> Vec<Step> {
    let server = Server::start(site);
    test_with(&settings(server.port, security), &patience())
}

fn told(steps: &[Step]) -> Vec<(&'static str, Option<&'static str>)> {
    steps.iter().map(|step| (step.code, step.error)).collect()
}

#[test]
fn a_good_server_passes_every_step() {
    let steps = steps(site(), Security::None);
    assert!(steps.iter().all(|step| step.ok), "{steps:?}");
    let codes: Vec<_> = steps.iter().map(|step| step.code).collect();
    assert_eq!(
        codes,
        [
            "host.test-name",
            "host.test-connection",
            "host.test-login",
            "host.test-folder",
            "host.test-passive",
            "host.test-listing"
        ]
    );
}

#[test]
fn the_first_step_that_fails_is_the_last() {
    for (at, quirk, security, step, error) in [
        ("GREETING", Quirk::Hang, Security::None, "host.test-connection", "host.exchange-timeout"),
        (
            "PASS",
            Quirk::Say(b"530 secret is wrong\r\n".to_vec()),
            Security::None,
            "host.test-login",
            "host.exchange-login",
        ),
        ("TYPE", Quirk::Cut, Security::None, "host.test-folder", "host.exchange-cut"),
        ("EPSV", Quirk::ClosedPort, Security::None, "host.test-passive", "host.exchange-passive"),
        (
            "MLSD",
            Quirk::Say(b"550 no\r\n".to_vec()),
            Security::None,
            "host.test-listing",
            "host.exchange-listing-refused",
        ),
        ("AUTH", Quirk::Say(b"500 no\r\n".to_vec()), Security::Explicit, "host.test-tls", "host.exchange-unprotected"),
    ] {
        let mut site = site();
        site.quirks.push((at, quirk, usize::MAX));
        let steps = steps(site, security);
        let (last, passed) = steps.split_last().unwrap();
        assert_eq!((last.code, last.error), (step, Some(error)), "{:?}", told(&steps));
        assert!(passed.iter().all(|step| step.ok) && !last.ok);
        assert!(!format!("{steps:?}").contains("secret"));
    }
}

#[test]
fn what_can_not_be_reached_is_told() {
    let mut nowhere = settings(1, Security::None);
    assert_eq!(
        told(&test_with(&nowhere, &patience())),
        [("host.test-name", None), ("host.test-connection", Some("host.exchange-unreachable"))]
    );
    nowhere.place = redescente::config::Place::parse("ftp://no.such.host.invalid/").unwrap();
    assert_eq!(told(&test_with(&nowhere, &patience())), [("host.test-name", Some("host.exchange-host-unknown"))]);
}
