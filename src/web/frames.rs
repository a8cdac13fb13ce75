//! The words that stand on every page, as they are now: read once, and again when somebody has changed them.

use crate::db::{Db, Scope, Version};
use crate::error::Result;
use crate::texts;
use std::sync::{Arc, PoisonError, RwLock};
use views::frame::Frame;

/// The frame as it was last read.
#[derive(Clone, Default)]
pub struct Frames(Arc<RwLock<Option<Read>>>);

/// A frame, and when it was read.
type Read = (Version, Arc<Frame>);

impl Frames {
    /// The frame, true as of a moment after this was called.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn now(&self, db: &Db) -> Result<Arc<Frame>> {
        let at = db.refresh().await?;
        self.as_of(db, at).await
    }

    /// The frame, true as of `at` or later; `at` is what a check of freshness has just given.
    ///
    /// # Errors
    /// As [`Self::now`].
    pub async fn as_of(&self, db: &Db, at: Version) -> Result<Arc<Frame>> {
        if let Some((made, frame)) = self.read()
            && db.version_of(&[Scope::Site]) <= made
        {
            return Ok(frame);
        }
        let frame = Arc::new(Frame::new(&db.read(texts::load).await?.frame()));
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_none_or(|(made, _)| *made <= at) {
            *kept = Some((at, frame.clone()));
        }
        Ok(frame)
    }

    /// The frame as it was last read, without asking anybody: for pages that say that the database is away.
    #[must_use]
    pub fn known(&self) -> Arc<Frame> {
        self.read().map_or_else(Arc::default, |(_, frame)| frame)
    }

    fn read(&self) -> Option<Read> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
