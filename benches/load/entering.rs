//! Signing in, measured: what it costs those who read, how much memory a crowd takes, and what a session costs each page.

use crate::Outcome;
use crate::drive::{self, Caller, Plan, Samples};
use crate::figures::{Figure, Findings, Target};
use crate::http::{Answer, Connection, request};
use crate::process::memory;
use crate::reading;
use crate::site::Running;
use diesel::prelude::*;
use folkmoot::clock::Clock;
use folkmoot::config::Config;
use folkmoot::db::schema::accounts;
use folkmoot::ids::AccountId;
use folkmoot::passwords::Passwords;
use folkmoot::web::session;
use std::sync::Arc;
use std::time::{Duration, Instant};
use views::paths;

/// What everybody here has as a password.
const PASSWORD: &str = "four words seldom together";
/// Sign-ins a second beside the reading, over so many connections.
const EACH_SECOND: u32 = 20;
const CONNECTIONS: u32 = 4;
/// How often reading is measured with and without them.
const TURNS: u32 = 2;
/// How many come at the same moment.
const CROWD: usize = 100;
/// How often a session is looked up.
const LOOKS: u32 = 20_000;

/// Signs one person in after the other, never the same twice within the limits of an account.
struct Enterer {
    requests: Arc<Vec<Vec<u8>>>,
    at: usize,
}

impl Caller for Enterer {
    fn next(&mut self) -> &[u8] {
        self.at = (self.at + CONNECTIONS as usize) % self.requests.len();
        &self.requests[self.at]
    }

    fn answered(&mut self, answer: &Answer<'_>) -> Outcome<()> {
        let_in(answer)
    }
}

fn let_in(answer: &Answer<'_>) -> Outcome<()> {
    let cookie = answer.header("set-cookie").is_some_and(|value| value.starts_with(session::COOKIE));
    if answer.status == 303 && cookie { Ok(()) } else { Err(format!("a sign-in answers {}", answer.status)) }
}

/// Everything about signing in.
pub fn signing_in(site: &Running, found: &mut Findings) -> Outcome<()> {
    let requests = Arc::new(entries(site)?);
    beside_reading(site, &requests, found)?;
    a_crowd(site, &requests, found)?;
    sessions(site, found)
}

/// Gives everybody who is signed in the password, and the requests with which they enter.
fn entries(site: &Running) -> Outcome<Vec<Vec<u8>>> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| format!("cannot start: {e}"))?;
    let config = Config::load(None, [])?;
    let passwords = Passwords::start(&config.accounts).map_err(|e| e.to_string())?;
    let hash = runtime.block_on(passwords.hash(PASSWORD.to_owned().into())).map_err(|e| e.to_string())?;
    let refused = |e: diesel::result::Error| format!("giving passwords: {e}");
    let mut conn = site.connect()?;
    let people: Vec<AccountId> = site.signed_in.iter().map(|one| one.person.0).collect();
    let mut all = Vec::new();
    for id in people {
        let email: String = diesel::update(accounts::table.find(id))
            .set(accounts::password_hash.eq(&hash))
            .returning(accounts::email)
            .get_result::<Option<String>>(&mut conn)
            .map_err(refused)?
            .ok_or("somebody who is signed in has no address")?;
        let form = serde_html_form::to_string([("email", email.as_str()), ("password", PASSWORD)])
            .map_err(|e| format!("a form: {e}"))?;
        all.push(request(site.address, paths::sign_in(), true, None, Some(&form)));
    }
    Ok(all)
}

/// Pages for everybody while people sign in, against the same pages while nobody does.
fn beside_reading(site: &Running, requests: &Arc<Vec<Vec<u8>>>, found: &mut Findings) -> Outcome<()> {
    let page = Arc::new(vec![request(site.address, &paths::proposal(&site.town.main.1), true, None, None)]);
    let read = || reading::turn(&page, 16, site.address, site.server(), site.each);
    let enter = |n: u32| Box::new(Enterer { requests: requests.clone(), at: n as usize }) as Box<dyn Caller>;
    let every = Duration::from_secs(1) * CONNECTIONS / EACH_SECOND;
    let plan = Plan { warm: site.each / 5, each: site.each, every: Some(every) };
    let (mut alone, mut beside, mut entered) = (Samples::default(), Samples::default(), Samples::default());
    // In turns: whatever else goes on in this machine meets both alike.
    for _ in 0..TURNS {
        alone.add(read()?);
        std::thread::scope(|scope| {
            let hand =
                scope.spawn(|| drive::run((0..CONNECTIONS).map(enter).collect(), site.address, site.server(), plan));
            beside.add(read()?);
            entered.add(hand.join().map_err(|_| "whoever signs in panicked")??.0);
            Ok::<_, String>(())
        })?;
    }
    let what = format!("proposal page while {EACH_SECOND} sign in a second, against none");
    found.figures.push(Figure::rate(&what, 16, &beside, Some(&alone), Target::Share(70.0)));
    // The last of each connection may end after the time measured.
    let least = f64::from(EACH_SECOND) * 0.95;
    found.figures.push(Figure::rate("sign-ins meanwhile", CONNECTIONS as usize, &entered, None, Target::Rate(least)));
    Ok(())
}

/// Very many sign in at the same moment: all get in, and the server stays small.
fn a_crowd(site: &Running, requests: &Arc<Vec<Vec<u8>>>, found: &mut Findings) -> Outcome<()> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| format!("cannot start: {e}"))?;
    let began = Instant::now();
    runtime.block_on(async {
        let mut set = tokio::task::JoinSet::new();
        for n in 0..CROWD {
            let (requests, address) = (requests.clone(), site.address);
            set.spawn(async move { let_in(&Connection::open(address).await?.send(&requests[n]).await?) });
        }
        while let Some(one) = set.join_next().await {
            one.map_err(|_| "somebody in the crowd panicked")??;
        }
        Ok::<_, String>(())
    })?;
    let took = began.elapsed().as_secs_f64();
    found.figures.push(Figure::value(
        &format!("until all of {CROWD} who come at once are in"),
        took,
        "s",
        Target::None,
    ));
    let most = memory(site.server(), "VmHWM")?;
    found.figures.push(Figure::value("memory of the server until then, at most", most, "MB", Target::AtMost(250.0)));
    Ok(())
}

/// The question that tells who is behind a cookie, asked as each page asks it.
fn sessions(site: &Running, found: &mut Findings) -> Outcome<()> {
    let mut conn = site.connect()?;
    let now = Clock::system().now();
    let mut look = |n: u32| {
        let one = &site.signed_in[n as usize % site.signed_in.len()];
        let person = session::find(&mut conn, &one.session, now).map_err(|e| e.to_string())?;
        if person.is_some_and(|person| person.id == one.person.0) {
            Ok(())
        } else {
            Err("a session is lost".to_owned())
        }
    };
    (0..LOOKS / 10).try_for_each(&mut look)?;
    let began = Instant::now();
    (0..LOOKS).try_for_each(&mut look)?;
    let each = began.elapsed().as_secs_f64() * 1e6 / f64::from(LOOKS);
    found.figures.push(Figure::value("finding the person behind a session", each, "µs", Target::AtMost(100.0)));
    Ok(())
}
