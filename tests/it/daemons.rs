//! The same retrieval from four real FTP daemons: plain, explicit TLS, and implicit TLS where there is one.
//!
//! `cargo xtask test --all` starts them (`xtask/daemons.sh`) and sets `REDESCENTE_FTP_DAEMONS` to their folder.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest as _, Sha256};

use crate::store::{Store, age, list, not_run, root};

/// Name of the folder under `data/`, port, and kinds of security.
pub(crate) const DAEMONS: [(&str, u16, &[&str]); 5] = [
    ("vsftpd", 2121, &["none", "explicit"]),
    ("vsftpd", 2990, &["implicit"]),
    ("proftpd", 2122, &["none", "explicit"]),
    ("pureftpd", 2123, &["none", "explicit"]),
    ("pyftpd", 2124, &["none", "explicit"]),
];

/// The daemons' folder.
pub(crate) struct Daemons(PathBuf);

/// The daemons, if they run.
pub(crate) fn daemons(test: &str) -> Option<Daemons> {
    let folder = std::env::var_os("REDESCENTE_FTP_DAEMONS").map(PathBuf::from);
    if folder.is_none() {
        not_run(test, "needs the real FTP daemons: cargo xtask test --all (root, Debian)");
    }
    folder.map(Daemons)
}

impl Daemons {
    /// What a daemon serves.
    pub(crate) fn data(&self, name: &str) -> PathBuf {
        self.0.join("data").join(name)
    }

    /// sha256 of their certificate, in hexadecimal.
    pub(crate) fn fingerprint(&self) -> String {
        let mut openssl = Command::new("openssl");
        let output = openssl.args(["x509", "-outform", "der", "-in"]).arg(self.certificate()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        hex::encode(Sha256::digest(&output.stdout))
    }

    /// Their certificate, which signs itself.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.0.join("etc/cert.pem")
    }
}

/// Puts the demo's files on a daemon.
fn upload(data: &Path) {
    std::fs::create_dir_all(data).unwrap();
    for entry in std::fs::read_dir(root().join("fixtures/demo/exchange")).unwrap() {
        let entry = entry.unwrap();
        let copy = data.join(entry.file_name());
        std::fs::copy(entry.path(), &copy).unwrap();
        age(&copy);
    }
}

/// What came of a retrieval, whatever it came from.
fn retrieved(store: &Store) -> (Vec<String>, String) {
    let retrieval = store.retrieve();
    let deliveries = list(&retrieval["deliveries"]).iter();
    let told = deliveries.map(|it| format!("{} {} {} {}", it["name"], it["sha256"], it["status"], it["outcomes"]));
    (told.collect(), store.final_base())
}

fn with_demo_base() -> Store {
    Store::with_base(&std::fs::read(root().join("fixtures/demo/base.csv")).unwrap())
}

#[test]
fn every_daemon_gives_the_same_retrieval() {
    let Some(daemons) = daemons("daemons::every_daemon_gives_the_same_retrieval") else { return };
    let from_folder = with_demo_base();
    upload(&from_folder.exchange_folder());
    from_folder.use_folder();
    let expected = retrieved(&from_folder);
    assert_eq!(expected.0.len(), 2, "{expected:?}");
    for (name, port, kinds) in DAEMONS {
        // One folder a test: nothing else is served from it.
        let place = format!("same-{port}");
        upload(&daemons.data(name).join(&place));
        for security in kinds {
            let store = with_demo_base();
            store.set("exchange.certificate", &format!("sha256:{}", daemons.fingerprint()));
            store.use_server(&format!("ftp://127.0.0.1:{port}/{place}"), security, "ftptest", "secret");
            assert_eq!(retrieved(&store), expected, "{name}, {security}");
            assert_eq!(store.retrieve()["status"], "nothing-new", "{name}, {security}");
            assert_eq!(store.run(["settings", "test"]).succeeded().json()["ok"], true, "{name}, {security}");
        }
    }
}

#[test]
fn a_certificate_is_trusted_by_its_file_or_by_its_fingerprint_and_else_not() {
    let Some(daemons) = daemons("daemons::a_certificate_is_trusted_by_its_file_or_its_fingerprint") else { return };
    let place = "certificate";
    upload(&daemons.data("vsftpd").join(place));
    let store = with_demo_base();
    store.use_server(&format!("ftp://localhost:2121/{place}"), "explicit", "ftptest", "secret");
    let refused = |certificate: &str, code: &str| {
        store.set("exchange.certificate", certificate);
        let error = store.run(["retrieve"]).exited(3).retrieval()["error"].clone();
        assert_eq!(error["code"], code, "{error}");
        assert!(error["hint"].to_string().contains(&daemons.fingerprint()), "what to compare is told: {error}");
    };
    refused("system", "host.exchange-certificate-untrusted");
    refused(&format!("sha256:{}", "0".repeat(64)), "host.exchange-certificate-other");
    store.set("exchange.certificate", &format!("file:{}", daemons.certificate().display()));
    assert_eq!(store.retrieve()["status"], "done");
}
