//! What a browser is asked, as the JSON that it understands (Web Authentication Level 3, sections 5.4 and 5.5).

use super::ceremonies::{Ceremony, LASTS};
use super::webauthn::ALGORITHMS;
use super::{RelyingParty, store};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::AccountId;
use serde_json::{Value, json};

/// The question for a new passkey. It must be of the kind that says by itself whose it is, and be unlocked by its owner; who
/// made the authenticator is nobody's business. `account` and `name` are what the browser shows to tell accounts apart.
///
/// # Errors
/// When the database refuses.
pub fn for_adding(conn: &mut Conn, site: &RelyingParty, asked: &Ceremony, account: &str, name: &str) -> Result<String> {
    let kinds = ALGORITHMS.map(|kind| json!({ "type": "public-key", "alg": kind as i64 }));
    let question = json!({
        "challenge": asked.challenge,
        "rp": { "id": site.id, "name": views::layout::SITE },
        "user": { "id": asked.handle, "name": account, "displayName": name },
        "pubKeyCredParams": kinds,
        "timeout": LASTS.num_milliseconds(),
        "excludeCredentials": named(conn, asked.question.account)?,
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "required",
        },
        "attestation": "none",
    });
    Ok(question.to_string())
}

/// The question for a passkey that is there: for any of this site, or, where it is known who is asked, for one of theirs.
///
/// # Errors
/// When the database refuses.
pub fn for_signing_in(conn: &mut Conn, site: &RelyingParty, asked: &Ceremony) -> Result<String> {
    let question = json!({
        "challenge": asked.challenge,
        "rpId": site.id,
        "timeout": LASTS.num_milliseconds(),
        "allowCredentials": named(conn, asked.question.account)?,
        "userVerification": "required",
    });
    Ok(question.to_string())
}

fn named(conn: &mut Conn, account: Option<AccountId>) -> Result<Vec<Value>> {
    let Some(account) = account else { return Ok(Vec::new()) };
    let ids = store::load_credentials(conn, account)?;
    Ok(ids.into_iter().map(|id| json!({ "type": "public-key", "id": id })).collect())
}
