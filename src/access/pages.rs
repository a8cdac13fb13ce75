//! The page on which administrators see who looked at people's data.

use super::{Look, store};
use crate::error::Error;
use crate::ids::AccountId;
use crate::web::form::Query;
use crate::web::page::respond;
use crate::web::{Administrator, Answer, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;
use std::collections::HashMap;
use views::paging::Pages;
use views::paths;
use views::staff::{LookLine, Looks};

/// How many lines a page shows.
const PAGE: usize = 50;

/// Where a page begins: before the line with this number.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: Option<i64>,
}

/// `GET /staff/access`: who looked at whose data, the latest first.
///
/// # Errors
/// [`Error::NotFound`] for whoever is no administrator, and for a place in the list that is none.
pub async fn index(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    _: Administrator,
    from: Query<Before>,
) -> Answer {
    let before = from.0.before;
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let (mut looks, names) = site
        .db
        .read(move |conn| {
            let looks = store::load(conn, before, most)?;
            let ids: Vec<AccountId> = looks.iter().flat_map(|look| [look.viewer, look.account]).flatten().collect();
            let names = store::load_names(conn, &ids)?;
            Ok((looks, names))
        })
        .await?;
    if before.is_some() && looks.is_empty() {
        return Err(Error::NotFound);
    }
    let more = looks.len() > PAGE;
    looks.truncate(PAGE);
    let next = looks.last().filter(|_| more).map(|last| format!("{}?before={}", paths::staff_access(), last.id));
    let view = Looks {
        lines: looks.into_iter().map(|look| line(&look, &names)).collect(),
        pages: Pages { words: None, first: before.map(|_| paths::staff_access().to_owned()), next },
        days: site.config.retention.access_days,
        now: site.now(),
    };
    respond(&req, StatusCode::OK, &visitor, views::staff::looks(&view))
}

fn line(look: &Look, names: &HashMap<AccountId, String>) -> LookLine {
    let name = |id: AccountId| names.get(&id).cloned();
    LookLine {
        who: match look.viewer {
            Some(id) => name(id).unwrap_or_else(|| "Somebody whose account is gone".into()),
            None => "Somebody at the command line".into(),
        },
        whose: match (look.account.and_then(name), look.subscriber) {
            (Some(name), _) => name,
            (None, Some(id)) => format!("Whoever gets emails as number {id}"),
            (None, None) => "Somebody".into(),
        },
        what: look.what.words(),
        at: look.at,
    }
}
