//! A device that keeps a passkey, for the tests: with each kind of key that is taken, or with another.

use super::super::*;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair,
    RSA_PKCS1_SHA256, RsaKeyPair,
};
use tokio_rustls::rustls::pki_types::{PrivatePkcs1KeyDer, pem::PemObject};

/// Bytes from hexadecimal text.
pub fn bytes(hex: &str) -> Vec<u8> {
    let digit = |n: usize| u8::from_str_radix(&hex[n..n + 2], 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(digit).collect()
}

/// Bytes as base64url.
pub fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn site() -> RelyingParty {
    RelyingParty::of("https://example.org").expect("a name")
}

pub fn created(client: &[u8], object: &[u8]) -> String {
    json!({ "id": "x", "rawId": "eA", "type": "public-key", "response": { "clientDataJSON": text(client), "attestationObject": text(object) } })
        .to_string()
}

pub fn signed(client: &[u8], data: &[u8], signature: &[u8]) -> Signed {
    let response = json!({ "clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature), "userHandle": null });
    Signed::read(&json!({ "id": "x", "rawId": "eA", "type": "public-key", "response": response }).to_string())
        .expect("read")
}

/// 32 bytes.
pub const CHALLENGE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// Somebody was there, and proved who they are.
pub const OWNER: u8 = 0b101;
pub const BACKUP_ELIGIBLE: u8 = 1 << 3;
pub const BACKED_UP: u8 = 1 << 4;

/// Gives the signature of a message.
type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// A device whose key is of some kind.
pub struct Device {
    pub id: Vec<u8>,
    /// Its public key, as CBOR.
    pub key: Vec<u8>,
    pub sign: Sign,
    /// What its browser says besides.
    pub more: &'static str,
}

/// A map of CBOR: numbers below their numbers, and bytes below negative ones.
pub fn cose(kind: u8, algorithm: &str, rest: &[Vec<u8>]) -> Vec<u8> {
    let pairs = 0xa2 + u8::try_from(rest.len()).expect("few");
    [&[pairs, 1, kind, 3][..], &bytes(algorithm), &rest.concat()].concat()
}

pub fn long(label: u8, bytes: &[u8]) -> Vec<u8> {
    [&[label, 0x59], &u16::try_from(bytes.len()).expect("short").to_be_bytes()[..], bytes].concat()
}

impl Device {
    pub fn new(key: Vec<u8>, sign: impl Fn(&[u8]) -> Vec<u8> + 'static) -> Self {
        Self { id: b"x".into(), key, sign: Box::new(sign), more: "" }
    }

    fn ecdsa(kind: &'static EcdsaSigningAlgorithm, algorithm: &str, curve: u8) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("made");
        let pair = EcdsaKeyPair::from_pkcs8(kind, document.as_ref(), &random).expect("a key");
        let point = &pair.public_key().as_ref()[1..];
        let (x, y) = point.split_at(point.len() / 2);
        let key = cose(2, algorithm, &[vec![0x20, curve], long(0x21, x), long(0x22, y)]);
        Self::new(key, move |message| pair.sign(&random, message).expect("signed").as_ref().to_vec())
    }

    pub fn es256() -> Self {
        Self::ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING, "26", 1)
    }

    pub fn es384() -> Self {
        Self::ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING, "3822", 2)
    }

    /// ES256, with the curve of ES384.
    pub fn mixed() -> Self {
        Self::ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING, "26", 2)
    }

    pub fn rs256() -> Self {
        let pem = PrivatePkcs1KeyDer::from_pem_slice(include_bytes!("../../../tests/mail/rsa.pem")).expect("a key");
        let pair = RsaKeyPair::from_der(pem.secret_pkcs1_der()).expect("a key");
        let PublicKeyComponents::<Vec<u8>> { n, e } = pair.public().into();
        Self::new(cose(3, "390100", &[long(0x20, &n), long(0x21, &e)]), move |message| {
            let mut signature = vec![0; pair.public().modulus_len()];
            pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).expect("signed");
            signature
        })
    }

    pub fn client(&self, kind: &str) -> Vec<u8> {
        let more = self.more;
        format!(r#"{{"type":"{kind}","challenge":"{CHALLENGE}","origin":"https://example.org"{more}}}"#).into_bytes()
    }

    pub fn data(flags: u8, counter: u32) -> Vec<u8> {
        [digest(&SHA256, b"example.org").as_ref(), &[flags], &counter.to_be_bytes()].concat()
    }

    pub fn makes(&self, flags: u8) -> Result<Kept, Refusal> {
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let data = [&Self::data(flags | 1 << 6, 0)[..], &[0; 16], &length, &self.id, &self.key].concat();
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let object = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData", &long(0, &data)[1..]].concat();
        made(&created(&self.client("webauthn.create"), &object), &site(), CHALLENGE)
    }

    pub fn signs(&self, flags: u8, counter: u32) -> Signed {
        let (data, client) = (Self::data(flags, counter), self.client("webauthn.get"));
        let signature = (self.sign)(&[&data[..], digest(&SHA256, &client).as_ref()].concat());
        signed(&client, &data, &signature)
    }
}
