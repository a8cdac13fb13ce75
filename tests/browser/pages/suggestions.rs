//! Proposals that residents suggest: the form, what became of them, and how an editor publishes or declines them.

use super::Inspector;
use super::sights::Sights;
use crate::site::{PASSWORD, Site};
use views::paths;

const AREA: &str = "air-quality";

pub const SUGGESTIONS: Sights = Sights {
    pages: &[
        "/areas/{slug}",
        "/areas/{slug}/suggestions",
        "/account/suggestions",
        "/staff/proposals",
        "/staff/proposals/{id}/declining",
        "/proposals/{slug}",
    ],
    faults: &["/areas/{slug}/suggestions", "/staff/proposals/{id}/declining"],
};

tests! {
    suggestions_have_no_faults => suggestions();
}

async fn suggestions() {
    // A site of its own: other stories count the proposals.
    let site = Site::start().await;
    let mut robin = Inspector::arrives(&site, &SUGGESTIONS).await;
    robin.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    robin.visits("suggestions-none", paths::account_suggestions()).await;
    robin.visits("suggestion-area", &paths::area(AREA)).await;
    robin.person.follows("Suggest a proposal").await;
    robin.visits_by_day_and_night("suggestion", &paths::area_suggestions(AREA)).await;
    robin.person.presses("Send the suggestion").await;
    robin.person.sees("There is a problem").await;
    robin.looks("suggestion-error").await;
    for title in ["Plant a tree at every bus stop", "Move the river"] {
        robin.person.visits(&paths::area_suggestions(AREA)).await;
        robin.person.fills("Title", title).await;
        robin.person.fills("Summary", "It gives shade, and the air is cleaner.").await;
        robin.person.fills("What would change", "- a tree at each stop\n- a bench below it").await;
        robin.person.presses("Send the suggestion").await;
        robin.person.sees("Thank you. An editor will read it").await;
    }
    robin.visits("suggestions-waiting", paths::account_suggestions()).await;
    robin.person.leaves().await;
    an_editor_decides(&mut robin).await;
    robin.person.signs_in("resident@folkmoot.example", PASSWORD).await;
    robin.visits_by_day_and_night("suggestions", paths::account_suggestions()).await;
    robin.leaves();
}

/// One is declined, the other published.
async fn an_editor_decides(ed: &mut Inspector<'_>) {
    ed.person.signs_in("editor@folkmoot.example", PASSWORD).await;
    ed.visits("suggestions-staff", paths::staff_proposals()).await;
    ed.person.follows("Decline Move the river").await;
    ed.person.sees("Decline a suggestion").await;
    ed.visits_by_day_and_night("suggestion-declining", &ed.person.path().await).await;
    ed.person.presses("Decline it").await;
    ed.person.sees("There is a problem").await;
    ed.looks("suggestion-declining-error").await;
    ed.person.fills("Reason, as its author will read it", "Rivers are not for us to move.").await;
    ed.person.presses("Decline it").await;
    ed.person.sees("The suggestion is declined.").await;
    ed.person.follows("Open Plant a tree at every bus stop").await;
    ed.person.fills("Closes: day", "2099-01-20").await;
    ed.person.fills("Closes: time", "17:00").await;
    ed.person.presses("Open it now").await;
    ed.person.sees("Saved.").await;
    ed.visits("proposal-suggested", &paths::proposal("plant-a-tree-at-every-bus-stop")).await;
    ed.person.sees("Suggested by").await;
    ed.person.leaves().await;
}
