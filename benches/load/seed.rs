//! The made-up town that is measured: the same in every run, so that two runs can be compared.

use crate::Outcome;
use crate::dice::Dice;
use crate::seed_rows as rows;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::clock::Moment;
use folkmoot::db::schema::{areas, comment_votes, comments, proposal_votes, proposals};
use folkmoot::db::{Conn, Tx};
use folkmoot::error::Result;
use folkmoot::ids::{AccountId, AreaId, CommentId, ProposalId};
use folkmoot::policy::{Capacity, Stage, Totals};
use folkmoot::proposals::{Choice, Content, Document, Draft};
use folkmoot::votes::{self, Answer, Cast};
use folkmoot::{content, each_backend, seed};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::HashSet;
use std::path::Path;

/// Where chance begins.
const SEED: u64 = 20_261_123;
const PROPOSALS: usize = 200;
/// People who are there from the beginning.
pub const PEOPLE: usize = 5_000;
const COMMENTS: usize = 20_000;
/// Of these, so many are on proposals and the rest on comments.
const VOTES: usize = 100_000;
const PROPOSAL_VOTES: usize = 10_000;
/// The long discussion, in comments besides [`COMMENTS`].
const LONG: usize = 20_000;
/// Votes cast at once, all on one proposal's comments.
const CAST: usize = 500;

/// Somebody who takes part.
pub type Person = (AccountId, Capacity);

/// What stands in the database, as far as the measuring needs it.
pub struct Town {
    pub people: Vec<Person>,
    /// The proposal whose page is measured, with 500 comments; one with 100, and one with 20,000.
    pub main: (ProposalId, String),
    pub short: (ProposalId, String),
    pub long: (ProposalId, String),
    /// All other proposals that are open.
    pub open: Vec<(ProposalId, String)>,
    /// Comments on those: number and author.
    pub comments: Vec<(CommentId, AccountId)>,
    /// The address of an area of focus.
    pub area: String,
}

/// Fills an empty database.
pub fn fill(conn: &mut Conn, now: Moment) -> Outcome<Town> {
    let content = content::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config/london-vision")))
        .map_err(|e| e.to_string())?;
    let mut dice = Dice::new(SEED);
    let bar = progress();
    let town = Tx::alone(conn, |tx| {
        seed::load(tx, &content, now, &mut |_| {})?;
        let all = proposals(tx, &mut dice, now)?;
        let people = rows::people(tx, &mut dice, 0..PEOPLE, now)?;
        let discussions = discussions(tx, &mut dice, &all, &people, &bar, now)?;
        comment_votes(tx, &mut dice, &discussions, &people, &bar, now)?;
        proposal_votes(tx, &mut dice, &all, &people, now)?;
        let area = areas::table.order((areas::position, areas::id)).select(areas::slug).first(&mut **tx)?;
        Ok(town(&all, discussions, people, area))
    })
    .map_err(|e| format!("filling the database: {e}"))?;
    bar.finish_and_clear();
    each_backend!(&mut *conn, c => c.batch_execute("ANALYZE")).map_err(|e| format!("ANALYZE: {e}"))?;
    eprintln!("{}", counted(conn).map_err(|e| e.to_string())?);
    Ok(town)
}

fn progress() -> ProgressBar {
    let style =
        ProgressStyle::with_template("{msg:24} {bar:40} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar());
    // On anything but a terminal nothing is drawn; the plain line with the totals says that it is done.
    ProgressBar::new((COMMENTS + LONG + VOTES - PROPOSAL_VOTES) as u64).with_style(style)
}

/// Fills up to 200 proposals in 14 areas; the first three of ours are those that are measured by name.
fn proposals(tx: &mut Tx<'_>, dice: &mut Dice, now: Moment) -> Result<Vec<Proposal>> {
    let areas: Vec<AreaId> = areas::table.order(areas::id).select(areas::id).load(&mut **tx)?;
    let there: i64 = proposals::table.count().get_result(&mut **tx)?;
    let more = PROPOSALS.saturating_sub(usize::try_from(there).unwrap_or(0));
    for n in 0..more {
        let (opens, closes) = match dice.below(100) {
            _ if n < 3 => (-20, 40),
            0..=59 => (-(1 + dice.below(40) as i64), 5 + dice.below(60) as i64),
            60..=79 => (-90, -(1 + dice.below(30) as i64)),
            _ => (3 + dice.below(30) as i64, 80),
        };
        let day = |days: i64| Some(now + chrono::Duration::days(days));
        let (opens_at, closes_at) = (day(opens), day(closes));
        let draft = Draft {
            area: areas[n % areas.len()],
            content: words(dice, n),
            opens_at,
            closes_at,
            totals: Totals::Public,
            stage: Stage::Forthcoming.at(now, opens_at, closes_at),
            attribution_html: String::new(),
        };
        folkmoot::proposals::insert(tx, &draft, None, now)?;
    }
    type Columns = (ProposalId, String, Stage, Option<Moment>, Option<Moment>);
    let columns = (proposals::id, proposals::slug, proposals::stage, proposals::opens_at, proposals::closes_at);
    let all: Vec<Columns> = proposals::table.order(proposals::id).select(columns).load(&mut **tx)?;
    let mut all: Vec<Proposal> = all
        .into_iter()
        .map(|(id, slug, stage, opens, closes)| Proposal { id, slug, stage: stage.at(now, opens, closes) })
        .collect();
    // Ours first.
    all.rotate_left(usize::try_from(there).unwrap_or(0));
    Ok(all)
}

struct Proposal {
    id: ProposalId,
    slug: String,
    stage: Stage,
}

fn words(dice: &mut Dice, n: usize) -> Content {
    let option = |dice: &mut Dice, letter: &str| Choice {
        letter: letter.into(),
        title: dice.sentences(30),
        body: dice.sentences(150),
        preferred: letter == "A",
    };
    Content {
        title: format!("Measured proposal {n}"),
        summary: dice.sentences(140),
        change: format!("{}\n\n{}", dice.sentences(500), dice.sentences(500)),
        why: format!("{}\n\n{}", dice.sentences(400), dice.sentences(400)),
        options: ["A", "B", "C"].map(|letter| option(dice, letter)).into(),
        documents: vec![Document {
            title: "The evidence".into(),
            url: "https://www.example.org/evidence".into(),
            note: "PDF, 9 pages".into(),
        }],
        ..Content::default()
    }
}

type Discussion = Vec<(CommentId, AccountId)>;

/// Comments on every proposal that is or was open, more on some than on others; as many on ours as was promised.
fn discussions(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    all: &[Proposal],
    people: &[Person],
    bar: &ProgressBar,
    now: Moment,
) -> Result<Vec<Discussion>> {
    bar.set_message("writing comments");
    let (main, short) = (500, 100);
    let talked = |p: &Proposal| matches!(p.stage, Stage::Open | Stage::Closed);
    let weights: Vec<usize> =
        all.iter().enumerate().map(|(n, p)| if n >= 3 && talked(p) { 10 + dice.early(200) } else { 0 }).collect();
    let weight: usize = weights.iter().sum();
    let mut left = COMMENTS - main - short;
    let heaviest = weights.iter().rposition(|w| *w > 0).unwrap_or(0);
    let mut discussions = Vec::new();
    let mut last = 0;
    for (n, proposal) in all.iter().enumerate() {
        let share = (COMMENTS - main - short) * weights[n] / weight.max(1);
        let count = match n {
            0 => main,
            1 => short,
            2 => LONG,
            _ if n == heaviest => left,
            _ => share,
        };
        if n > 2 {
            left -= count;
        }
        let written = rows::discussion(tx, dice, proposal.id, count, people, last, now)?;
        last += count as i64;
        bar.inc(count as u64);
        discussions.push(written);
    }
    let numbers: (Option<i64>, i64) = {
        use diesel::dsl::{count_star, max};
        comments::table.select((max(comments::id), count_star())).first(&mut **tx)?
    };
    if numbers != (Some(last), last) {
        return Err(folkmoot::error::Error::Broken(
            "the comments were not numbered from 1: is the database new?".into(),
        ));
    }
    Ok(discussions)
}

/// Votes on comments, through the code that serves a vote: the long discussion gets a twentieth of them.
fn comment_votes(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    discussions: &[Discussion],
    people: &[Person],
    bar: &ProgressBar,
    now: Moment,
) -> Result<()> {
    bar.set_message("casting votes");
    let comments = VOTES - PROPOSAL_VOTES;
    let long = comments / 20;
    let mut left = comments - long;
    let heaviest = discussions.iter().rposition(|d| d.len() > 20).unwrap_or(0);
    for (n, discussion) in discussions.iter().enumerate() {
        let share = (comments - long) * discussion.len() / COMMENTS;
        let count = match n {
            2 => long,
            _ if n == heaviest => left,
            _ => share,
        };
        if n != 2 {
            left -= count;
        }
        let casts = casts(dice, discussion, people, count, now);
        for some in casts.chunks(CAST) {
            votes::cast_all(tx, some)?;
            bar.inc(some.len() as u64);
        }
    }
    Ok(())
}

fn casts(dice: &mut Dice, discussion: &Discussion, people: &[Person], count: usize, now: Moment) -> Vec<Cast> {
    let mut seen = HashSet::new();
    let mut casts = Vec::with_capacity(count);
    while casts.len() < count {
        let (item, author) = discussion[dice.early(discussion.len())];
        let (voter, capacity) = people[dice.below(people.len())];
        let answer = Answer::ALL[[0, 0, 0, 1, 1, 2][dice.below(6)]];
        if voter != author && seen.insert((voter, item)) {
            casts.push(Cast { voter, capacity, item, answer, at: now });
        }
    }
    casts
}

fn proposal_votes(tx: &mut Tx<'_>, dice: &mut Dice, all: &[Proposal], people: &[Person], now: Moment) -> Result<()> {
    let on: Vec<ProposalId> = all.iter().filter(|p| p.stage == Stage::Open).map(|p| p.id).collect();
    let mut seen = HashSet::new();
    let mut votes = Vec::with_capacity(PROPOSAL_VOTES);
    while votes.len() < PROPOSAL_VOTES {
        let (voter, capacity) = people[dice.below(people.len())];
        let proposal = on[dice.early(on.len())];
        if seen.insert((voter, proposal)) {
            votes.push((proposal, voter, capacity, [1, 1, 0, -1][dice.below(4)]));
        }
    }
    rows::proposal_votes(tx, &votes, now)
}

fn town(all: &[Proposal], discussions: Vec<Discussion>, people: Vec<Person>, area: String) -> Town {
    let named = |n: usize| (all[n].id, all[n].slug.clone());
    let others = all.iter().zip(discussions).skip(3).filter(|(p, _)| p.stage == Stage::Open);
    let (open, comments): (Vec<_>, Vec<_>) = others.map(|(p, d)| ((p.id, p.slug.clone()), d)).unzip();
    Town { people, main: named(0), short: named(1), long: named(2), open, comments: comments.concat(), area }
}

fn counted(conn: &mut Conn) -> Result<String> {
    let areas: i64 = areas::table.count().get_result(conn)?;
    let proposals: i64 = proposals::table.count().get_result(conn)?;
    let said: i64 = comments::table.count().get_result(conn)?;
    let on_comments: i64 = comment_votes::table.count().get_result(conn)?;
    let on_proposals: i64 = proposal_votes::table.count().get_result(conn)?;
    Ok(format!(
        "{areas} areas, {proposals} proposals, {PEOPLE} people, {said} comments, {on_comments} votes on comments, {on_proposals} on proposals"
    ))
}
