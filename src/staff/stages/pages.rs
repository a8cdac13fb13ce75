//! The pages on which staff open a proposal, close it, give it more time, or withdraw it.

use crate::audit;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::{Closed, Error, Result};
use crate::ids::ProposalId;
use crate::policy::Stage;
use crate::proposals::{self, Shown};
use crate::staff::when::Typed;
use crate::text::Text;
use crate::web::form::id;
use crate::web::page::{respond, see};
use crate::web::{Answer, Editor, Form, Site, Visitor};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use maud::Markup;
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::staff::{self, StageForm};
use views::{dates, paths};

/// What the forms send; each has some of these fields.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    closes_date: Text,
    closes_time: Text,
    was: Text,
    #[validate(length(max = 1_000, message = "The reason must be 1,000 characters or fewer"))]
    reason: Text,
}

/// What is to happen to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Open,
    Close,
    Extend,
    Withdraw,
}

impl Turn {
    /// Whether a closing date is part of it.
    fn sets_date(self) -> bool {
        matches!(self, Self::Open | Self::Extend)
    }
}

/// What a form asks for.
#[derive(Debug, Clone)]
struct Asked {
    turn: Turn,
    closes_at: Option<Moment>,
    /// The closing date that stood on the page, as [`mark`] writes it.
    was: String,
    reason: String,
}

/// Makes of each turn its page and what its form does.
macro_rules! turns {
    ($($turn:ident: $what:literal, $page:ident, $does:ident;)+) => {$(
        #[doc = concat!("The page for ", $what, " a proposal.")]
        ///
        /// # Errors
        /// [`Error::NotFound`] when there is no such proposal.
        pub async fn $page(
            req: HttpRequest,
            site: web::Data<Site>,
            _by: Editor,
            who: Visitor,
            path: web::Path<String>,
        ) -> Answer {
            ask(&req, &site, &who, Turn::$turn, id(&path)?).await
        }

        #[doc = concat!("What the form for ", $what, " a proposal does.")]
        ///
        /// # Errors
        /// [`Error::NotFound`] when there is no such proposal; a mistake, or a stage in which it cannot be done, gives the page again.
        pub async fn $does(
            req: HttpRequest,
            site: web::Data<Site>,
            by: Editor,
            who: Visitor,
            path: web::Path<String>,
            entry: Form<Entry>,
        ) -> Answer {
            act(&req, &site, by, &who, Turn::$turn, id(&path)?, entry).await
        }
    )+};
}

turns! {
    Open: "opening", opening, open;
    Close: "closing", closing, close;
    Extend: "giving more time to", extension, extend;
    Withdraw: "withdrawing", withdrawal, withdraw;
}

async fn ask(req: &HttpRequest, site: &Site, who: &Visitor, turn: Turn, number: i64) -> Answer {
    let shown = load(site, ProposalId(number)).await?;
    let closes = Typed::of(shown.closes_at);
    let view = form(shown, closes, String::new(), Problems::default(), site.now());
    respond(req, StatusCode::OK, who, page(turn, &view))
}

async fn act(
    req: &HttpRequest,
    site: &Site,
    by: Editor,
    who: &Visitor,
    turn: Turn,
    number: i64,
    entry: Form<Entry>,
) -> Answer {
    let (number, now) = (ProposalId(number), site.now());
    let (entry, mut problems) = entry.checked();
    let closes = Typed { date: entry.closes_date.on_one_line(), time: entry.closes_time.on_one_line() };
    let (was, reason) = (entry.was.into_string(), entry.reason.as_str().to_owned());
    let closes_at = check(turn, &closes, &reason, &mut problems);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let seen = load(site, number).await?;
    if problems.is_empty() {
        let asked = Asked { turn, closes_at, was, reason: reason.clone() };
        let done = site.db.write(move |tx| carry_out(tx, &by, &seen, &asked, now)).await;
        match done {
            Ok(()) => return Ok(see(paths::staff_proposals(), Some("saved"))),
            Err(Error::Invalid(why)) => problems.add("closes_date", why),
            Err(Error::Conflict(why)) => {
                status = StatusCode::CONFLICT;
                problems.add(first_field(turn), why);
            }
            Err(Error::Closed(why)) => {
                status = StatusCode::CONFLICT;
                problems.add(first_field(turn), closed(why));
            }
            Err(other) => return Err(other),
        }
    }
    let shown = load(site, number).await?;
    respond(req, status, who, page(turn, &form(shown, closes, reason, problems, now)))
}

/// Tells what is missing; gives the closing date that was typed.
fn check(turn: Turn, closes: &Typed, reason: &str, problems: &mut Problems) -> Option<Moment> {
    let mut closes_at = None;
    if turn.sets_date() {
        closes_at = closes.moment("closes", problems);
        if closes.is_blank() {
            problems.add("closes_date", "Enter the day on which it closes");
        }
    }
    if turn != Turn::Open && reason.is_empty() {
        problems.add("reason", "Give a reason: everybody can read it");
    }
    closes_at
}

fn carry_out(tx: &mut Tx<'_>, by: &Editor, seen: &Shown, asked: &Asked, now: Moment) -> Result<()> {
    let (number, turn, reason) = (seen.id, asked.turn, asked.reason.as_str());
    if done_just_now(tx, by, number, asked, now)? {
        return Ok(());
    }
    if turn.sets_date() {
        if asked.was != mark(seen) {
            return Err(Error::Conflict(moved(seen)));
        }
        proposals::hold(tx, seen)?;
    }
    match (turn, asked.closes_at) {
        (Turn::Close, _) => proposals::close(tx, by, number, reason, now),
        (Turn::Withdraw, _) => proposals::withdraw(tx, by, number, reason, now),
        (Turn::Extend, Some(at)) => proposals::extend(tx, by, number, at, reason, now),
        (Turn::Open, Some(at)) => proposals::open(tx, by, number, at, reason, now),
        (_, None) => Err(Error::Invalid("Enter the day on which it closes".into())),
    }
}

/// Whether the same person has just done exactly this, and it still stands: the button was pressed twice.
fn done_just_now(tx: &mut Tx<'_>, by: &Editor, id: ProposalId, asked: &Asked, now: Moment) -> Result<bool> {
    let (act, stage) = match asked.turn {
        Turn::Open => ("proposal.open", Stage::Open),
        Turn::Close => ("proposal.close", Stage::Closed),
        Turn::Extend => ("proposal.extend", Stage::Open),
        Turn::Withdraw => ("proposal.withdraw", Stage::Withdrawn),
    };
    let (shown, _) = proposals::for_editing(tx, id)?;
    let stands = shown.stage_at(now) == stage && (!asked.turn.sets_date() || shown.closes_at == asked.closes_at);
    let this = (format!("proposal {id}"), asked.reason.clone());
    Ok(stands && audit::recent(tx, by.id(), act, now)?.contains(&this))
}

async fn load(site: &Site, number: ProposalId) -> Result<Shown> {
    site.db.read(move |conn| Ok(proposals::for_editing(conn, number)?.0)).await
}

fn form(shown: Shown, closes: Typed, reason: String, problems: Problems, now: Moment) -> StageForm {
    StageForm {
        id: shown.id.0,
        stage: shown.stage_at(now).into(),
        was: mark(&shown),
        slug: shown.slug,
        title: shown.title,
        closes_at: shown.closes_at,
        closes_date: closes.date,
        closes_time: closes.time,
        reason,
        problems,
    }
}

fn page(turn: Turn, view: &StageForm) -> Markup {
    match turn {
        Turn::Open => staff::opening(view),
        Turn::Close => staff::closing(view),
        Turn::Extend => staff::extension(view),
        Turn::Withdraw => staff::withdrawal(view),
    }
}

/// The closing date as a form carries it: microseconds since 1970, or nothing.
fn mark(shown: &Shown) -> String {
    shown.closes_at.map_or_else(String::new, |at| at.and_utc().timestamp_micros().to_string())
}

fn moved(shown: &Shown) -> String {
    let now =
        shown.closes_at.map_or_else(|| "there is none now".to_owned(), |at| format!("it is {} now", dates::moment(at)));
    format!(
        "Somebody changed the closing date while this page was open: {now}. Check the day, then press the button again"
    )
}

fn first_field(turn: Turn) -> &'static str {
    if turn.sets_date() { "closes_date" } else { "reason" }
}

fn closed(why: Closed) -> String {
    match why {
        Closed::NotYet(_) => "It is not open yet".into(),
        Closed::Since(Some(at)) => format!("It has been closed since {}", dates::moment(at)),
        Closed::Since(None) => "It is closed".into(),
    }
}
