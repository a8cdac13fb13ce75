//! A city with a hundred proposals and two thousand readers, and processes that send emails to them.

use crate::database::{Database, Program};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::accounts;
use folkmoot::activity::{self, Event, Place};
use folkmoot::clock::{Clock, Moment};
use folkmoot::db::{Conn, Tx, schema};
use folkmoot::error::Result;
use folkmoot::follows::Target;
use folkmoot::ids::{AccountId, AreaId, CommentId, ProposalId, SubscriberId};
use folkmoot::policy::{Capacity, Role, Stage, Totals};
use folkmoot::proposals::{self, Content, Draft};
use folkmoot::queue::{self, Job};
use folkmoot::subscribers::{self, Frequency};
use std::collections::BTreeMap;
use std::fs::File;
use std::time::Duration;

const AREAS: i32 = 25;
const PROPOSALS: usize = 100;

/// Somebody who gets emails, and the one thing that they follow.
pub struct Reader {
    pub id: SubscriberId,
    pub email: String,
    pub target: Target,
}

/// A comment that somebody is owed: its row of activity, a word that no other has, and where it stands.
pub struct Item {
    pub row: i64,
    pub word: String,
    pub targets: [Target; 2],
}

pub struct World {
    pub database: Database,
    pub conn: Conn,
    pub readers: Vec<Reader>,
    pub items: Vec<Item>,
    proposals: Vec<(ProposalId, AreaId)>,
    author: AccountId,
    started: usize,
}

impl World {
    /// Everybody follows something of which nothing has been heard yet.
    pub fn on(database: Database, readers: usize) -> Self {
        let mut conn = database.connect();
        let now = Clock::system().now();
        let (author, proposals) = Tx::alone(&mut conn, |tx| found(tx, now)).expect("founded");
        let readers = Tx::alone(&mut conn, |tx| {
            (0..readers).map(|n| reader(tx, n, proposals[n % proposals.len()], now)).collect::<Result<Vec<_>>>()
        })
        .expect("readers are made");
        Self { database, conn, readers, items: Vec::new(), proposals, author, started: 0 }
    }

    /// A comment on each proposal.
    pub fn comments(&mut self) {
        let (author, now) = (self.author, Clock::system().now());
        let proposals = self.proposals.clone();
        let first = self.items.len();
        let before = Tx::alone(&mut self.conn, |tx| {
            let before = latest(tx)?;
            for (n, (proposal, area)) in proposals.iter().enumerate() {
                let id = comment(tx, *proposal, author, &format!("Something about word{}.", first + n), now)?;
                let place =
                    Place { area: Some(*area), proposal: Some(*proposal), comment: Some(id), actor: Some(author) };
                activity::record(tx, Event::CommentPosted, place, "", now);
            }
            Ok(before)
        })
        .expect("written");
        let rows: Vec<i64> = schema::activity::table
            .filter(schema::activity::id.gt(before))
            .filter(schema::activity::kind.eq(Event::CommentPosted))
            .order(schema::activity::id)
            .select(schema::activity::id)
            .load(&mut self.conn)
            .expect("read");
        assert_eq!(rows.len(), proposals.len());
        self.items.extend(rows.into_iter().zip(proposals).enumerate().map(|(n, (row, (proposal, area)))| Item {
            row,
            word: format!("word{}.", first + n),
            targets: [Target::Proposal(proposal), Target::Area(area)],
        }));
    }

    /// The next day has come, and for those who get weekly emails the next week.
    pub fn everybody_is_due(&mut self) {
        let now = Clock::system().now();
        Tx::alone(&mut self.conn, |tx| subscribers::hasten(tx, now)).expect("hastened");
    }

    /// Minutes have passed: whoever hears of things at once is due, and what was put off is tried again. Leases go on in
    /// their own time, for somebody may live who has them.
    pub fn minutes_pass(&mut self) {
        use schema::{digests as d, subscribers as s};
        let now = Clock::system().now();
        let soon = s::table.filter(s::at_once_at.gt(now));
        diesel::update(soon).set((s::at_once_at.eq(now), s::due_at.eq(now))).execute(&mut self.conn).expect("set");
        let put_off = d::table.filter(d::state.eq("deferred")).filter(d::owner.eq("")).filter(d::next_at.gt(now));
        diesel::update(put_off).set(d::next_at.eq(now)).execute(&mut self.conn).expect("set");
    }

    /// How many are due and not looked at, and how many emails have not come to an end.
    pub fn waiting(&mut self) -> (i64, i64) {
        use schema::{digests as d, subscribers as s};
        let now = Clock::system().now();
        let due = s::table.filter(s::due_at.le(now)).count().get_result(&mut self.conn).expect("counted");
        let open = d::table.filter(d::next_at.is_not_null()).count().get_result(&mut self.conn).expect("counted");
        (due, open)
    }

    /// How many emails have come to an end.
    pub fn ended(&mut self) -> usize {
        use schema::digests as d;
        let ended: i64 =
            d::table.filter(d::ended_at.is_not_null()).count().get_result(&mut self.conn).expect("counted");
        usize::try_from(ended).expect("a count")
    }

    /// How far all has come, and what the programs complained of: for whoever waits in vain.
    pub fn troubles(&mut self) -> String {
        use schema::digests as d;
        let ((due, open), pending) = (self.waiting(), self.pending());
        let states: Vec<String> = d::table.order(d::id).select(d::state).load(&mut self.conn).expect("read");
        let mut ends: BTreeMap<String, usize> = BTreeMap::new();
        states.into_iter().for_each(|state| *ends.entry(state).or_default() += 1);
        let logs = (1..=self.started).map(|n| self.database.folder.path().join(format!("work-{n}.log")));
        let said: Vec<String> = logs.filter_map(|log| std::fs::read_to_string(log).ok()).collect();
        let bad = said.iter().flat_map(|log| log.lines()).filter(|l| l.contains("WARN") || l.contains("ERROR"));
        let bad: Vec<&str> = bad.take(20).collect();
        format!("{due} are due, {open} open, {pending} pending; {ends:?}\n{}", bad.join("\n"))
    }

    /// How many have something to hear that is in no email yet.
    pub fn pending(&mut self) -> usize {
        use schema::subscribers as s;
        let kept: Vec<Vec<u8>> = s::table.order(s::id).select(s::pending).load(&mut self.conn).expect("read");
        kept.iter().filter(|pending| !pending.is_empty()).count()
    }

    /// The emails that somebody is sending or died while sending.
    pub fn under_way(&mut self) -> Vec<i64> {
        use schema::digests as d;
        if let Conn::Postgres(conn) = &mut self.conn {
            // A killed program's last word may still be on its way through PostgreSQL: whoever writes is waited for.
            conn.batch_execute("BEGIN; LOCK TABLE digests IN SHARE MODE; COMMIT").expect("everybody has written");
        }
        d::table.filter(d::state.eq("sending")).order(d::id).select(d::id).load(&mut self.conn).expect("read")
    }

    /// Halts a program while it is not in the middle of writing: who stops there keeps everybody else from it.
    pub fn halt(&mut self, program: &Program) {
        let (alone, after) = match &self.conn {
            Conn::Postgres(_) => ("BEGIN; LOCK TABLE digests IN SHARE MODE NOWAIT", "ROLLBACK"),
            Conn::Sqlite(_) => ("PRAGMA busy_timeout=0; BEGIN IMMEDIATE", "ROLLBACK; PRAGMA busy_timeout=30000"),
        };
        for _ in 0..100 {
            program.halt();
            // What is on its way to PostgreSQL arrives.
            std::thread::sleep(Duration::from_millis(20));
            let nobody_writes = self.conn.batch_execute(alone).is_ok();
            if nobody_writes || matches!(self.conn, Conn::Postgres(_)) {
                self.conn.batch_execute(after).expect("not alone any more");
            }
            if nobody_writes {
                return;
            }
            program.go_on();
            std::thread::sleep(Duration::from_millis(7));
        }
        panic!("it writes all the time");
    }

    /// A letter about somebody's own account is to be sent: to the author of all comments.
    pub fn letter(&mut self) {
        let (job, now) = (Job::PasswordChanged { account: self.author.0 }, Clock::system().now());
        Tx::alone(&mut self.conn, |tx| queue::enqueue(tx, &job, now)).expect("put into the queue");
    }

    /// Whether there is such a letter, and whether somebody has it in hand.
    pub fn letters(&mut self) -> Vec<bool> {
        use schema::jobs as j;
        j::table.order(j::id).select(j::claimed_until.is_not_null()).load(&mut self.conn).expect("read")
    }

    /// `folkmoot work` with these settings besides the usual ones; it has begun to look for work.
    pub fn work(&mut self, settings: &[(String, String)]) -> Program {
        self.started += 1;
        let log = self.database.folder.path().join(format!("work-{}.log", self.started));
        let child = self
            .database
            .command("work")
            .env("FOLKMOOT__SITE__PUBLIC_URL", "https://folkmoot.example")
            .env("FOLKMOOT__MAIL__TRANSPORT", "smtp")
            .env("FOLKMOOT__WORKER__POLL_SECONDS", "1")
            .env("FOLKMOOT__LOG__FILTER", "info")
            .envs(settings.iter().cloned())
            .stderr(File::create(&log).expect("a log"))
            .spawn()
            .expect("the program starts");
        let program = Program(child);
        for _ in 0..3_000 {
            if std::fs::read_to_string(&log).is_ok_and(|said| said.contains("working")) {
                return program;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the program did not start: {}", std::fs::read_to_string(&log).unwrap_or_default());
    }
}

fn latest(conn: &mut Conn) -> Result<i64> {
    use schema::activity as a;
    Ok(a::table.select(diesel::dsl::max(a::id)).first::<Option<i64>>(conn)?.unwrap_or(0))
}

fn found(tx: &mut Tx<'_>, now: Moment) -> Result<(AccountId, Vec<(ProposalId, AreaId)>)> {
    let mut areas = Vec::new();
    for n in 0..AREAS {
        areas.push(area(tx, n, now)?);
    }
    let mut proposals = Vec::new();
    for n in 0..PROPOSALS {
        let area = areas[n % areas.len()];
        let draft = Draft {
            area,
            content: Content { title: format!("Proposal {n}"), ..Content::default() },
            opens_at: Some(now - chrono::Duration::days(1)),
            closes_at: Some(now + chrono::Duration::days(300)),
            totals: Totals::Public,
            stage: Stage::Open,
            attribution_html: String::new(),
        };
        proposals.push((proposals::insert(tx, &draft, None, now)?, area));
    }
    let (role, capacity) = (Role::Member, Capacity::Resident);
    let author = accounts::create_confirmed(tx, "An author", "author@people.example", role, capacity, "", "-", now)?;
    Ok((author, proposals))
}

fn area(tx: &mut Tx<'_>, n: i32, now: Moment) -> Result<AreaId> {
    use schema::areas as a;
    Ok(diesel::insert_into(a::table)
        .values((
            a::slug.eq(format!("area-{n}")),
            a::title.eq(format!("Area {n}")),
            a::short_title.eq(format!("Area {n}")),
            a::life_stage.eq("live"),
            a::ambition.eq(""),
            a::lede.eq(""),
            a::why.eq(""),
            a::why_html.eq(""),
            a::position.eq(n),
            a::updated_at.eq(now),
        ))
        .returning(a::id)
        .get_result(&mut **tx)?)
}

fn comment(tx: &mut Tx<'_>, proposal: ProposalId, by: AccountId, body: &str, now: Moment) -> Result<CommentId> {
    use schema::comments as c;
    Ok(diesel::insert_into(c::table)
        .values((
            c::proposal_id.eq(proposal),
            c::depth.eq(0),
            c::author_id.eq(by),
            c::capacity.eq("resident"),
            c::badge.eq("resident"),
            c::body.eq(body),
            c::body_html.eq(body),
            c::state.eq("published"),
            c::listed.eq(true),
            c::created_at.eq(now),
        ))
        .returning(c::id)
        .get_result(&mut **tx)?)
}

/// Of ten readers six follow a proposal daily, one at once, two an area daily, one weekly. Written as rows: to press Follow
/// is tested elsewhere, and two thousand presses take longer than all the rest.
fn reader(tx: &mut Tx<'_>, n: usize, (proposal, area): (ProposalId, AreaId), now: Moment) -> Result<Reader> {
    use schema::{follows as f, subscribers as s};
    let (target, frequency) = match n % 10 {
        0..6 => (Target::Proposal(proposal), Frequency::Daily),
        6 => (Target::Proposal(proposal), Frequency::AtOnce),
        7 | 8 => (Target::Area(area), Frequency::Daily),
        _ => (Target::Area(area), Frequency::Weekly),
    };
    let (email, later) = (format!("reader{n}@people.example"), now + chrono::Duration::hours(20));
    let since = latest(tx)?;
    let due = |at: Frequency| (frequency == at).then_some(later);
    let id: SubscriberId = diesel::insert_into(s::table)
        .values((
            (s::email.eq(&email), s::email_key.eq(&email), s::wording.eq("Yes."), s::asked_at.eq(now)),
            (s::confirmed_at.eq(now), s::covered_until.eq(since)),
            (s::pending.eq(Vec::<u8>::new()), s::doubtful.eq(Vec::<u8>::new())),
            s::daily_at.eq(due(Frequency::Daily)),
            s::weekly_at.eq(due(Frequency::Weekly)),
            s::due_at.eq(due(Frequency::Daily).or(due(Frequency::Weekly))),
        ))
        .returning(s::id)
        .get_result(&mut **tx)?;
    let (kind, about) = target.parts();
    diesel::insert_into(f::table)
        .values((
            f::subscriber_id.eq(id),
            f::kind.eq(kind),
            f::target_id.eq(about),
            f::frequency.eq(frequency),
            f::since.eq(since),
            f::created_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(Reader { id, email, target })
}
