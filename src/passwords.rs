//! Passwords: hashed with argon2id on threads of their own, so that no page waits behind them.

use crate::config::Accounts;
use crate::error::{Error, Result, broken};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use crossbeam_channel::{Receiver, Sender, bounded};
use secrecy::{ExposeSecret, SecretString};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

/// Requests that may wait for a password thread; beyond that the answer is [`Error::Busy`]. One thread checks as many within
/// some ten seconds, and whoever came later would not wait for it.
const QUEUE: usize = 256;
/// Bytes of salt and of hash, as RFC 9106 advises.
const SALT: usize = 16;
const OUTPUT: usize = 32;

enum Question {
    Hash(SecretString, oneshot::Sender<Result<String>>),
    Check(SecretString, Option<String>, oneshot::Sender<Result<Verdict>>),
}

/// Whether a password was right, and whether its hash should be made anew because the settings have risen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The password is the one.
    pub right: bool,
    /// The stored hash was made with other settings than today's.
    pub outdated: bool,
}

/// The desk where passwords are hashed and checked; cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    questions: Sender<Question>,
    asked: Arc<AtomicU64>,
}

impl Passwords {
    /// Starts the threads; each takes its work area of `argon2_kib` at its first password.
    ///
    /// # Errors
    /// When the settings are outside what argon2 allows.
    pub fn start(settings: &Accounts) -> Result<Self> {
        let params = Params::new(settings.argon2_kib, settings.argon2_passes, 1, Some(OUTPUT))
            .map_err(broken("accounts.argon2_kib, accounts.argon2_passes"))?;
        let (questions, asked) = bounded(QUEUE);
        for n in 0..settings.argon2_threads.clamp(1, 4) {
            let (params, asked) = (params.clone(), asked.clone());
            std::thread::Builder::new()
                .name(format!("password-{n}"))
                .spawn(move || Desk::new(params).serve(&asked))
                .map_err(broken("starting a password thread"))?;
        }
        Ok(Self { questions, asked: Arc::default() })
    }

    /// The hash of a new password, as PHC text with its settings and salt inside.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn hash(&self, password: SecretString) -> Result<String> {
        let (reply, answer) = oneshot::channel();
        self.ask(Question::Hash(password, reply))?;
        answer.await.unwrap_or_else(|_| Err(Error::Broken("a password thread stopped".into())))
    }

    /// Checks a password against a stored hash. Without a hash (nobody has this address) it works just as long and says no.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait.
    pub async fn check(&self, password: SecretString, stored: Option<String>) -> Result<Verdict> {
        let (reply, answer) = oneshot::channel();
        self.ask(Question::Check(password, stored, reply))?;
        answer.await.unwrap_or_else(|_| Err(Error::Broken("a password thread stopped".into())))
    }

    /// How many passwords were hashed or checked since the start: by far the most that a sign-in costs.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    fn ask(&self, question: Question) -> Result<()> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.questions.try_send(question).map_err(|_| Error::Busy("too many passwords wait to be checked".into()))
    }
}

struct Desk {
    params: Params,
    argon: Argon2<'static>,
    area: Vec<Block>,
}

impl Desk {
    fn new(params: Params) -> Self {
        Self { argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone()), area: Vec::new(), params }
    }

    fn serve(&mut self, asked: &Receiver<Question>) {
        while let Ok(question) = asked.recv() {
            // Made at the first password: a program that only sends letters never has one.
            self.area.resize(self.params.block_count(), Block::default());
            match question {
                Question::Hash(password, reply) => {
                    let _ = reply.send(self.hash(&password));
                }
                Question::Check(password, stored, reply) => {
                    if !reply.is_closed() {
                        let _ = reply.send(self.check(&password, stored.as_deref()));
                    }
                }
            }
        }
    }

    fn hash(&mut self, password: &SecretString) -> Result<String> {
        let mut salt = [0_u8; SALT];
        rand::TryRng::try_fill_bytes(&mut rand::rngs::SysRng, &mut salt).map_err(broken("randomness"))?;
        let mut out = [0_u8; OUTPUT];
        self.work(password, &salt, &mut out)?;
        let params = ParamsString::try_from(&self.params).map_err(broken("argon2 settings"))?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params,
            salt: Some(Salt::new(&salt).map_err(broken("salt"))?),
            hash: Some(Output::new(&out).map_err(broken("argon2 output"))?),
        };
        Ok(hash.to_string())
    }

    fn check(&mut self, password: &SecretString, stored: Option<&str>) -> Result<Verdict> {
        let parsed = stored.and_then(|s| PasswordHash::from_str(s).ok());
        let (Some(salt), Some(expected), Some(params)) = (
            parsed.as_ref().and_then(|p| p.salt),
            parsed.as_ref().and_then(|p| p.hash),
            parsed.as_ref().and_then(|p| Params::try_from(p).ok()),
        ) else {
            let mut out = [0_u8; OUTPUT];
            self.work(password, &[7; SALT], &mut out)?;
            return Ok(Verdict { right: false, outdated: false });
        };
        let mut out = vec![0_u8; expected.len()];
        let outdated = params.m_cost() != self.params.m_cost() || params.t_cost() != self.params.t_cost();
        if outdated {
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_into(password.expose_secret().as_bytes(), &salt, &mut out)
                .map_err(broken("argon2"))?;
        } else {
            self.work(password, &salt, &mut out)?;
        }
        Ok(Verdict { right: out.as_slice().ct_eq(expected.as_bytes()).into(), outdated })
    }

    fn work(&mut self, password: &SecretString, salt: &[u8], out: &mut [u8]) -> Result<()> {
        self.argon
            .hash_password_into_with_memory(password.expose_secret().as_bytes(), salt, out, &mut self.area)
            .map_err(broken("argon2"))
    }
}

/// The longest password, in bytes: longer ones would only cost time.
pub const LONGEST: usize = 1_024;

/// Checks a new password against the rules and gives it in NFC.
///
/// # Errors
/// A sentence for the person.
pub fn acceptable(password: &str, fewest: usize, name: &str, email: &str) -> std::result::Result<SecretString, String> {
    use unicode_normalization::UnicodeNormalization;
    let password: String = password.nfc().collect();
    if password.is_empty() {
        return Err("Enter a password".into());
    }
    if password.chars().count() < fewest {
        return Err(format!("Your password must be {fewest} characters or more"));
    }
    if password.len() > LONGEST {
        return Err("Your password must be 256 characters or fewer".into());
    }
    let folded = password.to_lowercase();
    let own = [name.to_lowercase(), email.to_lowercase(), email.split('@').next().unwrap_or_default().to_lowercase()];
    let distinct = folded.chars().collect::<std::collections::HashSet<_>>().len();
    let stripped = folded.trim_end_matches(|c: char| !c.is_alphabetic());
    if COMMON.contains(&stripped) || COMMON.contains(&folded.as_str()) || distinct < 4 || own.contains(&folded) {
        return Err(
            "Choose a password that is harder to guess: three words that do not belong together work well".into()
        );
    }
    Ok(password.into())
}

/// The form in which a password is compared: as typed, in NFC.
#[must_use]
pub fn as_typed(password: &str) -> SecretString {
    use unicode_normalization::UnicodeNormalization;
    // One more than any password has: what is longer than the longest is never taken for it.
    password.nfc().take(LONGEST + 1).collect::<String>().into()
}

/// Long passwords that are tried first; what follows the last letter is ignored.
const COMMON: &[&str] = &[
    "password",
    "passwordpassword",
    "password1234",
    "qwertyuiop",
    "qwertyuiopas",
    "qwertyqwerty",
    "qwerty123456",
    "iloveyou",
    "iloveyouiloveyou",
    "letmein",
    "letmeinletmein",
    "welcome",
    "welcomewelcome",
    "administrator",
    "folkmoot",
    "folkmootfolkmoot",
    "london",
    "londonlondon",
    "nationalhealthservice",
    "123456789012",
    "1234567890123",
    "111111111111",
    "000000000000",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "abcdefghijkl",
    "abcdefghijklm",
    "changeme",
    "changemechangeme",
    "trustno1trustno1",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Accounts {
        let mut config = crate::config::Config::load(None, []).expect("the defaults are good");
        config.accounts.argon2_kib = 16;
        config.accounts.argon2_passes = 1;
        config.accounts
    }

    #[tokio::test]
    async fn a_password_is_right_or_wrong_and_nobody_is_always_wrong() {
        let desk = Passwords::start(&settings()).expect("started");
        let hash = desk.hash("correct horse battery".to_owned().into()).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=16,t=1,p=1$"), "{hash}");
        let check = |p: &str, h: Option<String>| desk.check(p.to_owned().into(), h);
        assert_eq!(
            check("correct horse battery", Some(hash.clone())).await,
            Ok(Verdict { right: true, outdated: false })
        );
        assert!(!check("correct horse batterY", Some(hash.clone())).await.expect("checked").right);
        assert!(!check("correct horse battery ", Some(hash.clone())).await.expect("checked").right);
        assert!(!check("correct horse battery", None).await.expect("checked").right);
        assert!(!check("x", Some("nonsense".into())).await.expect("checked").right);
        let mut higher = settings();
        higher.argon2_passes = 2;
        let other = Passwords::start(&higher).expect("started");
        let verdict = other.check("correct horse battery".to_owned().into(), Some(hash)).await;
        assert_eq!(verdict, Ok(Verdict { right: true, outdated: true }));
    }

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["", "short", "password1234", "Password!!!!", "aaaaaaaaaaaaaaa", "ana@example.org"] {
            assert!(acceptable(weak, 12, "Ana", "ana@example.org").is_err(), "{weak}");
        }
        for good in ["correct horse battery", "  spaces kept  ", "пароль из слов"] {
            assert!(acceptable(good, 12, "Ana", "ana@example.org").is_ok(), "{good}");
        }
    }
}
