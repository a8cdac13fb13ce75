//! Case studies: written, shown or kept back, changed and deleted by editors.

use super::edit::{conflict, later};
use super::store::studies::{self as store, CaseStudy, CaseStudyRow};
use super::{find, plain};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::AreaId;
use crate::markdown::{self, Kind};
use crate::text;
use crate::web::Editor;

/// A case study, as staff write it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StudyText {
    /// Its title.
    pub title: String,
    /// The story in a sentence or two.
    pub summary: String,
    /// The name of its area in addresses.
    pub area: String,
    /// Who tells it.
    pub source_name: String,
    /// Where they tell it.
    pub source_url: String,
    /// The story: Markdown.
    pub body: String,
    /// Whether everybody can read it.
    pub shown: bool,
}

/// The case studies that everybody can read, of one area or of all, in the order of the areas.
///
/// # Errors
/// When the database refuses.
pub fn case_studies(conn: &mut Conn, area: Option<AreaId>) -> Result<Vec<CaseStudyRow>> {
    store::load(conn, area, false)
}

/// Every case study, hidden ones too, for those who edit them.
///
/// # Errors
/// When the database refuses.
pub fn all_case_studies(conn: &mut Conn) -> Result<Vec<CaseStudyRow>> {
    store::load(conn, None, true)
}

/// The case study with this name in addresses, if everybody can read it, and the row that names its area.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn case_study(conn: &mut Conn, slug: &str) -> Result<(CaseStudy, CaseStudyRow)> {
    any_case_study(conn, slug).and_then(|found| if found.1.shown { Ok(found) } else { Err(Error::NotFound) })
}

/// The case study with this name in addresses, hidden or not, for those who edit it.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn any_case_study(conn: &mut Conn, slug: &str) -> Result<(CaseStudy, CaseStudyRow)> {
    store::find(conn, plain(slug)?)?.ok_or(Error::NotFound)
}

/// Adds a case study; gives its name in addresses, which is made from its title and stays when that changes. A form
/// sent twice adds one.
///
/// # Errors
/// [`Error::NotFound`] when there is no such area.
pub fn add_case_study(tx: &mut Tx<'_>, by: &Editor, text: &StudyText, now: Moment) -> Result<String> {
    let area = find(tx, &text.area)?;
    if let Some(slug) = added_just_now(tx, by, text, now)? {
        return Ok(slug);
    }
    let slug = free_slug(tx, &text::slug(&text.title, "case-study"))?;
    store::insert(tx, &slug, area.id, text, &markdown::render(&text.body, Kind::Page), now)?;
    audit::record(tx, Some(by.id()), "case_study.add", &format!("case study {slug}"), &text.title, now)?;
    tx.touch(Scope::Site);
    Ok(slug)
}

/// The case study that the same person added with the same words a moment ago, and that still has them.
fn added_just_now(tx: &mut Tx<'_>, by: &Editor, text: &StudyText, now: Moment) -> Result<Option<String>> {
    for (subject, _) in audit::recent(tx, by.id(), "case_study.add", now)? {
        let Some(slug) = subject.strip_prefix("case study ") else { continue };
        let Some((study, row)) = store::find(tx, slug)? else { continue };
        let stored = StudyText {
            title: row.title,
            summary: row.summary,
            area: row.area_slug,
            source_name: study.source_name,
            source_url: study.source_url,
            body: study.body,
            shown: row.shown,
        };
        if stored == *text {
            return Ok(Some(slug.to_owned()));
        }
    }
    Ok(None)
}

/// Changes a case study whose words the editor saw as they were at `was`.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when somebody else changed it since; nothing is overwritten.
pub fn change_case_study(
    tx: &mut Tx<'_>,
    by: &Editor,
    slug: &str,
    was: Moment,
    text: &StudyText,
    now: Moment,
) -> Result<()> {
    let area = find(tx, &text.area)?;
    let (stored, row) = any_case_study(tx, slug)?;
    let html = markdown::render(&text.body, Kind::Page);
    if !store::update(tx, slug, area.id, was, text, &html, later(now, stored.updated_at))? {
        return Err(conflict());
    }
    let act = match (row.shown, text.shown) {
        (true, false) => "case_study.hide",
        (false, true) => "case_study.show",
        _ => "case_study.edit",
    };
    audit::record(tx, Some(by.id()), act, &format!("case study {slug}"), &text.title, now)?;
    tx.touch(Scope::Site);
    Ok(())
}

/// Deletes a case study that the editor saw as it was at `was`. Who has just deleted it has nothing more to do.
///
/// # Errors
/// As [`change_case_study`].
pub fn delete_case_study(tx: &mut Tx<'_>, by: &Editor, slug: &str, was: Moment, now: Moment) -> Result<()> {
    let Some((_, row)) = store::find(tx, plain(slug)?)? else {
        let gone = audit::recent(tx, by.id(), "case_study.delete", now)?;
        let twice = gone.iter().any(|(subject, _)| *subject == format!("case study {slug}"));
        return if twice { Ok(()) } else { Err(Error::NotFound) };
    };
    if !store::delete(tx, slug, was)? {
        return Err(conflict());
    }
    audit::record(tx, Some(by.id()), "case_study.delete", &format!("case study {slug}"), &row.title, now)?;
    tx.touch(Scope::Site);
    Ok(())
}

/// `wanted`, or the same with the first number that nobody has. "new" is the address of the empty form.
fn free_slug(conn: &mut Conn, wanted: &str) -> Result<String> {
    for n in 1.. {
        let slug = if n == 1 { wanted.to_owned() } else { format!("{wanted}-{n}") };
        if slug != "new" && !store::exists(conn, &slug)? {
            return Ok(slug);
        }
    }
    Err(Error::Broken("there is no number left".into()))
}
