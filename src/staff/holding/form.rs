//! What the form of the site's rules sends, and how it becomes rules.

use crate::holding::{self, ENTRIES, NUMBERS, Settings, Switch, WordList};
use crate::text::{Text, excerpt};
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::parts::number;
use views::staff::{ConflictField, Rules, differing};

/// The form.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    contacts: Text,
    links: Text,
    word_list: Text,
    words: Text,
    repeats: Text,
    repeat_days: Text,
    bursts: Text,
    burst_comments: Text,
    burst_minutes: Text,
    first_comment: Text,
    body: Text,
    act: Text,
    was: Text,
}

/// The fields in the order of the page.
pub(super) const FIELDS: [&str; 5] = ["words", "repeat_days", "burst_comments", "burst_minutes", "body"];

/// The most mistakes in the list that are told at once.
const TOLD: usize = 5;

impl Entry {
    /// Whether the rules are only to be tried.
    pub(super) fn is_trial(&self) -> bool {
        self.act.as_str() == "try"
    }

    /// The text on which they are to be tried.
    pub(super) fn body(&self) -> &Text {
        &self.body
    }

    /// What stands for the rules from which the writer started.
    pub(super) fn was(&self) -> &str {
        self.was.as_str()
    }

    /// The rules that it says, as far as they can be; what is wrong is added to `problems`.
    pub(super) fn settings(&self, problems: &mut Problems) -> Settings {
        let [repeat_days, burst_comments, burst_minutes] = self.numbers(problems);
        let words = self.word_list(problems);
        let mut settings = Settings { words, repeat_days, burst_comments, burst_minutes, ..Settings::default() };
        for switch in Switch::ALL {
            settings.set(*switch, self.is_on(*switch));
        }
        settings
    }

    fn is_on(&self, switch: Switch) -> bool {
        let field = match switch {
            Switch::Contacts => &self.contacts,
            Switch::Links => &self.links,
            Switch::WordList => &self.word_list,
            Switch::Repeats => &self.repeats,
            Switch::Bursts => &self.bursts,
            Switch::FirstComment => &self.first_comment,
        };
        field.as_str() == "on"
    }

    fn numbers(&self, problems: &mut Problems) -> [i64; 3] {
        let mut typed = [&self.repeat_days, &self.burst_comments, &self.burst_minutes].into_iter();
        NUMBERS.map(|(name, most)| {
            let text = typed.next().map_or_else(String::new, |text| text.as_str().replace(',', ""));
            match text.parse::<i64>().ok().filter(|value| (1..=most).contains(value)) {
                Some(value) => value,
                None => {
                    problems.add(name, format!("Enter a number from 1 to {}", number(most)));
                    0
                }
            }
        })
    }

    fn word_list(&self, problems: &mut Problems) -> WordList {
        let lines = self.words.as_str().lines().map(str::trim).enumerate();
        let entries: Vec<(usize, &str)> = lines.filter(|(_, line)| !line.is_empty()).collect();
        if entries.len() > ENTRIES {
            problems.add("words", format!("The list has {} entries, and {ENTRIES} is the most", entries.len()));
            return WordList::default();
        }
        let wrong = entries.iter().filter_map(|(n, line)| holding::check_entry(line).err().map(|what| (n, line, what)));
        let before = problems.0.len();
        for (n, line, what) in wrong.take(TOLD) {
            problems.add("words", format!("Line {}: “{}” {what}", n + 1, excerpt(line, 60)));
        }
        if problems.0.len() > before {
            return WordList::default();
        }
        let entries: Vec<String> = entries.into_iter().map(|(_, line)| line.to_owned()).collect();
        WordList::try_from(entries).unwrap_or_else(|what| {
            problems.add("words", what);
            WordList::default()
        })
    }

    /// As the page shows it again: to the letter.
    pub(super) fn typed(&self) -> Rules {
        let text = |text: &Text| text.as_str().to_owned();
        Rules {
            contacts: self.is_on(Switch::Contacts),
            links: self.is_on(Switch::Links),
            word_list: self.is_on(Switch::WordList),
            words: text(&self.words),
            repeats: self.is_on(Switch::Repeats),
            repeat_days: text(&self.repeat_days),
            bursts: self.is_on(Switch::Bursts),
            burst_comments: text(&self.burst_comments),
            burst_minutes: text(&self.burst_minutes),
            first_comment: self.is_on(Switch::FirstComment),
        }
    }
}

/// Rules as the form shows them.
pub(super) fn shown(settings: &Settings) -> Rules {
    Rules {
        contacts: settings.contacts,
        links: settings.links,
        word_list: settings.word_list,
        words: settings.words.written().join("\n"),
        repeats: settings.repeats,
        repeat_days: settings.repeat_days.to_string(),
        bursts: settings.bursts,
        burst_comments: settings.burst_comments.to_string(),
        burst_minutes: settings.burst_minutes.to_string(),
        first_comment: settings.first_comment,
    }
}

/// The rules that two people set differently.
pub(super) fn differences(theirs: &Settings, mine: &Settings) -> Vec<ConflictField> {
    let parts = |of: &Settings| -> Vec<(&'static str, String)> {
        let rules = shown(of);
        let on = |switch| if of.is_on(switch) { "On" } else { "Off" }.to_owned();
        vec![
            ("Contact details", on(Switch::Contacts)),
            ("Links", on(Switch::Links)),
            ("Words on our list", on(Switch::WordList)),
            ("The list", rules.words),
            ("Repeated texts", on(Switch::Repeats)),
            ("In how many days?", rules.repeat_days),
            ("Many in a short time", on(Switch::Bursts)),
            ("How many others?", rules.burst_comments),
            ("In how many minutes?", rules.burst_minutes),
            ("First comments", on(Switch::FirstComment)),
        ]
    };
    let (theirs, mine) = (parts(theirs), parts(mine));
    let both: Vec<(&str, &String, &String)> =
        theirs.iter().zip(&mine).map(|((label, theirs), (_, mine))| (*label, theirs, mine)).collect();
    differing(&both)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(form: &str) -> Entry {
        serde_html_form::from_str(form).expect("a form as a browser sends it")
    }

    const NUMBERS_GIVEN: &str = "repeat_days=7&burst_comments=1%2C000&burst_minutes=5";

    #[test]
    fn a_form_becomes_rules() {
        let mut problems = Problems::default();
        let form = format!("links=on&word_list=on&words=%0D%0Adamn%0D%0A%0D%0A piss off %0D%0A&{NUMBERS_GIVEN}");
        let settings = entry(&form).settings(&mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(settings.links && settings.word_list && !settings.contacts && !settings.first_comment);
        assert_eq!(settings.words.written(), ["damn", "piss off"]);
        assert_eq!((settings.repeat_days, settings.burst_comments, settings.burst_minutes), (7, 1_000, 5));
        assert_eq!(settings.check(), Ok(()));
        assert!(differences(&settings, &settings).is_empty());
        let labels: Vec<String> =
            differences(&settings, &Settings { links: false, repeat_days: 8, ..settings.clone() })
                .into_iter()
                .map(|field| field.label)
                .collect();
        assert_eq!(labels, ["Links", "In how many days?"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let told = |form: &str| {
            let mut problems = Problems::default();
            entry(form).settings(&mut problems);
            problems.0.into_iter().map(|problem| format!("{}: {}", problem.field, problem.message)).collect::<Vec<_>>()
        };
        assert_eq!(
            told(&format!("{NUMBERS_GIVEN}&words=one%0A%0A***%0Aone+two+three+four+five")),
            [
                "words: Line 3: “***” has no letters",
                "words: Line 4: “one two three four five” is longer than 4 words or 100 characters"
            ]
        );
        assert_eq!(told("repeat_days=366&burst_comments=0&burst_minutes=soon").len(), 3);
        let many = vec!["word"; 501].join("%0A");
        assert_eq!(
            told(&format!("{NUMBERS_GIVEN}&words={many}")),
            ["words: The list has 501 entries, and 500 is the most"]
        );
        let bad = vec!["%2A"; 50].join("%0A");
        assert_eq!(told(&format!("{NUMBERS_GIVEN}&words={bad}")).len(), TOLD, "the rest is told afterwards");
    }
}
