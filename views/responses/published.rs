//! The responses that everybody can read.

use super::{Answered, answer_list};
use crate::layout::{Nav, Shell, page};
use crate::paging::{self, Pages};
use crate::parts::{self, LifeStage, Stage, count, size};
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// The proposal to which they respond.
#[derive(Clone, Debug)]
pub struct About {
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub stage: Stage,
    /// The stage of life of its area.
    pub life_stage: LifeStage,
}

/// A published response in the list.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The number under which it is published.
    pub number: i64,
    /// Who says it.
    pub who: String,
    /// How it begins; empty where nothing was written.
    pub begins: String,
}

/// The page that lists them.
pub fn list(about: &About, total: i64, lines: &[Line], pages: &Pages) -> Markup {
    page(
        &Shell::new(&format!("Responses: {}", about.title)).nav(Nav::Open),
        html! {
            (head(about, "Responses", html! { p.fm-lede { (about.title) } }))
            div.fm-main { div.fm-wrap { div.fm-flow {
                p {
                    (count(total, "response is", "responses are")) " published. Every response was read and counted, also those "
                    "whose senders do not want it published. "
                    a href=(paths::results(&about.slug)) { "What everybody answered" }
                }
                @if lines.is_empty() { p { "None is published yet." } }
                ul.fm-docs {
                    @for line in lines {
                        li {
                            a href=(paths::published_response(&about.slug, line.number)) {
                                "Response " (line.number) ": " bdi { (line.who) }
                            }
                            @if !line.begins.is_empty() { small dir="auto" { (line.begins) } }
                        }
                    }
                }
                (paging::nav(pages, "Responses"))
                @if total > 0 { p { a href=(paths::published_file(&about.slug)) { "All of them as a table (CSV)" } } }
            } } }
        },
    )
}

/// A published response.
#[derive(Clone, Debug)]
pub struct One {
    /// To what it responds.
    pub about: About,
    /// The number under which it is published.
    pub number: i64,
    /// Who says it.
    pub who: String,
    /// In which capacity, such as “a resident”.
    pub capacity: &'static str,
    /// Whether it came after the close.
    pub late: bool,
    /// When it was sent, in UTC.
    pub sent_at: NaiveDateTime,
    /// What was answered, without what was taken out.
    pub sections: Vec<Answered>,
    /// Whether something was taken out.
    pub is_redacted: bool,
    /// The files that everybody can have.
    pub files: Vec<File>,
    /// How many more there are.
    pub kept: i64,
}

/// A published file: it goes by its number, since its own name could hold what was taken out of the answers.
#[derive(Clone, Debug)]
pub struct File {
    /// Its number among those of the response.
    pub number: i64,
    /// Which kind it is.
    pub kind: &'static str,
    /// How many bytes it has.
    pub bytes: i64,
    /// Where it is to be had.
    pub href: String,
}

/// The page of one of them.
pub fn one(view: &One) -> Markup {
    let title = format!("Response {}", view.number);
    page(
        &Shell::new(&format!("{title}: {}", view.about.title)).nav(Nav::Open),
        html! {
            (head(&view.about, &title, html! {
                p.fm-lede { bdi { (view.who) } }
                p.fm-small { "A response to “" (view.about.title) "”" }
            }))
            div.fm-main { div.fm-wrap { div.fm-flow {
                p.fm-quiet {
                    "Sent on " (dates::time(view.sent_at, &dates::date(view.sent_at))) " as " (view.capacity) "."
                    @if view.late { " It came after the close." }
                }
                @if view.is_redacted { p { "Where something was taken out, it says why. The public body has read all of it." } }
                @for section in &view.sections { h2.fm-h3 { (section.title) } (answer_list(section)) }
                @if !view.files.is_empty() || view.kept > 0 { (files(view)) }
                p { a href=(paths::published(&view.about.slug)) { "All published responses" } }
            } } }
        },
    )
}

fn files(view: &One) -> Markup {
    html! {
        h2.fm-h3 { "Files that came with it" }
        @if !view.files.is_empty() {
            p.fm-quiet { "Whoever sent this response made these files. They were not made or changed by the public body." }
            ul.fm-docs {
                @for one in &view.files {
                    li { a href=(one.href) download { "File " (one.number) " (" (one.kind) ", " (size(one.bytes)) ")" } }
                }
            }
        }
        @if view.kept > 0 {
            p {
                (count(view.kept, if view.files.is_empty() { "file is" } else { "more file is" }, if view.files.is_empty() { "files are" } else { "more files are" }))
                " not published. The public body has read " @if view.kept == 1 { "it." } @else { "them." }
            }
        }
    }
}

fn head(about: &About, title: &str, content: Markup) -> Markup {
    parts::tinted_head(
        about.life_stage,
        html! {
            (parts::breadcrumbs(&[("Home", paths::home()), (&about.title, &paths::proposal(&about.slug))]))
            p.fm-kicker { (parts::status_tag(about.stage)) }
            h1 { (title) }
            (content)
        },
    )
}
