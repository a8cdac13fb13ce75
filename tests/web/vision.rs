//! The vision: home, areas, pages, case studies and decisions, as everybody sees them.

use crate::on_both;
use crate::support::TestApp;
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::db::{Scope, schema};
use folkmoot::policy::Totals;
use folkmoot::seed::{self, Seeded};
use reqwest::Method;
use std::collections::BTreeSet;
use std::path::Path;

/// Puts in the content that comes with the site.
pub async fn seed(app: &TestApp) -> Seeded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/london-vision");
    let (content, now) = (folkmoot::content::load(&folder).expect("the content is whole"), app.now());
    app.change(move |tx| seed::load(tx, &content, now, &mut |_| {})).await
}

on_both! {
    async fn an_empty_site_answers(app: &TestApp) {
        let visitor = app.visitor();
        visitor.visit("/").await.is(200).sees("Nothing is open at this moment.");
        visitor.visit("/areas").await.is(200);
        visitor.visit("/case-studies").await.is(200).sees("There are no case studies yet.");
        visitor.visit("/decisions").await.is(200).sees("No decision has been published yet.");
    }

    async fn home_says_what_is_open_soonest_to_close_first(app: &TestApp) {
        app.proposal_with("Later one", Totals::Public, -1, 30).await;
        app.proposal_with("Sooner one", Totals::Public, -1, 11).await;
        app.proposal_with("Coming one", Totals::Public, 5, 40).await;
        app.proposal_with("Closed one", Totals::Public, -40, -1).await;
        let home = app.visitor().visit("/").await;
        home.is(200).sees("2 proposals, soonest to close first").sees("11 days").sees("Coming next").sees("Coming one");
        home.lacks("Closed one").sees("Clean air 2 open".replace("Clean", "clean").as_str());
        assert!(home.html.find("Sooner one") < home.html.find("Later one"));
        app.visitor().visit("/decisions").await.sees("Closed one").lacks("Sooner one");
        let area = app.visitor().visit("/areas/clean-air").await;
        area.is(200).sees("Every Londoner breathes safe air").sees("Closed one").sees("Coming one").sees("Later one");
    }

    async fn the_content_is_put_in_once(app: &TestApp) {
        assert_eq!(seed(app).await, Seeded::Done { areas: 14, case_studies: studies(app).await, pages: 11, proposals: 42 });
        assert_eq!(seed(app).await, Seeded::Already);
        let home = app.visitor().visit("/").await;
        home.sees("Fourteen areas of focus").sees("5 proposals, soonest to close first").sees("We ask early");
        home.sees("Nobody has taken part yet.");
        assert_eq!(home.all("#areas li").len(), 14);
        let area = app.visitor().visit("/areas/air-quality").await;
        area.sees("Every Londoner breathes safe air").sees("4,100").sees("Source: British Lung Foundation");
        assert!(area.html.contains("https://www.blf.org.uk/take-action/clean-air/london"));
        app.visitor().visit("/case-studies/do-it-london").await.is(200).sees("Do It London").sees("Sources");
    }

    async fn no_link_leads_nowhere(app: &TestApp) {
        seed(app).await;
        let visitor = app.visitor();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut ahead = vec!["/".to_owned()];
        while let Some(path) = ahead.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let page = visitor.get(&path).await;
            page.is(200);
            for link in page.all("main a[href^='/'], footer a[href^='/']") {
                let to = link.attr("href").split(['#', '?']).next().unwrap_or_default().to_owned();
                if ["/areas", "/about", "/case-studies", "/decisions"].iter().any(|part| to.starts_with(part)) {
                    ahead.push(to);
                }
            }
        }
        assert!(seen.len() > 14 + 12 + 10, "{seen:?}");
    }

    async fn a_page_that_has_not_changed_is_not_sent_again(app: &TestApp) {
        app.proposal("Texts").await;
        let visitor = app.visitor();
        for path in ["/", "/areas", "/areas/clean-air", "/decisions", "/case-studies"] {
            let first = visitor.get(path).await;
            let tag = first.header("etag");
            assert!(tag.len() > 10, "{path}: {tag}");
            assert_eq!(first.header("cache-control"), "no-cache", "{path}");
            let again = visitor.send(Method::GET, path, &[("if-none-match", &tag)], None).await;
            again.is(304);
            assert!(again.html.is_empty(), "{path}");
        }
        let tag = visitor.get("/").await.header("etag");
        app.proposal("Calls").await;
        let changed = visitor.send(Method::GET, "/", &[("if-none-match", &tag)], None).await;
        changed.is(200).sees("Calls");
    }

    async fn days_are_counted_anew_at_midnight_and_stages_turn_at_their_moment(app: &TestApp) {
        app.proposal_with("Texts", Totals::Public, -1, 11).await;
        app.proposal_with("Coming one", Totals::Public, 1, 40).await;
        let visitor = app.visitor();
        visitor.visit("/").await.sees("11 days").sees("1 proposal ");
        app.clock.forward(Duration::hours(15));
        visitor.visit("/").await.sees("10 days").sees("Coming next");
        app.clock.forward(Duration::hours(9));
        visitor.visit("/").await.sees("2 proposals").lacks("Coming next");
        app.clock.forward(Duration::days(10));
        visitor.visit("/").await.lacks("Texts");
        visitor.visit("/areas").await.sees("1 open");
        visitor.visit("/decisions").await.sees("Texts");
    }

    async fn the_dots_are_people(app: &TestApp) {
        app.visitor().visit("/").await.sees("Nobody has taken part yet.");
        app.change(|tx| {
            use schema::turnout;
            diesel::update(turnout::table.find("start")).set(turnout::people.eq(2)).execute(&mut **tx)?;
            diesel::update(turnout::table.find("age")).set(turnout::people.eq(1)).execute(&mut **tx)?;
            tx.touch(Scope::Listing);
            Ok(())
        })
        .await;
        let home = app.visitor().visit("/").await;
        home.sees("One dot for each of the 3 people who have taken part so far");
        assert_eq!(home.all(".fm-moot > svg .is-start circle").len(), 2);
        assert_eq!(home.all(".fm-moot > svg .is-age circle").len(), 1);
    }

    async fn hostile_titles_stay_text(app: &TestApp) {
        app.proposal("<script>alert(1)</script> & \"co\"").await;
        app.change(|tx| {
            use schema::areas;
            diesel::update(areas::table)
                .set((areas::title.eq("</title><b>bold"), areas::short_title.eq("<b>short")))
                .execute(&mut **tx)?;
            tx.touch(Scope::Site);
            Ok(())
        })
        .await;
        for path in ["/", "/areas", "/areas/clean-air"] {
            let page = app.visitor().visit(path).await;
            page.is(200);
            assert!(!page.html.contains("<script") && !page.html.contains("<b>short") && !page.html.contains("<b>bold"), "{path}");
        }
        app.visitor().visit("/").await.sees("<script>alert(1)</script> & \"co\"").sees("<b>short");
    }

    async fn what_is_not_there_is_not_found(app: &TestApp) {
        seed(app).await;
        let long = format!("/areas/{}", "x".repeat(5_000));
        for path in [
            "/areas/nowhere", "/about/nowhere", "/case-studies/nowhere", "/areas/%00", "/about/%00", "/areas/Air-Quality",
            "/areas/..%2F..", "/areas/%F0%9F%92%A9", "/about/%27%20OR%201%3D1", &long,
        ] {
            app.visitor().get(path).await.is(404).sees("We cannot find this page");
        }
    }

    async fn a_follower_sees_that_they_follow(app: &TestApp) {
        app.area("clean-air").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        app.visitor().visit("/areas/clean-air").await.sees("Follow this area");
        let after = ana.visit("/areas/clean-air").await.form("/follows").fill("follow", "start").submit().await;
        after.is(200).sees("Stop following this area");
        assert_eq!(after.header("cache-control"), "no-store");
        ben.visit("/areas/clean-air").await.sees("Follow this area").lacks("Stop following");
        let after = ana.visit("/areas/clean-air").await.form("/follows").fill("follow", "stop").submit().await;
        after.sees("Follow this area").lacks("Stop following");
    }
}

async fn studies(app: &TestApp) -> usize {
    let counted: i64 = app.query(|conn| schema::case_studies::table.count().get_result(conn).expect("counted")).await;
    usize::try_from(counted).expect("few")
}
