//! Agree, disagree, pass: what people think of one comment, and of the statements taken from the discussion.

use crate::parts::number;
use crate::{form, paths};
use maud::{Markup, PreEscaped, html};

/// What somebody says to a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// They think the same.
    Agree,
    /// They think otherwise.
    Disagree,
    /// They do not want to say, or do not know.
    Pass,
}

impl Answer {
    /// What the form sends in the field `vote`.
    pub fn value(self) -> &'static str {
        match self {
            Answer::Agree => "agree",
            Answer::Disagree => "disagree",
            Answer::Pass => "pass",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Answer::Agree => "Agree",
            Answer::Disagree => "Disagree",
            Answer::Pass => "Pass",
        }
    }
}

/// What the reader and others think of one comment.
#[derive(Clone, Copy, Debug)]
pub struct CommentButtons<'a> {
    /// The comment.
    pub id: i64,
    /// The name of its author.
    pub author: &'a str,
    /// The reader's answer.
    pub mine: Option<Answer>,
    /// Those who agree, disagree and pass, where the reader may see it.
    pub totals: Option<(i64, i64, i64)>,
    /// Whether the proposal is open.
    pub can_vote: bool,
    /// Whether the reader wrote it: nobody votes on their own comment.
    pub own: bool,
}

/// Agree, disagree and pass: it fills [`crate::holes::Hole::CommentVotes`] and holds a token of its own.
pub fn comment_buttons(buttons: &CommentButtons) -> Markup {
    if buttons.own || !buttons.can_vote {
        return answers_so_far(buttons);
    }
    let totals = buttons.totals.map(|(agree, disagree, pass)| [agree, disagree, pass]);
    html! {
        form action=(paths::comment_votes(buttons.id)) method="post" {
            (form::csrf())
            // A group and not a named form: one author may have many comments on a page, and landmarks must differ.
            div.fm-react role="group" aria-label={ "What do you think of this comment by " (buttons.author) "?" } {
                @for (n, answer) in [Answer::Agree, Answer::Disagree, Answer::Pass].into_iter().enumerate() {
                    button name="vote" value=(answer.value()) aria-pressed=(buttons.mine == Some(answer)) {
                        (answer.label()) @if let Some(totals) = totals { " " span.fm-num { (number(totals[n])) } }
                    }
                }
            }
        }
    }
}

fn answers_so_far(buttons: &CommentButtons) -> Markup {
    if buttons.mine.is_none() && buttons.totals.is_none() {
        return html! {};
    }
    html! {
        p.fm-small.fm-quiet.fm-num {
            @if let Some((agree, disagree, pass)) = buttons.totals {
                "Agree " (number(agree)) ", disagree " (number(disagree)) ", pass " (number(pass)) "."
            }
            @if let Some(mine) = buttons.mine { " Your answer: " (mine.value()) "." }
        }
    }
}

/// One comment put to the reader as a statement.
#[derive(Clone, Debug, Default)]
pub struct Statement {
    /// The comment.
    pub comment_id: i64,
    /// Its text, rendered and cleaned by the app.
    pub body_html: String,
    /// Which one this is among those that the reader had not answered, and how many those are.
    pub progress: Option<(i64, i64)>,
}

/// "Where people agree", with a statement to answer: it fills [`crate::holes::Hole::StatementNext`].
///
/// The form also sends `from=statements`, so that the reader comes back here and not to the comment.
pub fn statement(statement: &Statement) -> Markup {
    html! {
        section aria-labelledby="h-agree" #agree {
            h2 #h-agree { "Where people agree" }
            p.fm-lede.fm-space-s { "Short statements, taken from the discussion. Your answers help to find common ground." }
            form.fm-statement.fm-space method="post" action=(paths::comment_votes(statement.comment_id))
                aria-label="What do you think of this statement?" {
                (form::csrf())
                (form::hidden("from", "statements"))
                @if let Some((at, of)) = statement.progress {
                    p.fm-small.fm-quiet { "Statement " (number(at)) " of " (number(of)) " that you have not answered" }
                }
                blockquote dir="auto" { (PreEscaped(&statement.body_html)) }
                div.fm-react.fm-react--l {
                    @for answer in [Answer::Agree, Answer::Disagree, Answer::Pass] {
                        button name="vote" value=(answer.value()) aria-pressed="false" { (answer.label()) }
                    }
                }
            }
        }
    }
}
