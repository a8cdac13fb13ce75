//! One's own data: the copy of it, erasing oneself, and the proof that one did.

use crate::form::{self, Choice, Choices, Input, Problems};
use crate::layout::{Nav, Shell, page};
use crate::parts::{count, size};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// How the copy of somebody's data stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// There is none.
    None,
    /// It is being made.
    Making {
        /// Since when, in UTC.
        asked_at: NaiveDateTime,
    },
    /// It can be fetched.
    Ready {
        /// When it was asked for, in UTC.
        asked_at: NaiveDateTime,
        /// When it is deleted, in UTC.
        until: NaiveDateTime,
        /// How large it is.
        bytes: i64,
    },
}

/// The page for the copy of one's data, which is kept for this many days.
pub fn data(copy: &Copy, days: i64) -> Markup {
    let ask = |words: &str| form::post(paths::account_data(), form::button(words));
    narrow(
        "A copy of your data",
        &Problems::default(),
        html! {
            p { "You can have a copy of all that we keep about you: your account, what you wrote, how you voted, what you follow, the emails we sent, what you agreed to, and when staff saw your data." }
            p { "It is one file (ZIP) with pages for people and the same as JSON for programs. You can download it only while you are signed in." }
            @match copy {
                Copy::None => {
                    p { "We make it in the background and write to you when it is ready. It stays here for " (count(days, "day", "days")) "." }
                    (ask("Ask for a copy"))
                }
                Copy::Making { asked_at } => {
                    p { strong { "Your copy is being made." } " You asked for it at " (dates::time(*asked_at, &dates::on_day(*asked_at))) ". We write to you when it is ready." }
                    p { a href=(paths::account_data()) { "Look again" } }
                }
                Copy::Ready { asked_at, until, bytes } => {
                    p { strong { "Your copy is ready." } " It shows what there was at " (dates::time(*asked_at, &dates::on_day(*asked_at))) ". It is deleted at " (dates::time(*until, &dates::on_day(*until))) "." }
                    p { a.govuk-button href=(paths::account_data_copy()) { "Download my data (ZIP, " (size(*bytes)) ")" } }
                    p { "You can have a newer copy made. It takes the place of this one." }
                    (ask("Ask for a newer copy"))
                }
            }
            p { a href=(paths::account()) { "Back to your account" } }
        },
    )
}

/// Somebody who is about to erase themselves.
#[derive(Clone, Copy, Debug)]
pub struct Erasing<'a> {
    /// Whether they have a role on the staff, which has to end first.
    pub on_the_staff: bool,
    /// Whether they have a password to prove that it is they.
    pub has_password: bool,
    /// Whether people can suggest proposals here.
    pub suggests: bool,
    /// What was chosen for their comments: `stay`, `go` or nothing yet.
    pub comments: &'a str,
    /// For how many days a copy is kept.
    pub days: i64,
    /// What to put right: `comments`, `password`.
    pub problems: &'a Problems,
}

/// The page that says what goes and what stays. Its form sends `comments` and `password`.
pub fn erasing(view: &Erasing) -> Markup {
    narrow(
        "Erase your account",
        view.problems,
        html! {
            p { "This cannot be undone, by you or by us." }
            h2.fm-h3 { "What goes" }
            ul.govuk-list.govuk-list--bullet {
                li { "your name, your email address and your password" }
                li { "your profession or organisation, and what was checked of it" }
                li { "what you follow, and all emails about it" }
                li { "when you were here, what waits to be posted, and the copy of your data" }
                li { "whose the votes are that you gave" }
                @if view.suggests { li { "the proposals that you suggested and that were not published" } }
            }
            h2.fm-h3 { "What stays" }
            ul.govuk-list.govuk-list--bullet {
                li { "responses to consultations that you sent and allowed us to publish, without your name; all others go" }
                li { "your votes, as numbers alone: the totals do not change, and nobody can find out how you voted" }
                li { "what you said about yourself in equality questions, as numbers alone: nobody can find out what it was" }
                li { "your comments, as you choose below, under the name “Former participant”" }
                @if view.suggests { li { "proposals that you suggested and that were published, under the same name" } }
                li { "your reports about comments, without your name and without your words" }
                li { "a reference number, with which you can show that you asked for this" }
            }
            p { "If you would like to keep what you wrote, " a href=(paths::account_data()) { "take a copy of your data" } " first." }
            @if view.on_the_staff {
                p { strong { "You have a role on the staff." } " It has to end before you can erase your account. Ask an administrator to end it." }
            } @else if !view.has_password {
                p { "To show that it is you, you need a password. " a href=(paths::reset()) { "Choose one first" } "." }
            } @else {
                (questions(view))
            }
            p { a href=(paths::account()) { "Back to your account" } }
        },
    )
}

fn questions(view: &Erasing) -> Markup {
    let options = [
        Choice {
            value: "stay",
            label: "They stay, under the name “Former participant”",
            hint: Some("If they say who you are, others can still see that."),
        },
        Choice {
            value: "go",
            label: "Their words go, where the proposal is still open",
            hint: Some(
                "A mark stays in their place. Comments on closed proposals stay under “Former participant”; you can delete those one by one, before you erase your account.",
            ),
        },
    ];
    let comments = Choices {
        name: "comments",
        label: "What happens to your comments?",
        options: &options,
        selected: Some(view.comments),
        ..Choices::default()
    };
    let password = Input {
        name: "password",
        label: "Your password",
        hint: Some("So that nobody else can do this at your computer."),
        autocomplete: Some("current-password"),
        ..Input::default()
    };
    form::post(
        paths::account_erasure(),
        html! {
            (form::radios(&comments, view.problems))
            (form::password(&password, view.problems))
            button.govuk-button.govuk-button--warning { "Erase my account" }
        },
    )
}

/// That somebody erased themselves.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The reference.
    pub reference: String,
    /// When they asked for it, in UTC.
    pub asked_at: NaiveDateTime,
    /// When all was done, in UTC.
    pub done_at: Option<NaiveDateTime>,
    /// Whether the words of comments on open proposals went.
    pub words_go: bool,
}

/// The page that shows it, without who it was.
pub fn certificate(view: &Certificate) -> Markup {
    narrow(
        "An account was erased",
        &Problems::default(),
        html! {
            p { "Reference: " strong { (view.reference) } }
            p { "Asked for at " (dates::time(view.asked_at, &dates::on_day(view.asked_at))) "." }
            @match view.done_at {
                Some(at) => p { "All was done at " (dates::time(at, &dates::on_day(at))) "." },
                None => p { "Nobody can sign in with the account any more, and its name and address are gone from it. The rest is being erased and takes a few minutes." },
            }
            p { "Votes stay as numbers alone. " @if view.words_go { "The words of comments on open proposals are gone; other comments" } @else { "Comments" } " stay under the name “Former participant”." }
            p { "The last email goes out with this reference. After that the email address is gone, too. This page says nothing about who it was, and it stays: you can keep its address, or print it." }
            p { a href=(paths::home()) { "To the first page" } }
        },
    )
}

fn narrow(title: &str, problems: &Problems, content: Markup) -> Markup {
    page(
        &Shell::new(title).nav(Nav::Account).no_index().with_problems(problems),
        html! {
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose {
                (form::summary(problems))
                h1.fm-h2 { (title) }
                (content)
            } } }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_and_those_without_a_password_have_no_form() {
        let problems = Problems::default();
        let ask = |on_the_staff, has_password| {
            let view =
                Erasing { on_the_staff, has_password, suggests: true, comments: "go", days: 7, problems: &problems };
            erasing(&view).into_string()
        };
        assert!(!ask(true, true).contains("<form") && !ask(false, false).contains("<form"));
        let html = ask(false, true);
        assert!(html.contains("<form") && html.matches("\" checked").count() == 1, "{html}");
    }
}
