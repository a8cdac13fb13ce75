//! Emails to many subscribers (100,000 are promised), measured: planned while nothing can be sent, then sent to a mail server of our own.

use crate::Outcome;
use crate::drive::Samples;
use crate::figures::{Figure, Findings, Target};
use crate::http::request;
use crate::process::{Process, memory};
use crate::reading;
use crate::sink::Sink;
use crate::site::Running;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::clock::{Clock, Moment};
use folkmoot::db::Conn;
use folkmoot::db::schema::{activity, digest_runs, digests, follows, subscribers};
use folkmoot::each_backend;
use std::sync::Arc;
use std::time::{Duration, Instant};
use views::paths;

/// What each follows: two areas, eight proposals, and discussions.
const FOLLOWS: i64 = 50;
const NEWS: i64 = 10_000;
/// Connections to the mail server.
const CONNECTIONS: usize = 64;
/// How often pages are measured with and without the worker, each for a part of the time of a row.
const TURNS: u32 = 4;
/// Nothing listens there: the mail server is away, and is left in peace.
const NOWHERE: &str = "smtp://127.0.0.1:9?tls=none";

/// Plans for everybody, then sends for a while; pages are asked for meanwhile.
pub fn planned_and_sent(site: &Running, subscribers: i64, found: &mut Findings) -> Outcome<()> {
    let mut conn = site.connect()?;
    let began = Instant::now();
    let news = fill(&mut conn, subscribers, Clock::system().now())?;
    eprintln!(
        "{subscribers} subscribers with {FOLLOWS} follows each, {news} news: made in {:.0} s",
        began.elapsed().as_secs_f64()
    );
    let worker = site.work(&[("MAIL__TRANSPORT", "smtp".into()), ("MAIL__SMTP_URL", NOWHERE.into())])?;
    std::thread::sleep(Duration::from_secs(1));
    let (alone, beside) = pages_in_turns(site, &worker)?;
    if due(&mut conn)? == 0 {
        return Err("everything was planned before the pages were measured".into());
    }
    wait_until_planned(&mut conn, &worker)?;
    let (took, emails) = run(&mut conn)?;
    let limit = if site.is_sqlite() { 120.0 } else { 60.0 };
    found.figures.push(Figure::value(
        &format!("planning for {} subscribers with {FOLLOWS} follows each", views::parts::number(subscribers)),
        took,
        "s",
        Target::AtMost(limit),
    ));
    found.figures.push(Figure::value(
        "memory while planning, at most",
        memory(worker.id(), "VmHWM")?,
        "MB",
        Target::AtMost(200.0),
    ));
    let what = "proposal page while emails are planned, against none";
    found.figures.push(Figure::rate(what, 16, &beside, Some(&alone), Target::Share(80.0)));
    drop(worker);
    found.notes.push(format!("{emails} emails were planned; each tells of {} news on average.", average(&mut conn)?));
    sent(site, found)
}

/// Sends for a while: how many a second, and how fast pages are meanwhile.
fn sent(site: &Running, found: &mut Findings) -> Outcome<()> {
    let sink = Sink::start()?;
    let settings = [
        ("MAIL__TRANSPORT", "smtp".to_owned()),
        ("MAIL__SMTP_URL", format!("smtp://{}?tls=none", sink.address)),
        ("MAIL__CONNECTIONS", CONNECTIONS.to_string()),
    ];
    let worker = site.work(&settings)?;
    let deadline = Instant::now() + Duration::from_secs(60);
    while sink.count() == 0 {
        if Instant::now() > deadline {
            return Err("no email came to the mail server in a minute".into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let (before, began) = (sink.count(), Instant::now());
    std::thread::sleep(site.each * 3);
    let rate = (sink.count() - before) as f64 / began.elapsed().as_secs_f64();
    found.figures.push(Figure::value(
        "emails sent to a mail server on this machine, a second",
        rate,
        "",
        Target::AtLeast(1_000.0),
    ));
    let (alone, beside) = pages_in_turns(site, &worker)?;
    let what = "proposal page while emails are sent, against none";
    found.figures.push(Figure::rate(what, 16, &beside, Some(&alone), Target::Share(80.0)));
    found.figures.push(Figure::value(
        "memory while sending, at most",
        memory(worker.id(), "VmHWM")?,
        "MB",
        Target::AtMost(200.0),
    ));
    drop(worker);
    Ok(())
}

/// The proposal page for strangers while the worker is halted, and while it works, in turns: whatever else goes on in this
/// machine meets both alike.
fn pages_in_turns(site: &Running, worker: &Process) -> Outcome<(Samples, Samples)> {
    let asked = Arc::new(vec![request(site.address, &paths::proposal(&site.town.main.1), true, None, None)]);
    let turn = || reading::turn(&asked, 16, site.address, site.server(), site.each / TURNS);
    let (mut alone, mut beside) = (Samples::default(), Samples::default());
    for _ in 0..TURNS {
        worker.halt(true)?;
        alone.add(turn()?);
        worker.halt(false)?;
        beside.add(turn()?);
    }
    Ok((alone, beside))
}

fn due(conn: &mut Conn) -> Outcome<i64> {
    let due = subscribers::table.filter(subscribers::due_at.le(Clock::system().now())).count();
    due.get_result(conn).map_err(|e| format!("looking who is due: {e}"))
}

fn wait_until_planned(conn: &mut Conn, worker: &Process) -> Outcome<()> {
    let deadline = Instant::now() + Duration::from_secs(600);
    loop {
        let due = due(conn)?;
        if due == 0 {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(format!("{due} subscribers were not planned for in ten minutes by process {}", worker.id()));
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// From the beginning to the end of the run, in seconds, and the emails it planned.
fn run(conn: &mut Conn) -> Outcome<(f64, i64)> {
    let (began, ended, planned): (Moment, Option<Moment>, i64) = digest_runs::table
        .order(digest_runs::looked_at.desc())
        .select((digest_runs::began_at, digest_runs::ended_at, digest_runs::planned))
        .first(conn)
        .map_err(|e| format!("the run: {e}"))?;
    let took = (ended.unwrap_or(began) - began).num_milliseconds() as f64 / 1_000.0;
    Ok((took, planned))
}

fn average(conn: &mut Conn) -> Outcome<usize> {
    let some: Vec<Vec<u8>> = digests::table
        .order(digests::id)
        .limit(200)
        .select(digests::items)
        .load(conn)
        .map_err(|e| format!("the emails: {e}"))?;
    let all: usize = some.iter().map(|bytes| folkmoot::digests::items::Items::from_bytes(bytes).ids().len()).sum();
    Ok(all / some.len().max(1))
}

/// Numbers from 1 to `$most`, as both databases make them.
const NUMBERS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $most) ";

/// Subscribers, what they follow, and news, made by the database itself; gives how many news there are.
fn fill(conn: &mut Conn, subscribers: i64, now: Moment) -> Outcome<i64> {
    let at = (now - chrono::Duration::hours(1)).format("%Y-%m-%d %H:%M:%S").to_string();
    let empty = if matches!(conn, Conn::Sqlite(_)) { "X''" } else { "''::bytea" };
    let make_subscribers = format!(
        "{}INSERT INTO subscribers (email, email_key, wording, asked_at, confirmed_at, covered_until, pending, doubtful, daily_at, due_at) \
         SELECT 'reader' || i || '@people.example', 'reader' || i || '@people.example', 'bench', '{at}', '{at}', \
         (SELECT COALESCE(MAX(id), 0) FROM activity), {empty}, {empty}, '{at}', '{at}' FROM n",
        NUMBERS.replace("$most", &subscribers.to_string())
    );
    // For each kind: how many each follows, and among how many.
    let kinds = [("area", 2, "areas"), ("proposal", 8, "proposals"), ("thread", FOLLOWS - 10, "comments")];
    let follow = |(kind, each, table): (&str, i64, &str)| {
        format!(
            "{}INSERT INTO follows (subscriber_id, kind, target_id, frequency, since, created_at) \
             SELECT s.id, '{kind}', t.id, 'daily', s.covered_until, '{at}' FROM subscribers s CROSS JOIN n \
             JOIN numbered t ON t.kind = '{kind}' AND t.place = (s.id * 37 + n.i) % (SELECT COUNT(*) FROM numbered WHERE kind = '{kind}') \
             WHERE s.wording = 'bench' AND '{table}' <> ''",
            NUMBERS.replace("$most", &each.to_string())
        )
    };
    let mut steps = vec![
        make_subscribers,
        "CREATE TEMPORARY TABLE numbered (kind TEXT NOT NULL, place BIGINT NOT NULL, id BIGINT NOT NULL, PRIMARY KEY (kind, place))".into(),
        "INSERT INTO numbered SELECT 'area', ROW_NUMBER() OVER (ORDER BY id) - 1, id FROM areas".into(),
        "INSERT INTO numbered SELECT 'proposal', ROW_NUMBER() OVER (ORDER BY id) - 1, id FROM proposals".into(),
        "INSERT INTO numbered SELECT 'thread', ROW_NUMBER() OVER (ORDER BY id) - 1, id FROM comments WHERE depth = 0".into(),
    ];
    steps.extend(kinds.map(follow));
    steps.push(format!(
        "INSERT INTO activity (kind, area_id, proposal_id, comment_id, actor_id, detail, at) \
         SELECT 'comment_posted', p.area_id, c.proposal_id, c.id, c.author_id, '', '{at}' \
         FROM comments c JOIN proposals p ON p.id = c.proposal_id ORDER BY (c.id * 7919) % 40009, c.id LIMIT {NEWS}"
    ));
    steps.push("DROP TABLE numbered".into());
    steps.push("ANALYZE".into());
    for step in steps {
        each_backend!(&mut *conn, c => c.batch_execute(&step)).map_err(|e| format!("filling: {e}: {step}"))?;
    }
    let count = |found: QueryResult<i64>| found.map_err(|e| format!("counting: {e}"));
    let all = count(follows::table.count().get_result(conn))?;
    if all < subscribers * FOLLOWS {
        return Err(format!("only {all} follows were made"));
    }
    count(activity::table.filter(activity::kind.eq("comment_posted")).count().get_result(conn))
}
