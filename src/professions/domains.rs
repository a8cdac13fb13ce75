//! Which work addresses prove where somebody works.

use crate::config::falls_under;

/// The entry of the list that a domain falls under, compared label by label; nothing when it is not listed. The domain is
/// as [`crate::mail::address`] gives it: in lower case, in ASCII, without a dot at its end.
#[must_use]
pub fn listed<'a>(domain: &str, list: &'a [String]) -> Option<&'a str> {
    list.iter().map(String::as_str).find(|pattern| falls_under(domain, pattern))
}

/// The mailbox behind an address's key: what follows a plus sign leads to the same one.
#[must_use]
pub fn mailbox(email_key: &str) -> String {
    match email_key.rsplit_once('@') {
        Some((local, domain)) => {
            let name = local.split('+').next().filter(|name| !name.is_empty()).unwrap_or(local);
            format!("{name}@{domain}")
        }
        None => email_key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::mail::address;

    fn found(typed: &str) -> Option<String> {
        let list = Config::load(None, []).expect("the defaults are good").professions.work_domains;
        let (_, key) = address(typed).ok()?;
        listed(key.rsplit_once('@')?.1, &list).map(str::to_owned)
    }

    #[test]
    fn domains_are_compared_label_by_label() {
        for (typed, pattern) in [
            ("jo@nhs.net", "nhs.net"),
            ("jo@NHS.NET", "nhs.net"),
            (" Jo@Nhs.Net. ", "nhs.net"),
            ("x@a.nhs.uk", "*.nhs.uk"),
            ("x@a.b.nhs.uk", "*.nhs.uk"),
            ("x@nhs.uk", "nhs.uk"),
            ("x@cabinet-office.gov.uk", "*.gov.uk"),
            // Letters as wide as two are the same letters to every mail program.
            ("x@ｎｈｓ.net", "nhs.net"),
        ] {
            assert_eq!(found(typed).as_deref(), Some(pattern), "{typed}");
        }
    }

    #[test]
    fn what_only_looks_alike_is_not_listed() {
        for typed in [
            "x@evil-nhs.net",
            "x@evilnhs.net",
            "x@nhs.net.evil.org",
            "x@nhs.net.",
            "x@a.nhs.net",
            "x@evil-nhs.uk",
            "x@anhs.uk",
            "x@nhs.uk.evil.org",
            "x@gov.uk",
            "x@evilgov.uk",
            "x@.nhs.uk",
            "x@nһs.net",
            "x@nhs.nеt",
            "x@nhs。net.evil.org",
            "x@evil.org@nhs.net",
            "\"x@nhs.net\"@evil.org",
            "=?utf-8?q?x=40evil.org=3e=00?=@nhs.net",
            "x@nhs.net>@evil.org",
            "x@nhs.net%00@evil.org",
            "x@nhs.net, y@evil.org",
        ] {
            let expected = (typed == "x@nhs.net.").then_some("nhs.net");
            assert_eq!(found(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn the_boroughs_stay_when_all_others_are_taken_out() {
        let mut list = Config::load(None, []).expect("the defaults are good").professions.work_domains;
        list.retain(|pattern| !pattern.starts_with('*'));
        assert_eq!(list.iter().filter(|pattern| pattern.ends_with(".gov.uk")).count(), 33);
        assert_eq!(listed("camden.gov.uk", &list), Some("camden.gov.uk"));
        assert_eq!(listed("evil.camden.gov.uk", &list), None);
    }

    #[test]
    fn a_tag_leads_to_the_same_mailbox() {
        assert_eq!(mailbox("jo+two@nhs.net"), "jo@nhs.net");
        assert_eq!(mailbox("+@nhs.net"), "+@nhs.net");
        assert_eq!(mailbox("jo@nhs.net"), "jo@nhs.net");
    }
}
