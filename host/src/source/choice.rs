//! Which files of a listing are deliveries, and which of those are finished.
//!
//! FTP doesn't tell whether a file is still being written. A file is taken when its marker is there; without markers, when
//! its name isn't temporary and its size and date are the same in two looks a few seconds apart. The second look is spared
//! where the date is more than an hour before our clock.

use std::collections::HashSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{ExchangeSettings, Known, Listed, Listing, SourceError, Waiting, name, pattern};

/// A date this long before our clock belongs to a finished file, even if the clocks differ a little.
const FINISHED: i64 = 60 * 60;

/// What a person sees of a place: its files, and how to look again.
pub(super) trait Looks {
    /// Every file there, with names that need not be plain.
    fn look(&mut self) -> Result<Look, SourceError>;

    /// Completes what the listing left open of these files, known ones left out; those that are no files vanish.
    fn complete(&mut self, files: Vec<Listed>, known: &dyn Known) -> Result<Vec<Listed>, SourceError>;
}

/// What one look gave.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub(super) files: Vec<Listed>,
    pub(super) notices: Vec<&'static str>,
}

/// Lists a place: chooses, asks about what is unknown, and looks twice where that is needed.
pub(super) fn list(
    place: &mut dyn Looks,
    settings: &ExchangeSettings,
    settle: Duration,
    known: &dyn Known,
) -> Result<Listing, SourceError> {
    let mut listing = Listing::default();
    let first = chosen(place.look()?, settings, &mut listing);
    // Files to be put away are not passed over for being known.
    let nothing = |_: &Listed| false;
    let asked: &dyn Known = if settings.puts_away() { &nothing } else { known };
    let (dealt_with, mut files): (Vec<_>, Vec<_>) =
        place.complete(first, asked)?.into_iter().partition(|file| known.is_known(file));
    if settings.puts_away() {
        listing.dealt_with = dealt_with;
    }
    if settings.exchange.marker.is_none() {
        files = settled(place, settings, settle, known, files, &mut listing)?;
    }
    files.sort_by(|left, right| left.raw_name.cmp(&right.raw_name));
    listing.files = files;
    listing.waiting.sort_by(|left, right| left.name.cmp(&right.name));
    listing.waiting.dedup();
    listing.notices.sort_unstable();
    listing.notices.dedup();
    Ok(listing)
}

/// The deliveries of a look; those without their marker wait.
fn chosen(look: Look, settings: &ExchangeSettings, listing: &mut Listing) -> Vec<Listed> {
    listing.notices.extend(look.notices);
    let all = look.files.len();
    let mut seen = HashSet::new();
    let mut files: Vec<Listed> = look
        .files
        .into_iter()
        .filter(|file| name::is_plain(&file.raw_name) && seen.insert(file.raw_name.clone()))
        .collect();
    if files.len() < all {
        listing.notices.push("host.listing-odd-names");
    }
    let marked: Option<HashSet<Vec<u8>>> = settings.exchange.marker.as_ref().map(|suffix| {
        let marked = |file: &Listed| name::strip_marker(&file.raw_name, suffix).map(<[u8]>::to_ascii_lowercase);
        let found = files.iter().filter_map(marked).collect();
        files.retain(|file| marked(file).is_none());
        found
    });
    files.retain(|file| pattern::matches(&settings.pattern, &file.name) && !name::is_temporary(&file.name));
    if let Some(marked) = marked {
        files.retain(|file| {
            let finished = marked.contains(&file.raw_name.to_ascii_lowercase());
            if !finished {
                listing.waiting.push(Waiting { name: file.name.clone(), reason: "host.waiting-marker" });
            }
            finished
        });
    }
    files
}

/// The files that nobody writes any more.
fn settled(
    place: &mut dyn Looks,
    settings: &ExchangeSettings,
    settle: Duration,
    known: &dyn Known,
    files: Vec<Listed>,
    listing: &mut Listing,
) -> Result<Vec<Listed>, SourceError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let is_old = |file: &Listed| file.size.is_some() && file.modified.is_some_and(|time| time < now - FINISHED);
    let (mut finished, young): (Vec<_>, Vec<_>) = files.into_iter().partition(is_old);
    if young.is_empty() {
        return Ok(finished);
    }
    std::thread::sleep(settle);
    let names: HashSet<&[u8]> = young.iter().map(|file| file.raw_name.as_slice()).collect();
    let mut again = chosen(place.look()?, settings, &mut Listing::default());
    again.retain(|file| names.contains(file.raw_name.as_slice()));
    let again: HashSet<(Vec<u8>, Option<u64>, Option<i64>)> =
        place.complete(again, known)?.into_iter().map(|file| (file.raw_name, file.size, file.modified)).collect();
    for file in young {
        // Where neither is told, two looks tell nothing, and the marker is the only way.
        let tells = file.size.is_some() || file.modified.is_some();
        if tells && again.contains(&(file.raw_name.clone(), file.size, file.modified)) {
            finished.push(file);
        } else {
            listing.waiting.push(Waiting { name: file.name, reason: "host.waiting-growing" });
        }
    }
    Ok(finished)
}

#[cfg(test)]
mod tests;
