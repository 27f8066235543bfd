//! What the host holds about the customers of one batch, kept up to date as lines are decided.

use std::collections::{HashMap, HashSet};

use crate::base::{BaseError, Change, Identity, InForce, Place, QueueItem};
use crate::report::Timestamp;
use crate::rules;

/// One identifier of the batch.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: String,
    /// Its last version of any kind.
    pub(super) head: Option<i64>,
    /// The latest date ever decided for it before this batch.
    latest_before: Option<Timestamp>,
    head_before: Option<i64>,
    latest: Option<Timestamp>,
    /// Its version in force, unless an alias leads elsewhere.
    pub(super) current: Option<InForce>,
    /// Where that version's content stands, once somebody asked.
    place: Option<Place>,
    /// Date and digest of what this batch decided for it.
    decided: Vec<(Timestamp, u64)>,
    /// What is withheld of it.
    pub(super) withheld: Vec<QueueItem>,
    /// Whether its pointers are to be written.
    pub(super) touched: bool,
}

/// The customers of one batch.
#[derive(Debug, Default)]
pub(super) struct Known {
    persons: Vec<Person>,
    by_id: HashMap<String, usize>,
    aliases: HashMap<usize, usize>,
    floor: i64,
}

impl Known {
    /// Looks up everybody named in a batch, in the order of the base.
    pub(super) fn load<'i>(
        change: &Change<'_>,
        ids: impl Iterator<Item = &'i str>,
        withheld: &HashSet<String>,
    ) -> Result<Self, BaseError> {
        let mut ids: Vec<String> = ids.collect::<HashSet<_>>().into_iter().map(str::to_owned).collect();
        let mut leads = HashMap::new();
        if change.has_aliases()? {
            for id in ids.clone() {
                if let Some(customer) = change.alias(&id)? {
                    ids.push(customer.clone());
                    leads.insert(id, customer);
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        let mut identities: Vec<Option<Identity>> = Vec::with_capacity(ids.len());
        change.identities(ids.iter().map(String::as_str), |_, identity| identities.push(identity))?;
        let mut known = Self { floor: change.digest_floor()?, ..Self::default() };
        for (id, identity) in ids.into_iter().zip(&identities) {
            let queued = if withheld.contains(&id) { change.withheld_of(&id)? } else { Vec::new() };
            known.by_id.insert(id.clone(), known.persons.len());
            known.persons.push(Person {
                id,
                head: identity.map(|identity| identity.head),
                head_before: identity.map(|identity| identity.head),
                latest: identity.and_then(|identity| identity.latest),
                latest_before: identity.and_then(|identity| identity.latest),
                current: None,
                place: None,
                decided: Vec::new(),
                withheld: queued,
                touched: false,
            });
        }
        let mut in_force: Vec<(i64, usize)> = identities
            .iter()
            .enumerate()
            .filter_map(|(index, identity)| Some((identity.as_ref()?.in_force?, index)))
            .collect();
        in_force.sort_unstable();
        for (version, index) in in_force {
            known.persons[index].current = Some(change.in_force(version)?);
        }
        known.aliases = leads.into_iter().map(|(id, customer)| (known.by_id[&id], known.by_id[&customer])).collect();
        Ok(known)
    }

    /// The index of an identifier of the batch.
    pub(super) fn index(&self, id: &str) -> usize {
        self.by_id[id]
    }

    /// The index of whom an identifier leads to.
    pub(super) fn target(&self, sent: usize) -> usize {
        self.aliases.get(&sent).copied().unwrap_or(sent)
    }

    pub(super) fn person(&self, index: usize) -> &Person {
        &self.persons[index]
    }

    pub(super) fn person_mut(&mut self, index: usize) -> &mut Person {
        &mut self.persons[index]
    }

    /// The customer as it is after what was decided so far, if the batch knows it.
    pub(super) fn current(&self, id: &str) -> Option<Option<&InForce>> {
        self.by_id.get(id).map(|index| self.persons[*index].current.as_ref())
    }

    /// Digests decided before for an identifier and date.
    pub(super) fn prior(
        &self,
        change: &Change<'_>,
        sent: usize,
        modified_at: Timestamp,
    ) -> Result<Vec<u64>, BaseError> {
        let person = &self.persons[sent];
        let mut digests = match person.head_before {
            // The chain holds nothing of a date later than the latest decided.
            Some(head) if person.latest_before >= Some(modified_at) => {
                change.prior(head, modified_at, self.floor, None)?
            }
            _ => Vec::new(),
        };
        for (date, digest) in &person.decided {
            if *date == modified_at && !digests.contains(digest) {
                digests.push(*digest);
            }
        }
        Ok(digests)
    }

    /// Whether the customer's content has this date and came from a later place.
    pub(super) fn is_later_source(
        &mut self,
        change: &Change<'_>,
        target: usize,
        modified_at: Timestamp,
        place: &Place,
    ) -> Result<bool, BaseError> {
        let person = &mut self.persons[target];
        let Some(current) = person.current.as_ref().filter(|current| current.modified_at == modified_at) else {
            return Ok(false);
        };
        if person.place.is_none() {
            person.place = Some(change.place(current.number)?);
        }
        Ok(person.place.as_ref() > Some(place))
    }

    /// Remembers that a modification was decided, otherwise than rejected.
    pub(super) fn decided(&mut self, sent: usize, modified_at: Timestamp, digest: u64) {
        let person = &mut self.persons[sent];
        person.decided.push((modified_at, digest));
        person.latest = person.latest.max(Some(modified_at));
        person.touched = true;
    }

    /// Puts a version in force.
    pub(super) fn put_in_force(&mut self, target: usize, in_force: InForce, place: Place) {
        let person = &mut self.persons[target];
        person.current = Some(in_force);
        person.place = Some(place);
        person.touched = true;
    }

    /// The customer as the rules see it.
    pub(super) fn customer(&self, target: usize) -> Option<rules::Customer> {
        let person = &self.persons[target];
        person.current.as_ref().map(|current| customer(&person.id, current))
    }

    /// Writes the pointers of everybody touched.
    pub(super) fn write(&self, change: &Change<'_>) -> Result<(), BaseError> {
        change.point(self.persons.iter().filter(|person| person.touched).filter_map(|person| {
            let in_force = person.current.as_ref().map(|current| current.number);
            Some((person.id.as_str(), Identity { head: person.head?, latest: person.latest, in_force }))
        }))
    }
}

/// A version in force as the rules see it.
pub(super) fn customer(id: &str, current: &InForce) -> rules::Customer {
    rules::Customer { id: id.into(), modified_at: current.modified_at, values: current.row.clone() }
}
