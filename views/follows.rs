//! Following the site, an area, a proposal, one discussion or an organisation, so that one hears by email when something changes.

use crate::form::{self, Choice, Choices, Input, Problems};
use crate::paths;
use maud::{Markup, html};

/// How often one hears of what one follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// Within minutes, but not at night.
    AtOnce,
    /// Once a day.
    Daily,
    /// Once a week.
    Weekly,
}

impl Frequency {
    /// All three, in the order of the forms: the fewest emails first.
    pub const ALL: [Frequency; 3] = [Frequency::Weekly, Frequency::Daily, Frequency::AtOnce];

    /// What forms send in the field `frequency`.
    pub fn value(self) -> &'static str {
        match self {
            Frequency::AtOnce => "at_once",
            Frequency::Daily => "daily",
            Frequency::Weekly => "weekly",
        }
    }

    /// What people read: "Every week".
    pub fn label(self) -> &'static str {
        match self {
            Frequency::AtOnce => "At once",
            Frequency::Daily => "Every day",
            Frequency::Weekly => "Every week",
        }
    }

    /// The same with what it means, where there is room for it.
    pub fn explained(self) -> &'static str {
        match self {
            Frequency::AtOnce => "At once (we gather five minutes, and never write between 8 pm and 7 am)",
            Frequency::Daily | Frequency::Weekly => self.label(),
        }
    }

    /// As it stands in the middle of a sentence: "every week".
    pub fn in_sentence(self) -> &'static str {
        match self {
            Frequency::AtOnce => "at once",
            Frequency::Daily => "every day",
            Frequency::Weekly => "every week",
        }
    }
}

/// What can be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowKind {
    /// The dates and decisions of the whole site.
    Site,
    /// An area of focus.
    Area,
    /// A proposal.
    Proposal,
    /// A comment and all replies below it.
    Thread,
    /// What is said in the name of an organisation.
    Organisation,
}

impl FollowKind {
    /// What forms send in the field `kind`.
    pub fn value(self) -> &'static str {
        match self {
            FollowKind::Site => "site",
            FollowKind::Area => "area",
            FollowKind::Proposal => "proposal",
            FollowKind::Thread => "thread",
            FollowKind::Organisation => "organisation",
        }
    }

    /// As it is called on its own page: "this proposal".
    fn this(self) -> &'static str {
        match self {
            FollowKind::Site => "the whole site",
            FollowKind::Area => "this area",
            FollowKind::Proposal => "this proposal",
            FollowKind::Thread => "this discussion",
            FollowKind::Organisation => "this organisation",
        }
    }

    /// As it is called in a list of different things: "Area of focus".
    pub(crate) fn label(self) -> &'static str {
        match self {
            FollowKind::Site => "The whole site",
            FollowKind::Area => "Area of focus",
            FollowKind::Proposal => "Proposal",
            FollowKind::Thread => "Discussion",
            FollowKind::Organisation => "Organisation",
        }
    }

    /// Of what one hears.
    pub fn promise(self) -> &'static str {
        match self {
            FollowKind::Site => "What opens, closes and is decided, on the whole site.",
            FollowKind::Area => "What opens, closes, changes and is said in this area.",
            FollowKind::Proposal => "An email when something changes: dates, text, new comments.",
            FollowKind::Thread => "An email when somebody replies.",
            FollowKind::Organisation => "An email when somebody comments in its name.",
        }
    }
}

/// Something to follow, with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// What it is.
    pub kind: FollowKind,
    /// Its title; of a discussion, the title of its proposal; of the whole site, nothing.
    pub title: String,
}

impl Topic {
    /// As it stands in a sentence: "the proposal “Text people with asthma”".
    pub fn in_words(&self) -> String {
        match self.kind {
            FollowKind::Site => "the whole site".to_owned(),
            FollowKind::Area => format!("the area “{}”", self.title),
            FollowKind::Proposal => format!("the proposal “{}”", self.title),
            FollowKind::Thread => format!("a discussion under “{}”", self.title),
            FollowKind::Organisation => format!("the organisation “{}”", self.title),
        }
    }
}

/// The button of one page for one reader.
#[derive(Clone, Debug)]
pub struct Follow {
    /// Where the form is sent: [`paths::site_follows`], [`paths::area_follows`], [`paths::proposal_follows`],
    /// [`paths::comment_follows`] or [`paths::organisation_follows`].
    pub action_url: String,
    /// What the page is about.
    pub kind: FollowKind,
    /// How often the reader hears of it; nothing when they do not follow it.
    pub frequency: Option<Frequency>,
    /// How often most people want to hear of it: chosen until the reader chooses.
    pub usual: Frequency,
}

/// Follow, change how often, or stop: it fills [`crate::holes::Hole::Follow`] and holds a token of its own.
///
/// The form sends `follow=start` with `frequency`, or `follow=stop`.
pub fn button(follow: &Follow) -> Markup {
    let this = follow.kind.this();
    let chosen = follow.frequency.unwrap_or(follow.usual);
    html! {
        form.fm-follow method="post" action=(follow.action_url) novalidate {
            (form::csrf())
            p {
                @match follow.frequency {
                    Some(frequency) => { "You follow " (this) ". You hear about it " strong { (frequency.in_sentence()) } "." }
                    None => (follow.kind.promise()),
                }
            }
            div.fm-tools {
                (frequencies("follow-frequency", chosen))
                @if follow.frequency.is_some() {
                    button.govuk-button.govuk-button--secondary name="follow" value="start" {
                        "Change" span.govuk-visually-hidden { " how often you hear about " (this) }
                    }
                    button.fm-linkbutton name="follow" value="stop" { "Stop following" span.govuk-visually-hidden { " " (this) } }
                } @else {
                    button.govuk-button.govuk-button--secondary[follow.kind == FollowKind::Proposal]
                        name="follow" value="start" { "Follow " (this) }
                }
            }
        }
    }
}

/// For a follower, where there will be nothing more to hear: the button to stop.
pub fn stop_only(action_url: &str, kind: FollowKind) -> Markup {
    html! {
        form.fm-follow method="post" action=(action_url) novalidate {
            (form::csrf())
            p { "You follow " (kind.this()) "." }
            button.fm-linkbutton name="follow" value="stop" { "Stop following" span.govuk-visually-hidden { " " (kind.this()) } }
        }
    }
}

/// The list from which one chooses how often; the field is `frequency`.
pub(crate) fn frequencies(id: &str, chosen: Frequency) -> Markup {
    let options = Frequency::ALL.map(|one| Choice { value: one.value(), label: one.label(), hint: None });
    let choices = Choices {
        name: "frequency",
        id: Some(id),
        label: "How often",
        options: &options,
        selected: Some(chosen.value()),
        ..Choices::default()
    };
    form::select(&choices, &Problems::default())
}

/// For a stranger: the button, which leads to signing in, and the form for an address alone.
pub fn for_stranger(follow: &Follow, target_id: i64) -> Markup {
    html! { (button(follow)) (by_email(follow.kind, target_id, follow.usual, &Problems::default())) }
}

/// For strangers, beside [`button`]: an email address is enough. `target_id` is 0 for the whole site.
///
/// It sends `kind`, `target`, `frequency` and `email` to [`paths::subscriptions`].
pub fn by_email(kind: FollowKind, target_id: i64, usual: Frequency, problems: &Problems) -> Markup {
    html! {
        details.govuk-details.fm-space-s open[!problems.is_empty()] {
            summary.govuk-details__summary { span.govuk-details__summary-text { "Follow by email, without an account" } }
            div.govuk-details__text { (email_form(kind, target_id, usual, problems)) }
        }
    }
}

/// The form of [`by_email`] in the open, for the first page: with [`FollowKind::Site`] it fills
/// [`crate::holes::Hole::Follow`] there.
pub fn email_form(kind: FollowKind, target_id: i64, usual: Frequency, problems: &Problems) -> Markup {
    let email = Input {
        name: "email",
        id: Some("follow-email"),
        label: "Email address",
        hint: Some("We will send a link to confirm. You can stop at any time with one press."),
        ..Input::default()
    };
    html! {
        form.fm-subscribe method="post" action=(paths::subscriptions()) novalidate {
            (form::csrf())
            (form::hidden("kind", kind.value()))
            (form::hidden("target", &target_id.to_string()))
            (form::email(&email, problems))
            div.fm-tools { (frequencies("follow-email-frequency", usual)) (form::button("Send me the emails")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::holes::{Hole, hole};

    fn follow(kind: FollowKind, frequency: Option<Frequency>) -> Follow {
        Follow { action_url: "/proposals/a/follows".into(), kind, frequency, usual: Frequency::Daily }
    }

    #[test]
    fn a_stranger_chooses_how_often_and_the_usual_is_chosen() {
        let html = button(&follow(FollowKind::Proposal, None)).into_string();
        assert!(html.contains(r#"name="follow" value="start">Follow this proposal</button>"#), "{html}");
        assert!(html.contains(r#"<option value="daily" selected>Every day</option>"#), "{html}");
        assert_eq!(html.matches(" selected").count(), 1);
        assert!(!html.contains("Stop following"), "{html}");
    }

    #[test]
    fn a_follower_sees_how_often_and_can_change_or_stop() {
        let html = button(&follow(FollowKind::Area, Some(Frequency::Weekly))).into_string();
        assert!(html.contains("You follow this area. You hear about it <strong>every week</strong>."), "{html}");
        assert!(html.contains(r#"<option value="weekly" selected>"#), "{html}");
        assert!(html.contains(r#"name="follow" value="start">Change<"#), "{html}");
        assert!(html.contains(r#"name="follow" value="stop">Stop following<"#), "{html}");
    }

    #[test]
    fn an_address_is_enough() {
        let html = by_email(FollowKind::Area, 3, Frequency::Weekly, &Problems::default()).into_string();
        for part in [
            r#"action="/subscriptions""#,
            r#"name="kind" value="area""#,
            r#"name="target" value="3""#,
            r#"id="follow-email" name="email""#,
            r#"name="frequency""#,
            &hole(Hole::Csrf).into_string(),
        ] {
            assert!(html.contains(part), "{part} is missing from {html}");
        }
        assert!(!html.contains("<details class=\"govuk-details fm-space-s\" open"), "{html}");
    }
}
