//! One month of the record in full.

use super::{page, row, what, why};
use crate::clock::Month;
use crate::db::{Conn, Scope};
use crate::error::{Error, Result};
use crate::record::{self, Totals};
use crate::web::page_cache::{Fresh, Kept};
use crate::web::{Answer, Site, Visitor};
use actix_web::{HttpRequest, web};
use chrono::Duration;
use std::sync::Arc;
use views::record as view;

/// For how many days the page of a month is kept where nothing in it changes.
const KEPT_DAYS: i64 = 30;

/// `GET /moderation/{month}`: what was decided in one month.
///
/// # Errors
/// [`Error::NotFound`] for what is no month, and for one before the first decision or after the present one.
pub async fn month(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, path: web::Path<String>) -> Answer {
    let month: Month = path.parse().map_err(|_| Error::NotFound)?;
    // Asked first, so that pages of months that never were are not kept.
    let latest = Month::of(site.now());
    if month > latest || month < site.db.read(move |conn| first(conn, latest)).await? {
        return Err(Error::NotFound);
    }
    Ok(kept(&site, month).await?.whole(&req, &visitor))
}

/// The first month of the record: the latest where nothing was decided yet.
fn first(conn: &mut Conn, latest: Month) -> Result<Month> {
    Ok(record::first_month(conn)?.unwrap_or(latest))
}

/// The page of a month; its facts are the [`Totals`].
pub(super) async fn kept(site: &Site, month: Month) -> Result<Arc<Kept>> {
    site.pages.get(site, format!("moderation {month}"), || fresh(site, month)).await
}

async fn fresh(site: &Site, month: Month) -> Result<Fresh> {
    let now = site.now();
    let latest = Month::of(now);
    let (totals, first) = site.db.read(move |conn| Ok((record::totals(conn, month)?, first(conn, latest)?))).await?;
    let is_last = month >= latest;
    let view = view::Month {
        row: row(month, &totals),
        acts: totals.kinds.iter().map(|(kind, n)| (what(*kind).to_owned(), *n)).collect(),
        rules: most_first(&totals),
        reasons: totals.reasons.iter().map(|(reason, n)| (why(*reason).to_owned(), *n)).collect(),
        before: (month > first).then(|| month.before().to_string()),
        after: (!is_last).then(|| month.next().to_string()),
    };
    let until = if is_last { month.next().start() } else { now + Duration::days(KEPT_DAYS) };
    let fresh = page(view::month(&view), vec![Scope::Site, Scope::Decisions(month)], until);
    Ok(Fresh { facts: Box::new(totals), ..fresh })
}

/// The rules by how often they were broken.
fn most_first(totals: &Totals) -> view::Counts {
    let mut rules: view::Counts = totals.rules.iter().map(|(rule, n)| (rule.clone(), *n)).collect();
    rules.sort_by_key(|(_, n)| -n);
    rules
}
