//! The house rules, as the page about them numbers them: every decision names one.

/// The name of the page that holds them.
pub(super) use crate::notice::HOUSE_RULES as PAGE;

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
    let found: Vec<Rule> = page.unwrap_or_default().lines().filter_map(read_line).collect();
    if !found.is_empty() {
        return found;
    }
    (1..).zip(USUAL).map(|(number, words)| Rule { number, words: words.to_owned() }).collect()
}

fn read_line(line: &str) -> Option<Rule> {
    let (number, rest) = line.trim().split_once(". ")?;
    let words = rest.trim_start().strip_prefix("**")?.split_once("**")?.0;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_end_matches(['.', ':']);
    (!words.is_empty()).then_some(Rule { number: number.parse().ok()?, words: words.to_owned() })
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
}
