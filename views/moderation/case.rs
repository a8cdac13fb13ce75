//! One case: the comment, what is around it, and the form to decide it.

use super::decision::{self, Form};
use super::desk::{Queue, WhyWaiting, desk};
use super::{Act, KINDS, Reason};
use crate::form;
use crate::parts::{count, number};
use crate::proposals::ProposalLink;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, PreEscaped, html};

/// A comment that stands above the one in question.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The name of its author.
    pub author_name: String,
    /// Its text, which the app rendered and cleaned.
    pub body_html: String,
}

/// A report, as moderators see it.
#[derive(Clone, Debug)]
pub struct ReportRow {
    /// The reason.
    pub reason: Reason,
    /// The kind of illegal content, as the form sent it; empty for other reasons.
    pub kind: String,
    /// The note; may be empty.
    pub note: String,
    /// Whether the reporter was signed in.
    pub signed_in: bool,
    /// When it came, in UTC.
    pub at: NaiveDateTime,
}

/// What was decided about the same comment before.
#[derive(Clone, Debug)]
pub struct PastDecision {
    /// What was done.
    pub act: Act,
    /// Under which rule; may be empty.
    pub rule: String,
    /// The reasons.
    pub reasons: String,
    /// What it meant for the author, as a phrase; may be empty.
    pub sanction: String,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// Who has a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Claim {
    /// Nobody, or it is closed.
    #[default]
    Nobodys,
    /// Whoever looks at it, until then, in UTC.
    Mine(NaiveDateTime),
    /// A colleague, by name, until then, in UTC.
    Anothers(String, NaiveDateTime),
}

/// A case with what is needed to decide it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its number.
    pub id: i64,
    /// Why it waits; nothing when it is closed.
    pub why: Option<WhyWaiting>,
    /// The proposal under which the comment stands.
    pub proposal: ProposalLink,
    /// The comment.
    pub comment_id: i64,
    /// To whom it replies, when it does.
    pub in_reply_to: Option<String>,
    /// The comments above it in the thread, from the top down.
    pub before: Vec<Context>,
    /// Its text, which the app rendered and cleaned.
    pub body_html: String,
    /// The name of its author.
    pub author_name: String,
    /// What is known of the author, such as "Account made 5 days ago. 6 comments, 1 hidden before".
    pub author_facts: String,
    /// Where the comment stands now, such as "Published" or "Hidden under rule 3".
    pub state: String,
    /// The reports.
    pub reports: Vec<ReportRow>,
    /// How many replies can be read.
    pub replies: i64,
    /// What was decided before, the latest first.
    pub past: Vec<PastDecision>,
    /// What the comment said before a part was taken out, as it was typed, the latest first; for the staff alone.
    pub originals: Vec<String>,
    /// Who has the case.
    pub claim: Claim,
    /// Why this moderator may not decide; empty when they may.
    pub conflict: String,
    /// How many other comments by this author can be read or wait.
    pub by_author: i64,
    /// How many other comments have the same words.
    pub with_same_words: i64,
    /// The form to decide it.
    pub form: Form,
    /// The queue beside it.
    pub queue: Queue,
}

/// The page of one case, with the queue beside it.
pub fn case(view: &Case) -> Markup {
    desk(
        &view.queue,
        Some(view.id),
        &view.form.problems,
        html! {},
        html! {
            section.fm-stack--s aria-labelledby="h-case" #case {
                div.fm-flow.fm-tight {
                    p.fm-kicker { "Case " (view.id) (claim(&view.claim)) }
                    h2 #h-case { (case_heading(view)) }
                    p.fm-small {
                        "On " a href=(paths::proposal(&view.proposal.slug)) { (view.proposal.title) }
                        @if let Some(name) = &view.in_reply_to { ", in reply to " bdi { (name) } }
                    }
                }
                @if !view.before.is_empty() { (before(&view.before)) }
                blockquote.fm-case dir="auto" { (PreEscaped(&view.body_html)) }
                (facts(view))
                @if !view.originals.is_empty() { (originals(view)) }
                @if view.by_author + view.with_same_words > 0 { (together(view)) }
                @if !view.conflict.is_empty() { div.govuk-inset-text { (view.conflict) } }
                @if let Claim::Anothers(name, until) = &view.claim {
                    div.govuk-inset-text { bdi { (name) } " has this case until " (dates::hour(*until)) ". Then it goes back to the queue." }
                } @else if !view.form.acts.is_empty() { (decide(view)) }
            }
        },
    )
}

fn claim(claim: &Claim) -> Markup {
    html! {
        @if let Claim::Mine(until) = claim { " " span { "Yours until " (dates::hour(*until)) ", then it goes back to the queue" } }
    }
}

fn originals(view: &Case) -> Markup {
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text { "What it said before a part was taken out" } }
            div.govuk-details__text.fm-flow { @for one in &view.originals { blockquote.fm-case dir="auto" { p { (one) } } } }
        }
    }
}

fn together(view: &Case) -> Markup {
    let address = |by: &str| format!("{}?by={by}", paths::staff_together(view.id));
    html! {
        p.fm-small {
            @if view.with_same_words > 0 {
                a href=(address("words")) { (count(view.with_same_words, "other comment has", "other comments have")) " the same words" }
                @if view.by_author > 0 { ", and " }
            }
            @if view.by_author > 0 {
                a href=(address("author")) { (count(view.by_author, "other comment is", "other comments are")) " by the same author" }
            }
            ". You can decide about them together."
        }
    }
}

fn case_heading(view: &Case) -> String {
    let reports = i64::try_from(view.reports.len()).unwrap_or(i64::MAX);
    match (view.why, reports) {
        (Some(WhyWaiting::Risk), _) => "Somebody may be at risk".to_owned(),
        (_, 0) => "A comment to be reviewed".to_owned(),
        (_, n) => format!("A comment with {}", count(n, "report", "reports")),
    }
}

fn before(before: &[Context]) -> Markup {
    let words = match before.len() {
        1 => "comment".to_owned(),
        n => format!("{} comments", number(i64::try_from(n).unwrap_or(i64::MAX))),
    };
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text { "Show the " (words) " before it" } }
            div.govuk-details__text.fm-flow {
                @for one in before {
                    div dir="auto" { p { b { bdi { (one.author_name) } } } (PreEscaped(&one.body_html)) }
                }
            }
        }
    }
}

fn fact(key: &str, value: Markup) -> Markup {
    html! {
        div.govuk-summary-list__row {
            dt.govuk-summary-list__key { (key) }
            dd.govuk-summary-list__value { (value) }
        }
    }
}

fn facts(view: &Case) -> Markup {
    html! {
        dl.govuk-summary-list {
            (fact("State", html! { (view.state) }))
            (fact("Author", html! { bdi { (view.author_name) } ". " (view.author_facts) }))
            @if !view.reports.is_empty() { (fact("Reports", html! { @for report in &view.reports { (report_row(report, view)) } })) }
            @if view.replies > 0 { (fact("Replies", html! { (number(view.replies)) ", which stay whatever you decide" })) }
            @if !view.past.is_empty() { (fact("Decided before", html! { @for one in &view.past { (past(one, view)) } })) }
        }
    }
}

fn report_row(report: &ReportRow, view: &Case) -> Markup {
    html! {
        p {
            (report.reason.label())
            @if let Some((_, kind)) = KINDS.iter().find(|(value, _)| !value.is_empty() && *value == report.kind) { " (" (kind) ")" }
            @if report.signed_in { ", by a person with an account, " } @else { ", without an account, " }
            (dates::short_in(view.queue.now, report.at))
            @if !report.note.is_empty() { ": “" bdi { (report.note) } "”" }
        }
    }
}

fn past(one: &PastDecision, view: &Case) -> Markup {
    html! {
        p {
            (one.act.past()) @if !one.rule.is_empty() { " under " (one.rule) }
            @if !one.sanction.is_empty() { ", " (one.sanction) }
            ", " (dates::short_in(view.queue.now, one.at))
            @if !one.reasons.is_empty() { ": “" bdi { (one.reasons) } "”" }
        }
    }
}

fn decide(view: &Case) -> Markup {
    html! {
        form.fm-panel method="post" action=(paths::staff_decisions(view.id)) novalidate aria-labelledby="h-dec" {
            (form::csrf())
            h3.fm-h2 #h-dec { "Decide" }
            (decision::fields(&view.form, "the comment"))
            p.fm-caveat.fm-gap {
                "The author is told, with the rule, the reasons, and how to ask for another look. So are those who reported it. "
                "Another moderator decides an appeal. The decision goes on the public record without names."
            }
            (form::button("Decide"))
        }
        @if matches!(view.claim, Claim::Mine(_)) {
            (form::post(&paths::staff_giving_back(view.id), form::secondary_button("Give the case back")))
        }
    }
}
