//! V5, V7 (OWASP ASVS 3.5.1): no form is taken from another site, whoever's browser sends it and however well it is filled in.

use super::fields::Wrong;
use super::forms::{Found, token};
use super::rows::harmless;
use crate::support::TestApp;
use crate::support::person::serialize;
use folkmoot::web::visitor::csrf_for;

/// What a browser says of a form that stands on a page of somebody else's.
const FOREIGN: [&[(&str, &str)]; 6] = [
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "nonsense")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "http://127.0.0.1:1")],
];

/// Each form, sent from elsewhere with the right token, and from here without it. The caller looks whether anything changed.
pub(super) async fn foreign_forms_are_refused(app: &TestApp, forms: &[Found]) {
    // What the pages of somebody else carry.
    let theirs = csrf_for(&app.app.site, "a session of somebody else");
    let mut wrong = Wrong::default();
    for (n, form) in forms.iter().enumerate() {
        let (own, fields) = (token(app, &form.who), form.good(n));
        let body = serialize(fields.iter().cloned());
        let mut tries: Vec<(&[(&str, &str)], &str)> = FOREIGN.iter().map(|said| (*said, own.as_str())).collect();
        tries.push((&[], ""));
        if !own.is_empty() {
            let here: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];
            tries.extend([(here, ""), (here, theirs.as_str()), (here, &own[1..]), (&[], &theirs)]);
        }
        for (said, token) in tries {
            let page = form.send_from(&form.who, said, token, &body).await;
            assert_eq!(page.status, 403, "{} from {said:?} with {token:?}", form.action);
            assert!(page.header("set-cookie").is_empty(), "{}", form.action);
            harmless(&page);
            page.sees(if said.is_empty() || said[0].1 != "same-origin" { "form" } else { "send it again" });
            wrong.unless_it_keeps_the_words(form, &page, &fields);
        }
    }
    wrong.end();
}
