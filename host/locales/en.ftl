### Every sentence of the program, in English. `fr.ftl` has the same entries and the same arguments.
### `host-…`: a code `host.…`; `…-hint`: what to do about it. $arg0, $arg1…: the code's arguments.

number = { $count }

## Help

help = Fetches files of modified customers every morning and applies them to the store's base
help-label-usage = Usage:
help-label-commands = Commands
help-label-options = Options
help-label-arguments = Arguments
help-flag-help = Print help
help-flag-version = Print version
help--data = Data folder (else REDESCENTE_DATA, else the platform's own place)
help--format = How results are written: text, or JSON for programs
help--lang = Language of the texts (else REDESCENTE_LANG)
help-init = Make the data folder, write its settings, install the rules that came with the program
help-import = Load the store's customers once into an empty base
help-import--file = File of the existing customers
help-import--strict = Exit code 5 if rejected lines or withheld modifications are left
help-retrieve = Retrieve what is new and print the report
help-retrieve--files = Files to apply instead of the exchange's
help-retrieve--again = Apply a delivery once more, by its number
help-retrieve--strict = Exit code 5 if rejected lines or withheld modifications are left
help-startup = What the store's start-up calls: the automatic retrieval of the day, if it is due
help-startup--open = Then show the page
help-report = Report of retrievals, or each modification of a delivery
help-report--mode = Only this mode of retrieval
help-report--since = Begun on this date or later
help-report--until = Begun until this date (the day included)
help-report--retrieval = Only this retrieval
help-report--delivery = Each modification of this delivery
help-report--outcome = Only this outcome (may be repeated)
help-report--strict = Exit code 5 if rejected lines or withheld modifications are left
help-delivery = Delivered files
help-delivery-show = Show a delivered file as the rules read it
help-delivery-show--id = Number of the delivery
help-delivery-show--line = Only this line
help-delivery-show--raw = The bytes as received
help-history = History of updates, newest first
help-history--customer = Only this customer, former identifiers included
help-history--operation = Only this operation (may be repeated)
help-history--since = Integrated on this date or later
help-history--until = Integrated until this date (the day included)
help-history--details = With old and new values
help-customer = One customer: show, find, add, edit
help-customer-show = Show a customer
help-customer-show--id = The customer's identifier
help-customer-show--as_of = As the base had it at that date (the whole day included)
help-customer-show--details = With the entry of the history that set each value
help-customer-find = Find by the beginning of a name, a card or an identifier
help-customer-find--text = Text to look for
help-customer-add = Add a customer; "id=…" chooses the identifier
help-customer-add--values = Fields and values
help-customer-add--at = Date of the modification (else now)
help-customer-add--force = Even if it creates a duplicate
help-customer-edit = Edit a customer
help-customer-edit--id = The customer's identifier
help-customer-edit--values = Fields and values; an empty value clears
help-customer-edit--at = Date of the modification (else now)
help-customer-edit--force = Even if it creates a duplicate
help-customer-erase = Erase a person everywhere, for ever
help-customer-erase--id = The customer's identifier
help-customer-erase--dry_run = Only say what would be erased
help-customer-export = Give everything held about a person, as JSON
help-customer-export--id = The customer's identifier
help-customers = The base, for a till
help-customers-changes = What changed since a cursor, as JSON lines
help-customers-changes--since = The last cursor received; 0 the first time
help-duplicates = Modifications withheld because they would create a duplicate
help-duplicates-list = List the withheld modifications
help-duplicates-show = Show a withheld modification
help-duplicates-show--id = Number of the modification
help-duplicates-scan = Look through the whole base for customers who are in it twice
help-duplicates-pairs = List customers found twice, not yet merged nor declared distinct
help-duplicates-pairs--customer = Only this customer's pairs
help-duplicates-pairs--limit = At most so many pairs
help-merge = Merges two customers; either may be a withheld creation
help-merge--kept = Identifier that stays
help-merge--absorbed = Identifier that is to lead to the first
help-merge--take = Field whose value is to be the absorbed customer's (repeatable)
help-merge--keep = Field whose value is to be the kept customer's (repeatable)
help-merge--dry_run = Shows the result and writes nothing
help-merge--basis = Mark given by --dry-run: refuses if either has changed since
help-unmerge = Undoes a merge: each modification received since goes back to the identifier it was sent for
help-unmerge--merge = Number of the merge (redescente merges)
help-unmerge--dry_run = Shows the result and writes nothing
help-merges = Lists merges
help-distinct = Declares that two customers are two persons; they never stand in each other's way again
help-distinct--one = Identifier of the first
help-distinct--other = Identifier of the second
help-distinct--undo = Undo it: they may be taken for one person again
help-apply-opt-out = Applies only the consent that a stale or withheld modification takes back
help-apply-opt-out--id = Number of the modification
help-revert = Gives a field the value it had before an entry of the history
help-revert--id = Number of the entry (redescente history --format json, or customer show --details)
help-revert--field = Name of the field
help-revert--force = Even if that creates a duplicate
help-verify = Rebuilds the base from its history and says what differs
help-rules = The rules that decide
help-rules-status = Show the rules in force
help-rules-install = Install rules from a file
help-rules-install--file = The rules' component (.wasm)
help-rules-check = Try a rules component on generated bases and deliveries, and say which laws it keeps
help-rules-check--component = The rules' component (.wasm)
help-rules-check--seed = Where chance begins: the same gives the same result (1 by default)
help-rules-check--cases = Cases of each law (100 by default)
help-rules-check--sample = A delivery as these rules read them, if their columns aren't those of the rules provided
help-rules-replay = Replay a period under the rules in force and under others, and show what would differ; nothing is changed
help-rules-replay--component = The component of the rules to try (.wasm)
help-rules-replay--since = Begin of the period (the last 30 days by default)
help-rules-replay--until = End of the period
help-rules-replay--details = All differences, not only the first
help-rules-replay--scratch = Folder in which the base is copied twice (the data folder by default)
help-settings = Settings
help-settings-show = Show the settings, never the password
help-settings-set = Change a setting
help-settings-set--key = Name of the setting, for example exchange.url
help-settings-set--value = Its value; "-" reads the password from standard input
help-retention = List what has been kept for its time
help-retention--apply = Remove it now, without waiting for the next retrieval
help-backup = Back up the whole store into one file, the password excepted
help-backup--file = Backup file, best on another disk
help-restore = Put a backup in place; the base that is there is kept aside
help-restore--file = Backup file, or a copy of the folder snapshots
help-serve = Shows the store's page in the browser
help-serve--open = Also opens the browser
help-serve--port = Port of the page (otherwise a free one)
help-settings-test = Try the exchange, step by step, and say what to do
help-support-bundle = Write one readable file for support: no customer, no password
help-support-bundle--file = The file to write (else redescente-support-DATE.json here)

## Settings: comments of redescente.toml

settings-file =
    Settings of redescente. The exchange's password is not here:
    redescente settings set exchange.password -
setting-exchange-url = Address of the exchange: "ftp://server[:port]/folder" or "file:///folder"
setting-exchange-security = Protection of the connection: "explicit" (TLS asked for), "implicit" (TLS at once) or "none"
setting-exchange-certificate = Trusted certificates: "system", "file:PATH" of an authority or "sha256:HEX" of the server
setting-exchange-user = Account on the exchange; empty = anonymous
setting-exchange-password = The password is set by: redescente settings set exchange.password -
setting-exchange-pattern = Pattern of the names of files to fetch, such as "CLIENTS_*.csv"; empty = the rules' own
setting-exchange-marker = Suffix of the marker that says a file is complete, such as ".ok"; empty = none
setting-exchange-after-reading =
    What becomes of an applied file: "leave", "archive:FOLDER" (moved) or "delete";
    the last two only if exclusive = true
setting-exchange-exclusive = Nobody else reads this folder of the exchange
setting-reception-mode = "daily": one automatic retrieval a day; "off": none, the button still works
setting-reception-automatic = Retrieve at the first start of the day
setting-watch-days-without-file = Notice after so many days without any file; 0 = never
setting-watch-failures = Notice after so many failed retrievals in a row; 0 = never
setting-watch-unusual-lines = Notice when a file has so many times more, or less, lines than usual; 0 = never
setting-store-id = Identifier of the store
setting-store-time-zone = Time zone of the store
setting-rules-parameters = Parameters of the rules: name = "value"
setting-retention-deliveries = Days for which delivered files are kept; 0 = for ever
setting-retention-history = Days for which old values are kept in history; 0 = for ever
setting-retention-unidentified = Days for which rejected lines without an identifier are kept; 0 = as long as their file
setting-backup-snapshots = Copies of the base kept in snapshots, one a day of retrieval; 0 = none
setting-limits-fuel-per-line = Computing the rules may do for one line; 0 = the program's own value
setting-limits-memory = Memory the rules may use, in bytes; 0 = the program's own value
setting-limits-seconds-per-delivery = Seconds the rules may take for one delivery; 0 = the program's own value
setting-limits-bytes-per-answer = Bytes that one answer of the rules may have; 0 = the program's own value

## Report

mode-manual = manual
mode-automatic = automatic
mode-import = first load
status-done = done
status-partial = incomplete
status-failed = failed
status-nothing-new = nothing new
status-skipped = skipped
report-retrieval = Retrieval { $id } ({ $mode }), { $date }: { $status }
report-delivery = { $name } (delivery { $id }, { $bytes } bytes, rules { $rules })
report-lines = lines
report-unknown-columns = unknown columns, ignored: { $columns }
report-waiting = Left for the next time:
report-empty = No retrieval.
delivery-refused = file refused, nothing of it is applied
delivery-redelivered = applied before (delivery { $same }), nothing changes
delivery-undecided = the rules failed, nothing is applied
outcomes-created = created
outcomes-corrected = corrected
outcomes-unchanged = unchanged
outcomes-already-processed = already processed
outcomes-stale = stale
outcomes-duplicate = duplicates withheld
outcomes-rejected = rejected
to-do = To do
to-do-withheld =
    { $count ->
        [one] { $count } modification withheld as a duplicate: redescente duplicates
       *[other] { $count } modifications withheld as duplicates: redescente duplicates
    }
to-do-rejected =
    { $count ->
        [one] { $count } line rejected in { $name }: redescente report --delivery { $id } --outcome rejected
       *[other] { $count } lines rejected in { $name }: redescente report --delivery { $id } --outcome rejected
    }
to-do-refused = { $name } is refused: tell whoever delivers the file
to-do-undecided = { $name } could not be decided: tell support, the rules are at fault
to-do-opt-out =
    { $count ->
        [one] { $count } consent taken back but not applied: redescente report --delivery { $id }
       *[other] { $count } consents taken back but not applied: redescente report --delivery { $id }
    }
to-do-waiting =
    { $count ->
        [one] { $count } file waits for the next retrieval: redescente retrieve
       *[other] { $count } files wait for the next retrieval: redescente retrieve
    }
note-spelling-only = differences of spelling only
note-opt-out-not-applied = consent taken back, not applied
note-weak-match = same e-mail or phone as another customer
note-same-date-other-content = same date, other content
note-existing-duplicate = duplicate that was there before
note-common-value = value too common to compare by
note-unreadable-birth-date = unreadable birth date
note-sent-for-absorbed = sent for a merged customer

## Lines and history

operation-created = created
operation-corrected = corrected
operation-unchanged = unchanged
operation-already-processed = already processed
operation-stale = stale
operation-duplicate = duplicate withheld
operation-rejected = rejected
operation-added = added
operation-edited = edited
operation-merged = merged
operation-unmerged = merge undone
operation-declared-distinct = declared distinct
operation-distinct-undone = no longer declared distinct
operation-re-decided = decided again
operation-opt-out-applied = opt-out applied
operation-reverted = value restored
operation-erased = erased
resolution-merged = since then: merged
resolution-distinct = since then: declared distinct
resolution-superseded = since then: superseded by a later modification
resolution-re-decided = since then: decided again
resolution-opt-out-applied = since then: opt-out applied
change = { $field }: { $old } → { $new }
value-empty = (empty)
other = looks like { $customer } ({ $reasons })
customer-through-alias = { $sent } → { $kept }
history-delivery = { $name }, line { $line }
history-person = by { $by }
history-modified-at = modification of { $date }
history-empty = No update.
delivery-line = Line { $line } ({ $encoding })

## Customers and duplicates

customer = Customer { $id }, modified on { $date }
customer-aliases = also known as: { $aliases }
customer-withheld = modification withheld: redescente duplicates show { $id }
find-empty = No customer begins with "{ $text }".
withheld = { $id }: customer { $customer }, modification of { $date } ({ $name }, line { $line })
withheld-creation = { $id }: new customer { $customer }, of { $date } ({ $name }, line { $line })
scan =
    { $count ->
        [one] Scan of { $date }: { $customers } customers, { $count } pair to look at
       *[other] Scan of { $date }: { $customers } customers, { $count } pairs to look at
    }
scan-common =
    { $count ->
        [one] { $count } value that too many have was not compared
       *[other] { $count } values that too many have were not compared
    }
scan-next = the list: redescente duplicates pairs
progress-scan = Looking for duplicates
pair-changed = (changed since the scan)
pairs-empty = No pair of customers to look at.
pairs-no-scan = No scan was made: redescente duplicates scan
withheld-group =
    Customer { $id }: { $count ->
        [one] { $count } withheld modification
       *[other] { $count } withheld modifications
    }
withheld-age =
    { $days ->
        [0] received today
        [one] has waited for { $days } day
       *[other] has waited for { $days } days
    }
column-now = in the base
column-first = as first received
column-then = once applied
withheld-next =
    One person: redescente merge { $other } { $customer } --dry-run
    Two persons: redescente distinct { $customer } { $other }
merge-preview = Merging { $absorbed } into { $kept }: nothing is written yet ("!": the two differ)
merge-done = Merge { $id } done: { $absorbed } leads to { $kept }
merge-result = result
merge-applied = withheld modifications applied with the merge: { $entries }
merge-released = modifications of other customers that left the queue: { $entries }
merge-basis = to merge exactly this: --basis { $basis }
merge-record = { $id }: { $absorbed } into { $kept }, on { $date } by { $by }
merge-record-undone = { $id }: { $absorbed } into { $kept }, on { $date } by { $by }; undone on { $undone } by { $undoneby }
merges-empty = No merge.
unmerge-preview = Merge { $id } would be undone: { $kept } and { $absorbed } would be two customers again
unmerge-done = Merge { $id } undone: { $kept } and { $absorbed } are two customers again
unmerge-not-split = entry { $entry }: { $reason }
unmerge-released = modifications of other customers that the merge had released, left as they are: { $entries }
host-not-split-person = written on the merged customer, it stays with the one whose identifier it names
host-not-split-distinct = declared distinct since the merge, that stays with the kept customer
host-not-split-file-gone = its file is kept no more, it is not done again
host-not-split-forgotten = its values were forgotten when their time was over, it is not done again
host-not-split-rejected = the rules refuse it without the merge, it is not done again
host-not-split-nobody = the customer whose identifier it names is not in the base any more, it is not done again
distinct-done =
    { $one } and { $other } are two persons. { $decided ->
        [0] Nothing waited because of that.
        [one] One modification was decided again; { $waiting } waits still because of other customers.
       *[other] { $decided } modifications were decided again; { $waiting } wait still because of other customers.
    }
distinct-undone =
    { $one } and { $other } may be taken for one person again; what was applied stays. { $decided ->
        [0] Nothing was waiting.
        [one] One modification was decided again; { $waiting } waits still.
       *[other] { $decided } modifications were decided again; { $waiting } wait still.
    }
customer-set-by = { $field }: { $value } (entry { $entry })
verify-sound = The base is what its history says: { $versions } entries, { $customers } customers, { $aliases } former identifiers, { $withheld } withheld modifications, { $keys } keys.
verify-differs = The base differs from its history ({ $versions } entries, { $customers } customers, { $aliases } former identifiers, { $withheld } withheld modifications, { $keys } keys): call for help.
verify-file = file damaged in { $count } places, first: { $first }
verify-customer = { $count } customers are not what the history says, first { $first }
verify-chain = { $count } entries wrongly linked, first { $first }
verify-alias = merged identifiers lead elsewhere, first { $first }
verify-withheld = { $count } withheld modifications disagree, first { $first }
verify-delivery = { $count } deliveries with wrong counts, first { $first }
verify-key = { $count } wrong keys, first those of customer { $first }
duplicates-empty = No modification is withheld.

## Setting up and rules

bundle-done = Written: { $file }. Read it if you like, then send it to support.
init-done = Data folder ready: { $folder }
init-without-rules = No rules are installed: redescente rules install redescente-rules.wasm
init-next = Next: redescente settings set exchange.url ftp://server/folder
rules-status =
    Rules { $name } { $version }, in force since { $since } (by { $by })
    digest { $digest }
    contract { $contract }, no access to the system

## The laws of a component

check-title =
    Rules { $name } { $version } ({ $contract })
    digest { $digest }
    { $cases } cases of each law, seed { $seed }
check-holds = holds ({ $cases })
check-fails = FAILS
check-not-shown = not shown
law-closed = imports nothing
law-within-limits = keeps within its limits, also with the longest lines
law-total = reads every line and answers it once
law-deterministic = the same deliveries give the same base
law-idempotent = what is sent again changes nothing more
law-commutative = the order of deliveries does not change the base
law-partition-proof = how lines are cut into deliveries does not change the base
law-chunk-proof = how a file's bytes are cut does not change the answers
law-amnesiac = remembers nothing from one file to the next
law-never-summed = a line replaces: nothing adds up
check-columns = Columns of the generated deliveries: { $columns }
check-unexercised = Fields that no column reaches: { $fields }. Give a delivery as an example with --sample.
check-lawful = Every law holds in all cases tried.
check-unlawful = These rules are not ready to be published.
check-base-empty = The base is empty.
check-base = Customers of the base:
check-sent = Deliveries:
check-one-way = One way:
check-other-way = The other way:
check-file = { $name } (retrieval { $retrieval })
check-file-again = { $name } once more (retrieval { $retrieval })
check-file-cut = { $name }, given in { $count } pieces (cut at ‖)
check-file-skipped = { $name }, given in { $count } pieces (cut at ‖), every second one skipped and read in another session
check-line = line { $line }
check-whole-file = the whole file
check-what-answers = number of answers
check-what-customer = customer
check-what-line = answer
check-what-modified-at = modification date
check-difference = { $whose } · { $what }: expected "{ $expected }", got "{ $came }"
progress-check = Trying the rules
replay-title =
    From { $since } to { $until }: { $deliveries } deliveries, { $lines } lines
    in force: { $active }
    tried: { $candidate }
replay-shortened = The period begins later than asked: older values were forgotten.
replay-same = Decided alike: { $count }
replay-direct = Decided otherwise: { $count }
replay-consequences = Decided otherwise because a customer differed already: { $count }
replay-move = { $active } → { $candidate }: { $direct } otherwise, { $consequences } in consequence
replay-records = Customers that differ at the end: { $count }
replay-field = { $field }: { $count }
replay-acts = Acts of persons done again: { $count }
replay-direct-list = Otherwise:
replay-consequences-list = In consequence:
replay-records-list = Records at the end:
replay-more = … and { $count } more (--details shows all)
replay-line = { $delivery }, line { $line }, customer { $customer }: { $active } → { $candidate }
replay-nothing = (no such line)
replay-not-in-base = (not in the base)
replay-change = { $field }: "{ $active }" → "{ $candidate }"
replay-record = { $customer } · { $field }: { $active } → { $candidate }
replay-modified-at = modification date
replay-status = { $delivery }: { $recorded } then, { $active } under the rules in force, { $candidate } under the others
replay-as-applied = applied
replay-as-refused = refused
replay-as-redelivered = delivered before
replay-as-undecided = undecided
replay-check-clean = Check: the rules in force reproduce history exactly ({ $lines } lines).
replay-check-different = Check: { $different } lines of { $lines } are not as history has them; other rules decided them, or what is missing below has a part in it.
replay-check-line = { $delivery }, line { $line }: { $recorded } then, { $replayed } now
replay-unreplayed = Not replayed:
replay-delivery-removed = { $delivery }: the file is kept no more
replay-records-blanked = { $delivery }: { $count } records erased
replay-act = { $act } ({ $customers }), { $at }: { $reason }
replay-customers-forgotten = { $count } customers whose state of then is forgotten: { $customers }
replay-merge-undone = { $count } merges undone in the period ({ $customers }): what waited then is not known any more
replay-identical = These rules would have decided everything alike.
progress-replay-copy = Copying the base
progress-replay = Period replayed

## Errors of the program

host-no-data-folder = The system names no place for data.
host-no-data-folder-hint = Give a folder: --data FOLDER or REDESCENTE_DATA.
host-clock-unreadable = REDESCENTE_NOW is "{ $arg0 }", which is no RFC 3339 date.
host-clock-unreadable-hint = For example 2026-11-24T08:00:00+01:00, or remove the variable.
host-output-failed = The result could not be written: { $arg0 }.
host-output-failed-hint = What was asked is done; check the space on the disk and run again to see the result.
host-bundle-unwritable = { $arg0 } could not be written: { $arg1 }.
host-bundle-unwritable-hint = Give the name of a file that does not exist yet, in a folder that you may write to.
host-not-initialised = There is no redescente base in this folder.
host-not-initialised-hint = Make it: redescente init, or give the right folder by --data.
host-settings-missing = There are no settings: { $arg0 } does not exist.
host-settings-missing-hint = Make them: redescente init, or give the right folder by --data.
host-settings-unreadable = { $arg0 } can't be read: { $arg1 }.
host-settings-unreadable-hint = Check the rights of this file.
host-settings-unwritable = { $arg0 } can't be written: { $arg1 }.
host-settings-unwritable-hint = Check the rights of the folder and the space on the disk.
host-settings-syntax = { $arg0 } is not proper TOML: { $arg1 }
host-settings-syntax-hint = Correct this line; texts stand in quotes.
host-setting-unknown = There is no setting "{ $arg0 }".
host-setting-unknown-hint = Did you mean { $arg1 }? The list: redescente settings show.
host-setting-no-value = "{ $arg1 }" does not suit { $arg0 }: it takes a text, a whole number, true or false.
host-setting-no-value-hint = Texts stand in quotes.
host-setting-url = "{ $arg1 }" is no address of an exchange.
host-setting-url-hint = Write ftp://server[:port]/folder or file:///folder.
host-setting-url-account = { $arg0 } may hold neither an account nor a password.
host-setting-url-account-hint = Set exchange.user, and exchange.password apart.
host-setting-security = "{ $arg1 }" is not allowed for { $arg0 }.
host-setting-security-hint = Allowed: explicit, implicit, none.
host-setting-certificate = "{ $arg1 }" is not allowed for { $arg0 }.
host-setting-certificate-hint = Allowed: system, file:PATH, sha256: followed by 64 hexadecimal digits.
host-setting-after-reading = "{ $arg1 }" is not allowed for { $arg0 }.
host-setting-after-reading-hint = Allowed: leave, archive:FOLDER, delete.
host-setting-needs-exclusive = Moving or deleting files that were read needs exchange.exclusive = true.
host-setting-needs-exclusive-hint = Other stores may read this folder. If none does: redescente settings set exchange.exclusive true first.
host-setting-reception-mode = "{ $arg1 }" is not allowed for { $arg0 }.
host-setting-reception-mode-hint = Allowed: daily, off.
host-setting-flag = "{ $arg1 }" is not allowed for { $arg0 }.
host-setting-flag-hint = Allowed: true, false.
host-setting-number = "{ $arg1 }" is not allowed for { $arg0 }.
host-setting-number-hint = Allowed: a whole number; 0 = never, or the program's own value.
host-setting-time-zone = There is no time zone "{ $arg1 }".
host-setting-time-zone-hint = For example Europe/Paris, America/Martinique, Indian/Reunion.
host-setting-one-line = The value of { $arg0 } holds control characters.
host-setting-one-line-hint = Write it on one line.
host-setting-file-name = "{ $arg1 }" is not allowed for { $arg0 }.
host-setting-file-name-hint = It is a file's name, without a folder: neither / nor \.
host-password-in-file = The exchange's password stands in { $arg0 }.
host-password-in-file-hint = Remove it from this file, then: redescente settings set exchange.password -
host-keyring-refuses = The system's keyring refuses: { $arg0 }.
host-keyring-refuses-hint = Unlock it, or set the password again: redescente settings set exchange.password -
host-parameter-refused = The rules refuse { $arg0 }: { $arg1 }
host-parameter-refused-hint = Nothing is changed. Choose a value that the rules know.
host-unknown-retrieval = There is no retrieval { $arg0 }.
host-unknown-retrieval-hint = The list: redescente report.
host-unknown-delivery = There is no delivery { $arg0 }.
host-unknown-delivery-hint = The list: redescente report.
host-unknown-customer = There is no customer { $arg0 }.
host-unknown-customer-hint = Look for them: redescente customer find TEXT.
host-unknown-withheld = There is no withheld modification { $arg0 }.
host-unknown-withheld-hint = The list: redescente duplicates.
host-not-field-value = "{ $arg0 }" is not of the form FIELD=VALUE.
host-not-field-value-hint = For example last_name=Martin; the fields: redescente customer show ID --format json.
host-edit-refused = Nothing is written: { $arg0 }
host-edit-refused-hint = Correct these values.
host-would-duplicate = Nothing is written, it would create a duplicate: { $arg0 }
host-would-duplicate-hint = Look at the other customer; if they are two persons, add --force.
host-no-rules = No rules are installed.
host-no-rules-hint = Install them: redescente rules install redescente-rules.wasm.

## Errors of the base and the folder

host-folder = The folder { $arg0 } can't be made.
host-folder-hint = Check its rights, or give another folder by --data.
host-network-share = The folder { $arg0 } is on a network share: the base would not be safe there.
host-network-share-hint = Give a folder of this machine by --data.
host-file = The file { $arg0 } can't be read or written.
host-file-hint = Check that it exists, its rights and the space on the disk.
host-kept-unreadable = A kept file can't be read.
host-kept-unreadable-hint = Check the folder deliveries of the data folder; restore it from a backup.
host-no-such-line = Delivery { $arg0 } has no line { $arg1 }.
host-no-such-line-hint = Line 1 is the header; empty lines don't count.
host-delivery-not-read = The rules read no line of delivery { $arg0 }, or not this one.
host-delivery-not-read-hint = Show its bytes: redescente delivery show { $arg0 } --raw.
host-busy = Another retrieval or edit is under way.
host-busy-hint = Wait until it ends and try again.
host-same-customer = { $arg0 } and { $arg1 } are one customer already.
host-same-customer-hint = The merges made: redescente merges.
host-changed-meanwhile = One of the two customers has changed since the preview, nothing is merged.
host-changed-meanwhile-hint = Look at the preview again: redescente merge … --dry-run.
host-no-such-merge = There is no merge { $arg0 }.
host-no-such-merge-hint = The list: redescente merges.
host-undone-already = Merge { $arg0 } was undone already.
host-undone-already-hint = The list: redescente merges.
host-merge-stands-on = Merge { $arg1 } stands on merge { $arg0 }.
host-merge-stands-on-hint = Undo that one first: redescente unmerge { $arg1 }.
host-no-such-entry = There is no entry { $arg0 } in the history, or it is about no customer.
host-no-such-entry-hint = The entries: redescente history.
host-no-objection = Modification { $arg0 } takes back no consent that is still given.
host-no-objection-hint = Consents taken back and not applied are named in the report: redescente report --delivery N.
host-not-changed-there = Entry { $arg0 } did not change the field { $arg1 }.
host-not-changed-there-hint = The entry that set each value: redescente customer show ID --details.
host-not-empty = There are customers in the base: a first load needs an empty one.
host-not-empty-hint = To apply a file to this base: redescente retrieve FILE.
host-no-such-delivery = There is no delivery { $arg0 }.
host-no-such-delivery-hint = The list: redescente report.
host-no-such-customer = There is no customer { $arg0 }.
host-no-such-customer-hint = Look for them: redescente customer find TEXT.
host-customer-exists = There is a customer { $arg0 } already.
host-customer-exists-hint = Edit them: redescente customer edit { $arg0 } FIELD=VALUE, or choose another id=.
host-customer-changed = Somebody else changed this customer meanwhile.
host-customer-changed-hint = Look at what changed, then do it again.
host-no-such-field = The rules know no field { $arg0 }.
host-no-such-field-hint = The fields: redescente customer show ID --format json.
host-interrupted = This retrieval was interrupted; the next one finishes its work.
host-interrupted-hint = Run again: redescente retrieve.
host-disk-full = The disk is full.
host-disk-full-hint = Make space and try again: nothing is applied by half.
host-base-open = The base can't be opened.
host-base-open-hint = Check the rights of base.sqlite in the data folder.
host-base-not-durable = The base would not be safe on this disk.
host-base-not-durable-hint = Give a folder on a disk of this machine by --data.
host-base-too-new = The base comes from a later version of the program.
host-base-too-new-hint = Install that version or a later one.
host-base-busy = The base is in use by another program.
host-base-busy-hint = Close it or wait, then try again.
host-base-database = The base can't be read or written.
host-base-database-hint = Check the disk and the rights; if it happens again, tell support.
host-base-damaged = The base is damaged.
host-base-damaged-hint = Leave it alone and tell support; restore the last backup.

## Errors of the rules

host-not-distinct = { $arg0 } and { $arg1 } are not declared distinct.
host-not-distinct-hint = See the history of one of them: redescente history --customer { $arg0 }.
host-replaying = A period is being replayed already.
host-replaying-hint = Wait until it is done.
host-stopped = The replay was stopped: nothing is left of it, and the base has not changed.
host-stopped-hint = Begin again when you like, with a shorter period if it took too long.
host-check-refused = These rules refuse a file whose header is { $arg0 } ({ $arg1 }).
host-check-refused-hint = Give a delivery that they read: redescente rules check … --sample FILE.
host-check-sample = These rules read no line of the sample that could be written anew.
host-check-sample-hint = Give a delivery of some lines, header included, separated by ; , | or tabs.
host-check-no-column = As these rules answer, { $arg0 } has no identifier and date of modification.
host-check-no-column-hint = Give a delivery that they read: redescente rules check … --sample FILE.
host-check-folder = No temporary folder can be written.
host-check-folder-hint = Check the disk's room and the rights of the temporary folder.
host-rules-changed = The rules' file { $arg0 } is not what was installed.
host-rules-changed-hint = Install the rules again: redescente rules install redescente-rules.wasm.
host-rules-engine = This machine can't run rules safely. ({ $arg0 })
host-rules-engine-hint = Tell support.
host-rules-too-large = The rules' file is too large. ({ $arg0 })
host-rules-too-large-hint = Ask whoever makes the rules for the right file; nothing is changed.
host-rules-not-a-component = This file holds no rules. ({ $arg0 })
host-rules-not-a-component-hint = Ask whoever makes the rules for the right file; nothing is changed.
host-rules-precompiled = This file holds compiled code, which can't be checked. ({ $arg0 })
host-rules-precompiled-hint = Ask whoever makes the rules for the right file; nothing is changed.
host-rules-imports = These rules ask for access to the system, which is forbidden. ({ $arg0 })
host-rules-imports-hint = Ask whoever makes the rules for the right file; nothing is changed.
host-rules-unknown-contract = These rules are made for another version of the program. ({ $arg0 })
host-rules-unknown-contract-hint = Ask whoever makes the rules for the right file; nothing is changed.
host-rules-incomplete = These rules are incomplete. ({ $arg0 })
host-rules-incomplete-hint = Ask whoever makes the rules for the right file; nothing is changed.
host-rules-bad-description = These rules describe themselves wrongly. ({ $arg0 })
host-rules-bad-description-hint = Ask whoever makes the rules for the right file; nothing is changed.
host-rules-unstable = These rules describe themselves otherwise each time. ({ $arg0 })
host-rules-unstable-hint = Ask whoever makes the rules for the right file; nothing is changed.
host-rules-out-of-fuel = The rules computed for too long. ({ $arg0 })
host-rules-out-of-fuel-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-timed-out = The rules took too much time. ({ $arg0 })
host-rules-timed-out-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-out-of-memory = The rules wanted too much memory. ({ $arg0 })
host-rules-out-of-memory-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-stack-overflow = The rules nested too deeply. ({ $arg0 })
host-rules-stack-overflow-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-trapped = The rules broke off. ({ $arg0 })
host-rules-trapped-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-answer-too-large = The rules' answer is too large. ({ $arg0 })
host-rules-answer-too-large-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-malformed = The rules' answer can't be read. ({ $arg0 })
host-rules-malformed-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-poisoned = The rules failed earlier in this delivery. ({ $arg0 })
host-rules-poisoned-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-wrong-count = The rules didn't answer every question. ({ $arg0 })
host-rules-wrong-count-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-bad-line = The rules read a line wrongly. ({ $arg0 })
host-rules-bad-line-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-bad-layout = The rules read the header wrongly. ({ $arg0 })
host-rules-bad-layout-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-unasked-line = The program asked the rules at the wrong time. ({ $arg0 })
host-rules-unasked-line-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-out-of-turn = The program called the rules at the wrong time. ({ $arg0 })
host-rules-out-of-turn-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-unknown-field = The rules named an unknown field. ({ $arg0 })
host-rules-unknown-field-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-unknown-candidate = The rules matched a customer whom nobody named. ({ $arg0 })
host-rules-unknown-candidate-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-unknown-message = The rules gave a reason without words. ({ $arg0 })
host-rules-unknown-message-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-bad-reason = The rules gave a reason that can't be kept. ({ $arg0 })
host-rules-bad-reason-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-bad-row = The rules gave values that can't be kept. ({ $arg0 })
host-rules-bad-row-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-bad-decision = A decision of the rules doesn't hold together. ({ $arg0 })
host-rules-bad-decision-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-bad-keys = The rules gave wrong keys. ({ $arg0 })
host-rules-bad-keys-hint = Nothing is applied. Tell support; the former rules can be installed again.
host-rules-bad-cells = The rules showed the file wrongly. ({ $arg0 })
host-rules-bad-cells-hint = Nothing is applied. Tell support; the former rules can be installed again.

## The exchange

host-no-exchange = No exchange is set.
host-no-exchange-hint = Give its address: redescente settings set exchange.url ftp://server/folder, or a file: redescente retrieve FILE.
host-exchange-unreachable = The exchange's server { $arg0 } can't be reached.
host-exchange-unreachable-hint = Check the connection to the Internet, then exchange.url: the server's name and port. The next retrieval will catch up.
host-exchange-host-unknown = No server has the name { $arg0 }.
host-exchange-host-unknown-hint = Check the connection to the Internet, then the server's name in exchange.url.
host-exchange-timeout = The exchange's server does not answer in time. ({ $arg0 })
host-exchange-timeout-hint = The next retrieval will catch up. If it happens again, check the port and the firewall, then ask the provider.
host-exchange-cut = The exchange's server cut the connection. ({ $arg0 })
host-exchange-cut-hint = The next retrieval will catch up. If it happens again, check exchange.security (implicit on port 990) and the firewall.
host-exchange-login = The exchange's server refuses the account or the password. ({ $arg0 })
host-exchange-login-hint = Check exchange.user and exchange.password with the provider; this is not tried again, so that the account is not locked.
host-exchange-folder = The exchange's folder can't be read: { $arg0 } ({ $arg1 })
host-exchange-folder-hint = Check the folder of exchange.url and the rights of the account.
host-exchange-listing-refused = The exchange's server refuses to list the folder. ({ $arg0 })
host-exchange-listing-refused-hint = Ask the provider for the right to list this folder.
host-exchange-listing-too-long = The exchange's folder holds too many files to be read.
host-exchange-listing-too-long-hint = Ask the provider to archive old files, or give the store a folder of its own in exchange.url.
host-exchange-passive = The data connection can't be made. ({ $arg0 })
host-exchange-passive-hint = Passive mode must get through: see the store's firewall and, with the provider, the range of passive ports of the server.
host-exchange-foreign-address = The exchange's server points to another machine, { $arg0 }, which is refused.
host-exchange-foreign-address-hint = Ask the provider to correct the address announced in passive mode, or to allow the command EPSV.
host-exchange-busy = The exchange's server is not available just now. ({ $arg0 })
host-exchange-busy-hint = Try again later; the next retrieval will catch up.
host-exchange-protocol = The exchange's server did not answer as it should. ({ $arg0 }: { $arg1 })
host-exchange-protocol-hint = Try again; if it happens again, check the port and exchange.security, then ask the provider.
host-exchange-unprotected = The exchange's server does not protect connections. ({ $arg0 })
host-exchange-unprotected-hint = Ask the provider for TLS. Else, knowing that the password and the customers travel in clear: redescente settings set exchange.security none
host-exchange-tls = The protected connection can't be made. ({ $arg0 })
host-exchange-tls-hint = Check exchange.security and the port (990 for implicit); ask the provider whether the server takes TLS 1.2.
host-exchange-certificate-untrusted = The certificate of the exchange's server is not trusted. ({ $arg1 })
host-exchange-certificate-untrusted-hint = Ask the provider for the fingerprint of the certificate. If it is this one: redescente settings set exchange.certificate sha256:{ $arg0 }
host-exchange-certificate-other = The exchange's server shows another certificate than the one that is set.
host-exchange-certificate-other-hint = Nothing was sent. Ask the provider whether it was changed. If the new fingerprint is this one: redescente settings set exchange.certificate sha256:{ $arg0 }
host-exchange-certificates = The trusted certificates can't be read. ({ $arg0 })
host-exchange-certificates-hint = Check exchange.certificate: system, file:PATH of a PEM file, or sha256:HEX.
host-exchange-file = the server refuses this file
host-exchange-file-hint = It is asked for again at the next retrieval; if it is still missing, check its rights with the provider.
host-exchange-length = this file arrived incomplete
host-exchange-length-hint = It is asked for again at the next retrieval.
host-exchange-file-changed = this file changed while it was fetched
host-exchange-file-changed-hint = It is asked for again at the next retrieval, once its upload is over.
host-exchange-file-too-large = this file is too large to be a delivery
host-exchange-file-too-large-hint = Ask the provider what this file is.
host-exchange-file-name = the name of this file can't be asked of the server
host-exchange-file-name-hint = Ask the provider to rename it.
host-exchange-transfer = the transfer of this file fails
host-exchange-transfer-hint = The next retrieval goes on where this one stopped; if it happens again, ask the provider.
host-file-changed = The file { $arg0 } changed while it was read.
host-file-changed-hint = Wait until it is written, then try again.
host-deliveries-busy = Another retrieval is under way. ({ $arg0 })
host-deliveries-busy-hint = Wait until it ends.
host-listing-truncated = The server did not list every file; the rest will come with the next retrieval.
host-listing-odd-names = Some files of the exchange have names that can't be asked for (a path, a control character); they are left out.
host-listing-odd-lines = Some lines of the exchange's listing were not understood; those files are left out.
host-listing-unclosed = The server ended the listing without the farewell that TLS wants; it may be incomplete.
host-same-name-other-content = { $arg0 } came before with another content; both are kept and applied.
host-not-put-away = { $arg0 } is applied, but could not be moved or deleted on the exchange; this is tried again. ({ $arg1 })
host-watch-silence = No file has come for { $arg0 } days: ask the provider whether deliveries have stopped.
host-watch-failures = { $arg0 } retrievals failed in a row: redescente settings test
host-watch-lines = { $arg0 } has { $arg1 } lines, while { $arg2 } are usual: check with the provider.
host-startup-off = Automatic reception is off (reception.mode).
host-startup-off-hint = Nothing to do; redescente retrieve still works.
host-startup-not-automatic = Automatic reception is not switched on.
host-startup-not-automatic-hint = To switch it on: redescente settings set reception.automatic true
host-startup-done-today = Today's automatic retrieval is done.
host-startup-done-today-hint = To retrieve again: redescente retrieve
host-startup-busy = Another retrieval is under way.
host-startup-busy-hint = Its result: redescente report
host-test-certificates = Trusted certificates
host-test-name = Server's name
host-test-connection = Connection
host-test-tls = Protection and certificate
host-test-login = Account and password
host-test-folder = Folder
host-test-passive = Passive mode
host-test-listing = Listing of files (to fetch + waiting)
host-waiting-growing = file still being uploaded
host-waiting-marker = its marker is not there yet

## Privacy and backups

progress-erase = Erasing
progress-backup = Backing up
erasure-done =
    { $versions ->
        [one] Person erased: { $versions } entry of history says nothing of them any more.
       *[other] Person erased: { $versions } entries of history say nothing of them any more.
    }
erasure-would =
    { $versions ->
        [one] Nothing is erased. { $versions } entry of history would be.
       *[other] Nothing is erased. { $versions } entries of history would be.
    }
erasure-before = That person is erased already; nothing of them is left here.
erasure-records =
    { $count ->
        [one] { $count } record blanked in kept files
       *[other] { $count } records blanked in kept files
    }
erasure-copy-erased = erased from { $path } too
erasure-copy-clean = { $path } did not hold them
erasure-copy-missing = { $path } is not there any more: if that backup is elsewhere, delete it
erasure-copy-failed = { $path } could not be corrected and may hold them: delete that copy
erasure-unidentified =
    { $count ->
        [one] { $count } rejected line without an identifier can be attributed to nobody; it is deleted { $days } days after it came
       *[other] { $count } rejected lines without an identifier can be attributed to nobody; they are deleted { $days } days after they came
    }
erasure-unidentified-kept =
    { $count ->
        [one] { $count } rejected line without an identifier can be attributed to nobody; set retention.unidentified to have it deleted
       *[other] { $count } rejected lines without an identifier can be attributed to nobody; set retention.unidentified to have them deleted
    }
erasure-unread = { $name } could never be read: its lines with the identifier, card, e-mail or telephone are blanked, the rest can be attributed to nobody
erasure-elsewhere = left to do elsewhere: the till, the provider, backups kept away from this machine
retention-nothing = Nothing has been kept for longer than it should.
retention-would = Will be deleted at the next retrieval:
retention-done = Deleted:
retention-delivery = { $name }, received { $date }
retention-versions =
    { $count ->
        [one] the values of { $count } old entry of history
       *[other] the values of { $count } old entries of history
    }
retention-records =
    { $count ->
        [one] { $count } rejected line without an identifier
       *[other] { $count } rejected lines without an identifier
    }
backup-done = Backup made and verified: { $path } ({ $bytes } bytes, { $deliveries } delivered files). The exchange's password is not in it.
restore-done = Base put in place: { $customers } customers.
restore-replaced = the base from before is kept: { $path }
restore-password = the exchange's password does not travel: redescente settings set exchange.password -
host-erased = This person was erased at their request.
host-other-erased = A customer met then was erased since.
host-no-snapshot = The safety copy of the base could not be made or verified.
host-no-snapshot-hint = Check the room on the disk, then make a backup: redescente backup FILE.
host-retention-deliveries =
    { $arg0 ->
        [1] 1 delivered file had been kept for its time and is deleted.
       *[other] { $arg0 } delivered files had been kept for their time and are deleted.
    }
host-retention-history =
    { $arg0 ->
        [1] The values of 1 old entry of history are forgotten.
       *[other] The values of { $arg0 } old entries of history are forgotten.
    }
host-retention-unidentified =
    { $arg0 ->
        [1] 1 rejected line without an identifier is deleted from its delivered file.
       *[other] { $arg0 } rejected lines without an identifier are deleted from their delivered files.
    }
host-erasure-key = Erased persons cannot be told: { $arg0 } is missing, damaged, or another store's.
host-erasure-key-hint = Put that file back from a backup of this store; another store's backup is restored into an empty folder.
host-no-random = The system gives no random numbers.
host-no-random-hint = Try again; if it happens again, tell support.
host-customer-erased = Customer { $arg0 } was erased at their request.
host-customer-erased-hint = If they become a customer again, add them under another identifier.
host-delivery-forgotten = The file of delivery { $arg0 } is kept no more: its time is over.
host-delivery-forgotten-hint = What became of its lines is still shown: redescente report --delivery { $arg0 }.
host-no-base = { $arg0 } is no backup of redescente.
host-no-base-hint = Nothing is changed. Give a file made by redescente backup, or a copy of the folder snapshots.
host-setting-count = "{ $arg1 }" is not allowed for { $arg0 }.
host-setting-count-hint = Allowed: a whole number, 0 included.
