//! Somebody's text in a letter: written so that it stays text, in a header and in a body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Where a header's line is folded, in characters (RFC 5322, 2.1.1; RFC 2047, 2).
const LINE: usize = 76;
/// Bytes of text in one encoded word: with the name of the header before it still one line (RFC 2047, 2: 75 characters a word).
const WORD: usize = 36;

/// A part's text: CRLF, and no control characters but tabs. lettre chooses an encoding in which no line is over 76; it would
/// make CRLF by itself, in a time that grows with the square of the length.
pub(super) fn body(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    // Bytes are looked through faster than characters: a control is below a space, or DEL, or begins with C2, as "£" does.
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || byte == 0x7f || byte == 0xc2) {
        out.push_str(&rest[..at]);
        let mut from_there = rest[at..].chars();
        let found = from_there.next();
        rest = from_there.as_str();
        match found {
            // Its line feed ends the line.
            Some('\r') if rest.starts_with('\n') => {}
            Some('\n' | '\r') => out.push_str("\r\n"),
            Some(c) if c == '\t' || !c.is_control() => out.push(c),
            _ => {}
        }
    }
    out.push_str(rest);
    out
}

/// Somebody's text as the value of a header, folded: as it is where that is plain, else as encoded words (RFC 2047).
/// Line breaks become spaces; control characters and those that turn the direction of the text around go.
pub(super) fn encoded(text: &str, most: usize) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut text: String = words.join(" ").chars().filter(|c| !c.is_control() && !turns(*c)).collect();
    if text.chars().count() > most {
        text = text.chars().take(most - 1).chain(['…']).collect();
    }
    // Whatever looks like an encoded word would be read as one.
    let is_plain = text.is_ascii() && !text.contains("=?") && text.split(' ').all(|word| word.len() <= LINE / 2);
    if is_plain { folded(&text) } else { encoded_words(&text) }
}

/// Breaks at spaces, so that no line is longer than [`LINE`], the first with the header's name before it.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut column = 20;
    for word in text.split_inclusive(' ') {
        if column + word.len() > LINE && !out.is_empty() {
            // The space that stood before the word begins the next line.
            out.truncate(out.trim_end_matches(' ').len());
            out.push_str("\r\n ");
            column = 1;
        }
        out.push_str(word);
        column += word.len();
    }
    out
}

fn encoded_words(text: &str) -> String {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(WORD.min(rest.len())));
        words.push(format!("=?utf-8?b?{}?=", STANDARD.encode(word)));
        rest = after;
    }
    words.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_lines_and_no_control_characters() {
        assert_eq!(body("a\nb\r\nc\rd\r\r\n\n\te\0\u{9b}f\u{7f}ß"), "a\r\nb\r\nc\r\nd\r\n\r\n\r\n\tefß");
        assert_eq!(body("£5\u{a0}or\u{85}less ¿\u{80}"), "£5\u{a0}orless ¿");
        assert_eq!((body(""), body("\n"), body("\r")), (String::new(), "\r\n".into(), "\r\n".into()));
    }

    #[test]
    fn subjects_are_folded_at_spaces_or_encoded_whole() {
        assert_eq!(encoded("  two \n words\t", 200), "two words");
        let folded = encoded(&"word ".repeat(30), 200);
        assert!(folded.split("\r\n").all(|line| line.len() <= LINE) && folded.contains("\r\n word"), "{folded}");
        assert_eq!(folded.replace("\r\n", ""), "word ".repeat(30).trim_end());
        for text in ["=?utf-8?q?Bcc?=", "Straße", &"x".repeat(LINE)] {
            let words = encoded(text, 200);
            assert!(words.split("\r\n ").all(|word| word.starts_with("=?utf-8?b?") && word.len() <= 75), "{words}");
        }
        assert_eq!(encoded("\0\u{202e}", 200), "");
    }
}
