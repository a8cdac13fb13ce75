//! How far two coders agree, and where they do not.

use super::{Finding, findings, page_of};
use crate::charts::{FEWEST, share};
use crate::form::Problems;
use crate::parts::{count, number};
use crate::paths;
use crate::results::tables::table;
use maud::{Markup, html};

/// Everybody who has coded the same answers, two and two.
#[derive(Clone, Debug, Default)]
pub struct Agreements {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Two coders and one question each, in the order of the questions.
    pub pairs: Vec<PairLine>,
}

/// Two coders and one question.
#[derive(Clone, Debug, Default)]
pub struct PairLine {
    /// The question's number.
    pub question: i64,
    /// Its place among all questions.
    pub place: usize,
    /// What it asks.
    pub words: String,
    /// The numbers of the coders.
    pub numbers: (i64, i64),
    /// The name of the first.
    pub first: String,
    /// The name of the second.
    pub second: String,
    /// How many answers both have coded.
    pub answers: i64,
    /// In how many of them both found the very same themes.
    pub same: i64,
    /// Cohen's kappa over all themes; none where it cannot be computed.
    pub kappa: Option<f64>,
}

/// Kappa in figures, with the words of Landis and Koch, or why there is none.
fn kappa_in_words(kappa: Option<f64>) -> String {
    let Some(kappa) = kappa else { return "cannot be computed: both always chose the same".into() };
    // The word is that of the figure that stands beside it; adding nothing makes of a small minus a plain 0.
    let kappa = (kappa * 100.0).round() / 100.0 + 0.0;
    let words = match kappa {
        k if k < 0.0 => "poor",
        k if k <= 0.2 => "slight",
        k if k <= 0.4 => "fair",
        k if k <= 0.6 => "moderate",
        k if k <= 0.8 => "substantial",
        _ => "almost perfect",
    };
    format!("{} ({words})", format!("{kappa:.2}").replace('-', "−"))
}

/// "30 of 45 answers (67%)"; the share only where there are enough.
fn same_of(same: i64, answers: i64) -> String {
    let of = format!("{} of {}", number(same), count(answers, "answer", "answers"));
    if answers < FEWEST { of } else { format!("{of} ({}%)", share(same, answers, 100)) }
}

/// The page of all pairs.
pub fn agreements(view: &Agreements) -> Markup {
    let (id, title) = (view.proposal.0, view.proposal.1.as_str());
    page_of(
        "How far coders agree",
        (id, title),
        true,
        &Problems::default(),
        html! {
            p.fm-lede { (title) }
            @if view.pairs.is_empty() {
                p { "No two people have coded the same answer yet." }
            }
            ul.fm-docs {
                @for line in &view.pairs {
                    li {
                        a href=(paths::agreement_pair(id, line.question, line.numbers)) {
                            "Question " (line.place) ": " bdi { (line.first) } " and " bdi { (line.second) }
                        }
                        small { "The same themes in " (same_of(line.same, line.answers)) ". Kappa " (kappa_in_words(line.kappa)) }
                    }
                }
            }
            (meaning())
        },
    )
}

/// Two coders and one question, theme by theme.
#[derive(Clone, Debug, Default)]
pub struct PairPage {
    /// The proposal's number and title.
    pub proposal: (i64, String),
    /// Who, which question, and how far they agree over all.
    pub line: PairLine,
    /// Each theme that one of them used.
    pub themes: Vec<ThemeRow>,
    /// Answers in which they differ.
    pub differing: Vec<Differs>,
    /// How many more of these there are.
    pub more: i64,
    /// In how many more they differ that the reader has not coded.
    pub unseen: i64,
}

/// A theme, and in how many answers who found it.
#[derive(Clone, Debug, Default)]
pub struct ThemeRow {
    /// Its name with those above it.
    pub path: String,
    /// Both.
    pub both: i64,
    /// Only the first.
    pub first: i64,
    /// Only the second.
    pub second: i64,
    /// Neither.
    pub neither: i64,
    /// Cohen's kappa; none where it cannot be computed.
    pub kappa: Option<f64>,
}

/// An answer in which two coders differ.
#[derive(Clone, Debug, Default)]
pub struct Differs {
    /// The response's number.
    pub response: i64,
    /// The answer.
    pub text: String,
    /// What the first found.
    pub first: Vec<Finding>,
    /// What the second found.
    pub second: Vec<Finding>,
}

/// The page of two coders and one question.
pub fn pair(view: &PairPage) -> Markup {
    let (id, title) = (view.proposal.0, view.proposal.1.as_str());
    let line = &view.line;
    page_of(
        &format!("How far two coders agree on question {}", line.place),
        (id, title),
        true,
        &Problems::default(),
        html! {
            p.fm-lede dir="auto" { (line.words) }
            p { bdi { (line.first) } " and " bdi { (line.second) } " have both coded " (count(line.answers, "answer", "answers")) "." }
            p { "They found the same themes in " (same_of(line.same, line.answers)) ". Kappa over all themes: " (kappa_in_words(line.kappa)) "." }
            @if line.answers < FEWEST {
                p.fm-caveat { "There is no percentage, and kappa says little, while there are fewer than " (FEWEST) " answers: one more could change it much." }
            }
            @if !view.themes.is_empty() { (themes(view)) }
            (meaning())
            (differing(view))
        },
    )
}

fn themes(view: &PairPage) -> Markup {
    let only = |name: &str| format!("Only {name}");
    let heads = [
        "Theme".to_owned(),
        "Both".to_owned(),
        only(&view.line.first),
        only(&view.line.second),
        "Neither".to_owned(),
        "Kappa".to_owned(),
    ];
    let row = |theme: &ThemeRow| {
        let mut cells: Vec<String> =
            [theme.both, theme.first, theme.second, theme.neither].into_iter().map(number).collect();
        cells.push(kappa_in_words(theme.kappa));
        (theme.path.clone(), cells)
    };
    let caption = format!("In how many of {} who found the theme", count(view.line.answers, "answer", "answers"));
    table(&caption, &heads, &view.themes.iter().map(row).collect::<Vec<_>>())
}

/// What kappa is, for those who have not met it.
fn meaning() -> Markup {
    html! {
        details.govuk-details {
            summary.govuk-details__summary { span.govuk-details__summary-text { "What is kappa?" } }
            div.govuk-details__text {
                p {
                    "Two people who tick boxes blindly agree now and then by chance. Cohen’s kappa (1960) says how much more often they agree than that. "
                    "1 is always. 0 is no more often than by chance. Below 0 is less often."
                }
                p {
                    "For each theme we ask of each answer: did you find it there, or not? For all themes together we take every such question about every theme that one of the two used."
                }
                p {
                    "The words beside it, such as “moderate”, are those of Landis and Koch (1977). They are a habit and no law. "
                    "A theme that hardly anybody writes about can have a low kappa though two people nearly always say the same."
                }
            }
        }
    }
}

fn differing(view: &PairPage) -> Markup {
    let (id, line) = (view.proposal.0, &view.line);
    html! {
        h2.fm-h3.fm-subhead { "Where they differ" }
        @if view.differing.is_empty() && view.unseen == 0 { p { "Nowhere." } }
        @for one in &view.differing {
            section.fm-space.fm-flow aria-label={ "Response " (one.response) } {
                blockquote.fm-case dir="auto" { (one.text) }
                h3 { bdi { (line.first) } }
                (findings(&one.first))
                h3 { bdi { (line.second) } }
                (findings(&one.second))
                p { a href=(paths::coding_answer(id, line.question, one.response)) { "Open it" span.govuk-visually-hidden { ": response " (one.response) } } }
            }
        }
        @if view.more > 0 { p { "And in " (count(view.more, "more answer", "more answers")) "." } }
        @if view.unseen > 0 {
            p {
                "They differ in " (count(view.unseen, "answer", "answers")) " that you have not coded. "
                "You see these once you have."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_is_told_with_a_word_or_with_why_there_is_none() {
        assert_eq!(kappa_in_words(Some(1.0)), "1.00 (almost perfect)");
        assert_eq!(kappa_in_words(Some(0.6)), "0.60 (moderate)");
        assert_eq!(kappa_in_words(Some(0.604)), "0.60 (moderate)");
        assert_eq!(kappa_in_words(Some(-0.004)), "0.00 (slight)");
        assert_eq!(kappa_in_words(Some(-0.25)), "−0.25 (poor)");
        assert!(kappa_in_words(None).contains("cannot be computed"));
    }

    #[test]
    fn of_few_answers_no_percentage_is_told() {
        assert_eq!(same_of(20, 29), "20 of 29 answers");
        assert_eq!(same_of(20, 30), "20 of 30 answers (67%)");
        assert_eq!(same_of(1, 1), "1 of 1 answer");
    }
}
