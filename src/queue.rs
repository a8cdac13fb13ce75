//! What is to be done later, above all letters: put in by the change that asks for it, taken out by a lease.

use crate::clock::Moment;
use crate::db::schema::jobs;
use crate::db::{Conn, Tx};
use crate::error::{Result, broken};
use crate::load_unheld;
use chrono::Duration;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

/// Something to do later. It carries numbers and words of ours: whoever does it loads what they stand for and checks again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// A letter with the link of this number (confirm, reset, invite).
    Link {
        /// The row in `links`.
        link: i64,
    },
    /// A letter with a link to somebody who asked for one and has no account.
    Newcomer {
        /// The row in `newcomers`.
        newcomer: i64,
    },
    /// A letter to somebody who registered again with an address that has an account.
    AddressKnown {
        /// The account.
        account: i64,
    },
    /// A letter that says that the password was changed.
    PasswordChanged {
        /// The account.
        account: i64,
    },
    /// A letter that says that the second step for signing in was switched on or off.
    FactorChanged {
        /// The account.
        account: i64,
        /// Whether it is on now.
        on: bool,
    },
    /// A letter that says that signing in at another site was connected to an account, or disconnected.
    IdentityChanged {
        /// The account.
        account: i64,
        /// The provider's name in the settings.
        provider: String,
        /// Whether it is connected now.
        on: bool,
    },
    /// A letter that says that a passkey was added or taken away.
    PasskeyChanged {
        /// The account.
        account: i64,
        /// Whether it was added.
        added: bool,
    },
    /// A letter to the author of a comment about a moderator's decision.
    ModerationNotice {
        /// The row in `decisions`.
        decision: i64,
    },
    /// A letter to whoever looks after people at risk.
    Risk {
        /// The row in `reports`.
        report: i64,
        /// The moderator; nobody where the settings name an address.
        account: Option<i64>,
    },
    /// A letter to somebody with an account, that we have their report.
    ReportReceived {
        /// The row in `reports`.
        report: i64,
        /// Who sent it.
        account: i64,
    },
    /// A letter to somebody with an account, about what was decided on their report.
    ReportDecided {
        /// The row in `reports`.
        report: i64,
        /// Who sent it.
        account: i64,
    },
    /// A letter to the author of a comment about what came of their appeal.
    AppealAnswered {
        /// The row in `appeals`.
        appeal: i64,
    },
    /// A letter to a moderator, that something waits for too long.
    QueueWaits {
        /// The moderator.
        account: i64,
    },
    /// A letter with a button that says yes to emails about something.
    Subscription {
        /// The row in `subscribers`.
        subscriber: i64,
        /// The kind of thing that they want to follow, and its number.
        kind: String,
        /// See `kind`.
        target: i64,
        /// How often they want to hear of it.
        frequency: String,
        /// When they asked: seconds since 1970, UTC.
        asked_at: i64,
    },
    /// A letter to a work address, with a link that verifies who asked for it.
    WorkAddress {
        /// The row in `profession_claims`.
        claim: i64,
    },
    /// A letter that says what staff decided about a profession.
    ProfessionDecided {
        /// The row in `profession_claims`.
        claim: i64,
    },
    /// A letter that says that a verification runs out soon.
    ProfessionEnding {
        /// The account.
        account: i64,
    },
    /// A letter that invites somebody to an organisation.
    OrganisationInvitation {
        /// The row in `organisation_invitations`.
        invitation: i64,
    },
    /// A letter to an owner that says what staff decided about their organisation.
    OrganisationDecided {
        /// The organisation.
        organisation: i64,
        /// The owner.
        account: i64,
    },
    /// A letter to whoever suggested a proposal, that it was published or declined.
    SuggestionDecided {
        /// The proposal.
        proposal: i64,
    },
    /// A letter with a link to the page where emails are changed.
    Preferences {
        /// The row in `subscribers`.
        subscriber: i64,
    },
    /// A letter to somebody who writes proposals, that the answer to a consultation is due.
    AnswerDue {
        /// The proposal.
        proposal: i64,
        /// Who is reminded.
        account: i64,
    },
    /// Queueing a letter for everybody who sent a response, that the outcome is public: no letter.
    TellOutcome {
        /// The proposal.
        proposal: i64,
    },
    /// A letter to somebody who sent a response, that the outcome is public.
    OutcomePublished {
        /// The proposal.
        proposal: i64,
        /// Who sent one.
        account: i64,
    },
    /// A letter with a copy of a response, to whoever has sent it.
    ResponseReceived {
        /// The row in `responses`.
        response: i64,
        /// Which version.
        version: i64,
        /// Who sent it.
        account: i64,
    },
    /// A letter that asks an owner of an organisation to look at its response and send it.
    ResponseToSend {
        /// The row in `responses`.
        response: i64,
        /// The owner.
        account: i64,
        /// Who asks.
        by: i64,
    },
    /// Deleting a file whose row is gone: no letter.
    DeleteFile {
        /// Its name in the store of files.
        file: String,
    },
    /// Making the copy of what is kept about somebody: no letter.
    Archive {
        /// The row in `archives`.
        archive: i64,
    },
    /// A letter that says that the copy is ready.
    ArchiveReady {
        /// The row in `archives`.
        archive: i64,
    },
    /// Erasing what somebody who has left did here: no letter.
    Erase {
        /// The row in `erasures`.
        erasure: i64,
    },
    /// The last letter, to somebody who is erased.
    Erased {
        /// The row in `erasures`.
        erasure: i64,
    },
}

/// The kinds of jobs that are no letters: they are done also while no mail server takes any.
pub const NO_LETTERS: &[&str] = &["archive", "delete_file", "erase", "tell_outcome"];

/// A job that this process has taken; nobody else will until the lease runs out.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The row.
    pub id: i64,
    /// What to do.
    pub job: Job,
    /// How often it was tried before.
    pub attempts: i32,
    /// When it was first put in.
    pub created_at: Moment,
}

/// Puts a job in, in the caller's transaction: it will be done if, and only if, the change it belongs to happened.
///
/// # Errors
/// When the database refuses.
pub fn enqueue(tx: &mut Tx<'_>, job: &Job, run_at: Moment) -> Result<()> {
    let payload = serde_json::to_string(job).map_err(broken("writing a job down"))?;
    let kind = payload.split('"').nth(3).unwrap_or_default().to_owned();
    diesel::insert_into(jobs::table)
        .values((jobs::kind.eq(kind), jobs::payload.eq(payload), jobs::run_at.eq(run_at), jobs::created_at.eq(run_at)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Takes up to `most` jobs that are due, for `lease`; of all kinds, or of these `only`. What cannot be read is parked with
/// the reason.
///
/// # Errors
/// When the database refuses.
pub fn claim(tx: &mut Tx<'_>, most: i64, only: Option<&[&str]>, lease: Duration, now: Moment) -> Result<Vec<Claimed>> {
    let due = jobs::table
        .filter(jobs::run_at.le(now))
        .filter(jobs::parked_because.is_null())
        .filter(jobs::claimed_until.is_null().or(jobs::claimed_until.lt(now)))
        .order((jobs::run_at, jobs::id))
        .limit(most)
        .select(jobs::id);
    let ids: Vec<i64> = match only {
        Some(kinds) => {
            let due = due.filter(jobs::kind.eq_any(kinds.to_vec()));
            load_unheld!(tx, due)?
        }
        None => load_unheld!(tx, due)?,
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    diesel::update(jobs::table.filter(jobs::id.eq_any(&ids)))
        .set((jobs::claimed_until.eq(now + lease), jobs::attempts.eq(jobs::attempts + 1)))
        .execute(&mut **tx)?;
    let rows: Vec<(i64, String, i32, Moment)> = jobs::table
        .filter(jobs::id.eq_any(&ids))
        .order((jobs::run_at, jobs::id))
        .select((jobs::id, jobs::payload, jobs::attempts, jobs::created_at))
        .load(&mut **tx)?;
    let mut claimed = Vec::with_capacity(rows.len());
    for (id, payload, attempts, created_at) in rows {
        match serde_json::from_str(&payload) {
            Ok(job) => claimed.push(Claimed { id, job, attempts, created_at }),
            Err(error) => park(tx, id, &format!("cannot be read: {error}"))?,
        }
    }
    Ok(claimed)
}

/// The job is done: its row goes.
///
/// # Errors
/// When the database refuses.
pub fn finish(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    diesel::delete(jobs::table.find(id)).execute(&mut **tx)?;
    Ok(())
}

/// The job failed for now: it is due again at `run_at`.
///
/// # Errors
/// When the database refuses.
pub fn postpone(tx: &mut Tx<'_>, id: i64, run_at: Moment) -> Result<()> {
    diesel::update(jobs::table.find(id))
        .set((jobs::run_at.eq(run_at), jobs::claimed_until.eq(None::<Moment>)))
        .execute(&mut **tx)?;
    Ok(())
}

/// The job failed for good: it stays, with the reason, for a person to look at, and blocks nobody.
///
/// # Errors
/// When the database refuses.
pub fn park(tx: &mut Tx<'_>, id: i64, because: &str) -> Result<()> {
    diesel::update(jobs::table.find(id))
        .set((jobs::parked_because.eq(because), jobs::claimed_until.eq(None::<Moment>)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Deletes every job that is about one of these, in whatever state it is. What is under way ends by itself: it finds
/// nobody to write to.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, about: &[About]) -> Result<()> {
    for one in about {
        let (name, id) = match one {
            About::Account(id) => ("account", *id),
            About::Link(id) => ("link", *id),
            About::Subscriber(id) => ("subscriber", *id),
            About::Archive(id) => ("archive", *id),
        };
        // The names of the numbers are those of the fields of `Job`, so each stands in the text as it is written here.
        for end in [",", "}"] {
            let written = format!("%\"{name}\":{id}{end}%");
            diesel::delete(jobs::table.filter(jobs::payload.like(written))).execute(&mut **tx)?;
        }
    }
    Ok(())
}

/// What a job can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// An account.
    Account(i64),
    /// A link in a letter.
    Link(i64),
    /// Somebody who gets emails.
    Subscriber(i64),
    /// A copy of what is kept.
    Archive(i64),
}

/// Deletes up to `most` jobs that were put in before this moment and failed for good; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge_parked(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    let parked = jobs::table.filter(jobs::parked_because.is_not_null()).filter(jobs::created_at.lt(before));
    let ids: Vec<i64> = parked.order(jobs::id).limit(most).select(jobs::id).load(&mut **tx)?;
    Ok(diesel::delete(jobs::table.filter(jobs::id.eq_any(ids))).execute(&mut **tx)?)
}

/// How many jobs have waited since before this moment, and since when the oldest of them has.
///
/// # Errors
/// When the database refuses.
pub fn waiting_since(conn: &mut Conn, before: Moment) -> Result<(i64, Option<Moment>)> {
    Ok(jobs::table
        .filter(jobs::parked_because.is_null())
        .filter(jobs::created_at.lt(before))
        .select((diesel::dsl::count_star(), diesel::dsl::min(jobs::created_at)))
        .first(conn)?)
}

/// How many jobs wait, how many are parked, and since when the oldest has waited.
///
/// # Errors
/// When the database refuses.
pub fn state(conn: &mut Conn) -> Result<(i64, i64, Option<Moment>)> {
    let waiting = jobs::table.filter(jobs::parked_because.is_null()).count().get_result(conn)?;
    let parked = jobs::table.filter(jobs::parked_because.is_not_null()).count().get_result(conn)?;
    let oldest = jobs::table
        .filter(jobs::parked_because.is_null())
        .order(jobs::created_at)
        .select(jobs::created_at)
        .first(conn)
        .optional()?;
    Ok((waiting, parked, oldest))
}
