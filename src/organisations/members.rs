//! Who belongs to an organisation: invited by a letter, removed by an owner, leaving. There is always an owner.

use super::store::{self, members};
use super::{Invitation, Organisation, Place, State};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, OrganisationId};
use crate::keys::Keys;
use crate::queue::{self, Job};
use crate::web::Speaker;
use chrono::Duration;

/// For how long an invitation is good.
pub const GOOD_FOR_DAYS: i64 = 14;

/// The organisation that this person owns, held against other changes of its people until the transaction ends.
fn owned(tx: &mut Tx<'_>, by: &Speaker) -> Result<Organisation> {
    let (one, _) = store::find_of_account(tx, by.id())?.ok_or(Error::NotFound)?;
    members::lock(tx, one.id)?;
    match store::find_of_account(tx, by.id())? {
        Some((one, Place::Owner)) => Ok(one),
        _ => Err(Error::NotFound),
    }
}

/// Somebody is asked to join, by a letter; an earlier invitation of theirs is void.
///
/// # Errors
/// [`Error::NotFound`] for whoever owns no organisation; [`Error::Conflict`] while it is not verified.
pub fn invite(tx: &mut Tx<'_>, by: &Speaker, email: &str, email_key: &str, place: Place, now: Moment) -> Result<()> {
    let one = owned(tx, by)?;
    if one.state != State::Verified {
        return Err(Error::Conflict("You can invite others when the organisation is verified.".into()));
    }
    members::delete_invitation_of(tx, one.id, email_key)?;
    let until = now + Duration::days(GOOD_FOR_DAYS);
    let invitation = members::insert_invitation(tx, one.id, email, email_key, place, until, now)?;
    queue::enqueue(tx, &Job::OrganisationInvitation { invitation }, now)
}

/// Takes an invitation back: its link opens nothing.
///
/// # Errors
/// [`Error::NotFound`] for whoever owns no organisation, and for an invitation that is not its.
pub fn uninvite(tx: &mut Tx<'_>, by: &Speaker, invitation: i64) -> Result<()> {
    let one = owned(tx, by)?;
    if members::delete_invitation(tx, one.id, invitation)? { Ok(()) } else { Err(Error::NotFound) }
}

fn parts(invitation: &Invitation) -> [String; 3] {
    let until = invitation.expires_at.and_utc().timestamp_micros().to_string();
    [invitation.id.to_string(), invitation.email_key.clone(), until]
}

/// What stands at the end of the link in the letter: the number of the invitation, and a signature over it. As with all
/// links in letters nothing secret is stored.
pub(super) fn token(keys: &Keys, invitation: &Invitation) -> String {
    let [id, email, until] = parts(invitation);
    format!("{id}.{}", keys.sign("organisation", &[&id, &email, &until]))
}

/// The invitation whose letter held this token, with its organisation, if it came to this person's own address, has not
/// been answered and is not too old.
///
/// # Errors
/// When the database refuses.
pub fn invitation_behind(
    conn: &mut Conn,
    keys: &Keys,
    by: &Speaker,
    sent: &str,
    now: Moment,
) -> Result<Option<(Invitation, Organisation)>> {
    let Some((number, signature)) = sent.split_once('.') else { return Ok(None) };
    let Ok(id) = number.parse() else { return Ok(None) };
    let Some(found) = members::find_invitation(conn, id)? else { return Ok(None) };
    let [own_id, email, until] = parts(&found);
    let right = number == own_id && keys.check("organisation", &[&own_id, &email, &until], signature);
    if !right || found.expires_at <= now || members::find_email_key(conn, by.id())?.as_deref() != Some(&found.email_key)
    {
        return Ok(None);
    }
    let one = super::any(conn, found.organisation)?;
    Ok((one.state == State::Verified).then_some((found, one)))
}

/// Joins, with the place that the invitation gives.
///
/// # Errors
/// [`Error::NotFound`] when it was answered or taken back meanwhile; [`Error::Conflict`] for somebody who belongs to one.
pub fn accept(tx: &mut Tx<'_>, by: &Speaker, invitation: &Invitation, now: Moment) -> Result<()> {
    members::lock(tx, invitation.organisation)?;
    if let Some((one, _)) = store::find_of_account(tx, by.id())? {
        return Err(Error::Conflict(format!("You belong to {} already. Leave it first.", one.name)));
    }
    if !members::delete_invitation(tx, invitation.organisation, invitation.id)? {
        return Err(Error::NotFound);
    }
    members::insert(tx, invitation.organisation, by.id(), invitation.place, now)
}

/// Nothing when somebody else owns it, too.
fn keep_an_owner(tx: &mut Tx<'_>, id: OrganisationId, without: AccountId) -> Result<()> {
    let owners = members::load_owners(tx, id)?;
    if owners.iter().all(|owner| *owner == without) {
        return Err(Error::Conflict("An organisation needs an owner. Make somebody else an owner first.".into()));
    }
    Ok(())
}

/// An owner gives somebody another place in their organisation, or none any more (`None`).
///
/// # Errors
/// [`Error::NotFound`] for whoever owns no organisation, and for somebody who does not belong to it; [`Error::Conflict`] for
/// its only owner.
pub fn change(tx: &mut Tx<'_>, by: &Speaker, whom: AccountId, to: Option<Place>) -> Result<()> {
    let one = owned(tx, by)?;
    let (theirs, place) = store::find_of_account(tx, whom)?.ok_or(Error::NotFound)?;
    if theirs.id != one.id {
        return Err(Error::NotFound);
    }
    if place == Place::Owner && to != Some(Place::Owner) {
        keep_an_owner(tx, one.id, whom)?;
    }
    match to {
        Some(place) => members::update(tx, whom, place),
        None => members::delete(tx, whom),
    }
}

/// Leaves. Who is alone in it closes it: its page and its comments stay, and nobody speaks for it any more.
///
/// # Errors
/// [`Error::NotFound`] for somebody who belongs to none; [`Error::Conflict`] for the only owner among others.
pub fn leave(tx: &mut Tx<'_>, by: &Speaker) -> Result<()> {
    let (one, _) = store::find_of_account(tx, by.id())?.ok_or(Error::NotFound)?;
    members::lock(tx, one.id)?;
    let all = members::load(tx, one.id)?;
    if all.len() > 1 {
        keep_an_owner(tx, one.id, by.id())?;
    }
    members::delete(tx, by.id())?;
    if all.len() <= 1 { store::close(tx, one.id) } else { Ok(()) }
}

/// Nothing of this account stays in an organisation: where it was the only owner, whoever has belonged to it longest is the
/// owner now; where it was alone, the organisation is closed. Invitations to its address go.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    if let Some(key) = members::find_email_key(tx, account)? {
        members::delete_invitations_to(tx, &key)?;
    }
    let Some((one, _)) = store::find_of_account(tx, account)? else { return Ok(()) };
    members::lock(tx, one.id)?;
    members::delete(tx, account)?;
    match members::find_longest(tx, one.id)? {
        None => store::close(tx, one.id),
        Some(heir) if members::load_owners(tx, one.id)?.is_empty() => members::update(tx, heir, Place::Owner),
        Some(_) => Ok(()),
    }
}

/// Deletes up to `most` invitations that ran out before this moment; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge_invitations(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    members::delete_late_invitations(tx, before, most)
}
