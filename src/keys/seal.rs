//! Secrets that the site itself must be able to read again, sealed so that the database alone gives nothing away.

use super::{Keys, random_bytes};
use crate::error::{Error, Result, broken};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use secrecy::ExposeSecret;

impl Keys {
    /// Seals a secret (AES-256-GCM, under a key made from the site's by HKDF, RFC 5869) for one purpose and one owner. Only
    /// [`Keys::open`] with the same two gives it back; what it gives differs each time.
    ///
    /// # Errors
    /// Never while the site has a key.
    pub fn seal(&self, purpose: &str, whose: &str, secret: &[u8]) -> Result<String> {
        let nonce: [u8; NONCE_LEN] = random_bytes();
        let mut sealed = secret.to_vec();
        self.sealing_key(purpose)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(whose), &mut sealed)
            .map_err(broken("sealing"))?;
        Ok(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// What was sealed for this purpose and this owner; nothing when it was changed, is another's, or under another key.
    ///
    /// # Errors
    /// Never while the site has a key.
    pub fn open(&self, purpose: &str, whose: &str, sealed: &str) -> Result<Option<Vec<u8>>> {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(sealed) else { return Ok(None) };
        let Some((nonce, sealed)) = bytes.split_at_checked(NONCE_LEN) else { return Ok(None) };
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(broken("a nonce"))?;
        let mut opened = sealed.to_vec();
        let opened = self.sealing_key(purpose)?.open_in_place(nonce, Aad::from(whose), &mut opened);
        Ok(opened.ok().map(|secret| secret.to_vec()))
    }

    fn sealing_key(&self, purpose: &str) -> Result<LessSafeKey> {
        let master = Salt::new(HKDF_SHA256, b"folkmoot seal").extract(self.key.expose_secret().as_bytes());
        let info = [purpose.as_bytes()];
        let key = master.expand(&info, &AES_256_GCM).map_err(|_| Error::Broken("a key to seal with".into()))?;
        Ok(LessSafeKey::new(UnboundKey::from(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_owner_and_the_purpose_open_a_seal() {
        let keys = Keys::with("a key for the tests, long enough to use");
        let sealed = keys.seal("totp", "7", b"a secret").expect("sealed");
        assert_eq!(keys.open("totp", "7", &sealed), Ok(Some(b"a secret".to_vec())));
        assert_ne!(keys.seal("totp", "7", b"a secret").expect("sealed"), sealed);
        for (purpose, whose) in [("totp", "8"), ("other", "7")] {
            assert_eq!(keys.open(purpose, whose, &sealed), Ok(None), "{purpose} {whose}");
        }
        let other = Keys::with("another key for the tests, long enough");
        assert_eq!(other.open("totp", "7", &sealed), Ok(None));
        for spoilt in ["", "AAAA", "not base64!", &sealed[..sealed.len() - 1], &format!("A{}", &sealed[1..])] {
            assert_eq!(keys.open("totp", "7", spoilt), Ok(None), "{spoilt}");
        }
    }
}
