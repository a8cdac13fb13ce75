//! The desks of those who moderate and those who edit.

use super::Inspector;
use super::sights::Sights;
use crate::site::{self, PASSWORD, Site};
use views::paths;

const OPEN: &str = "make-every-state-primary-a-water-only-school";
const FORTHCOMING: &str = "A mental health support team within reach of every state school";

pub const MODERATORS_DESK: Sights = Sights {
    pages: &[
        "/staff",
        "/staff/queue",
        "/staff/cases/{id}",
        "/staff/cases/{id}/together",
        "/staff/record",
        "/staff/decisions",
        "/staff/templates",
        "/staff/templates/{id}",
        "/staff/templates/{id}/deletion",
    ],
    faults: &["/staff/cases/{id}/decisions", "/staff/cases/{id}/together", "/staff/templates", "/staff/templates/{id}"],
};
pub const APPEALS: Sights = Sights {
    pages: &["/account/decisions", "/account/decisions/{id}", "/staff/appeals", "/staff/appeals/{id}"],
    faults: &["/account/decisions/{id}/appeal", "/staff/appeals/{id}"],
};
pub const RULES_DESK: Sights = Sights {
    pages: &["/staff/holding", "/staff/proposals/{id}/holding", "/proposals/{slug}"],
    faults: &["/staff/holding"],
};
pub const EDITORS_DESK: Sights = Sights {
    pages: &[
        "/staff",
        "/staff/pages",
        "/staff/pages/{slug}",
        "/staff/areas",
        "/staff/areas/{slug}",
        "/staff/case-studies",
        "/staff/case-studies/new",
        "/staff/case-studies/{slug}",
        "/staff/case-studies/{slug}/preview",
        "/staff/case-studies/{slug}/deletion",
        "/staff/texts/home",
        "/staff/texts/frame",
        "/staff/proposals",
        "/staff/proposals/new",
        "/staff/proposals/{id}",
        "/staff/proposals/{id}/opening",
        "/staff/proposals/{id}/closing",
        "/staff/proposals/{id}/withdrawal",
        "/staff/proposals/{id}/formats",
        "/staff/formats/{id}",
        "/staff/proposals/{id}/extension",
    ],
    faults: &[
        "/staff/pages/{slug}",
        "/staff/areas/{slug}",
        "/staff/case-studies/new",
        "/staff/case-studies/{slug}",
        "/staff/texts/home",
        "/staff/texts/frame",
        "/staff/proposals/new",
        "/staff/proposals/{id}",
        "/staff/proposals/{id}/opening",
        "/staff/proposals/{id}/closing",
        "/staff/proposals/{id}/withdrawal",
        "/staff/proposals/{id}/formats",
        "/staff/formats/{id}",
        "/staff/proposals/{id}/extension",
    ],
};
pub const ADMINISTRATORS_DESK: Sights = Sights {
    pages: &["/staff", "/staff/access", "/staff/emails", "/staff/people", "/staff/people/{id}/ending", "/transparency"],
    faults: &["/staff/people"],
};

tests! {
    the_moderators_desk_has_no_faults => the_moderators_desk();
    appeals_have_no_faults => appeals();
    the_desk_of_rules_has_no_faults => the_desk_of_rules();
    the_editors_desk_has_no_faults => the_editors_desk();
    the_administrators_desk_has_no_faults => the_administrators_desk();
}

async fn the_moderators_desk() {
    // A site of its own: on the shared one somebody may have reported something already.
    let site = Site::start().await;
    let mut mo = Inspector::arrives(&site, &MODERATORS_DESK).await;
    mo.person.signs_in("moderator@folkmoot.example", PASSWORD).await;
    mo.visits("desk-moderator", paths::staff()).await;
    mo.visits("queue-empty", paths::staff_queue()).await;
    mo.visits("record-empty", paths::staff_record()).await;
    mo.person.leaves().await;
    reported_comment(&mo).await;
    mo.person.signs_in("moderator@folkmoot.example", PASSWORD).await;
    templates(&mut mo).await;
    mo.visits_by_day_and_night("queue", paths::staff_queue()).await;
    mo.person.follows("Call the office").await;
    mo.person.sees("What happens to the comment?").await;
    let case = mo.person.path().await;
    mo.visits_by_day_and_night("case", &case).await;
    mo.person.follows("1 other comment is by the same author").await;
    mo.person.sees("Comments by one author").await;
    mo.looks("together").await;
    mo.person.presses("Decide about all that are ticked").await;
    mo.person.sees("There is a problem").await;
    mo.looks("together-error").await;
    mo.person.visits(&case).await;
    mo.person.opens("To take out a part").await;
    mo.looks("case-part").await;
    mo.person.chooses("Hide").await;
    mo.person.presses("Decide").await;
    mo.person.sees("There is a problem").await;
    mo.looks("case-error").await;
    mo.person.chooses("Hide").await;
    mo.person.picks("Under which house rule?", "2. No personal data").await;
    mo.person.fills("Reasons, as the author will read them", "It holds a phone number.").await;
    mo.person.presses("Decide").await;
    mo.person.sees("Your decision is in force.").await;
    mo.looks("queue-decided").await;
    mo.visits("case-hidden", &case).await;
    mo.visits("record", paths::staff_record()).await;
    mo.visits("own-decisions", paths::staff_own_decisions()).await;
    mo.person.leaves().await;
    mo.person.signs_in("administrator@folkmoot.example", PASSWORD).await;
    mo.visits_by_day_and_night("staff-access", paths::staff_access()).await;
    mo.visits("proposal-hidden-comment", &paths::proposal(OPEN)).await;
    words_without_end(&mut mo).await;
    mo.leaves();
}

/// Reasons to begin with: written, changed, and nearly deleted.
async fn templates(mo: &mut Inspector<'_>) {
    mo.visits("templates-empty", paths::staff_templates()).await;
    mo.person.presses("Save the template").await;
    mo.person.sees("There is a problem").await;
    mo.looks("templates-error").await;
    mo.person.fills("Title, for moderators alone", "A phone number").await;
    mo.person.picks("For which house rule?", "2. No personal data").await;
    mo.person.fills("Reasons, as authors will read them", "We have hidden it because it holds a phone number.").await;
    mo.person.presses("Save the template").await;
    mo.person.sees("Saved.").await;
    mo.visits_by_day_and_night("templates", paths::staff_templates()).await;
    mo.person.follows("A phone number").await;
    mo.person.fills("Title, for moderators alone", " ").await;
    mo.person.presses("Save the change").await;
    mo.person.sees("There is a problem").await;
    mo.looks("template-error").await;
    mo.visits("template", &paths::staff_template(1)).await;
    mo.person.follows("Delete it").await;
    mo.person.sees("Decisions that were made with it keep their words.").await;
    mo.looks("template-deletion").await;
}

/// What an author and two moderators see of a decision and the appeal against it, and what everybody sees of a locked thread.
async fn appeals() {
    let site = Site::start().await;
    let mut all = Inspector::arrives(&site, &APPEALS).await;
    reported_comment(&all).await;
    all.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    all.visits("own-decisions-empty", paths::own_decisions()).await;
    all.person.leaves().await;
    all.person.signs_in("moderator@folkmoot.example", PASSWORD).await;
    all.visits("appeals-empty", paths::staff_appeals()).await;
    all.person.visits(&paths::staff_case(1)).await;
    all.person.chooses("Lock the thread").await;
    all.person.picks("Under which house rule?", "2. No personal data").await;
    all.person.fills("Reasons, as the author will read them", "It leads to more phone numbers.").await;
    all.person.picks("And the author?", "Suspend for 24 hours").await;
    all.person.presses("Decide").await;
    all.person.sees("Your decision is in force.").await;
    all.visits("proposal-locked-thread", &paths::proposal(OPEN)).await;
    all.person.leaves().await;

    all.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    all.visits_by_day_and_night("own-decision-list", paths::own_decisions()).await;
    all.person.follows("Thread locked").await;
    all.person.sees("Do you think that we are wrong?").await;
    let decision = all.person.path().await;
    all.visits_by_day_and_night("own-decision", &decision).await;
    all.person.presses("Ask for another look").await;
    all.person.sees("There is a problem").await;
    all.looks("own-decision-error").await;
    all.person.fills("Why should we look again?", "It was the office that I meant.").await;
    all.person.presses("Ask for another look").await;
    all.person.sees("You asked for another look").await;
    all.looks("own-decision-appealed").await;
    all.person.leaves().await;

    all.person.signs_in("administrator@folkmoot.example", PASSWORD).await;
    all.visits("appeals", paths::staff_appeals()).await;
    all.visits_by_day_and_night("appeal", &paths::staff_appeal(1)).await;
    all.person.presses("Answer the appeal").await;
    all.person.sees("There is a problem").await;
    all.looks("appeal-error").await;
    all.person.chooses("The decision was wrong").await;
    all.person.fills("Reasons, as the author will read them", "The office has a public number.").await;
    all.person.presses("Answer the appeal").await;
    all.person.sees("No appeal waits.").await;
    all.visits("appeal-answered", &paths::staff_appeal(1)).await;
    all.person.leaves().await;
    all.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    all.visits("own-decision-answered", &decision).await;
    all.leaves();
}

async fn the_desk_of_rules() {
    // A site of its own: what is saved here holds the comments of others.
    let site = Site::start().await;
    let mut mo = Inspector::arrives(&site, &RULES_DESK).await;
    mo.person.signs_in("moderator@folkmoot.example", PASSWORD).await;
    mo.visits_by_day_and_night("holding", paths::staff_holding()).await;
    mo.person.fills("A text", "Read www.example.org/streets, or ring 020 7946 0000.").await;
    mo.person.presses("Try it").await;
    mo.person.sees("This text would wait for a moderator.").await;
    mo.looks("holding-tried").await;
    mo.person.fills("The list", "bother\n***").await;
    mo.person.fills("In how many days?", "soon").await;
    mo.person.presses("Save the rules").await;
    mo.person.sees("There is a problem").await;
    mo.looks("holding-error").await;
    mo.person.fills("The list", "bother").await;
    mo.person.fills("In how many days?", "14").await;
    mo.person.presses("Save the rules").await;
    mo.person.sees("These rules were saved at").await;
    mo.looks("holding-saved").await;
    // As if the page had been open since before that change.
    let from_before = "document.querySelector('[name=was]').value = ''";
    mo.person.browser.client.execute(from_before, vec![]).await.expect("a script runs");
    mo.person.fills("The list", "blast").await;
    mo.person.presses("Save the rules").await;
    mo.person.sees("Nothing of yours is saved yet").await;
    mo.looks("holding-conflict").await;
    mo.person.visits(paths::staff_holding()).await;
    mo.person.follows("Make every state primary a water-only school").await;
    mo.person.sees("Comments that wait on a proposal").await;
    mo.visits_by_day_and_night("holding-proposal", &mo.person.path().await).await;
    mo.person.chooses("Hold every comment until a moderator has looked").await;
    mo.person.picks("Links", "Off").await;
    mo.person.presses("Save").await;
    mo.person.sees("Saved.").await;
    mo.looks("holding-proposal-saved").await;
    mo.person.leaves().await;
    mo.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    mo.person.visits(&paths::proposal(OPEN)).await;
    mo.person.fills("Add what you know", "Read www.example.org/streets: it says all.").await;
    mo.person.presses("Post comment").await;
    mo.person.sees("On this proposal a moderator reads every comment first.").await;
    mo.visits_by_day_and_night("proposal-own-held", &paths::proposal(OPEN)).await;
    mo.person.sees("Your comment is waiting for a moderator.").await;
    mo.leaves();
}

/// Titles of one word that is longer than any telephone is wide, wherever titles stand. The site is nobody else's.
async fn words_without_end(ada: &mut Inspector<'_>) {
    let title = format!("{} and on", "improve".repeat(20));
    let person = &ada.person;
    person.visits(&paths::staff_area("childhood-obesity")).await;
    person.fills("Title", &title).await;
    person.presses("Save").await;
    person.sees("Saved.").await;
    person.visits(paths::staff_proposals()).await;
    person.follows("Edit Make every state primary a water-only school").await;
    person.fills("Title", &title).await;
    person.fills("Why do you change it?", "To see how it looks.").await;
    person.presses("Save the proposal").await;
    person.sees("Saved.").await;
    person.visits(&paths::proposal(OPEN)).await;
    person.presses("Follow this proposal").await;
    person.sees("You follow this proposal.").await;
    for (name, path) in [
        ("proposal", paths::proposal(OPEN)),
        ("versions", paths::versions(OPEN)),
        ("area", paths::area("childhood-obesity")),
        ("home", paths::home().into()),
        ("account", paths::account().into()),
        ("emails", paths::account_emails().into()),
        ("staff-proposals", paths::staff_proposals().into()),
    ] {
        ada.visits(&format!("{name}-long-words"), &path).await;
    }
}

/// A comment with a reply, which somebody without an account reports.
async fn reported_comment(mo: &Inspector<'_>) {
    let person = &mo.person;
    person.signs_in("resident@folkmoot.example", PASSWORD).await;
    person.visits(&paths::proposal(OPEN)).await;
    person.fills("Add what you know", "Call the office and ask them yourself.").await;
    person.presses("Post comment").await;
    person.sees("Your comment is posted.").await;
    person.opens("Reply to Robin Example").await;
    person.fills("Your reply", "I mean between nine and five.").await;
    person.presses("Post reply").await;
    person.sees("Your comment is posted.").await;
    person.leaves().await;
    person.visits(&paths::proposal(OPEN)).await;
    person.follows("Report the comment by Robin Example").await;
    person.chooses("It gives away personal data").await;
    person.presses("Send the report").await;
    person.sees("Its reference is").await;
}

async fn the_administrators_desk() {
    // A site of its own: nobody else may meet an invited colleague, and the record begins here.
    let site = Site::start().await;
    let mut ada = Inspector::arrives(&site, &ADMINISTRATORS_DESK).await;
    ada.visits("transparency-empty", paths::transparency()).await;
    ada.person.signs_in("administrator@folkmoot.example", PASSWORD).await;
    ada.visits("desk-administrator", paths::staff()).await;
    ada.visits("staff-emails", paths::staff_emails()).await;
    ada.visits("staff-access-empty", paths::staff_access()).await;
    ada.visits_by_day_and_night("staff-people", paths::staff_people()).await;
    ada.person.presses("Send the invitation").await;
    ada.person.sees("There is a problem").await;
    ada.looks("staff-people-error").await;
    ada.person.fills("Their name", "Nia Example").await;
    ada.person.fills("Their email address", "nia@folkmoot.example").await;
    ada.person.chooses("Editor: writes proposals and pages, opens and closes proposals").await;
    ada.person.presses("Send the invitation").await;
    ada.person.sees("The invitation is on its way.").await;
    ada.looks("staff-people-invited").await;
    ada.person.follows("End role of Mo Example").await;
    ada.person.sees("End somebody’s role").await;
    ada.visits_by_day_and_night("staff-person-ending", &ada.person.path().await).await;
    ada.person.presses("End the role").await;
    ada.person.sees("The role has ended.").await;
    ada.person.follows("End role of Ada Example").await;
    ada.person.sees("This is the only administrator").await;
    ada.looks("staff-person-ending-last").await;
    ada.visits_by_day_and_night("transparency", paths::transparency()).await;
    ada.person.opens("How to check the record").await;
    ada.looks("transparency-open").await;
    ada.leaves();
}

/// An editor adds a format of a proposal, and changes it.
async fn formats(ed: &mut Inspector<'_>) {
    ed.person.visits(paths::staff_proposals()).await;
    ed.person.follows("Formats").await;
    ed.person.sees("There are none yet.").await;
    ed.looks("formats-none").await;
    ed.person.presses("Add it").await;
    ed.person.sees("Say which format it is").await;
    ed.looks("formats-error").await;
    ed.person.chooses("Easy Read").await;
    ed.person.fills("What is it called?", "Easy Read, 8 pages").await;
    ed.person.fills("Where is it?", "https://files.example/easy.pdf").await;
    ed.person.fills("When was it made?", "27 March 2026").await;
    ed.person.presses("Add it").await;
    ed.person.sees("Easy Read, 27 March 2026").await;
    ed.looks("formats").await;
    ed.person.follows("Easy Read, 8 pages").await;
    ed.person.sees("Change a format").await;
    ed.looks("format").await;
    ed.person.fills("What is it called?", "").await;
    ed.person.presses("Save").await;
    ed.person.sees("Enter what it is called").await;
    ed.looks("format-error").await;
}

/// Each page on which a proposal opens, closes, gets more time or is withdrawn, with a mistake on it.
async fn stages(ed: &mut Inspector<'_>) {
    for (link, name, field, button) in [
        ("Open", "opening", "Closes: day", "Open it now"),
        ("Close", "closing", "Public reason", "Close it now"),
        ("Extend", "extension", "New close: day", "Give more time"),
        ("Withdraw", "withdrawal", "Public reason", "Withdraw it"),
    ] {
        ed.person.visits(paths::staff_proposals()).await;
        ed.person.follows(link).await;
        ed.looks(&format!("staff-{name}")).await;
        ed.person.fills(field, if field == "Public reason" { "" } else { "soon" }).await;
        ed.person.presses(button).await;
        ed.person.sees("There is a problem").await;
        ed.looks(&format!("staff-{name}-error")).await;
    }
}

async fn the_editors_desk() {
    let site = site::shared().await;
    let mut ed = Inspector::arrives(site, &EDITORS_DESK).await;
    ed.person.signs_in("editor@folkmoot.example", PASSWORD).await;
    ed.visits("desk-editor", paths::staff()).await;
    ed.visits("staff-proposals", paths::staff_proposals()).await;
    ed.visits("staff-proposal-new", paths::staff_proposal_new()).await;
    ed.person.presses("Save the proposal").await;
    ed.person.sees("There is a problem").await;
    ed.looks("staff-proposal-new-error").await;
    stages(&mut ed).await;
    formats(&mut ed).await;
    two_at_once(&mut ed).await;
    for (name, list, path) in [
        ("page", paths::staff_pages(), paths::staff_page("partnership")),
        ("area", paths::staff_areas(), paths::staff_area("air-quality")),
        ("studie", paths::staff_case_studies(), paths::staff_case_study("do-it-london")),
    ] {
        ed.visits(&format!("staff-{name}s"), list).await;
        ed.visits(&format!("staff-{name}"), &path).await;
        ed.person.fills("Title", " ").await;
        ed.person.presses("Save").await;
        ed.person.sees("There is a problem").await;
        ed.looks(&format!("staff-{name}-error")).await;
    }
    ed.visits_by_day_and_night("staff-house-rules", &paths::staff_page("house-rules")).await;
    ed.person.fills("Text", "Be kind.").await;
    ed.person.presses("Save").await;
    ed.person.sees("Number the rules").await;
    ed.looks("staff-house-rules-error").await;
    ed.visits("staff-study-new", paths::staff_case_study_new()).await;
    ed.person.presses("Save").await;
    ed.person.sees("There is a problem").await;
    ed.looks("staff-study-new-error").await;
    ed.visits("staff-study-preview", &paths::staff_case_study_preview("do-it-london")).await;
    ed.visits("staff-study-deletion", &paths::staff_case_study_deletion("do-it-london")).await;
    for (name, path, field) in [
        ("home-words", paths::staff_texts_home(), "Heading"),
        ("frame-words", paths::staff_texts_frame(), "Name of the site"),
    ] {
        ed.visits_by_day_and_night(&format!("staff-{name}"), path).await;
        ed.person.fills(field, " ").await;
        ed.person.presses("Save").await;
        ed.person.sees("There is a problem").await;
        ed.looks(&format!("staff-{name}-error")).await;
    }
    ed.leaves();
}

/// The editor of a proposal, and what comes when somebody else has saved a change meanwhile.
async fn two_at_once(ed: &mut Inspector<'_>) {
    ed.person.visits(paths::staff_proposals()).await;
    ed.person.follows(&format!("Edit {FORTHCOMING}")).await;
    ed.person.sees("Change a proposal").await;
    let editor = ed.person.path().await;
    ed.visits_by_day_and_night("staff-proposal", &editor).await;
    ed.person.fills("Summary", "A team for each school.").await;
    ed.person.presses("Save the proposal").await;
    ed.person.sees("There is a problem").await;
    ed.looks("staff-proposal-error").await;
    ed.person.fills("Why do you change it?", "Shorter.").await;
    ed.person.presses("Save the proposal").await;
    ed.person.sees("Saved.").await;
    ed.person.visits(&editor).await;
    // As if the page had been open since before that change.
    let back_to_the_first = "document.querySelector('[name=version]').value = 1";
    ed.person.browser.client.execute(back_to_the_first, vec![]).await.expect("a script runs");
    ed.person.fills("Summary", "One team for two schools.").await;
    ed.person.fills("Why do you change it?", "Cheaper.").await;
    ed.person.presses("Save the proposal").await;
    ed.person.sees("Somebody else has changed this proposal").await;
    ed.looks("staff-proposal-conflict").await;
}
