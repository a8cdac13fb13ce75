//! One campaign: what its responses have in common, what each says besides, and what staff decide.

use super::State;
use crate::diff::{self, DiffRun};
use crate::form::{self, Choice, Choices, Input, Problems};
use crate::paging::{self, Pages};
use crate::parts::count;
use crate::paths;
use crate::staff::desk_page;
use maud::{Markup, html};

/// How a response stands to a campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It looks like it.
    #[default]
    Suggested,
    /// It belongs to it.
    Member,
    /// It does not.
    Out,
}

impl Standing {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Suggested, "suggested", "Not decided"),
        (Self::Member, "member", "Belongs to it"),
        (Self::Out, "out", "Taken out"),
    ];
}

/// What may be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// They are a campaign.
    Campaign,
    /// The same person or organisation has sent them.
    Duplicate,
    /// What looks like it since then belongs to it.
    Join,
    /// They do not belong together.
    Refuse,
    /// The decision is taken back.
    Reopen,
}

impl Act {
    fn choice(self, state: State) -> Choice<'static> {
        let (value, label, hint) = match (self, state) {
            (Self::Campaign, _) => ("campaign", "A campaign", Some("Many people chose to send the same words.")),
            (Self::Duplicate, _) => {
                ("duplicate", "Duplicates", Some("One person or organisation sent the same words more than once."))
            }
            (Self::Join, _) => ("join", "The new ones belong to it", None),
            (Self::Refuse, State::Suggested) => ("refuse", "They do not belong together", None),
            (Self::Refuse, _) => ("refuse", "The new ones do not belong to it", None),
            (Self::Reopen, _) => ("reopen", "Take the decision back", Some("It is to be decided again.")),
        };
        Choice { value, label, hint }
    }
}

/// A response beside the common text.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Its number.
    pub id: i64,
    /// Its reference.
    pub reference: String,
    /// The capacity, or the name of the organisation.
    pub who: String,
    /// Whether it came after the close.
    pub late: bool,
    /// How it stands to the campaign.
    pub standing: Standing,
    /// How much the two have in common, in percent.
    pub resemblance: i64,
    /// How much of the common text it has, in percent.
    pub contained: i64,
    /// Its words, with what differs from the common text.
    pub runs: Vec<DiffRun>,
}

/// A campaign with some of its responses.
#[derive(Clone, Debug, Default)]
pub struct One {
    /// Its number.
    pub id: i64,
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// How far it is.
    pub state: State,
    /// Whether they are duplicates.
    pub is_duplicate: bool,
    /// Its name; may be empty.
    pub name: String,
    /// The common text.
    pub text: String,
    /// How many responses it has.
    pub size: i64,
    /// How many look like it since it was decided.
    pub waiting: i64,
    /// Field `edition`: what the reader has seen.
    pub edition: i64,
    /// How many responses stand how to it.
    pub counts: [i64; 3],
    /// Which of them are shown; all where none is named.
    pub only: Option<Standing>,
    /// After which response the page begins.
    pub after: i64,
    /// The responses.
    pub lines: Vec<Compared>,
    /// The way through them.
    pub pages: Pages,
    /// What may be decided now.
    pub acts: Vec<Act>,
    /// Field `act`.
    pub act: String,
    /// Field `name`.
    pub typed_name: String,
    /// What to put right: `act`, `name`.
    pub problems: Problems,
}

/// The page of one campaign.
pub fn one(view: &One) -> Markup {
    let (responses, all) = (paths::staff_responses(view.proposal.0), paths::staff_campaigns(view.proposal.0));
    let steps = [
        ("Consultations", paths::staff_consultations()),
        (&view.proposal.1, &*responses),
        ("Campaigns and duplicates", &*all),
    ];
    desk_page(
        "Responses that say the same",
        &steps,
        &view.problems,
        html! {
            p.fm-lede { (standing(view)) }
            h2.fm-h3 { "The common text" }
            @if view.text.is_empty() { p { "Whoever wrote it has left. Another one is being looked for." } }
            div.govuk-inset-text dir="auto" { @for line in view.text.lines().filter(|line| !line.trim().is_empty()) { p { (line) } } }
            (decision(view))
            h2.fm-h3.fm-subhead #responses { "The responses" }
            (standings(view))
            @for line in &view.lines { (response(view, line)) }
            @if view.lines.is_empty() { p { "There are none." } }
            (paging::nav(&view.pages, "Responses"))
        },
    )
}

/// What it is, and how many.
fn standing(view: &One) -> Markup {
    let size = count(view.size, "response", "responses");
    html! {
        @match (view.state, view.is_duplicate) {
            (State::Suggested, _) => { (size) " with nearly the same words. Nobody has decided yet." }
            (State::Confirmed, false) => { "A campaign with " (size) ": " bdi { (view.name) } "." }
            (State::Confirmed, true) => { "Duplicates: " (size) @if !view.name.is_empty() { ", " bdi { (view.name) } } "." }
            (State::Refused, _) => { (size) " that do not belong together." }
        }
        @if view.waiting > 0 { " Since then " (count(view.waiting, "more looks", "more look")) " like it." }
    }
}

fn decision(view: &One) -> Markup {
    let options: Vec<Choice> = view.acts.iter().map(|act| act.choice(view.state)).collect();
    let act = Choices {
        name: "act",
        label: "What do you decide?",
        options: &options,
        selected: Some(&view.act),
        ..Choices::default()
    };
    let name = Input {
        name: "name",
        label: "Name of the campaign",
        hint: Some("Needed for a campaign. Say what it is about, such as “Keep the night bus”."),
        value: &view.typed_name,
        ..Input::default()
    };
    form::post(
        &paths::staff_campaign(view.id),
        html! {
            (form::hidden("edition", &view.edition.to_string()))
            (form::radios(&act, &view.problems))
            @if view.state == State::Suggested { (form::text(&name, &view.problems)) }
            p.fm-caveat.fm-gap { "Each response counts, whatever you decide. The results say how many came as part of a campaign. It goes on the record." }
            (form::button("Decide"))
        },
    )
}

fn standings(view: &One) -> Markup {
    let here = paths::staff_campaign(view.id);
    let all: i64 = view.counts.iter().sum();
    html! {
        p { "What a response says besides is marked like " ins { "this" } ", and what it leaves out like " del { "this" } "." }
        nav aria-label="Responses by what was decided" {
            p.fm-row {
                a href={ (here) "#responses" } aria-current=[view.only.is_none().then_some("true")] { "All (" (all) ")" }
                @for ((standing, word, words), n) in Standing::ALL.into_iter().zip(view.counts).filter(|(_, n)| *n > 0) {
                    a href={ (here) "?only=" (word) "#responses" } aria-current=[(view.only == Some(standing)).then_some("true")] {
                        (words) " (" (n) ")"
                    }
                }
            }
        }
    }
}

fn response(view: &One, line: &Compared) -> Markup {
    let (belongs, label) = match line.standing {
        Standing::Out => ("true", "Put it back"),
        Standing::Suggested | Standing::Member => ("false", "Take it out"),
    };
    html! {
        section.fm-flow aria-labelledby={ "r" (line.id) } {
            h3.fm-h4 id={ "r" (line.id) } { a href=(paths::staff_response(line.id)) { (line.reference) } }
            p.fm-small {
                bdi { (line.who) } ". " (line.resemblance) "% in common, has " (line.contained) "% of the common text."
                @if line.late { " Late." }
                @if line.standing == Standing::Out && view.state != State::Refused { " " strong { "Taken out." } }
                @if line.standing == Standing::Suggested && view.state != State::Suggested { " " strong { "Not decided." } }
            }
            (diff::show(&line.runs))
            @if view.state != State::Refused {
                (form::post(&paths::staff_campaign_responses(view.id), html! {
                    (form::hidden("response", &line.id.to_string()))
                    (form::hidden("belongs", belongs))
                    (form::hidden("after", &view.after.to_string()))
                    (form::secondary_button(label))
                }))
            }
        }
    }
}
