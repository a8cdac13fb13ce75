//! Who gets what at every address: the table of routes, asked as everybody, compared with a page that people can read.

use super::say;
use crate::on_both;
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{case_studies, pages};
use folkmoot::policy::{Capacity, Role};
use folkmoot::routes;
use folkmoot::web::{session, visitor};

const PEOPLE: [&str; 7] = ["stranger", "member", "author", "analyst", "moderator", "editor", "administrator"];

/// An address of a route at which there is something.
pub(super) fn filled(route: &str, comment: i64, proposal: i64) -> String {
    let slug = match route {
        r if r.starts_with("/areas") || r.starts_with("/staff/areas") => "clean-air",
        r if r.starts_with("/about") || r.starts_with("/staff/pages") => "house-rules",
        r if r.starts_with("/case-studies") || r.starts_with("/staff/case-studies") => "study",
        _ => "clean-buses",
    };
    let id = match route {
        r if r.starts_with("/staff/proposals") => proposal,
        r if r.starts_with("/staff/cases") => 1,
        _ => comment,
    };
    route
        .replace("{slug}", slug)
        .replace("{id}", &id.to_string())
        .replace("{number}", "1")
        .replace("{token}", "1.x")
        .replace("{version}", "x")
        .replace("{path:.*}", "x")
        .replace("{name}", "x")
}

/// What the answer means, in a word.
fn word(page: &crate::support::Page) -> String {
    match page.status {
        303 if page.header("location").starts_with("/sign-in") => "sign in".into(),
        303 => "303".into(),
        status => status.to_string(),
    }
}

/// The table: a line for each route and method, a column for each kind of person. Forms are sent empty.
async fn table(app: &TestApp, people: &[Person], comment: i64, proposal: i64) -> String {
    let mut lines = vec![format!("{:<45}{}", "", cells(&PEOPLE.map(str::to_owned)))];
    let mut all: Vec<_> = routes::ALL.iter().chain(routes::DEMO).collect();
    // By address, whatever the order in the table; but the comment is deleted last.
    all.sort_by_key(|(route, _)| (route.ends_with("/deletion"), *route));
    for (route, methods) in all {
        let at = filled(route, comment, proposal);
        for method in ["get", "post"] {
            let mut words = Vec::new();
            for (who, name) in people.iter().zip(PEOPLE) {
                let page = if method == "get" { who.get(&at).await } else { sent(app, who, name, &at).await };
                words.push(word(&page));
            }
            let declared = methods.contains(&method) || words.iter().all(|w| w == "405" || w == "404");
            assert!(declared, "{method} {route} is not in the table of routes and answers {words:?}");
            if methods.contains(&method) {
                lines.push(format!("{:<5}{route:<40}{}", method.to_uppercase(), cells(&words)));
            }
        }
    }
    lines.join("\n") + "\n"
}

fn cells(words: &[String]) -> String {
    words.iter().map(|w| format!("{w:<14}")).collect::<String>().trim_end().to_owned()
}

/// Sends an empty form in a session of its own: signing out ends no other.
async fn sent(app: &TestApp, who: &Person, name: &str, at: &str) -> crate::support::Page {
    let fresh = app.visitor();
    if name == "stranger" {
        return fresh.post(at, &[]).await;
    }
    let (id, now) = (who.id, app.now());
    let token = app.change(move |tx| session::start(tx, id, Duration::hours(1), now)).await;
    fresh.set_cookie(session::COOKIE, &token);
    fresh.post(at, &[("csrf", &visitor::csrf_for(&app.app.site, &token))]).await
}

on_both! {
    async fn who_gets_what(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        let area = app.area("clean-air").await;
        let now = app.now();
        app.change(move |tx| {
            diesel::insert_into(pages::table)
                .values((pages::slug.eq("house-rules"), pages::title.eq("Rules"), pages::summary.eq("S"), pages::body.eq("B"), pages::body_html.eq("<p>B</p>"), pages::position.eq(1), pages::updated_at.eq(now)))
                .execute(&mut **tx)?;
            diesel::insert_into(case_studies::table)
                .values((case_studies::slug.eq("study"), case_studies::area_id.eq(area), case_studies::title.eq("Study"), case_studies::summary.eq("S"), case_studies::source_name.eq("A"), case_studies::source_url.eq("https://a.example/"), case_studies::body.eq("B"), case_studies::body_html.eq("<p>B</p>"), case_studies::updated_at.eq(now)))
                .execute(&mut **tx)?;
            Ok(())
        }).await;
        let mut people = vec![app.visitor()];
        for (name, role) in [("Member", Role::Member), ("Author", Role::Member), ("Analyst", Role::Analyst), ("Moddy", Role::Moderator), ("Editor", Role::Editor), ("Root", Role::Administrator)] {
            people.push(app.person(name, role, Capacity::Resident, "").await);
        }
        let comment = say(app, &people[2], &path, "The author’s words").await;
        app.visitor().post(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await.is(303);
        let found = table(app, &people, comment, id.0).await;
        let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/snapshots/permissions.txt");
        let wanted = std::fs::read_to_string(kept).unwrap_or_default();
        let differs: Vec<&str> = found.lines().filter(|l| !wanted.lines().any(|w| w == *l)).collect();
        assert!(found == wanted, "tests/web/snapshots/permissions.txt says otherwise about:\n{}\n\nThe whole table is now:\n{found}", differs.join("\n"));
    }
}
