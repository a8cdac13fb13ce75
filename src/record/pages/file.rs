//! All decisions as a file: read and sent a thousand at a time, so that it takes as little memory for a million as for ten.

use crate::db::Db;
use crate::error::Result;
use crate::record::{self, file as table};
use crate::web::file::{self, Part};
use crate::web::{Answer, Site};
use actix_web::web;

/// How many decisions are read at a time.
const CHUNK: i64 = 1_000;

/// `GET /moderation/decisions.csv`: every decision of the record, oldest first.
///
/// # Errors
/// When the database does not answer; if it stops answering half way, the answer breaks off, and the browser says so.
pub async fn file(site: web::Data<Site>) -> Answer {
    let db = site.db.clone();
    file::send("moderation-decisions.csv", "text/csv; charset=utf-8; header=present", move |after| {
        part(db.clone(), after)
    })
    .await
}

/// The lines of the decisions after this one, and after which of them the next begin.
async fn part(db: Db, after: i64) -> Result<Part> {
    let entries = db.read(move |conn| record::oldest(conn, after, CHUNK)).await?;
    let is_full = i64::try_from(entries.len()).is_ok_and(|n| n == CHUNK);
    let mut lines = if after == 0 { table::head()? } else { Vec::new() };
    lines.extend(table::rows(&entries)?);
    Ok((lines, entries.last().filter(|_| is_full).map(|last| last.id)))
}
