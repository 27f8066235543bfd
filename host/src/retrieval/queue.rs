//! Which of several withheld modifications of one customer stays in the queue.

use crate::base::QueueItem;

/// Takes out those that a newer one supersedes because it carries at least the same columns; answers their versions.
pub(crate) fn supersede_older(items: &mut Vec<QueueItem>) -> Vec<i64> {
    let superseded: Vec<i64> = items
        .iter()
        .filter(|older| items.iter().any(|newer| newer.order() > older.order() && newer.carries_all_of(older)))
        .map(|item| item.version)
        .collect();
    items.retain(|item| !superseded.contains(&item.version));
    superseded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Place;

    fn item(version: i64, modified_at: i64, line: u32, absent: &[u32]) -> QueueItem {
        let place = Place::Delivery { name: "a".into(), nth: 0, line };
        QueueItem { version, customer: "c".into(), modified_at, place, absent: absent.into() }
    }

    #[test]
    fn the_newer_stays_whichever_came_first() {
        for order in [[0, 1], [1, 0]] {
            let both = [item(1, 10, 2, &[]), item(2, 20, 3, &[])];
            let mut items: Vec<_> = order.iter().map(|index: &usize| both[*index].clone()).collect();
            assert_eq!(supersede_older(&mut items), [1]);
            assert_eq!(items, [item(2, 20, 3, &[])]);
        }
    }

    #[test]
    fn a_newer_one_with_fewer_columns_supersedes_nothing() {
        let mut items = vec![item(1, 10, 2, &[]), item(2, 20, 3, &[4])];
        assert_eq!(supersede_older(&mut items), [0_i64; 0]);
        let mut items = vec![item(1, 10, 2, &[4, 5]), item(2, 20, 3, &[4])];
        assert_eq!(supersede_older(&mut items), [1]);
    }

    #[test]
    fn at_one_date_the_later_place_is_newer() {
        let mut items = vec![item(7, 10, 9, &[]), item(8, 10, 3, &[])];
        assert_eq!(supersede_older(&mut items), [8]);
    }
}
