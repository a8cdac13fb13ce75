//! What a consultation asks: the fields of each kind of question, and the desk at which staff build them.

mod builder;
mod fields;
mod forms;
mod paper;
mod preview;

pub use builder::{Builder, LineOfQuestion, LineOfSection, builder};
pub use fields::questions;
pub use forms::{EarlierChoice, QuestionForm, SectionForm, question_form, section_form};
pub use paper::{Paper, paper};
pub use preview::{Preview, preview};

/// What somebody typed into the fields of a section, in the order of the form; a field with several boxes comes several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// What stands in the first field of this name; empty where there is none.
    #[must_use]
    pub fn first(&self, name: &str) -> &str {
        self.0.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value.as_str())
    }

    /// What stands in all fields of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.as_str())
    }
}

/// The name of the field of question `id`.
#[must_use]
pub fn field(id: i64) -> String {
    format!("q{id}")
}

/// The name of the field of one row, one thing to be put in order, or one part of a day.
#[must_use]
pub fn row_field(id: i64, part: &str) -> String {
    format!("q{id}-{part}")
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Line,
    /// A longer text, with its limit in characters.
    Text(usize),
    /// One of a few answers.
    One,
    /// One answer from a long list.
    List,
    /// Any number of answers.
    Many,
    /// The same answers for each row.
    Grid,
    /// Several things put in order.
    Order,
    /// A whole number.
    Number,
    /// A day.
    Date,
}

/// A question as the page of its section shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its number in the names of its fields.
    pub id: i64,
    /// Its place among all questions, from 1 on.
    pub place: usize,
    /// How it is answered.
    pub kind: Kind,
    /// What is asked.
    pub words: String,
    /// Help below it.
    pub help: String,
    /// Whether an answer is needed.
    pub required: bool,
    /// Who is to answer it, as a sentence, where that is for the reader to see.
    pub note: Option<String>,
    /// What can be chosen: the value that is sent, and what is read.
    pub choices: Vec<(String, String)>,
    /// The rows of a grid: the last part of the field's name, and what is read.
    pub rows: Vec<(String, String)>,
}

/// A section as it is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What to know first, as safe HTML.
    pub intro_html: String,
    /// Its questions.
    pub questions: Vec<Question>,
}

/// How far somebody is: "Section 2 of 5" and a bar of steps.
pub(crate) fn progress(place: usize, of: usize) -> maud::Markup {
    maud::html! {
        p.fm-kicker.fm-space { "Section " (place) " of " (of) }
        ol.fm-progress aria-hidden="true" {
            @for n in 1..=of { li.is-done[n < place].is-now[n == place] {} }
        }
    }
}
