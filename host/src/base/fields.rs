//! Which fields a record lists: matched with the rules by name, never by place.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::record::{self, FORGOTTEN, Received, SEPARATOR};
use super::{BaseError, parse, to_json};

/// The field lists of the base.
///
/// The list that is written is the rules' fields in their order, then those that older rules brought and these don't
/// name: they are kept untouched.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    /// The list that is written.
    pub(super) current: i64,
    /// Its names.
    pub(super) names: Vec<String>,
    /// How many of them are the rules'.
    pub(super) of_rules: usize,
    lists: HashMap<i64, Vec<String>>,
}

impl Fields {
    /// Those of the rules in force.
    pub(super) fn load(connection: &Connection) -> Result<Self, BaseError> {
        let mut fields = Self::default();
        let mut statement = connection.prepare("SELECT id, names FROM field_list ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let names: Vec<String> = parse(&row.get::<_, String>(1)?, "a field list")?;
            fields.lists.insert(row.get(0)?, names);
        }
        let active: Option<String> = connection
            .query_row(
                "SELECT wordings FROM activation JOIN rules ON rules.id = activation.rules ORDER BY activation.id DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(wordings) = active {
            let wordings: super::rulebook::Wordings = parse(&wordings, "the rules' wordings")?;
            let of_rules: Vec<String> = wordings.fields.into_iter().map(|field| field.name).collect();
            fields.of_rules = of_rules.len();
            fields.names = fields.extended(of_rules);
            fields.current = fields
                .lists
                .iter()
                .find(|(_, names)| **names == fields.names)
                .map(|(id, _)| *id)
                .ok_or(BaseError::Damaged { what: "the field list of the rules in force" })?;
        }
        Ok(fields)
    }

    /// Makes sure that the list for rules with these fields is there.
    pub(super) fn ensure(connection: &Connection, of_rules: Vec<String>) -> Result<(), BaseError> {
        let names = to_json(&Self::load_lists(connection)?.extended(of_rules));
        connection.execute("INSERT OR IGNORE INTO field_list(names) VALUES (?)", params![names])?;
        Ok(())
    }

    fn load_lists(connection: &Connection) -> Result<Self, BaseError> {
        let mut fields = Self::default();
        let mut statement = connection.prepare("SELECT id, names FROM field_list ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            fields.lists.insert(row.get(0)?, parse(&row.get::<_, String>(1)?, "a field list")?);
        }
        Ok(fields)
    }

    /// The rules' names, then those of older lists that are not among them, oldest first.
    fn extended(&self, mut names: Vec<String>) -> Vec<String> {
        let mut ids: Vec<_> = self.lists.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            for name in &self.lists[&id] {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        names
    }

    /// All lists, by id.
    pub(super) fn lists(&self) -> &HashMap<i64, Vec<String>> {
        &self.lists
    }

    /// A record as the rules see it, and the values of fields that they don't name.
    pub(crate) fn read(&self, list: i64, json: &str) -> Result<(Received, String), BaseError> {
        if json == FORGOTTEN {
            return Err(BaseError::Damaged { what: "a version whose values were forgotten" });
        }
        let received = record::from_json(json)?;
        if list == self.current && self.names.len() == self.of_rules {
            return Ok((received, String::new()));
        }
        let names = self.lists.get(&list).ok_or(BaseError::Damaged { what: "the field list of a version" })?;
        let values: HashMap<&str, (usize, &str)> =
            names.iter().map(String::as_str).zip(received.row.split(SEPARATOR).enumerate()).collect();
        let value = |name: &String| values.get(name.as_str()).copied();
        let mut absent = Vec::new();
        for (index, name) in self.names[..self.of_rules].iter().enumerate() {
            if value(name).is_some_and(|(place, _)| received.absent.contains(&(place as u32))) {
                absent.push(index as u32);
            }
        }
        let join = |names: &[String]| {
            let values: Vec<&str> = names.iter().map(|name| value(name).map_or("", |(_, value)| value)).collect();
            values.join("\u{1f}")
        };
        let row = join(&self.names[..self.of_rules]);
        let others = join(&self.names[self.of_rules..]);
        Ok((Received { row, absent }, others))
    }

    /// The list that is written.
    pub(crate) fn current(&self) -> i64 {
        self.current
    }

    /// Appends a record as it is written; `others`: the values of fields that the rules don't name, none where it doesn't carry
    /// them.
    pub(crate) fn write(&self, row: &str, others: Option<&str>, absent: &[u32], out: &mut String) {
        if self.names.len() == self.of_rules {
            return record::push_json(row, absent, out);
        }
        let mut values = row.to_owned();
        let mut absent = absent.to_vec();
        let mut unnamed = others.unwrap_or_default().split(SEPARATOR);
        for index in self.of_rules..self.names.len() {
            values.push(SEPARATOR);
            values.push_str(unnamed.next().unwrap_or_default());
            if others.is_none() {
                absent.push(index as u32);
            }
        }
        record::push_json(&values, &absent, out);
    }

    /// Name and value of each field of a record, whatever list it was written under.
    pub(super) fn named<'a>(&'a self, list: i64, received: &'a Received) -> Vec<(Cow<'a, str>, &'a str, bool)> {
        let names = self.lists.get(&list).map(Vec::as_slice).unwrap_or_default();
        received
            .row
            .split(SEPARATOR)
            .enumerate()
            .map(|(index, value)| {
                let name = names.get(index).map_or(Cow::Borrowed("?"), |name| Cow::Borrowed(name.as_str()));
                (name, value, !received.absent.contains(&(index as u32)))
            })
            .collect()
    }
}
