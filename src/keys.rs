//! The site's secret key, and what is signed with it: form tokens and links in letters. While one key takes over from
//! another, both are live (OWASP ASVS 5.0, V13.3.1): one signs, and what either has signed is good.

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
    second: Option<SecretString>,
}

impl Keys {
    /// Uses the configured key, or reads `key_file`, or makes that file with 32 fresh random bytes (mode 0600). The second
    /// key is given or read in the same way, but never made: without one there is only the first.
    ///
    /// # Errors
    /// A sentence that names the setting when a file cannot be read or made, or is too short.
    pub fn load(settings: &Secrets) -> Result<Self, String> {
        let (key, file) = (&settings.key, &settings.key_file);
        if key.expose_secret().is_empty() && !file.exists() {
            make_file(file, &random_token()).map_err(|e| format!("secrets.key_file: {}: {e}", file.display()))?;
        }
        let key = given_or_read(key, file, "secrets.key_file")?;
        let (second, file) = (&settings.second_key, &settings.second_key_file);
        let has_second = !(second.expose_secret().is_empty() && file.as_os_str().is_empty());
        let second = has_second.then(|| given_or_read(second, file, "secrets.second_key_file")).transpose()?;
        Ok(Self { key, second })
    }

    /// The key given, for tools that stand beside the site (tests, benchmarks).
    #[must_use]
    pub fn with(key: &str) -> Self {
        Self { key: key.to_owned().into(), second: None }
    }

    /// The signature (16 bytes, HMAC-SHA256 cut in half, RFC 2104) of `parts` for one purpose, as URL-safe text.
    #[must_use]
    pub fn sign(&self, purpose: &str, parts: &[&str]) -> String {
        sign(&self.key, purpose, parts)
    }

    /// The signatures that are good for `parts`: one for each live key.
    pub fn signatures(&self, purpose: &str, parts: &[&str]) -> impl Iterator<Item = String> {
        std::iter::once(&self.key).chain(&self.second).map(move |key| sign(key, purpose, parts))
    }

    /// Whether `signature` is good for these parts; takes the same time whatever the answer.
    #[must_use]
    pub fn check(&self, purpose: &str, parts: &[&str], signature: &str) -> bool {
        same_as_one(self.signatures(purpose, parts), signature)
    }
}

/// Whether `given` is one of these; takes the same time whatever the answer.
pub fn same_as_one(good: impl Iterator<Item = String>, given: &str) -> bool {
    good.fold(subtle::Choice::from(0), |found, one| found | one.as_bytes().ct_eq(given.as_bytes())).into()
}

fn sign(key: &SecretString, purpose: &str, parts: &[&str]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes()).expect("HMAC takes a key of any length");
    for part in std::iter::once(&purpose).chain(parts) {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..16])
}

fn given_or_read(key: &SecretString, file: &std::path::Path, setting: &str) -> Result<SecretString, String> {
    if !key.expose_secret().is_empty() {
        return Ok(key.clone());
    }
    let key = std::fs::read_to_string(file).map_err(|e| format!("{setting}: {}: {e}", file.display()))?;
    if key.trim().len() < 32 {
        return Err(format!("{setting}: {} holds fewer than 32 characters", file.display()));
    }
    Ok(key.trim().to_owned().into())
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
    let mut bytes = [0_u8; 32];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .expect("without the operating system's randomness nothing may be signed");
    URL_SAFE_NO_PAD.encode(bytes)
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
        Keys::with("a key for the tests, long enough to use")
    }

    #[test]
    fn two_keys_are_live_while_one_takes_over() {
        let (old, new) = (keys(), Keys::with("another key for the tests, as long as that"));
        let both = Keys { second: Some(old.key.clone()), ..new.clone() };
        let (before, after) = (old.sign("reset", &["7"]), both.sign("reset", &["7"]));
        assert_eq!(after, new.sign("reset", &["7"]), "the first signs");
        assert!(both.check("reset", &["7"], &before) && both.check("reset", &["7"], &after));
        assert!(!both.check("reset", &["8"], &before) && !both.check("form", &["7"], &before));
        assert!(!new.check("reset", &["7"], &before) && !old.check("reset", &["7"], &after));
        assert_eq!(both.signatures("reset", &["7"]).collect::<Vec<_>>(), [after, before]);
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
