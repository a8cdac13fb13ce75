//! The browser that somebody comes in with: the session that it sent, and on what device it is, in words that people know.

use super::visitor::token_of;
use actix_web::HttpRequest;
use actix_web::http::header;

/// Browsers by the words in which they name themselves; the first that fits, since most also claim to be others.
const BROWSERS: [(&str, &str); 7] = [
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("chrom", "Chrome"),
    ("crios", "Chrome"),
];
/// Systems, likewise.
const SYSTEMS: [(&str, &str); 8] = [
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("cros", "Chromebook"),
    ("mac os", "Mac"),
    ("macintosh", "Mac"),
    ("linux", "Linux"),
];

/// What is known of a browser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Browser {
    /// The session token that it sent, if any.
    pub sent: Option<String>,
    /// The device: "Firefox on Windows". Nothing finer is kept.
    pub device: String,
}

impl Browser {
    /// The one that sent a request.
    #[must_use]
    pub fn of(req: &HttpRequest) -> Self {
        let agent = req.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Self { sent: token_of(req), device: in_words(agent) }
    }
}

fn in_words(agent: &str) -> String {
    let agent = agent.to_lowercase();
    let find =
        |list: &[(&str, &'static str)]| list.iter().find(|(part, _)| agent.contains(part)).map(|(_, name)| *name);
    let browser = find(&BROWSERS).or_else(|| agent.contains("safari").then_some("Safari"));
    match (browser, find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Another device".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_what_it_says() {
        for (agent, words) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
                "Safari on Mac",
            ),
            ("", "Another device"),
            ("<script>curl/8", "Another device"),
        ] {
            assert_eq!(in_words(agent), words, "{agent}");
        }
    }
}
