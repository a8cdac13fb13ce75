//! Who gets what at every address: the table of routes, asked as everybody, compared with a page that people can read.

use super::say;
use crate::on_both_with;
use crate::openid::with_fake;
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::clock::Moment;
use folkmoot::config::Config;
use folkmoot::db::schema::{accounts, appeals, case_studies, decisions, house_rules, pages, templates};
use folkmoot::ids::ProposalId;
use folkmoot::policy::{Capacity, Role};
use folkmoot::routes::{self, Answer, Caller, Who};
use folkmoot::web::{session, visitor};

/// An administrator who has given no second factor.
const WEAK: &str = "weak admin";

/// Everybody who may come to a door: name, role, in which capacity, and whether they take part.
const PEOPLE: [(&str, Option<Role>, Capacity, bool); 13] = [
    ("stranger", None, Capacity::Resident, false),
    ("unconfirmed", Some(Role::Member), Capacity::Resident, false),
    ("suspended", Some(Role::Member), Capacity::Resident, false),
    ("resident", Some(Role::Member), Capacity::Resident, true),
    ("author", Some(Role::Member), Capacity::Resident, true),
    ("professional", Some(Role::Member), Capacity::Professional, true),
    ("organisation", Some(Role::Member), Capacity::Organisation, true),
    ("analyst", Some(Role::Analyst), Capacity::Resident, true),
    ("moderator", Some(Role::Moderator), Capacity::Resident, true),
    ("editor", Some(Role::Editor), Capacity::Resident, true),
    ("admin", Some(Role::Administrator), Capacity::Resident, true),
    ("susp. admin", Some(Role::Administrator), Capacity::Resident, false),
    (WEAK, Some(Role::Administrator), Capacity::Resident, true),
];

/// What stands at the addresses with a number.
pub(super) struct Numbers {
    pub comment: i64,
    pub proposal: i64,
    pub colleague: i64,
    pub email: i64,
}

/// An address of a route at which there is something.
pub(super) fn filled(route: &str, numbers: &Numbers) -> String {
    let slug = match route {
        r if r.starts_with("/areas") || r.starts_with("/staff/areas") => "clean-air",
        r if r.starts_with("/about") || r.starts_with("/staff/pages") => "house-rules",
        r if r.starts_with("/organisations") => "the-circle",
        r if r.starts_with("/case-studies") || r.starts_with("/staff/case-studies") => "study",
        _ => "clean-buses",
    };
    let id = match route {
        // The one that was suggested after it.
        "/staff/proposals/{id}/declining" => numbers.proposal + 1,
        r if r.starts_with("/staff/proposals") => numbers.proposal,
        r if r.starts_with("/staff/paper") => crate::paper::NUMBER,
        r if ["responses", "campaigns", "themes", "outcome-points", "redactions", "formats"]
            .iter()
            .any(|of| r.starts_with(&format!("/staff/{of}"))) =>
        {
            1
        }
        r if r.starts_with("/staff/cases") || r.starts_with("/staff/appeals") || r.starts_with("/staff/templates") => 1,
        r if r.starts_with("/staff/professions") || r.starts_with("/staff/organisations") => 1,
        r if r.starts_with("/staff/people") => numbers.colleague,
        r if r.starts_with("/staff/emails") => numbers.email,
        r if r.starts_with("/account/sessions") || r.starts_with("/account/passkeys") => 999_999,
        _ => numbers.comment,
    };
    route
        .replace("/together", "/together?by=author")
        .replace("{slug}", slug)
        .replace("{id}", &id.to_string())
        .replace("{number}", "1")
        .replace("{section}", "1")
        .replace("coding/{question}", "coding/13")
        .replace("agreement/{question}", "agreement/13")
        .replace("redactions/{question}", "redactions/13")
        .replace("{question}", "11")
        .replace("{remark}", "1")
        // The second file is the scan of what came on paper.
        .replace(
            &format!("paper/{}/attachments/{{attachment}}", crate::paper::NUMBER),
            &format!("paper/{}/attachments/2", crate::paper::NUMBER),
        )
        .replace("{attachment}", "1")
        .replace("{response}", "1")
        .replace("{pair}", "1-2")
        .replace("passages/{file}", "passages/passages.csv")
        .replace("{file}", "responses.csv")
        .replace("{token}", "1.x")
        .replace("{reference}", "0000-0000-0000-0000")
        .replace("{month}", "2026-11")
        .replace("{version}", "x")
        .replace("{path:.*}", "x")
        .replace("{provider}", "nhs")
        .replace("{name}", "x")
}

/// What the answer means, in a word.
fn word(page: &crate::support::Page) -> String {
    match page.status {
        303 if page.header("location").split('?').next() == Some("/sign-in") => "sign in".into(),
        303 => "303".into(),
        status => status.to_string(),
    }
}

/// What the word beside a method of a route promises to this person, and the answer that breaks it.
fn breaks(who: Who, person: (&str, Option<Role>, Capacity, bool), word: &str) -> Option<String> {
    let (name, role, _, takes_part) = person;
    let caller = Caller {
        role,
        confirmed: role.is_some() && name != "unconfirmed",
        takes_part,
        strong: name != WEAK,
        owns: name == "author",
    };
    let promised = who.answer(caller);
    let kept = match promised {
        Answer::SignsInFirst => word == "sign in",
        Answer::LedOn => word == "303",
        Answer::Refused => word == "403",
        Answer::NoSuchPage => word == "404",
        // Behind a closed door there is always something; behind an open one, not for everybody.
        Answer::Enters if matches!(who, Who::Everyone | Who::StrangerWaits | Who::LinkHolder | Who::Machine) => {
            word != "sign in"
        }
        Answer::Enters => !["sign in", "403", "404"].contains(&word),
    };
    (!kept).then(|| format!("{name} is promised {promised:?} and gets {word}"))
}

/// Nothing of one's own stands at these, so whoever may enter finds nothing either.
const NOTHING_THERE: [&str; 28] = [
    "/account/data/copy.zip",
    "/account/decisions/{id}",
    "/account/decisions/{id}/appeal",
    "/account/emails/{id}",
    "/account/organisation/invitation/{token}",
    "/account/passkeys/{id}",
    "/account/passkeys/{id}/removal",
    "/account/profession/letter/{token}",
    "/account/sessions/{id}/ending",
    "/responses/{reference}",
    "/responses/{reference}/answers",
    "/responses/{reference}/attachments",
    "/responses/{reference}/attachments/{attachment}",
    "/responses/{reference}/attachments/{attachment}/removal",
    "/responses/{reference}/check",
    "/responses/{reference}/equality",
    "/responses/{reference}/outcome",
    "/responses/{reference}/remarks",
    "/responses/{reference}/remarks/{remark}/removal",
    "/responses/{reference}/sections/{section}",
    "/responses/{reference}/sections/{section}/history",
    "/responses/{reference}/sign-off",
    "/responses/{reference}/withdrawal",
    // The first who may delete it has.
    "/staff/templates/{id}/deletion",
    "/staff/formats/{id}/deletion",
    "/staff/redactions/{id}/deletion",
    "/staff/paper/{id}/attachments/{attachment}/removal",
    "/staff/themes/{id}/deletion",
];

/// The table: a line for each route and method, a column for each kind of person. Forms are sent empty. What breaks the
/// promise of the word beside a route comes second.
async fn table(app: &TestApp, people: &[Person], numbers: &Numbers) -> (String, Vec<String>) {
    let mut lines = vec![format!("{:<60}{}", "", cells(&PEOPLE.map(|(name, ..)| name.to_owned())))];
    let mut broken = Vec::new();
    let mut all: Vec<_> = routes::ALL.iter().chain(routes::DEMO).collect();
    // By address, whatever the order in the table; but what ends something comes last, and what ends all sessions after that.
    let ends = |route: &str| match route {
        "/account/sessions" => 2,
        _ if ["/deletion", "/ending", "/leaving"].iter().any(|last| route.ends_with(last)) => 1,
        _ => 0,
    };
    all.sort_by_key(|(route, _)| (ends(route), *route));
    for (route, methods) in all {
        let at = filled(route, numbers);
        for method in ["get", "post"] {
            let mut words = Vec::new();
            for (who, (name, ..)) in people.iter().zip(PEOPLE) {
                let page = if method == "get" { who.get(&at).await } else { sent(app, who, name, &at).await };
                words.push(word(&page));
            }
            let Some((_, who)) = methods.iter().find(|(declared, _)| *declared == method) else {
                let closed = words.iter().all(|w| w == "405" || w == "404");
                assert!(closed, "{method} {route} is not in the table of routes and answers {words:?}");
                continue;
            };
            lines.push(format!("{:<5}{route:<40}{:<15}{}", method.to_uppercase(), who.as_str(), cells(&words)));
            // The pages of the demonstration are not there.
            if !route.starts_with("/dev/") && !NOTHING_THERE.contains(route) {
                let found = PEOPLE.into_iter().zip(&words).filter_map(|(person, word)| breaks(*who, person, word));
                broken.extend(found.map(|what| format!("{method} {route} ({}): {what}", who.as_str())));
            }
        }
    }
    (lines.join("\n") + "\n", broken)
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
    let token = app.session(who.id, name != WEAK).await;
    fresh.set_cookie(session::COOKIE, &token);
    fresh.post(at, &[("csrf", &visitor::csrf_for(&app.app.site, &token))]).await
}

/// Takes the confirmation from who has none, and suspends who is suspended.
async fn set_back(app: &TestApp, people: &[Person]) {
    let (unconfirmed, suspended) = (people[1].id.0, [people[2].id.0, people[11].id.0]);
    let until = app.now() + Duration::days(9);
    app.change(move |tx| {
        diesel::update(accounts::table.find(unconfirmed))
            .set(accounts::confirmed_at.eq(None::<Moment>))
            .execute(&mut **tx)?;
        diesel::update(accounts::table.filter(accounts::id.eq_any(suspended)))
            .set(accounts::suspended_until.eq(Some(until)))
            .execute(&mut **tx)?;
        Ok(())
    })
    .await;
}

/// With another site at which one can sign in, and with proposals by residents: all that a setting can bring.
fn with_all(config: &mut Config) {
    with_fake(config);
    crate::suggestions::switched_on(config);
}

/// A proposal asks questions; somebody has answered them, and staff have made something of it.
async fn consulted(app: &TestApp, id: ProposalId, path: &str) {
    crate::responses::asks(app, id, &crate::responses::asked(0)).await;
    let answerer = app.resident("Answerer").await;
    let response = crate::responses::begins(&answerer, path).await;
    crate::responses::answers(&answerer, &response, 1, &[("q11", "22")]).await.is(200);
    crate::responses::answers(&answerer, &response, 3, &[("q13", "The bus was full. I walked.")]).await.is(200);
    crate::attachments::attaches(&answerer, &response, "map.png", &crate::attachments::samples::png()).await.is(303);
    crate::responses::sends(&answerer, &response, "named").await.is(200);
    crate::campaigns::suggested(app, id).await;
    crate::outcomes::written(app, id).await;
    crate::coding::prepared(app, id).await;
    crate::paper::lies_there(app, id).await;
    let ed = app.editor("Edith").await;
    crate::staff::adds_format(&ed, id, &[]).await.is(200);
}

on_both_with! { with_all;
    async fn who_gets_what(app: &TestApp) {
        let (id, path) = app.proposal("Clean buses").await;
        consulted(app, id, &path).await;
        let area = app.area("clean-air").await;
        let now = app.now();
        app.change(move |tx| {
            diesel::insert_into(pages::table)
                .values((pages::slug.eq("house-rules"), pages::title.eq("Rules"), pages::summary.eq("S"), pages::body.eq("B"), pages::body_html.eq("<p>B</p>"), pages::position.eq(1), pages::updated_at.eq(now)))
                .execute(&mut **tx)?;
            diesel::insert_into(house_rules::table)
                .values((house_rules::number.eq(1), house_rules::title.eq("Rules"), house_rules::summary.eq("S"), house_rules::body.eq("B"), house_rules::reason.eq("R"), house_rules::since.eq(now)))
                .execute(&mut **tx)?;
            diesel::insert_into(case_studies::table)
                .values((case_studies::slug.eq("study"), case_studies::area_id.eq(area), case_studies::title.eq("Study"), case_studies::summary.eq("S"), case_studies::source_name.eq("A"), case_studies::source_url.eq("https://a.example/"), case_studies::body.eq("B"), case_studies::body_html.eq("<p>B</p>"), case_studies::updated_at.eq(now)))
                .execute(&mut **tx)?;
            Ok(())
        }).await;
        let mut people = Vec::new();
        for (name, role, capacity, _) in PEOPLE {
            people.push(match role {
                Some(role) if name == WEAK => app.weak(name, role).await,
                Some(role) => app.person(name, role, capacity, if capacity == Capacity::Resident { "" } else { "Nursing" }).await,
                None => app.visitor(),
            });
        }
        let comment = say(app, &people[4], &path, "The author’s words").await;
        app.visitor().post(&format!("/comments/{comment}/reports"), &[("reason", "spam")]).await.is(303);
        crate::professions::claims(&people[5]).await;
        assert_eq!(crate::suggestions::suggests(app, &people[4], "More shade").await, id.0 + 1);
        crate::organisations::founds(app, &people[4], "The Circle").await;
        set_back(app, &people).await;
        app.change(move |tx| {
            diesel::insert_into(decisions::table)
                .values((decisions::case_id.eq(1), decisions::comment_id.eq(comment), decisions::act.eq("hide"), decisions::rule.eq(""), decisions::reasons.eq("R"), decisions::sanction.eq("none"), decisions::decided_at.eq(now)))
                .execute(&mut **tx)?;
            diesel::insert_into(appeals::table)
                .values((appeals::decision_id.eq(1), appeals::words.eq("W"), appeals::sent_at.eq(now), appeals::due_at.eq(now), appeals::reasons.eq("")))
                .execute(&mut **tx)?;
            diesel::insert_into(templates::table)
                .values((templates::title.eq("T"), templates::words.eq("W"), templates::changed_at.eq(now)))
                .execute(&mut **tx)?;
            Ok(())
        }).await;
        let colleague = app.person("Leo", Role::Moderator, Capacity::Resident, "").await.id.0;
        let numbers = Numbers { comment, proposal: id.0, colleague, email: crate::audit::parked(app).await };
        let (found, broken) = table(app, &people, &numbers).await;
        // The copies of their data that they asked for.
        app.letters().await;
        assert!(broken.is_empty(), "src/routes.rs says otherwise:\n{}", broken.join("\n"));
        let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/snapshots/permissions.txt");
        let wanted = std::fs::read_to_string(kept).unwrap_or_default();
        let differs: Vec<&str> = found.lines().filter(|l| !wanted.lines().any(|w| w == *l)).collect();
        assert!(found == wanted, "tests/web/snapshots/permissions.txt says otherwise about:\n{}\n\nThe whole table is now:\n{found}", differs.join("\n"));
    }
}
