//! Accounts: what may be in one, who is told what, and the links in letters.

use crate::on_both;
use crate::support::stage::PASSWORD;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::schema::accounts;
use folkmoot::ids::AccountId;
use folkmoot::mail::Post;
use folkmoot::policy::{Capacity, Role};

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

/// Opens the link of the letter and confirms with this password.
pub async fn confirm(person: &Person, link: &str, password: &str) -> Page {
    person.visit(link).await.form(link).fill("password", password).submit().await
}

/// The only letter that leaves now.
pub async fn one_letter(app: &TestApp) -> Post {
    let mut letters = app.letters().await;
    assert_eq!(letters.len(), 1, "{:?}", letters.iter().map(|l| &l.subject).collect::<Vec<_>>());
    letters.remove(0)
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

    /// Whoever registers an address and then signs in does not learn whether somebody had an account with it before.
    async fn registering_first_tells_nothing_either(app: &TestApp) {
        app.account("Ana", "ana@people.example", Role::Member, Capacity::Resident, "").await;
        let mut answers = Vec::new();
        for email in ["ana@people.example", "new@people.example"] {
            let eve = app.visitor();
            let form = eve.visit("/register").await.form("/register").fill("name", "Eve").fill("email", email);
            let form = form.fill("password", "the words of Eve").fill("capacity", "resident").fill("adult", "yes");
            form.submit().await.sees("Check your email");
            let page = eve.sign_in(email, "the words of Eve").await;
            answers.push((page.status, page.header("set-cookie"), page.html.replace(email, "")));
        }
        assert_eq!(answers[0], answers[1]);
        app.letters().await;
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

    async fn nobody_signs_in_before_confirming(app: &TestApp) {
        register(&app.visitor(), "Ana", "ana@people.example").await;
        let letter = one_letter(app).await;
        let ana = app.visitor();
        ana.sign_in("ana@people.example", PASSWORD).await.is(422).sees("or the address is not confirmed yet");
        assert!(ana.cookie("__Host-folkmoot").is_none());
        let link = link_in(&letter, "/confirmation/");
        confirm(&ana, &link, PASSWORD).await.is(200).sees("is confirmed");
        app.visitor().sign_in("ana@people.example", PASSWORD).await.sees("You are signed in");
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
            confirm(&ana, &link, PASSWORD).await.sees("is confirmed");
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
        confirm(&ana, &link, &long.replace('é', "e\u{301}")).await.is(200);
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
        page.form("/account").fill("capacity", "organisation").submit().await.is(422).sees("Choose how you take part");
        page.form("/account").fill("capacity", "professional").fill("profession", "Moderator").submit().await.is(422).sees("taken for the people who run this site");
        for extra in [("role", "administrator"), ("verified", "true"), ("confirmed_at", "1970-01-01"), ("id", "1"), ("email", "eve@x.org")] {
            ana.visit("/account").await.form("/account").fill(extra.0, extra.1).submit().await.is(200);
        }
        let row: (Role, Option<String>) = app.query(|conn| {
            accounts::table.select((accounts::role, accounts::email)).first(conn).expect("found")
        }).await;
        assert_eq!(row, (Role::Member, Some("ana@people.example".into())));
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

}

/// Registers and confirms; gives somebody who is signed in.
pub async fn confirmed(app: &TestApp, name: &str, email: &str) -> Person {
    let mut person = app.visitor();
    register(&person, name, email).await;
    let link = link_in(&one_letter(app).await, "/confirmation/");
    confirm(&person, &link, PASSWORD).await.is(200);
    let email = email.to_owned();
    person.id = app
        .query(move |conn| {
            accounts::table.filter(accounts::email_key.eq(email)).select(accounts::id).first(conn).expect("found")
        })
        .await;
    assert_ne!(person.id, AccountId(0));
    person
}
