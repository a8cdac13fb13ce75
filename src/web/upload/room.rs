//! How many files may be on their way at once, from all and from one person, and how many in memory.

use crate::error::{Error, Result};
use crate::ids::AccountId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How many files may arrive at once, and how many from one person.
const ARRIVING: usize = 64;
const EACH: usize = 2;
/// How many may be held in memory at once, to be looked at and stored.
const LOOKED_AT: usize = 4;

/// Who is sending files at the moment; cheap to clone.
#[derive(Clone)]
pub struct Uploads {
    arriving: Arc<Semaphore>,
    looked_at: Arc<Semaphore>,
    by: Arc<Mutex<HashMap<AccountId, usize>>>,
}

impl Default for Uploads {
    fn default() -> Self {
        let of = |most| Arc::new(Semaphore::new(most));
        Self { arriving: of(ARRIVING), looked_at: of(LOOKED_AT), by: Arc::default() }
    }
}

/// Room for a file that arrives; given back when it is dropped.
pub(super) struct Room {
    of: Uploads,
    who: AccountId,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut by = self.of.by.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = by.get_mut(&self.who) {
            *held -= 1;
            if *held == 0 {
                by.remove(&self.who);
            }
        }
    }
}

impl Uploads {
    pub(super) fn room(&self, who: AccountId) -> Result<Room> {
        let full = || Error::Busy("too many files arrive at once".into());
        let permit = self.arriving.clone().try_acquire_owned().map_err(|_| full())?;
        let mut by = self.by.lock().unwrap_or_else(PoisonError::into_inner);
        let held = by.entry(who).or_default();
        if *held >= EACH {
            return Err(full());
        }
        *held += 1;
        drop(by);
        Ok(Room { of: self.clone(), who, _permit: permit })
    }

    /// Waits until one more file may be held in memory; it may until this is dropped.
    ///
    /// # Errors
    /// [`Error::Busy`] when that takes longer than `wait`.
    pub async fn look(&self, wait: Duration) -> Result<OwnedSemaphorePermit> {
        let busy = || Error::Busy("too many files are looked at".into());
        timeout(wait, self.looked_at.clone().acquire_owned()).await.map_err(|_| busy())?.map_err(|_| busy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_may_be_on_their_way_and_room_is_given_back() {
        let uploads = Uploads::default();
        let held: Vec<Room> = (0..EACH).map(|_| uploads.room(AccountId(1)).expect("room")).collect();
        assert!(matches!(uploads.room(AccountId(1)), Err(Error::Busy(_))), "one person");
        let others: Vec<Room> = (2..).map_while(|who| uploads.room(AccountId(who)).ok()).take(ARRIVING + 1).collect();
        assert_eq!(others.len(), ARRIVING - EACH, "all");
        drop((held, others));
        assert!(uploads.room(AccountId(1)).is_ok());
        assert!(uploads.by.lock().expect("held").is_empty(), "nobody is remembered");
    }
}
