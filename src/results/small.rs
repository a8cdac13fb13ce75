//! Which small groups may not be shown apart, since that would pick people out.

use std::collections::BTreeMap;

/// The fewest responses of a group that is shown by itself, and of those that are shown together.
pub const FEWEST: i64 = 10;

/// The number for responses that name no borough: after all that have one.
pub const NOT_GIVEN: i64 = i64::MAX;

/// Boroughs, or whatever has numbers, as they may be shown, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parted {
    /// Each of these by itself.
    pub apart: Vec<i64>,
    /// All of these as one group; nothing where none is small.
    pub together: Vec<i64>,
}

/// Parts boroughs, or whatever has numbers, by how many responses came from each. Those with fewer than [`FEWEST`] are put
/// together; where even together they are fewer, the smallest of the others joins them, since whoever takes all that is shown
/// from the total would have them. So every group has at least so many. None where fewer than two groups come out of it.
#[must_use]
pub fn part(responses: &BTreeMap<i64, i64>) -> Option<Parted> {
    let some = || responses.iter().map(|(borough, n)| (*borough, *n)).filter(|(_, n)| *n > 0);
    let mut few: i64 = some().map(|(_, n)| n).filter(|n| *n < FEWEST).sum();
    let joins = some().filter(|(_, n)| *n >= FEWEST).min_by_key(|(borough, n)| (*n, *borough));
    let joins = joins.filter(|_| few > 0 && few < FEWEST);
    few += joins.map_or(0, |(_, n)| n);
    let (together, apart): (Vec<_>, Vec<_>) =
        some().partition(|(borough, n)| *n < FEWEST || joins.is_some_and(|(joined, _)| joined == *borough));
    let groups = apart.len() + usize::from(!together.is_empty());
    let numbers = |all: Vec<(i64, i64)>| all.into_iter().map(|(borough, _)| borough).collect();
    (groups >= 2 && (few == 0 || few >= FEWEST)).then(|| Parted { apart: numbers(apart), together: numbers(together) })
}

/// As [`part`], for what is counted and not told apart: where nothing may be shown by itself, all is together. One alone is
/// shown by itself where it is not small.
#[must_use]
pub fn or_together(counts: &BTreeMap<i64, i64>) -> Parted {
    part(counts).unwrap_or_else(|| {
        let some: Vec<i64> = counts.iter().filter(|(_, n)| **n > 0).map(|(one, _)| *one).collect();
        let is_large = matches!(some[..], [one] if counts[&one] >= FEWEST);
        if is_large {
            Parted { apart: some, together: Vec::new() }
        } else {
            Parted { apart: Vec::new(), together: some }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(counts: &[(i64, i64)]) -> Option<(Vec<i64>, Vec<i64>)> {
        part(&counts.iter().copied().collect()).map(|parted| (parted.apart, parted.together))
    }

    #[test]
    fn small_ones_are_put_together_and_the_smallest_of_the_others_joins_where_they_are_few() {
        assert_eq!(parted(&[(1, 10), (2, 10)]), Some((vec![1, 2], vec![])));
        assert_eq!(parted(&[(1, 50), (2, 5), (3, 5)]), Some((vec![1], vec![2, 3])));
        assert_eq!(parted(&[(1, 50), (2, 5), (3, 4), (4, 12)]), Some((vec![1], vec![2, 3, 4])));
        assert_eq!(
            parted(&[(1, 30), (2, 30), (3, 30), (4, 1)]),
            Some((vec![2, 3], vec![1, 4])),
            "the first of equal ones"
        );
        assert_eq!(parted(&[(1, 30), (2, 30), (NOT_GIVEN, 9)]), Some((vec![2], vec![1, NOT_GIVEN])));
        assert_eq!(parted(&[(1, 30), (2, 0), (NOT_GIVEN, 10)]), Some((vec![1, NOT_GIVEN], vec![])));
    }

    #[test]
    fn where_fewer_than_two_groups_are_left_nothing_is_shown_apart() {
        for none in [&[][..], &[(1, 3)], &[(1, 3), (2, 3)], &[(1, 900)], &[(1, 900), (2, 9)], &[(1, 9), (2, 9), (3, 9)]]
        {
            assert_eq!(parted(none), None, "{none:?}");
        }
    }

    #[test]
    fn what_cannot_be_parted_is_together() {
        let found = |counts: &[(i64, i64)]| {
            let parted = or_together(&counts.iter().copied().collect());
            (parted.apart, parted.together)
        };
        assert_eq!(found(&[(1, 10), (2, 10)]), (vec![1, 2], vec![]));
        assert_eq!(found(&[(1, 900), (2, 1)]), (vec![], vec![1, 2]));
        assert_eq!(found(&[(1, 900), (2, 0)]), (vec![1], vec![]));
        assert_eq!(found(&[(1, 9)]), (vec![], vec![1]));
        assert_eq!(found(&[]), (vec![], vec![]));
    }

    #[test]
    fn no_group_is_small_and_together_they_are_all() {
        let mut dice = 7_u64;
        let mut roll = |sides: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((dice >> 33) % sides).expect("known in the test")
        };
        for _ in 0..20_000 {
            let (boroughs, most) = (roll(8), [4, 12, 25][usize::try_from(roll(3)).expect("known in the test")]);
            let counts: BTreeMap<i64, i64> = (0..boroughs).map(|borough| (borough, roll(most))).collect();
            let of = |group: &[i64]| group.iter().map(|one| counts[one]).sum::<i64>();
            let Some(Parted { apart, together }) = part(&counts) else {
                let large = counts.values().filter(|n| **n >= FEWEST).count();
                let few: i64 = counts.values().filter(|n| **n < FEWEST).sum();
                assert!(large + usize::from(few >= FEWEST) < 2, "two groups could be shown: {counts:?}");
                continue;
            };
            let mut groups: Vec<i64> = apart.iter().map(|one| counts[one]).collect();
            groups.extend((!together.is_empty()).then(|| of(&together)));
            assert!(groups.len() >= 2 && groups.iter().all(|n| *n >= FEWEST), "{counts:?}");
            assert_eq!(groups.iter().sum::<i64>(), counts.values().sum::<i64>(), "{counts:?}");
            let mut all: Vec<i64> = [apart, together].concat();
            all.sort_unstable();
            let some: Vec<i64> = counts.iter().filter(|(_, n)| **n > 0).map(|(one, _)| *one).collect();
            assert_eq!(all, some, "each once: {counts:?}");
        }
    }
}
