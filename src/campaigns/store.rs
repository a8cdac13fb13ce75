//! Campaigns in the database.

pub(super) mod found;
pub(super) mod rows;

use super::{Alike, Campaign, Grouping, Kind, Line, PAGE, RESPONSES, Standing, State, text_of};
use crate::clock::Moment;
use crate::db::schema::{
    campaign_groupings as groupings, campaign_responses as rows_of, campaigns, organisations,
    response_versions as versions, responses,
};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AccountId, CampaignId, ProposalId, ResponseId};
use crate::policy::Capacity;
use crate::responses::{Response, State as Sending};
use diesel::dsl::count_star;
use diesel::prelude::*;

pub(super) fn find(conn: &mut Conn, id: CampaignId) -> Result<Option<Campaign>> {
    Ok(campaigns::table.filter(campaigns::id.eq(id)).select(Campaign::as_select()).first(conn).optional()?)
}

pub(super) fn find_grouping(conn: &mut Conn, proposal: ProposalId) -> Result<Option<Grouping>> {
    let here = groupings::table.filter(groupings::proposal_id.eq(proposal));
    Ok(here.select(Grouping::as_select()).first(conn).optional()?)
}

/// How many campaigns with responses there are in each state.
pub(super) fn count(conn: &mut Conn, proposal: ProposalId) -> Result<[i64; 3]> {
    let rows: Vec<(State, i64)> = campaigns::table
        .filter(campaigns::proposal_id.eq(proposal))
        .filter(campaigns::size.gt(0_i64))
        .group_by(campaigns::state)
        .select((campaigns::state, count_star()))
        .load(conn)?;
    let of = |state: &State| rows.iter().find(|(one, _)| one == state).map_or(0, |(_, n)| *n);
    Ok([of(&State::Suggested), of(&State::Confirmed), of(&State::Refused)])
}

pub(super) fn load_page(
    conn: &mut Conn,
    proposal: ProposalId,
    state: State,
    page: i64,
) -> Result<Vec<(Campaign, String)>> {
    let typical =
        versions::response_id.nullable().eq(campaigns::typical_id).and(versions::number.eq(campaigns::typical_version));
    let rows: Vec<(Campaign, Option<String>)> = campaigns::table
        .left_join(versions::table.on(typical))
        .filter(campaigns::proposal_id.eq(proposal))
        .filter(campaigns::state.eq(state))
        .filter(campaigns::size.gt(0_i64))
        .order((campaigns::waiting.desc(), campaigns::size.desc(), campaigns::id))
        .offset(page * PAGE)
        .limit(PAGE + 1)
        .select((Campaign::as_select(), versions::answers.nullable()))
        .load(conn)?;
    rows.into_iter()
        .map(|(one, answers)| Ok((one, answers.map_or_else(|| Ok(String::new()), |a| text_of(&a))?)))
        .collect()
}

/// The common text of a campaign.
pub(super) fn find_text(conn: &mut Conn, campaign: &Campaign) -> Result<String> {
    let Some(typical) = campaign.typical else { return Ok(String::new()) };
    let answers: Option<String> = versions::table
        .filter(versions::response_id.eq(typical))
        .filter(versions::number.eq(campaign.typical_version))
        .select(versions::answers)
        .first(conn)
        .optional()?;
    answers.map_or_else(|| Ok(String::new()), |answers| text_of(&answers))
}

/// How many responses stand how to a campaign.
pub(super) fn count_responses(conn: &mut Conn, id: CampaignId) -> Result<[i64; 3]> {
    let rows: Vec<(Standing, i64)> = rows_of::table
        .filter(rows_of::campaign_id.eq(id))
        .group_by(rows_of::state)
        .select((rows_of::state, count_star()))
        .load(conn)?;
    let of = |standing: &Standing| rows.iter().find(|(one, _)| one == standing).map_or(0, |(_, n)| *n);
    Ok([of(&Standing::Suggested), of(&Standing::Member), of(&Standing::Out)])
}

/// What is read of a response of a campaign: its organisation, how it stands, how alike it is, and what was answered.
type Columns = (Response, Option<String>, Standing, (i64, i64), String);

/// The next responses of a campaign, as they were sent in the version that was compared.
pub(super) fn load_responses(
    conn: &mut Conn,
    id: CampaignId,
    only: Option<Standing>,
    after: ResponseId,
) -> Result<Vec<Line>> {
    let compared = versions::response_id.eq(rows_of::response_id).and(versions::number.eq(rows_of::version));
    let standings = only.map_or_else(|| Standing::ALL.to_vec(), |one| vec![one]);
    let columns = (
        Response::as_select(),
        organisations::name.nullable(),
        rows_of::state,
        (rows_of::resemblance, rows_of::contained),
        versions::answers,
    );
    let rows: Vec<Columns> = rows_of::table
        .inner_join(responses::table)
        .inner_join(versions::table.on(compared))
        .left_join(organisations::table.on(responses::organisation_id.eq(organisations::id.nullable())))
        .filter(rows_of::campaign_id.eq(id))
        .filter(rows_of::state.eq_any(standings))
        .filter(rows_of::response_id.gt(after))
        .order(rows_of::response_id)
        .limit(RESPONSES + 1)
        .select(columns)
        .load(conn)?;
    rows.into_iter()
        .map(|(response, organisation, standing, (resemblance, contained), answers)| {
            let alike = Alike { resemblance, contained };
            Ok(Line { response, organisation, standing, alike, words: text_of(&answers)? })
        })
        .collect()
}

/// Responses that count, in the version that was decided on, in campaigns that are confirmed.
pub(super) fn count_confirmed(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<(Capacity, Kind, i64)>> {
    Ok(rows_of::table
        .inner_join(campaigns::table)
        .inner_join(responses::table)
        .filter(campaigns::proposal_id.eq(proposal))
        .filter(campaigns::state.eq(State::Confirmed))
        .filter(rows_of::state.eq(Standing::Member))
        .filter(responses::state.eq(Sending::Sent))
        .filter(responses::version.eq(rows_of::version))
        .group_by((responses::capacity, campaigns::kind))
        .select((responses::capacity, campaigns::kind, count_star()))
        .load(conn)?)
}

/// Takes the next edition, if this one is still the last; false if it is not.
pub(super) fn advance(tx: &mut Tx<'_>, id: CampaignId, edition: i64) -> Result<bool> {
    let here = campaigns::table.filter(campaigns::id.eq(id)).filter(campaigns::edition.eq(edition));
    Ok(diesel::update(here).set(campaigns::edition.eq(edition + 1)).execute(&mut **tx)? > 0)
}

/// What staff decided about a campaign.
pub(super) struct Decided<'a> {
    pub(super) state: State,
    pub(super) kind: Kind,
    pub(super) name: &'a str,
    pub(super) by: AccountId,
}

pub(super) fn update_decided(tx: &mut Tx<'_>, id: CampaignId, decided: &Decided<'_>, now: Moment) -> Result<()> {
    diesel::update(campaigns::table.filter(campaigns::id.eq(id)))
        .set((
            campaigns::state.eq(decided.state),
            campaigns::kind.eq(decided.kind),
            campaigns::name.eq(decided.name),
            campaigns::decided_at.eq(now),
            campaigns::decided_by.eq(decided.by),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
