//! The tables, as numbered migrations that are never edited again.

mod privacy;
mod releases;

/// Each brings the base from its place in this list to the next; `user_version` counts those done.
pub(super) const MIGRATIONS: &[&str] = &[
    "
-- Rules that ever decided here; history outlives them, so their words stay.
CREATE TABLE rules (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,            -- sha256 of the component
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  contract TEXT NOT NULL,
  keys_revision INTEGER NOT NULL,
  digest_revision INTEGER NOT NULL,
  wordings TEXT NOT NULL                  -- JSON: fields and messages with their labels
);
-- The newest row names the rules in force.
CREATE TABLE activation (
  id INTEGER PRIMARY KEY,
  rules INTEGER NOT NULL REFERENCES rules,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  after_version INTEGER NOT NULL          -- the last version before
);
-- The names that a version's record lists, in order.
CREATE TABLE field_list (
  id INTEGER PRIMARY KEY,
  names TEXT NOT NULL UNIQUE              -- JSON array
);
CREATE TABLE retrieval (
  id INTEGER PRIMARY KEY,
  mode INTEGER NOT NULL,
  status INTEGER,                         -- NULL while it runs
  started_at INTEGER NOT NULL,            -- the run's clock
  finished_at INTEGER,
  by TEXT NOT NULL,
  error TEXT,                             -- JSON reason
  waiting TEXT NOT NULL DEFAULT '[]',
  notices TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  retrieval INTEGER NOT NULL REFERENCES retrieval,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  status INTEGER NOT NULL,
  same_as INTEGER REFERENCES delivery,
  reason TEXT,                            -- JSON reason
  rules INTEGER NOT NULL REFERENCES rules,
  parameters TEXT NOT NULL,               -- JSON, as the rules were given them
  first_load INTEGER NOT NULL,
  nth INTEGER NOT NULL,                   -- other contents of that name applied before
  lines INTEGER NOT NULL,
  outcomes TEXT NOT NULL,                 -- JSON array of seven counts
  notes TEXT NOT NULL,                    -- JSON object of counts by code
  unknown_columns TEXT NOT NULL,          -- JSON array
  header_length INTEGER NOT NULL,
  first_version INTEGER                   -- its lines are the versions from here on, in line order
);
CREATE INDEX delivery_retrieval ON delivery(retrieval);
CREATE INDEX delivery_sha256 ON delivery(sha256);
CREATE INDEX delivery_name ON delivery(name);
-- One transaction's worth of history: a delivery applied, a person's act, a re-examination.
CREATE TABLE operation (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,                    -- date of integration
  by TEXT NOT NULL,                       -- '' = a retrieval at start-up
  retrieval INTEGER REFERENCES retrieval,
  delivery INTEGER REFERENCES delivery
);
CREATE INDEX operation_at ON operation(at);
-- What happened, appended and never updated.
CREATE TABLE version (
  number INTEGER PRIMARY KEY,
  operation INTEGER NOT NULL REFERENCES operation,
  line INTEGER,                           -- physical line in the delivery
  kind INTEGER NOT NULL,                  -- outcome or person's operation
  customer TEXT,                          -- as sent
  applied_to TEXT,                        -- where an alias led elsewhere
  modified_at INTEGER,
  digest INTEGER,
  previous INTEGER,                       -- the version before for the same identifier
  before INTEGER,                         -- the version in force when it was decided
  origin INTEGER,                         -- the version whose content and place this has
  fields INTEGER NOT NULL REFERENCES field_list,
  record TEXT,                            -- JSON array in the order of fields; null = not carried
  remarks TEXT,                           -- JSON: others, reason, notes
  offset INTEGER,                         -- bytes in the delivery
  length INTEGER
);
-- Pointers into history.
CREATE TABLE customer (
  id TEXT PRIMARY KEY,
  head INTEGER NOT NULL,                  -- its last version of any kind
  latest INTEGER,                         -- the latest date decided for it
  in_force INTEGER                        -- NULL: not in the base (withheld, absorbed, only rejected lines)
) WITHOUT ROWID;
CREATE TABLE key (
  key INTEGER,
  customer TEXT,
  PRIMARY KEY (key, customer)
) WITHOUT ROWID;
CREATE TABLE alias (
  id TEXT PRIMARY KEY,
  customer TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX alias_customer ON alias(customer);
-- Pairs that a person declared distinct, both ways round.
CREATE TABLE distinct_pair (
  a TEXT,
  b TEXT,
  operation INTEGER NOT NULL REFERENCES operation,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;
-- The queue: modifications refused as duplicates, waiting for a person.
CREATE TABLE withheld (
  version INTEGER PRIMARY KEY,
  customer TEXT NOT NULL,                 -- after aliases
  examined INTEGER NOT NULL,              -- the last version when it was last decided
  others TEXT NOT NULL                    -- JSON: whoever stands in the way now
);
CREATE INDEX withheld_customer ON withheld(customer);
CREATE TABLE obstacle (
  version INTEGER,
  customer TEXT,
  PRIMARY KEY (version, customer)
) WITHOUT ROWID;
CREATE TABLE resolution (
  version INTEGER PRIMARY KEY,
  resolution INTEGER NOT NULL,
  operation INTEGER NOT NULL REFERENCES operation
);
-- Files of the exchange that were dealt with: not fetched again.
CREATE TABLE exchange_file (
  exchange TEXT,                          -- url
  name BLOB,                              -- as the server sends it
  size INTEGER,
  modified INTEGER,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (exchange, name)
) WITHOUT ROWID;
-- Words to find customers by; follows the history when somebody searches.
CREATE TABLE search (
  term TEXT,
  customer TEXT,
  PRIMARY KEY (term, customer)
) WITHOUT ROWID;
CREATE TABLE search_cursor (version INTEGER NOT NULL);
INSERT INTO search_cursor VALUES (0);
",
    "
-- Keys that too many customers hold to be evidence: few, and asked about for every key that a change leaves as it is.
CREATE TABLE common_key (key INTEGER PRIMARY KEY);
INSERT INTO common_key SELECT key FROM key GROUP BY key HAVING count(*) > 50;
",
    "
-- Merges that a person made.
CREATE TABLE merge (
  id INTEGER PRIMARY KEY,
  operation INTEGER NOT NULL REFERENCES operation,
  kept TEXT NOT NULL,
  absorbed TEXT NOT NULL,
  version INTEGER NOT NULL,               -- the survivor's; the next one takes the absorbed customer out of the base
  kept_before INTEGER,                    -- versions in force before; NULL = a withheld creation
  absorbed_before INTEGER,
  examination INTEGER REFERENCES operation, -- what it released, if anything
  undone INTEGER REFERENCES operation
);
CREATE INDEX merge_kept ON merge(kept);
CREATE INDEX merge_absorbed ON merge(absorbed);
",
    "
-- Keys that moved lately lie apart: written at its place, every one of them would rewrite a page of its own.
ALTER TABLE key RENAME TO settled_key;
CREATE TABLE moved_key (
  key INTEGER,
  customer TEXT,
  held INTEGER NOT NULL,                  -- 0: no more
  PRIMARY KEY (key, customer)
) WITHOUT ROWID;
CREATE TABLE key_size (
  settled INTEGER NOT NULL,               -- rows of settled_key
  moved INTEGER NOT NULL                  -- moves gathered since then
);
INSERT INTO key_size SELECT count(*), 0 FROM settled_key;
CREATE VIEW key AS
  SELECT key, customer FROM moved_key WHERE held
  UNION ALL
  SELECT key, customer FROM settled_key AS s
  WHERE NOT EXISTS (SELECT 1 FROM moved_key AS m WHERE m.key = s.key AND m.customer = s.customer);
",
    privacy::PRIVACY,
    "
-- What is rare among the lines of a delivery, and what people did: found without reading all that is not.
CREATE INDEX version_rare ON version(number, kind) WHERE kind >= 5;
",
    releases::RELEASES,
    "
-- Pairs that were declared distinct and are no more, both ways round.
CREATE TABLE undone_distinct_pair (
  a TEXT,
  b TEXT,
  operation INTEGER NOT NULL REFERENCES operation,
  undone INTEGER NOT NULL REFERENCES operation,
  PRIMARY KEY (a, b, undone)
) WITHOUT ROWID;
",
    "
-- Pointers that moved lately lie apart, as keys do.
DROP VIEW IF EXISTS customers;            -- made anew after each migration
ALTER TABLE customer RENAME TO settled_customer;
CREATE TABLE moved_customer (
  id TEXT PRIMARY KEY,
  head INTEGER NOT NULL,
  latest INTEGER,
  in_force INTEGER
) WITHOUT ROWID;
CREATE TABLE customer_size (
  settled INTEGER NOT NULL,               -- rows of settled_customer
  moved INTEGER NOT NULL                  -- pointers gathered since then
);
INSERT INTO customer_size SELECT count(*), 0 FROM settled_customer;
CREATE VIEW customer AS
  SELECT id, head, latest, in_force FROM moved_customer
  UNION ALL
  SELECT id, head, latest, in_force FROM settled_customer AS s
  WHERE NOT EXISTS (SELECT 1 FROM moved_customer AS m WHERE m.id = s.id);
",
    "
-- Keys in blocks; what was in rows of their own is packed by `keys::pack`.
DROP VIEW key;
ALTER TABLE settled_key RENAME TO loose_key;
CREATE TABLE key_block (
  first INTEGER PRIMARY KEY,              -- none of its keys is less, and all are less than that of the next row
  keys BLOB NOT NULL,                     -- in order, eight bytes each, the highest first
  customers TEXT NOT NULL                 -- JSON array: who holds each
);
CREATE VIEW settled_key AS
  SELECT (instr('123456789ABCDEF', substr(hex, 1, 1)) << 60)
      | (instr('123456789ABCDEF', substr(hex, 2, 1)) << 56)
      | (instr('123456789ABCDEF', substr(hex, 3, 1)) << 52)
      | (instr('123456789ABCDEF', substr(hex, 4, 1)) << 48)
      | (instr('123456789ABCDEF', substr(hex, 5, 1)) << 44)
      | (instr('123456789ABCDEF', substr(hex, 6, 1)) << 40)
      | (instr('123456789ABCDEF', substr(hex, 7, 1)) << 36)
      | (instr('123456789ABCDEF', substr(hex, 8, 1)) << 32)
      | (instr('123456789ABCDEF', substr(hex, 9, 1)) << 28)
      | (instr('123456789ABCDEF', substr(hex, 10, 1)) << 24)
      | (instr('123456789ABCDEF', substr(hex, 11, 1)) << 20)
      | (instr('123456789ABCDEF', substr(hex, 12, 1)) << 16)
      | (instr('123456789ABCDEF', substr(hex, 13, 1)) << 12)
      | (instr('123456789ABCDEF', substr(hex, 14, 1)) << 8)
      | (instr('123456789ABCDEF', substr(hex, 15, 1)) << 4)
      | (instr('123456789ABCDEF', substr(hex, 16, 1)) << 0) AS key, customer
  FROM (SELECT hex(substr(b.keys, c.key * 8 + 1, 8)) AS hex, c.value AS customer
        FROM key_block AS b, json_each(b.customers) AS c);
CREATE VIEW key AS
  SELECT key, customer FROM moved_key WHERE held
  UNION ALL
  SELECT key, customer FROM settled_key AS s
  WHERE NOT EXISTS (SELECT 1 FROM moved_key AS m WHERE m.key = s.key AND m.customer = s.customer);
",
];

/// The migration that leaves keys in `loose_key`, to be packed into blocks.
pub(super) const KEYS_TO_PACK: usize = 9;
