//! Which routes the stories look at, compared with all that there are: a new page or form that nobody looks at fails here.

use std::collections::BTreeSet;

use folkmoot::routes::{ALL, DEMO};

use super::{coding, consultations, doors, emails, members, passkeys, people, public, record, staff, suggestions};

/// The routes at which a story looks; whoever inspects is held to them.
pub struct Sights {
    /// Pages.
    pub pages: &'static [&'static str],
    /// Forms that come back with what is to be put right.
    pub faults: &'static [&'static str],
}

/// What all stories promise to look at.
const STORIES: [&Sights; 24] = [
    &public::VISION,
    &public::PROPOSALS,
    &consultations::BUILDING,
    &consultations::ANSWERING,
    &coding::CODING,
    &record::RECORD,
    &doors::MAKING_AN_ACCOUNT,
    &doors::SIGNING_IN,
    &doors::ELSEWHERE,
    &doors::ERRORS,
    &emails::EMAILS,
    &members::TAKING_PART,
    &members::ACCOUNT,
    &members::LEAVING,
    &passkeys::PASSKEYS,
    &passkeys::SECOND_STEP,
    &people::PROFESSIONS,
    &people::ORGANISATIONS,
    &staff::MODERATORS_DESK,
    &staff::APPEALS,
    &staff::RULES_DESK,
    &staff::EDITORS_DESK,
    &staff::ADMINISTRATORS_DESK,
    &suggestions::SUGGESTIONS,
];

/// What is no page: programs read it, or it is a file to keep.
const FOR_MACHINES: [&str; 13] = [
    "/proposals/{slug}/responses/{number}/files/{attachment}",
    "/staff/paper/{id}/attachments/{attachment}",
    "/responses/{reference}/attachments/{attachment}",
    "/staff/responses/{id}/attachments/{attachment}",
    "/staff/proposals/{id}/passages/{file}",
    "/staff/proposals/{id}/responses/{file}",
    "/health",
    "/assets/{version}/{path:.*}",
    "/favicon.ico",
    "/account/data/copy.zip",
    "/moderation/decisions.csv",
    "/proposals/{slug}/responses.csv",
    "/proposals/{slug}/equality.csv",
];

/// Forms of buttons, lists and hidden fields alone: nothing can be mistyped in them.
const NOTHING_TO_MISTYPE: [&str; 55] = [
    "/account/data",
    "/account/emails",
    // Just after signing in; later they ask for the password, as the stories in `tests/web/openid/` do.
    "/account/identities/{provider}",
    "/account/identities/{provider}/removal",
    "/account/organisation/invitation/{token}",
    "/account/organisation/leaving",
    "/account/organisation/members",
    "/account/profession/letter/{token}",
    "/account/passkeys/new",
    "/account/sessions",
    "/account/sessions/{id}/ending",
    "/areas/{slug}/follows",
    "/comments/{id}/deletion",
    "/comments/{id}/follows",
    "/comments/{id}/votes",
    "/dev/mail",
    "/emails/{token}",
    "/emails/{token}/stop",
    "/follows",
    "/organisations/{slug}/follows",
    "/pending",
    "/proposals/{slug}/follows",
    "/proposals/{slug}/respond",
    "/staff/formats/{id}/deletion",
    "/staff/paper/{id}/opening",
    "/staff/redactions/{id}/deletion",
    "/staff/paper/{id}/attachments/{attachment}/removal",
    "/staff/responses/{id}/attachments/{attachment}/publication",
    "/staff/outcome-points/{id}/deletion",
    // It stands folded up, and an empty one is told on a page of its own.
    "/staff/outcome-points/{id}/updates",
    "/responses/{reference}/equality",
    "/responses/{reference}/attachments/{attachment}/removal",
    "/responses/{reference}/remarks/{remark}/removal",
    "/responses/{reference}/sections/{section}/history",
    "/responses/{reference}/sign-off",
    "/responses/{reference}/withdrawal",
    "/sign-in/link/{token}",
    "/sign-in/with/{provider}",
    "/sign-in/passkey",
    "/sign-out",
    "/staff/campaigns/{id}/responses",
    "/staff/case-studies/{slug}/deletion",
    "/staff/cases/{id}/giving-back",
    "/staff/templates/{id}/deletion",
    "/staff/emails/{id}/retry",
    "/staff/people/{id}/ending",
    "/staff/proposals/{id}/holding",
    "/staff/proposals/{id}/questionnaire",
    "/staff/responses/{id}",
    "/staff/proposals/{id}/coding",
    "/staff/themes/{id}/deletion",
    "/staff/themes/{id}/merging",
    "/staff/themes/{id}/place",
    "/staff/proposals/{id}/questionnaire/copy",
    "/subscriptions/confirmation/{token}",
];

/// The route that serves this path; nothing where there is none. As in the router, the first that fits.
pub fn route_of(path: &str) -> Option<&'static str> {
    let fits = |route: &str| {
        let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
        route.len() == path.len() && route.iter().zip(&path).all(|(part, given)| part == given || part.starts_with('{'))
    };
    ALL.iter().chain(DEMO).map(|(route, _)| *route).find(|route| fits(route))
}

/// The routes that take this method.
fn that_take(method: &str) -> BTreeSet<&'static str> {
    ALL.iter()
        .chain(DEMO)
        .filter(|(_, methods)| methods.iter().any(|(one, _)| *one == method))
        .map(|(route, _)| *route)
        .collect()
}

#[test]
fn every_page_is_looked_at() {
    let seen: BTreeSet<_> = STORIES.iter().flat_map(|story| story.pages).copied().collect();
    let mut expected = that_take("get");
    for route in FOR_MACHINES {
        assert!(expected.remove(route), "{route} is no page any more");
    }
    assert_eq!(seen, expected, "left: what the stories look at; right: the routes of pages");
}

#[test]
fn every_form_is_looked_at_when_something_in_it_is_wrong() {
    let seen: BTreeSet<_> = STORIES.iter().flat_map(|story| story.faults).copied().collect();
    let mut expected = that_take("post");
    for route in NOTHING_TO_MISTYPE {
        assert!(expected.remove(route), "{route} is no form any more");
    }
    assert_eq!(seen, expected, "left: what the stories look at; right: the routes of forms");
}

#[test]
fn a_path_is_known_by_the_first_route_that_fits() {
    assert_eq!(route_of("/staff/proposals/new"), Some("/staff/proposals/new"));
    assert_eq!(route_of("/staff/proposals/7"), Some("/staff/proposals/{id}"));
    assert_eq!(route_of("/emails/abc/stop"), Some("/emails/{token}/stop"));
    assert_eq!(route_of("/nothing/here"), None);
}
