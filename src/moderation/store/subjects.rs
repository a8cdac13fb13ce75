//! Comments and their authors, as moderation needs to know them.

use crate::clock::Moment;
use crate::comments::State;
use crate::db::Conn;
use crate::db::schema::{accounts, areas, comments, proposals};
use crate::error::Result;
use crate::holding::Rule;
use crate::ids::{AccountId, AreaId, CommentId, ProposalId};
use crate::policy::Role;
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::HashMap;

/// A comment with what stands around it, for lists and letters.
#[derive(Debug, Clone, Queryable)]
pub struct Subject {
    /// Its number.
    pub id: CommentId,
    /// Its words, as typed.
    pub body: String,
    /// Whether it can be read.
    pub state: State,
    /// Why it waits, where a rule holds it.
    pub held_because: Option<Rule>,
    /// Who wrote it.
    pub author: AccountId,
    /// Their name.
    pub author_name: String,
    /// What they are trusted with.
    author_role: Role,
    /// Whether they came with an imported conversation.
    author_kind: String,
    /// The key of their address; a word of ours for all who have left.
    author_key: Option<String>,
    /// Their address; nobody's when the account was imported or is gone.
    author_email: Option<String>,
    /// When their account was made.
    pub author_since: Moment,
    /// Until when they cannot take part, if that was ever said.
    pub suspended_until: Option<Moment>,
    /// The organisation for which they spoke.
    pub organisation: Option<i64>,
    /// A hash of the words, by which the same text is known again; none for short ones.
    pub wording: Option<String>,
    /// The proposal.
    pub proposal: ProposalId,
    /// Its address.
    pub proposal_slug: String,
    /// Its title.
    pub proposal_title: String,
    /// Its area.
    pub area: AreaId,
}

impl Subject {
    /// Whether its author came with an imported conversation.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        self.author_kind == "imported"
    }

    /// Whether its author has erased themselves.
    #[must_use]
    pub fn has_left(&self) -> bool {
        self.is_imported() && self.author_key.is_some()
    }

    /// Whether its author has a role on the staff.
    #[must_use]
    pub fn is_colleague(&self) -> bool {
        self.author_role != Role::Member
    }

    /// Where its author can be written to; nothing for imported and deleted accounts.
    #[must_use]
    pub fn author_address(&self) -> Option<&str> {
        self.author_email.as_deref().filter(|email| !self.is_imported() && !email.is_empty())
    }
}

/// Comments with what stands around them, by number.
pub(in crate::moderation) fn load_subjects(conn: &mut Conn, ids: &[CommentId]) -> Result<HashMap<CommentId, Subject>> {
    let found: Vec<Subject> = comments::table
        .inner_join(accounts::table)
        .inner_join(proposals::table.inner_join(areas::table))
        .filter(comments::id.eq_any(ids))
        .order(comments::id)
        .select((
            comments::id,
            comments::body,
            comments::state,
            comments::held_because,
            accounts::id,
            accounts::name,
            accounts::role,
            accounts::kind,
            accounts::email_key,
            accounts::email,
            accounts::created_at,
            accounts::suspended_until,
            comments::organisation_id,
            comments::wording,
            proposals::id,
            proposals::slug,
            proposals::title,
            areas::id,
        ))
        .load(conn)?;
    Ok(found.into_iter().map(|subject| (subject.id, subject)).collect())
}

pub(in crate::moderation) fn find_subject(conn: &mut Conn, id: CommentId) -> Result<Option<Subject>> {
    Ok(load_subjects(conn, &[id])?.remove(&id))
}

/// What of this author's can be read, or waits for a moderator, latest first, at most `limit`.
pub(in crate::moderation) fn load_by(conn: &mut Conn, author: AccountId, limit: i64) -> Result<Vec<CommentId>> {
    Ok(comments::table
        .filter(comments::author_id.eq(author))
        .filter(comments::state.eq_any([State::Published, State::Held]))
        .order(comments::id.desc())
        .limit(limit)
        .select(comments::id)
        .load(conn)?)
}

/// The comments with the same words that can be read, or wait for a moderator, latest first, at most `limit`.
pub(in crate::moderation) fn load_alike(conn: &mut Conn, wording: &str, limit: i64) -> Result<Vec<CommentId>> {
    Ok(comments::table
        .filter(comments::wording.eq(wording))
        .filter(comments::state.eq_any([State::Published, State::Held]))
        .order(comments::id.desc())
        .limit(limit)
        .select(comments::id)
        .load(conn)?)
}

/// How many comments this account has written, and how many of them a moderator has taken from view.
pub(in crate::moderation) fn count_comments_of(conn: &mut Conn, author: AccountId) -> Result<(i64, i64)> {
    let by_state: Vec<(State, i64)> = comments::table
        .filter(comments::author_id.eq(author))
        .group_by(comments::state)
        .order(comments::state)
        .select((comments::state, count_star()))
        .load(conn)?;
    let gone = |state: State| matches!(state, State::Hidden | State::Removed);
    Ok((by_state.iter().map(|(_, n)| n).sum(), by_state.iter().filter(|(state, _)| gone(*state)).map(|(_, n)| n).sum()))
}

/// Names of accounts, by number.
pub(in crate::moderation) fn load_names(conn: &mut Conn, ids: &[AccountId]) -> Result<HashMap<AccountId, String>> {
    Ok(accounts::table
        .filter(accounts::id.eq_any(ids))
        .order(accounts::id)
        .select((accounts::id, accounts::name))
        .load::<(AccountId, String)>(conn)?
        .into_iter()
        .collect())
}
