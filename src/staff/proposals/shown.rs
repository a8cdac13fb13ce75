//! The form of a proposal as it is shown: with what is stored, with what was typed, or with both where two people wrote.

use super::form::Entry;
use crate::clock::Moment;
use crate::policy::{Stage, Totals};
use crate::proposals::{Choice, Content, Document, Shown, gunning, versions};
use crate::staff::when::Typed;
use views::form::Problems;
use views::staff::{self, ConflictField, DocumentFields, OptionFields};

/// The fields in the order of the page; those of options and documents stand between.
const BEFORE: [&str; 10] =
    ["title", "summary", "area", "change", "why", "decided", "undecided", "influence", "costs", "contact"];
const AFTER: [&str; 7] = ["opens_date", "opens_time", "closes_date", "closes_time", "announce", "totals", "reason"];

/// What the page shows besides the words: what is stored of the proposal, and the choice of areas.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    /// The proposal as it is stored; nothing for a new one.
    pub(super) shown: Option<Shown>,
    /// All areas: name in addresses, and title.
    pub(super) areas: Vec<(String, String)>,
    /// The arrangement as it is stored, for the form to carry; empty for a new one.
    pub(super) was: String,
}

/// The form with the words that are stored.
pub(super) fn stored(frame: Frame, content: Content, area: String, now: Moment) -> staff::Editor {
    let (opens, closes, totals, version) = frame.shown.as_ref().map_or_else(
        || (Typed::default(), Typed::default(), Totals::Public, 0),
        |shown| (Typed::of(shown.opens_at), Typed::of(shown.closes_at), shown.totals, shown.version),
    );
    let entry = Entry::of(totals, &opens, &closes, &area);
    typed(frame, content, &entry, version, Problems::default(), now)
}

/// The form with what was typed; `version` is the one that it is to replace.
pub(super) fn typed(
    frame: Frame,
    content: Content,
    entry: &Entry,
    version: i32,
    problems: Problems,
    now: Moment,
) -> staff::Editor {
    let stage = frame.shown.as_ref().map(|shown| shown.stage_at(now));
    let (opens, closes) = (entry.opens(), entry.closes());
    staff::Editor {
        id: frame.shown.as_ref().map(|shown| shown.id.0),
        ever_opened: stage.is_some_and(|stage| stage != Stage::Draft),
        stage: stage.map(Into::into),
        version: version.into(),
        was: frame.was,
        title: content.title,
        summary: content.summary,
        change: content.change,
        why: content.why,
        statements: [content.decided, content.undecided, content.influence, content.costs],
        warnings: warnings(&frame.shown, now),
        contact: content.contact,
        options: content.options.into_iter().map(option_fields).collect(),
        documents: content.documents.into_iter().map(document_fields).collect(),
        area: entry.area(),
        areas: frame.areas,
        totals: totals_choice(entry),
        announce: entry.announces(),
        opens_date: opens.date,
        opens_time: opens.time,
        closes_date: closes.date,
        closes_time: closes.time,
        reason: entry.reason(),
        slug: frame.shown.map(|shown| shown.slug),
        problems: in_order(problems),
    }
}

/// What the stored dates may leave too little time for, until it has opened.
fn warnings(shown: &Option<Shown>, now: Moment) -> Vec<String> {
    let Some(shown) = shown else { return Vec::new() };
    match (shown.stage_at(now), shown.opens_at, shown.closes_at) {
        (Stage::Draft | Stage::Forthcoming, Some(opens), Some(closes)) => gunning::warnings(opens, closes),
        _ => Vec::new(),
    }
}

fn option_fields(option: Choice) -> OptionFields {
    OptionFields { letter: option.letter, title: option.title, body: option.body, preferred: option.preferred }
}

fn document_fields(document: Document) -> DocumentFields {
    DocumentFields { title: document.title, url: document.url, note: document.note }
}

fn totals_choice(entry: &Entry) -> staff::Totals {
    match entry.totals(&mut Problems::default()) {
        Totals::AfterVoting => staff::Totals::AfterVoting,
        Totals::AfterClose => staff::Totals::AfterClose,
        Totals::Public => staff::Totals::Public,
    }
}

/// The parts that two people wrote differently.
pub(super) fn differences(theirs: &Content, mine: &Content) -> Vec<ConflictField> {
    let parts = versions::parts(theirs).into_iter().zip(versions::parts(mine));
    let differing = parts.filter(|((_, theirs), (_, mine))| theirs != mine);
    differing.map(|((label, theirs), (_, mine))| ConflictField { label: label.to_owned(), theirs, mine }).collect()
}

/// The problems in the order of the page.
fn in_order(mut problems: Problems) -> Problems {
    let place = |field: &str| {
        let at = |fields: &[&str]| fields.iter().position(|other| *other == field);
        at(&BEFORE).map(|n| (0, n)).or_else(|| at(&AFTER).map(|n| (2, n))).unwrap_or((1, 0))
    };
    problems.0.sort_by_key(|problem| place(&problem.field));
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_stand_in_the_order_of_the_page() {
        let mut problems = Problems::default();
        for field in ["closes_date", "option_title-1", "title"] {
            problems.add(field, "x");
        }
        let fields: Vec<String> = in_order(problems).0.into_iter().map(|p| p.field).collect();
        assert_eq!(fields, ["title", "option_title-1", "closes_date"]);
    }
}
