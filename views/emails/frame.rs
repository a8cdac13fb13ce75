//! The frame of every letter: from the same pieces it makes the HTML part and the plain part.

use super::Letter;
use crate::layout::{SITE, STRAPLINE};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// One piece of a letter.
pub(super) enum Piece<'a> {
    /// A paragraph.
    Text(String),
    /// What to do: words and a whole address.
    Button(&'a str, &'a str),
    /// A link among the text: words and a whole address.
    Link(&'a str, &'a str),
    /// Something somebody wrote, under a line that says what it is.
    Quote(&'a str, &'a str),
    /// A sentence that stands out.
    Strong(String),
}

/// What a letter says.
pub(super) struct Content<'a> {
    /// The subject; line breaks in it become spaces.
    pub subject: String,
    /// A sentence that mail programs show beside the subject.
    pub preview: String,
    /// The heading.
    pub heading: String,
    /// The letter itself.
    pub pieces: Vec<Piece<'a>>,
    /// Why the reader gets it, and that it needs no answer where that is so.
    pub reason: String,
}

const NO_TRACKING: &str = "We do not track whether you open this or what you press. Please do not reply with health details: a person reads replies.";
const SENDER: &str = "The London health and care partnership";
/// Width of the plain part, in characters.
const WIDTH: usize = 66;

/// The letter with these contents.
pub(super) fn letter(content: &Content) -> Letter {
    Letter { subject: one_line(&content.subject), html: as_html(content).into_string(), text: as_text(content) }
}

/// `text` without line breaks or other control characters, which could begin another header (RFC 5322, section 2.2).
pub(super) fn one_line(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

const STYLE: &str = "\
@media (prefers-color-scheme: dark) {
  .bg { background: #101e23 !important; } .card { background: #1a2f37 !important; }
  .ink, .ink a, h1 { color: #f3ecdf !important; } .soft, .soft a { color: #b6c3c1 !important; }
  .ink a.link, .soft a.link { color: #93d3de !important; } .brick { color: #ff9f7c !important; } .rule { border-color: #30474f !important; }
  .ink a.btn { background: #f3ecdf !important; color: #101e23 !important; border-color: #f3ecdf !important; }
}
";
const SERIF: &str = "font-family:Georgia,'Times New Roman',serif;font-weight:normal;color:#14313a;";
const SANS: &str = "font-family:Verdana,Arial,sans-serif;color:#14313a;font-size:16px;line-height:1.55;";
const SOFT: &str = "font-size:14px;line-height:1.6;color:#47595e;";

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
                        (table("", "max-width:600px;", html! { tr { td.ink style={ (SANS) "text-align:start;" } { (body(content)) } } }))
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
        p.soft style={ "margin:2px 0 28px;" (SOFT) } { (STRAPLINE) }
        h1.ink style={ (SERIF) "margin:0 0 20px;font-size:30px;line-height:1.15;" } { (content.heading) }
        @for piece in &content.pieces { (piece_html(piece)) }
        p.soft.rule style={ "margin:28px 0 0;padding:20px 0 0;border-top:1px solid #dccfb8;" (SOFT) } { (content.reason) }
        p.soft style={ "margin:14px 0 0;" (SOFT) } { (NO_TRACKING) br; (SENDER) }
    }
}

fn piece_html(piece: &Piece) -> Markup {
    match piece {
        Piece::Text(text) => html! { p style="margin:0 0 16px;" { (text) } },
        Piece::Strong(text) => {
            html! { p.brick style="margin:0 0 16px;font-weight:bold;color:#ad3819;" { (text) } }
        }
        Piece::Link(words, url) => {
            html! { p style="margin:0 0 16px;" { a.link href=(url) style="color:#0b5264;" { (words) } } }
        }
        Piece::Button(words, url) => html! {
            p style="margin:0 0 12px;" {
                a.btn href=(url) style="display:inline-block;padding:12px 22px;background:#14313a;border:1px solid #14313a;color:#faf6ee;font-weight:bold;text-decoration:none;border-radius:6px;" { (words) }
            }
            p.soft style={ "margin:0 0 16px;" (SOFT) "overflow-wrap:anywhere;" } {
                "If the button does not work, copy this address: " (url)
            }
        },
        Piece::Quote(label, text) => html! {
            (table("card", "background:#fffdf9;margin:0 0 16px;", html! {
                tr { td.ink style={ (SANS) "padding:16px 20px;border-top:4px solid #ad3819;" } {
                    p.soft style={ "margin:0 0 8px;" (SOFT) } { (label) }
                    @for line in text.lines().filter(|line| !line.trim().is_empty()) {
                        p dir="auto" style="margin:0 0 8px;" { (line) }
                    }
                } }
            }))
        },
    }
}

fn as_text(content: &Content) -> String {
    let mut out = format!("{}\n{STRAPLINE}\n\n{}\n", SITE.to_uppercase(), wrapped(&content.heading.to_uppercase(), ""));
    for piece in &content.pieces {
        out.push('\n');
        out.push_str(&match piece {
            Piece::Text(text) | Piece::Strong(text) => wrapped(text, ""),
            Piece::Button(words, url) | Piece::Link(words, url) => format!("{words}:\n{url}"),
            Piece::Quote(label, text) => {
                let lines: Vec<String> =
                    text.lines().filter(|line| !line.trim().is_empty()).map(|line| wrapped(line, "  ")).collect();
                format!("{label}\n{}", lines.join("\n"))
            }
        });
        out.push('\n');
    }
    // "-- " alone on a line begins the signature (RFC 3676, section 4.3).
    out.push_str(&format!("\n-- \n{}\n\n{}\n{SENDER}\n", wrapped(&content.reason, ""), wrapped(NO_TRACKING, "")));
    out
}

/// `text` in lines of at most [`WIDTH`] characters where its words allow, each after `indent`.
fn wrapped(text: &str, indent: &str) -> String {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        if length > 0 && length + 1 + letters + indent.len() > WIDTH {
            lines.push(format!("{indent}{line}"));
            line.clear();
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += letters;
    }
    lines.push(format!("{indent}{line}"));
    lines.join("\n")
}
