//! What a batch looks up: many customers and many keys at a time, on two cores.
//!
//! Until a transaction has written pointers or keys, another connection sees the same ones, so the second half of a long
//! look-up is done there; of the versions, all that this transaction did not append.

use std::thread;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Row};

use super::change::{Change, link};
use super::written::{Identity, InForce, Link, Stored};
use super::{BaseError, Texts, keys};

/// Look-ups from which on a second connection is worth opening: about 10 ms of them.
const WORTH_A_THREAD: usize = 4_096;

/// KiB of page cache of the second connection: in the order of the base no page is come back to.
const CACHE_BESIDE: i64 = -2_048;

/// What the base holds of an identifier.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) identity: Identity,
    /// None while it is not in the base.
    pub(crate) in_force: Option<(Stored, Link)>,
}

impl Change<'_> {
    /// The pointers of one identifier.
    pub(crate) fn identity(&self, id: &str) -> Result<Option<Identity>, BaseError> {
        Ok(identities(self.connection(), &[id])?.pop().flatten())
    }

    /// The customer's values by version.
    pub(crate) fn in_force(&self, number: i64) -> Result<InForce, BaseError> {
        let found = versions(self.connection(), std::iter::once(number))?.pop();
        let (Stored { modified_at, list, record, .. }, _) =
            found.ok_or(BaseError::Damaged { what: "a customer's version in force" })?;
        let (received, others) = self.fields().read(list, &record)?;
        Ok(InForce { number, modified_at, row: received.row.into(), others })
    }

    /// What the base holds of identifiers; quickest with many at once, in their order.
    pub(crate) fn held(&self, ids: &[&str]) -> Result<Vec<Option<Held>>, BaseError> {
        let identities = self.identities(ids)?;
        // In the order of the versions, so that each of their pages is read once.
        let in_force = |identity: &Option<Identity>| identity.as_ref().and_then(|identity| identity.in_force);
        let mut numbers: Vec<(i64, usize)> =
            identities.iter().zip(0..).filter_map(|(identity, index)| Some((in_force(identity)?, index))).collect();
        numbers.sort_unstable();
        // Another connection sees those that this transaction did not append.
        let committed = numbers.partition_point(|(number, _)| *number < self.first_appended());
        let worth_two = is_worth_two(numbers.len()) && is_worth_two(committed);
        let (far, near) = numbers.split_at(if worth_two { committed.min(numbers.len() / 2) } else { 0 });
        let (mut last, mut versions) = self.each_of(near, far, |connection, numbers| {
            versions(connection, numbers.iter().map(|(number, _)| *number))
        })?;
        versions.append(&mut last);
        let alone = |identity| Held { identity, in_force: None };
        let mut all: Vec<_> = identities.into_iter().map(|identity| identity.map(alone)).collect();
        for ((_, index), version) in numbers.into_iter().zip(versions) {
            if let Some(held) = &mut all[index] {
                held.in_force = Some(version);
            }
        }
        Ok(all)
    }

    fn identities(&self, ids: &[&str]) -> Result<Vec<Option<Identity>>, BaseError> {
        let look_up = |ids: &[&str]| {
            let (near, far) = self.halves(ids);
            let (mut all, rest) = self.each_of(near, far, identities)?;
            all.extend(rest);
            Ok::<_, BaseError>(all)
        };
        let Some(pointed) = &*self.pointed.borrow() else { return look_up(ids) };
        let (places, known): (Vec<usize>, Vec<&str>) =
            (0..).zip(ids.iter().copied()).filter(|(_, id)| pointed.may_hold(id)).unzip();
        let mut all = vec![None; ids.len()];
        for (place, identity) in places.into_iter().zip(look_up(&known)?) {
            all[place] = identity;
        }
        Ok(all)
    }

    /// Looks up many, some of them beside the others.
    fn each_of<Q: Sync, A: Send>(
        &self,
        near: &[Q],
        far: &[Q],
        look_up: impl Fn(&Connection, &[Q]) -> Result<Vec<A>, BaseError> + Sync,
    ) -> Result<(Vec<A>, Vec<A>), BaseError> {
        let (answers, found) = self.beside(
            || look_up(self.connection(), near),
            (!far.is_empty()).then_some(|beside: &Connection| look_up(beside, far)),
        )?;
        Ok((answers, found.map_or_else(|| look_up(self.connection(), far), Ok)?))
    }

    /// Up to `most` customers who hold each key, in the order given; quickest in the order of SQLite's signed numbers.
    pub(crate) fn each_holder(
        &self,
        keys: &[u64],
        most: usize,
        mut each: impl FnMut(usize, &str),
    ) -> Result<(), BaseError> {
        if let Some(gathered) = &*self.gathered.borrow() {
            return gathered.each_holder(keys, most, each);
        }
        let (near, far) = self.halves(keys);
        let ((), found) = self.beside(
            || holders(self.connection(), near, most, &mut each),
            (!far.is_empty()).then_some(|beside: &Connection| {
                let mut found = Packed::default();
                holders(beside, far, most, |index, customer| found.push(index, customer))?;
                Ok(found)
            }),
        )?;
        match found {
            Some(found) => found.each(|index, customer| each(near.len() + index, customer)),
            None => holders(self.connection(), far, most, |index, customer| each(near.len() + index, customer))?,
        }
        Ok(())
    }

    /// What is looked up here and what beside; all of it here where it is short or the two could see different bases.
    fn halves<'q, Q>(&self, asked: &'q [Q]) -> (&'q [Q], &'q [Q]) {
        let two = !self.has_written() && is_worth_two(asked.len());
        asked.split_at(if two { asked.len() / 2 } else { asked.len() })
    }

    /// Does something here while another thread does the rest on a connection of its own; none where it could not.
    fn beside<H, T: Send>(
        &self,
        here: impl FnOnce() -> Result<H, BaseError>,
        there: Option<impl FnOnce(&Connection) -> Result<T, BaseError> + Send>,
    ) -> Result<(H, Option<T>), BaseError> {
        let file = self.connection().path().map(str::to_owned);
        thread::scope(|scope| {
            let beside = there.zip(file).map(|(there, file)| scope.spawn(move || there(&reader(&file)?)));
            let here = here()?;
            Ok((here, beside.and_then(|beside| beside.join().ok()?.ok())))
        })
    }
}

/// Whether so many look-ups are worth a second connection, on a second core.
fn is_worth_two(count: usize) -> bool {
    count >= WORTH_A_THREAD && thread::available_parallelism().is_ok_and(|cores| cores.get() > 1)
}

/// A connection that sees what was last committed.
fn reader(file: &str) -> Result<Connection, BaseError> {
    // One thread has it alone: no lock at every call.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", CACHE_BESIDE)?;
    // One transaction for all, instead of one each.
    connection.execute_batch("BEGIN")?;
    Ok(connection)
}

/// The pointers of identifiers.
fn identities(connection: &Connection, ids: &[&str]) -> Result<Vec<Option<Identity>>, BaseError> {
    let mut moved = connection.prepare_cached("SELECT head, latest, in_force FROM moved_customer WHERE id = ?")?;
    let mut settled = connection.prepare_cached("SELECT head, latest, in_force FROM settled_customer WHERE id = ?")?;
    let mut any_moved = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM moved_customer)")?;
    let has_moved: bool = any_moved.query_row([], |row| row.get(0))?;
    let identity = |row: &Row<'_>| Ok(Identity { head: row.get(0)?, latest: row.get(1)?, in_force: row.get(2)? });
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let apart = if has_moved { moved.query_row([id], identity).optional()? } else { None };
        all.push(match apart {
            Some(moved) => Some(moved),
            None => settled.query_row([id], identity).optional()?,
        });
    }
    Ok(all)
}

/// Customers' records by version, each with what stands beside it.
fn versions(
    connection: &Connection,
    numbers: impl ExactSizeIterator<Item = i64>,
) -> Result<Vec<(Stored, Link)>, BaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT modified_at, digest, kind, previous, operation, line, origin, fields, record FROM version
         WHERE number = ?",
    )?;
    let (mut all, mut records) = (Vec::with_capacity(numbers.len()), Texts::with_capacity(numbers.len()));
    for number in numbers {
        let mut rows = statement.query([number])?;
        let row = rows.next()?.ok_or(BaseError::Damaged { what: "a customer's version in force" })?;
        let json = row.get_ref(8)?.as_str().map_err(|_| BaseError::Damaged { what: "a version without its record" })?;
        records.push_with(|out| out.push_str(json));
        all.push((row.get(0)?, row.get(7)?, link(number, row)?));
    }
    let stored = |(modified_at, list, link): (_, _, Link), record| {
        (Stored { number: link.number, modified_at, list, record }, link)
    };
    Ok(all.into_iter().zip(records.end()).map(|(version, record)| stored(version, record)).collect())
}

fn holders(
    connection: &Connection,
    sought: &[u64],
    most: usize,
    mut each: impl FnMut(usize, &str),
) -> Result<(), BaseError> {
    const DAMAGED: BaseError = BaseError::Damaged { what: "the holder of a key" };
    let mut moved = connection.prepare_cached("SELECT customer, held FROM moved_key WHERE key = ?")?;
    let mut settled = keys::Finder::new(connection)?;
    let mut any_moved = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM moved_key)")?;
    let has_moves: bool = any_moved.query_row([], |row| row.get(0))?;
    let mut met: Vec<String> = Vec::new();
    for (index, key) in sought.iter().enumerate() {
        let mut listed = 0;
        met.clear();
        if has_moves {
            let mut rows = moved.query([*key as i64])?;
            while let Some(row) = rows.next()? {
                let customer = row.get_ref(0)?.as_str().map_err(|_| DAMAGED)?;
                if row.get(1)? && listed < most {
                    each(index, customer);
                    listed += 1;
                }
                met.push(customer.to_owned());
            }
        }
        settled.each(*key as i64, |customer| {
            if listed < most && !met.iter().any(|one| one == customer) {
                each(index, customer);
                listed += 1;
            }
            listed < most
        })?;
    }
    Ok(())
}

/// Identifiers by the index of a key, in one text: what crosses from one thread to another costs by the piece.
#[derive(Debug, Default)]
struct Packed {
    text: String,
    /// The index of the key, and where the identifier ends.
    ends: Vec<(usize, usize)>,
}

impl Packed {
    fn push(&mut self, index: usize, customer: &str) {
        self.text.push_str(customer);
        self.ends.push((index, self.text.len()));
    }

    fn each(&self, mut each: impl FnMut(usize, &str)) {
        let mut begin = 0;
        for (index, end) in &self.ends {
            each(*index, &self.text[begin..*end]);
            begin = *end;
        }
    }
}
