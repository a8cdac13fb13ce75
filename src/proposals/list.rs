//! The list of all proposals: which are asked for, in which order they stand, and which of them make a page.

use super::store::list::Dated;
use super::store::{self, Row};
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::ProposalId;
use crate::policy::Stage;
use std::cmp::Reverse;

/// Proposals on a page.
pub const PAGE: usize = 50;

/// The proposals that are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// In one of these stages; in any when there is none.
    pub stages: Option<&'static [Stage]>,
    /// Of the area with this name in addresses; of any when it is empty.
    pub area: &'a str,
    /// The number of the page, from 1.
    pub page: usize,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its proposals, in order.
    pub rows: Vec<Row>,
    /// How many are asked for in all.
    pub all: usize,
    /// When a proposal next opens or closes, so that another might belong here.
    pub turns_at: Option<Moment>,
}

/// A page of the proposals that people may see: first those that are open, the soonest to close first; then those that
/// will open, the soonest first; then the others, the last to close first.
///
/// # Errors
/// [`Error::NotFound`] for a page that the list does not have; the first is there even when it is empty.
pub fn page(conn: &mut Conn, wanted: &Wanted<'_>, now: Moment) -> Result<Page> {
    // All of them, but only what decides the order: the stage of some may have turned since it was noted.
    let dated = store::list::load_dated(conn, wanted.area)?;
    let turns_at = dated.iter().filter_map(|one| one.turns_at(now)).min();
    let mut found: Vec<Dated> = dated
        .into_iter()
        .filter(|one| wanted.stages.is_none_or(|stages| stages.contains(&one.stage_at(now))))
        .collect();
    found.sort_by_key(|one| place(one, now));
    let before = wanted.page.checked_sub(1).and_then(|n| n.checked_mul(PAGE)).ok_or(Error::NotFound)?;
    if before > 0 && before >= found.len() {
        return Err(Error::NotFound);
    }
    let ids: Vec<ProposalId> = found.iter().skip(before).take(PAGE).map(|one| one.id).collect();
    let mut rows = store::list::load_rows_of(conn, &ids)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.proposal.id));
    Ok(Page { rows, all: found.len(), turns_at })
}

/// The place of a proposal in the list, by what people can still do.
fn place(one: &Dated, now: Moment) -> impl Ord + use<> {
    let soonest = |at: Option<Moment>| (at.is_none(), at, Reverse(None));
    let (group, (unknown, soon, late)) = match one.stage_at(now) {
        Stage::Open => (0, soonest(one.closes_at)),
        Stage::Forthcoming => (1, soonest(one.opens_at)),
        _ => (2, (one.closes_at.is_none(), None, Reverse(one.closes_at))),
    };
    (group, unknown, soon, late, one.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn what_can_still_be_answered_comes_first() {
        let now = Moment::default() + Duration::days(1_000);
        let one = |id, stage, opens: Option<i64>, closes: Option<i64>| Dated {
            id: ProposalId(id),
            stage,
            opens_at: opens.map(|days| now + Duration::days(days)),
            closes_at: closes.map(|days| now + Duration::days(days)),
        };
        let mut all = [
            one(1, Stage::Closed, Some(-90), Some(-60)),
            one(2, Stage::Closed, Some(-90), Some(-1)),
            one(3, Stage::Forthcoming, None, None),
            one(4, Stage::Forthcoming, Some(3), Some(30)),
            one(5, Stage::Open, Some(-1), None),
            one(6, Stage::Open, Some(-1), Some(9)),
            // Noted as forthcoming, but open by its dates.
            one(7, Stage::Forthcoming, Some(-1), Some(2)),
            one(8, Stage::OutcomePublished, None, None),
        ];
        all.sort_by_key(|one| place(one, now));
        assert_eq!(all.map(|one| one.id.0), [7, 6, 5, 4, 3, 2, 1, 8]);
    }
}
