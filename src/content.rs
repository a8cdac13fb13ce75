//! The words of the site, which its owners can change without a programmer: areas of focus, proposals, case studies and pages.
//!
//! They are files: Markdown below a few lines of TOML between two `+++` lines. [`load`] reads a folder of them, and for
//! the first mistake it says the file, the line where it is known, and the reason. Nothing here knows a database, a
//! clock, or how many areas there are.

mod check;
mod file;
mod site;
#[cfg(test)]
mod tests;

pub use file::ContentError;
pub use site::{Contact, Hero, LifeStage, LifeStageText, Site, Step};

use file::{Filed, read_folder, read_site};
use serde::Deserialize;
use std::path::Path;

/// Everything that a content folder says, in reading order.
#[derive(Debug, Clone)]
pub struct Content {
    /// What every page says about the site (`site.toml`).
    pub site: Site,
    /// The areas of focus, by position.
    pub areas: Vec<Area>,
    /// The proposals: by the position of their area, then by the day on which they open.
    pub proposals: Vec<Proposal>,
    /// The case studies: by the position of their area, then by slug.
    pub case_studies: Vec<CaseStudy>,
    /// The pages, by position.
    pub pages: Vec<Page>,
}

/// An area of focus (`areas/NN-slug.md`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its name in addresses.
    #[serde(deserialize_with = "check::slug")]
    pub slug: String,
    /// The full title.
    #[serde(deserialize_with = "check::words")]
    pub title: String,
    /// The title for lists and links.
    #[serde(deserialize_with = "check::words")]
    pub short_title: String,
    /// Which part of life it belongs to.
    pub life_stage: LifeStage,
    /// What should be true one day, in one sentence without a full stop: the heading of its page.
    #[serde(deserialize_with = "check::words")]
    pub ambition: String,
    /// The sentence or two under the heading.
    #[serde(deserialize_with = "check::words")]
    pub lede: String,
    /// Its place among all areas, from 1; no two share one.
    pub position: u32,
    /// Facts in numbers, the most telling first; each names its source.
    #[serde(default)]
    pub figures: Vec<Figure>,
    /// Who decides in this area, where that is known.
    #[serde(default, deserialize_with = "check::words_if_any")]
    pub who_decides: Option<String>,
    /// Why it matters: Markdown.
    #[serde(skip)]
    pub body: String,
}

/// A fact in numbers, with where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The number as it is shown large, such as `4,100` or `98%`.
    #[serde(deserialize_with = "check::words")]
    pub number: String,
    /// The whole fact as a sentence, number and all.
    #[serde(deserialize_with = "check::words")]
    pub text: String,
    /// Who says so.
    #[serde(deserialize_with = "check::words")]
    pub source_name: String,
    /// Where they say so.
    #[serde(deserialize_with = "check::web_address")]
    pub source_url: String,
}

/// A proposal to begin with (`proposals/area--slug.md`). Its dates count from the day on which it is loaded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Its name in addresses; no two proposals share one.
    #[serde(deserialize_with = "check::slug")]
    pub slug: String,
    /// The slug of its area.
    #[serde(deserialize_with = "check::slug")]
    pub area: String,
    /// What is proposed, in a few words.
    #[serde(deserialize_with = "check::words")]
    pub title: String,
    /// What is proposed, in a sentence or two.
    #[serde(deserialize_with = "check::words")]
    pub summary: String,
    /// Days from loading to opening; negative when it opened before.
    pub opens_in_days: i32,
    /// Days from loading to closing, always more than `opens_in_days`; negative when it is closed.
    pub closes_in_days: i32,
    /// True when nobody has really proposed it, and the page must say so.
    pub example: bool,
    /// What is already decided: Markdown, as the next three; needed where something is asked.
    #[serde(default)]
    pub decided: String,
    /// What is not decided yet.
    #[serde(default)]
    pub undecided: String,
    /// What people's answers can change.
    #[serde(default)]
    pub influence: String,
    /// What it costs, and whom it affects.
    #[serde(default)]
    pub costs: String,
    /// What could be done: at least two, lettered from A.
    pub options: Vec<Choice>,
    /// What to read besides.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// What is asked, where it is a formal consultation.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// The section `## What would change`: Markdown without its heading.
    #[serde(skip)]
    pub what_would_change: String,
    /// The section `## Why`: Markdown without its heading.
    #[serde(skip)]
    pub why: String,
}

/// A page of questions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its heading.
    #[serde(deserialize_with = "check::words")]
    pub title: String,
    /// What to know before answering: Markdown.
    #[serde(default)]
    pub intro: String,
    /// Its questions, at least one.
    pub questions: Vec<Question>,
}

/// A question of a consultation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What is asked.
    #[serde(deserialize_with = "check::words")]
    pub words: String,
    /// Help below it.
    #[serde(default)]
    pub help: String,
    /// How it is answered: `short`, `long`, `one`, `many`, `agreement`, `matrix`, `ranking`, `number`, `date`, `borough`.
    #[serde(deserialize_with = "check::words")]
    pub kind: String,
    /// Whether an answer is needed.
    #[serde(default)]
    pub required: bool,
    /// What can be chosen, or the columns of a grid.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The rows of a grid.
    #[serde(default)]
    pub rows: Vec<String>,
    /// Of whom it is asked, where not of everybody.
    pub only_if: Option<OnlyIf>,
}

/// Answers to an earlier question, of which one is enough.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyIf {
    /// What the earlier question asks, word for word.
    #[serde(deserialize_with = "check::words")]
    pub words: String,
    /// Its answers, word for word.
    pub choices: Vec<String>,
}

/// One of the options of a proposal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// `A`, `B`, `C` and so on.
    pub letter: char,
    /// The option in a few words.
    #[serde(deserialize_with = "check::words")]
    pub title: String,
    /// What speaks for and against it: plain text.
    #[serde(deserialize_with = "check::words")]
    pub body: String,
    /// True for the one that is proposed; at most one is.
    #[serde(default)]
    pub preferred: bool,
}

/// A link to something to read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its title.
    #[serde(deserialize_with = "check::words")]
    pub title: String,
    /// Where it is.
    #[serde(deserialize_with = "check::web_address")]
    pub url: String,
    /// What kind of document, and whose.
    #[serde(default, deserialize_with = "check::words_if_any")]
    pub note: Option<String>,
}

/// Something that was done in London, told in short (`case-studies/slug.md`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseStudy {
    /// Its name in addresses.
    #[serde(deserialize_with = "check::slug")]
    pub slug: String,
    /// The title.
    #[serde(deserialize_with = "check::words")]
    pub title: String,
    /// The slug of its area.
    #[serde(deserialize_with = "check::slug")]
    pub area: String,
    /// The story in a sentence or two.
    #[serde(deserialize_with = "check::words")]
    pub summary: String,
    /// Who tells it.
    #[serde(deserialize_with = "check::words")]
    pub source_name: String,
    /// Where they tell it.
    #[serde(deserialize_with = "check::web_address")]
    pub source_url: String,
    /// The story: Markdown.
    #[serde(skip)]
    pub body: String,
}

/// A page of its own, such as the house rules (`pages/slug.md`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Its name in addresses.
    #[serde(deserialize_with = "check::slug")]
    pub slug: String,
    /// The title.
    #[serde(deserialize_with = "check::words")]
    pub title: String,
    /// What is on it, in a sentence.
    #[serde(deserialize_with = "check::words")]
    pub summary: String,
    /// Its place among the pages, from 1; no two share one.
    pub position: u32,
    /// Whether the foot of every page links to it.
    pub in_footer: bool,
    /// The text: Markdown.
    #[serde(skip)]
    pub body: String,
}

/// Reads the folder `dir`: `site.toml` and the folders `areas`, `proposals`, `case-studies` and `pages`.
/// Files whose name begins with a dot and a `README.md` are passed over.
///
/// # Errors
/// The first mistake, by folder and file name: [`ContentError`] names the file, the line where known, and the reason.
pub fn load(dir: &Path) -> Result<Content, ContentError> {
    file::refuse_strangers(dir, &["site.toml", "areas", "proposals", "case-studies", "pages"])?;
    let (site, site_file) = read_site(&dir.join("site.toml"))?;
    let mut areas: Vec<Filed<Area>> = read_folder(&dir.join("areas"))?;
    let mut proposals: Vec<Filed<Proposal>> = read_folder(&dir.join("proposals"))?;
    let mut case_studies: Vec<Filed<CaseStudy>> = read_folder(&dir.join("case-studies"))?;
    let mut pages: Vec<Filed<Page>> = read_folder(&dir.join("pages"))?;

    check::life_stages(&site, &site_file, &areas)?;
    check::positions(&areas, |area| area.position)?;
    check::positions(&pages, |page| page.position)?;
    check::areas_exist(&proposals, |proposal| &proposal.area, &areas)?;
    check::areas_exist(&case_studies, |study| &study.area, &areas)?;
    proposals.iter().try_for_each(check::proposal)?;

    areas.sort_by_key(|filed| filed.entry.position);
    pages.sort_by_key(|filed| filed.entry.position);
    let place = |slug: &str| areas.iter().position(|filed| filed.entry.slug == slug);
    proposals.sort_by_cached_key(|Filed { entry, .. }| (place(&entry.area), entry.opens_in_days, entry.slug.clone()));
    case_studies.sort_by_cached_key(|Filed { entry, .. }| (place(&entry.area), entry.slug.clone()));
    Ok(Content {
        site,
        areas: entries(areas),
        proposals: entries(proposals),
        case_studies: entries(case_studies),
        pages: entries(pages),
    })
}

fn entries<T>(filed: Vec<Filed<T>>) -> Vec<T> {
    filed.into_iter().map(|filed| filed.entry).collect()
}
