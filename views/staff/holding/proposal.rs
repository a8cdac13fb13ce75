//! Which comments on one proposal wait for a moderator.

use super::super::conflict::{ConflictField, differences};
use super::super::desk_page;
use crate::form::{self, Choice, Choices, Problems};
use crate::parts::{Stage, status_tag};
use crate::paths;
use maud::{Markup, html};

/// What a proposal says of one rule.
#[derive(Clone, Debug, Default)]
pub struct OwnRule {
    /// The name of the field.
    pub name: &'static str,
    /// What the rule is called: "links".
    pub label: &'static str,
    /// Whether it is on for the rest of the site.
    pub on_the_site: bool,
    /// What is chosen: nothing for "as on the site", "on" or "off".
    pub chosen: String,
}

/// The page with the rules of one proposal.
#[derive(Clone, Debug)]
pub struct OnProposal {
    /// Its number.
    pub id: i64,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub stage: Stage,
    /// Field `comments`: "at_once" or "wait".
    pub comments: String,
    /// The rules that can be set here, in the order of the page.
    pub rules: Vec<OwnRule>,
    /// Field `was`: what was in force when the writer started, so that nobody overwrites what they have not seen.
    pub was: String,
    /// The parts that somebody else changed meanwhile; nothing when nobody did.
    pub theirs: Vec<ConflictField>,
    /// What to put right; ids are the fields' names.
    pub problems: Problems,
}

/// The page on which moderators say which comments on a proposal wait.
pub fn proposal_holding(view: &OnProposal) -> Markup {
    let comments = [
        Choice {
            value: "at_once",
            label: "Publish at once",
            hint: Some("A comment waits only if one of the rules below holds it."),
        },
        Choice {
            value: "wait",
            label: "Hold every comment until a moderator has looked",
            hint: Some("The page of the proposal says so beside the form, and each author is told."),
        },
    ];
    let comments = Choices {
        name: "comments",
        label: "What happens to a new comment?",
        options: &comments,
        selected: Some(&view.comments),
        ..Choices::default()
    };
    desk_page(
        "Comments that wait on a proposal",
        &[("Rules that hold comments", paths::staff_holding())],
        &view.problems,
        html! {
            p.fm-lede { (view.title) }
            p.fm-row { (status_tag(view.stage)) a href=(paths::proposal(&view.slug)) { "See it as it stands" } }
            (differences(None, &view.theirs))
            (form::post(&paths::staff_proposal_holding(view.id), html! {
                (form::hidden("was", &view.was))
                (form::radios(&comments, &view.problems))
                h2.fm-h3.fm-subhead { "Rules on this proposal" }
                p.fm-gap { "What you save is in force for the next comment. What waits already goes on waiting." }
                @for rule in &view.rules { (own_rule(rule, &view.problems)) }
                (form::button_group(html! {
                    (form::button("Save"))
                    a href=(paths::staff_holding()) { "Leave without saving" }
                }))
            }))
        },
    )
}

fn own_rule(rule: &OwnRule, problems: &Problems) -> Markup {
    let as_there = format!("As on the site ({} now)", if rule.on_the_site { "on" } else { "off" });
    let choices = [("", as_there.as_str()), ("on", "On"), ("off", "Off")];
    let choices = choices.map(|(value, label)| Choice { value, label, hint: None });
    let select = Choices {
        name: rule.name,
        label: rule.label,
        options: &choices,
        selected: Some(&rule.chosen),
        ..Choices::default()
    };
    form::select(&select, problems)
}
