//! Everything that the base holds about one person.

use super::traces::Trace;
use super::{Base, BaseError};
use crate::report::{Customer, HeldVersion, Withheld};

impl Base {
    /// Every version of a person with its values, oldest first.
    pub(crate) fn held_versions(&self, traces: &[Trace]) -> Result<Vec<HeldVersion>, BaseError> {
        let mut held = Vec::with_capacity(traces.len());
        for trace in traces {
            let what = "a version of a person";
            let modification = self.version(trace.version)?.ok_or(BaseError::Damaged { what })?;
            let values = self.values(trace.version)?;
            let carried = values.into_iter().filter(|(_, _, carried)| *carried);
            held.push(HeldVersion {
                modification,
                values: carried.map(|(field, value, _)| (field, value)).collect(),
                delivered: None,
            });
        }
        Ok(held)
    }

    /// Modifications of a person that are withheld, and those of others that the person stands in the way of.
    pub(crate) fn withheld_around(&self, ids: &[String]) -> Result<Vec<Withheld>, BaseError> {
        let mut around = self.withheld()?;
        around
            .retain(|one| ids.contains(&one.customer) || one.others.iter().any(|other| ids.contains(&other.customer)));
        Ok(around)
    }

    /// Whom a customer is declared distinct of, without those that were merged with it since.
    pub(crate) fn distinct_of_customer(&self, customer: &Customer) -> Result<Vec<String>, BaseError> {
        let ids: Vec<String> = customer.aliases.iter().chain([&customer.id]).cloned().collect();
        let mut others = self.distinct_from(&ids)?;
        others.retain(|other| !ids.contains(other));
        Ok(others)
    }

    /// Whom a person was declared distinct of.
    pub(crate) fn distinct_from(&self, ids: &[String]) -> Result<Vec<String>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT b FROM distinct_pair WHERE a IN (SELECT value FROM json_each(?)) ORDER BY b",
        )?;
        let others = statement.query_map([super::to_json(&ids)], |row| row.get(0))?;
        Ok(others.collect::<Result<_, _>>()?)
    }
}
