//! Which comments a moderator looks at before everybody can read them, and what their authors are told.
//!
//! Nothing here knows a database: what is known of an author is passed in, so that each rule can be tried on any text.

mod contacts;
mod links;
mod numbers;
mod proposal;
mod settings;
mod trial;
mod words;

use crate::text::look;
use std::collections::HashSet;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

pub use proposal::OnProposal;
pub use settings::{NUMBERS, Settings, Switch};
pub use trial::Tally;
pub use words::{CHARACTERS, ENTRIES, WordList, check_entry};

crate::words! {
    /// Why a comment is held. The first that applies is the one that its author is told.
    pub enum Rule {
        /// The number under which the NHS knows somebody.
        NhsNumber = "nhs_number",
        /// An email address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// A web address.
        Link = "link",
        /// A word from the site's list.
        Word = "word",
        /// The same text was posted a short while ago.
        Repeat = "repeat",
        /// Many comments by one person in a short time.
        Burst = "burst",
        /// Nothing by this person can be read yet.
        FirstComment = "first_comment",
        /// The proposal wants every comment read first.
        Everything = "everything",
        /// Somebody reported that a person may be at risk; no rule of this room says so.
        Risk = "risk",
        /// A moderator asked its author to change it.
        Asked = "asked",
        /// Its author has changed it, as a moderator asked.
        Changed = "changed",
    }
}

impl Rule {
    /// Those that a text and what is known of its author can break; the others come from people.
    pub fn of_texts() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|rule| !matches!(rule, Self::Risk | Self::Asked | Self::Changed))
    }

    /// What moderators read: "Held: phone number".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NhsNumber => "NHS number",
            Self::Email => "email address",
            Self::Phone => "phone number",
            Self::Link => "link",
            Self::Word => "word on our list",
            Self::Repeat => "repeated text",
            Self::Burst => "many in a short time",
            Self::FirstComment => "first comment",
            Self::Everything => "every comment on this proposal",
            Self::Risk => "somebody may be at risk",
            Self::Asked => "its author was asked to change it",
            Self::Changed => "changed as asked",
        }
    }

    /// What the author reads.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NhsNumber => "It has a number in it that looks like an NHS number.",
            Self::Email => "It has an email address in it.",
            Self::Phone => "It has a phone number in it.",
            Self::Link => "It has a link in it.",
            Self::Word => "It has a word in it that we check first.",
            Self::Repeat => "The same words were posted here not long ago.",
            Self::Burst => "You have posted a lot in a short time.",
            Self::FirstComment => "It is your first comment, and we read those first.",
            Self::Everything => "On this proposal a moderator reads every comment first.",
            Self::Risk => "Somebody is worried that you or another person may be at risk.",
            Self::Asked => "A moderator asks you to change it.",
            Self::Changed => "You have changed it, as a moderator asked.",
        }
    }
}

/// What is known of a comment besides its text. A text by itself is [`Known::default`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// Nothing by its author can be read yet.
    pub is_first: bool,
    /// How many comments its author has posted in the last [`Settings::burst_minutes`], this one left out.
    pub recent: i64,
    /// The same [`wording`] was posted in the last [`Settings::repeat_days`], by its author or by others.
    pub repeated: bool,
}

/// The rule that holds a comment, if one does. The time it takes grows with the length of the text and with nothing else.
#[must_use]
pub fn holds(text: &str, known: Known, settings: &Settings) -> Option<Rule> {
    let read = Read::new(text);
    Rule::of_texts().find(|rule| read.breaks(*rule, known, settings))
}

/// The rule that holds the new words of a comment of which everybody could read those before. Links, contacts and listed words
/// count only if they are new: whoever puts a comma right in a comment that a moderator has kept does not wait again.
#[must_use]
pub fn holds_edit(before: &str, after: &str, known: Known, settings: &Settings) -> Option<Rule> {
    let (was, is) = (Read::new(before), Read::new(after));
    let same_words = || look(before) == look(after);
    let news = |rule: Rule| {
        let had: HashSet<String> = was.parts(rule, settings).into_iter().map(|part| same_as(rule, part)).collect();
        is.parts(rule, settings).into_iter().any(|part| !had.contains(&same_as(rule, part)))
    };
    Rule::of_texts().find(|rule| match rule {
        Rule::Everything => settings.everything && !same_words(),
        Rule::Repeat | Rule::Burst | Rule::FirstComment => is.breaks(*rule, known, settings),
        of_the_text => news(*of_the_text),
    })
}

/// Every rule that would hold a comment, in order, with what in the text breaks it: nothing where it is not the text.
#[must_use]
pub fn tried(text: &str, known: Known, settings: &Settings) -> Vec<(Rule, Vec<String>)> {
    let read = Read::new(text);
    let broken = Rule::of_texts().filter(|rule| read.breaks(*rule, known, settings));
    broken.map(|rule| (rule, read.parts(rule, settings))).collect()
}

/// A part of a text in the form in which it is the same however it is written: of a number, its figures.
fn same_as(rule: Rule, part: String) -> String {
    match rule {
        Rule::NhsNumber | Rule::Phone => part.chars().filter(char::is_ascii_digit).collect(),
        Rule::Email => part.to_lowercase(),
        // In a web address capital letters make a difference.
        _ => part,
    }
}

/// Letters and figures that a text must have before the same words by somebody else are more than chance: "I agree".
const OWN_WORDS: usize = 40;

/// What two texts have in common that differ only in case, accents, marks and spaces; nothing for short ones, which many
/// people write without having seen each other's.
#[must_use]
pub fn wording(text: &str) -> Option<String> {
    let looks = look(text);
    (looks.chars().filter(|c| *c != ' ').count() >= OWN_WORDS).then_some(looks)
}

/// A text made ready, so that wide letters and characters without width hide nothing.
struct Read {
    typed: String,
    shown: String,
    /// The same in lower case, byte for byte in the same place.
    plain: String,
}

impl Read {
    fn new(typed: &str) -> Self {
        let typed: String = typed.chars().map(|c| if grows(c) { ' ' } else { c }).collect();
        let shown = typed.nfkc().filter(|c| !is_unseen(*c)).map(|c| match c {
            '。' | '․' => '.',
            '‐' | '‑' | '‒' | '–' | '−' => '-',
            other => other,
        });
        let shown: String = shown.collect();
        Self { typed, plain: shown.to_ascii_lowercase(), shown }
    }

    fn breaks(&self, rule: Rule, known: Known, settings: &Settings) -> bool {
        match rule {
            Rule::Repeat => settings.repeats && known.repeated,
            Rule::Burst => settings.bursts && known.recent >= settings.burst_comments,
            Rule::FirstComment => settings.first_comment && known.is_first,
            Rule::Everything => settings.everything,
            _ => !self.parts(rule, settings).is_empty(),
        }
    }

    /// The parts of the text that break a rule; nothing for a rule that is not about the text, or not in use.
    fn parts(&self, rule: Rule, settings: &Settings) -> Vec<String> {
        let shown =
            |parts: &mut dyn Iterator<Item = Range<usize>>| parts.map(|part| self.shown[part].to_owned()).collect();
        match rule {
            Rule::NhsNumber if settings.contacts => shown(&mut numbers::nhs(&self.plain).into_iter()),
            Rule::Email if settings.contacts => shown(&mut contacts::emails(&self.plain)),
            Rule::Phone if settings.contacts => shown(&mut numbers::phones(&self.plain).into_iter()),
            Rule::Link if settings.links => shown(&mut links::all(&self.plain)),
            Rule::Word if settings.word_list => settings.words.all_in(&self.typed),
            _ => Vec::new(),
        }
    }
}

/// Whether a sign stands for a whole word or sentence (U+FDFA for eighteen letters); none of them is part of what the rules look
/// for. Without them no text becomes more than four times as long when it is made ready.
fn grows(c: char) -> bool {
    matches!(c, '\u{fdfa}' | '\u{fdfb}' | '\u{3300}'..='\u{33ff}')
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
