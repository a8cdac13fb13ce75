//! Every way in: the same checks, a fresh session, and the list of sessions on one's own page.

use crate::accounts::{link_in, one_letter, register};
use crate::links::invite;
use crate::openid::{self, with_fake};
use crate::passkeys::{adds, answers, asked, question};
use crate::support::stage::PASSWORD;
use crate::support::{Authenticator, Page, Person, TestApp};
use crate::{on_both, on_both_with};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::clock::Moment;
use folkmoot::db::schema::{accounts, jobs, sessions};
use folkmoot::door::Way;
use folkmoot::ids::AccountId;
use folkmoot::keys::token_hash;
use folkmoot::policy::{Capacity, Role};
use folkmoot::web::session;
use reqwest::Method;

const COOKIE: &str = "__Host-folkmoot";

/// Asks for a link that signs in, and gives the one that comes.
async fn link_to(app: &TestApp, email: &'static str) -> String {
    app.visitor().post("/sign-in/link", &[("email", email)]).await.is(303);
    link_in(&one_letter(app).await, "/sign-in/link/")
}

/// The account with this address.
async fn id_of(app: &TestApp, email: &'static str) -> AccountId {
    let found = accounts::table.filter(accounts::email_key.eq(email)).select(accounts::id);
    app.query(move |conn| found.first(conn).expect("an account")).await
}

/// Goes the whole of a way, as the owner of an account made for it; gives their browser and the last answer.
async fn goes(app: &TestApp, way: Way, who: &Person, prepare: impl AsyncFnOnce(AccountId)) -> Page {
    const ANA: &str = "ana@people.example";
    match way {
        Way::Password => {
            prepare(app.account("Ana", ANA, Role::Member, Capacity::Resident, "").await).await;
            who.post("/sign-in", &[("email", ANA), ("password", PASSWORD)]).await
        }
        Way::Link => {
            let id = app.account("Ana", ANA, Role::Member, Capacity::Resident, "").await;
            let link = link_to(app, ANA).await;
            prepare(id).await;
            who.post(&link, &[]).await
        }
        Way::Confirmation => {
            register(&app.visitor(), "Ana", ANA).await;
            let link = link_in(&one_letter(app).await, "/confirmation/");
            prepare(id_of(app, ANA).await).await;
            who.post(&link, &[("password", PASSWORD)]).await
        }
        Way::Invitation => {
            invite(app, ANA, Role::Moderator).await;
            let link = link_in(&one_letter(app).await, "/invitation/");
            prepare(id_of(app, ANA).await).await;
            who.post(&link, &[("name", "Ana"), ("password", PASSWORD)]).await
        }
        Way::Provider => {
            let id = app.account("Ana", ANA, Role::Member, Capacity::Resident, "").await;
            openid::connected(app, id, "known-as-7").await;
            prepare(id).await;
            openid::goes_to(who, &openid::fake(app)).await
        }
        Way::Passkey => {
            let device = with_passkey(app).await;
            let page = asked(who).await;
            prepare(id_of(app, ANA).await).await;
            answers(&page, &device).await
        }
    }
}

/// Ana, who is not signed in any more, has a passkey on this device.
async fn with_passkey(app: &TestApp) -> Authenticator {
    let (ana, device) = (app.resident("Ana").await, Authenticator::new());
    adds(&ana, &device, "My phone").await.is(200);
    app.change(move |tx| session::end_all(tx, ana.id)).await;
    device
}

/// Forgets everybody, for the next way.
async fn empty(app: &TestApp) {
    app.letters().await;
    app.change(|tx| {
        diesel::delete(accounts::table).execute(&mut **tx)?;
        Ok(())
    })
    .await;
    app.clock.forward(Duration::minutes(10));
}

on_both_with! { with_fake;
    /// V6.3.4: whichever way somebody comes, they get a session that nobody has seen before; the one that their browser had is
    /// over; and whoever has a second factor owes a code first. A passkey alone is both: the session is strong, and no code is owed.
    async fn every_way_in_has_the_same_checks(app: &TestApp) {
        for way in Way::ALL {
            let before = app.resident("Zoe").await;
            let (old, who) = (before.cookie(COOKIE).expect("signed in"), app.visitor());
            who.set_cookie(COOKIE, "planted-by-eve");
            let page = goes(app, *way, &who, async |_| {}).await;
            page.is(303);
            let new = who.cookie(COOKIE).expect("signed in");
            assert!(new != "planted-by-eve" && new.len() >= 43, "{way:?}");
            who.get("/account").await.is(200);
            assert!(who.get("/staff/queue").await.status != 200, "{way:?}: nothing is strong without a second factor");
            let hash = token_hash(&new);
            let (strong, device): (bool, String) = app.query(move |conn| {
                sessions::table.filter(sessions::token_hash.eq(hash)).select((sessions::strong, sessions::device)).first(conn).expect("alive")
            }).await;
            assert_eq!((strong, device.as_str()), (*way == Way::Passkey, "Another device"), "{way:?}");
            before.get("/account").await.is(200);
            empty(app).await;

            let who = app.visitor();
            let page = goes(app, *way, &who, async |id| app.factor(id).await).await;
            if *way == Way::Passkey {
                assert_eq!(page.is(303).header("location"), "/?done=signed-in");
            } else {
                assert_eq!(page.is(303).header("location"), "/sign-in/code", "{way:?}");
                assert!(who.cookie(COOKIE).is_none(), "{way:?}");
                let code = app.code(id_of(app, "ana@people.example").await).await;
                who.visit("/sign-in/code").await.form("/sign-in/code").fill("code", &code).submit().await.is(200);
            }
            who.get("/account").await.is(200);
            empty(app).await;
            assert_ne!(Some(old), who.cookie(COOKIE));
        }
    }

    /// A browser that comes in anew leaves its old session behind: what it sent opens nothing any more.
    async fn the_session_of_before_is_over(app: &TestApp) {
        for way in Way::ALL {
            let before = app.resident("Zoe").await;
            let old = before.cookie(COOKIE).expect("signed in");
            let csrf = before.token().await;
            let page = match way {
                Way::Password => {
                    app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
                    before.post("/sign-in", &[("csrf", &csrf), ("email", "ana@people.example"), ("password", PASSWORD)]).await
                }
                Way::Link => {
                    app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
                    let link = link_to(app, "ana@people.example").await;
                    before.post(&link, &[("csrf", &csrf)]).await
                }
                Way::Confirmation => {
                    register(&app.visitor(), "Ana", "ana@people.example").await;
                    let link = link_in(&one_letter(app).await, "/confirmation/");
                    before.post(&link, &[("csrf", &csrf), ("password", PASSWORD)]).await
                }
                Way::Invitation => {
                    invite(app, "ana@people.example", Role::Moderator).await;
                    let link = link_in(&one_letter(app).await, "/invitation/");
                    before.post(&link, &[("csrf", &csrf), ("name", "Ana"), ("password", PASSWORD)]).await
                }
                Way::Provider => {
                    let id = app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
                    openid::connected(app, id, "known-as-7").await;
                    let leaves = app.visitor();
                    let back = openid::fake(app).passes(&openid::sets_off(&leaves).await);
                    before.set_cookie("__Host-elsewhere", &leaves.cookie("__Host-elsewhere").expect("on the way"));
                    before.get(&back).await
                }
                Way::Passkey => {
                    // The question was asked before Zoe signed in, in the same browser.
                    let (device, other) = (with_passkey(app).await, app.visitor());
                    let asked = question(&asked(&other).await);
                    before.set_cookie("__Host-passkey", &other.cookie("__Host-passkey").expect("asked"));
                    let answer = device.signs(&asked, &device.honest(&app.url));
                    before.post("/sign-in/passkey/answer", &[("csrf", &csrf), ("answer", &answer)]).await
                }
            };
            page.is(303);
            before.visit("/account").await.sees("ana@people.example");
            let replay = app.visitor();
            replay.set_cookie(COOKIE, &old);
            replay.get("/account").await.is(303);
            empty(app).await;
        }
    }
}

on_both! {
    /// U4, V6.4: looking at the link signs nobody in; the button does, once, for a quarter of an hour.
    async fn a_link_signs_in_once_and_looking_does_nothing(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let link = link_to(app, "ana@people.example").await;
        for _ in 0..3 {
            let scanner = app.visitor();
            let page = scanner.get(&link).await;
            page.is(200).sees("Press the button");
            assert_eq!(page.header("referrer-policy"), "no-referrer");
            assert!(scanner.cookie(COOKIE).is_none());
            scanner.send(Method::HEAD, &link, &[], None).await.is(200);
        }
        let ana = app.visitor();
        ana.visit(&link).await.form(&link).submit().await.is(200).sees("You are signed in");
        let again = app.visitor();
        assert_eq!(again.post(&link, &[]).await.is(303).header("location"), "/sign-in?done=link-used");
        again.get(&link).await.is(404).sees("This link is not valid");
        app.clock.forward(Duration::minutes(3));
        let late = link_to(app, "ana@people.example").await;
        app.clock.forward(Duration::minutes(15));
        app.visitor().get(&late).await.is(404);
        app.visitor().post(&late, &[]).await.is(404);
    }

    /// U3: a token of one flow is nothing in another; a new password makes all of them void.
    async fn a_token_of_one_flow_is_nothing_in_another(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        register(&app.visitor(), "Ben", "ben@people.example").await;
        let confirm = link_in(&one_letter(app).await, "/confirmation/");
        app.visitor().post("/reset", &[("email", "ana@people.example")]).await.is(303);
        let reset = link_in(&one_letter(app).await, "/reset/");
        let sign_in = link_to(app, "ana@people.example").await;
        invite(app, "mo@people.example", Role::Moderator).await;
        let invitation = link_in(&one_letter(app).await, "/invitation/");
        let flows = ["/confirmation/", "/reset/", "/sign-in/link/", "/invitation/"];
        for (link, own) in [(&confirm, 0), (&reset, 1), (&sign_in, 2), (&invitation, 3)] {
            let token = link.rsplit('/').next().expect("a token");
            for (n, flow) in flows.iter().enumerate().filter(|(n, _)| *n != own) {
                let who = app.visitor();
                who.get(&format!("{flow}{token}")).await.is(404);
                let fields = [("password", "another three words"), ("name", "Eve"), ("capacity", "resident"), ("adult", "yes")];
                who.post(&format!("{flow}{token}"), &fields).await.is(404);
                assert!(who.cookie(COOKIE).is_none(), "{link} in flow {n}");
            }
        }
        app.visitor().post(&reset, &[("password", "another three words")]).await.is(303);
        app.visitor().post(&sign_in, &[]).await.is(303);
        app.visitor().get(&sign_in).await.is(404);
        app.letters().await;
    }

    /// U1, U2 (CVE-2023-48220): an invitation that ran out is opened by no letter that a form can ask for.
    async fn an_invitation_that_ran_out_stays_shut(app: &TestApp) {
        invite(app, "mo@people.example", Role::Administrator).await;
        let link = link_in(&one_letter(app).await, "/invitation/");
        app.clock.forward(Duration::days(15));
        app.visitor().get(&link).await.is(404);
        for form in ["/reset", "/sign-in/link", "/confirmation"] {
            app.visitor().post(form, &[("email", "mo@people.example")]).await.is(303);
            assert!(app.letters().await.is_empty(), "{form}");
        }
        register(&app.visitor(), "Eve", "mo@people.example").await;
        assert!(app.letters().await.is_empty(), "nobody registers in a colleague's place");
        for flow in ["/reset/", "/sign-in/link/", "/confirmation/"] {
            app.visitor().post(&link.replace("/invitation/", flow), &[("password", PASSWORD)]).await.is(404);
        }
        app.visitor().post(&link, &[("name", "Mo"), ("password", PASSWORD)]).await.is(404);
        app.visitor().sign_in("mo@people.example", PASSWORD).await.is(422);
    }

    /// The link confirms no address: whoever has not confirmed theirs gets the letter for that.
    async fn a_link_confirms_nothing(app: &TestApp) {
        register(&app.visitor(), "Ben", "ben@people.example").await;
        app.letters().await;
        app.visitor().post("/sign-in/link", &[("email", "ben@people.example")]).await.is(303);
        assert_eq!(one_letter(app).await.subject, "Confirm your email address");
        let confirmed: Option<Moment> = app.query(|conn| accounts::table.select(accounts::confirmed_at).first(conn).expect("read")).await;
        assert_eq!(confirmed, None);
        app.visitor().post("/sign-in/link", &[("email", "nobody@people.example")]).await.is(303);
        assert_eq!(one_letter(app).await.subject, "Your link");
        let confirmed: i64 = app.query(|conn| accounts::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(confirmed, 1, "an unknown address has no account before its link was used");
        let page = app.visitor().post("/sign-in/link", &[("email", "no address")]).await;
        assert_eq!(page.is(422).one("#email").attr("value"), "no address");
    }

    /// What waited in this browser is posted; what waits in the browser of whoever typed the address is not theirs to post.
    async fn a_link_posts_what_waited_here_and_not_elsewhere(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let eve = app.visitor();
        eve.visit(&path).await.form("/comments").fill("body", "In Ana’s name.").submit().await;
        eve.visit("/sign-in/link").await.form("/sign-in/link").fill("email", "ana@people.example").submit().await.sees("Check your email");
        let link = link_in(&one_letter(app).await, "/sign-in/link/");
        let ana = app.visitor();
        ana.visit(&path).await.form("/comments").fill("body", "My own words.").submit().await;
        ana.visit(&link).await.form(&link).submit().await.is(200).sees("Your comment is posted.").sees("My own words.");
        app.visitor().visit(&path).await.sees("My own words.").lacks("In Ana’s name.");
    }

    /// One letter for however many ask, and from one place not for everybody: and the words stay the same.
    async fn links_are_asked_for_within_limits(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        for _ in 0..5 {
            app.visitor().post("/sign-in/link", &[("email", "Ana@People.example")]).await.is(303);
        }
        assert_eq!(app.letters().await.len(), 1);
        let eve = app.visitor();
        for n in 0..95 {
            eve.post("/sign-in/link", &[("email", &format!("nobody{n}@people.example"))]).await.is(303);
        }
        let late = eve.post("/sign-in/link", &[("email", "more@people.example")]).await;
        late.is(429).sees("You can try again in");
        assert!(late.header("retry-after").parse::<u64>().expect("seconds") <= 3_600);
        app.letters().await;
        let left: i64 = app.query(|conn| jobs::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(left, 0);
    }

    async fn one_sees_where_one_is_signed_in_and_ends_it(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18.6 Mobile Safari/604.1";
        app.clock.forward(Duration::hours(2));
        let phone = app.visitor();
        let fields = "email=ana%40people.example&password=three+unlikely+words".to_owned();
        phone.send(Method::POST, "/sign-in", &[("sec-fetch-site", "same-origin"), ("user-agent", agent)], Some(fields)).await.is(303);
        let page = ana.visit("/account").await;
        page.sees("Where you are signed in").sees("Safari on iPhone Last used 11 am on Monday 23 November 2026").sees("Firefox on Linux This device");
        let stolen = phone.cookie(COOKIE).expect("signed in");
        assert!(!page.html.contains(&stolen) && !page.html.contains(&token_hash(&stolen)), "no token is shown");
        let form = page.forms().into_iter().find(|form| form.posts_to().is_some_and(|to| to.ends_with("/ending"))).expect("one other");
        let target = form.posts_to().expect("a form").to_owned();
        // Nobody else's: neither a stranger nor another member ends it, and both are told the same as of one that never was.
        app.visitor().post(&target, &[]).await.is(303);
        app.resident("Eve").await.post_own(&target, &[]).await.is(404);
        phone.get("/account").await.is(200);
        form.submit().await.sees("That device is signed out.").lacks("iPhone");
        phone.get("/account").await.is(303);
        ana.get("/account").await.is(200);
        ana.post_own(&target, &[]).await.is(404);
    }

    async fn one_signs_out_everywhere(app: &TestApp) {
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let phone = app.visitor();
        phone.set_cookie(COOKIE, &app.session(ana.id, false).await);
        let here = ana.cookie(COOKIE).expect("signed in");
        let answer = ana.visit("/account").await.form("/account/sessions").send().await;
        answer.is(303);
        assert_eq!(answer.header("clear-site-data"), "\"cookies\"");
        for token in [here, phone.cookie(COOKIE).expect("signed in")] {
            let replay = app.visitor();
            replay.set_cookie(COOKIE, &token);
            replay.get("/account").await.is(303);
        }
        ben.get("/account").await.is(200);
    }
}
