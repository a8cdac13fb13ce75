//! Small parts that many pages share: marks, tags, badges, rows of proposals, counts, banners.

use crate::art;
pub use crate::badges::{Badge, badge};
pub use crate::rows::{ProposalRow, Setting, outcome_due, proposal_list, proposal_row};
pub use crate::stages::{LifeStage, Stage, stage_mark, status_tag};
use maud::{Markup, html};

/// The way from the home page to here: words and address of each step.
pub fn breadcrumbs(steps: &[(&str, &str)]) -> Markup {
    html! {
        nav.govuk-breadcrumbs aria-label="Breadcrumb" { ol.govuk-breadcrumbs__list {
            @for (words, href) in steps {
                li.govuk-breadcrumbs__list-item { a.govuk-breadcrumbs__link href=(href) { (words) } }
            }
        } }
    }
}

/// The head of a page, tinted in the colour of a life stage, with the arcs behind it.
pub fn tinted_head(stage: LifeStage, content: Markup) -> Markup {
    html! {
        div.fm-head.fm-head--tint.(stage.class()) {
            (art::ARC)
            div.fm-wrap.fm-flow { (content) }
        }
    }
}

/// A message that stands out without alarm; `label` names it for those who do not see it.
pub fn banner(label: &str, message: &str) -> Markup {
    html! {
        div.govuk-notification-banner role="region" aria-label=(label) {
            div.govuk-notification-banner__content { p.govuk-notification-banner__heading { (message) } }
        }
    }
}

/// A whole number with a comma at each thousand.
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 vote", "2,316 votes".
pub fn count(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// "12 kB", "3.4 MB".
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1_000_000 => format!("{} kB", (bytes + 999) / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// A number in words up to twenty, in digits beyond.
pub fn in_words(n: usize) -> String {
    const WORDS: [&str; 21] = [
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    WORDS.get(n).map_or_else(|| number(i64::try_from(n).unwrap_or(i64::MAX)), |word| (*word).to_owned())
}

/// A link to another site; an address that is not on the web stays text, so that nothing else can hide in a link.
pub fn outside_link(url: &str, words: &str) -> Markup {
    let web = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
    html! { @if web { a href=(url) rel="noopener" { (words) } } @else { (words) } }
}

/// The same words with a capital letter first.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
