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
const DAEMONS: [(&str, u16, &[&str]); 5] = [
    ("vsftpd", 2121, &["none", "explicit"]),
    ("vsftpd", 2990, &["implicit"]),
    ("proftpd", 2122, &["none", "explicit"]),
    ("pureftpd", 2123, &["none", "explicit"]),
    ("pyftpd", 2124, &["none", "explicit"]),
];

fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("REDESCENTE_FTP_DAEMONS").map(PathBuf::from);
    if folder.is_none() {
        not_run(test, "needs the real FTP daemons: cargo xtask test --all (root, Debian)");
    }
    folder
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
    let Some(daemons) = folder("daemons::every_daemon_gives_the_same_retrieval") else { return };
    let certificate = pin(&daemons.join("etc/cert.pem"));
    let from_folder = with_demo_base();
    upload(&from_folder.exchange_folder());
    from_folder.use_folder();
    let expected = retrieved(&from_folder);
    assert_eq!(expected.0.len(), 2, "{expected:?}");
    for (name, port, kinds) in DAEMONS {
        // One folder a test: nothing else is served from it.
        let place = format!("same-{port}");
        upload(&daemons.join("data").join(name).join(&place));
        let address = format!("ftp://127.0.0.1:{port}/{place}");
        for security in kinds {
            let store = with_demo_base();
            store.set("exchange.certificate", &certificate);
            store.use_server(&address, security, "ftptest", "secret");
            if lacks(&address, security) {
                not_run(&format!("daemons, {name} {security}"), "needs TLS, which comes with the exchange's own issue");
                continue;
            }
            assert_eq!(retrieved(&store), expected, "{name}, {security}");
            assert_eq!(store.retrieve()["status"], "nothing-new", "{name}, {security}");
        }
    }
}

/// Whether the program says that it cannot protect a connection like this: never of a plain one.
fn lacks(address: &str, security: &str) -> bool {
    let store = with_demo_base();
    store.use_server(address, security, "ftptest", "secret");
    security != "none" && store.run(["retrieve"]).stdout().contains("host.exchange-unprotected")
}

/// `sha256:HEX` of a certificate.
fn pin(certificate: &Path) -> String {
    let mut openssl = Command::new("openssl");
    let output = openssl.args(["x509", "-outform", "der", "-in"]).arg(certificate).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let hex: String = Sha256::digest(&output.stdout).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
