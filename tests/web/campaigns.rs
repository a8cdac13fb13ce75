//! Responses that say the same: found behind the pages, confirmed or refused by staff, and counted in the results.

use crate::on_both;
use crate::responses::{asked, consultation};
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::campaigns;
use folkmoot::db::Scope;
use folkmoot::db::schema::{audit, campaign_responses as cr, campaigns as c, response_versions as v, responses as r};
use folkmoot::ids::ProposalId;
use folkmoot::policy::{Capacity, Role};
use serde_json::json;

/// What an organisation has asked its friends to send.
const BUS: &str = "Please keep the night bus to the hospital. Nurses and porters finish at two in the morning, and there is \
    no other safe way home. Patients who are sent home at night need it too. Without it many of us would have to leave.";
const PARK: &str = "The park behind the library should stay open in the evening, with lights along the path, so that children \
    can play after school in winter and older people can walk there without being afraid of falling in the dark.";

async fn analyst(app: &TestApp) -> Person {
    app.person("Al Abbot", Role::Analyst, Capacity::Resident, "").await
}

/// Looks for campaigns; gives in how many consultations something had changed.
async fn looks(app: &TestApp) -> usize {
    campaigns::group_due(&app.app.site.db, 50, app.now()).await.expect("looked")
}

/// Responses as they were sent, numbered from `first` on.
async fn sent(app: &TestApp, proposal: ProposalId, first: i64, texts: &[&str]) {
    let (now, texts) = (app.now(), texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    app.change(move |tx| {
        for (n, text) in (first..).zip(&texts) {
            let answers = json!({ "11": { "choice": 22 }, "13": { "text": text } }).to_string();
            diesel::insert_into(r::table)
                .values((
                    r::id.eq(n),
                    r::proposal_id.eq(proposal),
                    r::reference.eq(format!("TEST-{n}")),
                    r::capacity.eq(if n % 10 == 0 { "professional" } else { "resident" }),
                    r::state.eq("sent"),
                    r::version.eq(1_i64),
                    r::publish.eq("unnamed"),
                    r::begun_at.eq(now),
                    r::sent_at.eq(now),
                ))
                .execute(&mut **tx)?;
            diesel::insert_into(v::table)
                .values((v::response_id.eq(n), v::number.eq(1_i64), v::answers.eq(answers), v::sent_at.eq(now)))
                .execute(&mut **tx)?;
        }
        tx.touch(Scope::Responses(proposal));
        Ok(())
    })
    .await;
}

/// Two responses that say the same, and the suggestion that they belong together: the first of the site.
pub async fn suggested(app: &TestApp, proposal: ProposalId) {
    sent(app, proposal, 901, &[BUS, BUS]).await;
    looks(app).await;
}

/// A response is sent anew with other words.
async fn sent_anew(app: &TestApp, proposal: ProposalId, id: i64, text: &str) {
    let (now, answers) = (app.now(), json!({ "13": { "text": text } }).to_string());
    app.change(move |tx| {
        diesel::update(r::table.filter(r::id.eq(id))).set(r::version.eq(2_i64)).execute(&mut **tx)?;
        diesel::insert_into(v::table)
            .values((v::response_id.eq(id), v::number.eq(2_i64), v::answers.eq(answers.clone()), v::sent_at.eq(now)))
            .execute(&mut **tx)?;
        tx.touch(Scope::Responses(proposal));
        Ok(())
    })
    .await;
}

async fn changes(app: &TestApp, proposal: ProposalId, id: i64, state: Option<&'static str>) {
    app.change(move |tx| {
        let row = r::table.filter(r::id.eq(id));
        match state {
            Some(state) => diesel::update(row).set(r::state.eq(state)).execute(&mut **tx)?,
            None => diesel::delete(row).execute(&mut **tx)?,
        };
        tx.touch(Scope::Responses(proposal));
        Ok(())
    })
    .await;
}

/// Each response of a campaign: its number, the campaign, and how it stands to it.
async fn rows(app: &TestApp) -> Vec<(i64, i64, String)> {
    let load = |conn: &mut folkmoot::db::Conn| {
        cr::table.order(cr::response_id).select((cr::response_id, cr::campaign_id, cr::state)).load(conn).expect("read")
    };
    app.query(load).await
}

/// The numbers of the responses that stand so to a campaign.
async fn standing(app: &TestApp, campaign: i64, state: &str) -> Vec<i64> {
    rows(app).await.into_iter().filter(|(_, of, is)| *of == campaign && is == state).map(|(id, _, _)| id).collect()
}

/// The campaigns with their state, size, and how many wait.
async fn all(app: &TestApp) -> Vec<(i64, String, i64, i64)> {
    app.query(|conn| c::table.order(c::id).select((c::id, c::state, c::size, c::waiting)).load(conn).expect("read"))
        .await
}

async fn acts(app: &TestApp) -> Vec<(String, String)> {
    app.query(|conn| {
        audit::table
            .filter(audit::act.like("campaign.%"))
            .order(audit::id)
            .select((audit::act, audit::subject))
            .load(conn)
            .expect("read")
    })
    .await
}

/// Decides on a campaign by the form on its page.
async fn decides(who: &Person, campaign: i64, act: &str, name: &str) -> crate::support::Page {
    let at = format!("/staff/campaigns/{campaign}");
    let form = who.visit(&at).await.form(&at).fill("act", act);
    if name.is_empty() { form.submit().await } else { form.fill("name", name).submit().await }
}

fn with(before: &str, text: &str, after: &str) -> String {
    format!("{before} {text} {after}").trim().to_owned()
}

on_both! {
    async fn what_says_the_same_is_suggested_confirmed_and_counted(app: &TestApp) {
        let (id, path) = consultation(app, "Night buses", &asked(0)).await;
        let own = with("Dear Mayor,", BUS, "My sister is a nurse and walks for an hour.");
        let slip = BUS.replace("porters", "poters");
        let much = with(PARK, BUS, &["I have lived here for forty years and", "buses were better then."].concat().repeat(4));
        sent(app, id, 1, &[BUS, &own, "Very good", &slip, "I take the car and I do not mind what you do with any bus at all.", BUS, "Very good", &much]).await;
        let al = analyst(app).await;
        let list = format!("/staff/proposals/{id}/campaigns");
        al.visit(&list).await.is(200).sees("have not been compared yet").sees("There are none.");
        assert_eq!((looks(app).await, looks(app).await), (1, 0), "once, until something changes");
        al.visit(&format!("/staff/proposals/{id}/responses")).await.one(&format!("a[href='{list}']"));
        let page = al.visit(&list).await;
        page.is(200).sees("5 responses").sees("50%").sees("2 responses were too short").sees("Please keep the night bus");
        page.one("a[href='/staff/campaigns/1']");
        assert_eq!(standing(app, 1, "suggested").await, [1, 2, 4, 6, 8]);

        let page = al.visit("/staff/campaigns/1").await;
        page.is(200).sees("Nobody has decided yet").sees("100% in common").sees("My sister is a nurse");
        let says = |mark: &str, words: &str| page.all(mark).iter().any(|one| one.text.contains(words));
        assert!(says("ins", "My sister") && says("del", "porters"), "{}", page.html);

        // A mistake keeps what was typed; a name is needed.
        decides(&al, 1, "campaign", "").await.is(422).sees("Enter a name");
        decides(&al, 1, "", "Night bus").await.is(422).sees("Choose what you decide");
        decides(&al, 1, "campaign", &"n".repeat(101)).await.is(422).sees("100 characters or fewer");
        decides(&al, 1, "campaign", "Keep the night bus").await.is(200).sees("Your decision is in force.");
        assert_eq!(all(app).await, [(1, "confirmed".into(), 5, 0)]);
        al.visit(&format!("{list}?state=confirmed")).await.sees("Keep the night bus").sees("Confirmed (1)");

        // Every response counts, and the table says how they came.
        let count = || async { folkmoot::results::count_due(&app.app.site.db, app.now()).await.expect("counted") };
        assert_eq!((count().await, count().await), (1, 0));
        let tally = app.query(move |conn| folkmoot::results::of(conn, id)).await.expect("read").expect("counted").tally;
        assert_eq!((tally.on_time, tally.campaign, tally.duplicate), ([8, 0, 0], [5, 0, 0], [0, 0, 0]));

        // Who comes later is suggested to join; one who was taken out is not.
        al.post_own("/staff/campaigns/1/responses", &[("response", "8"), ("belongs", "false")]).await.is(303);
        sent(app, id, 9, &[&with("Hello!", BUS, ""), BUS, PARK]).await;
        assert_eq!(looks(app).await, 1);
        assert_eq!(all(app).await, [(1, "confirmed".into(), 4, 2)]);
        assert_eq!(standing(app, 1, "suggested").await, [9, 10]);
        al.visit(&format!("{list}?state=confirmed")).await.sees("2 more since then");
        al.visit("/staff/campaigns/1?only=suggested").await.sees("TEST-9").sees("TEST-10").lacks("TEST-1<");
        decides(&al, 1, "join", "").await.is(200);
        assert_eq!(standing(app, 1, "member").await, [1, 2, 4, 6, 9, 10]);
        assert_eq!(looks(app).await, 1);
        assert_eq!((all(app).await, standing(app, 1, "out").await), (vec![(1, "confirmed".into(), 6, 0)], vec![8]));
        let back = al.visit("/staff/campaigns/1?only=out").await;
        back.sees("Taken out.").form("/staff/campaigns/1/responses").submit().await.is(200);
        assert_eq!(count().await, 1);
        let tally = app.query(move |conn| folkmoot::results::of(conn, id)).await.expect("read").expect("counted").tally;
        assert_eq!((tally.campaign, tally.on_time), ([6, 1, 0], [10, 1, 0]));

        // What is undone is to be decided again.
        decides(&al, 1, "reopen", "").await.is(200).sees("To decide (1)");
        assert_eq!(looks(app).await, 1);
        assert_eq!(all(app).await, [(1, "suggested".into(), 7, 0)]);
        decides(&al, 1, "duplicate", "").await.is(200);
        count().await;
        let tally = app.query(move |conn| folkmoot::results::of(conn, id)).await.expect("read").expect("counted").tally;
        assert_eq!((tally.campaign, tally.duplicate), ([0, 0, 0], [6, 1, 0]));
        let noted: Vec<String> = acts(app).await.into_iter().map(|(act, subject)| format!("{act} {subject}")).collect();
        let expected = ["confirm", "remove", "confirm", "add", "reopen", "confirm"].map(|act| format!("campaign.{act} campaign 1"));
        assert_eq!(noted, expected);

        app.clock.forward(Duration::days(31));
        let page = app.visitor().visit(&format!("{path}/results")).await;
        page.is(200).sees("Who sent the same words, of 11 responses").sees("Part of a campaign").sees("Individual").sees("Duplicates");
    }

    async fn what_was_refused_stays_refused(app: &TestApp) {
        let (id, _) = consultation(app, "Night buses", &asked(0)).await;
        sent(app, id, 1, &[BUS, BUS, PARK, BUS, PARK]).await;
        looks(app).await;
        assert_eq!(all(app).await, [(1, "suggested".into(), 3, 0), (2, "suggested".into(), 2, 0)]);
        let al = analyst(app).await;
        // What one has not seen, one does not decide.
        let seen = al.visit("/staff/campaigns/1").await;
        sent(app, id, 6, &[BUS]).await;
        looks(app).await;
        seen.form("/staff/campaigns/1").fill("act", "refuse").send().await.is(409);
        decides(&al, 1, "refuse", "").await.is(200);
        assert_eq!(looks(app).await, 1);
        assert_eq!(all(app).await, [(1, "refused".into(), 4, 0), (2, "suggested".into(), 2, 0)]);
        assert_eq!(acts(app).await, [("campaign.refuse".into(), "campaign 1".into())]);
        al.visit("/staff/campaigns/1").await.sees("do not belong together").lacks("Take it out");
        al.post_own("/staff/campaigns/1/responses", &[("response", "1"), ("belongs", "true")]).await.is(409);

        // A new one with the same words is no new suggestion, but somebody can look.
        sent(app, id, 7, &[&with("Hi,", BUS, "")]).await;
        looks(app).await;
        assert_eq!(all(app).await, [(1, "refused".into(), 4, 1), (2, "suggested".into(), 2, 0)]);
        decides(&al, 1, "refuse", "").await.is(200);
        looks(app).await;
        assert_eq!(all(app).await[0], (1, "refused".into(), 5, 0));
        // A changed threshold looks again, and finds the same.
        assert_eq!(campaigns::group_due(&app.app.site.db, 60, app.now()).await.expect("looked"), 1);
        assert_eq!(all(app).await.len(), 2);
    }

    async fn what_was_decided_holds_for_what_was_seen(app: &TestApp) {
        let (id, _) = consultation(app, "Night buses", &asked(0)).await;
        sent(app, id, 1, &[BUS, BUS, BUS, BUS, PARK, PARK]).await;
        looks(app).await;
        let al = analyst(app).await;
        decides(&al, 1, "campaign", "Keep the night bus").await.is(200);
        // The first is the common text; it is erased, another is taken back, a third sends other words.
        changes(app, id, 1, None).await;
        al.visit("/staff/campaigns/1").await.is(200).sees("Another one is being looked for");
        changes(app, id, 2, Some("withdrawn")).await;
        sent_anew(app, id, 3, PARK).await;
        looks(app).await;
        assert_eq!(all(app).await, [(1, "confirmed".into(), 1, 0), (2, "suggested".into(), 3, 0)]);
        assert_eq!((standing(app, 1, "member").await, standing(app, 2, "suggested").await), (vec![4], vec![3, 5, 6]));
        al.visit("/staff/campaigns/1").await.sees("Please keep the night bus");
        // Of nothing nothing is left.
        changes(app, id, 4, None).await;
        changes(app, id, 5, Some("withdrawn")).await;
        changes(app, id, 6, Some("withdrawn")).await;
        looks(app).await;
        assert_eq!(all(app).await, []);
        al.get("/staff/campaigns/1").await.is(404);
    }

    async fn a_large_campaign_goes_over_several_pages(app: &TestApp) {
        let (id, _) = consultation(app, "Night buses", &asked(0)).await;
        let texts: Vec<String> = (0..1_100).map(|n| if n % 2 == 0 { BUS.to_owned() } else { with("", BUS, &format!("I am number {n}.")) }).collect();
        sent(app, id, 1, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
        looks(app).await;
        assert_eq!(all(app).await, [(1, "suggested".into(), 1_100, 0)]);
        let al = analyst(app).await;
        let page = al.visit("/staff/campaigns/1").await;
        page.sees("1,100 responses").sees("TEST-25").lacks("TEST-26");
        al.visit("/staff/campaigns/1?after=25").await.sees("TEST-26").sees("TEST-50").lacks("TEST-51");
        al.post_own("/staff/campaigns/1/responses", &[("response", "30"), ("belongs", "false"), ("after", "25")]).await.is(303);
        decides(&al, 1, "campaign", "Keep the night bus").await.is(200);
        assert_eq!(all(app).await, [(1, "confirmed".into(), 1_099, 0)]);
    }

    async fn campaigns_are_for_those_who_read_responses(app: &TestApp) {
        let (id, _) = consultation(app, "Night buses", &asked(0)).await;
        sent(app, id, 1, &[BUS, BUS]).await;
        looks(app).await;
        let list = format!("/staff/proposals/{id}/campaigns");
        for who in [app.resident("Zed").await, app.moderator("Mo").await] {
            who.get(&list).await.is(404);
            who.get("/staff/campaigns/1").await.is(404);
            who.post_own("/staff/campaigns/1", &[("act", "refuse"), ("edition", "1")]).await.is(404);
            who.post_own("/staff/campaigns/1/responses", &[("response", "1"), ("belongs", "false")]).await.is(404);
        }
        assert_eq!(app.visitor().get(&list).await.status, 303);
        let ed = app.editor("Ed").await;
        ed.visit(&list).await.is(200);
        ed.get("/staff/campaigns/2").await.is(404);
        ed.get("/staff/proposals/999/campaigns").await.is(404);
        ed.get("/staff/campaigns/1?only=some").await.is(404);
        ed.get(&format!("{list}?page=70000")).await.is(404);
        ed.get(&format!("{list}?page=65535")).await.is(200);
        ed.post_own("/staff/campaigns/1/responses", &[("response", "99"), ("belongs", "false")]).await.is(404);
        ed.post_own("/staff/campaigns/1", &[("act", "join"), ("edition", "1")]).await.is(409);
        assert_eq!(rows(app).await.len(), 2);
    }
}
