//! Equality monitoring in the database.

use super::{Monitoring, Published, Tally};
use crate::characteristics::Question;
use crate::clock::Moment;
use crate::db::schema::{monitoring, monitoring_given as given, proposals};
use crate::db::{AnyExt, Conn, Tx};
use crate::error::{Result, broken};
use crate::ids::{ProposalId, ResponseId};
use crate::policy::Stage;
use diesel::prelude::*;

pub(super) fn find(conn: &mut Conn, proposal: ProposalId) -> Result<Option<Monitoring>> {
    type Row = (String, String, i64, String, Option<Moment>);
    let row: Option<Row> = monitoring::table
        .filter(monitoring::proposal_id.eq(proposal))
        .select((
            monitoring::asked,
            monitoring::reason,
            monitoring::edition,
            monitoring::published,
            monitoring::published_at,
        ))
        .first(conn)
        .optional()?;
    let Some((asked, reason, edition, counts, at)) = row else { return Ok(None) };
    let questions: Vec<Question> = serde_json::from_str(&asked).map_err(broken("reading equality questions"))?;
    let published = match at {
        Some(at) => Some((at, serde_json::from_str(&counts).map_err(broken("reading equality counts"))?)),
        None => None,
    };
    Ok(Some(Monitoring { questions, reason, edition, published }))
}

/// Puts the questions in the place of edition `was` (0: of none); false when that is not what is stored.
pub(super) fn put(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    was: i64,
    questions: &[Question],
    reason: &str,
) -> Result<bool> {
    let asked = serde_json::to_string(questions).map_err(broken("writing equality questions"))?;
    let values = (monitoring::asked.eq(&asked), monitoring::reason.eq(reason), monitoring::edition.eq(was + 1));
    let rows = if was == 0 {
        diesel::insert_into(monitoring::table)
            .values((monitoring::proposal_id.eq(proposal), values))
            .on_conflict_do_nothing()
            .any()
            .execute(&mut **tx)?
    } else {
        let stored = monitoring::table.filter(monitoring::proposal_id.eq(proposal)).filter(monitoring::edition.eq(was));
        diesel::update(stored).set(values).execute(&mut **tx)?
    };
    Ok(rows == 1)
}

/// Holds the counts against others until the transaction ends.
pub(super) fn lock(tx: &mut Tx<'_>, proposal: ProposalId) -> Result<()> {
    // An update of nothing takes the row's lock on PostgreSQL; on SQLite the writer is alone anyway.
    diesel::update(monitoring::table.filter(monitoring::proposal_id.eq(proposal)))
        .set(monitoring::edition.eq(monitoring::edition))
        .execute(&mut **tx)?;
    Ok(())
}

/// The exact counts; nothing counted before the first answer, and after they were published.
pub(super) fn find_tally(conn: &mut Conn, proposal: ProposalId) -> Result<Tally> {
    let text: String = monitoring::table
        .filter(monitoring::proposal_id.eq(proposal))
        .select(monitoring::tally)
        .first(conn)
        .optional()?
        .unwrap_or_default();
    if text.is_empty() {
        return Ok(Tally::default());
    }
    serde_json::from_str(&text).map_err(broken("reading equality counts"))
}

pub(super) fn update_tally(tx: &mut Tx<'_>, proposal: ProposalId, tally: &Tally) -> Result<()> {
    let text = serde_json::to_string(tally).map_err(broken("writing equality counts"))?;
    diesel::update(monitoring::table.filter(monitoring::proposal_id.eq(proposal)))
        .set(monitoring::tally.eq(text))
        .execute(&mut **tx)?;
    Ok(())
}

/// Notes that somebody has answered; false when that is noted already.
pub(super) fn insert_given(tx: &mut Tx<'_>, proposal: ProposalId, response: ResponseId) -> Result<bool> {
    let rows = diesel::insert_into(given::table)
        .values((given::response_id.eq(response), given::proposal_id.eq(proposal)))
        .on_conflict_do_nothing()
        .any()
        .execute(&mut **tx)?;
    Ok(rows == 1)
}

pub(super) fn is_given(conn: &mut Conn, response: ResponseId) -> Result<bool> {
    Ok(given::table.filter(given::response_id.eq(response)).count().get_result::<i64>(conn)? > 0)
}

/// The consultations that are closed, and were open before, and ask something that is not published, with their close.
pub(super) fn load_closed(conn: &mut Conn, now: Moment) -> Result<Vec<(ProposalId, Moment)>> {
    let rows: Vec<(ProposalId, Option<Moment>)> = monitoring::table
        .inner_join(proposals::table)
        .filter(monitoring::published_at.is_null())
        .filter(monitoring::asked.ne("[]"))
        .filter(proposals::closes_at.le(now))
        .filter(proposals::stage.ne(Stage::Draft))
        .order(proposals::id)
        .select((proposals::id, proposals::closes_at))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id, at?))).collect())
}

/// Stores what may be seen in the place of the exact counts.
pub(super) fn update_published(
    tx: &mut Tx<'_>,
    proposal: ProposalId,
    published: &Published,
    now: Moment,
) -> Result<()> {
    let text = serde_json::to_string(published).map_err(broken("writing equality counts"))?;
    diesel::update(monitoring::table.filter(monitoring::proposal_id.eq(proposal)))
        .set((monitoring::tally.eq(""), monitoring::published.eq(text), monitoring::published_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Forgets who has answered.
pub(super) fn delete_given(tx: &mut Tx<'_>, proposal: ProposalId) -> Result<()> {
    diesel::delete(given::table.filter(given::proposal_id.eq(proposal))).execute(&mut **tx)?;
    Ok(())
}
