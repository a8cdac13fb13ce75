//! What an import writes, and what it finds again.

use super::reading::Statement;
use crate::clock::Moment;
use crate::comments::State;
use crate::db::schema::{accounts, areas, comment_votes, comments, imported, proposal_versions, proposals, turnout};
use crate::db::{Conn, Tx};
use crate::each_backend;
use crate::error::{Result, broken};
use crate::ids::{AccountId, AreaId, CommentId, ProposalId};
use crate::policy::{Capacity, LifeStage, Role};
use crate::proposals::Content;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// How many rows go into one statement.
const BATCH: usize = 500;

/// What a number in an export names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Participant,
    Statement,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Participant => "participant",
            Self::Statement => "statement",
        }
    }
}

/// An area of focus: its number and stage of life.
pub(super) fn find_area(conn: &mut Conn, slug: &str) -> Result<Option<(AreaId, LifeStage)>> {
    let area = areas::table.filter(areas::slug.eq(slug)).select((areas::id, areas::life_stage));
    Ok(area.first::<(AreaId, LifeStage)>(conn).optional()?)
}

/// The addresses of all areas, in order.
pub(super) fn load_area_slugs(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(areas::table.order((areas::position, areas::id)).select(areas::slug).load(conn)?)
}

/// The proposal that was imported under this title (it may have another by now) with this mark in its attribution.
pub(super) fn find_imported(conn: &mut Conn, title: &str, mark: &str) -> Result<Option<ProposalId>> {
    let numbers: Vec<ProposalId> =
        imported::table.select(imported::proposal_id).distinct().order(imported::proposal_id).load(conn)?;
    for id in numbers {
        let (attribution, content): (String, String) = proposals::table
            .inner_join(proposal_versions::table.on(proposal_versions::proposal_id.eq(proposals::id)))
            .filter(proposals::id.eq(id))
            .filter(proposal_versions::number.eq(1))
            .order(proposals::id)
            .select((proposals::attribution_html, proposal_versions::content))
            .first(conn)?;
        let content: Content = serde_json::from_str(&content).map_err(broken("reading the first version"))?;
        if content.title == title && attribution.contains(mark) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

pub(super) fn find_slug(conn: &mut Conn, id: ProposalId) -> Result<String> {
    Ok(proposals::table.filter(proposals::id.eq(id)).select(proposals::slug).first(conn)?)
}

/// Makes an account for a participant: a number in place of a name, and no way to sign in.
pub(super) fn insert_participant(tx: &mut Tx<'_>, number: i64, stage: LifeStage, at: Moment) -> Result<AccountId> {
    Ok(diesel::insert_into(accounts::table)
        .values((
            accounts::kind.eq("imported"),
            accounts::name.eq(format!("Participant {number}")),
            accounts::role.eq(Role::Member),
            accounts::capacity.eq(Capacity::Resident),
            accounts::first_part.eq(stage),
            accounts::created_at.eq(at),
        ))
        .returning(accounts::id)
        .get_result(&mut **tx)?)
}

/// Makes a comment of a statement; it can be read until it is moderated.
pub(super) fn insert_statement(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    author: AccountId,
    statement: &Statement,
    html: &str,
) -> Result<CommentId> {
    Ok(diesel::insert_into(comments::table)
        .values((
            comments::proposal_id.eq(proposal),
            comments::depth.eq(0),
            comments::author_id.eq(author),
            comments::capacity.eq(Capacity::Resident),
            comments::badge.eq("imported"),
            comments::body.eq(statement.body.as_str()),
            comments::body_html.eq(html),
            comments::state.eq(State::Published),
            comments::listed.eq(true),
            comments::created_at.eq(statement.at),
        ))
        .returning(comments::id)
        .get_result(&mut **tx)?)
}

/// Notes which row each number of the export became.
pub(super) fn insert_imported(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    kind: Kind,
    rows: &BTreeMap<i64, i64>,
) -> Result<()> {
    let rows: Vec<_> = rows
        .iter()
        .map(|(number, row)| {
            (
                imported::proposal_id.eq(proposal),
                imported::kind.eq(kind.word()),
                imported::number.eq(*number),
                imported::row_id.eq(*row),
            )
        })
        .collect();
    for some in rows.chunks(BATCH) {
        each_backend!(&mut **tx, c => diesel::insert_into(imported::table).values(some).execute(c))?;
    }
    Ok(())
}

/// Adds comments to a proposal's count.
pub(super) fn update_comment_count(tx: &mut Tx<'_>, proposal: ProposalId, more: i64) -> Result<()> {
    let proposal = proposals::table.filter(proposals::id.eq(proposal));
    diesel::update(proposal).set(proposals::comments.eq(proposals::comments + more)).execute(&mut **tx)?;
    Ok(())
}

/// Adds people to those who first took part in this stage of life.
pub(super) fn update_turnout(tx: &mut Tx<'_>, stage: LifeStage, more: i64) -> Result<()> {
    let stage = turnout::table.find(stage.as_str());
    diesel::update(stage).set(turnout::people.eq(turnout::people + more)).execute(&mut **tx)?;
    Ok(())
}

/// The numbers of the export by the rows that they became.
pub(super) fn load_numbers(conn: &mut Conn, proposal: ProposalId, kind: Kind) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(i64, i64)> = imported::table
        .filter(imported::proposal_id.eq(proposal))
        .filter(imported::kind.eq(kind.word()))
        .order(imported::number)
        .select((imported::row_id, imported::number))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Every current vote on the comments of a proposal: who, on what, and −1, 0 or 1.
pub(super) fn load_votes(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<(AccountId, CommentId, i32)>> {
    Ok(comment_votes::table
        .inner_join(comments::table)
        .filter(comments::proposal_id.eq(proposal))
        .order((comment_votes::account_id, comment_votes::comment_id))
        .select((comment_votes::account_id, comment_votes::comment_id, comment_votes::value))
        .load(conn)?)
}
