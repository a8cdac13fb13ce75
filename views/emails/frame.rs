//! The frame of every letter: from the same pieces it makes the HTML part and, in [`super::plain`], the plain part.

use super::Letter;
use super::plain;
use super::words::one_line;
use crate::layout::{SITE, STRAPLINE};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::borrow::Cow;

/// One piece of a letter.
pub(super) enum Piece<'a> {
    /// A paragraph.
    Text(String),
    /// What to do: words and a whole address.
    Button(&'a str, &'a str),
    /// A link among the text: words and a whole address.
    Link(Cow<'a, str>, &'a str),
    /// Something somebody wrote, under a line that says what it is.
    Quote(&'a str, &'a str),
    /// A sentence that stands out.
    Strong(String),
    /// A sentence that steps back.
    Small(String),
    /// The heading of a part of the letter.
    Section(String),
    /// The heading of one matter within a part.
    Matter(String),
    /// A date or a decision.
    Card(Card<'a>),
    /// What somebody said, with their name and capacity.
    Said(Said<'a>),
}

/// Something that has a date.
pub(super) struct Card<'a> {
    /// What happens and when: "Closes at 5 pm on Friday 4 December 2026".
    pub top: String,
    /// To what.
    pub title: String,
    /// Where that belongs, if that is not said elsewhere.
    pub place: Option<String>,
    /// More about it, each line a paragraph.
    pub lines: Vec<String>,
    /// What one can do.
    pub words: &'static str,
    /// Where, as a whole address.
    pub url: &'a str,
    /// Whether one should do it soon.
    pub act: bool,
}

/// What somebody said.
pub(super) struct Said<'a> {
    /// Who.
    pub author: String,
    /// In which capacity, in words.
    pub badge: String,
    /// What, or how it begins.
    pub text: String,
    /// What one can do: "Answer Tunde A."
    pub words: String,
    /// Where, as a whole address.
    pub url: &'a str,
}

/// What a letter says.
#[derive(Default)]
pub(super) struct Content<'a> {
    /// The subject; line breaks in it become spaces.
    pub subject: String,
    /// A sentence that mail programs show beside the subject.
    pub preview: String,
    /// The time of which it tells, below the name of the site; empty for none.
    pub span: String,
    /// The heading.
    pub heading: String,
    /// The letter itself.
    pub pieces: Vec<Piece<'a>>,
    /// Why the reader gets it, and that it needs no answer where that is so.
    pub reason: String,
    /// What one can do about getting it: words and whole addresses.
    pub links: Vec<(&'static str, &'a str)>,
    /// How far the record of the staff has come, where the letter says so.
    pub record: Option<Record<'a>>,
}

/// How far the record of the staff has come, in the foot of a letter.
pub(super) struct Record<'a> {
    /// What the code is.
    pub words: String,
    /// The check code. It is long, and has no spaces.
    pub code: &'a str,
    /// What it is good for.
    pub why: &'static str,
    /// Words and a whole address.
    pub link: (&'static str, &'a str),
}

pub(super) const NO_TRACKING: &str = "We do not track whether you open this or what you press. Please do not reply with health details: a person reads replies.";
pub(super) const SENDER: &str = "The London health and care partnership";

/// The letter with these contents.
pub(super) fn letter(content: &Content) -> Letter {
    Letter { subject: one_line(&content.subject), html: as_html(content).into_string(), text: plain::text(content) }
}

/// How many bytes this piece takes in the HTML part, which mail programs cut at about 100,000.
pub(super) fn size(piece: &Piece) -> usize {
    piece_html(piece).into_string().len()
}

const STYLE: &str = "\
@media (prefers-color-scheme: dark) {
  .bg { background: #101e23 !important; } .card { background: #1a2f37 !important; }
  .ink, .ink a, h1, h2, h3 { color: #f3ecdf !important; } .soft, .soft a { color: #b6c3c1 !important; }
  .ink a.link, .soft a.link { color: #93d3de !important; } .brick { color: #ff9f7c !important; }
  .rule { border-color: #30474f !important; } .top { border-color: #ff9f7c !important; } h2.rule { border-color: #f3ecdf !important; }
  .ink a.btn { background: #f3ecdf !important; color: #101e23 !important; border-color: #f3ecdf !important; }
}
";
const SERIF: &str = "font-family:Georgia,'Times New Roman',serif;font-weight:normal;color:#14313a;";
// A word that is longer than the window breaks: the first two for programs of today, the third for older ones.
const SANS: &str = "font-family:Verdana,Arial,sans-serif;color:#14313a;font-size:16px;line-height:1.55;overflow-wrap:anywhere;word-wrap:break-word;word-break:break-word;";
const SOFT: &str = "font-size:14px;line-height:1.6;color:#47595e;";
const LINK: &str = "color:#0b5264;";
const BUTTON: &str = "display:inline-block;padding:12px 22px;background:#14313a;border:1px solid #14313a;color:#faf6ee;font-weight:bold;text-decoration:none;border-radius:6px;";

fn as_html(content: &Content) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                title { (one_line(&content.subject)) }
                style { (PreEscaped(STYLE)) }
            }
            body.bg style="margin:0;padding:0;background:#faf6ee;" {
                div style="display:none;max-height:0;overflow:hidden;" { (content.preview) }
                main role="main" { (table("bg", "background:#faf6ee;", html! {
                    tr { td align="center" style="padding:24px 12px;" {
                        (table("", "max-width:600px;table-layout:fixed;", html! { tr { td.ink style={ (SANS) "text-align:start;" } { (body(content)) } } }))
                    } }
                })) }
            }
        }
    }
}

/// A table for laying out, as mail programs need it; it means nothing.
fn table(class: &str, style: &str, rows: Markup) -> Markup {
    html! {
        table.(class) role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style=(style) { (rows) }
    }
}

fn body(content: &Content) -> Markup {
    html! {
        p.ink style={ (SERIF) "margin:0;font-size:22px;" } {
            (SITE) " " span.brick style="color:#ad3819;" aria-hidden="true" { "●" }
        }
        p.soft style={ "margin:2px 0 28px;" (SOFT) } {
            (STRAPLINE) @if !content.span.is_empty() { br; (content.span) }
        }
        h1.ink style={ (SERIF) "margin:0 0 20px;font-size:30px;line-height:1.15;" } { (content.heading) }
        @for piece in &content.pieces { (piece_html(piece)) }
        p.soft.rule style={ "margin:28px 0 0;padding:20px 0 0;border-top:1px solid #dccfb8;" (SOFT) } { (content.reason) }
        @if !content.links.is_empty() {
            p.soft style={ "margin:6px 0 0;" (SOFT) } {
                @for (words, url) in &content.links {
                    a.link href=(url) style={ (LINK) "display:inline-block;padding:11px 20px 11px 0;" } { (words) } " "
                }
            }
        }
        @if let Some(record) = &content.record {
            p.soft style={ "margin:14px 0 0;" (SOFT) } {
                (record.words) br; span style="word-break:break-all;" { (record.code) } br; (record.why)
            }
            p.soft style={ "margin:6px 0 0;" (SOFT) } {
                a.link href=(record.link.1) style={ (LINK) "display:inline-block;padding:11px 0;" } { (record.link.0) }
            }
        }
        p.soft style={ "margin:14px 0 0;" (SOFT) } { (NO_TRACKING) br; (SENDER) }
    }
}

fn piece_html(piece: &Piece) -> Markup {
    match piece {
        Piece::Text(text) => html! { p style="margin:0 0 16px;" { (text) } },
        Piece::Strong(text) => {
            html! { p.brick style="margin:0 0 16px;font-weight:bold;color:#ad3819;" { (text) } }
        }
        Piece::Small(text) => html! { p.soft style={ "margin:0 0 16px;" (SOFT) } { (text) } },
        Piece::Link(words, url) => {
            html! { p style="margin:0 0 16px;" { a.link href=(url) style=(LINK) { (words) } } }
        }
        Piece::Button(words, url) => html! {
            p style="margin:0 0 12px;" { a.btn href=(url) style=(BUTTON) { (words) } }
            p.soft style={ "margin:0 0 16px;" (SOFT) "overflow-wrap:anywhere;" } {
                "If the button does not work, copy this address: " (url)
            }
        },
        Piece::Quote(label, text) => html! {
            (table("card", "background:#fffdf9;margin:0 0 16px;", html! {
                tr { td.ink.top style={ (SANS) "padding:16px 20px;border-top:4px solid #ad3819;" } {
                    p.soft style={ "margin:0 0 8px;" (SOFT) } { (label) }
                    @for line in text.lines().filter(|line| !line.trim().is_empty()) {
                        p dir="auto" style="margin:0 0 8px;" { (one_line(line)) }
                    }
                } }
            }))
        },
        Piece::Section(title) => html! {
            h2.ink.rule style={ (SERIF) "margin:32px 0 16px;padding:0 0 6px;font-size:23px;line-height:1.25;border-bottom:2px solid #14313a;" } { (title) }
        },
        Piece::Matter(title) => html! { (matter(title, "20px 0 12px")) },
        Piece::Card(card) => card_html(card),
        Piece::Said(said) => said_html(said),
    }
}

fn matter(title: &str, margin: &str) -> Markup {
    html! { h3.ink style={ (SERIF) "margin:" (margin) ";font-size:20px;line-height:1.25;" } { (title) } }
}

fn card_html(card: &Card) -> Markup {
    let (class, outer, inner) = if card.act {
        ("card", "background:#fffdf9;margin:0 0 16px;", "padding:20px;border-top:4px solid #ad3819;")
    } else {
        ("", "margin:0 0 16px;", "padding:4px 0 20px;border-bottom:1px solid #dccfb8;")
    };
    let content = html! {
        p.brick[card.act] style={ "margin:0 0 4px;font-size:15px;font-weight:bold;" @if card.act { "color:#ad3819;" } } { (card.top) }
        (matter(&card.title, "0 0 8px"))
        @if let Some(place) = &card.place { p.soft style={ "margin:0 0 8px;" (SOFT) } { (place) } }
        @for line in &card.lines { p style="margin:0 0 12px;" { (line) } }
        p style="margin:4px 0 0;" {
            @if card.act { a.btn href=(card.url) style=(BUTTON) { (card.words) } }
            @else { a.link href=(card.url) style=(LINK) { (card.words) } }
        }
    };
    table(class, outer, html! { tr { td.ink.top[card.act].rule[!card.act] style={ (SANS) (inner) } { (content) } } })
}

fn said_html(said: &Said) -> Markup {
    html! {
        p style="margin:0 0 2px;" {
            b { bdi dir="auto" { (said.author) } } " "
            span.soft style=(SOFT) { bdi dir="auto" { (said.badge) } }
        }
        p dir="auto" style="margin:0 0 4px;" { (said.text) }
        p style="margin:0 0 16px;" { a.link href=(said.url) style={ (LINK) "display:inline-block;padding:4px 0;" } { (said.words) } }
    }
}
