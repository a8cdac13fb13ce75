//! The pages of the record, for everybody: from memory, made anew when something was decided.

mod file;
mod month;
pub mod transparency;

pub use file::file;
pub use month::month;

use super::{Entry, Kind, MONTHS, Totals};
use crate::clock::{Moment, Month, next_london_midnight};
use crate::db::Scope;
use crate::error::{Error, Result};
use crate::moderation::Why;
use crate::web::form::Query;
use crate::web::page_cache::Fresh;
use crate::web::{Answer, Site, Visitor};
use actix_web::{HttpRequest, web};
use maud::Markup;
use serde::Deserialize;
use std::collections::HashMap;
use views::paging::Pages;
use views::paths;
use views::record::{Line, MonthRow, Record};

/// How many decisions or acts a page shows.
const PAGE: usize = 50;

/// Where a page begins: before the one with this number.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: Option<i64>,
}

/// `GET /moderation`: the latest months counted, and decisions, latest first.
///
/// # Errors
/// [`Error::NotFound`] for a place in the list that is none.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, from: Query<Before>) -> Answer {
    let before = from.0.before;
    let key = before.map_or_else(|| "moderation".to_owned(), |before| format!("moderation before {before}"));
    let kept = site.pages.get(&site, key, || fresh(&site, before)).await?;
    Ok(kept.whole(&req, &visitor))
}

async fn fresh(site: &Site, before: Option<i64>) -> Result<Fresh> {
    let now = site.now();
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut entries = site.db.read(move |conn| super::latest(conn, before, most)).await?;
    if before.is_some() && entries.is_empty() {
        return Err(Error::NotFound);
    }
    let months = if before.is_none() { counted(site).await? } else { Vec::new() };
    let more = entries.len() > PAGE;
    entries.truncate(PAGE);
    let next = entries.last().filter(|_| more).map(|last| format!("{}?before={}", paths::moderation(), last.id));
    // What is undone changes the month in which it was decided; what is new is in the present one.
    let mut scopes = vec![Scope::Site, Scope::Decisions(Month::of(now))];
    scopes.extend(months.iter().map(|(month, _)| Scope::Decisions(*month)));
    scopes.extend(entries.iter().map(|entry| Scope::Decisions(Month::of(entry.at))));
    scopes.sort_unstable();
    scopes.dedup();
    let view = Record {
        months: months.iter().map(|(month, totals)| row(*month, totals)).collect(),
        lines: entries.into_iter().map(line).collect(),
        pages: Pages { words: None, first: before.map(|_| paths::moderation().to_owned()), next },
        now,
    };
    Ok(page(views::record::show(&view), scopes, next_london_midnight(now)))
}

/// The latest months with what was decided in each, latest first; each is counted only when something in it changed.
async fn counted(site: &Site) -> Result<Vec<(Month, Totals)>> {
    let latest = Month::of(site.now());
    let first = site.db.read(super::first_month).await?.unwrap_or(latest);
    let mut months = Vec::new();
    let mut at = latest;
    while at >= first && at > Month(latest.0 - MONTHS) {
        let kept = month::kept(site, at).await?;
        let totals = kept.facts::<Totals>().cloned();
        months.push((at, totals.ok_or_else(|| Error::Broken("a kept page of another kind".into()))?));
        at = at.before();
    }
    Ok(months)
}

/// A page of the record that is true until something of these scopes changes, or until this moment.
fn page(page: Markup, scopes: Vec<Scope>, until: Moment) -> Fresh {
    Fresh { page, scopes, until, strangers: HashMap::new(), facts: Box::new(()) }
}

fn row(month: Month, totals: &Totals) -> MonthRow {
    MonthRow {
        at: month.start(),
        name: month.to_string(),
        decided: totals.decided(),
        kept: totals.kept(),
        median: totals.median,
        appealed: totals.appealed,
        overturned: totals.overturned,
    }
}

fn line(entry: Entry) -> Line {
    Line { at: entry.at, what: what(entry.kind), rule: entry.rule, took: entry.took, overturned: entry.overturned }
}

/// What was decided, in words for everybody.
fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Keep => "Left as it was",
        Kind::Hide => "Hidden",
        Kind::Remove => "Removed",
        Kind::Ask => "Sent back to its author",
        Kind::Redact => "A part taken out",
        Kind::Lock => "Closed to replies",
    }
}

/// Why somebody looked, in words for everybody.
fn why(why: Why) -> &'static str {
    match why {
        Why::Risk => "Somebody could be at risk",
        Why::Reported => "Somebody reported it",
        Why::Review => "It waited for a first look",
    }
}
