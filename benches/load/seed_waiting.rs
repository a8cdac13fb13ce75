//! A long queue: comments that wait for a moderator, with the reports of them.

use crate::dice::Dice;
use crate::seed_rows::{BATCH, comment};
use diesel::prelude::*;
use folkmoot::clock::Moment;
use folkmoot::comments::State;
use folkmoot::db::Tx;
use folkmoot::db::schema::{cases, comments, proposals, reports, waiting_counts};
use folkmoot::each_backend;
use folkmoot::error::Result;
use folkmoot::ids::{AccountId, CommentId, ProposalId};
use folkmoot::keys::token_hash;
use folkmoot::policy::Capacity;

#[derive(Insertable)]
#[diesel(table_name = cases, treat_none_as_default_value = false)]
struct Case {
    comment_id: CommentId,
    why: &'static str,
    opened_at: Moment,
}

#[derive(Insertable)]
#[diesel(table_name = reports, treat_none_as_default_value = false)]
struct Report {
    comment_id: CommentId,
    reason: &'static str,
    note: String,
    created_at: Moment,
}

/// Writes so many more comments, each of which waits for a moderator: one in ten because somebody may be at risk, four because
/// they were reported (by one to three people), and five because a rule holds them. A hundred came at the same moment each.
pub fn waiting(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    on: &[(ProposalId, String)],
    people: &[(AccountId, Capacity)],
    count: usize,
    now: Moment,
) -> Result<()> {
    let last: Option<CommentId> = comments::table.select(diesel::dsl::max(comments::id)).first(&mut **tx)?;
    let (mut rows, mut public) = (Vec::with_capacity(count), vec![0_i64; on.len()]);
    for n in 0..count {
        let (proposal, author) = (n % on.len(), people[dice.below(people.len())]);
        let mut row = comment(dice, on[proposal].0, CommentId(0), author, moment(n, count, now));
        row.fingerprint = token_hash(&format!("bench, waiting {n}"));
        if why(n) == "review" {
            (row.state, row.listed) = (State::Held, false);
        } else {
            public[proposal] += 1;
        }
        rows.push(row);
    }
    for some in rows.chunks(BATCH) {
        each_backend!(&mut **tx, c => diesel::insert_into(comments::table).values(some).execute(c))?;
    }
    for ((proposal, _), more) in on.iter().zip(public) {
        diesel::update(proposals::table.filter(proposals::id.eq(*proposal)))
            .set(proposals::comments.eq(proposals::comments + more))
            .execute(&mut **tx)?;
    }
    let ids: Vec<CommentId> = comments::table
        .filter(comments::id.gt(last.unwrap_or(CommentId(0))))
        .order(comments::id)
        .select(comments::id)
        .load(&mut **tx)?;
    let (mut waiting, mut said) = (Vec::with_capacity(count), Vec::new());
    for (n, comment_id) in ids.into_iter().enumerate() {
        let (why, opened_at) = (why(n), moment(n, count, now));
        waiting.push(Case { comment_id, why, opened_at });
        let (reason, times) = match why {
            "risk" => ("at_risk", 1),
            "reported" => ("abuse", 1 + dice.below(3)),
            _ => continue,
        };
        said.extend((0..times).map(|_| Report { comment_id, reason, note: dice.sentences(60), created_at: opened_at }));
    }
    for some in waiting.chunks(BATCH) {
        each_backend!(&mut **tx, c => diesel::insert_into(cases::table).values(some).execute(c))?;
    }
    for reason in ["risk", "reported", "review"] {
        let more = waiting.iter().filter(|case| case.why == reason).count() as i64;
        diesel::update(waiting_counts::table.find(reason))
            .set(waiting_counts::waiting.eq(waiting_counts::waiting + more))
            .execute(&mut **tx)?;
    }
    for some in said.chunks(BATCH) {
        each_backend!(&mut **tx, c => diesel::insert_into(reports::table).values(some).execute(c))?;
    }
    Ok(())
}

/// Why the nth of them waits.
fn why(n: usize) -> &'static str {
    match n % 10 {
        0 => "risk",
        1..=4 => "reported",
        _ => "review",
    }
}

/// Since when.
fn moment(n: usize, count: usize, now: Moment) -> Moment {
    now - chrono::Duration::minutes(((count - n) / 100 + 1) as i64)
}
