//! What the form of a proposal says besides the words: area, dates, and who sees the totals.

use super::form::Entry;
use crate::areas::Area;
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::AreaId;
use crate::policy::{Stage, Totals};
use crate::proposals::{self, Content, Draft, Revision, Shown};
use crate::staff::when::Typed;
use crate::web::Editor;
use views::form::Problems;

/// What a form says besides the words.
pub(super) struct Change {
    area: AreaId,
    totals: Totals,
    opens_at: Option<Moment>,
    closes_at: Option<Moment>,
    dates: Dates,
}

/// What happens to the dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dates {
    /// They stay as they are.
    Stay,
    /// They are noted for a draft.
    Plan,
    /// They are made public.
    Announce,
}

impl Change {
    /// Reads it, and tells what is wrong; nothing when it cannot be used.
    pub(super) fn read(
        entry: &Entry,
        areas: &[Area],
        shown: Option<&Shown>,
        now: Moment,
        problems: &mut Problems,
    ) -> Option<Self> {
        let area = areas.iter().find(|area| area.slug == entry.area()).map(|area| area.id);
        if area.is_none() {
            problems.add("area", "Choose an area of focus");
        }
        let totals = entry.totals(problems);
        let (opens, closes) = (entry.opens(), entry.closes());
        let dates = dates(entry, shown, &opens, &closes, now);
        if dates == Dates::Stay {
            if shown.is_some_and(|s| (Typed::of(s.opens_at), Typed::of(s.closes_at)) != (opens, closes)) {
                problems.add(
                    "closes_date",
                    "It has opened, so its dates cannot be changed here: give it more time or close it",
                );
            }
            return Some(Self { area: area?, totals, opens_at: None, closes_at: None, dates });
        }
        let (opens_at, closes_at) = (opens.moment("opens", problems), closes.moment("closes", problems));
        if dates == Dates::Announce {
            check_announcement(&opens, &closes, closes_at, now, problems);
        }
        Some(Self { area: area?, totals, opens_at, closes_at, dates })
    }

    /// A new proposal with these words.
    pub(super) fn draft(&self, content: Content) -> Draft {
        Draft {
            area: self.area,
            content,
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            totals: self.totals,
            stage: if self.dates == Dates::Announce { Stage::Forthcoming } else { Stage::Draft },
            attribution_html: String::new(),
        }
    }

    /// Saves it with the words, all or nothing, if the proposal is still what was `seen`.
    pub(super) fn save(
        &self,
        tx: &mut Tx<'_>,
        by: &Editor,
        seen: &Shown,
        content: &Content,
        reason: &str,
        now: Moment,
    ) -> Result<()> {
        let dates = match (self.dates, self.opens_at, self.closes_at) {
            (Dates::Announce, Some(opens_at), Some(closes_at)) => proposals::Dates::Announce(opens_at, closes_at),
            (Dates::Plan, opens_at, closes_at) => proposals::Dates::Plan(opens_at, closes_at),
            _ => proposals::Dates::Stay,
        };
        let wanted = Revision { content, reason, area: self.area, totals: self.totals, dates };
        proposals::revise(tx, by, seen, &wanted, now)
    }
}

/// What a form asks for the dates, by where the proposal stands.
fn dates(entry: &Entry, shown: Option<&Shown>, opens: &Typed, closes: &Typed, now: Moment) -> Dates {
    let stage = shown.map_or(Stage::Draft, |shown| shown.stage_at(now));
    let moved =
        shown.is_none_or(|s| (Typed::of(s.opens_at), Typed::of(s.closes_at)) != (opens.clone(), closes.clone()));
    match stage {
        Stage::Draft if entry.announces() => Dates::Announce,
        Stage::Draft => Dates::Plan,
        Stage::Forthcoming if moved => Dates::Announce,
        _ => Dates::Stay,
    }
}

fn check_announcement(opens: &Typed, closes: &Typed, closes_at: Option<Moment>, now: Moment, problems: &mut Problems) {
    if opens.is_blank() {
        problems.add("opens_date", "Enter the day on which it opens");
    }
    if closes.is_blank() {
        problems.add("closes_date", "Enter the day on which it closes");
    }
    if closes_at.is_some_and(|at| at <= now) {
        problems.add("closes_date", "The closing date must be in the future");
    }
}
