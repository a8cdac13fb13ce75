//! What comes back when a letter did not arrive. Nothing here knows a database: what follows from it is the caller's.
//!
//! A letter to the bounce address is anybody's text. Only the sealed key in the address it came to proves that somebody
//! had a letter of ours; what else it says is believed for that letter alone.

use super::report::{self, Report};
use crate::keys::{Keys, same_as_one};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mail_parser::{Address, HeaderValue, Message, MessageParser};

/// The most of a letter that is read, in bytes: reports stand at the beginning.
const MOST: usize = 1 << 20;
/// The length of a seal: 80 bits as hexadecimal digits. The whole key must fit behind the name in an address.
const SEAL: usize = 20;

/// Whose fault it was, and so what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// There is no such mailbox or domain (5.1.1, 5.1.2, 5.1.10): write there no more.
    Hard,
    /// Refused for good for another reason: counts 2.
    Permanent,
    /// Not delivered for a reason that may pass: counts 1.
    Temporary,
    /// Our own fault (x.7.x: policy, signature, reputation): tell the staff, and never hold it against the address.
    Ours,
    /// The person said that it is spam: stop all of it.
    Complaint,
}

/// What a letter to the bounce address said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bounced {
    /// What the key in the address stood for, as given to [`key()`], if its seal was right. Without it, anybody may have
    /// written the rest.
    pub about: Option<String>,
    /// The address in question, if it was named.
    pub recipient: Option<String>,
    /// The status (RFC 3463), such as `5.1.1`, if there was one.
    pub status: Option<String>,
    /// `None` when it is no bounce (out of office, an answer, a delay, a confirmation of delivery): leave it be.
    pub class: Option<Class>,
    /// The token of [`super::Bulk::mail_token`] when somebody asked by letter to get no more. It must be looked up:
    /// it is whatever stood behind the `+`.
    pub unsubscribe: Option<String>,
}

impl Class {
    /// The class of a server's answer such as `550 5.1.1 no such user`, as [`super::Failure`] holds it; `None` when it is
    /// no refusal by a server, but for instance a letter that could not be written.
    #[must_use]
    pub fn of_reply(reply: &str) -> Option<Self> {
        let code = reply.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_digit()))?;
        let status = report::find_status(&reply[3..]).filter(|status| status.starts_with(&code[..1]));
        match (&code[..1], status) {
            ("4" | "5", Some(status)) => Self::of_status(&status),
            ("5", None) => Some(Self::Permanent),
            ("4", None) => Some(Self::Temporary),
            _ => None,
        }
    }

    /// The class of a status (RFC 3463); `None` for success and for what is none.
    #[must_use]
    pub fn of_status(status: &str) -> Option<Self> {
        let mut parts = status.splitn(3, '.');
        match (parts.next()?, parts.next()?, parts.next()?) {
            ("5", "1", "1" | "2" | "10") => Some(Self::Hard),
            ("4" | "5", "7", _) => Some(Self::Ours),
            ("5", ..) => Some(Self::Permanent),
            ("4", ..) => Some(Self::Temporary),
            _ => None,
        }
    }

    /// How much it counts against the address; at 5 nothing more is sent there.
    #[must_use]
    pub fn score(self) -> u32 {
        match self {
            Self::Hard | Self::Complaint => 5,
            Self::Permanent => 2,
            Self::Temporary => 1,
            Self::Ours => 0,
        }
    }
}

/// The key for [`super::Bulk::bounce_key`]: what the letter is about (at most 20 small letters and digits, such as
/// `d123`), sealed, so that nobody else can make one. Small letters only: some servers make them small.
#[must_use]
pub fn key(keys: &Keys, about: &str) -> String {
    let about = about.to_ascii_lowercase();
    format!("{about}.{}", seal(&keys.sign("bounce", &[&about])))
}

fn seal(signature: &str) -> String {
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    let hex: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.chars().take(SEAL).collect()
}

/// What a key stands for, if it is one of ours.
fn unsealed(keys: &Keys, tag: &str) -> Option<String> {
    let tag = tag.to_ascii_lowercase();
    let (about, given) = tag.split_once('.')?;
    let right = same_as_one(keys.signatures("bounce", &[about]).map(|one| seal(&one)), given);
    (!about.is_empty() && right).then(|| about.to_owned())
}

/// Reads a letter that came to the bounce address or to the one for unsubscribing.
#[must_use]
pub fn read(raw: &[u8], keys: &Keys) -> Bounced {
    let raw = &raw[..raw.len().min(MOST)];
    let Some(letter) = MessageParser::default().parse(raw) else { return Bounced::default() };
    let report = Report::of(&letter);
    let mut tags = tags(&letter);
    tags.extend(report.returned_to.iter().filter_map(|address| tag(address)));
    let about = tags.iter().find_map(|tag| unsealed(keys, tag));
    let class = match &report.status {
        _ if report.is_complaint => Some(Class::Complaint),
        Some(status) => Class::of_status(status),
        None => None,
    };
    // Whoever asks to be left alone writes by hand or by the button of a mail program; a machine's answer asks for nothing.
    let asks = about.is_none() && class.is_none() && !report.is_report && !report.is_automatic;
    let unsubscribe = tags.into_iter().next().filter(|_| asks);
    Bounced { about, recipient: report.recipient, status: report.status, class, unsubscribe }
}

/// What stands behind a `+` in the addresses to which the letter came, the envelope's first.
fn tags(letter: &Message<'_>) -> Vec<String> {
    let mut addresses = Vec::new();
    for name in ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc"] {
        for value in letter.header_values(name) {
            match value {
                HeaderValue::Address(Address::List(list)) => {
                    addresses.extend(list.iter().filter_map(|a| a.address.as_deref().map(str::to_owned)));
                }
                HeaderValue::Text(text) => addresses.extend(text.split([',', ' ']).map(str::to_owned)),
                _ => {}
            }
        }
    }
    addresses.iter().filter_map(|address| tag(address)).collect()
}

fn tag(address: &str) -> Option<String> {
    let (local, _) = address.trim().trim_matches(['<', '>']).rsplit_once('@')?;
    let (_, tag) = local.split_once('+')?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    (!tag.is_empty() && tag.len() <= 64 && tag.bytes().all(plain)).then(|| tag.to_owned())
}
