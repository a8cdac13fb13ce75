//! Rows by the hundred: people, comments and votes as the site would have written them, in few statements.

use crate::dice::Dice;
use diesel::prelude::*;
use folkmoot::clock::Moment;
use folkmoot::comments::State;
use folkmoot::db::Tx;
use folkmoot::db::schema::{accounts, comments, proposal_votes, proposals, turnout};
use folkmoot::each_backend;
use folkmoot::error::Result;
use folkmoot::ids::{AccountId, CommentId, ProposalId};
use folkmoot::keys::token_hash;
use folkmoot::markdown;
use folkmoot::policy::{Capacity, LifeStage, Role};

/// Rows in one statement: SQLite takes 32,766 values.
pub const BATCH: usize = 500;

#[derive(Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
struct Person {
    kind: &'static str,
    email: String,
    email_key: String,
    name: String,
    role: Role,
    capacity: Capacity,
    standing: &'static str,
    confirmed_at: Moment,
    first_part: Option<LifeStage>,
    created_at: Moment,
}

/// Makes so many people; gives the number and the capacity of each.
pub fn people(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    numbers: std::ops::Range<usize>,
    now: Moment,
) -> Result<Vec<(AccountId, Capacity)>> {
    let rows: Vec<Person> = numbers.map(|n| person(dice, n, now)).collect();
    for some in rows.chunks(BATCH) {
        each_backend!(&mut **tx, c => diesel::insert_into(accounts::table).values(some).execute(c))?;
    }
    for stage in LifeStage::ALL {
        let counted = rows.iter().filter(|r| r.first_part == Some(*stage)).count() as i64;
        diesel::update(turnout::table.find(stage.as_str()))
            .set(turnout::people.eq(turnout::people + counted))
            .execute(&mut **tx)?;
    }
    Ok(accounts::table.order(accounts::id).select((accounts::id, accounts::capacity)).load(&mut **tx)?)
}

fn person(dice: &mut Dice, n: usize, now: Moment) -> Person {
    let (capacity, standing) = match dice.below(100) {
        0..=84 => (Capacity::Resident, ""),
        85..=95 => (Capacity::Professional, "Nurse"),
        _ => (Capacity::Organisation, "An example group"),
    };
    Person {
        kind: "person",
        email: format!("p{n}@people.example"),
        email_key: format!("p{n}@people.example"),
        name: format!("Person {n}"),
        role: Role::Member,
        capacity,
        standing,
        confirmed_at: now,
        // One in ten has only an account so far.
        first_part: (!dice.percent(10)).then(|| LifeStage::ALL[dice.below(LifeStage::ALL.len())]),
        created_at: now,
    }
}

#[derive(Insertable)]
#[diesel(table_name = comments, treat_none_as_default_value = false)]
pub struct Comment {
    proposal_id: ProposalId,
    parent_id: Option<CommentId>,
    root_id: Option<CommentId>,
    branch_id: Option<CommentId>,
    depth: i32,
    author_id: AccountId,
    capacity: Capacity,
    badge: String,
    body: String,
    body_html: String,
    pub state: State,
    pub listed: bool,
    replies: i64,
    pub fingerprint: String,
    created_at: Moment,
}

/// Writes so many comments on one proposal, in threads; `last` is the number of the last comment in the table.
/// Gives the number and the author of each.
pub fn discussion(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    proposal: ProposalId,
    count: usize,
    people: &[(AccountId, Capacity)],
    last: i64,
    now: Moment,
) -> Result<Vec<(CommentId, AccountId)>> {
    let mut rows: Vec<Comment> = Vec::with_capacity(count);
    for n in 0..count {
        let number = CommentId(last + 1 + n as i64);
        let author = people[dice.below(people.len())];
        let mut row = comment(dice, proposal, number, author, now);
        row.created_at = now - chrono::Duration::minutes(60 + 2 * (count - n) as i64);
        if n > 0 && dice.percent(45) {
            hang_below(&mut row, &mut rows, n - 1 - dice.early(n.min(40)), last);
        }
        rows.push(row);
    }
    for some in rows.chunks(BATCH) {
        each_backend!(&mut **tx, c => diesel::insert_into(comments::table).values(some).execute(c))?;
    }
    diesel::update(proposals::table.filter(proposals::id.eq(proposal)))
        .set(proposals::comments.eq(proposals::comments + count as i64))
        .execute(&mut **tx)?;
    Ok(rows.iter().enumerate().map(|(n, row)| (CommentId(last + 1 + n as i64), row.author_id)).collect())
}

/// A comment that begins a thread, not written yet.
pub fn comment(
    dice: &mut Dice,
    proposal: ProposalId,
    number: CommentId,
    author: (AccountId, Capacity),
    now: Moment,
) -> Comment {
    let body = dice.comment();
    Comment {
        proposal_id: proposal,
        parent_id: None,
        root_id: None,
        branch_id: None,
        depth: 0,
        author_id: author.0,
        capacity: author.1,
        badge: match author.1 {
            Capacity::Resident => "resident".into(),
            Capacity::Professional => "professional:declared:Nurse".into(),
            Capacity::Organisation => "organisation:declared:An example group".into(),
        },
        body_html: markdown::render(&body, markdown::Kind::Comment),
        body,
        state: State::Published,
        listed: true,
        replies: 0,
        fingerprint: token_hash(&format!("bench {number}")),
        created_at: now,
    }
}

/// Makes `row` an answer to the comment at `parent`, and counts it in the comments above, as posting does.
fn hang_below(row: &mut Comment, rows: &mut [Comment], parent: usize, last: i64) {
    let number = |at: usize| CommentId(last + 1 + at as i64);
    let above = &rows[parent];
    row.parent_id = Some(number(parent));
    (row.root_id, row.branch_id, row.depth) = match above.depth {
        0 => (Some(number(parent)), None, 1),
        _ => (above.root_id, Some(above.branch_id.unwrap_or_else(|| number(parent))), 2),
    };
    for id in [row.root_id, row.branch_id].into_iter().flatten() {
        rows[usize::try_from(id.0 - last - 1).unwrap_or(0)].replies += 1;
    }
}

#[derive(Insertable)]
#[diesel(table_name = proposal_votes, treat_none_as_default_value = false)]
struct Vote {
    proposal_id: ProposalId,
    account_id: AccountId,
    value: i32,
    capacity: Capacity,
    cast_at: Moment,
}

/// Writes votes on proposals, each pair of person and proposal once, and adds them to the nine counters.
pub fn proposal_votes(tx: &mut Tx<'_>, votes: &[(ProposalId, AccountId, Capacity, i32)], now: Moment) -> Result<()> {
    let rows: Vec<Vote> = votes
        .iter()
        .map(|&(proposal_id, account_id, capacity, value)| Vote {
            proposal_id,
            account_id,
            value,
            capacity,
            cast_at: now,
        })
        .collect();
    for some in rows.chunks(BATCH) {
        each_backend!(&mut **tx, c => diesel::insert_into(proposal_votes::table).values(some).execute(c))?;
    }
    let mut ids: Vec<ProposalId> = votes.iter().map(|v| v.0).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        count(tx, id, &rows)?;
    }
    Ok(())
}

fn count(tx: &mut Tx<'_>, id: ProposalId, rows: &[Vote]) -> Result<()> {
    use Capacity::{Organisation, Professional, Resident};
    use proposals as p;
    let n = |capacity: Capacity, value: i32| {
        rows.iter().filter(|r| r.proposal_id == id && r.capacity == capacity && r.value == value).count() as i64
    };
    diesel::update(p::table.filter(p::id.eq(id)))
        .set((
            p::resident_support.eq(n(Resident, 1)),
            p::resident_unsure.eq(n(Resident, 0)),
            p::resident_oppose.eq(n(Resident, -1)),
            p::professional_support.eq(n(Professional, 1)),
            p::professional_unsure.eq(n(Professional, 0)),
            p::professional_oppose.eq(n(Professional, -1)),
            p::organisation_support.eq(n(Organisation, 1)),
            p::organisation_unsure.eq(n(Organisation, 0)),
            p::organisation_oppose.eq(n(Organisation, -1)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
