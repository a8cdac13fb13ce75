//! Responses that did not come online: taken in, keyed by two people, compared, sent, and counted like every other.

mod scans;

use crate::attachments::attaches;
use crate::attachments::samples::png;
use crate::coding::analyst;
use crate::on_both;
use crate::responses::files::came_with;
use crate::responses::publishing;
use crate::responses::{asked, consultation};
use crate::results::counts;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{audit, keyings, response_versions as v, responses as r};
use folkmoot::ids::ProposalId;

/// The number of the response that [`lies_there`].
pub const NUMBER: i64 = 801;

const COVER: [(&str, &str); 4] =
    [("channel", "paper"), ("received", "23 November 2026"), ("capacity", "resident"), ("publish", "never")];

async fn takes_in(by: &Person, id: ProposalId, more: &[(&str, &str)]) -> Page {
    let at = format!("/staff/proposals/{id}/paper");
    let form = by.visit(&at).await.form(&at);
    COVER.iter().chain(more).fold(form, |form, (name, value)| form.fill(name, value)).submit().await
}

fn number(page: &Page) -> i64 {
    page.path
        .trim_start_matches("/staff/paper/")
        .split(['?', '/'])
        .next()
        .and_then(|n| n.parse().ok())
        .expect("a number")
}

async fn keys(by: &Person, response: i64, act: &str, fields: &[(&str, &str)]) -> Page {
    let at = format!("/staff/paper/{response}");
    let form = by.visit(&at).await.form(&at);
    fields.iter().fold(form, |form, (name, value)| form.fill(name, value)).fill("act", act).submit().await
}

/// Three responses: keyed in by a colleague; by this one and a colleague, alike; and the same again.
pub async fn keyed(app: &TestApp, id: ProposalId, by: &Person) -> [i64; 3] {
    let colleague = analyst(app, "Pat Poole").await;
    let today = app.now().format("%-d %B %Y").to_string();
    let mut all = [0; 3];
    for (n, place) in all.iter_mut().enumerate() {
        *place = number(&takes_in(&colleague, id, &[("received", &today)]).await);
        keys(&colleague, *place, "done", &[("q11", "22")]).await.is(200);
        if n > 0 {
            keys(by, *place, "done", &[("q11", "22")]).await.is(200);
        }
    }
    all
}

/// The same as pages: each form of the desk is on one of them.
pub async fn at_each_step(app: &TestApp, id: ProposalId, by: &Person) -> Vec<(Person, String)> {
    let numbers = keyed(app, id, by).await.map(|n| format!("/staff/paper/{n}"));
    attaches(by, &numbers[0], "scan.png", &png()).await.is(303);
    numbers.into_iter().chain([format!("/staff/proposals/{id}/paper")]).map(|at| (by.clone(), at)).collect()
}

/// A response that nobody has keyed in, with a scan.
pub async fn lies_there(app: &TestApp, id: ProposalId) {
    let now = app.now();
    app.change(move |tx| {
        let values = (
            r::id.eq(NUMBER),
            r::proposal_id.eq(id),
            r::reference.eq("PAP-2222-2222"),
            r::capacity.eq("resident"),
            r::state.eq("draft"),
            r::channel.eq("paper"),
            r::received_on.eq("2026-11-23"),
            r::begun_at.eq(now),
        );
        diesel::insert_into(r::table).values(values).execute(&mut **tx)?;
        Ok(())
    })
    .await;
    came_with(app, NUMBER, None).await;
}

on_both! {
    async fn two_people_key_it_in_and_it_counts(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let (al, bea, cy) = (analyst(app, "Al Abbot").await, analyst(app, "Bea Bond").await, analyst(app, "Cy Cole").await);
        let desk = format!("/staff/proposals/{id}/paper");
        al.visit(&format!("/staff/proposals/{id}/responses")).await.one(&format!("a[href='{desk}']"));
        al.visit(&desk).await.is(200).sees("Nothing waits.").one(&format!("a[href='{path}/questions']"));
        let page = takes_in(&al, id, &[("channel", "phone"), ("publish", "named"), ("given_name", "Dora Day")]).await;
        let at = number(&page);
        page.is(200).sees("By phone, 23 November 2026").sees("How far each day?");
        // What cannot be understood is stored, and said.
        let page = keys(&al, at, "done", &[("q11", "21"), ("q12", "far")]).await;
        page.is(422).sees("Enter a whole number");
        al.visit(&desk).await.sees("You can key it in");
        keys(&al, at, "save", &[("q12", "12")]).await.is(200).sees("Saved.");
        keys(&al, at, "done", &[("q13", "Buses are full.")]).await.is(200).sees("Somebody else has to key it in");
        al.visit(&format!("/staff/paper/{at}")).await.sees("Al Abbot has keyed it in").lacks("Buses are full.");
        let twice = al.post_own(&format!("/staff/paper/{at}"), &[("act", "done"), ("q13", "The same again")]).await;
        twice.is(409).sees("a colleague has to do it").sees("The same again");
        al.post_own(&format!("/staff/paper/{at}/sending"), &[]).await.is(409);

        let blind = bea.visit(&format!("/staff/paper/{at}")).await;
        blind.sees("You do it the second time").lacks("Buses are full.");
        assert_eq!(blind.form(&format!("/staff/paper/{at}")).value("q12"), Some(""));
        keys(&bea, at, "done", &[("q11", "21"), ("q12", "21"), ("q13", "Buses are full.")]).await.is(200).sees("Keyed in twice");
        cy.post_own(&format!("/staff/paper/{at}"), &[("act", "save")]).await.is(409);
        cy.post_own(&format!("/staff/paper/{at}/opening"), &[]).await.is(409);
        let page = cy.visit(&format!("/staff/paper/{at}")).await;
        page.sees("They differ in 1 answer").sees("Bea Bond").sees("12").lacks("Buses are full.");
        let sending = format!("/staff/paper/{at}/sending");
        page.form(&sending).submit().await.is(422).sees("Say whose answer is right");
        page.form(&sending).fill("right-12", "9").submit().await.is(422);
        page.form(&sending).fill("right-12", "2").submit().await.is(200).sees("Nothing waits.");
        cy.get(&format!("/staff/paper/{at}")).await.is(404);
        bea.post_own(&format!("/staff/paper/{at}/opening"), &[]).await.is(404);
        let sent: String = app.query(|conn| v::table.select(v::answers).first(conn).expect("sent")).await;
        assert_eq!(sent, r#"{"11":{"choice":21},"12":{"number":21},"13":{"text":"Buses are full."}}"#);

        counts(app).await;
        let list = format!("/staff/proposals/{id}/responses");
        let table = cy.get(&format!("{list}/responses.csv")).await;
        assert!(table.html.contains(",resident,,no,phone,2026-11-23,"), "{}", table.html);
        cy.visit(&format!("/staff/responses/{at}")).await.is(200).sees("By phone");
        app.clock.forward(Duration::days(31));
        folkmoot::worker::schedule::turn(&app.app).await.expect("it closes");
        let ed = app.editor("Ed").await;
        publishing::published(&ed, at, "Buses are [[full]].").await;
        app.visitor().visit(&format!("{path}/responses")).await.sees("Dora Day").sees("Buses are [taken out: personal details].");
        app.visitor().visit(&format!("{path}/results")).await.sees("How they came").sees("By phone");
        let acts: Vec<String> = app.query(|conn| audit::table.filter(audit::act.like("paper.%")).order(audit::id).select(audit::act).load(conn).expect("read")).await;
        assert_eq!(acts, ["paper.take_in", "paper.key", "paper.key", "paper.send"]);
    }

    async fn an_answer_to_what_was_not_asked_is_left_out(app: &TestApp) {
        let (id, _) = consultation(app, "Text people on bad days", &asked(0)).await;
        let (al, bea) = (analyst(app, "Al Abbot").await, analyst(app, "Bea Bond").await);
        let at = number(&takes_in(&al, id, &[]).await);
        for (who, drives) in [(&al, "22"), (&bea, "21")] {
            keys(who, at, "done", &[("q11", drives), ("q12", "12")]).await.is(200);
        }
        // Whoever mistyped opens their own again.
        let page = bea.visit(&format!("/staff/paper/{at}")).await;
        let page = page.form(&format!("/staff/paper/{at}/opening")).submit().await;
        page.is(200).sees("You do it the second time").sees("How far each day?");
        keys(&bea, at, "done", &[("q11", "22")]).await.is(200);
        let page = al.visit(&format!("/staff/paper/{at}")).await;
        page.sees("Both typed the same.").form(&format!("/staff/paper/{at}/sending")).submit().await.is(200);
        let sent: Vec<String> = app.query(|conn| v::table.select(v::answers).load(conn).expect("sent")).await;
        assert_eq!(sent, [r#"{"11":{"choice":22}}"#]);
        let left: i64 = app.query(|conn| keyings::table.count().get_result(conn).expect("read")).await;
        assert_eq!(left, 2, "what each of them typed is kept");
    }

    async fn the_day_on_which_it_came_decides(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let al = analyst(app, "Al Abbot").await;
        for (more, said) in [
            ([("channel", "online")].as_slice(), "Say how it came"),
            (&[("received", "soon")], "Enter the day on which it came, such as"),
            (&[("received", "24 November 2026")], "not later than today"),
            (&[("received", "2 January 2020")], "from the opening on"),
            (&[("capacity", "king")], "Say for whom it speaks"),
            (&[("publish", "")], "Say what they let us publish"),
            (&[("publish", "named")], "with which it is to be published"),
            (&[("capacity", "organisation")], "the name of the organisation"),
        ] {
            takes_in(&al, id, more).await.is(422).sees(said).sees("There is a problem");
        }
        app.clock.forward(Duration::days(31));
        folkmoot::worker::schedule::turn(&app.app).await.expect("it closes");
        let al = analyst(app, "Al Adams").await;
        let early = number(&takes_in(&al, id, &[]).await);
        let late = number(&takes_in(&al, id, &[("received", "24 December 2026")]).await);
        let marked: Vec<(i64, bool)> = app.query(|conn| r::table.order(r::id).select((r::id, r::late)).load(conn).expect("read")).await;
        assert_eq!(marked, [(early, false), (late, true)]);
        let (later, _) = app.proposal_with("Later", folkmoot::policy::Totals::Public, 5, 30).await;
        crate::responses::asks(app, later, &asked(0)).await;
        takes_in(&al, later, &[]).await.is(409);
        let (none, _) = app.proposal("Nothing asked").await;
        al.get(&format!("/staff/proposals/{none}/paper")).await.is(404);
        for who in [app.resident("Zed").await, app.moderator("Mo").await] {
            who.get(&format!("/staff/proposals/{id}/paper")).await.is(404);
            who.get(&format!("/staff/paper/{early}")).await.is(404);
            who.post_own(&format!("/staff/paper/{early}"), &[("act", "done")]).await.is(404);
        }
        app.visitor().get(&format!("{path}/responses/{early}")).await.is(404);
    }
}
