//! Counting what people say about themselves: one after another is added, and none is kept.

use crate::characteristics::{Characteristic, Question};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody says about themselves: of each characteristic the place of their answer among the options.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<Characteristic, usize>);

impl Answers {
    /// What was chosen, a key for each question; an empty one is no answer.
    ///
    /// # Errors
    /// The characteristics of which something was sent that is no answer to their question.
    pub fn read<'a>(
        questions: &[Question],
        typed: impl Fn(Characteristic) -> &'a str,
    ) -> Result<Self, Vec<Characteristic>> {
        let (mut answers, mut wrong) = (BTreeMap::new(), Vec::new());
        for question in questions {
            match question.place(typed(question.about)) {
                Some(place) => drop(answers.insert(question.about, place)),
                None => wrong.push(question.about),
            }
        }
        if wrong.is_empty() { Ok(Self(answers)) } else { Err(wrong) }
    }
}

/// How often what was answered, exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many people have answered: the sum of the counts of each question.
    pub answered: i64,
    /// Of each characteristic, how many chose each option; "Prefer not to say" is the last, and whoever left the question out
    /// counts there.
    pub counts: BTreeMap<Characteristic, Vec<i64>>,
}

impl Tally {
    /// Adds one person. So that all tables have the same total, somebody who says nothing of a characteristic counts there as
    /// one who prefers not to say.
    pub fn add(&mut self, questions: &[Question], answers: &Answers) {
        self.answered += 1;
        for question in questions {
            let last = question.body.options.len();
            let place = answers.0.get(&question.about).copied().unwrap_or(last).min(last);
            let counts = self.counts.entry(question.about).or_default();
            counts.resize(last + 1, 0);
            counts[place] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::characteristics::{Characteristics, USUAL};

    fn asked() -> Vec<Question> {
        let usual = Characteristics::read(USUAL).expect("it can be read");
        let asked = [Characteristic::Pregnancy, Characteristic::Sex];
        usual.questions().iter().filter(|one| asked.contains(&one.about)).cloned().collect()
    }

    fn answers(pregnancy: &str, sex: &str) -> Result<Answers, Vec<Characteristic>> {
        Answers::read(&asked(), |about| match about {
            Characteristic::Pregnancy => pregnancy,
            Characteristic::Sex => sex,
            _ => "never looked at",
        })
    }

    #[test]
    fn every_table_has_the_same_total() {
        let mut tally = Tally::default();
        for (pregnancy, sex) in [("yes", "female"), ("", "male"), ("no", "rather-not"), ("", "")] {
            tally.add(&asked(), &answers(pregnancy, sex).expect("answers"));
        }
        assert_eq!(tally.answered, 4);
        assert_eq!(tally.counts[&Characteristic::Pregnancy], [1, 1, 2]);
        assert_eq!(tally.counts[&Characteristic::Sex], [1, 1, 2]);
        let text = serde_json::to_string(&tally).expect("written");
        assert_eq!(serde_json::from_str::<Tally>(&text).expect("read"), tally);
    }

    #[test]
    fn what_belongs_together_cannot_be_told_from_it() {
        let of = |people: [(&str, &str); 2]| {
            let mut tally = Tally::default();
            people.iter().for_each(|(one, two)| tally.add(&asked(), &answers(one, two).expect("answers")));
            tally
        };
        assert_eq!(of([("yes", "female"), ("no", "male")]), of([("no", "female"), ("yes", "male")]));
    }

    #[test]
    fn what_is_no_answer_is_told() {
        assert_eq!(answers("maybe", "Female"), Err(vec![Characteristic::Pregnancy, Characteristic::Sex]));
        assert_eq!(answers("no", "3"), Err(vec![Characteristic::Sex]));
    }
}
