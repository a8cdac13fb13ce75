//! Professions and organisations: saying what one does and for whom one speaks, and the staff who verify it.

use super::Inspector;
use super::sights::Sights;
use crate::site::{PASSWORD, Site};
use views::paths;

pub const PROFESSIONS: Sights = Sights {
    pages: &[
        "/account/profession",
        "/account/profession/work-address",
        "/account/profession/letter/{token}",
        "/account/profession/registration",
        "/account/profession/vouching",
        "/staff/professions",
        "/staff/professions/{id}",
    ],
    faults: &[
        "/account/profession",
        "/account/profession/work-address",
        "/account/profession/registration",
        "/account/profession/vouching",
        "/staff/professions/{id}",
    ],
};

pub const ORGANISATIONS: Sights = Sights {
    pages: &[
        "/organisations",
        "/organisations/{slug}",
        "/account/emails",
        "/account/organisation",
        "/account/organisation/invitation/{token}",
        "/account/organisation/leaving",
        "/staff/organisations",
        "/staff/organisations/{id}",
    ],
    faults: &["/account/organisation", "/account/organisation/invitations", "/staff/organisations/{id}"],
};

const OPEN: &str = "make-every-state-primary-a-water-only-school";

tests! {
    professions_have_no_faults => professions();
    organisations_have_no_faults => organisations();
}

async fn professions() {
    let site = Site::start().await;
    let mut pat = Inspector::arrives(&site, &PROFESSIONS).await;
    pat.person.signs_in("professional@folkmoot.example", PASSWORD).await;
    pat.visits("profession-new", paths::account_profession()).await;
    pat.person.picks("Your profession", "Something else").await;
    pat.person.presses("Save and go on").await;
    pat.person.sees("There is a problem").await;
    pat.looks("profession-error").await;
    pat.person.picks("Your profession", "School nurse").await;
    pat.person.presses("Save and go on").await;
    pat.person.sees("Saved.").await;
    pat.visits_by_day_and_night("profession", paths::account_profession()).await;
    pat.visits_by_day_and_night("profession-work-address", paths::account_profession_work_address()).await;
    pat.person.fills("Your work email address", "pat@folkmoot.example").await;
    pat.person.presses("Send the email").await;
    pat.person.sees("We cannot check addresses at folkmoot.example by email.").await;
    pat.looks("profession-work-address-error").await;
    pat.person.fills("Your work email address", "pat@example.nhs.uk").await;
    pat.person.presses("Send the email").await;
    pat.person.sees("We have sent an email to your work address.").await;
    pat.looks("profession-letter-sent").await;
    pat.person.opens_letter("pat@example.nhs.uk", "Confirm that you work here").await;
    pat.person.follows("/account/profession/letter/").await;
    pat.person.sees("press the button, and your profession is verified").await;
    pat.looks("profession-letter").await;
    pat.person.presses("This is my work address").await;
    pat.person.sees("You are verified.").await;
    pat.looks("profession-verified").await;
    evidence_for_staff(&mut pat).await;
    pat.person.leaves().await;
    staff_decide(&mut pat).await;
    pat.leaves();
}

async fn evidence_for_staff(pat: &mut Inspector<'_>) {
    pat.visits_by_day_and_night("profession-vouching", paths::account_profession_vouching()).await;
    pat.person.presses("Send this to the team").await;
    pat.person.sees("There is a problem").await;
    pat.looks("profession-vouching-error").await;
    pat.visits_by_day_and_night("profession-registration", paths::account_profession_registration()).await;
    pat.person.presses("Send the number").await;
    pat.person.sees("There is a problem").await;
    pat.looks("profession-registration-error").await;
    pat.person.chooses("Nursing and Midwifery Council (NMC)").await;
    pat.person.fills("Your registration number", "12A3456E").await;
    pat.person.presses("Send the number").await;
    pat.person.sees("it waits for our team").await;
    pat.looks("profession-waiting").await;
}

async fn staff_decide(mo: &mut Inspector<'_>) {
    mo.person.signs_in("moderator@folkmoot.example", PASSWORD).await;
    mo.visits_by_day_and_night("staff-professions", paths::staff_professions()).await;
    mo.person.follows("Pat Example").await;
    mo.person.sees("Look it up in the register of the Nursing and Midwifery Council (NMC)").await;
    let claim = mo.person.path().await;
    mo.visits_by_day_and_night("staff-profession", &claim).await;
    mo.person.chooses("Do not verify").await;
    mo.person.presses("Decide").await;
    mo.person.sees("Enter a reason").await;
    mo.looks("staff-profession-error").await;
    mo.person.chooses("Verify").await;
    mo.person.presses("Decide").await;
    mo.person.sees("Your decision is in force.").await;
    mo.visits("staff-profession-decided", &claim).await;
}

async fn organisations() {
    let site = Site::start().await;
    let mut oli = Inspector::arrives(&site, &ORGANISATIONS).await;
    oli.visits("organisations-none", paths::organisations()).await;
    oli.person.signs_in("organisation@folkmoot.example", PASSWORD).await;
    oli.visits_by_day_and_night("organisation-new", paths::account_organisation()).await;
    oli.person.presses("Register the organisation").await;
    oli.person.sees("There is a problem").await;
    oli.looks("organisation-error").await;
    registers(&oli).await;
    oli.looks("organisation-waiting").await;
    oli.person.leaves().await;
    staff_verify(&mut oli).await;
    oli.person.leaves().await;
    oli.person.signs_in("organisation@folkmoot.example", PASSWORD).await;
    oli.person.visits(&paths::proposal(OPEN)).await;
    oli.person.fills("Add what you know", "Carers fill the bottles in the morning.").await;
    oli.looks("comment-for-organisation").await;
    oli.person.presses("Post it for").await;
    oli.person.sees("Your comment is posted.").await;
    oli.looks("comment-of-organisation").await;
    its_people(&mut oli).await;
    oli.visits_by_day_and_night("organisations", paths::organisations()).await;
    oli.person.follows("Example Carers’ Circle").await;
    oli.person.sees("Carers fill the bottles").await;
    oli.person.presses("Follow this organisation").await;
    oli.person.sees("You follow this organisation.").await;
    oli.visits_by_day_and_night("organisation-public", &oli.person.path().await).await;
    oli.visits("emails-organisation", paths::account_emails()).await;
    oli.person.leaves().await;
    oli.visits_by_day_and_night("organisation-stranger", &paths::organisation("example-carers-circle")).await;
    oli.leaves();
}

async fn registers(oli: &Inspector<'_>) {
    let person = &oli.person;
    person.fills("The name of the organisation", "Example Carers’ Circle").await;
    person.chooses("A charity").await;
    person.fills("What does it work on?", "Dementia").await;
    person.fills("Whom does it speak for?", "unpaid carers").await;
    person.fills("How many people are they?", "300").await;
    person.chooses("With the Charity Commission").await;
    person.fills("Its number there", "1234567").await;
    person.fills("How can we check this?", "I am its chair.").await;
    person.presses("Register the organisation").await;
    person.sees("It waits for our team.").await;
}

async fn staff_verify(mo: &mut Inspector<'_>) {
    mo.person.signs_in("moderator@folkmoot.example", PASSWORD).await;
    mo.visits_by_day_and_night("staff-organisations", paths::staff_organisations()).await;
    mo.person.follows("Example Carers’ Circle").await;
    mo.person.sees("I am its chair.").await;
    mo.visits_by_day_and_night("staff-organisation", &mo.person.path().await).await;
    mo.person.chooses("Do not verify").await;
    mo.person.presses("Decide").await;
    mo.person.sees("Enter a reason").await;
    mo.looks("staff-organisation-error").await;
    mo.person.chooses("Verify").await;
    mo.person.presses("Decide").await;
    mo.person.sees("Your decision is in force.").await;
    mo.looks("staff-organisations-decided").await;
}

/// Invites somebody, who looks at the invitation and joins; and the page that asks whether one leaves.
async fn its_people(oli: &mut Inspector<'_>) {
    oli.visits("organisation", paths::account_organisation()).await;
    oli.person.fills("Their email address", "nobody").await;
    oli.person.presses("Send the invitation").await;
    oli.person.sees("There is a problem").await;
    oli.looks("organisation-invitation-error").await;
    oli.person.fills("Their email address", "resident@folkmoot.example").await;
    oli.person.presses("Send the invitation").await;
    oli.person.sees("The invitation is on its way.").await;
    oli.visits_by_day_and_night("organisation-invited", paths::account_organisation()).await;
    oli.person.follows("Leave this organisation").await;
    oli.looks("organisation-leaving").await;
    oli.person.leaves().await;
    oli.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    oli.person.opens_letter("resident@folkmoot.example", "You are invited to Example Carers’ Circle").await;
    oli.person.follows("/account/organisation/invitation/").await;
    oli.person.sees("You are invited to").await;
    oli.looks("organisation-invitation").await;
    oli.person.presses("Join").await;
    oli.person.sees("You belong to the organisation now.").await;
    oli.looks("organisation-member").await;
}
