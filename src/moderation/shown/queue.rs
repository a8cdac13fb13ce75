//! The queue: what waits, risk first, then the oldest.

use super::super::Why;
use super::super::store::{self, Case};
use super::{EXCERPT, PAGE, why};
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::holding::Rule;
use crate::ids::{AccountId, CaseId, CommentId};
use crate::markdown;
use crate::text::excerpt;
use views::moderation::{self as view, QueueItem};
use views::paging::Pages;
use views::paths;

/// A page of the queue: what is at risk first, then the oldest, after a given case.
///
/// # Errors
/// [`Error::NotFound`] for a case that is none.
pub fn waiting(
    conn: &mut Conn,
    me: AccountId,
    after: Option<CaseId>,
    promise_hours: i64,
    now: Moment,
) -> Result<view::Queue> {
    let counts = store::count_waiting(conn)?;
    let mut cases = load_waiting(conn, after)?;
    let more = cases.len() > PAGE;
    cases.truncate(PAGE);
    let next = cases.last().filter(|_| more).map(|last| format!("{}?after={}", paths::staff_queue(), last.id));
    let comments: Vec<CommentId> = cases.iter().map(|case| case.comment).collect();
    let subjects = store::load_subjects(conn, &comments)?;
    let reports = store::count_reports(conn, &cases.iter().map(|case| case.id).collect::<Vec<_>>())?;
    Ok(view::Queue {
        waiting: counts.iter().map(|(_, n, _)| n).sum(),
        at_risk: counts.iter().filter(|(why, ..)| *why == Why::Risk).map(|(_, n, _)| n).sum(),
        oldest: counts.iter().filter_map(|(.., oldest)| *oldest).min(),
        items: cases
            .iter()
            .map(|case| QueueItem {
                case_id: case.id.0,
                why: why(case.why),
                reports: reports.get(&case.id).copied().unwrap_or(0),
                held: subjects.get(&case.comment).and_then(|subject| subject.held_because).map(Rule::name),
                opened_at: case.opened_at,
                taken_until: case.with_another(me, now).map(|(_, until)| until),
                excerpt: subjects
                    .get(&case.comment)
                    .map(|subject| excerpt(&markdown::plain(&subject.body), EXCERPT))
                    .unwrap_or_default(),
            })
            .collect(),
        promise_hours,
        appeals: store::appeals::count_waiting(conn)?,
        pages: Pages { words: None, first: after.map(|_| paths::staff_queue().to_owned()), next },
        now,
    })
}

/// One case more than a page holds, in the order of the queue.
fn load_waiting(conn: &mut Conn, after: Option<CaseId>) -> Result<Vec<Case>> {
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let last = after.map(|id| store::find_case(conn, id)?.ok_or(Error::NotFound)).transpose()?;
    let place = last.map(|case| (case.opened_at, case.id));
    let amid_risk = last.is_some_and(|case| case.why == Why::Risk);
    let mut found = Vec::new();
    if last.is_none() || amid_risk {
        found = store::load_waiting(conn, Why::Risk, place, most)?;
    }
    if found.len() <= PAGE {
        let place = place.filter(|_| !amid_risk);
        let mut rest = store::load_waiting(conn, Why::Reported, place, most)?;
        rest.extend(store::load_waiting(conn, Why::Review, place, most)?);
        rest.sort_by_key(|case| (case.opened_at, case.id));
        found.extend(rest);
    }
    Ok(found)
}
