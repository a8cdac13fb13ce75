//! Responses that did not come online, in the database.

use super::super::taking_in::Received;
use super::super::{Channel, Response, State};
use crate::clock::Moment;
use crate::db::schema::responses;
use crate::db::{AnyExt, Conn, Tx};
use crate::error::Result;
use crate::ids::{ProposalId, ResponseId};
use diesel::prelude::*;

/// Nothing where the reference is taken.
pub(in crate::responses) fn insert(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    reference: &str,
    received: &Received,
    now: Moment,
) -> Result<Option<ResponseId>> {
    diesel::insert_into(responses::table)
        .values((
            responses::proposal_id.eq(proposal),
            responses::reference.eq(reference),
            responses::capacity.eq(received.capacity),
            responses::state.eq(State::Draft),
            responses::late.eq(received.late),
            responses::publish.eq(received.publish.as_str()),
            responses::begun_at.eq(now),
            responses::channel.eq(received.channel),
            responses::received_on.eq(received.on.to_string()),
            responses::given_name.eq(&received.name),
        ))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    let made = responses::table.filter(responses::reference.eq(reference)).filter(responses::begun_at.eq(now));
    Ok(made.select(responses::id).first(&mut **tx).optional()?)
}

pub(in crate::responses) fn load(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<Response>> {
    Ok(responses::table
        .filter(responses::proposal_id.eq(proposal))
        .filter(responses::state.eq(State::Draft))
        .filter(responses::channel.ne(Channel::Online))
        .order(responses::id)
        .select(Response::as_select())
        .load(conn)?)
}
