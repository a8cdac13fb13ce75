//! Counting responses, some at a time, so that neither memory nor a long look at the database is needed for many.

use super::store;
use super::tally::{Tally, Whose};
use crate::campaigns;
use crate::clock::Moment;
use crate::db::{Conn, Db, responses_changed};
use crate::error::Result;
use crate::ids::{ProposalId, ResponseId};
use crate::questionnaires::{self, Answer};

/// How many responses are read in one turn at the database.
const STEP: i64 = 1_000;

/// Counts the responses to every consultation of which one was sent, taken back or erased since they were counted, and to
/// those that were never counted; gives how many consultations that were. Safe to run twice, and on several instances.
///
/// # Errors
/// When the database does not answer, or a response cannot be read; all others are counted.
pub async fn count_due(db: &Db, now: Moment) -> Result<usize> {
    let due = db.read(find_due).await?;
    let mut failed = None;
    for (proposal, revision) in &due {
        // One that cannot be read keeps none of the others waiting.
        failed = count(db, *proposal, *revision, now).await.err().or(failed);
    }
    failed.map_or(Ok(due.len()), Err)
}

/// The consultations to count, each with the last change of its responses that the counting is sure to see.
fn find_due(conn: &mut Conn) -> Result<Vec<(ProposalId, i64)>> {
    let changed = responses_changed(conn)?;
    let asking = store::load_asking(conn)?;
    let with_change = asking.into_iter().map(|(id, counted)| (id, counted, changed.get(&id).copied().unwrap_or(0)));
    Ok(with_change
        .filter(|(_, counted, changed)| counted.is_none_or(|counted| counted < *changed))
        .map(|(id, _, changed)| (id, changed))
        .collect())
}

/// What changes while it counts may be in or not; it has a higher number than `revision`, so it is counted the next time.
async fn count(db: &Db, proposal: ProposalId, revision: i64, now: Moment) -> Result<()> {
    let asked = db.read(move |conn| questionnaires::of(conn, proposal)).await?.questionnaire;
    let borough = asked.borough().map(|question| question.id);
    let (mut tally, mut after) = (Tally::default(), Some(ResponseId(0)));
    while let Some(last) = after {
        (tally, after) = db
            .read(move |conn| {
                let sent = store::load_sent(conn, proposal, last, STEP)?;
                let next = sent.last().map(|one| one.id);
                for one in &sent {
                    let whose = Whose {
                        capacity: one.capacity,
                        channel: one.channel,
                        borough: match borough.and_then(|question| one.answers.get(&question)) {
                            Some(Answer::Choice(borough)) => Some(*borough),
                            _ => None,
                        },
                    };
                    tally.add(whose, one.late, &one.answers);
                }
                Ok((tally, next))
            })
            .await?;
    }
    for (capacity, responses) in db.read(move |conn| store::count_taken_back(conn, proposal)).await? {
        tally.add_taken_back(capacity, responses);
    }
    for (capacity, kind, responses) in db.read(move |conn| campaigns::counted(conn, proposal)).await? {
        tally.add_alike(capacity, kind, responses);
    }
    db.write(move |tx| store::put(tx, proposal, &tally, revision, now)).await
}
