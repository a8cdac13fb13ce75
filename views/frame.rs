//! The words that stand on every page and that staff can change: the name of the site, who runs it, the stages of life.
//!
//! A page is made without them: it holds marks, between the same control characters as [`crate::holes`], and [`fill`]
//! puts the words of the moment in when it leaves. So no page must be handed words that only its frame shows.

use crate::parts::LifeStage;
use maud::{Markup, html};

/// What the site is called until somebody gives it another name, and in letters.
pub const SITE: &str = "Folkmoot";
/// What the site is for, in letters.
pub const STRAPLINE: &str = "The London Vision for health and care";

/// Where the name of the site goes.
pub const NAME: &str = "\u{1}frame:name\u{2}";
/// Where the line beside the name goes.
pub(crate) const LINE: &str = "\u{1}frame:line\u{2}";
/// Where it goes where the name comes from: a paragraph, or nothing.
pub(crate) const ABOUT: &str = "\u{1}frame:about\u{2}";
/// Where it goes who stands behind the site: a paragraph, or nothing.
pub(crate) const WHO: &str = "\u{1}frame:who\u{2}";
/// Where it goes how to reach the people who run the site: paragraphs, or nothing.
pub(crate) const CONTACT: &str = "\u{1}frame:contact\u{2}";

const OPEN: &str = "\u{1}frame:";
const CLOSE: char = '\u{2}';

/// Where the name of a stage of life goes.
pub fn label(stage: LifeStage) -> &'static str {
    match stage {
        LifeStage::Start => "\u{1}frame:start\u{2}",
        LifeStage::Live => "\u{1}frame:live\u{2}",
        LifeStage::Age => "\u{1}frame:age\u{2}",
        LifeStage::Enabler => "\u{1}frame:enabler\u{2}",
    }
}

/// Where it goes whom a stage of life is about.
pub fn description(stage: LifeStage) -> &'static str {
    match stage {
        LifeStage::Start => "\u{1}frame:start-is\u{2}",
        LifeStage::Live => "\u{1}frame:live-is\u{2}",
        LifeStage::Age => "\u{1}frame:age-is\u{2}",
        LifeStage::Enabler => "\u{1}frame:enabler-is\u{2}",
    }
}

/// The words themselves, as they were typed. What is empty is left out; a name is never empty.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The name of the site.
    pub name: String,
    /// The line beside the name.
    pub line: String,
    /// Where the name comes from.
    pub about: String,
    /// Who stands behind the site.
    pub who: String,
    /// The address to which people can write.
    pub email: String,
    /// What to know before writing.
    pub contact: String,
    /// Stages of life that have words of their own: name, and whom it is about.
    pub stages: Vec<(LifeStage, String, String)>,
}

/// The words, ready to be put into pages.
#[derive(Clone, Debug)]
pub struct Frame {
    name: String,
    line: String,
    about: String,
    who: String,
    contact: String,
    stages: [(String, String); 4],
}

impl Default for Frame {
    fn default() -> Self {
        Self::new(&Words::default())
    }
}

impl Frame {
    /// The frame with these words.
    pub fn new(words: &Words) -> Self {
        let plain = |text: &str| html! { (text) }.into_string();
        let paragraph = |text: &str| html! { @if !text.is_empty() { p { (text) } } }.into_string();
        let stage = |stage: LifeStage| {
            let (label, description) = words
                .stages
                .iter()
                .find(|(of, ..)| *of == stage)
                .map_or((stage.label(), stage.description()), |(_, label, description)| (label, description));
            (plain(label), plain(description))
        };
        Self {
            name: plain(if words.name.is_empty() { SITE } else { &words.name }),
            line: plain(&words.line),
            about: paragraph(&words.about),
            who: paragraph(&words.who),
            contact: contact(words).into_string(),
            stages: LifeStage::ALL.map(stage),
        }
    }

    fn word(&self, mark: &str) -> Option<&str> {
        let stage = |n: usize| &self.stages[n];
        Some(match mark {
            "name" => &self.name,
            "line" => &self.line,
            "about" => &self.about,
            "who" => &self.who,
            "contact" => &self.contact,
            "start" => &stage(0).0,
            "live" => &stage(1).0,
            "age" => &stage(2).0,
            "enabler" => &stage(3).0,
            "start-is" => &stage(0).1,
            "live-is" => &stage(1).1,
            "age-is" => &stage(2).1,
            "enabler-is" => &stage(3).1,
            _ => return None,
        })
    }
}

fn contact(words: &Words) -> Markup {
    html! {
        @if !words.email.is_empty() { p { a href={ "mailto:" (words.email) } { (words.email) } } }
        @if !words.contact.is_empty() { p { (words.contact) } }
    }
}

/// The page with the words in place of the marks. A mark that we did not write stays as it is.
pub fn fill(page: &str, frame: &Frame) -> String {
    let mut out = String::with_capacity(page.len() + 1_024);
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(OPEN) {
        out.push_str(before);
        let found = after.split_once(CLOSE).and_then(|(mark, after)| Some((frame.word(mark)?, after)));
        match found {
            Some((word, after)) => {
                out.push_str(word);
                rest = after;
            }
            None => {
                out.push_str(OPEN);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame::new(&Words {
            name: "Agora <1>".into(),
            email: "us@agora.example".into(),
            stages: vec![(LifeStage::Age, "Older & wiser".into(), "Whoever is".into())],
            ..Words::default()
        })
    }

    #[test]
    fn every_mark_has_its_words() {
        let marks = [NAME, LINE, ABOUT, WHO, CONTACT].into_iter();
        let stages = LifeStage::ALL.into_iter().flat_map(|stage| [label(stage), description(stage)]);
        let page: String = marks.chain(stages).collect::<Vec<_>>().join("|");
        let filled = fill(&page, &frame());
        assert!(!filled.contains(['\u{1}', '\u{2}']), "{filled:?}");
        assert!(filled.starts_with("Agora &lt;1&gt;||||<p><a href=\"mailto:us@agora.example\">"), "{filled}");
        assert!(filled.contains("|Older &amp; wiser|Whoever is|Foundations|"), "{filled}");
        assert!(fill(NAME, &Frame::default()) == SITE);
    }

    #[test]
    fn what_we_did_not_write_stays_text() {
        for page in ["", "plain", "\u{1}frame:", "\u{1}frame:nothing\u{2}", "\u{1}csrf:\u{2}", "\u{1}frame:name"] {
            assert_eq!(fill(page, &frame()), page);
        }
    }
}
