//! Where a proposal stands: five stages with their dates, and that nothing is decided yet.

use super::ProposalPage;
use crate::dates;
use crate::parts::Stage;
use maud::{Markup, html};

const STEPS: [Stage; 5] = [Stage::Forthcoming, Stage::Open, Stage::Closed, Stage::Analysing, Stage::OutcomePublished];

/// The stage line with its sentence.
pub fn show(view: &ProposalPage) -> Markup {
    let here = STEPS.iter().position(|step| *step == view.stage);
    html! {
        section.fm-panel aria-label="Where this proposal stands" {
            @if view.stage != Stage::Withdrawn {
                ol.fm-stages {
                    @for (n, step) in STEPS.into_iter().enumerate() {
                        @let now = here == Some(n);
                        li.is-done[here.is_some_and(|here| n < here)] aria-current=[now.then_some("step")] {
                            b { (name(step)) @if now { span.govuk-visually-hidden { " (now)" } } }
                            (when(step, view))
                        }
                    }
                }
            }
            p.fm-undecided { (sentence(view)) }
        }
    }
}

fn name(step: Stage) -> &'static str {
    if step == Stage::OutcomePublished { "Outcome" } else { step.label() }
}

fn when(step: Stage, view: &ProposalPage) -> String {
    match (step, view.opens_at, view.closes_at) {
        (Stage::Forthcoming, ..) => {
            view.announced_at.map_or_else(String::new, |at| format!("Announced {}", dates::date(at)))
        }
        (Stage::Open, Some(from), Some(to)) => dates::span(from, to),
        (Stage::Open, Some(from), None) => format!("From {}", dates::date(from)),
        (Stage::Open, None, Some(to)) => format!("Until {}, {}", dates::hour(to), dates::date(to)),
        (Stage::Closed, _, Some(at)) => format!("From {}", dates::date(at)),
        (Stage::Analysing, ..) => "Every comment is read".to_owned(),
        (Stage::OutcomePublished, ..) if view.stage == Stage::OutcomePublished => "Published".to_owned(),
        (Stage::OutcomePublished, _, Some(at)) => {
            let due = dates::weeks_later(at, 12);
            let verb = if dates::days_until(view.now, due) < 0 { "Was due" } else { "Due" };
            format!("{verb} by {}", dates::date(due))
        }
        (Stage::OutcomePublished, _, None) => "Due 12 weeks after the close".to_owned(),
        _ => String::new(),
    }
}

fn sentence(view: &ProposalPage) -> String {
    match (view.stage, view.opens_at) {
        (Stage::Draft, _) => "This is a draft. Only staff can see it.".to_owned(),
        (Stage::Forthcoming, Some(at)) => {
            format!("No decision has been made. You can have your say from {}.", dates::moment(at))
        }
        (Stage::Forthcoming, None) => "No decision has been made. You can have your say when it opens.".to_owned(),
        (Stage::Open, _) => "No decision has been made. What you say can still change this.".to_owned(),
        (Stage::Closed, _) => "No decision has been made. Voting and comments have closed.".to_owned(),
        (Stage::Analysing, _) => "No decision has been made. What people said is being read.".to_owned(),
        (Stage::OutcomePublished, _) => "The decision has been made and is public.".to_owned(),
        (Stage::Withdrawn, _) => "This proposal has been withdrawn. Nothing will be decided on it.".to_owned(),
    }
}
