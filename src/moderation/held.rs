//! Comments that a rule holds on their way to the page: they go into the queue in the transaction that stores them.

use super::open_review;
use crate::clock::Moment;
use crate::comments::{self, New, Posted};
use crate::config::Config;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::CommentId;
use crate::text::Text;
use crate::web::Speaker;

/// Posts a comment or a reply; one that is held waits in the queue.
///
/// # Errors
/// Those of [`comments::post`].
pub fn post(tx: &mut Tx<'_>, by: &Speaker, new: &New<'_>, config: &Config, now: Moment) -> Result<Posted> {
    let posted = comments::post(tx, by, new, config, now)?;
    queued(tx, posted, now)
}

/// Changes a comment's words; where the new ones are held, it waits in the queue.
///
/// # Errors
/// Those of [`comments::edit`].
pub fn edit(tx: &mut Tx<'_>, by: &Speaker, id: CommentId, body: &Text, config: &Config, now: Moment) -> Result<Posted> {
    let posted = comments::edit(tx, by, id, body, config, now)?;
    queued(tx, posted, now)
}

fn queued(tx: &mut Tx<'_>, posted: Posted, now: Moment) -> Result<Posted> {
    if posted.held.is_some() {
        open_review(tx, posted.id, now)?;
    }
    Ok(posted)
}
