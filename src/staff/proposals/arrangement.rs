//! Area, dates and totals in a form: what its writer changed, what somebody else changed meanwhile, and where the two meet.

use crate::areas::Area;
use crate::policy::{Stage, Totals};
use crate::proposals::Shown;
use crate::staff::when::Typed;
use views::form::Problems;
use views::staff::ConflictField;

/// What a proposal's form says besides the words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Arrangement {
    /// The area's name in addresses.
    pub(super) area: String,
    /// When totals can be seen, as a word.
    pub(super) totals: String,
    /// The opening.
    pub(super) opens: Typed,
    /// The closing.
    pub(super) closes: Typed,
    /// Whether only staff see it.
    pub(super) draft: bool,
}

impl Arrangement {
    /// As it is stored.
    pub(super) fn stored(shown: &Shown, areas: &[Area]) -> Self {
        Self {
            area: areas.iter().find(|area| area.id == shown.area).map_or_else(String::new, |area| area.slug.clone()),
            totals: shown.totals.as_str().to_owned(),
            opens: Typed::of(shown.opens_at),
            closes: Typed::of(shown.closes_at),
            draft: shown.stored_stage == Stage::Draft,
        }
    }

    /// The same as one line, which the form carries to say from what its writer started.
    pub(super) fn mark(&self) -> String {
        let stage = if self.draft { "draft" } else { "public" };
        let Self { area, totals, opens, closes, .. } = self;
        [stage, area, totals, &opens.date, &opens.time, &closes.date, &closes.time].join("|")
    }

    fn read(mark: &str) -> Option<Self> {
        let parts: Vec<String> = mark.split('|').map(str::to_owned).collect();
        let [stage, area, totals, opens_date, opens_time, closes_date, closes_time] =
            <[String; 7]>::try_from(parts).ok()?;
        Some(Self {
            area,
            totals,
            opens: Typed { date: opens_date, time: opens_time },
            closes: Typed { date: closes_date, time: closes_time },
            draft: stage == "draft",
        })
    }

    /// This arrangement, typed by somebody who started from `mark`, brought up to what is `stored` now: what they left
    /// alone is what is stored. True beside it where they and somebody else have changed the same thing differently.
    pub(super) fn settled(&self, mark: &str, stored: &Self) -> (Self, bool) {
        let was = Self::read(mark);
        let was = was.as_ref();
        let equal = |a: &String, b: &String| a == b;
        let (area, both_area) = settle(was.map(|was| &was.area), &stored.area, &self.area, equal);
        let (totals, both_totals) = settle(was.map(|was| &was.totals), &stored.totals, &self.totals, equal);
        let (opens, both_opens) = settle(was.map(|was| &was.opens), &stored.opens, &self.opens, same);
        let (closes, both_closes) = settle(was.map(|was| &was.closes), &stored.closes, &self.closes, same);
        // The dates of a draft are a plan; those of an announced proposal are a promise to everybody.
        let moved = (&opens, &closes) != (&stored.opens, &stored.closes);
        let unseen = moved && was.is_none_or(|was| was.draft != stored.draft);
        let disputed = both_area || both_totals || both_opens || both_closes || unseen;
        (Self { area, totals, opens, closes, draft: stored.draft }, disputed)
    }

    /// What is stored and what was typed, part by part, where they differ; `mark` says whether it was announced meanwhile.
    pub(super) fn differences(&self, mark: &str, stored: &Self, areas: &[(String, String)]) -> Vec<ConflictField> {
        let area =
            |slug: &str| areas.iter().find(|(of, _)| of == slug).map_or_else(String::new, |(_, title)| title.clone());
        let stage = |draft: bool| if draft { "A draft".to_owned() } else { "Announced".to_owned() };
        let was_draft = Self::read(mark).map_or(stored.draft, |was| was.draft);
        let parts = [
            ("Area of focus", area(&stored.area), area(&self.area)),
            ("Where it stands", stage(stored.draft), stage(was_draft)),
            ("Opens", in_words(&stored.opens), in_words(&self.opens)),
            ("Closes", in_words(&stored.closes), in_words(&self.closes)),
            ("Who sees how people voted", totals_in_words(&stored.totals), totals_in_words(&self.totals)),
        ];
        let differing = parts.into_iter().filter(|(_, theirs, mine)| theirs != mine);
        differing.map(|(label, theirs, mine)| ConflictField { label: label.to_owned(), theirs, mine }).collect()
    }
}

/// What shall stand: what is stored, unless the writer typed something of their own; and whether somebody else did too.
fn settle<T: Clone>(was: Option<&T>, stored: &T, typed: &T, same: impl Fn(&T, &T) -> bool) -> (T, bool) {
    if same(typed, stored) || was.is_some_and(|was| same(was, typed)) {
        return (stored.clone(), false);
    }
    (typed.clone(), was.is_none_or(|was| !same(was, stored)))
}

/// Whether two people mean the same moment, however they write it; what cannot be read is compared as it is.
fn same(a: &Typed, b: &Typed) -> bool {
    let moment = |typed: &Typed| {
        let mut problems = Problems::default();
        typed.moment("x", &mut problems).filter(|_| problems.is_empty())
    };
    a == b || moment(a).is_some_and(|at| moment(b) == Some(at))
}

fn in_words(at: &Typed) -> String {
    if at.is_blank() { "Not set".to_owned() } else { format!("{} {}", at.date, at.time) }
}

fn totals_in_words(word: &str) -> String {
    match word.parse() {
        Ok(Totals::AfterVoting) => "Those who have voted; everybody after the close",
        Ok(Totals::AfterClose) => "Everybody, after the close",
        Ok(Totals::Public) | Err(_) => "Everybody, at any time",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrangement(area: &str, closes: &str) -> Arrangement {
        let closes = Typed { date: closes.to_owned(), time: "17:00".into() };
        Arrangement { area: area.into(), totals: "public".into(), closes, opens: Typed::default(), draft: true }
    }

    #[test]
    fn a_mark_is_read_back() {
        let one = arrangement("clean-air", "2026-12-24");
        assert_eq!(Arrangement::read(&one.mark()), Some(one));
        assert_eq!(Arrangement::read("nonsense"), None);
    }

    #[test]
    fn what_was_left_alone_follows_and_what_both_moved_is_disputed() {
        let was = arrangement("a", "2026-12-24");
        let now = arrangement("b", "2027-01-15");
        let mark = was.mark();
        assert_eq!(was.settled(&mark, &now), (now.clone(), false), "nothing of one's own");
        let mine = arrangement("a", "2027-02-20");
        assert_eq!(mine.settled(&mark, &now), (arrangement("b", "2027-02-20"), true), "both moved the date");
        assert_eq!(mine.settled(&mark, &was), (mine.clone(), false), "nobody else moved it");
        let written_otherwise = arrangement("b", "15 January 2027");
        assert_eq!(written_otherwise.settled(&mark, &now), (now.clone(), false), "both moved it to the same day");
        assert!(mine.settled("", &now).1, "who cannot say what they saw");
        let announced = Arrangement { draft: false, ..was.clone() };
        assert!(mine.settled(&mark, &announced).1 && !was.settled(&mark, &announced).1, "announced meanwhile");
    }

    #[test]
    fn only_what_differs_is_told() {
        let (mine, stored) = (arrangement("a", "2027-02-20"), arrangement("a", "2027-01-15"));
        let told = mine.differences(&mine.mark(), &stored, &[("a".into(), "Air".into())]);
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].theirs.as_str(), told[0].mine.as_str()), ("2027-01-15 17:00", "2027-02-20 17:00"));
    }
}
