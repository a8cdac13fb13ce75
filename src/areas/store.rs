//! Areas, figures, case studies and pages in the database.

pub(super) mod studies;

use super::{AreaText, FigureText, PageText};
use crate::clock::Moment;
use crate::db::schema::{areas, figures, pages, turnout};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AreaId;
use crate::policy::LifeStage;
use diesel::prelude::*;

/// An area of focus.
#[derive(Debug, Clone, Queryable, Selectable)]
pub struct Area {
    /// Its number.
    pub id: AreaId,
    /// Its name in addresses.
    pub slug: String,
    /// The full title.
    pub title: String,
    /// The title for lists.
    pub short_title: String,
    /// The part of life it belongs to.
    pub life_stage: LifeStage,
    /// What should be true one day.
    pub ambition: String,
    /// The sentence or two under the heading.
    pub lede: String,
    /// Why it matters: Markdown.
    pub why: String,
    /// The same as safe HTML.
    pub why_html: String,
    /// Who decides: Markdown; empty where nobody has written it.
    pub who_decides: String,
    /// Its place among all areas, from 1.
    pub position: i32,
    /// How many people follow it.
    pub followers: i64,
    /// When its words were last changed; no two wordings share a moment.
    pub updated_at: Moment,
}

/// A fact in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
pub struct Figure {
    /// The number as it is shown large.
    pub number: String,
    /// The fact as a sentence.
    pub text: String,
    /// Who says so.
    pub source_name: String,
    /// Where they say so.
    pub source_url: String,
}

/// A page of text.
#[derive(Debug, Clone, Queryable, Selectable)]
pub struct Page {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What is on it, in a sentence.
    pub summary: String,
    /// The text: Markdown.
    pub body: String,
    /// The same as safe HTML.
    pub body_html: String,
    /// When it was last changed; no two wordings share a moment.
    pub updated_at: Moment,
}

/// A page in a list.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = pages)]
pub struct PageRow {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What is on it, in a sentence.
    pub summary: String,
}

pub(super) fn find_area(conn: &mut Conn, slug: &str) -> Result<Option<Area>> {
    Ok(areas::table.filter(areas::slug.eq(slug)).select(Area::as_select()).first(conn).optional()?)
}

pub(super) fn load_areas(conn: &mut Conn) -> Result<Vec<Area>> {
    Ok(areas::table.order((areas::position, areas::id)).select(Area::as_select()).load(conn)?)
}

pub(super) fn count_areas(conn: &mut Conn) -> Result<i64> {
    Ok(areas::table.count().get_result(conn)?)
}

pub(super) fn load_figures(conn: &mut Conn, area: AreaId) -> Result<Vec<Figure>> {
    Ok(figures::table
        .filter(figures::area_id.eq(area))
        .order((figures::position, figures::id))
        .select(Figure::as_select())
        .load(conn)?)
}

pub(super) fn find_page(conn: &mut Conn, slug: &str) -> Result<Option<Page>> {
    Ok(pages::table.filter(pages::slug.eq(slug)).select(Page::as_select()).first(conn).optional()?)
}

pub(super) fn load_pages(conn: &mut Conn) -> Result<Vec<PageRow>> {
    Ok(pages::table.order((pages::position, pages::id)).select(PageRow::as_select()).load(conn)?)
}

pub(super) fn load_turnout(conn: &mut Conn) -> Result<Vec<(LifeStage, i64)>> {
    Ok(turnout::table.order(turnout::life_stage).select((turnout::life_stage, turnout::people)).load(conn)?)
}

/// What must be known of an area that is put in, beyond its words.
pub(super) struct Place<'a> {
    pub(super) slug: &'a str,
    pub(super) position: i32,
}

pub(super) fn insert_area(
    tx: &mut Tx<'_>,
    place: &Place<'_>,
    text: &AreaText,
    why_html: &str,
    now: Moment,
) -> Result<AreaId> {
    let id = diesel::insert_into(areas::table)
        .values((
            areas::slug.eq(place.slug),
            areas::title.eq(&text.title),
            areas::short_title.eq(&text.short_title),
            areas::life_stage.eq(text.life_stage),
            areas::ambition.eq(&text.ambition),
            areas::lede.eq(&text.lede),
            areas::why.eq(&text.why),
            areas::why_html.eq(why_html),
            areas::who_decides.eq(&text.who_decides),
            areas::position.eq(place.position),
            areas::updated_at.eq(now),
        ))
        .returning(areas::id)
        .get_result::<AreaId>(&mut **tx)?;
    insert_figures(tx, id, &text.figures)?;
    Ok(id)
}

fn insert_figures(tx: &mut Tx<'_>, area: AreaId, rows: &[FigureText]) -> Result<()> {
    for (row, position) in rows.iter().zip(1_i32..) {
        diesel::insert_into(figures::table)
            .values((
                figures::area_id.eq(area),
                figures::position.eq(position),
                figures::number.eq(&row.number),
                figures::text.eq(&row.text),
                figures::source_name.eq(&row.source_name),
                figures::source_url.eq(&row.source_url),
            ))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// Changes an area's words if they are still those of the moment `was`; gives whether they were.
pub(super) fn update_area(
    tx: &mut Tx<'_>,
    id: AreaId,
    was: Moment,
    text: &AreaText,
    why_html: &str,
    now: Moment,
) -> Result<bool> {
    let changed = diesel::update(areas::table.filter(areas::id.eq(id)).filter(areas::updated_at.eq(was)))
        .set((
            areas::title.eq(&text.title),
            areas::short_title.eq(&text.short_title),
            areas::life_stage.eq(text.life_stage),
            areas::ambition.eq(&text.ambition),
            areas::lede.eq(&text.lede),
            areas::why.eq(&text.why),
            areas::why_html.eq(why_html),
            areas::who_decides.eq(&text.who_decides),
            areas::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    if changed == 1 {
        diesel::delete(figures::table.filter(figures::area_id.eq(id))).execute(&mut **tx)?;
        insert_figures(tx, id, &text.figures)?;
    }
    Ok(changed == 1)
}

pub(super) fn insert_page(
    tx: &mut Tx<'_>,
    slug: &str,
    position: i32,
    text: &PageText,
    html: &str,
    now: Moment,
) -> Result<()> {
    diesel::insert_into(pages::table)
        .values((
            pages::slug.eq(slug),
            pages::title.eq(&text.title),
            pages::summary.eq(&text.summary),
            pages::body.eq(&text.body),
            pages::body_html.eq(html),
            pages::position.eq(position),
            pages::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Changes a page's words if they are still those of the moment `was`; gives whether they were.
pub(super) fn update_page(
    tx: &mut Tx<'_>,
    slug: &str,
    was: Moment,
    text: &PageText,
    html: &str,
    now: Moment,
) -> Result<bool> {
    let changed = diesel::update(pages::table.filter(pages::slug.eq(slug)).filter(pages::updated_at.eq(was)))
        .set((
            pages::title.eq(&text.title),
            pages::summary.eq(&text.summary),
            pages::body.eq(&text.body),
            pages::body_html.eq(html),
            pages::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}
