//! Deliveries that a release promises to decide as written: packed when it is published, played before it decides.
//!
//! An example is a folder as those of `fixtures/cases`: `world.json` says what is loaded and delivered when,
//! `expected.json` what comes of it, the other files are bytes. What people do in between is not played: an example of
//! a release is about the rules.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ReleaseError;
use super::manifest::read as time;
use crate::base::Base;
use crate::clock::Clock;
use crate::report::{Delivery, Mode, RetrievalFilter};
use crate::retrieval::{self, Request, Unwatched};
use crate::store::Store;

/// All examples of a release, in one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Examples {
    /// In the order of their names.
    pub examples: Vec<Example>,
}

/// One example.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// The name of its folder.
    pub name: String,
    /// What is loaded and delivered when.
    pub world: Value,
    /// What comes of it.
    pub expected: Value,
    /// Its files by their paths.
    pub files: BTreeMap<String, Content>,
}

/// The bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// UTF-8, as it is.
    Text(String),
    /// Any other, in hexadecimal.
    Hex(String),
}

/// Packs the examples of a folder: each folder in it that has a `world.json`.
///
/// # Errors
/// [`ReleaseError::Examples`] where there is none, or one can't be read or played.
pub fn pack(folder: &Path) -> Result<Vec<u8>, ReleaseError> {
    let failed = |path: &Path, error: &dyn std::fmt::Display| wrong(format!("{}: {error}", path.display()));
    let mut examples = Vec::new();
    for path in entries(folder).map_err(|error| failed(folder, &error))? {
        if !path.join("world.json").is_file() {
            continue;
        }
        let json = |name: &str| -> Result<Value, ReleaseError> {
            let file = path.join(name);
            let bytes = fs::read(&file).map_err(|error| failed(&file, &error))?;
            serde_json::from_slice(&bytes).map_err(|error| failed(&file, &error))
        };
        let (world, expected) = (json("world.json")?, json("expected.json")?);
        let mut files = BTreeMap::new();
        for name in named(&world) {
            let file = path.join(&name);
            let bytes = fs::read(&file).map_err(|error| failed(&file, &error))?;
            files.insert(name, Content::of(bytes));
        }
        if acts(&world) {
            return Err(failed(&path, &"what people do is no part of an example"));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        examples.push(Example { name, world, expected, files });
    }
    if examples.is_empty() {
        return Err(failed(folder, &"no folder with a world.json"));
    }
    Ok(serde_json::to_vec(&Examples { examples }).expect("texts and numbers always serialise"))
}

/// Reads what [`pack`] made.
///
/// # Errors
/// [`ReleaseError::Examples`].
pub fn read(bytes: &[u8]) -> Result<Examples, ReleaseError> {
    serde_json::from_slice(bytes).map_err(|error| wrong(error.to_string()))
}

/// Plays examples with a component, in a folder that is made and removed.
///
/// # Errors
/// [`ReleaseError::Example`] with the first difference.
pub fn play(examples: &Examples, wasm: &[u8], scratch: &Path) -> Result<(), ReleaseError> {
    for example in &examples.examples {
        remove(scratch)?;
        let played = one(example, wasm, scratch);
        remove(scratch)?;
        if let Some(difference) = played? {
            return Err(ReleaseError::Example { example: example.name.clone(), difference });
        }
    }
    Ok(())
}

/// Plays one example; answers the first difference.
fn one(example: &Example, wasm: &[u8], scratch: &Path) -> Result<Option<String>, ReleaseError> {
    let bad = |what: &str| wrong(format!("{}: {what}", example.name));
    let clock = |value: &Value| {
        let now = value["now"].as_str().and_then(time).ok_or_else(|| bad("now"))?;
        Ok::<_, ReleaseError>(Clock::Stopped(now))
    };
    let folder = scratch.join("files");
    let file = |nth: &str, name: &str| {
        // Only the last part of the name counts; two of one name lie apart.
        let base = name.rsplit('/').next().unwrap_or(name);
        let path = folder.join(nth).join(base);
        let bytes = example.files.get(name).and_then(Content::bytes).ok_or_else(|| bad(name))?;
        fs::create_dir_all(folder.join(nth))
            .and_then(|()| fs::write(&path, bytes))
            .map_err(|error| wrong(error.to_string()))?;
        Ok::<_, ReleaseError>(path)
    };
    let (world, expected) = (&example.world, &example.expected);
    let parameters = world["parameters"].as_object().into_iter().flatten();
    let parameters = parameters.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    let mut store = Store::scratch(&scratch.join("data"), wasm, parameters.collect())?;
    if let Some(name) = world["import"]["file"].as_str() {
        store.clock = clock(&world["import"])?;
        let id = retrieval::import(&mut store, &file("import", name)?, &Unwatched)?;
        let delivered = delivered(&store.base, id)?;
        let wanted = std::slice::from_ref(&expected["import"]);
        if let Some(difference) = deliveries(&store.base, &delivered, wanted)? {
            return Ok(Some(difference));
        }
    }
    for (index, retrieval) in list(&world["retrievals"]).iter().enumerate() {
        store.clock = clock(retrieval)?;
        let mut files = Vec::new();
        for (nth, name) in list(&retrieval["files"]).iter().enumerate() {
            files.push(file(&format!("{index}-{nth}"), name.as_str().ok_or_else(|| bad("files"))?)?);
        }
        let request = Request { mode: Mode::Manual, files, again: None };
        let id = retrieval::run(&mut store, &request, &Unwatched)?;
        let delivered = delivered(&store.base, id)?;
        let wanted = list(&expected["retrievals"][index]["deliveries"]);
        if let Some(difference) = deliveries(&store.base, &delivered, wanted)? {
            return Ok(Some(difference));
        }
    }
    customers(&store.base, expected)
}

fn delivered(base: &Base, retrieval: i64) -> Result<Vec<Delivery>, ReleaseError> {
    let filter = RetrievalFilter { retrieval: Some(retrieval), ..RetrievalFilter::default() };
    Ok(base.retrievals(&filter)?.into_iter().flat_map(|it| it.deliveries).collect())
}

/// Compares status, refusal, and each line's outcome and reason.
fn deliveries(base: &Base, delivered: &[Delivery], wanted: &[Value]) -> Result<Option<String>, ReleaseError> {
    if delivered.len() != wanted.len() {
        return Ok(Some(format!("{} deliveries instead of {}", delivered.len(), wanted.len())));
    }
    for (delivery, wanted) in delivered.iter().zip(wanted) {
        let reason = delivery.reason.as_ref().map(|reason| reason.code.clone());
        let mut came =
            vec![(format!("{}: status", delivery.name), json!(delivery.status.code()), wanted["status"].clone())];
        if wanted["status"] == "refused" {
            came.push((format!("{}: reason", delivery.name), json!(reason), wanted["reason"].clone()));
        }
        let mut lines = Vec::new();
        base.modifications(delivery.id, &[], &mut |line| {
            lines.push(line);
            ControlFlow::Continue(())
        })?;
        let expected = list(&wanted["lines"]);
        came.push((format!("{}: lines", delivery.name), json!(lines.len()), json!(expected.len())));
        for (line, wanted) in lines.iter().zip(expected) {
            let at = format!("{}: line {}", delivery.name, line.line.unwrap_or_default());
            came.push((at.clone(), json!(line.line), wanted["line"].clone()));
            came.push((at.clone(), json!(line.operation.code()), wanted["outcome"].clone()));
            if line.operation == crate::report::Operation::Rejected {
                came.push((at, json!(line.reason.as_ref().map(|reason| &reason.code)), wanted["reason"].clone()));
            }
        }
        if let Some((at, came, wanted)) = came.into_iter().find(|(_, came, wanted)| came != wanted) {
            return Ok(Some(format!("{at}: {came} instead of {wanted}")));
        }
    }
    Ok(None)
}

/// Compares who is in the base at the end, and with what values.
fn customers(base: &Base, expected: &Value) -> Result<Option<String>, ReleaseError> {
    for (id, wanted) in expected["base"].as_object().into_iter().flatten() {
        let Some(customer) = base.customer(id)? else { return Ok(Some(format!("{id} is not in the base"))) };
        let filled = customer.values.iter().filter(|(_, value)| !value.is_empty());
        let values: Value = filled
            .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
            .collect::<serde_json::Map<_, _>>()
            .into();
        if values != wanted["values"] {
            return Ok(Some(format!("{id} has other values")));
        }
        if Some(customer.modified_at) != wanted["modified_at"].as_str().and_then(time) {
            return Ok(Some(format!("{id} has another date")));
        }
    }
    for id in list(&expected["absent"]).iter().filter_map(Value::as_str) {
        if base.customer(id)?.is_some() {
            return Ok(Some(format!("{id} is in the base")));
        }
    }
    Ok(None)
}

impl Content {
    fn of(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes).map_or_else(|error| Self::Hex(hex::encode(error.as_bytes())), Self::Text)
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Hex(text) => hex::decode(text).ok(),
        }
    }
}
/// The files that a world names.
fn named(world: &Value) -> Vec<String> {
    let delivered = list(&world["retrievals"]).iter().flat_map(|it| list(&it["files"]));
    delivered.chain([&world["import"]["file"]]).filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// Whether people do something in a world.
fn acts(world: &Value) -> bool {
    list(&world["retrievals"]).iter().any(|retrieval| !list(&retrieval["then"]).is_empty())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn entries(folder: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
    let mut entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}

fn remove(folder: &Path) -> Result<(), ReleaseError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(wrong(error.to_string())),
        _ => Ok(()),
    }
}

fn wrong(detail: String) -> ReleaseError {
    ReleaseError::Examples { detail }
}
