//! One case: the comment, what is around it, and the form to decide it.

use super::desk::{Queue, WhyWaiting, desk};
use super::{Act, NOTE_LIMIT, Reason};
use crate::form::{self, Choice, Choices, Problems, TextArea};
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
    /// When, in UTC.
    pub at: NaiveDateTime,
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
    /// What a moderator may do now; empty when there is nothing to decide.
    pub acts: Vec<Act>,
    /// The house rules: what is sent, and what is read.
    pub rules: Vec<(String, String)>,
    /// The act that was chosen before.
    pub act: Option<Act>,
    /// The rule that was chosen before; empty for none.
    pub rule: String,
    /// The reasons as they were typed.
    pub reasons: String,
    /// What to put right: `act`, `rule`, `reasons`.
    pub problems: Problems,
    /// The queue beside it.
    pub queue: Queue,
}

/// The page of one case, with the queue beside it.
pub fn case(view: &Case) -> Markup {
    desk(
        &view.queue,
        Some(view.id),
        &view.problems,
        html! {},
        html! {
            section.fm-stack--s aria-labelledby="h-case" #case {
                div.fm-flow.fm-tight {
                    p.fm-kicker { "Case " (view.id) }
                    h2 #h-case { (case_heading(view)) }
                    p.fm-small {
                        "On " a href=(paths::proposal(&view.proposal.slug)) { (view.proposal.title) }
                        @if let Some(name) = &view.in_reply_to { ", in reply to " bdi { (name) } }
                    }
                }
                @if !view.before.is_empty() { (before(&view.before)) }
                blockquote.fm-case dir="auto" { (PreEscaped(&view.body_html)) }
                (facts(view))
                @if !view.acts.is_empty() { (decide(view)) }
            }
        },
    )
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
            ", " (dates::short_in(view.queue.now, one.at))
            @if !one.reasons.is_empty() { ": “" bdi { (one.reasons) } "”" }
        }
    }
}

fn decide(view: &Case) -> Markup {
    let mut rules = vec![Choice { value: "", label: "No rule", hint: None }];
    rules.extend(view.rules.iter().map(|(value, label)| Choice { value, label, hint: None }));
    let rule = Choices {
        name: "rule",
        label: "Under which house rule?",
        hint: Some("Needed when you hide a comment"),
        options: &rules,
        selected: Some(&view.rule),
        ..Choices::default()
    };
    let reasons = TextArea {
        name: "reasons",
        label: "Reasons, as the author will read them",
        hint: Some("Needed when you hide a comment. Your name is not shown."),
        value: &view.reasons,
        limit: Some(NOTE_LIMIT),
        ..TextArea::default()
    };
    html! {
        form.fm-panel method="post" action=(paths::staff_decisions(view.id)) novalidate aria-labelledby="h-dec" {
            (form::csrf())
            h3.fm-h2 #h-dec { "Decide" }
            (acts(view))
            (form::select(&rule, &view.problems))
            (form::textarea(&reasons, &view.problems))
            p.fm-caveat.fm-gap { "The author is told, with the rule and the reasons. The decision goes on the record." }
            (form::button("Decide"))
        }
    }
}

fn acts(view: &Case) -> Markup {
    let problem = view.problems.for_field("act");
    html! {
        div.govuk-form-group.govuk-form-group--error[problem.is_some()] {
            fieldset.fm-choice aria-describedby=[problem.map(|_| "act-error")] {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--s { "What happens to the comment?" }
                @if let Some(problem) = problem {
                    p.govuk-error-message #act-error { span.govuk-visually-hidden { "Error:" } " " (problem) }
                }
                div.fm-choice__set {
                    @for (n, act) in view.acts.iter().enumerate() {
                        @let id = if n == 0 { "act".to_owned() } else { format!("act-{}", n + 1) };
                        div.govuk-radios__item {
                            input.govuk-radios__input type="radio" name="act" id=(id) value=(act.value()) checked[view.act == Some(*act)];
                            label.govuk-label.govuk-radios__label for=(id) { (act.label()) }
                        }
                    }
                }
            }
        }
    }
}
