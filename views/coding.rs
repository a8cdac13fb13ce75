//! Coding, for those who find out what people wrote about: the themes, one answer at a time, and how far coders agree.

mod agreement;
mod answer;
mod overview;
mod themes;

pub use agreement::{Agreements, Differs, PairLine, PairPage, ThemeRow, agreements, pair};
pub use answer::{Earlier, Own, OwnLine, ThemeChoice, ToCode, own, to_code};
pub use overview::{Overview, QuestionLine, overview};
pub use themes::{ThemeFields, ThemeForm, ThemeLine, Themes, theme_form, themes};

use crate::form::Problems;
use crate::paths;
use crate::staff::desk_page;
use maud::{Markup, html};

/// A tag as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// Its number; 0 where it cannot be taken off.
    pub id: i64,
    /// The theme with those above it.
    pub theme: String,
    /// The words that were tagged; empty for the whole answer.
    pub words: String,
}

/// A question: its number, its place among all, and what it asks.
pub type Asked = (i64, usize, String);

/// The theme, and the words to which it belongs.
fn finding(one: &Finding) -> Markup {
    html! {
        span dir="auto" { (one.theme) }
        small dir="auto" { @if one.words.is_empty() { "The whole answer" } @else { "“" (one.words) "”" } }
    }
}

/// A list of tags, or that there are none.
fn findings(all: &[Finding]) -> Markup {
    html! {
        @if all.is_empty() { p { "Nothing to tag." } }
        @else { ul.fm-docs { @for one in all { li { (finding(one)) } } } }
    }
}

/// A page about a proposal's answers: the way to it leads through the responses and, but for its first page, the coding.
fn page_of(heading: &str, (id, title): (i64, &str), is_below: bool, problems: &Problems, content: Markup) -> Markup {
    let (responses, coding) = (paths::staff_responses(id), paths::coding(id));
    let mut way = vec![("Consultations", paths::staff_consultations()), (title, responses.as_str())];
    if is_below {
        way.push(("Coding", coding.as_str()));
    }
    desk_page(heading, &way, problems, content)
}
