//! Appeals, as moderators see them.

use super::{Act, REASONS_LIMIT};
use crate::form::{self, Choice, Choices, Problems, TextArea};
use crate::proposals::ProposalLink;
use crate::staff::desk_page;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// An appeal in the list.
#[derive(Clone, Debug)]
pub struct AppealRow {
    /// Its number.
    pub id: i64,
    /// What was decided.
    pub act: Act,
    /// Under which rule; may be empty.
    pub rule: String,
    /// How the appeal begins, as plain text.
    pub excerpt: String,
    /// Until when it is to be answered, in UTC.
    pub due_at: NaiveDateTime,
    /// Whether this moderator made the decision, so that another has to answer.
    pub own: bool,
}

/// The page with the appeals that wait.
pub fn appeals(rows: &[AppealRow], now: NaiveDateTime) -> Markup {
    desk_page(
        "Appeals",
        &[("Queue", paths::staff_queue())],
        &Problems::default(),
        html! {
            @if rows.is_empty() { p { "No appeal waits." } }
            ol.fm-queue {
                @for row in rows {
                    li { a href=(paths::staff_appeal(row.id)) {
                        span.fm-row {
                            span { (row.act.past()) @if !row.rule.is_empty() { " under " (row.rule) } @if row.own { ". You decided this: a colleague answers" } }
                            " " span.fm-num { @if row.due_at < now { "Late since " } @else { "By " } (dates::date(row.due_at)) }
                        }
                        p dir="auto" { (row.excerpt) }
                    } }
                }
            }
        },
    )
}

/// An appeal with what is needed to answer it.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Its number.
    pub id: i64,
    /// The case.
    pub case_id: i64,
    /// The proposal under which the comment stands.
    pub proposal: ProposalLink,
    /// The comment's text, which the app rendered and cleaned.
    pub body_html: String,
    /// What was decided.
    pub act: Act,
    /// Under which rule; may be empty.
    pub rule: String,
    /// What it meant for the author, as a phrase; may be empty.
    pub sanction: String,
    /// The reasons.
    pub reasons: String,
    /// When it was decided, in UTC.
    pub decided_at: NaiveDateTime,
    /// What the author says.
    pub words: String,
    /// When, in UTC.
    pub sent_at: NaiveDateTime,
    /// Until when it is to be answered, in UTC.
    pub due_at: NaiveDateTime,
    /// Why this moderator may not answer; empty when they may.
    pub conflict: String,
    /// What came of it, with the reasons, when it is answered.
    pub answered: Option<(bool, String)>,
    /// What was chosen before: `upheld` or `overturned`; may be empty.
    pub outcome: String,
    /// The reasons as they were typed.
    pub typed: String,
    /// What to put right: `outcome`, `reasons`.
    pub problems: Problems,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page of one appeal.
pub fn appeal(view: &Appeal) -> Markup {
    let title = format!("Appeal {}", view.id);
    desk_page(
        &title,
        &[("Queue", paths::staff_queue()), ("Appeals", paths::staff_appeals())],
        &view.problems,
        html! {
            p.fm-lede {
                (view.act.past()) @if !view.rule.is_empty() { " under " (view.rule) }
                @if !view.sanction.is_empty() { ", " (view.sanction) } ", " (dates::short_in(view.now, view.decided_at)) "."
            }
            p.fm-small {
                "On " a href=(paths::proposal(&view.proposal.slug)) { (view.proposal.title) } ". "
                a href=(paths::staff_case(view.case_id)) { "Case " (view.case_id) ", with all that is around it" }
            }
            blockquote.fm-case dir="auto" { (PreEscaped(&view.body_html)) }
            h2.fm-h3 { "What the first moderator wrote" }
            p dir="auto" { (view.reasons) }
            h2.fm-h3 { "What the author says" }
            p dir="auto" { (view.words) }
            p.fm-small.fm-quiet { "Sent " (dates::short_in(view.now, view.sent_at)) ". We have promised an answer by " (dates::date(view.due_at)) "." }
            @if let Some((granted, reasons)) = &view.answered {
                h2.fm-h3 { @if *granted { "The decision was changed" } @else { "The decision stands" } }
                p dir="auto" { (reasons) }
            } @else if !view.conflict.is_empty() {
                div.govuk-inset-text { (view.conflict) }
            } @else { (answer(view)) }
        },
    )
}

fn answer(view: &Appeal) -> Markup {
    let options = [
        Choice { value: "upheld", label: "The decision stands", hint: None },
        Choice {
            value: "overturned",
            label: "The decision was wrong",
            hint: Some(
                "All that it took away is given back at once: the comment with its votes and replies, and the right to take part",
            ),
        },
    ];
    let outcome = Choices {
        name: "outcome",
        label: "What do you decide?",
        options: &options,
        selected: Some(&view.outcome),
        ..Choices::default()
    };
    let reasons = TextArea {
        name: "reasons",
        label: "Reasons, as the author will read them",
        hint: Some("Your name is not shown."),
        value: &view.typed,
        limit: Some(REASONS_LIMIT),
        ..TextArea::default()
    };
    html! {
        div.fm-panel { (form::post(&paths::staff_appeal(view.id), html! {
            (form::radios(&outcome, &view.problems))
            (form::textarea(&reasons, &view.problems))
            (form::button("Answer the appeal"))
        })) }
    }
}
