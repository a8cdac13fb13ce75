//! The demonstration's letters: what would have been sent, for whoever tries the site on their own computer.

use crate::emails::PLAIN_WIDTH;
use crate::layout::{Shell, page};
use crate::parts::breadcrumbs;
use crate::{dates, form, paths};
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
    /// Its plain part.
    pub text: String,
}

/// On pages that say "check your email": where that is, if emails are kept here and sent to nobody.
pub fn kept_here(kept: bool) -> Markup {
    html! {
        @if kept {
            p.govuk-inset-text { "This is a demonstration: its emails stay on this computer. " a href=(paths::dev_mail()) { "Read them here" } }
        }
    }
}

/// The page that lists the letters, the newest first. Its button sends what would come later.
pub fn letters(rows: &[LetterRow]) -> Markup {
    page(
        &Shell::new("Emails").no_index(),
        html! {
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose {
                h1.fm-h2 { "Emails" }
                p { "This is a demonstration: its emails are kept here and sent to nobody." }
                p { "Emails about what people follow wait for their hour. With this button those with news come now." }
                (form::post(paths::dev_mail(), form::secondary_button("Do not wait for the hour")))
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

/// The page of one letter: its plain part, and the way to the other.
pub fn letter(view: &Letter) -> Markup {
    page(
        &Shell::new(&view.row.subject).no_index(),
        html! {
            div.fm-wrap { (breadcrumbs(&[("Home", paths::home()), ("Emails", paths::dev_mail())])) }
            div.fm-main { div.fm-wrap { div.fm-flow.fm-prose {
                h1.fm-h2 { (view.row.subject) }
                p.fm-quiet { "To " bdi { (view.row.to) } ", " (dates::time(view.row.at, &dates::moment(view.row.at))) }
                p { a.govuk-button href=(paths::dev_message_html(&view.row.key)) { "See it as mail programs show it" } }
                h2.fm-h3 { "As plain text" }
                (lines(&view.text))
            } } }
        },
    )
}

fn lines(text: &str) -> Markup {
    html! {
        div.fm-place {
            @for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
                p dir="auto" { @for (n, line) in whole_lines(paragraph).iter().enumerate() { @if n > 0 { br; } (words(line)) } }
            }
        }
    }
}

/// The lines of a paragraph as they were before they were broken for a narrow column: a window has a width of its own.
fn whole_lines(paragraph: &str) -> Vec<String> {
    let mut whole: Vec<String> = Vec::new();
    let mut room = 0;
    for line in paragraph.lines() {
        let word = line.split_whitespace().next().unwrap_or_default();
        let by_itself = word.starts_with("http") || word.starts_with('=');
        match whole.last_mut() {
            Some(last) if !by_itself && word.chars().count() >= room => {
                last.push(' ');
                last.push_str(line.trim_start());
            }
            _ => whole.push(line.to_owned()),
        }
        room = PLAIN_WIDTH.saturating_sub(line.chars().count());
    }
    whole
}

/// A line whose addresses are links, if they lead to the web.
fn words(line: &str) -> Markup {
    html! {
        @for word in line.split_inclusive(' ') {
            @if word.starts_with("https://") || word.starts_with("http://") { a href=(word.trim_end()) { (word) } }
            @else { (word) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_shown_as_text_with_links() {
        let view = Letter {
            row: LetterRow {
                key: "k".into(),
                to: "<a@b.example>".into(),
                subject: "Hi <b>".into(),
                ..LetterRow::default()
            },
            text: "Dear Ana,\n\nopen\n  http://127.0.0.1/x?a=1&b=2 or\njavascript:alert(1)".into(),
        };
        let html = letter(&view).into_string();
        assert!(html.contains("&lt;a@b.example&gt;") && html.contains("Hi &lt;b&gt;"), "{html}");
        assert!(html.contains(r#"<a href="http://127.0.0.1/x?a=1&amp;b=2">"#), "{html}");
        assert!(!html.contains(r#"href="javascript"#), "{html}");
        assert!(html.contains("open<br>") && html.contains("<br>javascript:alert(1)"), "{html}");
        assert!(html.contains(r#"href="/dev/mail/k/html""#), "{html}");
    }

    #[test]
    fn lines_that_were_broken_for_width_are_whole_again() {
        let text = "  We do not track whether you open this or what you press. Please\n  do not reply.\nYes:\nhttp://a.example/b";
        let wanted = [
            "  We do not track whether you open this or what you press. Please do not reply.",
            "Yes:",
            "http://a.example/b",
        ];
        assert_eq!(whole_lines(text), wanted);
        assert_eq!(whole_lines("HEADING\n======="), ["HEADING", "======="]);
    }

    #[test]
    fn the_list_links_to_each() {
        let html = letters(&[LetterRow { key: "a b".into(), ..LetterRow::default() }]).into_string();
        assert!(html.contains(r#"href="/dev/mail/a%20b""#), "{html}");
        assert!(letters(&[]).into_string().contains("There are none yet."));
    }
}
