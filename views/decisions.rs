//! What was decided, and what is being read before a decision.

use crate::dates;
use crate::layout::{Nav, Shell, page};
use crate::parts::{self, ProposalRow, Setting};
use crate::paths;
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A decision with its reason in a sentence.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The proposal.
    pub proposal: ProposalRow,
    /// What was decided and why, in a sentence or two.
    pub sentence: String,
    /// When it was published, in UTC.
    pub published_at: NaiveDateTime,
}

/// Decisions, and proposals on their way to one.
#[derive(Clone, Debug)]
pub struct Decisions {
    /// Decisions, the latest first.
    pub outcomes: Vec<Outcome>,
    /// Closed proposals whose responses are being read, the first due first.
    pub being_read: Vec<ProposalRow>,
}

/// The page of decisions.
pub fn index(view: &Decisions, now: NaiveDateTime) -> Markup {
    page(
        &Shell::new("Decisions").nav(Nav::Decisions),
        html! {
            div.fm-wrap { (parts::breadcrumbs(&[("Home", paths::home())])) }
            div.fm-main { div.fm-wrap {
                div.fm-flow {
                    h1 { "Decisions" }
                    p.fm-lede { "When a proposal closes, a person reads every response. The decision and its reasons are published within 12 weeks." }
                }
                div.fm-stack.fm-space-l {
                    section aria-labelledby="h-read" {
                        h2.fm-gap #h-read { "Being read" }
                        @if view.being_read.is_empty() { p { "No closed proposal is waiting for its decision." } }
                        @else { (parts::proposal_list(&view.being_read, Setting::AllAreas, now)) }
                    }
                    section aria-labelledby="h-done" {
                        h2.fm-gap #h-done { "Decided" }
                        @if view.outcomes.is_empty() { p { "No decision has been published yet." } }
                        @else { ol.fm-list { @for outcome in &view.outcomes { (row(outcome)) } } }
                    }
                }
            } }
        },
    )
}

fn row(outcome: &Outcome) -> Markup {
    let proposal = &outcome.proposal;
    html! {
        li.fm-item.fm-item--end {
            p.fm-when { b { "Decided" } " Published " span.fm-nowrap { (dates::time(outcome.published_at, &dates::day(outcome.published_at))) } }
            div.fm-flow.fm-tight {
                p.fm-kicker { (parts::stage_mark(proposal.life_stage, &proposal.area_title)) }
                h3 { a href=(paths::proposal(&proposal.slug)) { (proposal.title) } }
                p { (outcome.sentence) }
            }
            div { (parts::status_tag(proposal.stage)) }
        }
    }
}

/// The latest decision, for the home page: two columns, the second with the sentence.
pub fn latest(outcome: &Outcome) -> Markup {
    let proposal = &outcome.proposal;
    let href = paths::proposal(&proposal.slug);
    html! {
        div { h2 #h-did { "You said, we did" } p.fm-quiet { "The latest decision" } }
        div.fm-flow {
            p.fm-kicker { (parts::stage_mark(proposal.life_stage, &proposal.area_title)) " " (parts::status_tag(proposal.stage)) }
            h3.fm-h2 { a.fm-bare href=(href) { (proposal.title) } }
            p.fm-lede { (outcome.sentence) }
            p { a href=(href) { "Read what you said and what happens next" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::{LifeStage, Stage};
    use chrono::NaiveDate;

    #[test]
    fn a_closed_proposal_says_when_its_outcome_is_due() {
        let at = NaiveDate::from_ymd_opt(2026, 12, 4)
            .expect("a day of the calendar")
            .and_hms_opt(17, 0, 0)
            .expect("a time of day");
        let row = ProposalRow {
            slug: "texts".into(),
            title: "Texts".into(),
            summary: String::new(),
            area_title: "Air".into(),
            life_stage: LifeStage::Live,
            stage: Stage::Closed,
            opens_at: None,
            closes_at: Some(at),
            votes: 0,
            comments: 0,
            imported: false,
        };
        let view = Decisions { outcomes: Vec::new(), being_read: vec![row] };
        for (later, words) in [(0, "due"), (84, "due"), (85, "was due")] {
            let html = index(&view, at + chrono::Duration::days(later)).into_string();
            let due = format!("Outcome {words} by <span class=\"fm-nowrap\">Friday 26 February 2027</span>");
            assert!(html.contains(&due), "{later}: {html}");
            assert!(html.contains("No decision has been published yet."), "{html}");
        }
    }
}
