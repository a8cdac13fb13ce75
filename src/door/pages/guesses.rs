//! Passwords that somebody types for an account: checked within the limits on guessing.

use crate::error::Result;
use crate::passwords::{self, Verdict};
use crate::web::Site;
use crate::web::limits::{self, Rule};
use actix_web::HttpRequest;
use secrecy::{ExposeSecret, SecretString};

/// Wrong passwords for one account from one place: then that place waits. Others, and other places, do not.
const GUESSES: Rule = Rule { name: "guesses", most: 10, seconds: 900 };
/// Wrong passwords from one place, whoever's they are.
const MISSES: Rule = Rule { name: "misses", most: 100, seconds: 600 };

/// Nothing while this place has not failed too often to come in, in whatever way.
///
/// # Errors
/// [`crate::error::Error::TooMany`].
pub(super) fn may_miss(req: &HttpRequest, site: &Site) -> Result<()> {
    site.limits.check(MISSES, &limits::client(req, &site.config), site.now())
}

/// This place has failed to come in once more.
pub(super) fn missed(req: &HttpRequest, site: &Site) {
    // Over the limit it is the next try that is refused.
    let _ = site.limits.count(MISSES, &limits::client(req, &site.config), site.now());
}

/// A password that was typed in one place for one account, counted before anybody looks whether it is right.
pub(super) struct Guess<'a> {
    site: &'a Site,
    place: String,
    whose: String,
}

impl<'a> Guess<'a> {
    /// Counts one more guess at the account that goes by the name of `whose`.
    ///
    /// # Errors
    /// [`crate::error::Error::TooMany`] when this place has guessed too often.
    pub(super) fn count(req: &HttpRequest, site: &'a Site, whose: &str) -> Result<Self> {
        let now = site.now();
        let place = limits::client(req, &site.config);
        let whose = format!("{place} {whose}");
        site.limits.check(MISSES, &place, now)?;
        site.limits.count(GUESSES, &whose, now)?;
        Ok(Self { site, place, whose })
    }

    /// Checks it against the stored hash. Without one (there is no such account) it takes just as long and is wrong.
    ///
    /// # Errors
    /// [`crate::error::Error::Busy`] when too many wait.
    pub(super) async fn check(&self, typed: &SecretString, stored: Option<String>) -> Result<Verdict> {
        self.site.passwords.check(passwords::as_typed(typed.expose_secret()), stored).await
    }

    /// It let somebody in: they may guess anew next time.
    pub(super) fn was_right(self) {
        self.site.limits.forget(GUESSES, &self.whose);
    }

    /// It let nobody in.
    pub(super) fn was_wrong(self) {
        // Over the limit it is the next guess that is refused.
        let _ = self.site.limits.count(MISSES, &self.place, self.site.now());
    }
}
