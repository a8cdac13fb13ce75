//! The pages that show the vision as a whole: home, the areas, the case studies, the pages of text, and what was decided.

pub mod pages;
mod views_of;

use crate::clock::{Moment, next_london_midnight};
use crate::ids::AreaId;
use crate::policy::Stage;
use crate::proposals::Row;
use std::collections::HashMap;

/// Proposals that are open, in the order given: soonest to close first.
fn open(rows: &[Row], now: Moment) -> Vec<&Row> {
    rows.iter().filter(|row| row.proposal.stage_at(now) == Stage::Open).collect()
}

/// Proposals that will open on a known date, the soonest to open first.
fn coming(rows: &[Row], now: Moment) -> Vec<&Row> {
    let announced = |row: &&Row| row.proposal.stage_at(now) == Stage::Forthcoming && row.proposal.opens_at.is_some();
    let mut coming: Vec<&Row> = rows.iter().filter(announced).collect();
    coming.sort_by_key(|row| (row.proposal.opens_at, row.proposal.id));
    coming
}

/// Closed proposals that wait for their decision, the longest closed, and so the first due, first. What was discussed
/// elsewhere waits for none.
fn being_read(rows: &[Row], now: Moment) -> Vec<&Row> {
    let closed = |row: &&Row| {
        matches!(row.proposal.stage_at(now), Stage::Closed | Stage::Analysing) && !row.proposal.is_imported()
    };
    rows.iter().filter(closed).collect()
}

/// How many proposals are open in each area.
fn open_by_area(rows: &[Row], now: Moment) -> HashMap<AreaId, i64> {
    let mut counted = HashMap::new();
    for row in open(rows, now) {
        *counted.entry(row.proposal.area).or_insert(0) += 1;
    }
    counted
}

/// Until when a page that shows these proposals stays true by itself: "11 days" changes at midnight in London, and a
/// stage when its moment comes.
fn true_until<'a>(rows: impl IntoIterator<Item = &'a Row>, now: Moment) -> Moment {
    let turns = rows.into_iter().filter_map(|row| row.proposal.turns_at(now));
    turns.fold(next_london_midnight(now), Moment::min)
}
