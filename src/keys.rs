//! The site's secret key, and what is signed with it: form tokens and links in letters.

mod seal;

use crate::config::Secrets;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use rand::TryRng;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Signs and checks; cheap to clone. Each purpose has a signature of its own, so that one can never pass for another.
#[derive(Clone)]
pub struct Keys {
    key: SecretString,
}

impl Keys {
    /// Uses the configured key, or reads `key_file`, or makes that file with 32 fresh random bytes (mode 0600).
    ///
    /// # Errors
    /// A sentence that names the setting when the file cannot be read or made, or is too short.
    pub fn load(settings: &Secrets) -> Result<Self, String> {
        if !settings.key.expose_secret().is_empty() {
            return Ok(Self { key: settings.key.clone() });
        }
        let path = &settings.key_file;
        let wrong = |e: std::io::Error| format!("secrets.key_file: {}: {e}", path.display());
        if !path.exists() {
            make_file(path, &random_token()).map_err(wrong)?;
        }
        let key = std::fs::read_to_string(path).map_err(wrong)?;
        if key.trim().len() < 32 {
            return Err(format!("secrets.key_file: {} holds fewer than 32 characters", path.display()));
        }
        Ok(Self { key: key.trim().to_owned().into() })
    }

    /// The key given, for tools that stand beside the site (tests, benchmarks).
    #[must_use]
    pub fn with(key: &str) -> Self {
        Self { key: key.to_owned().into() }
    }

    /// The signature (16 bytes, HMAC-SHA256 cut in half, RFC 2104) of `parts` for one purpose, as URL-safe text.
    #[must_use]
    pub fn sign(&self, purpose: &str, parts: &[&str]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.expose_secret().as_bytes())
            .expect("HMAC takes a key of any length");
        for part in std::iter::once(&purpose).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..16])
    }

    /// Whether `signature` is the one for these parts; takes the same time whatever the answer.
    #[must_use]
    pub fn check(&self, purpose: &str, parts: &[&str], signature: &str) -> bool {
        self.sign(purpose, parts).as_bytes().ct_eq(signature.as_bytes()).into()
    }
}

fn make_file(path: &std::path::Path, key: &str) -> std::io::Result<()> {
    use std::io::Write;
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => file.write_all(key.as_bytes()),
        // Another process was first; its key is as good.
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(e),
    }
}

/// 32 fresh random bytes from the operating system, as URL-safe text (43 characters).
#[must_use]
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// So many fresh random bytes from the operating system.
#[must_use]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .expect("without the operating system's randomness nothing may be signed");
    bytes
}

/// SHA-256 of a token, as hexadecimal text: what the database keeps instead of it.
#[must_use]
pub fn token_hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys { key: "a key for the tests, long enough to use".to_owned().into() }
    }

    #[test]
    fn purposes_and_parts_do_not_mix() {
        let keys = keys();
        let signature = keys.sign("reset", &["7", "12"]);
        assert!(keys.check("reset", &["7", "12"], &signature));
        for (purpose, parts) in
            [("confirm", vec!["7", "12"]), ("reset", vec!["71", "2"]), ("reset", vec!["7", "12", ""])]
        {
            assert!(!keys.check(purpose, &parts, &signature), "{purpose} {parts:?}");
        }
        assert!(!keys.check("reset", &["7", "12"], &signature[1..]));
    }

    #[test]
    fn tokens_differ_and_hashes_do_not() {
        assert_ne!(random_token(), random_token());
        assert_eq!(token_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
