//! Putting the words of the content folder into a database that has none yet.

use super::store::{self, Place};
use super::{AreaText, FigureText, PageText, StudyText};
use crate::clock::Moment;
use crate::content;
use crate::db::{Scope, Tx};
use crate::error::{Result, broken};
use crate::ids::AreaId;
use crate::markdown::{self, Kind};
use crate::policy::LifeStage;
use crate::texts;

/// Puts in one area with its figures; gives its number.
///
/// # Errors
/// When the database refuses, as it does a second area of the same name.
pub fn plant_area(tx: &mut Tx<'_>, area: &content::Area, now: Moment) -> Result<AreaId> {
    let figures = area.figures.iter().map(|figure| FigureText {
        number: figure.number.clone(),
        text: figure.text.clone(),
        source_name: figure.source_name.clone(),
        source_url: figure.source_url.clone(),
    });
    let text = AreaText {
        title: area.title.clone(),
        short_title: area.short_title.clone(),
        life_stage: life_stage(area.life_stage)?,
        ambition: area.ambition.clone(),
        lede: area.lede.clone(),
        why: area.body.clone(),
        who_decides: area.who_decides.clone().unwrap_or_default(),
        figures: figures.collect(),
    };
    let place = Place { slug: &area.slug, position: position(area.position) };
    tx.touch(Scope::Site);
    store::insert_area(tx, &place, &text, &markdown::render(&area.body, Kind::Page), now)
}

/// Puts in one case study of an area.
///
/// # Errors
/// As [`plant_area`].
pub fn plant_case_study(tx: &mut Tx<'_>, area: AreaId, study: &content::CaseStudy, now: Moment) -> Result<()> {
    let text = StudyText {
        title: study.title.clone(),
        summary: study.summary.clone(),
        area: study.area.clone(),
        source_name: study.source_name.clone(),
        source_url: study.source_url.clone(),
        body: study.body.clone(),
        shown: true,
    };
    tx.touch(Scope::Site);
    store::studies::insert(tx, &study.slug, area, &text, &markdown::render(&study.body, Kind::Page), now)
}

/// Puts in one page.
///
/// # Errors
/// As [`plant_area`].
pub fn plant_page(tx: &mut Tx<'_>, page: &content::Page, now: Moment) -> Result<()> {
    let text = PageText { title: page.title.clone(), summary: page.summary.clone(), body: page.body.clone() };
    tx.touch(Scope::Site);
    store::insert_page(tx, &page.slug, position(page.position), &text, &markdown::render(&page.body, Kind::Page), now)
}

/// Puts in the words of the home page and of the frame, in place of what was there.
///
/// # Errors
/// When the database refuses.
pub fn plant_texts(tx: &mut Tx<'_>, site: &content::Site, now: Moment) -> Result<()> {
    let steps = site.steps.iter().map(|step| texts::Step { title: step.title.clone(), text: step.text.clone() });
    let life_stages = site.life_stages.iter().map(|stage| {
        Ok(texts::LifeStageText {
            key: life_stage(stage.key)?,
            label: stage.label.clone(),
            description: stage.description.clone(),
        })
    });
    let all = texts::Texts {
        name: site.name.clone(),
        strapline: site.strapline.clone(),
        caveat: site.caveat.clone(),
        areas_intro: site.areas_intro.clone(),
        about: site.about.clone(),
        who_runs_this: site.who_runs_this.clone(),
        hero: texts::Hero { headline: site.hero.headline.clone(), lede: site.hero.lede.clone() },
        steps: steps.collect(),
        life_stages: life_stages.collect::<Result<_>>()?,
        contact: texts::Contact { email: site.contact.email.clone(), text: site.contact.text.clone() },
    };
    tx.touch(Scope::Site);
    texts::put(tx, &all, now)
}

fn life_stage(key: content::LifeStage) -> Result<LifeStage> {
    key.as_str().parse().map_err(broken("reading a life stage"))
}

fn position(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
