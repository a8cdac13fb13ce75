//! Web addresses in a text: with a scheme, with `www.`, or a domain by itself.

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

/// Whether there is a web address in `plain`, which is in lower case.
pub(super) fn any(plain: &str) -> bool {
    has_scheme(plain) || domains(plain)
}

fn has_scheme(plain: &str) -> bool {
    plain.match_indices("://").any(|(at, _)| {
        let name_follows = plain[at + 3..].starts_with(|c: char| c.is_alphanumeric() || c == '[');
        name_follows
            && (plain[..at].ends_with("http") || plain[..at].ends_with("https") || plain[..at].ends_with("ftp"))
    })
}

/// Looks at each stretch of what a domain is made of. What stands behind an `@` is somebody's email address.
fn domains(plain: &str) -> bool {
    let part = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    let bytes = plain.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes[at..].iter().position(|b| !part(*b)).map_or(bytes.len(), |long| at + long);
        let behind_at = at > 0 && bytes[at - 1] == b'@';
        if end > at && !behind_at && is_domain(&plain[at..end], &plain[end..]) {
            return true;
        }
        at = end + 1;
    }
    false
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
