//! What a request for the vision gets: pages from memory, made anew when what they show has changed.

pub mod rules;

use super::views_of;
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::follows::{Reader, Target};
use crate::ids::AreaId;
use crate::web::page_cache::Fresh;
use crate::web::{Answer, Notice, Site, Visitor};
use crate::{areas, follows, notice, proposals, texts};
use actix_web::{HttpRequest, web};
use maud::Markup;
use std::collections::HashMap;
use views::holes::Hole;

/// The most open proposals on the home page.
const OPEN_ON_HOME: usize = 12;
/// The most forthcoming ones.
const COMING_ON_HOME: usize = 3;
/// The most closed proposals on the page of decisions.
const MOST_BEING_READ: usize = 100;

/// The first page.
///
/// # Errors
/// When the database does not answer.
pub async fn home(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let kept = site.pages.get(&site, "home".into(), || fresh_home(&site)).await?;
    if is_anybody(&req, &visitor) {
        return Ok(kept.anonymous(&req));
    }
    let reader = reader(&site, &visitor, Target::Site).await?;
    Ok(kept.personal(&req, &visitor, &|_| true, &mut |hole| (hole == Hole::Follow).then(|| site_button(reader))))
}

/// On the first page an address alone is enough, in the open; whoever is signed in has the button.
fn site_button(reader: Reader) -> Markup {
    use views::follows::{FollowKind, email_form};
    match reader {
        Reader::Person(_) => follows::button(Target::Site, views::paths::site_follows().to_owned(), reader),
        Reader::Stranger => {
            let usual = follows::view_frequency(Target::Site.usual());
            email_form(FollowKind::Site, 0, usual, &views::form::Problems::default())
        }
    }
}

async fn fresh_home(site: &Site) -> Result<Fresh> {
    let now = site.now();
    let (texts, turnout, all, rows) = site
        .db
        .read(|conn| {
            Ok((texts::load(conn)?, areas::turnout(conn)?, areas::all(conn)?, proposals::load_rows(conn, None)?))
        })
        .await?;
    let (open, coming) = (super::open(&rows, now), super::coming(&rows, now));
    let home = views::home::Home {
        texts: views_of::home_texts(texts),
        turnout: views_of::turnout(turnout),
        open_count: i64::try_from(open.len()).unwrap_or(i64::MAX),
        open: views_of::rows(open.into_iter().take(OPEN_ON_HOME), now),
        coming: views_of::rows(coming.into_iter().take(COMING_ON_HOME), now),
        latest: None,
        areas: views_of::area_links(&all, &super::open_by_area(&rows, now)),
    };
    Ok(Fresh {
        page: views::home::show(&home, now),
        scopes: vec![Scope::Site, Scope::Listing],
        until: super::true_until(&rows, now),
        strangers: HashMap::from([(Hole::Follow, site_button(Reader::Stranger))]),
        facts: Box::new(()),
    })
}

/// The areas of focus.
///
/// # Errors
/// When the database does not answer.
pub async fn area_index(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let kept = site.pages.get(&site, "areas".into(), || fresh_index(&site)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh_index(site: &Site) -> Result<Fresh> {
    let now = site.now();
    let (texts, all, rows) =
        site.db.read(|conn| Ok((texts::load(conn)?, areas::all(conn)?, proposals::load_rows(conn, None)?))).await?;
    let view = views::areas::AreaIndex {
        areas: views_of::area_links(&all, &super::open_by_area(&rows, now)),
        intro: texts.areas_intro,
        note: texts.caveat,
    };
    Ok(Fresh {
        page: views::areas::index(&view),
        scopes: vec![Scope::Site, Scope::Listing],
        until: super::true_until(&rows, now),
        strangers: HashMap::new(),
        facts: Box::new(()),
    })
}

/// One area of focus. The button to follow it is the reader's own.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is none of this name.
pub async fn area(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, path: web::Path<String>) -> Answer {
    let slug = path.into_inner();
    let kept = site.pages.get(&site, format!("area {slug}"), || fresh_area(&site, slug.clone())).await?;
    if is_anybody(&req, &visitor) {
        return Ok(kept.anonymous(&req));
    }
    let area = kept.facts::<AreaId>().copied().ok_or_else(|| Error::Broken("a kept page of another kind".into()))?;
    let (target, action) = (Target::Area(area), views::paths::area_follows(&slug));
    let reader = reader(&site, &visitor, target).await?;
    Ok(kept.personal(&req, &visitor, &|_| true, &mut |hole| {
        (hole == Hole::Follow).then(|| follows::button(target, action.clone(), reader))
    }))
}

/// How often whoever asks hears of this.
async fn reader(site: &Site, visitor: &Visitor, target: Target) -> Result<Reader> {
    let Some(person) = visitor.person.as_ref().map(|person| person.id) else { return Ok(Reader::Stranger) };
    Ok(Reader::Person(site.db.read(move |conn| follows::how_often(conn, person, target)).await?))
}

async fn fresh_area(site: &Site, slug: String) -> Result<Fresh> {
    let now = site.now();
    let wanted = slug.clone();
    let (area, figures, studies, rows) = site
        .db
        .read(move |conn| {
            let area = areas::find(conn, &wanted)?;
            let figures = areas::figures(conn, area.id)?;
            let studies = areas::case_studies(conn, Some(area.id))?;
            let rows = proposals::load_rows(conn, Some(area.id))?;
            Ok((area, figures, studies, rows))
        })
        .await?;
    let (id, by_residents) = (area.id, site.config.proposals.by_residents);
    Ok(Fresh {
        page: views::areas::show(&views_of::area(area, figures, &studies, &rows, by_residents, now), now),
        scopes: vec![Scope::Site, Scope::Listing, Scope::Area(id)],
        until: super::true_until(&rows, now),
        strangers: HashMap::from([(
            Hole::Follow,
            follows::button(Target::Area(id), views::paths::area_follows(&slug), Reader::Stranger),
        )]),
        facts: Box::new(id),
    })
}

/// A page of text, such as the house rules.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is none of this name.
pub async fn page(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, path: web::Path<String>) -> Answer {
    let slug = path.into_inner();
    if let Some(moved) = notice::pages::moved(&slug) {
        return Ok(moved);
    }
    let kept = site.pages.get(&site, format!("page {slug}"), || fresh_page(&site, slug)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh_page(site: &Site, slug: String) -> Result<Fresh> {
    let (page, all, version) = site
        .db
        .read(move |conn| Ok((areas::page(conn, &slug)?, areas::pages(conn)?, rules::in_force(conn, &slug)?)))
        .await?;
    let beside = areas::neighbours(&all, &page.slug);
    let by_residents = site.config.proposals.by_residents;
    Ok(still(site, views::pages::show(&views_of::content_page(page, &beside, version, by_residents))))
}

/// The case studies.
///
/// # Errors
/// When the database does not answer.
pub async fn case_studies(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let kept = site.pages.get(&site, "case-studies".into(), || fresh_studies(&site)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh_studies(site: &Site) -> Result<Fresh> {
    let studies = site.db.read(|conn| areas::case_studies(conn, None)).await?;
    let links: Vec<_> = studies.iter().map(views_of::study_link).collect();
    Ok(still(site, views::pages::case_study_index(&links)))
}

/// One case study.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is none of this name.
pub async fn case_study(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, path: web::Path<String>) -> Answer {
    let slug = path.into_inner();
    let kept = site.pages.get(&site, format!("case-study {slug}"), || fresh_study(&site, slug)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh_study(site: &Site, slug: String) -> Result<Fresh> {
    let (study, row) = site.db.read(move |conn| areas::case_study(conn, &slug)).await?;
    Ok(still(site, views::pages::case_study(&views_of::case_study(study, row))))
}

/// What was decided, and what is being read before a decision.
///
/// # Errors
/// When the database does not answer.
pub async fn decisions(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let kept = site.pages.get(&site, "decisions".into(), || fresh_decisions(&site)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh_decisions(site: &Site) -> Result<Fresh> {
    let now = site.now();
    let rows = site.db.read(|conn| proposals::load_rows(conn, None)).await?;
    let view = views::decisions::Decisions {
        outcomes: Vec::new(),
        being_read: views_of::rows(super::being_read(&rows, now).into_iter().take(MOST_BEING_READ), now),
    };
    Ok(Fresh {
        page: views::decisions::index(&view, now),
        scopes: vec![Scope::Site, Scope::Listing],
        until: super::true_until(&rows, now),
        strangers: HashMap::new(),
        facts: Box::new(()),
    })
}

/// A page of words alone: it changes when staff change it, and never by itself.
fn still(site: &Site, page: Markup) -> Fresh {
    Fresh {
        page,
        scopes: vec![Scope::Site],
        until: crate::clock::next_london_midnight(site.now()),
        strangers: HashMap::new(),
        facts: Box::new(()),
    }
}

/// Whether the answer is the same for everybody: nobody is signed in, and nothing was just done.
fn is_anybody(req: &HttpRequest, visitor: &Visitor) -> bool {
    visitor.person.is_none() && Notice::of(req).is_none()
}
