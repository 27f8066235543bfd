//! Plays a world through the library.

use std::{ops::ControlFlow, path::PathBuf};

use redescente::{
    clock::Clock,
    config::Place,
    report::{DeliveryStatus, Mode, RetrievalFilter},
    retrieval::{self, Request, Unwatched},
    store::Store,
};

use super::{
    Base, Retrievals,
    content::Row,
    plan::{World, name},
};
use crate::store::component;

/// After every date of the generators.
const NOW: &str = "2024-11-05T07:30:00Z";

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Played {
    pub(super) base: Base,
    /// Modifications that wait for a person at the end.
    pub(super) withheld: u64,
    pub(super) applied: Vec<Applied>,
}

/// One applied delivery.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Applied {
    pub(super) name: String,
    pub(super) lines: u64,
    /// Outcomes added up.
    pub(super) outcomes: u64,
    /// Modifications that history shows.
    pub(super) modifications: u64,
}

impl Played {
    /// Imports the base, then runs each retrieval, in a store of its own.
    pub(super) fn of(world: &World, retrievals: &Retrievals) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::stopped_at(NOW).unwrap();
        let mut store = Store::create(&folder.path().join("data"), Some(&component()), clock).unwrap();
        // A retrieval that takes no file looks at an exchange where there is none.
        let exchange = folder.path().join("exchange");
        std::fs::create_dir(&exchange).unwrap();
        store.settings.exchange.url = Some(Place::Folder(exchange));
        let file = |name: &str, lines| -> PathBuf {
            let path = folder.path().join(name);
            std::fs::write(&path, World::bytes(lines)).unwrap();
            path
        };
        retrieval::import(&mut store, &file("base.csv", &world.base), &Unwatched).unwrap();
        for files in retrievals {
            let files = files.iter().map(|number| file(&name(*number), &world.files[*number])).collect();
            let request = Request { mode: Mode::Manual, files, again: None };
            retrieval::run(&mut store, &request, &Unwatched).unwrap();
        }
        let withheld = store.base.withheld_count().unwrap();
        Self { base: base(&store), withheld, applied: applied(&store) }
    }
}

fn base(store: &Store) -> Base {
    let mut base = Base::new();
    let path = store.folder.join("base.sqlite");
    let connection = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut select = connection.prepare("SELECT * FROM customers").unwrap();
    let names: Vec<String> = select.column_names().map(ToString::to_string).collect();
    let mut rows = select.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let values =
            names.iter().enumerate().map(|(place, name)| (name.as_str(), row.get::<_, String>(place).unwrap()));
        let (mut id, mut modified_at, mut kept) = (String::new(), String::new(), Vec::new());
        for (name, value) in values {
            match name {
                "id" => id = value,
                "modified_at" => modified_at = value,
                _ if value.is_empty() => {}
                _ => kept.push((field(name), value)),
            }
        }
        base.insert(id, Row { modified_at, values: kept });
    }
    base
}

/// A field that the generators fill, by the view's column.
fn field(name: &str) -> &'static str {
    const FIELDS: [&str; 16] = [
        "civility",
        "last_name",
        "first_name",
        "address1",
        "address2",
        "postal_code",
        "city",
        "country",
        "phone",
        "mobile",
        "email",
        "birth_date",
        "loyalty_card",
        "optin_email",
        "optin_sms",
        "store",
    ];
    FIELDS.into_iter().find(|field| *field == name).unwrap_or_else(|| panic!("unknown column {name}"))
}

fn applied(store: &Store) -> Vec<Applied> {
    let retrievals = store.base.retrievals(&RetrievalFilter { mode: Some(Mode::Manual), ..RetrievalFilter::default() });
    let deliveries = retrievals.unwrap().into_iter().flat_map(|retrieval| retrieval.deliveries);
    let applied = deliveries.filter(|delivery| delivery.status == DeliveryStatus::Applied).map(|delivery| {
        let mut modifications = 0;
        store
            .base
            .modifications(delivery.id, &[], &mut |_| {
                modifications += 1;
                ControlFlow::Continue(())
            })
            .unwrap();
        Applied { name: delivery.name, lines: delivery.lines, outcomes: delivery.outcomes.iter().sum(), modifications }
    });
    applied.collect()
}
