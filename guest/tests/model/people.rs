//! What a person does.

use std::collections::BTreeMap;

use redescente_rules::edit;
use redescente_rules::types::{Change, Customer, Edited, Purpose};

use super::{Model, Place, changed};

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
}
