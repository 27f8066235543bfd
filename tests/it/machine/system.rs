//! A store that acts are done to, through the library.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proptest::sample::Index;
use redescente::{
    clock::Clock,
    people::{self, Edit, Edited, MergeRequest, PeopleError},
    privacy,
    report::{DeliveryStatus, HistoryFilter, Mode, Operation, RetrievalFilter},
    retrieval::{self, Request, Unwatched},
    store::{Exit, Store, StoreError},
};
use tempfile::TempDir;

use super::acts::{Act, EDITS, IDS, file};
use super::invariants::Seen;
use crate::store::component;

/// After every date of the lines.
const NOW: &str = "2024-11-05T07:30:00Z";
const BY: &str = "somebody";

pub(super) struct System {
    folder: TempDir,
    /// Invariants look without changing; `verify` takes the store's lock.
    store: RefCell<Option<Store>>,
    files: Vec<PathBuf>,
    /// History as far as it was seen.
    seen: RefCell<Seen>,
    /// Identifiers of whoever was erased.
    erased: BTreeSet<String>,
}

/// Bytes of the header of a write-ahead log, which says when it was begun: https://sqlite.org/fileformat.html
const LOG_HEADER: usize = 32;

impl System {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store =
            Store::create(&folder.path().join("data"), Some(&component()), Clock::stopped_at(NOW).unwrap()).unwrap();
        store.clock = Clock::stopped_at(NOW).unwrap();
        let base = folder.path().join("base.csv");
        let lines = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;DATE_NAISSANCE;CARTE_FIDELITE;OPTIN_EMAIL\n\
            C0;2024-03-01;Petit;Anne;Lille;1970-07-03;29900;O\nC1;2024-03-02;Roy;Luc;Metz;;29901;O\n";
        std::fs::write(&base, lines).unwrap();
        retrieval::import(&mut store, &base, &Unwatched).unwrap();
        Self {
            folder,
            store: RefCell::new(Some(store)),
            files: Vec::new(),
            seen: RefCell::default(),
            erased: BTreeSet::new(),
        }
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs with the store open.
    pub(super) fn with<T>(&self, run: impl FnOnce(&mut Store) -> T) -> T {
        run(self.store.borrow_mut().as_mut().unwrap())
    }

    pub(super) fn erased(&self) -> &BTreeSet<String> {
        &self.erased
    }

    /// Checks what must hold now.
    pub(super) fn check(&self) {
        self.seen.borrow_mut().check(self);
    }

    /// Does an act; whether anything was done.
    pub(super) fn act(&mut self, act: &Act) -> bool {
        match act {
            Act::Deliver { lines, partial, again } => self.deliver(&file(lines, *partial), again.as_ref()),
            Act::Again(index) => self.again(index),
            Act::Edit { id, edit, force } => self.edit(IDS[*id], EDITS[*edit], *force),
            Act::Add { id, edit } => {
                let (field, value) = EDITS[*edit];
                let values = [("last_name".into(), "Petit".into()), (field.into(), value.into())];
                let edit = Edit { values: &values, at: None, force: false, seen: None, by: BY };
                self.with(|store| written(people::add(store, Some(IDS[*id]), &edit)))
            }
            Act::Merge { kept, absorbed, take } => {
                let take: &[String] = if *take { &["city".into()] } else { &[] };
                let request =
                    MergeRequest { kept: IDS[*kept], absorbed: IDS[*absorbed], take, keep: &[], basis: None, by: BY };
                self.with(|store| {
                    let Some(preview) = done(people::preview_merge(store, &request)) else { return false };
                    let basis = Some(preview.basis.as_str());
                    let merge = people::merge(store, &MergeRequest { basis, ..request }).unwrap();
                    assert_eq!(merge.survivor, preview.survivor, "what is shown is what happens");
                    assert_eq!(merge.released, preview.released);
                    true
                })
            }
            Act::Unmerge(index) => self.with(|store| {
                let Some(merge) = pick(&active(store), index) else { return false };
                let Some(preview) = done(people::preview_unmerge(store, merge, BY)) else { return false };
                let undone = people::unmerge(store, merge, BY).unwrap();
                assert_eq!((undone.customers, undone.not_split), (preview.customers, preview.not_split));
                true
            }),
            Act::Distinct { one, other } => self.with(|store| {
                let (one, other) = (IDS[*one], IDS[*other]);
                let Some(declared) = done(people::declare_distinct(store, one, other, BY)) else { return false };
                // Whoever says it twice did not mean it.
                declared.new || done(people::undo_distinct(store, one, other, BY)).is_some()
            }),
            Act::OptOut(index) => self.with(|store| {
                let entries = entries(store, &[Operation::Stale, Operation::Duplicate], "opt-out-not-applied");
                let Some(entry) = pick(&entries, index) else { return false };
                done(people::apply_opt_out(store, entry, BY)).is_some()
            }),
            Act::Revert(index) => self.with(|store| {
                let entries = entries(store, &[Operation::Corrected, Operation::Edited, Operation::Merged], "");
                let Some(entry) = pick(&entries, index) else { return false };
                let field =
                    store.base.entry(entry).unwrap().unwrap().changes.first().map(|change| change.field.clone());
                let Some(field) = field else { return false };
                match people::revert(store, entry, &field, true, BY) {
                    Ok(edited) => written(Ok(edited)),
                    Err(error) => done::<()>(Err(error)).is_some(),
                }
            }),
            Act::Preview { kept, absorbed, merge } => {
                let before = super::invariants::rows(self);
                let request = MergeRequest {
                    kept: IDS[*kept],
                    absorbed: IDS[*absorbed],
                    take: &[],
                    keep: &[],
                    basis: None,
                    by: BY,
                };
                let shown = self.with(|store| {
                    let merged = done(people::preview_merge(store, &request)).is_some();
                    let active = active(store);
                    let undone = pick(&active, merge).and_then(|merge| done(people::preview_unmerge(store, merge, BY)));
                    merged || undone.is_some()
                });
                assert_eq!(super::invariants::rows(self), before, "a preview leaves nothing behind");
                shown
            }
            Act::Restart => {
                self.restart();
                true
            }
            Act::Rules { other, ignore } => self.rules(*other, *ignore),
            Act::Crash { lines, written } => self.crash(&file(lines, false), *written),
            Act::Erase(id) => self.erase(IDS[*id]),
        }
    }

    fn deliver(&mut self, bytes: &[u8], again: Option<&Index>) -> bool {
        let path = self.folder().join(format!("CLIENTS_{:02}.csv", self.files.len()));
        std::fs::write(&path, bytes).unwrap();
        let mut files = vec![path.clone()];
        files.extend(again.filter(|_| !self.files.is_empty()).map(|index| index.get(&self.files).clone()));
        self.files.push(path);
        let request = Request { mode: Mode::Manual, files, again: None };
        self.with(|store| retrieval::run(store, &request, &Unwatched)).unwrap();
        true
    }

    fn again(&mut self, index: &Index) -> bool {
        self.with(|store| {
            let filter = RetrievalFilter { mode: Some(Mode::Manual), ..RetrievalFilter::default() };
            let deliveries = store.base.retrievals(&filter).unwrap().into_iter().flat_map(|one| one.deliveries);
            let applied: Vec<i64> =
                deliveries.filter(|one| one.status == DeliveryStatus::Applied).map(|one| one.id).collect();
            let Some(delivery) = pick(&applied, index) else { return false };
            let request = Request { mode: Mode::Manual, files: Vec::new(), again: Some(delivery) };
            retrieval::run(store, &request, &Unwatched).unwrap();
            true
        })
    }

    fn edit(&mut self, id: &str, (field, value): (&str, &str), force: bool) -> bool {
        let values = [(field.to_owned(), value.to_owned())];
        let edit = Edit { values: &values, at: None, force, seen: None, by: BY };
        self.with(|store| written(people::edit(store, id, &edit)))
    }

    fn restart(&mut self) {
        *self.store.borrow_mut() = None;
        let mut store = Store::open(&self.folder().join("data")).unwrap();
        store.clock = Clock::stopped_at(NOW).unwrap();
        *self.store.borrow_mut() = Some(store);
    }

    /// A retrieval of which only a part of what it wrote is on the disk: commits are a prefix of the write-ahead log.
    fn crash(&mut self, bytes: &[u8], written: u8) -> bool {
        let base = self.folder().join("data/base.sqlite");
        let log = self.folder().join("data/base.sqlite-wal");
        let before = std::fs::read(&log).unwrap_or_default();
        self.deliver(bytes, None);
        let mut after = std::fs::read(&log).unwrap();
        let at_rest = std::fs::read(&base).unwrap();
        // What was durable before stays: all that is as it was, unless the log was begun anew, its content being in the
        // base by then. (What an earlier crash left incomplete at its end is written over.)
        let same = before.iter().zip(&after).take_while(|(before, after)| before == after).count();
        let from = if same >= LOG_HEADER { same } else { 0 };
        let length = from + (after.len() - from) * usize::from(written) / 256;
        let whole = length == after.len();
        after.truncate(length);
        *self.store.borrow_mut() = None;
        std::fs::write(&base, at_rest).unwrap();
        std::fs::write(&log, after).unwrap();
        self.restart();
        !whole
    }

    fn erase(&mut self, id: &str) -> bool {
        let ids = super::invariants::identifiers(self, id);
        let request = privacy::Request { id, by: BY, dry_run: false };
        let erased = self.with(|store| privacy::erase(store, &request, &Unwatched));
        let Ok(erasure) = erased.map_err(|error| assert_eq!(error.exit(), Exit::User, "{error}")) else {
            return false;
        };
        if erasure.before {
            assert!(self.erased.contains(id));
            return false;
        }
        assert_eq!(erasure.identifiers, ids.len() as u64);
        self.erased.extend(ids);
        self.seen.borrow_mut().erased(self);
        true
    }

    /// The same component with a section that does nothing has another digest; a parameter makes a card no evidence.
    fn rules(&mut self, other: bool, ignore: bool) -> bool {
        let mut bytes = std::fs::read(component()).unwrap();
        if other {
            bytes.extend([0, 2, 1, b'x']);
        }
        let path = self.folder().join("rules.wasm");
        std::fs::write(&path, bytes).unwrap();
        self.with(|store| {
            store.install_rules(&path).unwrap();
            let parameters = &mut store.settings.rules.parameters;
            parameters.remove("ignored-values");
            if ignore {
                parameters.insert("ignored-values".into(), "29900".into());
            }
        });
        // A store reads its parameters when it loads its rules.
        let parameters = self.with(|store| store.settings.rules.parameters.clone());
        self.restart();
        self.with(|store| store.settings.rules.parameters = parameters);
        true
    }
}

fn pick(all: &[i64], index: &Index) -> Option<i64> {
    (!all.is_empty()).then(|| *index.get(all))
}

/// Merges that are not undone.
fn active(store: &Store) -> Vec<i64> {
    store.base.merges().unwrap().into_iter().filter(|merge| merge.undone.is_none()).map(|merge| merge.id).collect()
}

/// Entries of these operations with this note.
fn entries(store: &Store, operations: &[Operation], note: &str) -> Vec<i64> {
    let mut found = Vec::new();
    let filter = HistoryFilter { operations: operations.to_vec(), ..HistoryFilter::default() };
    store
        .base
        .history(&filter, &mut |entry| {
            if note.is_empty() || entry.notes.iter().any(|one| one.code == note) {
                found.push(entry.id);
            }
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    found
}

/// A refusal is an answer; a fault of the program is none.
fn done<T>(result: Result<T, PeopleError>) -> Option<T> {
    result.map_err(|error| assert_eq!(error.exit(), Exit::User, "{error}")).ok()
}

fn written(result: Result<Edited, StoreError>) -> bool {
    match result {
        Ok(edited) => matches!(edited, Edited::Done { version: Some(_), .. }),
        Err(error) => {
            assert_eq!(error.exit(), Exit::User, "{error}");
            false
        }
    }
}
