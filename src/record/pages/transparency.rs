//! What everybody may know of what the staff did, and how far the record has come.

use super::{Before, PAGE, counted, page};
use crate::audit::{self, Shown};
use crate::clock::next_london_midnight;
use crate::db::{Conn, Scope};
use crate::error::{Error, Result};
use crate::web::form::Query;
use crate::web::page_cache::Fresh;
use crate::web::{Answer, Site, Visitor};
use crate::{areas, proposals};
use actix_web::{HttpRequest, web};
use std::collections::HashMap;
use views::paging::Pages;
use views::paths;
use views::record::Summary;
use views::transparency::{ActLine, Transparency};

/// `GET /transparency`: how far the record has come, and what the staff did, latest first.
///
/// # Errors
/// [`Error::NotFound`] for a place in the record that is none.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, from: Query<Before>) -> Answer {
    let before = from.0.before;
    let key = before.map_or_else(|| "transparency".to_owned(), |before| format!("transparency {before}"));
    let kept = site.pages.get(&site, key, || fresh(&site, before)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh(site: &Site, before: Option<i64>) -> Result<Fresh> {
    let now = site.now();
    let (checkpoint, mut acts, titles) = site
        .db
        .read(move |conn| {
            let acts = audit::load_public(conn, before, i64::try_from(PAGE + 1).unwrap_or(i64::MAX))?;
            Ok((audit::checkpoint(conn)?, acts, titles(conn)?))
        })
        .await?;
    if before.is_some() && acts.is_empty() {
        return Err(Error::NotFound);
    }
    let months = if before.is_none() { counted(site).await? } else { Vec::new() };
    let more = acts.len() > PAGE;
    acts.truncate(PAGE);
    let next = acts.last().filter(|_| more).map(|last| format!("{}?before={}", paths::transparency(), last.number));
    let view = Transparency {
        acts: checkpoint.acts,
        code: checkpoint.to_string(),
        at: checkpoint.at,
        lines: acts.into_iter().map(|act| line(act, &titles)).collect(),
        moderation: before.is_none().then(|| Summary {
            decided: months.iter().map(|(_, totals)| totals.decided()).sum(),
            kept: months.iter().map(|(_, totals)| totals.kept()).sum(),
            overturned: months.iter().map(|(_, totals)| totals.overturned).sum(),
        }),
        pages: Pages { words: None, first: before.map(|_| paths::transparency().to_owned()), next },
        now,
    };
    let scopes =
        [Scope::Site, Scope::Record].into_iter().chain(months.iter().map(|(month, _)| Scope::Decisions(*month)));
    Ok(page(views::transparency::show(&view), scopes.collect(), next_london_midnight(now)))
}

/// Where the subjects of acts can be read, and what they are called. What not everybody can see is not among them.
fn titles(conn: &mut Conn) -> Result<HashMap<String, (String, String)>> {
    let proposals = proposals::load_rows(conn, None)?.into_iter().map(|row| row.proposal);
    let mut titles: HashMap<String, (String, String)> =
        proposals.map(|one| (format!("proposal {}", one.id), (paths::proposal(&one.slug), one.title))).collect();
    for page in areas::pages(conn)? {
        titles.insert(format!("page {}", page.slug), (paths::page(&page.slug), page.title));
    }
    for area in areas::all(conn)? {
        titles.insert(format!("area {}", area.slug), (paths::area(&area.slug), area.title));
    }
    Ok(titles)
}

fn line(act: Shown, titles: &HashMap<String, (String, String)>) -> ActLine {
    ActLine {
        number: act.number,
        // Only acts that have words are loaded.
        what: audit::public_words(&act.act).unwrap_or_default(),
        about: titles.get(&act.subject).cloned(),
        at: act.at,
    }
}
