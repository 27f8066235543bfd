//! Replacing a key, so that whatever a store sees meanwhile is signed by a key that it trusts.

use tough::schema::RoleType;

use crate::keys::Key;
use crate::repository::{next, time};
use crate::{PublishError, Publisher};

/// Which key is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which<'k> {
    /// This one of the root's.
    Root(&'k Key),
    /// The release manager's.
    Targets,
    /// The one for snapshot and timestamp.
    Online,
}

impl PartialEq for Key {
    /// By what they sign as.
    fn eq(&self, other: &Self) -> bool {
        match (self.public(), other.public()) {
            (Ok((ours, _)), Ok((theirs, _))) => ours == theirs,
            _ => false,
        }
    }
}

impl Eq for Key {}

impl Publisher {
    /// Replaces a key by `new`, which is at hand from now on.
    ///
    /// A root key is replaced by one new root, signed by the keys before and by those after. Any other by two: one that
    /// trusts both, under which everything is signed anew, and one that trusts the new key alone.
    ///
    /// # Errors
    /// [`PublishError::TooFewKeys`] without two root keys; those of signing and writing.
    pub fn rotate(&mut self, which: Which<'_>, new: Key) -> Result<(), PublishError> {
        let (new_id, public) = new.public()?;
        self.keys.add(new);
        let roles: &[RoleType] = match which {
            Which::Root(_) => &[RoleType::Root],
            Which::Targets => &[RoleType::Targets],
            Which::Online => &[RoleType::Snapshot, RoleType::Timestamp],
        };
        let mut both = self.root.clone();
        both.version = next(both.version);
        both.expires = time(self.now + self.expiries.root);
        both.keys.insert(new_id.clone(), public);
        if let Which::Root(old) = which {
            let (old_id, _) = old.public()?;
            if let Some(role) = both.roles.get_mut(&RoleType::Root) {
                role.keyids.retain(|id| *id != old_id);
                role.keyids.push(new_id);
            }
            both.keys.remove(&old_id);
            return self.put_root(&both);
        }
        for role in roles {
            if let Some(role) = both.roles.get_mut(role) {
                role.keyids.push(new_id.clone());
            }
        }
        self.put_root(&both)?;
        self.publish(Vec::new())?;
        let mut alone = both;
        alone.version = next(alone.version);
        for role in roles {
            if let Some(role) = alone.roles.get_mut(role) {
                role.keyids = vec![new_id.clone()];
            }
        }
        let used: Vec<_> = alone.roles.values().flat_map(|role| role.keyids.clone()).collect();
        alone.keys.retain(|id, _| used.contains(id));
        self.put_root(&alone)
    }
}
