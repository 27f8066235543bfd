//! Text that wants to be markup, as every value, file name and sentence of the rules.

use super::Served;
use super::http::encoded;
use super::replaying::replay;
use crate::release::central::{Central, digest, rules};
use crate::store::{Store, guest, list, number, text};

/// What every payload would leave behind if it ran.
pub(crate) const MARK: &str = "xss7341";

/// Two hundred texts that are dangerous somewhere.
pub(crate) fn payloads() -> Vec<String> {
    const RUNS: [&str; 20] = [
        "<script>window.xss7341=1</script>",
        "<img src=x onerror=window.xss7341=1>",
        "<svg onload=window.xss7341=1>",
        "<iframe srcdoc='<script>top.xss7341=1</script>'>",
        "<details open ontoggle=window.xss7341=1>",
        "<input autofocus onfocus=window.xss7341=1>",
        "<a href=javascript:window.xss7341=1>x</a>",
        "<base href=//xss7341.example>",
        "<meta http-equiv=refresh content=0;url=//xss7341.example>",
        "<style>@import'//xss7341.example'</style>",
        "<form action=//xss7341.example><button>x",
        "<object data=//xss7341.example>",
        "<math><mi xlink:href=javascript:window.xss7341=1>",
        "javascript:window.xss7341=1",
        "{{constructor.constructor('window.xss7341=1')()}}",
        "${window.xss7341=1}",
        "<marquee onstart=window.xss7341=1>",
        "<video><source onerror=window.xss7341=1>",
        "<link rel=stylesheet href=//xss7341.example>",
        "<textarea autofocus onfocus=window.xss7341=1>",
    ];
    const BEGINS: [&str; 10] =
        ["", "\">", "'>", "</title>", "</textarea>", "-->", "\" ", "</script>", "&#x22;&gt;", "\u{202e}]]>"];
    BEGINS.iter().flat_map(|begin| RUNS.iter().map(move |run| format!("{begin}{run}"))).collect()
}

const COLUMNS: [&str; 14] = [
    "NOM",
    "PRENOM",
    "CIVILITE",
    "ADRESSE1",
    "ADRESSE2",
    "CODE_POSTAL",
    "VILLE",
    "PAYS",
    "TELEPHONE",
    "MOBILE",
    "EMAIL",
    "DATE_NAISSANCE",
    "CARTE_FIDELITE",
    "MAGASIN",
];

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A delivery in which every payload is an identifier, and, by `skip`, a value.
fn file(date: &str, skip: usize) -> Vec<u8> {
    let mut csv = format!("ID_CLIENT;DATE_MODIF;{};{}\n", COLUMNS.join(";"), quoted("<b>xss7341</b>"));
    let all = payloads();
    for (place, payload) in all.iter().enumerate() {
        csv += &format!("{};{date}", quoted(&format!("{place}{payload}")));
        for column in 0..COLUMNS.len() {
            csv += &format!(";{}", quoted(&all[(place + column * skip) % all.len()]));
        }
        csv += ";x\n";
    }
    csv.into_bytes()
}

/// A store in which every payload stands in every field, in identifiers, in file names and in the rules' own words.
pub(crate) fn hostile() -> Store {
    let store = Store::new();
    store.import(&file("2024-11-01", 0));
    store.deliver("<img src=x onerror=window.xss7341=1>\"'.csv", &file("2024-11-02", 1));
    // A new customer with an old one's card is withheld; a date that is none is rejected with its text.
    let card = quoted(&payloads()[7]);
    let withheld = format!(
        "ID_CLIENT;DATE_MODIF;NOM;CARTE_FIDELITE\nN<svg onload=window.xss7341=1>;2024-11-03;{card};{card}\n\
         R1;<script>window.xss7341=1</script>;A;\n"
    );
    store.deliver("javascript:window.xss7341=1", withheld.as_bytes());
    store.deliver("\"><script>window.xss7341=1<", b"NOTHING<script>window.xss7341=1</script>\n");
    // Two of them are one customer since a merge.
    let [kept, absorbed] = [3, 4].map(|place| format!("{place}{}", payloads()[place]));
    store.run(["merge", &kept, &absorbed]).succeeded();
    let base = rusqlite::Connection::open(store.data().join("base.sqlite")).unwrap();
    let wordings: String = base.query_row("SELECT wordings FROM rules", [], |row| row.get(0)).unwrap();
    let mut wordings: serde_json::Value = serde_json::from_str(&wordings).unwrap();
    for group in ["messages", "fields"] {
        for one in wordings[group].as_array_mut().unwrap() {
            for label in one["labels"].as_array_mut().unwrap() {
                let before = text(&label["text"]).to_owned();
                label["text"] = format!("{before}<img src=x onerror=\"window.xss7341=1\">").into();
            }
        }
    }
    base.execute("UPDATE rules SET wordings = ?", [wordings.to_string()]).unwrap();
    store
}

/// Every address at which something hostile is shown.
pub(crate) fn addresses(store: &Store) -> Vec<String> {
    let mut addresses: Vec<String> = [
        "/",
        "/recuperations",
        "/doublons",
        "/fusions",
        "/fusions/1",
        "/historique?details=1",
        "/parametres",
        "/regles",
    ]
    .map(str::to_owned)
    .to_vec();
    for retrieval in list(&store.run(["report"]).json()) {
        addresses.push(format!("/recuperations/{}", number(&retrieval["id"])));
        for delivery in list(&retrieval["deliveries"]) {
            let id = number(&delivery["id"]);
            let parts = ["", "?resultat=corrected", "/fichier", "/fichier?brut=1", "/fichier?ligne=100"];
            addresses.extend(parts.map(|part| format!("/livraisons/{id}{part}")));
        }
    }
    for withheld in list(&store.run(["duplicates"]).json()) {
        addresses.push(format!("/doublons/{}", number(&withheld["id"])));
    }
    let pair = [5, 6].map(|place| encoded(&format!("{place}{}", payloads()[place])));
    addresses.push(format!("/fusionner?garde={}&absorbe={}", pair[0], pair[1]));
    for (place, payload) in payloads().iter().enumerate() {
        let (id, payload) = (encoded(&format!("{place}{payload}")), encoded(payload));
        addresses.push(format!("/client?id={id}"));
        if place % 10 == 0 {
            addresses.push(format!("/client/modifier?id={id}"));
            addresses.push(format!("/fusionner?garde={id}&absorbe={payload}"));
            addresses.push(format!("/fusionner?garde={id}"));
            addresses.push(format!("/doublons?un={payload}&autre={payload}&decidees=1&attendent=0"));
            addresses.push(format!("/clients?q={payload}"));
            addresses.push(format!("/livraisons/2?q={payload}&note={payload}"));
            addresses.push(format!("/historique?client={id}&periode=dates&du={payload}"));
            addresses.push(format!("/historique?client={id}&details=1&operation={payload}"));
            addresses.push(format!("/recuperations?mode={payload}&avant={payload}"));
            addresses.push(format!("/{payload}"));
        }
    }
    addresses
}

#[test]
fn hostile_text_stays_text_on_every_screen() {
    assert_eq!(payloads().len(), 200);
    let store = hostile();
    let page = Served::of(&store);
    let mut shown = 0;
    for address in addresses(&store) {
        let answer = page.get(&address);
        assert!([200, 404, 422].contains(&answer.status), "{address}: {}", answer.status);
        shown += answer.text().matches(MARK).count();
        if let Some(wrong) = markup_with_mark(answer.text()) {
            panic!("{address}: {wrong}");
        }
    }
    // The marks are on the screens, as text: otherwise this test would see nothing.
    assert!(shown > 5_000, "{shown}");
}

#[test]
fn hostile_text_stays_text_where_a_replay_is_shown() {
    let Some(last_wins) = guest("arrival_order") else { return };
    let last_wins = std::fs::read(last_wins).unwrap();
    let (store, central) = (hostile(), Central::new());
    // Older than all: stale, unless what comes last wins.
    store.deliver("<svg onload=window.xss7341=1>.csv", &file("2024-10-20", 2));
    central.publish(&last_wins);
    central.adopt(&store, "S1");
    rules(&store, &["update"]);
    let page = Served::of(&store);
    let mut address = replay(&page, &digest(&last_wins));
    let mut shown = 0;
    for _ in 0..4 {
        let answer = page.get(address.split('#').next().unwrap());
        shown += answer.text().matches(MARK).count();
        if let Some(wrong) = markup_with_mark(answer.text()) {
            panic!("{address}: {wrong}");
        }
        let (_, rest) = answer.text().split_once("href=\"/regles?directes=").expect("there is more");
        address = format!("/regles?directes={}", rest.split('"').next().unwrap());
    }
    assert!(shown > 200, "{shown}");
}

#[test]
fn the_reader_of_this_test_sees_markup() {
    for bad in [
        "<p><img src=x onerror=window.xss7341=1></p>",
        "<p title=\"a\"><img onerror=\"xss7341\">",
        "<a href=\"javascript:window.xss7341=1\">",
        "<xss7341>",
        "<script>window.xss7341=1</script>",
    ] {
        assert!(markup_with_mark(bad).is_some(), "{bad}");
    }
    assert_eq!(
        markup_with_mark("<p title=\"xss7341\">xss7341 &lt;script&gt;</p><a href=\"/client?id=xss7341\">"),
        None
    );
}

/// Attributes whose values are text or addresses of ours.
const TEXTS: [&str; 9] =
    ["href", "value", "title", "aria-label", "placeholder", "content", "action", "datetime", "data-confirm"];

/// The first tag in which the mark is more than a text.
fn markup_with_mark(html: &str) -> Option<String> {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        let mut quote = None;
        let end = rest.char_indices().find(|(_, letter)| match (quote, letter) {
            (None, '>') => true,
            (None, '"' | '\'') => {
                quote = Some(*letter);
                false
            }
            (Some(open), letter) if open == *letter => {
                quote = None;
                false
            }
            _ => false,
        });
        let (end, _) = end?;
        let tag = &rest[..end];
        rest = &rest[end..];
        if tag.starts_with("script") && rest.split("</script>").next().is_some_and(|inside| inside.contains(MARK)) {
            return Some(format!("<{tag}>…"));
        }
        if !tag.contains(MARK) {
            continue;
        }
        // Outside quotes, or in an attribute that is no text.
        let mut outside = String::new();
        for (place, piece) in tag.split('"').enumerate() {
            if place % 2 == 0 {
                outside.push_str(piece);
                continue;
            }
            let name = outside.trim_end_matches('=').rsplit(' ').next().unwrap_or_default().to_owned();
            let address = ["href", "action"].contains(&name.as_str());
            if piece.contains(MARK) && (!TEXTS.contains(&name.as_str()) || (address && !piece.starts_with(['/', '?'])))
            {
                return Some(tag.to_owned());
            }
        }
        if outside.contains(MARK) {
            return Some(tag.to_owned());
        }
    }
    None
}
