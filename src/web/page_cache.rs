//! Finished pages in memory: rendered once for each version of what they show, and served while that is still true.

use super::Site;
use super::page::{Notice, fill_pieces, gunzip, gzip, send, send_packed, takes_gzip};
use super::stretches::{Reader, Stretches};
use super::visitor::Visitor;
use crate::clock::Moment;
use crate::db::{Scope, Version};
use crate::error::{Error, Result, broken};
use crate::keys::token_hash;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use chrono::Duration;
use flate2::Compression;
use maud::Markup;
use moka::sync::Cache;
use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::watch;
use views::frame::{self, Frame};
use views::holes::{Hole, Piece, split};

/// The pages that are kept, by what they show; and those that are being rendered just now.
#[derive(Clone)]
pub struct PageCache {
    kept: Cache<String, Arc<Kept>>,
    begun: Arc<Mutex<HashMap<String, watch::Receiver<Option<Made>>>>>,
    /// When the database last told what had changed, in microseconds of Unix time; 0 before it has.
    heard: Arc<AtomicI64>,
}

/// For how long pages are shown as they were last known to be while the database does not answer, in minutes: long enough
/// for it to be started again, and not so long that what a moderator takes down through another instance stays to be read.
const WITHOUT_WORD: i64 = 5;

/// What somebody rendered, for all who wait for it: the version that was known when they began, and the page or why there is none.
type Made = (Version, Result<Arc<Kept>>);

/// A page as it was rendered, with its holes.
pub struct Kept {
    html: String,
    pieces: Vec<Piece>,
    /// Made for the first reader who is signed in: most pages change before there is one.
    stretches: OnceLock<Stretches>,
    strangers: HashMap<Hole, Markup>,
    packed: Bytes,
    tag: String,
    scopes: Vec<Scope>,
    at: Version,
    until: Moment,
    facts: Facts,
}

/// What the personal parts of a page need to know about it; each kind of page has a type of its own.
pub type Facts = Box<dyn Any + Send + Sync>;

/// A page as its handler rendered it.
pub struct Fresh {
    /// The whole page, with holes.
    pub page: Markup,
    /// What it shows: when any of these changes, it is out of date. The words of the frame are [`Scope::Site`].
    pub scopes: Vec<Scope>,
    /// When it is out of date in any case: at midnight ("11 days"), or when something opens or closes.
    pub until: Moment,
    /// What strangers see in the page's holes.
    pub strangers: HashMap<Hole, Markup>,
    /// For the personal parts.
    pub facts: Facts,
}

impl PageCache {
    /// A cache of about so many megabytes.
    #[must_use]
    pub fn new(megabytes: u64) -> Self {
        let weigher = |key: &String, kept: &Arc<Kept>| {
            // The stretches hold the page once more, with its fillings, and packed.
            let bytes = key.len() + kept.html.len() * 5 / 2 + kept.packed.len() * 2 + kept.pieces.len() * 40 + 512;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        let kept = Cache::builder().max_capacity(megabytes * 1_048_576).weigher(weigher).build();
        Self { kept, begun: Arc::default(), heard: Arc::default() }
    }

    /// The page for `key`, true as of a moment after this request came: from memory, or rendered now. However many ask at
    /// the same time, it is rendered once. While the database does not answer, a page that was true when it last did is
    /// given for a few minutes more.
    ///
    /// # Errors
    /// What `render` gives, or when the database does not answer.
    pub async fn get<R, F>(&self, site: &Site, key: String, render: R) -> Result<Arc<Kept>>
    where
        R: FnOnce() -> F,
        F: Future<Output = Result<Fresh>>,
    {
        let mut at = match site.db.refresh().await {
            Ok(at) => at,
            Err(error) => return self.without_word(site, &key).ok_or(error),
        };
        self.heard.store(site.now().and_utc().timestamp_micros(), Ordering::Relaxed);
        let asked = at;
        loop {
            if let Some(kept) = self.true_page(site, &key, asked) {
                return Ok(kept);
            }
            match self.turn(&key) {
                Turn::Mine(rendering) => {
                    let made = make(site, render().await, at).await;
                    if let Ok(kept) = &made {
                        self.kept.insert(key, kept.clone());
                    }
                    rendering.done.send_replace(Some((at, made.clone())));
                    return made;
                }
                Turn::Theirs(mut theirs) => {
                    let made = theirs.wait_for(Option::is_some).await.ok().and_then(|made| made.clone());
                    match made {
                        Some((begun, made)) if begun >= asked => return made,
                        // A database in trouble is in trouble for all.
                        Some((_, Err(error @ Error::Busy(_)))) => return Err(error),
                        // It was begun too early for this request, or whoever rendered it has gone away.
                        _ => at = site.db.refresh().await?,
                    }
                }
            }
        }
    }

    /// The page that is kept, if it is true for somebody who asked when `asked` was the latest version.
    fn true_page(&self, site: &Site, key: &str, asked: Version) -> Option<Arc<Kept>> {
        let fresh = |kept: &Arc<Kept>| kept.at >= asked || site.db.version_of(&kept.scopes) <= kept.at;
        self.kept.get(key).filter(|kept| fresh(kept) && site.now() < kept.until)
    }

    /// While the database does not answer: the page as it was last known to be.
    fn without_word(&self, site: &Site, key: &str) -> Option<Arc<Kept>> {
        let now = site.now();
        let silence = Duration::microseconds(now.and_utc().timestamp_micros() - self.heard.load(Ordering::Relaxed));
        let known = |kept: &Arc<Kept>| site.db.version_of(&kept.scopes) <= kept.at && now < kept.until;
        self.kept.get(key).filter(|kept| silence < Duration::minutes(WITHOUT_WORD) && known(kept))
    }

    /// Whose turn it is to render this page.
    fn turn(&self, key: &str) -> Turn<'_> {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(theirs) = begun.get(key) {
            return Turn::Theirs(theirs.clone());
        }
        let (done, theirs) = watch::channel(None);
        begun.insert(key.to_owned(), theirs);
        Turn::Mine(Rendering { cache: self, key: key.to_owned(), done })
    }
}

/// A page that was rendered, with the words of the frame in it, ready to be kept.
async fn make(site: &Site, rendered: Result<Fresh>, at: Version) -> Result<Arc<Kept>> {
    let fresh = rendered?;
    let frame = site.frames.as_of(&site.db, at).await?;
    Ok(Arc::new(Kept::new(fresh, &frame, at)?))
}

enum Turn<'a> {
    Mine(Rendering<'a>),
    Theirs(watch::Receiver<Option<Made>>),
}

/// A page that is being rendered. When this goes, even because the reader went away, the turn is somebody else's.
struct Rendering<'a> {
    cache: &'a PageCache,
    key: String,
    done: watch::Sender<Option<Made>>,
}

impl Drop for Rendering<'_> {
    fn drop(&mut self) {
        self.cache.begun.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

impl Kept {
    /// Fills the page once for everybody who is not signed in, and packs it well: it will be sent many times.
    fn new(fresh: Fresh, frame: &Frame, at: Version) -> Result<Self> {
        let html = frame::fill(&fresh.page.into_string(), frame);
        let pieces = split(&html);
        let (stranger, strangers) = (Visitor::stranger(), fresh.strangers);
        let filled = fill_pieces(&html, &pieces, &stranger, None, &mut |hole| strangers.get(&hole).cloned());
        Ok(Self {
            html,
            pieces,
            stretches: OnceLock::new(),
            strangers,
            tag: format!("\"{}\"", &token_hash(&filled)[..20]),
            packed: Bytes::from(gzip(filled.as_bytes(), Compression::new(6)).map_err(broken("packing a page"))?),
            scopes: fresh.scopes,
            at,
            until: fresh.until,
            facts: fresh.facts,
        })
    }

    /// What the handler noted about the page when it was rendered.
    #[must_use]
    pub fn facts<F: 'static>(&self) -> Option<&F> {
        self.facts.downcast_ref()
    }

    /// The answer for somebody who is not signed in: the same bytes for all of them.
    #[must_use]
    pub fn anonymous(&self, req: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(StatusCode::OK);
        response
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::VARY, "Cookie, Accept-Encoding"))
            .insert_header((header::ETAG, self.tag.as_str()));
        let seen = req.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
        if seen.is_some_and(|tags| tags.split(',').any(|t| t.trim().trim_start_matches("W/") == self.tag)) {
            return response.status(StatusCode::NOT_MODIFIED).finish();
        }
        if takes_gzip(req) {
            return response.insert_header((header::CONTENT_ENCODING, "gzip")).body(self.packed.clone());
        }
        // Every browser reads gzip; for the others it is unpacked each time, so that it is kept once.
        match gunzip(&self.packed) {
            Ok(plain) => response.body(plain),
            Err(error) => HttpResponse::from_error(broken("unpacking a page")(error)),
        }
    }

    /// The answer for whoever asks, where the page has no parts of its own.
    #[must_use]
    pub fn whole(&self, req: &HttpRequest, visitor: &Visitor) -> HttpResponse {
        if visitor.person.is_none() && Notice::of(req).is_none() {
            return self.anonymous(req);
        }
        self.personal(req, visitor, &|_| true, &mut |_| None)
    }

    /// The answer for one reader, with their own parts: `usual` says of a hole that is the same for most readers whether
    /// it is for this one too, and `fill` fills all others.
    #[must_use]
    pub fn personal(
        &self,
        req: &HttpRequest,
        visitor: &Visitor,
        usual: &dyn Fn(Hole) -> bool,
        fill: &mut dyn FnMut(Hole) -> Option<Markup>,
    ) -> HttpResponse {
        let mut reader = Reader { visitor, notice: Notice::of(req), usual, fill };
        let stretches = self.stretches.get_or_init(|| Stretches::new(&self.html, &self.pieces, &self.strangers));
        if takes_gzip(req) {
            match stretches.packed(&self.html, &self.pieces, &mut reader) {
                Ok(packed) => return send_packed(packed),
                Err(error) => tracing::error!(%error, "a page could not be put together packed; it is sent as it is"),
            }
        }
        send(req, StatusCode::OK, stretches.plain(&self.html, &self.pieces, &mut reader))
    }
}
