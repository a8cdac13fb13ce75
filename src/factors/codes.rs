//! Codes that people type: how they are written, and what they may look like when they come back.

use crate::keys::{Keys, random_bytes, token_hash};

/// Digits and letters of which none is taken for another (Crockford's base 32, in small letters).
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 25 of them hold 125 bits: enough to be kept under a plain hash (OWASP ASVS 5.0, V6.5.2 asks for 112).
const LENGTH: usize = 25;

/// A recovery code, without the marks between its groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery(String);

impl Recovery {
    pub(super) fn new() -> Self {
        let bytes: [u8; LENGTH] = random_bytes();
        Self(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
    }

    /// That of the demonstration for whoever is asked under this token: nobody knows it without the site's key.
    pub(super) fn told(keys: &Keys, token: &str) -> Self {
        // Hexadecimal digits are among the letters.
        Self(token_hash(&keys.sign("told code", &[token]))[..LENGTH].to_owned())
    }

    /// What somebody typed, if it could be one: in any case, with or without marks, and with `o` for `0`, `i` and `l` for `1`.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
            .map(|c| match c.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            })
            .collect();
        let good = code.len() == LENGTH && code.bytes().all(|byte| LETTERS.contains(&byte));
        good.then_some(Self(code))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is shown: five groups of five.
    pub(super) fn in_groups(&self) -> String {
        grouped(&self.0, 5).replace(' ', "-")
    }
}

/// Text in groups of so many characters, with a space between.
pub(super) fn grouped(text: &str, of: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(of).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Whether this could be a code from an app: six digits, spaces and marks left out.
#[must_use]
pub fn is_six_digits(typed: &str) -> bool {
    let plain = |c: &char| !c.is_whitespace() && *c != '-';
    typed.chars().filter(plain).count() == 6 && typed.chars().filter(plain).all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = Recovery::new();
        let shown = code.in_groups();
        assert_eq!(shown.len(), 29);
        for typed in [
            shown.clone(),
            shown.to_uppercase(),
            shown.replace('-', " "),
            shown.replace('-', ""),
            format!(" {shown}\n"),
        ] {
            assert_eq!(Recovery::typed(&typed), Some(code.clone()), "{typed}");
        }
        let confused = Recovery::typed(&shown.replace('0', "O").replace('1', "l"));
        assert_eq!(confused, Some(code));
        for wrong in ["", "123456", &shown[1..], &format!("{shown}0"), &shown.replace('-', "_"), "ééééééééééééé"]
        {
            assert_eq!(Recovery::typed(wrong), None, "{wrong}");
        }
        assert_ne!(Recovery::new(), Recovery::new());
    }

    #[test]
    fn six_digits_are_six_digits() {
        for good in ["123456", "123 456", " 123-456 "] {
            assert!(is_six_digits(good), "{good}");
        }
        for wrong in ["", "12345", "1234567", "12345x", "١٢٣٤٥٦"] {
            assert!(!is_six_digits(wrong), "{wrong}");
        }
    }
}
