//! Organisations: registered once by one of their people, verified by staff, spoken for by those who belong to them.
//!
//! A person belongs to one at most, so the question that finds a session brings it along (`web/session.rs`). Speaking for
//! it is a choice made with each comment; a vote is always the person's own.

pub mod jobs;
mod members;
pub mod numbers;
pub mod pages;
mod staff;
mod store;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, OrganisationId};
use crate::text::{self, Text};
use crate::web::Speaker;
use numbers::Register;

pub use members::{accept, change, forget, invitation_behind, invite, leave, purge_invitations, uninvite};
pub use staff::{Act, decide};
pub use store::{Invitation, Member, Organisation};

crate::words! {
    /// What it is.
    pub enum Kind {
        /// A charity.
        Charity = "charity",
        /// People of a place.
        Community = "community",
        /// A congregation, or several.
        Faith = "faith",
        /// Patients, carers or families.
        Patients = "patients",
        /// A college or association of a profession.
        Professional = "professional",
        /// A trade union.
        Union = "union",
        /// A business, or an association of them.
        Business = "business",
        /// A part of the NHS, of a council or of the state.
        Public = "public",
        /// A university or a group of researchers.
        Research = "research",
        /// Anything else.
        Other = "other",
    }
}

crate::words! {
    /// Where it stands.
    pub enum State {
        /// Staff have yet to decide.
        Waiting = "waiting",
        /// It is what it says.
        Verified = "verified",
        /// Staff could not check it, and said why.
        Refused = "refused",
        /// Staff took the verification back, and said why.
        Withdrawn = "withdrawn",
        /// Nobody belongs to it any more.
        Closed = "closed",
    }
}

crate::words! {
    /// What somebody may do in it.
    pub enum Place {
        /// Speaks for it, invites and removes others.
        Owner = "owner",
        /// Speaks for it.
        Member = "member",
    }
}

/// The longest evidence and the longest reason of staff, in characters.
pub const WORDS: usize = 2_000;

/// How many an index page shows.
pub const PAGE: usize = 50;

/// An organisation to be registered. Everything in it has been checked.
#[derive(Debug, Clone)]
pub struct New {
    /// Its name, as everybody will see it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What it works on.
    pub area: String,
    /// Whom it speaks for.
    pub represents: String,
    /// How many they are.
    pub size: i64,
    /// Where it is registered, and its number there.
    pub number: Option<(Register, String)>,
    /// What staff need to check it.
    pub evidence: String,
}

/// Checks a name: one line, of a length, without hidden marks, and none that could be taken for those who run the site.
///
/// # Errors
/// A sentence for the person.
pub fn name(typed: &Text) -> std::result::Result<String, String> {
    let name =
        text::words_for_others(typed).map_err(|why| why.unwrap_or("Enter the name of the organisation").to_owned())?;
    if text::look(&name).is_empty() {
        return Err("Enter the name of the organisation in letters".into());
    }
    if text::imitates_the_team(&name) {
        return Err(
            "This name could be taken for the people who run this site. Enter the full name of the organisation".into(),
        );
    }
    Ok(name)
}

/// The organisation to which somebody belongs, and as what.
///
/// # Errors
/// When the database refuses.
pub fn of_account(conn: &mut Conn, account: AccountId) -> Result<Option<(Organisation, Place)>> {
    store::find_of_account(conn, account)
}

/// Registers an organisation; whoever does so owns it. One that staff could not check, or have taken back, is sent anew.
/// Gives its number.
///
/// # Errors
/// [`Error::Conflict`] when they belong to one already, or when one of this name or number is there.
pub fn register(tx: &mut Tx<'_>, by: &Speaker, new: &New, now: Moment) -> Result<OrganisationId> {
    let key = text::look(&new.name);
    let before = store::find_of_account(tx, by.id())?;
    let anew = match &before {
        None => None,
        Some((one, Place::Owner)) if matches!(one.state, State::Refused | State::Withdrawn) => Some(one.id),
        Some((one, _)) => {
            return Err(Error::Conflict(format!(
                "You belong to {} already. Leave it before you register another.",
                one.name
            )));
        }
    };
    if store::is_taken(tx, &key, new.number.as_ref(), anew)? {
        return Err(Error::Conflict(
            "An organisation of this name or number is registered already. Ask its owner to invite you.".into(),
        ));
    }
    if let Some(id) = anew {
        store::update(tx, id, new, &key)?;
        return Ok(id);
    }
    let slug = free_slug(tx, &new.name)?;
    let id = store::insert(tx, new, &key, &slug, now)?;
    store::members::insert(tx, id, by.id(), Place::Owner, now)?;
    Ok(id)
}

/// A name in addresses that no other has.
fn free_slug(tx: &mut Tx<'_>, name: &str) -> Result<String> {
    let plain = text::slug(name, "organisation");
    let mut slug = plain.clone();
    let mut n = 2;
    while store::has_slug(tx, &slug)? {
        slug = format!("{plain}-{n}");
        n += 1;
    }
    Ok(slug)
}

/// The states in which everybody may know of one: it is or was verified.
pub const PUBLIC: [State; 3] = [State::Verified, State::Withdrawn, State::Closed];

/// An organisation that everybody may know of: it is or was verified.
///
/// # Errors
/// [`Error::NotFound`] for any other, and for none: the same answer.
pub fn public(conn: &mut Conn, slug: &str) -> Result<Organisation> {
    store::find_by_slug(conn, slug)?.filter(|one| PUBLIC.contains(&one.state)).ok_or(Error::NotFound)
}

/// Any organisation, for those who verify them.
///
/// # Errors
/// [`Error::NotFound`].
pub fn any(conn: &mut Conn, id: OrganisationId) -> Result<Organisation> {
    store::find(conn, id)?.ok_or(Error::NotFound)
}

/// Verified organisations by name, from the one after `after` on (its name in addresses), one more than a page.
///
/// # Errors
/// When the database refuses.
pub fn index(conn: &mut Conn, after: Option<&str>) -> Result<Vec<Organisation>> {
    let from =
        after.map(|slug| store::find_by_slug(conn, slug)).transpose()?.flatten().map(|one| text::look(&one.name));
    store::load_verified(conn, &from.unwrap_or_default(), PAGE as i64 + 1)
}

/// Organisations in a state, by number, from the one after `after` on, one more than a page.
///
/// # Errors
/// When the database refuses.
pub fn in_state(conn: &mut Conn, state: State, after: Option<OrganisationId>) -> Result<Vec<Organisation>> {
    store::load_in_state(conn, state, after, PAGE as i64 + 1)
}

/// Everybody who belongs to one: owners first, then by name; and whom it has invited.
///
/// # Errors
/// When the database refuses.
pub fn people(conn: &mut Conn, id: OrganisationId, now: Moment) -> Result<(Vec<Member>, Vec<Invitation>)> {
    Ok((store::members::load(conn, id)?, store::members::load_invitations(conn, id, now)?))
}
