//! Mail servers that fail, each in its own way: how an email to them ends, and that nobody else waits for it.

use super::world::World;
use crate::database::{Database, Server as Site};
use crate::mail_server::{Fault, Received, Server};
use chrono::Timelike;
use diesel::prelude::*;
use folkmoot::app::App;
use folkmoot::clock::{Clock, to_london};
use folkmoot::config::{Config, Transport};
use folkmoot::db::schema::{digests, follows, subscribers};
use folkmoot::digests::{Memory, run};
use folkmoot::mail::Mailer;
use std::collections::HashSet;
use std::time::Duration;

/// Seconds that one email may take, and how much later than that it may be noted on a busy machine.
const DEADLINE: u64 = 3;
const MARGIN: u64 = 20;
const MAY_REPEAT: &str = "You may have read some of this before";

/// What the server does wrong, and the states in which an email to it may end.
const TABLE: &[(&[&str], &[Fault])] = &[
    (&["accepted"], &[Fault::None, Fault::Slow, Fault::CloseAfterOne, Fault::Say421AfterOne]),
    (
        &["deferred"],
        &[
            Fault::Greet421,
            Fault::Greet554,
            Fault::NoGreeting,
            Fault::DripGreeting,
            Fault::Gibberish,
            Fault::CloseAtOnce,
            Fault::Helo421,
            Fault::SaysItTwice,
            Fault::Mail421,
            Fault::Mail451,
            Fault::Mail550,
            Fault::Rcpt421,
            Fault::Rcpt450,
            Fault::HangAtRcpt,
            Fault::CloseAtRcpt,
            Fault::Data451,
            Fault::Dot421,
            Fault::Dot451,
        ],
    ),
    (&["failed"], &[Fault::Rcpt550, Fault::Rcpt550TwoLines, Fault::Data554, Fault::Dot552]),
    // All of a short letter may be in the pipe, with its dot, when the server stops reading.
    (&["deferred", "unknown"], &[Fault::HangInLetter, Fault::CloseInLetter, Fault::QuitInLetter]),
    (
        &["unknown"],
        &[Fault::Dot354, Fault::HangAfterDot, Fault::DripAfterDot, Fault::CloseAfterDot, Fault::GibberishAfterDot],
    ),
];

/// One mail server, and the two readers whose emails go there.
struct Case {
    fault: Fault,
    states: &'static [&'static str],
    server: Server,
    app: App,
    first: usize,
    second: usize,
}

struct Town {
    world: World,
    clock: Clock,
    cases: Vec<Case>,
}

impl Town {
    async fn on(database: Database) -> Self {
        let faults: Vec<_> =
            TABLE.iter().flat_map(|(states, faults)| faults.iter().map(move |fault| (*fault, *states))).collect();
        let mut world = World::on(database, faults.len() * 2);
        diesel::update(follows::table).set(follows::frequency.eq("daily")).execute(&mut world.conn).expect("set");
        world.comments();
        let clock = Clock::held(Clock::system().now());
        // Nobody's next email is due in the two hours that pass here, whenever the test is run.
        let hour = to_london(clock.now() + chrono::Duration::hours(12)).hour();
        let hour = i32::try_from(hour).expect("an hour");
        diesel::update(subscribers::table).set(subscribers::hour.eq(hour)).execute(&mut world.conn).expect("set");
        let mut cases: Vec<Case> = Vec::new();
        for (n, (fault, states)) in faults.into_iter().enumerate() {
            let server = Server::start(fault).await;
            let config = settings(&world.database, server.port);
            let app = match cases.first() {
                Some(first) => {
                    let mailer = Mailer::new(&config, clock.clone()).expect("good settings");
                    App { mailer, ..first.app.clone() }
                }
                None => App::new(config, clock.clone()).expect("the app starts"),
            };
            cases.push(Case { fault, states, server, app, first: n * 2, second: n * 2 + 1 });
        }
        Self { world, clock, cases }
    }

    /// An email to this reader, and to nobody else, is planned for this case; gives its number.
    async fn plan(&mut self, case: usize, reader: usize) -> i64 {
        use subscribers as s;
        let (id, now) = (self.world.readers[reader].id.0, self.clock.now());
        diesel::update(s::table.find(id))
            .set((s::daily_at.eq(now), s::due_at.eq(now)))
            .execute(&mut self.world.conn)
            .expect("set");
        let planned = run::plan_all(&self.cases[case].app).await.expect("planned");
        assert_eq!(planned.planned, 1, "{:?}", self.cases[case].fault);
        digests::table
            .filter(digests::subscriber_id.eq(id))
            .order(digests::id.desc())
            .select(digests::id)
            .first(&mut self.world.conn)
            .expect("found")
    }

    fn state(&mut self, digest: i64) -> (String, String) {
        digests::table.find(digest).select((digests::state, digests::why)).first(&mut self.world.conn).expect("found")
    }

    /// The first reader of each: all at once, so that those who hang do so together.
    async fn firsts(&mut self) -> Vec<i64> {
        let (mut ids, mut sending) = (Vec::new(), Vec::new());
        for n in 0..self.cases.len() {
            let id = self.plan(n, self.cases[n].first).await;
            let app = self.cases[n].app.clone();
            let end = Duration::from_secs(DEADLINE + MARGIN);
            let sent = async move {
                tokio::time::timeout(end, run::once(&app, &format!("worker {n}"), &Memory::default())).await
            };
            sending.push(tokio::spawn(sent));
            while self.state(id).0 == "planned" {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            ids.push(id);
        }
        for (sent, case) in sending.into_iter().zip(&self.cases) {
            let sent = sent.await.expect("no panic").unwrap_or_else(|_| panic!("{:?} takes too long", case.fault));
            assert_eq!(sent.expect("noted"), 1, "{:?}", case.fault);
        }
        ids
    }

    /// Everything that is due leaves through this case's server.
    async fn send(&self, case: usize) {
        while run::once(&self.cases[case].app, "somebody", &Memory::default()).await.expect("sent") > 0 {}
    }

    fn inboxes(&self) -> Vec<Received> {
        self.cases.iter().flat_map(|case| case.server.inbox()).collect()
    }
}

fn settings(database: &Database, port: u16) -> Config {
    let mut config = Config::load(None, []).expect("the defaults are good");
    config.database.url.clone_from(&database.url);
    config.database.readers = 2;
    config.secrets.key = database.key.clone().into();
    config.files.folder = std::env::temp_dir().join("folkmoot-faults-files");
    config.site.public_url = "https://folkmoot.example".into();
    config.mail.transport = Transport::Smtp;
    config.mail.smtp_url = format!("smtp://127.0.0.1:{port}").into();
    config.mail.deadline_seconds = DEADLINE;
    config
}

fn text(letter: &Received) -> String {
    let parsed = mail_parser::MessageParser::default().parse(&letter.data).expect("a letter");
    parsed.body_text(0).expect("a text").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn message_id(letter: &Received) -> String {
    let parsed = mail_parser::MessageParser::default().parse(&letter.data).expect("a letter");
    parsed.message_id().expect("a Message-ID").to_owned()
}

async fn story(database: Database) {
    let mut town = Town::on(database).await;
    let firsts = town.firsts().await;
    let ends: Vec<(String, String)> = firsts.iter().map(|id| town.state(*id)).collect();
    let wrong = town.cases.iter().zip(&ends).filter(|(case, end)| !case.states.contains(&end.0.as_str()));
    let wrong: Vec<_> = wrong.map(|(case, end)| (case.fault, end)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");

    // Two hours later all servers are well. The second reader's email leaves whatever became of the first one's.
    town.cases.iter().for_each(|case| case.server.heal());
    town.clock.forward(chrono::Duration::hours(2));
    for n in 0..town.cases.len() {
        let id = town.plan(n, town.cases[n].second).await;
        town.send(n).await;
        let (fault, email) = (town.cases[n].fault, &town.world.readers[town.cases[n].second].email);
        assert!(town.cases[n].server.inbox().iter().any(|letter| letter.to.contains(email)), "{fault:?}");
        assert_eq!(town.state(id).0, "accepted", "{fault:?}");
    }
    for (n, end) in ends.iter().enumerate() {
        first_is_served(&mut town, n, firsts[n], &end.0).await;
    }
    let letters = town.inboxes();
    let ids: HashSet<String> = letters.iter().map(message_id).collect();
    assert_eq!(ids.len(), letters.len(), "no email came twice");
}

/// What the first reader has in the end: what was put off has been sent meanwhile; what failed or is unknown comes with the
/// next email, unless the server says that there is no such mailbox.
async fn first_is_served(town: &mut Town, case: usize, digest: i64, end: &str) {
    let (fault, reader) = (town.cases[case].fault, town.cases[case].first);
    let (id, email) = (town.world.readers[reader].id.0, town.world.readers[reader].email.clone());
    if ["accepted", "deferred"].contains(&end) {
        assert_eq!(town.state(digest).0, "accepted", "{fault:?}");
        let came = town.inboxes().iter().filter(|letter| letter.to.contains(&email)).count();
        assert_eq!(came, 1, "{fault:?}");
        return;
    }
    let silenced: bool = subscribers::table
        .find(id)
        .select(subscribers::silenced_at.is_not_null())
        .first(&mut town.world.conn)
        .expect("found");
    assert_eq!(silenced, matches!(fault, Fault::Rcpt550 | Fault::Rcpt550TwoLines), "{fault:?}");
    if silenced {
        return;
    }
    let next = town.plan(case, reader).await;
    town.send(case).await;
    assert_eq!((town.state(digest).0.as_str(), town.state(next).0.as_str()), (end, "accepted"), "{fault:?}");
    let last = town.cases[case].server.inbox().into_iter().rfind(|letter| letter.to.contains(&email));
    let says_so = text(&last.expect("it came")).contains(MAY_REPEAT);
    assert_eq!(says_so, end == "unknown", "{fault:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_email_ends_as_the_rules_say_on_sqlite() {
    story(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_email_ends_as_the_rules_say_on_postgres() {
    story(Database::postgres()).await;
}

/// A site whose mail server has taken every connection and says nothing answers as ever.
async fn pages_answer(database: Database, fault: Fault) {
    let server = Server::start(fault).await;
    let mut world = World::on(database, 100);
    world.comments();
    world.everybody_is_due();
    let settings = [
        ("MAIL__TRANSPORT", "smtp".to_owned()),
        ("MAIL__SMTP_URL", format!("smtp://127.0.0.1:{}", server.port)),
        ("MAIL__CONNECTIONS", "4".to_owned()),
        ("MAIL__DEADLINE_SECONDS", "120".to_owned()),
        ("WORKER__POLL_SECONDS", "1".to_owned()),
    ];
    let site = Site::start(&world.database, settings.map(|(name, value)| (format!("FOLKMOOT__{name}"), value)));
    let mut tries = 0;
    while world.under_way().len() < 4 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        tries += 1;
        assert!(tries < 1_000, "nothing leaves");
    }
    let hanging = world.under_way();
    let client = reqwest::Client::new();
    for path in ["/", "/areas/area-3", "/proposals", "/proposals/proposal-3", "/sign-in", "/health"] {
        let answer = client.get(format!("http://{}{path}", site.address)).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
    }
    assert_eq!(hanging.len(), 4, "no more are said to be leaving than there are connections");
    assert_eq!(world.under_way(), hanging, "{fault:?}: they hang as before");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_answer_while_emails_hang_on_sqlite() {
    pages_answer(Database::sqlite(), Fault::NoGreeting).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_answer_while_emails_hang_on_postgres() {
    pages_answer(Database::postgres(), Fault::HangAfterDot).await;
}
