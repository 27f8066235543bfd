//! A person who is present everywhere is erased: no byte of them is left in any file, in any encoding.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::store::{Store, list, text};

pub(super) const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;ADRESSE1;VILLE;TELEPHONE;MOBILE;EMAIL;DATE_NAISSANCE;\
    CARTE_FIDELITE;REMARQUE\n";
/// Every value is the canary's alone; accents tell the encodings apart.
pub(super) const CANARY: [&str; 8] = [
    "CANARI-7731",
    "Çanariéva",
    "Zéphyrîne",
    "77 allée des Sérinettes",
    "Oiseauxville-lès-Bains",
    "0477310077",
    "0677310078",
    "zéphyrine@canari.exemple",
];
/// The canary's card, which another person claims too: that one's own record keeps it.
const SHARED_CARD: &str = "2990077310077";
const REMARK: &str = "préfère être appelée le sôir";

/// One record; `of` chooses what it carries.
pub(super) fn record(id: &str, date: &str, street: &str, card: &str) -> String {
    let [_, last, first, _, city, phone, mobile, email] = CANARY;
    format!("{id};{date};{last};{first};{street};{city};{phone};{mobile};{email};07/07/1977;{card};{REMARK}\n")
}

pub(super) fn canary(date: &str, street: &str) -> String {
    record(CANARY[0], date, street, SHARED_CARD)
}

/// A person who has nothing to do with the canary.
pub(super) fn other(id: &str, date: &str) -> String {
    format!("{id};{date};Roy;Luc;1 rue Haute;Metz;;06123456{:02};;;;\n", id.len())
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// A text in every encoding that a file could hold it in, in either case.
fn encodings(value: &str) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let folded = value.replace(['é', 'ê', 'è'], "e").replace('î', "i").replace('ç', "c").replace('ô', "o");
    for text in [value.to_owned(), value.to_lowercase(), value.to_uppercase(), folded.to_lowercase()] {
        // Windows-1252 and Latin-1 agree on these letters.
        all.push(text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect());
        all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        all.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        all.push(text.into_bytes());
    }
    all
}

/// Files that hold something of the canary, with what they hold.
pub(super) fn sightings(folders: &[&Path]) -> Vec<(PathBuf, String)> {
    let mut seen = Vec::new();
    for file in folders.iter().flat_map(|folder| files(folder)) {
        let bytes = std::fs::read(&file).unwrap();
        for value in CANARY.into_iter().chain([REMARK, "07/07/1977", "1977-07-07"]) {
            let held = |needle: &Vec<u8>| bytes.windows(needle.len()).any(|window| window == needle);
            if encodings(value).iter().any(held) {
                seen.push((file.clone(), value.to_owned()));
            }
        }
    }
    seen
}

pub(super) fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
}

/// A store in which the canary is everywhere it can be; outside the data folder there is a backup.
fn inhabited() -> (Store, PathBuf) {
    let mut base = format!("{HEADER}{}", canary("2024-10-01", "1 rue Ancienne"));
    // Enough neighbours that pages split around the canary.
    for index in 0..3_000 {
        base += &other(&format!("N{index:05}"), "2024-10-01");
    }
    let store = Store::with_base(base.as_bytes());
    store.run(["customer", "find", "çanar"]).succeeded();
    // Corrected, in Windows-1252; stale; someone else is withheld because of the canary's card; rejected.
    let unclosed = format!("{};\"unclosed\n", canary("2024-10-21", CANARY[3]).trim_end());
    let nameless = record("", "2024-10-22", CANARY[3], "");
    let lines = [
        HEADER.to_owned(),
        canary("2024-10-20", CANARY[3]),
        canary("2024-09-01", "2 rue Périmée"),
        format!("W1;2024-10-20;Autre;Personne;;;;;;;{SHARED_CARD};\n"),
        unclosed,
        nameless,
        other("N00001", "2024-10-20"),
    ];
    store.deliver("CLIENTS_1.csv", &windows_1252(&lines.concat()));
    // Refused files: nobody ever read a line of them.
    let headless = [canary("2024-10-23", CANARY[3]), other("N00002", "2024-10-23")].concat();
    store.deliver("CLIENTS_2.csv", headless.as_bytes());
    let utf16: Vec<u8> =
        format!("{HEADER}{}", canary("2024-10-24", CANARY[3])).encode_utf16().flat_map(u16::to_le_bytes).collect();
    store.deliver("CLIENTS_3.csv", &utf16);
    store.run(["customer", "edit", CANARY[0], "city=Oiseauxville-lès-Bains"]).succeeded();
    store.run(["duplicates", "scan"]).succeeded();
    std::fs::write(store.data().join("log").join("old.log"), format!("12:00 {} seen\n12:01 fine\n", CANARY[7]))
        .unwrap();
    // What a killed retrieval left: a file half fetched, and one fetched but never delivered.
    let strays = store.data().join("deliveries");
    std::fs::write(strays.join(format!("{}.part", "ab".repeat(32))), canary("2024-10-25", CANARY[3])).unwrap();
    std::fs::write(strays.join("cd".repeat(32)), canary("2024-10-26", CANARY[3])).unwrap();
    let backup = store.file("backups", "usb.sqlite", b"");
    store.run(["backup".as_ref(), backup.as_os_str()]).succeeded();
    (store, backup)
}

#[test]
fn nothing_of_an_erased_person_is_left_in_any_file() {
    let (store, backup) = inhabited();
    let outside = backup.parent().unwrap();
    let data = store.data();
    let before = sightings(&[&data, outside]);
    for value in CANARY {
        assert!(before.iter().any(|(_, seen)| seen == value), "the test would not see {value}");
    }
    let held = |part: &str| before.iter().any(|(file, _)| file.to_string_lossy().contains(part));
    for part in ["base.sqlite", "deliveries", "snapshots", "log", "usb.sqlite"] {
        assert!(held(part), "the canary is not in {part}");
    }

    let erasure = store.run(["customer", "erase", CANARY[0]]).succeeded().json()["erasure"].clone();

    assert_eq!(sightings(&[&data, outside]), []);
    assert!(erasure["versions"].as_u64().unwrap() >= 4, "{erasure}");
    assert!(erasure["records"].as_u64().unwrap() >= 6, "{erasure}");
    let states: Vec<_> = list(&erasure["copies"]).iter().map(|copy| text(&copy["state"])).collect();
    assert_eq!(states, ["erased", "erased"], "{erasure}");
    assert_eq!(erasure["unread"], serde_json::json!(["CLIENTS_2.csv", "CLIENTS_3.csv"]));
}

#[test]
fn the_others_stay_and_the_report_still_adds_up() {
    let (store, _) = inhabited();
    let customers = store.count_customers();
    let report = store.run(["report"]).succeeded().json();
    store.run(["customer", "erase", CANARY[0]]).succeeded();
    assert_eq!(store.count_customers(), customers - 1 + 1, "the canary went, whoever it withheld came");
    assert_eq!(store.customer(CANARY[0]), None);
    assert_eq!(store.customer("W1").unwrap()["values"]["last_name"], "Autre");
    assert_eq!(store.customer("N00001").unwrap()["values"]["city"], "Metz");
    assert_eq!(store.run(["report"]).succeeded().json(), report);
    let delivery =
        &list(&report).iter().find(|one| one["deliveries"][0]["name"] == "CLIENTS_1.csv").unwrap()["deliveries"][0];
    let lines = store.modifications(delivery);
    assert_eq!(lines.len() as u64, delivery["lines"].as_u64().unwrap());
    assert_eq!(lines[0]["customer"], Value::Null);
    assert_eq!(lines[0]["notes"][0]["code"], "host.erased");
    assert_eq!(lines[2]["others"], serde_json::json!([]), "whom it met then is nobody's business now");
    assert!(list(&lines[2]["notes"]).iter().any(|note| note["code"] == "host.other-erased"));
    let history = store.run(["history", "--operation", "erased"]).succeeded().json();
    assert_eq!((list(&history).len(), &history[0]["customer"]), (1, &Value::Null));
    assert_eq!(list(&store.run(["history", "--customer", CANARY[0]]).succeeded().json()).len(), 0);
    assert_eq!(list(&store.run(["customer", "find", "çanar"]).succeeded().json()).len(), 0);
    // Lines keep their numbers in the file.
    let id = delivery["id"].as_i64().unwrap().to_string();
    let shown = store.run(["delivery", "show", &id, "--line", "7"]).succeeded().json();
    assert_eq!(shown["lines"][0]["values"][0], "N00001", "{shown}");
    store.run(["customers", "changes", "--since", "0"]).succeeded();
}

#[test]
fn later_deliveries_cannot_bring_an_erased_person_back() {
    let (store, _) = inhabited();
    store.run(["customer", "erase", CANARY[0]]).succeeded();
    let again = [HEADER.to_owned(), canary("2024-10-30", CANARY[3]), other("N00003", "2024-10-30")].concat();
    let delivery = store.deliver("CLIENTS_4.csv", again.as_bytes());
    let lines = store.modifications(&delivery);
    assert_eq!((&lines[0]["outcome"], &lines[0]["reason"]["code"]), (&"rejected".into(), &"host.erased".into()));
    assert_eq!((&lines[0]["customer"], &lines[1]["outcome"]), (&Value::Null, &"unchanged".into()));
    assert_eq!(store.customer(CANARY[0]), None);
    assert_eq!(sightings(&[&store.data()]), [], "nor is the new file's record kept");
    // The very file that was blanked comes again.
    let delivery = store.deliver("CLIENTS_4.csv", again.as_bytes());
    assert_eq!(delivery["status"], "redelivered");
    assert_eq!(sightings(&[&store.data()]), []);
    store.run(["customer", "add", &format!("id={}", CANARY[0]), "last_name=X", "first_name=Y"]).exited(1);
    let twice = store.run(["customer", "erase", CANARY[0]]).succeeded().json();
    assert_eq!(twice["erasure"]["before"], true);
    store.run(["customer", "erase", "CANARI-7732"]).exited(1);
}

#[test]
fn a_lost_key_stops_a_retrieval_instead_of_bringing_people_back() {
    let (store, _) = inhabited();
    store.run(["customer", "erase", CANARY[0]]).succeeded();
    std::fs::remove_file(store.data().join("erased.key")).unwrap();
    let file = store.file("late", "CLIENTS_5.csv", [HEADER, &canary("2024-10-30", CANARY[3])].concat().as_bytes());
    let ran = store.run(["retrieve".as_ref(), file.as_os_str()]).exited(1);
    assert_eq!(ran.json()["error"]["code"], "host.erasure-key");
    assert_eq!(store.customer(CANARY[0]), None);
}

#[test]
fn a_dry_run_erases_nothing() {
    let (store, _) = inhabited();
    let before = sightings(&[&store.data()]);
    let would = store.run(["customer", "erase", CANARY[0], "--dry-run"]).succeeded().json()["erasure"].clone();
    assert!(would["versions"].as_u64().unwrap() >= 4, "{would}");
    assert_eq!(sightings(&[&store.data()]), before);
    assert!(store.customer(CANARY[0]).is_some());
}

#[test]
fn an_export_holds_everything_that_an_erasure_would_take() {
    let (store, _) = inhabited();
    let export = store.run(["customer", "export", CANARY[0]]).succeeded().json();
    let all = export.to_string();
    for value in CANARY.into_iter().chain([REMARK, "1 rue Ancienne", "2 rue Périmée"]) {
        assert!(all.contains(value), "{value} is not in {export}");
    }
    let outcomes: Vec<_> = list(&export["history"]).iter().map(|entry| text(&entry["operation"])).collect();
    assert_eq!(outcomes[..3], ["created", "corrected", "stale"]);
    assert!(!all.contains("N00001"), "nobody else's");
    store.run(["customer", "export", "nobody"]).exited(1);
}
