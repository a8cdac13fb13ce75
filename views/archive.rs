//! The pages in the copy of somebody's data: they open from the disk, and load nothing.

use crate::dates;
use crate::layout::SITE;
use chrono::NaiveDateTime;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A name and a value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is.
    pub name: String,
    /// What it says.
    pub value: Value,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// There is none.
    Nothing,
    /// Words or a number.
    Text(String),
    /// A moment, in UTC.
    Time(NaiveDateTime),
    /// More of them below it.
    Rows(Vec<Vec<Entry>>),
}

/// The style of all pages: small, and part of each, because they stand alone.
const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem;\
    color:#12282f;background:#fff}a{color:#0b4a5c}dl{border-top:1px solid #8a9a9f;padding:.75rem 0;margin:0}\
    dt{font-weight:700}dd{margin:0 0 .5rem;white-space:pre-wrap;overflow-wrap:anywhere}dd dl{margin-left:1rem}\
    @media(prefers-color-scheme:dark){body{color:#eef;background:#101e23}a{color:#9cd9e8}}";

fn page(title: &str, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – " (SITE) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (content) } }
        }
    }
}

/// The first page: which parts there are, each as a page and as JSON.
pub fn overview(parts: &[(&str, &str)], at: NaiveDateTime) -> Markup {
    page(
        "All that we keep about you",
        html! {
            h1 { "All that we keep about you" }
            p { "Made on " (dates::time(at, &dates::moment(at))) ". Times in the files for programs are in UTC, on these pages in London time." }
            ul {
                @for (name, title) in parts {
                    li { a href={ (name) ".html" } { (title) } " (for programs: " a href={ "data/" (name) ".json" } { "data/" (name) ".json" } ")" }
                }
            }
            p { "What is not in here: your password, which nobody can read; how often things came from your internet address, which is kept only as a number in memory, for a short time; and what you said about yourself in equality questions, which is only in counts, so that nobody can tell which answers were yours." }
        },
    )
}

/// What stands before and after the rows of a part.
pub fn around(name: &str, title: &str) -> (String, String) {
    const ROWS: &str = "<!--rows-->";
    let whole = page(
        title,
        html! {
            p { a href="index.html" { "All parts" } }
            h1 { (title) }
            (PreEscaped(ROWS))
            p { "The same for programs: " a href={ "data/" (name) ".json" } { "data/" (name) ".json" } }
        },
    );
    let whole = whole.into_string();
    let (head, foot) = whole.split_once(ROWS).unwrap_or((&whole, ""));
    (head.to_owned(), foot.to_owned())
}

/// One row.
pub fn row(entries: &[Entry]) -> Markup {
    html! { dl { @for entry in entries { dt { (entry.name) } dd dir="auto" { (value(&entry.value)) } } } }
}

fn value(value: &Value) -> Markup {
    match value {
        Value::Nothing => html! { "–" },
        Value::Text(text) => html! { (text) },
        Value::Time(at) => dates::time(*at, &dates::moment(*at)),
        Value::Rows(rows) if rows.is_empty() => html! { "–" },
        Value::Rows(rows) => html! { @for one in rows { (row(one)) } },
    }
}

/// For a part without rows.
pub fn nothing() -> Markup {
    html! { p { "We keep nothing of this kind." } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_stays_text_and_nothing_is_loaded() {
        let words = Entry { name: "words".into(), value: Value::Text("<script>alert(1)</script>\n2".into()) };
        let html = row(&[words]).into_string();
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;\n2"), "{html}");
        let (head, foot) = around("comments", "What you wrote");
        assert!(head.ends_with("</h1>") && foot.contains("data/comments.json"), "{head} | {foot}");
        let overview = overview(&[("comments", "What you wrote")], NaiveDateTime::default()).into_string();
        assert!(overview.contains(r#"href="comments.html""#), "{overview}");
        for page in [head, overview] {
            assert!(!page.contains("http") && !page.contains("src="), "{page}");
        }
    }
}
