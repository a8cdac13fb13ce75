//! Email addresses in a text.

use std::ops::Range;

/// The email addresses in `plain`, which is in lower case.
pub(super) fn emails(plain: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    plain.match_indices('@').filter_map(|(at, _)| {
        let part = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
        let name: usize = plain[..at].chars().rev().take_while(part).map(char::len_utf8).sum();
        let domain = domain(&plain[at + 1..])?;
        (name > 0).then_some(at - name..at + 1 + domain)
    })
}

/// How long the domain is with which a text begins: a name, a dot, and an ending of two letters or more.
fn domain(rest: &str) -> Option<usize> {
    // It ends before the next `@` at the latest, so that a text of many of them is read once and not again for each.
    let domain = rest.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-').next().unwrap_or_default();
    let domain = domain.trim_end_matches(['.', '-']);
    let mut labels = domain.rsplit('.');
    let ending = labels.next().unwrap_or_default();
    let is_domain = ending.chars().count() >= 2
        && ending.chars().all(char::is_alphabetic)
        && labels.next().is_some_and(|label| !label.is_empty());
    is_domain.then_some(domain.len())
}
