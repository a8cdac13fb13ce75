//! Campaigns: responses that say the same, or nearly. The program finds them and suggests; staff confirm or refuse.
//!
//! Every response still counts and stays readable as it is: a campaign only says how many of them were sent together.
//! What was decided holds for the versions that were seen. A response that is sent anew is looked at anew.

mod deciding;
mod finding;
mod grouping;
mod index;
mod minhash;
pub mod pages;
mod shingles;
mod store;
mod texts;

use crate::clock::Moment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CampaignId, ProposalId, ResponseId};
use crate::policy::Capacity;
use crate::questionnaires::Answers;
use crate::responses::Response;
use crate::web::Analyst;
use diesel::prelude::*;

pub use deciding::{NAME, confirm, place, refuse, reopen};
pub use finding::group_due;
pub use grouping::{FEWEST, Group, Groups, Member, groups};
pub use index::CONTAINED;
pub use shingles::{Alike, FEWEST_WORDS, Shingles};
pub use texts::{Sent, Texts, words};

crate::words! {
    /// How far a campaign is.
    pub enum State {
        /// The program has found it.
        Suggested = "suggested",
        /// Staff say that it is one.
        Confirmed = "confirmed",
        /// Staff say that it is none.
        Refused = "refused",
    }
}

crate::words! {
    /// What it is that the responses have in common.
    pub enum Kind {
        /// Many have sent the same words.
        Campaign = "campaign",
        /// One person or organisation has sent them more than once.
        Duplicate = "duplicate",
    }
}

crate::words! {
    /// How a response stands to a campaign.
    pub enum Standing {
        /// It looks like it.
        Suggested = "suggested",
        /// It belongs to it.
        Member = "member",
        /// It does not.
        Out = "out",
    }
}

/// How many campaigns a page of the list has.
pub const PAGE: i64 = 50;
/// How many responses a page of a campaign has: each is compared with the common text.
pub const RESPONSES: i64 = 25;

/// A campaign, without its responses.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::campaigns)]
pub struct Campaign {
    /// Its number.
    pub id: CampaignId,
    /// Of the responses to what.
    #[diesel(column_name = proposal_id)]
    pub proposal: ProposalId,
    /// How far it is.
    pub state: State,
    /// What it is.
    pub kind: Kind,
    /// What staff call it; empty until it is confirmed.
    pub name: String,
    /// The response whose words are the common text; none for a moment after that was erased.
    #[diesel(column_name = typical_id)]
    pub typical: Option<ResponseId>,
    /// In which version.
    pub typical_version: i64,
    /// How many responses it has.
    pub size: i64,
    /// How many look like it since it was decided.
    pub waiting: i64,
    /// Each change makes the next one.
    pub edition: i64,
    /// When it was found.
    pub found_at: Moment,
    /// When staff decided last.
    pub decided_at: Option<Moment>,
}

/// What was compared last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::campaign_groupings)]
pub struct Grouping {
    /// The last change of the responses that is in it.
    pub revision: i64,
    /// The resemblance in percent from which two texts say the same.
    pub threshold: i64,
    /// How many responses were long enough to be compared and not decided before.
    pub compared: i64,
    /// How many were too short.
    pub short: i64,
    /// For how many there was no room.
    pub left_out: i64,
    /// When that was.
    #[diesel(column_name = grouped_at)]
    pub at: Moment,
}

/// The campaigns of a consultation in one state, the largest first, with the common text of each.
#[derive(Debug, Clone)]
pub struct List {
    /// What was compared last; none where nothing was yet.
    pub grouping: Option<Grouping>,
    /// How many there are in each state, in the order of [`State::ALL`].
    pub counts: [i64; 3],
    /// Those on this page, and one more where there are more.
    pub campaigns: Vec<(Campaign, String)>,
}

/// One page of the list; the first page is 0.
///
/// # Errors
/// When the database refuses, or a response cannot be read.
pub fn list(conn: &mut Conn, _by: &Analyst, proposal: ProposalId, state: State, page: i64) -> Result<List> {
    Ok(List {
        grouping: store::find_grouping(conn, proposal)?,
        counts: store::count(conn, proposal)?,
        campaigns: store::load_page(conn, proposal, state, page)?,
    })
}

/// A response of a campaign.
#[derive(Debug, Clone)]
pub struct Line {
    /// The response.
    pub response: Response,
    /// The name of the organisation for which it speaks.
    pub organisation: Option<String>,
    /// How it stands to the campaign.
    pub standing: Standing,
    /// How alike it is to the common text.
    pub alike: Alike,
    /// What it says.
    pub words: String,
}

/// A campaign with some of its responses.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The campaign.
    pub campaign: Campaign,
    /// The common text; empty for a moment after whoever wrote it has left.
    pub text: String,
    /// How many responses stand how to it, in the order of [`Standing::ALL`].
    pub counts: [i64; 3],
    /// The responses in the order of their numbers, and one more where there are more.
    pub lines: Vec<Line>,
}

/// A campaign, with its responses after a number; only those that stand so to it, where that is said.
///
/// # Errors
/// [`Error::NotFound`] where there is none; when the database refuses, or a response cannot be read.
pub fn show(
    conn: &mut Conn,
    _by: &Analyst,
    id: CampaignId,
    only: Option<Standing>,
    after: ResponseId,
) -> Result<Shown> {
    let campaign = store::find(conn, id)?.ok_or(Error::NotFound)?;
    Ok(Shown {
        text: store::find_text(conn, &campaign)?,
        counts: store::count_responses(conn, id)?,
        lines: store::load_responses(conn, id, only, after)?,
        campaign,
    })
}

/// How many responses that count belong to campaigns that staff have confirmed, by capacity and by what these are.
///
/// # Errors
/// When the database refuses.
pub fn counted(conn: &mut Conn, proposal: ProposalId) -> Result<Vec<(Capacity, Kind, i64)>> {
    store::count_confirmed(conn, proposal)
}

fn text_of(answers: &str) -> Result<String> {
    let answers: Answers = serde_json::from_str(answers).map_err(crate::error::broken("reading a response"))?;
    Ok(words(&answers))
}
