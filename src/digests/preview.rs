//! What would be planned, without planning it: one subscriber's next email, or how many there would be.

use super::letter::{self, Made};
use super::plan::{self, Planned};
use super::prepare::Tokens;
use super::store::dossier::Dossier;
use super::store::memory::Memory;
use super::store::outbox::Outbox;
use super::window::Window;
use super::{Ending, Letterhead, State, store};
use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{DigestId, SubscriberId};
use views::emails::Letter;
use views::emails::digest;

/// The email that a subscriber would get if everything they follow were due at `now`, or why there would be none.
///
/// # Errors
/// When the database refuses; [`Error::NotFound`] without such a subscriber.
pub fn one(
    conn: &mut Conn,
    head: &Letterhead,
    who: SubscriberId,
    now: Moment,
) -> Result<std::result::Result<Letter, String>> {
    let mut due = store::find_due(conn, who)?.ok_or(Error::NotFound)?;
    (due.at_once_at, due.daily_at, due.weekly_at) = (Some(now), Some(now), Some(now));
    let window = Window::read(conn, due.covered_until)?;
    let found = plan::look_at(conn, std::slice::from_ref(&due), &window, now)?;
    let Some(found) = found.into_iter().next().filter(|found| !found.items.is_empty()) else {
        return Ok(Err("Nothing new has happened to what they follow.".into()));
    };
    let row = Outbox {
        id: DigestId(0),
        subscriber: who,
        period_end: found.period_end,
        items: found.items,
        doubtful: found.doubtful,
        left_out: super::items::Items::default(),
        because: found.because,
        state: State::Planned,
        attempts: 0,
        message_id: String::new(),
        planned_at: now,
    };
    let links = Tokens { stop: "a-link-of-their-own".into(), manage: "a-link-of-their-own".into() }.links(head);
    let dossier = Dossier::of_letters(conn, std::slice::from_ref(&row), &Memory::default())?;
    let made = letter::make(conn, &dossier, &[(&row, links)], now)?;
    let made = made.into_iter().next().ok_or_else(|| Error::Broken("a preview is missing".into()))?;
    Ok(match made {
        Made::Told(told) => Ok(digest::digest(&told.digest)),
        Made::Nothing(Ending::Dropped(why) | Ending::Held(why) | Ending::Empty(why)) => {
            Err(format!("No email: {why}."))
        }
        Made::Nothing(other) => Err(format!("No email: {other:?}.")),
    })
}

/// How many are due at `now`, and how many of them would get an email. Those who would only be woken are not counted.
///
/// # Errors
/// When the database refuses.
pub fn all(conn: &mut Conn, now: Moment, progress: &mut dyn FnMut(usize)) -> Result<Planned> {
    const MOST: i64 = 500;
    let (mut all, mut after) = (Planned::default(), SubscriberId(0));
    let mut window: Option<Window> = None;
    loop {
        let due = store::load_due(conn, after, MOST, now)?;
        let (Some(last), Some(from)) = (due.last().map(|d| d.id), due.iter().map(|d| d.covered_until).min()) else {
            return Ok(all);
        };
        let open = match window.take().filter(|w| w.from <= from) {
            Some(window) => window,
            None => Window::read(conn, from)?,
        };
        let found = plan::look_at(conn, &due, &open, now)?;
        all.looked_at += due.len();
        all.planned += found.iter().filter(|found| !found.items.is_empty()).count();
        (after, window) = (last, Some(open));
        progress(all.looked_at);
    }
}
