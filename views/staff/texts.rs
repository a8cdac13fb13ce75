//! Changing the site's own words: those of the home page, and those that stand on every page.

use super::conflict::{ConflictField, differences};
use super::content::save;
use super::{desk_page, groups::group};
use crate::form::{self, Input, Problems, TextArea};
use crate::parts::LifeStage;
use crate::paths;
use maud::{Markup, html};

/// How many steps the form has room for.
pub const STEPS: usize = 6;

/// A step as it was typed; sent as `step_title` and `step_text`, each once a group, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepFields {
    /// What happens, in a few words.
    pub title: String,
    /// How, in Markdown.
    pub text: String,
}

/// The words of the home page as they are being changed.
#[derive(Clone, Debug, Default)]
pub struct HomeEditor {
    /// Field `headline`.
    pub headline: String,
    /// Field `lede`.
    pub lede: String,
    /// Field `areas_intro`.
    pub areas_intro: String,
    /// Field `caveat`.
    pub caveat: String,
    /// The steps; those that are missing are shown empty.
    pub steps: Vec<StepFields>,
    /// Field `was`: the wording from which the writer started, so that nobody overwrites what they have not seen.
    pub was: String,
    /// The parts that somebody else changed meanwhile; nothing when nobody did.
    pub theirs: Vec<ConflictField>,
    /// What to put right. Ids are the fields' names; in groups with the group's number from 1, such as `step_title-1`.
    pub problems: Problems,
}

/// A stage of life as it was typed; sent as `stage_label` and `stage_description`, four times, in the order of a life.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageFields {
    /// Its name.
    pub label: String,
    /// Whom it is about.
    pub description: String,
}

/// The words that stand on every page as they are being changed.
#[derive(Clone, Debug, Default)]
pub struct FrameEditor {
    /// Field `name`.
    pub name: String,
    /// Field `strapline`.
    pub strapline: String,
    /// Field `about`.
    pub about: String,
    /// Field `who_runs_this`.
    pub who_runs_this: String,
    /// Field `email`.
    pub email: String,
    /// Field `contact`.
    pub contact: String,
    /// The four stages of life.
    pub stages: [StageFields; 4],
    /// Field `was`, as in [`HomeEditor`].
    pub was: String,
    /// The parts that somebody else changed meanwhile; nothing when nobody did.
    pub theirs: Vec<ConflictField>,
    /// What to put right; ids as in [`HomeEditor`].
    pub problems: Problems,
}

/// The heading of some fields, and where their words will stand.
fn part(heading: &str, place: &str) -> Markup {
    html! {
        h2.fm-h3.fm-subhead { (heading) }
        p.fm-gap { (place) }
    }
}

/// The page for changing the words of the home page.
pub fn home_editor(view: &HomeEditor) -> Markup {
    let problems = &view.problems;
    let headline = Input { name: "headline", label: "Heading", value: &view.headline, ..Input::default() };
    let lede = area("lede", "Below the heading", None, &view.lede, 400);
    let intro = "One line without a full stop. The page of all areas begins with it too.";
    let intro = Input {
        name: "areas_intro",
        label: "Beside the heading of the areas",
        hint: Some(intro),
        value: &view.areas_intro,
        ..Input::default()
    };
    let caveat = "Where titles and texts come from. It may be empty.";
    let caveat = area("caveat", "Below the areas", Some(caveat), &view.caveat, 400);
    desk_page(
        "Words of the home page",
        &[],
        problems,
        html! {
            p { "Everybody reads these words on the first page of the site. What you save shows at once. "
                a href=(paths::home()) { "See it as it stands" } }
            (differences(None, &view.theirs))
            (form::post(paths::staff_texts_home(), html! {
                (form::hidden("was", &view.was))
                (part("The opening", "The first words on the home page, beside the picture of dots."))
                (form::text(&headline, problems))
                (form::textarea(&lede, problems))
                (part("Around the areas of focus", "On the home page and on the page of all areas."))
                (form::text(&intro, problems))
                (form::textarea(&caveat, problems))
                (part("How a decision is made", "Steps in the dark band near the end of the home page, in this order. Leave a step empty to take it out."))
                @let empty = StepFields::default();
                @for n in 0..STEPS.max(view.steps.len()) {
                    (step(n, view.steps.get(n).unwrap_or(&empty), n <= view.steps.len(), problems))
                }
                (save(paths::staff()))
            }))
        },
    )
}

fn area<'a>(name: &'a str, label: &'a str, hint: Option<&'a str>, value: &'a str, limit: usize) -> TextArea<'a> {
    TextArea { name, label, hint, value, rows: 3, limit: Some(limit), ..TextArea::default() }
}

fn step(n: usize, step: &StepFields, open: bool, problems: &Problems) -> Markup {
    let (title_id, text_id) = (format!("step_title-{}", n + 1), format!("step_text-{}", n + 1));
    let title = Input {
        name: "step_title",
        id: Some(&title_id),
        label: "What happens",
        value: &step.title,
        ..Input::default()
    };
    let text = TextArea { id: Some(&text_id), ..area("step_text", "How", Some("Markdown"), &step.text, 600) };
    group(
        &format!("Step {}", n + 1),
        open,
        html! {
            (form::text(&title, problems))
            (form::textarea(&text, problems))
        },
    )
}

/// The page for changing the words that stand on every page.
pub fn frame_editor(view: &FrameEditor) -> Markup {
    let problems = &view.problems;
    let name = "Top left, at the foot, and after the title of each page. Letters keep the name Folkmoot.";
    let name = Input {
        name: "name",
        label: "Name of the site",
        hint: Some(name),
        value: &view.name,
        width: 20,
        ..Input::default()
    };
    let line = "Beside the name at the top. It is also the title of the home page.";
    let line = Input {
        name: "strapline",
        label: "Line beside the name",
        hint: Some(line),
        value: &view.strapline,
        ..Input::default()
    };
    let about = area("about", "About the site", Some("First column of the foot, below the name."), &view.about, 600);
    let who = area("who_runs_this", "Who runs this", Some("Last column of the foot."), &view.who_runs_this, 600);
    let email = "In the foot, under “Help”. It may be empty.";
    let email = Input {
        name: "email",
        label: "Email address for questions",
        hint: Some(email),
        value: &view.email,
        autocomplete: Some("off"),
        ..Input::default()
    };
    let contact = area(
        "contact",
        "What to know before writing",
        Some("Below that address. It may be empty."),
        &view.contact,
        400,
    );
    desk_page(
        "Words on every page",
        &[],
        problems,
        html! {
            p { "These words stand at the top and at the foot of all pages. What you save shows at once, everywhere." }
            (differences(None, &view.theirs))
            (form::post(paths::staff_texts_frame(), html! {
                (form::hidden("was", &view.was))
                (part("At the top", "The name is also the way to the home page."))
                (form::text(&name, problems))
                (form::text(&line, problems))
                (part("At the foot", "The dark part with the river, below each page."))
                (form::textarea(&about, problems))
                (form::textarea(&who, problems))
                (form::email(&email, problems))
                (form::textarea(&contact, problems))
                (part("Stages of life", "The four groups of areas: on the home page, on the page of all areas, and as a small mark on each proposal and case study. Their colours and marks stay."))
                @for (n, stage) in view.stages.iter().enumerate() { (life_stage(n, stage, problems)) }
                (save(paths::staff()))
            }))
        },
    )
}

fn life_stage(n: usize, fields: &StageFields, problems: &Problems) -> Markup {
    let (label_id, text_id) = (format!("stage_label-{}", n + 1), format!("stage_description-{}", n + 1));
    let label = Input {
        name: "stage_label",
        id: Some(&label_id),
        label: "Name",
        value: &fields.label,
        width: 20,
        ..Input::default()
    };
    let text = Input {
        name: "stage_description",
        id: Some(&text_id),
        label: "Whom or what it is about",
        value: &fields.description,
        ..Input::default()
    };
    let legend = LifeStage::ALL.get(n).map_or("", |stage| stage.label());
    html! {
        fieldset.govuk-fieldset.fm-gap {
            legend.govuk-fieldset__legend.govuk-fieldset__legend--s { "Stage " (n + 1) ", at first “" (legend) "”" }
            (form::text(&label, problems))
            (form::text(&text, problems))
        }
    }
}
