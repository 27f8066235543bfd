//! Whom identifiers lead to: absorbed in a merge, let go when it is undone.

use rusqlite::params;

use super::BaseError;
use super::change::Change;

impl Change<'_> {
    /// Whom an identifier leads to: itself, unless it was absorbed.
    pub(crate) fn target(&self, id: &str) -> Result<String, BaseError> {
        Ok(self.alias(id)?.unwrap_or_else(|| id.to_owned()))
    }

    /// The identifiers that lead to a customer, itself left out.
    pub(crate) fn aliases_of(&self, customer: &str) -> Result<Vec<String>, BaseError> {
        let mut statement = self.prepared("SELECT id FROM alias WHERE customer = ? ORDER BY id")?;
        let ids = statement.query_map([customer], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// `absorbed`, all that led to it, and all that is withheld of it lead to `kept` from now on.
    pub(crate) fn absorb(&self, absorbed: &str, kept: &str) -> Result<(), BaseError> {
        self.prepared("UPDATE alias SET customer = ?2 WHERE customer = ?1")?.execute([absorbed, kept])?;
        self.prepared("INSERT INTO alias(id, customer) VALUES (?, ?)")?.execute([absorbed, kept])?;
        self.prepared("UPDATE withheld SET customer = ?2 WHERE customer = ?1")?.execute([absorbed, kept])?;
        Ok(())
    }

    /// Takes [`Change::absorb`] back; answers the identifiers that lead to `absorbed` again.
    pub(crate) fn let_go(&self, absorbed: &str) -> Result<Vec<String>, BaseError> {
        // Whoever was absorbed into it, and is still, comes along.
        let followers: Vec<String> = self
            .prepared(
                "WITH RECURSIVE follower(id) AS (
                   SELECT absorbed FROM merge WHERE kept = ?1 AND undone IS NULL
                   UNION SELECT m.absorbed FROM merge m JOIN follower f ON m.kept = f.id WHERE m.undone IS NULL)
                 SELECT id FROM follower ORDER BY id",
            )?
            .query_map([absorbed], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        self.prepared("DELETE FROM alias WHERE id = ?")?.execute([absorbed])?;
        for id in followers.iter().map(String::as_str).chain([absorbed]) {
            self.prepared("UPDATE alias SET customer = ? WHERE id = ?")?.execute(params![absorbed, id])?;
            self.prepared(
                "UPDATE withheld SET customer = ? WHERE (SELECT customer FROM version WHERE number = withheld.version) = ?",
            )?
            .execute(params![absorbed, id])?;
        }
        Ok(followers)
    }
}
