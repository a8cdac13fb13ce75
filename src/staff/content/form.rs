//! What the forms for pages and areas send, and how it becomes their words.

use crate::areas::{self, Area, AreaText, Figure, FigureText, Page, PageText};
use crate::clock::Moment;
use crate::house_rules;
use crate::policy::LifeStage;
use crate::text::Text;
use chrono::DateTime;
use serde::Deserialize;
use validator::Validate;
use views::form::Problems;
use views::staff::{AreaEditor, ConflictField, FigureFields, PageEditor, differing};

/// The form of a page.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct PageEntry {
    #[validate(length(min = 1, max = 200, message = "Enter a title of at most 200 characters"))]
    title: Text,
    #[validate(length(max = 600, message = "The summary must be 600 characters or fewer"))]
    summary: Text,
    #[validate(length(min = 1, max = 50_000, message = "Enter a text of at most 50,000 characters"))]
    body: Text,
    reason: Text,
    was: Text,
}

impl PageEntry {
    /// What is wrong with it as the house rules is added to `problems`.
    pub(super) fn check_rules(&self, problems: &mut Problems) {
        if problems.for_field("body").is_none() {
            house_rules::problem(self.body.as_str()).into_iter().for_each(|problem| problems.add("body", problem));
        }
        house_rules::problem_of_reason(&self.reason).into_iter().for_each(|problem| problems.add("reason", problem));
    }

    /// Why the house rules change.
    pub(super) fn reason(&self) -> &Text {
        &self.reason
    }

    /// What would be stored.
    pub(super) fn text(&self) -> PageText {
        PageText {
            title: self.title.on_one_line(),
            summary: self.summary.on_one_line(),
            body: self.body.as_str().to_owned(),
        }
    }

    /// The wording from which the writer started.
    pub(super) fn was(&self) -> Moment {
        read_mark(&self.was)
    }
}

/// The form with these words; `was` is the moment of the wording that they are to replace.
pub(super) fn page_editor(
    slug: &str,
    text: PageText,
    reason: &Text,
    was: Moment,
    theirs: Vec<ConflictField>,
    problems: Problems,
) -> PageEditor {
    PageEditor {
        slug: slug.to_owned(),
        title: text.title,
        summary: text.summary,
        body: text.body,
        reason: (slug == house_rules::PAGE).then(|| reason.as_str().to_owned()),
        was: mark(was),
        theirs,
        problems: in_order(problems, &["title", "summary", "body", "reason"]),
    }
}

/// The words of a page as they are stored.
pub(super) fn page_text(page: Page) -> PageText {
    PageText { title: page.title, summary: page.summary, body: page.body }
}

/// The parts of a page that two people wrote differently.
pub(super) fn page_differences(theirs: &PageText, mine: &PageText) -> Vec<ConflictField> {
    differing(&[
        ("Title", &theirs.title, &mine.title),
        ("Summary", &theirs.summary, &mine.summary),
        ("Text", &theirs.body, &mine.body),
    ])
}

/// The form of an area of focus.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AreaEntry {
    #[validate(length(min = 1, max = 200, message = "Enter a title of at most 200 characters"))]
    title: Text,
    #[validate(length(min = 1, max = 80, message = "Enter a short title of at most 80 characters"))]
    short_title: Text,
    life_stage: Text,
    #[validate(length(max = 200, message = "The ambition must be 200 characters or fewer"))]
    ambition: Text,
    #[validate(length(max = 600, message = "What the partnership aims at must be 600 characters or fewer"))]
    lede: Text,
    #[validate(length(max = 20_000, message = "Why it matters must be 20,000 characters or fewer"))]
    why: Text,
    #[validate(length(max = 4_000, message = "Who decides must be 4,000 characters or fewer"))]
    who_decides: Text,
    figure_number: Vec<Text>,
    figure_text: Vec<Text>,
    figure_source: Vec<Text>,
    figure_url: Vec<Text>,
    was: Text,
}

/// The fields of an area's form, in order; those of figures follow.
const AREA_FIELDS: [&str; 7] = ["title", "short_title", "life_stage", "ambition", "lede", "why", "who_decides"];

impl AreaEntry {
    /// What would be stored, as far as it can be; what is wrong with it is added to `problems`.
    pub(super) fn text(&self, problems: &mut Problems) -> AreaText {
        let life_stage = self.life_stage.as_str().parse::<LifeStage>();
        if life_stage.is_err() {
            problems.add("life_stage", "Choose a stage of life");
        }
        AreaText {
            title: self.title.on_one_line(),
            short_title: self.short_title.on_one_line(),
            life_stage: life_stage.unwrap_or(LifeStage::Start),
            ambition: self.ambition.on_one_line(),
            lede: self.lede.on_one_line(),
            why: self.why.as_str().to_owned(),
            who_decides: self.who_decides.as_str().to_owned(),
            figures: self.figures(problems),
        }
    }

    /// The wording from which the writer started.
    pub(super) fn was(&self) -> Moment {
        read_mark(&self.was)
    }

    /// The groups in which something was typed.
    fn figures(&self, problems: &mut Problems) -> Vec<FigureText> {
        let columns = [&self.figure_number, &self.figure_text, &self.figure_source, &self.figure_url];
        let groups = columns.iter().map(|column| column.len()).max().unwrap_or(0);
        let mut figures = Vec::new();
        for n in 0..groups {
            let [number, text, source_name, source_url] =
                columns.map(|column| column.get(n).map_or_else(String::new, Text::on_one_line));
            let figure = FigureText { number, text, source_name, source_url };
            if figure != FigureText::default() {
                figures.push(figure);
                check_figure(&figures, problems);
            }
        }
        figures
    }
}

/// Tells what is wrong with the last of `figures`, which the form will show under that number.
fn check_figure(figures: &[FigureText], problems: &mut Problems) {
    let Some(figure) = figures.last() else { return };
    let mut tell = |field: &str, message: &str| problems.add(format!("{field}-{}", figures.len()), message);
    if figure.number.is_empty() || figure.number.chars().count() > 20 {
        tell("figure_number", "Enter the number, in at most 20 characters");
    }
    if figure.text.is_empty() || figure.text.chars().count() > 400 {
        tell("figure_text", "Enter what it counts, in at most 400 characters");
    }
    if figure.source_name.is_empty() || figure.source_name.chars().count() > 200 {
        tell("figure_source", "Enter the name of the source, in at most 200 characters");
    }
    if !areas::is_web_address(&figure.source_url) || figure.source_url.len() > 500 {
        tell("figure_url", "Enter the address of the source: it begins with https:// or http://");
    }
}

/// The form with these words; `was` is the moment of the wording that they are to replace.
pub(super) fn area_editor(
    slug: &str,
    text: AreaText,
    was: Moment,
    theirs: Vec<ConflictField>,
    problems: Problems,
) -> AreaEditor {
    let figure = |figure: FigureText| FigureFields {
        number: figure.number,
        text: figure.text,
        source: figure.source_name,
        url: figure.source_url,
    };
    AreaEditor {
        slug: slug.to_owned(),
        title: text.title,
        short_title: text.short_title,
        life_stage: text.life_stage.into(),
        ambition: text.ambition,
        lede: text.lede,
        why: text.why,
        who_decides: text.who_decides,
        figures: text.figures.into_iter().map(figure).collect(),
        was: mark(was),
        theirs,
        problems: in_order(problems, &AREA_FIELDS),
    }
}

/// The words of an area as they are stored.
pub(super) fn area_text(area: Area, figures: Vec<Figure>) -> AreaText {
    let figure = |figure: Figure| FigureText {
        number: figure.number,
        text: figure.text,
        source_name: figure.source_name,
        source_url: figure.source_url,
    };
    AreaText {
        title: area.title,
        short_title: area.short_title,
        life_stage: area.life_stage,
        ambition: area.ambition,
        lede: area.lede,
        why: area.why,
        who_decides: area.who_decides,
        figures: figures.into_iter().map(figure).collect(),
    }
}

/// The parts of an area that two people wrote differently.
pub(super) fn area_differences(theirs: &AreaText, mine: &AreaText) -> Vec<ConflictField> {
    let stage = |text: &AreaText| views::frame::label(text.life_stage.into()).to_owned();
    let figures = |text: &AreaText| -> String {
        let line = |f: &FigureText| format!("{}: {} ({}, {})", f.number, f.text, f.source_name, f.source_url);
        text.figures.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    differing(&[
        ("Title", &theirs.title, &mine.title),
        ("Short title", &theirs.short_title, &mine.short_title),
        ("Stage of life", &stage(theirs), &stage(mine)),
        ("Ambition", &theirs.ambition, &mine.ambition),
        ("What the partnership aims at", &theirs.lede, &mine.lede),
        ("Why it matters", &theirs.why, &mine.why),
        ("Who decides", &theirs.who_decides, &mine.who_decides),
        ("Figures", &figures(theirs), &figures(mine)),
    ])
}

/// A wording's moment as the form carries it: microseconds since 1970.
pub(super) fn mark(at: Moment) -> String {
    at.and_utc().timestamp_micros().to_string()
}

/// What cannot be read stands for a wording that is not there any more.
pub(super) fn read_mark(text: &Text) -> Moment {
    let micros = text.as_str().parse().unwrap_or(0);
    DateTime::from_timestamp_micros(micros).unwrap_or_default().naive_utc()
}

/// The problems in the order of the fields, those of other fields last.
pub(in crate::staff) fn in_order(mut problems: Problems, fields: &[&str]) -> Problems {
    problems.0.sort_by_key(|problem| fields.iter().position(|field| *field == problem.field).unwrap_or(fields.len()));
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(form: &str) -> AreaEntry {
        serde_html_form::from_str(form).expect("a form as a browser sends it")
    }

    #[test]
    fn figures_are_read_in_groups_and_empty_ones_left_out() {
        let mut problems = Problems::default();
        let form = "life_stage=age&figure_number=&figure_text=&figure_source=&figure_url=\
            &figure_number=4&figure_text=Four.&figure_source=A&figure_url=https://a.example/\
            &figure_number=5&figure_text=&figure_source=B&figure_url=javascript:x";
        let text = entry(form).text(&mut problems);
        assert_eq!(text.figures.len(), 2);
        assert_eq!(text.figures[0].source_url, "https://a.example/");
        let fields: Vec<&str> = problems.0.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["figure_text-2", "figure_url-2"], "as the form shows them again");
    }

    #[test]
    fn a_stage_of_life_that_is_none_is_told() {
        let mut problems = Problems::default();
        entry("life_stage=moon").text(&mut problems);
        assert_eq!(problems.for_field("life_stage"), Some("Choose a stage of life"));
    }

    #[test]
    fn a_mark_is_read_back_to_the_microsecond() {
        let at = DateTime::from_timestamp_micros(1_796_000_000_123_456).expect("a moment in range").naive_utc();
        assert_eq!(read_mark(&Text::new(&mark(at))), at);
        assert_eq!(read_mark(&Text::new("nonsense")), Moment::default());
    }

    #[test]
    fn only_what_differs_is_shown() {
        let theirs = PageText { title: "A".into(), summary: "same".into(), body: "x".into() };
        let mine = PageText { title: "B".into(), ..theirs.clone() };
        let fields = page_differences(&theirs, &mine);
        assert_eq!(fields.len(), 1);
        assert_eq!((fields[0].theirs.as_str(), fields[0].mine.as_str()), ("A", "B"));
    }
}
