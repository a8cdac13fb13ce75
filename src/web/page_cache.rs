//! Finished pages in memory: rendered once for each version of what they show, and served while that is still true.

use super::Site;
use super::page::{Notice, fill_pieces, gzip, send, takes_gzip};
use super::visitor::Visitor;
use crate::clock::Moment;
use crate::db::{Scope, Version};
use crate::error::{Result, broken};
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
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use views::frame::{self, Frame};
use views::holes::{Hole, Piece, split};

/// The pages that are kept, by what they show.
#[derive(Clone)]
pub struct PageCache {
    kept: Cache<String, Arc<Kept>>,
    /// When the database last told what had changed, in microseconds of Unix time; 0 before it has.
    asked: Arc<AtomicI64>,
}

/// For how long pages are shown as they were last known to be while the database does not answer, in minutes: long enough
/// for it to be started again, and not so long that what a moderator takes down through another instance stays to be read.
const WITHOUT_WORD: i64 = 5;

/// A page as it was rendered, with its holes.
pub struct Kept {
    html: String,
    pieces: Vec<Piece>,
    plain: Bytes,
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
            let bytes =
                key.len() + kept.html.len() + kept.plain.len() + kept.packed.len() + kept.pieces.len() * 40 + 512;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        let kept = Cache::builder().max_capacity(megabytes * 1_048_576).weigher(weigher).build();
        Self { kept, asked: Arc::default() }
    }

    /// The page for `key`, true as of a moment after this request came: from memory, or rendered now. While the database
    /// does not answer, a page that was true when it last did is given for a few minutes more.
    ///
    /// # Errors
    /// What `render` gives, or when the database does not answer.
    pub async fn get<R, F>(&self, site: &Site, key: String, render: R) -> Result<Arc<Kept>>
    where
        R: FnOnce() -> F,
        F: Future<Output = Result<Fresh>>,
    {
        let answer = site.db.refresh().await;
        let now = site.now();
        let kept = self.kept.get(&key).filter(|kept| site.db.version_of(&kept.scopes) <= kept.at && now < kept.until);
        let micros = now.and_utc().timestamp_micros();
        let at = match answer {
            Ok(at) => at,
            Err(error) => {
                let silence = Duration::microseconds(micros - self.asked.load(Ordering::Relaxed));
                return kept.filter(|_| silence < Duration::minutes(WITHOUT_WORD)).ok_or(error);
            }
        };
        self.asked.store(micros, Ordering::Relaxed);
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let fresh = render().await?;
        let frame = site.frames.as_of(&site.db, at).await?;
        let kept = Arc::new(Kept::new(fresh, &frame, at)?);
        self.kept.insert(key, kept.clone());
        Ok(kept)
    }
}

impl Kept {
    /// Fills the page once for everybody who is not signed in, and packs it well: it will be sent many times.
    fn new(mut fresh: Fresh, frame: &Frame, at: Version) -> Result<Self> {
        let html = frame::fill(&fresh.page.into_string(), frame);
        let pieces = split(&html);
        let stranger = Visitor::stranger();
        let filled = fill_pieces(&html, &pieces, &stranger, None, &mut |hole| fresh.strangers.remove(&hole));
        Ok(Self {
            html,
            pieces,
            tag: format!("\"{}\"", &token_hash(&filled)[..20]),
            packed: Bytes::from(gzip(filled.as_bytes(), Compression::new(6)).map_err(broken("packing a page"))?),
            plain: Bytes::from(filled),
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
        response.body(self.plain.clone())
    }

    /// The answer for whoever asks, where the page has no parts of its own.
    #[must_use]
    pub fn whole(&self, req: &HttpRequest, visitor: &Visitor) -> HttpResponse {
        if visitor.person.is_none() && Notice::of(req).is_none() {
            return self.anonymous(req);
        }
        self.personal(req, visitor, &mut |_| None)
    }

    /// The answer for one reader, with their own parts.
    #[must_use]
    pub fn personal(
        &self,
        req: &HttpRequest,
        visitor: &Visitor,
        more: &mut dyn FnMut(Hole) -> Option<Markup>,
    ) -> HttpResponse {
        send(req, StatusCode::OK, fill_pieces(&self.html, &self.pieces, visitor, Notice::of(req), more))
    }
}
