//! A response on paper: one of the staff takes it in and keys it, a colleague keys it again, and where they differ one decides.

use crate::pages::{Inspector, crowd};
use crate::site::Site;
use views::paths;

/// The editor is signed in.
pub async fn keyed_twice(site: &Site, rae: &mut Inspector<'_>, proposal: i64) {
    rae.visits_by_day_and_night("paper", &paths::paper(proposal)).await;
    rae.person.presses("Take it in, and key it").await;
    rae.person.sees("Say how it came").await;
    rae.looks("paper-error").await;
    rae.person.chooses("On paper").await;
    rae.person.fills("On which day did it come?", &crowd::today()).await;
    rae.person.chooses("A resident").await;
    rae.person.chooses("It must not be published, or they do not say").await;
    rae.person.presses("Take it in, and key it").await;
    rae.person.sees("Type what is written").await;
    let here = rae.person.path().await;
    let number: i64 = here.trim_start_matches("/staff/paper/").parse().expect("a number");
    rae.visits_by_day_and_night("paper-response", &here).await;
    rae.person.presses("Attach this file").await;
    rae.person.sees("Choose a file").await;
    rae.looks("paper-scan-error").await;
    scanned(rae).await;
    rae.visits("paper-scanned", &here).await;
    rae.person.fills("9. How many days", "many").await;
    rae.person.presses("That is all").await;
    rae.person.sees("Enter a whole number").await;
    rae.looks("paper-response-error").await;
    rae.person.fills("9. How many days", "12").await;
    rae.person.presses("That is all").await;
    rae.person.sees("Somebody else has to key it in").await;
    rae.person.visits(&here).await;
    rae.looks("paper-response-keyed").await;
    crowd::keys_it_in_too(site, number);
    rae.person.visits(&here).await;
    rae.person.sees("They differ in").await;
    rae.looks("paper-compared").await;
    rae.person.presses("Send it").await;
    rae.person.sees("Say whose answer is right").await;
    rae.looks("paper-compared-error").await;
}

/// A scan is added to it.
async fn scanned(rae: &mut Inspector<'_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let scan = folder.path().join("scan.csv");
    std::fs::write(&scan, b"question,answer\n1,yes\n").expect("written");
    rae.person.fills("What is in the file?", "All pages of the form").await;
    rae.person.chooses_file("Choose a file", &scan).await;
    rae.person.presses("Attach this file").await;
    rae.person.sees("The file is attached.").await;
}
