//! Organisations: registered, verified, spoken for, with people who come and go.

mod following;

use crate::accounts::{link_in, one_letter};
use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{
    audit, comments, organisation_invitations, organisation_members, organisations, proposal_votes,
};
use folkmoot::policy::{Capacity, Role};
use folkmoot::web::session;
use futures_util::future::join_all;

const OWN: &str = "/account/organisation";
const INVITATIONS: &str = "/account/organisation/invitations";
const LINK: &str = "/account/organisation/invitation";
const MEMBERS: &str = "/account/organisation/members";
const LEAVING: &str = "/account/organisation/leaving";
const QUEUE: &str = "/staff/organisations";

const FORM: [(&str, &str); 6] = [
    ("kind", "patients"),
    ("area", "Dementia"),
    ("represents", "unpaid carers"),
    ("size", "1,200"),
    ("register", "none"),
    ("evidence", "Ask our chair."),
];

/// Registers an organisation without a number.
pub async fn registers(who: &Person, name: &str) -> Page {
    let fields: Vec<(&str, &str)> = std::iter::once(("name", name)).chain(FORM).collect();
    who.post_own(OWN, &fields).await
}

/// Registers an organisation that is verified at once. The way to that has a story of its own.
pub async fn founds(app: &TestApp, who: &Person, name: &str) {
    registers(who, name).await.is(303);
    let name = name.to_owned();
    app.change(move |tx| {
        diesel::update(organisations::table.filter(organisations::name.eq(&name)))
            .set(organisations::state.eq("verified"))
            .execute(&mut **tx)?;
        Ok(())
    })
    .await;
}

/// Invites somebody to the organisation of this owner.
pub async fn invites(by: &Person, email: &str, place: &str) -> Page {
    by.visit(OWN).await.form(INVITATIONS).fill("email", email).fill("place", place).submit().await
}

/// Somebody who has joined the organisation of this owner.
pub async fn joins(app: &TestApp, owner: &Person, name: &str, place: &str) -> Person {
    let who = app.resident(name).await;
    invites(owner, &format!("{}@people.example", name.to_lowercase()), place).await.is(200);
    let link = link_in(&one_letter(app).await, LINK);
    who.visit(&link).await.form(&link).submit().await.is(200).sees("You belong to the organisation now.");
    who
}

async fn decides(by: &Person, id: i64, act: &str, reason: &str) -> Page {
    let at = format!("{QUEUE}/{id}");
    by.visit(&at).await.form(&at).fill("act", act).fill("reason", reason).submit().await
}

/// Posts a comment through the second button of the form.
async fn says_for_it(who: &Person, path: &str, body: &str) -> Page {
    who.post_own(&format!("{path}/comments"), &[("body", body), ("as", "organisation")]).await
}

async fn said(app: &TestApp) -> Vec<(Capacity, String, Option<i64>)> {
    app.query(|conn| {
        let columns = (comments::capacity, comments::badge, comments::organisation_id);
        comments::table.order(comments::id).select(columns).load(conn).expect("read")
    })
    .await
}

async fn state(app: &TestApp) -> String {
    app.query(|conn| organisations::table.select(organisations::state).first(conn).expect("there")).await
}

/// How many own each organisation.
async fn owners(app: &TestApp) -> i64 {
    app.query(|conn| {
        let owners = organisation_members::table.filter(organisation_members::place.eq("owner"));
        owners.count().get_result(conn).expect("counted")
    })
    .await
}

on_both! {
    async fn from_registering_to_speaking_in_its_name(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (oli, mo) = (app.resident("Oli").await, app.moderator("Mo").await);
        oli.visit("/account").await.one(&format!("a[href='{OWN}']"));
        let wrong = oli.visit(OWN).await.form(OWN).fill("name", "Carers’ Circle").fill("size", "many").fill("register", "charity").fill("number", "12").submit().await;
        wrong.is(422).sees("Choose what it is").sees("as a number").sees("6 or 7 figures").sees("Enter how we can check this");
        assert_eq!((wrong.one("#name").attr("value"), wrong.one("#size").attr("value")), ("Carers’ Circle".into(), "many".into()));
        for link in wrong.all(".govuk-error-summary a") {
            wrong.one(&link.attr("href"));
        }
        let mut form = wrong.form(OWN).fill("number", "1234 567");
        for (field, value) in FORM {
            if field != "register" { form = form.fill(field, value); }
        }
        form.submit().await.is(200).sees("Thank you.").sees("Carers’ Circle").sees("not yet verified").sees("It waits for our team");

        // Nobody but its people and the staff knows of it yet, and nobody speaks for it.
        app.visitor().get("/organisations/carers-circle").await.is(404);
        app.visitor().visit("/organisations").await.lacks("Carers");
        assert!(oli.visit(&path).await.all("button[name=as]").is_empty());
        says_for_it(&oli, &path, "Too early.").await.is(403).sees("Too early.");
        oli.post_own(INVITATIONS, &[("email", "ben@people.example"), ("place", "member")]).await.is(409);

        mo.visit("/staff").await.one(&format!("a[href='{QUEUE}']"));
        mo.visit(QUEUE).await.sees("Carers’ Circle");
        let page = mo.visit(&format!("{QUEUE}/1")).await;
        page.sees("unpaid carers , 1,200 people").sees("number 1234567").sees("Ask our chair.").sees("Oli");
        mo.post_own(&format!("{QUEUE}/1"), &[]).await.is(422).sees("Choose what you decide");
        mo.post_own(&format!("{QUEUE}/1"), &[("act", "refuse")]).await.is(422).sees("Enter a reason");
        decides(&mo, 1, "verify", "").await.is(200).sees("Your decision is in force.");
        let letter = one_letter(app).await;
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("oli@people.example", "Carers’ Circle is verified"));
        let acts: Vec<(Option<i64>, String, String)> = app.query(|conn| audit::table.select((audit::actor_id, audit::act, audit::subject)).load(conn).expect("read")).await;
        assert_eq!(acts, [(Some(mo.id.0), "organisation.verify".into(), "organisation 1".into())]);

        // By default one speaks for oneself, and a vote is one's own.
        let page = oli.visit(&path).await;
        assert_eq!(page.one("button[name=as]").attr("value"), "organisation");
        page.form("/comments").fill("body", "My own words.").submit().await.is(200);
        oli.visit("/organisations/carers-circle").await.is(200).sees("Organisation, verified").sees("Nothing yet.").lacks("My own words.");
        app.visitor().visit("/organisations/carers-circle").await.lacks("Oli");
        says_for_it(&oli, &path, "The words of the circle.").await.is(303);
        oli.post_own(&format!("{path}/votes"), &[("vote", "support")]).await.is(303);
        let all = said(app).await;
        assert_eq!(all[0], (Capacity::Resident, "resident".into(), None));
        assert_eq!(all[1], (Capacity::Organisation, "for:carers-circle:Carers’ Circle".into(), Some(1)));
        let vote: Capacity = app.query(|conn| proposal_votes::table.select(proposal_votes::capacity).first(conn).expect("a vote")).await;
        assert_eq!(vote, Capacity::Resident);
        let page = app.visitor().visit(&path).await;
        assert_eq!(page.one(".fm-badge--org a").attr("href"), "/organisations/carers-circle");
        app.visitor().visit("/organisations").await.sees("Carers’ Circle").sees("unpaid carers");
        app.visitor().visit("/organisations/carers-circle").await.sees("The words of the circle.").sees("Clean buses").sees("Oli").lacks("My own words.").lacks("Ask our chair.");
        // A reply, too.
        let replies = "/comments/1/replies";
        assert_eq!(oli.visit(replies).await.one("button[name=as]").attr("value"), "organisation");
        oli.post_own(replies, &[("body", "A reply of the circle."), ("as", "organisation")]).await.is(303);
        assert_eq!(said(app).await[2].0, Capacity::Organisation);
    }

    async fn an_invitation_is_good_for_one_address_once(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (oli, ben, eve) = (app.resident("Oli").await, app.resident("Ben").await, app.resident("Eve").await);
        founds(app, &oli, "The Circle").await;
        let wrong = invites(&oli, "nobody", "king").await;
        wrong.is(422).sees("Choose what they may do");
        assert_eq!(wrong.one("input[type=email]").attr("value"), "nobody");
        invites(&oli, "BEN@people.example", "member").await.is(200).sees("The invitation is on its way.").sees("BEN@people.example");
        let letter = one_letter(app).await;
        assert!(letter.subject == "You are invited to The Circle" && letter.to == "BEN@people.example");
        let link = link_in(&letter, LINK);
        app.visitor().get(&link).await.is(303);
        for _ in 0..2 {
            eve.visit(&link).await.is(404).sees("only for the address");
            eve.post_own(&link, &[]).await.is(404);
            ben.visit(&link).await.is(200).sees("The Circle").sees("a member");
        }
        for wrong in [format!("{link}x"), format!("{LINK}/1."), format!("{LINK}/2.x"), link.replace(".", "x.")] {
            ben.visit(&wrong).await.is(404);
            ben.post_own(&wrong, &[]).await.is(404);
        }
        let token = link.rsplit('/').next().expect("a token").to_owned();
        for other in ["/confirmation/", "/reset/", "/invitation/", "/emails/"] {
            app.visitor().get(&format!("{other}{token}")).await.is(404);
        }
        ben.visit(&format!("/account/profession/letter/{token}")).await.is(404);
        ben.visit(&link).await.form(&link).submit().await.is(200).sees("You belong to the organisation now.").lacks("Invite somebody");
        ben.post_own(&link, &[]).await.is(404);
        says_for_it(&ben, &path, "For us.").await.is(303);
        oli.visit(OWN).await.sees("Ben Member").lacks("BEN@people.example");

        // Taken back, sent anew, and too late.
        invites(&oli, "eve@people.example", "owner").await.is(200);
        let first = link_in(&one_letter(app).await, LINK);
        invites(&oli, "eve@people.example", "member").await.is(200);
        let second = link_in(&one_letter(app).await, LINK);
        eve.visit(&first).await.is(404);
        eve.visit(&second).await.is(200).sees("a member");
        let number = oli.visit(OWN).await.one("input[name=invitation]").attr("value");
        oli.post_own(MEMBERS, &[("act", "uninvite"), ("invitation", &number)]).await.is(303);
        eve.visit(&second).await.is(404);
        invites(&oli, "eve@people.example", "member").await.is(200);
        let third = link_in(&one_letter(app).await, LINK);
        invites(&oli, "eve@people.example", "member").await.is(429);
        app.clock.forward(Duration::days(13));
        eve.visit(&third).await.is(200);
        app.clock.forward(Duration::days(2));
        // Her session lives on by a visit only once that has been noted, which nobody waits for.
        eve.set_cookie(session::COOKIE, &app.session(eve.id, false).await);
        eve.visit(&third).await.is(404);
        eve.post_own(&third, &[]).await.is(404);
        folkmoot::retention::run(&app.app.site).await.expect("purged");
        let left: i64 = app.query(|conn| organisation_invitations::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(left, 0);
    }

    async fn there_is_always_an_owner(app: &TestApp) {
        let oli = app.resident("Oli").await;
        founds(app, &oli, "The Circle").await;
        let ben = joins(app, &oli, "Ben", "member").await;
        oli.visit(LEAVING).await.is(200).sees("Make somebody else an owner first");
        oli.post_own(LEAVING, &[]).await.is(409);
        let (oli_id, ben_id) = (oli.id.to_string(), ben.id.to_string());
        oli.post_own(MEMBERS, &[("act", "member"), ("account", &oli_id)]).await.is(409);
        oli.post_own(MEMBERS, &[("act", "remove"), ("account", &oli_id)]).await.is(409);
        oli.post_own(MEMBERS, &[("act", "owner"), ("account", &ben_id)]).await.is(303);
        oli.visit(LEAVING).await.sees("What you have said in its name stays").form(LEAVING).submit().await.is(200).sees("You have left the organisation.").sees("Register it");
        ben.visit(OWN).await.sees("Ben (you) Owner").lacks("Oli");
        assert_eq!((state(app).await.as_str(), owners(app).await), ("verified", 1));
        // Who is alone in it closes it.
        ben.visit(LEAVING).await.sees("it is closed").form(LEAVING).submit().await.is(200);
        assert_eq!(state(app).await, "closed");
        app.visitor().visit("/organisations/the-circle").await.is(200).sees("nobody speaks for it here any more");
        app.visitor().visit("/organisations").await.lacks("The Circle");
    }

    async fn two_who_remove_each_other_at_once_leave_an_owner(app: &TestApp) {
        let (url, handle) = crate::nasty::second_instance(app).await;
        let oli = app.resident("Oli").await;
        founds(app, &oli, "The Circle").await;
        for round in 0..4 {
            let ben = joins(app, &oli, &format!("Ben{round}"), "owner").await;
            let there = crate::nasty::elsewhere(&ben, &url);
            let (a, b) = (oli.token().await, ben.token().await);
            let (me, you) = (oli.id.to_string(), ben.id.to_string());
            let mine = [("csrf", a.as_str()), ("act", "remove"), ("account", you.as_str())];
            let yours = [("csrf", b.as_str()), ("act", "remove"), ("account", me.as_str())];
            let sent = join_all([oli.post(MEMBERS, &mine), there.post(MEMBERS, &yours)]).await;
            let statuses: Vec<u16> = sent.iter().map(|page| page.status).collect();
            assert_eq!(owners(app).await, 1, "{statuses:?}");
            if oli.get(LEAVING).await.status == 404 {
                break;
            }
        }
        handle.stop(true).await;
    }

    async fn who_may_not(app: &TestApp) {
        let (oli, una, eve) = (app.resident("Oli").await, app.resident("Una").await, app.resident("Eve").await);
        founds(app, &oli, "The Circle").await;
        founds(app, &una, "The Ring").await;
        let ben = joins(app, &oli, "Ben", "member").await;
        let oli_id = oli.id.to_string();
        for who in [&ben, &eve] {
            who.post_own(INVITATIONS, &[("email", "x@people.example"), ("place", "owner")]).await.is(404);
            who.post_own(MEMBERS, &[("act", "remove"), ("account", &oli_id)]).await.is(404);
        }
        eve.get(LEAVING).await.is(404);
        eve.post_own(LEAVING, &[]).await.is(404);
        // The owner of one has nothing to say in another.
        una.post_own(MEMBERS, &[("act", "remove"), ("account", &ben.id.to_string())]).await.is(404);
        invites(&oli, "eve@people.example", "member").await.is(200);
        una.post_own(MEMBERS, &[("act", "uninvite"), ("invitation", "2")]).await.is(404);
        let link = link_in(&one_letter(app).await, LINK);
        registers(&eve, "The Wheel").await.is(303);
        eve.visit(&link).await.form(&link).submit().await.is(409).sees("You belong to The Wheel already.");
        una.post_own(MEMBERS, &[("act", "crown"), ("account", &oli_id)]).await.is(400);
        // Fields that nobody asked for change nothing.
        let mut fields = vec![("name", "Mine"), ("state", "verified"), ("organisation_id", "1"), ("slug", "the-circle")];
        fields.extend(FORM);
        let zoe = app.resident("Zoe").await;
        zoe.post_own(OWN, &fields).await.is(303);
        app.visitor().get("/organisations/mine").await.is(404);
        for who in [zoe, app.editor("Ed").await, app.person("Al", Role::Analyst, Capacity::Resident, "").await] {
            who.get(QUEUE).await.is(404);
            who.post_own(&format!("{QUEUE}/1"), &[("act", "withdraw"), ("reason", "x")]).await.is(404);
        }
        let mo = app.moderator("Mo").await;
        registers(&mo, "Of Mo").await.is(303);
        let own: i64 = app.query(|conn| organisations::table.filter(organisations::name.eq("Of Mo")).select(organisations::id).first(conn).expect("there")).await;
        mo.visit(&format!("{QUEUE}/{own}")).await.sees("You belong to it.");
        mo.post_own(&format!("{QUEUE}/{own}"), &[("act", "verify")]).await.is(403);
    }

    async fn what_is_taken_back_is_silent_at_once(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (oli, mo) = (app.resident("Oli").await, app.moderator("Mo").await);
        registers(&oli, "The Circle").await.is(303);
        decides(&mo, 1, "refuse", "We could not reach the chair.").await.is(200);
        let letter = one_letter(app).await;
        assert!(letter.subject.starts_with("We could not verify") && letter.text.contains("reach the chair"));
        let page = oli.visit(OWN).await;
        page.sees("We could not reach the chair.");
        assert_eq!(page.one("#name").attr("value"), "The Circle");
        page.form(OWN).fill("evidence", "The chair is back.").submit().await.is(200).sees("It waits for our team");
        decides(&mo, 1, "verify", "").await.is(200);
        app.letters().await;
        says_for_it(&oli, &path, "As the circle.").await.is(303);
        decides(&mo, 1, "withdraw", "It was dissolved.").await.is(200);
        app.letters().await;
        let refused = says_for_it(&oli, &path, "Once more.").await;
        refused.is(403).sees("You do not belong to a verified organisation any more").sees("Once more.");
        assert_eq!(said(app).await.len(), 1);
        let page = app.visitor().visit("/organisations/the-circle").await;
        page.is(200).sees("not verified any more").sees("As the circle.").lacks("It was dissolved.");
        app.visitor().visit("/organisations").await.lacks("The Circle");
        let late = mo.post_own(&format!("{QUEUE}/1"), &[("act", "refuse"), ("reason", "Nobody answers.")]).await;
        late.is(409).sees("This was decided meanwhile").sees("Nobody answers.");
    }

    async fn it_is_registered_once(app: &TestApp) {
        let (url, handle) = crate::nasty::second_instance(app).await;
        let (oli, una) = (app.resident("Oli").await, app.resident("Una").await);
        for name in ["Folkmoot", "The M0derators", "Mayor of London", "\u{200b}", "a\u{202e}b", "!!!"] {
            registers(&oli, name).await.is(422);
        }
        registers(&oli, "The Circle").await.is(303);
        registers(&oli, "Another").await.is(409).sees("You belong to The Circle already");
        registers(&una, "Тhe  CIRCLE").await.is(409).sees("Ask its owner to invite you");
        let numbered = |name| [("name", name), ("kind", "charity"), ("area", "a"), ("represents", "b"), ("size", "1"), ("register", "company"), ("number", "1234567"), ("evidence", "c")];
        una.post_own(OWN, &numbered("The Ring")).await.is(303);
        let eve = app.resident("Eve").await;
        eve.post_own(OWN, &numbered("The Wheel")).await.is(409);
        registers(&eve, "the  circle!").await.is(409);
        // Two at the same moment.
        let (ada, bea) = (app.resident("Ada").await, app.resident("Bea").await);
        let there = crate::nasty::elsewhere(&bea, &url);
        let (a, b) = (ada.token().await, bea.token().await);
        let common: Vec<(&str, &str)> = std::iter::once(("name", "The Arch")).chain(FORM).collect();
        let with = |token| std::iter::once(("csrf", token)).chain(common.clone()).collect::<Vec<(&str, &str)>>();
        let (a, b) = (with(a.as_str()), with(b.as_str()));
        let sent = join_all([ada.post(OWN, &a), there.post(OWN, &b)]).await;
        let mut statuses: Vec<u16> = sent.iter().map(|page| page.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        handle.stop(true).await;
    }

    async fn nobody_stays_who_is_forgotten(app: &TestApp) {
        let oli = app.resident("Oli").await;
        founds(app, &oli, "The Circle").await;
        let ben = joins(app, &oli, "Ben", "member").await;
        app.clock.forward(Duration::minutes(1));
        joins(app, &oli, "Cy", "member").await;
        invites(&oli, "dee@people.example", "member").await.is(200);
        app.letters().await;
        let dee = app.account("Dee", "dee@people.example", Role::Member, Capacity::Resident, "").await;
        let forget = |id| app.change(move |tx| folkmoot::organisations::forget(tx, id));
        forget(dee).await;
        let left: i64 = app.query(|conn| organisation_invitations::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(left, 0);
        forget(oli.id).await;
        ben.visit(OWN).await.sees("Ben (you) Owner").lacks("Oli");
        forget(ben.id).await;
        assert_eq!((state(app).await.as_str(), owners(app).await), ("verified", 1));
        let cy = app.query(|conn| organisation_members::table.select(organisation_members::account_id).first::<i64>(conn).expect("one")).await;
        forget(folkmoot::ids::AccountId(cy)).await;
        assert_eq!(state(app).await, "closed");
    }

    async fn its_page_has_pages(app: &TestApp) {
        let (id, _) = app.proposal("Clean buses").await;
        let oli = app.resident("Oli").await;
        founds(app, &oli, "The Circle").await;
        let now = app.now();
        app.change(move |tx| {
            for n in 1..=45_i64 {
                let state = if n == 44 { "hidden" } else { "published" };
                diesel::insert_into(comments::table)
                    .values((comments::proposal_id.eq(id), comments::depth.eq(0), comments::author_id.eq(oli.id), comments::capacity.eq("organisation"), comments::badge.eq("for:the-circle:The Circle"), comments::organisation_id.eq(1), comments::body.eq("x"), comments::body_html.eq(format!("<p>Number {n}.</p>")), comments::state.eq(state), comments::listed.eq(true), comments::created_at.eq(now)))
                    .execute(&mut **tx)?;
            }
            Ok(())
        }).await;
        let (visitor, mut at, mut seen) = (app.visitor(), "/organisations/the-circle".to_owned(), Vec::new());
        loop {
            let page = visitor.visit(&at).await;
            page.is(200).lacks("Number 44.");
            seen.extend(page.all(".fm-comment__text").iter().map(|one| one.text.trim().to_owned()));
            match page.all("a[rel=next]").first() {
                Some(next) => at = next.attr("href"),
                None => break,
            }
        }
        let expected: Vec<String> = (1..=45).rev().filter(|n| *n != 44).map(|n| format!("Number {n}.")).collect();
        assert_eq!(seen, expected);
    }
}
