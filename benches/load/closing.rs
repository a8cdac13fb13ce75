//! The last moments before the close, measured: ten thousand people save and send their responses while the close passes. None
//! that was acknowledged may be lost, none may be taken after it, and everybody is told which of the two it was.

use crate::Outcome;
use crate::drive::{self, Caller, Plan};
use crate::figures::{Figure, Findings, Target};
use crate::http::{Answer, request};
use crate::responding::{Mine, asks, begun, saving};
use crate::site::Running;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::clock::{Clock, Moment};
use folkmoot::db::schema::{proposals, response_sections as sections, response_versions as versions, responses};
use folkmoot::db::{Conn, Scope, Tx};
use folkmoot::ids::ProposalId;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use views::paths;

/// How many people answer, each with an account and a response of their own.
const CROWD: usize = 10_000;
/// How many of them ask at the same moment.
const CONNECTIONS: usize = 512;

/// What people were told.
#[derive(Default)]
struct Told {
    saved: AtomicI64,
    sent: AtomicI64,
    late: AtomicI64,
    busy: AtomicI64,
    /// People who were told that their response came in time, or that it is too late.
    people: AtomicI64,
}

/// One of the crowd.
struct One {
    mine: Mine,
    /// How often their section was saved; it was prepared once.
    edition: i64,
    knows: bool,
}

/// People who save their answers and send them, one after the other on one connection, again and again.
struct Late {
    site: std::net::SocketAddr,
    closes: Moment,
    crowd: Vec<One>,
    at: usize,
    sends: bool,
    asked_at: Moment,
    request: Vec<u8>,
    told: Arc<Told>,
}

impl Late {
    /// It is the next one's turn; this one knows now.
    fn turn(&mut self) {
        let one = &mut self.crowd[self.at];
        if !std::mem::replace(&mut one.knows, true) {
            self.told.people.fetch_add(1, Ordering::Relaxed);
        }
        (self.at, self.sends) = ((self.at + 1) % self.crowd.len(), false);
    }
}

impl Caller for Late {
    fn next(&mut self) -> &[u8] {
        let one = &self.crowd[self.at];
        let (path, form) = if self.sends {
            (paths::response_check(&one.mine.reference), format!("csrf={}&publish=unnamed", one.mine.csrf))
        } else {
            saving(&one.mine, one.edition)
        };
        self.request = request(self.site, &path, true, Some(&one.mine.session), Some(&form));
        self.asked_at = Clock::system().now();
        &self.request
    }

    fn answered(&mut self, answer: &Answer<'_>) -> Outcome<()> {
        let early = Clock::system().now() < self.closes;
        match answer.status {
            // What was not sent yet is still kept for its writer after the close, and then it is too late to send it.
            303 if self.sends && self.asked_at >= self.closes => {
                return Err("a response was taken after the close".into());
            }
            303 if self.sends => {
                self.told.sent.fetch_add(1, Ordering::Relaxed);
                self.turn();
            }
            303 => {
                self.told.saved.fetch_add(1, Ordering::Relaxed);
                self.crowd[self.at].edition += 1;
                self.sends = true;
            }
            409 if early => return Err("a response was refused before the close".into()),
            409 => {
                self.told.late.fetch_add(1, Ordering::Relaxed);
                self.turn();
            }
            // They are told that nothing was saved, and try again.
            503 => _ = self.told.busy.fetch_add(1, Ordering::Relaxed),
            other => return Err(format!("a response at the close answers {other}")),
        }
        Ok(())
    }
}

/// A second consultation closes in the middle of the run; the other half is there so that everybody gets their turn.
pub fn closing(site: &Running, found: &mut Findings) -> Outcome<()> {
    let mut conn = site.connect()?;
    // The first two are those whose results are looked at, and the last has the campaigns.
    let (proposal, slug) = site.town.open.get(2).ok_or("too few proposals are open")?.clone();
    let people = site.crowd(&mut conn, CROWD)?;
    let now = Clock::system().now();
    let all: Vec<Mine> = Tx::alone(&mut conn, |tx| {
        asks(tx, proposal, now)?;
        people.iter().map(|person| begun(tx, person, (proposal, &slug), now)).collect()
    })
    .map_err(|e| format!("preparing the close: {e}"))?;
    let closes = Clock::system().now() + Duration::from_std(site.each * 5).unwrap_or_default();
    Tx::alone(&mut conn, |tx| {
        diesel::update(proposals::table.filter(proposals::id.eq(proposal)))
            .set(proposals::closes_at.eq(closes))
            .execute(&mut **tx)?;
        tx.touch(Scope::Proposal(proposal));
        Ok(())
    })
    .map_err(|e| format!("setting the close: {e}"))?;
    let told = Arc::new(Told::default());
    let caller = |n: usize| {
        let one = |mine: &Mine| One { mine: mine.clone(), edition: 1, knows: false };
        let crowd = all.iter().skip(n).step_by(CONNECTIONS).map(one).collect();
        let (site, told) = (site.address, told.clone());
        let late = Late { site, closes, crowd, at: 0, sends: false, asked_at: now, request: Vec::new(), told };
        Box::new(late) as Box<dyn Caller>
    };
    let plan = Plan { warm: std::time::Duration::ZERO, each: site.each * 10, every: None };
    let (samples, _) = drive::run((0..CONNECTIONS).map(caller).collect(), site.address, site.server(), plan)?;
    let what = "saved and sent by 10,000 people while the close passes";
    found.figures.push(Figure::rate(what, CONNECTIONS, &samples, None, Target::None));
    count(&mut conn, (proposal, closes), &told, found)
}

fn count(conn: &mut Conn, (proposal, closes): (ProposalId, Moment), told: &Told, found: &mut Findings) -> Outcome<()> {
    let failed = |e: diesel::result::Error| format!("counting afterwards: {e}");
    let of_it = responses::table.filter(responses::proposal_id.eq(proposal)).select(responses::id);
    let sent = versions::table.filter(versions::response_id.eq_any(of_it));
    let saved = sections::table.filter(sections::response_id.eq_any(of_it));
    let stored: i64 = sent.count().get_result(conn).map_err(failed)?;
    let editions: Vec<i64> = saved.select(sections::edition).load(conn).map_err(failed)?;
    let sent_late: i64 = sent.filter(versions::sent_at.ge(closes)).count().get_result(conn).map_err(failed)?;
    let (sent, saved) = (told.sent.load(Ordering::Relaxed), told.saved.load(Ordering::Relaxed));
    let mut note = |what: &str, value: i64, target| {
        found.figures.push(Figure::value(what, value as f64, "", target));
    };
    note("the same: responses acknowledged, found again", stored, Target::All(sent as f64));
    note(
        "the same: sections acknowledged, found again",
        editions.iter().map(|n| n - 1).sum(),
        Target::All(saved as f64),
    );
    note("the same: taken after the close", sent_late, Target::AtMost(0.0));
    note("the same: people who were told", told.people.load(Ordering::Relaxed), Target::All(CROWD as f64));
    note("the same: told that it is too late", told.late.load(Ordering::Relaxed), Target::None);
    note("the same: told to try again, as too many came at once", told.busy.load(Ordering::Relaxed), Target::None);
    Ok(())
}
