//! What persons did in the period, done again: as history has it, on whatever the rules have made of the base.

use crate::base::{ActVersion, Base, Past};
use crate::people::{self, Edit, Edited, MergeRequest, PeopleError};
use crate::report::{Operation, Timestamp};
use crate::store::{Store, StoreError};

/// A person's act.
#[derive(Debug)]
pub(super) enum Act {
    /// Values were written.
    Write { kind: Operation, customer: String, at: Timestamp, values: Vec<(String, String)> },
    /// Two customers became one with these values.
    Merge { kept: String, absorbed: String, values: Vec<(String, String)> },
    /// A merge was undone.
    Unmerge { kept: String, absorbed: String },
    /// Two customers were declared distinct.
    Distinct { one: String, other: String },
    /// That was undone.
    UndoDistinct { one: String, other: String },
    /// A modification's objection was applied.
    OptOut { customer: String, entry: Entry },
    /// History no longer says what it was.
    Unknown { kind: Operation, customer: Option<String> },
}

/// A modification, by its number before the period or by its line in a delivery of the period.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry {
    Before(i64),
    Within { delivery: i64, line: u32 },
}

impl Act {
    /// What an operation was; none where it only followed from another, or was an erasure, which stands.
    pub(super) fn of(base: &mut Base, past: &Past, operation: i64) -> Result<Option<Self>, StoreError> {
        let versions = base.versions_of_act(operation)?;
        let Some(first) = versions.first() else { return Ok(None) };
        if matches!(first.kind, Operation::ReDecided | Operation::Erased | Operation::Duplicate) {
            return Ok(None);
        }
        let known = Self::known(base, past, operation, &versions)?;
        let unknown = || Self::Unknown { kind: first.kind, customer: first.customer.clone() };
        Ok(Some(known.unwrap_or_else(unknown)))
    }

    fn known(base: &Base, past: &Past, operation: i64, versions: &[ActVersion]) -> Result<Option<Self>, StoreError> {
        let first = &versions[0];
        let Some(customer) = first.customer.clone() else { return Ok(None) };
        Ok(match first.kind {
            Operation::Added | Operation::Edited | Operation::Reverted => {
                let after = base.values_at(first.number)?;
                let before = first.before.map(|before| base.values_at(before)).transpose()?.unwrap_or_default();
                let values = crate::base::differing(&before, &after);
                let values = values.into_iter().map(|(field, _, value)| (field, value)).collect();
                let known = !after.is_empty();
                first.modified_at.filter(|_| known).map(|at| Self::Write { kind: first.kind, customer, at, values })
            }
            Operation::Merged => {
                let absorbed = versions.get(1).and_then(|gone| gone.customer.clone());
                let values = base.values_at(first.number)?;
                absorbed.map(|absorbed| Self::Merge { kept: customer, absorbed, values })
            }
            Operation::Unmerged => base.undone_by(operation)?.map(|(kept, absorbed)| Self::Unmerge { kept, absorbed }),
            Operation::DeclaredDistinct => {
                first.others.first().cloned().map(|other| Self::Distinct { one: customer, other })
            }
            Operation::DistinctUndone => {
                first.others.first().cloned().map(|other| Self::UndoDistinct { one: customer, other })
            }
            Operation::OptOutApplied => {
                let entry = match base.objected_to(operation)? {
                    Some(entry) => Some(entry),
                    None => first.origin.filter(|origin| Some(*origin) != first.before),
                };
                let entry = entry.map(|entry| Entry::of(base, past, entry)).transpose()?.flatten();
                entry.map(|entry| Self::OptOut { customer, entry })
            }
            _ => None,
        })
    }

    /// The kind of act, by its code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Write { kind, .. } | Self::Unknown { kind, .. } => kind.code(),
            Self::Merge { .. } => Operation::Merged.code(),
            Self::Unmerge { .. } => Operation::Unmerged.code(),
            Self::Distinct { .. } => Operation::DeclaredDistinct.code(),
            Self::UndoDistinct { .. } => Operation::DistinctUndone.code(),
            Self::OptOut { .. } => Operation::OptOutApplied.code(),
        }
    }

    /// Whom it was about; nobody who was erased since.
    pub(super) fn customer(&self) -> Option<&str> {
        match self {
            Self::Write { customer, .. } | Self::OptOut { customer, .. } => Some(customer),
            Self::Merge { kept, .. } | Self::Unmerge { kept, .. } => Some(kept),
            Self::Distinct { one, .. } | Self::UndoDistinct { one, .. } => Some(one),
            Self::Unknown { customer, .. } => customer.as_deref(),
        }
    }

    /// Does it again; answers the code of why it could not be done, as for a person who is refused.
    pub(super) fn repeat(
        &self,
        store: &mut Store,
        by: &str,
        find: impl Fn(&Store, Entry) -> Result<Option<i64>, StoreError>,
    ) -> Result<Option<String>, StoreError> {
        let done = match self {
            Self::Write { kind, customer, at, values } => {
                let known = store.rules()?;
                let fields = &known.rules.description().fields;
                let names = |(name, _): &&(String, String)| fields.iter().any(|field| field.name == *name);
                let values: Vec<_> = values.iter().filter(names).cloned().collect();
                let edit = Edit { values: &values, at: Some(*at), force: true, seen: None, by };
                people::write_as(store, customer, &edit, *kind).map_err(PeopleError::from).map(|edited| match edited {
                    Edited::Problems(problems) => problems.into_iter().next().map(|problem| problem.code),
                    _ => None,
                })
            }
            Self::Merge { kept, absorbed, values } => merge(store, kept, absorbed, values, by).map(|()| None),
            Self::Unmerge { kept, absorbed } => match store.base.merge_of(kept, absorbed)? {
                Some(merge) => people::unmerge(store, merge, by).map(|_| None),
                None => Ok(Some("host.no-such-merge".to_owned())),
            },
            Self::Distinct { one, other } => people::declare_distinct(store, one, other, by).map(|_| None),
            Self::UndoDistinct { one, other } => people::undo_distinct(store, one, other, by).map(|_| None),
            Self::OptOut { entry, .. } => match find(store, *entry)? {
                Some(entry) => people::apply_opt_out(store, entry, by).map(|_| None),
                None => Ok(Some("host.no-such-entry".to_owned())),
            },
            Self::Unknown { .. } => Ok(Some("host.not-split-forgotten".to_owned())),
        };
        match done {
            Ok(why) => Ok(why),
            Err(PeopleError::Store(
                error @ (StoreError::Base(_) | StoreError::Folder { .. } | StoreError::File { .. } | StoreError::Busy),
            )) => Err(error),
            Err(refused) => Ok(Some(refused.code().to_owned())),
        }
    }
}

impl Entry {
    fn of(base: &Base, past: &Past, version: i64) -> Result<Option<Self>, StoreError> {
        if version < past.version {
            return Ok(Some(Self::Before(version)));
        }
        Ok(base.received_as(version)?.map(|(delivery, line)| Self::Within { delivery, line }))
    }
}

/// Merges, and chooses of each field the side that has the value the survivor got.
fn merge(
    store: &mut Store,
    kept: &str,
    absorbed: &str,
    values: &[(String, String)],
    by: &str,
) -> Result<(), PeopleError> {
    let mut request = MergeRequest { kept, absorbed, take: &[], keep: &[], basis: None, by };
    let preview = people::preview_merge(store, &request)?;
    let (mut take, mut keep) = (Vec::new(), Vec::new());
    for field in &preview.fields {
        let got = values.iter().find(|(name, _)| *name == field.field).map_or("", |(_, value)| value);
        if got == field.value {
            continue;
        }
        if got == field.kept {
            keep.push(field.field.clone());
        } else if got == field.absorbed {
            take.push(field.field.clone());
        }
    }
    (request.take, request.keep) = (&take, &keep);
    people::merge(store, &request)?;
    Ok(())
}
