//! All decisions as a file: read and sent a thousand at a time, so that it takes as little memory for a million as for ten.

use crate::db::Db;
use crate::error::Result;
use crate::record::{self, file as table};
use crate::web::{Answer, Site};
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use futures_util::stream;

/// How many decisions are read at a time.
const CHUNK: i64 = 1_000;

/// `GET /moderation/decisions.csv`: every decision of the record, oldest first.
///
/// # Errors
/// When the database does not answer; if it stops answering half way, the answer breaks off, and the browser says so.
pub async fn file(site: web::Data<Site>) -> Answer {
    let db = site.db.clone();
    let (lines, next) = chunk(&db, 0).await?;
    let mut beginning = table::head()?;
    beginning.extend_from_slice(&lines);
    let rest = stream::try_unfold(Step { ready: Some(beginning.into()), next, db }, step);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"moderation-decisions.csv\""))
        .streaming(rest))
}

/// How far the file has come.
struct Step {
    /// What was read already.
    ready: Option<Bytes>,
    /// After which decision it goes on; nothing at the end.
    next: Option<i64>,
    db: Db,
}

async fn step(mut step: Step) -> Result<Option<(Bytes, Step)>> {
    if let Some(ready) = step.ready.take() {
        return Ok(Some((ready, step)));
    }
    let Some(after) = step.next else { return Ok(None) };
    let (lines, next) = chunk(&step.db, after).await?;
    step.next = next;
    Ok((!lines.is_empty()).then(|| (Bytes::from(lines), step)))
}

/// The lines of the decisions after this one, and after which of them the next begin.
async fn chunk(db: &Db, after: i64) -> Result<(Vec<u8>, Option<i64>)> {
    let entries = db.read(move |conn| record::oldest(conn, after, CHUNK)).await?;
    let is_full = i64::try_from(entries.len()).is_ok_and(|n| n == CHUNK);
    Ok((table::rows(&entries)?, entries.last().filter(|_| is_full).map(|last| last.id)))
}
