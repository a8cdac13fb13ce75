//! The pages of passkeys, looked at by somebody whose browser has a device that keeps them.

use super::Inspector;
use super::sights::Sights;
use crate::passkeys::{joins_the_staff, registers};
use crate::site;
use views::paths;

const PASSWORD: &str = "five blue umbrellas";

pub const PASSKEYS: Sights = Sights {
    pages: &["/account/passkeys", "/account/passkeys/new", "/account/passkeys/{id}", "/sign-in/passkey"],
    faults: &[
        "/account/passkeys",
        "/account/passkeys/{id}",
        "/account/passkeys/{id}/removal",
        "/sign-in/passkey/answer",
    ],
};

tests! {
    passkeys_have_no_faults => passkeys();
    a_passkey_as_second_step_has_no_faults => second_step();
}

async fn passkeys() {
    let site = site::shared().await;
    let mut pia = Inspector::arrives(site, &PASSKEYS).await;
    pia.person.has_a_device().await;
    registers(&pia.person, "Pia", "pia@example.org", PASSWORD).await;
    pia.visits_by_day_and_night("passkeys-none", paths::account_passkeys()).await;
    pia.person.presses("Go on").await;
    pia.person.sees("There is a problem").await;
    pia.looks("passkeys-error").await;
    pia.person.fills("What will you call it?", "My telephone").await;
    pia.person.fills("The password that you have now, or a code from your app", PASSWORD).await;
    pia.person.presses("Go on").await;
    pia.person.sees("Make your passkey").await;
    pia.looks("passkey-new").await;
    pia.person.presses("Make the passkey").await;
    pia.person.sees("Your passkey is saved.").await;
    pia.visits_by_day_and_night("passkeys", paths::account_passkeys()).await;
    pia.visits("account-passkey", paths::account()).await;
    pia.person.follows("My telephone").await;
    pia.person.sees("Remove it").await;
    pia.looks("passkey").await;
    for (field, button, name) in [
        ("What will you call it?", "Save the name", "passkey-name-error"),
        ("Your password, or a code from your app", "Remove this passkey", "passkey-removal-error"),
    ] {
        pia.person.fills(field, "").await;
        pia.person.presses(button).await;
        pia.person.sees("There is a problem").await;
        pia.looks(name).await;
    }
    pia.person.fills("Your password, or a code from your app", PASSWORD).await;
    pia.person.presses("Remove this passkey").await;
    pia.person.sees("The passkey is removed.").await;
    pia.person.leaves().await;
    pia.person.visits(paths::sign_in()).await;
    pia.person.presses("Sign in with a passkey").await;
    pia.person.sees("This passkey did not let you in.").await;
    pia.looks("sign-in-passkey-error").await;
    // The device is gone: the page waits for somebody to press the button.
    pia.person.browser.remove_authenticator().await;
    pia.person.has_a_device().await;
    pia.person.visits(paths::sign_in()).await;
    pia.person.presses("Sign in with a passkey").await;
    pia.person.sees("Your browser gave us no passkey.").await;
    pia.looks("sign-in-passkey").await;
    pia.leaves();
}

pub const SECOND_STEP: Sights = Sights { pages: &["/sign-in/code"], faults: &[] };

async fn second_step() {
    let site = site::shared().await;
    let mut sal = Inspector::arrives(site, &SECOND_STEP).await;
    sal.person.has_a_device().await;
    joins_the_staff(site, &sal.person, "sal@example.org").await;
    sal.person.adds_a_passkey("My key", PASSWORD).await;
    sal.person.leaves().await;
    sal.person.visits(paths::sign_in()).await;
    sal.person.fills("Email address", "sal@example.org").await;
    sal.person.fills("Password", PASSWORD).await;
    sal.person.presses("Sign in").await;
    sal.person.sees("Use your passkey").await;
    sal.looks("code-passkey").await;
    sal.leaves();
}
