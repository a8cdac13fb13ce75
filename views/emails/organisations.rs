//! Letters about an organisation: an invitation, and what staff decided.

use super::Letter;
use super::frame::{Content, Piece, letter};

/// To somebody who is invited to an organisation whose name our staff have checked; the link is good for so many days.
pub fn organisation_invitation(name: &str, owner: bool, link: &str, days: i64) -> Letter {
    let place = if owner { "an owner" } else { "a member" };
    letter(&Content {
        subject: format!("You are invited to {name}"),
        preview: "Join it, and comment in its name.".to_owned(),
        heading: format!("You are invited to {name}"),
        pieces: vec![
            Piece::Text(format!(
                "An owner of {name} invites you to join it on Folkmoot as {place}. Then you can comment in its name. Sign in with this email address, or make an account with it, and press the button."
            )),
            Piece::Button("See the invitation", link),
            Piece::Text(format!(
                "The link is good for {days} days, once, and only for this address. If you did not expect this, do nothing."
            )),
        ],
        reason: "You get this because an owner of the organisation typed your address.".to_owned(),
        ..Content::default()
    })
}

/// What staff decided about an organisation.
#[derive(Clone, Copy, Debug)]
pub enum OrganisationDecision<'a> {
    /// It is verified.
    Verified,
    /// It could not be checked.
    Refused {
        /// Why.
        reason: &'a str,
    },
    /// It is verified no more.
    Withdrawn {
        /// Why.
        reason: &'a str,
    },
}

/// To the owner of an organisation about which staff have decided.
pub fn organisation_decided(name: &str, decision: &OrganisationDecision, page: &str) -> Letter {
    let (subject, sentence, reason) = match decision {
        OrganisationDecision::Verified => (
            format!("{name} is verified"),
            "We have checked your organisation. You can comment in its name now, and invite others to do so.",
            "",
        ),
        OrganisationDecision::Refused { reason } => (
            format!("We could not verify {name}"),
            "We could not check your organisation. You can put right what is missing and send it again.",
            *reason,
        ),
        OrganisationDecision::Withdrawn { reason } => (
            format!("{name} is not verified any more"),
            "Our team has taken the verification of your organisation back. What was said in its name stays, and nobody can comment in its name until it is verified again.",
            *reason,
        ),
    };
    let mut pieces = vec![Piece::Text(sentence.to_owned())];
    if !reason.is_empty() {
        pieces.push(Piece::Quote("The reason:", reason));
    }
    pieces.push(Piece::Button("Your organisation", page));
    letter(&Content {
        preview: subject.clone(),
        heading: subject.clone(),
        subject,
        pieces,
        reason: "You get this because you own this organisation on Folkmoot.".to_owned(),
        ..Content::default()
    })
}
