//! Staff: where they start, and how they write proposals, open and close them, and keep the pages true.

mod access;
mod conflict;
mod content;
mod editor;
mod emails;
mod formats;
mod groups;
mod holding;
mod people;
mod stages;
mod studies;
mod texts;

pub use access::{LookLine, Looks, looks};
pub(crate) use conflict::differences;
pub use conflict::{Conflict, ConflictField, conflict, differing};
pub use content::{AreaEditor, ContentRow, FIGURES, FigureFields, PageEditor, area_editor, areas, page_editor, pages};
pub use editor::{Editor, Totals, editor};
pub use emails::{EmailRun, Emails, Host, Trouble, emails, emails_waiting};
pub use formats::{FormatFields, FormatLine, FormatPage, FormatsDesk, format, formats};
pub use groups::{DOCUMENTS, DocumentFields, OPTIONS, OptionFields};
pub use holding::{
    HeldOn, Holding, OnProposal, OwnRule, Rules, TEXT_LIMIT, Trial, TrialLine, holding, proposal_holding,
};
pub use people::{Ending, People, PersonLine, people, person_ending};
pub use stages::{StageForm, closing, extension, opening, withdrawal};
pub use studies::{StudyDeletion, StudyEditor, StudyLine, studies, study_deletion, study_editor};
pub use texts::{FrameEditor, HomeEditor, STEPS, StageFields, StepFields, frame_editor, home_editor};

use crate::form::{self, Input, Problems};
use crate::layout::{self, Shell};
use crate::parts::{Stage, breadcrumbs, status_tag};
use crate::suggestions::Standing;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// The strip above the masthead: it fills [`crate::holes::Hole::Strip`] and holds a token of its own.
///
/// `role` is "member" for those who are not staff. `links` are words and address.
pub fn strip(name: &str, role: &str, links: &[(&str, &str)]) -> Markup {
    let links: Vec<(&str, &str)> = links.iter().map(|(words, href)| (*href, *words)).collect();
    let role = (role != "member").then_some(role);
    layout::strip(&layout::Strip { name, role, links: &links })
}

/// A page for staff: the way back to the desk, a heading, and the rest.
pub(crate) fn desk_page(title: &str, steps: &[(&str, &str)], problems: &Problems, content: Markup) -> Markup {
    let mut way = vec![("Staff", paths::staff())];
    way.extend_from_slice(steps);
    staff_page(title, &way, problems, content)
}

fn staff_page(title: &str, way: &[(&str, &str)], problems: &Problems, content: Markup) -> Markup {
    layout::page(
        &Shell::new(title).no_index().with_problems(problems),
        html! {
            div.fm-wrap { (breadcrumbs(way)) }
            div.fm-main { div.fm-wrap { div.fm-flow {
                (form::summary(problems))
                h1.fm-h2 { (title) }
                (content)
            } } }
        },
    )
}

/// Something that staff can do.
#[derive(Clone, Debug, Default)]
pub struct DeskLink {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// How it stands, such as "14 waiting, 1 at risk"; may be empty.
    pub note: String,
}

/// The first page for staff, with what this person may do.
/// `banner` stands above them when something needs looking at.
pub fn desk(links: &[DeskLink], banner: Markup) -> Markup {
    staff_page(
        "Staff",
        &[("Home", paths::home())],
        &Problems::default(),
        html! {
            (banner)
            ul.fm-docs {
                @for link in links {
                    li { a href=(link.href) { (link.title) } @if !link.note.is_empty() { small { (link.note) } } }
                }
            }
        },
    )
}

/// A proposal in the list for staff.
#[derive(Clone, Debug)]
pub struct ProposalLine {
    /// Its number.
    pub id: i64,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The title of its area.
    pub area_title: String,
    /// Where it stands.
    pub stage: Stage,
    /// When it opens or opened, in UTC.
    pub opens_at: Option<NaiveDateTime>,
    /// When it closes or closed, in UTC.
    pub closes_at: Option<NaiveDateTime>,
    /// How it stands as a suggestion, where a resident suggested it.
    pub suggestion: Option<Standing>,
    /// Whether it can be declined.
    pub may_decline: bool,
}

/// The list of all proposals, for those who edit them.
pub fn proposals(lines: &[ProposalLine]) -> Markup {
    desk_page(
        "Proposals",
        &[],
        &Problems::default(),
        html! {
            p { a.govuk-button href=(paths::staff_proposal_new()) { "Write a new proposal" } }
            @if lines.is_empty() { p { "There are none yet." } } @else { (table(lines)) }
        },
    )
}

fn table(lines: &[ProposalLine]) -> Markup {
    html! {
        div.fm-scroll.fm-scroll--wide tabindex="0" role="region" aria-label="Proposals" {
            table.govuk-table {
                caption.govuk-table__caption { "All proposals" }
                thead.govuk-table__head { tr {
                    @for head in ["Proposal", "Area", "Stage", "Opens", "Closes", "Change"] {
                        th.govuk-table__header scope="col" { (head) }
                    }
                } }
                tbody { @for line in lines { tr {
                    th.govuk-table__header scope="row" {
                        a href=(paths::proposal(&line.slug)) { (line.title) }
                        @if let Some(standing) = line.suggestion { br; small.fm-quiet { (standing.for_staff()) } }
                    }
                    td.govuk-table__cell { (line.area_title) }
                    td.govuk-table__cell { (status_tag(line.stage)) }
                    td.govuk-table__cell { (when(line.opens_at)) }
                    td.govuk-table__cell { (when(line.closes_at)) }
                    td.govuk-table__cell { (changes(line)) }
                } } }
            }
        }
    }
}

fn when(at: Option<NaiveDateTime>) -> Markup {
    html! { @if let Some(at) = at { (dates::time(at, &dates::moment(at))) } @else { "Not set" } }
}

/// What can be done with a proposal at its stage.
fn changes(line: &ProposalLine) -> Markup {
    // A label and not hidden text: text out of sight would widen the page where a wide table scrolls.
    let link = |href: String, verb: &str| html! { a href=(href) aria-label={ (verb) " " (line.title) } { (verb) } };
    html! {
        div.fm-row {
            (link(paths::staff_proposal(line.id), "Edit"))
            (link(paths::questionnaire(line.id), "Questions"))
            @if matches!(line.stage, Stage::Draft | Stage::Forthcoming) {
                (link(paths::staff_proposal_opening(line.id), "Open"))
            }
            @if line.may_decline { (link(paths::staff_proposal_declining(line.id), "Decline")) }
            @if line.stage == Stage::Open {
                (link(paths::staff_proposal_extension(line.id), "Extend"))
                (link(paths::staff_proposal_closing(line.id), "Close"))
            }
            @if matches!(line.stage, Stage::Forthcoming | Stage::Open | Stage::Closed | Stage::Analysing) {
                (link(paths::staff_formats(line.id), "Formats"))
                (link(paths::staff_proposal_withdrawal(line.id), "Withdraw"))
            }
        }
    }
}

/// A day and a time of London's clocks, as two fields named `{name}_date` and `{name}_time`.
fn day_and_time(name: &str, label: &str, date: &str, time: &str, problems: &Problems) -> Markup {
    let day_name = format!("{name}_date");
    let time_name = format!("{name}_time");
    let day_label = format!("{label}: day");
    let time_label = format!("{label}: time");
    let day = Input {
        name: &day_name,
        label: &day_label,
        hint: Some("Year, month, day, such as 2026-12-04"),
        value: date,
        width: 10,
        ..Input::default()
    };
    let hour = Input {
        name: &time_name,
        label: &time_label,
        hint: Some("London time, such as 17:00"),
        value: time,
        width: 5,
        ..Input::default()
    };
    html! {
        (form::text(&day, problems))
        (form::text(&hour, problems))
    }
}

#[cfg(test)]
#[path = "staff_tests.rs"]
mod tests;
