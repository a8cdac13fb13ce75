//! Answering a consultation, measured: saving a section, and sending a response of twenty answers, each safe on the disk
//! before it is answered; and afterwards a count of what is there.

use crate::Outcome;
use crate::drive::{self, Caller, Plan};
use crate::figures::{Figure, Findings, Target};
use crate::http::{Answer, request};
use crate::site::{Running, SignedIn};
use diesel::prelude::*;
use folkmoot::clock::{Clock, Moment};
use folkmoot::db::schema::{proposals, questionnaires, response_sections, response_versions, responses};
use folkmoot::db::{Conn, Scope, Tx};
use folkmoot::error::{Result, broken};
use folkmoot::ids::{ProposalId, ResponseId};
use folkmoot::policy::Capacity;
use folkmoot::questionnaires::{Kind, Question, Questionnaire, Section};
use folkmoot::responses::reference;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use views::paths;

const CONNECTIONS: usize = 64;
/// Questions of the consultation.
pub const QUESTIONS: i64 = 20;
/// The least responses a second on SQLite; the same is asked of PostgreSQL.
const SENT: f64 = 500.0;

/// Everything about responses.
pub fn responding(site: &Running, found: &mut Findings) -> Outcome<()> {
    let mut conn = site.connect()?;
    let references = Arc::new(prepare(site, &mut conn)?);
    for (what, act) in [("sections of a response saved", Act::Save), ("responses of 20 answers sent", Act::Send)] {
        let taken = Arc::new(AtomicI64::new(0));
        let caller = |n: usize| {
            let mine: Vec<Mine> = references.iter().skip(n).step_by(CONNECTIONS).cloned().collect();
            let (site, last) = (site.address, mine.len() - 1);
            // As if the last of the round before had just had their turn.
            Box::new(Respondent { act, site, mine, at: last, turn: -1, request: Vec::new(), taken: taken.clone() })
                as Box<dyn Caller>
        };
        let plan = Plan { warm: site.each / 5, each: site.each, every: None };
        let (samples, _) = drive::run((0..CONNECTIONS).map(caller).collect(), site.address, site.server(), plan)?;
        found.figures.push(Figure::rate(what, CONNECTIONS, &samples, None, Target::RateAndWait(SENT, 100.0)));
        found.note_load(what, &samples);
        if act == Act::Send {
            let stored: i64 = response_versions::table
                .count()
                .get_result(&mut conn)
                .map_err(|e| format!("counting afterwards: {e}"))?;
            let all = taken.load(Ordering::Relaxed);
            found.figures.push(Figure::value(
                "acknowledged responses found again",
                stored as f64,
                "",
                Target::All(all as f64),
            ));
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Save,
    Send,
}

/// Somebody's response: session, form token, and address.
#[derive(Clone)]
pub struct Mine {
    pub session: String,
    pub csrf: String,
    pub reference: String,
}

/// People who answer one after the other on one connection.
struct Respondent {
    act: Act,
    site: std::net::SocketAddr,
    mine: Vec<Mine>,
    at: usize,
    turn: i64,
    request: Vec<u8>,
    taken: Arc<AtomicI64>,
}

impl Caller for Respondent {
    fn next(&mut self) -> &[u8] {
        self.at = (self.at + 1) % self.mine.len();
        self.turn += i64::from(self.at == 0);
        let one = &self.mine[self.at];
        let (path, form) = match self.act {
            // The first round finds the section as it was prepared; each of the next, as the last has left it.
            Act::Save => saving(one, self.turn + 1),
            // Nobody sends the same twice: that would write nothing.
            Act::Send => {
                let publish = if self.turn % 2 == 0 { "unnamed" } else { "named" };
                (paths::response_check(&one.reference), format!("csrf={}&publish={publish}", one.csrf))
            }
        };
        self.request = request(self.site, &path, true, Some(&one.session), Some(&form));
        &self.request
    }

    fn answered(&mut self, answer: &Answer<'_>) -> Outcome<()> {
        let to = answer.header("location").unwrap_or_default();
        if answer.status != 303 || !to.contains("done=") {
            return Err(format!("a form of a response answers {} {to}", answer.status));
        }
        self.taken.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// Where somebody saves their section, and the form; so often was it saved before.
pub fn saving(one: &Mine, edition: i64) -> (String, String) {
    let answers: String = (2..=QUESTIONS).map(|n| format!("&q{n}={}", 1 + n % 5)).collect();
    let form = format!("csrf={}&edition={edition}&go=later&q1=Round+{edition}{answers}", one.csrf);
    (paths::response_section(&one.reference, 1), form)
}

/// A consultation, and a response of everybody that is ready to be sent.
fn prepare(site: &Running, conn: &mut Conn) -> Outcome<Vec<Mine>> {
    let (proposal, slug) = site.town.main.clone();
    let now = Clock::system().now();
    Tx::alone(conn, |tx| {
        asks(tx, proposal, now)?;
        site.signed_in.iter().map(|person| begun(tx, person, (proposal, &slug), now)).collect()
    })
    .map_err(|e| format!("preparing responses: {e}"))
}

/// A proposal asks the questions of [`asked`] from now on.
pub fn asks(tx: &mut Tx<'_>, proposal: ProposalId, now: Moment) -> Result<()> {
    let text = serde_json::to_string(&asked()).map_err(broken("writing a questionnaire"))?;
    diesel::insert_into(questionnaires::table)
        .values((
            questionnaires::proposal_id.eq(proposal),
            questionnaires::content.eq(&text),
            questionnaires::edition.eq(1_i64),
            questionnaires::changed_at.eq(now),
        ))
        .execute(&mut **tx)?;
    diesel::update(proposals::table.filter(proposals::id.eq(proposal)))
        .set(proposals::questions.eq(QUESTIONS))
        .execute(&mut **tx)?;
    tx.touch(Scope::Proposal(proposal));
    Ok(())
}

/// A response of somebody that is ready to be sent.
pub fn begun(tx: &mut Tx<'_>, person: &SignedIn, (proposal, slug): (ProposalId, &str), now: Moment) -> Result<Mine> {
    let reference = reference::fresh(slug);
    let id: ResponseId = diesel::insert_into(responses::table)
        .values((
            responses::proposal_id.eq(proposal),
            responses::reference.eq(&reference),
            responses::account_id.eq(person.person.0),
            responses::capacity.eq(Capacity::Resident),
            responses::state.eq("draft"),
            responses::begun_at.eq(now),
        ))
        .returning(responses::id)
        .get_result(&mut **tx)?;
    let typed: Vec<(String, String)> =
        (1..=QUESTIONS).map(|n| (format!("q{n}"), if n == 1 { "Beginning".into() } else { "3".into() })).collect();
    diesel::insert_into(response_sections::table)
        .values((
            response_sections::response_id.eq(id),
            response_sections::section.eq(1_i64),
            response_sections::typed.eq(serde_json::to_string(&typed).unwrap_or_default()),
            response_sections::edition.eq(1_i64),
            response_sections::saved_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(Mine { session: person.session.clone(), csrf: person.csrf.clone(), reference })
}

/// A text, and nineteen questions of how strongly people agree.
fn asked() -> Questionnaire {
    let question = |id: i64| Question {
        id,
        kind: if id == 1 { Kind::Long } else { Kind::Agreement },
        words: format!("Question {id}?"),
        help: String::new(),
        required: true,
        choices: Vec::new(),
        rows: Vec::new(),
        only_if: None,
    };
    let questions = (1..=QUESTIONS).map(question).collect();
    let section = Section { id: 1, title: "All".into(), intro: String::new(), questions };
    Questionnaire { sections: vec![section], late_days: 0, next: 100 }
}
