//! How far two coders agree: Cohen's kappa (Jacob Cohen, A coefficient of agreement for nominal scales, Educational and
//! Psychological Measurement 20, 1960), for each theme and for all themes together.

use crate::ids::ThemeId;
use std::collections::{BTreeMap, BTreeSet};

/// What two coders said of the same answers: whether they found something there. Two by two fields, each a count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fields {
    /// Both found it.
    pub both: i64,
    /// Only the first did.
    pub first: i64,
    /// Only the second did.
    pub second: i64,
    /// Neither did.
    pub neither: i64,
}

impl Fields {
    /// Counts one more decision of both.
    pub fn add(&mut self, first: bool, second: bool) {
        *match (first, second) {
            (true, true) => &mut self.both,
            (true, false) => &mut self.first,
            (false, true) => &mut self.second,
            (false, false) => &mut self.neither,
        } += 1;
    }

    /// How many decisions there are.
    #[must_use]
    pub fn all(&self) -> i64 {
        self.both + self.first + self.second + self.neither
    }

    /// In how many of them both said the same.
    #[must_use]
    pub fn same(&self) -> i64 {
        self.both + self.neither
    }

    /// Cohen's kappa: 1 where they always agree, 0 where they agree as often as by chance, below 0 where less often. None
    /// where it cannot be computed, because both always chose the same one of the two: chance alone would agree as well.
    #[must_use]
    pub fn kappa(&self) -> Option<f64> {
        let n = i128::from(self.all());
        let [both, first, second, neither] = [self.both, self.first, self.second, self.neither].map(i128::from);
        // Both the agreement and what chance would give, times n², so that nothing is rounded before the division.
        let chance = (both + first) * (both + second) + (neither + second) * (neither + first);
        let (over_chance, most) = (n * (both + neither) - chance, n * n - chance);
        (most != 0).then(|| over_chance as f64 / most as f64)
    }
}

/// How far two coders agree on the answers to one question that both have coded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreement {
    /// How many answers both have coded.
    pub answers: i64,
    /// To how many of them both gave the very same themes.
    pub same: i64,
    /// Every theme that at least one of them used.
    pub themes: BTreeMap<ThemeId, Fields>,
}

impl Agreement {
    /// Compares what two coders gave to the same answers: for each answer the themes of the first and of the second.
    #[must_use]
    pub fn of(answers: &[(BTreeSet<ThemeId>, BTreeSet<ThemeId>)]) -> Self {
        let mut agreement = Self::default();
        let used: BTreeSet<ThemeId> = answers.iter().flat_map(|(first, second)| first.union(second)).copied().collect();
        agreement.themes = used.iter().map(|theme| (*theme, Fields::default())).collect();
        for (first, second) in answers {
            agreement.answers += 1;
            agreement.same += i64::from(first == second);
            for (theme, fields) in &mut agreement.themes {
                fields.add(first.contains(theme), second.contains(theme));
            }
        }
        agreement
    }

    /// Every decision about every theme that was used, taken together: the ground of the kappa over all themes.
    #[must_use]
    pub fn together(&self) -> Fields {
        self.themes.values().fold(Fields::default(), |sum, one| Fields {
            both: sum.both + one.both,
            first: sum.first + one.first,
            second: sum.second + one.second,
            neither: sum.neither + one.neither,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(both: i64, first: i64, second: i64, neither: i64) -> Fields {
        Fields { both, first, second, neither }
    }

    /// A word for each answer, a letter for each theme; "-" is an answer without any.
    fn themes(words: &str) -> Vec<BTreeSet<ThemeId>> {
        let of = |word: &str| word.chars().filter(|c| *c != '-').map(|c| ThemeId(i64::from(u32::from(c)))).collect();
        words.split(' ').map(of).collect()
    }

    fn agreement(first: &str, second: &str) -> Agreement {
        Agreement::of(&themes(first).into_iter().zip(themes(second)).collect::<Vec<_>>())
    }

    /// The numbers are those of scikit-learn 1.9.1: `cohen_kappa_score(first, second)` with a list of 0 and 1 for each
    /// theme, and for all together with the three lists one after another.
    #[test]
    fn kappa_is_what_scikit_learn_says() {
        let first = "a a a ab ab b b b b bc bc c c c c c - - - - a a a b b c c c - - ab bc a b c -";
        let second = "a a b ab a b b b c bc b c c c c bc - - - a a a ab b b c c - - - ab bc a b a c";
        let found = agreement(first, second);
        let expected = [
            ('a', fields(9, 1, 2, 24), 0.798_507_462_686_567_1),
            ('b', fields(11, 2, 3, 20), 0.703_947_368_421_052_3),
            ('c', fields(9, 3, 2, 22), 0.680_851_063_829_787_3),
        ];
        for (theme, counts, kappa) in expected {
            let of = found.themes[&ThemeId(i64::from(u32::from(theme)))];
            assert_eq!(of, counts, "{theme}");
            assert!((of.kappa().expect("known in the test") - kappa).abs() < 1e-12, "{theme}: {:?}", of.kappa());
        }
        assert!((found.together().kappa().expect("known in the test") - 0.727_272_727_272_727_3).abs() < 1e-12);
        assert_eq!((found.answers, found.same), (36, 26));
    }

    #[test]
    fn where_both_always_chose_the_same_it_cannot_be_computed() {
        assert_eq!(fields(0, 0, 0, 9).kappa(), None);
        assert_eq!(fields(9, 0, 0, 0).kappa(), None);
        assert_eq!(Fields::default().kappa(), None);
        assert_eq!(agreement("- -", "- -").together().kappa(), None);
        assert_eq!(agreement("- -", "- -").same, 2);
        // scikit-learn 1.9.1 says 0.0 and -1.0 of these.
        assert_eq!(fields(2, 0, 2, 0).kappa(), Some(0.0));
        assert_eq!(fields(0, 1, 1, 0).kappa(), Some(-1.0));
    }

    /// Every table of up to six in a field.
    #[test]
    fn kappa_is_between_its_bounds_and_the_same_from_both_sides() {
        for n in 0..7_i64.pow(4) {
            let of = fields(n % 7, n / 7 % 7, n / 49 % 7, n / 343);
            let Some(kappa) = of.kappa() else {
                assert!(of.both == of.all() || of.neither == of.all(), "{of:?}");
                continue;
            };
            assert!((-1.0..=1.0).contains(&kappa), "{of:?}: {kappa}");
            assert_eq!(
                fields(of.both, of.second, of.first, of.neither).kappa(),
                Some(kappa),
                "the coders change places"
            );
            assert_eq!(
                fields(of.neither, of.first, of.second, of.both).kappa(),
                Some(kappa),
                "yes and no change places"
            );
            assert_eq!(of.same() == of.all(), kappa == 1.0, "{of:?}: 1 is full agreement, and nothing else is");
        }
    }
}
