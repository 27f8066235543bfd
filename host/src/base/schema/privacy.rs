//! What the scan of duplicates, erasures, retention and backups keep.

/// Brings their tables.
pub(super) const PRIVACY: &str = "
-- Scans of the base for customers who are already in it twice.
CREATE TABLE scan (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  rules INTEGER NOT NULL REFERENCES rules,
  customers INTEGER NOT NULL,
  pairs INTEGER NOT NULL,                 -- found, those found before included
  common_keys INTEGER NOT NULL,           -- keys that too many hold to be evidence
  after_version INTEGER NOT NULL          -- the last version it saw
);
-- Pairs that a scan found, a < b; those merged or declared distinct since are not shown.
CREATE TABLE found_pair (
  a TEXT,
  b TEXT,
  since INTEGER NOT NULL,                 -- when it was first found
  scan INTEGER NOT NULL REFERENCES scan,  -- the last that found it
  reasons TEXT NOT NULL,                  -- JSON
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
-- Erased persons, by a keyed hash of each identifier: later deliveries cannot bring them back.
CREATE TABLE erased (
  hash BLOB PRIMARY KEY
) WITHOUT ROWID;
-- Whether an erasure is still to be carried through files and copies; the key that the hashes were made with.
CREATE TABLE erasure (
  pending INTEGER NOT NULL,
  key_check BLOB
);
INSERT INTO erasure VALUES (0, NULL);
-- Records blanked in kept files, which have another digest than their name since.
CREATE TABLE blanked (
  sha256 TEXT,
  offset INTEGER,
  length INTEGER NOT NULL,
  done INTEGER NOT NULL,
  PRIMARY KEY (sha256, offset)
) WITHOUT ROWID;
CREATE INDEX blanked_to_do ON blanked(done) WHERE done = 0;
-- Kept files that were removed when their time was over.
CREATE TABLE forgotten (
  sha256 TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) WITHOUT ROWID;
-- How far retention has come: versions below these are dealt with.
CREATE TABLE retention (
  history INTEGER NOT NULL,
  unidentified INTEGER NOT NULL
);
INSERT INTO retention VALUES (1, 1);
-- Backups that people made: an erasure reaches those it finds.
CREATE TABLE backup (
  path TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) WITHOUT ROWID;
";
