//! What everybody can read of what moderators decided: before the first decision and after it.

use super::Inspector;
use super::sights::Sights;
use crate::site::{PASSWORD, Site};
use views::paths;

const OPEN: &str = "make-every-state-primary-a-water-only-school";

pub const RECORD: Sights = Sights { pages: &["/moderation", "/moderation/{month}", "/transparency"], faults: &[] };

tests! {
    the_record_has_no_faults => the_record();
}

async fn the_record() {
    // A site of its own, on which nothing has been decided.
    let site = Site::start().await;
    let mut anybody = Inspector::arrives(&site, &RECORD).await;
    anybody.visits("moderation-empty", paths::moderation()).await;
    let person = &anybody.person;
    person.signs_in("resident@folkmoot.example", PASSWORD).await;
    person.visits(&paths::proposal(OPEN)).await;
    person.fills("Add what you know", "Call the office and ask them yourself.").await;
    person.presses("Post comment").await;
    person.sees("Your comment is posted.").await;
    person.leaves().await;
    person.visits(&paths::proposal(OPEN)).await;
    person.follows("Report the comment by Robin Example").await;
    person.chooses("It gives away personal data").await;
    person.presses("Send the report").await;
    person.sees("Its reference is").await;
    person.signs_in("moderator@folkmoot.example", PASSWORD).await;
    person.visits(paths::staff_queue()).await;
    person.follows("Call the office").await;
    person.chooses("Hide").await;
    person.picks("Under which house rule?", "2. No personal data").await;
    person.fills("Reasons, as the author will read them", "It holds a phone number.").await;
    person.presses("Decide").await;
    person.sees("Your decision is in force.").await;
    anybody.person.leaves().await;
    anybody.visits_by_day_and_night("moderation", paths::moderation()).await;
    let month = this_month(&anybody.person.text().await);
    anybody.person.follows(&month).await;
    anybody.looks("moderation-month").await;
    anybody.visits("transparency-moderation", paths::transparency()).await;
    anybody.leaves();
}

/// The first month that stands on the page, such as "November 2026".
fn this_month(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let found = words.windows(2).find(|pair| MONTHS.contains(&pair[0]) && is_year(pair[1]));
    found.unwrap_or_else(|| panic!("no month on the page: {text}")).join(" ")
}
