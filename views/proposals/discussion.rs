//! The discussion under a proposal: say something, choose an order, read.

use super::ProposalPage;
use crate::comments::{COMMENT_LIMIT, thread};
use crate::form::{self, TextArea};
use crate::holes::{Hole, hole};
use crate::parts::{Stage, count};
use crate::{dates, paging, paths};
use maud::{Markup, html};

/// The order of comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The first ones first.
    #[default]
    Oldest,
    /// The latest ones first.
    Newest,
    /// By agrees minus disagrees.
    MostAgreed,
    /// By the smaller of agrees and disagrees.
    MostDivided,
}

impl Sort {
    /// All four, in the order of the form.
    pub const ALL: [Sort; 4] = [Sort::Oldest, Sort::Newest, Sort::MostAgreed, Sort::MostDivided];

    /// What the form sends in the field `sort`.
    pub fn value(self) -> &'static str {
        match self {
            Sort::Oldest => "oldest",
            Sort::Newest => "newest",
            Sort::MostAgreed => "agreed",
            Sort::MostDivided => "divided",
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Sort::Oldest => "Oldest",
            Sort::Newest => "Newest",
            Sort::MostAgreed => "Most agreed",
            Sort::MostDivided => "Most divided",
        }
    }
}

/// The section with the discussion.
pub fn show(view: &ProposalPage) -> Markup {
    html! {
        section aria-labelledby="h-talk" #talk {
            div.fm-sechead {
                h2 #h-talk { "Discussion" }
                p.fm-quiet { (count(view.comment_count, "comment", "comments")) }
            }
            @if view.stage == Stage::Open { (say(view)) } @else { p.fm-panel { (closed(view)) } }
            @if view.comment_count > 1 { (order(view)) }
            (hole(Hole::OwnHeld))
            (thread(&view.comments, view.now))
            @if view.comments.is_empty() && view.stage != Stage::Forthcoming {
                p.fm-space { @if view.stage == Stage::Open { "Nobody has commented yet." } @else { "Nobody commented." } }
            }
            (paging::nav(&view.pages, "Pages of comments"))
        }
    }
}

fn say(view: &ProposalPage) -> Markup {
    let area = TextArea {
        name: "body",
        label: "Add what you know",
        hint: Some(
            "What would this mean for you or the people you care for? Please leave out names and health details of other people.",
        ),
        value: &view.comment_text,
        rows: 4,
        limit: Some(COMMENT_LIMIT),
        large: true,
        ..TextArea::default()
    };
    html! {
        form.fm-panel method="post" action=(paths::proposal_comments(&view.slug)) novalidate {
            (form::csrf())
            (form::textarea(&area, &view.problems))
            @if view.reads_first { p.fm-gap { "A moderator reads every comment on this proposal before others can read it." } }
            (form::button_group(html! {
                (form::button("Post comment"))
                span.fm-quiet.fm-small { (hole(Hole::PostingAs)) }
            }))
        }
    }
}

fn closed(view: &ProposalPage) -> String {
    match (view.stage, view.opens_at, view.closes_at) {
        (Stage::Draft, ..) => "Nobody can comment on a draft.".to_owned(),
        (Stage::Forthcoming, Some(at), _) => format!("You can comment from {}.", dates::moment(at)),
        (Stage::Forthcoming, None, _) => "You can comment when the proposal opens.".to_owned(),
        (Stage::Withdrawn, ..) | (_, _, None) => "Comments have closed. You can still read them.".to_owned(),
        (.., Some(at)) => format!("Comments closed at {}. You can still read them.", dates::moment(at)),
    }
}

fn order(view: &ProposalPage) -> Markup {
    html! {
        form.fm-tools.fm-space method="get" action={ (paths::proposal(&view.slug)) "#talk" } {
            div.govuk-form-group {
                label.govuk-label.fm-small for="sort" { "Sort by" }
                select.govuk-select id="sort" name="sort" aria-describedby="sort-hint" {
                    @for sort in Sort::ALL {
                        option value=(sort.value()) selected[sort == view.sort] { (sort.label()) }
                    }
                }
            }
            (form::secondary_button("Update the list"))
        }
        p.fm-caveat.fm-space-s #sort-hint {
            "Most agreed: agree minus disagree. Most divided: the smaller of the two, so that both are many."
        }
    }
}
