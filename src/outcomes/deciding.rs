//! Writing an outcome, publishing it, and telling later how far it is.

use super::store::{self, PointRow};
use super::{Outcome, Verdict, lacks, of};
use crate::audit;
use crate::clock::Moment;
use crate::coding;
use crate::db::{Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{PointId, ProposalId, ThemeId};
use crate::policy::Stage;
use crate::proposals;
use crate::queue::{self, Job};
use crate::text::Text;
use crate::web::Editor;

/// What is said to whoever started from an older outcome than the one that is there.
pub(super) const OVERTAKEN: &str = "Somebody else changed the outcome while you were writing.";
/// The most points of an outcome.
const POINTS: usize = 200;
/// The most updates of a point.
const UPDATES: usize = 200;

/// A point as its form has it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The theme that it answers, if one.
    pub theme: Option<ThemeId>,
    /// What people said.
    pub said: Text,
    /// What is done.
    pub verdict: Verdict,
    /// Why.
    pub because: Text,
    /// Who sees to it.
    pub owner: Text,
    /// By which day, as "2027-03-31"; empty for none.
    pub due: String,
}

/// Says what was asked.
///
/// # Errors
/// [`Error::NotFound`] where nothing was asked; [`Error::Conflict`] before the close, when somebody else has changed the
/// outcome meanwhile, and once it is published.
pub fn ask(tx: &mut Tx<'_>, by: &Editor, proposal: ProposalId, seen: i64, asked: &Text, now: Moment) -> Result<()> {
    hold(tx, proposal, seen, now)?;
    store::update_asked(tx, proposal, asked.as_str())?;
    record(tx, by, "outcome.write", proposal, "what was asked", now)
}

/// Writes a point: a new one at the end, or another wording of one that is there.
///
/// # Errors
/// As [`ask`]; [`Error::NotFound`] for a point or a theme of another consultation; [`Error::Invalid`] for one point too many,
/// and where something is to be done by nobody or at no time.
pub fn write(
    tx: &mut Tx<'_>,
    by: &Editor,
    (proposal, point): (ProposalId, Option<PointId>),
    seen: i64,
    draft: &Draft,
    now: Moment,
) -> Result<()> {
    let outcome = hold(tx, proposal, seen, now)?;
    if let Some(theme) = draft.theme {
        coding::tree_of(tx, proposal)?.find(theme).ok_or(Error::NotFound)?;
    }
    let is_to_be_done = draft.verdict == Verdict::Will;
    if is_to_be_done && (draft.owner.as_str().is_empty() || draft.due.is_empty()) {
        return Err(Error::Invalid("Say who sees to it and by which day".into()));
    }
    let row = PointRow {
        proposal_id: proposal,
        theme_id: draft.theme,
        said: draft.said.as_str(),
        verdict: draft.verdict,
        because: draft.because.as_str(),
        owner: &draft.owner.on_one_line(),
        due: &draft.due,
    };
    match point {
        None if outcome.points.len() >= POINTS => {
            return Err(Error::Invalid("There are 200 points, which is the most".into()));
        }
        None => store::insert_point(tx, &row)?,
        Some(point) if outcome.points.iter().any(|one| one.id == point) => store::update_point(tx, point, &row)?,
        Some(_) => return Err(Error::NotFound),
    }
    record(tx, by, "outcome.write", proposal, "a point", now)
}

/// Takes a point away, while nobody but staff has seen it.
///
/// # Errors
/// As [`write`].
pub fn remove(
    tx: &mut Tx<'_>,
    by: &Editor,
    proposal: ProposalId,
    point: PointId,
    seen: i64,
    now: Moment,
) -> Result<()> {
    let outcome = hold(tx, proposal, seen, now)?;
    if outcome.points.iter().all(|one| one.id != point) {
        return Err(Error::NotFound);
    }
    store::delete_point(tx, point)?;
    record(tx, by, "outcome.write", proposal, "a point removed", now)
}

/// Why an outcome is published before everything was read and answered, and who says so.
#[derive(Debug, Clone, Default)]
pub struct Waiver {
    /// The reason; empty for none.
    pub reason: Text,
    /// The name under it.
    pub signed: Text,
}

/// Publishes it: everybody sees it from now on, followers hear of it in their emails, and everybody who sent a response and
/// follows nothing here gets a letter, once.
///
/// # Errors
/// As [`ask`]; [`Error::Invalid`] when nothing is answered, or with what was not weighed, where nobody signs for that.
pub fn publish(
    tx: &mut Tx<'_>,
    by: &Editor,
    proposal: ProposalId,
    seen: i64,
    waiver: &Waiver,
    now: Moment,
) -> Result<()> {
    let outcome = hold(tx, proposal, seen, now)?;
    if outcome.points.is_empty() {
        return Err(Error::Invalid("Say first what people said, and what you do about it".into()));
    }
    let lacks = lacks(tx, by, proposal)?;
    let is_signed = !waiver.reason.as_str().is_empty() && !waiver.signed.on_one_line().is_empty();
    if !lacks.is_empty() && !is_signed {
        return Err(Error::Invalid(format!(
            "{} Or sign with your name why it is published all the same",
            lacks.join(" ")
        )));
    }
    let (reason, signed) = if lacks.is_empty() {
        (String::new(), String::new())
    } else {
        (waiver.reason.as_str().to_owned(), waiver.signed.on_one_line())
    };
    let tree = coding::tree_of(tx, proposal)?;
    let counts = coding::counts(tx, proposal, &tree)?;
    for point in &outcome.points {
        let answers = point.theme.and_then(|theme| counts.get(&theme)).map_or(0, |count| count.all);
        store::update_answers(tx, point.id, answers)?;
    }
    store::update_published(tx, proposal, (&reason, &signed), now)?;
    proposals::decide(tx, by, proposal, now)?;
    queue::enqueue(tx, &Job::TellOutcome { proposal: proposal.0 }, now)?;
    record(tx, by, "outcome.publish", proposal, &reason, now)
}

/// Tells how far a point is, once the outcome is public.
///
/// # Errors
/// [`Error::NotFound`] for no such point; [`Error::Conflict`] before it is published; [`Error::Invalid`] for no words, and for
/// one update too many.
pub fn tell(tx: &mut Tx<'_>, by: &Editor, point: PointId, words: &Text, now: Moment) -> Result<ProposalId> {
    let proposal = store::find_proposal(tx, point)?.ok_or(Error::NotFound)?;
    store::lock(tx, proposal)?;
    let outcome = of(tx, proposal)?;
    if outcome.published_at.is_none() {
        return Err(Error::Conflict("It is not published yet: change the point itself.".into()));
    }
    if words.as_str().is_empty() {
        return Err(Error::Invalid("Say how far it is".into()));
    }
    if outcome.updates.get(&point).is_some_and(|all| all.len() >= UPDATES) {
        return Err(Error::Invalid("There are 200 updates, which is the most".into()));
    }
    store::insert_update(tx, point, words.as_str(), now)?;
    tx.touch(Scope::Proposal(proposal));
    record(tx, by, "outcome.tell", proposal, &format!("point {point}"), now)?;
    Ok(proposal)
}

/// The outcome of a consultation that is over and not answered, held against others until the transaction ends.
fn hold(tx: &mut Tx<'_>, proposal: ProposalId, seen: i64, now: Moment) -> Result<Outcome> {
    let shown = proposals::find(tx, proposal)?;
    if shown.questions == 0 {
        return Err(Error::NotFound);
    }
    if !matches!(shown.stage_at(now), Stage::Closed | Stage::Analysing) {
        return Err(Error::Conflict(match shown.stage_at(now) {
            Stage::OutcomePublished => "The outcome is public, and stays as it is. Tell how far it is instead.".into(),
            _ => "An outcome cannot be written before the close, while people can still change what you do.".into(),
        }));
    }
    store::begin(tx, proposal)?;
    store::lock(tx, proposal)?;
    let outcome = of(tx, proposal)?;
    if outcome.edition != seen.max(1) {
        return Err(Error::Conflict(OVERTAKEN.into()));
    }
    Ok(outcome)
}

fn record(tx: &mut Tx<'_>, by: &Editor, act: &str, proposal: ProposalId, detail: &str, now: Moment) -> Result<()> {
    audit::record(tx, Some(by.id()), act, &format!("proposal {proposal}"), detail, now)
}
