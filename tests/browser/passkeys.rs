//! Passkeys in a real browser, with a device that is not there: Chromium pretends to have one that recognises its owner.

use serde_json::json;
use views::paths;

use crate::hands::{Person, Way};
use crate::site::{self, Site};

const PASSWORD: &str = "five blue umbrellas";

impl Person {
    /// From now on the window has a device that keeps passkeys, with a finger always on it. It stays when somebody leaves.
    pub async fn has_a_device(&self) {
        self.browser
            .add_authenticator(json!({
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": true,
                "hasUserVerification": true,
                "isUserConsenting": true,
                "isUserVerified": true,
            }))
            .await;
    }

    /// Adds a passkey of this name, for somebody who is signed in.
    pub async fn adds_a_passkey(&self, name: &str, password: &str) {
        self.visits(paths::account_passkeys()).await;
        self.fills("What will you call it?", name).await;
        self.fills("The password that you have now, or a code from your app", password).await;
        self.presses("Go on").await;
        self.sees("Make your passkey").await;
        self.presses("Make the passkey").await;
        self.sees("Your passkey is saved.").await;
        self.sees(name).await;
    }

    /// Signs in with a passkey, from the page for signing in.
    pub async fn signs_in_with_a_passkey(&self) {
        self.visits(paths::sign_in()).await;
        self.presses("Sign in with a passkey").await;
        self.sees("You are signed in.").await;
    }

    async fn signs_out(&self) {
        self.presses("Sign out").await;
        self.sees("You are signed out.").await;
    }
}

/// Makes an account and opens it with the link from the letter.
pub async fn registers(person: &Person, name: &str, email: &str, password: &str) {
    person.visits(paths::register()).await;
    person.fills("Your name", name).await;
    person.fills("Email address", email).await;
    person.fills("Password", password).await;
    person.chooses("For myself, as a resident").await;
    person.chooses("I am 16 or over").await;
    person.presses("Make my account").await;
    person.sees("Check your email").await;
    person.opens_letter(email, "Confirm your email address").await;
    person.follows("/confirmation/").await;
    person.fills("Password", password).await;
    person.presses("Confirm my address").await;
    person.sees("Your email address is confirmed.").await;
}

/// Somebody who is invited to the staff and has made an account, but has no second step yet.
pub async fn joins_the_staff(site: &Site, person: &Person, email: &str) {
    site.runs(&["staff", "invite", email, "--role", "moderator"]);
    person.opens_letter(email, "You are invited to work on Folkmoot").await;
    person.follows("/invitation/").await;
    person.fills("Your name", "Sal").await;
    person.fills("Password", PASSWORD).await;
    person.presses("Set up my account").await;
    person.sees("Set up a second step").await;
}

/// Adds a passkey, signs in with it, calls it something else, removes it, and is let in by it no more.
async fn signs_in_without_a_password(way: Way) {
    let site = site::shared().await;
    let email = format!("pia{}@example.org", way.number());
    let pia = Person::arrives(&site.address, way).await;
    pia.has_a_device().await;
    registers(&pia, &format!("Pia {}", way.number()), &email, PASSWORD).await;
    pia.adds_a_passkey("My telephone", PASSWORD).await;
    pia.opens_letter(&email, "A passkey was added to your account").await;
    pia.signs_out().await;

    pia.signs_in_with_a_passkey().await;
    pia.visits(paths::account()).await;
    pia.sees("My telephone").await;
    pia.sees("Last used").await;
    // The device has one for this account, and makes no second.
    pia.visits(paths::account_passkeys()).await;
    pia.fills("The password that you have now, or a code from your app", PASSWORD).await;
    pia.presses("Go on").await;
    pia.presses("Make the passkey").await;
    pia.sees("This device has a passkey for your account already.").await;

    pia.visits(paths::account_passkeys()).await;
    pia.follows("My telephone").await;
    pia.fills("What will you call it?", "My old telephone").await;
    pia.presses("Save the name").await;
    pia.sees("Saved.").await;
    pia.follows("My old telephone").await;
    pia.fills("Your password, or a code from your app", PASSWORD).await;
    pia.presses("Remove this passkey").await;
    pia.sees("The passkey is removed.").await;
    pia.signs_out().await;
    pia.visits(paths::sign_in()).await;
    pia.presses("Sign in with a passkey").await;
    pia.sees("This passkey did not let you in.").await;
    pia.follows("Sign in with your password").await;
    pia.signs_in(&email, PASSWORD).await;
}

/// A new colleague has a passkey and no app: it is the second step after their password, and both steps without it.
async fn staff_have_it_as_their_second_step(way: Way) {
    let site = site::shared().await;
    let email = format!("sal{}@example.org", way.number());
    let sal = Person::arrives(&site.address, way).await;
    sal.has_a_device().await;
    joins_the_staff(site, &sal, &email).await;
    sal.visits(paths::staff_queue()).await;
    sal.sees("set up a second step for signing in").await;
    sal.follows("add a passkey").await;
    sal.adds_a_passkey("My key", PASSWORD).await;
    sal.visits(paths::staff_queue()).await;
    sal.sees("Queue").await;
    sal.does_not_see("set up a second step").await;
    sal.signs_out().await;

    sal.visits(paths::sign_in()).await;
    sal.fills("Email address", &email).await;
    sal.fills("Password", PASSWORD).await;
    sal.presses("Sign in").await;
    sal.sees("your password alone is not enough").await;
    sal.presses("Use my passkey").await;
    sal.sees("You are signed in.").await;
    sal.visits(paths::staff_queue()).await;
    sal.does_not_see("set up a second step").await;
    sal.signs_out().await;
    sal.signs_in_with_a_passkey().await;
    sal.visits(paths::staff_queue()).await;
    sal.does_not_see("set up a second step").await;
}

/// Without scripts there are no passkeys; the pages say so, and everything else is there.
async fn is_told_that_passkeys_need_scripts() {
    let site = site::shared().await;
    let person = Person::arrives(&site.address, Way::NoJavaScript).await;
    person.visits(paths::sign_in()).await;
    person.presses("Sign in with a passkey").await;
    person.sees("Passkeys need JavaScript, and your browser does not run it here.").await;
    person.does_not_see("Use my passkey").await;
    person.follows("Sign in with a link by email").await;
    person.sees("We will email you a link.").await;
}

/// A browser in which nobody has a passkey says so, and can be asked again.
async fn has_none() {
    let site = site::shared().await;
    let person = Person::arrives(&site.address, Way::Mouse).await;
    person.has_a_device().await;
    person.visits(paths::sign_in()).await;
    person.presses("Sign in with a passkey").await;
    person.sees("Your browser gave us no passkey.").await;
    person.presses("Use my passkey").await;
    person.sees("Your browser gave us no passkey.").await;
}

tests! {
    sign_in_with_a_passkey_by_mouse => signs_in_without_a_password(Way::Mouse);
    sign_in_with_a_passkey_by_keyboard => signs_in_without_a_password(Way::Keyboard);
    a_passkey_as_second_step_by_mouse => staff_have_it_as_their_second_step(Way::Mouse);
    a_passkey_as_second_step_by_keyboard => staff_have_it_as_their_second_step(Way::Keyboard);
    no_passkey_without_javascript => is_told_that_passkeys_need_scripts();
    no_passkey_on_this_device => has_none();
}
