//! The way through a long list: which part this is, the next, and back to the first.

use maud::{Markup, html};

/// Where one is in a long list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Which part this is, where it is known, such as "Comments 51 to 100 of 412".
    pub words: Option<String>,
    /// Where the list begins; nothing when this is the beginning.
    pub first: Option<String>,
    /// Where it goes on; nothing when this is the end.
    pub next: Option<String>,
}

/// "First page" and "Next page"; nothing for a list that is all here. `label` says what the list holds.
pub fn nav(pages: &Pages, label: &str) -> Markup {
    if pages.first.is_none() && pages.next.is_none() {
        return html! {};
    }
    html! {
        @if let Some(words) = &pages.words { p.fm-small.fm-quiet.fm-space { (words) } }
        nav.govuk-pagination aria-label=(label) {
            @if let Some(first) = &pages.first { div.govuk-pagination__prev { (link(first, None, "First")) } }
            @if let Some(next) = &pages.next { div.govuk-pagination__next { (link(next, Some("next"), "Next")) } }
        }
    }
}

fn link(href: &str, rel: Option<&str>, which: &str) -> Markup {
    html! {
        a.govuk-link.govuk-pagination__link href=(href) rel=[rel] {
            span.govuk-pagination__link-title { (which) " page" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_has_no_pages() {
        let words = Some("Comments 1 to 3 of 3".to_owned());
        assert_eq!(nav(&Pages { words, ..Pages::default() }, "Pages").into_string(), "");
    }

    #[test]
    fn a_long_list_goes_on() {
        let pages = Pages {
            words: Some("Comments 51 to 100 of 412".into()),
            first: Some("/proposals/a?sort=newest".into()),
            next: Some("/proposals/a?sort=newest&after=7".into()),
        };
        let html = nav(&pages, "Pages of comments").into_string();
        assert!(html.contains("Comments 51 to 100 of 412"), "{html}");
        assert!(html.contains(r#"href="/proposals/a?sort=newest&amp;after=7" rel="next""#), "{html}");
        assert!(html.contains("First page"), "{html}");
    }
}
