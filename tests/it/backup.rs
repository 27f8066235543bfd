//! Copies of a store: made unasked, made by people, and put back.

use std::path::PathBuf;

use serde_json::Value;

use crate::store::{NOW, Store, list, text};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE\n";

fn store() -> Store {
    Store::with_base(format!("{HEADER}A;2024-11-01;Roy;Luc;Metz\nB;2024-11-01;Brun;Max;Dax\n").as_bytes())
}

fn snapshots(store: &Store) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(store.data().join("snapshots")) else { return Vec::new() };
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn deliver_at(store: &Store, now: &str, name: &str, city: &str) -> Value {
    let date = &now[..10];
    let file = store.file(date, name, format!("{HEADER}A;{date};Roy;Luc;{city}\n").as_bytes());
    store.run_at(now, ["retrieve".as_ref(), file.as_os_str()]).succeeded().retrieval()
}

fn backup(store: &Store, name: &str) -> PathBuf {
    let file = store.file("backups", name, b"");
    let made = store.run(["backup".as_ref(), file.as_os_str()]).succeeded().json();
    assert_eq!(made["backup"]["size"].as_u64().unwrap(), std::fs::metadata(&file).unwrap().len());
    file
}

fn restore(store: &Store, file: &std::path::Path) -> Value {
    store.run(["restore".as_ref(), file.as_os_str()]).succeeded().json()["restored"].clone()
}

#[test]
fn a_snapshot_is_made_once_a_day_and_only_where_something_is_applied() {
    let store = store();
    assert_eq!(snapshots(&store), [""; 0], "an empty base needs none");
    deliver_at(&store, "2024-11-05T07:30:00Z", "CLIENTS_1.csv", "Nancy");
    let first = snapshots(&store);
    assert_eq!(first, ["retrieval-20241105-083000.sqlite"]);
    deliver_at(&store, "2024-11-05T17:30:00Z", "CLIENTS_2.csv", "Lens");
    assert_eq!(snapshots(&store), first, "one a day");
    deliver_at(&store, "2024-11-05T17:31:00Z", "CLIENTS_2.csv", "Lens");
    let again = store.file("again", "CLIENTS_3.csv", format!("{HEADER}A;2024-11-05;Roy;Luc;Lens\n").as_bytes());
    store.run_at("2024-11-06T07:30:00Z", ["retrieve".as_ref(), again.as_os_str()]).succeeded();
    assert_eq!(snapshots(&store), first, "nothing is applied of what was applied before");
    for day in 6..=10 {
        deliver_at(&store, &format!("2024-11-{day:02}T07:30:00Z"), "CLIENTS.csv", &format!("Ville {day}"));
    }
    let last = ["08", "09", "10"].map(|day| format!("retrieval-202411{day}-083000.sqlite"));
    assert_eq!(snapshots(&store), last, "the last three");
    restore(&store, &store.data().join("snapshots").join(&last[2]));
    assert_eq!(store.customer("A").unwrap()["values"]["city"], "Ville 9", "as it was before the day's retrieval");
}

#[test]
fn no_snapshot_is_made_where_none_is_wanted() {
    let store = store();
    store.set("backup.snapshots", "0");
    deliver_at(&store, NOW, "CLIENTS_1.csv", "Nancy");
    assert_eq!(snapshots(&store), [""; 0]);
}

#[test]
fn a_backup_moves_a_store_to_a_new_machine() {
    let store = store();
    store.set("store.id", "MAG042");
    let delivered = deliver_at(&store, NOW, "CLIENTS_1.csv", "Nancy");
    let file = backup(&store, "usb.sqlite");
    let machine = Store::bare();
    let restored = restore(&machine, &file);
    assert_eq!((&restored["customers"], &restored["replaced"]), (&2.into(), &Value::Null));
    assert_eq!(machine.final_base(), store.final_base());
    let reports = [&store, &machine].map(|one| one.run(["report"]).succeeded().json());
    assert_eq!(reports[0], reports[1]);
    assert_eq!(machine.run(["settings", "show"]).succeeded().json()["store.id"], "MAG042");
    let id = delivered["deliveries"][0]["id"].as_i64().unwrap().to_string();
    machine.run(["delivery", "show", &id]).succeeded();
    let next = deliver_at(&machine, "2024-11-06T07:30:00Z", "CLIENTS_2.csv", "Lens");
    assert_eq!(next["deliveries"][0]["outcomes"]["corrected"], 1);
}

#[test]
fn the_base_that_is_replaced_is_kept_aside() {
    let store = store();
    let file = backup(&store, "usb.sqlite");
    deliver_at(&store, NOW, "CLIENTS_1.csv", "Nancy");
    let replaced = restore(&store, &file)["replaced"].clone();
    assert_eq!(store.customer("A").unwrap()["values"]["city"], "Metz");
    restore(&store, text(&replaced).as_ref());
    assert_eq!(store.customer("A").unwrap()["values"]["city"], "Nancy", "and back again");
}

#[test]
fn a_damaged_or_foreign_file_changes_nothing() {
    let store = store();
    let file = backup(&store, "usb.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2 / 16_384 * 16_384;
    bytes[middle..middle + 64].fill(0xa5);
    let before = store.final_base();
    for (name, bytes) in
        [("damaged", bytes.as_slice()), ("short", &bytes[..20_000]), ("text", b"not a base"), ("empty", b"")]
    {
        let file = store.file("bad", name, bytes);
        let ran = store.run(["restore".as_ref(), file.as_os_str()]);
        assert!(matches!(ran.code(), Some(1 | 70)), "{name}: {ran}");
        assert_eq!(store.final_base(), before, "{name}");
        assert!(!store.data().join("restored.part").exists(), "{name}");
    }
}

#[test]
fn a_base_in_use_is_not_replaced() {
    let store = store();
    let file = backup(&store, "usb.sqlite");
    let reader = rusqlite::Connection::open(store.data().join("base.sqlite")).unwrap();
    let mut rows = reader.prepare("SELECT id FROM customer").unwrap();
    let mut open = rows.query([]).unwrap();
    assert!(open.next().unwrap().is_some());
    let ran = store.run(["restore".as_ref(), file.as_os_str()]).exited(1);
    assert_eq!(ran.json()["error"]["code"], "host.base-busy");
}

#[test]
fn a_backup_from_before_an_erasure_does_not_bring_the_person_back() {
    let store = store();
    let file = backup(&store, "usb.sqlite");
    // Out of the store's reach while the person is erased.
    let away = store.file("drawer", "old.sqlite", &std::fs::read(&file).unwrap());
    std::fs::remove_file(&file).unwrap();
    let erasure = store.run(["customer", "erase", "A"]).succeeded().json()["erasure"].clone();
    assert_eq!(list(&erasure["copies"])[0]["state"], "missing", "it says which it could not reach");
    restore(&store, &away);
    assert_eq!(store.customer("A"), None);
    assert_eq!(store.customer("B").unwrap()["values"]["city"], "Dax");
    let delivery = store.deliver("CLIENTS_9.csv", format!("{HEADER}A;2024-11-04;Roy;Luc;Metz\n").as_bytes());
    assert_eq!(store.modifications(&delivery)[0]["reason"]["code"], "host.erased");
}

#[test]
fn another_stores_backup_is_for_an_empty_folder() {
    let [one, other] = [store(), store()];
    for store in [&one, &other] {
        store.run(["customer", "erase", "B"]).succeeded();
    }
    let file = backup(&other, "usb.sqlite");
    let ran = one.run(["restore".as_ref(), file.as_os_str()]).exited(1);
    assert_eq!(ran.json()["error"]["code"], "host.erasure-key");
}
