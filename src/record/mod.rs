//! What everybody may know of what the staff did: each act without names, and what moderators decided, counted.
//!
//! A decision of the record is the first on its case. What brings a comment back later, or opens a thread again, is no
//! decision of its own: it shows on the one that it undid. Nothing here tells who wrote, who reported, who decided, under
//! which proposal, or what a comment said.

mod file;
pub mod pages;
mod store;

use crate::clock::{Moment, Month};
use crate::db::Conn;
use crate::error::Result;
use crate::moderation::Why;
use std::collections::BTreeMap;

/// How many months stand on the first page of the record.
pub const MONTHS: i64 = 12;

crate::words! {
    /// What a decision of the record can be.
    pub enum Kind {
        /// The comment stayed as it was.
        Keep = "keep",
        /// It was taken from view.
        Hide = "hide",
        /// It was taken from view for good.
        Remove = "remove",
        /// It was taken from view until its author changed it.
        Ask = "ask",
        /// A part of it was taken out.
        Redact = "redact",
        /// Its thread took no more replies.
        Lock = "lock",
    }
}

/// A decision as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, by which the list goes on.
    pub id: i64,
    /// When it was made.
    pub at: Moment,
    /// What was decided.
    pub kind: Kind,
    /// Under which rule: "rule 3, no personal attacks"; empty where none was broken.
    pub rule: String,
    /// The version of the house rules that was in force, where there was one.
    pub version: Option<i64>,
    /// Why somebody looked at the comment.
    pub why: Why,
    /// From the moment at which the case was opened, in seconds.
    pub took: i64,
    /// Whether the author or somebody who had reported asked for another look.
    pub appealed: bool,
    /// Whether it was undone later.
    pub overturned: bool,
}

/// What was decided in one month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many decisions, by what was decided.
    pub kinds: BTreeMap<Kind, i64>,
    /// By rule, those without one left out.
    pub rules: BTreeMap<String, i64>,
    /// By why somebody looked at the comment.
    pub reasons: BTreeMap<Why, i64>,
    /// The time that half of the decisions took at most, in seconds; nothing where none was made.
    pub median: Option<i64>,
    /// How many were looked at again because somebody asked.
    pub appealed: i64,
    /// How many were undone later.
    pub overturned: i64,
}

impl Totals {
    /// How many decisions there were.
    #[must_use]
    pub fn decided(&self) -> i64 {
        self.kinds.values().sum()
    }

    /// How many of them left a comment as it was.
    #[must_use]
    pub fn kept(&self) -> i64 {
        self.kinds.get(&Kind::Keep).copied().unwrap_or(0)
    }
}

/// Counts the decisions of one month. However many they are, a few rows come back.
///
/// # Errors
/// When the database refuses.
pub fn totals(conn: &mut Conn, month: Month) -> Result<Totals> {
    let span = (month.start(), month.next().start());
    let mut totals = Totals::default();
    for (kind, rule, why, count) in store::count(conn, span)? {
        *totals.kinds.entry(kind).or_default() += count;
        *totals.reasons.entry(why).or_default() += count;
        if !rule.is_empty() {
            *totals.rules.entry(rule).or_default() += count;
        }
    }
    let decided = totals.decided();
    if decided > 0 {
        // Of an even number it is the mean of the two in the middle.
        let middle = store::load_middle(conn, span, (decided - 1) / 2, 2 - decided % 2)?;
        let count = i64::try_from(middle.len()).unwrap_or(1).max(1);
        totals.median = Some(middle.iter().sum::<i64>() / count);
        totals.appealed = store::count_appealed(conn, span)?;
        totals.overturned = store::count_overturned(conn, span)?;
    }
    Ok(totals)
}

/// The month of the first decision; nothing when there is none.
///
/// # Errors
/// When the database refuses.
pub fn first_month(conn: &mut Conn) -> Result<Option<Month>> {
    Ok(store::find_first(conn)?.map(Month::of))
}

/// Decisions, latest first, before a given one, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn latest(conn: &mut Conn, before: Option<i64>, limit: i64) -> Result<Vec<Entry>> {
    let rows = store::load_before(conn, before.unwrap_or(i64::MAX), limit)?;
    store::with_fate(conn, rows)
}

/// Decisions, oldest first, after a given one, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub fn oldest(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<Entry>> {
    let rows = store::load_after(conn, after, limit)?;
    store::with_fate(conn, rows)
}
