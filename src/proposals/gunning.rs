//! What makes a consultation fair, as far as a program can look: the four principles of R v Brent LBC, ex parte Gunning
//! (1985) 84 LGR 168. It happens while a proposal can still change, with enough information, with enough time, and what
//! people say is weighed before anything is decided.

use super::{Content, Shown, store};
use crate::clock::{Moment, london_date};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::policy::Stage;
use crate::queue::{self, Job};
use chrono::{Datelike, Duration, NaiveDate};

/// The fewest days for which a consultation should be open.
pub const FEWEST_DAYS: i64 = 28;
/// How long after the close the answer to what people said is due, in weeks.
pub const ANSWER_WEEKS: i64 = 12;

/// Something that has to be there before a consultation opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lack {
    /// The field of the form of a proposal that says it.
    pub field: &'static str,
    /// What to do, as a sentence without a full stop.
    pub sentence: &'static str,
}

/// What is missing in the words of a formal consultation, in the order of its form; nothing when it may open.
#[must_use]
pub fn lacks(content: &Content) -> Vec<Lack> {
    let options = content.options.iter().filter(|option| !option.title.is_empty()).count();
    [
        ("change", content.change.is_empty(), "Say what would change"),
        ("why", content.why.is_empty(), "Say why it is proposed"),
        ("decided", content.decided.is_empty(), "Say what is already decided, or that nothing is"),
        ("undecided", content.undecided.is_empty(), "Say what is not decided yet"),
        ("influence", content.influence.is_empty(), "Say what people’s answers can change"),
        ("costs", content.costs.is_empty(), "Say what it costs and whom it affects, or that this is not known yet"),
        ("option_title-1", options < 2, "Name at least two options that you looked at, such as to change nothing"),
        ("document_title-1", content.documents.is_empty(), "Link at least one document that people can read"),
    ]
    .into_iter()
    .filter(|(_, is_missing, _)| *is_missing)
    .map(|(field, _, sentence)| Lack { field, sentence })
    .collect()
}

/// Nothing when a proposal with these words may be public, asking so many questions.
///
/// # Errors
/// [`Error::Invalid`] with everything that is missing.
pub(super) fn check(content: &Content, questions: i64) -> Result<()> {
    let lacks = if questions > 0 { lacks(content) } else { Vec::new() };
    if lacks.is_empty() {
        return Ok(());
    }
    let all: Vec<&str> = lacks.iter().map(|lack| lack.sentence).collect();
    Err(Error::Invalid(format!("Before a consultation is announced: {}", all.join(". "))))
}

/// Nothing when this proposal may ask questions now: drafts always, and what is announced when nothing is missing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] with everything that is missing.
pub fn may_ask(conn: &mut Conn, shown: &Shown) -> Result<()> {
    if shown.stored_stage == Stage::Draft { Ok(()) } else { check_stored(conn, shown, 1) }
}

/// As [`check`], for the words that are stored.
pub(super) fn check_stored(conn: &mut Conn, shown: &Shown, questions: i64) -> Result<()> {
    let content = store::versions::find_content(conn, shown.id, shown.version)?.ok_or(Error::NotFound)?;
    check(&content, questions)
}

/// Why these dates may leave people too little time, each a sentence. They do not forbid them: it is for people to judge.
#[must_use]
pub fn warnings(opens_at: Moment, closes_at: Moment) -> Vec<String> {
    let (first, last) = (london_date(opens_at), london_date(closes_at));
    let days = (last - first).num_days();
    let mut all = Vec::new();
    if days < FEWEST_DAYS {
        all.push(format!(
            "It is open for {}. People need at least {FEWEST_DAYS} days to read, ask, talk and answer.",
            views::parts::count(days, "day", "days")
        ));
    }
    let holidays =
        (first.year()..=last.year()).flat_map(holidays).filter(|(_, from, to)| *from <= last && first <= *to);
    all.extend(holidays.map(|(name, ..)| {
        format!("It is open over {name}, when many people are away. Give them more time, or be ready to say why not.")
    }));
    all
}

/// The days of a year in which many people are away.
fn holidays(year: i32) -> Vec<(&'static str, NaiveDate, NaiveDate)> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let easter = easter(year).map(|sunday| (sunday - Duration::days(2), sunday + Duration::days(1)));
    [("Easter", easter), ("August", day(8, 1).zip(day(8, 31))), ("Christmas", day(12, 24).zip(day(12, 31)))]
        .into_iter()
        .filter_map(|(name, days)| days.map(|(from, to)| (name, from, to)))
        .collect()
}

/// Easter Sunday in the Gregorian calendar, as Meeus/Jones/Butcher compute it (Nature 13, 1876; Meeus, Astronomical
/// Algorithms, 1991).
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(n / 31).ok()?, u32::try_from(n % 31 + 1).ok()?)
}

/// When the answer to what people said is due: noon of that day, as every page says it.
#[must_use]
pub fn answer_due(closes_at: Moment) -> Moment {
    views::dates::weeks_later(closes_at, ANSWER_WEEKS)
}

/// How many reminders of the answer are due by now: four weeks before, one week before, and each week from the day on which
/// it is due. Counted and not matched, so that a day without a worker loses none.
#[must_use]
pub fn reminders_due(closes_at: Moment, now: Moment) -> i64 {
    let due = answer_due(closes_at);
    let early = [4, 1].into_iter().filter(|weeks| due - Duration::weeks(*weeks) <= now).count();
    let late = if due <= now { (now - due).num_weeks() + 1 } else { 0 };
    late + i64::try_from(early).unwrap_or(0)
}

/// Queues a letter to everybody who writes proposals for each consultation whose answer is due soon or late, and of which they
/// were not reminded yet; gives of how many. After days without a worker it is one letter, and not one for each day.
///
/// # Errors
/// When the database refuses.
pub fn remind(tx: &mut Tx<'_>, now: Moment) -> Result<usize> {
    // A day early, since the answer is due at noon and a consultation may close in the evening.
    let earliest = now - Duration::weeks(ANSWER_WEEKS - 4) + Duration::days(1);
    let mut reminded = 0;
    for (shown, was) in store::reminders::load_unanswered(tx, earliest)? {
        let due = shown.closes_at.map_or(0, |closes_at| reminders_due(closes_at, now));
        if due <= was || !store::reminders::update_reminders(tx, shown.id, was, due)? {
            continue;
        }
        for account in store::reminders::load_editors(tx)? {
            queue::enqueue(tx, &Job::AnswerDue { proposal: shown.id.0, account: account.0 }, now)?;
        }
        reminded += 1;
    }
    Ok(reminded)
}

#[cfg(test)]
mod tests {
    use super::super::{Choice, Document};
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a date in the test")
    }

    #[test]
    fn everything_that_is_missing_is_named_and_blocks() {
        let nothing = Content::default();
        assert_eq!(lacks(&nothing).len(), 8);
        assert!(check(&nothing, 0).is_ok(), "what asks nothing needs none of it");
        let Err(Error::Invalid(sentence)) = check(&nothing, 3) else { panic!("it must be refused") };
        assert!(
            sentence.contains("what is already decided") && sentence.contains("at least two options"),
            "{sentence}"
        );
        let option = |title: &str| Choice { title: title.into(), ..Choice::default() };
        let text = || "Words.".to_owned();
        let whole = Content {
            change: text(),
            why: text(),
            decided: text(),
            undecided: text(),
            influence: text(),
            costs: text(),
            options: vec![option("Texts"), option("Change nothing")],
            documents: vec![Document { title: text(), ..Document::default() }],
            ..Content::default()
        };
        assert_eq!(lacks(&whole), []);
        assert!(check(&whole, 3).is_ok());
        let one = Content { options: vec![option("Texts"), option("")], ..whole };
        assert_eq!(lacks(&one).iter().map(|lack| lack.field).collect::<Vec<_>>(), ["option_title-1"]);
    }

    #[test]
    fn short_times_and_holidays_are_told() {
        let told = |opens: &str, closes: &str| warnings(at(opens), at(closes)).join(" ");
        assert_eq!(told("2026-09-01 09:00", "2026-10-13 17:00"), "");
        assert_eq!(told("2026-09-01 09:00", "2026-09-29 17:00"), "", "28 days are enough");
        assert!(told("2026-09-01 09:00", "2026-09-28 17:00").contains("open for 27 days"));
        assert!(told("2026-11-01 09:00", "2026-12-24 17:00").contains("Christmas"));
        assert!(told("2026-12-31 09:00", "2027-02-14 17:00").contains("Christmas"));
        let long = told("2026-07-01 09:00", "2027-04-01 17:00");
        assert!(long.contains("August") && long.contains("Christmas") && long.contains("Easter"), "{long}");
        // The first moment of August in London is still July in UTC.
        assert_eq!(told("2026-06-01 09:00", "2026-07-31 22:59"), "");
        assert!(told("2026-06-01 09:00", "2026-07-31 23:30").contains("August"));
    }

    #[test]
    fn easter_is_where_the_calendar_has_it() {
        // From the tables of the Book of Common Prayer.
        for (year, month, day) in
            [(1961, 4, 2), (2000, 4, 23), (2008, 3, 23), (2024, 3, 31), (2026, 4, 5), (2038, 4, 25)]
        {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day), "{year}");
        }
    }

    #[test]
    fn reminders_are_counted_so_that_none_is_lost() {
        let closes = at("2026-12-04 17:00");
        assert_eq!(answer_due(closes), at("2027-02-26 12:00"));
        let due = |now: &str| reminders_due(closes, at(now));
        assert_eq!(due("2027-01-29 11:59"), 0);
        assert_eq!(due("2027-01-29 12:00"), 1, "four weeks before");
        assert_eq!(due("2027-02-19 11:59"), 1);
        assert_eq!(due("2027-02-19 12:00"), 2, "a week before");
        assert_eq!(due("2027-02-26 12:00"), 3, "on the day");
        assert_eq!(due("2027-03-05 11:59"), 3);
        assert_eq!(due("2027-03-05 12:00"), 4, "and every week from then on");
        assert_eq!(due("2027-04-30 12:00"), 12);
    }
}
