//! Between the question and the answer: whoever was asked for a passkey, in which browser, and with which challenge.
//!
//! The challenge is a row here and nowhere else. It is found by a cookie that only the browser has to which the question went,
//! it is good for five minutes, and the first answer takes it away, whatever the answer is.

use super::store;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::AccountId;
use crate::keys::{random_token, token_hash};
use chrono::Duration;

/// The cookie of a browser that was asked for a passkey.
pub const COOKIE: &str = "__Host-passkey";
/// How long an answer may take.
pub const LASTS: Duration = Duration::minutes(5);

crate::words! {
    /// What a passkey was asked for.
    pub enum Purpose {
        /// To keep a new one.
        Add = "add",
        /// To sign in whoever has it.
        SignIn = "sign_in",
        /// To let in whoever has given a password or a link.
        SecondStep = "second_step",
    }
}

/// A question to be asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// What for.
    pub purpose: Purpose,
    /// Whose passkey it must be; nothing where the answer is to tell.
    pub account: Option<AccountId>,
    /// What a new passkey will be called.
    pub name: String,
    /// Where to go afterwards: a path of this site, or nothing.
    pub next: String,
}

/// A question that was asked.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// What was asked.
    pub question: Question,
    /// What the answer must hold: 32 random bytes, base64url.
    pub challenge: String,
    /// By which a new passkey will know whose it is; empty for others.
    pub handle: String,
}

/// Begins to ask, and gives the token by which the browser is known; it is stored nowhere.
///
/// # Errors
/// When the database refuses.
pub fn begin(tx: &mut Tx<'_>, question: &Question, now: Moment) -> Result<String> {
    let handle = match question.account.filter(|_| question.purpose == Purpose::Add) {
        Some(account) => store::find_handle(tx, account)?.unwrap_or_else(random_token),
        None => String::new(),
    };
    let token = random_token();
    let asked = Ceremony { question: question.clone(), challenge: random_token(), handle };
    store::insert_ceremony(tx, &asked, &token_hash(&token), now, now + LASTS)?;
    Ok(token)
}

/// What was asked of the browser with this token, if that has not run out and was not answered.
///
/// # Errors
/// When the database refuses.
pub fn find(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<Ceremony>> {
    Ok(store::find_ceremony(conn, &token_hash(token), now)?.map(|(_, ceremony)| ceremony))
}

/// As [`find`], for whoever has an answer: the question is over.
///
/// # Errors
/// When the database refuses.
pub fn take(tx: &mut Tx<'_>, token: &str, now: Moment) -> Result<Option<Ceremony>> {
    let Some((id, ceremony)) = store::find_ceremony(tx, &token_hash(token), now)? else { return Ok(None) };
    Ok(store::delete_ceremony(tx, id)?.then_some(ceremony))
}

/// Nobody is asked for a passkey of this account any more, as after a change of its password.
///
/// # Errors
/// When the database refuses.
pub fn end_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    store::delete_ceremonies_of(tx, account)
}
