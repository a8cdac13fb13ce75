//! Changing the words of an area, of a page or of the site, so that nobody's change is lost without a word.

use super::store;
use crate::audit;
use crate::clock::Moment;
use crate::db::{Scope, Tx};
use crate::error::{Error, Result};
use crate::markdown::{self, Kind};
use crate::policy::LifeStage;
use crate::texts::{self, Part, Texts};
use crate::web::Editor;

/// The words of an area, as staff write them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaText {
    /// The full title.
    pub title: String,
    /// The title for lists.
    pub short_title: String,
    /// The part of life it belongs to.
    pub life_stage: LifeStage,
    /// What should be true one day.
    pub ambition: String,
    /// The sentence or two under the heading.
    pub lede: String,
    /// Why it matters: Markdown.
    pub why: String,
    /// Who decides: Markdown; may be empty.
    pub who_decides: String,
    /// Facts in numbers, in order.
    pub figures: Vec<FigureText>,
}

/// A fact in numbers, as staff write it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FigureText {
    /// The number as it is shown large.
    pub number: String,
    /// The fact as a sentence.
    pub text: String,
    /// Who says so.
    pub source_name: String,
    /// Where they say so.
    pub source_url: String,
}

/// Whether this is the address of something on the web: `http` or `https`, with a host.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Whether a link may lead there: a path of ours, or an address on the web.
#[must_use]
pub fn is_link(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("//") || is_web_address(text)
}

/// The words of a page, as staff write them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageText {
    /// Its title.
    pub title: String,
    /// What is on it, in a sentence; may be empty.
    pub summary: String,
    /// The text: Markdown.
    pub body: String,
}

/// Changes an area whose words the editor saw as they were at `was`.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when somebody else changed them since; nothing is overwritten.
pub fn change_area(tx: &mut Tx<'_>, by: &Editor, slug: &str, was: Moment, text: &AreaText, now: Moment) -> Result<()> {
    let area = super::find(tx, slug)?;
    let html = markdown::render(&text.why, Kind::Page);
    if !store::update_area(tx, area.id, was, text, &html, later(now, area.updated_at))? {
        return Err(conflict());
    }
    audit::record(tx, Some(by.id()), "area.edit", &format!("area {slug}"), &text.title, now)?;
    tx.touch(Scope::Site);
    tx.touch(Scope::Area(area.id));
    Ok(())
}

/// Changes a page whose words the editor saw as they were at `was`.
///
/// # Errors
/// As [`change_area`]; [`Error::Invalid`] for the house rules, which change with a public reason.
pub fn change_page(tx: &mut Tx<'_>, by: &Editor, slug: &str, was: Moment, text: &PageText, now: Moment) -> Result<()> {
    if slug == super::HOUSE_RULES {
        return Err(Error::Invalid("The house rules change with a public reason.".into()));
    }
    put_page(tx, slug, was, text, now)?;
    audit::record(tx, Some(by.id()), "page.edit", &format!("page {slug}"), &text.title, now)
}

/// Puts these words in place of those that were a page's at `was`. Whoever calls this notes the act.
///
/// # Errors
/// As [`change_area`].
pub fn put_page(tx: &mut Tx<'_>, slug: &str, was: Moment, text: &PageText, now: Moment) -> Result<()> {
    let page = super::page(tx, slug)?;
    let html = markdown::render(&text.body, Kind::Page);
    if !store::update_page(tx, slug, was, text, &html, later(now, page.updated_at))? {
        return Err(conflict());
    }
    tx.touch(Scope::Site);
    Ok(())
}

/// Changes a part of the site's own texts, whose words the editor saw as they were at `was`.
///
/// # Errors
/// As [`change_area`].
pub fn change_texts(tx: &mut Tx<'_>, by: &Editor, part: Part, was: Moment, texts: &Texts, now: Moment) -> Result<()> {
    if !texts::change(tx, part, was, texts, later(now, was))? {
        return Err(conflict());
    }
    let (act, detail) = match part {
        Part::Home => ("texts.home", &texts.hero.headline),
        Part::Frame => ("texts.frame", &texts.name),
    };
    audit::record(tx, Some(by.id()), act, "the site", detail, now)?;
    tx.touch(Scope::Site);
    Ok(())
}

pub(super) fn conflict() -> Error {
    Error::Conflict("Somebody else changed this while you were writing.".into())
}

/// `now`, or just after `before`: two wordings never share a moment, so that the moment can tell them apart.
pub(super) fn later(now: Moment, before: Moment) -> Moment {
    now.max(before + chrono::Duration::microseconds(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_a_source() {
        assert!(is_web_address("https://a.example/x?y#z") && is_web_address("http://a.example"));
        for bad in ["", "a.example", "/a", "javascript:alert(1)", "https://", "mailto:a@b.example"] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }

    #[test]
    fn two_wordings_never_share_a_moment() {
        let now = Moment::default();
        assert!(later(now, now) > now);
        assert_eq!(later(now + chrono::Duration::seconds(1), now), now + chrono::Duration::seconds(1));
    }
}
