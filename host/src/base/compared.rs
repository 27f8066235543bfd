//! A withheld modification beside what it is about.

use super::{Base, BaseError};
use crate::report::merging::Comparison;

impl Base {
    /// A withheld modification with the customer as it is (or was first received), as it would be, and whoever stands
    /// in the way; none if it is not in the queue (any more).
    ///
    /// # Errors
    /// Those of the database.
    pub fn comparison(&self, id: i64) -> Result<Option<Comparison>, BaseError> {
        let Some(withheld) = self.withheld_one(id)? else { return Ok(None) };
        let received_at = match self.entry(id)? {
            Some(entry) => entry.integrated_at,
            None => return Ok(None),
        };
        let now = match self.customer(&withheld.concerns)? {
            Some(customer) => customer,
            None => self.as_of(&withheld.concerns, self.first_received(&withheld.concerns, id)?)?,
        };
        let mut then = now.clone();
        then.modified_at = withheld.modified_at;
        if withheld.known {
            for change in &withheld.changes {
                match then.values.iter_mut().find(|(field, _)| *field == change.field) {
                    Some((_, value)) => value.clone_from(&change.new),
                    None => then.values.push((change.field.clone(), change.new.clone())),
                }
            }
        } else {
            then = self.as_of(&withheld.concerns, id)?;
        }
        let mut others = Vec::new();
        for other in &withheld.others {
            others.extend(self.customer(&other.customer)?);
        }
        Ok(Some(Comparison { withheld, received_at, now, then, others }))
    }

    /// The oldest withheld modification of a customer who is not in the base.
    fn first_received(&self, customer: &str, or: i64) -> Result<i64, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT head FROM customer WHERE id = ?")?;
        let mut previous = self
            .connection
            .prepare_cached("SELECT previous, kind = 6 AND record IS NOT NULL FROM version WHERE number = ?")?;
        let mut next: Option<i64> = statement.query_row([customer], |row| row.get(0))?;
        let mut oldest = or;
        while let Some(number) = next {
            let (before, withheld): (Option<i64>, bool) =
                previous.query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if withheld {
                oldest = number;
            }
            next = before;
        }
        Ok(oldest)
    }
}
