//! The word that the program is to end: said once, and heard by all who work in the background.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Whether the program is to end. Clones hear the same word; it is never taken back.
#[derive(Debug, Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Stop {
    /// Asks all who hear it to finish what they have in hand, and to begin nothing.
    pub fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was asked.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is asked; at once if it was.
    pub async fn asked(&self) {
        // It fails only when the sender is gone, and that is this value.
        let _ = self.0.subscribe().wait_for(|asked| *asked).await;
    }

    /// Rests for so long, or until it is asked.
    pub async fn rest(&self, pause: Duration) {
        let _ = tokio::time::timeout(pause, self.asked()).await;
    }

    /// Does this to its end, or as far as it came when it was asked: only for work of which each step stands by itself.
    pub async fn cut<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.asked() => None,
            done = work => Some(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_hears_it_rests_no_longer_and_begins_nothing() {
        let stop = Stop::default();
        let heard = stop.clone();
        assert!(!heard.is_asked());
        assert_eq!(heard.cut(async { 7 }).await, Some(7));
        let resting = tokio::spawn({
            let heard = heard.clone();
            async move { heard.rest(Duration::MAX).await }
        });
        stop.ask();
        resting.await.expect("it rests no longer");
        assert!(heard.is_asked());
        assert_eq!(heard.cut(async { 7 }).await, None);
    }
}
