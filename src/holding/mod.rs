//! Which comments a moderator looks at before everybody can read them, and what their authors are told.
//!
//! Nothing here knows a database: what is known of an author is passed in, so that each rule can be tried on any text.

mod contacts;
mod links;
mod numbers;
mod settings;
mod trial;
mod words;

use crate::text::look;
use unicode_normalization::UnicodeNormalization;

pub use settings::Settings;
pub use trial::Tally;
pub use words::WordList;

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
    Rule::ALL.iter().copied().find(|rule| read.breaks(*rule, known, settings))
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
struct Read<'a> {
    typed: &'a str,
    plain: String,
}

impl<'a> Read<'a> {
    fn new(typed: &'a str) -> Self {
        let plain = typed.nfkc().filter(|c| !is_unseen(*c)).flat_map(char::to_lowercase).map(|c| match c {
            '。' | '․' => '.',
            '‐' | '‑' | '‒' | '–' | '−' => '-',
            other => other,
        });
        Self { typed, plain: plain.collect() }
    }

    fn breaks(&self, rule: Rule, known: Known, settings: &Settings) -> bool {
        match rule {
            Rule::NhsNumber => settings.contacts && numbers::nhs(&self.plain),
            Rule::Email => settings.contacts && contacts::email(&self.plain),
            Rule::Phone => settings.contacts && numbers::phone(&self.plain),
            Rule::Link => settings.links && links::any(&self.plain),
            Rule::Word => settings.words.finds(self.typed),
            Rule::Repeat => settings.repeats && known.repeated,
            Rule::Burst => settings.bursts && known.recent >= settings.burst_comments,
            Rule::FirstComment => settings.first_comment && known.is_first,
            Rule::Risk | Rule::Asked | Rule::Changed => false,
        }
    }
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
