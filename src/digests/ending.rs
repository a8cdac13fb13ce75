//! How an attempt to send an email ended, and the state that this leaves it in.

use super::State;
use crate::clock::Moment;

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The mail server took it.
    Accepted,
    /// Certainly not sent; again at this moment.
    Deferred(String, Moment),
    /// Certainly not sent, and no more tries.
    Failed(String),
    /// The answer was lost.
    Unknown(String),
    /// There was nothing to say.
    Empty(String),
    /// There is nobody to say it to just now: what is in it waits.
    Held(String),
    /// There is nobody to say it to any more.
    Dropped(String),
    /// It could not be made.
    Parked(String),
}

impl Ending {
    /// The state that it leaves an email in.
    pub(super) fn state(&self) -> State {
        match self {
            Self::Accepted => State::Accepted,
            Self::Deferred(..) => State::Deferred,
            Self::Failed(_) => State::Failed,
            Self::Unknown(_) => State::Unknown,
            Self::Empty(_) | Self::Held(_) | Self::Dropped(_) => State::Skipped,
            Self::Parked(_) => State::Parked,
        }
    }

    /// The reason, where one is needed.
    pub(super) fn why(&self) -> &str {
        match self {
            Self::Accepted => "",
            Self::Deferred(why, _)
            | Self::Failed(why)
            | Self::Unknown(why)
            | Self::Empty(why)
            | Self::Held(why)
            | Self::Dropped(why)
            | Self::Parked(why) => why,
        }
    }
}
