//! Responses that say the same, for those who read them: what was found, and what staff decide.

mod one;

pub use one::{Act, Compared, One, Standing, one};

use crate::form::Problems;
use crate::paging::{self, Pages};
use crate::parts::count;
use crate::staff::desk_page;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// How far a campaign is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// The program has found it.
    #[default]
    Suggested,
    /// Staff say that it is one.
    Confirmed,
    /// Staff say that it is none.
    Refused,
}

impl State {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Suggested, "suggested", "To decide"),
        (Self::Confirmed, "confirmed", "Confirmed"),
        (Self::Refused, "refused", "Refused"),
    ];
}

/// What was compared last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grouped {
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// How many responses were too short to be compared.
    pub short: i64,
    /// For how many there was no room.
    pub left_out: i64,
}

/// A campaign in the list.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its number.
    pub id: i64,
    /// Its name; may be empty.
    pub name: String,
    /// Whether they are duplicates.
    pub is_duplicate: bool,
    /// How the common text begins.
    pub beginning: String,
    /// How many responses it has.
    pub size: i64,
    /// How many look like it since it was decided.
    pub waiting: i64,
}

/// The campaigns of a consultation in one state.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// From how much in common on two texts are alike, in percent.
    pub alike: i64,
    /// How much of a common text another must contain, in percent.
    pub contained: i64,
    /// Texts with fewer words are not compared.
    pub fewest_words: usize,
    /// What was compared last; none where nothing was yet.
    pub grouped: Option<Grouped>,
    /// Which state.
    pub state: State,
    /// How many there are in each state.
    pub counts: [i64; 3],
    /// Those on this page.
    pub lines: Vec<Line>,
    /// The way through them.
    pub pages: Pages,
}

/// The page that lists them.
pub fn list(view: &List) -> Markup {
    let responses = paths::staff_responses(view.proposal.0);
    desk_page(
        "Campaigns and duplicates",
        &[("Consultations", paths::staff_consultations()), (&view.proposal.1, &responses)],
        &Problems::default(),
        html! {
            p.fm-lede { "Responses with nearly the same words. Each of them counts and stays as it is. You decide whether they belong together." }
            (states(view))
            @if view.lines.is_empty() { p { "There are none." } }
            ul.fm-docs { @for line in &view.lines { (entry(line)) } }
            (paging::nav(&view.pages, "Campaigns"))
            (how(view))
        },
    )
}

fn states(view: &List) -> Markup {
    let here = paths::staff_campaigns(view.proposal.0);
    html! {
        nav aria-label="Campaigns by what was decided" {
            p.fm-row {
                @for ((state, word, words), n) in State::ALL.into_iter().zip(view.counts) {
                    a href={ (here) "?state=" (word) } aria-current=[(state == view.state).then_some("true")] { (words) " (" (n) ")" }
                }
            }
        }
    }
}

fn entry(line: &Line) -> Markup {
    html! {
        li {
            a href=(paths::staff_campaign(line.id)) {
                @if line.name.is_empty() { (count(line.size, "response", "responses")) } @else { bdi { (line.name) } }
            }
            small {
                @if !line.name.is_empty() { (count(line.size, "response", "responses")) ". " }
                @if line.is_duplicate { "Duplicates. " }
                @if line.waiting > 0 { strong { (line.waiting) " more since then. " } }
                @if line.beginning.is_empty() { "A new common text is being looked for." } @else { "“" bdi { (line.beginning) } "”" }
            }
        }
    }
}

/// How they are found, so that it can be explained to anybody.
fn how(view: &List) -> Markup {
    html! {
        h2.fm-h3.fm-subhead { "How they are found" }
        p {
            "Each text is cut into pairs of neighbouring words. Of all pairs of two texts, at least " strong { (view.alike) "%" }
            " must be in both. Or a text has at least " (view.contained) "% of the pairs of the common text, whatever else it says."
        }
        p {
            "Every response of a group is compared with the same common text. Texts with fewer than " (view.fewest_words)
            " words are not compared: many people say “very good” without having spoken to one another."
        }
        p.fm-caveat {
            @match view.grouped {
                None => { "The responses have not been compared yet. Look again in a minute or two." }
                Some(grouped) => {
                    "Compared at " (dates::time(grouped.at, &dates::moment(grouped.at))) ". "
                    (count(grouped.short, "response was", "responses were")) " too short."
                    @if grouped.left_out > 0 { " For " (count(grouped.left_out, "response", "responses")) " there was no room." }
                }
            }
        }
    }
}
