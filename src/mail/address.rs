//! What counts as an address.

/// Checks an address more strictly than mail itself does, and gives it with its key: the form in which two
/// spellings of one address are equal (domain and local part in lower case; tags are kept).
///
/// # Errors
/// A sentence for the person.
pub fn address(text: &str) -> Result<(String, String), String> {
    let help = "Enter an email address in the correct format, like name@example.com";
    let text = text.trim().trim_end_matches('.');
    if text.is_empty() {
        return Err("Enter your email address".into());
    }
    let (local, domain) = text.rsplit_once('@').ok_or(help)?;
    let domain = url::Host::parse(domain).map_err(|_| help)?.to_string().to_lowercase();
    let labels: Vec<&str> = domain.split('.').collect();
    let good_domain = labels.len() > 1
        && labels
            .iter()
            .all(|l| !l.is_empty() && l.len() <= 63 && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        && labels.last().is_some_and(|l| !l.chars().all(|c| c.is_ascii_digit()));
    let good_local = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c))
        && !local.starts_with("=?");
    let whole = format!("{local}@{domain}");
    if !good_domain || !good_local || whole.len() > 254 || whole.parse::<lettre::Address>().is_err() {
        return Err(help.into());
    }
    let key = whole.to_lowercase();
    Ok((whole, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_and_folded() {
        assert_eq!(address(" Ana@X.ORG. "), Ok(("Ana@x.org".into(), "ana@x.org".into())));
        assert_eq!(
            address("a+tag@münchen.example"),
            Ok(("a+tag@xn--mnchen-3ya.example".into(), "a+tag@xn--mnchen-3ya.example".into()))
        );
        for wrong in [
            "",
            "a@localhost",
            "a@@b.org",
            "a b@c.org",
            "ü@x.org",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "=?utf-8?q?a?=@x.org",
            "a@x..org",
            ".a@x.org",
            "a@x.org\nBcc: b@c.org",
            "a@-",
            "@x.org",
            "a",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
        assert!(address(&format!("{}@x.org", "a".repeat(300))).is_err());
    }
}
