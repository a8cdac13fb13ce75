//! Deleting files: those whose rows are gone, and those that never had one.

use super::store;
use crate::clock::Moment;
use crate::db::Db;
use crate::error::Result;
use crate::files::Files;
use chrono::Duration;
use futures_util::TryStreamExt;
use std::pin::pin;

/// A file without a row is left alone for so many hours: its row may be on the way.
const ALONE_HOURS: i64 = 24;
/// How many names are compared with the rows at a time.
const SOME: usize = 500;

/// Deletes every file that was put a day before `now` or earlier and that no row names; gives how many. They are left where
/// a program was killed between putting a file and writing its row, or where rows went with what they hung on.
///
/// # Errors
/// When the store or the database does not answer; what was deleted stays deleted.
pub async fn sweep(db: &Db, files: &Files, now: Moment) -> Result<usize> {
    let mut gone = 0;
    let mut old = pin!(files.put_before(now - Duration::hours(ALONE_HOURS), SOME));
    while let Some(names) = old.try_next().await? {
        let asked = names.clone();
        let known = db.read(move |conn| store::known(conn, &asked)).await?;
        for name in names.iter().filter(|name| !known.contains(*name)) {
            files.delete(name).await?;
            gone += 1;
        }
    }
    if gone > 0 {
        tracing::info!(files = gone, "files that no response has were deleted");
    }
    Ok(gone)
}
