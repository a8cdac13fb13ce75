//! The public key of a passkey, as authenticators write it (COSE, RFC 9052 and RFC 9053), and what it has signed.

use super::cbor::{self, Value};
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

/// The kinds of signature that we take, the one we like best first: ES256, EdDSA with Ed25519, and RS256, which older
/// computers with Windows have (RFC 9053, section 2; RFC 8812, section 2).
pub(in crate::passkeys) const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// The longest key that is kept, in bytes: an RSA key of 8192 bits fits.
const LONGEST: usize = 1_200;

/// A public key of a kind that we take.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Key<'a> {
    /// A point on the curve P-256, not compressed.
    Es256([u8; 65]),
    /// Ed25519.
    Ed25519(&'a [u8]),
    /// The modulus and the exponent.
    Rs256(&'a [u8], &'a [u8]),
}

impl<'a> Key<'a> {
    /// Reads a key; nothing when it is none, or of a kind that we do not take.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() > LONGEST {
            return None;
        }
        Self::of(&cbor::whole(bytes)?)
    }

    fn of(map: &Value<'a>) -> Option<Self> {
        let int = |label| map.numbered(label).and_then(Value::int);
        let bytes = |label| map.numbered(label).and_then(Value::bytes);
        match (int(1)?, int(3)?) {
            (2, ES256) if int(-1) == Some(1) => {
                let (x, y) = (bytes(-2)?, bytes(-3)?);
                let point = [&[4], x, y].concat();
                Some(Self::Es256(point.try_into().ok().filter(|_| x.len() == 32)?))
            }
            (1, EDDSA) if int(-1) == Some(6) => bytes(-2).filter(|x| x.len() == 32).map(Self::Ed25519),
            // At least 2048 bits; ring refuses the rest when it is used.
            (3, RS256) => Some(Self::Rs256(bytes(-1).filter(|n| n.len() >= 256)?, bytes(-2)?)),
            _ => None,
        }
    }

    /// Whether this key has signed the message.
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let checked = match self {
            Self::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature),
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rs256(n, e) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        checked.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

    /// A key as an authenticator writes it: numbers, and bytes below negative ones.
    fn cose(kind: u8, algorithm: &[u8], rest: &[&[u8]]) -> Vec<u8> {
        let mut key = vec![0xa2 + u8::try_from(rest.len()).expect("few"), 1, kind, 3];
        key.extend_from_slice(algorithm);
        rest.iter().for_each(|part| key.extend_from_slice(part));
        key
    }

    fn long(label: u8, bytes: &[u8]) -> Vec<u8> {
        [&[label, 0x58, u8::try_from(bytes.len()).expect("short")], bytes].concat()
    }

    #[test]
    fn each_kind_of_signature_is_checked() {
        let random = SystemRandom::new();
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a key");
        let bytes = cose(1, &[0x27], &[&[0x20, 6], &long(0x21, pair.public_key().as_ref())]);
        let key = Key::read(&bytes).expect("read");
        let signature = pair.sign(b"words");
        assert!(key.has_signed(b"words", signature.as_ref()) && !key.has_signed(b"others", signature.as_ref()));

        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("made");
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).expect("a key");
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let bytes = cose(2, &[0x26], &[&[0x20, 1], &long(0x21, x), &long(0x22, y)]);
        let key = Key::read(&bytes).expect("read");
        let signature = pair.sign(&random, b"words").expect("signed");
        assert!(key.has_signed(b"words", signature.as_ref()) && !key.has_signed(b"others", signature.as_ref()));
        assert!(!key.has_signed(b"words", &signature.as_ref()[1..]) && !key.has_signed(b"words", b""));
    }

    #[test]
    fn other_keys_are_refused() {
        let good = cose(2, &[0x26], &[&[0x20, 1], &long(0x21, &[1; 32]), &long(0x22, &[2; 32])]);
        assert!(Key::read(&good).is_some());
        for (kind, algorithm, rest) in [
            (2, &[0x38, 0x22][..], vec![vec![0x20, 2], long(0x21, &[1; 48]), long(0x22, &[2; 48])]), // ES384
            (1, &[0x26], vec![vec![0x20, 1], long(0x21, &[1; 32]), long(0x22, &[2; 32])]), // a kind that does not fit
            (2, &[0x26], vec![vec![0x20, 2], long(0x21, &[1; 32]), long(0x22, &[2; 32])]), // another curve
            (2, &[0x26], vec![vec![0x20, 1], long(0x21, &[1; 31]), long(0x22, &[2; 33])]), // uneven
            (2, &[0x26], vec![vec![0x20, 1], long(0x21, &[1; 32]), vec![0x22, 0xf5]]),     // half a point, compressed
            (1, &[0x27], vec![vec![0x20, 6], long(0x21, &[1; 31])]),                       // too short
            (3, &[0x39, 0x01, 0x00], vec![long(0x20, &[1; 128]), vec![0x21, 0x43, 1, 0, 1]]), // 1024 bits
        ] {
            let rest: Vec<&[u8]> = rest.iter().map(Vec::as_slice).collect();
            assert_eq!(Key::read(&cose(kind, algorithm, &rest)), None, "{kind} {algorithm:?}");
        }
        assert_eq!(Key::read(&[&good[..], &[0]].concat()), None, "more than a key");
        assert_eq!(Key::read(&good[..good.len() - 1]), None, "less than a key");
    }
}
