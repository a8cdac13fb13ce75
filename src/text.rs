//! What people type, cleaned: one type for every field, so that nothing reaches the database or a letter uncleaned.

use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text as somebody typed it, without what could do harm: control characters (but line breaks and tabs), endless
/// piles of accents, and spaces at both ends. Line breaks are `\n`; the form is NFC.
///
/// NUL is an error on PostgreSQL and is stored by SQLite; here it never arrives at either.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Text(String);

/// More accents than this on one letter are left out ("Zalgo").
const ACCENTS: usize = 4;

impl Text {
    /// Cleans `raw`.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        let lines = raw.replace("\r\n", "\n").replace('\r', "\n");
        let mut accents = 0;
        let cleaned: String = lines
            .chars()
            .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
            .nfc()
            .filter(|c| {
                accents = if is_combining_mark(*c) { accents + 1 } else { 0 };
                accents <= ACCENTS
            })
            .collect();
        Self(cleaned.trim_matches(is_blank).to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, given away.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// True when a reader would see nothing: only spaces, line breaks or characters without width.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.chars().all(is_blank)
    }

    /// How many characters a person would count, spaces included (code points after NFC).
    #[must_use]
    pub fn characters(&self) -> usize {
        self.0.chars().count()
    }

    /// The same on one line: breaks and tabs become spaces.
    #[must_use]
    pub fn on_one_line(&self) -> String {
        self.0.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
            | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fffc}')
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(deserializer)?))
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl validator::ValidateLength<u64> for Text {
    fn length(&self) -> Option<u64> {
        u64::try_from(self.characters()).ok()
    }
}

/// The longest name, in characters.
pub const NAME_CHARACTERS: usize = 80;

/// Words that only the people who run the site may have in their name.
const RESERVED: &[&str] = &[
    "moderator",
    "admin",
    "administrator",
    "staff",
    "nhs",
    "folkmoot",
    "partnership team",
    "mayor of london",
    "official",
    "london councils",
    "imported participant",
    "former participant",
];

/// Checks a display name and gives it back on one line.
///
/// # Errors
/// A sentence for the person: empty, too long, with characters that turn the direction of writing, or one that
/// passes for the people who run the site (also in letters that only look alike).
pub fn display_name(text: &Text) -> Result<String, String> {
    let name = text.on_one_line();
    if text.is_blank() {
        return Err("Enter the name that others will see".into());
    }
    if name.chars().count() > NAME_CHARACTERS {
        return Err(format!("Your name must be {NAME_CHARACTERS} characters or fewer"));
    }
    if name.chars().any(turns_direction) {
        return Err("Your name must not hold hidden marks that turn the direction of writing".into());
    }
    if holds_one_of(&look(&name), RESERVED) {
        return Err("Choose another name: this one could be taken for the people who run this site".into());
    }
    Ok(name)
}

/// A few words of somebody's own that everybody will see, on one line: a profession, the name of an organisation.
///
/// # Errors
/// A sentence for the person; nothing where there are no words.
pub fn words_for_others(text: &Text) -> Result<String, Option<&'static str>> {
    let words = text.on_one_line();
    if text.is_blank() {
        return Err(None);
    }
    if words.chars().count() > NAME_CHARACTERS {
        return Err(Some("This must be 80 characters or fewer"));
    }
    if words.chars().any(turns_direction) {
        return Err(Some("This must not hold hidden marks that turn the direction of writing"));
    }
    Ok(words)
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// How words look to a reader, in plain letters with one space between: two that look alike are equal in this form.
#[must_use]
pub fn look(words: &str) -> String {
    let plain = skeleton(words);
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// Words that nobody has in their profession or organisation but the people who run the site.
const OURS: &[&str] = &["moderator", "folkmoot", "partnership team", "mayor of london", "london councils"];

/// Whether words could be taken for the people who run the site, also in letters that only look alike. Less is refused
/// than in a name ([`display_name`]): a nurse may work for the NHS, and administrate.
#[must_use]
pub fn imitates_the_team(words: &str) -> bool {
    holds_one_of(&look(words), OURS)
}

fn holds_one_of(looks: &str, reserved: &[&str]) -> bool {
    let looks = format!(" {looks} ");
    reserved.iter().any(|r| looks.contains(&format!(" {r} ")) || looks.contains(&format!(" {r}s ")))
}

/// The letters that a reader would take these for: lower case, no accents, Cyrillic and Greek look-alikes as Latin.
fn skeleton(name: &str) -> String {
    name.nfkd()
        .filter(|c| !is_combining_mark(*c) && (!is_blank(*c) || c.is_whitespace()))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'а' | 'α' => 'a',
            'е' | 'ε' => 'e',
            'о' | 'ο' | '0' => 'o',
            'р' | 'ρ' => 'p',
            'с' => 'c',
            'т' | 'τ' => 't',
            'м' => 'm',
            'н' | 'η' => 'n',
            'к' | 'κ' => 'k',
            'і' | 'ι' | '1' | 'ı' => 'i',
            'ѕ' | '5' => 's',
            'у' | 'υ' => 'y',
            'х' | 'χ' => 'x',
            'ԁ' => 'd',
            'ʀ' | 'г' => 'r',
            other => other,
        })
        .collect()
}

/// Cuts a text to at most `characters`, at a word where possible, with an ellipsis when something was left out.
#[must_use]
pub fn excerpt(text: &str, characters: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= characters {
        return line;
    }
    let cut: String = line.chars().take(characters).collect();
    let at_word = cut.rfind(' ').filter(|at| *at > cut.len() / 2).unwrap_or(cut.len());
    format!("{} …", cut[..at_word].trim_end())
}

/// A name in addresses made from a title: lower case, letters, figures and hyphens, at most 80 characters; `otherwise` where
/// nothing of the title can stand in one.
#[must_use]
pub fn slug(title: &str, otherwise: &str) -> String {
    let plain: String = title.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    let mut slug = String::new();
    for word in words {
        if slug.len() + word.len() > 79 {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    if slug.is_empty() { otherwise.to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_addresses_is_plain() {
        assert_eq!(slug("Text people with asthma: now!", "x"), "text-people-with-asthma-now");
        assert_eq!(slug("Café Ñandú", "x"), "cafe-nandu");
        assert_eq!(slug("自用車", "proposal"), "proposal");
        assert!(slug(&"word ".repeat(40), "x").len() <= 80);
    }

    #[test]
    fn controls_and_zalgo_go_and_breaks_stay() {
        assert_eq!(Text::new(" a\0b\u{1}\r\nc\u{85}\t ").as_str(), "ab\nc");
        let zalgo = format!("Z{}", "\u{301}".repeat(500));
        assert!(Text::new(&zalgo).characters() < 7);
        assert!(Text::new("Zoë Ñandú").as_str() == "Zoë Ñandú");
    }

    #[test]
    fn nothing_to_see_is_blank() {
        for nothing in ["", "  \n ", "\u{200b}\u{feff}", "\u{202e}", "\u{3164}"] {
            assert!(Text::new(nothing).is_blank(), "{nothing:?}");
        }
        assert!(!Text::new("👍").is_blank());
    }

    #[test]
    fn names_that_pass_for_staff_are_refused() {
        for name in [
            "Moderator",
            "Моderator",
            "the NHS",
            "N.H.S. NHS",
            "Admіn",
            "M0derator",
            "Partnership  Team",
            "",
            "a\u{202e}b",
        ] {
            assert!(display_name(&Text::new(name)).is_err(), "{name}");
        }
        for name in ["Ana", "O’Neil, \"Jo\" <jo@x>", "Nhung", "Staffan", "Александра", "李"] {
            assert!(display_name(&Text::new(name)).is_ok(), "{name}");
        }
        assert!(display_name(&Text::new(&"x".repeat(81))).is_err());
    }

    #[test]
    fn a_profession_may_not_pass_for_the_team() {
        for words in ["Moderator", "Моderator", "Folkmoot team", "Mayor  of London", "F0lkm00t", "The Moderators"] {
            assert!(imitates_the_team(words), "{words}");
        }
        for words in
            ["NHS manager", "Hospital administrator", "London Councils’ Network of Nurses", "Staff nurse", "李"]
        {
            assert_eq!(imitates_the_team(words), words.contains("Councils"), "{words}");
        }
        assert_eq!(look("Éxample  CARERS’ Сircle"), "example carers circle");
    }

    #[test]
    fn an_excerpt_ends_at_a_word() {
        assert_eq!(excerpt("one two three four", 9), "one two …");
        assert_eq!(excerpt("short", 9), "short");
    }
}
