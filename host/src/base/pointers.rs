//! Pointers into history: which version is a customer's last, and which is in force.
//!
//! A day's lines name customers all over the base: written at its place, every pointer that moves rewrites a page of its
//! own, and ten thousand of them nearly the whole table of a million customers. So pointers that moved are first gathered
//! apart, in `moved_customer`, and settle into `settled_customer` together, once they are many beside it. The view
//! `customer` shows what holds.

use std::hash::BuildHasher as _;

use rusqlite::Connection;

use super::keys::Filter;
use super::written::Identity;
use super::{BaseError, Change, many};
use crate::report::Timestamp;

/// Pointers settle once more have moved than this part of those settled. A look-up searches those that moved first, and
/// the later they settle, the fewer times each page is written.
const SETTLED_PART: i64 = 4;

/// Bytes of a delivery that bring a customer, or somewhat fewer.
const BYTES_A_CUSTOMER: u64 = 128;

/// Whose pointers were written to a base that held none: of nearly all others it says that they were not.
#[derive(Debug)]
pub(super) struct Pointed(Filter);

impl Pointed {
    /// Nobody's yet, before a delivery of so many bytes.
    pub(super) fn for_delivery(bytes: u64) -> Self {
        Self(Filter::of(usize::try_from(bytes / BYTES_A_CUSTOMER).unwrap_or(usize::MAX)))
    }

    /// False: surely not this one's.
    pub(super) fn may_hold(&self, id: &str) -> bool {
        self.0.may_hold(hash(id))
    }
}

fn hash(id: &str) -> i64 {
    foldhash::fast::FixedState::default().hash_one(id) as i64
}

impl Change<'_> {
    /// Writes pointers; quickest in the order of the identifiers.
    pub(crate) fn point<'i>(
        &self,
        pointers: impl Iterator<Item = (&'i str, Identity)> + Clone,
    ) -> Result<(), BaseError> {
        let count = pointers.clone().count() as i64;
        if count == 0 {
            return Ok(());
        }
        self.writes();
        if let Some(Pointed(filter)) = &mut *self.pointed.borrow_mut() {
            pointers.clone().for_each(|(id, _)| filter.insert(hash(id)));
        }
        let sizes = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (settled, moved): (i64, i64) =
            self.prepared("SELECT settled, moved FROM customer_size")?.query_row([], sizes)?;
        if moved == 0 && self.follow_all(pointers.clone().map(|(id, _)| id).min())? {
            // Where they come in order, no page is written twice.
            self.write("settled_customer", pointers)?;
            self.prepared("UPDATE customer_size SET settled = ?")?.execute([settled + count])?;
            return Ok(());
        }
        if (moved + count) * SETTLED_PART <= settled {
            self.write("moved_customer", pointers)?;
            self.prepared("UPDATE customer_size SET moved = ?")?.execute([moved + count])?;
            return Ok(());
        }
        if moved == 0 {
            self.write("settled_customer", pointers)?;
        } else {
            // Each page is written once where those gathered and these come in one order.
            self.write("moved_customer", pointers)?;
        }
        Ok(settle(self.connection())?)
    }

    /// Whether identifiers from this one on follow all that are settled.
    fn follow_all(&self, least: Option<&str>) -> Result<bool, BaseError> {
        let mut statement = self.prepared("SELECT coalesce(max(id) < ?, 1) FROM settled_customer")?;
        Ok(statement.query_row([least], |row| row.get(0))?)
    }

    fn write<'i>(&self, table: &str, pointers: impl Iterator<Item = (&'i str, Identity)>) -> Result<(), BaseError> {
        // Replaced in its place, where an upsert would look for it twice.
        let insert = format!("REPLACE INTO {table}(id, head, latest, in_force)");
        many::insert(self.connection(), &insert, 4, pointers, |row, (id, identity)| {
            row.bind(id)?;
            row.bind(identity.head)?;
            row.bind(identity.latest)?;
            row.bind(identity.in_force)
        })
    }

    /// Points at a version that was just appended for `sent` and is in force for `customer`.
    pub(crate) fn put_in_force(
        &self,
        number: i64,
        sent: &str,
        customer: &str,
        modified_at: Timestamp,
    ) -> Result<(), BaseError> {
        let before = self.identity(sent)?;
        let in_force = if sent == customer { Some(number) } else { before.and_then(|before| before.in_force) };
        let latest = before.and_then(|before| before.latest).max(Some(modified_at));
        self.point(std::iter::once((sent, Identity { head: number, latest, in_force })))?;
        if sent != customer
            && let Some(kept) = self.identity(customer)?
        {
            self.point(std::iter::once((customer, Identity { in_force: Some(number), ..kept })))?;
        }
        Ok(())
    }
}

/// Puts the pointers that lie apart in their places.
pub(super) fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "REPLACE INTO settled_customer SELECT id, head, latest, in_force FROM moved_customer ORDER BY id;
         DELETE FROM moved_customer;
         UPDATE customer_size SET settled = (SELECT count(*) FROM settled_customer), moved = 0;",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::Base;
    use super::*;

    fn all(change: &Change<'_>) -> BTreeMap<String, (i64, Option<i64>)> {
        let mut statement = change.prepared("SELECT id, head, in_force FROM customer").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_holds_is_what_was_written_last(
            batches in prop::collection::vec(prop::collection::btree_map(0..12_u8, any::<bool>(), 1..6), 1..12),
            filler in 0..100_u32,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut base = Base::open(&folder.path().join("base.sqlite")).unwrap();
            let change = base.change().unwrap();
            // The more are settled, the longer those that move stay apart.
            let mut expected: BTreeMap<String, (i64, Option<i64>)> = BTreeMap::new();
            expected.extend((0..filler).map(|index| (format!("F{index:03}"), (0, None))));
            let identity = |(head, in_force): (i64, Option<i64>)| Identity { head, latest: None, in_force };
            change.point(expected.iter().map(|(id, pointer)| (id.as_str(), identity(*pointer)))).unwrap();
            for (number, batch) in (1..).zip(batches) {
                let pointers: BTreeMap<_, _> =
                    batch.iter().map(|(id, is_in_force)| (format!("C{id:02}"), (number, is_in_force.then_some(number)))).collect();
                change.point(pointers.iter().map(|(id, pointer)| (id.as_str(), identity(*pointer)))).unwrap();
                expected.extend(pointers);
                prop_assert_eq!(&all(&change), &expected);
                for (id, pointer) in &expected {
                    prop_assert_eq!(change.identity(id).unwrap(), Some(identity(*pointer)));
                }
                prop_assert_eq!(change.identity("X").unwrap(), None);
            }
        }
    }

    #[test]
    fn few_stay_apart_from_many() {
        let folder = tempfile::tempdir().unwrap();
        let mut base = Base::open(&folder.path().join("base.sqlite")).unwrap();
        let change = base.change().unwrap();
        let sizes = || {
            let row =
                change.prepared("SELECT settled, moved, (SELECT count(*) FROM moved_customer) FROM customer_size");
            row.unwrap().query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
        };
        let one = Identity { head: 1, latest: None, in_force: Some(1) };
        let ids: Vec<String> = (0..140).map(|index| format!("C{index:03}")).collect();
        let point =
            |range: std::ops::Range<usize>| change.point(ids[range].iter().map(|id| (id.as_str(), one))).unwrap();
        point(0..100);
        assert_eq!(sizes(), (100, 0, 0));
        point(0..20);
        point(120..125);
        assert_eq!(sizes(), (100, 25, 25));
        point(7..8);
        assert_eq!(sizes(), (105, 0, 0));
    }
}
