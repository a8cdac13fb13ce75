//! Proposals: listed, filtered, and true on every instance at the next request.

use crate::on_both;
use chrono::Duration;
use folkmoot::app::App;
use folkmoot::policy::Totals;

on_both! {
    async fn the_list_shows_what_can_be_seen(app: &TestApp) {
        app.proposal("Clean buses").await;
        app.proposal_with("Later buses", Totals::Public, 5, 30).await;
        app.proposal_with("Earlier buses", Totals::Public, -30, -2).await;
        let visitor = app.visitor();
        visitor.visit("/proposals").await.sees("Clean buses").sees("Later buses").sees("Earlier buses");
        visitor.visit("/proposals?stage=open").await.sees("Clean buses").lacks("Later buses").lacks("Earlier buses");
        visitor.visit("/proposals?stage=forthcoming&area=clean-air").await.sees("Later buses").lacks("Clean buses");
        visitor.visit("/proposals?stage=decided").await.lacks("buses");
        visitor.visit("/proposals?stage=wrong").await.is(404);
        visitor.visit("/proposals?area=wrong").await.is(404);
    }

    async fn the_list_has_pages_of_fifty_in_the_order_in_which_people_need_them(app: &TestApp) {
        for n in 0..52 {
            app.proposal_with(&format!("Open {n:02}."), Totals::Public, -1, 60 - n).await;
        }
        for n in 0..4 {
            app.proposal_with(&format!("Coming {n}."), Totals::Public, 10 - n, 60).await;
            app.proposal_with(&format!("Over {n}."), Totals::Public, -30, -n - 1).await;
        }
        let titles = |page: &crate::support::Page| page.all(".fm-item h3").into_iter().map(|h| h.text).collect::<Vec<_>>();
        let first = app.visitor().visit("/proposals").await;
        first.sees("Proposals 1 to 50 of 60");
        let open: Vec<String> = (2..52).rev().map(|n| format!("Open {n:02}.")).collect();
        assert_eq!(titles(&first), open, "the soonest to close first");
        let next = app.visitor().visit(&first.one("a[rel=next]").attr("href")).await;
        next.sees("Proposals 51 to 60 of 60");
        let rest = ["Open 01.", "Open 00.", "Coming 3.", "Coming 2.", "Coming 1.", "Coming 0.", "Over 0.", "Over 1.", "Over 2.", "Over 3."];
        assert_eq!(titles(&next), rest, "then the soonest to open, then the last to close");
        assert!(next.all("a[rel=next]").is_empty());
        app.visitor().visit(&next.one(".govuk-pagination__prev a").attr("href")).await.sees("Proposals 1 to 50 of 60");

        // The choice stays while one goes on; and the form is a form with a button.
        let form = first.form("/proposals").fill("stage", "open").fill("area", "clean-air");
        let chosen = form.submit().await;
        chosen.sees("Open: clean air").sees("Proposals 1 to 50 of 52");
        let next = app.visitor().visit(&chosen.one("a[rel=next]").attr("href")).await;
        assert_eq!(titles(&next), ["Open 01.", "Open 00."]);
        for wrong in ["page=3", "page=0", "page=-1", "page=x", "page=99999999999999999999", "stage=forthcoming&page=2", "page=1&page=2"] {
            app.visitor().get(&format!("/proposals?{wrong}")).await.is(404);
        }
        app.visitor().get("/proposals?stage=decided&page=1").await.is(200).sees("There is no such proposal just now.");
    }

    async fn the_list_is_kept_in_memory_and_true(app: &TestApp) {
        let (_, path) = app.proposal_with("Clean buses", Totals::Public, -1, 11).await;
        app.proposal_with("Later buses", Totals::Public, 5, 30).await;
        let (visitor, ana) = (app.visitor(), app.resident("Ana").await);
        let first = visitor.get("/proposals").await;
        let tag = first.header("etag");
        assert!(tag.len() > 10 && first.header("cache-control") == "no-cache");
        let same = visitor.send(reqwest::Method::GET, "/proposals", &[("if-none-match", &tag)], None).await;
        assert_eq!(same.status, 304);
        assert_eq!(ana.get("/proposals").await.header("cache-control"), "no-store");
        ana.visit(&path).await.form("/comments").fill("body", "One comment.").submit().await.is(200);
        visitor.visit("/proposals").await.sees("1 comment");
        // A stage turns by itself, also in a list that did not show the proposal before.
        visitor.visit("/proposals?stage=open").await.sees("Clean buses").lacks("Later buses");
        visitor.visit("/proposals?stage=closed").await.lacks("Clean buses");
        app.clock.forward(Duration::days(5));
        visitor.visit("/proposals?stage=open").await.sees("Clean buses").sees("Later buses");
        app.clock.forward(Duration::days(6));
        visitor.visit("/proposals?stage=open").await.lacks("Clean buses");
        visitor.visit("/proposals?stage=closed").await.sees("Clean buses");
    }

    async fn an_anonymous_page_has_a_tag_and_changes_with_what_it_shows(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let visitor = app.visitor();
        let first = visitor.get(&path).await;
        let tag = first.header("etag");
        assert!(tag.len() > 10 && first.header("cache-control") == "no-cache");
        let same = visitor.send(reqwest::Method::GET, &path, &[("if-none-match", &tag)], None).await;
        assert_eq!((same.status, same.html.len()), (304, 0));
        let ana = app.resident("Ana").await;
        assert_eq!(ana.get(&path).await.header("cache-control"), "no-store");
        ana.visit(&path).await.form("/votes").fill("vote", "support").submit().await;
        let changed = visitor.send(reqwest::Method::GET, &path, &[("if-none-match", &tag)], None).await;
        changed.is(200);
        assert_ne!(changed.header("etag"), tag);
    }

    async fn a_write_on_one_instance_is_seen_on_the_other(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let mut config = (*app.app.site.config).clone();
        let socket = folkmoot::server::bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
        config.site.public_url = format!("http://{}", socket.local_addr().expect("bound"));
        let url = config.site.public_url.clone();
        let other = App::new(config, app.clock.clone()).expect("a second instance");
        let running = other.server(socket).expect("it serves");
        let handle = running.handle();
        actix_web::rt::spawn(running);
        let reader = crate::support::Person::new(url);
        let ana = app.resident("Ana").await;
        for n in 1..=10 {
            reader.visit(&path).await.lacks(&format!("word number {n} "));
            ana.visit(&path).await.form("/comments").fill("body", &format!("word number {n} .")).submit().await;
            reader.visit(&path).await.sees(&format!("word number {n} "));
        }
        handle.stop(false).await;
    }

    async fn days_are_counted_in_london_and_turn_at_midnight(app: &TestApp) {
        let (_, path) = app.proposal_with("Clean buses", Totals::Public, -1, 11).await;
        let visitor = app.visitor();
        visitor.visit(&path).await.sees("11 days");
        app.clock.forward(Duration::hours(14) + Duration::minutes(59));
        visitor.visit(&path).await.sees("11 days");
        app.clock.forward(Duration::minutes(2));
        visitor.visit(&path).await.sees("10 days");
    }

    async fn what_is_not_there_is_not_found(app: &TestApp) {
        for path in ["/proposals/none", "/proposals/none/versions", "/proposals/%00", "/proposals/..%2f..%2fetc", "/proposals/%ff%fe"] {
            app.visitor().visit(path).await.is(404).sees("Areas of focus");
        }
        let (_, path) = app.proposal("Clean buses").await;
        app.visitor().visit(&format!("{path}/versions")).await.is(200).sees("First published");
        app.visitor().visit(&format!("{path}/versions/1")).await.is(200);
        for n in ["0", "2", "-1", "abc", "99999999999999999999"] {
            app.visitor().visit(&format!("{path}/versions/{n}")).await.is(404);
        }
    }
}
