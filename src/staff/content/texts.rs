//! What the forms for the site's own words send, and how it becomes those words.

use super::form::{in_order, mark, read_mark};
use crate::clock::Moment;
use crate::policy::LifeStage;
use crate::text::Text;
use crate::texts::{Contact, Hero, LifeStageText, Part, Step, Texts};
use maud::Markup;
use serde::Deserialize;
use validator::{Validate, ValidateEmail};
use views::form::Problems;
use views::staff::{self, ConflictField, FrameEditor, HomeEditor, StageFields, StepFields, differing};

/// The form for the words of the home page.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct HomeEntry {
    #[validate(length(min = 1, max = 120, message = "Enter a heading of at most 120 characters"))]
    headline: Text,
    #[validate(length(
        min = 1,
        max = 400,
        message = "Enter what stands below the heading, in at most 400 characters"
    ))]
    lede: Text,
    #[validate(length(max = 200, message = "The line beside the areas must be 200 characters or fewer"))]
    areas_intro: Text,
    #[validate(length(max = 400, message = "The line below the areas must be 400 characters or fewer"))]
    caveat: Text,
    step_title: Vec<Text>,
    step_text: Vec<Text>,
    was: Text,
}

impl HomeEntry {
    /// What would be stored; what is wrong with it is added to `problems`.
    pub(super) fn texts(&self, problems: &mut Problems) -> Texts {
        Texts {
            hero: Hero { headline: self.headline.on_one_line(), lede: self.lede.on_one_line() },
            areas_intro: self.areas_intro.on_one_line(),
            caveat: self.caveat.on_one_line(),
            steps: self.steps(problems),
            ..Texts::default()
        }
    }

    /// The wording from which the writer started.
    pub(super) fn was(&self) -> Moment {
        read_mark(&self.was)
    }

    /// The steps in which something was typed.
    fn steps(&self, problems: &mut Problems) -> Vec<Step> {
        let mut steps = Vec::new();
        for n in 0..self.step_title.len().max(self.step_text.len()) {
            let title = self.step_title.get(n).map_or_else(String::new, Text::on_one_line);
            let text = self.step_text.get(n).map_or_else(String::new, |text| text.as_str().to_owned());
            if title.is_empty() && text.is_empty() {
                continue;
            }
            steps.push(Step { title, text });
            check_step(&steps, problems);
        }
        steps
    }
}

/// Tells what is wrong with the last of `steps`, which the form will show under that number.
fn check_step(steps: &[Step], problems: &mut Problems) {
    let Some(step) = steps.last() else { return };
    if step.title.is_empty() || step.title.chars().count() > 80 {
        problems.add(format!("step_title-{}", steps.len()), "Enter what happens, in at most 80 characters");
    }
    if step.text.is_empty() || step.text.chars().count() > 600 {
        problems.add(format!("step_text-{}", steps.len()), "Enter how it happens, in at most 600 characters");
    }
}

/// The form for the words that stand on every page.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct FrameEntry {
    #[validate(length(min = 1, max = 40, message = "Enter a name of at most 40 characters"))]
    name: Text,
    #[validate(length(min = 1, max = 100, message = "Enter the line beside the name, in at most 100 characters"))]
    strapline: Text,
    #[validate(length(max = 600, message = "What stands about the site must be 600 characters or fewer"))]
    about: Text,
    #[validate(length(max = 600, message = "Who runs this must be 600 characters or fewer"))]
    who_runs_this: Text,
    email: Text,
    #[validate(length(max = 400, message = "What to know before writing must be 400 characters or fewer"))]
    contact: Text,
    stage_label: Vec<Text>,
    stage_description: Vec<Text>,
    was: Text,
}

impl FrameEntry {
    /// What would be stored; what is wrong with it is added to `problems`.
    pub(super) fn texts(&self, problems: &mut Problems) -> Texts {
        let email = self.email.on_one_line();
        if !email.is_empty() && (email.len() > 200 || !email.validate_email()) {
            problems.add("email", "Enter an email address, such as name@example.org, or nothing");
        }
        Texts {
            name: self.name.on_one_line(),
            strapline: self.strapline.on_one_line(),
            about: self.about.on_one_line(),
            who_runs_this: self.who_runs_this.on_one_line(),
            contact: Contact { email, text: self.contact.on_one_line() },
            life_stages: self.stages(problems),
            ..Texts::default()
        }
    }

    /// The wording from which the writer started.
    pub(super) fn was(&self) -> Moment {
        read_mark(&self.was)
    }

    fn stages(&self, problems: &mut Problems) -> Vec<LifeStageText> {
        let read = |(n, key): (usize, &LifeStage)| {
            let text = |column: &[Text]| column.get(n).map_or_else(String::new, Text::on_one_line);
            let (label, description) = (text(&self.stage_label), text(&self.stage_description));
            if label.is_empty() || label.chars().count() > 40 {
                problems.add(format!("stage_label-{}", n + 1), "Enter a name of at most 40 characters");
            }
            if description.is_empty() || description.chars().count() > 200 {
                problems
                    .add(format!("stage_description-{}", n + 1), "Enter what it is about, in at most 200 characters");
            }
            LifeStageText { key: *key, label, description }
        };
        LifeStage::ALL.iter().enumerate().map(read).collect()
    }
}

/// The page with the form of this part; `was` is the moment of the wording that is to be replaced.
pub(super) fn page(part: Part, texts: Texts, was: Moment, theirs: Vec<ConflictField>, problems: Problems) -> Markup {
    match part {
        Part::Home => staff::home_editor(&HomeEditor {
            headline: texts.hero.headline,
            lede: texts.hero.lede,
            areas_intro: texts.areas_intro,
            caveat: texts.caveat,
            steps: texts.steps.into_iter().map(|step| StepFields { title: step.title, text: step.text }).collect(),
            was: mark(was),
            theirs,
            problems: in_order(problems, &["headline", "lede", "areas_intro", "caveat"]),
        }),
        Part::Frame => staff::frame_editor(&FrameEditor {
            stages: stages(&texts),
            name: texts.name,
            strapline: texts.strapline,
            about: texts.about,
            who_runs_this: texts.who_runs_this,
            email: texts.contact.email,
            contact: texts.contact.text,
            was: mark(was),
            theirs,
            problems: in_order(problems, &["name", "strapline", "about", "who_runs_this", "email", "contact"]),
        }),
    }
}

/// The stages of life in the order of the form; one without words of its own has those of the program.
fn stages(texts: &Texts) -> [StageFields; 4] {
    views::parts::LifeStage::ALL.map(|stage| {
        let own = texts.life_stages.iter().find(|text| views::parts::LifeStage::from(text.key) == stage);
        own.map_or_else(
            || StageFields { label: stage.label().to_owned(), description: stage.description().to_owned() },
            |text| StageFields { label: text.label.clone(), description: text.description.clone() },
        )
    })
}

/// What of this part two people wrote differently.
pub(super) fn differences(part: Part, theirs: &Texts, mine: &Texts) -> Vec<ConflictField> {
    match part {
        Part::Home => differing(&[
            ("Heading", &theirs.hero.headline, &mine.hero.headline),
            ("Below the heading", &theirs.hero.lede, &mine.hero.lede),
            ("Beside the heading of the areas", &theirs.areas_intro, &mine.areas_intro),
            ("Below the areas", &theirs.caveat, &mine.caveat),
            ("How a decision is made", &step_lines(theirs), &step_lines(mine)),
        ]),
        Part::Frame => differing(&[
            ("Name of the site", &theirs.name, &mine.name),
            ("Line beside the name", &theirs.strapline, &mine.strapline),
            ("About the site", &theirs.about, &mine.about),
            ("Who runs this", &theirs.who_runs_this, &mine.who_runs_this),
            ("Email address for questions", &theirs.contact.email, &mine.contact.email),
            ("What to know before writing", &theirs.contact.text, &mine.contact.text),
            ("Stages of life", &stage_lines(theirs), &stage_lines(mine)),
        ]),
    }
}

fn step_lines(texts: &Texts) -> String {
    texts.steps.iter().map(|step| format!("{}: {}", step.title, step.text)).collect::<Vec<_>>().join("\n")
}

fn stage_lines(texts: &Texts) -> String {
    stages(texts).iter().map(|stage| format!("{}: {}", stage.label, stage.description)).collect::<Vec<_>>().join("\n")
}
