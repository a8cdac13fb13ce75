//! The areas of focus, with their figures and case studies, and the pages around them.

mod edit;
mod plant;
mod store;
mod studies;

pub use edit::{
    AreaText, FigureText, PageText, change_area, change_page, change_texts, is_link, is_web_address, put_page,
};
pub use plant::{plant_area, plant_case_study, plant_page, plant_texts};
pub use store::studies::{CaseStudy, CaseStudyRow};
pub use store::{Area, Figure, Page, PageRow};
pub use studies::{
    StudyText, add_case_study, all_case_studies, any_case_study, case_studies, case_study, change_case_study,
    delete_case_study,
};

use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::AreaId;
use crate::policy::LifeStage;

/// The name of the page that holds the house rules. It is changed in their own room, where each wording is kept.
pub const HOUSE_RULES: &str = "house-rules";

/// How many people have taken part under each life stage, in the order of a life; each is counted once.
pub type Turnout = [(LifeStage, i64); 4];

/// The area with this name in addresses.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(conn: &mut Conn, slug: &str) -> Result<Area> {
    store::find_area(conn, plain(slug)?)?.ok_or(Error::NotFound)
}

/// The number of the area with this name in addresses, if there is one.
///
/// # Errors
/// When the database refuses.
pub fn find_id(conn: &mut Conn, slug: &str) -> Result<Option<AreaId>> {
    match find(conn, slug) {
        Ok(area) => Ok(Some(area.id)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Every area, in the order in which they are shown.
///
/// # Errors
/// When the database refuses.
pub fn all(conn: &mut Conn) -> Result<Vec<Area>> {
    store::load_areas(conn)
}

/// The figures of an area, the most telling first.
///
/// # Errors
/// When the database refuses.
pub fn figures(conn: &mut Conn, area: AreaId) -> Result<Vec<Figure>> {
    store::load_figures(conn, area)
}

/// The page with this name in addresses.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn page(conn: &mut Conn, slug: &str) -> Result<Page> {
    store::find_page(conn, plain(slug)?)?.ok_or(Error::NotFound)
}

/// Every page without its text, in their order.
///
/// # Errors
/// When the database refuses.
pub fn pages(conn: &mut Conn) -> Result<Vec<PageRow>> {
    store::load_pages(conn)
}

/// How many people have taken part.
///
/// # Errors
/// When the database refuses.
pub fn turnout(conn: &mut Conn) -> Result<Turnout> {
    let counted = store::load_turnout(conn)?;
    let of = |stage| counted.iter().find(|(s, _)| *s == stage).map_or(0, |(_, people)| *people);
    Ok([LifeStage::Start, LifeStage::Live, LifeStage::Age, LifeStage::Enabler].map(|stage| (stage, of(stage))))
}

/// A name in addresses that can be one. Others are nowhere, and the database is not asked: PostgreSQL refuses some.
fn plain(slug: &str) -> Result<&str> {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !slug.is_empty() && slug.len() <= 100 && slug.bytes().all(letter) { Ok(slug) } else { Err(Error::NotFound) }
}

/// The pages that stand next to `slug` in the order of pages, at most four: where a reader may go on.
#[must_use]
pub fn neighbours<'a>(pages: &'a [PageRow], slug: &str) -> Vec<&'a PageRow> {
    const MOST: usize = 4;
    let Some(here) = pages.iter().position(|page| page.slug == slug) else { return Vec::new() };
    let mut others: Vec<usize> = (0..pages.len()).filter(|at| *at != here).collect();
    others.sort_by_key(|at| (at.abs_diff(here), *at < here));
    others.truncate(MOST);
    others.sort_unstable();
    others.into_iter().map(|at| &pages[at]).collect()
}

/// Whether there is any area yet: a database without one has never been given its content.
///
/// # Errors
/// When the database refuses.
pub fn any(conn: &mut Conn) -> Result<bool> {
    Ok(store::count_areas(conn)? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(slugs: &[&str]) -> Vec<PageRow> {
        slugs
            .iter()
            .map(|slug| PageRow { slug: (*slug).into(), title: String::new(), summary: String::new() })
            .collect()
    }

    #[test]
    fn only_plain_names_are_looked_up() {
        assert!(plain("air-quality-2").is_ok());
        for bad in ["", "Air", "a/b", "a\0", "é", "../x", &"x".repeat(101)] {
            assert!(plain(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn neighbours_are_the_nearest_in_their_order() {
        let all = pages(&["a", "b", "c", "d", "e", "f", "g"]);
        let of = |slug: &str| neighbours(&all, slug).into_iter().map(|p| p.slug.as_str()).collect::<String>();
        assert_eq!(of("a"), "bcde");
        assert_eq!(of("d"), "bcef");
        assert_eq!(of("g"), "cdef");
        assert_eq!(of("nowhere"), "");
        assert!(neighbours(&pages(&["a"]), "a").is_empty());
    }
}
