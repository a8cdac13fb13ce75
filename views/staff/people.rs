//! The staff themselves, for those who invite them.

use super::{desk_page, staff_page};
use crate::form::{self, Choice, Choices, Input, Problems};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// The roles that an administrator can give: word, name, and the name with what comes with it.
const ROLES: [(&str, &str, &str); 4] = [
    ("analyst", "Analyst", "Analyst: reads what staff may read, such as drafts"),
    ("moderator", "Moderator", "Moderator: decides on comments that were reported"),
    ("editor", "Editor", "Editor: writes proposals and pages, opens and closes proposals"),
    ("administrator", "Administrator", "Administrator: all of this, invites others, and looks after the emails"),
];

/// One of the staff.
#[derive(Clone, Debug)]
pub struct PersonLine {
    /// Their account.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their role, as one word.
    pub role: String,
    /// Whether they have accepted the invitation.
    pub has_come: bool,
    /// When they were here last, in UTC.
    pub seen_at: Option<NaiveDateTime>,
}

/// The staff, and the form for an invitation.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Everybody with a role.
    pub staff: Vec<PersonLine>,
    /// The name, as it was typed.
    pub name: String,
    /// The address, as it was typed.
    pub email: String,
    /// The role, as it was chosen.
    pub role: String,
    /// What to put right: `name`, `email`, `role`.
    pub problems: Problems,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page with the staff.
pub fn people(view: &People) -> Markup {
    desk_page(
        "Staff and their roles",
        &[],
        &view.problems,
        html! {
            (table(view))
            h2 { "Invite somebody" }
            p {
                "They get an email with a link. With it they choose a password, and they can change their name. "
                "Whoever has an account here already gets the role at once and signs in again. "
                "To give a colleague another role, invite them once more."
            }
            (invitation(view))
        },
    )
}

fn table(view: &People) -> Markup {
    html! {
        @if view.staff.is_empty() { p { "Nobody." } } @else {
            div.fm-scroll.fm-scroll--wide tabindex="0" role="region" aria-label="Staff" {
                table.govuk-table {
                    thead.govuk-table__head { tr {
                        @for head in ["Name", "Role", "Last seen", "Do"] { th.govuk-table__header scope="col" { (head) } }
                    } }
                    tbody { @for one in &view.staff { tr {
                        th.govuk-table__header scope="row" { bdi { (one.name) } }
                        td.govuk-table__cell { (role_name(&one.role)) }
                        td.govuk-table__cell { (seen(one, view.now)) }
                        td.govuk-table__cell {
                            a href=(paths::staff_person_ending(one.id)) aria-label={ "End role of " (one.name) } { "End role" }
                        }
                    } } }
                }
            }
        }
    }
}

fn seen(one: &PersonLine, now: NaiveDateTime) -> Markup {
    html! {
        @match one.seen_at {
            Some(at) => (dates::time(at, &dates::short_in(now, at))),
            None if one.has_come => "Not yet",
            None => "Invited, has not come yet",
        }
    }
}

fn role_name(word: &str) -> &str {
    ROLES.iter().find(|(known, ..)| *known == word).map_or(word, |(_, name, _)| name)
}

fn invitation(view: &People) -> Markup {
    let name = Input { name: "name", label: "Their name", value: &view.name, ..Input::default() };
    // Not the administrator's own address, which a browser would offer.
    let email = Input {
        name: "email",
        label: "Their email address",
        value: &view.email,
        autocomplete: Some("off"),
        ..Input::default()
    };
    let options = ROLES.map(|(value, _, label)| Choice { value, label, hint: None });
    let role = Choices {
        name: "role",
        label: "What will they do?",
        options: &options,
        selected: Some(view.role.as_str()),
        ..Choices::default()
    };
    form::post(
        paths::staff_people(),
        html! {
            (form::text(&name, &view.problems))
            (form::email(&email, &view.problems))
            (form::radios(&role, &view.problems))
            (form::button("Send the invitation"))
        },
    )
}

/// Somebody whose role may end.
#[derive(Clone, Debug)]
pub struct Ending {
    /// Who.
    pub person: PersonLine,
    /// Whether they look at this page themselves.
    pub is_own: bool,
    /// Whether they are the only administrator.
    pub is_last: bool,
}

/// The page that asks whether somebody's role shall end.
pub fn person_ending(view: &Ending) -> Markup {
    let way = [("Staff", paths::staff()), ("Staff and their roles", paths::staff_people())];
    let title = if view.is_own { "End your own role" } else { "End somebody’s role" };
    staff_page(
        title,
        &way,
        &Problems::default(),
        html! {
            p { bdi { (view.person.name) } ": " (role_name(&view.person.role)) }
            @if view.is_last {
                p { "This is the only administrator, so the role cannot end. Invite another administrator first, and wait until they have come." }
                p { a href=(paths::staff_people()) { "Back to the staff" } }
            } @else {
                p { (what_happens(view)) }
                (form::post(&paths::staff_person_ending(view.person.id), html! {
                    (form::button_group(html! {
                        (form::button("End the role"))
                        a.govuk-link href=(paths::staff_people()) { "Leave it as it is" }
                    }))
                }))
            }
        },
    )
}

fn what_happens(view: &Ending) -> &'static str {
    match (view.is_own, view.person.has_come) {
        (true, _) => {
            "You are signed out everywhere. You keep your account and can comment and vote, but no page for staff opens for you any more."
        }
        (false, true) => {
            "They are signed out everywhere. They keep their account and can comment and vote, but no page for staff opens for them any more."
        }
        (false, false) => "The link in their invitation will not work any more.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> PersonLine {
        PersonLine { id: 7, name: "<i>Ana</i>".into(), role: "editor".into(), has_come: true, seen_at: None }
    }

    #[test]
    fn the_form_keeps_what_was_typed_and_escapes_names() {
        let mut view = People { staff: vec![ana()], email: "a@b".into(), role: "editor".into(), ..People::default() };
        view.problems.add("email", "Enter an email address");
        let html = people(&view).into_string();
        assert!(html.contains("&lt;i&gt;Ana&lt;/i&gt;") && html.contains("Not yet"), "{html}");
        assert!(html.contains(r#"value="a@b""#) && html.contains("There is a problem"), "{html}");
        assert_eq!(html.matches(" checked").count(), 1);
    }

    #[test]
    fn the_last_administrator_has_no_button() {
        let ask = |is_last| person_ending(&Ending { person: ana(), is_own: true, is_last }).into_string();
        assert!(ask(false).contains("<form"));
        assert!(!ask(true).contains("<form") && ask(true).contains("Invite another administrator first"));
    }
}
