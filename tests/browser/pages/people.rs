//! Professions: saying what one does, having it verified, and the staff who do so.

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

tests! {
    professions_have_no_faults => professions();
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
