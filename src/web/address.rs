//! The site's own address, read once: which names and origins are ours.

use url::Url;

/// Where people reach the site, taken apart.
#[derive(Debug, Clone)]
pub struct Address {
    host: String,
    origin: String,
    port: Option<u16>,
    loopback: bool,
    /// Whether it is reached by https.
    pub secure: bool,
}

impl Address {
    /// Reads `site.public_url`.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn parse(public_url: &str) -> Result<Self, String> {
        let url = Url::parse(public_url).map_err(|e| format!("site.public_url: {e}"))?;
        let host = url.host_str().ok_or("site.public_url: it has no host")?.to_owned();
        Ok(Self {
            loopback: is_loopback(&host),
            host,
            origin: public_url.trim_end_matches('/').to_owned(),
            port: url.port_or_known_default(),
            secure: url.scheme() == "https",
        })
    }

    /// The host alone.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether a request for `authority` (host and perhaps a port) is for us. On a laptop the same site answers to
    /// `localhost` and to `127.0.0.1`.
    #[must_use]
    pub fn is_ours(&self, authority: &str) -> bool {
        let host = without_port(authority);
        self.host.eq_ignore_ascii_case(host) || (self.loopback && is_loopback(host))
    }

    /// Whether a form with this `Origin` (RFC 6454) comes from one of our pages.
    #[must_use]
    pub fn is_our_origin(&self, origin: &str) -> bool {
        if origin == self.origin {
            return true;
        }
        self.loopback
            && Url::parse(origin)
                .is_ok_and(|u| u.host_str().is_some_and(is_loopback) && u.port_or_known_default() == self.port)
    }
}

/// Whether this name means the machine itself.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

/// The host of an authority, without its port.
#[must_use]
pub fn without_port(authority: &str) -> &str {
    authority
        .rsplit_once(':')
        .filter(|(_, p)| p.bytes().all(|b| b.is_ascii_digit()))
        .map_or(authority, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_ours() {
        let site = Address::parse("https://folkmoot.example").expect("an address");
        assert!(site.is_ours("folkmoot.example") && site.is_ours("FOLKMOOT.example:443") && site.secure);
        for other in
            ["evil.example", "folkmoot.example.evil.example", "localhost", "127.0.0.1:8080", "", "@folkmoot.example"]
        {
            assert!(!site.is_ours(other), "{other}");
        }
        assert!(site.is_our_origin("https://folkmoot.example"));
        for other in ["http://folkmoot.example", "https://folkmoot.example:444", "null", "", "https://evil.example"] {
            assert!(!site.is_our_origin(other), "{other}");
        }
    }

    #[test]
    fn a_laptop_has_several_names() {
        let site = Address::parse("http://127.0.0.1:8080").expect("an address");
        assert!(site.is_ours("localhost:8080") && site.is_ours("[::1]:8080"));
        assert!(site.is_our_origin("http://localhost:8080") && !site.is_our_origin("http://localhost:9090"));
    }
}
