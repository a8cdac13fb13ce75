//! 42: the clock jumps, London's clocks change, and the years go on.

use super::say;
use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::{Duration, NaiveDateTime};
use folkmoot::policy::Totals;

/// No number on the page is below nothing.
#[track_caller]
fn no_negatives(page: &Page) {
    page.is(200);
    let text = page.text();
    let negative = text.split_whitespace().find(|word| {
        let rest = word.trim_start_matches(['(', '“']).strip_prefix(['-', '−']).unwrap_or_default();
        rest.starts_with(|c: char| c.is_ascii_digit())
    });
    assert!(negative.is_none(), "{}: {negative:?} in {text}", page.path);
}

/// Goes to this moment, in UTC.
fn until(app: &TestApp, utc: &str) {
    let at = NaiveDateTime::parse_from_str(utc, "%Y-%m-%d %H:%M").expect("a date");
    app.clock.forward(at - app.now());
}

/// What is read about a proposal that closes, and one that opens, four days after the first moment, while London's clocks
/// change: the moment in UTC, and the days.
const MARCH: [(&str, &str); 10] = [
    ("2027-03-26 16:00", "4 days"),
    ("2027-03-26 23:59", "4 days"),
    ("2027-03-27 00:00", "3 days"),
    ("2027-03-27 23:59", "3 days"),
    ("2027-03-28 00:00", "2 days"),
    ("2027-03-28 00:59", "2 days"),
    ("2027-03-28 01:00", "2 days"),
    ("2027-03-28 22:59", "2 days"),
    ("2027-03-28 23:00", "1 day"),
    ("2027-03-29 23:00", "today"),
];
const OCTOBER: [(&str, &str); 11] = [
    ("2027-10-29 16:00", "4 days"),
    ("2027-10-29 22:59", "4 days"),
    ("2027-10-29 23:00", "3 days"),
    ("2027-10-30 23:00", "2 days"),
    ("2027-10-31 00:59", "2 days"),
    ("2027-10-31 01:00", "2 days"),
    ("2027-10-31 01:59", "2 days"),
    ("2027-10-31 23:00", "2 days"),
    ("2027-10-31 23:59", "2 days"),
    ("2027-11-01 00:00", "1 day"),
    ("2027-11-02 00:00", "today"),
];

/// Every page that counts days says so many, to a stranger (from memory) and to somebody who is signed in.
async fn counts(readers: [&Person; 2], closing: &str, opening: &str, days: &str) {
    let link = if days == "today" { "" } else { "in " };
    let large = if days == "today" { "Today" } else { days };
    for who in readers {
        who.visit(closing).await.is(200).sees(&format!("Closes {link}{days}"));
        who.visit(opening).await.is(200).sees(&format!("Opens {link}{days}"));
        for list in ["/", "/areas/clean-air", "/proposals"] {
            let page = who.visit(list).await;
            let said: Vec<String> = page.all(".fm-when--soon b").into_iter().map(|b| b.text).collect();
            assert_eq!(said, [large], "{list}");
        }
    }
}

on_both! {
    /// Days are those of London's calendar, also where one of them has 23 hours or 25, and turn at its midnight on every
    /// page, also on one that is kept in memory.
    async fn days_are_counted_over_both_changes(app: &TestApp) {
        for (name, moments, hour, over) in [("March", &MARCH[..], "5 pm", "2027-03-30 16:00"), ("October", &OCTOBER[..], "4 pm", "2027-11-02 16:00")] {
            until(app, moments[0].0);
            let (_, closing) = app.proposal_with(&format!("Closes in {name}"), Totals::Public, -1, 4).await;
            let (_, opening) = app.proposal_with(&format!("Opens in {name}"), Totals::Public, 4, 9).await;
            let (visitor, ana) = (app.visitor(), app.resident(&format!("Ana of {name}")).await);
            for (moment, days) in moments {
                until(app, moment);
                counts([&visitor, &ana], &closing, &opening, days).await;
                visitor.visit(&closing).await.sees(hour);
            }
            until(app, over);
            visitor.visit(&closing).await.is(200).sees("Closed").lacks("Closes today");
            visitor.visit(&opening).await.sees("Closes in 5 days");
            app.clock.forward(Duration::days(5));
            visitor.visit("/").await.lacks(&format!("in {name}"));
        }
    }

    /// A time that no clock shows, and one that they show twice: what an editor types is read in one way, shown as it is,
    /// and moves no further when it is saved anew.
    async fn a_time_in_the_hour_of_a_change_is_decided_once(app: &TestApp) {
        app.area("clean-air").await;
        let ed = app.editor("Ed").await;
        for (day, time, shown) in [("2027-03-28", "01:30", "02:30"), ("2027-10-31", "01:30", "01:30"), ("2027-03-28", "02:00", "02:00")] {
            let form = ed.visit("/staff/proposals/new").await.form("/staff/proposals/new");
            let form = form.fill("title", &format!("Of {day} {time}")).fill("summary", "S.").fill("change", "C.").fill("area", "clean-air");
            let form = form.fill("opens_date", "2026-12-01").fill("opens_time", "9:00").fill("closes_date", day).fill("closes_time", time);
            let mut page = form.fill("totals", "public").submit().await;
            for _ in 0..2 {
                page.is(200).sees("Saved.");
                assert_eq!((page.one("#closes_date").attr("value"), page.one("#closes_time").attr("value")), (day.to_owned(), shown.to_owned()));
                let action = page.path.split('?').next().unwrap_or_default().to_owned();
                page = page.form(&action).fill("summary", "Another.").submit().await;
            }
        }
    }

    /// A leap day is a day, and nothing ends with the seconds that fit into 32 bits (19 January 2038).
    async fn the_years_go_on(app: &TestApp) {
        for (from, closes, moments) in [
            ("2028-02-27 12:00", 3, &[("2028-02-27 12:00", "3 days"), ("2028-02-28 12:00", "2 days"), ("2028-02-29 12:00", "1 day"), ("2028-03-01 11:00", "today")][..]),
            ("2038-01-18 12:00", 2, &[("2038-01-19 03:14", "1 day"), ("2038-01-19 03:15", "1 day"), ("2038-01-20 03:14", "today")]),
            ("2099-12-31 12:00", 400, &[("2099-12-31 12:00", "400 days"), ("2100-02-28 12:00", "341 days"), ("2100-03-01 12:00", "340 days")]),
        ] {
            until(app, from);
            let (_, path) = app.proposal_with(&format!("From {from}"), Totals::Public, -1, closes).await;
            let ana = app.resident(&format!("Ana of {}", &from[..4])).await;
            for (n, (moment, days)) in moments.iter().enumerate() {
                until(app, moment);
                let link = if *days == "today" { "" } else { "in " };
                app.visitor().visit(&path).await.is(200).sees(&format!("Closes {link}{days}"));
                if n == 0 {
                    say(app, &ana, &path, "Words of that day").await;
                }
                no_negatives(&app.visitor().visit(&path).await);
            }
            app.visitor().visit(&path).await.sees("Words of that day");
        }
    }

    /// A clock that is put back by an hour finds comments of the future. They are shown, and can be answered.
    async fn a_clock_that_is_put_back(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let comment = say(app, &ana, &path, "Ana’s words").await;
        app.clock.forward(-Duration::hours(1));
        for at in [path.as_str(), "/", "/proposals", &format!("/comments/{comment}"), &format!("/comments/{comment}/edit")] {
            no_negatives(&ana.visit(at).await);
        }
        let reply = ben.visit(&format!("/comments/{comment}/replies")).await.form("/replies").fill("body", "Ben answers.");
        reply.submit().await.is(200).sees("Ben answers.");
        ben.post_own(&format!("/comments/{comment}/votes"), &[("vote", "agree")]).await.is(303);
        app.clock.forward(Duration::hours(2));
        ana.visit(&path).await.is(200).sees("Ana’s words").sees("Ben answers.");
        no_negatives(&app.visitor().visit(&path).await);
    }
}
