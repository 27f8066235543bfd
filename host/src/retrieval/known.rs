//! What the host holds about the customers of one batch, and about others they lead to, kept up to date as lines are
//! decided.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::base::{BaseError, Change, Delivered, Held, Identity, InForce, Link, Place, QueueItem, Stored};
use crate::report::Timestamp;
use crate::rules;

/// The number of a person among those known.
pub(super) type PersonIndex = u32;

/// One identifier.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: Arc<str>,
    /// Its last version of any kind.
    pub(super) head: Option<i64>,
    /// The latest date ever decided for it before this batch.
    latest_before: Option<Timestamp>,
    head_before: Option<i64>,
    latest: Option<Timestamp>,
    /// Its version in force, unless an alias leads elsewhere.
    pub(super) current: Option<Stored>,
    /// What the version in force before this batch says of itself.
    link: Option<Link>,
    /// Where the content in force stands, once somebody asked.
    place: Option<Place>,
    /// Date and digest of what this batch decided for it.
    decided: SmallVec<[(Timestamp, u64); 1]>,
    /// What is withheld of it.
    pub(super) withheld: Vec<QueueItem>,
    /// Whether its pointers are to be written.
    pub(super) touched: bool,
}

impl Person {
    fn new(id: Arc<str>, held: Option<Held>) -> Self {
        let identity = held.as_ref().map(|held| held.identity);
        let (current, link) = held.and_then(|held| held.in_force).unzip();
        Self {
            id,
            head: identity.map(|identity| identity.head),
            head_before: identity.map(|identity| identity.head),
            latest: identity.and_then(|identity| identity.latest),
            latest_before: identity.and_then(|identity| identity.latest),
            current,
            link,
            place: None,
            decided: SmallVec::new(),
            withheld: Vec::new(),
            touched: false,
        }
    }
}

/// The customers of one batch, in the order of their identifiers, and then whoever their keys lead to.
#[derive(Debug, Default)]
pub(super) struct Known {
    persons: Vec<Person>,
    /// Beginnings of the identifiers that the batch names: those come first, in this order.
    named: Vec<u128>,
    /// The others, by identifier.
    met: HashMap<Arc<str>, PersonIndex, foldhash::fast::RandomState>,
    aliases: HashMap<PersonIndex, PersonIndex>,
    /// What stretches of history applied, as far as somebody asked.
    delivered: HashMap<i64, Option<Delivered>>,
    /// How many of the persons were read from the base.
    loaded: usize,
    floor: i64,
}

impl Known {
    /// Looks up everybody named in a batch, in the order of the base; answers the number of each too.
    pub(super) fn load<'i>(
        change: &Change<'_>,
        named: impl Iterator<Item = Option<&'i str>>,
        is_withheld: impl Fn(&str) -> bool,
    ) -> Result<(Self, Vec<Option<PersonIndex>>), BaseError> {
        let mut known = Self { floor: change.digest_floor()?, ..Self::default() };
        let named: Vec<_> = named.collect();
        let mut sorted: Vec<(u128, &str, u32)> =
            named.iter().zip(0..).filter_map(|(id, line)| id.map(|id| (first_bytes(id), id, line))).collect();
        sorted.sort_unstable();
        let sorted: Vec<(&str, u32)> = sorted.into_iter().map(|(_, id, line)| (id, line)).collect();
        let mut leads: Vec<(Arc<str>, String)> = Vec::new();
        if change.has_aliases()? {
            for pair in sorted.chunk_by(|(one, _), (other, _)| one == other) {
                if let Some(customer) = change.alias(pair[0].0)? {
                    leads.push((pair[0].0.into(), customer));
                }
            }
        }
        let targets = leads.iter().map(|(_, customer)| customer.as_str());
        let mut ids: Vec<&str> = sorted.iter().map(|(id, _)| *id).chain(targets).collect();
        if !leads.is_empty() {
            ids.sort_unstable();
        }
        ids.dedup();
        let held = change.held(&ids)?;
        known.persons = ids.iter().zip(held).map(|(id, held)| Person::new((*id).into(), held)).collect();
        known.named = ids.iter().map(|id| first_bytes(id)).collect();
        known.loaded = known.persons.len();
        for person in known.persons.iter_mut().filter(|person| is_withheld(&person.id)) {
            person.withheld = change.withheld_of(&person.id)?;
        }
        let index = |id: &str| known.find(id).expect("both were named");
        known.aliases = leads.iter().map(|(id, customer)| (index(id), index(customer))).collect();
        let mut numbers = vec![None; named.len()];
        let mut index = 0;
        for (id, line) in sorted {
            while *known.persons[index].id != *id {
                index += 1;
            }
            numbers[line as usize] = Some(index as PersonIndex);
        }
        Ok((known, numbers))
    }

    /// Reads from the base whoever was met since the last time; quickest with many at once.
    pub(super) fn load_met(&mut self, change: &Change<'_>) -> Result<(), BaseError> {
        let mut met: Vec<_> = (self.loaded as PersonIndex..self.persons.len() as PersonIndex).collect();
        met.sort_unstable_by(|one, other| self.person(*one).id.cmp(&self.person(*other).id));
        self.loaded = self.persons.len();
        let ids: Vec<_> = met.iter().map(|index| &*self.person(*index).id).collect();
        let found = change.held(&ids)?;
        for (index, held) in met.into_iter().zip(found) {
            let person = self.person_mut(index);
            *person = Person::new(Arc::clone(&person.id), held);
        }
        Ok(())
    }

    /// The number of whom an identifier leads to.
    pub(super) fn target(&self, sent: PersonIndex) -> PersonIndex {
        self.aliases.get(&sent).copied().unwrap_or(sent)
    }

    pub(super) fn person(&self, index: PersonIndex) -> &Person {
        &self.persons[index as usize]
    }

    pub(super) fn person_mut(&mut self, index: PersonIndex) -> &mut Person {
        &mut self.persons[index as usize]
    }

    /// The number of somebody whom a key leads to.
    pub(super) fn meet(&mut self, id: &str) -> PersonIndex {
        if let Some(index) = self.find(id) {
            return index;
        }
        let index = self.persons.len() as PersonIndex;
        let id: Arc<str> = id.into();
        self.persons.push(Person::new(Arc::clone(&id), None));
        self.met.insert(id, index);
        index
    }

    fn find(&self, id: &str) -> Option<PersonIndex> {
        let begin = first_bytes(id);
        let first = self.named.partition_point(|named| *named < begin);
        let alike = self.named[first..].partition_point(|named| *named == begin);
        match self.persons[first..first + alike].binary_search_by(|person| (*person.id).cmp(id)) {
            Ok(index) => Some((first + index) as PersonIndex),
            Err(_) => self.met.get(id).copied(),
        }
    }

    /// Somebody as it is after what was decided so far; none if it is not in the base.
    pub(super) fn candidate(
        &mut self,
        change: &Change<'_>,
        index: PersonIndex,
    ) -> Result<Option<rules::Customer>, BaseError> {
        if index as usize >= self.loaded {
            self.load_met(change)?;
        }
        let person = self.person(index);
        let Some(current) = &person.current else { return Ok(None) };
        let (received, _) = change.fields().read(current.list, &current.record)?;
        let (id, modified_at) = (person.id.to_string(), current.modified_at);
        Ok(Some(rules::Customer { id, modified_at, values: received.row }))
    }

    /// Digests decided before for an identifier and date.
    pub(super) fn prior(
        &self,
        change: &Change<'_>,
        sent: PersonIndex,
        modified_at: Timestamp,
    ) -> Result<Vec<u64>, BaseError> {
        let person = self.person(sent);
        let mut digests = match person.head_before {
            // The chain holds nothing of a date later than the latest decided.
            Some(head) if person.latest_before >= Some(modified_at) => {
                let read = person.link.filter(|link| link.number == head);
                change.prior(read.map_or_else(|| change.link(head), Ok)?, modified_at, self.floor, None)?
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

    /// Where the customer's content stands in the canonical order; none if it is not in the base.
    pub(super) fn place(&mut self, change: &Change<'_>, target: PersonIndex) -> Result<Option<&Place>, BaseError> {
        let Self { persons, delivered, .. } = self;
        let person = &mut persons[target as usize];
        if person.place.is_none()
            && let Some(link) = person.link
        {
            let place = change.place_of(link, |operation| match delivered.entry(operation) {
                Entry::Occupied(known) => Ok(known.get().clone()),
                Entry::Vacant(unknown) => Ok(unknown.insert(change.delivered(operation)?).clone()),
            })?;
            person.place = Some(place);
        }
        Ok(person.place.as_ref())
    }

    /// Remembers that a modification was decided, otherwise than rejected.
    pub(super) fn decided(&mut self, sent: PersonIndex, modified_at: Timestamp, digest: u64) {
        let person = self.person_mut(sent);
        person.decided.push((modified_at, digest));
        person.latest = person.latest.max(Some(modified_at));
        person.touched = true;
    }

    /// Puts a version in force.
    pub(super) fn put_in_force(&mut self, target: PersonIndex, in_force: Stored, place: Place) {
        let person = self.person_mut(target);
        person.current = Some(in_force);
        person.place = Some(place);
        person.touched = true;
    }

    /// All identifiers in one text.
    pub(super) fn packed_ids(&self) -> PackedIds {
        let mut packed = PackedIds { text: String::new(), ends: Vec::with_capacity(self.persons.len()) };
        for person in &self.persons {
            packed.text.push_str(&person.id);
            packed.ends.push(packed.text.len());
        }
        packed
    }

    /// Writes the pointers of everybody touched.
    pub(super) fn write(&self, change: &Change<'_>) -> Result<(), BaseError> {
        change.point(self.persons.iter().filter(|person| person.touched).filter_map(|person| {
            let in_force = person.current.as_ref().map(|current| current.number);
            Some((&*person.id, Identity { head: person.head?, latest: person.latest, in_force }))
        }))
    }
}

/// The first bytes of an identifier, which order identifiers without a look at each: nearly all differ in them.
fn first_bytes(id: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = id.len().min(bytes.len());
    bytes[..length].copy_from_slice(&id.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

/// A version in force as the rules see it.
pub(super) fn customer(id: &str, current: &InForce) -> rules::Customer {
    rules::Customer { id: id.into(), modified_at: current.modified_at, values: current.row.to_string() }
}

/// Identifiers beside each other: going through them in any order, the processor's cache holds them all.
pub(super) struct PackedIds {
    text: String,
    ends: Vec<usize>,
}

impl PackedIds {
    pub(super) fn of(&self, person: PersonIndex) -> &str {
        let person = person as usize;
        let begin = person.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[begin..self.ends[person]]
    }
}
