//! What people wrote, made fit for a letter: nothing in it can begin a header, turn the text around it, or spread over it.

/// How many marks may stand on one letter; languages need three.
const MARKS: usize = 4;

/// `text` on one line, without control characters, which could begin another header (RFC 5322, section 2.2), without
/// orders to turn the direction of writing (Unicode UAX 9), and with no more than [`MARKS`] marks on a letter.
pub fn one_line(text: &str) -> String {
    // Most words are plain already, and very many letters are made of them.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && text.trim() == text && !text.contains("  ") {
        return text.to_owned();
    }
    let mut marks = 0;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        match c {
            c if c.is_whitespace() => out.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() || marks > MARKS => {}
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// As [`one_line`], and at most `most` characters long: cut after a word, or in one that is longer than half of that.
pub fn clipped(text: &str, most: usize) -> String {
    let line = one_line(text);
    if line.chars().count() <= most {
        return line;
    }
    let kept: String = line.chars().take(most.saturating_sub(1)).collect();
    let cut = match kept.rfind(' ') {
        // The cut may have fallen between two words already.
        _ if line[kept.len()..].starts_with(' ') => kept.len(),
        Some(space) if space >= kept.len() / 2 => space,
        _ => kept.len(),
    };
    format!("{}…", kept[..cut].trim_end_matches([' ', ',', ';', ':']))
}

/// `text` so marked that writing from right to left in it does not turn what stands beside it (UAX 9, section 2.4).
pub fn isolated(text: &str) -> String {
    let from_the_right = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    if text.contains(from_the_right) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

/// `text` in lines of at most `width` characters where its words allow, each after `indent`.
pub fn wrapped(text: &str, indent: &str, width: usize) -> String {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        if length > 0 && length + 1 + letters + indent.len() > width {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(one_line(" a\r\nBcc: b\u{2028}c\u{0}\td\u{9b}e "), "a Bcc: b c de");
    }

    #[test]
    fn nothing_turns_the_text_around_it() {
        assert_eq!(one_line("a\u{202e}b\u{2066}c\u{2069}"), "abc");
        assert_eq!(isolated("Ana"), "Ana");
        assert_eq!(isolated("ליאת"), "\u{2068}ליאת\u{2069}");
    }

    #[test]
    fn marks_do_not_pile_up() {
        let tower = format!("a{}b", "\u{301}".repeat(500));
        assert_eq!(one_line(&tower), format!("a{}b", "\u{301}".repeat(4)));
        assert_eq!(one_line("Việt Nam, ẹ̀kọ́"), "Việt Nam, ẹ̀kọ́");
    }

    #[test]
    fn cut_after_a_word_where_there_is_one() {
        assert_eq!(clipped("one two three", 13), "one two three");
        assert_eq!(clipped("one two three", 9), "one two…");
        assert_eq!(clipped("one two, three", 9), "one two…");
        assert_eq!(clipped("one two three", 8), "one two…");
        assert_eq!(clipped(&"x".repeat(10_000), 5), "xxxx…");
        assert_eq!(clipped("é üüüüüüüüü", 5), "é üü…");
    }
}
