//! The ways in: making an account, signing in, a new password, an invitation; and the pages for what does not work.

use super::Inspector;
use super::sights::Sights;
use crate::openid::Real;
use crate::site;
use serde_json::json;
use views::paths;

const PROPOSAL: &str = "text-people-with-asthma-on-days-of-high-air-pollution";

pub const MAKING_AN_ACCOUNT: Sights = Sights {
    pages: &[
        "/register",
        "/confirmation",
        "/confirmation/{token}",
        "/confirmation/{token}/account",
        "/pending",
        "/dev/mail",
        "/dev/mail/{name}",
    ],
    faults: &["/register", "/confirmation", "/confirmation/{token}", "/confirmation/{token}/account"],
};
pub const SIGNING_IN: Sights = Sights {
    pages: &[
        "/sign-in",
        "/sign-in/link",
        "/sign-in/link/{token}",
        "/sign-in/link/{token}/account",
        "/sign-in/code",
        "/reset",
        "/reset/{token}",
        "/invitation/{token}",
    ],
    faults: &[
        "/sign-in",
        "/sign-in/link",
        "/sign-in/link/{token}/account",
        "/sign-in/code",
        "/reset",
        "/reset/{token}",
        "/invitation/{token}",
    ],
};
pub const ELSEWHERE: Sights = Sights {
    pages: &[
        "/sign-in",
        "/sign-in/with/{provider}",
        "/sign-in/with/{provider}/back",
        "/sign-in/with/{provider}/account",
        "/account/identities/{provider}",
    ],
    faults: &["/sign-in/with/{provider}/account"],
};
pub const ERRORS: Sights = Sights { pages: &[], faults: &[] };

tests! {
    making_an_account_has_no_faults => making_an_account();
    signing_in_has_no_faults => signing_in();
    signing_in_elsewhere_has_no_faults => signing_in_elsewhere();
    errors_have_no_faults => errors();
}

async fn making_an_account() {
    let site = site::shared().await;
    let mut anybody = Inspector::arrives(site, &MAKING_AN_ACCOUNT).await;
    anybody.visits_by_day_and_night("register", paths::register()).await;
    anybody.person.presses("Make my account").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("register-error").await;
    anybody.person.visits(&paths::proposal(PROPOSAL)).await;
    anybody.person.chooses("Not sure").await;
    anybody.person.presses("Cast my vote").await;
    anybody.looks("sign-in-waiting").await;
    anybody.visits("pending-stranger", paths::pending()).await;
    anybody.person.visits(paths::register()).await;
    anybody.person.fills("Your name", "Bo").await;
    anybody.person.fills("Email address", "bo@example.org").await;
    anybody.person.fills("Password", "three green umbrellas").await;
    anybody.person.chooses("From my work in health or care").await;
    anybody.person.fills("Your profession", "Physiotherapist").await;
    anybody.person.chooses("I am 16 or over").await;
    anybody.looks("register-waiting").await;
    anybody.person.presses("Make my account").await;
    anybody.person.sees("Check your email").await;
    anybody.looks("confirmation-asked").await;
    anybody.person.opens_letter("bo@example.org", "Confirm your email address").await;
    anybody.looks("dev-letter").await;
    anybody.visits("dev-mail", paths::dev_mail()).await;
    anybody.person.opens_letter("bo@example.org", "Confirm your email address").await;
    anybody.person.follows("/confirmation/").await;
    anybody.person.sees("One more step").await;
    anybody.looks("confirmation").await;
    anybody.person.presses("Confirm my address").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("confirmation-error").await;
    anybody.person.follows("I did not choose this password").await;
    anybody.looks("confirmation-anew").await;
    anybody.person.presses("Save and go on to sign in").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("confirmation-anew-error").await;
    anybody.person.opens_letter("bo@example.org", "Confirm your email address").await;
    anybody.person.follows("/confirmation/").await;
    anybody.person.fills("Password", "three green umbrellas").await;
    anybody.person.presses("Confirm my address").await;
    anybody.person.sees("Sign out").await;
    anybody.looks("confirmed").await;
    anybody.visits("confirmation-not-valid", &paths::confirmation("none")).await;
    anybody.person.presses("Send me a new link").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("confirmation-again-error").await;
    anybody.leaves();
}

async fn signing_in() {
    let site = site::shared().await;
    let mut anybody = Inspector::arrives(site, &SIGNING_IN).await;
    anybody.visits_by_day_and_night("sign-in", paths::sign_in()).await;
    anybody.person.fills("Email address", "nobody@example.org").await;
    anybody.person.fills("Password", "not the password").await;
    anybody.person.presses("Sign in").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("sign-in-error").await;
    by_first_link(&mut anybody).await;
    anybody.visits("sign-in-link", paths::sign_in_link()).await;
    anybody.person.presses("Send me the link").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("sign-in-link-error").await;
    anybody.person.fills("Email address", "editor@folkmoot.example").await;
    anybody.person.presses("Send me the link").await;
    anybody.person.sees("Check your email").await;
    anybody.looks("sign-in-link-asked").await;
    anybody.person.opens_letter("editor@folkmoot.example", "Your link to sign in").await;
    anybody.person.follows("/sign-in/link/").await;
    anybody.person.sees("you are signed in on this device").await;
    anybody.looks("sign-in-with").await;
    anybody.person.presses("Sign me in").await;
    anybody.person.sees("Enter your code").await;
    anybody.looks("code").await;
    anybody.person.presses("Go on").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("code-error").await;
    let code = anybody.person.told().await;
    anybody.person.fills("Code", &code).await;
    anybody.person.presses("Go on").await;
    anybody.person.sees("You are signed in.").await;
    anybody.person.leaves().await;
    anybody.visits("reset", paths::reset()).await;
    anybody.person.presses("Send me the link").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("reset-error").await;
    anybody.person.fills("Email address", "organisation@folkmoot.example").await;
    anybody.person.presses("Send me the link").await;
    anybody.person.sees("Check your email").await;
    anybody.looks("reset-asked").await;
    anybody.person.opens_letter("organisation@folkmoot.example", "Choose a new password").await;
    anybody.person.follows("/reset/").await;
    anybody.person.sees("You will be signed out everywhere else.").await;
    anybody.looks("reset-with").await;
    anybody.person.presses("Save the new password").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("reset-with-error").await;
    anybody.visits("reset-not-valid", &paths::reset_with("none")).await;
    anybody.visits("invitation-not-valid", &paths::invitation("none")).await;
    site.runs(&["staff", "invite", "ina@example.org", "--role", "moderator"]);
    anybody.person.opens_letter("ina@example.org", "You are invited to work on Folkmoot").await;
    anybody.person.follows("/invitation/").await;
    anybody.person.sees("Join the staff").await;
    anybody.looks("invitation").await;
    anybody.person.presses("Set up my account").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("invitation-error").await;
    anybody.leaves();
}

/// The other site has another name than ours, so that the browser takes it for one: its way back is from site to site.
async fn signing_in_elsewhere() {
    let site = site::shared().await;
    let real = Real::of(&site.issuer);
    let back = format!("{}{}", site.address, paths::sign_in_back("nhs"));
    let claims = json!({ "email": "nora@nhs.example", "email_verified": true, "name": "Nora Nurse" });
    real.be(json!({ "back": back, "subject": "nora", "claims": claims })).await;
    let mut nora = Inspector::arrives(site, &ELSEWHERE).await;
    nora.visits_by_day_and_night("elsewhere", &paths::sign_in_elsewhere("nhs")).await;
    nora.visits("elsewhere-lost", &paths::sign_in_back("nhs")).await;
    nora.visits_by_day_and_night("sign-in-elsewhere", paths::sign_in()).await;
    real.be(json!({ "denies": true })).await;
    nora.person.presses("Sign in with the NHS").await;
    nora.person.sees("You did not sign in with the NHS").await;
    nora.looks("elsewhere-denied").await;
    real.be(json!({ "denies": false })).await;
    nora.person.visits(paths::sign_in()).await;
    nora.person.presses("Sign in with the NHS").await;
    nora.person.sees("You have no account here yet").await;
    nora.looks("newcomer").await;
    nora.person.presses("Make my account").await;
    nora.person.sees("There is a problem").await;
    nora.looks("newcomer-error").await;
    nora.person.chooses("For myself, as a resident").await;
    nora.person.chooses("I am 16 or over").await;
    nora.person.presses("Make my account").await;
    nora.person.sees("Your account is made, and you are signed in.").await;
    nora.visits("account-without-password", paths::account()).await;
    nora.visits("identity-connected", &paths::account_identity("nhs")).await;
    nora.person.presses("Disconnect").await;
    nora.person.sees("Nobody can sign in with it any more.").await;
    nora.visits_by_day_and_night("identity", &paths::account_identity("nhs")).await;
    nora.person.presses("Connect").await;
    nora.person.sees("From now on you can sign in with it.").await;
    nora.person.leaves().await;
    for (name, settings, sees) in [
        ("elsewhere-known", json!({ "subject": "another" }), "You have an account already"),
        ("elsewhere-unconfirmed", json!({ "claims": {} }), "we ask you for one"),
    ] {
        real.be(settings).await;
        nora.person.visits(paths::sign_in()).await;
        nora.person.presses("Sign in with the NHS").await;
        nora.person.sees(sees).await;
        nora.looks(name).await;
    }
    nora.leaves();
}

async fn errors() {
    let site = site::shared().await;
    let mut anybody = Inspector::arrives(site, &ERRORS).await;
    anybody.visits("error-404", "/there-is-no-such-page").await;
    anybody.visits("error-405", paths::sign_out()).await;
    anybody.person.signs_in("resident@folkmoot.example", site::PASSWORD).await;
    anybody.visits("error-403", paths::staff_queue()).await;
    anybody.leaves();
}

/// Somebody who has no account comes by a link, and leaves.
async fn by_first_link(anybody: &mut Inspector<'_>) {
    anybody.person.visits(paths::sign_in_link()).await;
    anybody.person.fills("Email address", "first@example.org").await;
    anybody.person.presses("Send me the link").await;
    anybody.person.sees("Check your email").await;
    anybody.person.opens_letter("first@example.org", "Your link").await;
    anybody.person.follows("/sign-in/link/").await;
    anybody.person.sees("you need no password").await;
    anybody.looks("sign-in-first").await;
    anybody.person.presses("Go on").await;
    anybody.person.sees("There is a problem").await;
    anybody.looks("sign-in-first-error").await;
    anybody.person.fills("Your name", "Fay").await;
    anybody.person.chooses("For myself, as a resident").await;
    anybody.person.chooses("I am 16 or over").await;
    anybody.person.presses("Go on").await;
    anybody.person.sees("Your account is made").await;
    anybody.person.leaves().await;
}
