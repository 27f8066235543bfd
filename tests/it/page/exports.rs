//! Files to be kept: nothing in them runs in a spreadsheet, and the exact ones are exact.

use serde_json::Value;

use super::hostile::hostile;
use super::{Served, demo};
use crate::store::{Store, number};

/// The cells of a file as spreadsheets read it.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.strip_prefix('\u{feff}').expect("a byte order mark").chars().peekable();
    while let Some(letter) = letters.next() {
        match (quoted, letter) {
            (true, '"') if letters.peek() == Some(&'"') => cell.push(letters.next().unwrap()),
            (_, '"') => quoted = !quoted,
            (false, ';') => row.push(std::mem::take(&mut cell)),
            (false, '\r') => {}
            (false, '\n') => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (_, other) => cell.push(other),
        }
    }
    rows
}

#[test]
fn no_cell_of_a_spreadsheet_runs() {
    const FORMULAS: [&str; 8] =
        ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1", "=HYPERLINK(\"\"http://x\"\")", "-2+3+cmd"];
    let mut csv = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;ADRESSE1\n".to_owned();
    let mut changed = csv.clone();
    for (place, formula) in FORMULAS.iter().enumerate() {
        csv += &format!("\"{formula}\";2024-11-01;\"{formula}\";\"{formula}\";\"{formula}\";\"{formula}{place}\"\n");
        changed +=
            &format!("\"{formula}\";2024-11-02;\"{formula}\";\"{formula}\";\"{formula}x\";\"{formula}{place}\"\n");
    }
    let store = Store::with_base(csv.as_bytes());
    store.deliver("=cmd.csv", changed.as_bytes());
    let page = Served::of(&store);
    let mut all = 0;
    for address in
        ["/clients/export", "/livraisons/2/export", "/historique/export?details=1", "/livraisons/1/export?q=%3D1"]
    {
        let answer = page.get(address);
        assert_eq!(answer.status, 200, "{address}");
        assert!(answer.header("content-disposition").unwrap().starts_with("attachment; filename=\""), "{address}");
        for cell in cells(answer.text()).iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']), "{address}: {cell}");
            all += usize::from(cell.starts_with('\''));
        }
    }
    assert!(all > 100, "{all}");
}

#[test]
fn exactly_exported_customers_import_back_to_the_same_base() {
    for store in [demo(), hostile()] {
        let page = Served::of(&store);
        let exported = page.get("/clients/export?forme=exact");
        assert_eq!(exported.status, 200, "{}", exported.text());
        let copy = Store::with_base(&exported.body);
        assert_eq!(copy.final_base(), store.final_base());
        assert!(copy.count_customers() > 5);
    }
}

#[test]
fn an_exact_export_never_loses_a_field() {
    let store = Store::with_base(b"ID_CLIENT;DATE_MODIF;NOM\nA1;2024-11-01;Roy\n");
    let page = Served::of(&store);
    assert_eq!(page.get("/clients/export?forme=exact").status, 200);
    store.run(["customer", "edit", "A1", "city=Metz"]).succeeded();
    let refused = page.get("/clients/export?forme=exact");
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Ville"), "{}", refused.text());
}

#[test]
fn exact_lists_are_those_of_the_command_line() {
    let store = demo();
    let page = Served::of(&store);
    let history = page.get("/historique/export?forme=exact").json();
    assert_eq!(history, store.run(["history"]).json());
    let delivery = page.get("/livraisons/2/export?forme=exact&resultat=corrected").json();
    let ids = |list: &Value| list.as_array().unwrap().iter().map(|one| number(&one["id"])).collect::<Vec<_>>();
    let told = store.run(["report", "--delivery", "2", "--outcome", "corrected"]).json();
    assert_eq!(ids(&delivery), ids(&told));
    assert_eq!(ids(&told).len(), 1);
    let raw = page.get("/livraisons/2/octets");
    let file = crate::store::root().join("fixtures/demo/exchange/CLIENTS_20241104_01.csv");
    assert_eq!(raw.body, std::fs::read(file).unwrap());
}
