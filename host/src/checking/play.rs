//! Sends files to stores that are thrown away, by the retrieval that stores run.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use tempfile::TempDir;

use super::CheckError;
use super::shape::NOW;
use crate::base::SEPARATOR;
use crate::clock::Clock;
use crate::report::{DeliveryStatus, Mode, RetrievalFilter};
use crate::retrieval::{self, Request, Unwatched};
use crate::rules::Limits;
use crate::store::{Store, StoreError};

/// Where stores are made and thrown away.
#[derive(Debug)]
pub(super) struct Arena {
    folder: TempDir,
    fields: Vec<String>,
    limits: Limits,
}

/// One file to send.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Decided once more, although it was applied before.
    pub(super) again: bool,
    /// Whether a retrieval begins with it.
    pub(super) begins: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Played {
    pub(super) base: Customers,
    /// Modifications that wait for a person.
    pub(super) withheld: u64,
    /// In the order in which they were sent.
    pub(super) files: Vec<Delivered>,
}

/// Date, then values by field, of each customer.
pub(super) type Customers = BTreeMap<String, (i64, BTreeMap<String, String>)>;

/// One delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Delivered {
    name: String,
    pub(super) status: DeliveryStatus,
    /// Why nothing of it was applied: a code, and the sentence of a failure.
    pub(super) reason: Option<(String, String)>,
    /// Each modification.
    pub(super) lines: Vec<Answered>,
    /// Sum of the outcomes.
    pub(super) outcomes: u64,
}

/// Line, outcome and identifier of a modification.
pub(super) type Answered = (u32, &'static str, Option<String>);

impl Arena {
    /// Makes the store that all others are copies of.
    pub(super) fn new(wasm: &[u8], limits: &Limits) -> Result<Self, CheckError> {
        let folder = tempfile::Builder::new().prefix("redescente-check-").tempdir()?;
        let rules = folder.path().join("rules.wasm");
        fs::write(&rules, wasm)?;
        let mut store = Store::create(&folder.path().join("first"), Some(&rules), Clock::Stopped(NOW))?;
        let fields = store.rules()?.rules.description().fields.iter().map(|field| field.name.clone()).collect();
        Ok(Self { folder, fields, limits: limits.clone() })
    }

    fn store(&self) -> Result<(Store, PathBuf), CheckError> {
        let (first, copy) = (self.folder.path().join("first"), self.folder.path().join("copy"));
        if copy.exists() {
            fs::remove_dir_all(&copy)?;
        }
        for place in ["", "deliveries", "rules", "log"] {
            fs::create_dir_all(copy.join(place))?;
            for entry in fs::read_dir(first.join(place))? {
                let entry = entry?;
                if entry.file_type()?.is_file() && entry.file_name() != "lock" {
                    fs::copy(entry.path(), copy.join(place).join(entry.file_name()))?;
                }
            }
        }
        let mut store = Store::open(&copy)?;
        store.clock = Clock::Stopped(NOW);
        store.settings.backup.snapshots = 0;
        let set = &mut store.settings.limits;
        set.fuel_per_line = Some(self.limits.fuel_per_line);
        set.memory = Some(self.limits.memory as u64);
        set.seconds_per_delivery = Some(self.limits.seconds_per_delivery);
        set.bytes_per_answer = Some(self.limits.bytes_per_answer as u64);
        store.base.forget_soon().map_err(StoreError::from)?;
        Ok((store, self.folder.path().join("files")))
    }

    /// Imports the base, then sends the files.
    pub(super) fn play(&self, base: Option<&[u8]>, steps: &[Step]) -> Result<Played, CheckError> {
        let (mut store, files) = self.store()?;
        let write = |place: usize, name: &str, bytes: &[u8]| -> Result<PathBuf, CheckError> {
            let folder = files.join(place.to_string());
            fs::create_dir_all(&folder)?;
            let file = folder.join(name);
            fs::write(&file, bytes)?;
            Ok(file)
        };
        if let Some(bytes) = base {
            retrieval::import(&mut store, &write(0, "base.csv", bytes)?, &Unwatched)?;
        }
        let mut played = Played { base: Customers::new(), withheld: 0, files: Vec::new() };
        let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
        let mut at = 0;
        while at < steps.len() {
            let mut request = Request { mode: Mode::Manual, files: Vec::new(), again: None };
            let begun = at;
            if steps[at].again {
                request.again = numbers.get(steps[at].name.as_str()).copied();
                at += 1;
            } else {
                while at < steps.len() && !steps[at].again && (at == begun || !steps[at].begins) {
                    request.files.push(write(at + 1, &steps[at].name, &steps[at].bytes)?);
                    at += 1;
                }
            }
            let id = retrieval::run(&mut store, &request, &Unwatched)?;
            for (number, file) in delivered(&store, id)? {
                if let Some(step) = steps[begun..at].iter().find(|step| step.name == file.name) {
                    numbers.insert(&step.name, number);
                }
                played.files.push(file);
            }
        }
        played.withheld = store.base.withheld_count().map_err(StoreError::from)?;
        let mut last = String::new();
        loop {
            let page = store.base.page_in_force(&last).map_err(StoreError::from)?;
            let Some(end) = page.last() else { break };
            last.clone_from(&end.id);
            for customer in page {
                let values = self.fields.iter().cloned().zip(customer.values.split(SEPARATOR).map(str::to_owned));
                played.base.insert(customer.id, (customer.modified_at, values.collect()));
            }
        }
        drop(store);
        if files.exists() {
            fs::remove_dir_all(&files)?;
        }
        Ok(played)
    }
}

fn delivered(store: &Store, retrieval: i64) -> Result<Vec<(i64, Delivered)>, CheckError> {
    let filter = RetrievalFilter { retrieval: Some(retrieval), ..RetrievalFilter::default() };
    let found = store.base.retrievals(&filter).map_err(StoreError::from)?;
    let mut all = Vec::new();
    for delivery in found.into_iter().flat_map(|retrieval| retrieval.deliveries) {
        let mut lines = Vec::new();
        store
            .base
            .modifications(delivery.id, &[], &mut |one| {
                lines.push((one.line.unwrap_or(0), one.operation.code(), one.customer));
                ControlFlow::Continue(())
            })
            .map_err(StoreError::from)?;
        let reason = delivery.reason.map(|reason| {
            let text = reason.arguments.into_iter().map(|argument| argument.value).collect::<Vec<_>>().join(" ");
            (reason.code, text)
        });
        let outcomes = delivery.outcomes.iter().sum();
        all.push((delivery.id, Delivered { name: delivery.name, status: delivery.status, reason, lines, outcomes }));
    }
    Ok(all)
}
