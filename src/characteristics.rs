//! The nine protected characteristics, and what may be asked about each: words of the site, which its owners can change.
//! `config/characteristics.toml` has them and explains itself; another file of that kind can be named in the settings.

use serde::{Deserialize, Deserializer, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The explained questions, part of the program so that it runs without any file.
pub const USUAL: &str = include_str!("../config/characteristics.toml");

/// What a form sends for "Prefer not to say".
pub const RATHER_NOT: &str = "rather-not";

/// The most answers to one question.
const OPTIONS: usize = 30;

crate::words! {
    /// A protected characteristic (Equality Act 2010, section 4), in the order of the Act.
    pub enum Characteristic {
        /// Section 5.
        Age = "age",
        /// Section 6.
        Disability = "disability",
        /// Section 7.
        GenderReassignment = "gender_reassignment",
        /// Section 8, marriage and civil partnership.
        Marriage = "marriage",
        /// Sections 17 and 18, pregnancy and maternity.
        Pregnancy = "pregnancy",
        /// Section 9.
        Race = "race",
        /// Section 10, religion or belief.
        Religion = "religion",
        /// Section 11.
        Sex = "sex",
        /// Section 12, sexual orientation.
        Orientation = "orientation",
    }
}

impl Characteristic {
    /// Its name, as the Act has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Age => "Age",
            Self::Disability => "Disability",
            Self::GenderReassignment => "Gender reassignment",
            Self::Marriage => "Marriage and civil partnership",
            Self::Pregnancy => "Pregnancy and maternity",
            Self::Race => "Race",
            Self::Religion => "Religion or belief",
            Self::Sex => "Sex",
            Self::Orientation => "Sexual orientation",
        }
    }
}

/// An answer that can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What a form sends.
    pub key: String,
    /// What is read.
    pub words: String,
    /// How many percent of the people of the area that is, where somebody has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
}

/// What is asked about a characteristic. "Prefer not to say" is not among its options: it stands below all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// About which.
    pub about: Characteristic,
    /// The question itself.
    pub body: Body,
}

/// The question itself, as the file has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// What is asked.
    pub words: String,
    /// Help below it; may be empty.
    #[serde(default)]
    pub help: String,
    /// The answers.
    pub options: Vec<Choice>,
    /// How many percent did not answer where the shares come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rather_not: Option<f64>,
    /// Where the shares come from; empty where there are none.
    #[serde(default)]
    pub source: String,
}

impl Question {
    /// The place of an answer among the options; that of "Prefer not to say", and of no answer, is after the last. None for
    /// what is no answer.
    #[must_use]
    pub fn place(&self, key: &str) -> Option<usize> {
        let options = &self.body.options;
        match key {
            "" | RATHER_NOT => Some(options.len()),
            key => options.iter().position(|option| option.key == key),
        }
    }
}

/// What may be asked, in the order of the Act.
#[derive(Debug, Clone, PartialEq)]
pub struct Characteristics(Vec<Question>);

impl Characteristics {
    /// Reads a text like that of `config/characteristics.toml`.
    ///
    /// # Errors
    /// The first mistake, on one line.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut bodies: BTreeMap<String, Body> =
            toml::from_str(text).map_err(|e| e.message().lines().collect::<Vec<_>>().join(", "))?;
        let all: Vec<Question> = Characteristic::ALL
            .iter()
            .filter_map(|about| Some(Question { about: *about, body: bodies.remove(about.as_str())? }))
            .collect();
        if let Some(stranger) = bodies.keys().next() {
            stranger.parse::<Characteristic>()?;
        }
        match all.iter().find_map(problem) {
            Some(problem) => Err(problem),
            None => Ok(Self(all)),
        }
    }

    /// What may be asked.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.0
    }
}

/// A setting names a file, or nothing for the usual questions.
impl<'de> Deserialize<'de> for Characteristics {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let path = String::deserialize(from)?;
        let text = if path.is_empty() { Ok(USUAL.to_owned()) } else { std::fs::read_to_string(&path) };
        let name = if path.is_empty() { "config/characteristics.toml" } else { &path };
        text.map_err(|e| e.to_string())
            .and_then(|text| Self::read(&text))
            .map_err(|e| serde::de::Error::custom(format!("monitoring.characteristics: {name}: {e}")))
    }
}

/// What is wrong with a question.
fn problem(question: &Question) -> Option<String> {
    let (name, body) = (question.about.as_str(), &question.body);
    let say = |what: &str| Some(format!("{name}: {what}"));
    if body.words.trim().is_empty() || body.options.iter().any(|option| option.words.trim().is_empty()) {
        return say("a question and its answers need words");
    }
    if !(2..=OPTIONS).contains(&body.options.len()) {
        return say("there must be 2 to 30 options");
    }
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let mut keys = BTreeSet::from([RATHER_NOT]);
    if let Some(bad) = body.options.iter().find(|one| one.key.is_empty() || !one.key.chars().all(letters)) {
        return say(&format!("the key “{}” must be small letters, digits and hyphens", bad.key));
    }
    if let Some(twice) = body.options.iter().find(|one| !keys.insert(&one.key)) {
        return say(&format!("the key “{}” is taken", twice.key));
    }
    let shares: Vec<f64> = body.options.iter().filter_map(|one| one.share).chain(body.rather_not).collect();
    if shares.iter().any(|share| !(0.0..=100.0).contains(share)) || shares.iter().sum::<f64>() > 100.5 {
        return say("shares are percent: each 0 to 100, and no more than 100 together");
    }
    if !shares.is_empty() && body.source.trim().is_empty() {
        return say("say in `source` where the shares come from");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_questions_are_about_all_nine_and_bring_no_figures() {
        let usual = Characteristics::read(USUAL).expect("it can be read");
        let about: Vec<Characteristic> = usual.questions().iter().map(|one| one.about).collect();
        assert_eq!(about, Characteristic::ALL);
        let shares = usual.questions().iter().flat_map(|one| &one.body.options).filter_map(|one| one.share);
        assert_eq!(shares.count(), 0, "only the operator knows whom they serve");
    }

    #[test]
    fn whoever_says_nothing_rather_would_not() {
        let usual = Characteristics::read(USUAL).expect("it can be read");
        let sex = &usual.questions()[7];
        assert_eq!((sex.place("female"), sex.place("male")), (Some(0), Some(1)));
        assert_eq!((sex.place(""), sex.place(RATHER_NOT)), (Some(2), Some(2)));
        assert_eq!((sex.place("Male"), sex.place("2"), sex.place("25-34")), (None, None, None));
    }

    #[test]
    fn a_file_with_a_mistake_is_refused_with_the_reason() {
        let two = r#"words = "Sex?"
            options = [{ key = "a", words = "A", share = 60 }, { key = "b", words = "B", share = 39.5 }]"#;
        let of = |text: &str| Characteristics::read(text).map(|all| all.0.len());
        assert_eq!(of(&format!("[sex]\n{two}\nsource = \"Census\"\nrather_not = 0.5")), Ok(1));
        for (text, reason) in [
            (format!("[sex]\n{two}"), "sex: say in `source`"),
            (format!("[sex]\n{two}\nsource = \"Census\"\nrather_not = 2"), "no more than 100 together"),
            (format!("[gender]\n{two}"), "gender is not one of"),
            (format!("[sex]\n{two}\ncolour = 1"), "unknown field"),
            (two.replace("words = \"Sex?\"", "[sex]\nwords = \" \""), "need words"),
            (format!("[sex]\n{}", two.replace("\"b\"", "\"a\"")), "“a” is taken"),
            (format!("[sex]\n{}", two.replace("\"b\"", "\"rather-not\"")), "“rather-not” is taken"),
            (format!("[sex]\n{}", two.replace("\"b\"", "\"B b\"")), "“B b” must be"),
            ("[sex]\nwords = \"Sex?\"\noptions = [{ key = \"a\", words = \"A\" }]".into(), "2 to 30 options"),
        ] {
            let problem = of(&text).expect_err(&text);
            assert!(problem.contains(reason) && !problem.contains('\n'), "{problem}, not {reason}");
        }
    }
}
