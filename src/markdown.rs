//! Turns what people wrote into safe HTML: a small set of Markdown, rendered once, when it is written.
//!
//! Raw HTML is shown as text, images become their description, links are `http`, `https` or `mailto` only, and nesting
//! ends at six levels, because a sanitiser's work grows with the square of the depth. A sanitiser reads the result
//! all the same: two guards are better than one.

use pulldown_cmark::{CowStr, Event, LinkType, Parser, Tag, TagEnd, html};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Blocks and marks inside one another, at most.
const DEPTH: usize = 6;

/// What kind of text it is, and so what it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A comment: paragraphs, emphasis, lists, quotations, code and links; headings become bold lines.
    Comment,
    /// A text by the people who run the site: headings too, from the second level down.
    Page,
}

/// The HTML of `source`, safe to put into a page as it is.
#[must_use]
pub fn render(source: &str, kind: Kind) -> String {
    let mut out = String::with_capacity(source.len() + source.len() / 4 + 32);
    html::push_html(&mut out, Tame::new(Parser::new(source), kind));
    let mut html = match kind {
        Kind::Comment => COMMENT.clean(&out).to_string(),
        Kind::Page => PAGE.clean(&out).to_string(),
    };
    // Written as entities they pass the cleaning of what people type; in a page they mark what is filled in for each reader.
    html.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    html
}

/// The words of `source` without its marks: for a place where nothing is formatted. What was in a list stands between
/// semicolons.
#[must_use]
pub fn plain(source: &str) -> String {
    let mut words = String::with_capacity(source.len());
    let mut last = None;
    for event in Parser::new(source) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                words.push_str(&text)
            }
            // "**plan**, so" keeps its comma: only where a line ends is there a space.
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {}
            Event::End(end @ (TagEnd::Item | TagEnd::Heading(_))) => {
                words.truncate(words.trim_end().len());
                // "1. Puffer" and "2. Plan" are two things on one line, too; "Why?" says so by itself.
                if words.ends_with(char::is_alphanumeric) {
                    last = Some(words.len());
                    words.push(if end == TagEnd::Item { ';' } else { ':' });
                }
                words.push(' ');
            }
            Event::SoftBreak | Event::HardBreak | Event::End(_) | Event::Rule | Event::Start(Tag::List(_)) => {
                words.push(' ');
            }
            _ => {}
        }
    }
    // Nothing follows the last of them.
    if let Some(last) = last.filter(|last| words[*last..].trim_end().len() == 1) {
        words.truncate(last);
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

static COMMENT: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| sanitiser(&[]));
static PAGE: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| sanitiser(&["h2", "h3", "h4"]));

fn sanitiser(more: &[&'static str]) -> ammonia::Builder<'static> {
    let mut tags: HashSet<&str> =
        ["p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"].into();
    tags.extend(more);
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(tags)
        .tag_attributes([("a", ["href"].into()), ("ol", ["start"].into())].into())
        .url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("nofollow ugc noopener"));
    builder
}

/// Filters the events of the parser, so that what comes out is flat, plain and without raw HTML.
struct Tame<'a, I: Iterator<Item = Event<'a>>> {
    events: I,
    kind: Kind,
    depth: usize,
    /// For each open tag, innermost last: whether it was let through, and how it must be closed.
    open: Vec<Option<TagEnd>>,
    next: Option<Event<'a>>,
}

impl<'a, I: Iterator<Item = Event<'a>>> Tame<'a, I> {
    fn new(events: I, kind: Kind) -> Self {
        Self { events, kind, depth: 0, open: Vec::new(), next: None }
    }

    fn start(&mut self, tag: Tag<'a>) -> Option<Event<'a>> {
        let tag = match tag {
            Tag::Heading { .. } if self.kind == Kind::Comment => {
                self.next = Some(Event::Start(Tag::Strong));
                self.depth += 1;
                self.open.push(Some(TagEnd::Heading(pulldown_cmark::HeadingLevel::H1)));
                return Some(Event::Start(Tag::Paragraph));
            }
            Tag::Heading { level, .. } => {
                use pulldown_cmark::HeadingLevel::{H2, H3, H4};
                let level = match level as usize {
                    1 | 2 => H2,
                    3 => H3,
                    _ => H4,
                };
                Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }
            }
            Tag::Link { dest_url, .. } if is_safe_link(&dest_url) => Tag::Link {
                link_type: LinkType::Inline,
                dest_url,
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            },
            Tag::CodeBlock(_) => Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented),
            tag @ (Tag::Paragraph | Tag::BlockQuote(_) | Tag::List(_) | Tag::Item | Tag::Emphasis | Tag::Strong) => tag,
            _ => {
                self.open.push(None);
                return None;
            }
        };
        let flat = !matches!(tag, Tag::Paragraph);
        if flat && self.depth >= DEPTH {
            self.open.push(None);
            return None;
        }
        self.depth += usize::from(flat);
        self.open.push(Some(tag.to_end()));
        Some(Event::Start(tag))
    }

    fn end(&mut self) -> Option<Event<'a>> {
        match self.open.pop().flatten()? {
            TagEnd::Heading(_) if self.kind == Kind::Comment => {
                self.depth -= 1;
                self.next = Some(Event::End(TagEnd::Paragraph));
                Some(Event::End(TagEnd::Strong))
            }
            end => {
                self.depth -= usize::from(!matches!(end, TagEnd::Paragraph));
                Some(Event::End(end))
            }
        }
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Tame<'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        if let Some(event) = self.next.take() {
            return Some(event);
        }
        loop {
            let tamed = match self.events.next()? {
                Event::Start(tag) => self.start(tag),
                Event::End(_) => self.end(),
                Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
                // What a person typed on a line of its own stays on a line of its own.
                Event::SoftBreak | Event::HardBreak => Some(Event::HardBreak),
                event @ (Event::Text(_) | Event::Code(_) | Event::Rule) => Some(event),
                _ => None,
            };
            if tamed.is_some() {
                return tamed;
            }
        }
    }
}

/// Whether a link may be followed: `http`, `https` or `mailto`, in any case, or a path of our own.
fn is_safe_link(url: &str) -> bool {
    let url = url.trim();
    if url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\") {
        return true;
    }
    url::Url::parse(url).is_ok_and(|u| matches!(u.scheme(), "http" | "https" | "mailto"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(source: &str) -> String {
        render(source, Kind::Comment)
    }

    #[test]
    fn the_small_set_works() {
        assert_eq!(comment("a **b** *c*\nd"), "<p>a <strong>b</strong> <em>c</em><br>\nd</p>\n");
        assert_eq!(
            comment("[x](https://a.example)"),
            "<p><a href=\"https://a.example\" rel=\"nofollow ugc noopener\">x</a></p>\n"
        );
        assert!(comment("- a\n- b").contains("<li>a</li>"));
        assert_eq!(comment("# Loud"), "<p><strong>Loud</strong></p>\n");
        assert_eq!(render("# One\n\n### Two", Kind::Page), "<h2>One</h2>\n<h3>Two</h3>\n");
    }

    #[test]
    fn words_without_marks_keep_their_places() {
        assert_eq!(
            plain("the **asthma plan**, [*here*](https://a.example)!\n\n- a\n- b\n\n# C"),
            "the asthma plan, here! a; b; C"
        );
        assert_eq!(plain("# Why?\n\n1. Puffer\n\n2. Plan.\n\n# So\n\nyes"), "Why? Puffer; Plan. So: yes");
        assert_eq!(plain("- a\n  - b"), "a b");
        assert_eq!((plain("").as_str(), plain("a").as_str()), ("", "a"));
        assert_eq!(plain("a ![b](c.png). `d`;\n> e\n\nf<b>"), "a b. d; e f<b>");
    }

    #[test]
    fn what_could_do_harm_is_text_or_gone() {
        for (hostile, never) in [
            ("<script>alert(1)</script>", "<script"),
            ("<svg onload=x>", "<svg"),
            ("<math><mi>", "<math"),
            ("[x](javascript:alert(1))", "javascript:"),
            ("[x](JaVaScRiPt:alert(1))", "href"),
            ("[x](&#106;avascript:alert(1))", "href"),
            ("[x](data:text/html,hi)", "href"),
            ("[x](DaTa:text/html,hi)", "href"),
            ("[x](//evil.example)", "href"),
            ("[x](/\\evil.example)", "href"),
            ("[x](\tjavascript:alert(1))", "href=\"j"),
            ("![spy](https://evil.example/t.gif)", "<img"),
            ("<a href=x style=y onclick=z>k</a>", "<a href"),
            ("<iframe src=x>", "<iframe"),
        ] {
            let html = comment(hostile);
            assert!(!html.contains(never), "{hostile} gave {html}");
        }
        assert!(comment("<b>bold</b>").contains("&lt;b&gt;bold&lt;/b&gt;"), "raw HTML is shown as typed");
        assert!(comment("![a spy](https://evil.example/t.gif)").contains("a spy"));
    }

    /// Pages are filled for each reader where control characters mark a place; a text must not be able to write such a mark.
    #[test]
    fn no_control_character_comes_in_as_an_entity() {
        for hostile in [
            "&#1;csrf:&#2;",
            "`&#1;csrf:&#2;`",
            "[x](https://evil.example/?&#1;csrf:&#2;)",
            "&#x1;strip:&#x02;",
            "&#127;&#155;",
        ] {
            let html = render(hostile, Kind::Page);
            assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "{hostile} gave {html:?}");
        }
        assert_eq!(comment("a&#10;b&nbsp;c &amp; &#8364;"), "<p>a\nb&nbsp;c &amp; €</p>\n");
    }

    #[test]
    fn deep_nesting_is_flattened_and_nothing_is_lost() {
        let deep = format!("{}core", ">".repeat(4_000));
        let html = comment(&deep);
        assert!(html.matches("<blockquote>").count() <= DEPTH);
        assert!(html.contains("core"));
        let lists: String = (0..40).map(|n| format!("{}- x{n}\n", "  ".repeat(n))).collect();
        let html = comment(&lists);
        assert!(html.contains("x39") && html.matches("<ul>").count() <= DEPTH);
        for nasty in ["[", "*", "`", "_", "<", "&", "![", "1. "] {
            assert!(comment(&nasty.repeat(4_000 / nasty.len())).len() < 200_000, "{nasty}");
        }
    }
}
