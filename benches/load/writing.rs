//! Writing, measured: votes and comments by people who are signed in, form tokens and all; and afterwards a count of what is there.

use crate::Outcome;
use crate::dice::Dice;
use crate::drive::{self, Caller, Plan};
use crate::figures::{Figure, Findings, Target};
use crate::http::{Answer, request};
use crate::reading;
use crate::site::{Running, SignedIn};
use diesel::prelude::*;
use folkmoot::db::Conn;
use folkmoot::db::schema::{comment_votes, comments, proposal_votes, proposals};
use folkmoot::ids::{AccountId, CommentId, ProposalId};
use folkmoot::keys::token_hash;
use folkmoot::policy::Capacity;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use views::paths;

const CONNECTIONS: usize = 64;
/// Votes a second that go on beside the reading.
const BESIDE: u32 = 100;

/// What the server has said is saved: the last vote of each person on each thing, and the words of each comment.
#[derive(Default)]
pub struct Acknowledged {
    on_comments: HashMap<(AccountId, CommentId), i32>,
    on_proposals: HashMap<(AccountId, ProposalId), i32>,
    comments: HashMap<CommentId, String>,
    answers: usize,
}

/// What a [`Writer`] does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    AnswerComments,
    VoteOnProposals,
    Comment,
}

/// Somebody who writes without a pause; everybody else on the connection takes turns with them.
struct Writer {
    act: Act,
    site: Arc<Facts>,
    people: Vec<usize>,
    dice: Dice,
    at: usize,
    request: Vec<u8>,
    sent: Sent,
    noted: Arc<Mutex<Acknowledged>>,
}

/// What the writers need to know about the site.
struct Facts {
    address: SocketAddr,
    people: Vec<(AccountId, String, String)>,
    proposals: Vec<(ProposalId, String)>,
    comments: Vec<(CommentId, AccountId)>,
}

/// What is under way.
enum Sent {
    Nothing,
    OnComment(AccountId, CommentId, i32),
    OnProposal(AccountId, ProposalId, i32),
    Comment(String),
}

impl Caller for Writer {
    fn next(&mut self) -> &[u8] {
        self.at = (self.at + 1) % self.people.len();
        let site = self.site.clone();
        let (who, session, csrf) = &site.people[self.people[self.at]];
        let n = self.dice.below(3);
        let value = [1, -1, 0][n];
        let (path, form) = match self.act {
            Act::AnswerComments => {
                let (comment, author) = site.comments[self.dice.below(site.comments.len())];
                if author == *who {
                    return self.next();
                }
                self.sent = Sent::OnComment(*who, comment, value);
                (paths::comment_votes(comment.0), format!("csrf={csrf}&vote={}", ["agree", "disagree", "pass"][n]))
            }
            Act::VoteOnProposals => {
                let (proposal, slug) = &site.proposals[self.dice.below(site.proposals.len())];
                self.sent = Sent::OnProposal(*who, *proposal, value);
                (paths::proposal_votes(slug), format!("csrf={csrf}&vote={}", ["support", "oppose", "unsure"][n]))
            }
            Act::Comment => {
                let (_, slug) = &site.proposals[self.dice.below(site.proposals.len())];
                let body = format!("{} {}", self.dice.comment(), self.dice.next());
                let form = url::form_urlencoded::Serializer::new(String::new())
                    .append_pair("csrf", csrf)
                    .append_pair("body", &body)
                    .finish();
                self.sent = Sent::Comment(body);
                (paths::proposal_comments(slug), form)
            }
        };
        self.request = request(site.address, &path, true, Some(session), Some(&form));
        &self.request
    }

    fn answered(&mut self, answer: &Answer<'_>) -> Outcome<()> {
        let to = answer.header("location").unwrap_or_default();
        if answer.status != 303 || !to.contains("done=") {
            return Err(format!("a form answers {} {to}", answer.status));
        }
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.answers += 1;
        match std::mem::replace(&mut self.sent, Sent::Nothing) {
            Sent::OnComment(who, what, value) => _ = noted.on_comments.insert((who, what), value),
            Sent::OnProposal(who, what, value) => _ = noted.on_proposals.insert((who, what), value),
            Sent::Comment(body) => {
                let id =
                    to.rsplit_once("#c").and_then(|(_, id)| id.parse().ok()).ok_or("a comment without a number")?;
                noted.comments.insert(CommentId(id), token_hash(&body));
            }
            Sent::Nothing => {}
        }
        Ok(())
    }
}

/// What writers need to know.
fn facts(site: &Running) -> Facts {
    let person = |p: &SignedIn| (p.person.0, p.session.clone(), p.csrf.clone());
    Facts {
        address: site.address,
        people: site.signed_in.iter().map(person).collect(),
        proposals: site.town.open.clone(),
        comments: site.town.comments.clone(),
    }
}

/// So many writers; no two of them are the same person, so that for each the last answer is the last vote.
fn writers(
    facts: Facts,
    act: Act,
    connections: usize,
    noted: &Arc<Mutex<Acknowledged>>,
    seed: u64,
) -> Vec<Box<dyn Caller>> {
    let facts = Arc::new(facts);
    let writer = |n: usize| {
        Box::new(Writer {
            act,
            site: facts.clone(),
            people: (0..facts.people.len()).filter(|p| p % connections == n).collect(),
            dice: Dice::new(seed + n as u64),
            at: 0,
            request: Vec::new(),
            sent: Sent::Nothing,
            noted: noted.clone(),
        }) as Box<dyn Caller>
    };
    (0..connections).map(writer).collect()
}

/// Pages for everybody while votes are written: what it costs that no reader ever sees an old total.
pub fn beside_reading(site: &Running, found: &mut Findings) -> Outcome<()> {
    let page = Arc::new(vec![request(site.address, &paths::proposal(&site.town.main.1), true, None, None)]);
    let alone = reading::turn(&page, 16, site.address, site.server(), site.each)?;
    for (what, act, own) in [
        ("proposal page while 100 answers a second are given elsewhere, against none", Act::AnswerComments, false),
        ("proposal page while 100 votes a second are cast on this very page, against none", Act::VoteOnProposals, true),
    ] {
        let mut facts = facts(site);
        if own {
            facts.proposals = vec![site.town.main.clone()];
        }
        let noted = Arc::new(Mutex::new(Acknowledged::default()));
        let writers = writers(facts, act, 1, &noted, 5);
        let plan = Plan { warm: site.each / 5, each: site.each, every: Some(Duration::from_secs(1) / BESIDE) };
        let beside = std::thread::scope(|scope| {
            let hand = scope.spawn(|| drive::run(writers, site.address, site.server(), plan));
            let samples = reading::turn(&page, 16, site.address, site.server(), site.each)?;
            hand.join().map_err(|_| "the writer panicked")??;
            Ok::<_, String>(samples)
        })?;
        found.figures.push(Figure::rate(what, 16, &beside, Some(&alone), Target::None));
    }
    Ok(())
}

/// Votes and comments as fast as they are taken.
pub fn at_full_speed(site: &Running, found: &mut Findings) -> Outcome<Acknowledged> {
    let (votes, comments) = if site.is_sqlite() { (4_000.0, 2_000.0) } else { (3_000.0, 1_500.0) };
    let noted = Arc::new(Mutex::new(Acknowledged::default()));
    let rows = [
        ("votes on comments", Act::AnswerComments, votes),
        ("votes on proposals", Act::VoteOnProposals, votes),
        ("comments posted", Act::Comment, comments),
    ];
    for (n, (what, act, least)) in rows.into_iter().enumerate() {
        let writers = writers(facts(site), act, CONNECTIONS, &noted, 1_000 * (n as u64 + 1));
        let plan = Plan { warm: site.each / 5, each: site.each, every: None };
        let (samples, _) = drive::run(writers, site.address, site.server(), plan)?;
        found.figures.push(Figure::rate(what, CONNECTIONS, &samples, None, Target::RateAndWait(least, 100.0)));
        found.note_load(what, &samples);
    }
    let noted = Arc::into_inner(noted).ok_or("a writer still writes")?;
    Ok(noted.into_inner().unwrap_or_else(PoisonError::into_inner))
}

impl Acknowledged {
    /// Compares what was acknowledged with what the database holds, vote by vote and word by word, and the counts with the rows.
    pub fn check(&self, conn: &mut Conn) -> Outcome<Vec<Figure>> {
        let refused = |e: diesel::result::Error| format!("counting afterwards: {e}");
        let answers: HashMap<(AccountId, CommentId), i32> = comment_votes::table
            .select((comment_votes::account_id, comment_votes::comment_id, comment_votes::value))
            .load::<(AccountId, CommentId, i32)>(conn)
            .map_err(refused)?
            .into_iter()
            .map(|(who, what, value)| ((who, what), value))
            .collect();
        let votes: HashMap<(AccountId, ProposalId), i32> = proposal_votes::table
            .select((proposal_votes::account_id, proposal_votes::proposal_id, proposal_votes::value))
            .load::<(AccountId, ProposalId, i32)>(conn)
            .map_err(refused)?
            .into_iter()
            .map(|(who, what, value)| ((who, what), value))
            .collect();
        let words: HashMap<CommentId, String> = comments::table
            .select((comments::id, comments::body))
            .load::<(CommentId, String)>(conn)
            .map_err(refused)?
            .into_iter()
            .filter(|(id, _)| self.comments.contains_key(id))
            .map(|(id, body)| (id, token_hash(&body)))
            .collect();
        let found = self.on_comments.iter().filter(|(key, value)| answers.get(key) == Some(value)).count()
            + self.on_proposals.iter().filter(|(key, value)| votes.get(key) == Some(value)).count()
            + self.comments.iter().filter(|(id, hash)| words.get(id) == Some(hash)).count();
        let all = self.on_comments.len() + self.on_proposals.len() + self.comments.len();
        let name = format!("acknowledged votes and comments found again ({} answers, the last for each)", self.answers);
        let wrong = wrong_counts(conn, &votes).map_err(refused)?;
        Ok(vec![
            Figure::value(&name, found as f64, "", Target::All(all as f64)),
            Figure::value(
                "comments and proposals whose counts differ from their votes",
                wrong as f64,
                "",
                Target::AtMost(0.0),
            ),
        ])
    }
}

/// How many comments show counts that are not those of their votes, all together or of one capacity.
fn wrong_answers(conn: &mut Conn) -> QueryResult<usize> {
    use comments as c;
    // Disagree, pass, agree.
    type Three = (i64, i64, i64);
    let votes: Vec<(CommentId, i32, Capacity)> = comment_votes::table
        .select((comment_votes::comment_id, comment_votes::value, comment_votes::capacity))
        .load(conn)?;
    let mut counted: HashMap<CommentId, [[i64; 3]; 3]> = HashMap::new();
    for (item, value, capacity) in votes {
        let count = counted.entry(item).or_default();
        let answer = usize::try_from(value + 1).unwrap_or(0);
        count[0][answer] += 1;
        match capacity {
            Capacity::Resident => {}
            Capacity::Professional => count[1][answer] += 1,
            Capacity::Organisation => count[2][answer] += 1,
        }
    }
    let shown: Vec<(CommentId, Three, Three, Three)> = c::table
        .select((
            c::id,
            (c::disagrees, c::passes, c::agrees),
            (c::professional_disagrees, c::professional_passes, c::professional_agrees),
            (c::organisation_disagrees, c::organisation_passes, c::organisation_agrees),
        ))
        .load(conn)?;
    let differs = |&(id, all, professionals, organisations): &(CommentId, Three, Three, Three)| {
        counted.get(&id).copied().unwrap_or_default() != [all, professionals, organisations].map(<[i64; 3]>::from)
    };
    Ok(shown.iter().filter(|row| differs(row)).count())
}

/// How many comments and proposals show counts that are not those of their votes.
fn wrong_counts(conn: &mut Conn, votes: &HashMap<(AccountId, ProposalId), i32>) -> QueryResult<usize> {
    let wrong = wrong_answers(conn)?;
    let mut on: HashMap<ProposalId, i64> = HashMap::new();
    for (_, what) in votes.keys() {
        *on.entry(*what).or_default() += 1;
    }
    use proposals as p;
    let sum = p::resident_support
        + p::resident_unsure
        + p::resident_oppose
        + p::professional_support
        + p::professional_unsure
        + p::professional_oppose
        + p::organisation_support
        + p::organisation_unsure
        + p::organisation_oppose;
    let shown: Vec<(ProposalId, i64)> = p::table.select((p::id, sum)).load(conn)?;
    Ok(wrong + shown.iter().filter(|(id, n)| on.get(id).copied().unwrap_or(0) != *n).count())
}
