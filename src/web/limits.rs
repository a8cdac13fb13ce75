//! How often the same person or the same place may do the same thing: counted in memory, for a while.
//!
//! Nobody's address is kept: only a number made from it with a secret that this process forgets when it ends.

use super::Site;
use crate::clock::Moment;
use crate::config::{self, Config};
use crate::error::{Error, Result};
use crate::ids::AccountId;
use actix_web::HttpRequest;
use chrono::Duration;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// At most so many within so many seconds.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its own name: counts of different rules do not mix.
    pub name: &'static str,
    /// How many are let through.
    pub most: u32,
    /// How long one that was counted is remembered, from the first of its row.
    pub seconds: i64,
}

/// How often one place may ask for a letter of any kind.
pub const LETTERS: Rule = Rule { name: "letters", most: 100, seconds: 3_600 };

/// Letters that one address gets because one place typed it into a form, of all kinds together.
const TO_ONE_FROM_ONE: Rule = Rule { name: "letters to one from one", most: 20, seconds: 86_400 };

/// The same from all places: more, so that nobody shuts somebody else out who needs such a letter to come in.
const TO_ONE: Rule = Rule { name: "letters to one", most: 100, seconds: 86_400 };

/// What is counted by account and by place, within what the settings allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Posting a comment or a reply.
    Comment,
    /// Changing a comment: as often as one may post.
    Edit,
    /// Voting on a proposal or a comment, or taking a vote back.
    Vote,
    /// Following, or stopping.
    Follow,
    /// Attaching a file to a response.
    Attach,
    /// Reporting a comment.
    Report,
    /// Reporting that somebody is at risk: counted by itself, so that no other reports keep it out.
    ReportRisk,
    /// Leaving something to be done after signing in: counted by place alone.
    Wait,
}

const HOUR: i64 = 3_600;

impl Doing {
    /// The rule for one account, and how many one place is let.
    fn rule(self, limits: &config::Limits) -> (Rule, u32) {
        let (name, most, by_place, seconds) = match self {
            Self::Comment => ("comment", limits.comments_per_hour, limits.place_comments_per_hour, HOUR),
            Self::Edit => ("edit", limits.comments_per_hour, limits.place_comments_per_hour, HOUR),
            Self::Vote => ("vote", limits.votes_per_5_minutes, limits.place_votes_per_5_minutes, 300),
            Self::Follow => ("follow", limits.follows_per_hour, limits.place_follows_per_hour, HOUR),
            Self::Attach => ("attach", limits.attachments_per_hour, limits.place_attachments_per_hour, HOUR),
            Self::Report => ("report", limits.reports_per_hour, limits.place_reports_per_hour, HOUR),
            Self::ReportRisk => ("report of risk", limits.reports_per_hour, limits.place_reports_per_hour, HOUR),
            Self::Wait => ("wait", limits.place_waiting_per_hour, limits.place_waiting_per_hour, HOUR),
        };
        (Rule { name, most, seconds }, by_place)
    }
}

/// Counts kept at once; beyond that those that have run out go, and if none has, all.
const KEPT: usize = 100_000;

/// The counts; cheap to clone.
#[derive(Clone, Default)]
pub struct Limits {
    secret: RandomState,
    counts: Arc<Mutex<HashMap<u64, Count>>>,
}

#[derive(Clone, Copy)]
struct Count {
    n: u32,
    until: Moment,
}

impl Limits {
    /// Counts one more for `whom`.
    ///
    /// # Errors
    /// [`Error::TooMany`] when that is more than the rule lets through.
    pub fn count(&self, rule: Rule, whom: &str, now: Moment) -> Result<()> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= KEPT {
            counts.retain(|_, c| c.until > now);
            if counts.len() >= KEPT {
                counts.clear();
            }
        }
        let fresh = Count { n: 0, until: now + Duration::seconds(rule.seconds) };
        let count = counts.entry(self.key(rule, whom)).or_insert(fresh);
        if count.until <= now {
            *count = fresh;
        }
        count.n = count.n.saturating_add(1);
        if count.n > rule.most { Err(too_many(count.until, now)) } else { Ok(()) }
    }

    /// Counts that somebody does this once more: by account, if they are signed in, and by place. Those of a place who
    /// are signed in are counted by themselves, so that no stranger keeps them out.
    ///
    /// # Errors
    /// [`Error::TooMany`] when that is more than the settings let one account, or one place.
    pub fn count_doing(
        &self,
        doing: Doing,
        settings: &config::Limits,
        who: Option<AccountId>,
        place: &str,
        now: Moment,
    ) -> Result<()> {
        let (rule, by_place) = doing.rule(settings);
        let by_place = Rule { most: by_place, ..rule };
        let Some(who) = who else { return self.count(by_place, place, now) };
        self.count(rule, &format!("account {who}"), now)?;
        self.count(by_place, &format!("{place} signed in"), now)
    }

    /// Whether `whom` has some left, without counting: for what is counted only when it fails.
    ///
    /// # Errors
    /// [`Error::TooMany`] when there are none left.
    pub fn check(&self, rule: Rule, whom: &str, now: Moment) -> Result<()> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get(&self.key(rule, whom)) {
            Some(count) if count.n >= rule.most && count.until > now => Err(too_many(count.until, now)),
            _ => Ok(()),
        }
    }

    /// Whether one more letter may go to an address that somebody at this place typed: by the rule of its kind, and in all.
    /// Only a letter that may go is counted: neither presses again and again nor a place that has had its share use anything up.
    #[must_use]
    pub fn may_write(&self, rule: Rule, email_key: &str, place: &str, now: Moment) -> bool {
        let from_here = format!("{email_key} from {place}");
        let in_all = [(TO_ONE_FROM_ONE, from_here.as_str()), (TO_ONE, email_key)];
        in_all.iter().all(|(rule, whom)| self.check(*rule, whom, now).is_ok())
            && self.count(rule, email_key, now).is_ok()
            && in_all.iter().all(|(rule, whom)| self.count(*rule, whom, now).is_ok())
    }

    /// `whom` begins anew.
    pub fn forget(&self, rule: Rule, whom: &str) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key(rule, whom));
    }

    fn key(&self, rule: Rule, whom: &str) -> u64 {
        self.secret.hash_one((rule.name, whom))
    }
}

/// Counts that whoever sent this request does this once more.
///
/// # Errors
/// As [`Limits::count_doing`].
pub fn allow(req: &HttpRequest, site: &Site, doing: Doing, who: Option<AccountId>) -> Result<()> {
    let place = client(req, &site.config);
    site.limits.count_doing(doing, &site.config.limits, who, &place, site.now())
}

fn too_many(until: Moment, now: Moment) -> Error {
    Error::TooMany { retry_after: u64::try_from((until - now).num_seconds()).unwrap_or(0).max(1) }
}

/// Where a request comes from: an IPv4 address, or the half of an IPv6 address that stands for one household (/64).
///
/// `X-Forwarded-For` is believed only as far as configured proxies have written it.
#[must_use]
pub fn client(req: &HttpRequest, config: &Config) -> String {
    let peer = req.peer_addr().map(|a| a.ip());
    let forwarded =
        req.headers().get_all("x-forwarded-for").filter_map(|v| v.to_str().ok()).collect::<Vec<_>>().join(",");
    behind(peer, &forwarded, &config.http.trusted_proxies).map(place).unwrap_or_default()
}

/// The last address that is not one of our own proxies, from the right.
fn behind(peer: Option<IpAddr>, forwarded: &str, trusted: &[IpAddr]) -> Option<IpAddr> {
    let mut at = peer?;
    let mut hops = forwarded.split(',').rev().map(|hop| hop.trim().parse::<IpAddr>());
    while trusted.contains(&at) {
        match hops.next() {
            Some(Ok(hop)) => at = hop,
            _ => break,
        }
    }
    Some(at)
}

fn place(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => v6.segments()[..4].iter().map(|s| format!("{s:x}:")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { name: "test", most: 2, seconds: 60 };

    fn at(seconds: i64) -> Moment {
        chrono::DateTime::from_timestamp(1_800_000_000 + seconds, 0).expect("a date").naive_utc()
    }

    #[test]
    fn the_third_within_a_minute_waits() {
        let limits = Limits::default();
        assert_eq!(limits.count(RULE, "a", at(0)), Ok(()));
        assert_eq!(limits.check(RULE, "a", at(0)), Ok(()));
        assert_eq!(limits.count(RULE, "a", at(10)), Ok(()));
        assert_eq!(limits.check(RULE, "a", at(10)), Err(Error::TooMany { retry_after: 50 }));
        assert_eq!(limits.count(RULE, "a", at(20)), Err(Error::TooMany { retry_after: 40 }));
        assert_eq!(limits.count(RULE, "b", at(20)), Ok(()));
        assert_eq!(limits.count(Rule { name: "other", ..RULE }, "a", at(20)), Ok(()));
        assert_eq!(limits.count(RULE, "a", at(60)), Ok(()), "a minute later it begins anew");
        limits.forget(RULE, "a");
        assert_eq!(limits.counts.lock().expect("held").len(), 2);
    }

    #[test]
    fn one_account_waits_before_its_place_does() {
        let mut settings = Config::load(None, []).expect("the defaults are good").limits;
        (settings.comments_per_hour, settings.place_comments_per_hour) = (2, 3);
        let limits = Limits::default();
        let ask = |who: Option<i64>, place: &str, at| {
            limits.count_doing(Doing::Comment, &settings, who.map(AccountId), place, at)
        };
        assert_eq!(ask(Some(1), "here", at(0)), Ok(()));
        assert_eq!(ask(Some(1), "here", at(0)), Ok(()));
        assert_eq!(
            ask(Some(1), "elsewhere", at(0)),
            Err(Error::TooMany { retry_after: 3_600 }),
            "wherever it comes from"
        );
        assert_eq!(ask(Some(2), "here", at(9)), Ok(()));
        assert_eq!(ask(Some(3), "here", at(9)), Err(Error::TooMany { retry_after: 3_591 }), "the place is full");
        assert_eq!(ask(Some(3), "elsewhere", at(9)), Ok(()));
        assert_eq!(ask(None, "here", at(9)), Ok(()), "strangers have a count of their own");
        let edit = limits.count_doing(Doing::Edit, &settings, Some(AccountId(1)), "here", at(9));
        assert_eq!(edit, Ok(()), "what is done counts by itself");
    }

    #[test]
    fn a_stranger_who_types_an_address_shuts_nobody_out() {
        let limits = Limits::default();
        let letter = Rule { name: "letter", most: 1, seconds: 120 };
        let asks = |place: &str, seconds| limits.may_write(letter, "ana@example.org", place, at(seconds));
        let sent = (0..60).filter(|n| asks("a stranger's", n * 120)).count();
        assert_eq!(sent, 20, "from one place, of sixty");
        // The stranger goes on, and Ana, who asks right after them, gets hers.
        assert!(!asks("a stranger's", 7_200) && asks("Ana's", 7_201));
        // Whoever presses again and again within two minutes gets one, and uses up no more than that.
        let pressed = (0..50).filter(|_| asks("Ana's", 7_400)).count();
        assert_eq!((pressed, asks("Ana's", 7_600)), (1, true));
        let places: Vec<String> = (0..9).map(|n| format!("place {n}")).collect();
        let more = (0..180).filter(|n| asks(&places[n / 20], 8_000 + i64::try_from(*n).expect("small") * 120)).count();
        assert_eq!(more, 77, "from everywhere a hundred a day, three of them Ana's and twenty the stranger's");
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        let ip = |s: &str| s.parse::<IpAddr>().expect("an address");
        let proxy = [ip("10.0.0.1")];
        assert_eq!(behind(Some(ip("9.9.9.9")), "1.1.1.1", &proxy), Some(ip("9.9.9.9")));
        assert_eq!(behind(Some(ip("10.0.0.1")), "1.1.1.1, 2.2.2.2", &proxy), Some(ip("2.2.2.2")));
        assert_eq!(behind(Some(ip("10.0.0.1")), "1.1.1.1, 10.0.0.1", &proxy), Some(ip("1.1.1.1")));
        assert_eq!(behind(Some(ip("10.0.0.1")), "nonsense", &proxy), Some(ip("10.0.0.1")));
        assert_eq!(behind(None, "1.1.1.1", &proxy), None);
        assert_eq!(place(ip("2001:db8:1:2:3:4:5:6")), place(ip("2001:db8:1:2::1")));
        assert_eq!(place(ip("::ffff:1.2.3.4")), "1.2.3.4");
    }
}
