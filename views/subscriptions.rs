//! Emails without an account: asking for them, saying yes once more, and stopping them.

use crate::form::{self, Input, Problems};
use crate::layout::{Shell, page};
use crate::paths;
use maud::{Markup, html};

fn narrow(title: &str, problems: &Problems, content: Markup) -> Markup {
    page(
        &Shell::new(title).no_index().with_problems(problems),
        html! {
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose {
                (form::summary(problems))
                h1.fm-h2 { (title) }
                (content)
            } } }
        },
    )
}

/// The form on a page of its own, with what was typed, when something is to be put right.
pub fn ask(email: &str, problems: &Problems) -> Markup {
    let input = Input { name: "email", label: "Email address", value: email, ..Input::default() };
    narrow(
        "Emails from Folkmoot",
        problems,
        html! {
            p { "What opens, what closes soon and what was decided. Emails begin with a later version of this site; each will have a link to stop them." }
            (form::post(paths::subscriptions(), html! {
                (form::email(&input, problems))
                (form::button("Send me the emails"))
            }))
        },
    )
}

/// "Check your email": the same words whether or not the address was known.
pub fn asked() -> Markup {
    narrow(
        "Check your email",
        &Problems::default(),
        html! {
            p.fm-lede { "We have sent you a letter with a link. Open it and press the button there." }
            p { "Until you do, you will get nothing else from us. The letter says for how long its link is good." }
        },
    )
}

/// The page behind the link. Opening it changes nothing: programs that check mail open links, too.
pub fn confirm(token: &str) -> Markup {
    narrow(
        "Do you want our emails?",
        &Problems::default(),
        html! {
            p { "One more step: press the button, and we will send them to you." }
            (form::post(&paths::subscription_confirmation(token), form::button("Yes, send me the emails")))
            p.fm-small.fm-quiet { "If you did not ask for them, close this page. Nothing will happen." }
        },
    )
}

/// The page after saying yes.
pub fn confirmed() -> Markup {
    narrow(
        "You will get our emails",
        &Problems::default(),
        html! {
            p.fm-lede { "Thank you. Each email will have a link to stop them." }
            p { a href=(paths::open_now()) { "See what is open now" } }
        },
    )
}

/// The page behind a link that is mistyped or too old.
pub fn link_not_valid() -> Markup {
    let input = Input { name: "email", label: "Email address", ..Input::default() };
    let none = Problems::default();
    narrow(
        "This link is not valid",
        &none,
        html! {
            p { "It may be too old, or a part of it may be missing. You can ask for a new one." }
            (form::post(paths::subscriptions(), html! {
                (form::email(&input, &none))
                (form::button("Send me a new link"))
            }))
        },
    )
}

/// The page after the emails were stopped.
pub fn stopped() -> Markup {
    narrow(
        "You will get no more emails",
        &Problems::default(),
        html! {
            p.fm-lede { "We have stopped them. If one was on its way already, it is the last." }
            p { a href=(paths::home()) { "Go to the first page" } }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_the_link_only_shows_a_button() {
        let html = confirm("a/<b>").into_string();
        assert!(html.contains(r#"<form method="post" action="/subscriptions/confirmation/a%2F%3Cb%3E""#), "{html}");
        assert!(html.contains("Yes, send me the emails"), "{html}");
    }

    #[test]
    fn a_mistake_keeps_what_was_typed() {
        let mut problems = Problems::default();
        problems.add("email", "Enter an email address such as name@example.org");
        let html = ask("a@\"b", &problems).into_string();
        assert!(html.contains("<title>Error: Emails from Folkmoot"), "{html}");
        assert!(html.contains(r#"value="a@&quot;b""#), "{html}");
        assert!(html.contains(r##"<a href="#email">"##), "{html}");
    }

    #[test]
    fn each_step_has_its_page() {
        for html in [asked(), confirmed(), stopped(), link_not_valid()] {
            assert_eq!(html.into_string().matches("<h1").count(), 1);
        }
    }
}
