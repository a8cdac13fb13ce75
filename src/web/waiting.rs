//! What somebody wrote or chose before signing in: kept for them, under a cookie of their own, until they have.

use super::Site;
use super::limits::{self, Doing};
use super::page::see;
use crate::clock::Moment;
use crate::db::schema::waiting;
use crate::db::{Conn, Tx};
use crate::error::{Result, broken};
use crate::ids::AccountId;
use crate::keys::{random_token, token_hash};
use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::{HttpRequest, HttpResponse};
use chrono::Duration;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use views::paths;

/// The cookie that finds again what waits.
pub const COOKIE: &str = "__Host-waiting";

/// The most that waits for one person; after that the oldest goes.
const MOST: usize = 20;

/// Something to be done as soon as its author has signed in. Words are those of the forms; they are checked when posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// A comment on a proposal.
    Comment {
        /// The proposal.
        proposal: i64,
        /// The text as typed.
        body: String,
    },
    /// A reply to a comment.
    Reply {
        /// The comment.
        comment: i64,
        /// The text as typed.
        body: String,
    },
    /// A vote on a proposal.
    ProposalVote {
        /// The proposal.
        proposal: i64,
        /// `support`, `unsure` or `oppose`.
        value: String,
    },
    /// An answer to a comment.
    CommentVote {
        /// The comment.
        comment: i64,
        /// `agree`, `disagree` or `pass`.
        value: String,
    },
    /// Following something.
    Follow {
        /// `site`, `area`, `proposal`, `thread` or `organisation`.
        kind: String,
        /// Which one.
        target: i64,
        /// `at_once`, `daily` or `weekly`; empty for the usual one.
        #[serde(default)]
        frequency: String,
    },
}

impl Act {
    /// The text that must not get lost; nothing for a vote or a follow.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Comment { body, .. } | Self::Reply { body, .. } => Some(body),
            _ => None,
        }
    }

    /// What it counts as.
    #[must_use]
    pub fn doing(&self) -> Doing {
        match self {
            Self::Comment { .. } | Self::Reply { .. } => Doing::Comment,
            Self::ProposalVote { .. } | Self::CommentVote { .. } => Doing::Vote,
            Self::Follow { .. } => Doing::Follow,
        }
    }

    /// Whether the later of two acts takes the place of the earlier: a vote on the same thing does.
    fn replaces(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::ProposalVote { proposal: a, .. }, Self::ProposalVote { proposal: b, .. }) => a == b,
            (Self::CommentVote { comment: a, .. }, Self::CommentVote { comment: b, .. }) => a == b,
            (a, b) => a == b,
        }
    }
}

/// What waits for one person, in the order in which they did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The row.
    pub id: i64,
    /// What is to be done.
    pub acts: Vec<Act>,
}

/// Keeps an act, and leads to the sign-in page with a cookie that finds it again.
///
/// # Errors
/// `TooMany` from one place within an hour; `Busy` when it could not be saved.
pub async fn keep(req: &HttpRequest, site: &Site, act: Act) -> Result<HttpResponse> {
    let now = site.now();
    limits::allow(req, site, Doing::Wait, None)?;
    let sent = token_of(req);
    let until = now + lasts(site);
    let token = site.db.write(move |tx| insert(tx, sent.as_deref(), &act, until, now)).await?;
    let mut response = see(paths::sign_in(), None);
    response.add_cookie(&cookie(&token, lasts(site))).map_err(broken("setting a cookie"))?;
    Ok(response)
}

/// How long things wait.
#[must_use]
pub fn lasts(site: &Site) -> Duration {
    Duration::hours(site.config.accounts.waiting_hours)
}

/// The token that came with a request.
#[must_use]
pub fn token_of(req: &HttpRequest) -> Option<String> {
    req.cookie(COOKIE).map(|c| c.value().to_owned()).filter(|t| !t.is_empty() && t.len() <= 128)
}

fn cookie(token: &str, lasts: Duration) -> Cookie<'static> {
    Cookie::build(COOKIE, token.to_owned())
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(lasts.num_seconds()))
        .finish()
}

/// The cookie that takes the one away.
#[must_use]
pub fn no_cookie() -> Cookie<'static> {
    cookie("", Duration::zero())
}

/// Adds an act to what waits under this token, or begins anew; gives the token under which it waits.
///
/// # Errors
/// When the database refuses.
pub fn insert(tx: &mut Tx<'_>, token: Option<&str>, act: &Act, until: Moment, now: Moment) -> Result<String> {
    if let Some(token) = token
        && let Some(mut held) = find(tx, token, now)?
    {
        held.acts.retain(|earlier| !act.replaces(earlier));
        held.acts.push(act.clone());
        if held.acts.len() > MOST {
            held.acts.remove(0);
        }
        diesel::update(waiting::table.find(held.id))
            .set((waiting::act.eq(written(&held.acts)?), waiting::expires_at.eq(until)))
            .execute(&mut **tx)?;
        return Ok(token.to_owned());
    }
    let token = random_token();
    diesel::insert_into(waiting::table)
        .values((
            waiting::token_hash.eq(token_hash(&token)),
            waiting::act.eq(written(std::slice::from_ref(act))?),
            waiting::created_at.eq(now),
            waiting::expires_at.eq(until),
        ))
        .execute(&mut **tx)?;
    Ok(token)
}

fn written(acts: &[Act]) -> Result<String> {
    serde_json::to_string(acts).map_err(broken("writing down what waits"))
}

fn read((id, acts): (i64, String)) -> Held {
    // What an older program wrote and this one cannot read is passed over, not a page that never loads.
    Held { id, acts: serde_json::from_str(&acts).unwrap_or_default() }
}

/// What waits under a token.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<Held>> {
    Ok(waiting::table
        .filter(waiting::token_hash.eq(token_hash(token)))
        .filter(waiting::expires_at.gt(now))
        .select((waiting::id, waiting::act))
        .first(conn)
        .optional()?
        .map(read))
}

/// What waits for an account, the latest first.
///
/// # Errors
/// When the database refuses.
pub fn load_of(conn: &mut Conn, account: AccountId, now: Moment) -> Result<Vec<Held>> {
    let rows: Vec<(i64, String)> = waiting::table
        .filter(waiting::account_id.eq(account.0))
        .filter(waiting::expires_at.gt(now))
        .order(waiting::id.desc())
        .select((waiting::id, waiting::act))
        .load(conn)?;
    Ok(rows.into_iter().map(read).collect())
}

/// What waits under the token now also waits for the account, until `until`.
///
/// # Errors
/// When the database refuses.
pub fn attach(tx: &mut Tx<'_>, token: &str, account: AccountId, until: Moment) -> Result<()> {
    diesel::update(waiting::table.filter(waiting::token_hash.eq(token_hash(token))))
        .set((waiting::account_id.eq(account.0), waiting::expires_at.eq(until)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Nothing waits for this account any more; what has a cookie can still be found by that.
///
/// # Errors
/// When the database refuses.
pub fn detach(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::update(waiting::table.filter(waiting::account_id.eq(account.0)))
        .set(waiting::account_id.eq(None::<i64>))
        .execute(&mut **tx)?;
    Ok(())
}

/// Takes one act out of what waits. False when it was not there: somebody else, or another click, was first.
///
/// # Errors
/// When the database refuses.
pub fn take(tx: &mut Tx<'_>, id: i64, act: &Act) -> Result<bool> {
    let row: Option<(i64, String)> =
        waiting::table.find(id).select((waiting::id, waiting::act)).first(&mut **tx).optional()?;
    let Some(mut held) = row.map(read) else { return Ok(false) };
    let Some(at) = held.acts.iter().position(|a| a == act) else { return Ok(false) };
    held.acts.remove(at);
    if held.acts.is_empty() {
        remove(tx, id)?;
        return Ok(true);
    }
    diesel::update(waiting::table.find(id)).set(waiting::act.eq(written(&held.acts)?)).execute(&mut **tx)?;
    Ok(true)
}

/// All that waits for this account is gone.
///
/// # Errors
/// When the database refuses.
pub fn remove_of(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    diesel::delete(waiting::table.filter(waiting::account_id.eq(account.0))).execute(&mut **tx)?;
    Ok(())
}

/// All that waits under this token is gone.
///
/// # Errors
/// When the database refuses.
pub fn remove_under(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    diesel::delete(waiting::table.filter(waiting::token_hash.eq(token_hash(token)))).execute(&mut **tx)?;
    Ok(())
}

/// All that waits in this row is gone.
///
/// # Errors
/// When the database refuses.
pub fn remove(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(waiting::table.find(id)).execute(&mut **tx)?;
    Ok(())
}

/// Deletes up to `most` whose time to wait ended before this moment; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let old = waiting::table.filter(waiting::expires_at.lt(before)).order(waiting::expires_at);
    let ids: Vec<i64> = old.limit(most).select(waiting::id).load(&mut **tx)?;
    Ok(diesel::delete(waiting::table.filter(waiting::id.eq_any(ids))).execute(&mut **tx)?)
}
