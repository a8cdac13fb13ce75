//! The demonstration's letters: what would have been sent, for whoever tries the site on their own computer.

use crate::layout::{Shell, page};
use crate::parts::breadcrumbs;
use crate::{dates, paths};
use chrono::NaiveDateTime;
use maud::{Markup, html};

/// A letter in the list.
#[derive(Clone, Debug, Default)]
pub struct LetterRow {
    /// Its name in addresses.
    pub key: String,
    /// To whom it goes.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When it was made, in UTC.
    pub at: NaiveDateTime,
}

/// One letter.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// Its subject, recipient and time.
    pub row: LetterRow,
    /// Its plain text.
    pub text: String,
    /// What its HTML part says, as plain text; may be empty.
    pub html_text: String,
    /// The links in it.
    pub links: Vec<String>,
}

/// The page that lists the letters, the newest first.
pub fn letters(rows: &[LetterRow]) -> Markup {
    page(
        &Shell::new("Letters").no_index(),
        html! {
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose {
                h1.fm-h2 { "Letters" }
                p { "This is a demonstration: letters are kept here and sent to nobody." }
                @if rows.is_empty() { p { "There are none yet. They appear a moment after they are asked for." } }
                ul.fm-docs {
                    @for row in rows {
                        li {
                            a href=(paths::dev_message(&row.key)) { (row.subject) }
                            small { "To " bdi { (row.to) } ", " (dates::time(row.at, &dates::moment(row.at))) }
                        }
                    }
                }
            } } }
        },
    )
}

/// The page of one letter.
pub fn letter(view: &Letter) -> Markup {
    page(
        &Shell::new(&view.row.subject).no_index(),
        html! {
            div.fm-wrap { (breadcrumbs(&[("Home", paths::home()), ("Letters", paths::dev_mail())])) }
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose {
                h1.fm-h2 { (view.row.subject) }
                p.fm-quiet { "To " bdi { (view.row.to) } ", " (dates::time(view.row.at, &dates::moment(view.row.at))) }
                @if !view.links.is_empty() {
                    h2.fm-h3 { "Links in it" }
                    ul.fm-docs { @for link in &view.links { li { (web_link(link)) } } }
                }
                h2.fm-h3 { "Plain text" }
                (lines(&view.text))
                @if !view.html_text.is_empty() {
                    h2.fm-h3 { "What the HTML part says" }
                    (lines(&view.html_text))
                }
            } } }
        },
    )
}

/// A link that leads to the web or stays on this site; anything else is only text.
fn web_link(link: &str) -> Markup {
    let safe = link.starts_with("https://") || link.starts_with("http://");
    html! { @if safe { a href=(link) { (link) } } @else { (link) } }
}

fn lines(text: &str) -> Markup {
    html! {
        div.fm-place {
            @for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
                p dir="auto" { @for (n, line) in paragraph.lines().enumerate() { @if n > 0 { br; } (line) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_shown_as_text_with_its_links() {
        let view = Letter {
            row: LetterRow {
                key: "k".into(),
                to: "<a@b.example>".into(),
                subject: "Hi <b>".into(),
                ..LetterRow::default()
            },
            text: "Dear Ana,\r\n\r\nopen\nhttp://127.0.0.1/x".replace("\r\n", "\n"),
            html_text: String::new(),
            links: vec!["http://127.0.0.1/x?a=1&b=2".into(), "javascript:alert(1)".into()],
        };
        let html = letter(&view).into_string();
        assert!(html.contains("&lt;a@b.example&gt;") && html.contains("Hi &lt;b&gt;"), "{html}");
        assert!(html.contains(r#"<a href="http://127.0.0.1/x?a=1&amp;b=2">"#), "{html}");
        assert!(!html.contains(r#"href="javascript"#), "{html}");
        assert!(html.contains("open<br>http"), "{html}");
        assert!(!html.contains("HTML part"), "{html}");
    }

    #[test]
    fn the_list_links_to_each() {
        let html = letters(&[LetterRow { key: "a b".into(), ..LetterRow::default() }]).into_string();
        assert!(html.contains(r#"href="/dev/mail/a%20b""#), "{html}");
        assert!(letters(&[]).into_string().contains("There are none yet."));
    }
}
