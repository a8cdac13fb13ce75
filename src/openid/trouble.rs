//! How signing in elsewhere can fail, and what of it may stand in a log: no token, no code, nothing that somebody typed.

use super::http::Fault;
use openidconnect::core::CoreErrorResponseType;
use openidconnect::{
    ClaimsVerificationError, ConfigurationError, DiscoveryError, RequestTokenError, SignatureVerificationError,
    StandardErrorResponse, UserInfoError,
};

/// Why nobody could be signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The provider does not answer, or not as a provider does; the text is for the log.
    Away(String),
    /// It answered, and what it said is not to be believed, or it would have none of what we sent; the text is for the log.
    Refused(String),
}

impl Trouble {
    /// For the log.
    #[must_use]
    pub fn because(&self) -> &str {
        match self {
            Self::Away(why) | Self::Refused(why) => why,
        }
    }
}

impl From<DiscoveryError<Fault>> for Trouble {
    fn from(error: DiscoveryError<Fault>) -> Self {
        Self::Away(match error {
            DiscoveryError::Request(fault) => fault.to_string(),
            DiscoveryError::Response(status, ..) => {
                format!("it answers {} where it should tell its addresses", status.as_u16())
            }
            DiscoveryError::Parse(at) => format!("what it tells of its addresses cannot be read, at {}", at.path()),
            DiscoveryError::Validation(why) => format!("what it tells of its addresses is not right: {}", short(&why)),
            other => short(&other.to_string()),
        })
    }
}

impl From<ConfigurationError> for Trouble {
    fn from(error: ConfigurationError) -> Self {
        Self::Away(format!("it does not tell all its addresses: {error}"))
    }
}

type CodeError = RequestTokenError<Fault, StandardErrorResponse<CoreErrorResponseType>>;

impl From<CodeError> for Trouble {
    fn from(error: CodeError) -> Self {
        match error {
            RequestTokenError::Request(fault) => Self::Away(fault.to_string()),
            RequestTokenError::ServerResponse(said) => {
                Self::Refused(format!("it takes no code: {}", short(said.error().as_ref())))
            }
            // What it sent is left out: there may be tokens in it.
            RequestTokenError::Parse(at, _) => {
                Self::Away(format!("its answer to a code cannot be read, at {}", at.path()))
            }
            RequestTokenError::Other(_) => Self::Away("its answer to a code is none".into()),
        }
    }
}

impl From<&ClaimsVerificationError> for Trouble {
    fn from(error: &ClaimsVerificationError) -> Self {
        use ClaimsVerificationError as Claims;
        // What the token said is left out, but for what is wrong with it.
        Self::Refused(format!(
            "its token is not to be believed: {}",
            match error {
                Claims::Expired(_) => "it has run out",
                Claims::InvalidAudience(_) => "it is for another site",
                Claims::InvalidIssuer(_) => "it is another provider's",
                Claims::InvalidNonce(_) => "it belongs to another sign-in",
                Claims::InvalidSubject(_) => "it is about somebody else",
                Claims::SignatureVerification(SignatureVerificationError::NoMatchingKey) => "its key is not known",
                Claims::SignatureVerification(_) => "its signature is not right",
                _ => "it cannot be used",
            }
        ))
    }
}

impl From<UserInfoError<Fault>> for Trouble {
    fn from(error: UserInfoError<Fault>) -> Self {
        match error {
            UserInfoError::Request(fault) => Self::Away(fault.to_string()),
            UserInfoError::ClaimsVerification(why) => Self::from(&why),
            UserInfoError::Response(status, ..) => {
                Self::Away(format!("it answers {} where it should tell who it is", status.as_u16()))
            }
            _ => Self::Away("what it tells of people cannot be read".into()),
        }
    }
}

/// What somebody else wrote, for a line of the log.
fn short(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}
