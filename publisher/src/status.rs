//! What is published, and until when.

use redescente::release::manifest::Manifest;
use redescente::report::Timestamp;

use crate::Publisher;

/// What is published, and until when.
#[derive(Debug, Clone)]
pub struct Status {
    /// Every release, the lowest first.
    pub releases: Vec<Manifest>,
    /// Role, version, and when it expires.
    pub roles: [(&'static str, u64, Timestamp); 4],
}

impl Publisher {
    /// What is published, and until when.
    #[must_use]
    pub fn status(&self) -> Status {
        Status {
            releases: self.manifests(),
            roles: [
                ("root", self.root.version.get(), self.root.expires.as_second()),
                ("targets", self.targets.version.get(), self.targets.expires.as_second()),
                ("snapshot", self.snapshot.version.get(), self.snapshot.expires.as_second()),
                ("timestamp", self.timestamp.version.get(), self.timestamp.expires.as_second()),
            ],
        }
    }
}
