//! Email addresses in a text.

/// Whether there is an email address in `plain`, which is in lower case.
pub(super) fn email(plain: &str) -> bool {
    plain.match_indices('@').any(|(at, _)| {
        let before = plain[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-'));
        before && is_domain(&plain[at + 1..])
    })
}

/// Whether a text begins with a name, a dot, and an ending of two letters or more.
fn is_domain(rest: &str) -> bool {
    // It ends before the next `@` at the latest, so that a text of many of them is read once and not again for each.
    let domain = rest.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-').next().unwrap_or_default();
    let mut labels = domain.trim_end_matches(['.', '-']).rsplit('.');
    let ending = labels.next().unwrap_or_default();
    ending.chars().count() >= 2
        && ending.chars().all(char::is_alphabetic)
        && labels.next().is_some_and(|label| !label.is_empty())
}
