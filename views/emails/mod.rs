//! The letters we send: each has a subject, a part in HTML, and a plain part that says the same.

mod accounts;
mod frame;
mod moderation;
mod subscriptions;

pub use accounts::{
    Confirmation, already_registered, confirm_address, password_changed, reset_password, staff_invitation,
};
pub use moderation::{Act, ModerationNotice, moderation_notice};
pub use subscriptions::confirm_subscription;

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

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
