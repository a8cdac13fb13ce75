//! Proposals as rows of a list: when, what, and how many took part.

use crate::dates;
use crate::parts::{count, sentence};
use crate::paths;
use crate::stages::{LifeStage, Stage, stage_mark, status_tag};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A proposal as one row of a list.
#[derive(Clone, Debug)]
pub struct ProposalRow {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence.
    pub summary: String,
    /// The title of its area of focus.
    pub area_title: String,
    /// The stage of life of its area.
    pub life_stage: LifeStage,
    /// Where it stands.
    pub stage: Stage,
    /// When it opens or opened, in UTC.
    pub opens_at: Option<NaiveDateTime>,
    /// When it closes or closed, in UTC.
    pub closes_at: Option<NaiveDateTime>,
    /// Votes cast.
    pub votes: i64,
    /// Comments that can be read.
    pub comments: i64,
    /// Whether it was discussed elsewhere and only brought here: nobody voted on it, and nothing is decided on it here.
    pub imported: bool,
}

/// Where a row stands: it decides the level of its heading and what need not be said again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Under a heading of the second level, among proposals of other areas.
    AllAreas,
    /// On the page of its area, under a heading of the third level.
    OneArea,
}

/// A list of proposals, in the order given.
pub fn proposal_list(rows: &[ProposalRow], setting: Setting, now: NaiveDateTime) -> Markup {
    html! { ol.fm-list { @for row in rows { (proposal_row(row, setting, now)) } } }
}

/// One row: when, what, and how many took part.
pub fn proposal_row(row: &ProposalRow, setting: Setting, now: NaiveDateTime) -> Markup {
    let link = html! { a href=(paths::proposal(&row.slug)) { (row.title) } };
    let facts = html! {
        ul.fm-facts {
            @if !row.imported { li { (count(row.votes, "vote", "votes")) } }
            li { (count(row.comments, "comment", "comments")) }
        }
    };
    let has_facts = row.stage != Stage::Forthcoming && row.stage != Stage::Draft;
    html! {
        li.fm-item.fm-item--end {
            (when(row, now))
            @if setting == Setting::AllAreas {
                div.fm-flow.fm-tight {
                    p.fm-kicker {
                        (stage_mark(row.life_stage, &row.area_title))
                        @if row.stage != Stage::Open { " " (status_tag(row.stage)) }
                    }
                    h3 { (link) }
                    p { (row.summary) }
                }
                @if has_facts { (facts) }
            } @else {
                div.fm-flow.fm-tight {
                    h4.fm-h3 { (link) }
                    p { (row.summary) }
                    @if has_facts { (facts) }
                }
                div { (status_tag(row.stage)) }
            }
        }
    }
}

/// The first column of a row: a few large letters, and the date in full.
fn when(row: &ProposalRow, now: NaiveDateTime) -> Markup {
    let soon = row.stage == Stage::Open && row.closes_at.is_some_and(|at| dates::days_until(now, at) <= 14);
    let (large, small) = match (row.stage, row.opens_at, row.closes_at) {
        (Stage::Open, _, Some(at)) => (sentence(&dates::countdown(now, at)), Some(dated("Closes", at))),
        (Stage::Open, ..) => ("Open".to_owned(), None),
        (Stage::Forthcoming, Some(at), _) => (dates::month(at), Some(dated("Opens", at))),
        (Stage::Forthcoming, ..) => ("Soon".to_owned(), None),
        (Stage::Draft, ..) => ("Draft".to_owned(), None),
        (Stage::OutcomePublished, ..) => ("Decided".to_owned(), None),
        (Stage::Withdrawn, ..) => ("Withdrawn".to_owned(), None),
        (Stage::Closed, _, Some(at)) if row.imported => ("Closed".to_owned(), Some(held_elsewhere(at))),
        (Stage::Closed | Stage::Analysing, _, Some(at)) => ("Being read".to_owned(), Some(outcome_due(at, now))),
        (Stage::Closed | Stage::Analysing, ..) => ("Being read".to_owned(), None),
    };
    html! {
        p.fm-when.fm-when--soon[soon] { b { (large) } @if let Some(small) = small { " " (small) } }
    }
}

fn dated(verb: &str, at: NaiveDateTime) -> Markup {
    let hour = dates::hour(at);
    html! {
        time datetime=(dates::machine(at)) {
            (verb) " "
            @if hour == "midnight" { "at the start of " } @else { (hour) ", " }
            span.fm-nowrap { (dates::day(at)) }
        }
    }
}

fn held_elsewhere(closed_at: NaiveDateTime) -> Markup {
    html! {
        "Held on another site, until "
        time datetime=(dates::london_day(closed_at)) { span.fm-nowrap { (dates::day(closed_at)) } }
    }
}

/// "Outcome due by Friday 26 February 2027": twelve weeks after the close. When that day is over, that it was due.
pub fn outcome_due(closed_at: NaiveDateTime, now: NaiveDateTime) -> Markup {
    let due_at = dates::weeks_later(closed_at, 12);
    let due = dates::london_day(due_at);
    let verb = if due < dates::london_day(now) { "was due" } else { "due" };
    html! {
        time datetime=(due) { "Outcome " (verb) " by " span.fm-nowrap { (dates::day(due_at)) } }
    }
}
