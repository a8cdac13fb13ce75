//! Signs a letter (DKIM, RFC 6376 and 8463), so that others can tell that it is ours and unchanged.
//!
//! Written here because the libraries for it bring a resolver and more than a hundred crates, or an implementation of RSA
//! that leaks its key by timing (RUSTSEC-2023-0071). The arithmetic is done by `ring`, which TLS uses anyway.

use crate::clock::Moment;
use crate::config::Mail;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use sha2::{Digest, Sha256};
use std::path::Path;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// What is signed where it is there. Content-Type is not: relays rewrite it. `from` stands twice, so that nobody can add
/// another (RFC 6376, 8.15).
const SIGNED: [&str; 15] = [
    "from",
    "from",
    "reply-to",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "auto-submitted",
    "list-id",
    "list-archive",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

/// Signs for one domain.
pub(super) struct Signer {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl Signer {
    /// The signer that the settings ask for; none when they name no key.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub(super) fn from_settings(mail: &Mail) -> Result<Option<Self>, String> {
        let file = &mail.dkim_key_file;
        match [mail.dkim_domain.is_empty(), mail.dkim_selector.is_empty(), file.as_os_str().is_empty()] {
            [true, true, true] => return Ok(None),
            [false, false, false] => {}
            _ => return Err("mail.dkim_domain, mail.dkim_selector, mail.dkim_key_file: set all three, or none".into()),
        }
        for (setting, name) in [("mail.dkim_domain", &mail.dkim_domain), ("mail.dkim_selector", &mail.dkim_selector)] {
            let good = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if !name.split('.').all(good) {
                return Err(format!("{setting}: {name} is no name in DNS"));
            }
        }
        let key = Key::read(file).map_err(|e| format!("mail.dkim_key_file: {}: {e}", file.display()))?;
        Ok(Some(Self { domain: mail.dkim_domain.to_lowercase(), selector: mail.dkim_selector.clone(), key }))
    }

    /// The `DKIM-Signature` for a letter, a whole header with its line end, to stand before it.
    ///
    /// # Errors
    /// When the system has no randomness (RSA blinds its key with it).
    pub(super) fn sign(&self, letter: &[u8], now: Moment) -> Result<String, String> {
        let end = letter.windows(4).position(|four| four == b"\r\n\r\n").map_or(letter.len(), |at| at + 2);
        let headers = fields(&letter[..end]);
        let body = relaxed_body(letter.get(end + 2..).unwrap_or_default());
        let mut data = String::new();
        let mut names: Vec<&str> = Vec::new();
        for name in SIGNED {
            let seen = names.iter().filter(|other| **other == name).count();
            // Counted from below, as verifiers do; a name without a header says that there is no other.
            let field = headers.iter().rev().filter(|(other, _)| other == name).nth(seen);
            if let Some((_, value)) = field {
                data.push_str(&format!("{name}:{value}\r\n"));
            }
            if field.is_some() || name == "from" {
                names.push(name);
            }
        }
        let header = self.unsigned(&names.join(":"), &STANDARD.encode(Sha256::digest(body)), now);
        if let Some((_, value)) = fields(header.as_bytes()).first() {
            data.push_str(&format!("dkim-signature:{value}"));
        }
        let signature = STANDARD.encode(self.key.sign(data.as_bytes())?);
        Ok(format!("{header}{}\r\n", in_lines(&signature)))
    }

    /// The header up to `b=`.
    fn unsigned(&self, names: &str, hash: &str, now: Moment) -> String {
        let algorithm = match self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        };
        let names = names.replace(":message-id", "\r\n :message-id").replace(":list-id", "\r\n :list-id");
        let (domain, selector, at) = (&self.domain, &self.selector, now.and_utc().timestamp());
        format!(
            "DKIM-Signature: v=1; a={algorithm}; c=relaxed/relaxed;\r\n d={domain};\r\n s={selector}; t={at};\r\n \
             h={names};\r\n bh={hash};\r\n b="
        )
    }

    /// The name and the value of the DNS record (TXT) with the public key.
    pub(super) fn dns_record(&self) -> (String, String) {
        let (kind, public) = match &self.key {
            Key::Rsa(key) => ("rsa", subject_public_key(key.public_key().as_ref())),
            Key::Ed25519(key) => ("ed25519", key.public_key().as_ref().to_vec()),
        };
        let name = format!("{}._domainkey.{}.", self.selector, self.domain);
        (name, format!("v=DKIM1; k={kind}; p={}", STANDARD.encode(public)))
    }
}

impl Key {
    fn read(file: &Path) -> Result<Self, String> {
        let pem = PrivateKeyDer::from_pem_file(file).map_err(|e| e.to_string())?;
        let rejected =
            |e: ring::error::KeyRejected| format!("{e}; it must be an RSA key of 2048 to 4096 bits, or an Ed25519 key");
        match &pem {
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()).map(Self::Rsa).map_err(rejected),
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(der)
                    .map(Self::Ed25519)
                    .or_else(|_| RsaKeyPair::from_pkcs8(der).map(Self::Rsa))
                    .map_err(rejected)
            }
            _ => Err("it must be an RSA key of 2048 to 4096 bits, or an Ed25519 key".into()),
        }
    }

    fn sign(&self, data: &[u8]) -> Result<Vec<u8>, String> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), data, &mut signature)
                    .map_err(|_| "the letter could not be signed".to_owned())?;
                Ok(signature)
            }
            // RFC 8463, 3: it signs the hash, not the text.
            Self::Ed25519(key) => Ok(key.sign(&Sha256::digest(data)).as_ref().to_vec()),
        }
    }
}

/// Headers in the "relaxed" form (RFC 6376, 3.4.2): name in small letters, value on one line with single spaces.
fn fields(headers: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(headers).replace("\r\n ", " ").replace("\r\n\t", " ");
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim_end().to_lowercase(), value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")))
    };
    text.split("\r\n").filter_map(field).collect()
}

/// The body in the "relaxed" form (RFC 6376, 3.4.4): single spaces, none at the end of a line, no empty lines at the end.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut end = 0;
    for line in body.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut gap = false;
        for byte in line {
            match byte {
                b' ' | b'\t' => gap = true,
                _ => {
                    if std::mem::take(&mut gap) {
                        out.push(b' ');
                    }
                    out.push(*byte);
                }
            }
        }
        out.extend_from_slice(b"\r\n");
        if line.iter().any(|b| !b" \t".contains(b)) {
            end = out.len();
        }
    }
    out.truncate(end);
    out
}

fn in_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 24);
    for (n, c) in text.chars().enumerate() {
        if n > 0 && n % 72 == 0 {
            out.push_str("\r\n ");
        }
        out.push(c);
    }
    out
}

/// PKCS#1 inside SubjectPublicKeyInfo (RFC 5280, 4.1), the form in which verifiers expect an RSA key.
fn subject_public_key(pkcs1: &[u8]) -> Vec<u8> {
    /// SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL }
    const RSA: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let bits = [&[0], pkcs1].concat();
    der(0x30, &[&RSA, der(0x03, &bits).as_slice()].concat())
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|b| *b == 0).collect();
    let mut out = vec![tag];
    if content.len() < 128 {
        out.extend(length);
    } else {
        out.push(0x80 | u8::try_from(length.len()).unwrap_or(8));
        out.extend(length);
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relaxed_forms_are_those_of_the_standard() {
        // RFC 6376, 3.4.5.
        let headers = fields(b"A: X\r\nB : Y\t\r\n\tZ  \r\n");
        assert_eq!(headers, [("a".into(), "X".into()), ("b".into(), "Y Z".into())]);
        assert_eq!(relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n"), b" C\r\nD E\r\n");
        assert_eq!(relaxed_body(b"\r\n\r\n"), b"");
        assert_eq!(relaxed_body(b""), b"");
        assert_eq!(relaxed_body(b"no end"), b"no end\r\n");
    }

    #[test]
    fn half_a_setting_or_a_bad_key_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key.pem");
        std::fs::write(&file, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").expect("written");
        let mut mail = crate::config::Config::load(None, []).expect("the defaults are good").mail;
        assert!(matches!(Signer::from_settings(&mail), Ok(None)));
        mail.dkim_domain = "folkmoot.example".into();
        assert!(Signer::from_settings(&mail).is_err_and(|e| e.contains("all three")));
        mail.dkim_selector = "s1; p=".into();
        mail.dkim_key_file = file;
        assert!(Signer::from_settings(&mail).is_err_and(|e| e.starts_with("mail.dkim_selector")));
        mail.dkim_selector = "s1".into();
        assert!(Signer::from_settings(&mail).is_err_and(|e| e.starts_with("mail.dkim_key_file") && e.contains("RSA")));
        mail.dkim_key_file = folder.path().join("none.pem");
        assert!(Signer::from_settings(&mail).is_err_and(|e| e.starts_with("mail.dkim_key_file")));
    }
}
