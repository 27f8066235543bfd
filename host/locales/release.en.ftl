## Releases of rules: help and settings

help-rules-update = Look for a new release of rules, verify it and keep it, without putting it in force
help-rules-update--clock_corrected = The machine's clock is right now: forget the time seen before
help-rules-activate = Put a verified release in force
help-rules-activate--release = Number of the release (else the highest)
help-rules-rollback = Go back to the rules before
setting-rules-source =
    Where releases of rules are published: "https://server/folder", "ftp://server/folder" or
    "file:///folder"; empty = installed by hand; needs store.id
setting-rules-root =
    File of the first keys that are trusted (1.root.json); empty = redescente-root.json beside the program

## Releases of rules: state

rules-release = release { $release }
rules-release-back = release { $release }, gone back to by hand
rules-release-withdrawn = this release was withdrawn since; a higher one will come
rules-undecided =
    { $count ->
        [one] { $count } file could not be decided by these rules; those before are at hand: redescente rules rollback
       *[other] { $count } files could not be decided by these rules; those before are at hand: redescente rules rollback
    }
rules-before = before: rules { $version }, since { $since } (redescente rules rollback)
rules-candidate = ready: release { $release }, rules { $version }, valid from { $from } (redescente rules activate { $release })
rules-source = source { $source }, looked at on { $at }
rules-source-new = source { $source }, never looked at
rules-activated = Release { $release } of the rules verified and put in force.
rules-waits = Release { $release } of the rules verified; it comes in force at its date.

## Releases of rules: errors

host-setting-rules-source = "{ $arg1 }" is no address of releases.
host-setting-rules-source-hint = Write https://server/folder, ftp://server[:port]/folder or file:///folder.
host-setting-needs-store-id = rules.source needs store.id: without it every store would sit in one wave.
host-setting-needs-store-id-hint = First: redescente settings set store.id IDENTIFIER.
host-release-no-source = No source of releases is set.
host-release-no-source-hint = Set it: redescente settings set rules.source https://server/folder.
host-release-no-root = The trusted keys { $arg0 } can't be read: { $arg1 }
host-release-no-root-hint = Put 1.root.json beside the program as redescente-root.json, or set rules.root.
host-release-unreachable = The source of releases does not answer as it should: { $arg0 }
host-release-unreachable-hint = The rules in force go on. Check the network and rules.source; try again: redescente rules update.
host-release-incomplete = The source has no { $arg0 }: a publication is under way, or was copied in part.
host-release-incomplete-hint = The rules in force go on. Try again later; otherwise tell central IT.
host-release-too-long = { $arg0 } is longer than it may be.
host-release-too-long-hint = The rules in force go on. Tell central IT: the source is not theirs, or it is damaged.
host-release-signature = { $arg0 } is not signed by the keys that are trusted. ({ $arg1 })
host-release-signature-hint = The rules in force go on. Tell central IT: the source may not be theirs.
host-release-altered = { $arg0 } is not what was signed.
host-release-altered-hint = The rules in force go on. Try again; otherwise tell central IT.
host-release-unreadable = { $arg0 } can't be read. ({ $arg1 })
host-release-unreadable-hint = The rules in force go on. Try again; otherwise tell central IT.
host-release-older = The source shows something older than before. ({ $arg0 })
host-release-older-hint = The rules in force go on. Tell central IT: an old copy stands in the source's place.
host-release-below-highest = The source lists releases up to { $arg0 } only, but release { $arg1 } was in force here.
host-release-below-highest-hint = The rules in force go on. Tell central IT: an old copy stands in the source's place.
host-release-expired = What is signed ({ $arg0 }) has expired: nothing is installed.
host-release-expired-hint = The rules in force go on. Check the machine's date; otherwise central IT must sign again (redescente-release refresh).
host-release-clock-back = The clock says { $arg0 }, but it said { $arg1 } before: nothing is installed.
host-release-clock-back-hint = The rules in force go on. Check the machine's date; if it is right: redescente rules update --clock-corrected.
host-release-trust = What is known of the source can't be kept: { $arg0 }
host-release-trust-hint = Check the room on the disk and the rights of the folder rules/sources.
host-release-unverified = The releases could not be verified. ({ $arg0 })
host-release-unverified-hint = The rules in force go on. Tell central IT.
host-release-manifest = What is signed about release { $arg0 } is not understood by this program.
host-release-manifest-hint = The rules in force go on. Update the program.
host-release-host-too-old = Release { $arg0 } of the rules needs redescente { $arg1 } or later.
host-release-host-too-old-hint = The rules in force go on. Update the program.
host-release-description = The rules say of themselves ({ $arg0 }) { $arg1 }, but { $arg2 } is signed.
host-release-description-hint = The rules in force go on. Tell central IT.
host-release-examples = The release's examples can't be played. ({ $arg0 })
host-release-examples-hint = The rules in force go on. Tell central IT.
host-release-example = The rules decide example { $arg0 } otherwise than promised. ({ $arg1 })
host-release-example-hint = The rules in force go on. Tell central IT.
host-release-no-candidate = No release is ready to be put in force.
host-release-no-candidate-hint = Look for one: redescente rules update.
host-release-unknown = Release { $arg0 } is not here.
host-release-unknown-hint = What is ready: redescente rules status; what is published: redescente rules update.
host-release-withdrawn = Release { $arg0 } was halted or withdrawn.
host-release-withdrawn-hint = The rules in force go on; a higher release will come.
host-release-lower = Release { $arg0 } is lower than release { $arg1 }, which was in force here.
host-release-lower-hint = To go back: redescente rules rollback.
host-release-not-yet = Release { $arg0 } is valid from { $arg1 }.
host-release-not-yet-hint = It is put in force at a start-up from that date on.
host-release-stale = Release { $arg0 } must be verified again.
host-release-stale-hint = redescente rules update, then redescente rules activate.
host-release-nothing-before = There are no rules from before.
host-release-nothing-before-hint = Install rules from a file: redescente rules install FILE.

## redescente-release: help

publisher = Publishes releases of rules for the stores
publisher--format = Form of the results
publisher--lang = Language of the texts (else REDESCENTE_LANG)
publisher--keys = Folder of the keys (else REDESCENTE_RELEASE_KEY_FOLDER, else keys here); further ones may stand in REDESCENTE_RELEASE_KEYS
publisher--root = The first root, 1.root.json (else the one beside the keys)
publisher-init = Make the keys that aren't there, and a repository without releases
publisher-init--folder = Folder of the repository: plain files for a web server, FTP or a stick
publisher-publish = Verify a component as a store will, sign it and list it
publisher-publish--folder = Folder of the repository
publisher-publish--component = The rules' component (.wasm)
publisher-publish--examples = Folder of examples: deliveries with what must come of them
publisher-publish--check = What redescente rules check found
publisher-publish--despite_check = Publish although the check is another component's or found something
publisher-publish--without_check = Publish without a check
publisher-publish--release = Number of the release (else one more than the highest)
publisher-publish--valid_from = From when on it may decide, RFC 3339 (else now)
publisher-publish--host_min = The oldest program that may run it (else this one's version)
publisher-publish--at = A wave: from when on which part of all stores takes it, for example now=1%; none = only the stores named
publisher-publish--first = A store that takes it before every wave
publisher-publish--never = A store that never takes it
publisher-wave = Open or halt the waves of a release
publisher-wave--folder = Folder of the repository
publisher-wave--release = Number of the release
publisher-wave--at = A wave, in place of those before: now=10%
publisher-wave--first = A further store that takes it before every wave
publisher-wave--never = A further store that never takes it
publisher-wave--halt = No further store takes it; those that have it keep it
publisher-wave--resume = It is given out again
publisher-withdraw = Withdraw a release
publisher-withdraw--folder = Folder of the repository
publisher-withdraw--release = Number of the release
publisher-withdraw--back_to = Publish this older release again, as a higher one, for every store at once
publisher-refresh = Sign the timestamp anew, weekly: the online key is enough
publisher-refresh--folder = Folder of the repository
publisher-refresh--all = Also what lists the releases, before it expires
publisher-rotate-key = Replace a key; two root keys must be at hand
publisher-rotate-key--folder = Folder of the repository
publisher-rotate-key--key = Which
publisher-status = Show what is published, and until when it is good
publisher-status--folder = Folder of the repository

## redescente-release: results and errors

published-init = Repository made: { $folder }. Give every store 1.root.json, as redescente-root.json beside the program; put the root keys in safes.
published-release = Release { $release } is published.
published-wave = What is signed about release { $release } is published.
published-withdrawn = Release { $release } is withdrawn; stores that have it wait for a higher one.
published-back = Release { $release } is withdrawn; release { $again } brings the older rules back, for every store.
published-refresh = Signed anew.
published-rotation = The key { $key } is replaced; the old one is kept beside it and may be destroyed.
published-none = No release is published.
published-line = release { $release }: rules { $version }, { $state }, { $part } % of stores now, valid from { $from }
published-role = { $role } { $version }, expires { $expires }
publish-exists = { $arg0 } holds a repository already.
publish-exists-hint = Give another folder; a repository is never begun anew.
publish-unreadable = { $arg0 } can't be read: { $arg1 }
publish-unreadable-hint = Check the path and the rights.
publish-unwritable = { $arg0 } can't be written: { $arg1 }
publish-unwritable-hint = Nothing half-published is visible. Check the room and the rights, then do it again.
publish-key = { $arg0 } holds no key.
publish-key-hint = A key is a PEM block PRIVATE KEY of ed25519, as redescente-release init writes it.
publish-too-few-keys = The role { $arg0 } needs { $arg2 } of its keys; at hand: { $arg1 }.
publish-too-few-keys-hint = Put them in the folder of --keys, or give them in REDESCENTE_RELEASE_KEYS. Nothing is published.
publish-repository = The repository is not what its keys signed. ({ $arg0 })
publish-repository-hint = Somebody changed it, or 1.root.json is another's. Publish from a copy that is known to be good.
publish-signing = Something can't be signed. ({ $arg0 })
publish-signing-hint = Nothing is published. Check the keys.
publish-too-low = Release { $arg0 } must be higher than { $arg1 }.
publish-too-low-hint = To bring older rules back: redescente-release withdraw RELEASE --back-to OLDER.
publish-no-release = There is no release { $arg0 }.
publish-no-release-hint = What is published: redescente-release status FOLDER.
publish-withdrawn = Release { $arg0 } is withdrawn.
publish-withdrawn-hint = Publish a higher one.
publish-other-component = The check is of another component ({ $arg0 }), not of { $arg1 }.
publish-other-component-hint = Check this one: redescente rules check. Nothing is published; --despite-check publishes all the same.
publish-unlawful = The check found laws that don't hold: { $arg0 }
publish-unlawful-hint = Nothing is published. Read the smallest examples in the check; --despite-check publishes all the same.
publish-check = The check can't be read. ({ $arg0 })
publish-check-hint = Give what redescente rules check wrote as JSON.
publish-unchecked = Nothing says whether the component was checked.
publish-unchecked-hint = Give --check FILE, from redescente rules check; or --without-check, knowing what it means.
publish-value = "{ $arg0 }" is not as it should be ({ $arg1 }).
publish-value-hint = Times are RFC 3339, for example 2026-12-01T08:00:00+01:00; a wave is now=10% or TIME=10%.
