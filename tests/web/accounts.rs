//! Accounts: what may be in one, who is told what, and the links in letters.

use crate::on_both;
use crate::support::stage::PASSWORD;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, audit, links, sessions};
use folkmoot::ids::AccountId;
use folkmoot::mail::Post;
use folkmoot::policy::{Capacity, Role};
use folkmoot::worker::schedule;

/// The path of the first link in a letter that contains `part`.
pub fn link_in(letter: &Post, part: &str) -> String {
    let line = letter.text.lines().find(|line| line.contains("://") && line.contains(part));
    let line = line.unwrap_or_else(|| panic!("no link with {part} in\n{}", letter.text));
    format!("/{}", line.splitn(4, '/').nth(3).expect("a path"))
}

/// Sends the form for a new account, filled in well.
pub async fn register(person: &Person, name: &str, email: &str) -> Page {
    let page = person.visit("/register").await;
    let form = page.form("/register").fill("name", name).fill("email", email).fill("password", PASSWORD);
    form.fill("capacity", "resident").fill("adult", "yes").submit().await
}

/// The only letter that leaves now.
pub async fn one_letter(app: &TestApp) -> Post {
    let mut letters = app.letters().await;
    assert_eq!(letters.len(), 1, "{:?}", letters.iter().map(|l| &l.subject).collect::<Vec<_>>());
    letters.remove(0)
}

/// Every token that differs from this one in a single place, and a few that are wrong in other ways.
fn spoilt(token: &str) -> Vec<String> {
    let mut all: Vec<String> = (0..token.len())
        .flat_map(|at| {
            (0..7).filter_map(move |bit| {
                let mut bytes = token.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                String::from_utf8(bytes).ok()
            })
        })
        .filter(|t| t.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)))
        .collect();
    all.extend([token[1..].into(), token[..token.len() - 1].into(), format!("0{token}"), format!("{token}A")]);
    all.extend(["x".into(), "1".into(), "1.".into(), ".x".into(), "9223372036854775808.x".into(), "-1.x".into()]);
    all
}

/// What links have done, and whom: nothing of it may change when they are only looked at.
async fn state(app: &TestApp) -> (i64, i64, i64, i64) {
    app.query(|conn| {
        let used = links::table.filter(links::used_at.is_not_null()).count().get_result(conn).expect("counted");
        let confirmed = accounts::table.filter(accounts::confirmed_at.is_not_null()).count();
        let with_password = accounts::table.filter(accounts::password_hash.is_not_null()).count();
        (
            used,
            confirmed.get_result(conn).expect("counted"),
            with_password.get_result(conn).expect("counted"),
            sessions::table.count().get_result(conn).expect("counted"),
        )
    })
    .await
}

async fn invite(app: &TestApp, email: &'static str, role: Role) {
    let now = app.now();
    app.change(move |tx| folkmoot::accounts::invite_staff(tx, email, email, role, None, 336, now)).await;
}

on_both! {
    async fn known_and_unknown_addresses_read_the_same(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let answer = |page: Page| (page.status, page.header("location"), page.header("set-cookie"), page.html);
        for path in ["/register", "/reset", "/confirmation"] {
            let mut answers = Vec::new();
            for email in ["ana@people.example", &format!("nobody@{}.example", &path[1..])] {
                let visitor = app.visitor();
                let filled = visitor.visit(path).await.form(path).fill("email", email);
                let filled = if path == "/register" {
                    let more = filled.fill("name", "Ana").fill("password", PASSWORD);
                    more.fill("capacity", "resident").fill("adult", "yes")
                } else {
                    filled
                };
                let sent = filled.send().await;
                let shown = visitor.follow(visitor.get(&sent.header("location")).await).await;
                answers.push((answer(sent), answer(shown)));
            }
            assert_eq!(answers[0], answers[1], "{path}");
            assert_eq!(answers[0].0.0, 303);
            let letters = app.letters().await;
            assert!(letters.iter().all(|l| l.to.starts_with("ana@") || path == "/register"), "{path}");
            app.clock.forward(Duration::minutes(6));
        }
        let wrong = |email: &'static str| async move {
            let page = app.visitor().sign_in(email, "not the right one").await;
            (page.status, page.header("set-cookie"), page.html.replace(email, ""))
        };
        assert_eq!(wrong("ana@people.example").await, wrong("nobody@people.example").await);
        assert_eq!(wrong("ana@people.example").await.0, 422);
    }

    async fn an_address_that_is_known_gets_a_letter_that_says_so(app: &TestApp) {
        let ana = app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        register(&app.visitor(), "Eve", "Ana@People.Example").await.is(200).sees("Check your email");
        let letter = one_letter(app).await;
        assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("ana@people.example", "You already have an account"));
        assert!(!letter.text.contains("Eve"));
        let (people, name) = app.query(move |conn| {
            let people: i64 = accounts::table.count().get_result(conn).expect("counted");
            (people, accounts::table.find(ana.0).select(accounts::name).first::<String>(conn).expect("found"))
        }).await;
        assert_eq!((people, name.as_str()), (1, "Ana"));
        app.visitor().sign_in("ana@people.example", PASSWORD).await.is(200).sees("You are signed in");
    }

    async fn a_link_works_once_for_its_purpose_in_its_time(app: &TestApp) {
        let visitor = app.visitor();
        register(&visitor, "Ana", "ana@people.example").await;
        let confirmation = link_in(&one_letter(app).await, "/confirmation/");
        let token = confirmation.rsplit('/').next().expect("a token").to_owned();
        let refused = visitor.visit("/confirmation/1.x").await;
        refused.is(404).sees("This link is not valid").form("/confirmation");
        let before = state(app).await;
        for wrong in spoilt(&token) {
            let page = visitor.visit(&format!("/confirmation/{wrong}")).await;
            assert_eq!((page.status, &page.html), (404, &refused.html), "{wrong}");
            let page = visitor.post(&format!("/confirmation/{wrong}"), &[]).await;
            assert_eq!((page.status, &page.html), (404, &refused.html), "{wrong}");
        }
        for elsewhere in ["reset", "invitation", "subscriptions/confirmation"] {
            visitor.visit(&format!("/{elsewhere}/{token}")).await.is(404).sees("This link is not valid");
            visitor.post(&format!("/{elsewhere}/{token}"), &[("password", PASSWORD), ("name", "Eve")]).await.is(404);
        }
        assert_eq!(state(app).await, before);
        visitor.visit(&confirmation).await.is(200).form(&token).submit().await.is(200).sees("Your email address is confirmed");
        let late = app.visitor();
        late.visit(&confirmation).await.is(404);
        late.post(&confirmation, &[]).await.is(404);
        assert!(late.cookie("__Host-folkmoot").is_none());

        visitor.visit("/reset").await.form("/reset").fill("email", "ana@people.example").submit().await;
        let reset = link_in(&one_letter(app).await, "/reset/");
        app.clock.forward(Duration::minutes(61));
        visitor.visit(&reset).await.is(404).sees("This link is not valid");
        visitor.post_own(&reset, &[("password", "another three words")]).await.is(404);
        app.visitor().sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
    }

    async fn looking_at_a_link_changes_nothing(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        register(&app.visitor(), "Ben", "ben@people.example").await;
        app.visitor().visit("/reset").await.form("/reset").fill("email", "ana@people.example").submit().await;
        invite(app, "mo@people.example", Role::Moderator).await;
        let letters = app.letters().await;
        let before = state(app).await;
        for (letter, part) in [(0, "/confirmation/"), (1, "/reset/"), (2, "/invitation/")] {
            let link = link_in(&letters[letter], part);
            for _ in 0..2 {
                let page = app.visitor().get(&link).await;
                page.is(200);
                assert_eq!(page.header("referrer-policy"), "no-referrer");
                assert_eq!(page.header("cache-control"), "no-store");
                app.visitor().send(reqwest::Method::HEAD, &link, &[], None).await.is(200);
            }
        }
        assert_eq!(state(app).await, before);
    }

    async fn a_reset_ends_everything_that_was(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let visitor = app.visitor();
        for _ in 0..2 {
            visitor.visit("/reset").await.form("/reset").fill("email", "ana@people.example").submit().await.sees("Check your email");
            app.clock.forward(Duration::minutes(6));
        }
        let letters = app.letters().await;
        let (first, second) = (link_in(&letters[0], "/reset/"), link_in(&letters[1], "/reset/"));
        let page = visitor.visit(&first).await;
        page.form(&first).fill("password", "short").submit().await.is(422).sees("12 characters or more");
        page.form(&first).fill("password", "ana@people.example").submit().await.is(422).sees("harder to guess");
        let done = page.form(&first).fill("password", "another three words").submit().await;
        done.is(200).sees("Your new password is saved");
        assert_eq!(done.path, "/sign-in?done=new-password");
        visitor.visit(&second).await.is(404);
        ana.get("/account").await.is(303);
        assert_eq!(one_letter(app).await.subject, "Your password has changed");
        app.visitor().sign_in("ana@people.example", PASSWORD).await.is(422);
        app.visitor().sign_in("ana@people.example", "another three words").await.sees("You are signed in");
    }

    async fn somebody_else_cannot_take_an_address_first(app: &TestApp) {
        let eve = app.visitor();
        let page = eve.visit("/register").await;
        let form = page.form("/register").fill("name", "Eve").fill("email", "ana@people.example");
        let form = form.fill("password", "the words of Eve").fill("capacity", "resident").fill("adult", "yes");
        form.submit().await;
        let old = link_in(&one_letter(app).await, "/confirmation/");
        app.clock.forward(Duration::hours(1));
        register(&app.visitor(), "Ana", "ana@people.example").await;
        let new = link_in(&one_letter(app).await, "/confirmation/");
        app.visitor().visit(&old).await.is(404);
        let ana = app.visitor();
        ana.visit(&new).await.form(&new).submit().await.sees("is confirmed");
        assert_eq!(ana.visit("/account").await.one("input[name=name]").attr("value"), "Ana");
        app.visitor().sign_in("ana@people.example", "the words of Eve").await.is(422);
        app.visitor().sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
    }

    async fn nobody_signs_in_before_confirming(app: &TestApp) {
        register(&app.visitor(), "Ana", "ana@people.example").await;
        app.letters().await;
        let ana = app.visitor();
        ana.sign_in("ana@people.example", PASSWORD).await.is(422).sees("Confirm your email address first");
        assert!(ana.cookie("__Host-folkmoot").is_none());
        ana.sign_in("ana@people.example", "wrong words here").await.is(422).lacks("Confirm your email address first");
        app.clock.forward(Duration::minutes(6));
        ana.visit("/reset").await.form("/reset").fill("email", "ana@people.example").submit().await;
        let reset = link_in(&one_letter(app).await, "/reset/");
        ana.visit(&reset).await.form(&reset).fill("password", "another three words").submit().await.is(200);
        app.letters().await;
        ana.sign_in("ana@people.example", "another three words").await.sees("You are signed in");
    }

    async fn an_invitation_is_the_only_way_to_a_role(app: &TestApp) {
        invite(app, "mo@people.example", Role::Moderator).await;
        let letter = one_letter(app).await;
        assert_eq!(letter.subject, "You are invited to work on Folkmoot as moderator");
        let link = link_in(&letter, "/invitation/");
        // Neither registering nor a new password is a way round it.
        register(&app.visitor(), "Eve", "mo@people.example").await;
        app.visitor().visit("/reset").await.form("/reset").fill("email", "mo@people.example").submit().await;
        app.clock.forward(Duration::minutes(6));
        app.visitor().visit("/confirmation").await.form("/confirmation").fill("email", "mo@people.example").submit().await;
        assert!(app.letters().await.is_empty());
        app.visitor().sign_in("mo@people.example", PASSWORD).await.is(422);
        let mo = app.visitor();
        let page = mo.visit(&link).await;
        page.is(200).sees("moderator").sees("mo@people.example");
        page.form(&link).fill("name", "Moderator").fill("password", "short").submit().await.is(422).sees("Choose another name");
        let form = page.form(&link).fill("name", "Mo").fill("password", PASSWORD).fill("role", "administrator");
        form.submit().await.is(200).sees("mo@people.example");
        mo.visit("/staff/queue").await.is(200);
        mo.visit(&link).await.is(404);
        let acts: Vec<(Option<i64>, String, String)> = app.query(|conn| {
            audit::table.order(audit::id).select((audit::actor_id, audit::act, audit::detail)).load(conn).expect("read")
        }).await;
        assert_eq!(acts[0], (None, "staff.invite".into(), "moderator".into()));
        assert_eq!(acts[1].1, "staff.join");
        let role: Role = app.query(|conn| accounts::table.select(accounts::role).first(conn).expect("found")).await;
        assert_eq!(role, Role::Moderator);
    }

    async fn a_member_who_is_invited_has_the_role_and_signs_in_anew(app: &TestApp) {
        let ana = app.resident("Ana").await;
        invite(app, "ana@people.example", Role::Editor).await;
        ana.get("/account").await.is(303);
        assert!(app.letters().await.is_empty());
        ana.sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
        let role: Role = app.query(|conn| accounts::table.select(accounts::role).first(conn).expect("found")).await;
        assert_eq!(role, Role::Editor);
    }

    async fn what_is_wrong_is_said_and_what_was_typed_is_kept(app: &TestApp) {
        let visitor = app.visitor();
        let page = visitor.visit("/register").await.form("/register").submit().await;
        page.is(422);
        let said: Vec<String> = page.all(".govuk-error-summary__list a").into_iter().map(|a| a.attr("href")).collect();
        assert_eq!(said, ["#name", "#email", "#password", "#capacity", "#adult"]);
        assert!(page.html.contains("<title>Error: "));
        for link in said {
            page.one(&link);
        }
        let fill = |name: &'static str, email: &'static str, password: &'static str| {
            let page = &page;
            async move {
                let form = page.form("/register").fill("name", name).fill("email", email).fill("password", password);
                let form = form.fill("capacity", "professional").fill("profession", "Nurse \"A\" <b>");
                form.send().await
            }
        };
        for (name, says) in [
            ("Moderator", "taken for the people who run this site"),
            ("Моderator", "taken for the people who run this site"),
            ("NHS", "taken for the people who run this site"),
            ("a\u{202e}b", "turn the direction of writing"),
            ("\u{200b}", "Enter the name"),
            ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "80 characters or fewer"),
        ] {
            fill(name, "ana@people.example", PASSWORD).await.is(422).sees(says);
        }
        for email in ["", "ana", "a@localhost", "a@@b.org", "a@x.org\nBcc: b@c.org", "=?utf-8?q?a?=@x.org", "ü@x.org", "a@[127.0.0.1]"] {
            let page = fill("Ana", email, PASSWORD).await;
            page.is(422);
            assert!(page.all("#email-error").len() == 1, "{email}");
        }
        for password in ["short", "elevenchars", "passwordpassword", "password1234", "ana@people.example"] {
            let page = fill("Ana", "ana@people.example", password).await;
            page.is(422);
            assert_eq!(page.all("#password-error").len(), 1, "{password}");
            assert!(!page.one("input[name=password]").has("value"), "{password}");
        }
        let page = fill("Zoë, \"Z\" <z>", "ana@people.example", "short").await;
        assert_eq!(page.one("input[name=name]").attr("value"), "Zoë, \"Z\" <z>");
        assert_eq!(page.one("input[name=email]").attr("value"), "ana@people.example");
        assert_eq!(page.one("input[name=profession]").attr("value"), "Nurse \"A\" <b>");
        assert!(page.one("input[value=professional]").has("checked"));
        assert_eq!(app.query(|conn| accounts::table.count().get_result::<i64>(conn).expect("counted")).await, 0);
    }

    async fn addresses_are_taken_as_people_write_them(app: &TestApp) {
        for (typed, to) in [
            (" Ana+Folk@People.Example. ", "Ana+Folk@people.example"),
            ("ben@münchen.example", "ben@xn--mnchen-3ya.example"),
        ] {
            register(&app.visitor(), "Ana", typed).await.is(200);
            let letter = one_letter(app).await;
            assert_eq!(letter.to, to);
            let link = link_in(&letter, "/confirmation/");
            let ana = app.visitor();
            ana.visit(&link).await.form(&link).submit().await.sees("is confirmed");
            app.visitor().sign_in(&typed.to_uppercase(), PASSWORD).await.sees("You are signed in");
        }
    }

    async fn a_password_counts_to_its_last_character(app: &TestApp) {
        let long = format!(" 😀{}é", "x y".repeat(80));
        let ana = app.visitor();
        let page = ana.visit("/register").await;
        let form = page.form("/register").fill("name", "Ana").fill("email", "ana@people.example").fill("password", &long);
        form.fill("capacity", "resident").fill("adult", "yes").submit().await.sees("Check your email");
        let link = link_in(&one_letter(app).await, "/confirmation/");
        ana.visit(&link).await.form(&link).submit().await;
        let sign_in = |password: String| async move { app.visitor().sign_in("ana@people.example", &password).await.status };
        assert_eq!(sign_in(long.clone()).await, 200);
        assert_eq!(sign_in(long.replace('é', "e\u{301}")).await, 200, "the same letter typed on another keyboard");
        for other in [long.trim().to_owned(), long.to_uppercase(), long[..long.len() - 2].to_owned(), format!("{long} ")] {
            assert_eq!(sign_in(other).await, 422);
        }
        let page = app.visitor().visit("/register").await;
        let form = page.form("/register").fill("name", "Ben").fill("email", "ben@people.example");
        form.fill("password", &"xyz1".repeat(2_500)).submit().await.is(422).sees("256 characters or fewer");
    }

    async fn a_hash_that_is_out_of_date_is_made_anew(app: &TestApp) {
        let id = app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let mut old = app.app.site.config.accounts.clone();
        old.argon2_kib = 8;
        let desk = folkmoot::passwords::Passwords::start(&old).expect("started");
        let hash = desk.hash(PASSWORD.to_owned().into()).await.expect("hashed");
        app.change(move |tx| folkmoot::accounts::set_password(tx, id, &hash)).await;
        app.visitor().sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
        let stored = app.query(move |conn| folkmoot::accounts::password_of(conn, id).expect("read")).await;
        assert!(stored.expect("a hash").starts_with("$argon2id$v=19$m=16,t=1,p=1$"));
        assert!(app.letters().await.is_empty(), "nobody is told");
    }

    async fn an_account_can_be_changed_by_its_owner(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let page = ana.visit("/account").await;
        page.is(200).sees("ana@people.example");
        let form = page.form("/account").fill("name", "Ana B.").fill("capacity", "professional").fill("profession", " Nurse ");
        form.submit().await.is(200).sees("Saved").sees("not yet verified");
        let page = ana.visit("/account").await;
        assert_eq!(page.one("input[name=profession]").attr("value"), "Nurse");
        page.form("/account").fill("name", "Staff").submit().await.is(422).sees("Choose another name");
        page.form("/account").fill("capacity", "organisation").submit().await.is(422).sees("Enter the name of the organisation");
        page.form("/account").fill("capacity", "organisation").fill("organisation", "NHS carers’ circle").submit().await.sees("NHS carers’ circle");
        for extra in [("role", "administrator"), ("verified", "true"), ("confirmed_at", "1970-01-01"), ("id", "1"), ("email", "eve@x.org")] {
            ana.visit("/account").await.form("/account").fill(extra.0, extra.1).submit().await.is(200);
        }
        let row: (Role, bool, Option<String>) = app.query(|conn| {
            accounts::table.select((accounts::role, accounts::verified, accounts::email)).first(conn).expect("found")
        }).await;
        assert_eq!(row, (Role::Member, false, Some("ana@people.example".into())));
        app.visitor().get("/account").await.is(303);
    }

    async fn a_new_name_is_seen_at_once_on_every_page(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Bertha").await;
        ana.post_own(&format!("{path}/comments"), &[("body", "More trees.")]).await.is(303);
        app.visitor().visit(&path).await.sees("Bertha");
        ana.visit("/account").await.form("/account").fill("name", "Zora").submit().await.is(200);
        app.visitor().visit(&path).await.sees("Zora").lacks("Bertha");
    }

    async fn a_changed_password_ends_other_sessions(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let elsewhere = app.visitor();
        elsewhere.sign_in("ana@people.example", PASSWORD).await;
        let before = ana.cookie("__Host-folkmoot");
        let page = ana.visit("/account/password").await;
        let form = |current: &str, new: &str| page.form("/account/password").fill("current", current).fill("password", new);
        form("wrong", "another three words").submit().await.is(422).sees("not your password");
        form(PASSWORD, "short").submit().await.is(422).sees("12 characters or more");
        form("", "").submit().await.is(422);
        elsewhere.get("/account").await.is(200);
        form(PASSWORD, "another three words").submit().await.is(200).sees("Saved");
        assert_ne!(ana.cookie("__Host-folkmoot"), before, "a new token");
        ana.get("/account").await.is(200);
        elsewhere.get("/account").await.is(303);
        assert_eq!(one_letter(app).await.subject, "Your password has changed");
        app.visitor().get("/account/password").await.is(303);
    }

    async fn letters_are_not_a_weapon(app: &TestApp) {
        for _ in 0..20 {
            register(&app.visitor(), "Ana", "ana@people.example").await.sees("Check your email");
        }
        assert_eq!(app.letters().await.len(), 1);
        let visitor = app.visitor();
        let mut last = 0;
        for n in 0..100 {
            last = visitor.post("/reset", &[("email", &format!("a{n}@people.example"))]).await.status;
        }
        assert_eq!(last, 429);
        let page = visitor.post("/confirmation", &[("email", "b@people.example")]).await;
        page.is(429).sees("That was a lot in a short time");
        assert!(!page.header("retry-after").is_empty());
        app.clock.forward(Duration::hours(1));
        visitor.post("/reset", &[("email", "b@people.example")]).await.is(303);
        app.letters().await;
    }

    async fn what_nobody_confirmed_is_forgotten(app: &TestApp) {
        register(&app.visitor(), "Ana", "ana@people.example").await;
        app.letters().await;
        app.account("Ben", "ben@people.example", Role::Member, Capacity::Resident, "").await;
        invite(app, "mo@people.example", Role::Moderator).await;
        app.letters().await;
        let sweep = || async {
            let now = app.now();
            app.change(move |tx| folkmoot::accounts::sweep(tx, now)).await
        };
        app.clock.forward(Duration::hours(47));
        assert_eq!(sweep().await, 0);
        app.clock.forward(Duration::hours(2));
        assert_eq!(sweep().await, 1);
        app.clock.forward(Duration::days(60));
        sweep().await;
        let left: (i64, i64) = app.query(|conn| {
            (accounts::table.count().get_result(conn).expect("counted"), links::table.count().get_result(conn).expect("counted"))
        }).await;
        assert_eq!(left, (2, 0));
        schedule::sweep(&app.app).await.expect("swept");
    }

    async fn a_letter_that_makes_no_sense_any_more_is_not_sent(app: &TestApp) {
        register(&app.visitor(), "Ana", "ana@people.example").await;
        app.clock.forward(Duration::hours(49));
        assert!(app.letters().await.is_empty());
    }
}

/// Registers and confirms; gives somebody who is signed in.
pub async fn confirmed(app: &TestApp, name: &str, email: &str) -> Person {
    let mut person = app.visitor();
    register(&person, name, email).await;
    let link = link_in(&one_letter(app).await, "/confirmation/");
    person.visit(&link).await.form(&link).submit().await.is(200);
    let email = email.to_owned();
    person.id = app
        .query(move |conn| {
            accounts::table.filter(accounts::email_key.eq(email)).select(accounts::id).first(conn).expect("found")
        })
        .await;
    assert_ne!(person.id, AccountId(0));
    person
}
