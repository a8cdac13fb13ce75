//! Finding out what people wrote about: the themes, one answer at a time, and how far two agree.

use super::sights::Sights;
use super::{Inspector, crowd};
use crate::site::{PASSWORD, Site};
use views::paths;

/// An open proposal of the starter content that asks questions.
const ASKING: &str = "text-people-with-asthma-on-days-of-high-air-pollution";

pub const CODING: Sights = Sights {
    pages: &[
        "/staff/consultations",
        "/staff/proposals/{id}/responses",
        "/staff/proposals/{id}/themes",
        "/staff/themes/{id}",
        "/staff/proposals/{id}/coding",
        "/staff/proposals/{id}/coding/{question}",
        "/staff/proposals/{id}/coding/{question}/{response}",
        "/staff/proposals/{id}/agreement",
        "/staff/proposals/{id}/agreement/{question}/{pair}",
    ],
    faults: &[
        "/staff/proposals/{id}/themes",
        "/staff/themes/{id}",
        "/staff/proposals/{id}/coding/{question}/{response}",
    ],
};

tests! {
    coding_has_no_faults => coding();
}

async fn coding() {
    let site = Site::start().await;
    crowd::answers(&site, ASKING).await;
    let mut ed = Inspector::arrives(&site, &CODING).await;
    ed.person.signs_in("editor@folkmoot.example", PASSWORD).await;
    ed.visits("coding-consultations", paths::staff_consultations()).await;
    ed.person.follows("Text people with asthma").await;
    ed.person.sees("Code the answers").await;
    ed.looks("coding-responses").await;
    ed.person.follows("Themes").await;
    let themes = themes(&mut ed).await;
    let start = themes.replace("/themes", "/coding");
    ed.visits_by_day_and_night("coding", &start).await;
    ed.person.presses("Take it yourself").await;
    ed.person.sees("Saved.").await;
    ed.looks("coding-taken").await;
    let answer = answer(&mut ed, &start).await;
    // Somebody else codes the same answer, and sees then what the first found.
    ed.person.leaves().await;
    ed.person.signs_in("administrator@folkmoot.example", PASSWORD).await;
    ed.person.visits(&answer).await;
    ed.person.chooses("Noise").await;
    ed.person.presses("Done, next").await;
    ed.person.sees("What is it about?").await;
    ed.visits_by_day_and_night("coding-answer-coded", &answer).await;
    ed.person.sees("What others found").await;
    ed.visits_by_day_and_night("agreement", &themes.replace("/themes", "/agreement")).await;
    ed.person.follows("Question").await;
    ed.person.sees("Where they differ").await;
    let here = ed.person.path().await;
    ed.visits_by_day_and_night("agreement-pair", &here).await;
    ed.leaves();
}

/// Builds the tree; gives its address.
async fn themes(ed: &mut Inspector<'_>) -> String {
    ed.person.sees("There are no themes yet.").await;
    let here = ed.person.path().await;
    ed.looks("themes-empty").await;
    ed.person.presses("Add it").await;
    ed.person.sees("Enter a name").await;
    ed.looks("themes-error").await;
    for (name, under) in [("Buses", "At the top"), ("Night buses", "Buses"), ("Noise", "At the top")] {
        ed.person.fills("Name", name).await;
        ed.person.fills("What belongs to it", "What people say about it.").await;
        ed.person.picks("Where does it stand?", under).await;
        ed.person.presses("Add it").await;
        ed.person.sees("Saved.").await;
    }
    ed.visits_by_day_and_night("themes", &here).await;
    ed.person.follows("Buses").await;
    ed.person.sees("Change a theme").await;
    ed.looks("theme").await;
    ed.person.fills("Name", "").await;
    ed.person.presses("Save").await;
    ed.person.sees("Enter a name").await;
    ed.looks("theme-error").await;
    here
}

/// Codes the first answer; gives its address.
async fn answer(ed: &mut Inspector<'_>, start: &str) -> String {
    ed.person.follows("Code the next answer").await;
    ed.person.sees("What is it about?").await;
    let here = ed.person.path().await;
    ed.visits_by_day_and_night("coding-answer", &here).await;
    ed.person.presses("Tag, and stay here").await;
    ed.person.sees("Tick the themes").await;
    ed.looks("coding-answer-error").await;
    ed.person.chooses("2. I walked.").await;
    ed.person.chooses("Buses").await;
    ed.person.presses("Tag, and stay here").await;
    ed.person.sees("What you tagged").await;
    ed.looks("coding-answer-tagged").await;
    ed.person.presses("Done, next").await;
    ed.person.sees("What is it about?").await;
    ed.person.visits(start).await;
    ed.person.follows("Answers that you have coded").await;
    ed.person.sees("Your coding of question").await;
    ed.looks("coding-own").await;
    here
}
