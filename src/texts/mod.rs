//! What the site says about itself: the words of the home page and of the frame around every page.

mod store;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
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

/// A part of the texts that is changed in one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What only the home page shows, and the line about where the content comes from.
    Home,
    /// What every page shows.
    Frame,
}

impl Part {
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Home => &["hero", "areas_intro", "caveat", "steps"],
            Self::Frame => &["name", "strapline", "about", "who_runs_this", "contact", "life_stages"],
        }
    }
}

impl Texts {
    /// The words that stand on every page.
    #[must_use]
    pub fn frame(&self) -> views::frame::Words {
        let stage = |stage: &LifeStageText| (stage.key.into(), stage.label.clone(), stage.description.clone());
        views::frame::Words {
            name: self.name.clone(),
            line: self.strapline.clone(),
            about: self.about.clone(),
            who: self.who_runs_this.clone(),
            email: self.contact.email.clone(),
            contact: self.contact.text.clone(),
            stages: self.life_stages.iter().map(stage).collect(),
        }
    }
}

/// All texts as they stand.
///
/// # Errors
/// [`Error::Broken`] when a stored text cannot be read.
pub fn load(conn: &mut Conn) -> Result<Texts> {
    read(store::load(conn)?.into_iter().map(|(key, value, _)| (key, value)))
}

/// All texts as they stand, and the moment of the wording of this part.
///
/// # Errors
/// As [`load`].
pub fn for_editing(conn: &mut Conn, part: Part) -> Result<(Texts, Moment)> {
    let stored = store::load(conn)?;
    let of_part = stored.iter().filter(|(key, ..)| part.keys().contains(&key.as_str()));
    let was = of_part.map(|(.., at)| *at).max().unwrap_or_default();
    Ok((read(stored.into_iter().map(|(key, value, _)| (key, value)))?, was))
}

/// Changes one part, if it is still the wording of the moment `was`; gives whether it was.
///
/// # Errors
/// When the database refuses.
pub fn change(tx: &mut Tx<'_>, part: Part, was: Moment, texts: &Texts, now: Moment) -> Result<bool> {
    for (key, value) in write(texts)?.iter().filter(|(key, _)| part.keys().contains(&key.as_str())) {
        if !store::change(tx, key, was, value, now)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Puts all texts in place of what was there.
///
/// # Errors
/// When the database refuses.
pub fn put(tx: &mut Tx<'_>, texts: &Texts, now: Moment) -> Result<()> {
    write(texts)?.iter().try_for_each(|(key, value)| store::put(tx, key, value, now))
}

/// Puts the stored values together; keys of a newer program are passed over.
fn read(stored: impl Iterator<Item = (String, String)>) -> Result<Texts> {
    let values: HashMap<String, serde_json::Value> = stored
        .map(|(key, value)| Ok((key, serde_json::from_str(&value).map_err(broken("reading a text of the site"))?)))
        .filter(|value| !matches!(value, Ok((_, serde_json::Value::Null))))
        .collect::<Result<_>>()?;
    serde_json::from_value(values.into_iter().collect()).map_err(broken("reading the texts of the site"))
}

/// Takes the texts apart: a key and a JSON value each.
fn write(texts: &Texts) -> Result<Vec<(String, String)>> {
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
        let mut stored = write(&texts).expect("texts can be written down");
        let mut keys = [Part::Home.keys(), Part::Frame.keys()].concat();
        keys.sort_unstable();
        stored.sort();
        assert!(stored.iter().map(|(key, _)| key.as_str()).eq(keys), "each text is changed in one of the two forms");
        stored.retain(|(key, _)| key != "about");
        stored.push(("weather".into(), "\"of a newer program\"".into()));
        stored.push(("about".into(), "null".into()));
        assert_eq!(read(stored.into_iter()).expect("what was written can be read"), texts);
    }

    #[test]
    fn an_empty_site_has_empty_texts() {
        assert_eq!(read(std::iter::empty()).expect("what was written can be read"), Texts::default());
        assert!(read([("name".into(), "not JSON".into())].into_iter()).is_err());
    }
}
