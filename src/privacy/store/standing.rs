//! What somebody does, where they belong, and how they prove who they are, read for the copy that they take of it.

use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{
    factors as f, identities as i, organisation_members as m, organisations as o, passkeys as k,
    profession_claims as pc, professions as p,
};
use crate::error::Result;
use crate::ids::AccountId;
use diesel::prelude::*;
use serde::Serialize;

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Profession {
    profession: String,
    employer: String,
    verified_by: Option<String>,
    verified_at: Option<Moment>,
    verified_until: Option<Moment>,
}

pub(in crate::privacy) fn profession(conn: &mut Conn, who: AccountId) -> Result<Vec<Profession>> {
    let own = p::table.filter(p::account_id.eq(who));
    Ok(own.select((p::name, p::employer, p::evidence, p::verified_at, p::expires_at)).load(conn)?)
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Claim {
    profession: String,
    employer: String,
    by: String,
    register: Option<String>,
    number_or_words: String,
    work_address: Option<String>,
    state: String,
    reason: String,
    sent_at: Moment,
    decided_at: Option<Moment>,
}

pub(in crate::privacy) fn claims(conn: &mut Conn, who: AccountId) -> Result<Vec<Claim>> {
    Ok(pc::table
        .filter(pc::account_id.eq(who))
        .order(pc::id)
        .select((
            pc::name,
            pc::employer,
            pc::evidence,
            pc::register,
            pc::detail,
            pc::email,
            pc::state,
            pc::reason,
            pc::created_at,
            pc::decided_at,
        ))
        .load(conn)?)
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Membership {
    organisation: String,
    place: String,
    since: Moment,
}

pub(in crate::privacy) fn organisations(conn: &mut Conn, who: AccountId) -> Result<Vec<Membership>> {
    Ok(m::table
        .inner_join(o::table)
        .filter(m::account_id.eq(who))
        .order(m::since)
        .select((o::name, m::place, m::since))
        .load(conn)?)
}

#[derive(Serialize)]
pub(in crate::privacy) struct SecondStep {
    set_up_at: Moment,
}

pub(in crate::privacy) fn second_steps(conn: &mut Conn, who: AccountId) -> Result<Vec<SecondStep>> {
    let own = f::table.filter(f::account_id.eq(who));
    Ok(own.select(f::created_at).load::<Moment>(conn)?.into_iter().map(|set_up_at| SecondStep { set_up_at }).collect())
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct OtherSite {
    site: String,
    knows_you_as: String,
    connected_at: Moment,
}

pub(in crate::privacy) fn identities(conn: &mut Conn, who: AccountId) -> Result<Vec<OtherSite>> {
    let own = i::table.filter(i::account_id.eq(who)).order(i::id);
    Ok(own.select((i::issuer, i::subject, i::created_at)).load(conn)?)
}

#[derive(Serialize, Queryable)]
pub(in crate::privacy) struct Passkey {
    name: String,
    identifier: String,
    times_used_as_it_says: i64,
    kept_in_several_places: bool,
    added_at: Moment,
    last_used_at: Option<Moment>,
}

pub(in crate::privacy) fn passkeys(conn: &mut Conn, who: AccountId) -> Result<Vec<Passkey>> {
    let own = k::table.filter(k::account_id.eq(who)).order(k::id);
    Ok(own.select((k::name, k::credential_id, k::counter, k::backed_up, k::created_at, k::last_used_at)).load(conn)?)
}
