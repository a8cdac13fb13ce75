//! The fields of a form, each with its label, hint and message tied together so that every way of reading finds them.

use crate::form::Problems;
use crate::parts::number;
use maud::{Markup, html};

/// A field of one line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    /// Name of the field, and its id unless that is given.
    pub name: &'a str,
    /// The id, where a page has several fields of this name.
    pub id: Option<&'a str>,
    /// What is asked.
    pub label: &'a str,
    /// Help below the label.
    pub hint: Option<&'a str>,
    /// What was typed before.
    pub value: &'a str,
    /// What a browser may fill in, in the words of WCAG 1.3.5, such as `name` or `new-password`.
    pub autocomplete: Option<&'a str>,
    /// A width of 2, 3, 4, 5, 10, 20 or 30 characters; the full width when 0.
    pub width: u8,
}

/// A field in which a file is chosen. What was chosen before cannot be given back: browsers do not let a page choose a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileInput<'a> {
    /// Name of the field, and its id.
    pub name: &'a str,
    /// What is asked.
    pub label: &'a str,
    /// Help below the label: which files are taken.
    pub hint: &'a str,
    /// The ends of names to choose from, as browsers want them: `.pdf,.csv`.
    pub accept: &'a str,
}

/// A field of several lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextArea<'a> {
    /// Name of the field, and its id unless that is given.
    pub name: &'a str,
    /// The id, where a page has several fields of this name.
    pub id: Option<&'a str>,
    /// What is asked.
    pub label: &'a str,
    /// Help below the label.
    pub hint: Option<&'a str>,
    /// What was typed before, kept to the letter.
    pub value: &'a str,
    /// Height in lines; 5 when 0.
    pub rows: u8,
    /// The most characters allowed, where there is a limit.
    pub limit: Option<usize>,
    /// Whether the label stands as large as a heading, where the form is what its part of the page is for.
    pub large: bool,
}

/// One answer among several.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// What is sent.
    pub value: &'a str,
    /// What is read.
    pub label: &'a str,
    /// Help below the label; not shown in a select.
    pub hint: Option<&'a str>,
}

/// A question with a few answers, of which one is chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choices<'a> {
    /// Name of the field; the first answer has it as id, unless that is given.
    pub name: &'a str,
    /// The id, where a page has several fields of this name.
    pub id: Option<&'a str>,
    /// What is asked.
    pub label: &'a str,
    /// Help below the question.
    pub hint: Option<&'a str>,
    /// The answers.
    pub options: &'a [Choice<'a>],
    /// The value of the answer that is chosen.
    pub selected: Option<&'a str>,
}

/// The ids and messages that a field of any kind needs.
struct Field<'a> {
    id: &'a str,
    hint: Option<&'a str>,
    problem: Option<&'a str>,
    extra: Option<&'static str>,
}

impl<'a> Field<'a> {
    fn new(name: &'a str, id: Option<&'a str>, hint: Option<&'a str>, problems: &'a Problems) -> Self {
        let id = id.unwrap_or(name);
        Field { id, hint, problem: problems.for_field(id), extra: None }
    }

    /// The value of `aria-describedby`: hint, message, then the count.
    fn described_by(&self) -> Option<String> {
        let parts = [self.hint.map(|_| "hint"), self.problem.map(|_| "error"), self.extra];
        let ids: Vec<String> = parts.into_iter().flatten().map(|part| format!("{}-{part}", self.id)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn group(&self, content: Markup) -> Markup {
        let count = self.extra.is_some();
        html! {
            div.govuk-form-group.govuk-form-group--error[self.problem.is_some()].govuk-character-count[count] {
                (content)
            }
        }
    }

    fn label(&self, words: &str, large: bool) -> Markup {
        html! { label.govuk-label.govuk-label--s[!large].govuk-label--m[large] for=(self.id) { (words) } }
    }

    fn hint_and_problem(&self) -> Markup {
        html! {
            @if let Some(hint) = self.hint { div.govuk-hint id={ (self.id) "-hint" } { (hint) } }
            @if let Some(problem) = self.problem {
                p.govuk-error-message id={ (self.id) "-error" } {
                    span.govuk-visually-hidden { "Error:" } " " (problem)
                }
            }
        }
    }
}

/// A line of text.
pub fn text(input: &Input, problems: &Problems) -> Markup {
    line(input, "text", problems)
}

/// An email address.
pub fn email(input: &Input, problems: &Problems) -> Markup {
    line(&Input { autocomplete: input.autocomplete.or(Some("email")), ..*input }, "email", problems)
}

/// A password, which is never sent back to the page: what was typed before is left out.
pub fn password(input: &Input, problems: &Problems) -> Markup {
    line(&Input { value: "", ..*input }, "password", problems)
}

/// A day and a time of London's clocks; the value as [`crate::dates::for_field`] writes it.
pub fn date_time(input: &Input, problems: &Problems) -> Markup {
    line(input, "datetime-local", problems)
}

/// A file.
pub fn file(input: &FileInput, problems: &Problems) -> Markup {
    let field = Field::new(input.name, None, Some(input.hint), problems);
    field.group(html! {
        (field.label(input.label, false))
        (field.hint_and_problem())
        input.govuk-file-upload.govuk-file-upload--error[field.problem.is_some()]
            id=(field.id) name=(input.name) type="file" accept=(input.accept) aria-describedby=[field.described_by()];
    })
}

fn line(input: &Input, kind: &str, problems: &Problems) -> Markup {
    let field = Field::new(input.name, input.id, input.hint, problems);
    let width = (input.width > 0).then(|| format!("govuk-input--width-{}", input.width));
    let plain = kind == "email" || kind == "password";
    let value = (kind != "password").then_some(input.value);
    field.group(html! {
        (field.label(input.label, false))
        (field.hint_and_problem())
        input.govuk-input.govuk-input--error[field.problem.is_some()].(width.unwrap_or_default())
            id=(field.id) name=(input.name) type=(kind) value=[value]
            autocomplete=[input.autocomplete] dir=[(kind == "text").then_some("auto")]
            spellcheck=[plain.then_some("false")] autocapitalize=[plain.then_some("none")]
            aria-describedby=[field.described_by()];
    })
}

/// A text of several lines, with the limit said beforehand and the count when it is passed.
pub fn textarea(area: &TextArea, problems: &Problems) -> Markup {
    let mut field = Field::new(area.name, area.id, area.hint, problems);
    field.extra = area.limit.map(|_| "info");
    let rows = if area.rows == 0 { 5 } else { area.rows };
    field.group(html! {
        (field.label(area.label, area.large))
        (field.hint_and_problem())
        // A browser drops the first line break of a textarea, so we give it one of ours to drop.
        textarea.govuk-textarea.govuk-textarea--error[field.problem.is_some()]
            id=(field.id) name=(area.name) rows=(rows) dir="auto"
            aria-describedby=[field.described_by()] { "\n" (area.value) }
        @if let Some(limit) = area.limit {
            div.govuk-hint.govuk-character-count__message id={ (field.id) "-info" } { (count(area.value, limit)) }
        }
    })
}

fn count(value: &str, limit: usize) -> String {
    // As a browser sends it, a line break is two characters; we store and count one.
    let used = value.replace("\r\n", "\n").chars().count();
    let figure = |n: usize| number(i64::try_from(n).unwrap_or(i64::MAX));
    if used > limit {
        format!("You have used {} of {} characters", figure(used), figure(limit))
    } else {
        format!("Up to {} characters", figure(limit))
    }
}

/// A question answered by one of a few radio buttons.
pub fn radios(choices: &Choices, problems: &Problems) -> Markup {
    let field = Field::new(choices.name, choices.id, choices.hint, problems);
    field.group(html! {
        fieldset.govuk-fieldset aria-describedby=[field.described_by()] {
            legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (choices.label) }
            (field.hint_and_problem())
            div.govuk-radios {
                @for (n, choice) in choices.options.iter().enumerate() {
                    @let id = if n == 0 { field.id.to_owned() } else { format!("{}-{}", field.id, n + 1) };
                    @let hint_id = choice.hint.map(|_| format!("{id}-item-hint"));
                    div.govuk-radios__item {
                        input.govuk-radios__input id=(id) name=(choices.name) type="radio" value=(choice.value)
                            checked[choices.selected == Some(choice.value)] aria-describedby=[hint_id.as_deref()];
                        label.govuk-label.govuk-radios__label for=(id) { (choice.label) }
                        @if let Some(hint) = choice.hint {
                            div.govuk-hint.govuk-radios__hint id=[hint_id.as_deref()] { (hint) }
                        }
                    }
                }
            }
        }
    })
}

/// A question answered from a list that opens.
pub fn select(choices: &Choices, problems: &Problems) -> Markup {
    let field = Field::new(choices.name, choices.id, choices.hint, problems);
    field.group(html! {
        (field.label(choices.label, false))
        (field.hint_and_problem())
        select.govuk-select.govuk-select--error[field.problem.is_some()] id=(field.id) name=(choices.name)
            aria-describedby=[field.described_by()] {
            @for choice in choices.options {
                option value=(choice.value) selected[choices.selected == Some(choice.value)] { (choice.label) }
            }
        }
    })
}

/// A single box to tick; `value` is sent when it is ticked.
pub fn checkbox(name: &str, value: &str, label: &str, ticked: bool, problems: &Problems) -> Markup {
    checkbox_with(name, value, (label, None), ticked, problems, html! {})
}

/// A single box to tick, with help below its label, and fields that belong to it.
pub fn checkbox_with(
    name: &str,
    value: &str,
    (label, hint): (&str, Option<&str>),
    ticked: bool,
    problems: &Problems,
    fields: Markup,
) -> Markup {
    let field = Field::new(name, None, hint, problems);
    let problem = Field::new(name, None, None, problems);
    field.group(html! {
        (problem.hint_and_problem())
        div.govuk-checkboxes {
            div.govuk-checkboxes__item {
                input.govuk-checkboxes__input id=(field.id) name=(name) type="checkbox" value=(value)
                    checked[ticked] aria-describedby=[field.described_by()];
                label.govuk-label.govuk-checkboxes__label for=(field.id) { (label) }
                @if let Some(hint) = hint {
                    div.govuk-hint.govuk-checkboxes__hint id={ (field.id) "-hint" } { (hint) }
                }
            }
            @if !fields.0.is_empty() { div.govuk-checkboxes__conditional { (fields) } }
        }
    })
}
