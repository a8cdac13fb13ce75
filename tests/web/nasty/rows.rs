//! Rows that no form would let in, and every page read by everybody: nothing breaks out, and reading changes nothing.

use super::{latest, say};
use crate::on_both;
use crate::support::{Page, Person, TestApp};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use folkmoot::db::schema::{areas, case_studies, figures, house_rules, pages, proposals, site_texts};
use folkmoot::db::{Conn, Scope};
use folkmoot::policy::Totals;
use folkmoot::proposals::{Choice, Content, Document};
use std::collections::BTreeSet;

/// The text columns that hold what somebody wrote. Those that end in `_html` are the renderer's and are not among them;
/// nor is `audit`, whose rows the database does not let anybody change (`audit::chain`).
const COLUMNS: &[(&str, &[&str])] = &[
    ("accounts", &["name", "standing"]),
    ("activity", &["detail"]),
    ("areas", &["title", "short_title", "ambition", "lede", "why", "who_decides"]),
    ("attachments", &["name", "description"]),
    ("case_studies", &["title", "summary", "source_name", "source_url", "body"]),
    ("comment_edits", &["body"]),
    ("comments", &["body", "hidden_under"]),
    ("decisions", &["rule", "reasons"]),
    ("figures", &["number", "text", "source_name", "source_url"]),
    ("house_rules", &["title", "summary", "body", "reason"]),
    ("organisation_invitations", &["email"]),
    ("organisations", &["name", "area", "represents", "evidence", "reason"]),
    ("pages", &["title", "summary", "body"]),
    ("profession_claims", &["name", "employer", "detail", "reason"]),
    ("professions", &["name", "employer"]),
    ("proposal_versions", &["reason"]),
    ("proposals", &["title", "summary", "declined_because"]),
    ("reports", &["note"]),
    ("campaigns", &["name"]),
    ("monitoring", &["reason"]),
    ("outcome_points", &["said", "because", "owner", "due"]),
    ("outcome_updates", &["words"]),
    ("outcomes", &["asked", "waiver", "signed"]),
    ("proposal_formats", &["title", "url", "dated"]),
    ("publications", &["reason"]),
    ("response_remarks", &["words"]),
    ("responses", &["confidential", "consulted", "given_name"]),
    ("themes", &["name", "description"]),
    ("subscribers", &["email", "wording"]),
];

/// What the rows are filled with, one after the other.
fn poisons() -> Vec<String> {
    vec![
        "\"'></textarea></title></style></main><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><iframe src=//evil.example>".into(),
        "javascript:alert(1)".into(),
        format!("\u{202e}\u{1}csrf:\u{2}\u{1}strip:\u{2}{{{{7*7}}}} ${{x}} %s {} [x](javascript:alert(1)) ![s](https://evil.example/t.gif)", "w".repeat(10_000)),
        String::new(),
    ]
}

/// A figure, a case study and two pages, as the starter content would bring them.
async fn content(app: &TestApp) {
    let area = app.area("clean-air").await;
    let now = app.now();
    app.change(move |tx| {
        diesel::insert_into(figures::table)
            .values((
                figures::area_id.eq(area),
                figures::position.eq(1),
                figures::number.eq("4"),
                figures::text.eq("Four."),
                figures::source_name.eq("A"),
                figures::source_url.eq("https://a.example/"),
            ))
            .execute(&mut **tx)?;
        diesel::insert_into(case_studies::table)
            .values((
                case_studies::slug.eq("study"),
                case_studies::area_id.eq(area),
                case_studies::title.eq("Study"),
                case_studies::summary.eq("S"),
                case_studies::source_name.eq("A"),
                case_studies::source_url.eq("https://a.example/"),
                case_studies::body.eq("B"),
                case_studies::body_html.eq("<p>B</p>"),
                case_studies::updated_at.eq(now),
            ))
            .execute(&mut **tx)?;
        diesel::insert_into(house_rules::table)
            .values((
                house_rules::number.eq(1),
                house_rules::title.eq("house-rules"),
                house_rules::summary.eq("S"),
                house_rules::body.eq("B"),
                house_rules::reason.eq("First published"),
                house_rules::since.eq(now),
            ))
            .execute(&mut **tx)?;
        for (position, slug) in [(1, "house-rules"), (2, "enablers")] {
            diesel::insert_into(pages::table)
                .values((
                    pages::slug.eq(slug),
                    pages::title.eq(slug),
                    pages::summary.eq("S"),
                    pages::body.eq("B"),
                    pages::body_html.eq("<p>B</p>"),
                    pages::position.eq(position),
                    pages::updated_at.eq(now),
                ))
                .execute(&mut **tx)?;
        }
        tx.touch(Scope::Site);
        Ok(())
    })
    .await;
}

/// A site on which every kind of row exists. Gives a member who wrote, and addresses that no link leads to.
#[allow(clippy::too_many_lines, reason = "one row after another, in the order of the tables")]
pub(super) async fn world(app: &TestApp) -> (Person, Vec<String>) {
    let (id, path) = app.proposal("Clean buses").await;
    crate::responses::asks(app, id, &crate::responses::asked(0)).await;
    app.proposal_with("Later", Totals::AfterVoting, 2, 30).await;
    let (_, strange) = app.proposal_with("Strange", Totals::AfterClose, -1, 30).await;
    content(app).await;
    let ana = app.professional("Ana", "Nurse").await;
    let ben = app.resident("Ben").await;
    crate::organisations::founds(app, &ben, "The Circle").await;
    let (mo, ed) = (app.moderator("Mo").await, app.editor("Ed").await);
    let first = say(app, &ana, &path, "Ana’s words").await;
    ana.post_own(&format!("/comments/{first}/edit"), &[("body", "Ana’s other words")]).await.is(303);
    ben.post_own(&format!("/comments/{first}/replies"), &[("body", "Ben’s reply"), ("as", "organisation")])
        .await
        .is(303);
    let reply = latest(app).await;
    ana.post_own(&format!("/comments/{reply}/replies"), &[("body", "Ana’s reply")]).await.is(303);
    ben.post_own(&format!("/comments/{first}/votes"), &[("vote", "agree")]).await.is(303);
    ben.post_own(&format!("{path}/votes"), &[("vote", "oppose")]).await.is(303);
    ben.post_own(&format!("{path}/follows"), &[("follow", "start")]).await.is(303);
    ben.post_own("/areas/clean-air/follows", &[("follow", "start")]).await.is(303);
    say(app, &ana, &strange, "Strange words").await;
    for (comment, decided) in [(reply, true), (first, false)] {
        app.visitor()
            .post(&format!("/comments/{comment}/reports"), &[("reason", "other"), ("note", "A note")])
            .await
            .is(303);
        if decided {
            let case = mo.visit("/staff/queue").await.one("a[href*='/staff/cases/']").attr("href");
            let form = mo.visit(&case).await.form("/decisions").fill("act", "hide").fill("rule", "1");
            form.fill("reasons", "Reasons").submit().await.is(200);
        }
    }
    let edit = format!("/staff/proposals/{id}");
    ed.visit(&edit).await.form(&edit).fill("change", "Other text").fill("reason", "Because").submit().await.is(200);
    let response = crate::responses::begins(&ana, &path).await;
    crate::responses::answers(&ana, &response, 1, &[("q11", "22")]).await.is(200);
    crate::responses::answers(&ana, &response, 3, &[("q13", "Ana’s answer")]).await.is(200);
    crate::attachments::attaches(&ana, &response, "map.png", &crate::attachments::samples::png()).await.is(303);
    crate::responses::sends(&ana, &response, "named").await.is(200);
    let together = ben.post_own(&format!("{path}/respond"), &[("as", "organisation")]).await.header("location");
    crate::responses::answers(&ben, &together, 3, &[("q13", "The circle’s answer")]).await.is(200);
    ben.visit(&format!("{together}/sections/1")).await.is(200);
    ben.post_own(&format!("{together}/remarks"), &[("words", "Is it right?"), ("section", "")]).await.is(303);
    app.visitor().post("/subscriptions", &[("email", "sub@people.example")]).await.is(303);
    crate::professions::claims(&app.resident("Pia").await).await;
    crate::professions::describes(&ana, "Nurse").await;
    app.letters().await;
    let comment = |place: &str| format!("/comments/{first}{place}");
    let more = ["", "/history", "/edit", "/deletion", "/replies", "/reports"].map(comment);
    (
        ana,
        more.into_iter()
            .chain([
                format!("{path}/versions/2"),
                format!("{path}?sort=newest"),
                format!("{path}/questions"),
                format!("{path}/respond"),
                format!("{response}/answers"),
                format!("{response}/attachments"),
                format!("{response}/attachments/1"),
                format!("{response}/sections/3"),
                response,
                "/account/responses".into(),
                "/staff/cases/1".into(),
                "/account/profession".into(),
                "/staff/professions/1".into(),
                "/account/organisation".into(),
                "/organisations".into(),
                "/staff/organisations/1".into(),
            ])
            .collect(),
    )
}

/// Puts a text into every column.
async fn poison(app: &TestApp, text: String) {
    app.change(move |tx| {
        let quoted = text.replace('\'', "''");
        for (table, columns) in COLUMNS {
            let sets: Vec<String> = columns.iter().map(|column| format!("{column} = '{quoted}'")).collect();
            tx.batch_execute(&format!("UPDATE {table} SET {}", sets.join(", ")))?;
        }
        let t = || text.clone();
        let content = Content {
            title: t(),
            summary: t(),
            change: t(),
            why: t(),
            decided: t(),
            undecided: t(),
            influence: t(),
            costs: t(),
            contact: t(),
            options: vec![Choice { letter: t(), title: t(), body: t(), preferred: true }],
            documents: vec![
                Document { title: t(), url: t(), note: t() },
                Document { title: t(), url: format!("/{}", t()), note: t() },
            ],
        };
        let json = serde_json::to_string(&content).expect("written").replace('\'', "''");
        tx.batch_execute(&format!("UPDATE proposal_versions SET content = '{json}'"))?;
        tx.batch_execute(&format!("UPDATE comments SET badge = 'professional:declared:{quoted}' WHERE id % 2 = 1"))?;
        tx.batch_execute(&format!("UPDATE comments SET badge = 'for:{quoted}:{quoted}' WHERE id % 2 = 0"))?;
        diesel::delete(site_texts::table).execute(&mut **tx)?;
        for key in ["name", "strapline", "caveat", "areas_intro", "about"] {
            diesel::insert_into(site_texts::table)
                .values((site_texts::key.eq(key), site_texts::value.eq(serde_json::Value::String(t()).to_string())))
                .execute(&mut **tx)?;
        }
        if !text.is_empty() {
            diesel::update(proposals::table.filter(proposals::totals.eq(Totals::AfterClose)))
                .set(proposals::slug.eq(t()))
                .execute(&mut **tx)?;
        }
        let ids: Vec<folkmoot::ids::ProposalId> =
            proposals::table.order(proposals::id).select(proposals::id).load(&mut **tx)?;
        for id in ids {
            tx.touch(Scope::Proposal(id));
        }
        let _ = areas::table;
        tx.touch(Scope::Site);
        tx.touch(Scope::Listing);
        Ok(())
    })
    .await;
}

/// Nothing on the page does anything by itself, and the page is whole.
#[track_caller]
pub(super) fn harmless(page: &Page) {
    let what = &page.path;
    assert!(page.status < 500, "{what}: {}\n{}", page.status, page.text());
    if page.status == 303 || !page.header("content-type").starts_with("text/html") {
        return;
    }
    let wild = page.all(
        "script:not([src^='/assets/']), iframe, object, embed, base, img, [onerror], [onload], [onclick], [onfocus], [style], \
         a[href^='javascript' i], form[action^='javascript' i], [src^='//'], [href^='//'], link[href^='http']",
    );
    assert!(wild.is_empty(), "{what}: {}", wild[0].html);
    for css in ["main", "head > title", "h1", "footer"] {
        assert_eq!(page.all(css).len(), 1, "{what}: one {css}\n{}", page.html);
    }
    assert!(!page.html.contains("<script>alert") && !page.html.contains("<svg onload"), "{what}");
}

/// Opens every page that links lead to, and some more; gives how many there were.
async fn crawl(who: &Person, more: &[String]) -> usize {
    let mut ahead: Vec<String> = [
        "/",
        "/account",
        "/account/password",
        "/pending",
        "/proposals",
        "/areas",
        "/decisions",
        "/case-studies",
        "/sign-in",
        "/register",
        "/reset",
        "/subscriptions",
        "/staff",
        "/staff/record",
        "/privacy",
        "/cookies",
    ]
    .map(str::to_owned)
    .to_vec();
    ahead.extend_from_slice(more);
    let mut seen = BTreeSet::new();
    while let Some(path) = ahead.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        assert!(seen.len() < 250, "the pages do not end: {path}");
        let page = who.get(&path).await;
        harmless(&page);
        for link in page.all("a[href^='/'], form[method=get]") {
            let to = if link.has("href") { link.attr("href") } else { link.attr("action") };
            let to = to.split('#').next().unwrap_or_default().to_owned();
            if !to.starts_with("/assets") && !to.is_empty() {
                ahead.push(to);
            }
        }
    }
    seen.len()
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every row of every table, but of the one that notes who of the staff looked at whose data: there looking is what counts.
pub fn dump(conn: &mut Conn) -> Vec<String> {
    let ask = |conn: &mut Conn, sql: String| -> Vec<String> {
        let lines: Vec<Line> = diesel::sql_query(sql).load(conn).expect("read");
        lines.into_iter().map(|l| l.line).collect()
    };
    let sqlite = matches!(conn, Conn::Sqlite(_));
    let tables = ask(
        conn,
        if sqlite {
            "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1".into()
        } else {
            "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1".into()
        },
    );
    let mut all = Vec::new();
    for table in tables.into_iter().filter(|table| table != "access") {
        let row = if sqlite {
            let columns = ask(conn, format!("SELECT name AS line FROM pragma_table_info('{table}') ORDER BY cid"));
            columns.iter().map(|c| format!("quote(\"{c}\")")).collect::<Vec<_>>().join(" || ' ' || ")
        } else {
            "t::text".into()
        };
        let rows = ask(conn, format!("SELECT {row} AS line FROM \"{table}\" t ORDER BY 1"));
        all.extend(rows.into_iter().map(|line| format!("{table} {line}")));
    }
    all
}

/// What staff make of the responses of that site, with the addresses.
async fn weighed(app: &TestApp) -> Vec<String> {
    let of = proposals::table.filter(proposals::slug.eq("clean-buses")).select(proposals::id);
    let id: folkmoot::ids::ProposalId = app.query(move |conn| of.first(conn).expect("it is there")).await;
    crate::campaigns::suggested(app, id).await;
    crate::coding::prepared(app, id).await;
    crate::outcomes::written(app, id).await;
    crate::monitoring::published(app, id).await;
    let desk = ["themes", "coding", "agreement", "outcome", "equality-questions"]
        .map(|end| format!("/staff/proposals/{id}/{end}"));
    let each = ["responses", "campaigns", "themes", "outcome-points"].map(|of| format!("/staff/{of}/1"));
    desk.into_iter().chain(each).chain(["/proposals/clean-buses/equality".to_owned()]).collect()
}

on_both! {
    /// Whatever stands in the rows, every page is a page, for everybody.
    async fn poisoned_rows_stay_text(app: &TestApp) {
        let (ana, mut more) = world(app).await;
        more.extend(weighed(app).await);
        let people = [app.visitor(), ana, app.moderator("Mona").await, app.editor("Edna").await];
        for text in poisons() {
            poison(app, text).await;
            for who in &people {
                assert!(crawl(who, &more).await > 20);
            }
        }
        // The letters, too: whoever is written to about poisoned words gets a whole letter.
        let mo = app.moderator("Mo Two").await;
        crate::moderation::release(app).await;
        poison(app, poisons().swap_remove(0)).await;
        app.change(|tx| { tx.batch_execute("UPDATE decisions SET rule = ''")?; Ok(()) }).await;
        let case = mo.visit("/staff/queue").await.one("a[href*='/staff/cases/']").attr("href");
        mo.visit(&case).await.form("/decisions").fill("act", "hide").fill("rule", "1").fill("reasons", "</p><script>alert(1)</script>").submit().await.is(200);
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        assert!(!letters[0].html.contains("<script") && !letters[0].html.contains("<img src=x"), "{}", letters[0].html);
        assert!(!letters[0].subject.contains('\n'));
    }

    /// 40: reading changes nothing, whoever reads: every page that a link leads to, and the rows are as they were; but that a case
    /// is with the moderator who has opened it.
    async fn reading_changes_nothing(app: &TestApp) {
        let (ana, mut more) = world(app).await;
        more.extend(weighed(app).await);
        let people = [app.visitor(), ana, app.moderator("Mona").await, app.editor("Edna").await];
        let before = app.query(dump).await;
        assert!(before.len() > 50, "{before:?}");
        for who in &people {
            let pages = crawl(who, &more).await;
            assert!(pages > 20, "{pages}");
        }
        app.change(|tx| { tx.batch_execute("UPDATE cases SET claimed_by = NULL, claimed_until = NULL WHERE closed_at IS NULL")?; Ok(()) }).await;
        let after = app.query(dump).await;
        let changed: Vec<_> = after.iter().filter(|line| !before.contains(line)).chain(before.iter().filter(|line| !after.contains(line))).collect();
        assert!(changed.is_empty(), "{changed:#?}");
    }
}
