//! Comments in the database.

pub(super) mod held;
pub(super) mod in_force;
pub(super) mod leaving;
pub(super) mod locks;
pub(super) mod redacting;
pub(super) mod threads;

use super::State;
use crate::clock::Moment;
use crate::db::schema::{accounts, comment_edits, comments, proposals};
use crate::db::{AnyExt, Conn, Counters, Tx};
use crate::error::Result;
use crate::holding::Rule;
use crate::ids::{AccountId, CommentId, OrganisationId, ProposalId};
use crate::policy::Capacity;
use diesel::prelude::*;
use views::votes::{Answers, Split};

/// A comment as it is kept.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub struct Stored {
    /// Its number.
    pub id: CommentId,
    /// Its proposal.
    #[diesel(column_name = proposal_id)]
    pub proposal: ProposalId,
    /// To what it replies.
    #[diesel(column_name = parent_id)]
    pub parent: Option<CommentId>,
    /// The first comment of its thread; none when it is that.
    #[diesel(column_name = root_id)]
    pub root: Option<CommentId>,
    /// The reply to the first comment under which it hangs.
    #[diesel(column_name = branch_id)]
    pub branch: Option<CommentId>,
    /// 0 for a comment on the proposal, 1 for a reply to it, 2 for all below.
    pub depth: i32,
    /// Who wrote it.
    #[diesel(column_name = author_id)]
    pub author: AccountId,
    /// As what its author spoke.
    pub badge: String,
    /// Its words, as typed.
    pub body: String,
    /// The same as safe HTML.
    pub body_html: String,
    /// Whether it can be read.
    pub state: State,
    /// Under which rule it was hidden.
    pub hidden_under: String,
    /// Why it waits for a moderator, while it does.
    pub held_because: Option<Rule>,
    /// Replies below it that can be read.
    pub replies: i64,
    /// What people answered to it.
    #[diesel(embed)]
    pub answers: Answered,
    /// Agrees minus disagrees: by this "most agreed" is sorted.
    pub agreed: i64,
    /// The smaller of the two: by this "most divided" is sorted.
    pub divided: i64,
    /// When it was written.
    pub created_at: Moment,
    /// When it was last changed.
    pub edited_at: Option<Moment>,
}

/// How many answered a comment, and of these how many professionals and organisations; the others are residents.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = comments)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct Answered {
    pub agrees: i64,
    pub disagrees: i64,
    pub passes: i64,
    pub professional_agrees: i64,
    pub professional_disagrees: i64,
    pub professional_passes: i64,
    pub organisation_agrees: i64,
    pub organisation_disagrees: i64,
    pub organisation_passes: i64,
}

impl Answered {
    /// The same with residents by themselves, as pages show it.
    #[must_use]
    pub fn split(self) -> Answers {
        let split = |all, professionals, organisations| Split {
            residents: all - professionals - organisations,
            professionals,
            organisations,
        };
        Answers {
            agree: split(self.agrees, self.professional_agrees, self.organisation_agrees),
            disagree: split(self.disagrees, self.professional_disagrees, self.organisation_disagrees),
            pass: split(self.passes, self.professional_passes, self.organisation_passes),
        }
    }
}

impl Stored {
    /// Whether this person wrote it and can have it before them to change: while it can be read, or when a moderator asks.
    pub(super) fn is_open_to(&self, author: AccountId) -> bool {
        let shown = self.state == State::Published;
        let asked = self.state == State::Held && self.held_because == Some(Rule::Asked);
        self.author == author && (shown || asked)
    }

    /// The first comment of its thread: itself, or the one on which it hangs.
    #[must_use]
    pub fn thread(&self) -> CommentId {
        self.root.unwrap_or(self.id)
    }
}

// Nothing is written as nothing: so the statement is the same for every comment, and prepared once.
#[derive(Insertable)]
#[diesel(table_name = comments, treat_none_as_default_value = false)]
pub(super) struct NewRow<'a> {
    pub proposal_id: ProposalId,
    pub parent_id: Option<CommentId>,
    pub root_id: Option<CommentId>,
    pub branch_id: Option<CommentId>,
    pub depth: i32,
    pub author_id: AccountId,
    pub capacity: Capacity,
    pub badge: String,
    pub organisation_id: Option<OrganisationId>,
    pub body: &'a str,
    pub body_html: &'a str,
    pub state: State,
    pub listed: bool,
    pub fingerprint: Option<&'a str>,
    pub held_because: Option<Rule>,
    pub wording: Option<String>,
    pub created_at: Moment,
}

pub(super) fn find(conn: &mut Conn, id: CommentId) -> Result<Option<Stored>> {
    Ok(comments::table.filter(comments::id.eq(id)).select(Stored::as_select()).first(conn).optional()?)
}

/// The comment as it is now, held against other writers until the transaction ends.
pub(super) fn lock(tx: &mut Tx<'_>, id: CommentId) -> Result<Option<Stored>> {
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    diesel::update(comments::table.filter(comments::id.eq(id)))
        .set(comments::replies.eq(comments::replies))
        .execute(&mut **tx)?;
    find(tx, id)
}

pub(super) fn find_by_fingerprint(conn: &mut Conn, fingerprint: &str) -> Result<Option<Stored>> {
    Ok(comments::table
        .filter(comments::fingerprint.eq(fingerprint))
        .select(Stored::as_select())
        .first(conn)
        .optional()?)
}

/// Inserts the row; nothing when the same words by the same person are there already.
pub(super) fn insert(tx: &mut Tx<'_>, row: &NewRow<'_>) -> Result<Option<CommentId>> {
    Ok(diesel::insert_into(comments::table)
        .values(row)
        .on_conflict(comments::fingerprint)
        .do_nothing()
        .returning(comments::id)
        .any()
        .get_result(&mut **tx)
        .optional()?)
}

pub(super) fn insert_edit(tx: &mut Tx<'_>, id: CommentId, body: &str, now: Moment) -> Result<()> {
    diesel::insert_into(comment_edits::table)
        .values((comment_edits::comment_id.eq(id.0), comment_edits::body.eq(body), comment_edits::replaced_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

/// The wordings that a comment had before, oldest first, each with the moment at which it was replaced.
pub(super) fn load_edits(conn: &mut Conn, id: CommentId) -> Result<Vec<(String, Moment)>> {
    Ok(comment_edits::table
        .filter(comment_edits::comment_id.eq(id.0))
        .order(comment_edits::id)
        .select((comment_edits::body, comment_edits::replaced_at))
        .load(conn)?)
}

pub(super) fn update_body(
    tx: &mut Tx<'_>,
    id: CommentId,
    body: &str,
    html: &str,
    (fingerprint, wording): (&str, Option<String>),
    now: Moment,
) -> Result<()> {
    diesel::update(comments::table.filter(comments::id.eq(id)))
        .set((
            comments::body.eq(body),
            comments::body_html.eq(html),
            comments::fingerprint.eq(fingerprint),
            comments::wording.eq(wording),
            comments::edited_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// A deleted comment's words go, in every version; they may be posted again.
pub(super) fn update_state(tx: &mut Tx<'_>, id: CommentId, state: State, rule: &str, listed: bool) -> Result<()> {
    let comment = comments::table.filter(comments::id.eq(id));
    let change = (
        comments::state.eq(state),
        comments::hidden_under.eq(rule),
        comments::listed.eq(listed),
        comments::held_because.eq(None::<Rule>),
    );
    if state == State::Deleted {
        let words = (
            comments::body.eq(""),
            comments::body_html.eq(""),
            comments::fingerprint.eq(None::<String>),
            comments::wording.eq(None::<String>),
        );
        diesel::update(comment).set((change, words)).execute(&mut **tx)?;
        diesel::delete(comment_edits::table.filter(comment_edits::comment_id.eq(id.0))).execute(&mut **tx)?;
    } else {
        diesel::update(comment).set(change).execute(&mut **tx)?;
    }
    Ok(())
}

/// Comments that can be read, on a proposal.
static ON_PROPOSALS: Counters = Counters { table: "proposals", key: "id", columns: &["comments"], follow: &[] };

/// Replies that can be read, below a comment. What cannot be read itself has a place on the page for their sake: as
/// [`super::is_listed`] says.
static BELOW: Counters = Counters {
    table: "comments",
    key: "id",
    columns: &["replies"],
    follow: &[("listed", "comments.state IN ('published', 'deleted') OR {replies} > 0")],
};

/// Adds to the counts of the proposal and of the comments above.
pub(super) fn count(tx: &mut Tx<'_>, proposal: ProposalId, above: [Option<CommentId>; 2], change: i64) {
    tx.count(&ON_PROPOSALS, proposal.0, &[change]);
    for id in above.into_iter().flatten() {
        tx.count(&BELOW, id.0, &[change]);
    }
}

/// Names of accounts, by number.
pub(super) fn load_names(conn: &mut Conn, ids: &[AccountId]) -> Result<std::collections::HashMap<AccountId, String>> {
    Ok(accounts::table
        .filter(accounts::id.eq_any(ids))
        .order(accounts::id)
        .select((accounts::id, accounts::name))
        .load::<(AccountId, String)>(conn)?
        .into_iter()
        .collect())
}

/// Something said in the name of an organisation.
#[derive(Debug, Clone, Queryable)]
pub struct Said {
    /// The comment.
    pub id: CommentId,
    /// Its text as safe HTML.
    pub body_html: String,
    /// The name of who wrote it.
    pub author: String,
    /// When.
    pub created_at: Moment,
    /// The title of the proposal.
    pub proposal_title: String,
    /// Its name in addresses.
    pub proposal_slug: String,
}

pub(super) fn load_of_organisation(
    conn: &mut Conn,
    organisation: OrganisationId,
    before: Option<CommentId>,
    limit: i64,
) -> Result<Vec<Said>> {
    Ok(comments::table
        .inner_join(proposals::table)
        .inner_join(accounts::table)
        .filter(comments::organisation_id.eq(organisation))
        .filter(comments::state.eq(State::Published))
        .filter(comments::id.lt(before.map_or(i64::MAX, |id| id.0)))
        .order(comments::id.desc())
        .limit(limit)
        .select((
            comments::id,
            comments::body_html,
            accounts::name,
            comments::created_at,
            proposals::title,
            proposals::slug,
        ))
        .load(conn)?)
}
