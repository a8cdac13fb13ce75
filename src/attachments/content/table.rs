//! Tables as text (RFC 4180): UTF-8, or Windows-1252 as Excel writes it, which is turned into UTF-8. No cell is a formula,
//! since whoever opens the table would have their program work it out.

use super::Flaw;

/// What the bytes 128 to 159 mean in Windows-1252; nothing where they mean nothing (WHATWG, index windows-1252).
const UPPER: [Option<char>; 32] = [
    Some('€'),
    None,
    Some('‚'),
    Some('ƒ'),
    Some('„'),
    Some('…'),
    Some('†'),
    Some('‡'),
    Some('ˆ'),
    Some('‰'),
    Some('Š'),
    Some('‹'),
    Some('Œ'),
    None,
    Some('Ž'),
    None,
    None,
    Some('‘'),
    Some('’'),
    Some('“'),
    Some('”'),
    Some('•'),
    Some('–'),
    Some('—'),
    Some('˜'),
    Some('™'),
    Some('š'),
    Some('›'),
    Some('œ'),
    None,
    Some('ž'),
    Some('Ÿ'),
];

pub(super) fn cleaned(bytes: Vec<u8>) -> Result<Vec<u8>, Flaw> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(other) => other.as_bytes().iter().map(|byte| western(*byte)).collect::<Option<_>>().ok_or(Flaw::NoText)?,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let is_text = |c: char| matches!(c, '\n' | '\r' | '\t') || !c.is_control();
    // What begins with a bracket is markup: a page, or a picture that may run (SVG).
    if !text.chars().all(is_text) || text.trim_start().starts_with('<') {
        return Err(Flaw::NoText);
    }
    if text.trim().is_empty() {
        return Err(Flaw::Empty);
    }
    if text.split(['\n', '\r']).any(|line| line.split([',', ';', '\t']).any(is_formula)) {
        return Err(Flaw::Formula);
    }
    Ok(text.as_bytes().to_vec())
}

fn western(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9f => UPPER[usize::from(byte - 0x80)],
        _ => Some(char::from(byte)),
    }
}

/// Whether a program would work this cell out. Numbers and telephone numbers may have a sign.
fn is_formula(cell: &str) -> bool {
    let cell = cell.trim_start_matches([' ', '"', '\'']);
    match cell.chars().next() {
        Some('=' | '@') => true,
        Some('+' | '-') => cell.contains(['(', '|', '!']),
        _ => false,
    }
}
