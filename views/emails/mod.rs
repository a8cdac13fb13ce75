//! The letters we send: each has a subject, a part in HTML, and a plain part that says the same.

mod accounts;
mod consultations;
pub mod digest;
mod frame;
mod moderation;
mod organisations;
mod plain;
mod privacy;
mod professions;
mod reports;
mod responses;
mod subscriptions;
mod suggestions;
mod words;

pub use accounts::{
    Confirmation, already_registered, confirm_address, factor_changed, first_link, identity_changed, passkey_changed,
    password_changed, reset_password, sign_in_link, staff_invitation,
};
pub use consultations::{AnswerDue, answer_due, outcome_published};
pub use moderation::{Act, AppealAnswered, ModerationNotice, Sanction, appeal_answered, moderation_notice};
pub use organisations::{OrganisationDecision, organisation_decided, organisation_invitation};
pub(crate) use plain::WIDTH as PLAIN_WIDTH;
pub use privacy::{copy_ready, erased};
pub use professions::{ProfessionDecision, confirm_work_address, profession_decided, profession_ending};
pub use reports::{Report, Waiting, queue_waits, report_decided, report_received, risk};
pub use responses::{ResponseReceived, ResponseToSend, response_received, response_to_send};
pub use subscriptions::{confirm_subscription, preferences_link};
pub use suggestions::{SuggestionDecision, suggestion_decided};

/// A letter ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// The whole HTML document.
    pub html: String,
    /// The same in plain text.
    pub text: String,
}

/// "1 hour", "36 hours", "2 days".
fn hours(hours: i64) -> String {
    match hours {
        1 => "1 hour".to_owned(),
        48.. if hours % 24 == 0 => format!("{} days", hours / 24),
        _ => format!("{hours} hours"),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
