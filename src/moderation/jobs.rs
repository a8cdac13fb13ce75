//! The letter to somebody about whose comment a moderator has decided.

use super::{Act, store};
use crate::comments::State;
use crate::config::Config;
use crate::db::Conn;
use crate::error::Result;
use crate::mail::Post;
use crate::markdown;
use crate::text::excerpt;
use views::emails::{self, ModerationNotice, moderation_notice};
use views::paths;

/// How much of the comment the letter repeats, in characters.
const EXCERPT: usize = 500;

/// The letter about a decision, without its Message-ID; nothing when there is nobody to write to, or when the comment
/// has changed its state since and another letter says so.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, config: &Config, decision: i64) -> Result<Option<Post>> {
    let Some(decision) = store::find_decision(conn, decision)? else { return Ok(None) };
    let Some(subject) = store::find_subject(conn, decision.comment)? else { return Ok(None) };
    let Some(address) = subject.author_address() else { return Ok(None) };
    let act = match (decision.act, subject.state) {
        (Act::Hide, State::Hidden) | (Act::Remove, State::Removed) => emails::Act::Hidden,
        (Act::Restore, State::Published) => emails::Act::Restored,
        _ => return Ok(None),
    };
    if store::find_latest(conn, decision.comment)? != Some(decision.id) {
        return Ok(None);
    }
    let link = match act {
        emails::Act::Hidden => paths::proposal(&subject.proposal_slug),
        emails::Act::Restored => paths::comment(subject.id.0),
    };
    let notice = moderation_notice(&ModerationNotice {
        act,
        excerpt: &excerpt(&markdown::plain(&subject.body), EXCERPT),
        proposal_title: &subject.proposal_title,
        reason: &decision.rule,
        note: Some(&decision.reasons),
        link: &format!("{}{link}", config.public_url()),
        rules: &format!("{}{}", config.public_url(), paths::page(super::rules::PAGE)),
    });
    Ok(Some(Post {
        to: address.to_owned(),
        message_id: String::new(),
        subject: notice.subject,
        html: notice.html,
        text: notice.text,
        bulk: None,
    }))
}
