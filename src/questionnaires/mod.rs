//! Questionnaires: what a consultation asks, section by section, and what can be answered.
//!
//! A proposal has one at most. Staff build it while nobody can answer yet; from the moment the proposal opens it stays as
//! it is, so that everybody was asked the same.

pub mod answers;
mod build;
mod conditions;
pub mod pages;
mod shown;
mod store;

use crate::audit;
use crate::clock::Moment;
use crate::content;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::policy::Stage;
use crate::proposals::{self, gunning};
use crate::web::Editor;
use serde::{Deserialize, Serialize};

pub use answers::{Answer, Answers, Trouble};
pub use conditions::{is_asked, problem};
pub use shown::{answer_in_words, answered, choices_in_words, next_place, problems, said, view_section, whole_section};

/// The most sections.
pub const SECTIONS: usize = 30;
/// The most questions, of all sections together.
pub const QUESTIONS: usize = 100;
/// The most answers to choose from, and the most rows of a grid.
pub const CHOICES: usize = 40;

crate::words! {
    /// How a question is answered.
    pub enum Kind {
        /// A line of at most [`answers::SHORT`] characters.
        Short = "short",
        /// A text of at most [`answers::LONG`] characters.
        Long = "long",
        /// One of several answers.
        One = "one",
        /// Any number of several answers.
        Many = "many",
        /// How strongly somebody agrees, on five steps, or "don't know".
        Agreement = "agreement",
        /// The same answers for each of several rows.
        Matrix = "matrix",
        /// Several things in the order of what matters most.
        Ranking = "ranking",
        /// A whole number.
        Number = "number",
        /// A day.
        Date = "date",
        /// A borough of London.
        Borough = "borough",
    }
}

/// What a consultation asks. Kept as one document: a page needs all of it, and it is checked as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Questionnaire {
    /// Its pages, in order.
    pub sections: Vec<Section>,
    /// For how many days after the close a response is still taken, and marked as late; 0 takes none.
    pub late_days: u32,
    /// The number that the next section, question, answer or row gets; none is ever given twice.
    pub next: i64,
}

/// A page of questions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Section {
    /// Its number, which stays when it moves.
    pub id: i64,
    /// Its heading.
    pub title: String,
    /// What to know before answering (Markdown).
    pub intro: String,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its number, which stays when it moves; answers name it.
    pub id: i64,
    /// How it is answered.
    pub kind: Kind,
    /// What is asked.
    pub words: String,
    /// Help below it.
    pub help: String,
    /// Whether a response needs an answer to it.
    pub required: bool,
    /// The answers of the kinds that let people choose, the columns of a grid, or what is put in order.
    pub choices: Vec<Choice>,
    /// The rows of a grid.
    pub rows: Vec<Choice>,
    /// Of whom it is asked; of everybody where there is no condition.
    pub only_if: Option<Condition>,
}

/// An answer to choose, or a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its number within the questionnaire.
    pub id: i64,
    /// What it says.
    pub words: String,
}

/// A question is asked of those who chose one of these answers to an earlier question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The earlier question.
    pub question: i64,
    /// Its answers, of which one is enough.
    pub choices: Vec<i64>,
}

impl Questionnaire {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.questions().next().is_none()
    }

    /// Every question with its section, in the order in which they are asked.
    pub fn questions(&self) -> impl Iterator<Item = (&Section, &Question)> {
        self.sections.iter().flat_map(|section| section.questions.iter().map(move |question| (section, question)))
    }

    /// A section.
    #[must_use]
    pub fn section(&self, id: i64) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// A question.
    #[must_use]
    pub fn question(&self, id: i64) -> Option<&Question> {
        self.questions().map(|(_, question)| question).find(|question| question.id == id)
    }

    /// The place of a question among all of them, from 1 on: the number that people see before it.
    #[must_use]
    pub fn place(&self, id: i64) -> usize {
        self.questions().position(|(_, question)| question.id == id).map_or(0, |at| at + 1)
    }

    /// The question by which responses are told apart by borough: the first of its kind; none where none is asked.
    #[must_use]
    pub fn borough(&self) -> Option<&Question> {
        self.questions().map(|(_, question)| question).find(|question| question.kind == Kind::Borough)
    }

    /// About how many minutes it takes, from 1 on: what one has to write takes longest.
    #[must_use]
    pub fn minutes(&self) -> usize {
        let seconds = |question: &Question| match question.kind {
            Kind::Long => 120,
            Kind::Matrix | Kind::Ranking => 45,
            _ => 15,
        };
        (self.questions().map(|(_, question)| seconds(question)).sum::<usize>() + 30).div_ceil(60)
    }
}

impl Question {
    /// What can be chosen: its own answers, or those that its kind always has. Nothing where one writes.
    #[must_use]
    pub fn choices(&self) -> Vec<(i64, &str)> {
        let fixed = |words: &'static [&'static str]| (1..).zip(words.iter().copied()).collect();
        match self.kind {
            Kind::Agreement => fixed(&AGREEMENT),
            Kind::Borough => fixed(&BOROUGHS),
            _ => self.choices.iter().map(|choice| (choice.id, choice.words.as_str())).collect(),
        }
    }

    /// Whether another question can depend on what is chosen here.
    #[must_use]
    pub fn can_decide(&self) -> bool {
        matches!(self.kind, Kind::One | Kind::Many | Kind::Agreement | Kind::Borough)
    }
}

/// The answers to a question of agreement, numbered from 1 on.
pub const AGREEMENT: [&str; 6] =
    ["Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree", "Don’t know"];

/// The answers to a question about the borough, numbered from 1 on: the 32 boroughs, the City, and everywhere else.
pub const BOROUGHS: [&str; 34] = [
    "Barking and Dagenham",
    "Barnet",
    "Bexley",
    "Brent",
    "Bromley",
    "Camden",
    "City of London",
    "Croydon",
    "Ealing",
    "Enfield",
    "Greenwich",
    "Hackney",
    "Hammersmith and Fulham",
    "Haringey",
    "Harrow",
    "Havering",
    "Hillingdon",
    "Hounslow",
    "Islington",
    "Kensington and Chelsea",
    "Kingston upon Thames",
    "Lambeth",
    "Lewisham",
    "Merton",
    "Newham",
    "Redbridge",
    "Richmond upon Thames",
    "Southwark",
    "Sutton",
    "Tower Hamlets",
    "Waltham Forest",
    "Wandsworth",
    "Westminster",
    "Outside London",
];

/// A questionnaire as it is stored, with the number of its edition: every change makes the next one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// The questionnaire.
    pub questionnaire: Questionnaire,
    /// Its edition; 0 where none was ever stored.
    pub edition: i64,
}

/// What a proposal asks: an empty questionnaire where it asks nothing.
///
/// # Errors
/// When the database refuses.
pub fn of(conn: &mut Conn, proposal: ProposalId) -> Result<Stored> {
    store::find(conn, proposal).map(Option::unwrap_or_default)
}

/// Changes what a proposal asks, as `act` does it, if it is still the edition that the editor has seen; gives what `act`
/// gives. One act on the record, whose `detail` says what was done.
///
/// # Errors
/// [`Error::NotFound`] for an unknown proposal; [`Error::Conflict`] once people can answer, or when somebody else has
/// changed it meanwhile; [`Error::Invalid`] with the sentence of [`problem`], or what `act` refuses.
pub fn change<T>(
    tx: &mut Tx<'_>,
    by: &Editor,
    (proposal, edition): (ProposalId, i64),
    detail: &str,
    act: impl FnOnce(&mut Questionnaire) -> Result<T>,
    now: Moment,
) -> Result<T> {
    if !matches!(proposals::gate(tx, proposal, now)?.stage, Stage::Draft | Stage::Forthcoming) {
        return Err(Error::Conflict(
            "The questions stay as they are, because people have been able to answer them.".into(),
        ));
    }
    let Stored { mut questionnaire, edition: stored } = of(tx, proposal)?;
    if stored != edition {
        return Err(Error::Conflict("Somebody else changed the questions while you were writing.".into()));
    }
    let done = act(&mut questionnaire)?;
    if questionnaire.questions().next().is_some() {
        let shown = proposals::find(tx, proposal)?;
        gunning::may_ask(tx, &shown)?;
    }
    if let Some(problem) = problem(&questionnaire) {
        return Err(Error::Invalid(problem));
    }
    // Only one of two who write at the same time comes past this.
    if !store::put(tx, proposal, edition, &questionnaire, now)? {
        return Err(Error::Conflict("Somebody else changed the questions while you were writing.".into()));
    }
    tx.touch(Scope::Proposal(proposal));
    audit::record(tx, Some(by.id()), "questionnaire.change", &format!("proposal {proposal}"), detail, now)?;
    Ok(done)
}

/// Gives a proposal of the starter content the questions that its file describes; none where it describes none.
///
/// # Errors
/// [`Error::Invalid`] with what is wrong in the file.
pub fn plant(tx: &mut Tx<'_>, proposal: ProposalId, sections: &[content::Section], now: Moment) -> Result<()> {
    if sections.is_empty() {
        return Ok(());
    }
    let questionnaire = Questionnaire::described(sections)?;
    if let Some(problem) = problem(&questionnaire) {
        return Err(Error::Invalid(problem));
    }
    store::put(tx, proposal, 0, &questionnaire, now).map(|_| ())
}

/// Proposals that ask something, with their titles: those from which questions can be copied.
///
/// # Errors
/// When the database refuses.
pub fn to_copy_from(conn: &mut Conn) -> Result<Vec<(ProposalId, String)>> {
    store::load_titles(conn)
}
