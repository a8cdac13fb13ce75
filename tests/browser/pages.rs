//! Every page is looked at: axe, reflow and the security policy on a telephone and on a desk, with pictures of each.

use crate::chrome::{Browser, Look};
use crate::hands::{Person, Way};
use crate::site::Site;
use views::paths;

/// Who looks at a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Somebody without an account.
    Anyone,
    /// The demonstration's resident.
    Resident,
    /// The demonstration's moderator.
    Moderator,
    /// The demonstration's editor.
    Editor,
}

/// The demonstration's password, which it prints at its start.
const PASSWORD: &str = "demonstration only";

impl Who {
    const ALL: [Self; 4] = [Self::Anyone, Self::Resident, Self::Moderator, Self::Editor];

    /// The address with which they sign in; nobody's is nothing.
    fn email(self) -> Option<&'static str> {
        match self {
            Self::Anyone => None,
            Self::Resident => Some("resident@folkmoot.example"),
            Self::Moderator => Some("moderator@folkmoot.example"),
            Self::Editor => Some("editor@folkmoot.example"),
        }
    }
}

/// All pages: a name for the picture, the address, and who looks at it.
fn pages() -> Vec<(&'static str, String, Who)> {
    use Who::{Anyone, Editor, Moderator, Resident};
    let proposal = "text-people-with-asthma";
    vec![
        ("home", paths::home().into(), Anyone),
        ("areas", paths::areas().into(), Anyone),
        ("area", paths::area("air-quality"), Anyone),
        ("case-studies", paths::case_studies().into(), Anyone),
        ("case-study", paths::case_study("estates-strategy"), Anyone),
        ("proposals", paths::proposals().into(), Anyone),
        ("proposal", paths::proposal(proposal), Anyone),
        ("versions", paths::versions(proposal), Anyone),
        ("decisions", paths::decisions().into(), Anyone),
        ("about", paths::page("partnership"), Anyone),
        ("house-rules", paths::page("house-rules"), Anyone),
        ("register", paths::register().into(), Anyone),
        ("sign-in", paths::sign_in().into(), Anyone),
        ("reset", paths::reset().into(), Anyone),
        ("not-found", "/there-is-no-such-page".into(), Anyone),
        ("dev-mail", paths::dev_mail().into(), Anyone),
        ("proposal-signed-in", paths::proposal(proposal), Resident),
        ("account", paths::account().into(), Resident),
        ("queue", paths::staff_queue().into(), Moderator),
        ("record", paths::staff_record().into(), Moderator),
        ("staff", paths::staff().into(), Editor),
        ("staff-proposals", paths::staff_proposals().into(), Editor),
        ("staff-proposal-new", paths::staff_proposal_new().into(), Editor),
        ("staff-pages", paths::staff_pages().into(), Editor),
        ("staff-areas", paths::staff_areas().into(), Editor),
    ]
}

/// Signs in by the form, as people do.
async fn sign_in(person: &Person, email: &str) {
    person.visits(paths::sign_in()).await;
    person.fills("Email address", email).await;
    person.fills("Password", PASSWORD).await;
    person.presses("Sign in").await;
    person.sees("Sign out").await;
}

/// What is wrong with the page on which this browser is, one line each; a picture of it is kept.
async fn faults(browser: &Browser, name: &str) -> Vec<String> {
    browser.picture(name).await;
    let mut found = browser.axe().await;
    found.extend(browser.refused().await);
    let too_wide = browser.too_wide_by().await;
    if too_wide > 0 {
        found.push(format!("wider than the window by {too_wide} px"));
    }
    found
}

/// Looks at every page in this way; panics with all that is wrong.
async fn look_at_every_page(look: Look, name: &str) {
    let site = Site::start().await;
    let mut wrong = Vec::new();
    for who in Who::ALL {
        let person = Person::with_look(&site.address, Way::Mouse, look).await;
        if let Some(email) = who.email() {
            sign_in(&person, email).await;
        }
        for (page, path, _) in pages().into_iter().filter(|page| page.2 == who) {
            person.visits(&path).await;
            let found = faults(&person.browser, &format!("{page}-{name}")).await;
            wrong.extend(found.into_iter().map(|fault| format!("{page} ({path}): {fault}")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} faults at {name}:\n{}\nThe server said:\n{}",
        wrong.len(),
        wrong.join("\n"),
        site.log()
    );
}

#[tokio::test]
async fn no_page_has_a_fault_on_a_telephone() {
    look_at_every_page(Look::NARROW, "320").await;
}

#[tokio::test]
async fn no_page_has_a_fault_on_a_tablet() {
    look_at_every_page(Look { width: 768, ..Look::WIDE }, "768").await;
}

#[tokio::test]
async fn no_page_has_a_fault_on_a_desk() {
    look_at_every_page(Look::WIDE, "1280").await;
}

#[tokio::test]
async fn no_page_has_a_fault_in_the_dark() {
    look_at_every_page(Look::WIDE.dark(), "1280-dark").await;
}
