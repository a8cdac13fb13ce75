//! One answer, to be coded, and the list of those that somebody has coded.

use super::{Asked, Finding, finding, findings, page_of};
use crate::form::{self, Problems};
use crate::paging::{self, Pages};
use crate::paths;
use maud::{Markup, html};

/// An answer, to be coded.
#[derive(Clone, Debug, Default)]
pub struct ToCode {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// The question.
    pub question: Asked,
    /// The response's number.
    pub response: i64,
    /// Its reference.
    pub reference: String,
    /// Field `version`: what the coder has seen.
    pub version: i64,
    /// The answer in sentences; fields `sentence` count them from 1 on.
    pub sentences: Vec<String>,
    /// The themes; fields `theme` name them by number.
    pub themes: Vec<ThemeChoice>,
    /// The sentences that were ticked.
    pub ticked: Vec<String>,
    /// The themes that were ticked.
    pub ticked_themes: Vec<String>,
    /// What the coder found in an earlier version.
    pub earlier: Option<Earlier>,
    /// What they have tagged.
    pub tags: Vec<Finding>,
    /// Whether they are done with it.
    pub is_coded: bool,
    /// What others found, by name; nothing until the coder is done.
    pub others: Vec<(String, Vec<Finding>)>,
    /// What to put right.
    pub problems: Problems,
}

/// A theme to tick.
#[derive(Clone, Debug, Default)]
pub struct ThemeChoice {
    /// Its number.
    pub id: i64,
    /// Its name with those above it.
    pub path: String,
    /// What belongs to it.
    pub description: String,
}

/// What a coder found before the response was sent anew.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// Whether the answer is the same.
    pub is_same: bool,
    /// The themes that they found.
    pub themes: Vec<String>,
}

/// The page of one answer.
pub fn to_code(view: &ToCode) -> Markup {
    let (id, title) = (view.proposal.0, view.proposal.1.as_str());
    let (question, place, words) = &view.question;
    let here = paths::coding_answer(id, *question, view.response);
    page_of(
        &format!("Code an answer to question {place}"),
        (id, title),
        true,
        &view.problems,
        html! {
            p.fm-lede dir="auto" { (words) }
            p.fm-quiet.fm-row {
                span { "From response " (view.reference) @if view.version > 1 { ", version " (view.version) } }
                a href=(paths::staff_response(view.response)) { "Read the whole response" }
                a href={ (paths::coding_question(id, *question)) "?after=" (view.response) } { "Skip it for now" }
                a href=(paths::themes(id)) { "Change the themes" }
            }
            @if let Some(earlier) = &view.earlier { (again(view, earlier, &here)) }
            @if !view.tags.is_empty() || view.is_coded { (tagged(view, &here)) }
            (form::post(&here, html! {
                (form::hidden("version", &view.version.to_string()))
                (sentences(view))
                (themes(view))
                p.govuk-hint { "If nothing fits, tick nothing: it is noted that there is nothing to tag." }
                (form::button_group(html! {
                    button.govuk-button name="act" value="done" { "Done, next" }
                    button.govuk-button.govuk-button--secondary name="act" value="tag" { "Tag, and stay here" }
                }))
            }))
            @if view.is_coded { (others(view)) }
        },
    )
}

/// The answer. With several sentences each can be ticked.
fn sentences(view: &ToCode) -> Markup {
    html! {
        @if let [only] = view.sentences.as_slice() { blockquote.fm-case dir="auto" { (only) } } @else {
            fieldset.govuk-fieldset.govuk-form-group {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--s { "The answer" }
                div.govuk-hint { "To tag a part of it, tick its sentences. With none ticked, you tag all of it." }
                div.govuk-checkboxes { @for (n, sentence) in view.sentences.iter().enumerate() {
                    @let (number, field) = ((n + 1).to_string(), format!("sentence-{}", n + 1));
                    div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input type="checkbox" name="sentence" id=(field) value=(number)
                            checked[view.ticked.contains(&number)];
                        label.govuk-label.govuk-checkboxes__label for=(field) dir="auto" { (number) ". " bdi { (sentence) } }
                    }
                } }
            }
        }
    }
}

fn themes(view: &ToCode) -> Markup {
    let problem = view.problems.for_field("theme");
    html! {
        div.govuk-form-group.govuk-form-group--error[problem.is_some()] #theme tabindex="-1" {
            fieldset.govuk-fieldset aria-describedby=[problem.map(|_| "theme-error")] {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--s { "What is it about?" }
                @if let Some(problem) = problem {
                    p.govuk-error-message #theme-error { span.govuk-visually-hidden { "Error:" } " " (problem) }
                }
                @if view.themes.is_empty() {
                    p { "There are no themes yet. " a href=(paths::themes(view.proposal.0)) { "Add some" } "." }
                }
                div.govuk-checkboxes { @for theme in &view.themes {
                    @let (number, field) = (theme.id.to_string(), format!("theme-{}", theme.id));
                    @let hint = (!theme.description.is_empty()).then(|| format!("{field}-hint"));
                    div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input type="checkbox" name="theme" id=(field) value=(number)
                            checked[view.ticked_themes.contains(&number)] aria-describedby=[hint.as_deref()];
                        label.govuk-label.govuk-checkboxes__label for=(field) dir="auto" { (theme.path) }
                        @if let Some(hint) = &hint {
                            div.govuk-hint.govuk-checkboxes__hint id=(hint) dir="auto" { (theme.description) }
                        }
                    }
                } }
            }
        }
    }
}

/// What they have tagged so far, each with the way to take it off.
fn tagged(view: &ToCode, here: &str) -> Markup {
    html! {
        h2.fm-h3 { "What you tagged" }
        @if view.is_coded { p { "You have coded this answer. You can still change it." } }
        @if view.tags.is_empty() { p { "Nothing to tag." } }
        ul.fm-docs {
            @for tag in &view.tags {
                li {
                    (finding(tag))
                    form method="post" action=(here) novalidate {
                        (form::csrf())
                        (form::hidden("version", &view.version.to_string()))
                        button.fm-linkbutton name="act" value={ "remove:" (tag.id) } {
                            "Take it off" span.govuk-visually-hidden { ": " (tag.theme) }
                        }
                    }
                }
            }
        }
    }
}

/// The response was sent anew since they coded it.
fn again(view: &ToCode, earlier: &Earlier, here: &str) -> Markup {
    let found = if earlier.themes.is_empty() { "nothing to tag".to_owned() } else { earlier.themes.join("; ") };
    html! {
        div.govuk-inset-text {
            p { "This response was sent anew after you coded it. You found then: " bdi { (found) } "." }
            @if earlier.is_same {
                p { "This answer is still the same." }
                (form::post(here, html! {
                    (form::hidden("version", &view.version.to_string()))
                    button.govuk-button.govuk-button--secondary name="act" value="again" { "Take that over, next" }
                }))
            } @else { p { "This answer has changed." } }
        }
    }
}

fn others(view: &ToCode) -> Markup {
    html! {
        h2.fm-h3.fm-subhead { "What others found" }
        @if view.others.is_empty() { p { "Nobody else has coded this answer yet." } }
        @for (name, tags) in &view.others {
            h3 { bdi { (name) } }
            (findings(tags))
        }
    }
}

/// The answers to a question that the reader has coded.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// The question.
    pub question: Asked,
    /// Whether there is no answer left to code.
    pub is_over: bool,
    /// The answers, the latest first.
    pub lines: Vec<OwnLine>,
    /// Where the list begins and goes on.
    pub pages: Pages,
}

/// A coded answer in the list.
#[derive(Clone, Debug, Default)]
pub struct OwnLine {
    /// The response's number.
    pub response: i64,
    /// Its reference.
    pub reference: String,
}

/// The page of the answers that the reader has coded.
pub fn own(view: &Own) -> Markup {
    let (id, title) = (view.proposal.0, view.proposal.1.as_str());
    let (question, place, words) = &view.question;
    page_of(
        &format!("Your coding of question {place}"),
        (id, title),
        true,
        &Problems::default(),
        html! {
            p.fm-lede dir="auto" { (words) }
            @if view.is_over {
                p { "There is no answer left for you to code." }
            } @else {
                p { a.govuk-button href=(paths::coding_question(id, *question)) { "Code the next answer" } }
            }
            h2.fm-h3 { "Answers that you have coded" }
            @if view.lines.is_empty() { p { "None yet." } }
            ul.fm-docs {
                @for line in &view.lines {
                    li { a href=(paths::coding_answer(id, *question, line.response)) { (line.reference) } }
                }
            }
            (paging::nav(&view.pages, "Answers that you have coded"))
        },
    )
}
