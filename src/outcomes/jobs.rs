//! The letters to everybody who took part, when an outcome is published.

use super::store;
use crate::accounts;
use crate::clock::Moment;
use crate::config::Config;
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, Result};
use crate::follows::{self, Target};
use crate::ids::{AccountId, OrganisationId, ProposalId};
use crate::mail::Post;
use crate::organisations::{self, Place};
use crate::proposals::{self, Shown};
use crate::queue::{self, Job};
use views::emails;
use views::paths;

/// How many responses are looked at in one transaction.
const STEP: i64 = 200;

/// Queues a letter for everybody who sent a response, a part at a time. It goes on where it stopped, so that whoever was
/// told is not told again when the work is done twice.
///
/// # Errors
/// When the database refuses.
pub async fn tell(db: &Db, proposal: i64, now: Moment) -> Result<()> {
    while db.write(move |tx| step(tx, ProposalId(proposal), now)).await? {}
    Ok(())
}

/// Whether there may be more.
fn step(tx: &mut Tx<'_>, proposal: ProposalId, now: Moment) -> Result<bool> {
    store::lock(tx, proposal)?;
    let Some(told) = store::find_told(tx, proposal)? else { return Ok(false) };
    let shown = proposals::find(tx, proposal)?;
    let some = store::load_respondents(tx, proposal, told, STEP)?;
    for (_, account, organisation) in &some {
        if let Some(account) = account {
            write_to(tx, &shown, *account, now)?;
        }
        for owner in organisation.map(|id| owners(tx, id, now)).transpose()?.unwrap_or_default() {
            // Whoever also answered for themselves gets one letter.
            if !store::has_sent(tx, proposal, owner)? {
                write_to(tx, &shown, owner, now)?;
            }
        }
    }
    let Some((last, ..)) = some.last() else { return Ok(false) };
    store::update_told(tx, proposal, *last)?;
    Ok(i64::try_from(some.len()).is_ok_and(|n| n == STEP))
}

fn owners(tx: &mut Tx<'_>, organisation: OrganisationId, now: Moment) -> Result<Vec<AccountId>> {
    let (members, _) = organisations::people(tx, organisation, now)?;
    Ok(members.into_iter().filter(|one| one.place == Place::Owner).map(|one| one.account).collect())
}

/// A letter for somebody who does not hear of it in their emails anyway.
fn write_to(tx: &mut Tx<'_>, shown: &Shown, account: AccountId, now: Moment) -> Result<()> {
    for target in [Target::Proposal(shown.id), Target::Area(shown.area), Target::Site] {
        if follows::how_often(tx, account, target)?.is_some() {
            return Ok(());
        }
    }
    queue::enqueue(tx, &Job::OutcomePublished { proposal: shown.id.0, account: account.0 }, now)
}

/// The letter that a job asks for, without its Message-ID; nothing when there is nobody to write to any more.
///
/// # Errors
/// When the database refuses.
pub fn letter(conn: &mut Conn, config: &Config, job: &Job) -> Result<Option<Post>> {
    let Job::OutcomePublished { proposal, account } = *job else { return Ok(None) };
    let to = match accounts::own(conn, AccountId(account)) {
        Ok(own) => own.email,
        Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let shown = proposals::find(conn, ProposalId(proposal))?;
    let letter =
        emails::outcome_published(&shown.title, &format!("{}{}", config.public_url(), paths::outcome(&shown.slug)));
    Ok(Some(Post::of(to, letter)))
}
