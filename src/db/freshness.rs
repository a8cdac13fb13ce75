//! What changed last: so that a page in memory is served only while it is still true, on every instance.
//!
//! Each writing transaction ends by taking the next number of one row, `revision`, and noting it against the scopes
//! it touched. The row's lock makes the order of the numbers the order of the commits. A check asks for all scopes
//! with a number above the last one seen, and serves everybody who was waiting when it was asked. SQLite answers in a
//! few microseconds, less than it takes to ask another thread, so there each thread looks for itself, and all its
//! requests that came together share the look; and while nothing is written, not even that is needed (`watch.rs`).

use super::lease::Lease;
use super::near::Near;
use super::url::Bounds;
use super::watch::Watch;
use super::{Conn, DatabaseUrl, Limits};
use crate::clock::Month;
use crate::db::schema::scopes;
use crate::error::{Error, Result};
use crate::ids::{AreaId, ProposalId};
use crossbeam_channel::{Receiver, Sender, bounded};
use diesel::prelude::*;
use futures_util::future::{FutureExt, Shared};
use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::sync::oneshot;

/// A part of the site that can change by itself. Pages name the scopes they show; writes name those they touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Texts, areas and pages: what every page may show.
    Site,
    /// What lists of proposals show: titles, dates, counts, and how many people took part.
    Listing,
    /// One area's own page.
    Area(AreaId),
    /// One proposal: its text, dates, totals and comments.
    Proposal(ProposalId),
    /// The answers to one proposal's comments, by which they can be sorted.
    Answers(ProposalId),
    /// The record of what the staff did.
    Record,
    /// What everybody may know of the decisions that moderators made in one month.
    Decisions(Month),
    /// The responses to one proposal that were sent or taken back: they are counted anew.
    Responses(ProposalId),
    /// What was counted of them, and how many of them are public.
    Results(ProposalId),
}

impl Scope {
    pub(super) fn key(self) -> String {
        match self {
            Self::Site => "site".into(),
            Self::Listing => "listing".into(),
            Self::Area(id) => format!("area:{id}"),
            Self::Proposal(id) => format!("proposal:{id}"),
            Self::Answers(id) => format!("answers:{id}"),
            Self::Record => "record".into(),
            Self::Decisions(month) => format!("decisions:{}", month.0),
            Self::Responses(id) => format!("responses:{id}"),
            Self::Results(id) => format!("results:{id}"),
        }
    }

    pub(super) fn parse(key: &str) -> Option<Self> {
        let (kind, id) = key.split_once(':').unwrap_or((key, "0"));
        let id = id.parse().ok()?;
        Some(match kind {
            "site" => Self::Site,
            "listing" => Self::Listing,
            "area" => Self::Area(AreaId(id)),
            "proposal" => Self::Proposal(ProposalId(id)),
            "answers" => Self::Answers(ProposalId(id)),
            "record" => Self::Record,
            "decisions" => Self::Decisions(Month(id)),
            "responses" => Self::Responses(ProposalId(id)),
            "results" => Self::Results(ProposalId(id)),
            _ => return None,
        })
    }
}

/// A point in the history of writes; later writes have higher numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub i64);

#[derive(Clone)]
pub(super) struct Freshness {
    ask: Sender<Question>,
    known: Arc<RwLock<Known>>,
    wait: Duration,
    /// For looks on the spot.
    near: Near,
    watch: Watch,
    lease: Lease,
    /// Tells this database from any other of the process (tests have many).
    id: usize,
}

/// One check, asked for by one thread and shared by all its requests that came before the check began.
struct Question {
    begun: Arc<AtomicBool>,
    answer: oneshot::Sender<Result<Version>>,
}

type Check = Shared<Pin<Box<dyn Future<Output = Result<Version>>>>>;

thread_local! {
    /// The check that this thread's next requests may still join: of which database, whether it has begun, its answer.
    static NEXT: RefCell<Option<(usize, Arc<AtomicBool>, Check)>> = const { RefCell::new(None) };
}

#[derive(Default)]
struct Known {
    latest: i64,
    /// Where everything not in `scopes` was when this process first looked.
    floor: i64,
    scopes: HashMap<Scope, i64>,
}

impl Freshness {
    pub(super) fn start(url: &DatabaseUrl, limits: &Limits, near: Near) -> Result<Self> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let (ask, asked) = bounded(limits.queue.max(64));
        let (known, watch) = (Arc::new(RwLock::new(Known::default())), Watch::new(url));
        let (url, bounds) = (url.clone(), limits.bounds());
        let conn = url.connect(true, bounds)?;
        let leased = known.clone();
        let lease = if near.is_there() {
            Lease::none()
        } else {
            Lease::start(&url, bounds, move |conn| ask_for_news(conn, &leased).map(|news| news.came))?
        };
        let (shared, watching, ending) = (known.clone(), watch.clone(), lease.clone());
        std::thread::Builder::new()
            .name("db-fresh".into())
            .spawn(move || serve(conn, &asked, (&shared, &watching, &ending), &url, bounds))
            .map_err(crate::error::broken("starting the freshness check"))?;
        Ok(Self { ask, known, wait: limits.wait, near, watch, lease, id: NUMBER.fetch_add(1, Ordering::Relaxed) })
    }

    pub(super) async fn refresh(&self) -> Result<Version> {
        if self.watch.is_still() || self.lease.is_held() {
            return Ok(Version(self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner).latest));
        }
        let check = NEXT.with_borrow_mut(|next| match next {
            // Not begun: it will look at the database after this moment, so its answer is true for this request too.
            Some((id, begun, check)) if *id == self.id && !begun.load(Ordering::SeqCst) => check.clone(),
            _ => {
                let (begun, check) = self.check();
                *next = Some((self.id, begun, check.clone()));
                check
            }
        });
        check.await
    }

    /// The lease, for those who write.
    pub(super) fn lease(&self) -> Lease {
        self.lease.clone()
    }

    /// A check that has not begun yet.
    fn check(&self) -> (Arc<AtomicBool>, Check) {
        let begun = Arc::new(AtomicBool::new(false));
        let (this, mark) = (self.clone(), begun.clone());
        let check: Pin<Box<dyn Future<Output = Result<Version>>>> = Box::pin(async move {
            if this.near.is_there() {
                // Whatever else this thread has to do comes first: so the requests that came together are all waiting.
                tokio::task::yield_now().await;
                mark.store(true, Ordering::SeqCst);
                let seen = this.near.take().map(|mut conn| look(&mut conn, &this.known, &this.watch, &this.lease));
                if let Some(Ok(version)) = seen {
                    return Ok(version);
                }
            }
            this.ask(mark).await
        });
        (begun, check.shared())
    }

    /// Asks the thread that waits for questions.
    async fn ask(&self, begun: Arc<AtomicBool>) -> Result<Version> {
        self.lease.missed();
        let (answer, answered) = oneshot::channel();
        self.ask
            .try_send(Question { begun, answer })
            .map_err(|_| Error::Busy("too many wait for a freshness check".into()))?;
        match tokio::time::timeout(self.wait, answered).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) | Err(_) => Err(Error::Busy("the freshness check took too long".into())),
        }
    }

    pub(super) fn version_of(&self, scopes: &[Scope]) -> Version {
        let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let newest = scopes.iter().map(|s| known.scopes.get(s).copied().unwrap_or(known.floor)).max();
        Version(newest.unwrap_or(known.floor))
    }
}

fn serve(
    mut conn: Conn,
    asked: &Receiver<Question>,
    (shared, watch, lease): (&RwLock<Known>, &Watch, &Lease),
    url: &DatabaseUrl,
    bounds: Bounds,
) {
    let mut waiting = Vec::new();
    while let Ok(first) = asked.recv() {
        waiting.push(first);
        waiting.extend(asked.try_iter());
        for question in &waiting {
            question.begun.store(true, Ordering::SeqCst);
        }
        let result = look(&mut conn, shared, watch, lease);
        if result.is_err() {
            super::readers::reconnect(&mut conn, url, true, bounds);
        }
        for question in waiting.drain(..) {
            let _ = question.answer.send(result.clone());
        }
    }
}

/// What was committed since the last look. The head is taken first: who commits in between is looked for again.
fn look(conn: &mut Conn, shared: &RwLock<Known>, watch: &Watch, lease: &Lease) -> Result<Version> {
    let head = watch.head();
    let news = ask_for_news(conn, shared)?;
    watch.looked(head);
    if news.came {
        lease.end();
    }
    Ok(news.version)
}

/// The newest version there is, and whether it was new to us.
struct News {
    version: Version,
    came: bool,
}

fn ask_for_news(conn: &mut Conn, shared: &RwLock<Known>) -> Result<News> {
    let latest = shared.read().unwrap_or_else(std::sync::PoisonError::into_inner).latest;
    let news: Vec<(String, i64)> =
        scopes::table.filter(scopes::n.gt(latest)).order(scopes::n).select((scopes::scope, scopes::n)).load(conn)?;
    if news.is_empty() {
        return Ok(News { version: Version(latest), came: false });
    }
    let mut known = shared.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    let newest = news.last().map_or(latest, |(_, n)| *n);
    if known.latest == 0 {
        known.floor = newest;
    } else {
        // Somebody who looked later may have written first: what is known never goes back, and never below the floor.
        let floor = known.floor;
        for (scope, n) in news.iter().filter_map(|(key, n)| Scope::parse(key).map(|s| (s, (*n).max(floor)))) {
            let last = known.scopes.entry(scope).or_insert(n);
            *last = n.max(*last);
        }
    }
    known.latest = newest.max(known.latest);
    Ok(News { version: Version(newest), came: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_survives_being_written_down() {
        for scope in [
            Scope::Site,
            Scope::Listing,
            Scope::Area(AreaId(3)),
            Scope::Proposal(ProposalId(9)),
            Scope::Answers(ProposalId(9)),
            Scope::Record,
            Scope::Responses(ProposalId(9)),
            Scope::Results(ProposalId(9)),
        ] {
            assert_eq!(Scope::parse(&scope.key()), Some(scope));
        }
        assert_eq!(Scope::parse("weather:3"), None);
        assert_eq!(Scope::parse("proposal:x"), None);
    }
}
