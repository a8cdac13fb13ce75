//! Stages of life, with their marks, and the stages through which a proposal goes.

use maud::{Markup, PreEscaped, html};

/// The stage of life to which an area of focus belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LifeStage {
    /// Children and young people.
    Start,
    /// The years of work and family.
    Live,
    /// Later life.
    Age,
    /// What every service rests on.
    Enabler,
}

impl LifeStage {
    /// All four, in the order of a life.
    pub const ALL: [LifeStage; 4] = [LifeStage::Start, LifeStage::Live, LifeStage::Age, LifeStage::Enabler];

    /// The class that gives a part of the page this stage's colours.
    pub fn class(self) -> &'static str {
        match self {
            LifeStage::Start => "is-start",
            LifeStage::Live => "is-live",
            LifeStage::Age => "is-age",
            LifeStage::Enabler => "is-enabler",
        }
    }

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            LifeStage::Start => "Start well",
            LifeStage::Live => "Live well",
            LifeStage::Age => "Age well",
            LifeStage::Enabler => "Foundations",
        }
    }

    /// Whom it is about.
    pub fn description(self) -> &'static str {
        match self {
            LifeStage::Start => "Children and young Londoners, from before birth to 24",
            LifeStage::Live => "The years of work, family and city life",
            LifeStage::Age => "Living well later, and care at the end of life",
            LifeStage::Enabler => "People, places and tools that every service needs",
        }
    }

    fn drawing(self) -> &'static str {
        match self {
            LifeStage::Start => r#"<circle cx="12" cy="12" r="4" fill="currentColor"/>"#,
            LifeStage::Live => {
                r#"<circle cx="12" cy="12" r="4" fill="currentColor"/><circle cx="12" cy="12" r="7.5" fill="none" stroke="currentColor" stroke-width="1.75"/>"#
            }
            LifeStage::Age => {
                r#"<circle cx="12" cy="12" r="4" fill="currentColor"/><circle cx="12" cy="12" r="7.5" fill="none" stroke="currentColor" stroke-width="1.75"/><circle cx="12" cy="12" r="11" fill="none" stroke="currentColor" stroke-width="1.75"/>"#
            }
            LifeStage::Enabler => {
                r#"<path d="M2 6h9v4H2zM13 6h9v4h-9zM2 12h5v4H2zM9 12h6v4H9zM17 12h5v4h-5zM2 18h9v4H2zM13 18h9v4h-9z" fill="currentColor"/>"#
            }
        }
    }
}

/// A mark and words in the colour of a life stage: a tree's rings, or courses of brick.
pub fn stage_mark(stage: LifeStage, words: &str) -> Markup {
    html! {
        span.fm-stage.(stage.class()) {
            svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (PreEscaped(stage.drawing())) }
            " " (words)
        }
    }
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Being written; only staff see it.
    Draft,
    /// Announced, with its opening date.
    Forthcoming,
    /// People may vote and comment.
    Open,
    /// Nobody may vote or comment any more.
    Closed,
    /// Every response is being read.
    Analysing,
    /// The decision and its reasons are public.
    OutcomePublished,
    /// Taken back, with the reason.
    Withdrawn,
}

impl Stage {
    /// Whether no more votes, comments and responses are taken, for good.
    pub fn is_over(self) -> bool {
        !matches!(self, Stage::Draft | Stage::Forthcoming | Stage::Open)
    }

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Stage::Draft => "Draft",
            Stage::Forthcoming => "Forthcoming",
            Stage::Open => "Open",
            Stage::Closed => "Closed",
            Stage::Analysing => "Analysing",
            Stage::OutcomePublished => "Outcome published",
            Stage::Withdrawn => "Withdrawn",
        }
    }

    fn tag_class(self) -> &'static str {
        match self {
            Stage::Draft | Stage::Forthcoming => "govuk-tag--forthcoming",
            Stage::Open => "govuk-tag--open",
            Stage::Closed => "govuk-tag--closed",
            Stage::Analysing => "govuk-tag--analysing",
            Stage::OutcomePublished => "govuk-tag--outcome",
            Stage::Withdrawn => "govuk-tag--withdrawn",
        }
    }
}

/// The stage of a proposal as a tag.
pub fn status_tag(stage: Stage) -> Markup {
    html! { strong.govuk-tag.(stage.tag_class()) { (stage.label()) } }
}
