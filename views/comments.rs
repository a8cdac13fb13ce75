//! Comments: threads under a proposal, and what one may do with each comment.

mod pages;

pub use pages::{
    Ancestor, CommentPage, Deletion, Editing, History, Reply, Wording, delete_confirm, edit, history, one, reply,
    waiting,
};

use crate::holes::{Hole, hole};
use crate::parts::{self, Badge, count};
use crate::{dates, form, paths};
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// The most characters of a comment.
pub const COMMENT_LIMIT: usize = 4_000;
/// The most characters of a reply.
pub const REPLY_LIMIT: usize = 2_000;

/// Whether a comment can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// By everybody.
    #[default]
    Published,
    /// Its author has taken it back; its replies stay.
    Deleted,
    /// It waits for a moderator; its replies stay.
    Held,
    /// A moderator has taken it down; its replies stay.
    Hidden {
        /// Under which rule, such as "rule 3: no personal attacks"; may be empty.
        rule: String,
    },
}

/// A comment as it stands in a thread.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Its number.
    pub id: i64,
    /// 0 for a comment on the proposal, 1 for a reply to it, 2 for all replies below that.
    pub depth: u8,
    /// To what it replies, where the place on the page does not show it: number and name of the author, which is empty where
    /// that cannot be read.
    pub in_reply_to: Option<(i64, String)>,
    /// Whether it can be read. What cannot be read is given only for the sake of its replies.
    pub state: State,
    /// The name of its author.
    pub author_name: String,
    /// As what its author speaks.
    pub badge: Badge,
    /// Its text, which the app rendered and cleaned.
    pub body_html: String,
    /// When it was written, in UTC.
    pub created_at: NaiveDateTime,
    /// Whether it was changed afterwards.
    pub edited: bool,
    /// How many replies can be read.
    pub replies: i64,
    /// How many of them are not shown here; a link leads to them.
    pub more_replies: i64,
    /// Whether one may reply.
    pub can_reply: bool,
    /// Whether a moderator has locked the thread that it begins.
    pub locked: bool,
}

/// A discussion: `comments` come in the order of the page, each before its replies.
pub fn thread(comments: &[Comment], now: NaiveDateTime) -> Markup {
    html! { @if !comments.is_empty() { ol.fm-thread.fm-space { (items(comments, now)) } } }
}

/// The comments at the level of the first one, each with those below it inside.
fn items(comments: &[Comment], now: NaiveDateTime) -> Markup {
    html! {
        @for (comment, replies) in families(comments) {
            li id={ "c" (comment.id) } {
                @match &comment.state {
                    State::Published => (published(comment, now)),
                    State::Deleted => (place(comment, html! { "Deleted by its author." })),
                    State::Held => (place(comment, html! { "Waiting for a moderator." })),
                    State::Hidden { rule } => (place(comment, hidden_under(rule))),
                }
                @if !replies.is_empty() { ol.fm-thread { (items(replies, now)) } }
                @if comment.locked { p.fm-small.fm-quiet.fm-space-s { "A moderator has locked this thread. It takes no more replies." } }
                @if comment.more_replies > 0 {
                    p.fm-small.fm-space-s {
                        a href=(paths::comment(comment.id)) { (count(comment.more_replies, "more reply", "more replies")) }
                    }
                }
            }
        }
    }
}

/// Each comment that is not below another of these, with the comments below it.
fn families(comments: &[Comment]) -> Vec<(&Comment, &[Comment])> {
    let mut families = Vec::new();
    let mut rest = comments;
    while let Some((first, after)) = rest.split_first() {
        let below = after.iter().take_while(|one| one.depth > first.depth).count();
        let (replies, next) = after.split_at(below);
        families.push((first, replies));
        rest = next;
    }
    families
}

fn published(comment: &Comment, now: NaiveDateTime) -> Markup {
    let id = comment.id;
    html! {
        article.fm-comment aria-labelledby={ "c" (id) "-by" } {
            (by_line(comment, now))
            div.fm-comment__text dir="auto" { (PreEscaped(&comment.body_html)) }
            div.fm-comment__acts {
                (hole(Hole::CommentVotes(id)))
                @if comment.can_reply { (reply_box(comment)) }
                (hole(Hole::CommentOwn(id)))
                a.fm-small href=(paths::comment_reports(id)) {
                    "Report" span.govuk-visually-hidden { " the comment by " (comment.author_name) }
                }
            }
        }
    }
}

fn by_line(comment: &Comment, now: NaiveDateTime) -> Markup {
    let id = comment.id;
    html! {
        p.fm-comment__by {
            b id={ "c" (id) "-by" } { bdi { (comment.author_name) } } " "
            (parts::badge(&comment.badge)) " "
            @if let Some((parent, name)) = &comment.in_reply_to {
                span {
                    @if name.is_empty() { "in reply to a comment that cannot be read" }
                    @else { "in reply to " a href=(paths::comment_anchor(*parent)) { bdi { (name) } } }
                } " "
            }
            a.fm-quiet href=(paths::comment(id)) {
                (dates::time(comment.created_at, &dates::short_in(now, comment.created_at)))
            }
            @if comment.edited { " " a.fm-quiet href=(paths::comment_history(id)) { "edited" } }
        }
    }
}

fn reply_box(comment: &Comment) -> Markup {
    let id = comment.id;
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text {
                "Reply" span.govuk-visually-hidden { " to " (comment.author_name) }
            } }
            div.govuk-details__text { form method="post" action=(paths::comment_replies(id)) novalidate {
                (form::csrf())
                div.govuk-form-group {
                    label.govuk-label.govuk-label--s for={ "c" (id) "-t" } { "Your reply" }
                    div.govuk-hint id={ "c" (id) "-h" } {
                        "Up to " (size(REPLY_LIMIT)) " characters. Please follow the house rules."
                    }
                    textarea.govuk-textarea id={ "c" (id) "-t" } name="body" rows="3" dir="auto"
                        aria-describedby={ "c" (id) "-h" } {}
                }
                button.govuk-button.govuk-button--small { "Post reply" }
            } }
        }
    }
}

fn size(limit: usize) -> String {
    parts::number(i64::try_from(limit).unwrap_or(i64::MAX))
}

fn place(comment: &Comment, what: Markup) -> Markup {
    html! {
        div.fm-place { p {
            strong { (what) }
            @match comment.replies {
                ..=0 => {}
                1 => " 1 reply stays below.",
                n => { " " (parts::number(n)) " replies stay below." }
            }
            " " a href=(paths::page("house-rules")) { "House rules" }
        } }
    }
}

fn hidden_under(rule: &str) -> Markup {
    html! { "Hidden by a moderator" @if !rule.is_empty() { " under " (rule) } "." }
}

/// Edit and delete: it fills [`Hole::CommentOwn`] for the comment's author.
pub fn own_links(id: i64, can_edit: bool) -> Markup {
    html! {
        @if can_edit { a.fm-small href=(paths::comment_edit(id)) { "Edit" span.govuk-visually-hidden { " your comment" } } " " }
        a.fm-small href=(paths::comment_deletion(id)) { "Delete" span.govuk-visually-hidden { " your comment" } }
    }
}

/// A comment that waits for a moderator.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Its number.
    pub id: i64,
    /// Its text, which the app rendered and cleaned.
    pub body_html: String,
    /// Why it waits, as a sentence: "It has a link in it."
    pub why: String,
    /// The author to whom it replies, when it does.
    pub reply_to: Option<String>,
    /// Whether somebody is worried about its author or another person: then help is named.
    pub at_risk: bool,
    /// Whether its author is asked to change it.
    pub can_edit: bool,
}

/// The reader's own comments that wait: it fills [`Hole::OwnHeld`]; nothing when none waits.
pub fn held_mine(held: &[Held]) -> Markup {
    html! {
        @for one in held {
            div.fm-place.fm-place--mine.fm-space id={ "c" (one.id) } {
                p {
                    strong {
                        @match &one.reply_to {
                            Some(name) => { "Your reply to " bdi { (name) } " is waiting for a moderator." }
                            None => "Your comment is waiting for a moderator.",
                        }
                    }
                    " " (one.why) " "
                    @if one.can_edit { "Until you have, only you can see it. " a href=(paths::own_decisions()) { "Read why" } }
                    @else { "A moderator will look at it. Until then only you can see it." }
                }
                @if one.at_risk { (crate::moderation::danger()) }
                div.fm-comment__text dir="auto" { (PreEscaped(&one.body_html)) }
                p { (own_links(one.id, one.can_edit)) }
            }
        }
    }
}

#[cfg(test)]
#[path = "comments_tests.rs"]
mod tests;
