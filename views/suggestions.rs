//! Proposals that residents suggest: the form, what became of one's own, and the page on which an editor declines one.

use crate::accounts::narrow;
use crate::form::{self, Problems, TextArea};
use crate::proposals::words;
use crate::staff::desk_page;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// How a suggestion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No editor has decided.
    Waiting,
    /// Everybody can read it.
    Published,
    /// An editor has declined it.
    Declined,
}

impl Standing {
    /// As its author reads it.
    fn label(self) -> &'static str {
        match self {
            Standing::Waiting => "Waiting for an editor",
            Standing::Published => "Published",
            Standing::Declined => "Declined",
        }
    }

    /// As those who edit read it in their list.
    pub(crate) fn for_staff(self) -> &'static str {
        match self {
            Standing::Waiting => "Suggested by a resident, waiting for you",
            Standing::Published => "Suggested by a resident",
            Standing::Declined => "Suggested by a resident, declined",
        }
    }
}

/// A suggestion as it is being written. Every text is as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Suggest {
    /// The name of its area in addresses.
    pub area_slug: String,
    /// The title of its area.
    pub area_title: String,
    /// Field `title`.
    pub title: String,
    /// Field `summary`.
    pub summary: String,
    /// Field `change`, in Markdown.
    pub change: String,
    /// Field `why`, in Markdown.
    pub why: String,
    /// What to put right.
    pub problems: Problems,
}

/// The page with the form.
pub fn suggest(view: &Suggest) -> Markup {
    let area = paths::area(&view.area_slug);
    narrow(
        "Suggest a proposal",
        &view.problems,
        html! {
            p { "For the area " a href=(area) { (view.area_title) } "." }
            p { "An editor reads it before others can. They may change the words, and then publish it or tell you why not. If it is published, your name stands on it." }
            p { a href=(paths::account_suggestions()) { "What you have suggested so far" } }
            (form::post(&paths::area_suggestions(&view.area_slug), html! {
                (words::in_short(&view.title, &view.summary, &view.problems))
                (words::at_length(&view.change, &view.why, &view.problems))
                (form::button_group(html! {
                    (form::button("Send the suggestion"))
                    a href=(area) { "Leave without sending" }
                }))
            }))
        },
    )
}

/// The page in place of the form, for whoever has as many that wait as one may have.
pub fn enough() -> Markup {
    narrow(
        "Suggest a proposal",
        &Problems::default(),
        html! {
            p { "Three of your suggestions are waiting for an editor. When one of them is published or declined, you can send the next." }
            p { a href=(paths::account_suggestions()) { "See what you have suggested" } }
        },
    )
}

/// One's own suggestion in the list.
#[derive(Clone, Debug)]
pub struct Own {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// When it was sent, in UTC.
    pub at: NaiveDateTime,
    /// How it stands.
    pub standing: Standing,
    /// Why it was declined; empty otherwise.
    pub reason: String,
}

/// The page with all that one has suggested.
pub fn own(rows: &[Own], now: NaiveDateTime) -> Markup {
    narrow(
        "The proposals that you suggested",
        &Problems::default(),
        html! {
            @if rows.is_empty() {
                p { "You have not suggested any yet. There is a link for it on the page of each area." }
                p { a href=(paths::areas()) { "See the areas of focus" } }
            }
            ul.fm-docs {
                @for row in rows {
                    li {
                        @if row.standing == Standing::Published {
                            a href=(paths::proposal(&row.slug)) { bdi { (row.title) } }
                        } @else {
                            bdi { (row.title) }
                        }
                        small { (row.standing.label()) ". Sent " (dates::short_in(now, row.at)) }
                        @if !row.reason.is_empty() { p.fm-small { "The reason: " bdi { (row.reason) } } }
                    }
                }
            }
            p { a href=(paths::account()) { "Back to your account" } }
        },
    )
}

/// A suggestion that an editor is about to decline.
#[derive(Clone, Debug, Default)]
pub struct Declining {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Its summary.
    pub summary: String,
    /// Field `reason` as it was typed.
    pub reason: String,
    /// What to put right: `reason`.
    pub problems: Problems,
}

/// The page for declining a suggestion.
pub fn declining(view: &Declining) -> Markup {
    let edit = paths::staff_proposal(view.id);
    let reason = TextArea {
        name: "reason",
        label: "Reason, as its author will read it",
        hint: Some("Nobody else reads it."),
        value: &view.reason,
        rows: 3,
        limit: Some(1_000),
        ..TextArea::default()
    };
    desk_page(
        "Decline a suggestion",
        &[("Proposals", paths::staff_proposals()), (&view.title, &edit)],
        &view.problems,
        html! {
            p.fm-lede { bdi { (view.title) } }
            p { bdi { (view.summary) } }
            p { a href=(edit) { "Read or change it" } }
            p { "A resident suggested this. It stays a draft, and nobody but its author and the editors can see it." }
            (form::post(&paths::staff_proposal_declining(view.id), html! {
                (form::textarea(&reason, &view.problems))
                (form::button_group(html! {
                    (form::button("Decline it"))
                    a href=(paths::staff_proposals()) { "Leave it as it is" }
                }))
            }))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_a_suggestion_is_told_and_only_a_published_one_is_a_link() {
        let row = |standing, reason: &str| Own {
            slug: "trees".into(),
            title: "Trees & <shade>".into(),
            at: NaiveDateTime::default(),
            standing,
            reason: reason.into(),
        };
        let page = |one: Own| own(&[one], NaiveDateTime::default()).into_string();
        let published = page(row(Standing::Published, ""));
        assert!(published.contains("<a href=\"/proposals/trees\"><bdi>Trees &amp; &lt;shade&gt;"), "{published}");
        let declined = page(row(Standing::Declined, "It is <done>."));
        assert!(declined.contains("It is &lt;done&gt;.") && !declined.contains("/proposals/trees"), "{declined}");
        assert!(page(row(Standing::Waiting, "")).contains("Waiting for an editor"));
    }
}
