//! Whether what a browser answers is good: Web Authentication Level 3, sections 7.1 (a new passkey) and 7.2 (signing in).
//! Nothing here knows of accounts or of the database; the signatures are checked by `ring`.

mod cbor;
mod data;
mod key;

use super::RelyingParty;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde::Deserialize;

use data::Data;
pub(super) use key::ALGORITHMS;
use key::Key;

/// The longest answer that is read, in bytes. With the longest name and an RSA key it is not half of it.
const LONGEST: usize = 16_384;

/// Why an answer is not good. For the log: people are told one and the same sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is not the JSON that a browser writes, or something in it cannot be read.
    NotReadable,
    /// It answers another kind of question.
    AnotherKind,
    /// It answers a question that was not asked just now.
    AnotherChallenge,
    /// It was given to a page of another origin, or inside of one.
    AnotherOrigin,
    /// The passkey is for another site.
    AnotherSite,
    /// Nobody was there, or they did not prove to the authenticator who they are.
    OwnerNotThere,
    /// The signature is not that of the passkey.
    WrongSignature,
    /// The passkey is not known here.
    Unknown,
    /// The passkey is somebody else's than whoever is asked.
    NotTheirs,
    /// The authenticator has counted back or not on: there may be two of it.
    CountedBack,
    /// What cannot change about a passkey has changed.
    Changed,
    /// It is known here already.
    Known,
    /// They have as many as they may.
    TooMany,
}

/// What a page was told, and by which browser it was handed on (section 5.8.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}

/// The answer to a question of this kind, asked with this challenge, on a page of ours.
fn check_client(bytes: &[u8], kind: &str, site: &RelyingParty, challenge: &str) -> Result<(), Refusal> {
    let said: ClientData = serde_json::from_slice(bytes).map_err(|_| Refusal::NotReadable)?;
    if said.r#type != kind {
        return Err(Refusal::AnotherKind);
    }
    if said.challenge != challenge {
        return Err(Refusal::AnotherChallenge);
    }
    if said.origin != site.origin || said.cross_origin || said.top_origin.is_some() {
        return Err(Refusal::AnotherOrigin);
    }
    Ok(())
}

/// What holds of every answer: it is for this site, and the owner was there.
fn check_data(data: &Data<'_>, site: &RelyingParty) -> Result<(), Refusal> {
    if data.site != digest(&SHA256, site.id.as_bytes()).as_ref() {
        return Err(Refusal::AnotherSite);
    }
    if data.owner_was_there() { Ok(()) } else { Err(Refusal::OwnerNotThere) }
}

/// Bytes as they stand in an answer. The name of a passkey stays as it is written: there is one way only to write it.
fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Refusal::NotReadable)
}

/// The answer as a browser writes it (section 5.1, `toJSON`), with what we read of it.
#[derive(Deserialize)]
struct Answer<R> {
    id: String,
    response: R,
}

fn read<R: for<'de> Deserialize<'de>>(answer: &str) -> Result<Answer<R>, Refusal> {
    if answer.len() > LONGEST {
        return Err(Refusal::NotReadable);
    }
    serde_json::from_str(answer).map_err(|_| Refusal::NotReadable)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attestation {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
}

/// A new passkey, as it is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    /// The name by which the authenticator knows it, base64url.
    pub id: String,
    /// Its public key.
    pub key: Vec<u8>,
    pub counter: i64,
    pub backup_eligible: bool,
    pub backed_up: bool,
}

/// Reads the answer with a new passkey. Who made the authenticator is not asked (`attestation: "none"`), so what it may say of
/// that is not looked at.
pub(super) fn made(answer: &str, site: &RelyingParty, challenge: &str) -> Result<Made, Refusal> {
    let answer: Answer<Attestation> = read(answer)?;
    check_client(&bytes(&answer.response.client_data)?, "webauthn.create", site, challenge)?;
    let object = bytes(&answer.response.attestation_object)?;
    let object = cbor::whole(&object).ok_or(Refusal::NotReadable)?;
    let data = object.named("authData").and_then(cbor::Value::bytes).ok_or(Refusal::NotReadable)?;
    let data = Data::read(data).ok_or(Refusal::NotReadable)?;
    check_data(&data, site)?;
    let made = data.made.as_ref().ok_or(Refusal::NotReadable)?;
    Ok(Made {
        id: URL_SAFE_NO_PAD.encode(made.id),
        key: made.key.to_vec(),
        counter: data.counter.into(),
        backup_eligible: data.backup_eligible(),
        backed_up: data.backed_up(),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assertion {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
    user_handle: Option<String>,
}

/// The answer of somebody who wants to come in, read and not yet checked.
#[derive(Debug)]
pub(super) struct Signed {
    /// Which passkey they say it is.
    pub id: String,
    /// Whose they say it is, if the authenticator keeps that.
    pub handle: Option<String>,
    client_data: Vec<u8>,
    data: Vec<u8>,
    signature: Vec<u8>,
}

/// What is new about a passkey that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Used {
    pub counter: i64,
    pub backup_eligible: bool,
    pub backed_up: bool,
}

impl Signed {
    pub(super) fn read(answer: &str) -> Result<Self, Refusal> {
        let Answer { id, response }: Answer<Assertion> = read(answer)?;
        Ok(Self {
            id,
            handle: response.user_handle.filter(|handle| !handle.is_empty()),
            client_data: bytes(&response.client_data)?,
            data: bytes(&response.authenticator_data)?,
            signature: bytes(&response.signature)?,
        })
    }

    /// Whether it is signed with this key, for this site, in answer to this challenge.
    pub(super) fn check(&self, key: &[u8], site: &RelyingParty, challenge: &str) -> Result<Used, Refusal> {
        check_client(&self.client_data, "webauthn.get", site, challenge)?;
        let data = Data::read(&self.data).ok_or(Refusal::NotReadable)?;
        check_data(&data, site)?;
        let message = [&self.data, digest(&SHA256, &self.client_data).as_ref()].concat();
        let key = Key::read(key).ok_or(Refusal::NotReadable)?;
        if !key.has_signed(&message, &self.signature) {
            return Err(Refusal::WrongSignature);
        }
        Ok(Used { counter: data.counter.into(), backup_eligible: data.backup_eligible(), backed_up: data.backed_up() })
    }
}

#[cfg(test)]
#[path = "webauthn_tests.rs"]
mod tests;
