//! What the form of a proposal sends, and how it becomes a proposal's words and dates.

use super::arrangement::Arrangement;
use crate::areas::is_link;
use crate::policy::Totals;
use crate::proposals::{Choice, Content, Document, words};
use crate::staff::when::Typed;
use crate::text::Text;
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;

/// The form of a proposal.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Entry {
    version: Text,
    was: Text,
    #[validate(custom(function = "words::title"))]
    title: Text,
    #[validate(custom(function = "words::summary"))]
    summary: Text,
    area: Text,
    #[validate(custom(function = "words::change"))]
    change: Text,
    #[validate(custom(function = "words::why"))]
    why: Text,
    #[validate(custom(function = "words::statement"))]
    decided: Text,
    #[validate(custom(function = "words::statement"))]
    undecided: Text,
    #[validate(custom(function = "words::statement"))]
    influence: Text,
    #[validate(custom(function = "words::statement"))]
    costs: Text,
    #[validate(length(max = 1_000, message = "Whom to ask must be 1,000 characters or fewer"))]
    contact: Text,
    option_letter: Vec<Text>,
    option_title: Vec<Text>,
    option_body: Vec<Text>,
    option_preferred: Vec<Text>,
    document_title: Vec<Text>,
    document_url: Vec<Text>,
    document_note: Vec<Text>,
    opens_date: Text,
    opens_time: Text,
    closes_date: Text,
    closes_time: Text,
    announce: Text,
    totals: Text,
    #[validate(length(max = 1_000, message = "The reason must be 1,000 characters or fewer"))]
    reason: Text,
}

impl Entry {
    /// The form as it would have been filled in for what is stored, but for the words.
    pub(super) fn of(totals: Totals, opens: &Typed, closes: &Typed, area: &str) -> Self {
        Self {
            totals: Text::new(totals.as_str()),
            opens_date: Text::new(&opens.date),
            opens_time: Text::new(&opens.time),
            closes_date: Text::new(&closes.date),
            closes_time: Text::new(&closes.time),
            area: Text::new(area),
            ..Self::default()
        }
    }

    /// The area's name in addresses.
    pub(super) fn area(&self) -> String {
        self.area.on_one_line()
    }

    /// The version from which the writer started; none that exists when it cannot be read.
    pub(super) fn version(&self) -> i32 {
        self.version.as_str().parse().unwrap_or(0)
    }

    /// Area, totals and dates as they were typed.
    pub(super) fn arrangement(&self) -> Arrangement {
        Arrangement {
            area: self.area(),
            totals: self.totals.on_one_line(),
            opens: self.opens(),
            closes: self.closes(),
            draft: false,
        }
    }

    /// The arrangement from which the writer started, as the form carries it.
    pub(super) fn was(&self) -> &str {
        self.was.as_str()
    }

    /// Puts another arrangement in place of what was typed.
    pub(super) fn arrange(&mut self, to: &Arrangement) {
        self.area = Text::new(&to.area);
        self.totals = Text::new(&to.totals);
        self.put_dates(&to.opens, &to.closes);
    }

    /// Puts other dates in place of what was typed.
    pub(super) fn put_dates(&mut self, opens: &Typed, closes: &Typed) {
        self.opens_date = Text::new(&opens.date);
        self.opens_time = Text::new(&opens.time);
        self.closes_date = Text::new(&closes.date);
        self.closes_time = Text::new(&closes.time);
    }

    /// The words; what is wrong with options and documents is added to `problems`.
    pub(super) fn content(&self, problems: &mut Problems) -> Content {
        Content {
            options: self.options(problems),
            documents: self.documents(problems),
            contact: self.contact.as_str().to_owned(),
            decided: self.decided.as_str().to_owned(),
            undecided: self.undecided.as_str().to_owned(),
            influence: self.influence.as_str().to_owned(),
            costs: self.costs.as_str().to_owned(),
            ..Content::of(&self.title, &self.summary, &self.change, &self.why)
        }
    }

    /// When totals can be seen.
    pub(super) fn totals(&self, problems: &mut Problems) -> Totals {
        self.totals.as_str().parse().unwrap_or_else(|_| {
            problems.add("totals", "Choose who sees how people voted");
            Totals::Public
        })
    }

    /// The opening as it was typed.
    pub(super) fn opens(&self) -> Typed {
        Typed { date: self.opens_date.on_one_line(), time: self.opens_time.on_one_line() }
    }

    /// The closing as it was typed.
    pub(super) fn closes(&self) -> Typed {
        Typed { date: self.closes_date.on_one_line(), time: self.closes_time.on_one_line() }
    }

    /// Whether a draft is to be seen by everybody from now on.
    pub(super) fn announces(&self) -> bool {
        self.announce.as_str() == "yes"
    }

    /// Why it is changed, for everybody to read.
    pub(super) fn reason(&self) -> String {
        self.reason.as_str().to_owned()
    }

    /// The groups in which something was typed or ticked. A letter that was left out is the next of the alphabet.
    fn options(&self, problems: &mut Problems) -> Vec<Choice> {
        let groups = self.option_letter.len().max(self.option_title.len()).max(self.option_body.len());
        let mut options: Vec<Choice> = Vec::new();
        for n in 0..groups {
            let body = self.option_body.get(n).map_or_else(String::new, |text| text.as_str().to_owned());
            let (letter, title) = (line(&self.option_letter, n), line(&self.option_title, n));
            let preferred = self.option_preferred.iter().any(|text| text.as_str() == n.to_string());
            if letter.is_empty() && title.is_empty() && body.is_empty() && !preferred {
                continue;
            }
            let letter = if letter.is_empty() { letter_at(options.len()) } else { letter };
            options.push(Choice { letter, title, body, preferred });
            check_option(&options, problems);
        }
        options
    }

    fn documents(&self, problems: &mut Problems) -> Vec<Document> {
        let groups = self.document_title.len().max(self.document_url.len()).max(self.document_note.len());
        let mut documents = Vec::new();
        for n in 0..groups {
            let document = Document {
                title: line(&self.document_title, n),
                url: line(&self.document_url, n),
                note: line(&self.document_note, n),
            };
            if document != Document::default() {
                documents.push(document);
                check_document(&documents, problems);
            }
        }
        documents
    }
}

fn line(column: &[Text], n: usize) -> String {
    column.get(n).map_or_else(String::new, Text::on_one_line)
}

fn letter_at(n: usize) -> String {
    ('A'..='Z').nth(n).map_or_else(String::new, String::from)
}

/// Tells what is wrong with the last of `options`, which the form will show under that number.
fn check_option(options: &[Choice], problems: &mut Problems) {
    let Some((option, before)) = options.split_last() else { return };
    let mut tell = |field: &str, message: &str| problems.add(format!("{field}-{}", options.len()), message);
    if option.letter.is_empty() || option.letter.chars().count() > 3 {
        tell("option_letter", "Enter a letter for the option");
    }
    if option.title.is_empty() && option.body.is_empty() {
        tell(
            "option_title",
            "Enter a title for the option. To leave the option out, clear its letter and its tick too",
        );
    } else if option.title.is_empty() || option.title.chars().count() > 200 {
        tell("option_title", "Enter a title for the option, of at most 200 characters");
    }
    if option.body.chars().count() > 4_000 {
        tell("option_body", "What the option would mean must be 4,000 characters or fewer");
    }
    if option.preferred && before.iter().any(|other| other.preferred) {
        tell("option_preferred", "Only one option can be the one that you propose");
    }
}

/// Tells what is wrong with the last of `documents`, which the form will show under that number.
fn check_document(documents: &[Document], problems: &mut Problems) {
    let Some(document) = documents.last() else { return };
    let mut tell = |field: &str, message: &str| problems.add(format!("{field}-{}", documents.len()), message);
    if document.title.is_empty() || document.title.chars().count() > 200 {
        tell("document_title", "Enter the title of the document, in at most 200 characters");
    }
    if !is_link(&document.url) || document.url.len() > 500 {
        tell("document_url", "Enter the address of the document: it begins with https://");
    }
    if document.note.chars().count() > 200 {
        tell("document_note", "What the document is must be 200 characters or fewer");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(form: &str) -> (Content, Vec<String>) {
        let entry: Entry = serde_html_form::from_str(form).expect("a form as a browser sends it");
        let mut problems = Problems::default();
        let content = entry.content(&mut problems);
        (content, problems.0.into_iter().map(|p| p.field).collect())
    }

    #[test]
    fn options_are_read_in_groups_and_lettered() {
        let (content, problems) = content(
            "title=T&option_letter=&option_title=&option_body=\
             &option_letter=&option_title=Calls&option_body=By+phone&option_preferred=1\
             &option_letter=&option_title=Nothing&option_body=",
        );
        assert!(problems.is_empty(), "{problems:?}");
        let seen: Vec<(&str, &str, bool)> =
            content.options.iter().map(|o| (o.letter.as_str(), o.title.as_str(), o.preferred)).collect();
        assert_eq!(seen, [("A", "Calls", true), ("B", "Nothing", false)]);
    }

    #[test]
    fn a_letter_or_a_tick_alone_is_not_dropped() {
        for form in ["option_letter=C&option_title=&option_body=", "option_title=&option_body=&option_preferred=0"] {
            let (content, problems) = content(form);
            assert_eq!((content.options.len(), problems), (1, vec!["option_title-1".to_owned()]), "{form}");
        }
    }

    #[test]
    fn what_is_wrong_in_a_group_is_told_under_the_number_that_it_will_have() {
        let (content, problems) = content(
            "option_title=&option_body=&option_title=&option_body=Words&option_title=B&option_body=&option_preferred=1&option_preferred=2\
             &document_title=D&document_url=javascript:x&document_note=&document_title=E&document_url=/files/e.pdf&document_note=",
        );
        assert_eq!(problems, ["option_title-1", "option_preferred-2", "document_url-1"]);
        assert_eq!(content.documents.len(), 2, "what was typed is kept");
    }
}
