//! Case studies in the database.

use super::super::StudyText;
use crate::clock::Moment;
use crate::db::schema::{areas, case_studies as s};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AreaId;
use crate::policy::LifeStage;
use diesel::prelude::*;

/// A case study in a list, with its area.
#[derive(Debug, Clone, Queryable)]
pub struct CaseStudyRow {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The story in a sentence or two.
    pub summary: String,
    /// Whether everybody can read it.
    pub shown: bool,
    /// Its area's name in addresses.
    pub area_slug: String,
    /// Its area's title.
    pub area_title: String,
    /// Its area's part of life.
    pub life_stage: LifeStage,
}

/// What a case study says beyond its row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = s)]
pub struct CaseStudy {
    /// The story: Markdown.
    pub body: String,
    /// The same as safe HTML.
    pub body_html: String,
    /// Who tells it.
    pub source_name: String,
    /// Where they tell it.
    pub source_url: String,
    /// When it was last changed; no two wordings share a moment.
    pub updated_at: Moment,
}

/// The columns of a [`CaseStudyRow`].
const ROW: (s::slug, s::title, s::summary, s::shown, areas::slug, areas::title, areas::life_stage) =
    (s::slug, s::title, s::summary, s::shown, areas::slug, areas::title, areas::life_stage);

/// Those of one area or of all, by area and title; hidden ones only where they are asked for.
pub(in super::super) fn load(conn: &mut Conn, area: Option<AreaId>, hidden: bool) -> Result<Vec<CaseStudyRow>> {
    let mut query =
        s::table.inner_join(areas::table).order((areas::position, s::title, s::id)).select(ROW).into_boxed();
    if let Some(area) = area {
        query = query.filter(s::area_id.eq(area));
    }
    if !hidden {
        query = query.filter(s::shown.eq(true));
    }
    Ok(query.load(conn)?)
}

pub(in super::super) fn find(conn: &mut Conn, slug: &str) -> Result<Option<(CaseStudy, CaseStudyRow)>> {
    Ok(s::table
        .inner_join(areas::table)
        .filter(s::slug.eq(slug))
        .select((CaseStudy::as_select(), ROW))
        .first(conn)
        .optional()?)
}

pub(in super::super) fn exists(conn: &mut Conn, slug: &str) -> Result<bool> {
    Ok(diesel::select(diesel::dsl::exists(s::table.filter(s::slug.eq(slug)))).get_result(conn)?)
}

pub(in super::super) fn insert(
    tx: &mut Tx<'_>,
    slug: &str,
    area: AreaId,
    text: &StudyText,
    html: &str,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(s::table)
        .values((
            s::slug.eq(slug),
            s::area_id.eq(area),
            s::title.eq(&text.title),
            s::summary.eq(&text.summary),
            s::source_name.eq(&text.source_name),
            s::source_url.eq(&text.source_url),
            s::body.eq(&text.body),
            s::body_html.eq(html),
            s::shown.eq(text.shown),
            s::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Changes a case study if it is still the wording of the moment `was`; gives whether it was.
#[allow(clippy::too_many_arguments, reason = "what is written, where, and in place of what")]
pub(in super::super) fn update(
    tx: &mut Tx<'_>,
    slug: &str,
    area: AreaId,
    was: Moment,
    text: &StudyText,
    html: &str,
    now: Moment,
) -> Result<bool> {
    let changed = diesel::update(s::table.filter(s::slug.eq(slug)).filter(s::updated_at.eq(was)))
        .set((
            s::area_id.eq(area),
            s::title.eq(&text.title),
            s::summary.eq(&text.summary),
            s::source_name.eq(&text.source_name),
            s::source_url.eq(&text.source_url),
            s::body.eq(&text.body),
            s::body_html.eq(html),
            s::shown.eq(text.shown),
            s::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}

/// Deletes a case study if it is still the wording of the moment `was`; gives whether it was.
pub(in super::super) fn delete(tx: &mut Tx<'_>, slug: &str, was: Moment) -> Result<bool> {
    let gone = diesel::delete(s::table.filter(s::slug.eq(slug)).filter(s::updated_at.eq(was))).execute(&mut **tx)?;
    Ok(gone == 1)
}
