//! The pages of those who belong to an organisation, or register one.

use super::{About, KINDS, State, facts, own_badge};
use crate::accounts::narrow;
use crate::form::{self, Choice, Choices, Input, Problems, TextArea};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// The form to register, as it is or was filled in.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "each is the field of the form with this name")]
pub struct Fields {
    pub name: String,
    pub kind: String,
    pub area: String,
    pub represents: String,
    pub size: String,
    pub register: String,
    pub number: String,
    pub evidence: String,
    /// The most characters of the evidence.
    pub limit: usize,
}

/// Somebody who belongs to it.
#[derive(Clone, Debug)]
pub struct MemberLine {
    /// Their account.
    pub account: i64,
    /// Their name.
    pub name: String,
    /// Whether they own it.
    pub owner: bool,
    /// Whether they read this page.
    pub is_reader: bool,
}

/// Somebody who was invited.
#[derive(Clone, Debug)]
pub struct InvitationLine {
    /// The invitation.
    pub id: i64,
    /// Where the letter went.
    pub email: String,
    /// Whether they will own it.
    pub owner: bool,
    /// Until when they can join, in UTC.
    pub until: NaiveDateTime,
}

/// The organisation to which somebody belongs.
#[derive(Clone, Debug, Default)]
pub struct Mine {
    /// What it is.
    pub about: About,
    /// Why staff decided as they did; may be empty.
    pub reason: String,
    /// Whether the reader owns it.
    pub owner: bool,
    /// Everybody who belongs to it.
    pub members: Vec<MemberLine>,
    /// Who was invited.
    pub invitations: Vec<InvitationLine>,
    /// Whom to invite, as it was typed.
    pub guest_email: String,
    /// What they may do, as it was chosen: "owner" or "member".
    pub guest_place: String,
}

/// One's organisation.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// The organisation, for somebody who belongs to one.
    pub organisation: Option<Mine>,
    /// The form to register one, or to send it anew; nothing where there is nothing to send.
    pub form: Option<Fields>,
    /// What to put right: the fields of either form.
    pub problems: Problems,
}

/// The page of one's organisation.
pub fn own(view: &Own) -> Markup {
    narrow(
        "Your organisation",
        &view.problems,
        html! {
            @match &view.organisation {
                Some(mine) => (standing(mine)),
                None => {
                    p { "Register the organisation for which you speak. Our team checks it. Then you and those whom you invite can comment in its name." }
                    p { "It may be here already: " a href=(paths::organisations()) { "see all organisations" } ". If it is, ask its owner to invite you." }
                }
            }
            @if let Some(fields) = &view.form { (registration(fields, view.organisation.is_some(), &view.problems)) }
            @if let Some(mine) = &view.organisation { (people(mine, &view.problems)) }
            p { a href=(paths::account()) { "Back to your account" } }
        },
    )
}

fn standing(mine: &Mine) -> Markup {
    let about = &mine.about;
    html! {
        div.fm-place.fm-place--mine {
            p { strong { bdi { (about.name) } } " " (own_badge(about.state)) }
            @match about.state {
                State::Waiting => p { "It waits for our team. We write to its owners when it is checked. Until then everybody in it comments for themselves." },
                State::Verified => p {
                    "You can comment in its name: under each comment form there is a button for it. Your votes are always your own. "
                    a href=(paths::organisation(&about.slug)) { "Its page" }
                },
                State::Refused => p { "We could not check it." },
                State::Withdrawn => p { "Our team has taken the verification back." },
                State::Closed => p { "Nobody speaks for it any more." },
            }
            @if !mine.reason.is_empty() { p { "The reason: “" bdi { (mine.reason) } "”" } }
        }
        (facts(about, html! {}))
    }
}

fn registration(fields: &Fields, anew: bool, problems: &Problems) -> Markup {
    let text = |name, label, hint, value| Input { name, label, hint, value, ..Input::default() };
    let kinds = KINDS.map(|(value, label)| Choice { value, label, hint: None });
    let kind = Choices {
        name: "kind",
        label: "What is it?",
        options: &kinds,
        selected: Some(&fields.kind),
        ..Choices::default()
    };
    let registers = [
        Choice {
            value: "charity",
            label: "With the Charity Commission",
            hint: Some("6 or 7 figures, such as 1234567"),
        },
        Choice { value: "company", label: "With Companies House", hint: Some("8 figures, or 2 letters and 6 figures") },
        Choice { value: "none", label: "Neither", hint: None },
    ];
    let register = Choices {
        name: "register",
        label: "Where is it registered?",
        options: &registers,
        selected: Some(&fields.register),
        ..Choices::default()
    };
    let evidence = TextArea {
        name: "evidence",
        label: "How can we check this?",
        hint: Some("Such as its website, your part in it, and somebody whom we can ask. Only our team reads it."),
        value: &fields.evidence,
        limit: Some(fields.limit),
        ..TextArea::default()
    };
    html! {
        h2 { @if anew { "Send it again" } @else { "Register it" } }
        (form::post(paths::account_organisation(), html! {
            (form::text(&text("name", "The name of the organisation", Some("In full. Everybody sees it."), &fields.name), problems))
            (form::radios(&kind, problems))
            (form::text(&text("area", "What does it work on?", Some("Such as “dementia in north London”"), &fields.area), problems))
            (form::text(&text("represents", "Whom does it speak for?", Some("Such as “unpaid carers in Waltham Forest”"), &fields.represents), problems))
            (form::text(&Input { width: 10, ..text("size", "How many people are they?", Some("A number; roughly will do"), &fields.size) }, problems))
            (form::radios(&register, problems))
            (form::text(&Input { width: 10, ..text("number", "Its number there", Some("Only if it has one"), &fields.number) }, problems))
            (form::textarea(&evidence, problems))
            (form::button(if anew { "Send it again" } else { "Register the organisation" }))
        }))
    }
}

fn people(mine: &Mine, problems: &Problems) -> Markup {
    html! {
        h2 { "Its people" }
        p.fm-quiet { "Only you who belong to it, and our team, see this list." }
        ul.fm-docs { @for member in &mine.members { li { (member_line(member, mine.owner)) } } }
        @if mine.owner && mine.about.state == State::Verified {
            @if !mine.invitations.is_empty() {
                h3 { "Invited" }
                ul.fm-docs { @for one in &mine.invitations { li { (invitation_line(one)) } } }
            }
            (guest(mine, problems))
        }
        p { a href=(paths::account_organisation_leaving()) { "Leave this organisation" } }
    }
}

fn button(act: &str, field: &str, id: i64, label: &str, whom: &str) -> Markup {
    html! {
        form method="post" action=(paths::account_organisation_members()) {
            (form::csrf())
            (form::hidden(field, &id.to_string()))
            button.fm-linkbutton name="act" value=(act) { (label) span.govuk-visually-hidden { " " (whom) } }
        }
    }
}

fn member_line(member: &MemberLine, may_change: bool) -> Markup {
    let (id, name) = (member.account, member.name.as_str());
    html! {
        bdi { (name) } @if member.is_reader { " (you)" }
        small { @if member.owner { "Owner" } @else { "Member" } }
        @if may_change && !member.is_reader {
            @if member.owner { (button("member", "account", id, "Make a member", name)) }
            @else { (button("owner", "account", id, "Make an owner", name)) }
            (button("remove", "account", id, "Remove", name))
        }
    }
}

fn invitation_line(one: &InvitationLine) -> Markup {
    html! {
        bdi { (one.email) }
        small { @if one.owner { "As an owner" } @else { "As a member" } ", until " (dates::time(one.until, &dates::day(one.until))) }
        (button("uninvite", "invitation", one.id, "Take the invitation back", &one.email))
    }
}

fn guest(mine: &Mine, problems: &Problems) -> Markup {
    // Not the owner's own address, which a browser would offer.
    let email = Input {
        name: "email",
        label: "Their email address",
        hint: Some("The one of their account here, or with which they will make one"),
        value: &mine.guest_email,
        autocomplete: Some("off"),
        ..Input::default()
    };
    let options = [
        Choice { value: "member", label: "Member: comments in its name", hint: None },
        Choice { value: "owner", label: "Owner: also invites and removes others", hint: None },
    ];
    let place = Choices {
        name: "place",
        label: "What may they do?",
        options: &options,
        selected: Some(if mine.guest_place.is_empty() { "member" } else { mine.guest_place.as_str() }),
        ..Choices::default()
    };
    html! {
        h3 { "Invite somebody" }
        p { "They get an email with a link. It is good for 14 days, once, and only for this address." }
        (form::post(paths::account_organisation_invitations(), html! {
            (form::email(&email, problems))
            (form::radios(&place, problems))
            (form::button("Send the invitation"))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mine(owner: bool) -> Own {
        let member =
            |account, name: &str, owner, is_reader| MemberLine { account, name: name.into(), owner, is_reader };
        let about = About { name: "Circle".into(), kind: "charity", state: State::Verified, ..About::default() };
        let members = vec![member(1, "Ana", true, owner), member(2, "<i>Ben</i>", false, !owner)];
        Own { organisation: Some(Mine { about, owner, members, ..Mine::default() }), ..Own::default() }
    }

    #[test]
    fn an_owner_changes_others_and_a_member_nobody() {
        let html = own(&mine(true)).into_string();
        assert!(html.contains("&lt;i&gt;Ben&lt;/i&gt;") && html.contains("Make an owner"), "{html}");
        assert_eq!(html.matches(r#"value="remove""#).count(), 1);
        let html = own(&mine(false)).into_string();
        assert!(!html.contains("<form") && html.contains("(you)"), "{html}");
    }

    #[test]
    fn the_form_keeps_what_was_typed() {
        let form = Fields { name: "\"Circle\"".into(), size: "many".into(), limit: 2_000, ..Fields::default() };
        let mut view = Own { form: Some(form), ..Own::default() };
        view.problems.add("size", "Enter how many they are");
        let html = own(&view).into_string();
        assert!(html.contains("&quot;Circle&quot;") && html.contains(r#"value="many""#), "{html}");
        assert!(html.contains("There is a problem"));
    }
}
