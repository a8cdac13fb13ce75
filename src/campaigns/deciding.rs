//! What staff decide about campaigns. Each act is on the record.

use super::store::{self, Decided, rows};
use super::{Campaign, Kind, Standing, State};
use crate::audit;
use crate::clock::Moment;
use crate::db::{Scope, Tx};
use crate::error::{Error, Result};
use crate::ids::{CampaignId, ResponseId};
use crate::web::Analyst;

/// The longest name of a campaign, in characters.
pub const NAME: usize = 100;

/// All responses that look like it belong to it from now on. A suggestion becomes a campaign with this name; one that was
/// confirmed before keeps its own.
///
/// # Errors
/// [`Error::NotFound`] where there is none; [`Error::Conflict`] when it has changed since it was seen, or was refused.
pub fn confirm(
    tx: &mut Tx<'_>,
    by: &Analyst,
    (id, edition): (CampaignId, i64),
    (kind, name): (Kind, &str),
    now: Moment,
) -> Result<Campaign> {
    let campaign = hold(tx, id, edition)?;
    if campaign.state == State::Refused {
        return Err(Error::Conflict("It was refused. Take that back first.".into()));
    }
    let moved = rows::update_all(tx, id, &[Standing::Suggested], Standing::Member)?;
    if campaign.state == State::Suggested {
        let decided = Decided { state: State::Confirmed, kind, name, by: by.id() };
        store::update_decided(tx, id, &decided, now)?;
    }
    noted(tx, by, campaign, ("campaign.confirm", &format!("{moved} responses")), now)
}

/// No response that looks like it belongs to it. A suggestion is refused; one that was confirmed before keeps those that
/// it has.
///
/// # Errors
/// [`Error::NotFound`] where there is none; [`Error::Conflict`] when it has changed since it was seen.
pub fn refuse(tx: &mut Tx<'_>, by: &Analyst, (id, edition): (CampaignId, i64), now: Moment) -> Result<Campaign> {
    let campaign = hold(tx, id, edition)?;
    let moved = rows::update_all(tx, id, &[Standing::Suggested], Standing::Out)?;
    if campaign.state == State::Suggested {
        let decided = Decided { state: State::Refused, kind: campaign.kind, name: "", by: by.id() };
        store::update_decided(tx, id, &decided, now)?;
    }
    noted(tx, by, campaign, ("campaign.refuse", &format!("{moved} responses")), now)
}

/// Takes a decision back: it is a suggestion again, with all of its responses.
///
/// # Errors
/// [`Error::NotFound`] where there is none; [`Error::Conflict`] when it has changed since it was seen, or is not decided.
pub fn reopen(tx: &mut Tx<'_>, by: &Analyst, (id, edition): (CampaignId, i64), now: Moment) -> Result<Campaign> {
    let campaign = hold(tx, id, edition)?;
    if campaign.state == State::Suggested {
        return Err(Error::Conflict("Nothing was decided about it yet.".into()));
    }
    let moved = rows::update_all(tx, id, Standing::ALL, Standing::Suggested)?;
    let decided = Decided { state: State::Suggested, kind: campaign.kind, name: &campaign.name, by: by.id() };
    store::update_decided(tx, id, &decided, now)?;
    noted(tx, by, campaign, ("campaign.reopen", &format!("{moved} responses")), now)
}

/// Takes one response out of a campaign, or puts it in, whatever the program found; a second time changes nothing.
///
/// # Errors
/// [`Error::NotFound`] where there is no such response in it; [`Error::Conflict`] when it was refused.
pub fn place(
    tx: &mut Tx<'_>,
    by: &Analyst,
    (id, response): (CampaignId, ResponseId),
    belongs: bool,
    now: Moment,
) -> Result<Campaign> {
    let campaign = store::find(tx, id)?.ok_or(Error::NotFound)?;
    let row = rows::find(tx, response)?.filter(|row| row.campaign == id).ok_or(Error::NotFound)?;
    let (to, act) = match (campaign.state, belongs) {
        (State::Refused, _) => return Err(Error::Conflict("It was refused. Take that back first.".into())),
        (_, false) => (Standing::Out, "campaign.remove"),
        (State::Suggested, true) => (Standing::Suggested, "campaign.add"),
        (State::Confirmed, true) => (Standing::Member, "campaign.add"),
    };
    if row.state == to {
        return Ok(campaign);
    }
    let edition = campaign.edition;
    let campaign = hold(tx, id, edition)?;
    rows::update(tx, response, to)?;
    noted(tx, by, campaign, (act, &format!("response {response}")), now)
}

/// The campaign in the edition that was seen, held against others until the transaction ends.
fn hold(tx: &mut Tx<'_>, id: CampaignId, edition: i64) -> Result<Campaign> {
    let campaign = store::find(tx, id)?.ok_or(Error::NotFound)?;
    if !store::advance(tx, id, edition)? {
        return Err(Error::Conflict("It has changed since you opened it. Please look at it again.".into()));
    }
    Ok(campaign)
}

/// Counts anew, and notes who did what. Results are counted again, and campaigns looked for.
fn noted(
    tx: &mut Tx<'_>,
    by: &Analyst,
    campaign: Campaign,
    (act, detail): (&str, &str),
    now: Moment,
) -> Result<Campaign> {
    rows::recount(tx, campaign.proposal)?;
    tx.touch(Scope::Responses(campaign.proposal));
    audit::record(tx, Some(by.id()), act, &format!("campaign {}", campaign.id), detail, now)?;
    Ok(campaign)
}
