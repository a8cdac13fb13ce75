//! Which rules hold comments: those that staff have saved, or those of the configuration until somebody has.

use super::store::in_force as store;
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result, broken};
use crate::holding::{Rule, Settings};
use crate::keys::token_hash;
use crate::web::Moderator;
use std::sync::{PoisonError, RwLock};

/// The rules in force, for the page on which they are changed.
#[derive(Debug, Clone)]
pub struct InForce {
    /// The rules.
    pub settings: Settings,
    /// What stands for exactly these; empty for those of the configuration.
    pub mark: String,
    /// When they were saved; nothing for those of the configuration.
    pub saved_at: Option<Moment>,
}

/// The rules that were read last in this process, with their mark. The mark is a hash of what is kept, so whatever has this
/// mark is the same, and nobody needs to tell anybody that there are others. A long list of words is not read at each comment.
static LAST: RwLock<Option<(String, Settings)>> = RwLock::new(None);

/// The rules that hold a comment which is posted in this transaction. One short question, whatever the rules are.
pub(super) fn settings(conn: &mut Conn, configured: &Settings) -> Result<Settings> {
    let Some(mark) = store::find_mark(conn)? else { return Ok(configured.clone()) };
    let last = LAST.read().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, settings)) = last.filter(|(known, _)| *known == mark) {
        return Ok(settings);
    }
    let read = holding(conn, configured)?;
    *LAST.write().unwrap_or_else(PoisonError::into_inner) = Some((read.mark, read.settings.clone()));
    Ok(read.settings)
}

/// The rules in force; `configured` are those that hold until somebody has saved others.
///
/// # Errors
/// [`Error::Broken`] when what is kept cannot be read.
pub fn holding(conn: &mut Conn, configured: &Settings) -> Result<InForce> {
    let Some((rules, mark, saved_at)) = store::find(conn)? else {
        return Ok(InForce { settings: configured.clone(), mark: String::new(), saved_at: None });
    };
    let settings = Settings::read(&rules, configured).map_err(broken("reading the rules that hold comments"))?;
    Ok(InForce { settings, mark, saved_at: Some(saved_at) })
}

/// Puts other rules in force for the comments that come from now on, if those with the mark `was` still are; one act on the
/// record. What waits already goes on waiting. The same again changes nothing.
///
/// # Errors
/// [`Error::Conflict`] when somebody else saved others meanwhile.
pub fn set_holding(
    tx: &mut Tx<'_>,
    by: &Moderator,
    was: &str,
    wanted: &Settings,
    configured: &Settings,
    now: Moment,
) -> Result<()> {
    let before = holding(tx, configured)?;
    let kept = wanted.kept().map_err(broken("writing down the rules that hold comments"))?;
    let mark = token_hash(&kept);
    if before.mark == mark {
        return Ok(());
    }
    if before.mark != was || !store::replace(tx, was, &kept, &mark, now)? {
        return Err(Error::Conflict("Somebody else saved other rules meanwhile.".into()));
    }
    let changes = match before.settings.changes(wanted) {
        none if none.is_empty() => "saved as they were".to_owned(),
        some => some,
    };
    audit::record(tx, Some(by.id()), "holding.change", "holding", &changes, now)
}

/// How many times each rule has held a comment since a moment; rules that held none are left out.
///
/// # Errors
/// When the database refuses.
pub fn held_since(conn: &mut Conn, since: Moment) -> Result<Vec<(Rule, i64)>> {
    store::count(conn, since)
}

/// Notes that a rule has held a comment.
pub(super) fn note(tx: &mut Tx<'_>, rule: Rule, now: Moment) -> Result<()> {
    store::insert(tx, rule, now)
}
