//! Equality monitoring: what people are asked about themselves after a consultation, and how many said what.

mod desk;
mod own;
mod public;

pub use desk::{Desk, Offer, desk};
pub use own::{Own, Question, Standing, own};
pub use public::{Public, public};

use crate::charts::share;
use crate::dates;
use crate::parts::{count, number};
use crate::results::FEWEST;
use crate::results::tables::table;
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// The label of the last answer to every question.
const RATHER_NOT: &str = "Prefer not to say";

/// What stands in the place of a number that is not shown.
pub const HIDDEN: &str = "Hidden";

/// How many people said what about themselves, as everybody may see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// When it was counted, in UTC.
    pub at: NaiveDateTime,
    /// How many have answered; none where they are too few.
    pub answered: Option<i64>,
    /// A table for each question; none where too few have answered.
    pub tables: Vec<Table>,
}

/// How many gave which answer to a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What it is about.
    pub name: String,
    /// The question.
    pub words: String,
    /// The answers, "Prefer not to say" last.
    pub lines: Vec<Line>,
    /// Where the shares to compare with come from; may be empty.
    pub source: String,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// What it says; empty for "Prefer not to say".
    pub words: String,
    /// How many gave it; none where that is hidden.
    pub count: Option<i64>,
    /// How many percent of the people of the area that is, where somebody has said so.
    pub share: Option<f64>,
}

impl Line {
    /// What it says.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.words.is_empty() { RATHER_NOT } else { &self.words }
    }

    /// How many percent of so many people gave it, where the number is shown and so many are enough for a percentage.
    #[must_use]
    pub fn percent(&self, answered: Option<i64>) -> Option<i64> {
        let base = answered.filter(|base| *base >= FEWEST)?;
        Some(share(self.count?, base, 100))
    }
}

/// The tables, under headings of the second level. They are made of what may be seen, so no share tells more.
fn tables(counts: &Counts) -> Markup {
    html! {
        @match counts.answered {
            Some(all) => p.fm-lede { (count(all, "person", "people")) " told us something about themselves, or that they prefer not to." },
            None => p.fm-lede { "Fewer than 10 people answered these questions. So no numbers are shown." },
        }
        p.fm-caveat { "Counted at " (dates::time(counts.at, &dates::moment(counts.at))) ". These numbers do not change." }
        @for (n, one) in counts.tables.iter().enumerate() {
            section.fm-flow.fm-space aria-labelledby={ "t" (n + 1) } {
                h2.fm-h3 id={ "t" (n + 1) } { (one.name) }
                (whole(one, counts.answered))
                @if one.has_shares() { p.fm-caveat { "The last column: " bdi { (one.source) } } }
            }
        }
    }
}

impl Table {
    fn has_shares(&self) -> bool {
        self.lines.iter().any(|line| line.share.is_some())
    }
}

fn whole(one: &Table, answered: Option<i64>) -> Markup {
    let has_percent = one.lines.iter().any(|line| line.percent(answered).is_some());
    let mut heads = vec!["Answer".to_owned(), "People".to_owned()];
    heads.extend(has_percent.then(|| "Of all who answered".to_owned()));
    heads.extend(one.has_shares().then(|| "In the area".to_owned()));
    let row = |line: &Line| {
        let mut cells = vec![line.count.map_or_else(|| HIDDEN.to_owned(), number)];
        if has_percent {
            cells.push(line.percent(answered).map_or_else(|| "–".to_owned(), |percent| format!("{percent}%")));
        }
        if one.has_shares() {
            cells.push(line.share.map_or_else(|| "–".to_owned(), |share| format!("{share:.1}%")));
        }
        (line.label().to_owned(), cells)
    };
    let mut rows: Vec<(String, Vec<String>)> = one.lines.iter().map(row).collect();
    let all = std::iter::once(answered.map_or_else(|| HIDDEN.to_owned(), number));
    rows.push(("Everybody who answered".to_owned(), all.chain((2..heads.len()).map(|_| "–".to_owned())).collect()));
    table(&one.words, &heads, &rows)
}

/// How it was counted.
fn how() -> Markup {
    html! {
        h2.fm-h3 { "How we counted" }
        ul.govuk-list.govuk-list--bullet {
            li { "People answered these questions after they had sent their response, if they liked. Organisations were not asked." }
            li { "A number under 10 is hidden, 0 too, so that nobody can find out what one person said. Larger ones are hidden with it where it could be worked out from the total. All hidden numbers look the same." }
            li { "Residents and professionals are counted together here. Apart, more numbers would be small." }
            li { "A question that somebody left out counts as “" (RATHER_NOT) "”." }
            li { "Where fewer than " (FEWEST) " people answered, we give no percentage: one more person could change it much." }
            li { "The exact numbers were deleted when these were made. Staff cannot see them either." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(answered: i64, shown: &[Option<i64>]) -> String {
        let line =
            |(n, count): (usize, &Option<i64>)| Line { words: format!("Option {n}"), count: *count, share: None };
        let lines = shown.iter().enumerate().map(line).collect();
        let table = Table { name: "Sex".into(), words: "What is your sex?".into(), lines, source: String::new() };
        tables(&Counts { answered: Some(answered), tables: vec![table], ..Counts::default() }).into_string()
    }

    #[test]
    fn what_is_hidden_has_no_share_and_few_people_have_none() {
        let html = counts(60, &[Some(40), None, None]);
        assert!(html.contains(">40<") && html.contains(">67%<") && html.contains(">Hidden<"), "{html}");
        assert!(!html.contains("33%") && !html.contains(">20<"), "{html}");
        assert!(!counts(29, &[Some(15), Some(14)]).contains('%'));
        assert!(counts(30, &[Some(15), Some(15)]).contains("50%"));
    }

    #[test]
    fn shares_stand_beside_the_counts_with_their_source() {
        let line = |words: &str, share| Line { words: words.into(), count: Some(20), share };
        let table = Table {
            name: "Sex".into(),
            words: "What is your sex?".into(),
            lines: vec![line("Female", Some(51.46)), line("", None)],
            source: "A count of <1900>".into(),
        };
        let html = tables(&Counts { answered: Some(40), tables: vec![table], ..Counts::default() }).into_string();
        assert!(html.contains(">51.5%<") && html.contains("A count of &lt;1900&gt;"), "{html}");
        assert!(html.contains("In the area") && html.contains(RATHER_NOT), "{html}");
    }
}
