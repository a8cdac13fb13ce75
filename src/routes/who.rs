//! Who may enter: the word that stands beside each method of each route, and what it promises.

use crate::policy::{self, Role};

crate::words! {
    /// Who may enter at an address. The proof is asked for by the handler; a test enters everywhere as everybody and
    /// compares. What the word promises for each kind of person is [`Who::answer`].
    pub enum Who {
        /// Anybody, signed in or not.
        Everyone = "everyone",
        /// Anybody; but what a stranger sends waits until they have signed in.
        StrangerWaits = "stranger_waits",
        /// Whoever holds the link from a letter; nobody needs to be signed in.
        LinkHolder = "link_holder",
        /// Whoever has given their password or a link, and owes a code. Everybody else is led to where they belong.
        Owing = "owing",
        /// Whoever is signed in, also with an address that is not confirmed, and while suspended.
        SignedIn = "signed_in",
        /// Whoever is signed in and has confirmed their address, also while suspended.
        Confirmed = "confirmed",
        /// Whoever may take part: signed in, with a confirmed address, not suspended.
        Speaker = "speaker",
        /// Whoever may take part, where the thing is their own.
        Author = "author",
        /// Anybody on the staff.
        Staff = "staff",
        /// Whoever decides on comments.
        Moderator = "moderator",
        /// Whoever verifies professions and organisations.
        Verifier = "verifier",
        /// Whoever reads what people answer to consultations.
        Analyst = "analyst",
        /// Whoever writes proposals and pages.
        Editor = "editor",
        /// Whoever invites staff and looks after the emails.
        Administrator = "administrator",
        /// Programs: those that watch over the site, and browsers that need its files.
        Machine = "machine",
    }
}

/// Somebody at the door, as the grid of permissions knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// Their role; nothing for a stranger.
    pub role: Option<Role>,
    /// Whether they have confirmed their address.
    pub confirmed: bool,
    /// Whether they have confirmed their address and are not suspended.
    pub takes_part: bool,
    /// Whether they have given a second factor, without which nobody acts for the staff.
    pub strong: bool,
    /// Whether the thing is theirs.
    pub owns: bool,
}

/// What happens to somebody at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They come in; what they find there is for the page to say.
    Enters,
    /// They are shown the way to the sign-in page.
    SignsInFirst,
    /// They are led on: they have nothing to do here, being signed in, or must set up a second factor first.
    LedOn,
    /// They are told why they may not.
    Refused,
    /// For them there is no such page.
    NoSuchPage,
}

impl Who {
    /// What the word means, as a sentence for people.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Everyone => "Anybody, signed in or not.",
            Self::StrangerWaits => "Anybody. What somebody sends without being signed in waits until they are.",
            Self::LinkHolder => "Whoever holds the link from an email. The link is the key; nobody needs to sign in.",
            Self::Owing => {
                "Whoever has given their password or a link, and owes a code. Whoever is signed in is led on to their account; everybody else signs in first."
            }
            Self::SignedIn => {
                "Anybody who is signed in, even while their address is not confirmed or they are suspended."
            }
            Self::Confirmed => {
                "Anybody who is signed in and has confirmed their address, even while they are suspended."
            }
            Self::Speaker => "Anybody who is signed in, has confirmed their address and is not suspended.",
            Self::Author => "Whoever may take part and wrote the thing, or owns it. For others there is no such page.",
            Self::Staff => {
                "Anybody on the staff who has given a second factor; whoever has none is led to where it is set up. For members there is no such page."
            }
            Self::Moderator => "Moderators and administrators, with a second factor.",
            Self::Verifier => {
                "Whoever verifies professions and organisations: moderators and administrators, with a second factor."
            }
            Self::Analyst => "Analysts, editors and administrators, with a second factor.",
            Self::Editor => "Editors and administrators, with a second factor.",
            Self::Administrator => "Administrators, with a second factor.",
            Self::Machine => {
                "Programs: the watch over the site, and browsers fetching its files. Nothing here is about anybody."
            }
        }
    }

    /// What happens to this caller at a door with this word.
    #[must_use]
    pub fn answer(self, caller: Caller) -> Answer {
        let own = match self {
            Self::Everyone | Self::StrangerWaits | Self::LinkHolder | Self::Machine => return Answer::Enters,
            Self::Owing => return if caller.role.is_some() { Answer::LedOn } else { Answer::SignsInFirst },
            Self::SignedIn => return if caller.role.is_some() { Answer::Enters } else { Answer::SignsInFirst },
            Self::Confirmed if caller.role.is_some() && caller.confirmed => return Answer::Enters,
            Self::Confirmed | Self::Speaker => true,
            Self::Author => caller.owns,
            Self::Staff => caller.role.is_some_and(|role| role != Role::Member),
            Self::Moderator => policy::moderates(caller.role),
            Self::Verifier => policy::verifies(caller.role),
            Self::Analyst => policy::analyses(caller.role),
            Self::Editor => policy::edits(caller.role),
            Self::Administrator => caller.role == Some(Role::Administrator),
        };
        match (caller.role, own, caller.takes_part) {
            (None, ..) => Answer::SignsInFirst,
            // Whose own thing it is is asked after whether they take part at all; a role, before.
            (_, _, false) if self == Self::Author => Answer::Refused,
            (_, false, _) => Answer::NoSuchPage,
            (_, true, false) => Answer::Refused,
            (_, true, true) if self.is_for_staff() && !caller.strong => Answer::LedOn,
            (_, true, true) => Answer::Enters,
        }
    }

    fn is_for_staff(self) -> bool {
        matches!(
            self,
            Self::Staff | Self::Moderator | Self::Verifier | Self::Analyst | Self::Editor | Self::Administrator
        )
    }
}
