//! The second factor of an account: an app that shows codes, and recovery codes for whoever has lost it.

pub mod challenges;
mod codes;
mod store;

use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result, broken};
use crate::ids::AccountId;
use crate::keys::{Keys, random_bytes, token_hash};
use crate::queue::{self, Job};
use chrono::DateTime;
use diesel::prelude::Queryable;
use totp_rs::{Builder, Totp};

pub use codes::{Recovery, is_six_digits};

/// What a sealed secret is for: at rest, and on its way through the form that sets it up.
const AT_REST: &str = "factor";
const ON_ITS_WAY: &str = "new factor";

/// A second factor, as its row has it.
#[derive(Debug, Clone, Queryable)]
pub struct Factor {
    secret: String,
    /// When it was set up.
    pub since: Moment,
}

/// The second factor of an account, if it has one.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, account: AccountId) -> Result<Option<Factor>> {
    store::find(conn, account)
}

/// How many recovery codes are left.
///
/// # Errors
/// When the database refuses.
pub fn recovery_left(conn: &mut Conn, account: AccountId) -> Result<i64> {
    store::count_recovery(conn, account)
}

/// A secret that is being shown to its owner and is not in force yet.
pub struct Fresh {
    totp: Totp,
    /// The secret, sealed for its way through the form and back.
    pub sealed: String,
}

impl Fresh {
    /// A new secret of 20 random bytes (RFC 4226, section 4) for this account.
    ///
    /// # Errors
    /// When the operating system has no randomness.
    pub fn new(keys: &Keys, account: AccountId) -> Result<Self> {
        let secret: [u8; 20] = random_bytes();
        Ok(Self { totp: totp(&secret)?, sealed: keys.seal(ON_ITS_WAY, &account.to_string(), &secret)? })
    }

    /// The secret that came back with the form; nothing when it was changed or is another account's.
    ///
    /// # Errors
    /// Never while the site has a key.
    pub fn returned(keys: &Keys, account: AccountId, sealed: &str) -> Result<Option<Self>> {
        let Some(secret) = keys.open(ON_ITS_WAY, &account.to_string(), sealed)? else { return Ok(None) };
        Ok(Some(Self { totp: totp(&secret)?, sealed: sealed.to_owned() }))
    }

    /// As people type it into an app that cannot see the picture: groups of four.
    #[must_use]
    pub fn in_letters(&self) -> String {
        codes::grouped(&self.totp.secret().to_base32(), 4)
    }

    /// The address that the picture holds, under these names of site and account.
    ///
    /// # Errors
    /// Never; the names are made fit.
    pub fn address(&self, site: &str, account: &str) -> Result<String> {
        let fit = |name: &str| name.replace(':', " ");
        let named = Builder::new().with_secret(self.totp.secret().clone()).with_account_name(fit(account));
        let totp = named.with_issuer(Some(fit(site))).build().map_err(broken("naming a second factor"))?;
        totp.to_url().map_err(broken("the address of a second factor"))
    }

    /// The step to which this code belongs, of now or the one before or after; nothing when it is wrong.
    #[must_use]
    pub fn step(&self, typed: &str, now: Moment) -> Option<i64> {
        step(&self.totp, typed, now)
    }

    /// The code of now, which the demonstration tells.
    #[must_use]
    pub fn code_now(&self, now: Moment) -> String {
        self.totp.generate(seconds(now)).to_string()
    }

    /// The account has this factor from now on, and these recovery codes, which are never shown again. Sessions
    /// and the letter are for the caller.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it has one already.
    pub fn set_up(
        &self,
        tx: &mut Tx<'_>,
        keys: &Keys,
        account: AccountId,
        step: i64,
        now: Moment,
    ) -> Result<Vec<String>> {
        let secret = keys.seal(AT_REST, &account.to_string(), self.totp.secret().as_ref())?;
        if !store::insert(tx, account, &secret, step, now)? {
            return Err(Error::Conflict("Your second step is on already.".into()));
        }
        renew_recovery(tx, account)
    }
}

/// Ten new recovery codes in place of all that there were.
///
/// # Errors
/// When the database refuses.
pub fn renew_recovery(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<String>> {
    store::delete_recovery(tx, account)?;
    let codes: Vec<Recovery> = (0..10).map(|_| Recovery::new()).collect();
    for code in &codes {
        store::insert_recovery(tx, account, &token_hash(code.as_str()))?;
    }
    Ok(codes.iter().map(Recovery::in_groups).collect())
}

/// The account has no second factor any more.
///
/// # Errors
/// When the database refuses.
pub fn remove(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    store::delete(tx, account)?;
    store::delete_recovery(tx, account)
}

/// Nothing of this account is left here: no factor, no recovery code, nobody who is asked for one.
///
/// # Errors
/// When the database refuses.
pub fn forget(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    remove(tx, account)?;
    challenges::end_all(tx, account)
}

/// A letter tells the owner that it was switched on or off.
///
/// # Errors
/// When the database refuses.
pub fn tell(tx: &mut Tx<'_>, account: AccountId, on: bool, now: Moment) -> Result<()> {
    queue::enqueue(tx, &Job::FactorChanged { account: account.0, on }, now)
}

/// Uses a code up: six digits from the app (of now, or the step before or after), or a recovery code. True when it was
/// right, and the first time; `app` says whether those of the app are taken at all.
///
/// # Errors
/// When the database refuses.
pub fn use_code(tx: &mut Tx<'_>, keys: &Keys, account: AccountId, typed: &str, app: bool, now: Moment) -> Result<bool> {
    if !is_six_digits(typed) {
        let Some(code) = Recovery::typed(typed) else { return Ok(false) };
        return store::use_recovery(tx, account, &token_hash(code.as_str()), now);
    }
    let Some(factor) = store::find(tx, account)?.filter(|_| app) else { return Ok(false) };
    match step(&opened(keys, account, &factor)?, typed, now) {
        Some(step) => store::use_step(tx, account, step),
        None => Ok(false),
    }
}

/// In the demonstration: a recovery code of its own for whoever is asked under this token, which the page tells them.
///
/// # Errors
/// When the database refuses.
pub fn add_told(tx: &mut Tx<'_>, keys: &Keys, account: AccountId, token: &str) -> Result<()> {
    store::insert_recovery(tx, account, &token_hash(Recovery::told(keys, token).as_str()))
}

/// The code that [`add_told`] has added.
#[must_use]
pub fn told(keys: &Keys, token: &str) -> String {
    Recovery::told(keys, token).in_groups()
}

/// Forgets up to `most` who were asked for a code before this moment; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge(tx: &mut Tx<'_>, before: Moment, most: i64) -> Result<usize> {
    store::delete_challenges(tx, before, most)
}

fn opened(keys: &Keys, account: AccountId, factor: &Factor) -> Result<Totp> {
    let secret = keys.open(AT_REST, &account.to_string(), &factor.secret)?;
    totp(&secret.ok_or_else(|| Error::Broken("a second factor was sealed under another key".into()))?)
}

fn totp(secret: &[u8]) -> Result<Totp> {
    Builder::new().with_secret(secret).build().map_err(broken("a second factor"))
}

fn seconds(now: Moment) -> u64 {
    DateTime::timestamp(&now.and_utc()).try_into().unwrap_or_default()
}

fn step(totp: &Totp, typed: &str, now: Moment) -> Option<i64> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    totp.check(&digits, seconds(now)).and_then(|step| step.try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 6238, appendix B (the last six of its eight digits).
    #[test]
    fn codes_are_those_of_the_standard() {
        let fresh = Fresh { totp: totp(b"12345678901234567890").expect("made"), sealed: String::new() };
        for (at, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            let at = |seconds: i64| DateTime::from_timestamp(at + seconds, 0).expect("a date").naive_utc();
            assert_eq!(fresh.code_now(at(0)), code);
            for (seconds, good) in [(0, true), (-30, true), (30, true), (-60, false), (60, false)] {
                if at(seconds) < DateTime::UNIX_EPOCH.naive_utc() {
                    continue;
                }
                assert_eq!(fresh.step(code, at(seconds)).is_some(), good, "{code} {seconds}");
            }
            assert!(fresh.step(&format!(" {} {} ", &code[..3], &code[3..]), at(0)).is_some(), "as apps show it");
        }
    }

    #[test]
    fn the_picture_holds_an_address_that_apps_read() {
        let fresh = Fresh { totp: totp(b"12345678901234567890").expect("made"), sealed: String::new() };
        let address = fresh.address("Folkmoot: London", "ana+x@people.example").expect("made");
        assert!(address.starts_with("otpauth://totp/Folkmoot%20%20London:ana%2Bx%40people"), "{address}");
        assert!(
            address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") && address.contains("issuer=Folkmoot"),
            "{address}"
        );
        assert_eq!(fresh.in_letters(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn a_new_secret_comes_back_to_its_account_alone() {
        let keys = Keys::with("a key for the tests, long enough to use");
        let fresh = Fresh::new(&keys, AccountId(7)).expect("made");
        let back = Fresh::returned(&keys, AccountId(7), &fresh.sealed).expect("opened").expect("is mine");
        assert_eq!(back.in_letters(), fresh.in_letters());
        assert!(Fresh::returned(&keys, AccountId(8), &fresh.sealed).expect("opened").is_none());
        assert!(Fresh::returned(&keys, AccountId(7), "x").expect("opened").is_none());
    }
}
