//! Turning what the database knows into what the pages show.

use crate::areas::{Area, CaseStudy, CaseStudyRow, Figure, Page, PageRow, Turnout};
use crate::clock::Moment;
use crate::house_rules;
use crate::ids::AreaId;
use crate::markdown::{self, Kind};
use crate::proposals::Row;
use crate::proposals::pages::view_row;
use crate::texts::{self, Texts};
use std::collections::HashMap;
use views::areas as view;
use views::home::{HomeTexts, Step};
use views::pages::{self, AreaTag, CaseStudyLink, ContentPage, Source};
use views::parts::ProposalRow;

/// Proposals in a list, in the stage that they have at `now`.
pub(super) fn rows<'a>(rows: impl IntoIterator<Item = &'a Row>, now: Moment) -> Vec<ProposalRow> {
    rows.into_iter().map(|row| view_row(row, now)).collect()
}

/// The areas as lists show them, with how many proposals are open in each.
pub(super) fn area_links(areas: &[Area], open: &HashMap<AreaId, i64>) -> Vec<view::AreaLink> {
    let link = |area: &Area| view::AreaLink {
        slug: area.slug.clone(),
        title: area.short_title.clone(),
        life_stage: area.life_stage.into(),
        open: open.get(&area.id).copied().unwrap_or(0),
    };
    areas.iter().map(link).collect()
}

/// An area's page.
pub(super) fn area(
    area: Area,
    figures: Vec<Figure>,
    studies: &[CaseStudyRow],
    proposals: &[Row],
    by_residents: bool,
    now: Moment,
) -> view::Area {
    let figure = |figure: Figure| view::Figure {
        value: figure.number,
        sentence: figure.text,
        source_title: figure.source_name,
        source_url: figure.source_url,
    };
    view::Area {
        slug: area.slug,
        title: area.title,
        life_stage: area.life_stage.into(),
        ambition: area.ambition,
        summary: area.lede,
        why_html: area.why_html,
        figures: figures.into_iter().map(figure).collect(),
        proposals: rows(proposals, now),
        case_studies: studies.iter().map(study_link).collect(),
        who_decides_html: markdown::render(&area.who_decides, Kind::Page),
        reading: Vec::new(),
        by_residents,
    }
}

/// A case study in a list.
pub(super) fn study_link(study: &CaseStudyRow) -> CaseStudyLink {
    CaseStudyLink {
        slug: study.slug.clone(),
        title: study.title.clone(),
        summary: study.summary.clone(),
        areas: vec![tag(study)],
    }
}

fn tag(study: &CaseStudyRow) -> AreaTag {
    AreaTag { slug: study.area_slug.clone(), title: study.area_title.clone(), life_stage: study.life_stage.into() }
}

/// A case study's page.
pub(super) fn case_study(study: CaseStudy, row: CaseStudyRow) -> pages::CaseStudy {
    pages::CaseStudy {
        areas: vec![tag(&row)],
        slug: row.slug,
        title: row.title,
        summary: row.summary,
        body_html: study.body_html,
        sources: vec![Source { title: study.source_name, url: study.source_url }],
    }
}

/// The page about the Online Safety Act, which says who writes proposals here.
const ONLINE_SAFETY: &str = "online-safety";

/// A page of text, with the pages beside it; of the house rules also which wording they are, and since when.
pub(super) fn content_page(
    page: Page,
    beside: &[&PageRow],
    version: Option<(i64, Moment)>,
    by_residents: bool,
) -> ContentPage {
    let is_rules = page.slug == house_rules::PAGE;
    ContentPage {
        by_residents: (page.slug == ONLINE_SAFETY).then_some(by_residents),
        slug: page.slug,
        title: page.title,
        summary: page.summary,
        body_html: if is_rules { house_rules::with_anchors(&page.body) } else { page.body_html },
        updated_at: Some(page.updated_at),
        version,
        related: beside.iter().map(|row| (row.slug.clone(), row.title.clone())).collect(),
    }
}

/// The words of the home page.
pub(super) fn home_texts(texts: Texts) -> HomeTexts {
    let step = |step: texts::Step| Step { title: step.title, text_html: markdown::render(&step.text, Kind::Comment) };
    HomeTexts {
        title: texts.strapline,
        headline: texts.hero.headline,
        lede: texts.hero.lede,
        areas_intro: texts.areas_intro,
        areas_note: texts.caveat,
        steps_heading: "How a decision is made".into(),
        steps: texts.steps.into_iter().map(step).collect(),
        subscribe_heading: "One email, when it matters".into(),
        subscribe_text: "What opens, closes and is decided, on the whole site. You can add areas of focus later. You need no account.".into(),
    }
}

/// How many people have taken part, as the picture of dots wants it.
pub(super) fn turnout(turnout: Turnout) -> views::home::Turnout {
    turnout.map(|(stage, people)| (stage.into(), people))
}
