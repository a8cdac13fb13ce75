//! Web addresses in a text: with a scheme, with `www.`, or a domain by itself.

use std::ops::Range;

/// Endings of domains that are no words: "good.In the end" is a space that was forgotten, and no address in India.
const ENDINGS: &[&str] = &[
    "com", "org", "net", "uk", "london", "eu", "ie", "de", "fr", "nl", "es", "ch", "au", "nz", "tw", "ru", "cn", "io",
    "tv", "biz", "xyz", "edu", "gov", "gle", "co", "ly", "gl",
];

/// Endings that are words as well: they count with a path behind them.
const WORDS: &[&str] = &[
    "app", "be", "blog", "click", "club", "health", "in", "info", "it", "link", "live", "me", "news", "online", "page",
    "shop", "site", "so", "store", "to", "top", "us", "web", "world",
];

/// The web addresses in `plain`, which is in lower case: each from where it begins to the next space, without the marks of
/// the sentence at its end. So all that changes where it leads is part of it.
pub(super) fn all(plain: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    plain.split(char::is_whitespace).filter_map(move |word| {
        let before = from;
        // Whatever the space is, the next word begins behind it.
        from += word.len() + plain[from + word.len()..].chars().next().map_or(0, char::len_utf8);
        let start = [scheme(word), domain(word)].into_iter().flatten().min()?;
        let end = word[start..].trim_end_matches(|c: char| !c.is_alphanumeric() && !"/=#&%+-_~".contains(c)).len();
        Some(before + start..before + start + end)
    })
}

/// Where an address with a scheme begins.
fn scheme(word: &str) -> Option<usize> {
    word.match_indices("://").find_map(|(at, _)| {
        let name_follows = word[at + 3..].starts_with(|c: char| c.is_alphanumeric() || c == '[');
        let scheme = ["https", "http", "ftp"].into_iter().find(|scheme| word[..at].ends_with(scheme))?;
        name_follows.then_some(at - scheme.len())
    })
}

/// Where a domain by itself begins: each stretch of what a domain is made of is looked at. What stands behind an `@` is
/// somebody's email address.
fn domain(word: &str) -> Option<usize> {
    let part = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    let bytes = word.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes[at..].iter().position(|b| !part(*b)).map_or(bytes.len(), |long| at + long);
        let behind_at = at > 0 && bytes[at - 1] == b'@';
        if end > at && !behind_at && is_domain(&word[at..end], &word[end..]) {
            return Some(at);
        }
        at = end + 1;
    }
    None
}

fn is_domain(stretch: &str, rest: &str) -> bool {
    let stretch = stretch.trim_matches(['.', '-']);
    let Some((before, ending)) = stretch.rsplit_once('.') else { return false };
    let has_letters = |label: &str| label.bytes().any(|b| b.is_ascii_lowercase());
    let Some(name) = before.rsplit('.').next().filter(|name| has_letters(name)) else { return false };
    let goes_on = rest.strip_prefix('/').is_some_and(|path| path.starts_with(|c: char| c.is_alphanumeric()));
    if before == "www" || before.starts_with("www.") {
        return has_letters(ending);
    }
    // An ending that is no word may close "e.g.uk" only by mistake: such names have one letter.
    (ENDINGS.contains(&ending) && (name.len() > 1 || goes_on)) || (WORDS.contains(&ending) && goes_on)
}
