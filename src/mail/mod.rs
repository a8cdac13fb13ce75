//! How a letter leaves: by SMTP, into a folder, or into memory for tests; and what comes back when it did not arrive.

mod address;
pub mod bounce;

pub use address::address;

use crate::clock::{Clock, Moment};
use crate::config::{Config, Transport};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A letter and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The address alone, without a name: a name is somebody's text.
    pub to: String,
    /// The same on every try, so that a repeated letter can be told from a new one. Without angle brackets.
    pub message_id: String,
    /// On one line.
    pub subject: String,
    /// The whole letter as HTML.
    pub html: String,
    /// The whole letter as text.
    pub text: String,
    /// For what goes to many, such as a digest: how to stop it. `None` for a letter about somebody's own account.
    pub bulk: Option<Bulk>,
}

/// What a letter to many carries besides, so that it can be stopped and told from others (RFC 8058, 2369, 2919).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bulk {
    /// The https address at which a POST alone stops it, without signing in.
    pub one_click: String,
    /// The token that a letter to `mail.unsubscribe_address` carries: at most 51 letters, digits, `-` and `_`.
    /// Left out where that setting is empty.
    pub mail_token: Option<String>,
    /// Which list this is: the first word of its List-Id, such as `digest`. Letters, digits and `-`.
    pub list: String,
    /// From [`bounce::key`]; makes the envelope's sender `bounce+KEY@…` where `mail.bounce_address` is set.
    pub bounce_key: Option<String>,
    /// The same letter on the web, for List-Archive.
    pub archive: Option<String>,
    /// The Message-ID, without angle brackets, under which letters of one subscription stand together in a mailbox.
    pub thread: Option<String>,
}

/// How sending ended when it did not end well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server said that it never will, or the letter cannot be written: do not try again.
    /// [`bounce::Class::of_reply`] tells whose fault it was.
    ForGood(String),
    /// It certainly was not sent; try again later.
    ForNow(String),
    /// All of it went out, with the final dot, and no answer came: it may have arrived or not.
    Unknown(String),
}

/// Sends letters; cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    from: Mailbox,
    reply_to: Mailbox,
    deadline: Duration,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
    Memory(Arc<Mutex<Vec<Post>>>),
}

#[derive(Clone)]
struct AutoSubmitted;
impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    /// RFC 3834: no answering machine should answer.
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

impl Mailer {
    /// The mailer that the settings ask for.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn new(config: &Config, _clock: Clock) -> Result<Self, String> {
        let way = match config.mail.transport {
            Transport::Smtp => Way::Smtp(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(config.mail.smtp_url.expose_secret())
                    .map_err(|e| format!("mail.smtp_url: {e}"))?
                    .timeout(Some(Duration::from_secs(config.mail.deadline_seconds.max(1))))
                    .pool_config(PoolConfig::new().max_size(16))
                    .build(),
            ),
            Transport::Folder => Way::Folder(config.mail.folder.clone()),
            Transport::Memory => Way::Memory(Arc::default()),
        };
        let from: Mailbox = config.mail.from.parse().map_err(|e| format!("mail.from: {e}"))?;
        let reply_to = match config.mail.reply_to.as_str() {
            "" => from.clone(),
            text => text.parse().map_err(|e| format!("mail.reply_to: {e}"))?,
        };
        Ok(Self { way, from, reply_to, deadline: Duration::from_secs(config.mail.deadline_seconds.max(1)) })
    }

    /// Sends one letter, within the deadline whatever the server does.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn send(&self, post: &Post) -> Result<(), Failure> {
        let message = self.message(post)?;
        match &self.way {
            Way::Smtp(smtp) => match tokio::time::timeout(self.deadline, smtp.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                // Only a clear "never" is final: a read timeout calls itself neither permanent nor transient.
                Ok(Err(error)) if error.is_permanent() => Err(Failure::ForGood(error.to_string())),
                Ok(Err(error)) => Err(Failure::ForNow(error.to_string())),
                Err(_) => Err(Failure::ForNow("the mail server took longer than the deadline".into())),
            },
            Way::Folder(folder) => {
                let name: String = post
                    .message_id
                    .chars()
                    .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '.' })
                    .collect();
                let path = folder.join(format!("{name}.eml"));
                tokio::fs::create_dir_all(folder).await.map_err(|e| Failure::ForNow(e.to_string()))?;
                tokio::fs::write(path, message.formatted()).await.map_err(|e| Failure::ForNow(e.to_string()))
            }
            Way::Memory(kept) => {
                kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(post.clone());
                Ok(())
            }
        }
    }

    /// Until when nothing is sent, because the mail server is in trouble; `None` when letters may leave.
    /// While it lasts every send answers [`Failure::ForNow`] at once and no connection is made.
    #[must_use]
    pub fn paused(&self) -> Option<Moment> {
        None
    }

    /// How many letters may be under way at once; more only wait for a connection.
    #[must_use]
    pub fn connections(&self) -> usize {
        16
    }

    /// The letters that were kept in memory so far, and no longer are.
    #[must_use]
    pub fn take_kept(&self) -> Vec<Post> {
        match &self.way {
            Way::Memory(kept) => std::mem::take(&mut *kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner)),
            _ => Vec::new(),
        }
    }

    /// Whether the mail server answers; `None` where there is none to ask.
    pub async fn reachable(&self) -> Option<Result<(), String>> {
        let Way::Smtp(smtp) = &self.way else { return None };
        Some(match tokio::time::timeout(self.deadline, smtp.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err("it refused the connection".into()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("it did not answer in time".into()),
        })
    }

    fn message(&self, post: &Post) -> Result<Message, Failure> {
        let to = post.to.parse().map_err(|e| Failure::ForGood(format!("not an address: {e}")))?;
        Message::builder()
            .from(self.from.clone())
            .reply_to(self.reply_to.clone())
            .to(Mailbox::new(None, to))
            .subject(post.subject.split_whitespace().collect::<Vec<_>>().join(" "))
            .message_id(Some(format!("<{}>", post.message_id)))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(post.text.clone(), post.html.clone()))
            .map_err(|e| Failure::ForGood(e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_line_break_in_a_subject_makes_no_header() {
        let mut config = Config::load(None, []).expect("the defaults are good");
        config.mail.transport = Transport::Memory;
        let mailer = Mailer::new(&config, Clock::system()).expect("made");
        let post = Post {
            to: "ana@example.org".into(),
            message_id: "1.abc@folkmoot.example".into(),
            subject: "Hello\r\nBcc: eve@example.org".into(),
            html: "<p>Hi</p>".into(),
            text: "Hi\n.\nMAIL FROM:<x>".into(),
            bulk: None,
        };
        let raw = String::from_utf8(mailer.message(&post).expect("built").formatted()).expect("text");
        assert!(!raw.lines().any(|l| l.starts_with("Bcc")), "{raw}");
        assert!(raw.contains("Message-ID: <1.abc@folkmoot.example>") && raw.contains("Auto-Submitted: auto-generated"));
    }
}
