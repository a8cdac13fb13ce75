//! The versions of a proposal: what changed, when, and the public reason.

use super::ProposalLink;
use crate::diff::{self, FieldChange};
use crate::layout::{Nav, Shell, page};
use crate::parts::breadcrumbs;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A version in the list.
#[derive(Clone, Debug, Default)]
pub struct VersionRow {
    /// Its number; the first is 1.
    pub number: i64,
    /// When it was made public, in UTC.
    pub at: NaiveDateTime,
    /// The public reason; may be empty for the first.
    pub reason: String,
}

/// All versions of a proposal.
#[derive(Clone, Debug, Default)]
pub struct VersionsPage {
    /// The proposal.
    pub proposal: ProposalLink,
    /// Its versions, the newest first.
    pub versions: Vec<VersionRow>,
}

/// The page that lists the versions.
pub fn versions(view: &VersionsPage) -> Markup {
    let title = format!("What changed: {}", view.proposal.title);
    page(
        &Shell::new(&title).nav(Nav::Open),
        html! {
            (way_back(&view.proposal, false))
            div.fm-main { div.fm-wrap { div.fm-flow {
                h1.fm-h2 { "What changed in this proposal" }
                p.fm-lede { "Every wording that was ever public stays here, with the reason for each change." }
                ol.fm-docs {
                    @for (n, row) in view.versions.iter().enumerate() {
                        li {
                            a href=(paths::version(&view.proposal.slug, row.number)) { "Version " (row.number) }
                            @if n == 0 { " (the present one)" }
                            @if !row.reason.is_empty() { p dir="auto" { (row.reason) } }
                            small { (dates::time(row.at, &dates::moment(row.at))) }
                        }
                    }
                }
            } } }
        },
    )
}

/// One version against the one before it.
#[derive(Clone, Debug, Default)]
pub struct VersionPage {
    /// The proposal.
    pub proposal: ProposalLink,
    /// Which version this is.
    pub version: VersionRow,
    /// The number of the newest version.
    pub newest: i64,
    /// The parts that differ from the version before; of the first version, all its parts.
    pub changes: Vec<FieldChange>,
}

/// The page of one version: what was added and what was taken away.
pub fn version(view: &VersionPage) -> Markup {
    let number = view.version.number;
    let title = format!("Version {number}: {}", view.proposal.title);
    page(
        &Shell::new(&title).nav(Nav::Open),
        html! {
            (way_back(&view.proposal, true))
            div.fm-main { div.fm-wrap {
                div.fm-flow.fm-gap {
                    h1.fm-h2 { "Version " (number) " of " (view.newest) }
                    p.fm-quiet { "Made public at " (dates::time(view.version.at, &dates::moment(view.version.at))) }
                    @if !view.version.reason.is_empty() { p.fm-lede dir="auto" { (view.version.reason) } }
                    @if number > 1 {
                        p { "Compared with version " (number - 1) ": " ins { "what is underlined was added" } ", " del { "what is struck through was taken away" } "." }
                    } @else {
                        p { "This is the first version." }
                    }
                }
                div.fm-prose {
                    (diff::fields(&view.changes))
                    @if view.changes.is_empty() && number > 1 { p { "No word of the text changed." } }
                }
                (neighbours(view))
            } }
        },
    )
}

fn neighbours(view: &VersionPage) -> Markup {
    let number = view.version.number;
    html! {
        div.govuk-button-group.fm-space-l {
            @if number > 1 { a href=(paths::version(&view.proposal.slug, number - 1)) { "Version " (number - 1) } }
            @if number < view.newest { a href=(paths::version(&view.proposal.slug, number + 1)) { "Version " (number + 1) } }
            a href=(paths::proposal(&view.proposal.slug)) { "The proposal as it stands" }
        }
    }
}

fn way_back(proposal: &ProposalLink, to_list: bool) -> Markup {
    let here = paths::proposal(&proposal.slug);
    let list = paths::versions(&proposal.slug);
    let mut steps = vec![("Home", paths::home()), (proposal.title.as_str(), here.as_str())];
    if to_list {
        steps.push(("What changed", list.as_str()));
    }
    html! { div.fm-wrap { (breadcrumbs(&steps)) } }
}
