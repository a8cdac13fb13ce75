//! Changing a proposal as its form has it: words, area, totals and dates at once, and one act on the record.

use super::dates::{self, begin_history};
use super::{Content, Shown, gunning, hold, record, store};
use crate::activity::Event;
use crate::audit;
use crate::clock::Moment;
use crate::db::{Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::AreaId;
use crate::policy::{Stage, Totals};
use crate::web::Editor;

/// A proposal as an editor wants it to be.
#[derive(Debug, Clone)]
pub struct Revision<'a> {
    /// Its words.
    pub content: &'a Content,
    /// Why they change; public, and needed once the proposal is.
    pub reason: &'a str,
    /// Its area of focus.
    pub area: AreaId,
    /// When its totals can be seen.
    pub totals: Totals,
    /// What happens to its dates.
    pub dates: Dates,
}

/// What happens to the dates of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dates {
    /// They stay as they are.
    Stay,
    /// They are noted for a draft; only staff see them.
    Plan(Option<Moment>, Option<Moment>),
    /// They are made public: it opens and closes by itself at those moments.
    Announce(Moment, Moment),
}

/// What a revision has changed.
#[derive(Debug, Default)]
struct Changed {
    words: bool,
    settings: bool,
    dates: bool,
}

/// Makes a proposal what an editor wants, all or nothing, if it is still what they have `seen`. What is the same already
/// is left alone; when all of it is, nothing goes on the record.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when somebody else changed it meanwhile; [`Error::Invalid`] without a reason
/// where one is needed, or when the dates are wrong.
pub fn revise(tx: &mut Tx<'_>, by: &Editor, seen: &Shown, wanted: &Revision<'_>, now: Moment) -> Result<()> {
    hold(tx, seen)?;
    let was_draft = seen.stored_stage == Stage::Draft;
    let changed = Changed {
        words: edit(tx, by, seen, wanted, now)?,
        settings: arrange(tx, seen, wanted, now)?,
        dates: match wanted.dates {
            Dates::Stay => false,
            Dates::Plan(opens_at, closes_at) => plan(tx, seen, opens_at, closes_at, now)?,
            Dates::Announce(opens_at, closes_at) => announce(tx, by, seen, opens_at, closes_at, now)?,
        },
    };
    if !was_draft || matches!(wanted.dates, Dates::Announce(..)) {
        gunning::check(wanted.content, seen.questions)?;
    }
    let act = match wanted.dates {
        Dates::Announce(..) => "proposal.announce",
        _ if was_draft && (changed.words || changed.settings) => "proposal.draft",
        Dates::Plan(..) if changed.dates => "proposal.plan",
        _ if changed.words => "proposal.edit",
        _ if changed.settings => "proposal.arrange",
        _ => return Ok(()),
    };
    audit::record(tx, Some(by.id()), act, &format!("proposal {}", seen.id), &detail(&changed, wanted), now)
}

/// "words, settings: the reason".
fn detail(changed: &Changed, wanted: &Revision<'_>) -> String {
    let parts = [(changed.words, "words"), (changed.settings, "settings"), (changed.dates, "dates")];
    let parts: Vec<&str> = parts.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect();
    match (changed.words, wanted.reason) {
        (false, _) | (_, "") => parts.join(", "),
        (true, reason) => format!("{}: {reason}", parts.join(", ")),
    }
}

/// A new wording is a version with its public reason. True when there is one.
fn edit(tx: &mut Tx<'_>, by: &Editor, seen: &Shown, wanted: &Revision<'_>, now: Moment) -> Result<bool> {
    let (id, expected) = (seen.id, seen.version);
    let shown = store::lock(tx, id)?.ok_or(Error::NotFound)?;
    if shown.version != expected {
        return Err(Error::Conflict("Somebody else changed this proposal while you were writing.".into()));
    }
    let before = store::versions::find_content(tx, id, expected)?.ok_or(Error::NotFound)?;
    if before == *wanted.content {
        return Ok(false);
    }
    let is_draft = shown.stored_stage == Stage::Draft;
    if !is_draft && wanted.reason.trim().is_empty() {
        return Err(Error::Invalid("Say why you change it: the reason is public".into()));
    }
    let number = expected + 1;
    store::versions::insert_version(tx, id, number, wanted.content, wanted.reason, Some(by.id()), now)?;
    store::writing::update_words(tx, id, number, wanted.content, now)?;
    if is_draft {
        // Nobody has seen the earlier wordings of a draft: they are no public history.
        store::versions::delete_versions_before(tx, id, number)?;
    } else {
        record(tx, Event::ProposalChanged, id, shown.area, Some(by.id()), wanted.reason, now);
    }
    tx.touch(Scope::Proposal(id));
    tx.touch(Scope::Listing);
    Ok(true)
}

/// Moves it to another area, or changes when its totals can be seen. True when that is so.
fn arrange(tx: &mut Tx<'_>, seen: &Shown, wanted: &Revision<'_>, now: Moment) -> Result<bool> {
    if (seen.area, seen.totals) == (wanted.area, wanted.totals) {
        return Ok(false);
    }
    store::writing::update_arrangement(tx, seen.id, wanted.area, wanted.totals, now)?;
    tx.touch(Scope::Proposal(seen.id));
    tx.touch(Scope::Site);
    Ok(true)
}

fn plan(
    tx: &mut Tx<'_>,
    seen: &Shown,
    opens_at: Option<Moment>,
    closes_at: Option<Moment>,
    now: Moment,
) -> Result<bool> {
    if seen.stored_stage != Stage::Draft {
        return Err(Error::Conflict("It has been announced meanwhile.".into()));
    }
    dates::check(opens_at, closes_at)?;
    if (seen.opens_at, seen.closes_at) == (opens_at, closes_at) {
        return Ok(false);
    }
    store::writing::update_dates(tx, seen.id, Stage::Draft, opens_at, closes_at, now)?;
    Ok(true)
}

fn announce(
    tx: &mut Tx<'_>,
    by: &Editor,
    seen: &Shown,
    opens_at: Moment,
    closes_at: Moment,
    now: Moment,
) -> Result<bool> {
    let shown = store::lock(tx, seen.id)?.ok_or(Error::NotFound)?;
    if !matches!(shown.stage_at(now), Stage::Draft | Stage::Forthcoming) {
        return Err(Error::Conflict("It has opened already: only its closing date can move, with a reason.".into()));
    }
    dates::check(Some(opens_at), Some(closes_at))?;
    if closes_at <= now {
        return Err(Error::Invalid("The closing date must be in the future".into()));
    }
    store::writing::update_dates(tx, seen.id, Stage::Forthcoming, Some(opens_at), Some(closes_at), now)?;
    begin_history(tx, &shown, now)?;
    record(tx, Event::ProposalAnnounced, seen.id, shown.area, Some(by.id()), "", now);
    tx.touch(Scope::Proposal(seen.id));
    tx.touch(Scope::Listing);
    Ok(true)
}
