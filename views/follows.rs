//! Following a proposal or an area, so that one hears when something changes.

use crate::form;
use maud::{Markup, html};

/// What can be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowKind {
    /// A proposal.
    Proposal,
    /// An area of focus.
    Area,
}

/// The button of one page for one reader.
#[derive(Clone, Debug)]
pub struct Follow {
    /// Where the form is sent: [`crate::paths::proposal_follows`] or [`crate::paths::area_follows`].
    pub action_url: String,
    /// Whether the reader follows already.
    pub following: bool,
    /// What the page is about.
    pub kind: FollowKind,
}

/// Follow or stop following: it fills [`crate::holes::Hole::Follow`]; the form sends `follow=start` or `follow=stop`.
pub fn button(follow: &Follow) -> Markup {
    let (this, words) = match follow.kind {
        FollowKind::Proposal => {
            ("this proposal", "One email when something changes: the dates, the text, the outcome.")
        }
        FollowKind::Area => ("this area", "You hear of new proposals and decisions in it."),
    };
    let (value, verb) = if follow.following { ("stop", "Stop following") } else { ("start", "Follow") };
    let button = html! {
        button.govuk-button.govuk-button--secondary[follow.following || follow.kind == FollowKind::Proposal]
            name="follow" value=(value) { (verb) " " (this) }
    };
    html! {
        @if follow.kind == FollowKind::Proposal {
            form.fm-flow method="post" action=(follow.action_url) {
                (form::csrf())
                p { @if follow.following { "You follow this proposal. " } (words) }
                (button)
            }
        } @else {
            form.govuk-button-group method="post" action=(follow.action_url) {
                (form::csrf())
                (button)
                span.fm-quiet { @if follow.following { "You follow this area. " } (words) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_says_what_it_does() {
        let mut follow =
            Follow { action_url: "/proposals/a/follows".into(), following: false, kind: FollowKind::Proposal };
        let html = button(&follow).into_string();
        assert!(html.contains(r#"name="follow" value="start">Follow this proposal</button>"#), "{html}");
        follow.following = true;
        let html = button(&follow).into_string();
        assert!(html.contains(r#"value="stop">Stop following this proposal</button>"#), "{html}");
        assert!(html.contains("You follow this proposal."), "{html}");
        follow.kind = FollowKind::Area;
        let html = button(&follow).into_string();
        assert!(html.contains(r#"<form class="govuk-button-group""#), "{html}");
    }
}
