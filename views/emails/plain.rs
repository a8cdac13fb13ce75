//! The plain part of a letter, from the same pieces as the HTML part.

use super::frame::{Card, Content, NO_TRACKING, Piece, SENDER, Said};
use super::words::{isolated, one_line, wrapped};
use crate::layout::{SITE, STRAPLINE};

/// Width of the plain part, in characters.
pub(crate) const WIDTH: usize = 66;

/// The whole of it.
pub(super) fn text(content: &Content) -> String {
    let mut out = format!("{}\n{STRAPLINE}\n", SITE.to_uppercase());
    if !content.span.is_empty() {
        out.push_str(&format!("{}\n", content.span));
    }
    out.push_str(&format!("\n{}\n", lines(&content.heading.to_uppercase())));
    for one in &content.pieces {
        out.push('\n');
        out.push_str(&piece(one));
        out.push('\n');
    }
    // "-- " alone on a line begins the signature (RFC 3676, section 4.3).
    out.push_str(&format!("\n-- \n{}\n\n", lines(&content.reason)));
    for (words, url) in &content.links {
        out.push_str(&format!("{words}:\n{url}\n\n"));
    }
    if let Some(record) = &content.record {
        // A code that is broken in two is no code any more: it has a line to itself, however long.
        out.push_str(&format!("{}\n{}\n{}\n\n", lines(&record.words), record.code, lines(record.why)));
        out.push_str(&format!("{}:\n{}\n\n", record.link.0, record.link.1));
    }
    out.push_str(&format!("{}\n{SENDER}\n", lines(NO_TRACKING)));
    out
}

fn lines(text: &str) -> String {
    wrapped(text, "", WIDTH)
}

fn indented(text: &str) -> String {
    wrapped(text, "  ", WIDTH)
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) | Piece::Strong(text) | Piece::Small(text) | Piece::Matter(text) => lines(text),
        Piece::Button(words, url) => format!("{words}:\n{url}"),
        Piece::Link(words, url) => format!("{words}:\n{url}"),
        Piece::Quote(label, text) => {
            let quoted: Vec<String> =
                text.lines().filter(|line| !line.trim().is_empty()).map(|line| indented(&one_line(line))).collect();
            format!("{label}\n{}", quoted.join("\n"))
        }
        Piece::Section(title) => {
            let title = lines(&title.to_uppercase());
            let width = title.lines().map(|line| line.chars().count()).max().unwrap_or(0).min(WIDTH);
            format!("{title}\n{}", "=".repeat(width))
        }
        Piece::Card(card) => card_lines(card),
        Piece::Said(said) => said_lines(said),
    }
}

fn card_lines(card: &Card) -> String {
    let mut out = format!("{}\n{}\n", lines(&card.top), lines(&card.title));
    for line in card.place.iter().chain(&card.lines) {
        out.push_str(&format!("{}\n", indented(line)));
    }
    out.push_str(&format!("  {}:\n  {}", card.words, card.url));
    out
}

fn said_lines(said: &Said) -> String {
    let by = format!("{} ({})", isolated(&said.author), isolated(&said.badge));
    format!("{}\n{}\n{}:\n  {}", lines(&by), indented(&said.text), indented(&said.words), said.url)
}
