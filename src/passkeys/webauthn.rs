//! Whether what a browser answers is good: Web Authentication Level 3, sections 7.1 (a new passkey) and 7.2 (signing in).
//! `webauthn-rs-core` reads it and checks it; here stands what it is told to ask for, and what it leaves to us. Nothing here
//! knows of accounts or of the database.

use super::RelyingParty;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AttestationFormat, COSEAlgorithm, COSEKey, COSEKeyType, Credential, ECDSACurve, ParsedAttestation,
    PublicKeyCredential, RegisterPublicKeyCredential, RegisteredExtensions, UserVerificationPolicy,
};

/// The kinds of signature that we take, the one we like best first: those that the crate can check. RS256 is for older computers
/// with Windows.
pub(super) const ALGORITHMS: [COSEAlgorithm; 3] = [COSEAlgorithm::ES256, COSEAlgorithm::ES384, COSEAlgorithm::RS256];

/// The longest answer that is read, in bytes. With the longest name and an RSA key it is not half of it.
const LONGEST: usize = 16_384;

/// The longest name of a passkey, in bytes (section 4, "credential ID"). The crate takes longer ones, which PostgreSQL could not
/// keep in an index.
const LONGEST_ID: usize = 1_023;

/// Why an answer is not good. For the log: people are told one and the same sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is not the JSON that a browser writes; or something in it cannot be read, contradicts itself, or is of a kind that
    /// is not taken.
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

impl From<WebauthnError> for Refusal {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::InvalidClientDataType => Self::AnotherKind,
            WebauthnError::MismatchedChallenge => Self::AnotherChallenge,
            WebauthnError::InvalidRPOrigin | WebauthnError::CredentialCrossOrigin => Self::AnotherOrigin,
            WebauthnError::InvalidRPIDHash => Self::AnotherSite,
            WebauthnError::UserNotPresent | WebauthnError::UserNotVerified => Self::OwnerNotThere,
            WebauthnError::AuthenticationFailure
            | WebauthnError::SignatureInvalid
            | WebauthnError::AttestationStatementSigInvalid => Self::WrongSignature,
            WebauthnError::CredentialPossibleCompromise => Self::CountedBack,
            WebauthnError::CredentialBackupEligibilityInconsistent => Self::Changed,
            _ => Self::NotReadable,
        }
    }
}

/// A passkey, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// The name by which the authenticator knows it, base64url.
    pub id: String,
    /// Its public key: the JSON of the crate, which it promises to read in later versions.
    pub key: Vec<u8>,
    /// How often it has signed, as it says itself; some always say 0.
    pub counter: i64,
    /// Whether it can be kept in more places than one.
    pub backup_eligible: bool,
    /// Whether it is.
    pub backed_up: bool,
}

/// What is new about a passkey that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Used {
    /// How often it has signed now.
    pub counter: i64,
    /// Whether it is kept in more places than one now.
    pub backed_up: bool,
}

/// Reads the answer with a new passkey. Who made the authenticator is not asked (`attestation: "none"`): what it says of that
/// all the same must be well-formed and signed, and is not kept.
pub(super) fn made(answer: &str, site: &RelyingParty, challenge: &str) -> Result<Kept, Refusal> {
    let answer: RegisterPublicKeyCredential = read(answer)?;
    check_frame(&answer.response.client_data_json)?;
    let (core, asked) = (core(site)?, state(creation(challenge))?);
    let made = quietly(|| core.register_credential(&answer, &asked, None))?;
    if made.cred_id.is_empty() || made.cred_id.len() > LONGEST_ID || !fits(&made.cred) {
        return Err(Refusal::NotReadable);
    }
    Ok(Kept {
        id: URL_SAFE_NO_PAD.encode(&made.cred_id),
        key: serde_json::to_vec(&made.cred).map_err(|_| Refusal::NotReadable)?,
        counter: made.counter.into(),
        backup_eligible: made.backup_eligible,
        backed_up: made.backup_state,
    })
}

/// The answer of somebody who wants to come in, read and not yet checked.
#[derive(Debug)]
pub(super) struct Signed(PublicKeyCredential);

impl Signed {
    pub(super) fn read(answer: &str) -> Result<Self, Refusal> {
        read(answer).map(Self)
    }

    /// Which passkey they say it is, base64url.
    pub(super) fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.get_credential_id())
    }

    /// Whose they say it is, base64url, if the authenticator keeps that.
    pub(super) fn handle(&self) -> Option<String> {
        self.0.get_user_unique_id().filter(|handle| !handle.is_empty()).map(|handle| URL_SAFE_NO_PAD.encode(handle))
    }

    /// Whether it is signed with this passkey, for this site, in answer to this challenge.
    pub(super) fn check(&self, kept: &Kept, site: &RelyingParty, challenge: &str) -> Result<Used, Refusal> {
        check_frame(&self.0.response.client_data_json)?;
        let (core, asked, passkey) = (core(site)?, state(request(challenge))?, passkey(kept)?);
        let used = quietly(|| core.authenticate_single_credential(&self.0, &asked, &passkey))?;
        Ok(Used { counter: used.counter().into(), backed_up: used.backup_state() })
    }
}

/// The answer as a browser writes it (section 5.1, `toJSON`).
fn read<A: DeserializeOwned>(answer: &str) -> Result<A, Refusal> {
    if answer.len() > LONGEST {
        return Err(Refusal::NotReadable);
    }
    serde_json::from_str(answer).map_err(|_| Refusal::NotReadable)
}

/// Whether another page was around ours (section 5.8.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Frame {
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}

/// No page of another site was around ours. The crate looks at that for new passkeys alone, and never at the outermost page.
fn check_frame(client_data: &[u8]) -> Result<(), Refusal> {
    let frame: Frame = serde_json::from_slice(client_data).map_err(|_| Refusal::NotReadable)?;
    if frame.cross_origin || frame.top_origin.is_some() { Err(Refusal::AnotherOrigin) } else { Ok(()) }
}

/// The crate, for this site: its pages alone, with their port. The name and the time are for questions, which are ours.
fn core(site: &RelyingParty) -> Result<WebauthnCore, Refusal> {
    let origin = Url::parse(&site.origin).map_err(|_| Refusal::AnotherOrigin)?;
    let (subdomains, any_port) = (Some(false), Some(false));
    Ok(WebauthnCore::new_unsafe_experts_only("", &site.id, vec![origin], Duration::ZERO, subdomains, any_port))
}

/// What was asked, as the crate keeps it between question and answer. It would make a challenge of its own; ours is in the row
/// of the ceremony, and the rest is always the same.
fn state<S: DeserializeOwned>(asked: Value) -> Result<S, Refusal> {
    serde_json::from_value(asked).map_err(|_| Refusal::AnotherChallenge)
}

/// The question for a new passkey, for [`state`].
fn creation(challenge: &str) -> Value {
    json!({
        "policy": UserVerificationPolicy::Required,
        "exclude_credentials": [],
        "challenge": challenge,
        "credential_algorithms": ALGORITHMS,
        "require_resident_key": true,
        "authenticator_attachment": null,
        "extensions": {},
        "allow_synchronised_authenticators": true,
    })
}

/// The question for a passkey that is there, for [`state`]. Which one it is, the caller says.
fn request(challenge: &str) -> Value {
    json!({
        "credentials": [],
        "policy": UserVerificationPolicy::Required,
        "challenge": challenge,
        "appid": null,
        "allow_backup_eligible_upgrade": false,
    })
}

/// A passkey that is kept, as the crate knows it.
fn passkey(kept: &Kept) -> Result<Credential, Refusal> {
    Ok(Credential {
        cred_id: URL_SAFE_NO_PAD.decode(&kept.id).map_err(|_| Refusal::NotReadable)?,
        cred: serde_json::from_slice(&kept.key).map_err(|_| Refusal::NotReadable)?,
        counter: u32::try_from(kept.counter).map_err(|_| Refusal::NotReadable)?,
        transports: None,
        user_verified: true,
        backup_eligible: kept.backup_eligible,
        backup_state: kept.backed_up,
        registration_policy: UserVerificationPolicy::Required,
        extensions: RegisteredExtensions::none(),
        attestation: ParsedAttestation::default(),
        attestation_format: AttestationFormat::None,
    })
}

/// Whether a key is of the curve that belongs to its kind of signature (section 5.8.5), or long enough: the crate leaves that
/// open, and such a passkey would let nobody in, or too many.
fn fits(key: &COSEKey) -> bool {
    match (key.type_, &key.key) {
        (COSEAlgorithm::ES256, COSEKeyType::EC_EC2(point)) => point.curve == ECDSACurve::SECP256R1,
        (COSEAlgorithm::ES384, COSEKeyType::EC_EC2(point)) => point.curve == ECDSACurve::SECP384R1,
        // The crate takes 256 bytes; with the highest bit they are 2048 bits.
        (COSEAlgorithm::RS256, COSEKeyType::RSA(key)) => key.n.first().is_some_and(|first| *first >= 0x80),
        _ => false,
    }
}

/// The crate tells the log what it has read, the names of passkeys among it, and does so even at the level of errors. None of
/// that gets there, whatever `log.filter` lets through.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    tracing::dispatcher::with_default(&tracing::Dispatch::none(), work)
}

#[cfg(test)]
#[path = "webauthn_tests.rs"]
mod tests;
