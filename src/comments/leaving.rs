//! The comments of somebody who leaves: they stay without a name, or their words go where the proposal is still open.

use super::{State, set_state, store, touched};
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AccountId;
use crate::proposals;

/// Gives up to `most` comments of one account to another, which is nobody's; gives how many. Where `words_go`, comments on
/// proposals that are open at `now` lose their words, as if their author had deleted them.
///
/// # Errors
/// When the database refuses.
pub fn leave(tx: &mut Tx<'_>, from: AccountId, to: AccountId, words_go: bool, most: i64, now: Moment) -> Result<usize> {
    let ids = store::leaving::load_of(tx, from, most)?;
    for id in &ids {
        let Some(comment) = store::lock(tx, *id)? else { continue };
        if words_go && comment.state != State::Deleted && proposals::gate(tx, comment.proposal, now)?.pass().is_ok() {
            set_state(tx, &comment, State::Deleted, "")?;
        }
        store::leaving::update_author(tx, *id, to, &nameless(&comment.badge))?;
        touched(tx, comment.proposal);
    }
    Ok(ids.len())
}

/// The badge without what somebody said of themselves. What was checked of an organisation is about no person.
fn nameless(badge: &str) -> String {
    let mut parts = badge.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("organisation"), Some("verified"), Some(_)) | (_, _, None) => badge.to_owned(),
        (Some(kind), Some(checked), Some(_)) => format!("{kind}:{checked}:"),
        _ => "resident".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_keeps_what_is_about_nobody() {
        for (badge, without) in [
            ("resident", "resident"),
            ("imported", "imported"),
            ("team:Moderator", "team:Moderator"),
            ("professional:verified:Nurse: ward 3", "professional:verified:"),
            ("organisation:declared:Ana & daughters", "organisation:declared:"),
            ("organisation:verified:NHS carers", "organisation:verified:NHS carers"),
        ] {
            assert_eq!(nameless(badge), without);
        }
    }
}
