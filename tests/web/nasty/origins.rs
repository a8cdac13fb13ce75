//! V5, V7 (OWASP ASVS 3.5.1): no form is taken from another site, whoever's browser sends it and however well it is filled in.

use super::fields::Wrong;
use super::forms::{Found, token};
use super::rows::harmless;
use crate::support::TestApp;
use crate::support::person::serialize;
use folkmoot::web::visitor::csrf_for;

/// What a browser says of a form that stands on a page of somebody else's: a new one, and an old one.
const SITES: [&[(&str, &str)]; 3] =
    [&[("sec-fetch-site", "cross-site")], &[("sec-fetch-site", "same-site")], &[("sec-fetch-site", "nonsense")]];
const ORIGINS: [&[(&str, &str)]; 3] =
    [&[("origin", "https://evil.example")], &[("origin", "null")], &[("origin", "http://127.0.0.1:1")]];
/// What it says of one of ours.
const OURS: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];

/// Each form, sent from elsewhere with the right token, and from here without it. The caller looks whether anything changed.
pub(super) async fn foreign_forms_are_refused(app: &TestApp, forms: &[Found]) {
    // What the pages of somebody else carry.
    let theirs = csrf_for(&app.app.site, "a session of somebody else");
    let mut wrong = Wrong::default();
    for (n, form) in forms.iter().enumerate() {
        let (own, fields) = (token(app, &form.who), form.good(n));
        let body = serialize(fields.iter().cloned());
        // In turn: what decides is the same for all forms, and `guards` tries each of them.
        let mut tries = vec![(SITES[n % 3], own.as_str()), (ORIGINS[n % 3], &own)];
        tries.push(if n % 2 == 0 { (&[], "") } else { (&[], theirs.as_str()) });
        if !own.is_empty() {
            tries.push((OURS, ["", theirs.as_str(), &own[1..]][n % 3]));
        }
        for (said, token) in tries {
            let page = form.send_from(&form.who, said, token, &body).await;
            assert_eq!(page.status, 403, "{} from {said:?} with {token:?}", form.action);
            assert!(page.header("set-cookie").is_empty(), "{}", form.action);
            harmless(&page);
            page.sees(if said == OURS { "send it again" } else { "form" });
            wrong.unless_it_keeps_the_words(form, &page, &fields);
        }
    }
    wrong.end();
}
