//! The few ways in which a request can end badly, and what each means for the person who made it.

use crate::clock::Moment;

/// How a request, a job or a command failed.
///
/// What one may not see is [`Error::NotFound`], never "forbidden": the difference would tell that it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// 404: there is no such thing, or not for this person.
    NotFound,
    /// 400: the request cannot be understood; the sentence says which part.
    NotUnderstood(String),
    /// 303 to the sign-in page: one must sign in first.
    SignInFirst,
    /// 303 to the page for it: a colleague must set up a second factor first.
    FactorFirst,
    /// 403: signed in, but this is not theirs to do; the sentence says why.
    NotAllowed(String),
    /// 409: the proposal closed (or has not opened) at this moment of the server's clock.
    Closed(Closed),
    /// 409: somebody else changed it meanwhile, or it is not in a state for this.
    Conflict(String),
    /// 422: a field is wrong; the sentence is for the person. Forms show it beside the field.
    Invalid(String),
    /// 413: what was sent is larger than `limit` bytes.
    TooLarge {
        /// The largest body that is taken, in bytes.
        limit: usize,
    },
    /// 408: the body came too slowly.
    TooSlow,
    /// 429: too many; try again after so many seconds.
    TooMany {
        /// Seconds to wait.
        retry_after: u64,
    },
    /// 503: nothing was saved; the database or a queue is busy or away. Try again soon.
    Busy(String),
    /// 500: a fault of ours; the text is for the log alone.
    Broken(String),
}

/// Why a proposal does not take votes or comments at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It opens at this moment (UTC), if a date is set.
    NotYet(Option<Moment>),
    /// It closed at this moment (UTC), if a date is set.
    Since(Option<Moment>),
}

/// The result of everything that can go wrong in one of those ways.
pub type Result<T> = std::result::Result<T, Error>;

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => write!(f, "there is no such thing"),
            Self::NotUnderstood(why)
            | Self::NotAllowed(why)
            | Self::Conflict(why)
            | Self::Invalid(why)
            | Self::Busy(why)
            | Self::Broken(why) => write!(f, "{why}"),
            Self::SignInFirst => write!(f, "sign in first"),
            Self::FactorFirst => write!(f, "a second factor first"),
            Self::Closed(Closed::NotYet(at)) => write!(f, "not open yet: opens at {at:?}"),
            Self::Closed(Closed::Since(at)) => write!(f, "closed since {at:?}"),
            Self::TooLarge { limit } => write!(f, "larger than {limit} bytes"),
            Self::TooSlow => write!(f, "the request came too slowly"),
            Self::TooMany { retry_after } => write!(f, "too many; again in {retry_after} s"),
        }
    }
}

impl std::error::Error for Error {}

impl From<diesel::result::Error> for Error {
    /// A lost connection, a lock or a full disk is [`Error::Busy`]: nothing was saved and a later try may succeed.
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error as Db};
        let text = error.to_string();
        let temporary = [
            "database is locked",
            "lock timeout",
            "statement timeout",
            "disk is full",
            "No space left on device",
            "disk I/O error",
            "deadlock detected",
            "could not serialize",
            "terminating connection",
            "server closed the connection",
            "connection not open",
            "no connection to the server",
            "could not receive data from server",
            "could not send data to server",
            "SSL connection has been closed",
            "the database system is",
        ];
        match &error {
            Db::DatabaseError(Kind::ClosedConnection | Kind::UnableToSendCommand | Kind::SerializationFailure, _) => {
                Self::Busy(text)
            }
            _ if temporary.iter().any(|t| text.contains(t)) => Self::Busy(text),
            _ => Self::Broken(text),
        }
    }
}

/// Makes a fault of ours out of any other error, with a word on what was being done.
pub fn broken<E: std::fmt::Display>(doing: &'static str) -> impl FnOnce(E) -> Error {
    move |error| Error::Broken(format!("{doing}: {error}"))
}
