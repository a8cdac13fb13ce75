//! The people: who has an account, how they get one, and what they say of themselves.

mod invitations;
pub mod jobs;
mod leaving;
pub mod links;
pub mod newcomers;
mod passwords;
mod registration;
mod staff;
mod store;

use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use crate::policy::{Capacity, LifeStage, Role};
use crate::text::{self, Text};
use diesel::prelude::Queryable;

pub use invitations::{Invited, Invitee, accept_invitation, invite_staff};
pub use leaving::{FORMER, close, delete_closed, former};
pub use passwords::{change_password, password_of, request_reset, request_sign_in, reset, set_password, use_sign_in};
pub use registration::{confirm, confirm_anew, may_be_taken, register, register_confirmed, request_confirmation};
pub use staff::{Colleague, colleague, end_role, is_last_administrator, staff};

/// An account to be made. Everything in it has been checked; the password is hashed.
#[derive(Debug, Clone)]
pub struct New {
    /// The name that others see.
    pub name: String,
    /// The address for letters.
    pub email: String,
    /// The form of it in which two spellings are equal: see [`crate::mail::address`].
    pub email_key: String,
    /// In which capacity.
    pub capacity: Capacity,
    /// The profession, or the organisation's name; empty for residents.
    pub standing: String,
    /// The hash of the password; nothing for a colleague who has yet to choose one.
    pub password_hash: Option<String>,
}

/// An account as signing in needs it.
#[derive(Debug, Clone, Queryable)]
pub struct Found {
    /// The account.
    pub id: AccountId,
    /// The hash of its password, if it has one.
    pub password_hash: Option<String>,
    /// What its owner is trusted with.
    pub role: Role,
    /// When they proved that the address is theirs.
    pub confirmed_at: Option<Moment>,
}

/// What somebody's own page shows of their account.
#[derive(Debug, Clone, Queryable)]
pub struct Own {
    /// The address for letters.
    pub email: String,
    /// The name that others see.
    pub name: String,
    /// What they are trusted with.
    pub role: Role,
    /// In which capacity they speak.
    pub capacity: Capacity,
    /// The profession, or the organisation's name; empty for residents.
    pub standing: String,
    /// When they proved that the address is theirs.
    pub confirmed_at: Option<Moment>,
}

/// Checks in which capacity somebody wants to speak, and the words that go with it.
///
/// # Errors
/// The field at fault and a sentence for the person.
pub fn standing(capacity: &str, profession: &Text) -> std::result::Result<(Capacity, String), (&'static str, String)> {
    match capacity.parse() {
        Ok(Capacity::Resident) => Ok((Capacity::Resident, String::new())),
        Ok(Capacity::Professional) => {
            let words =
                text::words_for_others(profession).map_err(|why| why.unwrap_or("Enter your profession").to_owned());
            match words {
                Ok(words) if text::imitates_the_team(&words) => Err((
                    "profession",
                    "This could be taken for the people who run this site. Enter your profession".into(),
                )),
                Ok(words) => Ok((Capacity::Professional, words)),
                Err(why) => Err(("profession", why)),
            }
        }
        _ => Err(("capacity", "Choose how you take part".to_owned())),
    }
}

/// What is said to whoever has not said that they are so many years old.
#[must_use]
pub fn too_young(age: i64) -> String {
    format!("You need to be {age} or over to take part. Tick the box if you are")
}

/// The account with this address, if there is one.
///
/// # Errors
/// When the database refuses.
pub fn find_for_sign_in(conn: &mut Conn, email_key: &str) -> Result<Option<Found>> {
    store::find_by_key(conn, email_key)
}

/// The account that has confirmed this address (in the form in which two spellings are equal), if there is one.
///
/// # Errors
/// When the database refuses.
pub fn confirmed_with(conn: &mut Conn, email_key: &str) -> Result<Option<AccountId>> {
    Ok(store::find_by_key(conn, email_key)?.filter(|found| found.confirmed_at.is_some()).map(|found| found.id))
}

/// What somebody's own page shows.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person.
pub fn own(conn: &mut Conn, id: AccountId) -> Result<Own> {
    store::find_own(conn, id)?.ok_or(Error::NotFound)
}

/// The name and the capacity are these now. What was said before keeps its capacity; the name changes everywhere.
///
/// # Errors
/// [`Error::NotFound`] when there is no such person.
pub fn change(tx: &mut Tx<'_>, id: AccountId, name: &str, capacity: Capacity, standing: &str) -> Result<()> {
    let before = own(tx, id)?;
    if (before.capacity, before.standing.as_str()) != (capacity, standing) {
        store::update_capacity(tx, id, capacity, standing)?;
    }
    if before.name != name {
        store::update_name(tx, id, name)?;
        tx.touch(Scope::Site);
    }
    Ok(())
}

/// The capacity and what goes with it are these now, as for [`change`].
///
/// # Errors
/// When the database refuses.
pub fn speak_as(tx: &mut Tx<'_>, id: AccountId, capacity: Capacity, standing: &str) -> Result<()> {
    store::update_capacity(tx, id, capacity, standing)
}

/// Notes in which life stage somebody first took part, once, and counts them in the turnout.
///
/// # Errors
/// When the database refuses.
pub fn note_first_part(tx: &mut Tx<'_>, who: AccountId, stage: LifeStage) -> Result<()> {
    if store::update_first_part(tx, who, stage)? {
        store::count_in_turnout(tx, stage);
        tx.touch(Scope::Listing);
    }
    Ok(())
}

/// Lets somebody take no part until this moment (UTC), in every session from the next request on; one that lasts longer stays.
///
/// # Errors
/// When the database refuses.
pub fn suspend(tx: &mut Tx<'_>, who: AccountId, until: Moment) -> Result<()> {
    store::suspend(tx, who, until)
}

/// Sets until when somebody cannot take part: nothing ends their suspension.
///
/// # Errors
/// When the database refuses.
pub fn set_suspension(tx: &mut Tx<'_>, who: AccountId, until: Option<Moment>) -> Result<()> {
    store::update_suspension(tx, who, until)
}

/// Makes an account that is ready to be used, without any letter: for the demonstration. One that is there stays.
///
/// # Errors
/// [`Error::Invalid`] when the address is not one.
#[allow(clippy::too_many_arguments, reason = "a whole person, in the order in which one introduces them")]
pub fn create_confirmed(
    tx: &mut Tx<'_>,
    name: &str,
    email: &str,
    role: Role,
    capacity: Capacity,
    standing: &str,
    password_hash: &str,
    now: Moment,
) -> Result<AccountId> {
    let (email, email_key) = crate::mail::address(email).map_err(Error::Invalid)?;
    let (name, standing, password_hash) = (name.to_owned(), standing.to_owned(), Some(password_hash.to_owned()));
    let new = New { name, email, email_key, capacity, standing, password_hash };
    let id = match store::insert(tx, &new, role, now)? {
        Some(id) => id,
        None => store::find_by_key(tx, &new.email_key)?.ok_or(Error::NotFound)?.id,
    };
    store::update_confirmed(tx, id, now)?;
    Ok(id)
}

/// Whether this address has an account.
///
/// # Errors
/// When the database refuses.
pub fn exists(conn: &mut Conn, email: &str) -> Result<bool> {
    let Ok((_, email_key)) = crate::mail::address(email) else { return Ok(false) };
    Ok(store::find_by_key(conn, &email_key)?.is_some())
}

/// Deletes up to `most` links that ran out before this moment; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge_links(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::delete_links(tx, before, most)
}

/// Deletes some accounts, at most `most`, that were made before this moment and that nobody can confirm any more; gives how
/// many. Few at a time: for each the database looks through all votes, which have no index by person.
///
/// # Errors
/// When the database refuses.
pub fn purge_unconfirmed(tx: &mut Tx<'_>, before: Moment, most: i64, now: Moment) -> Result<usize> {
    store::delete_unconfirmed(tx, before, most.min(20), now)
}

/// A capacity as pages show it.
#[must_use]
pub fn view_capacity(capacity: Capacity) -> views::accounts::Capacity {
    use views::accounts::Capacity as Theirs;
    match capacity {
        Capacity::Resident => Theirs::Resident,
        Capacity::Professional => Theirs::Professional,
        Capacity::Organisation => Theirs::Organisation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_speaks_in_one_capacity_with_its_words() {
        let t = Text::new;
        assert_eq!(standing("resident", &t("nurse")), Ok((Capacity::Resident, String::new())));
        assert_eq!(standing("professional", &t(" Nurse\n2 ")), Ok((Capacity::Professional, "Nurse 2".into())));
        for (capacity, profession, field) in [
            ("", "", "capacity"),
            ("administrator", "", "capacity"),
            ("organisation", "x", "capacity"),
            ("professional", "\u{200b}", "profession"),
            ("professional", "a\u{202e}b", "profession"),
            ("professional", "Moderator", "profession"),
            ("professional", &"x".repeat(81), "profession"),
        ] {
            assert_eq!(standing(capacity, &t(profession)).expect_err(capacity).0, field);
        }
    }
}
