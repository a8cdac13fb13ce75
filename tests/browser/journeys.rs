//! What people come to do, each journey with JavaScript, without it, and by keyboard alone.
//!
//! All run on one site at once: each way has a proposal and people of its own, so that totals can be told exactly.

use tokio::sync::OnceCell;
use views::paths;

use crate::hands::{Person, Way};
use crate::passkeys::registers;
use crate::site::{self, IMPORTED, IMPORTED_SLUG, PASSWORD, Site};

/// Proposals that are open in the starter content; one for each way.
const OPEN: [&str; 3] = [
    "make-every-state-primary-a-water-only-school",
    "offer-help-to-stop-smoking-at-every-hospital-stay-and-first-pregnancy-visit",
    "nobody-is-discharged-from-hospital-to-the-street",
];

/// The proposal of the starter content that asks questions.
const ASKING: &str = "text-people-with-asthma-on-days-of-high-air-pollution";

/// Some of the demonstration's people, with the name that everybody sees; one for each way.
const AUTHORS: [(&str, &str); 3] = [
    ("resident@folkmoot.example", "Robin Example"),
    ("professional@folkmoot.example", "Pat Example"),
    ("organisation@folkmoot.example", "Oli Example"),
];

const MODERATOR: &str = "moderator@folkmoot.example";
const ADMINISTRATOR: &str = "administrator@folkmoot.example";

/// The proposal of the imported conversation, after an editor has changed its summary once.
pub async fn a_changed_proposal(site: &Site) {
    static CHANGED: OnceCell<()> = OnceCell::const_new();
    CHANGED
        .get_or_init(|| async {
            let editor = Person::arrives(&site.address, Way::Mouse).await;
            editor.signs_in("editor@folkmoot.example", PASSWORD).await;
            editor.visits(paths::staff_proposals()).await;
            editor.follows(&format!("Edit {IMPORTED}")).await;
            editor.fills("Summary", "Londoners said what would help.").await;
            editor.fills("Why do you change it?", "The summary was missing.").await;
            editor.presses("Save the proposal").await;
            editor.sees("Saved.").await;
        })
        .await;
}

/// The house rules, after an editor has changed their summary once.
pub async fn a_changed_house_rule(site: &Site) {
    static CHANGED: OnceCell<()> = OnceCell::const_new();
    CHANGED
        .get_or_init(|| async {
            let editor = Person::arrives(&site.address, Way::Mouse).await;
            editor.signs_in("editor@folkmoot.example", PASSWORD).await;
            editor.visits(&paths::staff_page("house-rules")).await;
            editor
                .fills("Summary", "Eight rules for writing here, and what a moderator does when one is broken.")
                .await;
            editor.fills("Why the rules change", "People asked who decides.").await;
            editor.presses("Save").await;
            editor.sees("Saved.").await;
        })
        .await;
}

/// From the home page to an area, a proposal, what was changed in it, a comment, and the next page of comments.
async fn reads(way: Way) {
    let site = site::shared().await;
    a_changed_proposal(site).await;
    let person = Person::arrives(&site.address, way).await;
    person.visits(paths::home()).await;
    person.follows("Areas").await;
    person.follows("Buildings and land").await;
    person.sees("Why it matters").await;
    person.follows(IMPORTED).await;
    person.sees("Nothing, through this page.").await;
    person.follows("See what changed").await;
    person.sees("The summary was missing.").await;
    person.visits(&format!("{}#talk", paths::proposal(IMPORTED_SLUG))).await;
    person.sees("60 comments").await;
    person.sees("Suggestion number 0:").await;
    person.follows("14 November 2023").await;
    person.sees("See it in the discussion").await;
    person.follows("See it in the discussion").await;
    person.does_not_see("Suggestion number 59:").await;
    person.follows("Next page").await;
    person.sees("Suggestion number 59:").await;
    person.does_not_see("Suggestion number 0:").await;
}

/// Writes first, makes an account after, confirms it from the letter, and finds the comment posted.
async fn registers_and_comments(way: Way) {
    let site = site::shared().await;
    let proposal = paths::proposal(OPEN[way.number()]);
    let email = format!("ana{}@example.org", way.number());
    let comment = format!("I have waited for this since I was ten. ({way:?})");
    let ana = Person::arrives(&site.address, way).await;
    ana.visits(&proposal).await;
    ana.fills("Add what you know", &comment).await;
    ana.presses("Post comment").await;
    ana.sees("Only you can see it until it is posted.").await;
    ana.sees(&comment).await;
    ana.follows("Make an account").await;
    ana.sees(&comment).await;
    ana.fills("Your name", &format!("Ana {}", way.number())).await;
    ana.fills("Email address", &email).await;
    ana.fills("Password", "three blue umbrellas").await;
    ana.chooses("For myself, as a resident").await;
    ana.chooses("I am 16 or over").await;
    ana.presses("Make my account").await;
    ana.sees("Check your email").await;
    ana.visits(&proposal).await;
    ana.does_not_see(&comment).await;
    ana.opens_letter(&email, "Confirm your email address").await;
    ana.follows("/confirmation/").await;
    ana.sees("One more step").await;
    ana.fills("Password", "three green umbrellas").await;
    ana.presses("Confirm my address").await;
    ana.sees("This is not the password that was chosen for this account.").await;
    ana.fills("Password", "three blue umbrellas").await;
    ana.presses("Confirm my address").await;
    ana.sees("Your comment is posted.").await;
    ana.sees(&comment).await;
    ana.leaves().await;
    ana.visits(&format!("{proposal}?sort=newest")).await;
    ana.sees(&comment).await;
    ana.sees(&format!("Ana {}", way.number())).await;
}

/// Finds an account that a stranger made with one's own address, and makes it one's own. Nothing of the stranger's stays.
async fn takes_their_address_back(way: Way) {
    let site = site::shared().await;
    let proposal = paths::proposal(OPEN[way.number()]);
    let email = format!("cleo{}@example.org", way.number());
    let stranger = format!("Said in the name of somebody else. ({way:?})");
    let person = Person::arrives(&site.address, way).await;
    person.visits(&proposal).await;
    person.fills("Add what you know", &stranger).await;
    person.presses("Post comment").await;
    person.follows("Make an account").await;
    person.fills("Your name", "Xenia").await;
    person.fills("Email address", &email).await;
    person.fills("Password", "three grey umbrellas").await;
    person.chooses("For myself, as a resident").await;
    person.chooses("I am 16 or over").await;
    person.presses("Make my account").await;
    person.sees("Check your email").await;
    person.leaves().await;

    person.opens_letter(&email, "Confirm your email address").await;
    person.follows("/confirmation/").await;
    person.follows("I did not choose this password").await;
    person.sees("Nothing that somebody else chose for it stays").await;
    person.presses("Save and go on to sign in").await;
    person.sees("There is a problem").await;
    person.fills("Your name", &format!("Cleo {}", way.number())).await;
    person.fills("Password", "three white umbrellas").await;
    person.chooses("For myself, as a resident").await;
    person.chooses("I am 16 or over").await;
    person.presses("Save and go on to sign in").await;
    person.sees("Your new password is saved. Sign in with it.").await;
    person.signs_in(&email, "three white umbrellas").await;
    person.visits(paths::account()).await;
    person.does_not_see("Post it or drop it").await;
    person.visits(&format!("{proposal}?sort=newest")).await;
    person.does_not_see(&stranger).await;
    person.does_not_see("Xenia").await;
}

/// Asks for emails with an address alone, says yes, gets one when there is news, reads it, and stops with one press.
async fn hears_by_email(way: Way) {
    let site = site::shared().await;
    let proposal = paths::proposal(OPEN[way.number()]);
    let email = format!("dee{}@example.org", way.number());
    let news = format!("There is a tap in our hall since May. ({way:?})");
    let dee = Person::arrives(&site.address, way).await;
    dee.visits(&proposal).await;
    dee.opens("Follow by email, without an account").await;
    dee.fills("Email address", &email).await;
    dee.presses("Send me the emails").await;
    dee.sees("Check your email").await;
    dee.opens_letter(&email, "Confirm that you want our emails").await;
    dee.follows("/subscriptions/confirmation/").await;
    dee.sees("Do you want our emails?").await;
    dee.presses("Yes, send me the emails").await;
    dee.sees("You will get our emails").await;

    dee.signs_in(AUTHORS[way.number()].0, PASSWORD).await;
    dee.visits(&proposal).await;
    dee.fills("Add what you know", &news).await;
    dee.presses("Post comment").await;
    dee.sees("Your comment is posted.").await;
    dee.leaves().await;

    dee.visits(paths::dev_mail()).await;
    dee.presses("Do not wait for the hour").await;
    dee.opens_letter(&email, "new comment").await;
    dee.sees(&news).await;
    dee.follows("See it as mail programs show it").await;
    dee.sees(&news).await;
    dee.sees("You get this").await;
    dee.follows("Stop these emails").await;
    dee.sees("One press is enough. You need not sign in, and we do not ask why.").await;
    dee.presses("Stop all emails").await;
    dee.sees("You will get no more emails").await;
}

/// Votes on a proposal and on a comment, sees the totals, changes the vote, and takes it back.
async fn votes(way: Way) {
    let site = site::shared().await;
    let proposal = paths::proposal(OPEN[way.number()]);
    let (author, voter) = (AUTHORS[way.number()].0, AUTHORS[(way.number() + 1) % AUTHORS.len()].0);
    let robin = Person::arrives(&site.address, way).await;
    robin.signs_in(author, PASSWORD).await;
    robin.visits(&proposal).await;
    robin.fills("Add what you know", &format!("Please think of people who work nights. ({way:?})")).await;
    robin.presses("Post comment").await;
    robin.sees("Your comment is posted.").await;
    robin.leaves().await;

    robin.signs_in(voter, PASSWORD).await;
    robin.visits(&proposal).await;
    robin.chooses("Support").await;
    robin.presses("Cast my vote").await;
    robin.sees("Your vote is saved: support").await;
    robin.sees("1 vote").await;
    robin.chooses("Oppose").await;
    robin.presses("Change my vote").await;
    robin.sees("Your vote is saved: oppose").await;
    robin.sees("1 vote").await;
    robin.presses("Take my vote back").await;
    robin.sees("Your vote is taken back.").await;
    robin.does_not_see("1 vote").await;

    robin.visits(&format!("{proposal}?sort=newest")).await;
    robin.presses("Agree").await;
    robin.sees("Your answer is saved.").await;
    robin.sees("Agree 1 Disagree 0 Pass 0").await;
    robin.presses("Disagree 0").await;
    robin.sees("Agree 0 Disagree 1 Pass 0").await;
}

/// A stranger reports that somebody may be at risk, and the comment is gone at once; a moderator hides it, its author is told
/// and asks for another look, a different moderator brings it back, and the record counts both.
async fn moderates(way: Way) {
    let site = site::shared().await;
    let newest = format!("{}?sort=newest", paths::proposal(OPEN[way.number()]));
    let (email, name) = AUTHORS[way.number()];
    let comment = format!("By {way:?}: whoever wrote this is a fool.");
    let person = Person::arrives(&site.address, way).await;
    person.signs_in(email, PASSWORD).await;
    person.visits(&newest).await;
    person.fills("Add what you know", &comment).await;
    person.presses("Post comment").await;
    person.sees("Your comment is posted.").await;
    person.leaves().await;

    person.visits(&newest).await;
    person.follows(&format!("Report the comment by {name}")).await;
    person.sees(&comment).await;
    person.chooses("Somebody may be at risk").await;
    person.fills("Anything a moderator should know (optional)", "It attacks the author.").await;
    person.presses("Send the report").await;
    person.sees("Its reference is R-").await;
    person.sees("call 999").await;
    let report = person.place().await;
    person.visits(&newest).await;
    person.does_not_see(&comment).await;

    hides(&person, &format!("By {way:?}: whoever")).await;
    person.visits(&report).await;
    person.sees("The comment was hidden under rule 3, no personal attacks.").await;
    person.signs_in(email, PASSWORD).await;
    person.opens_letter(email, "Your comment has been hidden").await;
    person.sees("Please argue with the idea.").await;
    person.sees("rule 3, no personal attacks").await;
    person.visits(paths::own_decisions()).await;
    person.follows(&format!("By {way:?}: whoever")).await;
    // Others appeal on the same site at the same moment.
    let appeal = format!("By {way:?}: I meant myself.");
    person.fills("Why should we look again?", &appeal).await;
    person.presses("Ask for another look").await;
    person.sees("A different moderator answers by").await;
    person.leaves().await;

    gives_back(&person, &appeal).await;
    person.visits(&newest).await;
    person.sees(&comment).await;
    person.visits(&report).await;
    person.sees("After another look it was brought back.").await;
    person.opens_letter(email, "We have changed our decision").await;
    person.sees("On second reading it may stay.").await;
    person.visits(paths::moderation()).await;
    person.sees("Rule 3, no personal attacks").await;
    person.sees("Overturned").await;
}

/// A comment with a link waits: its author alone sees it, a moderator keeps it, and everybody sees it.
async fn waits_for_a_moderator(way: Way) {
    let site = site::shared().await;
    let newest = format!("{}?sort=newest", paths::proposal(OPEN[way.number()]));
    let comment = format!("By {way:?}: the figures are on https://example.org/{way:?}");
    let person = Person::arrives(&site.address, way).await;
    person.signs_in(AUTHORS[way.number()].0, PASSWORD).await;
    person.visits(&newest).await;
    person.fills("Add what you know", &comment).await;
    person.presses("Post comment").await;
    person.sees("Your comment is waiting for a moderator.").await;
    person.sees("It has a link in it.").await;
    person.sees(&comment).await;
    let own = person.path().await;
    person.leaves().await;
    person.visits(&newest).await;
    person.does_not_see(&comment).await;

    person.signs_in(MODERATOR, PASSWORD).await;
    person.follows("Queue").await;
    person.sees("Held: link").await;
    person.follows(&format!("By {way:?}: the figures")).await;
    person.chooses("Keep").await;
    person.presses("Decide").await;
    person.sees("Your decision is in force.").await;
    person.leaves().await;
    person.visits(&newest).await;
    person.sees(&comment).await;
    person.visits(&own).await;
    person.sees(&comment).await;
}

/// Answers a consultation, stops and comes back, checks the answers, sends them, and gets a copy.
async fn answers(way: Way) {
    let site = site::shared().await;
    let email = AUTHORS[way.number()].0;
    let person = Person::arrives(&site.address, way).await;
    person.signs_in(email, PASSWORD).await;
    person.visits(&paths::proposal(ASKING)).await;
    person.follows("Answer the questions").await;
    person.presses("Start now").await;
    person.follows("Go on with the questions").await;
    person.presses("Save and continue").await;
    person.sees("Choose an answer").await;
    person.chooses("No").await;
    person.presses("Save and come back later").await;
    person.sees("Saved.").await;
    person.visits(paths::own_responses()).await;
    person.follows("Text people with asthma").await;
    person.follows("Go on with the questions").await;
    person.chooses("Text message").await;
    for row in ["A text should come", "The evening before", "The text should name"] {
        person.chooses(&format!("Agree: {row}")).await;
    }
    person.picks("It says what to do", "1st").await;
    person.presses("Save and continue").await;
    person.sees("What else should we know?").await;
    // Whoever has no such illness is not asked what happened to them.
    person.does_not_see("What happened on the last day").await;
    person.fills("7. What else should we know?", &format!("By {way:?}: <b>call</b> me.")).await;
    person.presses("Save and continue").await;
    person.sees("Check your answers").await;
    person.sees(&format!("By {way:?}: <b>call</b> me.")).await;
    person.chooses("Yes, with my name").await;
    person.presses("Send").await;
    person.sees("We have your response").await;
    person.sees("With your name").await;
    person.opens_letter(email, "We have your response").await;
    person.sees(&format!("By {way:?}: <b>call</b> me.")).await;
}

/// Signs in as the moderator, hides the comment that begins so, and signs out.
async fn hides(person: &Person, comment: &str) {
    person.signs_in(MODERATOR, PASSWORD).await;
    person.follows("Queue").await;
    person.sees("At risk").await;
    person.follows(comment).await;
    person.sees("It attacks the author.").await;
    person.chooses("Hide").await;
    person.picks("Under which house rule?", "3. No personal attacks").await;
    person.fills("Reasons, as the author will read them", "Please argue with the idea.").await;
    person.presses("Decide").await;
    person.sees("Your decision is in force.").await;
    person.presses("Sign out").await;
    person.sees("You are signed out.").await;
}

/// Signs in as another moderator, finds the appeal with these words, gives back what was taken, and signs out.
async fn gives_back(person: &Person, appeal: &str) {
    person.signs_in(ADMINISTRATOR, PASSWORD).await;
    person.visits(paths::staff_queue()).await;
    person.follows("Appeals").await;
    person.follows(appeal).await;
    person.chooses("The decision was wrong").await;
    person.fills("Reasons, as the author will read them", "On second reading it may stay.").await;
    person.presses("Answer the appeal").await;
    person.sees("Your decision is in force.").await;
    person.presses("Sign out").await;
    person.sees("You are signed out.").await;
}

/// Leaves, and signs in again: with a passkey, or with the password where there are no passkeys.
async fn comes_back(nia: &Person, email: &str) {
    nia.leaves().await;
    if nia.runs_scripts() {
        return nia.signs_in_with_a_passkey().await;
    }
    nia.visits(paths::sign_in()).await;
    nia.presses("Sign in with a passkey").await;
    nia.sees("Passkeys need JavaScript").await;
    nia.signs_in(email, "four blue umbrellas").await;
}

/// From nothing to a professional with a badge, and the owner of an organisation with one, each signed in with a passkey.
async fn speaks_from_work_and_for_others(way: Way) {
    let site = site::shared().await;
    let (n, proposal) = (way.number(), paths::proposal(OPEN[way.number()]));
    let (email, work) = (format!("nia{n}@example.org"), format!("nia{n}@example.nhs.uk"));
    let (own, theirs) = (format!("From the ward. ({way:?})"), format!("From the ring. ({way:?})"));
    let ring = format!("The Ring of {way:?}");
    let nia = Person::arrives(&site.address, way).await;
    registers(&nia, &format!("Nia {n}"), &email, "four blue umbrellas").await;
    if nia.runs_scripts() {
        nia.has_a_device().await;
        nia.adds_a_passkey("My telephone", "four blue umbrellas").await;
    }
    comes_back(&nia, &email).await;

    nia.visits(paths::account()).await;
    nia.follows("Your profession, and how to have it verified").await;
    nia.picks("Your profession", "Nurse").await;
    nia.presses("Save and go on").await;
    nia.sees("Nurse, not yet verified").await;
    nia.follows("By your work email address").await;
    nia.fills("Your work email address", &work).await;
    nia.presses("Send the email").await;
    nia.sees("We have sent an email to your work address.").await;
    nia.opens_letter(&work, "Confirm that you work here").await;
    nia.follows("/account/profession/letter/").await;
    nia.presses("This is my work address").await;
    nia.sees("You are verified.").await;
    nia.visits(&proposal).await;
    nia.fills("Add what you know", &own).await;
    nia.presses("Post comment").await;
    nia.sees("Your comment is posted.").await;
    nia.sees("Nurse, verified").await;

    nia.visits(paths::account()).await;
    nia.follows("Your organisation, if you speak for one").await;
    nia.fills("The name of the organisation", &ring).await;
    nia.chooses("A community group").await;
    nia.fills("What does it work on?", "Sleep").await;
    nia.fills("Whom does it speak for?", "people who work nights").await;
    nia.fills("How many people are they?", "40").await;
    nia.chooses("Neither").await;
    nia.fills("How can we check this?", "Ask at the hall.").await;
    nia.presses("Register the organisation").await;
    nia.sees("It waits for our team.").await;
    nia.leaves().await;
    verifies(&nia, &ring).await;

    comes_back(&nia, &email).await;
    nia.visits(&proposal).await;
    nia.fills("Add what you know", &theirs).await;
    nia.presses(&format!("Post it for {ring}")).await;
    nia.sees("Your comment is posted.").await;
    nia.sees(&format!("Organisation: {ring}, verified")).await;
    nia.leaves().await;
    nia.visits(paths::organisations()).await;
    nia.follows(&ring).await;
    nia.sees(&theirs).await;
    nia.does_not_see(&own).await;
}

/// Signs in as the moderator, verifies the organisation of this name, and signs out.
async fn verifies(person: &Person, name: &str) {
    person.signs_in(MODERATOR, PASSWORD).await;
    person.visits(paths::staff()).await;
    person.follows("Organisations that wait to be verified").await;
    person.follows(name).await;
    person.sees("Ask at the hall.").await;
    person.chooses("Verify").await;
    person.presses("Decide").await;
    person.sees("Your decision is in force.").await;
    person.presses("Sign out").await;
    person.sees("You are signed out.").await;
}

tests! {
    read_by_mouse => reads(Way::Mouse);
    read_without_javascript => reads(Way::NoJavaScript);
    read_by_keyboard => reads(Way::Keyboard);
    register_and_comment_by_mouse => registers_and_comments(Way::Mouse);
    register_and_comment_without_javascript => registers_and_comments(Way::NoJavaScript);
    register_and_comment_by_keyboard => registers_and_comments(Way::Keyboard);
    take_an_address_back_by_mouse => takes_their_address_back(Way::Mouse);
    take_an_address_back_without_javascript => takes_their_address_back(Way::NoJavaScript);
    take_an_address_back_by_keyboard => takes_their_address_back(Way::Keyboard);
    hear_by_email_by_mouse => hears_by_email(Way::Mouse);
    hear_by_email_without_javascript => hears_by_email(Way::NoJavaScript);
    hear_by_email_by_keyboard => hears_by_email(Way::Keyboard);
    vote_by_mouse => votes(Way::Mouse);
    vote_without_javascript => votes(Way::NoJavaScript);
    vote_by_keyboard => votes(Way::Keyboard);
    answer_by_mouse => answers(Way::Mouse);
    answer_without_javascript => answers(Way::NoJavaScript);
    answer_by_keyboard => answers(Way::Keyboard);
    moderate_by_mouse => moderates(Way::Mouse);
    moderate_without_javascript => moderates(Way::NoJavaScript);
    moderate_by_keyboard => moderates(Way::Keyboard);
    wait_for_a_moderator_by_mouse => waits_for_a_moderator(Way::Mouse);
    wait_for_a_moderator_without_javascript => waits_for_a_moderator(Way::NoJavaScript);
    wait_for_a_moderator_by_keyboard => waits_for_a_moderator(Way::Keyboard);
    speak_from_work_and_for_others_by_mouse => speaks_from_work_and_for_others(Way::Mouse);
    speak_from_work_and_for_others_without_javascript => speaks_from_work_and_for_others(Way::NoJavaScript);
    speak_from_work_and_for_others_by_keyboard => speaks_from_work_and_for_others(Way::Keyboard);
}
