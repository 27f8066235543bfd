//! Releases: added, given out by waves, halted, withdrawn.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use redescente::checking::{Outcome, Status};
use redescente::release::manifest::{ALL, Manifest, State, TARGETS, Wave, check, component, examples};
use redescente::release::{self, ReleaseError, verification};
use redescente::report::Timestamp;
use redescente::rules::{Engine, Limits};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tough::TargetName;
use tough::schema::{Hashes, Target};

use crate::{PublishError, Publisher, Stores};

/// A release to be added.
#[derive(Debug, Clone)]
pub struct NewRelease {
    /// The component's bytes.
    pub wasm: Vec<u8>,
    /// Its examples, packed.
    pub examples: Vec<u8>,
    /// What a check found.
    pub check: Checked,
    /// Its number; none = one more than the highest.
    pub release: Option<u32>,
    /// When it may decide.
    pub valid_from: Timestamp,
    /// The oldest program that may run it.
    pub host_min: String,
    /// From when on how many stores take it.
    pub waves: Vec<Wave>,
    /// Stores named one by one.
    pub stores: Stores,
}

/// What is known of a check of the component.
#[derive(Debug, Clone)]
pub enum Checked {
    /// This result, which must be of this component and find nothing.
    Lawful(Vec<u8>),
    /// This result, whatever it says.
    Anyhow(Vec<u8>),
    /// None, knowing what that means.
    Not,
}

/// How a release is given out from now on; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// In place of the waves before.
    pub waves: Option<Vec<Wave>>,
    /// Added to those named before.
    pub stores: Stores,
    /// Halted, or given out again.
    pub state: Option<State>,
}

impl Publisher {
    /// Adds a release once it is all that a store will ask of it; answers its number.
    ///
    /// # Errors
    /// [`PublishError`]; nothing is published then.
    pub fn add(&mut self, new: NewRelease) -> Result<u32, PublishError> {
        let highest = self.manifests().last().map_or(0, |manifest| manifest.release);
        let release = new.release.unwrap_or(highest + 1);
        if release <= highest {
            return Err(PublishError::TooLow { release, highest });
        }
        let engine = Engine::new(&Limits::default()).map_err(ReleaseError::from)?;
        let rules = engine.load(&new.wasm).map_err(ReleaseError::from)?;
        let check_bytes = match new.check {
            Checked::Lawful(bytes) => {
                lawful(&bytes, rules.digest())?;
                Some(bytes)
            }
            Checked::Anyhow(bytes) => Some(bytes),
            Checked::Not => None,
        };
        let description = rules.description();
        let contract = rules.contract();
        let manifest = Manifest {
            release,
            name: description.name.clone(),
            version: description.version.clone(),
            // Its last number only ever adds what nobody needs to know.
            contract: contract.rsplit_once('.').map_or(contract, |(contract, _)| contract).to_owned(),
            host_min: new.host_min,
            valid_from: new.valid_from,
            waves: new.waves,
            stores: new.stores.first,
            exclude: new.stores.never,
            state: State::Open,
            examples: examples(release),
            check: check_bytes.is_some().then(|| check(release)),
        };
        let scratch = std::env::temp_dir().join(format!("redescente-release-{}", std::process::id()));
        verification::verify(&new.wasm, &rules, &manifest, &new.examples, &scratch)?;
        let mut files = vec![(component(release), new.wasm), (examples(release), new.examples)];
        files.extend(check_bytes.map(|bytes| (check(release), bytes)));
        self.list(&manifest, &files)?;
        self.publish(files)?;
        Ok(release)
    }

    /// Changes how a release is given out.
    ///
    /// # Errors
    /// [`PublishError::NoRelease`], [`PublishError::Withdrawn`]; those of signing and writing.
    pub fn change(&mut self, release: u32, change: Change) -> Result<(), PublishError> {
        let mut manifest = self.manifest(release)?;
        if manifest.state == State::Withdrawn {
            return Err(PublishError::Withdrawn { release });
        }
        if let Some(waves) = change.waves {
            manifest.waves = waves;
        }
        manifest.stores.extend(change.stores.first);
        manifest.exclude.extend(change.stores.never);
        manifest.state = change.state.unwrap_or(manifest.state);
        self.relist(&manifest)?;
        self.publish(Vec::new())
    }

    /// Withdraws a release; `back_to` is published again as a higher one, for every store at once. Answers its number.
    ///
    /// # Errors
    /// [`PublishError::NoRelease`]; those of reading, signing and writing.
    pub fn withdraw(&mut self, release: u32, back_to: Option<u32>) -> Result<Option<u32>, PublishError> {
        let manifest = Manifest { state: State::Withdrawn, ..self.manifest(release)? };
        let Some(older) = back_to else {
            self.relist(&manifest)?;
            self.publish(Vec::new())?;
            return Ok(None);
        };
        let from = self.manifest(older)?;
        if older == release || from.state == State::Withdrawn {
            return Err(PublishError::Withdrawn { release: older });
        }
        let number = self.manifests().last().map_or(0, |manifest| manifest.release) + 1;
        let mut files = vec![
            (component(number), self.target(&component(older))?),
            (examples(number), self.target(&from.examples)?),
        ];
        if let Some(name) = &from.check {
            files.push((check(number), self.target(name)?));
        }
        let again = Manifest {
            release: number,
            valid_from: self.now,
            waves: vec![Wave { at: self.now, per_ten_thousand: ALL }],
            stores: Vec::new(),
            state: State::Open,
            examples: examples(number),
            check: from.check.as_ref().map(|_| check(number)),
            ..from
        };
        self.relist(&manifest)?;
        self.list(&again, &files)?;
        self.publish(files)?;
        Ok(Some(number))
    }

    fn manifest(&self, release: u32) -> Result<Manifest, PublishError> {
        let found = self.manifests().into_iter().find(|manifest| manifest.release == release);
        found.ok_or(PublishError::NoRelease { release })
    }

    /// Lists a release's files; the component carries what is signed about it.
    fn list(&mut self, manifest: &Manifest, files: &[(String, Vec<u8>)]) -> Result<(), PublishError> {
        for (name, bytes) in files {
            let custom = if *name == component(manifest.release) { custom(manifest) } else { HashMap::new() };
            let target = Target {
                length: bytes.len() as u64,
                hashes: Hashes { sha256: Sha256::digest(bytes).to_vec().into(), _extra: HashMap::new() },
                custom,
                _extra: HashMap::new(),
            };
            self.targets.targets.insert(target_name(name)?, target);
        }
        Ok(())
    }

    /// Changes what is signed about a release that is listed.
    fn relist(&mut self, manifest: &Manifest) -> Result<(), PublishError> {
        let release = manifest.release;
        let name = target_name(&component(release))?;
        let target = self.targets.targets.get_mut(&name).ok_or(PublishError::NoRelease { release })?;
        target.custom = custom(manifest);
        Ok(())
    }

    /// A listed file, which is what was signed.
    fn target(&self, name: &str) -> Result<Vec<u8>, PublishError> {
        let target = self.targets.targets.get(&target_name(name)?);
        let target = target.ok_or_else(|| PublishError::Repository { detail: format!("{name} is not listed") })?;
        let digest = hex::encode(&target.hashes.sha256);
        let file = self.folder.join(TARGETS).join(format!("{digest}.{name}"));
        let bytes = fs::read(&file).map_err(|source| PublishError::Unreadable { file: file.clone(), source })?;
        if crate::repository::sha256(&bytes) != digest {
            return Err(PublishError::Repository { detail: format!("{} is not what was signed", file.display()) });
        }
        Ok(bytes)
    }
}

/// Packs the examples of a folder.
///
/// # Errors
/// Where there is none, or one can't be played.
pub fn pack(folder: &Path) -> Result<Vec<u8>, PublishError> {
    Ok(release::examples::pack(folder)?)
}

/// Whether what `rules check` wrote is of this component, and every law was shown to hold.
fn lawful(bytes: &[u8], digest: &str) -> Result<(), PublishError> {
    let check: Outcome =
        serde_json::from_slice(bytes).map_err(|error| PublishError::Check { detail: error.to_string() })?;
    if check.rules.digest != digest {
        return Err(PublishError::OtherComponent { checked: check.rules.digest, digest: digest.to_owned() });
    }
    let broken = check.laws.iter().filter(|verdict| verdict.status != Status::Holds);
    let broken: Vec<_> = broken.map(|verdict| verdict.law.code().to_owned()).collect();
    // An empty list shows nothing.
    if broken.is_empty() && check.lawful && !check.laws.is_empty() {
        Ok(())
    } else {
        Err(PublishError::Unlawful { laws: broken })
    }
}

fn custom(manifest: &Manifest) -> HashMap<String, Value> {
    match serde_json::to_value(manifest) {
        Ok(Value::Object(members)) => members.into_iter().collect(),
        _ => HashMap::new(),
    }
}

fn target_name(name: &str) -> Result<TargetName, PublishError> {
    TargetName::new(name).map_err(|error| PublishError::Signing { detail: error.to_string() })
}
