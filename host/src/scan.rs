//! Looks through the whole base for customers who are already in it twice.
//!
//! Blocking keys lead from one to the other, and the rules decide as at a first load: the same grounds, the same
//! parameters, the same common values left out. The pairs are kept in the base and worked through from there.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::base::{BaseError, Change, MOST_HOLDERS, NewScan};
use crate::report::{Scan, Timestamp};
use crate::retrieval::{DeliveryError, Progress};
use crate::rules::{Answer, Context, Customer, Evidence, Kept, Match, Modification, Purpose};
use crate::store::{ActiveRules, Store, StoreError};

/// Pairs compared in one call of the rules: what a scan holds in memory, whatever the size of the base.
const PAIRS: usize = 4_096;

/// What is compared next: whom with whom.
type Pairs = BTreeMap<String, BTreeSet<String>>;

/// Scans the base, keeps what it found, and answers the scan.
///
/// Pairs that a person declared distinct are not found again; those found before keep the date they were found on.
///
/// # Errors
/// Those of the base and the rules; nothing of the scan is kept then.
pub fn run(store: &mut Store, by: &str, progress: &dyn Progress) -> Result<Scan, StoreError> {
    let _lock = store.lock()?;
    let rules = store.rules()?;
    let now = store.clock.now();
    let change = store.base.change()?;
    let outcome = scan(&change, &rules, now, by, progress);
    progress.end();
    match outcome {
        Ok(()) => change.commit()?,
        Err(DeliveryError::Base(error)) => return Err(error.into()),
        Err(DeliveryError::Rules(error)) => return Err(error.into()),
        Err(DeliveryError::Refused(_) | DeliveryError::Kept(_)) => unreachable!("no file is read"),
    }
    store.base.last_scan()?.ok_or(StoreError::Base(BaseError::Damaged { what: "the scan just kept" }))
}

fn scan(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    by: &str,
    progress: &dyn Progress,
) -> Result<(), DeliveryError> {
    let (customers, keys) = change.extent()?;
    progress.begin("progress-scan", keys);
    let common = change.common_keys()?;
    let common_keys = common.len() as u64;
    let id = change.begin_scan(&NewScan { at: now, by, rules: rules.id, customers, common_keys })?;
    let mut scanning = Scanning { change, rules, now, scan: id, common, pairs: 0 };
    let mut pairs = Pairs::new();
    let mut count = 0;
    change.each_shared_key(MOST_HOLDERS, |holders, read| {
        for (place, one) in holders.iter().enumerate() {
            for other in &holders[place + 1..] {
                if !change.has_pair(id, one, other)? && pairs.entry(one.clone()).or_default().insert(other.clone()) {
                    count += 1;
                }
            }
        }
        if count >= PAIRS || holders.is_empty() {
            scanning.compare(&std::mem::take(&mut pairs))?;
            count = 0;
        }
        progress.advance(read);
        Ok::<(), DeliveryError>(())
    })?;
    Ok(change.end_scan(id, scanning.pairs)?)
}

/// Compares two customers as the last scan would have, if there was one, and keeps the pair where the rules find it.
pub(crate) fn look_again(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    (one, other): (&str, &str),
) -> Result<(), DeliveryError> {
    let Some(scan) = change.last_scan()? else { return Ok(()) };
    let mut scanning = Scanning { change, rules, now, scan, common: change.common_keys()?, pairs: 0 };
    let (first, second) = (one.min(other).to_owned(), one.max(other).to_owned());
    scanning.compare(&Pairs::from([(first, BTreeSet::from([second]))]))
}

struct Scanning<'a, 'c> {
    change: &'a Change<'c>,
    rules: &'a ActiveRules,
    now: Timestamp,
    scan: i64,
    /// Keys that too many hold.
    common: HashSet<u64>,
    pairs: u64,
}

impl Scanning<'_, '_> {
    /// Keeps those of the pairs that the rules take for one person.
    fn compare(&mut self, pairs: &Pairs) -> Result<(), DeliveryError> {
        let named: BTreeSet<&String> = pairs.iter().flat_map(|(one, others)| others.iter().chain([one])).collect();
        let mut known: BTreeMap<String, Customer> = BTreeMap::new();
        for id in named {
            known.extend(customer(self.change, id)?.map(|customer| (id.clone(), customer)));
        }
        let mut asked = Vec::with_capacity(pairs.len());
        for (one, others) in pairs {
            let Some(customer) = known.get(one) else { continue };
            let distinct = self.change.distinct_of(one)?;
            let candidates: Vec<Customer> = others
                .iter()
                .filter(|other| !distinct.contains(other))
                .filter_map(|id| known.get(id))
                .cloned()
                .collect();
            if !candidates.is_empty() {
                asked.push((customer, Evidence { candidates, cut: Vec::new() }));
            }
        }
        let context = Context {
            purpose: Purpose::FirstLoad,
            file_name: String::new(),
            now: self.now,
            parameters: self.rules.parameters.clone(),
        };
        if !self.common.is_empty() {
            let customers: Vec<Customer> = asked.iter().map(|(customer, _)| (*customer).clone()).collect();
            for ((_, evidence), mut keys) in asked.iter_mut().zip(self.rules.rules.keys_of(&context, &customers)?) {
                keys.retain(|key| self.common.contains(key));
                evidence.cut = keys;
            }
        }
        let (customers, kept): (Vec<_>, Vec<_>) =
            asked.into_iter().map(|(customer, evidence)| (customer, received(customer, evidence))).unzip();
        let answers = if kept.is_empty() { Vec::new() } else { self.rules.rules.decide_again(&context, &kept)? };
        for (customer, answer) in customers.into_iter().zip(answers) {
            let Answer::Decided(decision) = answer else { continue };
            for Match { customer: other, reasons } in decision.matches {
                self.change.keep_pair(self.scan, self.now, &customer.id, &other, &reasons)?;
                self.pairs += 1;
            }
        }
        Ok(())
    }
}

/// A customer as it is now; none if it is not in the base.
fn customer(change: &Change<'_>, id: &str) -> Result<Option<Customer>, BaseError> {
    let Some(number) = change.identity(id)?.and_then(|identity| identity.in_force) else { return Ok(None) };
    let current = change.in_force(number)?;
    Ok(Some(Customer { id: id.into(), modified_at: current.modified_at, values: current.row.to_string() }))
}

/// A customer of the base as a first load would receive it.
fn received(customer: &Customer, evidence: Evidence) -> Kept {
    Kept {
        modification: Modification {
            customer: customer.id.clone(),
            modified_at: customer.modified_at,
            digest: 0,
            values: customer.values.clone(),
            absent_fields: Vec::new(),
        },
        current: None,
        prior: Vec::new(),
        later_source: false,
        evidence: Some(evidence),
    }
}
