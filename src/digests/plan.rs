//! Who gets an email now, and what is in it. A plan is made in the same transaction that moves the subscriber's cursor,
//! so nothing is planned twice and nothing is passed over.

use super::Letterhead;
use super::items::Items;
use super::store::{self, Due, happened, woken};
use super::window::{Item, Window};
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::follows::{self, Follow, Target};
use crate::ids::SubscriberId;
use crate::subscribers::Frequency;
use crate::subscribers::rhythm::{next_daily, next_weekly, soon};
use chrono::Duration;
use std::collections::{BTreeSet, HashMap};

/// What one batch came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Planned {
    /// Subscribers who were looked at.
    pub looked_at: usize,
    /// Emails planned.
    pub planned: usize,
    /// The window does not hold all that somebody in the batch must be told: nothing was done, read another.
    pub stale: bool,
}

/// What a look at one subscriber found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub subscriber: SubscriberId,
    /// The moment for which the email is; later than that of any email before.
    pub period_end: Moment,
    /// What goes into an email now.
    pub items: Items,
    /// Those of them that may have been told before.
    pub doubtful: Items,
    /// The frequencies that were due, as words.
    pub because: String,
    /// What waits until a slower frequency is due.
    pub pending: Items,
    pub pending_doubtful: Items,
    /// Where the cursor and the clocks stand afterwards.
    pub after: store::Cursor,
}

/// Begins a run of looks; gives its number, under which staff see what it came to.
///
/// # Errors
/// When the database refuses.
pub fn begin(tx: &mut Tx<'_>, now: Moment) -> Result<i64> {
    store::insert_run(tx, now)
}

/// Looks at up to `most` subscribers who are due at `now`: plans their emails, and moves their cursors to the end of the
/// window. Several workers may do this at once.
///
/// # Errors
/// When the database refuses.
pub fn batch(tx: &mut Tx<'_>, window: &Window, run: i64, most: i64, head: &Letterhead, now: Moment) -> Result<Planned> {
    let due = store::lock_due(tx, most, now)?;
    let Some(from) = due.iter().map(|s| s.covered_until).min() else { return Ok(Planned::default()) };
    // Whoever was woken by something must be looked at with a window that holds it; asked after their rows are locked.
    let stale = window.whole && window.upto < woken::find(tx)?;
    if from < window.from || stale {
        return Ok(Planned { stale: true, ..Planned::default() });
    }
    let found = look_at(tx, &due, window, now)?;
    let planned = store::insert_planned(tx, &found, run, head, now)?;
    store::update_cursors(tx, &due, &found)?;
    store::update_run(tx, run, due.len() as i64, planned as i64, now)?;
    Ok(Planned { looked_at: due.len(), planned, stale: false })
}

/// What a look at each of these finds; nothing is written.
pub(super) fn look_at(conn: &mut Conn, due: &[Due], window: &Window, now: Moment) -> Result<Vec<Found>> {
    let ids: Vec<SubscriberId> = due.iter().map(|s| s.id).collect();
    let mut follows: HashMap<SubscriberId, Vec<Follow>> = HashMap::new();
    for (who, follow) in follows::load_of(conn, &ids)? {
        follows.entry(who).or_default().push(follow);
    }
    let kept = kept_items(conn, due, window)?;
    let none = Vec::new();
    Ok(due.iter().map(|s| look(s, follows.get(&s.id).unwrap_or(&none), window, &kept, now)).collect())
}

/// What waits from earlier looks and is not in the window.
fn kept_items(conn: &mut Conn, due: &[Due], window: &Window) -> Result<HashMap<i64, Item>> {
    let ids: BTreeSet<i64> =
        due.iter().flat_map(|s| s.pending.ids()).copied().filter(|id| window.find(*id).is_none()).collect();
    Ok(happened::load(conn, &ids.into_iter().collect::<Vec<_>>())?.into_iter().map(|i| (i.id, i)).collect())
}

/// The frequency at which somebody hears of an item: the fastest of all follows that are about it.
fn fastest(item: &Item, follows: &[Follow]) -> Option<Frequency> {
    follows.iter().filter(|f| item.origin > f.since && item.is_about(f.target)).map(|f| f.frequency).min()
}

/// What is in the window and new to somebody with these follows who has seen all up to `after`, each item once, in order, with
/// the frequency that [`fastest`] gives. Each follow marks what it is about, and the marks are read in order at the end: nothing
/// is sorted, and no item is asked about all the follows.
fn news<'a>(follows: &[Follow], window: &'a Window, after: i64) -> impl Iterator<Item = (&'a Item, Frequency)> {
    let items = window.items();
    let mut marks: Vec<Option<Frequency>> = vec![None; items.len()];
    for follow in follows {
        for (place, item) in window.about(follow.target, after.max(follow.since)) {
            if let Some(mark) = marks.get_mut(place).filter(|_| item.origin > follow.since) {
                *mark = Some(mark.map_or(follow.frequency, |fastest| fastest.min(follow.frequency)));
            }
        }
    }
    items.iter().zip(marks).filter_map(|(item, mark)| Some((item, mark?)))
}

fn look(due: &Due, follows: &[Follow], window: &Window, kept: &HashMap<i64, Item>, now: Moment) -> Found {
    // Whoever is further behind than one window goes through it without an email, and is looked at again at once.
    let behind = !window.whole;
    let is_due = |at: Option<Moment>| !behind && at.is_some_and(|at| at <= now);
    let (at_once, daily, weekly) = (is_due(due.at_once_at), is_due(due.daily_at), is_due(due.weekly_at));
    let any = at_once || daily || weekly;
    let (mut items, mut pending) = (Vec::new(), Vec::new());
    let mut sort = |item: &Item, frequency: Option<Frequency>| {
        if !item.is_news_to(due.account) {
            return;
        }
        match frequency {
            // What should be told at once goes with whatever is sent first.
            Some(Frequency::AtOnce) if any => items.push(item.id),
            Some(Frequency::Daily) if daily => items.push(item.id),
            Some(Frequency::Weekly) if weekly => items.push(item.id),
            Some(_) => pending.push(item.id),
            None => {}
        }
    };
    let waited = due.pending.ids().iter().filter_map(|id| window.find(*id).or_else(|| kept.get(id)));
    waited.for_each(|item| sort(item, fastest(item, follows)));
    news(follows, window, due.covered_until).for_each(|(item, frequency)| sort(item, Some(frequency)));
    let (items, pending): (Items, Items) = (items.into_iter().collect(), pending.into_iter().collect());
    let consumed = [due.at_once_at, due.daily_at, due.weekly_at].into_iter().flatten().filter(|at| *at <= now).min();
    let period_end = after(consumed.unwrap_or(now), due.last_period);
    let words = [(at_once, Frequency::AtOnce), (daily, Frequency::Daily), (weekly, Frequency::Weekly)];
    Found {
        subscriber: due.id,
        period_end,
        because: words.iter().filter(|w| w.0).map(|w| w.1.as_str()).collect::<Vec<_>>().join(" "),
        doubtful: due.doubtful.and(&items),
        pending_doubtful: due.doubtful.and(&pending),
        after: store::Cursor {
            covered_until: window.upto.max(due.covered_until),
            at_once_at: due.at_once_at.filter(|_| !any),
            daily_at: due.daily_at.map(|at| if daily { next_daily(due.hour, now) } else { at }),
            weekly_at: due.weekly_at.map(|at| if weekly { next_weekly(due.hour, due.weekday, now) } else { at }),
            last_period: if any && !items.is_empty() { Some(period_end) } else { due.last_period },
        },
        items,
        pending,
    }
}

/// `at`, or the smallest moment after `last`: no two emails of a subscriber are for the same moment.
fn after(at: Moment, last: Option<Moment>) -> Moment {
    last.map_or(at, |last| at.max(last + Duration::microseconds(1)))
}

/// Wakes those who want to hear at once of what has happened since this was last done; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn wake(tx: &mut Tx<'_>, window: &Window, now: Moment) -> Result<usize> {
    let from = woken::lock(tx)?;
    if from < window.from || from >= window.upto {
        return Ok(0);
    }
    let due = soon(now);
    let targets: BTreeSet<Target> =
        window.targets().filter(|(item, _)| item.id > from).map(|(_, target)| target).collect();
    let woken = woken::update(tx, &targets.into_iter().collect::<Vec<_>>(), from, due)?;
    woken::update_until(tx, window.upto)?;
    Ok(woken)
}
