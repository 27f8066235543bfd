//! The view `customers`: one column a field, for people and SQL tools.

use std::fmt::Write as _;

use rusqlite::Connection;

use super::BaseError;
use super::fields::Fields;

/// Makes the view anew; a field is found by name in whatever list a version was written under.
pub(super) fn make(connection: &Connection, fields: &Fields) -> Result<(), BaseError> {
    let mut sql = String::from(
        "DROP VIEW IF EXISTS customers;\nCREATE VIEW customers AS SELECT c.id AS id,\n  strftime('%Y-%m-%dT%H:%M:%SZ', v.modified_at, 'unixepoch') AS modified_at",
    );
    for name in &fields.names {
        let mut cases = String::new();
        for (list, names) in fields.lists() {
            if let Some(place) = names.iter().position(|known| known == name) {
                write!(cases, " WHEN {list} THEN v.record ->> {place}").expect("writing to a string never fails");
            }
        }
        write!(sql, ",\n  CASE v.fields{cases} ELSE '' END AS {}", quoted(name))
            .expect("writing to a string never fails");
    }
    sql.push_str("\nFROM customer c JOIN version v ON v.number = c.in_force;");
    Ok(connection.execute_batch(&sql)?)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
