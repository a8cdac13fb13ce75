//! What people see who are signed in: their own comments and votes, and their account.

use super::Inspector;
use super::sights::Sights;
use crate::site::{self, PASSWORD, Site};
use views::paths;

const PROPOSAL: &str = "text-people-with-asthma-on-days-of-high-air-pollution";

pub const TAKING_PART: Sights = Sights {
    pages: &[
        "/comments/{id}",
        "/comments/{id}/history",
        "/comments/{id}/replies",
        "/comments/{id}/reports",
        "/comments/{id}/edit",
        "/comments/{id}/deletion",
    ],
    faults: &[
        "/proposals/{slug}/votes",
        "/proposals/{slug}/comments",
        "/comments/{id}/replies",
        "/comments/{id}/reports",
        "/comments/{id}/edit",
    ],
};
pub const ACCOUNT: Sights = Sights {
    pages: &["/account", "/account/password", "/account/factor", "/pending"],
    faults: &["/account", "/account/password", "/account/factor", "/account/factor/codes", "/account/factor/removal"],
};
pub const LEAVING: Sights =
    Sights { pages: &["/account/data", "/account/erasure", "/erasures/{reference}"], faults: &["/account/erasure"] };

tests! {
    taking_part_has_no_faults => taking_part();
    the_account_has_no_faults => the_account();
    leaving_has_no_faults => leaving();
}

async fn taking_part() {
    let site = site::shared().await;
    let mut pat = Inspector::arrives(site, &TAKING_PART).await;
    pat.visits("proposal-stranger", &paths::proposal(PROPOSAL)).await;
    pat.person.presses("Cast my vote").await;
    pat.person.sees("Choose support, not sure or oppose").await;
    pat.looks("vote-error").await;
    pat.person.signs_in("professional@folkmoot.example", PASSWORD).await;
    pat.person.visits(&paths::proposal(PROPOSAL)).await;
    pat.person.presses("Post comment").await;
    pat.person.sees("There is a problem").await;
    pat.looks("comment-error").await;
    pat.person.fills("Add what you know", "We hear of such days **too late**:\n\n- at school\n- at home").await;
    pat.person.presses("Post comment").await;
    pat.person.sees("Your comment is posted.").await;
    pat.person.chooses("Support").await;
    pat.person.presses("Cast my vote").await;
    pat.person.sees("Your vote is saved").await;
    pat.looks("vote-saved").await;
    pat.person.presses("Follow this proposal").await;
    pat.person.sees("You follow this proposal.").await;
    pat.visits_by_day_and_night("proposal", &format!("{}?sort=newest", paths::proposal(PROPOSAL))).await;
    own_comment(&mut pat).await;
    pat.leaves();
}

/// The pages of one's own comment, of which the first on the page is one.
async fn own_comment(pat: &mut Inspector<'_>) {
    pat.person.follows("Edit your comment").await;
    pat.looks("comment-edit").await;
    pat.person.fills("Your comment", " ").await;
    pat.person.presses("Save the change").await;
    pat.person.sees("There is a problem").await;
    pat.looks("comment-edit-error").await;
    pat.person.fills("Your comment", "We hear of such days much too late.").await;
    pat.person.presses("Save the change").await;
    pat.person.sees("Your comment is changed.").await;
    pat.person.follows("edited").await;
    pat.person.sees("How the comment by Pat Example was changed").await;
    pat.looks("comment-history").await;
    let comment = pat.person.path().await.replace("/history", "");
    pat.visits("reply-form", &format!("{comment}/replies")).await;
    pat.person.presses("Post reply").await;
    pat.person.sees("There is a problem").await;
    pat.looks("reply-error").await;
    for reply in ["And the phone number?", "It should be in it.", "Then all is well."] {
        pat.person.fills("Your reply", reply).await;
        pat.person.presses("Post reply").await;
        pat.person.sees("Your comment is posted.").await;
        let deeper = pat.person.path().await;
        pat.person.visits(&format!("{deeper}/replies")).await;
    }
    pat.visits("comment", &comment).await;
    pat.visits("report", &format!("{comment}/reports")).await;
    pat.person.presses("Send the report").await;
    pat.person.sees("There is a problem").await;
    pat.looks("report-error").await;
    pat.person.chooses("Somebody may be at risk").await;
    pat.person.presses("Send the report").await;
    pat.person.sees("Its reference is").await;
    pat.looks("report-thanks").await;
    pat.visits("comment-deletion", &format!("{comment}/deletion")).await;
    pat.person.presses("Delete my comment").await;
    pat.person.sees("Your comment is deleted.").await;
    pat.looks("comment-deleted").await;
    pat.person.visits(&paths::proposal(PROPOSAL)).await;
    pat.person
        .fills("Add what you know", "The figures of last summer are on https://example.org/asthma for all to see.")
        .await;
    pat.person.presses("Post comment").await;
    pat.person.sees("Your comment is waiting for a moderator.").await;
    pat.looks("comment-held").await;
}

/// A new colleague sets up the second step, and changes it.
async fn a_second_step(site: &Site, colleague: &mut Inspector<'_>) {
    site.runs(&["staff", "invite", "sam@example.org", "--role", "analyst"]);
    colleague.person.opens_letter("sam@example.org", "You are invited to work on Folkmoot").await;
    colleague.person.follows("/invitation/").await;
    colleague.person.fills("Your name", "Sam").await;
    colleague.person.fills("Password", "three blue umbrellas").await;
    colleague.person.presses("Set up my account").await;
    colleague.person.sees("Set up a second step").await;
    colleague.visits_by_day_and_night("factor", paths::account_factor()).await;
    colleague.person.presses("Switch the second step on").await;
    colleague.person.sees("There is a problem").await;
    colleague.looks("factor-error").await;
    let code = colleague.person.told().await;
    colleague.person.fills("The code that your app shows now", &code).await;
    colleague.person.fills("The password that you have now", "three blue umbrellas").await;
    colleague.person.presses("Switch the second step on").await;
    colleague.person.sees("Keep your recovery codes").await;
    colleague.looks("recovery-codes").await;
    colleague.visits("factor-on", paths::account_factor()).await;
    for (button, name) in [("Show me new codes", "recovery-error"), ("Switch the second step off", "factor-off-error")]
    {
        colleague.person.visits(paths::account_factor()).await;
        colleague.person.presses(button).await;
        colleague.person.sees("There is a problem").await;
        colleague.looks(name).await;
    }
}

async fn the_account() {
    let site = site::shared().await;
    let mut oli = Inspector::arrives(site, &ACCOUNT).await;
    oli.person.signs_in("administrator@folkmoot.example", PASSWORD).await;
    oli.visits("account-empty", paths::account()).await;
    oli.person.visits(&paths::area("air-quality")).await;
    oli.person.presses("Follow this area").await;
    oli.person.sees("You follow this area.").await;
    oli.looks("area-followed").await;
    oli.visits_by_day_and_night("account", paths::account()).await;
    oli.person.fills("Your name", "").await;
    oli.person.presses("Save the changes").await;
    oli.person.sees("There is a problem").await;
    oli.looks("account-error").await;
    oli.visits("password", paths::account_password()).await;
    oli.person.presses("Save the new password").await;
    oli.person.sees("There is a problem").await;
    oli.looks("password-error").await;
    oli.visits("pending-none", paths::pending()).await;
    oli.person.leaves().await;
    a_second_step(site, &mut oli).await;
    oli.leaves();
}

async fn leaving() {
    // A site of its own: whoever leaves is missed by other stories.
    let site = Site::start().await;
    let mut robin = Inspector::arrives(&site, &LEAVING).await;
    robin.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    robin.visits("account-data", paths::account_data()).await;
    robin.person.presses("Ask for a copy").await;
    robin.person.sees("Your copy is being made.").await;
    robin.looks("account-data-asked").await;
    robin.person.opens_letter("resident@folkmoot.example", "The copy of your data is ready").await;
    robin.visits_by_day_and_night("account-data-ready", paths::account_data()).await;
    robin.person.sees("Download my data").await;
    robin.visits_by_day_and_night("account-erasure", paths::account_erasure()).await;
    robin.person.presses("Erase my account").await;
    robin.person.sees("There is a problem").await;
    robin.looks("account-erasure-error").await;
    robin.person.chooses("They stay, under the name “Former participant”").await;
    robin.person.fills("Your password", PASSWORD).await;
    robin.person.presses("Erase my account").await;
    robin.person.sees("An account was erased").await;
    robin.looks("erasure").await;
    robin.leaves();
}
