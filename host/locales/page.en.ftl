### The page's sentences, in English. `page.fr.ftl` has the same entries and arguments.
### `page-host-…-hint`: what the page says to do where the command line says something else.

## Frame

page-open-here = The store's page is open at this address, which works once. Ctrl-C to end.
page-open-already = The store's page is open already; this address leads to it, once.
page-no-browser = No browser could be opened: open this address yourself.
page-skip = Go to the content
page-screens = Screens
page-find = Find a customer
page-find-what = Name, card or identifier
page-retrieve = Retrieve new updates
page-running = Retrieval in progress
page-running-begin = Retrieving…
page-withheld-count =
    { $count ->
        [one] modification to decide
       *[other] modifications to decide
    }
page-keys = Keyboard shortcuts
page-key-find = Find a customer
page-key-screens = The screens, from top to bottom
page-key-window = Next and back in a long list
page-key-help = This help
page-key-letters = Single-key shortcuts
page-close = Close
page-problem = That is not possible
page-closed = Page closed
page-all = All
page-show = Show
page-change = Change
page-back = Back to the record
page-save = Save
page-cancel = Cancel
page-undo = Undo this change
page-windows = Go through the list
page-first = Back to the beginning
page-next = More
page-export = Export:
page-export-sheet = spreadsheet
page-export-exact = exact

## Refusals

page-nothing-here = There is nothing at this address.
page-nothing-here-hint = Choose a screen from the list.
page-refused-host = This page only answers at its address on this machine.
page-refused-host-hint = Open it with: redescente serve --open
page-refused-foreign = This request comes from another page: it is refused.
page-refused-foreign-hint = Open the store's page with: redescente serve --open
page-refused-stranger = This browser did not open the store's page, or the address was used already.
page-refused-stranger-hint = Open it again with: redescente serve --open
page-refused-token = This request was not made by the store's page.
page-refused-token-hint = Reload the page and do it again.
page-no-language = There is no such language here.
page-no-date = "{ $arg0 }" is not a date.
page-no-date-hint = For example 24/11/2026.
page-no-layout = No delivered file shows the columns of an exact export yet.
page-no-layout-hint = Export for a spreadsheet, or come back after a first delivery.
page-no-column = No delivered file has a column for { $arg0 }: an exact export would lose values.
page-no-column-hint = Export for a spreadsheet.
page-settings-changed = Somebody else changed the settings meanwhile.
page-settings-changed-hint = Nothing is saved. Look at what changed, then do it again.
page-would-duplicate = Nothing is saved: this customer would look like another one.
page-would-duplicate-hint = Check the other customer. If they are two persons, tick the box and save again.
page-host-unknown-customer-hint = Look for them by name, card or identifier.
page-host-unknown-delivery-hint = Choose it from the report of retrievals.
page-host-unknown-retrieval-hint = Choose it from the report of retrievals.
page-host-unknown-withheld-hint = It has been decided since, or never was. Choose from the list of duplicates.
page-host-no-exchange-hint = Give its address in the settings.
page-host-no-such-customer-hint = Look for them by name, card or identifier.
page-host-no-such-merge-hint = Choose it in the list of merges.
page-host-undone-already-hint = There is nothing left to undo.
page-host-merge-stands-on-hint = Undo that one first.
page-host-same-customer-hint = They were merged: see the merges.
page-host-changed-meanwhile-hint = Nothing is merged. Look at the preview again, then do it again.
page-host-no-such-entry-hint = Choose it in the history.
page-host-no-objection-hint = It was taken back since, or the customer gave it again.
page-host-not-changed-there-hint = Look at this customer's history.
page-host-not-distinct-hint = Somebody may have undone it already: see the history.
page-host-setting-needs-store-id-hint = Fill in "Store's identifier".
page-host-release-no-source-hint = Give the address of publication in the settings.
page-host-release-no-root-hint = Ask central IT for 1.root.json, put it on this machine and write its path under "Trusted keys".
page-host-release-unreachable-hint = The rules in force go on. Check the network and the address of publication, then try again.
page-rules-changed = The rules changed meanwhile: nothing is done.
page-rules-changed-hint = Reload the page and look again.
page-host-setting-needs-exclusive-hint = Other stores may read this folder. If not, tick "Nobody else reads this folder".
host-page-port = The port { $arg0 } is not free ({ $arg1 }).
host-page-port-hint = Give another one with --port, or none: a free one is taken.
host-page-serving = The page can't be shown: { $arg0 }.
host-page-serving-hint = Try again; if it keeps happening, tell support.
host-page-fault = The retrieval was stopped by an error of the program.
host-page-fault-hint = Nothing is half applied. Tell support.

## Today

page-today = Today
page-date = { $weekday } { $day } { $month } { $year }
page-weekday-1 = Monday
page-weekday-2 = Tuesday
page-weekday-3 = Wednesday
page-weekday-4 = Thursday
page-weekday-5 = Friday
page-weekday-6 = Saturday
page-weekday-7 = Sunday
page-month-1 = January
page-month-2 = February
page-month-3 = March
page-month-4 = April
page-month-5 = May
page-month-6 = June
page-month-7 = July
page-month-8 = August
page-month-9 = September
page-month-10 = October
page-month-11 = November
page-month-12 = December
page-last = Last retrieval
page-last-files = Last files received
page-last-none = No file has been retrieved yet.
page-no-file = No new file.
page-waiting = Left for the next time
page-set-exchange = Say where the provider's files are
page-reception-off = Daily reception is off: only the button retrieves.
page-reception-automatic = Automatic reception: at the first start of each day.
page-reception-manual = Reception by hand: with the button.
page-nothing-to-do = Nothing to do: all that came is applied.
page-to-do-withheld =
    { $count ->
        [one] { $count } modification withheld as a duplicate: to be decided
       *[other] { $count } modifications withheld as duplicates: to be decided
    }
page-to-do-rejected =
    { $count ->
        [one] { $count } line rejected in { $name }
       *[other] { $count } lines rejected in { $name }
    }
page-to-do-refused = { $name } is refused: tell the file's provider
page-to-do-undecided = { $name } could not be decided: tell support
page-to-do-opt-out =
    { $count ->
        [one] { $count } consent taken back but not applied in { $name }
       *[other] { $count } consents taken back but not applied in { $name }
    }
page-to-do-waiting =
    { $count ->
        [one] { $count } file waits for the next retrieval
       *[other] { $count } files wait for the next retrieval
    }
page-to-do-release = Release { $release } (rules { $version }) is ready: try it, then put it in force
page-to-do-failed = The last retrieval failed: do it again
page-to-do-silence = No new file for { $count } days: ask the provider
page-chart-days = Lines received each day
page-lines =
    { $count ->
        [one] { $count } line
       *[other] { $count } lines
    }
page-lines-sum = { $count } lines in all

## Retrievals

page-retrievals = Retrievals
page-retrieval = Retrieval no. { $id }
page-all-retrievals = All retrievals
page-retrievals-none = No retrieval yet: the button "Retrieve new updates" begins the first one.
page-retrievals-none-such = No retrieval of this mode in this period.
page-mode = Mode
page-period = Period
page-period-all = All
page-period-today = Today
page-period-week = 7 days
page-period-month = 30 days
page-period-dates = Dates
page-from = from
page-to = to
page-when = Date
page-state = State
page-files = Files
page-outcomes = Outcomes
page-delivery-refused = refused
page-delivery-redelivered = already applied
page-delivery-undecided = undecided

## Delivery

page-delivery = { $name }
page-open-file = Open the file
page-open-first = See the first delivery
page-of-retrieval = Retrieval
page-size = Size
page-bytes = { $count } bytes
page-decided-by = Decided by
page-digest = Digest
page-notes = Notes
page-find-among = Find in this file
page-modifications = Modifications
page-line = Line
page-at-line = line { $line }
page-outcome = Outcome
page-customer = Customer
page-modified = Modified on
page-what = Details
page-open-line = Open the file at this line
page-look-at-it = Look and decide
page-looks-like = Looks like
page-not-applied = Was not applied:
page-old = before:
page-new = after:
page-lines-no = This file has no lines.
page-lines-none = No line fits this choice.

## File

page-file = File { $name }
page-back-to-lines = What became of it
page-download = Download as received
page-view = View
page-view-read = As the rules read it
page-view-raw = As received
page-to-line = Go to line
page-before = Lines before
page-after = Lines after
page-encoding = Encoding
page-wrong = At fault:
page-raw-note = Bytes that are no UTF-8 text are written \xNN, control characters \u{"{"}…{"}"}.
page-file-empty = This file is empty.
page-file-unread = The rules read no line of this file. Its first bytes:

## Duplicates

page-duplicates = Duplicates
page-duplicate = Possible duplicate: { $customer }
page-duplicates-none = No duplicate to decide.
page-duplicates-none-such = No withheld modification of this age.
page-duplicates-why = A modification that would make one customer another's duplicate waits here for a person.
page-chart-ages = Age of what is withheld
page-age-0 = Less than 2 days
page-age-2 = 2 to 7 days
page-age-8 = 8 to 30 days
page-age-31 = More than 30 days
page-in-the-way = Looks like
page-new-customer = new
page-back-to-queue = All duplicates
page-compared = Comparison
page-in-base = In the base
page-received = Received modification, applied
page-other-customer = Other customer
page-equal-fields =
    { $count ->
        [one] { $count } equal field
       *[other] { $count } equal fields
    }
page-not-yet = not yet
page-first-received = First received
page-nobody-in-the-way = Nobody looks like this customer any more: the next retrieval will apply it.
page-kept-id = Identifier that stays
page-conflict = check
page-rules-value = By the rules:
page-preview = What the merge gives
page-preview-again = Look at the preview again
page-leads-to = { $kept } stays; { $absorbed } will lead to it.
page-merge-no-change = The record of the identifier that stays does not change.
page-merge-applied =
    { $count ->
        [one] The withheld modification is applied with the merge.
       *[other] { $count } withheld modifications are applied with the merge.
    }
page-merge-released =
    { $count ->
        [one] A withheld modification of another customer is decided again.
       *[other] { $count } withheld modifications of other customers are decided again.
    }
page-merge = Merge
page-distinct = Not a duplicate
page-distinct-sure = Are { $one } and { $other } two persons? They will not stand in each other's way again. This can be undone, but what is applied meanwhile stays.
page-distinct-from = Declared distinct from
page-distinct-undo = Undo
page-distinct-undo-of = Undo: may be the same person as { $other }
page-sure = Yes
page-later = Later
page-key-escape = Esc
page-key-merge = Duplicate: merge
page-key-distinct = Duplicate: they are two persons
page-key-later = Duplicate: later
page-opt-out = Withdraw this consent
page-merge-title = Merge two customers
page-merge-another = Merge
page-merge-with = The other customer's identifier
page-merge-help = Nothing is written before you have seen the preview.
page-compare = Compare

## Merges

page-merges = Merges
page-merges-none = No merge.
page-merges-why = Customers who were merged from the duplicates or from a record are listed here, and every merge can be undone.
page-all-merges = All merges
page-merge-number = Merge { $id }
page-kept = Kept
page-absorbed = Absorbed
page-by = By
page-in-force = in force
page-led-to = { $absorbed } was merged into { $kept }.
page-merged = { $absorbed } and { $kept } are one customer now: { $kept }.
page-look = Look
page-undo-merge = Undo the merge
page-unmerge = Undo the merge
page-unmerged = The merge is undone: they are two customers again.
page-unmerge-preview = If the merge is undone
page-unmerge-queue = { $id } goes back to the duplicates to decide.
page-not-split = Entry { $entry }:
page-unmerge-released =
    { $count ->
        [one] A modification of another customer that the merge released stays applied.
       *[other] { $count } modifications of other customers that the merge released stay applied.
    }

## History

page-history = History of updates
page-history-none = No update: the base is empty.
page-history-none-such = No update fits this choice.
page-customer-id = Customer's identifier
page-find-customer = Find them by name
page-operations = Operations
page-operation = Operation
page-integrated = Integrated on
page-details = Show all details
page-revert = Give the value back that was before: { $field }
page-from-where = From where
page-merged-identities = Merged identifiers:
page-not-in-base = { $id } is not in the base.
page-applied-to = Applied to
page-file-name = File or person

## Customers

page-customers = Customers
page-find-hint = Type the beginning of a name, a first name, a card or an identifier.
page-find-again = Try fewer letters, the first name, or the card's number.
page-found =
    { $count ->
        [one] { $count } customer
       *[other] { $count } customers
    }
page-found-many = The first { $count } customers; type more to see fewer.
page-identifier = Identifier
page-record = Record
page-field = Field
page-value = Value
page-since = Since
page-edit = Edit
page-edit-title = Edit { $name }
page-saved = Saved.
page-undone = The values of before are back.
page-withheld-of = A modification received for this customer is withheld.
page-whole-history = The whole history of this customer
page-all-the-same = Save all the same: they are two persons
page-look-at-record = See the record as it is now

## Settings

page-settings = Settings
page-settings-saved = The settings are saved.
page-look-again = See the settings as they are now
page-reception = Reception of updates
page-exchange = Exchange with the provider
page-files-taken = Files
page-store = Store
page-set-reception-mode = Mode
page-set-reception-mode-daily = Daily reception
page-set-reception-mode-off = Off
page-help-reception-mode = Daily: at most one successful automatic retrieval a day. Off: none; the button always works.
page-set-reception-automatic = Automatic reception
page-help-reception-automatic = Retrieves at the first start of the day. A failed retrieval is done again at the next start.
page-set-exchange-url = Address
page-help-exchange-url = ftp://server/folder, or file:///folder.
page-set-exchange-security = Protection of the connection
page-set-exchange-security-explicit = TLS asked for
page-set-exchange-security-implicit = TLS at once
page-set-exchange-security-none = None
page-help-exchange-security = Without protection, password and files travel in clear.
page-set-exchange-certificate = Certificates trusted
page-help-exchange-certificate = system, file:PATH of an authority, or sha256:DIGEST of the server.
page-set-exchange-user = Account
page-help-exchange-user = Empty: anonymous access.
page-set-exchange-password = Password
page-help-exchange-password = It is never shown. Leave empty to keep it.
page-password-set = set
page-password-none = none
page-password-forget = Forget the password
page-trial = Try the connection
page-help-trial = Tries what stands above, saved or not. Nothing is retrieved.
page-trial-wait = Trying…
page-rules-trial = Try the source
page-help-rules-trial = Tries what stands above, saved or not. Nothing is taken or put in force.
page-rules-trial-good = The source answers, signed by the trusted keys.
page-rules-trial-listed = Highest release published: { $release }
page-rules-trial-listed-none = No release is published there.
page-rules-trial-taken = For this store: release { $release }
page-rules-trial-taken-none = Nothing new for this store.
page-rules-trial-expires = Signatures valid until
page-trial-good = The connection works.
page-trial-bad = The connection does not work yet.
page-watch = Watch
page-set-watch-days-without-file = Days without a file
page-help-watch-days-without-file = Warn after so many days without any file. 0: never.
page-set-watch-failures = Failed retrievals
page-help-watch-failures = Warn after so many failures in a row. 0: never.
page-set-watch-unusual-lines = Unusual files
page-help-watch-unusual-lines = Warn where a file has so many times more, or fewer, lines than usual. 0: never.
page-set-exchange-pattern = Names of the files to retrieve
page-help-exchange-pattern = For example CLIENTS_*.csv. Empty: the rules' own pattern.
page-set-exchange-marker = Suffix of the marker file
page-help-exchange-marker = For example .ok, if it says that a file is complete. Empty: none.
page-set-exchange-exclusive = Nobody else reads this folder
page-help-exchange-exclusive = Allows applied files to be moved or deleted.
page-set-exchange-after-reading = What becomes of an applied file
page-help-exchange-after-reading = leave: it stays. archive:FOLDER: it is moved. delete: it is deleted.
page-set-store-id = Store's identifier
page-help-store-id = Begins the identifiers of customers added here.
page-set-store-time-zone = Time zone
page-help-store-time-zone = For example Europe/Paris, America/Martinique, Indian/Reunion.
page-set-rules-source = Address of publication
page-help-rules-source = Given by central IT, for example https://server/folder, ftp://server/folder or file:///folder. Empty: rules are installed by hand. Needs the store's identifier.
page-set-rules-root = Trusted keys
page-help-rules-root = Path of the file 1.root.json on this machine. Empty: redescente-root.json, beside the program.

## Rules

page-rules = Rules
page-rules-active = Rules in force
page-rules-name = Name
page-rules-version = Version
page-rules-since = In force since
page-rules-by = Installed by
page-rules-contract = Contract
page-rules-sandbox = Rules decide in a sandbox: they have no access to files, network or base.
page-rules-parameters = Parameters of the rules
page-rules-no-parameters = None is set: the rules follow their own values.
page-rules-releases = Releases
page-rules-release = Release { $release }.
page-rules-release-back = Release { $release }, gone back to by hand.
page-rules-withdrawn = This release was withdrawn since; a higher one will come.
page-rules-undecided =
    { $count ->
        [one] { $count } file could not be decided by these rules; you can go back to those before, below.
       *[other] { $count } files could not be decided by these rules; you can go back to those before, below.
    }
page-rules-no-candidate = No release is ready to be put in force.
page-rules-ready = Release { $release } is ready (rules { $version }), verified, valid from
page-rules-activate = Put in force
page-rules-activate-sure = Put release { $release } (rules { $version }) in force? It will decide the next files.
page-rules-before = Before: rules { $version }, in force since
page-rules-back = Go back to the rules before
page-rules-back-sure = Go back to rules { $version }? They will decide the next files.
page-rules-source = Source:
page-rules-no-source = No source of releases is set: rules are installed by hand.
page-rules-look = Look for a new release
page-rules-looked-at = Last look:
page-rules-looked = The source was looked at.
page-rules-activated = The release is in force.
page-rules-went-back = The rules before are in force again.

## Replay of a period

page-replay = Try before putting in force
page-replay-what = A period is run again in two copies of the base, one under the rules in force, one under the release that is ready: nothing changes in the store.
page-replay-which = Release to try
page-replay-release = Release { $release } (rules { $version })
page-replay-run = Replay this period
page-replay-stop = Stop
page-replay-running = Replay under way
page-replay-begin = Replay under way…
page-replay-done = The replay is done.
page-replay-since = Period from
page-replay-until = to
page-replay-at = replayed
page-replay-deliveries = Deliveries
page-replay-same = Decided alike
page-replay-direct = Decided otherwise
page-replay-consequences = In consequence
page-replay-customers = Customers that differ at the end
page-replay-acts = Acts of persons done again
page-replay-nothing = No delivery came in this period: choose a longer one.
page-replay-moves = Decisions that change
page-replay-active = Rules in force
page-replay-candidate = Release tried
page-replay-decision = Rules in force → release tried
page-replay-fields = Fields that differ at the end:
page-replay-statuses = Deliveries that would become something else
page-replay-direct-list = Decided otherwise
page-replay-consequences-list = In consequence, because a customer differed already
page-replay-records-list = Differences of records at the end
page-replay-line = Delivery
page-replay-at-line = line { $line }
page-replay-in-base = (in the base)
page-replay-windows = Go through: { $list }
page-replay-period = This period ends before it begins.
page-replay-period-hint = Choose an end that follows the beginning.
page-replay-killed = The program was ended during a replay: nothing is left of it, and the base has not changed.
page-replay-killed-hint = Replay the period if you want to know.
page-replay-gone = The result of this replay is there no more: an erasure or another replay took it.
page-replay-gone-hint = Replay the period if you want to see it again.
