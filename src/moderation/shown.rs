//! What the pages of moderation show.

mod case;
mod own;
mod queue;
mod record;
mod reports;

pub(super) use case::{author, case, together};
pub(super) use own::{appeal, appeals, decisions_by, own, own_list};
pub use queue::waiting;
pub(super) use record::record;
pub(super) use reports::{outcome, report_form, sealed, thanks};

use super::rules::{self, Rule as HouseRule};
use super::sanctions::{Kind, Sanction};
use super::store::{Decision, Subject};
use super::{Act, Reason, Why};
use crate::areas;
use crate::db::Conn;
use crate::error::{Error, Result};
use views::moderation::{self as view, WhyWaiting};
use views::proposals::ProposalLink;

/// How many cases or decisions a page holds.
const PAGE: usize = 50;
/// How much of a comment a list shows, in characters.
const EXCERPT: usize = 90;

pub(super) fn reason(reason: Reason) -> view::Reason {
    match reason {
        Reason::AtRisk => view::Reason::AtRisk,
        Reason::Illegal => view::Reason::Illegal,
        Reason::PersonalData => view::Reason::PersonalData,
        Reason::Abuse => view::Reason::Abuse,
        Reason::Misinformation => view::Reason::Misinformation,
        Reason::Spam => view::Reason::Spam,
        Reason::OffTopic => view::Reason::OffTopic,
        Reason::Other => view::Reason::Other,
    }
}

pub(super) fn act(act: Act) -> view::Act {
    match act {
        Act::Keep => view::Act::Keep,
        Act::Hide => view::Act::Hide,
        Act::Remove => view::Act::Remove,
        Act::Restore => view::Act::Restore,
        Act::Ask => view::Act::Ask,
        Act::Redact => view::Act::Redact,
        Act::Lock => view::Act::Lock,
        Act::Unlock => view::Act::Unlock,
    }
}

fn why(why: Why) -> WhyWaiting {
    match why {
        Why::Risk => WhyWaiting::Risk,
        Why::Reported => WhyWaiting::Reported,
        Why::Review => WhyWaiting::Review,
    }
}

/// The house rules as the site's page has them now.
pub(super) fn house_rules(conn: &mut Conn) -> Result<Vec<HouseRule>> {
    match areas::page(conn, rules::PAGE) {
        Ok(page) => Ok(rules::read(Some(&page.body))),
        Err(Error::NotFound) => Ok(rules::read(None)),
        Err(error) => Err(error),
    }
}

/// What can happen to an author, for the form: what is sent, and what is read.
pub(super) fn sanctions() -> Vec<(&'static str, &'static str)> {
    let label = |sanction| match sanction {
        Sanction::None => "Nothing more",
        Sanction::Warning => "A warning",
        Sanction::Hours(24) => "Suspend for 24 hours",
        Sanction::Hours(72) => "Suspend for 3 days",
        Sanction::Hours(168) => "Suspend for 7 days",
        Sanction::Hours(_) => "Suspend for 30 days",
        Sanction::ForGood => "Suspend for good",
    };
    Sanction::ALL.iter().map(|(word, sanction)| (*word, label(*sanction))).collect()
}

/// What a decision meant for the author, as a phrase; empty for nothing. `whom` is "the author is", or "you are".
fn sanction(decision: &Decision, whom: &str) -> String {
    match (decision.sanction, decision.suspended_until) {
        (Kind::None, _) => String::new(),
        (Kind::Warning, _) | (Kind::Suspension, None) => "with a warning".to_owned(),
        (Kind::Suspension, Some(until)) if is_for_good(until, decision) => {
            format!("and {whom} suspended for good")
        }
        (Kind::Suspension, Some(until)) => format!("and {whom} suspended until {}", views::dates::moment(until)),
    }
}

/// Whether a suspension has no end.
pub(super) fn is_for_good(until: crate::clock::Moment, decision: &Decision) -> bool {
    (until - decision.decided_at).num_days() > 36_500
}

fn link(subject: &Subject) -> ProposalLink {
    ProposalLink { slug: subject.proposal_slug.clone(), title: subject.proposal_title.clone() }
}
