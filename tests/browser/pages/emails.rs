//! Emails about what one follows: asking for them, the emails themselves, and every page behind their links.

use super::Inspector;
use super::sights::Sights;
use crate::site;
use views::paths;

const PROPOSAL: &str = "nobody-is-discharged-from-hospital-to-the-street";

pub const EMAILS: Sights = Sights {
    pages: &[
        "/subscriptions",
        "/subscriptions/confirmation/{token}",
        "/emails",
        "/emails/{token}",
        "/emails/{token}/stop",
        "/emails/{token}/copy",
        "/account/emails",
        "/account/emails/{id}",
        "/dev/mail",
        "/dev/mail/{name}",
        "/dev/mail/{name}/html",
    ],
    faults: &["/subscriptions", "/emails"],
};

tests! {
    emails_have_no_faults => emails();
}

async fn emails() {
    let site = site::shared().await;
    let mut cy = Inspector::arrives(site, &EMAILS).await;
    asks_for_them(&mut cy).await;
    somebody_comments(&mut cy).await;
    reads_one(&mut cy).await;
    // Somebody who has an account reads the same in it.
    cy.person.signs_in("administrator@folkmoot.example", site::PASSWORD).await;
    cy.visits("account-emails", paths::account_emails()).await;
    cy.person.follows("new comment").await;
    cy.looks("account-email").await;
    cy.person.visits(paths::account_emails()).await;
    cy.person.presses("Pause my emails").await;
    cy.person.sees("Your emails are paused until").await;
    cy.looks("account-emails-paused").await;
    cy.leaves();
}

async fn asks_for_them(cy: &mut Inspector<'_>) {
    cy.person.visits(paths::home()).await;
    cy.person.presses("Send me the emails").await;
    cy.person.sees("There is a problem").await;
    cy.looks("subscription-error").await;
    cy.person.fills("Email address", "cy@example.org").await;
    cy.person.presses("Send me the emails").await;
    cy.person.sees("Check your email").await;
    cy.looks("subscription-asked").await;
    cy.person.opens_letter("cy@example.org", "Confirm that you want our emails").await;
    cy.person.follows("/subscriptions/confirmation/").await;
    cy.person.sees("Do you want our emails?").await;
    cy.looks("subscription-confirmation").await;
    cy.person.presses("Yes, send me the emails").await;
    cy.person.sees("You will get our emails").await;
    cy.looks("subscription-confirmed").await;
    cy.person.follows("Choose what else you want to hear").await;
    cy.person.sees("What you want to hear, and how often").await;
    cy.looks("emails-new").await;
    cy.person.chooses_for("Improve the health of homeless people", "Every day").await;
    cy.person.presses("Save").await;
    cy.person.sees("Saved.").await;
    cy.looks("emails-saved").await;
}

/// News for Cy, and for somebody with an account who follows the proposal.
async fn somebody_comments(cy: &mut Inspector<'_>) {
    let person = &cy.person;
    person.signs_in("administrator@folkmoot.example", site::PASSWORD).await;
    person.visits(&paths::proposal(PROPOSAL)).await;
    person.presses("Follow this proposal").await;
    person.sees("You follow this proposal.").await;
    person.leaves().await;
    person.signs_in("professional@folkmoot.example", site::PASSWORD).await;
    person.visits(&paths::proposal(PROPOSAL)).await;
    person.fills("Add what you know", "We see them **again**:\n\n1. on Friday\n2. on Monday").await;
    person.presses("Post comment").await;
    person.sees("Your comment is posted.").await;
    person.leaves().await;
    person.visits(paths::dev_mail()).await;
    person.presses("Do not wait for the hour").await;
    person.opens_letter("administrator@folkmoot.example", "new comment").await;
}

async fn reads_one(cy: &mut Inspector<'_>) {
    cy.person.opens_letter("cy@example.org", "new comment").await;
    cy.looks("digest").await;
    let letter = cy.person.path().await;
    cy.person.follows("See it as mail programs show it").await;
    cy.person.sees("You get this").await;
    cy.looks("digest-html").await;
    cy.looks_in("digest-html", crate::chrome::Look::NARROW.dark(), "320-dark").await;
    cy.person.follows("Read this on the site").await;
    cy.person.sees("You get this").await;
    cy.looks("digest-copy").await;
    cy.person.visits(&letter).await;
    cy.person.follows("/stop").await;
    cy.person.sees("One press is enough.").await;
    cy.looks("emails-stop").await;
    cy.person.presses("Stop all emails").await;
    cy.person.sees("You will get no more emails").await;
    cy.looks("emails-stopped").await;
    cy.visits("emails-link", paths::emails_link()).await;
    cy.person.presses("Send me a new link").await;
    cy.person.sees("There is a problem").await;
    cy.looks("emails-link-error").await;
    cy.person.fills("Email address", "cy@example.org").await;
    cy.person.presses("Send me a new link").await;
    cy.person.sees("Check your email").await;
    cy.looks("emails-link-sent").await;
    cy.visits("dev-mail", paths::dev_mail()).await;
    cy.visits("emails-not-valid", &paths::emails("none")).await;
    // From that email they find what they had, and a way to start again.
    cy.person.visits(&letter).await;
    cy.person.follows("/emails/").await;
    cy.person.sees("You get no emails from us: you stopped them.").await;
    cy.looks("emails-preferences-stopped").await;
}
