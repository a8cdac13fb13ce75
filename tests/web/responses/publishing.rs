//! Publishing responses: who may read which, what was taken out, and that it is nowhere else.

use super::{again, answers, asked, asks, begins, consultation};
use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, audit, publications, response_redactions as redactions, responses as r};
use folkmoot::ids::ProposalId;
use folkmoot::policy::Totals;
use std::collections::{BTreeSet, VecDeque};

const SECRET: &str = "zygomatic 0770 0900";

/// A consultation that is over, with responses by Ana (with her name), Bo (without his), Cy (not to be published) and, asking to keep
/// hers confidential, Di.
async fn answered(app: &TestApp) -> (ProposalId, String, Vec<(Person, String)>) {
    let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
    let mut all = Vec::new();
    let words = format!("The bus was full. Ring {SECRET} now. [sic]");
    for (name, words, publish) in [
        ("Ana Bell", words.as_str(), "named"),
        ("Bo Cole", "=SUM(A1)", "unnamed"),
        ("Cy Dunn", "Never tell kumquat.", "never"),
        ("Di Eads", "My doctor knows.", "named"),
    ] {
        let who = app.resident(name).await;
        let at = begins(&who, &path).await;
        answers(&who, &at, 1, &[("q11", "22")]).await.is(200);
        answers(&who, &at, 3, &[("q13", words)]).await.is(200);
        crate::attachments::attaches(&who, &at, &format!("{SECRET}.png"), &crate::attachments::samples::png())
            .await
            .is(303);
        let check = format!("{at}/check");
        let form = who.visit(&check).await.form(&check).fill("publish", publish);
        let form = if name == "Di Eads" { form.fill("confidential", "I am ill.") } else { form };
        form.submit().await.is(200);
        all.push((who, at));
    }
    app.letters().await;
    (id, path, all)
}

pub async fn closes(app: &TestApp) -> Person {
    app.clock.forward(Duration::days(31));
    folkmoot::worker::schedule::turn(&app.app).await.expect("it closes");
    app.editor("Ed").await
}

pub async fn decides(ed: &Person, response: i64, publish: &str, reason: &str) -> Page {
    let at = format!("/staff/responses/{response}/publication");
    ed.visit(&at).await.form(&at).fill("publish", publish).fill("reason", reason).submit().await
}

async fn takes_out(ed: &Person, response: i64, marked: &str, ground: &str) -> Page {
    let at = format!("/staff/responses/{response}/redactions/13");
    ed.visit(&at).await.form(&at).fill("marked", marked).fill("ground", ground).submit().await
}

/// A consultation that is over, with two responses that wait for somebody to publish them; gives the number of the first.
pub async fn waiting(app: &TestApp) -> i64 {
    let (id, _) = app.proposal_with("What is to be published", Totals::Public, -40, -1).await;
    asks(app, id, &asked(0)).await;
    crate::coding::sent(app, id, &["The bus was full. I walked.", "The tram was full."]).await;
    let of = move || r::table.filter(r::proposal_id.eq(id));
    app.change(move |tx| {
        diesel::update(of()).set(r::publish.eq("named")).execute(&mut **tx)?;
        Ok(())
    })
    .await;
    app.query(move |conn| of().select(diesel::dsl::min(r::id)).first::<Option<i64>>(conn).expect("read").expect("sent"))
        .await
}

/// An editor takes the marked part out of a response, and publishes it.
pub async fn published(ed: &Person, response: i64, words: &str) {
    takes_out(ed, response, words, "personal").await.is(200);
    decides(ed, response, "yes", "").await.is(200);
}

/// Everything that somebody finds who follows every link from these addresses on: address and bytes.
async fn everything(who: &Person, from: &[&str]) -> Vec<(String, String)> {
    let mut next: VecDeque<String> = from.iter().map(|at| (*at).to_owned()).collect();
    let mut seen: BTreeSet<String> = next.iter().cloned().collect();
    let mut all = Vec::new();
    while let Some(at) = next.pop_front() {
        let page = who.get(&at).await;
        assert!(page.status < 500, "{at}: {}", page.status);
        for link in page.all("a[href^='/'], link[href^='/']") {
            let to = link.attr("href").split('#').next().unwrap_or_default().to_owned();
            // A thousand months of a calendar say nothing of a response.
            let counts = !to.contains("sign-out") && !to.starts_with("/assets/") && !to.contains("?month=");
            if counts && seen.insert(to.clone()) {
                next.push_back(to);
            }
        }
        all.push((at, format!("{:?}{}", page.headers, page.html)));
    }
    all
}

on_both! {
    async fn a_response_is_published_once_somebody_has_looked_at_it(app: &TestApp) {
        let (id, path, people) = answered(app).await;
        let list = format!("/staff/proposals/{id}/publishing");
        let ed = app.editor("Edna").await;
        ed.visit(&format!("/staff/proposals/{id}/responses")).await.one(&format!("a[href='{list}']"));
        ed.visit(&list).await.is(200).sees("You can begin after the close");
        ed.post_own("/staff/responses/1/publication", &[("publish", "yes"), ("edition", "0")]).await.is(409);
        ed.post_own("/staff/responses/1/redactions/13", &[("marked", "[[x]]"), ("ground", "abuse")]).await.is(409);
        app.visitor().get(&format!("{path}/responses")).await.is(404);
        let ed = closes(app).await;

        let page = ed.visit(&list).await;
        page.is(200).sees("3 responses wait, 0 published, 0 not published. 1 more is not in this list").sees("keep it confidential");
        assert_eq!(page.all("a[href$='/publication']").len(), 3);
        ed.get("/staff/responses/3/publication").await.is(404);
        ed.get("/staff/responses/3/redactions/13").await.is(404);
        ed.post_own("/staff/responses/3/publication", &[("publish", "yes"), ("edition", "0")]).await.is(404);
        decides(&ed, 1, "", "").await.is(422).sees("Say whether everybody can read it");
        decides(&ed, 1, "no", "").await.is(422).sees("Say why it is not published");
        let next = decides(&ed, 1, "yes", "").await;
        next.is(200).sees("Publish response").sees("=SUM(A1)");
        decides(&ed, 2, "yes", "").await.is(200);
        decides(&ed, 4, "yes", "").await.is(422).sees("They asked to keep it confidential. Say why");
        decides(&ed, 4, "no", "We grant it.").await.is(200).sees("0 responses wait, 2 published, 1 not published");
        // Who looked at an older decision overwrites nothing.
        let late = ed.post_own("/staff/responses/4/publication", &[("publish", "yes"), ("reason", "It is theirs."), ("edition", "0")]).await;
        late.is(409).sees("Somebody else decided").sees("It is theirs.");

        let public = app.visitor();
        public.visit(&format!("{path}/results")).await.sees("Read 2 responses");
        let page = public.visit(&format!("{path}/responses")).await;
        page.is(200).sees("Ana Bell").sees("A resident").lacks("Bo Cole").lacks("kumquat").lacks("My doctor").sees("The bus was full.");
        public.visit(&format!("{path}/responses/1")).await.is(200).sees("Ana Bell").sees("The bus was full.").sees("No");
        public.visit(&format!("{path}/responses/2")).await.is(200).sees("A resident").lacks("Bo Cole");
        for number in ["3", "0", "9", "x"] {
            public.get(&format!("{path}/responses/{number}")).await.is(404);
        }
        let table = public.get(&format!("{path}/responses.csv")).await;
        assert!(table.html.starts_with("number,who,capacity,late,channel,q1,q2,q3\r\n1,Ana Bell,resident,no,online,No,,"), "{}", table.html);
        assert!(table.html.contains("'=SUM(A1)") && !table.html.contains("Bo Cole"), "{}", table.html);

        // Whoever sent it reads what was decided, and why.
        let (di, at) = &people[3];
        again(app, di).await.visit(at).await.sees("It was read and counted all the same").sees("We grant it.");
        let (ana, at) = &people[0];
        again(app, ana).await.visit(at).await.sees("Everybody can read it").sees("as you sent it");
        decides(&ed, 1, "no", "It was a mistake.").await.is(200);
        public.get(&format!("{path}/responses/1")).await.is(404);
        let acts: Vec<String> = app.query(|conn| audit::table.filter(audit::act.like("response.%")).order(audit::id).select(audit::act).load(conn).expect("read")).await;
        assert_eq!(acts, ["response.publish", "response.publish", "response.withhold", "response.withhold"]);
        for who in [app.resident("Zed").await, app.moderator("Mo").await] {
            for place in [&list, "/staff/responses/1/publication", "/staff/responses/1/redactions/13"] {
                who.get(place).await.is(404);
            }
        }
    }

    async fn what_is_taken_out_is_nowhere_else(app: &TestApp) {
        let (id, path, people) = answered(app).await;
        let ed = closes(app).await;
        crate::campaigns::suggested(app, id).await;
        crate::coding::prepared(app, id).await;
        decides(&ed, 1, "yes", "").await.is(200);
        ed.post_own("/staff/responses/1/attachments/1/publication", &[("publish", "yes")]).await.is(303);
        let files = ["responses.csv", "responses.jsonl"].map(|name| format!("/staff/proposals/{id}/responses/{name}"));
        let passages = format!("/staff/proposals/{id}/passages/passages.csv");
        let before = everything(&app.visitor(), &["/", &path]).await;
        let says = |all: &[(String, String)]| all.iter().filter(|(_, html)| html.contains("zygomatic")).map(|(at, _)| at.clone()).collect::<Vec<_>>();
        let found = says(&before);
        assert!(found.contains(&format!("{path}/responses/1")), "the search finds it where it is: {found:?}");
        assert!(found.contains(&format!("{path}/responses.csv")), "{found:?}");
        assert!(before.iter().any(|(at, _)| *at == format!("{path}/responses/1/files/1")), "a file with these words in its name is there");
        for file in &files {
            assert!(ed.get(file).await.html.contains("zygomatic"), "{file}");
        }

        let original = format!("The bus was full. Ring {SECRET} now. [sic]");
        takes_out(&ed, 1, &original, "personal").await.is(422).sees("around the part that is to go");
        takes_out(&ed, 1, "The bus was [[empty]].", "personal").await.is(422).sees("nothing but the marks").sees("empty");
        let marked = original.replace(SECRET, &format!("[[{SECRET}]]"));
        takes_out(&ed, 1, &marked, "").await.is(422).sees("Say why it is taken out");
        takes_out(&ed, 1, &marked, "personal").await.is(200).sees("Ring [taken out: personal details] now. [sic]").sees("1 part is taken out");
        takes_out(&ed, 1, &marked, "abuse").await.is(422).sees("is taken out already");

        let member = app.resident("Zed").await;
        for who in [&app.visitor(), &member] {
            let all = everything(who, &["/", &path]).await;
            assert_eq!(says(&all), Vec::<String>::new());
            let seen: BTreeSet<&str> = all.iter().map(|(at, _)| at.as_str()).collect();
            assert!(before.iter().all(|(at, _)| seen.contains(at.as_str())), "every page is still there");
        }
        for file in files.iter().chain([&passages]) {
            let page = ed.get(file).await;
            assert!(page.status == 200 && !page.html.contains("zygomatic"), "{file}: {}", page.status);
        }
        app.visitor().visit(&format!("{path}/responses/1")).await.sees("Ring [taken out: personal details] now.").sees("Where something was taken out");
        // The original is there for those who read responses, and for whoever sent it.
        ed.visit("/staff/responses/1").await.sees(SECRET);
        let (ana, at) = &people[0];
        let ana = again(app, ana).await;
        ana.visit(at).await.sees("1 part was taken out: [taken out: personal details]");
        ana.visit(&format!("{at}/answers")).await.sees(SECRET);

        let part: i64 = app.query(|conn| redactions::table.select(redactions::id).first(conn).expect("it is there")).await;
        member.post_own(&format!("/staff/redactions/{part}/deletion"), &[]).await.is(404);
        let page = ed.visit("/staff/responses/1/redactions/13").await;
        page.sees(SECRET).sees("by Ed").form(&format!("/staff/redactions/{part}/deletion")).submit().await.is(200).lacks("taken out:");
        ed.post_own(&format!("/staff/redactions/{part}/deletion"), &[]).await.is(404);
        app.visitor().visit(&format!("{path}/responses/1")).await.sees(SECRET);
    }

    async fn whoever_leaves_takes_their_name_and_what_must_not_be_published(app: &TestApp) {
        let (_, path, people) = answered(app).await;
        let ed = closes(app).await;
        published(&ed, 1, &format!("The bus was full. Ring {SECRET} now. [[[sic]]]")).await;
        decides(&ed, 2, "yes", "").await.is(200);
        let ana = again(app, &people[0].0).await;
        crate::leaving::erase(&ana, "stay").await.is(303);
        app.letters().await;
        let page = app.visitor().visit(&format!("{path}/responses/1")).await;
        page.is(200).sees("A resident").sees("The bus was full.").lacks("Ana Bell").sees("now. [taken out: personal details]]");
        let by: Vec<Option<folkmoot::ids::AccountId>> = app.query(|conn| publications::table.select(publications::decided_by).load(conn).expect("read")).await;
        assert_eq!(by, [Some(ed.id); 2]);
        let gone = app.query(move |conn| accounts::table.filter(accounts::name.eq("Ana Bell")).count().get_result::<i64>(conn).expect("read")).await;
        assert_eq!(gone, 0);
    }
}
