//! Erasing somebody: at once what leads to them, then, in the background, what they did here; last their address.
//!
//! In one transaction the account is closed: nobody can sign in, no page shows the name, no email is planned or leaves. A
//! job does the rest in steps between which others can write, because a busy person has many votes. Then the last letter
//! leaves, and the address goes. What remains is a reference number.

use super::store;
pub use super::store::Erasure;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::keys::{random_token, token_hash};
use crate::queue::{self, About, Job};
use crate::web::Site;
use crate::{
    accounts, activity, comments, factors, follows, identities, mail, moderation, organisations, passkeys, professions,
    responses, subscribers, suggestions, votes,
};

/// What becomes of a column that tells whose a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// The row goes.
    Goes,
    /// The row stays and does not tell any more.
    Cut,
    /// The row goes, and a number stays in another table.
    Counted,
    /// The column stays as it is; why.
    Stays(&'static str),
}

/// Every column that tells whose a row is, or how to reach them, and what becomes of it. A test compares this with the
/// tables of both databases: a new column that names somebody must stand here, and a new table here or in [`NOBODYS`].
pub const TIES: &[(&str, &str, Tie)] = &[
    ("accounts", "id", Tie::Goes),
    ("accounts", "email", Tie::Goes),
    ("accounts", "email_key", Tie::Goes),
    ("accounts", "name", Tie::Goes),
    ("access", "account_id", Tie::Goes),
    ("access", "subscriber_id", Tie::Goes),
    ("access", "viewer_id", Tie::Stays("only staff look, and their number leads to nobody once they have left")),
    ("activity", "actor_id", Tie::Cut),
    ("appeals", "decider_id", Tie::Cut),
    ("archives", "account_id", Tie::Goes),
    ("arrivals", "email", Tie::Goes),
    ("arrivals", "email_key", Tie::Goes),
    ("arrivals", "name", Tie::Goes),
    ("arrivals", "subject", Tie::Goes),
    ("attachments", "added_by", Tie::Cut),
    ("audit", "actor_id", Tie::Stays("only staff act, and their number leads to nobody once they have left")),
    ("campaigns", "decided_by", Tie::Cut),
    ("cases", "claimed_by", Tie::Cut),
    ("ceremonies", "account_id", Tie::Goes),
    ("challenges", "account_id", Tie::Goes),
    ("coders", "account_id", Tie::Cut),
    ("comment_votes", "account_id", Tie::Counted),
    ("comments", "author_id", Tie::Cut),
    ("consents", "account_id", Tie::Goes),
    ("consents", "subscriber_id", Tie::Goes),
    ("decisions", "moderator_id", Tie::Cut),
    ("departures", "account_id", Tie::Goes),
    ("digests", "subscriber_id", Tie::Goes),
    ("erasures", "account_id", Tie::Cut),
    ("erasures", "address", Tie::Cut),
    ("factors", "account_id", Tie::Goes),
    ("follows", "subscriber_id", Tie::Goes),
    ("identities", "account_id", Tie::Goes),
    ("identities", "subject", Tie::Goes),
    ("keyings", "keyer_id", Tie::Cut),
    ("links", "account_id", Tie::Goes),
    ("newcomers", "email", Tie::Goes),
    ("newcomers", "email_key", Tie::Goes),
    ("organisation_invitations", "email", Tie::Goes),
    ("organisation_invitations", "email_key", Tie::Goes),
    ("organisation_members", "account_id", Tie::Goes),
    (
        "organisations",
        "decided_by",
        Tie::Stays("only staff decide, and their number leads to nobody once they have left"),
    ),
    ("passkeys", "account_id", Tie::Goes),
    ("profession_claims", "account_id", Tie::Goes),
    (
        "profession_claims",
        "decided_by",
        Tie::Stays("only staff decide, and their number leads to nobody once they have left"),
    ),
    ("profession_claims", "email", Tie::Goes),
    ("professions", "account_id", Tie::Goes),
    ("proposal_versions", "author_id", Tie::Cut),
    ("proposal_votes", "account_id", Tie::Counted),
    ("proposals", "suggested_by", Tie::Cut),
    ("publications", "decided_by", Tie::Cut),
    ("recovery_codes", "account_id", Tie::Goes),
    ("response_claims", "account_id", Tie::Goes),
    ("response_editions", "saved_by", Tie::Cut),
    ("response_readings", "reader_id", Tie::Cut),
    ("response_redactions", "made_by", Tie::Cut),
    ("response_remarks", "account_id", Tie::Cut),
    ("response_sections", "saved_by", Tie::Cut),
    ("responses", "account_id", Tie::Cut),
    ("reports", "reporter_id", Tie::Cut),
    ("sessions", "account_id", Tie::Goes),
    ("staff_seen", "account_id", Tie::Goes),
    ("subscribers", "account_id", Tie::Goes),
    ("subscribers", "email", Tie::Goes),
    ("subscribers", "email_key", Tie::Goes),
    ("waiting", "account_id", Tie::Goes),
];

/// The tables in which no row is about one person, or whose rows hang on a row of [`TIES`] and go with it.
pub const NOBODYS: &[&str] = &[
    "archive_parts",
    "areas",
    "assignments",
    "campaign_groupings",
    "campaign_responses",
    "case_studies",
    "codings",
    "comment_edits",
    "digest_marks",
    "digest_runs",
    "figures",
    "former_comment_votes",
    "former_proposal_votes",
    "holding_rules",
    "holds",
    "house_rules",
    "imported",
    "jobs",
    "locks",
    "moderation_clock",
    "monitoring",
    "monitoring_given",
    "notices",
    "outcome_points",
    "proposal_formats",
    "outcome_updates",
    "outcomes",
    "pages",
    "passages",
    "questionnaires",
    "redactions",
    "response_versions",
    "results",
    "revision",
    "scopes",
    "site_texts",
    "templates",
    "themes",
    "turnout",
    "waiting_counts",
];

/// How many votes or comments are erased in one transaction.
const STEP: usize = 200;

/// Closes an account and asks for the rest; gives the reference. From here on there is no way back.
///
/// # Errors
/// [`Error::NotFound`] for whoever has left already; [`Error::Conflict`] while they have a role on the staff.
pub fn begin(tx: &mut Tx<'_>, who: AccountId, words_go: bool, now: Moment) -> Result<String> {
    let archives = store::load_of(tx, who)?;
    organisations::forget(tx, who)?;
    professions::forget(tx, who)?;
    factors::forget(tx, who)?;
    passkeys::forget(tx, who)?;
    responses::forget(tx, who, now)?;
    let address = accounts::close(tx, who)?;
    let key = mail::address(&address).map(|(_, key)| key).unwrap_or_default();
    identities::forget(tx, who, &key)?;
    accounts::newcomers::forget(tx, &key)?;
    queue::forget(tx, &archives.into_iter().map(About::Archive).collect::<Vec<_>>())?;
    store::delete_of(tx, who)?;
    forget_emails(tx, who, &address, now)?;
    let reference = reference();
    let erasure = store::insert_erasure(tx, &reference, who, &address, words_go, now)?;
    queue::enqueue(tx, &Job::Erase { erasure }, now)?;
    Ok(reference)
}

/// The reference of an account that was closed and is not erased whole yet: its owner has pressed twice.
///
/// # Errors
/// When the database refuses.
pub fn begun(conn: &mut Conn, who: AccountId) -> Result<Option<String>> {
    store::find_begun(conn, who)
}

/// Sixteen digits in fours. It opens nothing, so it need not be hard to guess; it must not tell how many there were.
fn reference() -> String {
    let hash = token_hash(&random_token()).to_uppercase();
    [&hash[..4], &hash[4..8], &hash[8..12], &hash[12..16]].join("-")
}

/// Nothing is followed any more, by the account or by its address alone, and no email that was planned leaves.
fn forget_emails(tx: &mut Tx<'_>, who: AccountId, address: &str, now: Moment) -> Result<()> {
    let key = mail::address(address).map(|(_, key)| key).unwrap_or_default();
    let rows = [subscribers::find_of_account(tx, who)?, subscribers::find_by_key(tx, &key)?];
    let mut ids: Vec<_> = rows.into_iter().flatten().map(|row| row.id).collect();
    ids.dedup();
    for id in ids {
        follows::give_up(tx, id, now)?;
        queue::forget(tx, &[About::Subscriber(id.0)])?;
        subscribers::forget(tx, id)?;
    }
    Ok(())
}

/// Erases the rest of what a closed account did here, step by step, and asks for the last letter. May be done again.
///
/// # Errors
/// When the database does not answer; what was done stays done.
pub async fn finish(site: &Site, erasure: i64) -> Result<()> {
    let found = site.db.read(move |conn| store::find_erasure(conn, erasure)).await?.ok_or(Error::NotFound)?;
    let Some(who) = found.account.map(AccountId) else { return Ok(()) };
    let now = site.now();
    let (proposals, answered) = site.db.read(move |conn| votes::of_account(conn, who)).await?;
    for some in proposals.chunks(STEP).map(<[_]>::to_vec) {
        site.db.write(move |tx| votes::leave_proposals(tx, who, &some)).await?;
    }
    for some in answered.chunks(STEP).map(<[_]>::to_vec) {
        site.db.write(move |tx| votes::leave_comments(tx, who, &some)).await?;
    }
    let most = i64::try_from(STEP).unwrap_or(i64::MAX);
    loop {
        let (words_go, asked_at) = (found.words_go, found.asked_at);
        let left = site.db.write(move |tx| {
            let nobody = accounts::former(tx, now)?;
            comments::leave(tx, who, nobody, words_go, most, asked_at)
        });
        if left.await? < STEP {
            break;
        }
    }
    site.db.write(move |tx| end(tx, erasure, who, now)).await
}

/// The last step: nothing hangs on the account any more, and it goes.
fn end(tx: &mut Tx<'_>, erasure: i64, who: AccountId, now: Moment) -> Result<()> {
    let nobody = accounts::former(tx, now)?;
    suggestions::leave(tx, who, nobody)?;
    activity::forget(tx, who)?;
    moderation::forget(tx, who)?;
    accounts::delete_closed(tx, who)?;
    store::update_done(tx, erasure, now)?;
    queue::enqueue(tx, &Job::Erased { erasure }, now)
}

/// The last letter has left, or never will: the address goes.
///
/// # Errors
/// When the database refuses.
pub fn forget_address(tx: &mut Tx<'_>, erasure: i64) -> Result<()> {
    store::update_no_address(tx, erasure)
}

/// What is known by this reference.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(conn: &mut Conn, reference: &str) -> Result<Erasure> {
    store::find_by_reference(conn, reference)?.ok_or(Error::NotFound)
}
