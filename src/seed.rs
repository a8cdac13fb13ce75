//! Giving an empty site its first content: areas, pages, case studies and example proposals.

use crate::areas;
use crate::clock::{self, Moment};
use crate::content::{self, Content};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::house_rules;
use crate::ids::AreaId;
use crate::policy::{Stage, Totals};
use crate::proposals::{self, Choice, Document, Draft};
use crate::questionnaires;
use chrono::{Duration, NaiveTime};
use std::collections::HashMap;

/// The hours on London's clocks at which example proposals open and close.
const OPENS: (u32, u32) = (9, 0);
const CLOSES: (u32, u32) = (17, 0);

/// What a seeding did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seeded {
    /// There was content already, and nothing was changed.
    Already,
    /// So much was put in.
    Done {
        /// Areas of focus.
        areas: usize,
        /// Case studies.
        case_studies: usize,
        /// Pages of text.
        pages: usize,
        /// Proposals.
        proposals: usize,
    },
}

impl std::fmt::Display for Seeded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Already => write!(f, "There is content already: nothing was changed."),
            Self::Done { areas, case_studies, pages, proposals } => {
                write!(f, "Put in {areas} areas, {case_studies} case studies, {pages} pages and {proposals} proposals.")
            }
        }
    }
}

/// Puts the content into a database that has no area yet; into any other it puts nothing. `say` hears what comes next.
///
/// # Errors
/// When the database refuses; then, with the transaction, all of it is taken back.
pub fn load(tx: &mut Tx<'_>, content: &Content, now: Moment, say: &mut dyn FnMut(&str)) -> Result<Seeded> {
    if areas::any(tx)? {
        return Ok(Seeded::Already);
    }
    areas::plant_texts(tx, &content.site, now)?;
    say(&format!("{} areas of focus …", content.areas.len()));
    let mut ids = HashMap::new();
    for area in &content.areas {
        ids.insert(area.slug.as_str(), areas::plant_area(tx, area, now)?);
    }
    say(&format!("{} pages …", content.pages.len()));
    for page in &content.pages {
        areas::plant_page(tx, page, now)?;
        if page.slug == house_rules::PAGE {
            house_rules::begin(tx, page, now)?;
        }
    }
    say(&format!("{} case studies …", content.case_studies.len()));
    for study in &content.case_studies {
        areas::plant_case_study(tx, area_of(&ids, &study.area)?, study, now)?;
    }
    say(&format!("{} proposals …", content.proposals.len()));
    for proposal in &content.proposals {
        let id = proposals::insert(tx, &draft(proposal, area_of(&ids, &proposal.area)?, now), None, now)?;
        questionnaires::plant(tx, id, &proposal.sections, now)?;
    }
    Ok(Seeded::Done {
        areas: content.areas.len(),
        case_studies: content.case_studies.len(),
        pages: content.pages.len(),
        proposals: content.proposals.len(),
    })
}

fn area_of(ids: &HashMap<&str, AreaId>, slug: &str) -> Result<AreaId> {
    // The loader has checked it; a content that did not come from there may still be wrong.
    ids.get(slug).copied().ok_or_else(|| Error::Invalid(format!("there is no area {slug}")))
}

/// The proposal as staff would have written it, in the stage that its dates give.
fn draft(proposal: &content::Proposal, area: AreaId, now: Moment) -> Draft {
    let opens_at = Some(day(now, proposal.opens_in_days, OPENS));
    let closes_at = Some(day(now, proposal.closes_in_days, CLOSES));
    let options = proposal.options.iter().map(|option| Choice {
        letter: option.letter.to_string(),
        title: option.title.clone(),
        body: option.body.clone(),
        preferred: option.preferred,
    });
    let documents = proposal.documents.iter().map(|document| Document {
        title: document.title.clone(),
        url: document.url.clone(),
        note: document.note.clone().unwrap_or_default(),
    });
    Draft {
        area,
        content: proposals::Content {
            title: proposal.title.clone(),
            summary: proposal.summary.clone(),
            change: proposal.what_would_change.clone(),
            why: proposal.why.clone(),
            decided: proposal.decided.clone(),
            undecided: proposal.undecided.clone(),
            influence: proposal.influence.clone(),
            costs: proposal.costs.clone(),
            options: options.collect(),
            documents: documents.collect(),
            contact: String::new(),
        },
        opens_at,
        closes_at,
        totals: Totals::Public,
        stage: Stage::Forthcoming.at(now, opens_at, closes_at),
        attribution_html: String::new(),
    }
}

/// So many days from today in London, at this hour and minute of its clocks.
fn day(now: Moment, days: i32, (hour, minute): (u32, u32)) -> Moment {
    let date = clock::london_date(now) + Duration::days(days.into());
    clock::from_london(date.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_count_from_today_in_london() {
        let now = Moment::parse_from_str("2026-03-20 23:30", "%Y-%m-%d %H:%M").expect("a date in the test");
        let text = |at: Moment| at.format("%Y-%m-%d %H:%M").to_string();
        assert_eq!(text(day(now, 11, CLOSES)), "2026-03-31 16:00", "summer time by then");
        assert_eq!(text(day(now, 0, OPENS)), "2026-03-20 09:00");
        assert_eq!(text(day(now, -30, OPENS)), "2026-02-18 09:00");
    }
}
