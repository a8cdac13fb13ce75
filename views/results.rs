//! The results of a consultation: who answered, how often what was answered, and how it was counted.

mod how;
mod questions;
mod split;
pub(crate) mod tables;
mod words;

pub use crate::charts::FEWEST;
pub use split::{Groups, Split};

use crate::accounts::Capacity;
use crate::layout::{Nav, Shell, page};
use crate::parts::{self, LifeStage, Stage, number};
use crate::{charts, dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A number for each capacity: residents, professionals, organisations.
pub type By = [i64; 3];

/// The capacities, in the order of the numbers.
const CAPACITIES: [Capacity; 3] = [Capacity::Resident, Capacity::Professional, Capacity::Organisation];

/// How many answered, in each group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// A number for each group.
    pub by: Vec<i64>,
    /// Whether no organisation is among them.
    pub are_people: bool,
}

impl Answered {
    fn all(&self) -> i64 {
        sum(&self.by)
    }
}

/// The results of a consultation.
#[derive(Clone, Debug)]
pub struct Results {
    /// The proposal's name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub stage: Stage,
    /// The stage of life of its area.
    pub life_stage: LifeStage,
    /// When it closes or closed, in UTC.
    pub closes_at: Option<NaiveDateTime>,
    /// Whether nobody but staff can see this yet.
    pub for_staff_alone: bool,
    /// When the responses were counted, in UTC; none where they never were.
    pub counted_at: Option<NaiveDateTime>,
    /// For how many days after the close responses were taken.
    pub late_days: i64,
    /// Its pages of questions.
    pub sections: Vec<Section>,
    /// The groups in which answers are shown.
    pub groups: Groups,
    /// How many responses count in each of them.
    pub responses: Vec<i64>,
    /// Responses from before the close.
    pub on_time: By,
    /// Responses from after it, which count too.
    pub late: By,
    /// How they came, in words; nothing where all came online.
    pub channels: Vec<(&'static str, By)>,
    /// Responses that were taken back, which do not.
    pub taken_back: By,
    /// Responses that came as part of a campaign.
    pub campaign: By,
    /// Responses in which somebody says again what they have said in another.
    pub duplicate: By,
    /// How many responses everybody can read.
    pub published: i64,
    /// Whether everybody can see what people said about themselves.
    pub has_equality: bool,
}

/// A page of questions.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Its questions.
    pub questions: Vec<Question>,
}

/// A question with what was answered.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its place among all, from 1 on.
    pub place: usize,
    /// What was asked.
    pub words: String,
    /// Of whom, where not of everybody: "“Yes” to question 1".
    pub only_if: Option<String>,
    /// How many answered it.
    pub answered: Answered,
    /// What they answered.
    pub found: Found,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// How often each answer was chosen, and what is to be known of the list.
    Chosen(Vec<Line>, String),
    /// The same for each row of a grid.
    Grid(Vec<Row>),
    /// How often each thing was put in which place.
    Order(Vec<Thing>),
    /// The numbers in the middle.
    Numbers(Middle),
    /// How often a day fell into each stretch of time.
    Days(Vec<Line>),
    /// What people wrote, which is not shown.
    Words,
}

/// The words of a group, or of an answer, that stands for several small ones.
pub const TOGETHER: &str = "Others, together";

/// An answer, and how often it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The answer.
    pub words: String,
    /// How often in each group.
    pub of: Vec<i64>,
}

/// A row of a grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it says.
    pub words: String,
    /// How many answered it.
    pub answered: Answered,
    /// What they answered.
    pub lines: Vec<Line>,
}

/// Something that was put in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thing {
    /// What it is.
    pub words: String,
    /// How often it got the first place, the second and so on, in each group.
    pub places: Vec<Vec<i64>>,
}

/// The numbers that a quarter, half and three quarters did not go above.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Middle {
    /// Of all who gave one; none where they are few.
    pub all: Option<[i64; 3]>,
    /// Of those in each group.
    pub by: Vec<Option<[i64; 3]>>,
    /// Whether there were too many different ones to say so.
    pub too_many: bool,
}

/// All groups together.
fn sum(by: &[i64]) -> i64 {
    by.iter().sum()
}

fn as_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The page of results.
pub fn results(view: &Results) -> Markup {
    page(
        &Shell::new("What people answered").nav(Nav::Open),
        html! {
            (head(view))
            div.fm-main { div.fm-wrap.fm-stack {
                (charts::patterns())
                (who(view))
                (split::split(view))
                @let of = view.sections.iter().map(|section| section.questions.len()).sum();
                @for (n, section) in view.sections.iter().enumerate() {
                    section.fm-flow.fm-answers aria-labelledby={ "s" (n + 1) } {
                        h2.fm-gap id={ "s" (n + 1) } { (section.title) }
                        @for question in &section.questions { (questions::show(question, of, &view.groups)) }
                    }
                }
                (how::how(view))
            } }
        },
    )
}

fn head(view: &Results) -> Markup {
    let here = paths::proposal(&view.slug);
    parts::tinted_head(
        view.life_stage,
        html! {
            (parts::breadcrumbs(&[("Home", paths::home()), (&view.title, &here)]))
            p.fm-kicker {
                (parts::status_tag(view.stage))
                @if let Some(at) = view.closes_at {
                    " " span { @if view.for_staff_alone { "Closes " } @else { "Closed " } (dates::time(at, &dates::date(at))) }
                }
            }
            h1 { "What people answered" }
            p.fm-lede { (view.title) }
            @if view.for_staff_alone { (parts::banner("Not public yet", "Only staff see this until the close.")) }
        },
    )
}

/// Top-line counts, and what they are not.
fn who(view: &Results) -> Markup {
    html! {
        section.fm-flow aria-labelledby="h-who" {
            h2 #h-who { "Who answered" }
            dl.fm-tally {
                @for (n, capacity) in CAPACITIES.into_iter().enumerate() {
                    @let responses = view.on_time[n] + view.late[n];
                    div { dt { (words::who(capacity, responses)) } dd { (number(responses)) } }
                }
            }
            p.fm-caveat {
                "This is not a referendum, nor a sample of the population. "
                "People chose to answer, so the numbers show who spoke to us, and nobody else."
            }
            p.fm-caveat {
                @match view.counted_at {
                    Some(at) => { "Counted at " (dates::time(at, &dates::moment(at))) "." }
                    None => { "The responses are being counted. Look again in a minute." }
                }
            }
            p.fm-row {
                a href=(paths::questions(&view.slug)) { "All questions as they were asked" }
                a href="#h-count" { "How we counted" }
                @if view.has_equality { a href=(paths::equality(&view.slug)) { "Who answered, as they said of themselves" } }
                @if view.published > 0 { a href=(paths::published(&view.slug)) { "Read " (parts::count(view.published, "response", "responses")) } }
            }
        }
    }
}

#[cfg(test)]
#[path = "results_tests.rs"]
mod tests;
