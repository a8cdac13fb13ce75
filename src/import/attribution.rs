//! Says where an imported conversation comes from and under which licence, in the words that its licence asks for.

use super::reading::Conversation;
use crate::markdown::{self, Kind};
use std::collections::BTreeSet;

const LICENCE: &str = "https://creativecommons.org/licenses/by/4.0/";

/// The name of the export, as it stands in the attribution: by this a second import recognises the first.
pub(super) fn mark(name: &str) -> String {
    markdown::render(&format!("`{}`", plain(name)), Kind::Page).trim().replace("<p>", "").replace("</p>", "")
}

/// The attribution as safe HTML: source, licence, and what was changed (CC BY 4.0, section 3(a)).
pub(super) fn html(conversation: &Conversation) -> String {
    let name = plain(&conversation.name);
    let readme = conversation.readme.as_deref().unwrap_or_default();
    let source = if readme.contains("Polis") && readme.contains(LICENCE) {
        let study =
            case_study(readme, conversation).map_or(String::new(), |url| format!(" [How it was gathered]({url})."));
        format!(
            "**Source.** Data from a conversation held with the [Polis](https://compdemocracy.org/polis) software, \
             export `{name}`. It is licensed under [Creative Commons Attribution 4.0 (CC BY 4.0)]({LICENCE}), \
             with attribution to The Computational Democracy Project.{study}"
        )
    } else {
        format!("**Source.** The export `{name}`. No licence came with it.")
    };
    let changed = "**Changed here.** Statements became comments. Each participant has a number in place of a name. \
                   Statements that were removed then are not shown, and votes on them are not counted.";
    markdown::render(&format!("{source}\n\n{changed}"), Kind::Page)
}

/// The page in the README that tells of this conversation: the one whose address shares most words with its name and
/// topic, two at the least, and more than any other.
fn case_study<'a>(readme: &'a str, conversation: &Conversation) -> Option<&'a str> {
    let ours = words(&format!("{} {}", conversation.name, conversation.about.topic));
    let shared = |url: &str| words(url.rsplit('/').next().unwrap_or_default()).intersection(&ours).count();
    let mut studies: Vec<(usize, &str)> = readme
        .split_whitespace()
        .filter(|word| word.starts_with("https://") && word.contains("/case-studies/"))
        .map(|url| (shared(url), url))
        .collect();
    studies.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    match studies.as_slice() {
        [(best, url), rest @ ..] if *best >= 2 && rest.first().is_none_or(|(next, _)| next < best) => Some(url),
        _ => None,
    }
}

/// The words of an address or a topic, in lower case and in the singular.
fn words(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.strip_suffix('s').unwrap_or(word).to_owned()).collect()
}

/// The name of a folder without what would end the code mark around it.
fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '`' && !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::reading::About;

    const README: &str = "Open Polis data, https://creativecommons.org/licenses/by/4.0/\n\
        - https://compdemocracy.org/case-studies/2014-seattle-15-per-hour\n\
        - https://compdemocracy.org/case-studies/2017-scoop-hivemind-freshwater\n\
        - https://compdemocracy.org/case-studies/2018-scoop-hivemind-taxes\n\
        - https://compdemocracy.org/case-studies/2021-san-juan-island\n";

    fn conversation(name: &str, topic: &str, readme: Option<&str>) -> Conversation {
        let about = About { topic: topic.into(), ..About::default() };
        Conversation { name: name.into(), statements: vec![], votes: vec![], about, readme: readme.map(str::to_owned) }
    }

    #[test]
    fn the_page_that_tells_of_a_conversation_is_found_by_its_words() {
        for (name, topic, wanted) in [
            ("15-per-hour-seattle", "$15/hour", Some("2014-seattle-15-per-hour")),
            ("scoop-hivemind.freshwater", "Fresh water", Some("2017-scoop-hivemind-freshwater")),
            ("land.2021-08-01", "Land in the San Juan Islands", Some("2021-san-juan-island")),
            ("scoop-hivemind.housing", "Housing", None),
            ("parks", "Parks", None),
        ] {
            let found = case_study(README, &conversation(name, topic, None)).and_then(|url| url.rsplit('/').next());
            assert_eq!(found, wanted, "{name}");
        }
    }

    #[test]
    fn the_licence_is_named_only_where_it_came_with_the_data() {
        let given = html(&conversation("a.b", "", Some(README)));
        assert!(
            given.contains("CC BY 4.0")
                && given.contains("The Computational Democracy Project")
                && given.contains(LICENCE)
        );
        for readme in [None, Some("A folder of ours")] {
            let none = html(&conversation("a.b", "", readme));
            assert!(none.contains("No licence came with it") && !none.contains("CC BY"));
        }
    }

    #[test]
    fn the_mark_stands_in_the_attribution() {
        for name in ["vtaiwan.uberx", "a <b> & `c`", "with  two spaces", "名前"] {
            let html = html(&conversation(name, "", Some(README)));
            assert!(html.contains(&mark(name)), "{name}: {html} / {}", mark(name));
        }
    }
}
