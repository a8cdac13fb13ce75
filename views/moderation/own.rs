//! What moderators decided about somebody's own comments, and asking for another look.

use super::Act;
use super::report::danger;
use crate::form::{self, Problems, TextArea};
use crate::layout::{Shell, page};
use crate::parts::breadcrumbs;
use crate::proposals::ProposalLink;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// The most characters of an appeal.
pub const APPEAL_LIMIT: usize = 2_000;

/// A decision in the list.
#[derive(Clone, Debug)]
pub struct OwnRow {
    /// Its number.
    pub id: i64,
    /// What was done.
    pub act: Act,
    /// Under which rule; may be empty.
    pub rule: String,
    /// What it meant for the author, as a phrase; may be empty.
    pub sanction: String,
    /// How the comment begins, as plain text.
    pub excerpt: String,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// The page with all decisions about one's comments.
pub fn own_list(rows: &[OwnRow], now: NaiveDateTime) -> Markup {
    own_page(
        "What moderators decided about your comments",
        &[],
        &Problems::default(),
        html! {
            @if rows.is_empty() { p { "Nothing was decided about your comments." } }
            ol.fm-queue {
                @for row in rows {
                    li { a href=(paths::own_decision(row.id)) {
                        span.fm-row { span { (row.act.past()) @if !row.rule.is_empty() { " under " (row.rule) } @if !row.sanction.is_empty() { ", " (row.sanction) } }
                            " " span.fm-num { (dates::short_in(now, row.at)) } }
                        p dir="auto" { (row.excerpt) }
                    } }
                }
            }
        },
    )
}

/// The page with what one moderator decided: each with the number of its case.
pub fn decisions_by(rows: &[(i64, OwnRow)], now: NaiveDateTime) -> Markup {
    crate::staff::desk_page(
        "My decisions",
        &[("Queue", paths::staff_queue())],
        &Problems::default(),
        html! {
            @if rows.is_empty() { p { "You have not decided anything yet." } }
            ol.fm-queue {
                @for (case, row) in rows {
                    li { a href=(paths::staff_case(*case)) {
                        span.fm-row { span { "Case " (case) ": " (row.act.past()) @if !row.rule.is_empty() { " under " (row.rule) } @if !row.sanction.is_empty() { ", " (row.sanction) } }
                            " " span.fm-num { (dates::short_in(now, row.at)) } }
                        p dir="auto" { (row.excerpt) }
                    } }
                }
            }
        },
    )
}

/// What came of an appeal.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Whether the decision was changed; nothing while it waits.
    pub granted: Option<bool>,
    /// What its author said.
    pub words: String,
    /// The reasons of the second moderator.
    pub reasons: String,
    /// When it was sent, in UTC.
    pub sent_at: NaiveDateTime,
    /// Until when it is answered, in UTC.
    pub due_at: NaiveDateTime,
}

/// A decision about one's own comment.
#[derive(Clone, Debug)]
pub struct Own {
    /// The decision.
    pub row: OwnRow,
    /// The version of the house rules by which it went.
    pub rules_version: Option<i64>,
    /// The reasons.
    pub reasons: String,
    /// The proposal under which the comment stands.
    pub proposal: ProposalLink,
    /// The comment.
    pub comment_id: i64,
    /// Its text, which the app rendered and cleaned.
    pub body_html: String,
    /// Whether it can be changed now, because a moderator asked for it.
    pub can_edit: bool,
    /// Whether it was held because somebody may be at risk.
    pub at_risk: bool,
    /// The appeal, when there is one.
    pub appeal: Option<Answer>,
    /// Until when one may appeal, in UTC; nothing when one may not, or not any more.
    pub appeal_until: Option<NaiveDateTime>,
    /// What was typed before.
    pub words: String,
    /// What to put right; the field is `words`.
    pub problems: Problems,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page of one decision, with the form for an appeal.
pub fn own(view: &Own) -> Markup {
    own_page(
        "A decision about your comment",
        &[("Decisions about your comments", paths::own_decisions())],
        &view.problems,
        html! {
            p.fm-lede {
                (view.row.act.past()) @if !view.row.rule.is_empty() { " under " (view.row.rule) }
                @if !view.row.sanction.is_empty() { ", " (view.row.sanction) } "."
            }
            p.fm-small.fm-quiet {
                (dates::short_in(view.now, view.row.at)) ", on " a href=(paths::proposal(&view.proposal.slug)) { (view.proposal.title) }
                @if let Some(version) = view.rules_version { ". By version " (version) " of the " a href=(paths::page("house-rules")) { "house rules" } }
            }
            @if view.at_risk { (danger()) }
            @if !view.body_html.is_empty() { blockquote.fm-case dir="auto" { (PreEscaped(&view.body_html)) } }
            @if !view.reasons.is_empty() {
                h2.fm-h3 { "The moderator writes" }
                p dir="auto" { (view.reasons) }
            }
            @if view.can_edit { p { a.govuk-button href=(paths::comment_edit(view.comment_id)) { "Change your comment" } } }
            (another_look(view))
        },
    )
}

fn another_look(view: &Own) -> Markup {
    html! {
        section.fm-flow #appeal {
            @if let Some(appeal) = &view.appeal {
                h2.fm-h3 { "You asked for another look" }
                p dir="auto" { "“" bdi { (appeal.words) } "”" }
                @match appeal.granted {
                    None => p { "A different moderator answers by " (dates::date(appeal.due_at)) "." },
                    Some(granted) => {
                        p { strong { @if granted { "The decision was wrong. What it took away is given back." } @else { "The decision stands." } } }
                        p dir="auto" { (appeal.reasons) }
                    }
                }
            } @else if let Some(until) = view.appeal_until {
                h2.fm-h3 { "Do you think that we are wrong?" }
                p { "Ask for another look by " (dates::date(until)) ". You can do so once. A different moderator decides." }
                (form::post(&paths::own_appeal(view.row.id), html! {
                    (form::textarea(&TextArea {
                        name: "words",
                        label: "Why should we look again?",
                        value: &view.words,
                        limit: Some(APPEAL_LIMIT),
                        ..TextArea::default()
                    }, &view.problems))
                    (form::button("Ask for another look"))
                }))
            }
        }
    }
}

fn own_page(title: &str, steps: &[(&str, &str)], problems: &Problems, content: Markup) -> Markup {
    let mut way = vec![("Home", paths::home()), ("Your account", paths::account())];
    way.extend_from_slice(steps);
    page(
        &Shell::new(title).no_index().with_problems(problems),
        html! {
            div.fm-wrap { (breadcrumbs(&way)) }
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose {
                (form::summary(problems))
                h1.fm-h2 { (title) }
                (content)
            } } }
        },
    )
}
