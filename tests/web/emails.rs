//! What is to be seen of emails that do not leave: by the staff when the mail host takes none, and by whoever tries the
//! demonstration, whose emails stay where they are.

use crate::support::{Person, TestApp};
use crate::{on_both, on_both_with};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::config::{Config, Transport};
use folkmoot::policy::{Capacity, Role};
use folkmoot::worker::schedule;

/// Nobody listens on this port.
fn no_host(config: &mut Config) {
    config.mail.transport = Transport::Smtp;
    config.mail.smtp_url = "smtp://127.0.0.1:1?tls=none".to_owned().into();
}

fn no_host_and_another_sends(config: &mut Config) {
    no_host(config);
    config.worker.in_server = false;
}

fn demonstration(config: &mut Config) {
    config.mail.transport = Transport::Folder;
    config.mail.folder = tempfile::tempdir().expect("a folder").keep();
    config.demo.mail_pages = true;
}

/// Somebody who has just signed in: sessions of staff are short.
async fn administrator(app: &TestApp, name: &str) -> Person {
    app.person(name, Role::Administrator, Capacity::Resident, "").await
}

/// Somebody follows a proposal every day, and somebody else has just commented on it.
async fn news(app: &TestApp) {
    let (_, path) = app.proposal("Clean buses").await;
    let ana = app.resident("Ana").await;
    let form = ana.visit(&path).await.form("/follows");
    form.fill("frequency", "daily").fill("follow", "start").submit().await.is(200).sees("You follow");
    let ben = app.resident("Ben").await;
    ben.visit(&path).await.form("/comments").fill("body", "A **thought**, or two.").submit().await.is(200);
}

on_both_with! { no_host;
    async fn staff_see_that_the_mail_host_takes_nothing_and_since_when_emails_wait(app: &TestApp) {
        let ada = administrator(app, "Ada").await;
        ada.visit("/staff/emails").await.is(200).sees("Nothing waits.").lacks("The mail host takes nothing");
        news(app).await;
        app.clock.forward(Duration::days(1));
        folkmoot::digests::run::drain(&app.app).await.expect("it was tried");
        let ada = administrator(app, "Ada on the next day").await;
        let page = ada.visit("/staff/emails").await;
        page.is(200).sees("1 email waits").sees("The mail host takes nothing. We try again at").sees("Waiting for another try");
        ada.visit("/staff").await.is(200).lacks("has waited since");
        app.clock.forward(Duration::hours(2));
        let ada = administrator(app, "Ada two hours later").await;
        ada.visit("/staff").await.is(200).sees("1 email has waited since").sees("See why");
        ada.visit("/staff/emails").await.is(200).lacks("The mail host takes nothing");
        let mo = app.moderator("Mo").await;
        for page in ["/staff", "/staff/queue"] {
            mo.visit(page).await.is(200).sees("1 email has waited since").sees("An administrator can see why.").lacks("See why");
        }
    }
}

on_both! {
    /// 45: an email that cannot be made is put aside, and all others leave. Administrators see it, and try it again when
    /// what is wrong has been mended.
    async fn an_email_that_cannot_be_made_waits_for_a_person_and_for_nobody_else(app: &TestApp) {
        let (_, buses) = app.proposal("Clean buses").await;
        let (_, trams) = app.proposal("More trams").await;
        let (ana, ben, cy) = (app.resident("Ana").await, app.resident("Ben").await, app.resident("Cy").await);
        for (reader, path) in [(&ana, &buses), (&ben, &trams)] {
            let form = reader.visit(path).await.form("/follows");
            form.fill("frequency", "daily").fill("follow", "start").submit().await.is(200);
            cy.visit(path).await.form("/comments").fill("body", "A thought.").submit().await.is(200);
        }
        app.clock.forward(Duration::days(1));
        let planned = folkmoot::digests::run::plan_all(&app.app).await.expect("planned");
        assert_eq!(planned.planned, 2);
        let poisoned = happening(app, |old| ("weather".into(), old)).await;
        let emails = app.emails().await;
        let [post] = emails.as_slice() else { panic!("one of the two leaves: {emails:?}") };
        assert_eq!(post.to, "ben@people.example");

        let ada = administrator(app, "Ada").await;
        let page = ada.visit("/staff/emails").await;
        page.is(200).sees("1 email was put aside and waits for you.").sees("a…@people.example").sees("Error deserializing field").lacks("b…@");
        let at = page.one("form[action$='/retry']").attr("action");
        assert!(app.emails().await.is_empty(), "it is not tried by itself");
        app.moderator("Mo").await.post_own(&at, &[]).await.is(404);
        app.clock.forward(Duration::hours(2));
        let ada = administrator(app, "Ada two hours later").await;
        ada.visit("/staff").await.is(200).sees("1 email has waited since");

        // Tried too early, it is put aside again.
        ada.visit("/staff/emails").await.form(&at).submit().await.is(200);
        assert!(app.emails().await.is_empty());
        happening(app, move |_| (poisoned.clone(), String::new())).await;
        ada.visit("/staff/emails").await.form(&at).submit().await.is(200).sees("Nothing").lacks("put aside and wait");
        let emails = app.emails().await;
        let [post] = emails.as_slice() else { panic!("it leaves: {emails:?}") };
        assert_eq!(post.to, "ana@people.example");
        assert!(post.text.contains("A thought."), "{}", post.text);
        ada.post_own(&at, &[]).await.is(303);
        ada.visit("/staff").await.is(200).lacks("has waited since");
        let noted: Vec<String> = app.query(|conn| {
            use folkmoot::db::schema::audit;
            audit::table.filter(audit::act.eq("digest.retry")).order(audit::id).select(audit::subject).load(conn).expect("read")
        }).await;
        assert_eq!(noted.len(), 2, "{noted:?}");
    }

    /// When none of several can be made, the fault is not theirs: they wait until it is mended.
    async fn a_fault_that_is_in_no_email_puts_none_aside(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        for reader in [&ana, &ben] {
            let form = reader.visit(&path).await.form("/follows");
            form.fill("frequency", "daily").fill("follow", "start").submit().await.is(200);
        }
        app.resident("Cy").await.visit(&path).await.form("/comments").fill("body", "A thought.").submit().await.is(200);
        app.clock.forward(Duration::days(1));
        folkmoot::digests::run::plan_all(&app.app).await.expect("planned");
        let before = happening(app, |old| ("weather".into(), old)).await;
        assert!(folkmoot::digests::run::drain(&app.app).await.is_err());
        happening(app, move |_| (before.clone(), String::new())).await;
        app.clock.forward(Duration::minutes(10));
        assert_eq!(app.emails().await.len(), 2);
    }
}

/// Changes what kind of thing the first comment on buses was, by its kind before; gives what `change` wants to keep.
async fn happening(app: &TestApp, change: impl Fn(String) -> (String, String) + Send + 'static) -> String {
    use folkmoot::db::schema::activity as a;
    app.change(move |tx| {
        let first = a::table.filter(a::comment_id.is_not_null()).order(a::id).limit(1);
        let (id, old): (i64, String) = first.select((a::id, a::kind)).first(&mut **tx)?;
        let (kind, kept) = change(old);
        diesel::update(a::table.find(id)).set(a::kind.eq(kind)).execute(&mut **tx)?;
        Ok(kept)
    })
    .await
}

on_both_with! { no_host_and_another_sends;
    async fn a_server_that_sends_nothing_itself_says_that_it_does_not_know(app: &TestApp) {
        news(app).await;
        app.clock.forward(Duration::days(1));
        folkmoot::digests::run::drain(&app.app).await.expect("it was tried");
        let ada = administrator(app, "Ada").await;
        let page = ada.visit("/staff/emails").await;
        page.is(200).sees("Another program sends them").lacks("We try again at").sees("Waiting for another try");
    }
}

on_both_with! { demonstration;
    async fn the_demonstration_keeps_emails_and_sends_them_early(app: &TestApp) {
        let page = app.visitor().visit("/").await.form("/subscriptions").fill("email", "cy@people.example").submit().await;
        page.is(200).sees("its emails stay on this computer");
        schedule::drain(&app.app).await.expect("the worker works");
        news(app).await;
        let dev = app.visitor().visit("/dev/mail").await;
        dev.is(200).sees("Confirm that you want our emails").lacks("new comment");
        folkmoot::digests::run::drain(&app.app).await.expect("nobody is due");
        let dev = dev.form("/dev/mail").submit().await;
        dev.is(200).sees("Emails with news come in a few seconds").lacks("new comment");
        folkmoot::digests::run::drain(&app.app).await.expect("sent");
        let dev = app.visitor().visit("/dev/mail").await;
        let path = dev.all("li > a").into_iter().find(|link| link.text == "1 new comment: Clean buses").expect("it came").attr("href");
        app.visitor().visit(&path).await.is(200).sees("A thought, or two.").sees("Stop these emails");
        let html = app.visitor().visit(&format!("{path}/html")).await;
        html.is(200).sees("A thought, or two.");
        assert!(html.html.contains(" style="), "as mail programs show it");
        let policy = html.header("content-security-policy");
        assert!(policy.contains("style-src 'unsafe-inline'") && policy.contains("default-src 'none'") && !policy.contains("script"), "{policy}");
        app.visitor().get("/dev/mail/none/html").await.is(404);
        app.visitor().get("/dev/mail/..%2Fsecret/html").await.is(404);
    }
}

on_both! {
    async fn elsewhere_nothing_speaks_of_a_demonstration(app: &TestApp) {
        for page in ["/subscriptions?asked", "/emails?sent", "/confirmation", "/reset?asked"] {
            app.visitor().visit(page).await.is(200).sees("Check your email").lacks("demonstration");
        }
    }
}
