//! Responses that came on paper, by phone or at an event: taking them in, keying them twice, comparing.

mod one;

pub use one::{Differing, Keyed, One, Section, one};

use crate::form::{self, Choice, Choices, Input, Problems};
use crate::paths;
use crate::staff::desk_page;
use maud::{Markup, html};

/// What the reader can do with a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stands {
    /// Key it in.
    #[default]
    ToKey,
    /// Wait for others.
    ForOthers,
    /// Compare what two people keyed in.
    ToCompare,
}

impl Stands {
    fn words(self) -> &'static str {
        match self {
            Self::ToKey => "You can key it in",
            Self::ForOthers => "Somebody else has to key it in",
            Self::ToCompare => "Keyed in twice: compare and send it",
        }
    }
}

/// A response in the list.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its number.
    pub id: i64,
    /// Its reference.
    pub reference: String,
    /// How it came, in words.
    pub channel: &'static str,
    /// On which day.
    pub received: String,
    /// What the reader can do.
    pub stands: Stands,
}

/// The fields of the form that takes one in.
#[derive(Clone, Debug, Default)]
pub struct CoverFields {
    /// Field `channel`.
    pub channel: String,
    /// Field `received`.
    pub received: String,
    /// Field `capacity`.
    pub capacity: String,
    /// Field `given_name`.
    pub given_name: String,
    /// Field `publish`.
    pub publish: String,
}

/// The desk of one proposal.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Its name in addresses.
    pub slug: String,
    /// What waits.
    pub lines: Vec<Line>,
    /// What was typed.
    pub cover: CoverFields,
    /// What to put right.
    pub problems: Problems,
}

/// How a response came: value of the field, and words.
const CHANNELS: [(&str, &str); 3] = [("paper", "On paper"), ("phone", "By phone"), ("event", "At an event")];
/// For whom it speaks.
const CAPACITIES: [(&str, &str); 3] = [
    ("resident", "A resident"),
    ("professional", "A professional, and you have checked that"),
    ("organisation", "An organisation"),
];
/// What they let the public body publish.
const PUBLISH: [(&str, &str); 3] = [
    ("named", "It may be published with the name"),
    ("unnamed", "It may be published without the name"),
    ("never", "It must not be published, or they do not say"),
];

/// The page of the desk.
pub fn desk(view: &Desk) -> Markup {
    let (id, title) = (view.proposal.0, &view.proposal.1);
    let responses = paths::staff_responses(id);
    desk_page(
        "Paper, phone and events",
        &[("Consultations", paths::staff_consultations()), (title, &responses)],
        &view.problems,
        html! {
            p.fm-lede { "Key in what did not come online. Two people do so, and neither sees what the other typed. Then it counts like every other response." }
            p { a href=(paths::questions(&view.slug)) { "The form to print" } }
            @if view.lines.is_empty() { p { "Nothing waits." } }
            ul.fm-docs {
                @for line in &view.lines {
                    li {
                        a href=(paths::paper_response(line.id)) { (line.reference) }
                        small { (line.channel) ", " (line.received) ". " strong { (line.stands.words()) } }
                    }
                }
            }
            h2.fm-h3 { "Take in a response" }
            (form::post(&paths::paper(id), html! { (cover(view)) (form::button("Take it in, and key it")) }))
        },
    )
}

fn cover(view: &Desk) -> Markup {
    let CoverFields { channel, received, capacity, given_name, publish } = &view.cover;
    let choose = |name: &'static str, label: &'static str, all: &[(&'static str, &'static str)], selected: &str| {
        let options: Vec<Choice> = all.iter().map(|(value, label)| Choice { value, label, hint: None }).collect();
        form::radios(
            &Choices { name, label, options: &options, selected: Some(selected), ..Choices::default() },
            &view.problems,
        )
    };
    let day = Input {
        name: "received",
        label: "On which day did it come?",
        hint: Some("Such as 27 March 2027. What came after the close is marked as late."),
        value: received,
        width: 20,
        ..Input::default()
    };
    let name = Input {
        name: "given_name",
        label: "The name on it",
        hint: Some("Needed for an organisation, and where it may be published with the name. Leave it out otherwise."),
        value: given_name,
        ..Input::default()
    };
    html! {
        (choose("channel", "How did it come?", &CHANNELS, channel))
        (form::text(&day, &view.problems))
        (choose("capacity", "For whom does it speak?", &CAPACITIES, capacity))
        (form::text(&name, &view.problems))
        (choose("publish", "What may be published?", &PUBLISH, publish))
    }
}
