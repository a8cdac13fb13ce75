//! A device that keeps passkeys, as far as a site can tell: it makes a key, and signs with it what it is asked.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};

/// Somebody was there, and proved who they are.
pub const OWNER: u8 = 0b101;
/// Somebody was there, and anybody could have been.
pub const ANYBODY: u8 = 0b001;
/// It is kept in more places than one.
pub const BACKED_UP: u8 = 0b1_1000;

/// What a device and its browser say besides the key; a test changes what it wants.
pub struct Said {
    pub kind: Option<&'static str>,
    pub challenge: Option<String>,
    pub origin: String,
    pub site: String,
    pub flags: u8,
    /// Whether a page of another site was around the one that asked.
    pub framed: bool,
    pub handle: Option<String>,
}

/// The device, with one passkey.
pub struct Authenticator {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    pub id: Vec<u8>,
    /// Whose the passkey is, as the site has said when it was made.
    pub handle: RefCell<Option<String>>,
    /// How often it has signed; 0 for one that does not count.
    pub counter: Cell<u32>,
    /// Whether it counts.
    pub counts: Cell<bool>,
}

impl Authenticator {
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("made");
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).expect("a key");
        let id = folkmoot::keys::random_bytes::<24>().to_vec();
        Self { pair, random, id, handle: RefCell::default(), counter: Cell::new(0), counts: Cell::new(true) }
    }

    /// The name by which a site knows the passkey.
    pub fn name(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.id)
    }

    /// Everything as it should be, on a page of the site at this address.
    pub fn honest(&self, url: &str) -> Said {
        let site = url::Url::parse(url).expect("an address").host_str().expect("a host").to_owned();
        Said {
            kind: None,
            challenge: None,
            origin: url.to_owned(),
            site,
            flags: OWNER,
            framed: false,
            handle: self.handle.borrow().clone(),
        }
    }

    /// The answer to a question for a new passkey.
    pub fn makes(&self, question: &Value, said: &Said) -> String {
        *self.handle.borrow_mut() = question["user"]["id"].as_str().map(str::to_owned);
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}, as CBOR.
        let key = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..], x, &[0x22, 0x58, 32], y].concat();
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let data = [&self.data(said, 1 << 6)[..], &[0; 16], &length, &self.id, &key].concat();
        let size = u8::try_from(data.len()).expect("short");
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let object = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58", &[size][..], &data].concat();
        let client = client(question, said, "webauthn.create");
        json!({
            "id": self.name(),
            "rawId": self.name(),
            "type": "public-key",
            "response": { "clientDataJSON": text(&client), "attestationObject": text(&object) },
        })
        .to_string()
    }

    /// The answer to a question for a passkey that is there.
    pub fn signs(&self, question: &Value, said: &Said) -> String {
        if self.counts.get() {
            self.counter.set(self.counter.get() + 1);
        }
        let (data, client) = (self.data(said, 0), client(question, said, "webauthn.get"));
        let message = [&data[..], digest(&SHA256, &client).as_ref()].concat();
        let signature = self.pair.sign(&self.random, &message).expect("signed");
        json!({
            "id": self.name(),
            "rawId": self.name(),
            "type": "public-key",
            "response": {
                "clientDataJSON": text(&client),
                "authenticatorData": text(&data),
                "signature": text(signature.as_ref()),
                "userHandle": said.handle,
            },
        })
        .to_string()
    }

    fn data(&self, said: &Said, more: u8) -> Vec<u8> {
        let site = digest(&SHA256, said.site.as_bytes());
        [site.as_ref(), &[said.flags | more], &self.counter.get().to_be_bytes()].concat()
    }
}

fn client(question: &Value, said: &Said, kind: &str) -> Vec<u8> {
    let challenge = said.challenge.clone().unwrap_or_else(|| question["challenge"].as_str().expect("asked").to_owned());
    let kind = said.kind.unwrap_or(kind);
    json!({ "type": kind, "challenge": challenge, "origin": said.origin, "crossOrigin": said.framed })
        .to_string()
        .into_bytes()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
