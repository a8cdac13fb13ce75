//! The three ways in which somebody is verified, each with its form.

use crate::accounts::narrow;
use crate::form::{self, Choice, Choices, Input, Problems, TextArea};
use crate::paths;
use maud::{Markup, html};

fn back() -> Markup {
    html! { p { a href=(paths::account_profession()) { "Back to your profession" } } }
}

/// The form for a work address.
pub fn work_address(typed: &str, problems: &Problems) -> Markup {
    let email = Input {
        name: "email",
        label: "Your work email address",
        hint: Some("At nhs.net, nhs.uk or gov.uk, such as jo@example.nhs.uk"),
        value: typed,
        autocomplete: Some("off"),
        ..Input::default()
    };
    narrow(
        "Verify by your work email address",
        problems,
        html! {
            p { "We send an email with a link there. When you have pressed its button, you are verified." }
            p { "We do not show this address to anybody, we do not use it for anything else, and we forget it afterwards." }
            (form::post(paths::account_profession_work_address(), html! {
                (form::email(&email, problems))
                (form::button("Send the email"))
            }))
            (back())
        },
    )
}

/// The page behind the link in the letter. Opening it changes nothing: programs that check mail open links, too. `wrong`
/// says why it did not work.
pub fn confirm(token: &str, wrong: Option<&str>) -> Markup {
    narrow(
        "Confirm your work address",
        &Problems::default(),
        html! {
            @match wrong {
                Some(why) => { p { strong { (why) } } p { "Please choose another way, or write to us." } }
                None => {
                    p { "One more step: press the button, and your profession is verified." }
                    (form::post(&paths::account_profession_letter(token), form::button("This is my work address")))
                }
            }
            (back())
        },
    )
}

/// The page behind a link that is mistyped, used, too old, or somebody else's.
pub fn letter_not_valid() -> Markup {
    narrow(
        "This link is not valid",
        &Problems::default(),
        html! {
            p { "It may have been used already, it may be too old, or a part of it may be missing. It works only for the account that asked for it." }
            p { a href=(paths::account_profession_work_address()) { "Ask for a new email" } }
            (back())
        },
    )
}

/// A public register.
#[derive(Clone, Copy, Debug)]
pub struct Register {
    /// What the form sends.
    pub value: &'static str,
    /// Who keeps it.
    pub name: &'static str,
    /// What its numbers look like.
    pub looks_like: &'static str,
}

/// The form for a registration number.
pub fn registration(registers: &[Register], register: &str, number: &str, problems: &Problems) -> Markup {
    let options: Vec<Choice> =
        registers.iter().map(|one| Choice { value: one.value, label: one.name, hint: Some(one.looks_like) }).collect();
    let choices = Choices {
        name: "register",
        label: "Which register are you in?",
        options: &options,
        selected: Some(register),
        ..Choices::default()
    };
    let input = Input {
        name: "number",
        label: "Your registration number",
        hint: Some("Spaces and hyphens do not matter"),
        value: number,
        width: 20,
        ..Input::default()
    };
    narrow(
        "Verify by your registration number",
        problems,
        html! {
            p { "Our team looks your number up in the public register and compares the name and the profession. Only they see the number." }
            (form::post(paths::account_profession_registration(), html! {
                (form::radios(&choices, problems))
                (form::text(&input, problems))
                (form::button("Send the number"))
            }))
            (back())
        },
    )
}

/// The form for who can vouch.
pub fn vouching(words: &str, limit: usize, problems: &Problems) -> Markup {
    let area = TextArea {
        name: "words",
        label: "Who can tell us about your work?",
        hint: Some("Their name, where they work, and how we can reach them. Ask them first."),
        value: words,
        limit: Some(limit),
        ..TextArea::default()
    };
    narrow(
        "Verify by somebody who knows your work",
        problems,
        html! {
            p { "Our team asks them, and writes to you. Only our team reads this." }
            (form::post(paths::account_profession_vouching(), html! {
                (form::textarea(&area, problems))
                (form::button("Send this to the team"))
            }))
            (back())
        },
    )
}
