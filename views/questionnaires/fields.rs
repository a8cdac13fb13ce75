//! The fields of each kind of question.

use super::{Kind, Question, Typed, field, row_field};
use crate::form::{self, Choice, Choices, Input, Problems, TextArea};
use maud::{Markup, html};

/// The fields of several questions, filled with what was typed, each with what is to be put right.
pub fn questions(all: &[Question], typed: &Typed, problems: &Problems) -> Markup {
    html! { @for question in all { (one(question, typed, problems)) } }
}

fn one(question: &Question, typed: &Typed, problems: &Problems) -> Markup {
    let (name, label, hint) = (field(question.id), label(question), hint(question));
    let (value, hint) = (typed.first(&name), (!hint.is_empty()).then_some(hint.as_str()));
    match question.kind {
        Kind::Line => form::text(&Input { name: &name, label: &label, hint, value, ..Input::default() }, problems),
        Kind::Number => {
            form::text(&Input { name: &name, label: &label, hint, value, width: 10, ..Input::default() }, problems)
        }
        Kind::Text(limit) => {
            let area = TextArea {
                name: &name,
                label: &label,
                hint,
                value,
                rows: 7,
                limit: Some(limit),
                ..TextArea::default()
            };
            form::textarea(&area, problems)
        }
        Kind::One | Kind::List => choose(question, (&name, &label, hint), value, problems),
        Kind::Many => group(question, &name, problems, many(question, &name, typed)),
        Kind::Grid => grid_group(question, typed, problems),
        Kind::Order => rows_group(question, problems, order(question, typed, problems)),
        Kind::Date => rows_group(question, problems, date(question, typed, problems)),
    }
}

fn label(question: &Question) -> String {
    let optional = if question.required { "" } else { " (optional)" };
    format!("{}. {}{optional}", question.place, question.words)
}

/// Who is to answer, help, and how the kind of question works.
fn hint(question: &Question) -> String {
    let how = match question.kind {
        Kind::Many => "Choose all that apply.",
        Kind::Order => "Give each a place. You may leave some out.",
        Kind::Date => "For example, 27 3 2026.",
        _ => "",
    };
    let parts = [question.note.as_deref().unwrap_or_default(), question.help.as_str(), how];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn choose(
    question: &Question,
    (name, label, hint): (&str, &str, Option<&str>),
    value: &str,
    problems: &Problems,
) -> Markup {
    let nothing = Choice { value: "", label: "Choose one", hint: None };
    let given = question.choices.iter().map(|(value, label)| Choice { value, label, hint: None });
    let is_list = question.kind == Kind::List;
    let options: Vec<Choice> = is_list.then_some(nothing).into_iter().chain(given).collect();
    let choices = Choices { name, label, hint, options: &options, selected: Some(value), ..Choices::default() };
    if is_list { form::select(&choices, problems) } else { form::radios(&choices, problems) }
}

/// Several fields under one legend; `at` is the field whose message stands above them.
fn group(question: &Question, at: &str, problems: &Problems, content: Markup) -> Markup {
    let (id, hint, problem) = (field(question.id), hint(question), problems.for_field(at));
    let described = [(!hint.is_empty()).then_some("hint"), problem.map(|_| "error")];
    let described: Vec<String> = described.into_iter().flatten().map(|part| format!("{id}-{part}")).collect();
    html! {
        div.govuk-form-group.govuk-form-group--error[problem.is_some()] {
            fieldset.govuk-fieldset aria-describedby=[(!described.is_empty()).then(|| described.join(" "))] {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--s { (label(question)) }
                @if !hint.is_empty() { div.govuk-hint id={ (id) "-hint" } { (hint) } }
                @if let Some(problem) = problem {
                    p.govuk-error-message id={ (id) "-error" } {
                        span.govuk-visually-hidden { "Error:" } " " (problem)
                    }
                }
                (content)
            }
        }
    }
}

/// As [`group`], for fields that each have a name of their own: the message of the first that has one.
fn rows_group(question: &Question, problems: &Problems, content: Markup) -> Markup {
    let at = row_names(question).into_iter().find(|name| problems.for_field(name).is_some()).unwrap_or_default();
    group(question, &at, problems, content)
}

fn row_names(question: &Question) -> Vec<String> {
    match question.kind {
        Kind::Date => DATE.iter().map(|(part, _, _)| row_field(question.id, part)).collect(),
        Kind::Order => question.choices.iter().map(|(id, _)| row_field(question.id, id)).collect(),
        _ => question.rows.iter().map(|(id, _)| row_field(question.id, id)).collect(),
    }
}

fn many(question: &Question, name: &str, typed: &Typed) -> Markup {
    html! {
        div.govuk-checkboxes {
            @for (n, (value, label)) in question.choices.iter().enumerate() {
                @let id = numbered(name, n);
                div.govuk-checkboxes__item {
                    input.govuk-checkboxes__input type="checkbox" name=(name) id=(id) value=(value)
                        checked[typed.all(name).any(|one| one == value)];
                    label.govuk-label.govuk-checkboxes__label for=(id) { (label) }
                }
            }
        }
    }
}

/// The id of the nth field of a name: the first has the name itself, so that a link to a mistake leads to it.
fn numbered(name: &str, n: usize) -> String {
    if n == 0 { name.to_owned() } else { format!("{name}-{}", n + 1) }
}

fn grid_group(question: &Question, typed: &Typed, problems: &Problems) -> Markup {
    rows_group(
        question,
        problems,
        html! {
            table.govuk-table.fm-matrix {
                caption.govuk-visually-hidden { "One answer in each row" }
                thead.govuk-table__head { tr {
                    td.govuk-table__header {}
                    @for (_, label) in &question.choices { th.govuk-table__header scope="col" { (label) } }
                } }
                tbody { @for (row, words) in &question.rows { (grid_row(question, &row_field(question.id, row), words, typed)) } }
            }
        },
    )
}

fn grid_row(question: &Question, name: &str, words: &str, typed: &Typed) -> Markup {
    html! {
        tr {
            th.govuk-table__header scope="row" { (words) }
            @for (n, (value, label)) in question.choices.iter().enumerate() {
                @let id = numbered(name, n);
                td.govuk-table__cell data-label=(label) {
                    div.govuk-radios__item {
                        input.govuk-radios__input type="radio" name=(name) value=(value) id=(id)
                            checked[typed.first(name) == value];
                        label.govuk-label.govuk-radios__label for=(id) {
                            span.govuk-visually-hidden { (label) ": " (words) }
                        }
                    }
                }
            }
        }
    }
}

fn order(question: &Question, typed: &Typed, problems: &Problems) -> Markup {
    html! {
        div.fm-rank {
            @for (id, words) in &question.choices {
                @let name = row_field(question.id, id);
                div {
                    label.govuk-label for=(name) { (words) }
                    select.govuk-select.govuk-select--error[problems.for_field(&name).is_some()] id=(name) name=(name) {
                        option value="" { "No place" }
                        @for place in 1..=question.choices.len() {
                            @let value = place.to_string();
                            option value=(value) selected[typed.first(&name) == value] { (ordinal(place)) }
                        }
                    }
                }
            }
        }
    }
}

/// "1st", "2nd", "11th".
fn ordinal(n: usize) -> String {
    let end = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{end}")
}

/// The last part of the name, the label, and the width in characters of each part of a day.
const DATE: [(&str, &str, u8); 3] = [("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4)];

fn date(question: &Question, typed: &Typed, problems: &Problems) -> Markup {
    html! {
        div.fm-day {
            @for (part, label, width) in DATE {
                @let name = row_field(question.id, part);
                div {
                    label.govuk-label for=(name) { (label) }
                    input.govuk-input.{ "govuk-input--width-" (width) }.govuk-input--error[problems.for_field(&name).is_some()]
                        id=(name) name=(name) type="text" inputmode="numeric" value=(typed.first(&name));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: Kind) -> Question {
        let pair = |value: &str, label: &str| (value.to_owned(), label.to_owned());
        Question {
            id: 7,
            place: 3,
            kind,
            words: "Which ways?".into(),
            help: "Of reaching you.".into(),
            required: false,
            note: None,
            choices: vec![pair("51", "By text"), pair("52", "By post")],
            rows: vec![pair("61", "At home")],
        }
    }

    fn shown(kind: Kind, typed: &[(&str, &str)], problems: &Problems) -> String {
        let typed = Typed(typed.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect());
        questions(&[question(kind)], &typed, problems).into_string()
    }

    #[test]
    fn what_was_typed_stands_in_its_field() {
        let none = Problems::default();
        type Case = (Kind, &'static [(&'static str, &'static str)], &'static str);
        let cases: [Case; 7] = [
            (Kind::Line, &[("q7", "Letters <b>")], "value=\"Letters &lt;b&gt;\""),
            (Kind::Text(9), &[("q7", "More")], ">\nMore</textarea>"),
            (Kind::One, &[("q7", "52")], "value=\"52\" checked"),
            (Kind::Many, &[("q7", "52")], "value=\"52\" checked"),
            (Kind::Grid, &[("q7-61", "52")], "value=\"52\" id=\"q7-61-2\" checked"),
            (Kind::Order, &[("q7-52", "1")], "value=\"1\" selected"),
            (Kind::Date, &[("q7-month", "3")], "value=\"3\""),
        ];
        for (kind, typed, expected) in cases {
            let html = shown(kind, typed, &none);
            assert!(html.contains(expected) && html.contains("3. Which ways? (optional)"), "{kind:?}: {html}");
            assert!(html.contains("Of reaching you."), "{kind:?}: {html}");
        }
    }

    #[test]
    fn a_mistake_in_one_row_stands_above_all_of_them() {
        let mut problems = Problems::default();
        problems.add("q7-61", "Choose an answer");
        let html = shown(Kind::Grid, &[], &problems);
        assert!(html.contains("govuk-form-group--error") && html.contains("Choose an answer"), "{html}");
        assert!(html.contains("aria-describedby=\"q7-hint q7-error\"") && html.contains("id=\"q7-error\""), "{html}");
    }

    #[test]
    fn places_are_counted_as_people_do() {
        assert_eq!([1, 2, 3, 4, 11, 12, 21, 22].map(ordinal).join(" "), "1st 2nd 3rd 4th 11th 12th 21st 22nd");
    }
}
