//! Agree, disagree, pass: what people think of one comment, and of the statements taken from the discussion.

use crate::parts::{count, number};
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

    /// All three, in the order of the buttons.
    pub const ALL: [Answer; 3] = [Answer::Agree, Answer::Disagree, Answer::Pass];

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Answer::Agree => "Agree",
            Answer::Disagree => "Disagree",
            Answer::Pass => "Pass",
        }
    }
}

/// How many gave one answer, by the capacity in which they gave it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// For themselves.
    pub residents: i64,
    /// From their work.
    pub professionals: i64,
    /// For an organisation.
    pub organisations: i64,
}

impl Split {
    fn all(self) -> i64 {
        self.residents + self.professionals + self.organisations
    }

    /// "Agree 12: 9 residents, 2 professionals, 1 organisation", "Disagree: 3 residents", "Pass: nobody".
    fn in_words(self, answer: Answer) -> String {
        let parts = [
            (self.residents, "resident", "residents"),
            (self.professionals, "professional", "professionals"),
            (self.organisations, "organisation", "organisations"),
        ];
        let parts: Vec<String> =
            parts.into_iter().filter(|(n, ..)| *n != 0).map(|(n, one, many)| count(n, one, many)).collect();
        match parts.as_slice() {
            [] => format!("{}: nobody", answer.label()),
            [all] => format!("{}: {all}", answer.label()),
            some => format!("{} {}: {}", answer.label(), number(self.all()), some.join(", ")),
        }
    }
}

/// What people answered to one comment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Those who agree.
    pub agree: Split,
    /// Those who disagree.
    pub disagree: Split,
    /// Those who pass.
    pub pass: Split,
}

impl Answers {
    fn of(&self, answer: Answer) -> Split {
        match answer {
            Answer::Agree => self.agree,
            Answer::Disagree => self.disagree,
            Answer::Pass => self.pass,
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
    /// What all have answered, where the reader may see it.
    pub totals: Option<Answers>,
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
    html! {
        form action=(paths::comment_votes(buttons.id)) method="post" {
            (form::csrf())
            // A group and not a named form: one author may have many comments on a page, and landmarks must differ.
            div.fm-react role="group" aria-label={ "What do you think of this comment by " (buttons.author) "?" } {
                @for answer in Answer::ALL {
                    button name="vote" value=(answer.value()) aria-pressed=(buttons.mine == Some(answer)) {
                        (answer.label())
                        @if let Some(totals) = buttons.totals { " " span.fm-num { (number(totals.of(answer).all())) } }
                    }
                }
            }
        }
        @if let Some(totals) = buttons.totals { (by_capacity(buttons.author, &totals)) }
    }
}

/// The totals once more, told apart: people who live here and people who speak from their work are never just added up.
fn by_capacity(author: &str, totals: &Answers) -> Markup {
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text {
                "Who answered" span.govuk-visually-hidden { " the comment by " (author) }
            } }
            div.govuk-details__text { ul.fm-plain.fm-small.fm-num {
                @for answer in Answer::ALL { li { (totals.of(answer).in_words(answer)) } }
            } }
        }
    }
}

fn answers_so_far(buttons: &CommentButtons) -> Markup {
    if buttons.mine.is_none() && buttons.totals.is_none() {
        return html! {};
    }
    html! {
        p.fm-small.fm-quiet.fm-num {
            @if let Some(totals) = buttons.totals {
                @for answer in Answer::ALL { (totals.of(answer).in_words(answer)) ". " }
            }
            @if let Some(mine) = buttons.mine { "Your answer: " (mine.value()) "." }
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
                    @for answer in Answer::ALL {
                        button name="vote" value=(answer.value()) aria-pressed="false" { (answer.label()) }
                    }
                }
            }
        }
    }
}
