//! Keys against a model: a set of pairs.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::base::Base;

type Batch = BTreeMap<(u64, String), bool>;

/// Batches of moves, each pair of key and customer once a batch: few keys again and again, and many that fill blocks.
fn batches() -> impl Strategy<Value = Vec<Batch>> {
    let name = prop_oneof![
        (0..6_u8).prop_map(|customer| format!("C{customer}")),
        Just("\"C\\\u{1}é".to_owned()),
        Just("L".repeat(3_000)),
    ];
    let pair = (prop_oneof![0..4_u64, Just(u64::MAX), Just(1 << 63)], name);
    let few = prop::collection::btree_map(pair, any::<bool>(), 1..8);
    let many = (0..800_u64, 1..9_u64, any::<bool>()).prop_map(|(count, step, held)| {
        (0..count).map(|index| ((index.wrapping_mul(step << 55), format!("M{}", index % 7)), held)).collect()
    });
    // One key that fills blocks alone.
    let common = (0..2_000_u32, any::<bool>())
        .prop_map(|(count, held)| (0..count).map(|index| ((2, format!("H{index:04}")), held)).collect());
    prop::collection::vec(prop_oneof![6 => few, 2 => many, 1 => common], 1..12)
}

fn sizes(change: &Change<'_>) -> (i64, i64) {
    let row = change.prepared("SELECT settled, moved FROM key_size").unwrap();
    { row }.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

/// What the view shows.
fn shown(change: &Change<'_>) -> BTreeSet<(i64, String)> {
    let mut statement = change.prepared("SELECT key, customer FROM key").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Every look-up gives what a set of pairs gives.
fn looked_up(change: &Change<'_>, held: &BTreeSet<(i64, String)>) -> Result<(), TestCaseError> {
    let mut by_key: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    for key in [i64::MIN, -1, 0, 1, 2, 3, 77] {
        by_key.insert(key, BTreeSet::new());
    }
    for (key, customer) in held {
        by_key.entry(*key).or_default().insert(customer);
    }
    let keys: Vec<u64> = by_key.keys().map(|key| *key as u64).collect();
    for most in [usize::MAX, 2] {
        let mut found = vec![Vec::new(); keys.len()];
        change.each_holder(&keys, most, |index, customer| found[index].push(customer.to_owned())).unwrap();
        for (found, expected) in found.iter().zip(by_key.values()) {
            let distinct: BTreeSet<&str> = found.iter().map(String::as_str).collect();
            prop_assert_eq!(distinct.len(), found.len());
            prop_assert_eq!(found.len(), expected.len().min(most));
            prop_assert!(distinct.is_subset(expected));
        }
    }
    for key in [0, 2, u64::MAX] {
        prop_assert_eq!(change.count_holders(key).unwrap(), by_key[&(key as i64)].len());
    }
    Ok(())
}

/// Look-ups and the walk over all give what a set of pairs gives.
fn holds(change: &Change<'_>, held: &BTreeSet<(i64, String)>) -> Result<(), TestCaseError> {
    looked_up(change, held)?;
    let mut walked = Vec::new();
    each_pair(change.connection(), |key, customer| {
        walked.push((key, customer.to_owned()));
        Ok::<_, BaseError>(())
    })
    .unwrap();
    prop_assert!(walked.iter().eq(held.iter()));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn holders_are_those_of_all_moves(batches in batches(), filler in 0..200_u64) {
        let folder = tempfile::tempdir().unwrap();
        let mut base = Base::open(&folder.path().join("base.sqlite")).unwrap();
        let change = base.change().unwrap();
        // The more keys are settled, the longer moves stay apart.
        let filled = (1_000..1_000 + filler).map(|key| (key, "somebody", true));
        change.move_keys(filled.clone()).unwrap();
        let mut held: BTreeSet<(i64, String)> =
            filled.map(|(key, customer, _)| (key as i64, customer.to_owned())).collect();
        for batch in batches {
            let moves = batch.iter().map(|((key, customer), held)| (*key, customer.as_str(), *held));
            change.move_keys(moves).unwrap();
            for ((key, customer), holds) in batch {
                let pair = (key as i64, customer);
                if holds { held.insert(pair) } else { held.remove(&pair) };
            }
            holds(&change, &held)?;
        }
        prop_assert!(shown(&change).iter().eq(held.iter()));
        // Settled, nothing is otherwise; nobody's name is left where all keys are taken away.
        settle(change.connection()).unwrap();
        prop_assert_eq!(sizes(&change), (held.len() as i64, 0));
        holds(&change, &held)?;
        prop_assert!(shown(&change).iter().eq(held.iter()));
        change.take_all_keys(r#"["C1","H0007"]"#).unwrap();
        held.retain(|(_, customer)| customer != "C1" && customer != "H0007");
        prop_assert_eq!(sizes(&change), (held.len() as i64, 0));
        holds(&change, &held)?;
        let mut blocks = change.prepared("SELECT length(keys) + length(customers) FROM key_block").unwrap();
        let sizes: Vec<i64> = blocks.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        prop_assert!(!sizes.contains(&0));
        drop(blocks);
        count_anew(change.connection()).unwrap();
        let mut common: BTreeMap<i64, usize> = BTreeMap::new();
        held.iter().for_each(|(key, _)| *common.entry(*key).or_default() += 1);
        let common: HashSet<u64> =
            common.into_iter().filter(|(_, count)| *count > MOST_HOLDERS).map(|(key, _)| key as u64).collect();
        prop_assert_eq!(change.common_keys().unwrap(), common);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_gathered_is_what_all_moves_give(batches in batches(), in_memory in 0..40_000_usize, runs in 1..6_usize) {
        let folder = tempfile::tempdir().unwrap();
        let mut base = Base::open(&folder.path().join("base.sqlite")).unwrap();
        let change = base.change().unwrap();
        change.gathered.replace(Some(Gathered::within(change.connection(), in_memory, runs)));
        let mut held = BTreeSet::new();
        for batch in batches {
            let moves = batch.iter().map(|((key, customer), held)| (*key, customer.as_str(), *held));
            change.move_keys(moves).unwrap();
            for ((key, customer), holds) in batch {
                let pair = (key as i64, customer);
                if holds { held.insert(pair) } else { held.remove(&pair) };
            }
            looked_up(&change, &held)?;
        }
        change.commit().unwrap();
        let change = base.change().unwrap();
        prop_assert_eq!(sizes(&change), (held.len() as i64, 0));
        holds(&change, &held)?;
        prop_assert!(shown(&change).iter().eq(held.iter()));
        prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "the base and its log");
    }
}

#[test]
fn rows_of_an_earlier_program_are_packed() {
    let folder = tempfile::tempdir().unwrap();
    let mut base = Base::open(&folder.path().join("base.sqlite")).unwrap();
    let change = base.change().unwrap();
    change.connection().execute_batch("CREATE TABLE loose_key (key INTEGER, customer TEXT)").unwrap();
    let pairs: BTreeSet<(i64, String)> = (0..3_000_i64)
        .flat_map(|index| [(index.wrapping_mul(1 << 52), format!("C{index}")), (5, format!("D{index}\""))])
        .collect();
    for (key, customer) in &pairs {
        change.connection().execute("INSERT INTO loose_key VALUES (?, ?)", rusqlite::params![key, customer]).unwrap();
    }
    pack(change.connection()).unwrap();
    assert_eq!(shown(&change), pairs);
    holds(&change, &pairs).unwrap();
}

#[test]
fn moves_stay_apart_until_they_are_many() {
    let folder = tempfile::tempdir().unwrap();
    let mut base = Base::open(&folder.path().join("base.sqlite")).unwrap();
    let change = base.change().unwrap();
    change.move_keys((0..400).map(|key| (key, "A", true))).unwrap();
    assert_eq!(sizes(&change), (400, 0));
    change.move_keys((0..50).map(|key| (key, "A", false))).unwrap();
    change.move_keys((400..450).map(|key| (key, "B", true))).unwrap();
    assert_eq!(sizes(&change), (400, 100));
    change.move_keys(std::iter::once((9, "C", true))).unwrap();
    assert_eq!(sizes(&change), (401, 0));
}
