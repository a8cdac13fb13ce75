//! One decision about many comments, with a look at all of them before it is in force.

use super::decision::{self, Form};
use crate::form;
use crate::parts::count;
use crate::proposals::ProposalLink;
use crate::staff::desk_page;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// One of the comments.
#[derive(Clone, Debug)]
pub struct Alike {
    /// Its number.
    pub comment_id: i64,
    /// The name of its author.
    pub author_name: String,
    /// The proposal under which it stands.
    pub proposal: ProposalLink,
    /// Its text, which the app rendered and cleaned.
    pub body_html: String,
    /// Where it stands now, such as "Published".
    pub state: String,
    /// When it was written, in UTC.
    pub at: NaiveDateTime,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Comments that have something in common.
#[derive(Clone, Debug, Default)]
pub struct Together {
    /// The case with which it began.
    pub case_id: i64,
    /// What they have in common: `author` or `words`.
    pub by: String,
    /// The comments.
    pub alike: Vec<Alike>,
    /// Whether there are more than can be decided about with one form.
    pub more: bool,
    /// Why this moderator may not decide; empty when they may.
    pub conflict: String,
    /// The form to decide.
    pub form: Form,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page with the comments and the form.
pub fn together(view: &Together) -> Markup {
    let title = if view.by == "author" { "Comments by one author" } else { "Comments with the same words" };
    let case = paths::staff_case(view.case_id);
    let number = format!("Case {}", view.case_id);
    desk_page(
        title,
        &[("Queue", paths::staff_queue()), (&number, &case)],
        &view.form.problems,
        html! {
            @if view.alike.is_empty() { p { "There are none that can be read or that wait." } } @else if !view.conflict.is_empty() {
                div.govuk-inset-text { (view.conflict) }
                (list(view, false))
            } @else {
                p {
                    "Your decision is about all that are ticked. Each gets a decision of its own on the record, and each author gets one letter."
                    @if view.more { " There are more; these are the latest." }
                }
                form method="post" action=(paths::staff_together(view.case_id)) novalidate {
                    (form::csrf())
                    (form::hidden("by", &view.by))
                    (list(view, true))
                    div.fm-panel.fm-space {
                        h2.fm-h2 { "Decide" }
                        (decision::fields(&view.form, "them"))
                        (form::button("Decide about all that are ticked"))
                    }
                }
            }
        },
    )
}

fn list(view: &Together, can_choose: bool) -> Markup {
    let problem = view.form.problems.for_field("comments");
    html! {
        div.govuk-form-group.govuk-form-group--error[problem.is_some()] {
            fieldset.govuk-fieldset aria-describedby=[problem.map(|_| "comments-error")] {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--s {
                    (count(i64::try_from(view.alike.len()).unwrap_or(i64::MAX), "comment", "comments"))
                }
                @if let Some(problem) = problem {
                    p.govuk-error-message #comments-error { span.govuk-visually-hidden { "Error:" } " " (problem) }
                }
                div.govuk-checkboxes {
                    @for (n, one) in view.alike.iter().enumerate() { (line(n, one, view, can_choose)) }
                }
            }
        }
    }
}

fn line(n: usize, one: &Alike, view: &Together, can_choose: bool) -> Markup {
    let id = if n == 0 { "comments".to_owned() } else { format!("comments-{}", n + 1) };
    html! {
        div.govuk-checkboxes__item {
            @if can_choose {
                input.govuk-checkboxes__input id=(id) name="comments" type="checkbox" value=(one.comment_id) checked[one.chosen];
                label.govuk-label.govuk-checkboxes__label for=(id) { "By " bdi { (one.author_name) } ", " (dates::short_in(view.now, one.at)) }
            } @else { p { "By " bdi { (one.author_name) } ", " (dates::short_in(view.now, one.at)) } }
            div.govuk-hint.govuk-checkboxes__hint {
                (one.state) ". On " a href=(paths::proposal(&one.proposal.slug)) { (one.proposal.title) }
            }
            blockquote.fm-case dir="auto" { (PreEscaped(&one.body_html)) }
        }
    }
}
