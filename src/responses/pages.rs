//! Answering a consultation, a page at a time.

pub mod attachments;
pub mod check;
pub mod equality;
pub mod one;
pub mod public_files;
pub mod published;
pub mod publishing;
pub mod sections;
pub mod staff;
pub mod start;
pub mod together;

use super::reading::PAGE;
use super::together::Writing;
use super::{Drafted, Response, State, drafts, mine};
use crate::attachments::{self as files, Attachment};
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::Result;
use crate::organisations::{self, Place};
use crate::policy::Stage;
use crate::proposals::{self, Shown};
use crate::questionnaires::{self, Answers, Questionnaire, Section, view_section};
use crate::web::{Confirmed, Site};
use chrono::Duration;
use views::paging::Pages;
use views::responses::{Standing, Step, StepState};

/// Cuts a list that was read with one more than a page after `after` to a page; the way through it, in which `number` says
/// where the next page begins.
fn paged<T>(all: &mut Vec<T>, here: &str, after: i64, number: impl Fn(&T) -> i64) -> Pages {
    let most = usize::try_from(PAGE).unwrap_or(0);
    let more = all.len() > most;
    all.truncate(most);
    let next = all.last().filter(|_| more).map(|last| format!("{here}?after={}", number(last)));
    Pages { words: None, first: (after > 0).then(|| here.to_owned()), next }
}

/// A response with all that its pages need.
struct Loaded {
    response: Response,
    proposal: Shown,
    questionnaire: Questionnaire,
    drafted: Drafted,
    /// The files that belong to it; also those that go when it is sent next.
    attachments: Vec<Attachment>,
    /// The name of the organisation for which it speaks, and whether the reader owns it.
    organisation: Option<(String, bool)>,
    /// What the others do who write it too; nothing for a response of one's own.
    others: Option<Others>,
    now: Moment,
}

/// Who else is in which section, and what was said about which.
struct Others {
    writing: Vec<Writing>,
    remarks: Vec<Option<i64>>,
}

impl Others {
    /// How many remarks are about a section.
    fn about(&self, section: i64) -> i64 {
        self.remarks.iter().filter(|about| **about == Some(section)).count() as i64
    }
}

impl Loaded {
    async fn find(site: &Site, who: &Confirmed, reference: String) -> Result<Self> {
        let (who, now) = (who.clone(), site.now());
        site.db.read(move |conn| Self::read(conn, &who, &reference, now)).await
    }

    fn read(conn: &mut Conn, who: &Confirmed, reference: &str, now: Moment) -> Result<Self> {
        let response = mine(conn, who, reference)?;
        let proposal = proposals::find(conn, response.proposal)?;
        let questionnaire = questionnaires::of(conn, response.proposal)?.questionnaire;
        let drafted = drafts(conn, &response, &questionnaire)?;
        let attachments = files::of(conn, response.id)?;
        let organisation = match response.organisation {
            Some(_) => organisations::of_account(conn, who.id())?.map(|(one, place)| (one.name, place == Place::Owner)),
            None => None,
        };
        let others = match response.organisation {
            Some(_) => Some(Others {
                writing: super::together::writing(conn, &response, who.id(), now)?,
                remarks: super::together::subjects(conn, response.id)?,
            }),
            None => None,
        };
        Ok(Self { response, proposal, questionnaire, drafted, attachments, organisation, others, now })
    }

    fn organisation_name(&self) -> Option<String> {
        self.organisation.as_ref().map(|(name, _)| name.clone())
    }

    /// Whether the reader has the last word: their own response, or that of an organisation that they own.
    fn signs(&self) -> bool {
        self.organisation.as_ref().is_none_or(|(_, owns)| *owns)
    }

    fn is_open(&self) -> bool {
        self.proposal.stage_at(self.now) == Stage::Open
    }

    /// Whether it can be sent now, if only as late.
    fn can_send(&self) -> bool {
        let late = Duration::days(i64::from(self.questionnaire.late_days));
        let closes_at = self.proposal.closes_at;
        let still = closes_at.is_some_and(|at| at <= self.now && self.now < at + late);
        self.is_open() || (still && self.response.state != State::Sent)
    }

    /// Whether something can be saved: what was sent stays as it is after the close.
    fn can_change(&self) -> bool {
        self.response.state != State::Sent || self.is_open()
    }

    /// The files that go with the next version.
    fn staying(&self) -> Vec<Attachment> {
        self.attachments.iter().filter(|one| !one.taken_out).cloned().collect()
    }

    /// Every section, with how far it is.
    fn steps(&self) -> Vec<Step> {
        let step = |section: &Section| Step {
            id: section.id,
            title: section.title.clone(),
            state: self.state_of(section),
            writing: self.writing(section.id).map(|one| one.name.clone()),
        };
        self.questionnaire.sections.iter().map(step).collect()
    }

    /// Who else is in a section at the moment.
    fn writing(&self, section: i64) -> Option<&Writing> {
        self.others.as_ref()?.writing.iter().find(|one| one.section == section)
    }

    fn state_of(&self, section: &Section) -> StepState {
        let is_saved = self.drafted.editions.contains_key(&section.id);
        let in_trouble = self.drafted.troubles.iter().any(|trouble| trouble.section == section.id);
        if view_section(&self.questionnaire, section, &self.answers_before(section)).questions.is_empty() {
            StepState::NotAsked
        } else if !is_saved {
            StepState::Open
        } else if in_trouble {
            StepState::Unfinished
        } else {
            StepState::Done
        }
    }

    /// What was answered in the sections before this one.
    fn answers_before(&self, section: &Section) -> Answers {
        let before = self.questionnaire.sections.iter().take_while(|other| other.id != section.id);
        let asked: Vec<i64> = before.flat_map(|other| &other.questions).map(|question| question.id).collect();
        self.drafted
            .answers
            .iter()
            .filter(|(id, _)| asked.contains(id))
            .map(|(id, answer)| (*id, answer.clone()))
            .collect()
    }
}

/// Where a response stands, as pages say it.
fn standing(response: &Response) -> Standing {
    match (response.state, response.late) {
        (State::Draft, _) => Standing::Draft,
        (State::Sent, false) => Standing::Sent,
        (State::Sent, true) => Standing::Late,
        (State::Withdrawn, _) => Standing::Withdrawn,
    }
}
