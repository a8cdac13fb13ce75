//! Keying in one response, and comparing what two people keyed in.

use super::Stands;
use crate::form::{self, Problems};
use crate::parts::count;
use crate::paths;
use crate::questionnaires::{self, Typed};
use crate::responses::{Attachment, OneMore, attachment_list};
use crate::staff::desk_page;
use maud::{Markup, PreEscaped, html};

/// A section to be keyed in.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The section, with all its questions.
    pub section: questionnaires::Section,
    /// What was typed into it.
    pub typed: Typed,
}

/// Somebody who keys it in.
#[derive(Clone, Debug, Default)]
pub struct Keyed {
    /// Their name.
    pub name: String,
    /// Whether they are done.
    pub is_done: bool,
}

/// A question to which two people keyed in different answers.
#[derive(Clone, Debug, Default)]
pub struct Differing {
    /// Its number.
    pub question: i64,
    /// Its place and words.
    pub words: String,
    /// The lines of each answer; none where there is no answer.
    pub answers: [Vec<String>; 2],
    /// Which of them is right (0 or 1), as somebody has said.
    pub right: Option<usize>,
}

/// A response that is not sent yet.
#[derive(Clone, Debug, Default)]
pub struct One {
    /// Its number.
    pub id: i64,
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Its reference.
    pub reference: String,
    /// How it came, in words.
    pub channel: &'static str,
    /// On which day.
    pub received: String,
    /// Whether that was after the close.
    pub late: bool,
    /// What the reader can do.
    pub stands: Stands,
    /// Whether somebody else has begun before the reader.
    pub is_second: bool,
    /// Whether the reader is one of the two who key it in.
    pub has_keyed: bool,
    /// Who keys it in.
    pub keyed: Vec<Keyed>,
    /// The sections, with what the reader has typed.
    pub sections: Vec<Section>,
    /// Where the two differ.
    pub differing: Vec<Differing>,
    /// The files that belong to it.
    pub scans: Vec<Attachment>,
    /// How many there can be.
    pub most: i64,
    /// The kinds of files that are taken, in words.
    pub kinds: &'static str,
    /// The same for a browser.
    pub accept: String,
    /// Field `description`.
    pub description: String,
    /// What to put right.
    pub problems: Problems,
}

/// The page of such a response.
pub fn one(view: &One) -> Markup {
    let all = paths::paper(view.proposal.0);
    desk_page(
        &format!("Response {}", view.reference),
        &[("Consultations", paths::staff_consultations()), ("Paper, phone and events", &all)],
        &view.problems,
        html! {
            p.fm-lede { (view.proposal.1) }
            p.fm-quiet {
                (view.channel) ", " (view.received) "."
                @if view.late { " It came after the close." }
                " Write " (view.reference) " on it, so that it can be found."
            }
            @match view.stands {
                Stands::ToKey => (keying(view)),
                Stands::ForOthers => (waiting(view)),
                Stands::ToCompare => (comparing(view)),
            }
            (scans(view))
        },
    )
}

/// The files, which whoever keys it in or compares looks at.
fn scans(view: &One) -> Markup {
    let removal = |id| paths::paper_attachment_removal(view.id, id);
    let action = paths::paper_attachments(view.id);
    let form = OneMore {
        action: &action,
        kinds: view.kinds,
        most: view.most,
        accept: &view.accept,
        description: &view.description,
    };
    html! {
        h2.fm-h3 { "Scans and other files" }
        p { "Those who read the response see them. They are never published. It is noted who opens one." }
        @if view.scans.is_empty() { p.fm-quiet { "There are none yet." } }
        @else { (attachment_list(&view.scans, Some(&removal))) }
        @if (view.scans.len() as i64) < view.most || !view.problems.is_empty() {
            h3.fm-h4 { "Attach a file" }
            @if view.stands == Stands::ToKey { p { "Save what you have typed above first." } }
            (form.form(&view.problems))
        }
    }
}

fn keying(view: &One) -> Markup {
    html! {
        @if view.is_second { p { "A colleague has begun to key this in. You do it the second time. You do not see what they typed." } }
        p { "Type what is written, with its mistakes. Leave out what is not answered." }
        (form::post(&paths::paper_response(view.id), html! {
            @for one in &view.sections {
                h2.fm-h3 { (one.section.title) }
                @if !one.section.intro_html.is_empty() { div.fm-prose { (PreEscaped(&one.section.intro_html)) } }
                (questionnaires::questions(&one.section.questions, &one.typed, &view.problems))
            }
            (form::button_group(html! {
                button.govuk-button type="submit" name="act" value="done" { "That is all" }
                button.govuk-button.govuk-button--secondary type="submit" name="act" value="save" { "Save and go on later" }
            }))
        }))
    }
}

fn waiting(view: &One) -> Markup {
    html! {
        ul { @for one in &view.keyed { li { bdi { (one.name) } @if one.is_done { " has keyed it in" } @else { " keys it in" } } } }
        p { "Somebody else has to key it in before it goes on." }
        @if view.has_keyed { (again(view)) }
    }
}

fn comparing(view: &One) -> Markup {
    html! {
        p {
            "Keyed in by " @for (n, one) in view.keyed.iter().enumerate() { @if n > 0 { " and by " } bdi { (one.name) } } ". "
            @if view.differing.is_empty() { "Both typed the same." }
            @else { "They differ in " (count(view.differing.len() as i64, "answer", "answers")) ". Look at what was written, and say whose is right." }
        }
        (form::post(&paths::paper_sending(view.id), html! {
            @for one in &view.differing { (differing(one, &view.problems)) }
            (form::button("Send it"))
        }))
        @if view.has_keyed { (again(view)) }
    }
}

fn differing(one: &Differing, problems: &Problems) -> Markup {
    let name = format!("right-{}", one.question);
    let problem = problems.for_field(&name);
    html! {
        div.govuk-form-group.govuk-form-group--error[problem.is_some()] {
            fieldset.govuk-fieldset aria-describedby=[problem.map(|_| format!("{name}-error"))] {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (one.words) }
                @if let Some(problem) = problem {
                    p.govuk-error-message id={ (name) "-error" } { span.govuk-visually-hidden { "Error: " } (problem) }
                }
                div.govuk-radios {
                    @for (n, answer) in one.answers.iter().enumerate() {
                        @let id = if n == 0 { name.clone() } else { format!("{name}-2") };
                        div.govuk-radios__item {
                            input.govuk-radios__input type="radio" name=(name) id=(id) value=(n + 1) checked[one.right == Some(n)];
                            label.govuk-label.govuk-radios__label for=(id) dir="auto" {
                                @if answer.is_empty() { span.fm-quiet { "No answer" } }
                                @for (k, line) in answer.iter().enumerate() { @if k > 0 { br; } (line) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn again(view: &One) -> Markup {
    html! {
        p { "Did you mistype something?" }
        (form::post(&paths::paper_opening(view.id), form::secondary_button("Open what I typed again")))
    }
}
