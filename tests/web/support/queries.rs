//! What a page asks of the database: every query of one story's connections, as it was sent.

use super::TestApp;
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError};

/// The queries of each database that is being watched, by its address.
static WATCHED: LazyLock<Mutex<HashMap<String, Vec<String>>>> = LazyLock::new(Mutex::default);

fn watched() -> MutexGuard<'static, HashMap<String, Vec<String>>> {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes what one connection asks. Many stories run at once, each with a database of its own: its address tells them apart.
struct Ear {
    address: String,
}

impl Instrumentation for Ear {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => url.clone_into(&mut self.address),
            InstrumentationEvent::StartQuery { query, .. } => {
                if let Some(heard) = watched().get_mut(&self.address) {
                    heard.push(query.to_string());
                }
            }
            _ => {}
        }
    }
}

/// Every connection that is opened from now on can be listened to.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        set_default_instrumentation(|| Some(Box::new(Ear { address: String::new() }))).expect("nobody else listens");
    });
}

impl TestApp {
    /// What the database is asked while `doing` lasts, without the beginning and the end of transactions.
    pub async fn queries<T>(&self, doing: impl Future<Output = T>) -> (T, Vec<String>) {
        let address = self.app.site.config.database.url.trim_start_matches("sqlite:").to_owned();
        watched().insert(address.clone(), Vec::new());
        let done = doing.await;
        let mut heard = watched().remove(&address).unwrap_or_default();
        heard.retain(|query| !["BEGIN", "COMMIT", "ROLLBACK"].iter().any(|word| query.starts_with(word)));
        (done, heard)
    }
}
