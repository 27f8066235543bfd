//! The two sides of a merge.

use super::{PeopleError, in_force};
use crate::base::{Change, InForce, Place, QueueItem};
use crate::report::Timestamp;
use crate::retrieval::{changed, reexamination};
use crate::rules::{self, Outcome};
use crate::store::ActiveRules;

/// A customer as it goes into a merge.
#[derive(Debug)]
pub(super) struct Side {
    /// As the rules see it; what it withheld because of the other side is laid over it.
    pub(super) customer: rules::Customer,
    /// Where that content stands in the canonical order.
    pub(super) place: Place,
    /// The version of that content.
    pub(super) origin: i64,
    /// What is in force; none of a withheld creation.
    pub(super) current: Option<InForce>,
    /// The withheld modification that goes in with it.
    pub(super) withheld: Option<QueueItem>,
}

impl Side {
    /// `id` is whom an identifier leads to; `other` the other side.
    pub(super) fn of(
        change: &Change<'_>,
        rules: &ActiveRules,
        now: Timestamp,
        id: &str,
        other: &str,
    ) -> Result<Self, PeopleError> {
        let mut queue = change.withheld_of(id)?;
        queue.sort_by(|left, right| left.order().cmp(&right.order()));
        let Some(current) = in_force(change, id)? else {
            let newest = queue.pop().ok_or_else(|| PeopleError::nobody(id))?;
            return Ok(Self {
                customer: rules::Customer {
                    id: id.into(),
                    modified_at: newest.modified_at,
                    values: change.received(newest.version)?.row,
                },
                place: newest.place.clone(),
                origin: newest.version,
                current: None,
                withheld: Some(newest),
            });
        };
        let mut side = Self {
            customer: rules::Customer {
                id: id.into(),
                modified_at: current.modified_at,
                values: current.row.to_string(),
            },
            place: change.place(current.number)?,
            origin: current.number,
            current: Some(current),
            withheld: None,
        };
        for item in queue.into_iter().rev() {
            if change.is_in_the_way(item.version, other)? {
                side.lay_over(change, rules, now, item)?;
                break;
            }
        }
        Ok(side)
    }

    /// Applies what was withheld because of the other side, as far as it still would be.
    fn lay_over(
        &mut self,
        change: &Change<'_>,
        rules: &ActiveRules,
        now: Timestamp,
        item: QueueItem,
    ) -> Result<(), PeopleError> {
        let kept = change.kept(item.version, &item.customer)?;
        let received = change.received(item.version)?;
        let decision = reexamination::decide(change, rules, now, &kept, &received, &item.place)?.decision;
        if matches!(decision.outcome, Outcome::Duplicate | Outcome::Corrected | Outcome::Unchanged) {
            self.customer.values = changed(&self.customer.values, &decision.changes);
            self.customer.modified_at = item.modified_at;
            self.place = item.place.clone();
            self.origin = item.version;
            self.withheld = Some(item);
        }
        Ok(())
    }

    /// The canonical order.
    pub(super) fn order(&self) -> (Timestamp, &Place) {
        (self.customer.modified_at, &self.place)
    }

    /// The customer as it is in the base, to ask for the keys it holds there.
    pub(super) fn in_base(&self) -> Option<rules::Customer> {
        self.current.as_ref().map(|current| rules::Customer {
            id: self.customer.id.clone(),
            modified_at: current.modified_at,
            values: current.row.to_string(),
        })
    }

    /// Values of fields that the rules don't name.
    pub(super) fn others(&self) -> &str {
        self.current.as_ref().map_or("", |current| &current.others)
    }
}
