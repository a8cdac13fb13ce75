//! Professions: saying what one does, the ways to have it verified, and the pages on which staff do so.

mod evidence;
mod staff;

pub use evidence::{Register, confirm, letter_not_valid, registration, vouching, work_address};
pub use staff::{Act, ClaimPage, Line, Queue, claim, queue};

use crate::accounts::narrow;
use crate::form::{self, Choice, Choices, Input, Problems};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// What shows that somebody does what they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// They read a letter at an address where they work.
    WorkAddress,
    /// Staff found them in a public register.
    Registration,
    /// Staff vouch for them.
    Vouching,
}

impl Evidence {
    /// "Work address".
    pub fn label(self) -> &'static str {
        match self {
            Evidence::WorkAddress => "Work address",
            Evidence::Registration => "Registration number",
            Evidence::Vouching => "Somebody vouches",
        }
    }

    /// How somebody was verified: "by your work address".
    fn as_way(self) -> &'static str {
        match self {
            Evidence::WorkAddress => "by your work address",
            Evidence::Registration => "by your registration number",
            Evidence::Vouching => "by our team",
        }
    }
}

/// How somebody is verified now.
#[derive(Clone, Debug)]
pub struct Verified {
    /// By what.
    pub evidence: Evidence,
    /// Since when, in UTC.
    pub since: NaiveDateTime,
    /// Until when, in UTC.
    pub until: NaiveDateTime,
}

/// What has become of the latest that they sent.
#[derive(Clone, Debug)]
pub enum Latest {
    /// A letter is on its way to the work address.
    Letter {
        /// Until when its link is good, in UTC.
        until: NaiveDateTime,
    },
    /// Staff have yet to decide.
    Waiting {
        /// About what.
        evidence: Evidence,
        /// Since when, in UTC.
        since: NaiveDateTime,
    },
    /// Staff could not check it.
    Refused {
        /// Why.
        reason: String,
    },
    /// Staff have taken it back.
    Withdrawn {
        /// Why.
        reason: String,
    },
}

/// One's own profession.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// What was saved; nothing before.
    pub name: Option<String>,
    /// Whether the account says the same now.
    pub speaks: bool,
    /// How it is verified, if it is.
    pub verified: Option<Verified>,
    /// What has become of the latest that they sent.
    pub latest: Option<Latest>,
    /// The professions to choose from.
    pub names: Vec<String>,
    /// The profession, as it is or was chosen; "other" for one's own words.
    pub profession: String,
    /// One's own words for it, as they are or were typed.
    pub other: String,
    /// The employer, as it is or was typed.
    pub employer: String,
    /// What to put right: `profession`, `other`, `employer`.
    pub problems: Problems,
}

/// The page with one's own profession.
pub fn own(view: &Own) -> Markup {
    narrow(
        "Your profession",
        &view.problems,
        html! {
            @match &view.name {
                Some(name) => (standing(view, name)),
                None => p { "Say what you do, then choose how we check it. Verified professionals are counted apart from residents, and their comments say so." }
            }
            @if view.name.is_some() { (ways(view)) }
            @if view.name.is_some() { h2 { "What you do" } }
            (about(view))
            p { a href=(paths::account()) { "Back to your account" } }
        },
    )
}

fn standing(view: &Own, name: &str) -> Markup {
    html! {
        div.fm-place.fm-place--mine {
            @match &view.verified {
                Some(verified) => {
                    p { strong { bdi { (name) } ", verified" } }
                    p {
                        "We checked this " (verified.evidence.as_way()) " on " (dates::time(verified.since, &dates::day(verified.since)))
                        ". It holds until " (dates::time(verified.until, &dates::day(verified.until))) ". We write to you a month before that."
                    }
                }
                None => {
                    p { strong { bdi { (name) } ", not yet verified" } }
                    p { "Until we have checked this, you count as a resident and your comments say “not yet verified”." }
                }
            }
            @if !view.speaks {
                p { "Your account says something else now. Save this page to speak from your work again." }
            }
        }
        @if let Some(latest) = &view.latest { (news(latest)) }
    }
}

fn news(latest: &Latest) -> Markup {
    html! {
        div.govuk-inset-text {
            @match latest {
                Latest::Letter { until } => p {
                    "We have sent an email to your work address. Open its link in this browser and press the button. It is good until "
                    (dates::time(*until, &dates::moment(*until))) "."
                },
                Latest::Waiting { evidence, since } => p {
                    (evidence.label()) ", sent on " (dates::time(*since, &dates::day(*since))) ": it waits for our team. We write to you when it is checked."
                },
                Latest::Refused { reason } => { p { "We could not check what you sent. The reason:" } p dir="auto" { (reason) } }
                Latest::Withdrawn { reason } => { p { "Our team has taken the verification back. The reason:" } p dir="auto" { (reason) } }
            }
        }
    }
}

/// The three ways, the fastest first.
fn ways(view: &Own) -> Markup {
    html! {
        h2 { @if view.verified.is_some() { "Verify it again" } @else { "Choose how we check it" } }
        ul.fm-docs {
            li {
                a href=(paths::account_profession_work_address()) { "By your work email address" }
                small { "For the NHS and councils. It takes a few minutes." }
            }
            li {
                a href=(paths::account_profession_registration()) { "By your registration number" }
                small { "For members of a public register, such as the GMC or the NMC. It takes a few days." }
            }
            li {
                a href=(paths::account_profession_vouching()) { "By somebody who knows your work" }
                small { "For everybody else, such as carers’ organisations and care homes. It takes a few days." }
            }
        }
    }
}

fn about(view: &Own) -> Markup {
    let mut options = vec![Choice { value: "", label: "Choose", hint: None }];
    options.extend(view.names.iter().map(|name| Choice { value: name, label: name, hint: None }));
    options.push(Choice { value: "other", label: "Something else", hint: None });
    let profession = Choices {
        name: "profession",
        label: "Your profession",
        options: &options,
        selected: Some(&view.profession),
        ..Choices::default()
    };
    let other = Input {
        name: "other",
        label: "In your own words",
        hint: Some("Only if you chose “Something else”"),
        value: &view.other,
        autocomplete: Some("organization-title"),
        ..Input::default()
    };
    let employer = Input {
        name: "employer",
        label: "Where you work (optional)",
        hint: Some("Such as a trust, a practice or a borough. We do not show it to others."),
        value: &view.employer,
        autocomplete: Some("organization"),
        ..Input::default()
    };
    form::post(
        paths::account_profession(),
        html! {
            (form::select(&profession, &view.problems))
            (form::text(&other, &view.problems))
            (form::text(&employer, &view.problems))
            @if view.verified.is_some() {
                p.fm-caveat.fm-gap { "When you change your profession, it must be verified again." }
            }
            (form::button(if view.name.is_some() { "Save the changes" } else { "Save and go on" }))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_keeps_what_was_typed_and_escapes_it() {
        let mut view = Own {
            name: Some("<i>Nurse</i>".into()),
            names: vec!["Nurse".into()],
            profession: "other".into(),
            other: "<i>Nurse</i>".into(),
            latest: Some(Latest::Refused { reason: "<b>no</b>".into() }),
            ..Own::default()
        };
        view.problems.add("other", "Enter your profession");
        let html = own(&view).into_string();
        assert!(html.contains("&lt;i&gt;Nurse&lt;/i&gt;") && html.contains("&lt;b&gt;no&lt;/b&gt;"), "{html}");
        assert!(html.contains("not yet verified") && html.contains(r##"href="#other""##), "{html}");
        assert!(html.contains(r#"<option value="other" selected>"#), "{html}");
    }

    #[test]
    fn a_link_that_did_not_work_has_no_button() {
        assert!(confirm("1.x", None).into_string().contains("<form"));
        let html = confirm("1.x", Some("This has verified somebody else.")).into_string();
        assert!(!html.contains("<form") && html.contains("somebody else"), "{html}");
    }
}
