//! Proposals that residents suggest, where `proposals.by_residents` is on: drafts with an author, whom nobody but those who
//! edit can see besides, until an editor publishes them as any draft, or declines them with a reason.

pub mod jobs;
pub mod pages;
mod store;

use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{AccountId, AreaId, ProposalId};
use crate::policy::{Stage, Totals};
use crate::proposals::{self, Content, Draft, Shown};
use crate::queue::{self, Job};
use crate::web::{Editor, Speaker};

/// How many suggestions of one person may wait at the same time.
pub const MOST_WAITING: usize = 3;

/// What is said to whoever has so many that wait.
const ENOUGH: &str = "Three of your suggestions are waiting for an editor. When one of them is published or declined, you can send the next";

/// What has become of a suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// No editor has decided.
    Waiting,
    /// Everybody can read it.
    Published,
    /// It stays a draft; why.
    Declined(String),
}

impl Outcome {
    fn of(stage: Stage, declined_at: Option<Moment>, because: String) -> Self {
        match declined_at {
            _ if stage != Stage::Draft => Self::Published,
            Some(_) => Self::Declined(because),
            None => Self::Waiting,
        }
    }
}

/// How a proposal stands that a resident suggested; nothing for any other.
#[must_use]
pub fn standing(shown: &Shown) -> Option<views::suggestions::Standing> {
    shown.suggested_by?;
    Some(view(&Outcome::of(shown.stored_stage, shown.declined_at, String::new())))
}

fn view(outcome: &Outcome) -> views::suggestions::Standing {
    match outcome {
        Outcome::Waiting => views::suggestions::Standing::Waiting,
        Outcome::Published => views::suggestions::Standing::Published,
        Outcome::Declined(_) => views::suggestions::Standing::Declined,
    }
}

/// Whether somebody may suggest one more.
///
/// # Errors
/// When the database refuses.
pub fn has_room(conn: &mut Conn, who: AccountId) -> Result<bool> {
    Ok(store::load_waiting(conn, who)?.len() < MOST_WAITING)
}

/// Suggests a proposal and gives its number: a draft that only its author and those who edit can see. The same suggestion
/// sent twice, while it waits, is one.
///
/// # Errors
/// [`Error::Invalid`] for whoever has [`MOST_WAITING`] that wait.
pub fn suggest(tx: &mut Tx<'_>, by: &Speaker, area: AreaId, content: &Content, now: Moment) -> Result<ProposalId> {
    store::lock_author(tx, by.id())?;
    let waiting = store::load_waiting(tx, by.id())?;
    for id in &waiting {
        let (shown, known) = proposals::for_editing(tx, *id)?;
        if (shown.area, &known) == (area, content) {
            return Ok(*id);
        }
    }
    if waiting.len() >= MOST_WAITING {
        return Err(Error::Invalid(ENOUGH.into()));
    }
    let draft = Draft {
        area,
        content: content.clone(),
        opens_at: None,
        closes_at: None,
        totals: Totals::Public,
        stage: Stage::Draft,
        attribution_html: String::new(),
    };
    let id = proposals::insert(tx, &draft, Some(by.id()), now)?;
    store::update_author(tx, id, by.id())?;
    Ok(id)
}

/// A suggestion that an editor may still decline.
///
/// # Errors
/// [`Error::NotFound`] for a proposal that nobody suggested; [`Error::Conflict`] for one that was published or declined.
pub fn waiting(conn: &mut Conn, id: ProposalId) -> Result<(Shown, Content)> {
    let (shown, content) = proposals::for_editing(conn, id)?;
    match standing(&shown).ok_or(Error::NotFound)? {
        views::suggestions::Standing::Waiting => Ok((shown, content)),
        _ => Err(decided()),
    }
}

/// Declines a suggestion, with a reason that its author reads in a letter. It stays a draft.
///
/// # Errors
/// As [`waiting`].
pub fn decline(tx: &mut Tx<'_>, by: &Editor, id: ProposalId, reason: &str, now: Moment) -> Result<()> {
    waiting(tx, id)?;
    if !store::update_declined(tx, id, reason, now)? {
        return Err(decided());
    }
    queue::enqueue(tx, &Job::SuggestionDecided { proposal: id.0 }, now)?;
    audit::record(tx, Some(by.id()), "proposal.decline", &format!("proposal {id}"), "", now)
}

fn decided() -> Error {
    Error::Conflict("Somebody has published or declined this suggestion meanwhile.".into())
}

/// One's own suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Its name in addresses, which leads somewhere once it is published.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// When it was sent.
    pub at: Moment,
    /// What has become of it.
    pub outcome: Outcome,
}

/// What somebody suggested, latest first.
///
/// # Errors
/// When the database refuses.
pub fn own(conn: &mut Conn, who: AccountId) -> Result<Vec<Own>> {
    store::load_own(conn, who)
}

/// The name of whoever suggested a proposal, as comments show it.
///
/// # Errors
/// When the database refuses.
pub fn name(conn: &mut Conn, who: AccountId) -> Result<Option<String>> {
    store::find_name(conn, who)
}

/// What somebody suggested who leaves: what was published goes over to another account, which is nobody's; the rest goes.
///
/// # Errors
/// When the database refuses.
pub fn leave(tx: &mut Tx<'_>, from: AccountId, to: AccountId) -> Result<()> {
    store::delete_drafts(tx, from)?;
    for id in store::load_ids(tx, from)? {
        store::update_author(tx, id, to)?;
        tx.touch(Scope::Proposal(id));
    }
    Ok(())
}
