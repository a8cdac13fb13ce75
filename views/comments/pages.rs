//! A comment on a page of its own, and the pages for replying to it, changing it, deleting it and seeing how it was.

use super::{COMMENT_LIMIT, Comment, Held, REPLY_LIMIT, held_mine, thread};
use crate::diff::{self, DiffRun};
use crate::form::{self, Problems, TextArea};
use crate::holes::{Hole, hole};
use crate::layout::{Nav, Shell, page};
use crate::paging::{self, Pages};
use crate::parts::{breadcrumbs, count};
use crate::proposals::ProposalLink;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// A comment above another in a thread, in short.
#[derive(Clone, Debug, Default)]
pub struct Ancestor {
    /// Its number.
    pub id: i64,
    /// The name of its author.
    pub author_name: String,
    /// How it begins, as plain text.
    pub excerpt: String,
}

/// A comment with its replies.
#[derive(Clone, Debug)]
pub struct CommentPage {
    /// The proposal under which it stands.
    pub proposal: ProposalLink,
    /// What it replies to, from the top of the thread down.
    pub ancestors: Vec<Ancestor>,
    /// The comment.
    pub comment: Comment,
    /// Its replies, each before its own replies; the first of them sets the level.
    pub replies: Vec<Comment>,
    /// The way through the replies.
    pub pages: Pages,
    /// Where it stands in the discussion.
    pub discussion_href: String,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// A page under a proposal: the way back to it, a heading, and the rest in a column for reading.
fn under(shell: &Shell, proposal: &ProposalLink, problems: &Problems, content: Markup) -> Markup {
    page(
        shell,
        html! {
            div.fm-wrap { (breadcrumbs(&[("Home", paths::home()), (&proposal.title, &paths::proposal(&proposal.slug))])) }
            div.fm-main { div.fm-wrap { div.fm-flow { (form::summary(problems)) (content) } } }
        },
    )
}

/// The page of one comment, to which its time links.
pub fn one(view: &CommentPage) -> Markup {
    let title = format!("Comment by {}", view.comment.author_name);
    let content = html! {
        h1.fm-h2 { "Comment by " bdi { (view.comment.author_name) } }
        p { a href=(view.discussion_href) { "See it in the discussion" } }
        @if !view.ancestors.is_empty() { (ancestors(&view.ancestors)) }
        (hole(Hole::OwnHeld))
        (thread(std::slice::from_ref(&view.comment), view.now))
        @if !view.replies.is_empty() {
            h2.fm-h3 #replies { (count(view.comment.replies, "reply", "replies")) }
            (thread(&view.replies, view.now))
        }
        (paging::nav(&view.pages, "Pages of replies"))
        @if view.comment.depth == 0 { div.fm-space-l { (hole(Hole::Follow)) } }
    };
    let shell = Shell::new(&title).nav(Nav::Open);
    under(&shell, &view.proposal, &Problems::default(), content)
}

/// The page of a comment that waits for a moderator, as its author sees it.
pub fn waiting(proposal: &ProposalLink, held: &Held) -> Markup {
    let content = html! {
        h1.fm-h2 { "Your comment" }
        (held_mine(std::slice::from_ref(held)))
        p { a href=(paths::page("house-rules")) { "House rules" } }
    };
    let shell = Shell::new("Your comment").nav(Nav::Open).no_index();
    under(&shell, proposal, &Problems::default(), content)
}

fn ancestors(ancestors: &[Ancestor]) -> Markup {
    html! {
        nav aria-label="What it replies to" { ol.fm-docs {
            @for one in ancestors {
                li {
                    a href=(paths::comment(one.id)) { bdi { (one.author_name) } }
                    small dir="auto" { (one.excerpt) }
                }
            }
        } }
    }
}

/// A reply that is being written.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// The proposal under which it stands.
    pub proposal: ProposalLink,
    /// The comment to which it replies.
    pub to_id: i64,
    /// The author of that comment.
    pub to_name: String,
    /// The text of that comment, which the app rendered and cleaned.
    pub to_html: String,
    /// What was typed before.
    pub text: String,
    /// What to put right; the field is `body`.
    pub problems: Problems,
}

/// The page for writing a reply, which also comes back when something is to be put right.
pub fn reply(view: &Reply) -> Markup {
    let title = format!("Reply to {}", view.to_name);
    let area = TextArea {
        name: "body",
        label: "Your reply",
        hint: Some("Please leave out names and health details of other people."),
        value: &view.text,
        limit: Some(REPLY_LIMIT),
        ..TextArea::default()
    };
    let content = html! {
        h1.fm-h2 { "Reply to " bdi { (view.to_name) } }
        (quote(&view.to_html))
        (form::post(&paths::comment_replies(view.to_id), html! {
            (form::textarea(&area, &view.problems))
            (form::button_group(html! {
                (form::button("Post reply"))
                span.fm-quiet.fm-small { (hole(Hole::PostingAs)) }
            }))
        }))
    };
    let shell = Shell::new(&title).nav(Nav::Open).no_index().with_problems(&view.problems);
    under(&shell, &view.proposal, &view.problems, content)
}

fn quote(body_html: &str) -> Markup {
    html! { blockquote.fm-case dir="auto" { (PreEscaped(body_html)) } }
}

/// A comment that its author changes.
#[derive(Clone, Debug, Default)]
pub struct Editing {
    /// The proposal under which it stands.
    pub proposal: ProposalLink,
    /// The comment.
    pub id: i64,
    /// Its text as it was typed.
    pub text: String,
    /// Whether it is a reply, which may be shorter only.
    pub is_reply: bool,
    /// Until when it may be changed, in UTC; nothing where a moderator asks for it.
    pub until: Option<NaiveDateTime>,
    /// What to put right; the field is `body`.
    pub problems: Problems,
}

/// The page for changing one's comment.
pub fn edit(view: &Editing) -> Markup {
    let area = TextArea {
        name: "body",
        label: "Your comment",
        value: &view.text,
        rows: 8,
        limit: Some(if view.is_reply { REPLY_LIMIT } else { COMMENT_LIMIT }),
        ..TextArea::default()
    };
    let content = html! {
        h1.fm-h2 { "Change your comment" }
        p {
            @if let Some(until) = view.until {
                "You can change a comment for 15 minutes after you posted it, while the proposal is open: this one until "
                (dates::hour(until)) ". Anybody can see what it said before."
            } @else {
                "A moderator asks you to change it. When you have, a moderator looks at it again. What it says now is not shown to anybody."
            }
        }
        (form::post(&paths::comment_edit(view.id), html! {
            (form::textarea(&area, &view.problems))
            (form::button_group(html! {
                (form::button("Save the change"))
                a href=(paths::comment(view.id)) { "Leave it as it is" }
            }))
        }))
    };
    let shell = Shell::new("Change your comment").no_index().with_problems(&view.problems);
    under(&shell, &view.proposal, &view.problems, content)
}

/// A comment that its author may delete.
#[derive(Clone, Debug, Default)]
pub struct Deletion {
    /// The proposal under which it stands.
    pub proposal: ProposalLink,
    /// The comment.
    pub id: i64,
    /// Its text, which the app rendered and cleaned.
    pub body_html: String,
    /// How many replies can be read.
    pub replies: i64,
}

/// The page that asks before a comment is deleted.
pub fn delete_confirm(view: &Deletion) -> Markup {
    let content = html! {
        h1.fm-h2 { "Delete your comment?" }
        (quote(&view.body_html))
        p {
            "The text goes, and its votes count no more. This cannot be undone. A mark stays in its place"
            @if view.replies > 0 { ", and " (count(view.replies, "reply stands", "replies stand")) " below it" }
            "."
        }
        (form::post(&paths::comment_deletion(view.id), form::button_group(html! {
            button.govuk-button.govuk-button--warning { "Delete my comment" }
            a href=(paths::comment(view.id)) { "Keep it" }
        })))
    };
    let shell = Shell::new("Delete your comment").no_index();
    under(&shell, &view.proposal, &Problems::default(), content)
}

/// One wording of a comment.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    /// Since when it read like this, in UTC.
    pub at: NaiveDateTime,
    /// The text; against the wording before it, where there is one.
    pub runs: Vec<DiffRun>,
}

/// All wordings of a comment.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The proposal under which it stands.
    pub proposal: ProposalLink,
    /// The comment.
    pub id: i64,
    /// The name of its author.
    pub author_name: String,
    /// The wordings in the order in which they were written.
    pub wordings: Vec<Wording>,
}

/// The page that shows how a comment was changed.
pub fn history(view: &History) -> Markup {
    let title = format!("How the comment by {} was changed", view.author_name);
    let content = html! {
        h1.fm-h2 { "How the comment by " bdi { (view.author_name) } " was changed" }
        p { a href=(paths::comment(view.id)) { "Back to the comment" } }
        ol.fm-thread {
            @for (n, wording) in view.wordings.iter().enumerate().rev() {
                li {
                    h2.fm-h3 {
                        @if n == 0 { "Written " } @else { "Changed " }
                        (dates::time(wording.at, &dates::moment(wording.at)))
                    }
                    div.fm-comment__text.fm-space-s { (diff::show(&wording.runs)) }
                }
            }
        }
    };
    under(&Shell::new(&title).no_index(), &view.proposal, &Problems::default(), content)
}
