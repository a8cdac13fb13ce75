//! The last moment before the close, measured: people send their responses on every connection while the close passes. None
//! that was acknowledged may be lost, none may be taken after it, and everybody is told which of the two it was.

use crate::Outcome;
use crate::drive::{self, Caller, Plan};
use crate::figures::{Figure, Findings, Target};
use crate::http::{Answer, request};
use crate::responding::{Mine, begun};
use crate::site::Running;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::clock::Clock;
use folkmoot::db::schema::{proposals, response_versions as versions, responses};
use folkmoot::db::{Conn, Scope, Tx};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use views::paths;

/// How many send at the same moment.
const CONNECTIONS: usize = 256;

/// What people were told.
#[derive(Default)]
struct Told {
    taken: AtomicI64,
    refused: AtomicI64,
}

/// People who send their responses one after the other on one connection.
struct Late {
    site: std::net::SocketAddr,
    mine: Vec<Mine>,
    at: usize,
    request: Vec<u8>,
    told: Arc<Told>,
}

impl Caller for Late {
    fn next(&mut self) -> &[u8] {
        let one = &self.mine[self.at % self.mine.len()];
        self.at += 1;
        let form = format!("csrf={}&publish=unnamed", one.csrf);
        let path = paths::response_check(&one.reference);
        self.request = request(self.site, &path, true, Some(&one.session), Some(&form));
        &self.request
    }

    fn answered(&mut self, answer: &Answer<'_>) -> Outcome<()> {
        match answer.status {
            303 => self.told.taken.fetch_add(1, Ordering::Relaxed),
            409 => self.told.refused.fetch_add(1, Ordering::Relaxed),
            other => return Err(format!("a response at the close answers {other}")),
        };
        Ok(())
    }
}

/// A second consultation closes in the middle of the run.
pub fn closing(site: &Running, found: &mut Findings) -> Outcome<()> {
    let mut conn = site.connect()?;
    let (proposal, slug) =
        site.town.open.iter().find(|one| **one != site.town.main).ok_or("one proposal only")?.clone();
    let now = Clock::system().now();
    let closes = now + Duration::from_std(site.each).unwrap_or_default();
    let all: Vec<Mine> = Tx::alone(&mut conn, |tx| {
        crate::responding::asks(tx, proposal, now)?;
        diesel::update(proposals::table.filter(proposals::id.eq(proposal)))
            .set(proposals::closes_at.eq(closes))
            .execute(&mut **tx)?;
        tx.touch(Scope::Proposal(proposal));
        site.signed_in.iter().map(|person| begun(tx, person, (proposal, &slug), now)).collect()
    })
    .map_err(|e| format!("preparing the close: {e}"))?;
    let told = Arc::new(Told::default());
    let caller = |n: usize| {
        let mine = all.iter().skip(n).step_by(CONNECTIONS).cloned().collect();
        Box::new(Late { site: site.address, mine, at: 0, request: Vec::new(), told: told.clone() }) as Box<dyn Caller>
    };
    // As much after the close as before it.
    let left = (closes - Clock::system().now()).to_std().unwrap_or_default();
    let plan = Plan { warm: std::time::Duration::ZERO, each: left + site.each, every: None };
    let (samples, _) = drive::run((0..CONNECTIONS).map(caller).collect(), site.address, site.server(), plan)?;
    found.figures.push(Figure::rate(
        "responses sent while the close passes",
        CONNECTIONS,
        &samples,
        None,
        Target::None,
    ));
    count(&mut conn, proposal, closes, &told, found)
}

fn count(
    conn: &mut Conn,
    proposal: folkmoot::ids::ProposalId,
    closes: folkmoot::clock::Moment,
    told: &Told,
    found: &mut Findings,
) -> Outcome<()> {
    let sent = || {
        versions::table
            .inner_join(responses::table.on(versions::response_id.eq(responses::id)))
            .filter(responses::proposal_id.eq(proposal))
    };
    let failed = |e: diesel::result::Error| format!("counting afterwards: {e}");
    let stored: i64 = sent().count().get_result(conn).map_err(failed)?;
    let after: i64 = sent().filter(versions::sent_at.ge(closes)).count().get_result(conn).map_err(failed)?;
    let (taken, refused) = (told.taken.load(Ordering::Relaxed), told.refused.load(Ordering::Relaxed));
    let all = Target::All(taken as f64);
    found.figures.push(Figure::value("acknowledged before the close, found again", stored as f64, "", all));
    found.figures.push(Figure::value("taken after the close", after as f64, "", Target::All(0.0)));
    found.figures.push(Figure::value("told that it is too late", refused as f64, "", Target::None));
    Ok(())
}
