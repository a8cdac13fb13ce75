//! Writes a conversation once more in the order in which it was held: people, statements, votes, then the moderation.

use super::Step;
use super::reading::{Conversation, Fate, Vote};
use super::store::{self, Kind};
use crate::audit;
use crate::clock::Moment;
use crate::comments::{self, State};
use crate::db::{Scope, Tx};
use crate::error::Error;
use crate::ids::{AccountId, CommentId, ProposalId};
use crate::markdown;
use crate::moderation;
use crate::policy::{Capacity, LifeStage};
use crate::proposals::{self, Draft};
use crate::votes::{self, Cast};
use std::collections::BTreeMap;

/// How many votes are cast at once.
const VOTES: usize = 5_000;

/// The rows that the numbers of an export became.
type Rows = BTreeMap<i64, i64>;

/// Makes the proposal and all that belongs to it, in the caller's transaction.
pub(super) fn write(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    draft: &Draft,
    stage: LifeStage,
    now: Moment,
    progress: &mut dyn FnMut(Step),
) -> Result<ProposalId, Error> {
    let proposal = proposals::insert(tx, draft, None, now)?;
    let people = write_people(tx, conversation, proposal, stage, progress)?;
    let statements = write_statements(tx, conversation, proposal, &people, progress)?;
    cast_votes(tx, conversation, &people, &statements, progress)?;
    moderate(tx, conversation, &statements, now, progress)?;
    let detail = format!("{}: {} statements, {} votes", conversation.name, statements.len(), conversation.votes.len());
    // Last, because everybody's first vote waits for this row until the transaction ends.
    store::update_turnout(tx, stage, count(people.len()))?;
    audit::record(tx, None, "proposal.import", &format!("proposal {proposal}"), &detail, now)?;
    tx.touch(Scope::Proposal(proposal));
    tx.touch(Scope::Answers(proposal));
    tx.touch(Scope::Area(draft.area));
    tx.touch(Scope::Listing);
    Ok(proposal)
}

fn write_people(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    proposal: ProposalId,
    stage: LifeStage,
    progress: &mut dyn FnMut(Step),
) -> Result<Rows, Error> {
    let participants = conversation.participants();
    let of = participants.len();
    let mut people = Rows::new();
    for (done, (number, at)) in participants.into_iter().enumerate() {
        progress(Step { what: "participants written", done, of });
        people.insert(number, store::insert_participant(tx, number, stage, at)?.0);
    }
    store::insert_imported(tx, proposal, Kind::Participant, &people)?;
    progress(Step { what: "participants written", done: of, of });
    Ok(people)
}

fn write_statements(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    proposal: ProposalId,
    people: &Rows,
    progress: &mut dyn FnMut(Step),
) -> Result<Rows, Error> {
    let of = conversation.statements.len();
    let mut statements = Rows::new();
    for (done, statement) in conversation.statements.iter().enumerate() {
        progress(Step { what: "statements written", done, of });
        let html = markdown::render(statement.body.as_str(), markdown::Kind::Comment);
        let author = AccountId(row(people, statement.author)?);
        statements.insert(statement.number, store::insert_statement(tx, proposal, author, statement, &html)?.0);
    }
    store::insert_imported(tx, proposal, Kind::Statement, &statements)?;
    store::update_comment_count(tx, proposal, count(of))?;
    progress(Step { what: "statements written", done: of, of });
    Ok(statements)
}

/// Casts every vote in its order, through the same code that casts a vote on the site.
fn cast_votes(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    people: &Rows,
    statements: &Rows,
    progress: &mut dyn FnMut(Step),
) -> Result<(), Error> {
    let of = conversation.votes.len();
    let mut done = 0;
    for some in conversation.votes.chunks(VOTES) {
        progress(Step { what: "votes cast", done, of });
        let cast = |vote: &Vote| -> Result<Cast, Error> {
            Ok(Cast {
                voter: AccountId(row(people, vote.voter)?),
                capacity: Capacity::Resident,
                item: CommentId(row(statements, vote.statement)?),
                answer: vote.answer,
                at: vote.at,
            })
        };
        votes::cast_all(tx, &some.iter().map(cast).collect::<Result<Vec<_>, _>>()?)?;
        done += some.len();
    }
    progress(Step { what: "votes cast", done, of });
    Ok(())
}

/// Does what the conversation's moderators did; what they left undecided is for ours.
fn moderate(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    statements: &Rows,
    now: Moment,
    progress: &mut dyn FnMut(Step),
) -> Result<(), Error> {
    let of = conversation.statements.len();
    for (done, statement) in conversation.statements.iter().enumerate() {
        progress(Step { what: "statements moderated", done, of });
        let id = CommentId(row(statements, statement.number)?);
        match statement.fate {
            Fate::Removed => comments::moderate(tx, id, State::Removed, "", now)?,
            Fate::Undecided => moderation::open_review(tx, id, now)?,
            Fate::Published => {}
        }
    }
    progress(Step { what: "statements moderated", done: of, of });
    Ok(())
}

fn row(rows: &Rows, number: i64) -> Result<i64, Error> {
    rows.get(&number).copied().ok_or_else(|| Error::Broken(format!("number {number} of the export was not written")))
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
