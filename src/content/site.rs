//! What every page says about the site itself, and the stages of life by which areas are grouped.

use super::check;
use serde::Deserialize;

/// What every page says about the site itself. All of it is plain text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The name of the site, as in its head.
    #[serde(deserialize_with = "check::words")]
    pub name: String,
    /// The line beside the name.
    #[serde(deserialize_with = "check::words")]
    pub strapline: String,
    /// What the reader must know about where the content comes from.
    #[serde(deserialize_with = "check::words")]
    pub caveat: String,
    /// The line under the heading of all areas.
    #[serde(deserialize_with = "check::words")]
    pub areas_intro: String,
    /// Where the name comes from; stands in the foot.
    #[serde(deserialize_with = "check::words")]
    pub about: String,
    /// Who stands behind the site; stands in the foot.
    #[serde(deserialize_with = "check::words")]
    pub who_runs_this: String,
    /// The opening of the home page.
    pub hero: Hero,
    /// How a decision is made, in the order in which it happens.
    pub steps: Vec<Step>,
    /// The stages of life, in the order of the home page; each key once.
    pub life_stages: Vec<LifeStageText>,
    /// How to reach the people who run the site.
    pub contact: Contact,
}

/// The opening of the home page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hero {
    /// The heading.
    #[serde(deserialize_with = "check::words")]
    pub headline: String,
    /// The sentence or two under it.
    #[serde(deserialize_with = "check::words")]
    pub lede: String,
}

/// One step on the way to a decision.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// A few words.
    #[serde(deserialize_with = "check::words")]
    pub title: String,
    /// One to three sentences.
    #[serde(deserialize_with = "check::words")]
    pub text: String,
}

/// A stage of life, in the words of the site.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeStageText {
    /// Which stage.
    pub key: LifeStage,
    /// Its name for readers.
    #[serde(deserialize_with = "check::words")]
    pub label: String,
    /// Whom or what it is about.
    #[serde(deserialize_with = "check::words")]
    pub description: String,
}

/// How to reach the people who run the site.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// An email address.
    #[serde(deserialize_with = "check::email")]
    pub email: String,
    /// What to know before writing.
    #[serde(deserialize_with = "check::words")]
    pub text: String,
}

/// The part of life that an area of focus belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LifeStage {
    /// Childhood and youth.
    Start,
    /// The years between.
    Live,
    /// Later life and its end.
    Age,
    /// What every age needs.
    Enabler,
}

impl LifeStage {
    /// The key, as in the files and in the style sheet (`is-start` and so on).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Live => "live",
            Self::Age => "age",
            Self::Enabler => "enabler",
        }
    }
}
