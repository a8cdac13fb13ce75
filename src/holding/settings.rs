//! Which of the rules are in use: on the whole site, and on one proposal.

use super::{OnProposal, Rule, WordList};
use serde::{Deserialize, Serialize};

/// The settings of the section `[holding]`, or what staff have saved in their place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in config/default.toml")]
pub struct Settings {
    pub links: bool,
    pub contacts: bool,
    pub word_list: bool,
    pub words: WordList,
    pub repeats: bool,
    pub repeat_days: i64,
    pub bursts: bool,
    pub burst_comments: i64,
    pub burst_minutes: i64,
    pub first_comment: bool,
    /// Every comment, whatever is in it: only a proposal says so.
    #[serde(skip)]
    pub everything: bool,
}

crate::words! {
    /// What is switched on and off by itself; each stands for one rule or for a few.
    pub enum Switch {
        /// Email addresses, phone numbers and NHS numbers.
        Contacts = "contacts",
        /// Web addresses.
        Links = "links",
        /// The site's list of words.
        WordList = "word_list",
        /// The same words again.
        Repeats = "repeats",
        /// Many in a short time.
        Bursts = "bursts",
        /// The first comment of somebody.
        FirstComment = "first_comment",
    }
}

impl Switch {
    /// What it is called on the pages of the staff.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Contacts => "contact details",
            Self::Links => "links",
            Self::WordList => "words on our list",
            Self::Repeats => "repeated texts",
            Self::Bursts => "many in a short time",
            Self::FirstComment => "first comments",
        }
    }

    /// The rules that it switches.
    #[must_use]
    pub fn rules(self) -> &'static [Rule] {
        match self {
            Self::Contacts => &[Rule::NhsNumber, Rule::Email, Rule::Phone],
            Self::Links => &[Rule::Link],
            Self::WordList => &[Rule::Word],
            Self::Repeats => &[Rule::Repeat],
            Self::Bursts => &[Rule::Burst],
            Self::FirstComment => &[Rule::FirstComment],
        }
    }
}

/// The numbers of the rules: name, and the most; 1 is the least.
pub const NUMBERS: [(&str, i64); 3] = [("repeat_days", 365), ("burst_comments", 1_000), ("burst_minutes", 1_440)];

impl Settings {
    /// Nothing when the numbers can be used.
    ///
    /// # Errors
    /// One line that names the setting.
    pub fn check(&self) -> Result<(), String> {
        let values = [self.repeat_days, self.burst_comments, self.burst_minutes];
        for ((name, most), value) in NUMBERS.into_iter().zip(values) {
            if !(1..=most).contains(&value) {
                return Err(format!("holding.{name}: must be 1 to {most}"));
            }
        }
        Ok(())
    }

    /// Whether these rules are in use.
    #[must_use]
    pub fn is_on(&self, switch: Switch) -> bool {
        match switch {
            Switch::Contacts => self.contacts,
            Switch::Links => self.links,
            Switch::WordList => self.word_list,
            Switch::Repeats => self.repeats,
            Switch::Bursts => self.bursts,
            Switch::FirstComment => self.first_comment,
        }
    }

    /// Switches these rules on or off.
    pub fn set(&mut self, switch: Switch, on: bool) {
        *match switch {
            Switch::Contacts => &mut self.contacts,
            Switch::Links => &mut self.links,
            Switch::WordList => &mut self.word_list,
            Switch::Repeats => &mut self.repeats,
            Switch::Bursts => &mut self.bursts,
            Switch::FirstComment => &mut self.first_comment,
        } = on;
    }

    /// The same as they are on a proposal that has rules of its own.
    #[must_use]
    pub fn on(mut self, proposal: &OnProposal) -> Self {
        self.everything = proposal.everything;
        for switch in Switch::ALL {
            if let Some(on) = proposal.of(*switch) {
                self.set(*switch, on);
            }
        }
        self
    }

    /// As they are kept in the database: JSON.
    ///
    /// # Errors
    /// When they cannot be written down.
    pub fn kept(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads what is kept. What an older program did not know is as in `otherwise`; what a newer one knows is passed over.
    ///
    /// # Errors
    /// When it is no such text.
    pub fn read(kept: &str, otherwise: &Self) -> Result<Self, serde_json::Error> {
        let kept: serde_json::Map<String, serde_json::Value> = serde_json::from_str(kept)?;
        let mut all = serde_json::to_value(otherwise)?;
        for (name, value) in kept {
            if let Some(known) = all.get_mut(&name) {
                *known = value;
            }
        }
        serde_json::from_value(all)
    }

    /// What is different in `new`, in words for the record: "links off; word list: 2 added". The words themselves are
    /// left out, because the record stays for as long as the site does.
    #[must_use]
    pub fn changes(&self, new: &Self) -> String {
        let mut all: Vec<String> = Switch::ALL
            .iter()
            .filter(|switch| self.is_on(**switch) != new.is_on(**switch))
            .map(|switch| format!("{} {}", switch.name(), if new.is_on(*switch) { "on" } else { "off" }))
            .collect();
        let numbers = [
            ("days of repeated texts", self.repeat_days, new.repeat_days),
            ("comments in a short time", self.burst_comments, new.burst_comments),
            ("minutes of a short time", self.burst_minutes, new.burst_minutes),
        ];
        let moved = numbers.into_iter().filter(|(_, was, is)| was != is);
        all.extend(moved.map(|(name, was, is)| format!("{name} {was} to {is}")));
        let missing = |of: &Self, from: &Self| {
            of.words.written().iter().filter(|word| !from.words.written().contains(word)).count()
        };
        for (count, what) in [(missing(new, self), "added"), (missing(self, new), "taken out")] {
            if count > 0 {
                all.push(format!("word list: {count} {what}"));
            }
        }
        all.join("; ")
    }
}
