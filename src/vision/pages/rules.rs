//! Every wording of the house rules, for everybody.

use super::still;
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::Result;
use crate::house_rules::{self, Version};
use crate::proposals::versions::{COMPARING, runs};
use crate::web::form;
use crate::web::page_cache::Fresh;
use crate::web::{Answer, Site, Visitor};
use actix_web::{HttpRequest, web};
use views::diff::FieldChange;
use views::house_rules::RulesVersion;
use views::proposals::VersionRow;

/// Which wording the page of this name holds, and since when, if it is that of the house rules.
pub(super) fn in_force(conn: &mut Conn, slug: &str) -> Result<Option<(i64, Moment)>> {
    if slug != house_rules::PAGE {
        return Ok(None);
    }
    Ok(house_rules::versions(conn)?.first().map(|newest| (newest.number, newest.since)))
}

/// `GET /about/house-rules/versions`: all wordings, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn versions(req: HttpRequest, site: web::Data<Site>, visitor: Visitor) -> Answer {
    let kept = site.pages.get(&site, "rules versions".into(), || fresh_versions(&site)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh_versions(site: &Site) -> Result<Fresh> {
    let rows = site.db.read(house_rules::versions).await?.into_iter();
    let rows: Vec<_> = rows.map(|row| VersionRow { number: row.number, at: row.since, reason: row.reason }).collect();
    Ok(still(site, views::house_rules::versions(&rows)))
}

/// `GET /about/house-rules/versions/{number}`: one wording, and what changed in it.
///
/// # Errors
/// [`crate::error::Error::NotFound`].
pub async fn version(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, path: web::Path<String>) -> Answer {
    let number = form::id(&path)?;
    let kept = site.pages.get(&site, format!("rules {number}"), || fresh_version(&site, number)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh_version(site: &Site, number: i64) -> Result<Fresh> {
    let (version, before, newest) = site
        .db
        .read(move |conn| {
            let version = house_rules::version(conn, number)?;
            let before = if number > 1 { Some(house_rules::version(conn, number - 1)?) } else { None };
            Ok((version, before, house_rules::in_force(conn)?))
        })
        .await?;
    let view = RulesVersion {
        newest: newest.unwrap_or(number),
        changes: before.map_or_else(Vec::new, |before| changes(&before, &version)),
        version: VersionRow { number, at: version.since, reason: version.reason },
        body_html: house_rules::with_anchors(&version.body),
        title: version.title,
    };
    Ok(still(site, views::house_rules::version(&view)))
}

/// What changed, part by part; parts that stayed are left out.
fn changes(before: &Version, after: &Version) -> Vec<FieldChange> {
    let parts = [
        ("Title", &before.title, &after.title),
        ("Summary", &before.summary, &after.summary),
        ("Text", &before.body, &after.body),
    ];
    let changed = parts.into_iter().filter(|(_, before, after)| before != after);
    let compared = |(label, before, after): (&str, &String, &String)| FieldChange {
        label: label.to_owned(),
        runs: runs(before, after, COMPARING / 3),
    };
    changed.map(compared).collect()
}
