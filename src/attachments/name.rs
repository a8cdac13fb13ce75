//! The names that files come with: shown to people, given back with the file, and never used to find anything.

use crate::text::Text;

/// The most characters of a name, and of what follows its last dot.
const NAME: usize = 120;
const ENDING: usize = 10;

/// The name without a path, without what turns the direction of writing or cannot be seen, on one line and not too long;
/// “file” where nothing is left.
#[must_use]
pub fn cleaned(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !is_unseen(*c)).collect();
    let name = Text::new(&seen).on_one_line();
    let name = name.trim_matches(['.', ' ']);
    let (stem, end) = match name.rsplit_once('.') {
        Some((stem, end)) if end.chars().count() <= ENDING => (stem, format!(".{end}")),
        _ => (name, String::new()),
    };
    let short: String = stem.chars().take(NAME - end.chars().count()).collect();
    if short.trim().is_empty() { format!("file{end}") } else { format!("{}{end}", short.trim_end()) }
}

/// Characters without width, and those that turn the direction of writing: with them `cod.exe` reads `exe.doc`.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_nothing_else() {
        for (raw, wanted) in [
            ("plan.pdf", "plan.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Ana\\plan.pdf", "plan.pdf"),
            ("<svg onload=alert(1)>.pdf", "<svg onload=alert(1)>.pdf"),
            ("</script>.pdf", "script>.pdf"),
            ("cod\u{202e}fdp.exe", "codfdp.exe"),
            ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
            ("pl\u{200b}an\0.pdf", "plan.pdf"),
            ("Плян – ‘2’.pdf", "Плян – ‘2’.pdf"),
            ("", "file"),
            ("..", "file"),
            (".pdf", "pdf"),
            ("\u{202e}.pdf", "pdf"),
            (" .  .pdf", "pdf"),
            ("\u{2800}.pdf", "pdf"),
        ] {
            assert_eq!(cleaned(raw), wanted, "{raw:?}");
        }
        let long = cleaned(&format!("{}.pdf", "ü".repeat(3_000)));
        assert_eq!((long.chars().count(), long.ends_with("ü.pdf")), (NAME, true));
        let long = cleaned(&format!("a.{}", "x".repeat(3_000)));
        assert_eq!(long.chars().count(), NAME);
    }
}
