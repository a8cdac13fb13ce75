//! What everybody can read without an account.

use super::Inspector;
use super::sights::Sights;
use crate::journeys::{a_changed_house_rule, a_changed_proposal};
use crate::site::{self, IMPORTED_SLUG};
use views::paths;

const ABOUT: [&str; 11] = [
    "accessibility",
    "challenges",
    "enablers",
    "find-out-more",
    "house-rules",
    "how-decisions-are-made",
    "how-we-count",
    "life-course",
    "online-safety",
    "other-formats",
    "partnership",
];

pub const VISION: Sights = Sights {
    pages: &[
        "/",
        "/areas",
        "/areas/{slug}",
        "/decisions",
        "/case-studies",
        "/case-studies/{slug}",
        "/about/{slug}",
        "/about/house-rules/versions",
        "/about/house-rules/versions/{number}",
        "/privacy",
        "/cookies",
    ],
    faults: &[],
};
pub const PROPOSALS: Sights = Sights {
    pages: &["/proposals", "/proposals/{slug}", "/proposals/{slug}/versions", "/proposals/{slug}/versions/{number}"],
    faults: &[],
};

tests! {
    the_vision_has_no_faults => the_vision();
    proposals_have_no_faults => proposals();
}

async fn the_vision() {
    let site = site::shared().await;
    let mut anybody = Inspector::arrives(site, &VISION).await;
    anybody.visits_by_day_and_night("home", paths::home()).await;
    anybody.visits("areas", paths::areas()).await;
    anybody.visits_by_day_and_night("area", &paths::area("air-quality")).await;
    anybody.visits("decisions", paths::decisions()).await;
    anybody.visits("case-studies", paths::case_studies()).await;
    anybody.visits("case-study", &paths::case_study("estates-strategy")).await;
    for slug in ABOUT {
        anybody.visits(&format!("about-{slug}"), &paths::page(slug)).await;
    }
    a_changed_house_rule(site).await;
    anybody.visits("house-rules", &paths::page("house-rules")).await;
    anybody.visits("house-rules-versions", paths::house_rules_versions()).await;
    anybody.visits("house-rules-version-first", &paths::house_rules_version(1)).await;
    anybody.visits_by_day_and_night("house-rules-version", &paths::house_rules_version(2)).await;
    anybody.visits_by_day_and_night("privacy", paths::privacy()).await;
    anybody.visits_by_day_and_night("cookies", paths::cookies()).await;
    anybody.leaves();
}

async fn proposals() {
    let site = site::shared().await;
    a_changed_proposal(site).await;
    let mut anybody = Inspector::arrives(site, &PROPOSALS).await;
    anybody.visits("proposals", paths::proposals()).await;
    anybody.visits("proposals-none", &format!("{}?stage=decided", paths::proposals())).await;
    anybody.visits("proposal-forthcoming", &paths::proposal("school-streets-at-every-primary-on-a-main-road")).await;
    anybody.visits("proposal-closed", &paths::proposal("engines-off-outside-every-hospital-and-health-centre")).await;
    anybody.visits("proposal-imported", &paths::proposal(IMPORTED_SLUG)).await;
    anybody.person.follows("Next page").await;
    anybody.looks("proposal-imported-second-page").await;
    anybody.visits("versions", &paths::versions(IMPORTED_SLUG)).await;
    anybody.visits("version", &paths::version(IMPORTED_SLUG, 2)).await;
    anybody.visits("version-first", &paths::version(IMPORTED_SLUG, 1)).await;
    anybody.leaves();
}
