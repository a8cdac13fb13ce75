//! What all pages share: the head, the masthead, the way to the main part, and the foot.

pub use crate::frame::{SITE, STRAPLINE};
use crate::holes::{Hole, hole};
use crate::{art, assets, form, frame, paths};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The part of the site to which a page belongs, marked in the masthead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nav {
    /// Proposals.
    Open,
    /// Areas of focus.
    Areas,
    /// Decisions.
    Decisions,
    /// The reader's own account.
    Account,
    /// Any other page.
    #[default]
    None,
}

/// What a page tells its frame.
#[derive(Debug, Default)]
pub struct Shell<'a> {
    /// The title, without the name of the site.
    pub title: &'a str,
    /// The part of the site.
    pub nav: Nav,
    /// More for the head of the document.
    pub head: Markup,
    /// Whether search engines are asked to leave the page out.
    pub no_index: bool,
    /// Whether a form on the page has something to put right; the title says so first.
    pub error: bool,
}

impl<'a> Shell<'a> {
    /// A page with this title, in no part of the site.
    pub fn new(title: &'a str) -> Self {
        Shell { title, ..Shell::default() }
    }

    /// The same page in this part of the site.
    pub fn nav(mut self, nav: Nav) -> Self {
        self.nav = nav;
        self
    }

    /// The same page, kept out of search engines.
    pub fn no_index(mut self) -> Self {
        self.no_index = true;
        self
    }

    /// The same page, with "Error: " before its title when there is something to put right.
    pub fn with_problems(mut self, problems: &form::Problems) -> Self {
        self.error = !problems.is_empty();
        self
    }
}

/// The whole page: `content` is what stands inside `main`.
pub fn page(shell: &Shell, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" dir="ltr" {
            (head(shell))
            body {
                a.govuk-skip-link href="#main" { "Skip to main content" }
                (hole(Hole::Strip))
                (masthead(shell.nav))
                main #main tabindex="-1" {
                    div.fm-wrap { (hole(Hole::Notice)) }
                    (content)
                }
                (footer())
            }
        }
    }
}

fn head(shell: &Shell) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { @if shell.error { "Error: " } (shell.title) " – " (frame::NAME) }
            meta name="color-scheme" content="light dark";
            meta name="theme-color" content="#faf6ee" media="(prefers-color-scheme: light)";
            meta name="theme-color" content="#101e23" media="(prefers-color-scheme: dark)";
            @if shell.no_index { meta name="robots" content="noindex"; }
            @for font in ["fonts/newsreader-display-latin.woff2", "fonts/atkinson-hyperlegible-next-latin.woff2"] {
                link rel="preload" href=(assets::url(font)) as="font" type="font/woff2" crossorigin;
            }
            link rel="stylesheet" href=(assets::url("css/folkmoot.css"));
            link rel="icon" href=(assets::url("favicon.svg")) type="image/svg+xml";
            (shell.head)
        }
    }
}

fn masthead(here: Nav) -> Markup {
    let parts = [
        (Nav::Open, paths::open_now(), "Open now"),
        (Nav::Areas, paths::areas(), "Areas"),
        (Nav::Decisions, paths::decisions(), "Decisions"),
        (Nav::Account, paths::account(), "Your account"),
    ];
    html! {
        header.fm-mast { div.fm-wrap {
            a.fm-brand href=(paths::home()) {
                (art::BRAND)
                span { b { (frame::NAME) } span { (frame::LINE) } }
            }
            nav.fm-nav aria-label="Main" { ul {
                @for (part, href, words) in parts {
                    li { a href=(href) aria-current=[(part == here).then_some("true")] { (words) } }
                }
            } }
        } }
    }
}

fn footer() -> Markup {
    let about = [
        (paths::page("partnership"), "The partnership"),
        (paths::page("challenges"), "London’s challenges"),
        (paths::page("life-course"), "The life-course approach"),
        (paths::page("enablers"), "The foundations"),
        (paths::case_studies().to_owned(), "Case studies"),
        (paths::page("how-decisions-are-made"), "How decisions are made"),
        (paths::page("house-rules"), "House rules"),
        (paths::page("how-we-count"), "How we count"),
        (paths::moderation().to_owned(), "Moderation record"),
        (paths::transparency().to_owned(), "What the staff did"),
    ];
    let help = [
        (paths::page("find-out-more"), "Find out more and contact us"),
        (paths::page("other-formats"), "Easy Read, British Sign Language, languages, post and phone"),
        (paths::page("accessibility"), "Accessibility"),
        (paths::privacy().to_owned(), "Privacy"),
        (paths::page("online-safety"), "Online safety"),
        (paths::cookies().to_owned(), "Cookies"),
    ];
    html! {
        footer.fm-deep.fm-foot {
            (art::RIVER)
            div.fm-wrap { div.fm-foot__cols {
                div {
                    h2 { (frame::NAME) }
                    (PreEscaped(frame::ABOUT))
                }
                div { h2 { "About" } (links(&about)) }
                div { h2 { "Help" } (links(&help)) (PreEscaped(frame::CONTACT)) }
                div {
                    h2 { "Who runs this" }
                    (PreEscaped(frame::WHO))
                    p { "No tracking. No cookies but those that forms and signing in need." }
                }
            } }
        }
    }
}

fn links(links: &[(String, &str)]) -> Markup {
    html! { ul { @for (href, words) in links { li { a href=(href) { (words) } } } } }
}

/// Who is signed in, for the strip above the masthead.
#[derive(Debug)]
pub struct Strip<'a> {
    /// Their display name.
    pub name: &'a str,
    /// What they do on the staff, such as "moderator"; nothing for everybody else.
    pub role: Option<&'a str>,
    /// Where they may go: address and words.
    pub links: &'a [(&'a str, &'a str)],
}

/// The strip above the masthead, with the way out for people at a shared computer. It fills [`Hole::Strip`] and holds
/// a [`Hole::Csrf`] of its own.
pub fn strip(strip: &Strip) -> Markup {
    let label = if strip.role.is_some() { "Staff" } else { "You" };
    html! {
        nav.fm-strip.fm-deep aria-label=(label) { div.fm-wrap.fm-row {
            span {
                @match strip.role {
                    Some(role) => { a href=(paths::staff()) { "Staff" } ": " bdi { (strip.name) } ", " (role) }
                    None => { "Signed in as " bdi { (strip.name) } }
                }
            }
            div.fm-row {
                @for (href, words) in strip.links { a href=(href) { (words) } }
                form method="post" action=(paths::sign_out()) {
                    (form::csrf())
                    button.govuk-button.govuk-button--small { "Sign out" }
                }
            }
        } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{Frame, fill};
    use crate::holes::{Piece, split};

    fn holes(page: &str) -> Vec<Hole> {
        split(page)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Hole(hole) => Some(hole),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn a_hostile_title_stays_text() {
        let shell = Shell::new("</title><script>alert(1)</script>");
        let html = fill(&page(&shell, html! {}).into_string(), &Frame::default());
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; – Folkmoot</title>"));
    }

    #[test]
    fn a_page_marks_its_part_once_and_leaves_its_holes() {
        let html = page(&Shell::new("Areas").nav(Nav::Areas), html! { p { "x" } }).into_string();
        assert_eq!(html.matches("aria-current").count(), 1);
        assert!(html.contains(r#"<a href="/areas" aria-current="true">Areas</a>"#), "{html}");
        assert_eq!(holes(&html), [Hole::Strip, Hole::Notice]);
        assert!(!html.contains("noindex"));
        assert!(!html.contains(" style="));
        assert!(page(&Shell::new("x").no_index(), html! {}).into_string().contains("noindex"));
    }

    #[test]
    fn a_form_at_fault_says_so_in_the_title() {
        let mut problems = form::Problems::default();
        problems.add("email", "Enter your email address");
        let html = page(&Shell::new("Sign in").with_problems(&problems), html! {}).into_string();
        let html = fill(&html, &Frame::default());
        assert!(html.contains("<title>Error: Sign in – Folkmoot</title>"));
    }

    #[test]
    fn the_strip_escapes_names_and_offers_the_way_out() {
        let html =
            strip(&Strip { name: "<b>Ana</b>", role: None, links: &[("/account", "Your account")] }).into_string();
        assert!(html.contains("&lt;b&gt;Ana&lt;/b&gt;"), "{html}");
        assert_eq!(holes(&html), [Hole::Csrf]);
    }
}
