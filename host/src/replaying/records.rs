//! The customers of both copies, compared field by field in the order of their identifiers.

use super::outcome::{Lists, RecordDifference, Replayed};
use crate::base::{Base, differing};
use crate::report::words::rfc3339;
use crate::store::StoreError;

/// Compares whoever is in force since the period began; nobody else can differ.
pub(super) fn compare(
    one: &Base,
    other: &Base,
    since: i64,
    replayed: &mut Replayed,
    lists: &mut Lists,
) -> Result<(), StoreError> {
    let (mut mine, mut theirs) = (Walk::new(one), Walk::new(other));
    let (mut left, mut right) = (mine.next()?, theirs.next()?);
    loop {
        let order = match (&left, &right) {
            (None, None) => return Ok(()),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some((left, _)), Some((right, _))) => left.cmp(right),
        };
        let active = if order.is_le() { std::mem::replace(&mut left, mine.next()?) } else { None };
        let candidate = if order.is_ge() { std::mem::replace(&mut right, theirs.next()?) } else { None };
        let version = |side: &Option<(String, i64)>| side.as_ref().map_or(0, |(_, version)| *version);
        let (one_has, other_has) = (version(&active), version(&candidate));
        // A version from before the period is the same in both.
        if one_has == other_has && one_has < since {
            continue;
        }
        if let Some((id, _)) = active.or(candidate) {
            customer(one, other, &id, replayed, lists)?;
        }
    }
}

fn customer(one: &Base, other: &Base, id: &str, replayed: &mut Replayed, lists: &mut Lists) -> Result<(), StoreError> {
    let (mine, theirs) = (one.state_of(id)?, other.state_of(id)?);
    let (in_one, in_other) = (mine.is_some(), theirs.is_some());
    let (dates, mine, theirs) = match (mine, theirs) {
        (None, None) => return Ok(()),
        (Some((left, mine)), Some((right, theirs))) => (Some((left, right)), mine, theirs),
        (Some((_, mine)), None) => (None, mine, Vec::new()),
        (None, Some((_, theirs))) => (None, Vec::new(), theirs),
    };
    let mut differences = Vec::new();
    if let Some((left, right)) = dates.filter(|(left, right)| left != right) {
        differences.push(("modified-at".to_owned(), rfc3339(left), rfc3339(right)));
    }
    differences.extend(differing(&mine, &theirs));
    if differences.is_empty() && in_one == in_other {
        return Ok(());
    }
    replayed.counts.customers += 1;
    for (field, active, candidate) in differences {
        *replayed.counts.fields.entry(field.clone()).or_default() += 1;
        lists.records.add(&RecordDifference {
            customer: id.to_owned(),
            field,
            active: in_one.then_some(active),
            candidate: in_other.then_some(candidate),
        })?;
    }
    Ok(())
}

/// Identifiers and versions in force, in order.
struct Walk<'b> {
    base: &'b Base,
    page: std::vec::IntoIter<(String, i64)>,
    after: String,
    ended: bool,
}

impl<'b> Walk<'b> {
    fn new(base: &'b Base) -> Self {
        Self { base, page: Vec::new().into_iter(), after: String::new(), ended: false }
    }

    fn next(&mut self) -> Result<Option<(String, i64)>, StoreError> {
        if let Some(next) = self.page.next() {
            return Ok(Some(next));
        }
        if self.ended {
            return Ok(None);
        }
        let page = self.base.in_force_page(&self.after)?;
        match page.last() {
            Some((last, _)) => self.after.clone_from(last),
            None => self.ended = true,
        }
        self.page = page.into_iter();
        Ok(self.page.next())
    }
}
