//! The rules that hold comments for a moderator: on the whole site, and on one proposal.

mod proposal;

pub use proposal::{OnProposal, OwnRule, proposal_holding};

use super::conflict::{ConflictField, differences};
use super::desk_page;
use crate::form::{self, Input, Problems, TextArea};
use crate::parts::{Stage, count, status_tag};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// The most characters of a text that is tried: as long as a comment can be.
pub const TEXT_LIMIT: usize = crate::comments::COMMENT_LIMIT;

/// The rules as they were typed; each field is sent under its own name.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "the names of the fields say it")]
pub struct Rules {
    pub contacts: bool,
    pub links: bool,
    pub word_list: bool,
    /// One entry a line.
    pub words: String,
    pub repeats: bool,
    pub repeat_days: String,
    pub bursts: bool,
    pub burst_comments: String,
    pub burst_minutes: String,
    pub first_comment: bool,
}

/// A rule that would hold a text.
#[derive(Clone, Debug, Default)]
pub struct TrialLine {
    /// What its author would be told: "It has a link in it."
    pub sentence: String,
    /// What in the text breaks it; nothing where it is not the text.
    pub parts: Vec<String>,
}

/// What the rules say of a text.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// The rules that would hold it, in order; the author is told of the first.
    pub lines: Vec<TrialLine>,
    /// What else makes a comment wait that no text shows, such as "It is somebody’s first comment."
    pub besides: Vec<String>,
}

/// A proposal in the list, with what it says about holding.
#[derive(Clone, Debug)]
pub struct HeldOn {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub stage: Stage,
    /// Whether it has rules of its own.
    pub own: bool,
    /// Its rules, in words: "As on the site".
    pub rules: String,
}

/// The page with the rules of the site.
#[derive(Clone, Debug, Default)]
pub struct Holding {
    /// The rules as the form shows them.
    pub rules: Rules,
    /// How many comments each rule has held in the last 30 days, in the order of the form.
    pub held: [i64; 6],
    /// When the rules in force were saved, in UTC; nothing while those of the settings are in force.
    pub saved_at: Option<NaiveDateTime>,
    /// Field `was`: the rules from which the writer started, so that nobody overwrites what they have not seen.
    pub was: String,
    /// The parts that somebody else changed meanwhile; nothing when nobody did.
    pub theirs: Vec<ConflictField>,
    /// Field `body`: a text to try.
    pub body: String,
    /// What came of trying it.
    pub trial: Option<Trial>,
    /// The proposals on which people comment now or later.
    pub proposals: Vec<HeldOn>,
    /// What to put right; ids are the fields' names.
    pub problems: Problems,
}

/// The page on which moderators set the rules, and try them on a text.
pub fn holding(view: &Holding) -> Markup {
    desk_page(
        "Rules that hold comments",
        &[],
        &view.problems,
        html! {
            p { "A comment that a rule holds waits until a moderator has looked at it. Until then only its author can read it. What you save is in force for the next comment. What waits already goes on waiting. Comments by staff never wait." }
            p { (standing(view)) }
            (differences(None, &view.theirs))
            (form::post(paths::staff_holding(), html! {
                (form::hidden("was", &view.was))
                (rules(view))
                (form::button_group(html! {
                    button.govuk-button name="act" value="save" { "Save the rules" }
                    a href=(paths::staff()) { "Leave without saving" }
                }))
                (try_box(view))
            }))
            (proposals(&view.proposals))
        },
    )
}

/// Whose rules these are, and how much they have held.
fn standing(view: &Holding) -> Markup {
    html! {
        @match view.saved_at {
            Some(at) => { "These rules were saved at " (dates::time(at, &dates::on_day(at))) ". " }
            None => "Nobody has saved rules here yet, so those in the site’s settings file are in force. They are shown below. ",
        }
        @match view.held.iter().sum::<i64>() {
            0 => "They held no comment in the last 30 days.",
            n => { "In the last 30 days rules have held " (count(n, "comment", "comments")) "." }
        }
    }
}

fn rules(view: &Holding) -> Markup {
    let (rules, problems) = (&view.rules, &view.problems);
    let mut held = view.held.iter();
    let mut rule = |name: &str, label: &str, hint: &str, on: bool, fields: Markup| {
        let hint = match held.next() {
            Some(0) | None => hint.to_owned(),
            Some(n) => format!("{hint} Held {} in the last 30 days.", count(*n, "comment", "comments")),
        };
        form::checkbox_with(name, "on", (label, Some(&hint)), on, problems, fields)
    };
    let number = |name: &str, label: &str, hint: &str, value: &str| {
        form::text(&Input { name, label, hint: Some(hint), value, width: 5, ..Input::default() }, problems)
    };
    let list = TextArea {
        name: "words",
        label: "The list",
        hint: Some(
            "One entry on each line: a word, or up to four in a row. At most 500 lines. Only whole words count, with capital letters or without, with accents or without.",
        ),
        value: &rules.words,
        rows: 8,
        ..TextArea::default()
    };
    html! {
        (rule("contacts", "Contact details", "An email address, a phone number of the United Kingdom, or an NHS number is in it.", rules.contacts, html! {}))
        (rule("links", "Links", "A web address is in it, with https:// or without.", rules.links, html! {}))
        (rule("word_list", "Words on our list", "A word of the list is in it.", rules.word_list, form::textarea(&list, problems)))
        (rule("repeats", "Repeated texts", "Somebody has posted the same words before. Short texts never count.", rules.repeats, html! {
            (number("repeat_days", "In how many days?", "A number from 1 to 365", &rules.repeat_days))
        }))
        (rule("bursts", "Many in a short time", "The same person has posted many others just now.", rules.bursts, html! {
            (number("burst_comments", "How many others?", "A number from 1 to 1,000", &rules.burst_comments))
            (number("burst_minutes", "In how many minutes?", "A number from 1 to 1,440, which is a day", &rules.burst_minutes))
        }))
        (rule("first_comment", "First comments", "Nothing by this person can be read yet.", rules.first_comment, html! {}))
    }
}

/// The box in which a text is tried on what the form holds, saved or not.
fn try_box(view: &Holding) -> Markup {
    let text = TextArea {
        name: "body",
        label: "A text",
        hint: Some("Type or paste a comment. It is not stored. The rules are tried as they stand above, saved or not."),
        value: &view.body,
        rows: 5,
        limit: Some(TEXT_LIMIT),
        ..TextArea::default()
    };
    html! {
        h2.fm-h3.fm-subhead { "Try the rules on a text" }
        (form::textarea(&text, &view.problems))
        // The browser goes to what came of it, below; where there is none, to the top, where the mistakes are.
        button.govuk-button.govuk-button--secondary name="act" value="try" formaction={ (paths::staff_holding()) "#trial" } {
            "Try it"
        }
        @if let Some(trial) = &view.trial { (result(trial)) }
    }
}

fn result(trial: &Trial) -> Markup {
    html! {
        div.fm-panel #trial {
            @if trial.lines.is_empty() {
                p { strong { "No rule would hold this text." } " Everybody could read it at once." }
            } @else {
                p { strong { "This text would wait for a moderator." } }
                ul.govuk-list.govuk-list--bullet {
                    @for line in &trial.lines { li {
                        (line.sentence)
                        @for (n, part) in line.parts.iter().enumerate() {
                            @if n == 0 { " Found: " } @else { ", " }
                            mark dir="auto" { (part) }
                        }
                    } }
                }
                @if trial.lines.len() > 1 { p { "Its author would be told the first reason." } }
            }
            @if !trial.besides.is_empty() {
                p { "Whatever is in it, a comment would also wait if:" }
                ul.govuk-list.govuk-list--bullet { @for one in &trial.besides { li { (one) } } }
            }
        }
    }
}

fn proposals(all: &[HeldOn]) -> Markup {
    html! {
        h2.fm-h3.fm-subhead { "On single proposals" }
        p { "A proposal can have rules of its own. A moderator can also read every comment on it first." }
        @if all.is_empty() { p { "There is no proposal now on which people can comment." } }
        @let (now, later): (Vec<&HeldOn>, Vec<&HeldOn>) = all.iter().partition(|one| one.stage == Stage::Open || one.own);
        (list(&now))
        @if !later.is_empty() {
            details.govuk-details {
                summary.govuk-details__summary { span.govuk-details__summary-text { "Proposals that open later" } }
                div.govuk-details__text { (list(&later)) }
            }
        }
    }
}

fn list(proposals: &[&HeldOn]) -> Markup {
    html! {
        @if !proposals.is_empty() {
            ul.fm-docs {
                @for one in proposals {
                    li {
                        a href=(paths::staff_proposal_holding(one.id)) { (one.title) }
                        " " (status_tag(one.stage))
                        small { (one.rules) }
                    }
                }
            }
        }
    }
}
