//! The staff: who they are, how somebody joins them, and how somebody leaves.

use crate::accounts::{link_in, one_letter};
use crate::on_both;
use crate::support::stage::PASSWORD;
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::accounts::{self, Invitee};
use folkmoot::db::schema;
use folkmoot::error::Error;
use folkmoot::policy::{Capacity, Role};
use folkmoot::web::Administrator;
use futures_util::future::join_all;

const PEOPLE: &str = "/staff/people";

async fn administrator(app: &TestApp, name: &str) -> Person {
    app.person(name, Role::Administrator, Capacity::Resident, "").await
}

async fn invite(by: &Person, name: &str, email: &str, role: &str) -> crate::support::Page {
    let form = by.visit(PEOPLE).await.form(PEOPLE);
    form.fill("name", name).fill("email", email).fill("role", role).submit().await
}

/// What the audit says: act, to what, and more.
async fn acts(app: &TestApp) -> Vec<(String, String, String)> {
    use schema::audit::{act, detail, id, subject, table};
    app.query(|conn| table.order(id).select((act, subject, detail)).load(conn).expect("read")).await
}

async fn role(app: &TestApp, who: &Person) -> Role {
    let id = who.id.0;
    app.query(move |conn| schema::accounts::table.find(id).select(schema::accounts::role).first(conn).expect("found"))
        .await
}

on_both! {
    async fn an_administrator_invites_somebody_who_comes_and_leaves(app: &TestApp) {
        let ada = administrator(app, "Ada").await;
        ada.visit("/staff").await.one(&format!("a[href='{PEOPLE}']"));
        let page = invite(&ada, "Nia", "nia@people.example", "editor").await;
        page.is(200).sees("The invitation is on its way.").sees("Nia Editor Invited, has not come yet");
        let letters = app.letters().await;
        assert_eq!((letters.len(), letters[0].to.as_str()), (1, "nia@people.example"));
        let link = link_in(&letters[0], "/invitation/");

        let nia = app.visitor();
        nia.visit("/staff").await.sees("Sign in");
        nia.visit(&link).await.form(&link).fill("name", "Nia N").fill("password", PASSWORD).submit().await.is(200);
        nia.visit("/staff/proposals").await.is(200).sees("You work for this site, so you need a second step");
        crate::factors::sets_up(app, &nia).await;
        nia.visit("/staff/proposals").await.is(200).sees("Write a new proposal");
        app.letters().await;
        ada.visit(PEOPLE).await.sees("Nia N Editor 23 November, 9:00 am");
        app.clock.forward(Duration::minutes(3));
        nia.visit("/staff/proposals").await.is(200);
        // It is noted after the answer has gone.
        let mut page = ada.visit(PEOPLE).await;
        for _ in 0..200 {
            if page.text().contains("9:03 am End role") {
                break;
            }
            actix_web::rt::time::sleep(std::time::Duration::from_millis(10)).await;
            page = ada.visit(PEOPLE).await;
        }
        page.sees("Nia N Editor 23 November, 9:03 am");

        let ending = ada.visit(PEOPLE).await.one("a[aria-label='End role of Nia N']").attr("href");
        let ask = ada.visit(&ending).await;
        ask.is(200).sees("Nia N : Editor").sees("They are signed out everywhere");
        assert_eq!(nia.get("/staff/proposals").await.status, 200, "asking changes nothing");
        ask.form("/ending").submit().await.is(200).sees("The role has ended.").lacks("Nia N");
        nia.get("/staff/proposals").await.is(303);
        app.signs_in(&nia, "nia@people.example").await.sees("You are signed in");
        nia.get("/staff/proposals").await.is(404);
        ada.get(&ending).await.is(404);
        ada.post_own(&ending, &[]).await.is(404);
        let id = ending.split('/').nth(3).expect("a number").to_owned();
        let (whom, role) = (format!("account {id}"), "editor".to_owned());
        let act = |name: &str, detail: &str| (name.to_owned(), whom.clone(), detail.to_owned());
        assert_eq!(acts(app).await, [act("staff.invite", &role), act("staff.join", ""), act("staff.end", &role)]);
    }

    async fn an_invitation_that_is_taken_back_opens_nothing(app: &TestApp) {
        let ada = administrator(app, "Ada").await;
        invite(&ada, "Nia", "nia@people.example", "moderator").await.is(200);
        let link = link_in(&one_letter(app).await, "/invitation/");
        app.visitor().visit(&link).await.is(200);
        let ending = ada.visit(PEOPLE).await.one("a[aria-label='End role of Nia']").attr("href");
        ada.visit(&ending).await.sees("The link in their invitation will not work").form("/ending").submit().await.is(200);
        app.visitor().visit(&link).await.is(404);
        app.visitor().post(&link, &[("name", "Nia"), ("password", PASSWORD)]).await.is(404);
    }

    async fn mistakes_give_the_page_again(app: &TestApp) {
        let ada = administrator(app, "Ada").await;
        let wrong = invite(&ada, "Moderator", "nobody", "member").await;
        wrong.is(422).sees("There is a problem").sees("Choose what they will do").sees("Choose another name");
        assert_eq!((wrong.one("#email").attr("value"), wrong.one("#name").attr("value")), ("nobody".into(), "Moderator".into()));
        assert!(wrong.html.contains("<title>Error: "));
        let links = wrong.all(".govuk-error-summary a");
        assert_eq!(links.len(), 3);
        for link in links {
            wrong.one(&link.attr("href"));
        }
        // A role that is none, and fields that nobody asked for.
        let token = ada.token().await;
        let fields = [("csrf", token.as_str()), ("name", "Nia"), ("email", "n@people.example"), ("role", "king"), ("id", "1")];
        ada.post(PEOPLE, &fields).await.is(422).sees("Choose what they will do");
        assert!(app.letters().await.is_empty() && acts(app).await.is_empty());
    }

    async fn a_member_gets_a_role_and_a_colleague_another(app: &TestApp) {
        let (ada, ana) = (administrator(app, "Ada").await, app.resident("Ana").await);
        invite(&ada, "Anna", "ANA@people.example", "moderator").await.is(200).sees("They have the role now.").sees("Ana Moderator Not yet");
        ana.get("/staff").await.is(303);
        ana.sign_in("ana@people.example", PASSWORD).await.is(200).sees("Set up a second step");
        assert_eq!(ana.get("/staff/queue").await.header("location"), "/account/factor?done=factor-first");
        crate::factors::sets_up(app, &ana).await;
        app.letters().await;
        ana.get("/staff/queue").await.is(200);
        ana.get(PEOPLE).await.is(404);
        invite(&ada, "Ana", "ana@people.example", "analyst").await.is(200);
        assert_eq!(role(app, &ana).await, Role::Analyst);
        assert!(app.letters().await.is_empty());
    }

    async fn there_is_always_an_administrator(app: &TestApp) {
        let ada = administrator(app, "Ada").await;
        let own = format!("{PEOPLE}/{}/ending", ada.id);
        // Somebody who was invited cannot do anything yet.
        invite(&ada, "Bea", "bea@people.example", "administrator").await.is(200);
        app.letters().await;
        let page = ada.visit(&own).await;
        page.is(200).sees("This is the only administrator");
        assert!(page.all(&format!("form[action='{own}']")).is_empty());
        ada.post_own(&own, &[]).await.is(409).sees("only administrator");
        let demoted = invite(&ada, "Ada", "ada@people.example", "editor").await;
        demoted.is(409).sees("only administrator");
        demoted.one("#role");
        let whom = Invitee { name: "Ada", email: "ada@people.example", email_key: "ada@people.example", role: Role::Member };
        let now = app.now();
        let by_command = app.app.site.db.write(move |tx| accounts::invite_staff(tx, &whom, None::<&Administrator>, 1, now)).await;
        assert!(matches!(by_command, Err(Error::Conflict(_))), "{by_command:?}");
        assert_eq!(role(app, &ada).await, Role::Administrator);

        let cleo = administrator(app, "Cleo").await;
        let page = ada.visit(&own).await;
        page.sees("End your own role").form("/ending").submit().await.sees("Sign in");
        assert_eq!((role(app, &ada).await, role(app, &cleo).await), (Role::Member, Role::Administrator));
    }

    async fn two_who_end_each_others_role_at_once_leave_one(app: &TestApp) {
        let (url, handle) = crate::nasty::second_instance(app).await;
        for round in 0..5 {
            let two = [administrator(app, &format!("Ada{round}")).await, administrator(app, &format!("Bea{round}")).await];
            let tokens = join_all(two.iter().map(Person::token)).await;
            let there = crate::nasty::elsewhere(&two[1], &url);
            let path = |of: &Person| format!("{PEOPLE}/{}/ending", of.id);
            let (to_bea, to_ada) = (path(&two[1]), path(&two[0]));
            let (mine, yours) = ([("csrf", tokens[0].as_str())], [("csrf", tokens[1].as_str())]);
            let sent = join_all([two[0].post(&to_bea, &mine), there.post(&to_ada, &yours)]).await;
            let mut left = Vec::new();
            for one in &two {
                left.push(role(app, one).await);
            }
            let statuses: Vec<u16> = sent.iter().map(|page| page.status).collect();
            let acting = left.iter().filter(|role| **role == Role::Administrator).count();
            assert_eq!(acting, 1, "{statuses:?}");
            // So that the next two are the only ones.
            app.change(|tx| {
                diesel::update(schema::accounts::table).set(schema::accounts::role.eq(Role::Member)).execute(&mut **tx)?;
                Ok(())
            }).await;
        }
        handle.stop(true).await;
    }
}
