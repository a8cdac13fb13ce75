//! What everybody may know of what the staff did, and how to check that the record of it was only added to.

use crate::layout::{Shell, page};
use crate::paging::{self, Pages};
use crate::parts::{self, number};
use crate::record::{self, Summary};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// One act, without who did it.
#[derive(Clone, Debug)]
pub struct ActLine {
    /// Its number in the record.
    pub number: i64,
    /// What was done, as a sentence without a full stop.
    pub what: &'static str,
    /// Address and title of what it was done to, where everybody can read that.
    pub about: Option<(String, String)>,
    /// When, in UTC.
    pub at: NaiveDateTime,
}

/// The record as everybody sees it.
#[derive(Clone, Debug)]
pub struct Transparency {
    /// How many acts there are, also those that are not listed.
    pub acts: i64,
    /// The check code: the number of acts, a colon, and the hash of the last one.
    pub code: String,
    /// When the last act happened, in UTC.
    pub at: Option<NaiveDateTime>,
    /// A part of the list, the latest first.
    pub lines: Vec<ActLine>,
    /// What moderators decided in the latest months; nothing on a later part of the list.
    pub moderation: Option<Summary>,
    /// The way through the list.
    pub pages: Pages,
    /// The present, in UTC.
    pub now: NaiveDateTime,
}

/// The page.
pub fn show(view: &Transparency) -> Markup {
    page(
        &Shell::new("What the staff did"),
        html! {
            div.fm-wrap { (parts::breadcrumbs(&[("Home", paths::home())])) }
            div.fm-main { div.fm-wrap {
                div.fm-flow {
                    h1 { "What the staff did" }
                    p.fm-lede {
                        "The people who run this site leave a record of each thing that they do here. "
                        "It can be added to, but not changed without anybody noticing."
                    }
                }
                div.fm-stack.fm-space-l {
                    section aria-labelledby="h-check" { (how_far(view)) }
                    @if let Some(moderation) = &view.moderation {
                        section aria-labelledby="h-moderation" { div.fm-flow {
                            h2 #h-moderation { "What moderators decided" }
                            (record::summary(moderation))
                        } }
                        section aria-labelledby="h-counting" { (how_we_count()) }
                    }
                    section aria-labelledby="h-acts" { (list(view)) }
                }
            } }
        },
    )
}

fn how_far(view: &Transparency) -> Markup {
    html! {
        div.fm-flow {
            h2 #h-check { "How far the record has come" }
            dl.govuk-summary-list {
                (row("Acts", html! { (number(view.acts)) }))
                (row("Last act", html! {
                    @match view.at {
                        Some(at) => (dates::time(at, &dates::moment(at))),
                        None => "None yet",
                    }
                }))
                (row("Check code", html! { code { (in_steps(&view.code)) } }))
            }
            details.govuk-details {
                summary.govuk-details__summary { span.govuk-details__summary-text { "How to check the record" } }
                div.govuk-details__text.fm-flow {
                    p {
                        "Each act is kept with a code. The code is made from what the act says and from the code of the "
                        "act before it. If somebody changed, removed or slipped in one act, no later code would fit."
                    }
                    p {
                        "So one check code stands for every act up to now. Anybody can use it to keep watch:"
                    }
                    ol.govuk-list.govuk-list--number {
                        li { "Copy the check code, or save this page. Keep it somewhere that is not ours." }
                        li { "At any later time, ask whoever runs this site, or whoever checks their work, to run this on the server:" br;
                            code { "folkmoot audit verify " span.fm-nowrap { "--checkpoint" } " " (in_steps(&view.code)) } }
                        li { "If it says “the chain holds”, the record still has all of these acts, as they were. If not, it names the act that is wrong." }
                    }
                    p {
                        "The code is a hash, made with SHA-256. It has no names in it, and nobody can read anything out of it."
                    }
                }
            }
        }
    }
}

/// How votes and comments are counted, in short.
fn how_we_count() -> Markup {
    html! {
        div.fm-flow {
            h2 #h-counting { "How we counted" }
            ul.govuk-list.govuk-list--bullet {
                li { "One person has one vote on each proposal. Only their last answer counts." }
                li { "Residents and professionals are shown apart. We do not add them up." }
                li { "A comment that is hidden or waits for a moderator is counted nowhere, nor are the votes on it." }
                li { "Discussions that were held elsewhere stand on pages of their own, which say where they come from." }
            }
            p { a href=(paths::page("how-we-count")) { "How we count, in full" } }
        }
    }
}

/// A code that may be broken into lines where the window is small. What is copied has no gaps.
fn in_steps(code: &str) -> Markup {
    let (start, hash) = code.split_once(':').unwrap_or(("", code));
    html! {
        (start) ":"
        @for at in (0..hash.len()).step_by(8) { wbr; (hash.get(at..hash.len().min(at + 8)).unwrap_or_default()) }
    }
}

fn row(key: &str, value: Markup) -> Markup {
    html! {
        div.govuk-summary-list__row {
            dt.govuk-summary-list__key { (key) }
            dd.govuk-summary-list__value { (value) }
        }
    }
}

fn list(view: &Transparency) -> Markup {
    html! {
        h2.fm-gap #h-acts { "What was done" }
        @if view.lines.is_empty() { p { "Nothing has been done yet." } } @else {
            p { "The latest first. Names are left out. Work on drafts, and on emails that were not sent, counts but is not listed." }
            div.fm-scroll tabindex="0" role="region" aria-label="Acts, the latest first" {
                table.govuk-table {
                    thead.govuk-table__head { tr {
                        th.govuk-table__header scope="col" { "Act" }
                        th.govuk-table__header scope="col" { "What" }
                        th.govuk-table__header scope="col" { "When" }
                    } }
                    tbody { @for line in &view.lines { tr {
                        td.govuk-table__cell.fm-num { (number(line.number)) }
                        th.govuk-table__header scope="row" { (what(line)) }
                        td.govuk-table__cell { (dates::time(line.at, &dates::short_in(view.now, line.at))) }
                    } } }
                }
            }
        }
        (paging::nav(&view.pages, "Pages of acts"))
    }
}

fn what(line: &ActLine) -> Markup {
    html! {
        (line.what)
        @if let Some((href, title)) = &line.about { ": " a href=(href) { bdi { (title) } } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn view() -> Transparency {
        let at = NaiveDate::from_ymd_opt(2026, 12, 4)
            .expect("a day of the calendar")
            .and_hms_opt(17, 0, 0)
            .expect("a time of day");
        let about = Some(("/proposals/a".to_owned(), "<i>A</i>".to_owned()));
        let line = ActLine { number: 1_412, what: "A proposal was opened", about, at };
        Transparency {
            acts: 1_412,
            code: format!("1412:{}", "0123456789abcdef".repeat(4)),
            at: Some(at),
            lines: vec![line],
            moderation: Some(Summary { decided: 1_204, kept: 321, overturned: 1 }),
            pages: Pages::default(),
            now: at,
        }
    }

    #[test]
    fn the_code_can_be_copied_whole() {
        let html = show(&view()).into_string().replace("<wbr>", "");
        assert_eq!(html.matches(&view().code).count(), 2, "{html}");
        assert!(html.contains("1,412") && html.contains("&lt;i&gt;A&lt;/i&gt;"), "{html}");
    }

    #[test]
    fn an_empty_record_says_so() {
        let html = show(&view()).into_string();
        assert!(
            html.contains("made 1,204 decisions") && html.contains("1 turned out to be wrong and was undone"),
            "{html}"
        );
        let view =
            Transparency { acts: 0, at: None, lines: Vec::new(), moderation: Some(Summary::default()), ..view() };
        let html = show(&view).into_string();
        assert!(html.contains("moderators decided nothing"), "{html}");
        assert!(html.contains("None yet") && html.contains("Nothing has been done yet."), "{html}");
    }
}
