//! What people want to hear of, and how often: the whole site, an area, a proposal, one discussion in it, or an organisation.

pub mod pages;
mod store;

use crate::clock::Moment;
use crate::db::{Conn, Scope, Tx};
use crate::error::Result;
use crate::ids::{AccountId, AreaId, CommentId, OrganisationId, ProposalId, SubscriberId};
use crate::subscribers::rhythm::Rhythm;
use crate::subscribers::{self, Frequency};
use crate::web::{Confirmed, Speaker};

/// Something that can be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// The dates and decisions of the whole site.
    Site,
    /// An area of focus.
    Area(AreaId),
    /// A proposal.
    Proposal(ProposalId),
    /// A comment and all replies below it.
    Thread(CommentId),
    /// What is said in the name of an organisation.
    Organisation(OrganisationId),
}

impl Target {
    /// The word and the number that stand for it in the database, in forms and in links.
    #[must_use]
    pub fn parts(self) -> (&'static str, i64) {
        match self {
            Self::Site => ("site", 0),
            Self::Area(id) => ("area", id.0),
            Self::Proposal(id) => ("proposal", id.0),
            Self::Thread(id) => ("thread", id.0),
            Self::Organisation(id) => ("organisation", id.0),
        }
    }

    /// The target for which a word and a number stand.
    #[must_use]
    pub fn from_parts(kind: &str, id: i64) -> Option<Self> {
        Some(match kind {
            "site" => Self::Site,
            "area" => Self::Area(AreaId(id)),
            "proposal" => Self::Proposal(ProposalId(id)),
            "thread" => Self::Thread(CommentId(id)),
            "organisation" => Self::Organisation(OrganisationId(id)),
            _ => return None,
        })
    }

    /// How often one hears of it if one does not choose.
    #[must_use]
    pub fn usual(self) -> Frequency {
        match self {
            Self::Site | Self::Area(_) => Frequency::Weekly,
            Self::Proposal(_) | Self::Organisation(_) => Frequency::Daily,
            Self::Thread(_) => Frequency::AtOnce,
        }
    }

    /// The pages that show how many follow it.
    #[must_use]
    pub fn scope(self) -> Option<Scope> {
        match self {
            Self::Area(id) => Some(Scope::Area(id)),
            Self::Proposal(id) => Some(Scope::Proposal(id)),
            Self::Site | Self::Thread(_) | Self::Organisation(_) => None,
        }
    }
}

/// A frequency as pages show it.
#[must_use]
pub fn view_frequency(frequency: Frequency) -> views::follows::Frequency {
    use views::follows::Frequency as Theirs;
    match frequency {
        Frequency::AtOnce => Theirs::AtOnce,
        Frequency::Daily => Theirs::Daily,
        Frequency::Weekly => Theirs::Weekly,
    }
}

/// A target's kind as pages show it.
#[must_use]
pub fn view_kind(target: Target) -> views::follows::FollowKind {
    use views::follows::FollowKind as Theirs;
    match target {
        Target::Site => Theirs::Site,
        Target::Area(_) => Theirs::Area,
        Target::Proposal(_) => Theirs::Proposal,
        Target::Thread(_) => Theirs::Thread,
        Target::Organisation(_) => Theirs::Organisation,
    }
}

/// For whom a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Nobody is signed in.
    Stranger,
    /// Somebody who hears of it this often, or not.
    Person(Option<Frequency>),
}

/// The button for a reader, whose form goes to `action`; beside it, for a stranger, the form for an address alone.
#[must_use]
pub fn button(target: Target, action: String, reader: Reader) -> maud::Markup {
    use views::follows as view;
    let (kind, usual) = (view_kind(target), view_frequency(target.usual()));
    let frequency = match reader {
        Reader::Person(how) => how.map(view_frequency),
        Reader::Stranger => None,
    };
    let follow = view::Follow { action_url: action, kind, frequency, usual };
    match reader {
        Reader::Person(_) => view::button(&follow),
        Reader::Stranger => view::for_stranger(&follow, target.parts().1),
    }
}

/// The button for a reader where there will be nothing more to hear: for a follower, to stop; for others, none.
#[must_use]
pub fn button_to_stop(target: Target, action: &str, reader: Reader) -> Option<maud::Markup> {
    let follows = matches!(reader, Reader::Person(Some(_)));
    follows.then(|| views::follows::stop_only(action, view_kind(target)))
}

/// A target as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub target: Target,
    /// Its title; of a thread, the title of its proposal.
    pub title: String,
    /// Its page.
    pub path: String,
    /// Where the form goes that follows it or stops.
    pub action: String,
}

/// One thing that somebody follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// What.
    pub target: Target,
    /// How often they hear of it.
    pub frequency: Frequency,
    /// Only activity with a higher number is news to them.
    pub since: i64,
}

/// Follows at this frequency, or with nothing stops following. Doing it again changes nothing.
///
/// # Errors
/// When the database refuses.
pub fn set(tx: &mut Tx<'_>, who: SubscriberId, target: Target, how: Option<Frequency>, now: Moment) -> Result<()> {
    let change = match how {
        Some(frequency) => i64::from(store::upsert(tx, who, target, frequency, now)?),
        None => -i64::from(store::delete(tx, who, target)?),
    };
    if change != 0 {
        store::count(tx, target, change);
        if let Some(scope) = target.scope() {
            tx.touch(scope);
        }
    }
    let rhythm = rhythm(&store::load(tx, &[who])?.into_iter().map(|(_, f)| f).collect::<Vec<_>>());
    subscribers::set_rhythm(tx, who, rhythm, now)
}

/// Somebody who is signed in follows at this frequency.
///
/// # Errors
/// When the database refuses.
pub fn start(tx: &mut Tx<'_>, by: &Speaker, target: Target, how: Frequency, now: Moment) -> Result<()> {
    let who = subscribers::of_account(tx, by.id(), now)?;
    set(tx, who, target, Some(how), now)
}

/// Somebody who is signed in stops following, also while they may not take part. For whoever follows nothing, nothing changes.
///
/// # Errors
/// When the database refuses.
pub fn stop(tx: &mut Tx<'_>, by: &Confirmed, target: Target, now: Moment) -> Result<()> {
    match subscribers::find_of_account(tx, by.id())? {
        Some(found) => set(tx, found.id, target, None, now),
        None => Ok(()),
    }
}

fn rhythm(follows: &[Follow]) -> Rhythm {
    let any = |frequency| follows.iter().any(|f| f.frequency == frequency);
    Rhythm { at_once: any(Frequency::AtOnce), daily: any(Frequency::Daily), weekly: any(Frequency::Weekly) }
}

/// Gives up all that somebody follows.
///
/// # Errors
/// When the database refuses.
pub fn give_up(tx: &mut Tx<'_>, who: SubscriberId, now: Moment) -> Result<()> {
    let followed: Vec<Target> = store::load(tx, &[who])?.into_iter().map(|(_, follow)| follow.target).collect();
    followed.into_iter().try_for_each(|target| set(tx, who, target, None, now))
}

/// Forgets up to `most` addresses without an account that stopped all emails before this moment; gives how many.
///
/// # Errors
/// When the database refuses.
pub fn purge_stopped(tx: &mut Tx<'_>, before: Moment, most: i64, now: Moment) -> Result<usize> {
    let stopped = subscribers::stopped_before(tx, before, most)?;
    for id in &stopped {
        give_up(tx, *id, now)?;
        subscribers::forget(tx, *id)?;
    }
    Ok(stopped.len())
}

/// How often somebody with an account hears of this; nothing when they do not follow it.
///
/// # Errors
/// When the database refuses.
pub fn how_often(conn: &mut Conn, who: AccountId, target: Target) -> Result<Option<Frequency>> {
    store::find_of_account(conn, who, target)
}

/// What each of these subscribers follows, in no order: there are very many, and most who ask need none.
///
/// # Errors
/// When the database refuses.
pub fn load_of(conn: &mut Conn, who: &[SubscriberId]) -> Result<Vec<(SubscriberId, Follow)>> {
    store::load(conn, who)
}

/// What one subscriber follows, with titles: the site first, then areas, proposals, threads, organisations. What is gone is left out.
///
/// # Errors
/// When the database refuses.
pub fn load(conn: &mut Conn, who: SubscriberId) -> Result<Vec<(Named, Frequency)>> {
    let mut follows: Vec<Follow> = store::load(conn, &[who])?.into_iter().map(|(_, follow)| follow).collect();
    follows.sort_by_key(|f| f.target);
    let targets: Vec<Target> = follows.iter().map(|f| f.target).collect();
    let names = store::load_names(conn, &targets)?;
    Ok(follows.into_iter().filter_map(|f| Some((names.get(&f.target)?.clone(), f.frequency))).collect())
}

/// These targets as people read them, without those that nobody may see.
///
/// # Errors
/// When the database refuses.
pub fn names(conn: &mut Conn, targets: &[Target]) -> Result<std::collections::HashMap<Target, Named>> {
    store::load_names(conn, targets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_survives_being_written_down() {
        for target in [
            Target::Site,
            Target::Area(AreaId(3)),
            Target::Proposal(ProposalId(4)),
            Target::Thread(CommentId(5)),
            Target::Organisation(OrganisationId(6)),
        ] {
            let (kind, id) = target.parts();
            assert_eq!(Target::from_parts(kind, id), Some(target));
        }
        assert_eq!(Target::from_parts("weather", 1), None);
    }
}
