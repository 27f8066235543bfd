//! What a person does.

use std::collections::BTreeMap;

use redescente_rules::types::{Change, Customer, Edited, Outcome, Purpose};
use redescente_rules::{edit, merge};

use super::{Model, Place, Withheld, changed, pair};

/// One of two customers that are merged, with the withheld modification that goes in with it.
struct Side {
    customer: Customer,
    place: Place,
    withheld: Option<Withheld>,
}

impl Model {
    /// Edits a customer: values by field name. The date stored is the later of the clock and the record's.
    ///
    /// What the rules said of it; nothing is written where there is a problem.
    pub fn edit(&mut self, id: &str, values: &BTreeMap<String, String>, now: i64) -> Edited {
        let fields = Self::description().fields;
        let changes: Vec<Change> = values
            .iter()
            .map(|(name, value)| {
                let field = fields.iter().position(|field| field.name == *name).unwrap();
                Change { field: field as u32, value: value.clone() }
            })
            .collect();
        let current = self.current(id).unwrap().customer.clone();
        let context = self.context(now, Purpose::Delivery, "");
        let keys = edit(&context, Some(&current), &changes, None).keys;
        let evidence = self.evidence(&current.id, &keys);
        let edited = edit(&context, Some(&current), &changes, Some(&evidence));
        if edited.problems.is_empty() {
            let values = changed(&current.values, &edited.changes);
            let modified_at = current.modified_at.max(now);
            self.write(Customer { values, modified_at, ..current }, Place::Edit);
            self.examine_queue(now);
        }
        edited
    }

    /// Declares two customers distinct: what they withheld because of each other is decided again at once.
    pub fn declare_distinct(&mut self, one: &str, other: &str, now: i64) {
        self.distinct.insert(pair(&self.resolve(one), &self.resolve(other)));
        let stands_between = |it: &&Withheld| {
            let own = &it.modification.customer;
            (own == one && it.others.iter().any(|id| id == other))
                || (own == other && it.others.iter().any(|id| id == one))
        };
        let released: Vec<_> = self.withheld.iter().filter(stands_between).cloned().collect();
        for withheld in released {
            self.examine(&withheld, now, "distinct");
        }
        self.examine_queue(now);
    }

    /// Merges two customers, of whom either may be a withheld creation: the absorbed identifier leads to the kept one
    /// from then on.
    pub fn merge(&mut self, kept: &str, absorbed: &str, now: i64) {
        let (kept, absorbed) = (self.resolve(kept), self.resolve(absorbed));
        let (mine, theirs) = (self.side(&kept, &absorbed, now), self.side(&absorbed, &kept, now));
        let absorbed_later = (theirs.customer.modified_at, &theirs.place) > (mine.customer.modified_at, &mine.place);
        let values = merge(&mine.customer, &theirs.customer, absorbed_later).values;
        let later = if absorbed_later { &theirs } else { &mine };
        let (modified_at, place) = (later.customer.modified_at, later.place.clone());
        self.customers.remove(&absorbed);
        self.aliases.insert(absorbed.clone(), kept.clone());
        let inherited: Vec<_> = self
            .distinct
            .iter()
            .filter_map(|(one, other)| match () {
                () if *one == absorbed => Some(pair(&kept, other)),
                () if *other == absorbed => Some(pair(&kept, one)),
                () => None,
            })
            .collect();
        self.distinct.extend(inherited);
        self.write(Customer { id: kept, modified_at, values }, place);
        for withheld in [mine.withheld, theirs.withheld].into_iter().flatten() {
            self.leave_queue(withheld.line, "merged");
            self.supersede_older(&withheld.origin());
        }
        self.supersede_withheld();
        self.examine_queue(now);
    }

    /// A customer as it goes into a merge: what it withheld because of the other is applied to it first; for one who is
    /// not in the base, the newest withheld modification stands in.
    fn side(&self, id: &str, other: &str, now: i64) -> Side {
        let waiting = || self.withheld.iter().filter(|it| self.resolve(&it.modification.customer) == id);
        let Some(record) = self.customers.get(id) else {
            let withheld = waiting().next_back().unwrap().clone();
            let customer = Customer {
                id: id.to_owned(),
                modified_at: withheld.modification.modified_at,
                values: withheld.modification.values.clone(),
            };
            return Side { customer, place: withheld.place.clone(), withheld: Some(withheld) };
        };
        let (mut customer, mut place) = (record.customer.clone(), record.place.clone());
        let withheld = waiting().rfind(|it| it.others.iter().any(|id| id == other)).cloned();
        if let Some(withheld) = &withheld {
            let decision = self.decide_again(withheld, now);
            assert_eq!(decision.outcome, Outcome::Duplicate, "the queue was examined after the last act");
            customer.values = changed(&customer.values, &decision.changes);
            customer.modified_at = withheld.modification.modified_at;
            place = withheld.place.clone();
        }
        Side { customer, place, withheld }
    }
}
