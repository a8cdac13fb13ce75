//! Finding campaigns behind the pages: responses are read some at a time, and compared while no connection is held.

use super::grouping::{Group, Groups, Member, groups};
use super::store::found;
use super::store::rows::{self, Row};
use super::{Alike, Grouping, Sent, Standing, State, Texts, store, text_of};
use crate::clock::Moment;
use crate::db::{Conn, Db, Tx, responses_changed};
use crate::error::{Result, broken};
use crate::ids::{CampaignId, ProposalId, ResponseId};
use std::collections::{BTreeMap, BTreeSet};

/// How many responses are read in one turn at the database.
const STEP: i64 = 1_000;

/// Looks for campaigns in every consultation of whose responses one was sent, taken back or erased, or about which staff
/// have decided, since it was looked at last; gives how many consultations that were. Two texts are alike from a resemblance
/// of `threshold` percent on. Safe to run twice, and on several instances.
///
/// # Errors
/// When the database does not answer, or a response cannot be read; all other consultations are looked at.
pub async fn group_due(db: &Db, threshold: i64, now: Moment) -> Result<usize> {
    let due = db.read(move |conn| find_due(conn, threshold)).await?;
    let mut failed = None;
    for (proposal, revision) in &due {
        failed = group(db, *proposal, (*revision, threshold), now).await.err().or(failed);
    }
    failed.map_or(Ok(due.len()), Err)
}

fn find_due(conn: &mut Conn, threshold: i64) -> Result<Vec<(ProposalId, i64)>> {
    let changed = responses_changed(conn)?;
    let asking = found::load_asking(conn)?.into_iter();
    let with_change = asking.map(|(id, last)| (id, last, changed.get(&id).copied().unwrap_or(0)));
    Ok(with_change
        .filter(|(_, last, changed)| last.is_none_or(|(seen, used)| seen < *changed || used != threshold))
        .map(|(id, _, changed)| (id, changed))
        .collect())
}

/// What changes meanwhile has a higher number than `revision`, so it is looked at the next time.
async fn group(db: &Db, proposal: ProposalId, (revision, threshold): (i64, i64), now: Moment) -> Result<()> {
    db.write(move |tx| found::tidy(tx, proposal)).await?;
    let read = move |conn: &mut Conn| Ok((found::load_decided(conn, proposal)?, found::load_settled(conn, proposal)?));
    let (known, settled) = db.read(read).await?;
    let settled: BTreeSet<ResponseId> = settled.into_iter().collect();
    let texts = take_in(db, proposal, settled).await?;
    let grouping = Grouping {
        revision,
        threshold,
        compared: texts.compared,
        short: texts.short,
        left_out: texts.left_out,
        at: now,
    };
    let found = aside(move || Ok(groups(texts, &known, threshold))).await?;
    db.write(move |tx| put(tx, proposal, &found, &grouping)).await
}

/// The texts of all responses that count and about which nothing was decided.
async fn take_in(db: &Db, proposal: ProposalId, settled: BTreeSet<ResponseId>) -> Result<Texts> {
    let (mut texts, mut settled, mut after) = (Texts::default(), settled, Some(ResponseId(0)));
    while let Some(last) = after {
        let some = db.read(move |conn| found::load_sent(conn, proposal, last, STEP)).await?;
        after = some.last().map(|(sent, _)| sent.response);
        (texts, settled) = aside(move || {
            for (sent, answers) in some.iter().filter(|(sent, _)| !settled.contains(&sent.response)) {
                texts.add(*sent, &text_of(answers)?);
            }
            Ok((texts, settled))
        })
        .await?;
    }
    Ok(texts)
}

/// Does long work on a thread on which nobody waits.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(broken("comparing responses"))?
}

/// Stores what was found. Only what has changed is written; what staff have decided meanwhile stays.
fn put(tx: &mut Tx<'_>, proposal: ProposalId, found: &Groups, grouping: &Grouping) -> Result<()> {
    if store::find_grouping(tx, proposal)?.is_some_and(|stored| stored.revision > grouping.revision) {
        return Ok(());
    }
    let (states, stored) = (found::load_states(tx, proposal)?, rows::load(tx, proposal)?);
    let mut wanted = BTreeMap::new();
    for (id, members) in found.known.iter().filter(|(id, _)| states.contains_key(id)) {
        wanted.extend(members.iter().map(|member| (member.sent.response, row(*id, member))));
    }
    let mut used = BTreeSet::new();
    for group in &found.new {
        let id = match before(group, &stored, &states, &used) {
            Some(id) => id,
            None => found::insert(tx, proposal, group.typical, grouping.at)?,
        };
        found::update_typical(tx, id, group.typical)?;
        used.insert(id);
        wanted.extend(group.members.iter().map(|member| (member.sent.response, row(id, member))));
    }
    replace(tx, &stored, &wanted)?;
    // Those of which nothing is left; but where a response was taken out by hand, that is remembered.
    used.extend(stored.values().filter(|row| row.state != Standing::Suggested).map(|row| row.campaign));
    for (id, _) in states.iter().filter(|(id, state)| **state == State::Suggested && !used.contains(id)) {
        found::delete(tx, *id)?;
    }
    rows::recount(tx, proposal)?;
    found::put_grouping(tx, proposal, grouping)
}

fn row(campaign: CampaignId, member: &Member) -> Row {
    let (Sent { response, version }, Alike { resemblance, contained }) = (member.sent, member.alike);
    Row { response, campaign, version, state: Standing::Suggested, resemblance, contained }
}

/// The suggestion as which a group was known before: the one that has most of its responses.
fn before(
    group: &Group,
    stored: &BTreeMap<ResponseId, Row>,
    states: &BTreeMap<CampaignId, State>,
    used: &BTreeSet<CampaignId>,
) -> Option<CampaignId> {
    let mut times: BTreeMap<CampaignId, usize> = BTreeMap::new();
    for row in group.members.iter().filter_map(|member| stored.get(&member.sent.response)) {
        *times.entry(row.campaign).or_default() += 1;
    }
    times.retain(|id, _| states.get(id) == Some(&State::Suggested) && !used.contains(id));
    times.into_iter().max_by_key(|(id, times)| (*times, std::cmp::Reverse(*id))).map(|(id, _)| id)
}

/// Puts the rows that are wanted in the place of those on which nothing was decided.
fn replace(tx: &mut Tx<'_>, stored: &BTreeMap<ResponseId, Row>, wanted: &BTreeMap<ResponseId, Row>) -> Result<()> {
    let is_open = |row: &&Row| row.state == Standing::Suggested;
    let old: Vec<&Row> =
        stored.values().filter(is_open).filter(|row| wanted.get(&row.response) != Some(*row)).collect();
    let is_new =
        |row: &&Row| stored.get(&row.response).is_none_or(|old| old.state == Standing::Suggested && old != *row);
    let new: Vec<Row> = wanted.values().filter(is_new).copied().collect();
    let changed: BTreeSet<CampaignId> = old.iter().copied().chain(&new).map(|row| row.campaign).collect();
    rows::delete_suggested(tx, &old.iter().map(|row| row.response).collect::<Vec<_>>())?;
    rows::insert(tx, &new)?;
    found::advance(tx, changed.into_iter().collect())
}
