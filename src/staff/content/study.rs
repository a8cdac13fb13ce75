//! What the form for a case study sends, and how it becomes its words.

use super::form::{in_order, mark, read_mark};
use crate::areas::{self, Area, CaseStudy, CaseStudyRow, StudyText};
use crate::clock::Moment;
use crate::text::Text;
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::staff::{ConflictField, StudyEditor, differing};

/// The form of a case study.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct StudyEntry {
    #[validate(length(min = 1, max = 200, message = "Enter a title of at most 200 characters"))]
    title: Text,
    #[validate(length(min = 1, max = 600, message = "Say what happened, in at most 600 characters"))]
    summary: Text,
    area: Text,
    #[validate(length(min = 1, max = 50_000, message = "Tell the story, in at most 50,000 characters"))]
    body: Text,
    #[validate(length(min = 1, max = 200, message = "Enter the name of the source, in at most 200 characters"))]
    source_name: Text,
    source_url: Text,
    shown: Text,
    was: Text,
}

/// The fields of the form, in order.
const FIELDS: [&str; 7] = ["title", "summary", "area", "body", "source_name", "source_url", "shown"];

impl StudyEntry {
    /// What would be stored, as far as it can be; what is wrong with it is added to `problems`.
    pub(super) fn text(&self, all: &[Area], problems: &mut Problems) -> StudyText {
        if !all.iter().any(|area| area.slug == self.area.as_str()) {
            problems.add("area", "Choose an area of focus");
        }
        let url = self.source_url.on_one_line();
        if !areas::is_web_address(&url) || url.len() > 500 {
            problems.add("source_url", "Enter the address of the source: it begins with https:// or http://");
        }
        if !matches!(self.shown.as_str(), "yes" | "no") {
            problems.add("shown", "Choose who can read it");
        }
        StudyText {
            title: self.title.on_one_line(),
            summary: self.summary.on_one_line(),
            area: self.area.as_str().to_owned(),
            source_name: self.source_name.on_one_line(),
            source_url: url,
            body: self.body.as_str().to_owned(),
            shown: self.shown.as_str() == "yes",
        }
    }

    /// The wording from which the writer started.
    pub(super) fn was(&self) -> Moment {
        read_mark(&self.was)
    }
}

/// The words of a case study as they are stored, and their moment.
pub(super) fn text((study, row): (CaseStudy, CaseStudyRow)) -> (StudyText, Moment) {
    let text = StudyText {
        title: row.title,
        summary: row.summary,
        area: row.area_slug,
        source_name: study.source_name,
        source_url: study.source_url,
        body: study.body,
        shown: row.shown,
    };
    (text, study.updated_at)
}

/// What the form is about: a case study that is there, or a new one.
pub(super) struct Subject<'a> {
    /// Its name in addresses, and whether everybody can read it now.
    pub(super) stored: Option<(&'a str, bool)>,
    pub(super) areas: &'a [Area],
}

/// The form with these words; `was` is the moment of the wording that they are to replace.
pub(super) fn editor(
    subject: &Subject<'_>,
    text: StudyText,
    was: Moment,
    theirs: Vec<ConflictField>,
    problems: Problems,
) -> StudyEditor {
    StudyEditor {
        slug: subject.stored.map(|(slug, _)| slug.to_owned()),
        areas: subject.areas.iter().map(|area| (area.slug.clone(), area.title.clone())).collect(),
        title: text.title,
        summary: text.summary,
        area: text.area,
        source_name: text.source_name,
        source_url: text.source_url,
        body: text.body,
        shown: text.shown,
        is_shown: subject.stored.is_some_and(|(_, shown)| shown),
        was: mark(was),
        theirs,
        problems: in_order(problems, &FIELDS),
    }
}

/// The parts of a case study that two people wrote differently.
pub(super) fn differences(theirs: &StudyText, mine: &StudyText, all: &[Area]) -> Vec<ConflictField> {
    let area =
        |text: &StudyText| all.iter().find(|a| a.slug == text.area).map_or_else(String::new, |a| a.title.clone());
    let shown = |text: &StudyText| if text.shown { "Everybody".to_owned() } else { "Only editors".to_owned() };
    differing(&[
        ("Title", &theirs.title, &mine.title),
        ("What happened", &theirs.summary, &mine.summary),
        ("Area of focus", &area(theirs), &area(mine)),
        ("The story", &theirs.body, &mine.body),
        ("Source", &theirs.source_name, &mine.source_name),
        ("Address of the source", &theirs.source_url, &mine.source_url),
        ("Who can read it", &shown(theirs), &shown(mine)),
    ])
}
