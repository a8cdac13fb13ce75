//! What happened, as a worker remembers it between one batch of emails and the next.

use super::happened;
use crate::db::Conn;
use crate::digests::by_number::ByNumber;
use crate::digests::items::Items;
use crate::digests::window::Item;
use crate::error::Result;
use std::sync::{Arc, Mutex, PoisonError};

/// What happened, in order: the numbers lie by themselves, so that whoever looks for some of them passes over the others fast.
#[derive(Debug, Default)]
pub(in crate::digests) struct Rows {
    numbers: Vec<i64>,
    items: Vec<Item>,
}

impl Rows {
    /// Of these, which are in order.
    pub(super) fn new(items: Vec<Item>) -> Self {
        Self { numbers: items.iter().map(|item| item.id).collect(), items }
    }

    /// Those with these numbers, in order: found by one walk along both.
    pub(super) fn among<'a, 'b>(&'a self, ids: &'b Items) -> impl Iterator<Item = &'a Item> + use<'a, 'b> {
        let mut place = 0;
        ids.ids().iter().filter_map(move |id| {
            while self.numbers.get(place).is_some_and(|number| number < id) {
                place += 1;
            }
            self.numbers.get(place).filter(|number| *number == id).and_then(|_| self.items.get(place))
        })
    }
}

/// What happened does not change, so a worker that has read it once need not read it again for the next emails.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<ByNumber<i64, Item>>>);

/// The most rows of activity that a worker remembers.
const REMEMBERED: usize = 50_000;

impl Memory {
    /// The rows with these numbers, read where they are not remembered.
    pub(super) fn items(&self, conn: &mut Conn, ids: &[i64]) -> Result<Vec<Item>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let unknown: Vec<i64> = ids.iter().copied().filter(|id| !known.contains_key(id)).collect();
        if known.len() + unknown.len() > REMEMBERED {
            known.clear();
        }
        let missing: Vec<i64> = ids.iter().copied().filter(|id| !known.contains_key(id)).collect();
        known.extend(happened::load(conn, &missing)?.into_iter().map(|item| (item.id, item)));
        Ok(ids.iter().filter_map(|id| known.get(id)).cloned().collect())
    }
}
