//! A whole consultation in a browser, from the draft to what was decided: a resident, a professional, an organisation of three,
//! a response on paper, a campaign, and two who analyse what was said.

use crate::hands::{Person, Way};
use crate::pages::crowd;
use crate::site::{PASSWORD, Site};
use views::paths;

const EDITOR: &str = "editor@folkmoot.example";
const ADMINISTRATOR: &str = "administrator@folkmoot.example";
const RESIDENT: &str = "resident@folkmoot.example";
const PROFESSIONAL: &str = "professional@folkmoot.example";
const OWNER: &str = "organisation@folkmoot.example";
const SLUG: &str = "a-night-bus-to-the-hospital";
/// How many responses there are in the end: three online, one on paper, five of a campaign.
const RESPONSES: usize = 9;

tests! {
    from_the_draft_to_what_was_decided_without_javascript => consultation(Way::NoJavaScript);
    from_the_draft_to_what_was_decided_by_keyboard => consultation(Way::Keyboard);
}

async fn consultation(way: Way) {
    let site = Site::start().await;
    crowd::belong_together(&site, OWNER, &[PROFESSIONAL, RESIDENT]);
    let person = Person::arrives(&site.address, way).await;
    person.signs_in(EDITOR, PASSWORD).await;
    let proposal = drafts(&person).await;
    asks(&person, proposal).await;
    opens(&person, proposal).await;
    person.leaves().await;

    answers_alone(&person, RESIDENT, "Yes, with my name", "The last bus is full. Ring me on 020 7946 0018.").await;
    answers_alone(&person, PROFESSIONAL, "Yes, without my name", "Patients wait until morning.").await;
    answers_together(&person).await;
    on_paper(&person, proposal).await;
    let from_campaign = crowd::sends_the_same(&site, SLUG).await;
    assert_eq!(from_campaign, proposal);

    person.signs_in(EDITOR, PASSWORD).await;
    closes(&person, proposal).await;
    a_campaign(&person, proposal).await;
    crowd::is_counted(&site).await;
    themes(&person, proposal).await;
    codes(&person, proposal, "Buses").await;
    reads(&person, proposal).await;
    publishes(&person, proposal).await;
    person.leaves().await;
    person.signs_in(ADMINISTRATOR, PASSWORD).await;
    codes(&person, proposal, "Buses").await;
    person.visits(&paths::agreement(proposal)).await;
    person.sees("Question").await;
    person.leaves().await;
    person.signs_in(EDITOR, PASSWORD).await;
    decides(&person, proposal).await;
    person.leaves().await;
    crowd::is_counted(&site).await;
    everybody_reads(&person).await;
}

async fn drafts(person: &Person) -> i64 {
    person.visits(paths::staff_proposal_new()).await;
    person.sees("Write a new proposal").await;
    for (id, value) in [
        ("title", "A night bus to the hospital"),
        ("summary", "A bus every hour, all night."),
        ("change", "A bus would run from the station to the hospital."),
        ("why", "People leave the hospital at night."),
        ("decided", "Nothing is decided."),
        ("undecided", "How often it runs."),
        ("influence", "The hours, and the way it takes."),
        ("costs", "Two million pounds a year."),
        ("option_title-1", "A bus every hour"),
        ("option_title-2", "No night bus"),
        ("document_title-1", "What it costs"),
        ("document_url-1", "https://files.example/costs.pdf"),
    ] {
        if id == "option_title-2" {
            // Of the empty groups only the first is open.
            person.opens("Option 2").await;
        }
        person.fills_field(id, value).await;
    }
    person.picks("Area of focus", "Improve air quality").await;
    person.presses("Save the proposal").await;
    person.sees("Saved.").await;
    let here = person.path().await;
    here.split('/').find_map(|part| part.parse().ok()).expect("a number")
}

async fn asks(person: &Person, proposal: i64) {
    person.visits(&paths::questionnaire(proposal)).await;
    person.follows("Add a section").await;
    person.fills("Heading", "Your view").await;
    person.presses("Save").await;
    person.sees("Saved.").await;
    for (words, kind, choices) in [
        ("Do you want a night bus?", "One answer of several", "Yes\nNo"),
        ("What should we know?", "A longer text", ""),
    ] {
        person.follows("Add a question").await;
        person.fills("What do you ask?", words).await;
        person.picks("How do people answer?", kind).await;
        person.fills("Answers to choose from", choices).await;
        person.presses("Save").await;
        person.sees("Saved.").await;
    }
}

async fn opens(person: &Person, proposal: i64) {
    person.visits(&paths::staff_proposal_opening(proposal)).await;
    person.fills("Closes: day", &crowd::in_days(40)).await;
    person.fills("Closes: time", "17:00").await;
    person.presses("Open it now").await;
    person.sees("Saved.").await;
}

/// The two questions, as somebody answers them; ends before the check of all answers.
async fn fills_in(person: &Person, words: &str) {
    person.follows("Go on with the questions").await;
    person.chooses("Yes").await;
    person.fills("2. What should we know?", words).await;
    person.presses("Save and continue").await;
    person.sees("Check your answers").await;
}

async fn answers_alone(person: &Person, email: &str, publish: &str, words: &str) {
    person.signs_in(email, PASSWORD).await;
    person.visits(&paths::respond(SLUG)).await;
    person.presses("Start now").await;
    fills_in(person, words).await;
    person.chooses(publish).await;
    person.presses("Send").await;
    person.sees("We have your response").await;
    person.leaves().await;
}

/// One member begins and answers, another remarks on it and asks for it to be sent, and the owner sends it.
async fn answers_together(person: &Person) {
    person.signs_in(PROFESSIONAL, PASSWORD).await;
    person.visits(&paths::respond(SLUG)).await;
    person.presses("Answer for").await;
    person.sees("You are answering for").await;
    let here = person.path().await;
    fills_in(person, "Our members finish at two in the morning.").await;
    person.leaves().await;
    person.signs_in(RESIDENT, PASSWORD).await;
    person.visits(&here).await;
    person.follows("Talk it over").await;
    person.fills("What do you want to say", "It says what we said on Monday.").await;
    person.presses("Say it").await;
    person.sees("It says what we said on Monday.").await;
    person.visits(&here).await;
    person.presses("Ask an owner to send it").await;
    person.sees("An owner was asked").await;
    person.leaves().await;
    person.signs_in(OWNER, PASSWORD).await;
    person.visits(&paths::response_check(here.trim_start_matches("/responses/"))).await;
    person.sees("Our members finish at two in the morning.").await;
    person.chooses("Yes, with my name").await;
    person.presses("Send").await;
    person.sees("We have your response").await;
    person.leaves().await;
}

/// Two of the staff key in what came in the post, and differ; one of them says who is right.
async fn on_paper(person: &Person, proposal: i64) {
    person.signs_in(EDITOR, PASSWORD).await;
    person.visits(&paths::paper(proposal)).await;
    person.chooses("On paper").await;
    person.fills("On which day did it come?", &crowd::today()).await;
    person.chooses("A resident").await;
    person.chooses("It must not be published, or they do not say").await;
    person.presses("Take it in, and key it").await;
    person.sees("Type what is written").await;
    let here = person.path().await;
    keys(person, "Yes", "I am 80 and have no car.").await;
    person.leaves().await;
    person.signs_in(ADMINISTRATOR, PASSWORD).await;
    person.visits(&here).await;
    keys(person, "Yes", "I am 86 and have no car.").await;
    person.visits(&here).await;
    person.sees("They differ in 1 answer").await;
    person.chooses("I am 80 and have no car.").await;
    person.presses("Send it").await;
    person.sees("Nothing waits.").await;
    person.leaves().await;
}

async fn keys(person: &Person, choice: &str, words: &str) {
    person.chooses(choice).await;
    person.fills("2. What should we know?", words).await;
    person.presses("That is all").await;
    person.sees("Saved.").await;
}

async fn closes(person: &Person, proposal: i64) {
    person.visits(&paths::staff_proposal_closing(proposal)).await;
    person.fills("Public reason", "The bus company must know by Friday.").await;
    person.presses("Close it now").await;
    person.sees("Saved.").await;
}

async fn a_campaign(person: &Person, proposal: i64) {
    person.visits(&paths::staff_campaigns(proposal)).await;
    person.follows("5 responses").await;
    person.chooses("A campaign").await;
    person.fills("Name of the campaign", "Keep the night bus").await;
    person.presses("Decide").await;
    person.sees("Your decision is in force.").await;
}

async fn themes(person: &Person, proposal: i64) {
    person.visits(&paths::themes(proposal)).await;
    person.fills("Name", "Buses").await;
    person.fills("What belongs to it", "When and where buses run.").await;
    person.presses("Add it").await;
    person.sees("Saved.").await;
}

/// One analyst puts every answer under a theme, without seeing what the other found.
async fn codes(person: &Person, proposal: i64, theme: &str) {
    person.visits(&paths::coding(proposal)).await;
    person.presses("Take it yourself").await;
    person.sees("Saved.").await;
    person.follows("Code the next answer").await;
    for _ in 0..RESPONSES {
        person.sees("What is it about?").await;
        person.chooses(theme).await;
        person.presses("Done, next").await;
    }
    person.sees("There is no answer left for you to code.").await;
}

async fn reads(person: &Person, proposal: i64) {
    person.visits(&paths::staff_responses(proposal)).await;
    person.follows("ANI-").await;
    for n in 1..=RESPONSES {
        person.presses(if n < RESPONSES { "I have read it: the next one" } else { "I have read it" }).await;
        person.sees("It is noted that you have read it.").await;
    }
}

/// The resident's response, without the number that leads to them.
async fn publishes(person: &Person, proposal: i64) {
    person.visits(&paths::staff_publishing(proposal)).await;
    person.follows("ANI-").await;
    person.follows("2. What should we know?").await;
    let marked = "The last bus is full. Ring me on [[020 7946 0018]].";
    person.fills("The answer, as it was sent", marked).await;
    person.chooses("It tells who somebody is").await;
    person.presses("Take it out").await;
    person.sees("[taken out: personal details]").await;
    person.chooses("Publish it").await;
    person.presses("Decide").await;
    person.sees("Publish response").await;
}

async fn decides(person: &Person, proposal: i64) {
    person.visits(&paths::staff_outcome(proposal)).await;
    person.fills("We asked", "Should a bus run to the hospital at night?").await;
    person.presses("Save").await;
    person.sees("Saved.").await;
    person.follows("Add what people said").await;
    person.fills("You said", "The last bus is full.").await;
    person.picks("Which theme does it answer?", "Buses").await;
    person.chooses("We will do this").await;
    person.fills("Why, and how", "A second bus runs from March.").await;
    person.fills("Who sees to it?", "The bus company").await;
    person.fills("By which day?", "31 March 2027").await;
    person.presses("Save").await;
    person.sees("31 March 2027").await;
    // Every response was read and every theme has an answer: nobody has to sign.
    person.does_not_see("Or sign with your name").await;
    person.presses("Publish").await;
    person.sees("It is public.").await;
}

async fn everybody_reads(person: &Person) {
    person.visits(&paths::proposal(SLUG)).await;
    person.sees("The decision has been made and is public.").await;
    person.follows("We asked, you said, we did").await;
    person.sees("A second bus runs from March.").await;
    person.sees("9 answers").await;
    person.follows("How often what was answered").await;
    for words in ["On paper", "Part of a campaign", "This is not a referendum", "Read 1 response"] {
        person.sees(words).await;
    }
    person.follows("Read 1 response").await;
    person.follows("Response 1").await;
    person.sees("Ring me on [taken out: personal details].").await;
    person.does_not_see("7946").await;
    person.signs_in(RESIDENT, PASSWORD).await;
    person.opens_letter(RESIDENT, "What we do about what you said").await;
    person.visits(paths::own_responses()).await;
    person.follows("A night bus to the hospital").await;
    person.follows("What became of your response").await;
    person.sees("Buses").await;
    person.sees("We will do this").await;
}
