//! One of the staff takes a part out of a response and publishes it, and everybody reads what is left.

use super::ASKING;
use crate::pages::Inspector;
use views::paths;

/// The editor is signed in; the response has the number 1, and the words of [`super::answering`].
pub async fn publishes(rae: &mut Inspector<'_>, proposal: i64) {
    rae.visits_by_day_and_night("publishing", &paths::staff_publishing(proposal)).await;
    rae.person.sees("Waits for you").await;
    rae.person.visits(&paths::staff_publication(1)).await;
    rae.person.sees("The bus was full.").await;
    rae.looks("publication").await;
    rae.person.presses("Decide").await;
    rae.person.sees("Say whether everybody can read it").await;
    rae.looks("publication-error").await;
    rae.person.follows("6. What happened").await;
    rae.person.sees("Put [[ in front of what is to go").await;
    rae.looks("redaction").await;
    rae.person.presses("Take it out").await;
    rae.person.sees("Say why it is taken out").await;
    rae.looks("redaction-error").await;
    rae.person.fills("The answer, as it was sent", "The bus was full.\n[[I walked.]]").await;
    rae.person.chooses("It tells who somebody is").await;
    rae.person.presses("Take it out").await;
    rae.person.sees("[taken out: personal details]").await;
    rae.person.follows("6. What happened").await;
    rae.person.sees("Taken out so far").await;
    rae.looks("redaction-made").await;
    rae.person.visits(&paths::staff_publication(1)).await;
    rae.person.presses("Publish this file").await;
    rae.person.sees("Published with the response").await;
    rae.person.chooses("Publish it").await;
    rae.person.presses("Decide").await;
    // The next one that waits is there.
    rae.person.sees("Publish response resident-").await;
    rae.person.visits(&paths::staff_publication(1)).await;
    rae.person.sees("See the public page").await;
    rae.looks("publication-made").await;
    rae.visits_by_day_and_night("published", &paths::published(ASKING)).await;
    rae.person.follows("Response 1").await;
    rae.person.sees("Where something was taken out").await;
    rae.person.sees("File 1 (CSV").await;
    let here = rae.person.path().await;
    rae.visits_by_day_and_night("published-response", &here).await;
}
