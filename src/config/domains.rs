//! Patterns of domains in the settings: a domain, or `*.` and one for all below it.

/// Whether this is a domain of two or more labels, perhaps with `*.` before it.
pub(super) fn is_pattern(pattern: &str) -> bool {
    let domain = pattern.strip_prefix("*.").unwrap_or(pattern);
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

/// Whether a domain (in lower case, in ASCII, without a dot at its end) is meant by a pattern, compared label by label.
#[must_use]
pub fn falls_under(domain: &str, pattern: &str) -> bool {
    let Some(above) = pattern.strip_prefix("*.") else { return domain == pattern };
    let mut labels = domain.rsplit('.');
    above.rsplit('.').all(|label| labels.next() == Some(label)) && labels.next().is_some_and(|label| !label.is_empty())
}
