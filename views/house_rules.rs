//! The house rules: which wording is in force, and what changed from one to the next.

use crate::diff::{self, FieldChange};
use crate::layout::{Shell, page};
use crate::parts::breadcrumbs;
use crate::proposals::VersionRow;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// Which wording this is and since when, with the way to the others and to what moderators make of it.
pub(crate) fn in_force(number: i64, since: NaiveDateTime) -> Markup {
    html! {
        p.fm-quiet.fm-space-s {
            "Version " (number) ", since " (dates::time(since, &dates::date(since))) ". "
            a href=(paths::house_rules_versions()) { "What has changed" } ". "
            a href=(paths::moderation()) { "What moderators decided" }
        }
    }
}

/// The page that lists the wordings, the newest first.
pub fn versions(rows: &[VersionRow]) -> Markup {
    page(
        &Shell::new("What changed in the house rules"),
        html! {
            (way_back(false))
            div.fm-main { div.fm-wrap { div.fm-flow {
                h1.fm-h2 { "What changed in the house rules" }
                p.fm-lede {
                    "Every wording that was ever public stays here, with the reason for each change. "
                    "A moderator’s decision goes by the wording of its day."
                }
                ol.fm-docs {
                    @for (n, row) in rows.iter().enumerate() {
                        li {
                            a href=(paths::house_rules_version(row.number)) { "Version " (row.number) }
                            @if n == 0 { " (in force)" }
                            p dir="auto" { (row.reason) }
                            small { "Since " (dates::time(row.at, &dates::moment(row.at))) }
                        }
                    }
                }
            } } }
        },
    )
}

/// One wording, whole and against the one before it.
#[derive(Clone, Debug, Default)]
pub struct RulesVersion {
    /// Its number, its reason, and since when it is in force.
    pub version: VersionRow,
    /// The number of the newest.
    pub newest: i64,
    /// The parts that differ from the wording before; nothing of the first.
    pub changes: Vec<FieldChange>,
    /// The title that it had.
    pub title: String,
    /// The text that it had, as HTML that the app made from Markdown.
    pub body_html: String,
}

/// The page of one wording.
pub fn version(view: &RulesVersion) -> Markup {
    let (number, at) = (view.version.number, view.version.at);
    page(
        &Shell::new(&format!("House rules, version {number}")),
        html! {
            (way_back(true))
            div.fm-main { div.fm-wrap {
                div.fm-flow.fm-gap {
                    h1.fm-h2 { "House rules, version " (number) " of " (view.newest) }
                    p.fm-quiet {
                        @if number == view.newest { "In force since " } @else { "In force from " }
                        (dates::time(at, &dates::moment(at)))
                    }
                    p.fm-lede dir="auto" { (view.version.reason) }
                }
                @if !view.changes.is_empty() {
                    section.fm-flow aria-labelledby="h-changes" {
                        h2 #h-changes { "What changed" }
                        p { "Compared with version " (number - 1) ": " ins { "what is underlined was added" } ", " del { "what is struck through was taken away" } "." }
                        div.fm-prose { (diff::fields(&view.changes)) }
                    }
                }
                section.fm-flow.fm-space-l aria-labelledby="h-words" {
                    h2 #h-words { (view.title) }
                    div.fm-prose { (maud::PreEscaped(&view.body_html)) }
                }
                div.govuk-button-group.fm-space-l {
                    @if number > 1 { a href=(paths::house_rules_version(number - 1)) { "Version " (number - 1) } }
                    @if number < view.newest { a href=(paths::house_rules_version(number + 1)) { "Version " (number + 1) } }
                    a href=(paths::page("house-rules")) { "The house rules in force" }
                }
            } }
        },
    )
}

fn way_back(to_list: bool) -> Markup {
    let here = paths::page("house-rules");
    let mut steps = vec![("Home", paths::home()), ("House rules", here.as_str())];
    if to_list {
        steps.push(("What changed", paths::house_rules_versions()));
    }
    html! { div.fm-wrap { (breadcrumbs(&steps)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_leads_to_its_neighbours() {
        let row = VersionRow { number: 2, reason: "<b>Asked</b> by many".into(), ..VersionRow::default() };
        let view = RulesVersion { version: row, newest: 3, title: "House rules".into(), ..RulesVersion::default() };
        let html = version(&view).into_string();
        assert!(html.contains("&lt;b&gt;Asked&lt;/b&gt;") && html.contains("version 2 of 3"), "{html}");
        for number in [1, 3] {
            assert!(html.contains(&format!("href=\"/about/house-rules/versions/{number}\"")), "{html}");
        }
        assert!(!html.contains("What changed</h2>"), "{html}");
        assert_eq!(paths::house_rule(3), "/about/house-rules#rule-3");
    }
}
