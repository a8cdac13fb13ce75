//! The rules, as the page about them numbers them: every decision names one.

use crate::markdown::{self, Kind};
use std::collections::BTreeSet;

/// One house rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its number on the page.
    pub number: u32,
    /// Its words in bold, without the full stop: "No personal attacks".
    pub words: String,
}

/// What a site without such a page goes by.
const USUAL: [&str; 8] = [
    "Nothing against the law",
    "No personal data",
    "No personal attacks",
    "No hatred of any group of people",
    "No false health advice",
    "No spam and no copies",
    "Stay on the topic",
    "One voice each",
];

impl Rule {
    /// As it stands in a list: "3. No personal attacks".
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}. {}", self.number, self.words)
    }

    /// As it stands in a sentence, and as a decision keeps it: "rule 3, no personal attacks".
    #[must_use]
    pub fn phrase(&self) -> String {
        format!("rule {}, {}", self.number, inside_a_sentence(&self.words))
    }
}

/// The first letter small, unless the word is written in capitals.
fn inside_a_sentence(words: &str) -> String {
    let mut letters = words.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}

/// The rules that a page numbers (Markdown): its lines "3. **No personal attacks.** …". The usual ones when it has none.
#[must_use]
pub fn read(page: Option<&str>) -> Vec<Rule> {
    let found: Vec<Rule> = numbered(page.unwrap_or_default()).map(|(rule, _)| rule).collect();
    if !found.is_empty() {
        return found;
    }
    (1..).zip(USUAL).map(|(number, words)| Rule { number, words: words.to_owned() }).collect()
}

/// What is wrong with the way in which a page numbers its rules, as a sentence without a full stop.
#[must_use]
pub fn problem(page: &str) -> Option<String> {
    let mut numbers = BTreeSet::new();
    let twice = numbered(page).find(|(rule, _)| !numbers.insert(rule.number));
    if let Some((rule, _)) = twice {
        return Some(format!("Give each rule a number of its own: {} is there twice", rule.number));
    }
    numbers.is_empty().then(|| "Number the rules, such as: 1. **No personal data.** Decisions name them".to_owned())
}

/// The page as safe HTML, in which each rule can be linked to: the third is at `#rule-3`. Each shows the number that was
/// typed, also where numbers are left out.
#[must_use]
pub fn with_anchors(page: &str) -> String {
    let html = markdown::render(page, Kind::Page);
    let (mut out, mut rest) = (String::with_capacity(html.len() + 512), html.as_str());
    for (rule, bold) in numbered(page) {
        let bold = markdown::render(&format!("**{bold}**"), Kind::Page);
        let bold = bold.trim().trim_start_matches("<p>").trim_end_matches("</p>");
        let begins = |open: &str| rest.find(&format!("{open}{bold}"));
        // In a list with blank lines between its items each of them is a paragraph.
        let Some(at) = ["<li>", "<li>\n<p>"].into_iter().filter_map(begins).min() else { continue };
        out.push_str(&rest[..at]);
        out.push_str(&format!("<li id=\"rule-{0}\" value=\"{0}\">", rule.number));
        rest = &rest[at + "<li>".len()..];
    }
    out + rest
}

/// The rules of a page, each with its words in bold as they were typed.
fn numbered(page: &str) -> impl Iterator<Item = (Rule, &str)> {
    page.lines().filter_map(|line| {
        let (number, rest) = line.trim().split_once(". ")?;
        let bold = rest.trim_start().strip_prefix("**")?.split_once("**")?.0;
        let words = bold.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.trim_end_matches(['.', ':']);
        let rule = Rule { number: number.parse().ok()?, words: words.to_owned() };
        (!words.is_empty()).then_some((rule, bold))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_page_numbers_as_many_rules() {
        let page = read(Some(include_str!("../../config/london-vision/pages/house-rules.md")));
        let numbers = |rules: &[Rule]| rules.iter().map(|rule| rule.number).collect::<Vec<_>>();
        assert_eq!(numbers(&page), numbers(&read(None)));
        assert_eq!(page[2].phrase(), "rule 3, no personal attacks");
    }

    #[test]
    fn a_changed_page_changes_the_list() {
        let rules = read(Some(
            "Be kind.\n\n1. **Be kind.** Always.\n 12. **NHS staff** are people: be kind\n3. Not bold\nx. **No.**",
        ));
        let phrases: Vec<String> = rules.iter().map(Rule::phrase).collect();
        assert_eq!(phrases, ["rule 1, be kind", "rule 12, NHS staff"]);
        assert_eq!(rules[0].label(), "1. Be kind");
        assert_eq!(read(Some("Nothing here is numbered.")).len(), 8);
    }

    #[test]
    fn a_page_that_numbers_badly_is_told() {
        assert_eq!(problem(include_str!("../../config/london-vision/pages/house-rules.md")), None);
        assert_eq!(problem("1. **A.**\n4. **B.**"), None);
        assert!(problem("- **Be kind.**\n1. Be brief").expect("told").starts_with("Number the rules"));
        let twice = problem("1. **A.**\n2. **B.**\n2. **C.**").expect("told");
        assert_eq!(twice, "Give each rule a number of its own: 2 is there twice");
    }

    #[test]
    fn each_rule_can_be_linked_to_and_shows_its_own_number() {
        let html = with_anchors("Be **good**.\n\n- **A & b.** No.\n\n1. **A & b.** x\n4. **No *c*.** y\n\nEnd");
        assert!(html.contains("<li id=\"rule-4\" value=\"4\"><strong>No <em>c</em>.</strong> y</li>"), "{html}");
        assert_eq!(html.matches(" id=").count(), 2, "{html}");
        let apart = with_anchors("1. **A.** x\n\n2. **B.** y");
        assert!(apart.contains("<li id=\"rule-2\" value=\"2\">\n<p><strong>B.</strong> y</p>"), "{apart}");
        let starter = with_anchors(include_str!("../../config/london-vision/pages/house-rules.md"));
        assert_eq!(starter.matches("<li id=\"rule-").count(), 8, "{starter}");
        assert_eq!(with_anchors("No rules."), "<p>No rules.</p>\n");
    }
}
