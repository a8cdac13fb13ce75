//! Proof that it is still the same person, asked for before anything changes by which they are let in.

use crate::accounts;
use crate::clock::Moment;
use crate::error::Result;
use crate::factors;
use crate::ids::AccountId;
use crate::passwords;
use crate::web::Site;
use crate::web::limits::Rule;
use crate::web::session::Person;
use chrono::Duration;
use secrecy::{ExposeSecret, SecretString};
use views::accounts::Proof as Asked;
use views::form::Problems;

/// How often somebody may give a wrong password or code for their own account.
const GUESSES: Rule = Rule { name: "own password", most: 10, seconds: 900 };

/// For how long after signing in it is the same person anyway.
const FRESH: Duration = Duration::minutes(10);

fn is_fresh(person: &Person, now: Moment) -> bool {
    now - person.began_at <= FRESH
}

/// What is asked of somebody who wants to change with what they sign in: nothing, just after they have signed in.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn needed(site: &Site, person: &Person) -> Result<Asked> {
    if is_fresh(person, site.now()) {
        return Ok(Asked::Fresh);
    }
    let id = person.id;
    let has_something = site
        .db
        .read(move |conn| Ok(accounts::password_of(conn, id)?.is_some() || factors::of(conn, id)?.is_some()))
        .await?;
    Ok(if has_something { Asked::Typed } else { Asked::SignInAnew })
}

/// Whether that was given, or what is wrong with the field `current`.
///
/// # Errors
/// [`crate::error::Error::TooMany`] after many that were wrong.
pub(super) async fn given(
    site: &Site,
    person: &Person,
    typed: &SecretString,
) -> Result<std::result::Result<(), Problems>> {
    if is_fresh(person, site.now()) {
        return Ok(Ok(()));
    }
    let proof = Proof::count(site, person.id)?;
    if !typed.expose_secret().is_empty() && proof.is_password_or_code(typed).await? {
        proof.was_right();
        return Ok(Ok(()));
    }
    let mut problems = Problems::default();
    problems.add("current", "This is neither your password of now nor a code that can be used. Check it");
    Ok(Err(problems))
}

/// What somebody who is signed in typed to show that it is they, counted before anybody looks whether it is right.
pub(super) struct Proof<'a> {
    site: &'a Site,
    whose: AccountId,
}

impl<'a> Proof<'a> {
    /// Counts one more.
    ///
    /// # Errors
    /// [`crate::error::Error::TooMany`] when there were too many.
    pub(super) fn count(site: &'a Site, whose: AccountId) -> Result<Self> {
        site.limits.count(GUESSES, &whose.to_string(), site.now())?;
        Ok(Self { site, whose })
    }

    /// Whether this is the password of the account.
    ///
    /// # Errors
    /// [`crate::error::Error::Busy`] when too many wait.
    pub(super) async fn is_password(&self, typed: &SecretString) -> Result<bool> {
        let whose = self.whose;
        let stored = self.site.db.read(move |conn| accounts::password_of(conn, whose)).await?;
        Ok(self.site.passwords.check(passwords::as_typed(typed.expose_secret()), stored).await?.right)
    }

    /// Whether this is the password of the account, or a code that is good now; the code is used up.
    ///
    /// # Errors
    /// As [`Proof::is_password`].
    pub(super) async fn is_password_or_code(&self, typed: &SecretString) -> Result<bool> {
        if self.is_password(typed).await? {
            return Ok(true);
        }
        let (keys, whose, now, code) = (self.site.keys.clone(), self.whose, self.site.now(), typed.clone());
        self.site.db.write(move |tx| factors::use_code(tx, &keys, whose, code.expose_secret(), true, now)).await
    }

    /// It was right: they may guess anew next time.
    pub(super) fn was_right(self) {
        self.site.limits.forget(GUESSES, &self.whose.to_string());
    }
}
