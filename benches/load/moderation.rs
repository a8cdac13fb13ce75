//! Moderating, measured: a queue in which very many comments wait, opening a case, deciding it, and what the rules that hold
//! comments cost each of them.

use crate::Outcome;
use crate::dice::Dice;
use crate::drive::{self, Caller, Plan};
use crate::figures::{Figure, Findings, Target};
use crate::http::{Answer, request};
use crate::reading;
use crate::seed_waiting::waiting;
use crate::site::{Running, SignedIn};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::clock::Clock;
use folkmoot::config::Config;
use folkmoot::db::schema::cases;
use folkmoot::db::{Conn, Tx};
use folkmoot::each_backend;
use folkmoot::holding::{Known, Settings, holds};
use folkmoot::policy::Role;
use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;
use views::paths;

/// How many wait.
const WAITING: usize = 100_000;
/// How many of them are opened in turn.
const OPENED: i64 = 2_000;
/// The longest that a page of the queue may take, and a decision, in milliseconds.
const PAGE: f64 = 50.0;
const DECISION: f64 = 20.0;
/// The longest that the rules may take for one comment, in milliseconds.
const RULES: f64 = 1.0;
/// The most characters of a comment.
const LONGEST: usize = 4_000;

/// Everything about moderating.
pub fn moderating(site: &Running, found: &mut Findings) -> Outcome<()> {
    rules(found)?;
    let mut conn = site.connect()?;
    let mut dice = Dice::new(16);
    Tx::alone(&mut conn, |tx| {
        waiting(tx, &mut dice, &site.town.open, &site.town.people, WAITING, Clock::system().now())
    })
    .map_err(|e| format!("filling the queue: {e}"))?;
    each_backend!(&mut conn, c => c.batch_execute("ANALYZE")).map_err(|e| format!("ANALYZE: {e}"))?;
    let mo = site.colleague(&mut conn, Role::Moderator)?;
    let (middle, reported) = places(&mut conn)?;
    for (what, path) in [("its first page", paths::staff_queue().to_owned()), ("a page in its middle", middle)] {
        let page = Arc::new(vec![request(site.address, &path, true, Some(&mo.session), None)]);
        let samples = reading::turn(&page, 1, site.address, site.server(), site.each)?;
        let what = format!("the queue of {} cases, {what}", crate::figures::thousands(WAITING as f64));
        found.figures.push(Figure::rate(&what, 1, &samples, None, Target::Wait(PAGE)));
    }
    let opened = reported.iter().take(usize::try_from(OPENED).unwrap_or(0));
    let opened = opened.map(|id| request(site.address, &paths::staff_case(*id), true, Some(&mo.session), None));
    let samples = reading::turn(&Arc::new(opened.collect()), 1, site.address, site.server(), site.each)?;
    found.figures.push(Figure::rate("opening a case", 1, &samples, None, Target::Wait(PAGE)));
    deciding(site, &mo, reported, found)
}

/// Where a page in the middle of the queue begins, and the cases that were reported, oldest first.
fn places(conn: &mut Conn) -> Outcome<(String, Vec<i64>)> {
    let of = |why: &'static str| {
        let waiting = cases::table.filter(cases::closed_at.is_null()).filter(cases::why.eq(why));
        waiting.order((cases::opened_at, cases::id)).select(cases::id)
    };
    let refused = |e: diesel::result::Error| format!("reading the queue: {e}");
    let reported: Vec<i64> = of("reported").load(conn).map_err(refused)?;
    let middle = reported.get(reported.len() / 2).ok_or("nothing waits")?;
    Ok((format!("{}?after={middle}", paths::staff_queue()), reported))
}

/// A moderator who decides one case after the other.
struct Decider {
    site: std::net::SocketAddr,
    session: String,
    csrf: String,
    cases: VecDeque<i64>,
    request: Vec<u8>,
}

impl Caller for Decider {
    fn next(&mut self) -> &[u8] {
        // There are more than can be decided meanwhile; were there not, the case that is none would answer 404.
        let case = self.cases.pop_front().unwrap_or(0);
        let form = format!("csrf={}&act=hide&rule=3&reasons=It+attacks+people.+Case+{case}", self.csrf);
        let path = paths::staff_decisions(case);
        self.request = request(self.site, &path, true, Some(&self.session), Some(&form));
        &self.request
    }

    fn answered(&mut self, answer: &Answer<'_>) -> Outcome<()> {
        let to = answer.header("location").unwrap_or_default();
        if answer.status == 303 && to.contains("done=decided") {
            return Ok(());
        }
        Err(format!("a decision answers {} {to}", answer.status))
    }
}

/// Decisions, each safe on the disk before it is answered: by themselves, and while others read.
fn deciding(site: &Running, mo: &SignedIn, reported: Vec<i64>, found: &mut Findings) -> Outcome<()> {
    let (alone, beside) = reported.split_at(reported.len() / 2);
    let plan = Plan { warm: site.each / 5, each: site.each, every: None };
    let decider = |cases: &[i64]| -> Vec<Box<dyn Caller>> {
        vec![Box::new(Decider {
            site: site.address,
            session: mo.session.clone(),
            csrf: mo.csrf.clone(),
            cases: cases.iter().copied().collect(),
            request: Vec::new(),
        })]
    };
    let (samples, _) = drive::run(decider(alone), site.address, site.server(), plan)?;
    found.figures.push(Figure::rate("decisions", 1, &samples, None, Target::Wait(DECISION)));
    let page = Arc::new(vec![request(site.address, &paths::proposal(&site.town.main.1), true, None, None)]);
    let samples = std::thread::scope(|scope| {
        let readers = scope.spawn(|| reading::turn(&page, 16, site.address, site.server(), site.each));
        let (samples, _) = drive::run(decider(beside), site.address, site.server(), plan)?;
        readers.join().map_err(|_| "a reader panicked")??;
        Ok::<_, String>(samples)
    })?;
    found.figures.push(Figure::rate("decisions while 16 connections read pages", 1, &samples, None, Target::None));
    Ok(())
}

/// What the rules that hold comments cost each: comments as people write them, and texts that are made to cost much. Nothing
/// holds any of them, so that every rule reads all of it.
fn rules(found: &mut Findings) -> Outcome<()> {
    let settings = Config::load(None, [])?.holding;
    let mut dice = Dice::new(15);
    let plain: Vec<String> =
        std::iter::repeat_with(|| dice.comment()).filter(|text| is_free(text, &settings)).take(2_000).collect();
    let began = Instant::now();
    for text in &plain {
        black_box(holds(black_box(text), Known::default(), &settings));
    }
    let each = began.elapsed().as_secs_f64() * 1e3 / plain.len() as f64;
    found.figures.push(Figure::value("rules that hold comments, a usual comment", each, "ms", Target::AtMost(RULES)));
    let mut worst = (0.0, "");
    for (name, piece) in HOSTILE {
        let text: String = piece.chars().cycle().take(LONGEST).collect();
        if !is_free(&text, &settings) {
            return Err(format!("{name}: a rule holds it, so the others are not measured"));
        }
        let mut times: Vec<f64> = (0..50)
            .map(|_| {
                let began = Instant::now();
                black_box(holds(black_box(&text), Known::default(), &settings));
                began.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        if times[times.len() / 2] > worst.0 {
            worst = (times[times.len() / 2], name);
        }
    }
    let what = format!(
        "rules that hold comments, the worst of {} hostile texts of 4,000 characters: {}",
        HOSTILE.len(),
        worst.1
    );
    found.figures.push(Figure::value(&what, worst.0, "ms", Target::AtMost(RULES)));
    Ok(())
}

fn is_free(text: &str, settings: &Settings) -> bool {
    holds(text, Known::default(), settings).is_none()
}

/// What is repeated until a text is as long as it may be.
const HOSTILE: &[(&str, &str)] = &[
    ("figures alone, too many for a number", "1"),
    ("figures and spaces", "12 3 "),
    ("figures and marks", "(1)-(2)."),
    ("signs of addresses", "@"),
    ("letters and signs of addresses", "a@a "),
    ("dots", "."),
    ("letters between dots", "a. b."),
    ("the beginnings of web addresses", "http:/ ww. "),
    ("characters without width", "a\u{200b}\u{200d}"),
    ("marks upon marks", "e\u{301}\u{302}\u{303}\u{304}"),
    ("one word", "x"),
    ("words of one letter", "a "),
    ("signs that become many letters", "\u{fdfa}"),
    ("wide figures", "\u{ff11}\u{ff12} "),
    ("signs of many code points", "👩‍👩‍👧‍👦"),
];
