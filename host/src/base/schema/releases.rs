//! What taking up releases of rules keeps.

/// Brings its tables.
pub(super) const RELEASES: &str = "
-- How rules came in force: 0 installed by hand, 1 a release, 2 gone back to.
ALTER TABLE activation ADD COLUMN how INTEGER NOT NULL DEFAULT 0;
-- The release that they were part of; NULL = none. The highest is never gone below, whatever a source shows.
ALTER TABLE activation ADD COLUMN release INTEGER;
-- Releases that were fetched and verified; the component is rules/<digest>.wasm.
CREATE TABLE release (
  number INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  manifest TEXT NOT NULL,                 -- JSON, as it was signed
  verified_at INTEGER NOT NULL,
  verified_by TEXT NOT NULL,              -- the program's version
  usable_until INTEGER NOT NULL,          -- when what vouched for it expires
  state TEXT NOT NULL                     -- open, halted, withdrawn: as last heard
);
-- The last look at the source.
CREATE TABLE release_look (
  at INTEGER NOT NULL,
  error TEXT,                             -- JSON: code and arguments
  reached_at INTEGER,                     -- the last look that went well
  listed INTEGER,                         -- the highest release listed then
  expires INTEGER                         -- of what was signed then
);
";
