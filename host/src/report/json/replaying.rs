//! A replay as JSON, its lists read from their files while they are written.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::replaying::{List, Replayed};
use crate::report::RulesIdentity;
use crate::report::words::rfc3339;

#[derive(Serialize)]
struct Period {
    since: String,
    until: String,
    shortened: bool,
}

#[derive(Serialize)]
struct Rules<'a> {
    name: &'a str,
    version: &'a str,
    digest: &'a str,
}

impl<'a> Rules<'a> {
    fn of(rules: &'a RulesIdentity) -> Self {
        Self { name: &rules.name, version: &rules.version, digest: &rules.digest }
    }
}

#[derive(Serialize)]
struct Moved<'a> {
    active: Option<&'a str>,
    candidate: Option<&'a str>,
    direct: u64,
    consequences: u64,
}

#[derive(Serialize)]
struct Counts<'a> {
    same: u64,
    direct: u64,
    consequences: u64,
    moves: Vec<Moved<'a>>,
    customers: u64,
    fields: &'a std::collections::BTreeMap<String, u64>,
    acts: u64,
}

/// Writes one object; of each list up to `most`, the counts tell how many there are.
pub fn replayed(out: &mut dyn Write, replayed: &Replayed, most: usize) -> io::Result<()> {
    let period = &replayed.period;
    let known = |code: &'_ str| -> bool { !code.is_empty() };
    let moves = replayed.counts.moves.iter().map(|((active, candidate), moved)| Moved {
        active: Some(active.as_str()).filter(|code| known(code)),
        candidate: Some(candidate.as_str()).filter(|code| known(code)),
        direct: moved.direct,
        consequences: moved.consequences,
    });
    let counts = Counts {
        same: replayed.same,
        direct: replayed.direct().map_or(0, List::count),
        consequences: replayed.consequences().map_or(0, List::count),
        moves: moves.collect(),
        customers: replayed.counts.customers,
        fields: &replayed.counts.fields,
        acts: replayed.counts.acts,
    };
    let (since, until) = (rfc3339(period.since), rfc3339(period.until));
    member(out, "{", "period", &Period { since, until, shortened: period.shortened })?;
    member(out, ",", "deliveries", &replayed.deliveries)?;
    member(out, ",", "lines", &replayed.lines)?;
    member(out, ",", "active", &Rules::of(&replayed.active))?;
    member(out, ",", "candidate", &Rules::of(&replayed.candidate))?;
    member(out, ",", "counts", &counts)?;
    member(out, ",", "self_check", &replayed.self_check)?;
    member(out, ",", "unreplayed", &replayed.unreplayed)?;
    member(out, ",", "statuses", &replayed.statuses)?;
    write!(out, ",\n\"decisions\":{{\"same\":{},\"direct\":", replayed.same)?;
    list(out, replayed.direct(), most)?;
    out.write_all(b",\n\"consequences\":")?;
    list(out, replayed.consequences(), most)?;
    out.write_all(b"},\n\"records\":")?;
    list(out, replayed.records(), most)?;
    out.write_all(b"}\n")
}

fn member(out: &mut dyn Write, before: &str, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, "{before}\n\"{name}\":")?;
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

fn list<T: Serialize + for<'d> Deserialize<'d>>(
    out: &mut dyn Write,
    list: Option<&List<T>>,
    most: usize,
) -> io::Result<()> {
    out.write_all(b"[")?;
    if let Some(list) = list {
        for (index, one) in list.read()?.take(most).enumerate() {
            out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, &one?)?;
        }
    }
    out.write_all(b"]")
}
