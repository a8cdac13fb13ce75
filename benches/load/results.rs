//! What many have answered, measured: how soon it is counted, the page of results, and all responses as a file.

use crate::Outcome;
use crate::dice::Dice;
use crate::figures::{Figure, Findings, Target, thousands};
use crate::http::request;
use crate::process::memory;
use crate::reading;
use crate::responding::{QUESTIONS, asks};
use crate::seed_rows::BATCH;
use crate::site::Running;
use diesel::prelude::*;
use folkmoot::clock::{Clock, Moment};
use folkmoot::db::schema::{response_versions, responses};
use folkmoot::db::{Conn, Scope, Tx};
use folkmoot::each_backend;
use folkmoot::error::{Result, broken};
use folkmoot::ids::{ProposalId, ResponseId};
use folkmoot::policy::{Capacity, Role};
use folkmoot::questionnaires::{Answer, Answers};
use folkmoot::responses::reference;
use folkmoot::results;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use views::paths;

/// Responses to the consultation whose results are shown.
const MANY: usize = 60_000;
/// Responses to the one that is taken as a file: 250,000 answers.
const FILE: usize = 12_500;

#[derive(Insertable)]
#[diesel(table_name = responses, treat_none_as_default_value = false)]
pub struct Row {
    pub proposal_id: ProposalId,
    pub reference: String,
    pub capacity: Capacity,
    pub state: &'static str,
    pub version: i64,
    pub publish: &'static str,
    pub begun_at: Moment,
    pub sent_at: Option<Moment>,
}

#[derive(Insertable)]
#[diesel(table_name = response_versions, treat_none_as_default_value = false)]
pub struct Version {
    pub response_id: ResponseId,
    pub number: i64,
    pub answers: String,
    pub sent_at: Moment,
}

/// Everything about results.
pub fn counting(site: &Running, found: &mut Findings) -> Outcome<()> {
    let mut conn = site.connect()?;
    let mut open = site.town.open.iter().filter(|(id, _)| *id != site.town.main.0).cloned();
    let (Some(many), Some(file)) = (open.next(), open.next()) else { return Err("too few proposals are open".into()) };
    let now = Clock::system().now();
    let mut dice = Dice::new(17);
    for ((proposal, _), head, count) in [(&many, "many", MANY), (&file, "file", FILE)] {
        Tx::alone(&mut conn, |tx| {
            asks(tx, *proposal, now)?;
            answered(tx, &mut dice, (*proposal, head), count, now)
        })
        .map_err(|e| format!("filling in responses: {e}"))?;
    }
    let what = format!("{} responses of {QUESTIONS} answers", thousands(MANY as f64));
    let (took, most) = counted(site, &mut conn, many.0)?;
    found.figures.push(Figure::value(&format!("{what}: counted after"), took, "s", Target::AtMost(60.0)));
    found.figures.push(Figure::value("memory of the worker that counts, at most", most, "MB", Target::AtMost(150.0)));
    let ed = site.colleague(&mut conn, Role::Editor)?;
    let page = Arc::new(vec![request(site.address, &paths::results(&many.1), true, Some(&ed.session), None)]);
    let samples = reading::turn(&page, 1, site.address, site.server(), site.each)?;
    found.figures.push(Figure::rate(&format!("{what}: the page of results"), 1, &samples, None, Target::Wait(100.0)));
    as_files(site, file.0, &ed.session, found)
}

/// All answers of one consultation in each layout, as whoever analyses them takes them.
fn as_files(site: &Running, proposal: ProposalId, session: &str, found: &mut Findings) -> Outcome<()> {
    let answers = thousands(FILE as f64 * QUESTIONS as f64);
    let layouts =
        [("responses.csv", "a table"), ("responses.xlsx", "a workbook"), ("consult.zip", "Consult reads them")];
    for (name, words) in layouts {
        let began = Instant::now();
        let (status, _, body) = site.fetch(&paths::staff_responses_file(proposal.0, name), false, Some(session))?;
        let took = began.elapsed().as_secs_f64();
        let is_whole = match name {
            "responses.csv" => body.windows(2).filter(|two| *two == b"\r\n").count() > FILE,
            // Packed, a response has some hundred bytes of words.
            _ => body.starts_with(b"PK") && body.len() > FILE * 50,
        };
        if status != 200 || !is_whole {
            return Err(format!("{name} answers {status} with {} bytes", body.len()));
        }
        let what = format!("{answers} answers as {words}");
        found.figures.push(Figure::value(&what, took, "s", Target::AtMost(20.0)));
        let most = memory(site.server(), "VmHWM")?;
        let so_far = "memory of the server so far, at most";
        found.figures.push(Figure::value(so_far, most, "MB", Target::AtMost(100.0)));
    }
    Ok(())
}

/// So many references, each once: of very many by chance two are the same now and then, and here nobody would try again.
pub fn references(head: &str, count: usize) -> impl Iterator<Item = String> {
    let mut all = HashSet::new();
    while all.len() < count {
        all.insert(reference::fresh(head));
    }
    all.into_iter()
}

/// So many responses as they would have been sent.
fn answered(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    (proposal, head): (ProposalId, &str),
    count: usize,
    now: Moment,
) -> Result<()> {
    let mut references = references(head, count);
    for some in 0..count.div_ceil(BATCH) {
        let size = BATCH.min(count - some * BATCH);
        let row = |_| Row {
            proposal_id: proposal,
            reference: references.next().unwrap_or_default(),
            capacity: Capacity::ALL[dice.below(20).saturating_sub(17)],
            state: "sent",
            version: 1,
            publish: "unnamed",
            begun_at: now,
            sent_at: Some(now),
        };
        let rows: Vec<Row> = (0..size).map(row).collect();
        let ids: Vec<ResponseId> = each_backend!(&mut **tx, c => diesel::insert_into(responses::table)
            .values(&rows)
            .returning(responses::id)
            .get_results(c))?;
        let versions = ids.into_iter().map(|response_id| {
            let answers = serde_json::to_string(&answers(dice)).map_err(broken("writing a response"))?;
            Ok(Version { response_id, number: 1, answers, sent_at: now })
        });
        let versions: Vec<Version> = versions.collect::<Result<_>>()?;
        each_backend!(&mut **tx, c => diesel::insert_into(response_versions::table).values(&versions).execute(c))?;
    }
    tx.touch(Scope::Responses(proposal));
    Ok(())
}

fn answers(dice: &mut Dice) -> Answers {
    let text = Answer::Text(dice.comment());
    let choice = |n: i64, dice: &mut Dice| (n, Answer::Choice(1 + dice.below(6) as i64));
    std::iter::once((1, text)).chain((2..=QUESTIONS).map(|n| choice(n, dice))).collect()
}

/// Starts the worker and waits until all are counted; gives the seconds, and the most memory that it held.
fn counted(site: &Running, conn: &mut Conn, proposal: ProposalId) -> Outcome<(f64, f64)> {
    let began = Instant::now();
    let mut worker = site.work(&[])?;
    loop {
        worker.is_alive()?;
        let counted = results::of(conn, proposal).map_err(|e| format!("reading results: {e}"))?;
        let responses = counted.map_or(0, |counted| counted.tally.on_time.iter().sum());
        if usize::try_from(responses).is_ok_and(|n| n == MANY) {
            return Ok((began.elapsed().as_secs_f64(), memory(worker.id(), "VmHWM")?));
        }
        if began.elapsed() > Duration::from_secs(300) {
            return Err(format!("{responses} of {MANY} are counted after five minutes"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
