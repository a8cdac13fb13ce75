//! Letters about one's data: the copy is ready, and the last one.

use super::store;
use crate::accounts;
use crate::config::Config;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::mail::Post;
use crate::queue::Job;
use views::emails;
use views::paths;

/// The letter that a job stands for, without its Message-ID; nothing when it no longer makes sense.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, config: &Config, job: &Job) -> Result<Option<Post>> {
    match *job {
        Job::ArchiveReady { archive } => {
            let Some(archive) = store::find(conn, archive)? else { return Ok(None) };
            let own = match accounts::own(conn, archive.account) {
                Err(Error::NotFound) => return Ok(None),
                own => own?,
            };
            let link = format!("{}{}", config.public_url(), paths::account_data());
            Ok(Some(Post::of(own.email, emails::copy_ready(&link, config.retention.downloads_days))))
        }
        Job::Erased { erasure } => {
            let Some(erasure) = store::find_erasure(conn, erasure)? else { return Ok(None) };
            let Some(address) = erasure.address else { return Ok(None) };
            Ok(Some(Post::of(address, emails::erased(&erasure.reference, erasure.words_go))))
        }
        _ => Ok(None),
    }
}
