//! The groups in which answers are shown, and what of a tally belongs to each.

use super::small::{self, NOT_GIVEN};
use super::tally::{Cells, Tally, Whose, slot};
use crate::policy::Capacity;
use crate::questionnaires::BOROUGHS;
use crate::responses::Channel;
use std::collections::BTreeMap;
use views::results::{Split, TOGETHER};

/// Groups that have every response exactly once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// What each is called.
    pub names: Vec<String>,
    /// The boroughs or channels that are shown together because they are small.
    pub together: Vec<String>,
    /// The group of each cell.
    of: Vec<usize>,
}

impl Groups {
    /// The groups of this split. Everybody is one group where its boroughs or channels may not be shown apart.
    #[must_use]
    pub fn new(split: Split, tally: &Tally) -> Self {
        match split {
            Split::Capacity => Self {
                names: Capacity::ALL
                    .iter()
                    .map(|one| views::accounts::Capacity::from(*one).plural().to_owned())
                    .collect(),
                together: Vec::new(),
                of: tally.whose.iter().map(|whose| slot(whose.capacity)).collect(),
            },
            Split::Channel => Self::parted(tally, &channel_number, &|at| {
                let one = usize::try_from(at).ok().and_then(|at| Channel::ALL.get(at));
                one.map_or_else(String::new, |one| one.words().to_owned())
            }),
            Split::Borough => Self::parted(tally, &|whose| whose.borough.unwrap_or(NOT_GIVEN), &borough_name),
        }
    }

    /// Everybody in one group.
    #[must_use]
    pub fn everybody(tally: &Tally) -> Self {
        Self { names: vec!["Everybody".to_owned()], of: vec![0; tally.whose.len()], ..Self::default() }
    }

    /// Groups of which each has enough responses, so that small ones may be together.
    fn parted(tally: &Tally, of: &dyn Fn(&Whose) -> i64, name: &dyn Fn(i64) -> String) -> Self {
        let mut responses: BTreeMap<i64, i64> = BTreeMap::new();
        for (whose, n) in tally.whose.iter().zip(0..).filter_map(|(one, n)| Some((one, tally.responses.get(&n)?))) {
            *responses.entry(of(whose)).or_default() += n;
        }
        let Some(parted) = small::part(&responses) else { return Self::everybody(tally) };
        let rest = parted.apart.len();
        let group = |whose: &Whose| parted.apart.iter().position(|one| *one == of(whose)).unwrap_or(rest);
        let mut names: Vec<String> = parted.apart.iter().map(|one| name(*one)).collect();
        names.extend((!parted.together.is_empty()).then(|| TOGETHER.to_owned()));
        Self {
            names,
            together: parted.together.iter().map(|one| name(*one)).collect(),
            of: tally.whose.iter().map(group).collect(),
        }
    }

    /// How many of these are in each group.
    #[must_use]
    pub fn add_up(&self, cells: &Cells) -> Vec<i64> {
        let mut sums = vec![0; self.names.len()];
        for (cell, n) in cells {
            if let Some(sum) = self.of.get(*cell).and_then(|group| sums.get_mut(*group)) {
                *sum += n;
            }
        }
        sums
    }

    /// How many of these are in one group.
    #[must_use]
    pub fn of(&self, cells: &Cells, group: usize) -> i64 {
        cells.iter().filter(|(cell, _)| self.of.get(**cell) == Some(&group)).map(|(_, n)| n).sum()
    }
}

fn channel_number(whose: &Whose) -> i64 {
    Channel::ALL.iter().zip(0..).find(|(one, _)| **one == whose.channel).map_or(0, |(_, at)| at)
}

/// What a borough is called.
pub(super) fn borough_name(borough: i64) -> String {
    let at = usize::try_from(borough - 1).ok();
    at.and_then(|at| BOROUGHS.get(at)).copied().unwrap_or("No borough given").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaires::{Answer, Answers};

    /// So many responses of residents from each of these boroughs, of which all chose 1.
    fn tally(from: &[(Option<i64>, i64)]) -> Tally {
        let mut tally = Tally::default();
        for (borough, n) in from {
            let whose = Whose { capacity: Capacity::Resident, channel: Channel::Online, borough: *borough };
            (0..*n).for_each(|_| tally.add(whose, false, &Answers::from([(7, Answer::Choice(1))])));
        }
        tally
    }

    #[test]
    fn small_boroughs_are_one_group_that_names_them() {
        let tally = tally(&[(None, 3), (Some(12), 11), (Some(1), 8), (Some(34), 20)]);
        let groups = Groups::new(Split::Borough, &tally);
        assert_eq!(groups.names, ["Hackney", "Outside London", "Others, together"]);
        assert_eq!(groups.together, ["Barking and Dagenham", "No borough given"]);
        assert_eq!(groups.add_up(&tally.questions[&7].chosen[&1]), [11, 20, 11]);
    }

    #[test]
    fn where_boroughs_may_not_be_shown_apart_everybody_is_one_group() {
        let tally = tally(&[(None, 3), (Some(12), 11)]);
        let groups = Groups::new(Split::Borough, &tally);
        assert_eq!((groups.add_up(&tally.responses), groups == Groups::everybody(&tally)), (vec![14], true));
    }

    #[test]
    fn every_split_adds_up_to_the_same() {
        let tally = tally(&[(None, 30), (Some(12), 11), (Some(2), 4)]);
        for split in Split::ALL {
            let counts = Groups::new(split, &tally).add_up(&tally.responses);
            assert_eq!(counts.iter().sum::<i64>(), 45, "{split:?}");
        }
    }
}
