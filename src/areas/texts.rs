//! The words of the home page and of the site's frame, kept as one JSON value a key.

use crate::error::{Error, Result, broken};
use crate::policy::LifeStage;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The opening of the home page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hero {
    /// The heading.
    pub headline: String,
    /// The sentence or two under it.
    pub lede: String,
}

/// One step on the way to a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// A few words.
    pub title: String,
    /// One to three sentences: Markdown.
    pub text: String,
}

/// A life stage, in the words of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeStageText {
    /// Which stage.
    pub key: LifeStage,
    /// Its name for readers.
    pub label: String,
    /// Whom or what it is about.
    pub description: String,
}

/// How to reach the people who run the site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// An email address.
    pub email: String,
    /// What to know before writing.
    pub text: String,
}

/// All of it. A text that nobody has written yet is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Texts {
    /// The name of the site.
    pub name: String,
    /// The line beside the name.
    pub strapline: String,
    /// What the reader must know about where the content comes from.
    pub caveat: String,
    /// The line beside the heading of all areas.
    pub areas_intro: String,
    /// Where the name comes from.
    pub about: String,
    /// Who stands behind the site.
    pub who_runs_this: String,
    /// The opening of the home page.
    pub hero: Hero,
    /// How a decision is made, in order.
    pub steps: Vec<Step>,
    /// The life stages, in the order of the home page.
    pub life_stages: Vec<LifeStageText>,
    /// How to reach the people who run the site.
    pub contact: Contact,
}

/// Puts the stored values together; keys of a newer program are passed over.
pub(super) fn read(stored: Vec<(String, String)>) -> Result<Texts> {
    let values: HashMap<String, serde_json::Value> = stored
        .into_iter()
        .map(|(key, value)| Ok((key, serde_json::from_str(&value).map_err(broken("reading a text of the site"))?)))
        .collect::<Result<_>>()?;
    serde_json::from_value(values.into_iter().collect()).map_err(broken("reading the texts of the site"))
}

/// Takes the texts apart: a key and a JSON value each.
pub(super) fn write(texts: &Texts) -> Result<Vec<(String, String)>> {
    match serde_json::to_value(texts).map_err(broken("writing the texts of the site"))? {
        serde_json::Value::Object(values) => {
            Ok(values.into_iter().map(|(key, value)| (key, value.to_string())).collect())
        }
        _ => Err(Error::Broken("the texts of the site are not an object".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_survive_being_taken_apart() {
        let texts = Texts {
            name: "A \"name\"".into(),
            steps: vec![Step { title: "One".into(), text: "Two".into() }],
            life_stages: vec![LifeStageText { key: LifeStage::Age, label: "L".into(), description: "D".into() }],
            ..Texts::default()
        };
        let mut stored = write(&texts).unwrap();
        assert_eq!(stored.len(), 10);
        stored.push(("weather".into(), "\"of a newer program\"".into()));
        assert_eq!(read(stored).unwrap(), texts);
    }

    #[test]
    fn an_empty_site_has_empty_texts() {
        assert_eq!(read(Vec::new()).unwrap(), Texts::default());
        assert!(read(vec![("name".into(), "not JSON".into())]).is_err());
    }
}
