//! What an email says about itself: subject, heading, preview, and why it came. Everything is counted from what happened,
//! also from what there is no room to show.

use super::{DateKind, DateLine, Digest, Reason, Span};
use crate::dates;
use crate::emails::words::{clipped, one_line};
use crate::follows::Frequency;
use crate::parts::{in_words, number, sentence};
use crate::subscriptions::listed;
use std::collections::BTreeSet;

/// The most characters of a subject; mail programs cut longer ones.
const SUBJECT: usize = 78;
/// The most kinds of news that a subject names, and that a heading names.
const IN_SUBJECT: usize = 3;
const IN_HEADING: usize = 2;

/// One kind of news and how often it happened.
struct Kind {
    count: usize,
    /// For the subject: "closing soon".
    short: (&'static str, &'static str),
    /// For the heading: "proposal closes soon".
    long: (&'static str, &'static str),
}

impl Kind {
    fn short(&self) -> String {
        format!("{} {}", figure(self.count), if self.count == 1 { self.short.0 } else { self.short.1 })
    }

    fn long(&self) -> String {
        format!("{} {}", in_words(self.count), if self.count == 1 { self.long.0 } else { self.long.1 })
    }
}

fn figure(n: usize) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The kinds of news that there are, the most pressing first.
fn kinds(digest: &Digest) -> Vec<Kind> {
    let dates = |what| digest.dates.iter().filter(|line| line.what == what).count();
    let proposals = || digest.areas.iter().flat_map(|area| &area.proposals);
    let kind = |count, short, long| Kind { count, short, long };
    let mut kinds = vec![
        kind(
            dates(DateKind::ClosingSoon),
            ("closing soon", "closing soon"),
            ("proposal closes soon", "proposals close soon"),
        ),
        kind(
            dates(DateKind::Moved),
            ("date moved", "dates moved"),
            ("closing date has moved", "closing dates have moved"),
        ),
        kind(dates(DateKind::Opened), ("now open", "now open"), ("proposal has opened", "proposals have opened")),
        kind(dates(DateKind::Announced), ("coming", "coming"), ("proposal is coming", "proposals are coming")),
        kind(dates(DateKind::Closed), ("closed", "closed"), ("proposal has closed", "proposals have closed")),
        kind(dates(DateKind::Decided), ("decided", "decided"), ("proposal is decided", "proposals are decided")),
        kind(
            dates(DateKind::Withdrawn),
            ("withdrawn", "withdrawn"),
            ("proposal is withdrawn", "proposals are withdrawn"),
        ),
        kind(
            proposals().filter(|proposal| !proposal.changes.is_empty()).count(),
            ("text changed", "texts changed"),
            ("text has changed", "texts have changed"),
        ),
        kind(
            proposals().map(|proposal| proposal.comments).sum(),
            ("new comment", "new comments"),
            ("new comment", "new comments"),
        ),
    ];
    kinds.retain(|kind| kind.count > 0);
    kinds
}

/// "1 closing soon, 5 new comments: Improve air quality".
pub(super) fn subject(digest: &Digest) -> String {
    let kinds = kinds(digest);
    if kinds.is_empty() {
        return "News from Folkmoot".to_owned();
    }
    let mut what = kinds.iter().take(IN_SUBJECT).map(Kind::short).collect::<Vec<_>>().join(", ");
    if kinds.len() > IN_SUBJECT {
        what.push_str(" and more");
    }
    let areas: BTreeSet<&str> = digest
        .dates
        .iter()
        .map(|line| line.area.as_str())
        .chain(digest.areas.iter().map(|area| area.title.as_str()))
        .collect();
    let titles: BTreeSet<&str> = digest
        .dates
        .iter()
        .map(|line| line.title.as_str())
        .chain(digest.areas.iter().flat_map(|area| &area.proposals).map(|proposal| proposal.title.as_str()))
        .collect();
    match (titles.first(), areas.first()) {
        (Some(one), _) if titles.len() == 1 && !one.trim().is_empty() => clipped(&format!("{what}: {one}"), SUBJECT),
        (_, Some(one)) if areas.len() == 1 && !one.trim().is_empty() => clipped(&format!("{what}: {one}"), SUBJECT),
        _ if areas.len() > 1 => format!("{what} in {} areas", figure(areas.len())),
        _ => what,
    }
}

/// "One proposal closes soon, and five new comments".
pub(super) fn heading(digest: &Digest) -> String {
    let mut clauses: Vec<String> = kinds(digest).iter().map(Kind::long).collect();
    if clauses.len() > IN_HEADING {
        clauses.truncate(IN_HEADING);
        clauses.push("more".to_owned());
    }
    let joined = match clauses.as_slice() {
        [] => "News from Folkmoot".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    };
    sentence(&joined)
}

/// The first thing in the email, for the line beside the subject.
pub(super) fn preview(digest: &Digest) -> String {
    const LONG: usize = 140;
    if let Some(line) = digest.dates.iter().min_by_key(|line| (line.what, line.at)) {
        return clipped(&format!("{}: {}.", clipped(&line.title, 70), moment(line)), LONG);
    }
    let mut proposals = digest.areas.iter().flat_map(|area| &area.proposals);
    let said = proposals.clone().flat_map(|proposal| &proposal.excerpts).next();
    match (said, proposals.next()) {
        (Some(said), _) => clipped(&format!("{}: {}", clipped(&said.author, 60), said.text), LONG),
        (None, Some(proposal)) => clipped(&proposal.title, LONG),
        (None, None) => heading(digest),
    }
}

/// "Your week to Thursday 26 November 2026".
pub(super) fn span(digest: &Digest) -> String {
    let day = dates::day(digest.until);
    match digest.span {
        Span::Now => format!("News of {day}"),
        Span::Day => format!("Your day to {day}"),
        Span::Week => format!("Your week to {day}"),
    }
}

/// What happens to a proposal, and when: "Closes at 5 pm on Friday 4 December 2026".
pub(super) fn moment(line: &DateLine) -> String {
    let at = dates::on_day(line.at);
    match line.what {
        DateKind::ClosingSoon => format!("Closes at {at}"),
        DateKind::Moved => format!("Now closes at {at}"),
        DateKind::Opened => format!("Open now. Closes at {at}"),
        DateKind::Announced => format!("Opens at {at}"),
        DateKind::Closed => format!("Closed at {at}"),
        DateKind::Decided => format!("Decided at {at}"),
        DateKind::Withdrawn => format!("Withdrawn at {at}"),
    }
}

/// Why the reader gets it, and when the next one comes.
pub(super) fn reason(digest: &Digest) -> String {
    let often = |how| match how {
        Frequency::AtOnce => "at once".to_owned(),
        Frequency::Daily => "every day".to_owned(),
        Frequency::Weekly => {
            let day = usize::from(digest.weekday).checked_sub(1).and_then(|n| dates::WEEKDAYS.get(n));
            format!("every {}", day.unwrap_or(&"week"))
        }
    };
    let follows = &digest.follows;
    let rhythm = follows.first().map(|one| one.often).filter(|first| follows.iter().all(|one| one.often == *first));
    // What comes at different times says so itself.
    let name = |one: &Reason| match rhythm {
        Some(_) => clipped(&one.what, 80),
        None => format!("{} ({})", clipped(&one.what, 80), often(one.often)),
    };
    let what = listed(&follows.iter().map(name).collect::<Vec<_>>());
    let what = what.unwrap_or_else(|| "something on Folkmoot".to_owned());
    let how = rhythm.map(|rhythm| format!(" {}", often(rhythm))).unwrap_or_default();
    let next = match digest.next {
        Some(next) => {
            format!("The next one comes at about {}, if something has happened by then.", dates::on_day(next))
        }
        None => "The next one comes when something happens.".to_owned(),
    };
    one_line(&format!("You get this{how} because you follow {what}. {next}"))
}
