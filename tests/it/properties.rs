//! The promises P1, P2 and P3 of the rules' page, over random deliveries, orders, cuts and repeats.
//!
//! These run the library in-process. P3's conditions are the generator's, each named where it is kept; what the page
//! does not exclude, the generator makes: families that share an e-mail and a phone, spellings, consents, stale lines,
//! repeated lines, several contents of one date, files of equal content under two names.
//!
//! `PROPTEST_CASES` sets how many cases; each holds several customers.

mod content;
mod plan;
mod play;

use std::cell::Cell;

use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

use content::Row;
use plan::World;
use play::Played;

/// Cases of each property, unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 300;

fn runner() -> TestRunner {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    // A case costs tens of milliseconds: shrinking stops before it costs minutes.
    let config =
        ProptestConfig { cases, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
}

/// P1: every record of an applied delivery has exactly one outcome, and none is lost from history.
#[test]
fn p1_every_record_has_exactly_one_outcome() {
    let result = runner().run(&(plan::crowded(), plan::schedule()), |(world, schedule)| {
        let played = Played::of(&world, &schedule.retrievals(world.files.len()));
        prop_assert_eq!(played.applied.len(), world.new_contents(), "each content is applied once");
        for delivery in &played.applied {
            let records = world.records(&delivery.name);
            prop_assert_eq!(delivery.lines, records, "{}", delivery.name);
            prop_assert_eq!(delivery.outcomes, records, "{}", delivery.name);
            prop_assert_eq!(delivery.modifications, records, "{}", delivery.name);
        }
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
}

/// P2: the base is a function of base, deliveries, rules, parameters and clocks.
#[test]
fn p2_same_inputs_give_the_same_base() {
    let result = runner().run(&(plan::crowded(), plan::schedule()), |(world, schedule)| {
        let schedule = schedule.retrievals(world.files.len());
        prop_assert_eq!(Played::of(&world, &schedule), Played::of(&world, &schedule));
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
}

/// P3: under its conditions the base does not depend on order, cuts and repeats; nor does anything wait at the end.
#[test]
fn p3_order_cuts_and_repeats_don_t_matter() {
    let result = runner().run(&(plan::apart(), plan::schedule(), plan::schedule()), |(world, one, other)| {
        let (one, other) = (one.retrievals(world.files.len()), other.retrievals(world.files.len()));
        let (first, second) = (Played::of(&world, &one), Played::of(&world, &other));
        prop_assert_eq!(first.withheld, 0, "no record matches one of another customer");
        prop_assert_eq!(&first.base, &second.base, "{:?} and {:?}", one, other);
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
}

/// The stronger law: customers may match; where nothing is withheld at the end, and no customer has two contents at
/// one date of which one stands twice, the base is each customer's last line in canonical order.
#[test]
fn where_nothing_is_withheld_the_base_is_the_last_line_of_each() {
    let (all, applicable) = (Cell::new(0), Cell::new(0));
    let result = runner().run(&(plan::crowded(), plan::schedule()), |(world, schedule)| {
        all.set(all.get() + 1);
        let played = Played::of(&world, &schedule.retrievals(world.files.len()));
        if played.withheld == 0 && !world.has_a_content_twice_beside_another() {
            applicable.set(applicable.get() + 1);
            prop_assert_eq!(played.base, world.last_lines());
        }
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    let (all, applicable) = (all.get(), applicable.get());
    assert!(applicable * 10 >= all, "only {applicable} of {all} cases fall under the law: it is hardly tested");
}

/// The generators make what they say: a law that holds because nothing happens is no law.
#[test]
fn the_generators_are_not_tame() {
    let mut runner = runner();
    let (mut several, mut twins, mut repeated, mut stale) = (0, 0, 0, 0);
    for _ in 0..CASES {
        let world: World = plan::apart().new_tree(&mut runner).unwrap().current();
        several += i32::from(world.has_several_contents_at_one_date());
        twins += i32::from(world.contents() < world.files.len());
        repeated += i32::from(world.has_a_line_in_several_files());
        stale += i32::from(world.has_a_line_older_than_the_base());
        assert!(!world.breaks_p3(), "{world:?}");
    }
    for (what, found) in [("several contents", several), ("repeated", repeated), ("older", stale)] {
        assert!(found * 10 >= i32::try_from(CASES).unwrap(), "{what}: {found}");
    }
    assert!(twins > 0, "no two files of equal content");
}

/// What a customer is in the base, for comparison with what the base has.
type Base = std::collections::BTreeMap<String, Row>;

/// Which of the files each retrieval takes; every file at least once.
type Retrievals = Vec<Vec<usize>>;
