//! The rules that ever decided here, and those in force.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::fields::Fields;
use super::{Base, BaseError, keys, parse, to_json, view};
use crate::kill_points::kill_point;
use crate::report::{RulesIdentity, Timestamp};
use crate::rules::{Customer, Field, Message};

/// Customers at a time while the index of keys is made anew: some ten MiB.
const PAGE: u32 = 20_000;

/// The rules in force.
#[derive(Debug, Clone)]
pub struct ActiveRules {
    /// Their number in the base.
    pub id: i64,
    /// Name, version and digest.
    pub identity: RulesIdentity,
    /// The contract they were built for.
    pub contract: String,
    /// Since when.
    pub since: Timestamp,
    /// Who brought them.
    pub by: String,
    /// What their blocking keys are computed by.
    pub keys_revision: u32,
    /// How they came in force.
    pub how: How,
    /// The release they were part of then.
    pub release: Option<u32>,
}

/// How rules came in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// From a file that a person gave.
    Installed,
    /// As a release.
    Released,
    /// A person went back to them.
    WentBack,
}

impl How {
    /// As JSON names it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Released => "released",
            Self::WentBack => "rolled-back",
        }
    }

    fn number(self) -> i64 {
        match self {
            Self::Installed => 0,
            Self::Released => 1,
            Self::WentBack => 2,
        }
    }

    pub(super) fn from_number(number: i64) -> Result<Self, BaseError> {
        [Self::Installed, Self::Released, Self::WentBack]
            .into_iter()
            .find(|how| how.number() == number)
            .ok_or(BaseError::Damaged { what: "how rules came in force" })
    }
}

/// The words of rules: they outlive the rules, as history does.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Wordings {
    /// Sentences by code.
    pub messages: Vec<Message>,
    /// Fields with their labels.
    pub fields: Vec<Field>,
    /// Glob of the files that the rules read; empty where it was not kept.
    #[serde(default)]
    pub file_pattern: String,
}

/// Rules to be put in force.
#[derive(Debug)]
pub(crate) struct NewRules<'a> {
    pub(crate) identity: RulesIdentity,
    pub(crate) contract: &'a str,
    pub(crate) keys_revision: u32,
    pub(crate) digest_revision: u32,
    pub(crate) wordings: Wordings,
    pub(crate) how: How,
    pub(crate) release: Option<u32>,
}

impl Base {
    /// The rules in force; none before the first were installed.
    ///
    /// # Errors
    /// Those of the database.
    pub fn active_rules(&self) -> Result<Option<ActiveRules>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.id, r.name, r.version, r.digest, r.contract, a.at, a.by, r.keys_revision, a.how, a.release
             FROM activation a JOIN rules r ON r.id = a.rules ORDER BY a.id DESC LIMIT 1",
        )?;
        let mut rows = statement.query([])?;
        rows.next()?.map(activated).transpose()
    }

    /// Everything that was ever in force, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn activations(&self) -> Result<Vec<ActiveRules>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.id, r.name, r.version, r.digest, r.contract, a.at, a.by, r.keys_revision, a.how, a.release
             FROM activation a JOIN rules r ON r.id = a.rules ORDER BY a.id",
        )?;
        let mut rows = statement.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(activated(row)?);
        }
        Ok(all)
    }

    /// Every wording that any rules of this base ever brought; the newest win.
    ///
    /// # Errors
    /// Those of the database.
    pub fn wordings(&self) -> Result<Wordings, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.wordings FROM rules r LEFT JOIN activation a ON a.rules = r.id GROUP BY r.id ORDER BY max(a.id) DESC",
        )?;
        let mut rows = statement.query([])?;
        let mut all = Wordings::default();
        while let Some(row) = rows.next()? {
            let wordings: Wordings = parse(&row.get::<_, String>(0)?, "the rules' wordings")?;
            if all.file_pattern.is_empty() {
                all.file_pattern = wordings.file_pattern;
            }
            for message in wordings.messages {
                if !all.messages.iter().any(|known| known.code == message.code) {
                    all.messages.push(message);
                }
            }
            for field in wordings.fields {
                if !all.fields.iter().any(|known| known.name == field.name) {
                    all.fields.push(field);
                }
            }
        }
        Ok(all)
    }

    /// Puts rules in force; nothing happens when they are already.
    ///
    /// Where their blocking keys are computed otherwise than those in the base, `keys_of` is asked for all of them anew.
    pub(crate) fn activate<E: From<BaseError>>(
        &mut self,
        rules: &NewRules<'_>,
        at: Timestamp,
        by: &str,
        mut keys_of: impl FnMut(&[Customer]) -> Result<Vec<Vec<u64>>, E>,
    ) -> Result<(), E> {
        let active = self.active_rules()?;
        let same = |active: &ActiveRules| {
            active.identity.digest == rules.identity.digest
                && (rules.release.is_none() || active.release == rules.release)
        };
        if active.as_ref().is_some_and(same) {
            return Ok(());
        }
        let transaction = self.connection.transaction().map_err(BaseError::from)?;
        let fields = put_in_force(&transaction, rules, at, by)?;
        if active.is_some_and(|active| active.keys_revision != rules.keys_revision) {
            keys::clear(&transaction)?;
            let mut gathered = keys::Gathered::beside(&transaction, 0);
            let mut last = String::new();
            loop {
                let page = page_in_force(&transaction, &fields, &last)?;
                let Some(end) = page.last() else { break };
                last.clone_from(&end.id);
                let held = keys_of(&page)?;
                let pairs = page
                    .iter()
                    .zip(&held)
                    .flat_map(|(customer, keys)| keys.iter().map(|key| (*key as i64, customer.id.as_str(), true)));
                gathered.add(pairs)?;
            }
            gathered.settle(&transaction)?;
            keys::count_anew(&transaction)?;
        }
        kill_point("before-activation");
        transaction.commit().map_err(BaseError::from)?;
        kill_point("rules-activated");
        self.fields = fields;
        Ok(())
    }
}

fn activated(row: &rusqlite::Row<'_>) -> Result<ActiveRules, BaseError> {
    Ok(ActiveRules {
        id: row.get(0)?,
        identity: RulesIdentity { name: row.get(1)?, version: row.get(2)?, digest: row.get(3)? },
        contract: row.get(4)?,
        since: row.get(5)?,
        by: row.get(6)?,
        keys_revision: row.get(7)?,
        how: How::from_number(row.get(8)?)?,
        release: row.get(9)?,
    })
}

fn put_in_force(connection: &Connection, rules: &NewRules<'_>, at: Timestamp, by: &str) -> Result<Fields, BaseError> {
    connection.execute(
        "INSERT INTO rules(digest, name, version, contract, keys_revision, digest_revision, wordings)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
        params![
            rules.identity.digest,
            rules.identity.name,
            rules.identity.version,
            rules.contract,
            rules.keys_revision,
            rules.digest_revision,
            to_json(&rules.wordings),
        ],
    )?;
    connection.execute(
        "INSERT INTO activation(rules, at, by, after_version, how, release)
         VALUES ((SELECT id FROM rules WHERE digest = ?), ?, ?, (SELECT coalesce(max(number), 0) FROM version), ?, ?)",
        params![rules.identity.digest, at, by, rules.how.number(), rules.release],
    )?;
    Fields::ensure(connection, rules.wordings.fields.iter().map(|field| field.name.clone()).collect())?;
    let fields = Fields::load(connection)?;
    view::make(connection, &fields)?;
    Ok(fields)
}

/// Customers in force after `last`, in the order of their identifiers.
pub(super) fn page_in_force(connection: &Connection, fields: &Fields, last: &str) -> Result<Vec<Customer>, BaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.id, v.modified_at, v.fields, v.record FROM customer c JOIN version v ON v.number = c.in_force
         WHERE c.id > ? ORDER BY c.id LIMIT ?",
    )?;
    let mut rows = statement.query(params![last, PAGE])?;
    let mut page = Vec::new();
    while let Some(row) = rows.next()? {
        let json = row.get_ref(3)?.as_str().map_err(|_| BaseError::Damaged { what: "a record" })?;
        let (received, _) = fields.read(row.get(2)?, json)?;
        page.push(Customer { id: row.get(0)?, modified_at: row.get(1)?, values: received.row });
    }
    Ok(page)
}
