//! How long pages take at the server, on a base that is given: `REDESCENTE_PAGE_BASE` names a data folder.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Served;
use crate::store::{binary, list, not_run};

/// What a page may take at the server.
const LIMIT: Duration = Duration::from_millis(100);
/// Times each page is asked; the median counts.
const TIMES: usize = 9;

#[test]
fn every_page_is_quick() {
    let Some(folder) = std::env::var_os("REDESCENTE_PAGE_BASE") else {
        return not_run("every_page_is_quick", "REDESCENTE_PAGE_BASE names no data folder with a big base");
    };
    let command = |what: &[&str]| {
        let mut command = Command::new(binary());
        command.env("REDESCENTE_KEYRING", "off").arg("--data").arg(&folder).args(what);
        command
    };
    let page = Served::start(command(&[]));
    let report: Value =
        serde_json::from_slice(&command(&["--format", "json", "report"]).output().unwrap().stdout).unwrap();
    let deliveries = list(&report).iter().flat_map(|one| list(&one["deliveries"]));
    let deliveries: Vec<_> =
        deliveries.filter(|one| one["status"] == "applied").map(|one| one["id"].to_string()).collect();
    assert!(!deliveries.is_empty(), "{report}");
    let found = page.get("/clients?q=ma");
    let customer = found
        .text()
        .split_once("href=\"/client?id=")
        .expect("somebody is found")
        .1
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let mut addresses: Vec<String> = [
        "/",
        "/recuperations",
        "/doublons",
        "/fusions",
        "/historique",
        "/historique?details=1",
        "/historique?operation=rejected",
        "/historique?operation=edited&details=1",
        "/clients",
        "/clients?q=ma",
        "/clients?q=dupont",
        "/clients?q=dupont+mar",
        "/clients?q=299",
        "/parametres",
        "/regles",
    ]
    .map(str::to_owned)
    .to_vec();
    for id in &deliveries {
        for part in [
            "",
            "?resultat=corrected",
            "?resultat=rejected",
            "?q=martin",
            "/fichier",
            "/fichier?ligne=9000",
            "/fichier?ligne=9000&brut=1",
        ] {
            addresses.push(format!("/livraisons/{id}{part}"));
        }
    }
    addresses.push(format!("/client?id={customer}"));
    addresses.push(format!("/client/modifier?id={customer}"));
    addresses.push(format!("/historique?client={customer}&details=1"));
    let queue = page.get("/doublons");
    if let Some((_, rest)) = queue.text().split_once("href=\"/doublons/") {
        addresses.push(format!("/doublons/{}", rest.split('"').next().unwrap()));
    }
    let other = found.text().rsplit("href=\"/client?id=").next().unwrap().split('"').next().unwrap();
    assert_ne!(other, customer);
    addresses.push(format!("/fusionner?garde={customer}&absorbe={other}"));
    let mut slow = Vec::new();
    for address in &addresses {
        let mut took: Vec<Duration> = (0..TIMES)
            .map(|_| {
                let begun = Instant::now();
                let answer = page.get(address);
                assert_eq!(answer.status, 200, "{address}: {}", answer.text());
                begun.elapsed()
            })
            .collect();
        took.sort_unstable();
        let (median, worst) = (took[TIMES / 2], took[TIMES - 1]);
        println!("{:>8.1} ms  (slowest {:>8.1})  {address}", median.as_secs_f64() * 1e3, worst.as_secs_f64() * 1e3);
        if median > LIMIT {
            slow.push(format!("{address}: {median:?}"));
        }
    }
    assert_eq!(slow, Vec::<String>::new());
}
