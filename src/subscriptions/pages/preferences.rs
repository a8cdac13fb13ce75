//! The page on which one says what one wants to hear, how often and when, pauses and stops: by the link in an email, or
//! signed in.

use super::not_valid;
use crate::accounts;
use crate::areas;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::digests::{self, Letterhead, State};
use crate::error::{Error, Result};
use crate::follows::{self, Target};
use crate::ids::{AccountId, DigestId, SubscriberId};
use crate::subscribers::{self, Frequency};
use crate::subscriptions::links::{self, Holder};
use crate::text::Text;
use crate::web::page::{Answer, respond, see};
use crate::web::{Confirmed, Form, Site, Visitor, form};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use chrono::Duration;
use std::collections::BTreeMap;
use views::form::Problems;
use views::subscriptions::{AreaChoice, Other, PastEmail, Preferences, Silenced, preferences};
use views::{emails as letters, paths};

/// How many of the last emails are listed.
const LAST: i64 = 10;

/// The page by the link in an email.
///
/// # Errors
/// When the database does not answer.
pub async fn show(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, token: web::Path<String>) -> Answer {
    let (keys, now, sent) = (site.keys.clone(), site.now(), token.clone());
    let found = site
        .db
        .read(move |conn| match links::find(conn, &keys, &sent, now)?.filter(Holder::may_manage) {
            Some(holder) => view(conn, holder.who(), Way::Link(&sent), now).map(Some),
            None => Ok(None),
        })
        .await?;
    match found {
        Some(view) => respond(&req, StatusCode::OK, &visitor, preferences(&view)),
        None => not_valid(&req, &visitor),
    }
}

/// What was pressed on that page.
///
/// # Errors
/// As [`act`].
pub async fn update(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    token: web::Path<String>,
    entry: Form<Fields>,
) -> Answer {
    let (keys, now, sent) = (site.keys.clone(), site.now(), token.clone());
    let done = site
        .db
        .write(move |tx| {
            let holder = links::find(tx, &keys, &sent, now)?.filter(Holder::may_manage).ok_or(Error::NotFound)?;
            act(tx, holder.who(), &entry.0, now)
        })
        .await;
    match done {
        Ok(()) => Ok(see(&paths::emails(&token), Some("saved"))),
        Err(Error::NotFound) => not_valid(&req, &visitor),
        Err(other) => Err(other),
    }
}

/// The page of somebody who is signed in, also while they may not take part.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger.
pub async fn own(req: HttpRequest, site: web::Data<Site>, visitor: Visitor, reader: Confirmed) -> Answer {
    let (now, id) = (site.now(), reader.id());
    let held_until = reader.person().suspended_until.filter(|until| *until > now);
    let view = site
        .db
        .read(move |conn| match subscribers::find_of_account(conn, id)? {
            Some(found) => view(conn, found.id, Way::Account, now),
            None => view_of_nobody(conn, id, now),
        })
        .await?;
    let view = Preferences { held_until, ..view };
    respond(&req, StatusCode::OK, &visitor, preferences(&view))
}

/// What was pressed on that page.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; as [`act`].
pub async fn update_own(site: web::Data<Site>, reader: Confirmed, entry: Form<Fields>) -> Answer {
    let (now, id) = (site.now(), reader.id());
    site.db
        .write(move |tx| {
            let who = subscribers::of_account(tx, id, now)?;
            act(tx, who, &entry.0, now)
        })
        .await?;
    Ok(see(paths::account_emails(), Some("saved")))
}

/// One of the last emails of somebody who is signed in, as a page.
///
/// # Errors
/// [`Error::SignInFirst`] for a stranger; [`Error::NotFound`] for somebody else's.
pub async fn own_copy(
    req: HttpRequest,
    site: web::Data<Site>,
    visitor: Visitor,
    reader: Confirmed,
    id: web::Path<String>,
) -> Answer {
    let (id, now, account) = (DigestId(form::id(&id)?), site.now(), reader.id());
    let (head, keys) = (Letterhead::of(&site), site.keys.clone());
    let digest = site
        .db
        .read(move |conn| {
            let who = subscribers::find_of_account(conn, account)?.ok_or(Error::NotFound)?.id;
            let row = digests::past::find(conn, id, who)?;
            let token = links::page_token(&keys, who, &subscribers::get(conn, who)?.email_key, now);
            digests::past::copy(conn, &head, &row, &token, now)
        })
        .await?;
    let page = digest.map_or_else(views::subscriptions::nothing_left, |d| letters::digest::digest_page(&d));
    respond(&req, StatusCode::OK, &visitor, page)
}

/// Every field of the page's forms: names are made of numbers, so they are a map.
pub type Fields = BTreeMap<String, Text>;

/// Does what was pressed: saves all choices, pauses, ends a pause, stops, or starts again.
///
/// # Errors
/// [`Error::Invalid`] for what no form of ours sends.
fn act(tx: &mut Tx<'_>, who: SubscriberId, fields: &Fields, now: Moment) -> Result<()> {
    let word = |name: &str| fields.get(name).map_or("", Text::as_str);
    match word("act") {
        "save" => save(tx, who, fields, now),
        "pause" => match word("weeks").parse::<i64>() {
            Ok(weeks @ 1..=8) => subscribers::pause(tx, who, Some(now + Duration::weeks(weeks))),
            _ => Err(Error::Invalid("Choose for how many weeks you want to pause.".into())),
        },
        "resume" => subscribers::pause(tx, who, None),
        "stop" => subscribers::stop(tx, who, now),
        "start" | "retry" => subscribers::start(tx, who, now),
        _ => Err(Error::Invalid("Press one of the buttons of the page.".into())),
    }
}

/// Follows, and stops following, as the fields say; what they do not mention stays as it is.
fn save(tx: &mut Tx<'_>, who: SubscriberId, fields: &Fields, now: Moment) -> Result<()> {
    let before: BTreeMap<Target, Frequency> =
        follows::load_of(tx, &[who])?.into_iter().map(|(_, f)| (f.target, f.frequency)).collect();
    let areas = areas::all(tx)?.into_iter().map(|area| Target::Area(area.id));
    let targets: std::collections::BTreeSet<Target> =
        areas.chain([Target::Site]).chain(before.keys().copied()).collect();
    for target in targets {
        let (kind, id) = target.parts();
        let name = if target == Target::Site { kind.to_owned() } else { format!("{kind}-{id}") };
        let Some(word) = fields.get(&name) else { continue };
        let how = match word.as_str() {
            "none" => None,
            word => Some(word.parse().map_err(|_| Error::Invalid("Choose how often from the list.".into()))?),
        };
        if how != before.get(&target).copied() {
            follows::set(tx, who, target, how, now)?;
        }
    }
    let number = |name: &str| fields.get(name).and_then(|text| text.as_str().parse::<i32>().ok());
    if let (Some(hour), Some(weekday)) = (number("hour"), number("weekday")) {
        subscribers::set_times(tx, who, hour, weekday, now)?;
    }
    Ok(())
}

/// By which way somebody came to the page.
#[derive(Clone, Copy)]
enum Way<'a> {
    Account,
    Link(&'a str),
}

impl Way<'_> {
    fn copy(self, id: DigestId) -> String {
        match self {
            Way::Account => paths::account_email(id.0),
            Way::Link(token) => format!("{}?email={id}", paths::emails_copy(token)),
        }
    }
}

fn view(conn: &mut Conn, who: SubscriberId, way: Way<'_>, now: Moment) -> Result<Preferences> {
    let row = subscribers::get(conn, who)?;
    let follows = follows::load(conn, who)?;
    let how = |target: Target| {
        follows.iter().find(|(named, _)| named.target == target).map(|(_, how)| follows::view_frequency(*how))
    };
    let areas = areas::all(conn)?
        .into_iter()
        .map(|area| AreaChoice { id: area.id.0, frequency: how(Target::Area(area.id)), title: area.title })
        .collect();
    let site = how(Target::Site);
    let others = follows
        .iter()
        .filter(|(named, _)| matches!(named.target, Target::Proposal(_) | Target::Thread(_) | Target::Organisation(_)))
        .map(|(named, how)| Other {
            kind: follows::view_kind(named.target),
            id: named.target.parts().1,
            title: named.title.clone(),
            url: named.path.clone(),
            frequency: follows::view_frequency(*how),
        })
        .collect();
    let silenced = match row.silenced_at {
        Some(at) => Some(Silenced { at, reason: subscribers::why_silenced(conn, who)? }),
        None => None,
    };
    Ok(Preferences {
        action_url: match way {
            Way::Account => paths::account_emails().to_owned(),
            Way::Link(token) => paths::emails(token),
        },
        signed_in: matches!(way, Way::Account),
        email: row.email,
        site,
        areas,
        others,
        hour: u8::try_from(row.hour).unwrap_or(7),
        weekday: u8::try_from(row.weekday).unwrap_or(4),
        paused_until: row.paused_until.filter(|until| *until > now),
        held_until: None,
        stopped: row.stopped_at.is_some(),
        silenced,
        next: row.due_at,
        past: digests::past::load(conn, who, LAST)?.into_iter().map(|past| past_email(past, way)).collect(),
        saved: false,
        problems: Problems::default(),
        now,
    })
}

/// The page of somebody who follows nothing yet. Opening it makes nothing.
fn view_of_nobody(conn: &mut Conn, id: AccountId, now: Moment) -> Result<Preferences> {
    let areas = areas::all(conn)?
        .into_iter()
        .map(|area| AreaChoice { id: area.id.0, frequency: None, title: area.title })
        .collect();
    Ok(Preferences {
        action_url: paths::account_emails().to_owned(),
        signed_in: true,
        email: accounts::own(conn, id)?.email,
        site: None,
        areas,
        others: Vec::new(),
        hour: 7,
        weekday: 4,
        paused_until: None,
        held_until: None,
        stopped: false,
        silenced: None,
        next: None,
        past: Vec::new(),
        saved: false,
        problems: Problems::default(),
        now,
    })
}

fn past_email(past: digests::past::Past, way: Way<'_>) -> PastEmail {
    PastEmail {
        at: past.at,
        subject: past.subject,
        state: digests::pages::shown(past.state),
        // What a mail server said is for the staff; why nothing was sent is for the reader.
        reason: if past.state == State::Skipped { past.why } else { String::new() },
        frequencies: past.frequencies.into_iter().map(follows::view_frequency).collect(),
        follows: past.follows,
        copy_url: (past.state == State::Accepted).then(|| way.copy(past.id)),
    }
}
