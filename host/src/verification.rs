//! Rebuilds the base from its history and says what differs: the promise that the base *is* its history, checked.

use crate::report::verification::{Difference, Subject, Verification};
use crate::store::{Store, StoreError};

/// Verifies pointers, aliases, queue and counts against the history, and the index of keys against the rules.
///
/// # Errors
/// Those of the base and the rules; a difference is an answer, not an error.
pub fn verify(store: &mut Store) -> Result<Verification, StoreError> {
    let _lock = store.lock()?;
    let (rules, now) = (store.rules()?, store.clock.now());
    let (sizes, mut differences) = store.base.compare_with_history()?;
    let context = rules.context(now);
    let (mut expected, mut missing, mut first) = (0, 0, None);
    let mut after = String::new();
    loop {
        let page = store.base.page_in_force(&after)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.id);
        let mut pairs: Vec<(u64, &str)> = Vec::new();
        for (customer, keys) in page.iter().zip(rules.rules.keys_of(&context, &page)?) {
            pairs.extend(keys.into_iter().map(|key| (key, customer.id.as_str())));
        }
        pairs.sort_unstable_by_key(|(key, customer)| (*key as i64, *customer));
        pairs.dedup();
        expected += pairs.len() as u64;
        let mut least: Option<&str> = None;
        store.base.each_lacking(&pairs, |index| {
            missing += 1;
            let customer = pairs[index].1;
            least = Some(least.map_or(customer, |least| least.min(customer)));
        })?;
        first = first.or(least.map(str::to_owned));
    }
    let keys = store.base.count_keys()?;
    // Those that nobody should hold: what is held, less what is held rightly.
    let surplus = keys - (expected - missing);
    if missing + surplus > 0 {
        let first = first.unwrap_or_default();
        differences.push(Difference { subject: Subject::Key, count: missing + surplus, first });
    }
    Ok(Verification {
        versions: sizes.versions,
        customers: sizes.customers,
        aliases: sizes.aliases,
        withheld: sizes.withheld,
        keys,
        differences,
    })
}
