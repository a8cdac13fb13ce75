//! What a consultation asks: built by an editor, answered by a resident.

mod paper;
mod publishing;

use super::sights::Sights;
use super::{Inspector, crowd};
use crate::site::{PASSWORD, Site};
use views::paths;

/// An open proposal of the starter content that asks questions.
const ASKING: &str = "text-people-with-asthma-on-days-of-high-air-pollution";
/// One that opens later, and asks nothing yet.
const LATER: &str = "School streets at every primary on a main road";

pub const BUILDING: Sights = Sights {
    pages: &[
        "/staff/proposals/{id}/questionnaire",
        "/staff/proposals/{id}/questionnaire/preview",
        "/staff/proposals/{id}/questionnaire/sections",
        "/staff/proposals/{id}/questionnaire/sections/{section}",
        "/staff/proposals/{id}/questionnaire/sections/{section}/questions",
        "/staff/proposals/{id}/questionnaire/questions/{question}",
        "/staff/proposals/{id}/equality-questions",
    ],
    faults: &[
        "/staff/proposals/{id}/equality-questions",
        "/staff/proposals/{id}/questionnaire/late",
        "/staff/proposals/{id}/questionnaire/preview",
        "/staff/proposals/{id}/questionnaire/sections",
        "/staff/proposals/{id}/questionnaire/sections/{section}",
        "/staff/proposals/{id}/questionnaire/sections/{section}/questions",
        "/staff/proposals/{id}/questionnaire/questions/{question}",
    ],
};
pub const ANSWERING: Sights = Sights {
    pages: &[
        "/proposals/{slug}",
        "/proposals/{slug}/questions",
        "/proposals/{slug}/respond",
        "/responses/{reference}",
        "/responses/{reference}/sections/{section}",
        "/responses/{reference}/sections/{section}/history",
        "/responses/{reference}/remarks",
        "/responses/{reference}/attachments",
        "/responses/{reference}/check",
        "/responses/{reference}/answers",
        "/account/responses",
        "/proposals/{slug}/results",
        "/staff/consultations",
        "/staff/proposals/{id}/responses",
        "/staff/responses/{id}",
        "/staff/proposals/{id}/campaigns",
        "/staff/campaigns/{id}",
        "/staff/proposals/{id}/outcome",
        "/staff/proposals/{id}/outcome/points",
        "/staff/outcome-points/{id}",
        "/proposals/{slug}/outcome",
        "/responses/{reference}/outcome",
        "/staff/proposals/{id}/publishing",
        "/staff/responses/{id}/publication",
        "/staff/responses/{id}/redactions/{question}",
        "/staff/proposals/{id}/paper",
        "/staff/paper/{id}",
        "/proposals/{slug}/responses",
        "/proposals/{slug}/responses/{number}",
        "/responses/{reference}/equality",
        "/proposals/{slug}/equality",
    ],
    faults: &[
        "/responses/{reference}/sections/{section}",
        "/responses/{reference}/remarks",
        "/responses/{reference}/attachments",
        "/responses/{reference}/check",
        "/staff/campaigns/{id}",
        "/staff/proposals/{id}/outcome",
        "/staff/proposals/{id}/outcome/points",
        "/staff/proposals/{id}/outcome/publication",
        "/staff/outcome-points/{id}",
        "/staff/responses/{id}/publication",
        "/staff/responses/{id}/redactions/{question}",
        "/staff/proposals/{id}/paper",
        "/staff/paper/{id}",
        "/staff/paper/{id}/attachments",
        "/staff/paper/{id}/sending",
    ],
};

tests! {
    the_desk_of_questions_has_no_faults => building();
    answering_has_no_faults => answering();
}

async fn building() {
    let site = Site::start().await;
    let mut ed = Inspector::arrives(&site, &BUILDING).await;
    ed.person.signs_in("editor@folkmoot.example", PASSWORD).await;
    ed.person.visits(paths::staff_proposals()).await;
    ed.person.browser.client.execute(
        "[...document.querySelectorAll('tr')].find(row => row.textContent.includes(arguments[0])).querySelector('a[href$=questionnaire]').click()",
        vec![LATER.into()],
    ).await.expect("the link is there");
    ed.person.sees("Nothing is asked yet.").await;
    let desk = ed.person.path().await;
    ed.visits("questions-empty", &desk).await;
    ed.person.follows("Add a section").await;
    ed.person.sees("Heading").await;
    ed.looks("section-new").await;
    ed.person.presses("Save").await;
    ed.person.sees("Enter a heading").await;
    ed.looks("section-new-error").await;
    ed.person.fills("Heading", "About you").await;
    ed.person.presses("Save").await;
    ed.person.sees("Saved.").await;
    ed.person.follows("Change the heading").await;
    ed.person.sees("Change a section").await;
    ed.looks("section").await;
    ed.person.fills("Heading", "").await;
    ed.person.presses("Save").await;
    ed.person.sees("Enter a heading").await;
    ed.looks("section-error").await;
    ed.person.visits(&desk).await;
    question(&mut ed, "Do you drive?", "One answer of several", "Yes\nNo").await;
    ed.person.follows("Add a question").await;
    ed.person.sees("Ask only some people").await;
    ed.person.opens("1. Do you drive?").await;
    ed.looks("question-new").await;
    ed.person.presses("Save").await;
    ed.person.sees("Enter what you ask").await;
    ed.looks("question-new-error").await;
    ed.person.fills("What do you ask?", "How far each day?").await;
    ed.person.picks("How do people answer?", "A whole number").await;
    ed.person.chooses("An answer is needed").await;
    ed.person.presses("Save").await;
    ed.person.sees("Saved.").await;
    ed.person.follows("Change question 2").await;
    ed.person.sees("Change a question").await;
    ed.looks("question").await;
    ed.person.fills("What do you ask?", "").await;
    ed.person.presses("Save").await;
    ed.person.sees("Enter what you ask").await;
    ed.looks("question-error").await;
    ed.person.visits(&desk).await;
    ed.person.fills("For how many days after the close", "soon").await;
    ed.person.presses("Save").await;
    ed.person.sees("Enter a number of days").await;
    ed.looks("late-error").await;
    ed.visits_by_day_and_night("questions", &desk).await;
    trial(&mut ed).await;
    ed.person.visits(&desk).await;
    about_people(&mut ed).await;
    ed.leaves();
}

/// The editor chooses what people are asked about themselves.
async fn about_people(ed: &mut Inspector<'_>) {
    ed.person.follows("Equality questions").await;
    ed.person.sees("Choose only what you will use").await;
    ed.person.chooses("Race").await;
    ed.person.chooses("Age").await;
    ed.person.presses("Save").await;
    ed.person.sees("Say why you need to know this").await;
    ed.looks("equality-desk-error").await;
    ed.person.fills("Why do you need to know this?", "To see whether we hear from all parts of the town.").await;
    ed.person.presses("Save").await;
    ed.person.sees("Saved.").await;
    let desk = ed.person.path().await;
    ed.visits_by_day_and_night("equality-desk", desk.split('?').next().unwrap_or_default()).await;
}

async fn trial(ed: &mut Inspector<'_>) {
    ed.person.follows("Try it as somebody who answers").await;
    ed.person.sees("This is a trial.").await;
    ed.looks("trial").await;
    ed.person.presses("Go on").await;
    ed.person.sees("Enter a number").await;
    ed.looks("trial-error").await;
}

async fn question(ed: &mut Inspector<'_>, words: &str, kind: &str, choices: &str) {
    ed.person.follows("Add a question").await;
    ed.person.fills("What do you ask?", words).await;
    ed.person.picks("How do people answer?", kind).await;
    ed.person.fills("Answers to choose from", choices).await;
    ed.person.presses("Save").await;
    ed.person.sees("Saved.").await;
}

async fn answering() {
    let site = Site::start().await;
    let mut rae = Inspector::arrives(&site, &ANSWERING).await;
    rae.visits_by_day_and_night("proposal-asking", &paths::proposal(ASKING)).await;
    rae.visits("all-questions", &paths::questions(ASKING)).await;
    rae.visits("respond-stranger", &paths::respond(ASKING)).await;
    rae.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    crowd::asks_about_people(&site, ASKING);
    rae.visits("respond", &paths::respond(ASKING)).await;
    rae.person.presses("Start now").await;
    rae.person.sees("Your response").await;
    rae.looks("response-begun").await;
    rae.person.follows("Go on with the questions").await;
    rae.person.sees("Section 1 of 3").await;
    rae.person.presses("Save and continue").await;
    rae.person.sees("Choose an answer").await;
    rae.looks("response-section-error").await;
    rae.person.chooses("Yes, I do").await;
    rae.person.picks("2. Which borough", "Hackney").await;
    rae.person.presses("Save and continue").await;
    rae.person.sees("Section 2 of 3").await;
    let here = rae.person.path().await;
    rae.visits_by_day_and_night("response-section", &here).await;
    rae.person.presses("Save and continue").await;
    rae.person.sees("There is a problem").await;
    rae.looks("response-grid-error").await;
    rae.person.chooses("Letter once a year").await;
    for row in ["A text should come", "The evening before", "The text should name"] {
        rae.person.chooses(&format!("Agree: {row}")).await;
    }
    rae.person.picks("It says what to do", "1st").await;
    rae.person.presses("Save and continue").await;
    rae.person.sees("What happened on the last day of bad air?").await;
    rae.person.fills("6. What happened", "The bus was full.\nI walked.").await;
    rae.person.presses("Save and continue").await;
    rae.person.sees("Check your answers").await;
    sends(&mut rae).await;
    let here = rae.person.path().await;
    rae.visits_by_day_and_night("response", &here).await;
    about_oneself(&mut rae).await;
    rae.person.follows("See what you sent").await;
    rae.person.sees("The bus was full.").await;
    rae.looks("response-answers").await;
    rae.visits("own-responses", paths::own_responses()).await;
    together(&site, &mut rae).await;
    rae.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    results(&site, &mut rae, &here).await;
    reading(&mut rae).await;
    let proposal = campaign(&site, &mut rae).await;
    publishing::publishes(&mut rae, proposal).await;
    paper::keyed_twice(&site, &mut rae, proposal).await;
    equality(&site, &mut rae, proposal).await;
    outcome(&mut rae, proposal, &here).await;
    rae.leaves();
}

/// A file is attached, the answers are looked at once more, and sent.
async fn sends(rae: &mut Inspector<'_>) {
    let check = rae.person.path().await;
    attaching(rae).await;
    rae.visits_by_day_and_night("response-check", &check).await;
    rae.person.presses("Send").await;
    rae.person.sees("Choose whether we may publish").await;
    rae.looks("response-check-error").await;
    rae.person.chooses("Yes, without my name").await;
    rae.person.presses("Send").await;
    rae.person.sees("We have your response").await;
}

/// Whoever has sent a response says something about themselves.
async fn about_oneself(rae: &mut Inspector<'_>) {
    rae.person.follows("Answer questions about you").await;
    rae.person.sees("How your answers are kept").await;
    let here = rae.person.path().await;
    rae.visits_by_day_and_night("about-you", &here).await;
    rae.person.chooses("25 to 34").await;
    rae.person.presses("Send these answers").await;
    rae.person.sees("You have answered these questions.").await;
    rae.looks("about-you-answered").await;
    rae.person.follows("Back to your response").await;
}

/// A file is attached, and another is not what it says.
async fn attaching(rae: &mut Inspector<'_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    rae.person.follows("Attach files").await;
    rae.person.sees("There are none yet.").await;
    rae.looks("response-attach").await;
    rae.person.fills("What is in the file?", "How the buses ran on days of bad air").await;
    rae.person.chooses_file("Choose a file", &file("buses on bad days.csv", b"day,buses\n1,12\n")).await;
    rae.person.presses("Attach this file").await;
    rae.person.sees("The file is attached.").await;
    rae.person.fills("What is in the file?", "Our street").await;
    rae.person.chooses_file("Choose a file", &file("street.png", b"GIF89a")).await;
    rae.person.presses("Attach this file").await;
    rae.person.sees("is not a kind of file that we take").await;
    rae.looks("response-attach-error").await;
    let here = rae.person.path().await;
    rae.visits_by_day_and_night("response-attached", &here).await;
}

/// An organisation writes its response: what was saved before, and what those who write say to one another.
async fn together(site: &Site, rae: &mut Inspector<'_>) {
    crowd::two_belong_together(site, "organisation@folkmoot.example", "professional@folkmoot.example");
    rae.person.leaves().await;
    rae.person.signs_in("organisation@folkmoot.example", PASSWORD).await;
    rae.visits("respond-organisation", &paths::respond(ASKING)).await;
    rae.person.presses("Answer for").await;
    rae.person.sees("You are answering for").await;
    rae.person.follows("Go on with the questions").await;
    for choice in ["Yes, I do", "No"] {
        rae.person.chooses(choice).await;
        rae.person.presses("Save and come back later").await;
        rae.person.sees("Saved.").await;
        rae.person.follows("About you").await;
        rae.person.sees("Section 1 of 3").await;
    }
    rae.looks("response-organisation-section").await;
    rae.person.follows("What was saved before").await;
    rae.person.sees("this stands now").await;
    let history = rae.person.path().await;
    rae.visits_by_day_and_night("response-history", &history).await;
    rae.person.presses("Bring these answers back").await;
    rae.person.sees("Saved.").await;
    rae.person.follows("Talk it over").await;
    rae.person.sees("Nobody has said anything yet.").await;
    rae.person.presses("Say it").await;
    rae.person.sees("Write what you want to say").await;
    rae.looks("response-remarks-error").await;
    rae.person.fills("What do you want to say", "Is sixty right?\nI counted twice.").await;
    rae.person.presses("Say it").await;
    rae.person.sees("I counted twice.").await;
    let remarks = rae.person.path().await;
    rae.visits_by_day_and_night("response-remarks", &remarks).await;
    rae.person.follows("Back to your response").await;
    rae.person.sees("1 remark").await;
    rae.person.leaves().await;
    rae.person.signs_in("professional@folkmoot.example", PASSWORD).await;
    rae.visits("response-organisation", remarks.trim_end_matches("/remarks")).await;
    rae.person.sees("Ask an owner to send it").await;
    rae.person.sees("is writing here").await;
    rae.person.follows("About you").await;
    rae.person.sees("has been writing in this section since").await;
    rae.looks("response-organisation-claimed").await;
    rae.person.leaves().await;
}

/// What everybody answered, and the ways to it from the proposal and from one's own response.
async fn results(site: &Site, rae: &mut Inspector<'_>, response: &str) {
    crowd::answers(site, ASKING).await;
    rae.visits_by_day_and_night("results", &paths::results(ASKING)).await;
    rae.person.sees("more than any other answer").await;
    rae.visits("results-by-channel", &format!("{}?by=channel", paths::results(ASKING))).await;
    rae.visits_by_day_and_night("results-by-borough", &format!("{}?by=borough", paths::results(ASKING))).await;
    rae.person.sees("counted together").await;
    rae.visits("proposal-answered", &paths::proposal(ASKING)).await;
    rae.person.sees("See the results").await;
    rae.visits("response-with-results", response).await;
    rae.person.follows("What everybody answered").await;
    rae.person.sees("How we counted").await;
}

/// One of the staff reads what was answered.
async fn reading(rae: &mut Inspector<'_>) {
    rae.person.leaves().await;
    rae.person.signs_in("editor@folkmoot.example", PASSWORD).await;
    rae.visits("consultations", paths::staff_consultations()).await;
    rae.person.follows("Text people with asthma").await;
    rae.person.sees("Not read yet").await;
    rae.looks("responses").await;
    rae.person.visits(&paths::staff_response(1)).await;
    rae.person.sees("Nobody yet.").await;
    rae.looks("response-read").await;
    rae.person.presses("I have read it").await;
    rae.person.sees("It is noted that you have read it.").await;
}

/// One of the staff looks at responses that say the same, forgets the name, and decides.
async fn campaign(site: &Site, rae: &mut Inspector<'_>) -> i64 {
    let proposal = crowd::sends_the_same(site, ASKING).await;
    rae.visits_by_day_and_night("campaigns", &paths::staff_campaigns(proposal)).await;
    rae.person.follows("5 responses").await;
    rae.person.sees("My sister is a nurse").await;
    rae.looks("campaign").await;
    rae.person.chooses("A campaign").await;
    rae.person.presses("Decide").await;
    rae.person.sees("Enter a name").await;
    rae.looks("campaign-error").await;
    rae.person.fills("Name of the campaign", "Keep the night bus").await;
    rae.person.presses("Decide").await;
    rae.person.sees("Your decision is in force.").await;
    proposal
}

/// What people said about themselves, for everybody and for those who chose the questions.
async fn equality(site: &Site, rae: &mut Inspector<'_>, proposal: i64) {
    crowd::counted(site, proposal);
    rae.visits_by_day_and_night("equality", &paths::equality(ASKING)).await;
    rae.visits("equality-desk-public", &paths::staff_equality(proposal)).await;
}

/// An editor writes what is done about what people said, and publishes it; whoever took part reads it.
async fn outcome(rae: &mut Inspector<'_>, proposal: i64, response: &str) {
    let desk = paths::staff_outcome(proposal);
    rae.visits_by_day_and_night("outcome-desk", &desk).await;
    rae.person.presses("Save").await;
    rae.person.sees("Say what was asked").await;
    rae.looks("outcome-desk-error").await;
    rae.person.fills("We asked", "How should warnings of bad air reach people?").await;
    rae.person.presses("Save").await;
    rae.person.sees("Saved.").await;
    rae.person.follows("Add what people said").await;
    rae.person.sees("What do you do?").await;
    rae.looks("outcome-point-new").await;
    rae.person.presses("Save").await;
    rae.person.sees("Say what people said").await;
    rae.looks("outcome-point-new-error").await;
    rae.person.fills("You said", "Keep the night bus.").await;
    rae.person.chooses("We will do this").await;
    rae.person.fills("Why, and how", "It runs again from March.\nTwo buses an hour.").await;
    rae.person.fills("Who sees to it?", "The bus company").await;
    rae.person.fills("By which day?", "31 March 2027").await;
    rae.person.presses("Save").await;
    rae.person.sees("31 March 2027").await;
    rae.person.follows("Change it").await;
    rae.person.sees("Change what people said").await;
    rae.looks("outcome-point").await;
    rae.person.fills("You said", "").await;
    rae.person.presses("Save").await;
    rae.person.sees("Say what people said").await;
    rae.looks("outcome-point-error").await;
    rae.person.visits(&desk).await;
    rae.person.presses("Publish").await;
    rae.person.sees("Or sign with your name").await;
    rae.looks("outcome-publication-error").await;
    rae.person.fills("Why is it published all the same?", "The bus starts in March.").await;
    rae.person.fills("The name of whoever says so", "The editor").await;
    rae.person.presses("Publish").await;
    rae.person.sees("It is public.").await;
    rae.person.opens("Tell how far it is").await;
    rae.person.fills("How far is it?", "The buses are ordered.").await;
    rae.person.presses("Tell it").await;
    rae.person.sees("The buses are ordered.").await;
    rae.looks("outcome-desk-public").await;
    rae.visits_by_day_and_night("outcome", &paths::outcome(ASKING)).await;
    rae.person.leaves().await;
    rae.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    rae.person.visits(response).await;
    rae.person.follows("What became of your response").await;
    rae.person.sees("was not put under a theme").await;
    rae.looks("response-outcome").await;
    rae.visits("proposal-decided", &paths::proposal(ASKING)).await;
}
