//! A5, A12, A14: what is not public is nowhere: no address, no form, no count tells that it is there.

use super::say;
use crate::on_both;
use crate::support::Person;

/// Pages on which a proposal, a comment or a case study could leave a trace.
const LISTS: [&str; 10] = [
    "/",
    "/proposals",
    "/proposals?stage=open",
    "/proposals?area=clean-air",
    "/areas",
    "/areas/clean-air",
    "/case-studies",
    "/decisions",
    "/organisations",
    "/proposals/clean-buses",
];

/// What these people read on these pages.
async fn read(people: &[&Person]) -> Vec<String> {
    let mut all = Vec::new();
    for who in people {
        for at in LISTS {
            all.push(who.get(at).await.is(200).html.clone());
        }
    }
    all
}

/// The same answer at each of these addresses, to looking and to sending.
async fn alike(who: &Person, there: &str, nowhere: &str, fields: &[(&str, &str)]) {
    let (one, other) = (who.get(there).await, who.get(nowhere).await);
    assert_eq!((one.status, one.header("location")), (other.status, other.header("location")), "{there}");
    assert_eq!(one.html.replace(there, ""), other.html.replace(nowhere, ""), "{there}");
    let (one, other) = (who.post_own(there, fields).await, who.post_own(nowhere, fields).await);
    assert!(one.status >= 400, "{there} takes a form");
    assert_eq!((one.status, one.html.replace(there, "")), (other.status, other.html.replace(nowhere, "")), "{there}");
}

on_both! {
    /// A draft, a case study that is not shown, and an organisation that nobody has verified yet.
    async fn what_is_not_public_is_nowhere(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, oli, mo, ed) = (app.resident("Ana").await, app.resident("Oli").await, app.moderator("Mo").await, app.editor("Ed").await);
        say(app, &ana, &path, "Words").await;
        let visitor = app.visitor();
        let readers = [&visitor, &ana, &mo];
        let before = read(&readers).await;
        let form = ed.visit("/staff/proposals/new").await.form("/staff/proposals/new").fill("title", "Secret trams").fill("summary", "S.");
        let saved = form.fill("change", "C.").fill("area", "clean-air").fill("totals", "public").send().await;
        let id = saved.is(303).header("location").split(['/', '?']).find_map(|part| part.parse::<i64>().ok()).expect("a number");
        let study = [
            ("title", "Secret study"), ("summary", "S."), ("area", "clean-air"), ("body", "B."), ("source_name", "A"), ("source_url", "https://a.example/"),
            ("shown", "no"),
        ];
        ed.post_own("/staff/case-studies/new", &study).await.is(303);
        crate::organisations::registers(&oli, "Secret circle").await.is(303);
        let after = read(&readers).await;
        for (n, (before, after)) in before.iter().zip(&after).enumerate() {
            assert!(before == after, "{} tells of it:\n{after}", LISTS[n % LISTS.len()]);
        }
        let fields = [("vote", "support"), ("body", "Words"), ("follow", "start")];
        for who in readers {
            for end in ["", "/versions", "/versions/1", "/votes", "/comments", "/follows"] {
                alike(who, &format!("/proposals/secret-trams{end}"), &format!("/proposals/nothing{end}"), &fields).await;
            }
            alike(who, "/case-studies/secret-study", "/case-studies/nothing", &[]).await;
            alike(who, "/organisations/secret-circle", "/organisations/nothing", &[]).await;
            who.get(&format!("/subscriptions?kind=proposal&target={id}")).await.is(404);
            let wish = [("email", "a@people.example"), ("kind", "proposal"), ("target", &*id.to_string())];
            who.post_own("/subscriptions", &wish).await.is(404);
        }
        for secret in ["/staff/proposals/1", "/staff/case-studies/secret-study", "/staff/case-studies/secret-study/preview"] {
            for who in [&ana, &mo] {
                who.get(secret).await.is(404);
            }
        }
        assert!(app.letters().await.is_empty());
    }
}
