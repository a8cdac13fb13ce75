//! The record of what moderators decided: counted exactly, listed without anything that leads to somebody, and true at once.

use crate::moderation::{case_of, decide, report, say};
use crate::nasty::{elsewhere, second_instance};
use crate::on_both;
use crate::support::{Page, TestApp};
use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use folkmoot::clock::Month;
use folkmoot::db::Scope;
use folkmoot::db::schema::{appeals, cases, decisions};
use folkmoot::record::{self, Kind};

const PLACE: &str = "/moderation";
const FILE: &str = "/moderation/decisions.csv";

/// A decision as a story wants it.
#[derive(Clone)]
struct Made {
    at: NaiveDateTime,
    took: i64,
    act: &'static str,
    rule: &'static str,
    why: &'static str,
    /// What was decided on the same case an hour later.
    then: Option<&'static str>,
    /// Whether somebody appealed, and what came of it.
    appeal: Option<Option<&'static str>>,
}

impl Made {
    fn new(at: NaiveDateTime, minutes: i64, act: &'static str) -> Self {
        let rule = if act == "keep" { "" } else { "rule 3, no personal attacks" };
        Self { at, took: minutes * 60, act, rule, why: "reported", then: None, appeal: None }
    }
}

/// Puts these into the database, as moderators' forms would.
async fn decided(app: &TestApp, all: Vec<Made>) {
    let (_, path) = app.proposal("Clean buses for Tooting").await;
    let comment = say(app, &app.resident("Ana Unusual").await, &path, "Words of a comment.").await;
    let moderator = app.moderator("Mo Malik").await.id;
    app.change(move |tx| {
        for one in &all {
            let case: i64 = diesel::insert_into(cases::table)
                .values((
                    cases::comment_id.eq(comment),
                    cases::why.eq(one.why),
                    cases::opened_at.eq(one.at - Duration::seconds(one.took)),
                    cases::closed_at.eq(Some(one.at)),
                ))
                .returning(cases::id)
                .get_result(&mut **tx)?;
            let acts = [Some((one.act, one.rule, one.at)), one.then.map(|act| (act, "", one.at + Duration::hours(1)))];
            let mut first = None;
            for (act, rule, at) in acts.into_iter().flatten() {
                let id: i64 = diesel::insert_into(decisions::table)
                    .values((
                        decisions::case_id.eq(case),
                        decisions::comment_id.eq(comment),
                        decisions::moderator_id.eq(moderator),
                        decisions::act.eq(act),
                        decisions::rule.eq(rule),
                        decisions::rules_version.eq(Some(7_i64)),
                        decisions::reasons.eq("Secret reasons."),
                        decisions::decided_at.eq(at),
                    ))
                    .returning(decisions::id)
                    .get_result(&mut **tx)?;
                first = first.or(Some(id));
                tx.touch(Scope::Decisions(Month::of(at)));
            }
            if let (Some(outcome), Some(decision)) = (one.appeal, first) {
                diesel::insert_into(appeals::table)
                    .values((
                        appeals::decision_id.eq(decision),
                        appeals::words.eq("Secret words."),
                        appeals::sent_at.eq(one.at),
                        appeals::due_at.eq(one.at),
                        appeals::outcome.eq(outcome),
                        appeals::reasons.eq("Secret answer."),
                    ))
                    .execute(&mut **tx)?;
            }
        }
        Ok(())
    })
    .await;
}

fn utc(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a date in the test")
}

/// Five in November, two in October, one in August; the first minutes of November are still October in UTC’s summer.
fn some() -> Vec<Made> {
    let november = |day: i64, minutes, act| Made::new(utc("2026-11-01 00:00") + Duration::days(day), minutes, act);
    vec![
        Made { why: "risk", ..Made::new(utc("2026-07-31 23:30"), 61, "remove") },
        Made::new(utc("2026-10-02 12:00"), 10, "keep"),
        Made { then: Some("restore"), ..Made::new(utc("2026-10-31 12:00"), 21, "hide") },
        november(0, 40, "keep"),
        Made { rule: "rule 6, no spam", why: "review", ..november(3, 100, "remove") },
        Made { appeal: Some(Some("overturned")), then: Some("unlock"), ..november(5, 20, "lock") },
        Made { appeal: Some(Some("upheld")), ..november(6, 30, "hide") },
        Made { appeal: Some(None), ..november(7, 0, "ask") },
    ]
}

/// The cells of the row of the first table that begins with these words.
fn row(page: &Page, begins: &str) -> Vec<String> {
    let html = page.all("tbody tr").into_iter().find(|row| row.text.starts_with(begins)).expect("a row").html;
    let table = scraper::Html::parse_fragment(&format!("<table>{html}</table>"));
    let cells = scraper::Selector::parse("th, td").expect("a selector");
    let text = |cell: scraper::ElementRef<'_>| cell.text().collect::<String>().trim().to_owned();
    table.select(&cells).map(text).collect()
}

on_both! {
    async fn each_month_is_counted_exactly(app: &TestApp) {
        let anybody = app.visitor();
        anybody.visit(PLACE).await.is(200).sees("Nothing has been decided yet.").sees("There are none.");
        anybody.get("/moderation/2026-11").await.is(200);
        anybody.get("/moderation/2026-10").await.is(404);
        decided(app, some()).await;
        let of = |name: &str| {
            let month: Month = name.parse().expect("a month");
            app.query(move |conn| record::totals(conn, month).expect("counted"))
        };
        let november = of("2026-11").await;
        assert_eq!((november.decided(), november.kept(), november.median), (5, 1, Some(30 * 60)));
        assert_eq!((november.appealed, november.overturned), (3, 1));
        let kinds = [Kind::Keep, Kind::Hide, Kind::Remove, Kind::Ask, Kind::Lock].map(|kind| (kind, 1));
        assert_eq!(november.kinds, kinds.into());
        assert_eq!(november.rules, [("rule 3, no personal attacks".to_owned(), 3), ("rule 6, no spam".to_owned(), 1)].into());
        let october = of("2026-10").await;
        // The mean of 10 and 21 minutes; bringing back is no decision of its own.
        assert_eq!((october.decided(), october.median, october.overturned, october.appealed), (2, Some(930), 1, 0));
        assert_eq!(of("2026-09").await, record::Totals::default());
        assert_eq!(of("2026-08").await.median, Some(61 * 60), "half past midnight in London");
        assert_eq!(of("2026-07").await.decided(), 0);

        let page = anybody.visit(PLACE).await;
        assert_eq!(row(&page, "November 2026"), ["November 2026", "5", "1", "30 minutes", "3", "1 (20%)"]);
        assert_eq!(row(&page, "October 2026"), ["October 2026", "2", "1", "15 minutes", "0", "1 (50%)"]);
        assert_eq!(row(&page, "September 2026"), ["September 2026", "0", "0", "–", "0", "0"]);
        assert_eq!(page.all(".fm-bar svg[role=img]").len(), 4, "a bar for each month since the first");
        assert_eq!(page.all("section[aria-labelledby=h-list] tbody tr").len(), 8);
        assert_eq!(row(&page, "7 November"), ["7 November", "Hidden", "Rule 3, no personal attacks", "30 minutes", "Stands"]);
        assert_eq!(row(&page, "31 October")[4], "Overturned");

        let month = anybody.visit("/moderation/2026-08").await;
        month.is(200).sees("What moderators decided in August 2026").sees("1 hour 1 minute").sees("Somebody could be at risk").sees("Rule 3, no personal attacks");
        month.one("a[rel=next][href='/moderation/2026-09']");
        assert!(month.all("a[rel=prev]").is_empty(), "there is nothing before it");
        assert!(anybody.visit("/moderation/2026-11").await.is(200).all("a[rel=next]").is_empty(), "nor after this one");
        for nowhere in ["2026-07", "2026-12", "2026-13", "2026-1", "x", "9999-99", "2026-11-01", "-001-01"] {
            anybody.get(&format!("/moderation/{nowhere}")).await.is(404);
        }
        let staff = anybody.visit("/transparency").await;
        staff.sees("made 8 decisions about comments. 2 left the comment as it was. 2 turned out to be wrong and were undone.");
        staff.sees("How we counted").one(&format!("main a[href='{PLACE}']"));
        anybody.visit("/").await.one(&format!("footer a[href='{PLACE}']"));
    }

    async fn nothing_leads_to_anybody(app: &TestApp) {
        decided(app, some()).await;
        let anybody = app.visitor();
        for place in [PLACE, "/moderation/2026-11", FILE, "/transparency"] {
            let page = anybody.get(place).await;
            page.is(200);
            for secret in ["Unusual", "Malik", "Secret", "Words of a comment", "Tooting", "clean-buses", "/comments/", "/cases/"] {
                assert!(!page.html.contains(secret), "{place} tells {secret}");
            }
        }
        // The hour would lead from a decision to a report.
        assert!(!anybody.get(PLACE).await.html.contains(":00"), "days only");
        assert!(!anybody.get(FILE).await.html.contains(':'), "days only");
    }

    async fn a_long_record_has_pages(app: &TestApp) {
        let at = app.now();
        decided(app, (0..120).map(|n| Made { then: (n % 40 == 0).then_some("restore"), ..Made::new(at, n, "hide") }).collect()).await;
        let anybody = app.visitor();
        let mut page = anybody.visit(PLACE).await;
        let (mut took, mut overturned, mut parts) = (Vec::new(), 0, 0);
        loop {
            parts += 1;
            let rows = page.all("section[aria-labelledby=h-list] tbody tr");
            assert!(rows.len() <= 50);
            overturned += rows.iter().filter(|row| row.text.ends_with("Overturned")).count();
            took.extend(rows.into_iter().map(|row| row.text));
            assert_eq!(page.all("#h-months").len(), usize::from(parts == 1), "the months stand on the first page alone");
            let Some(next) = page.all("a[rel=next]").first().map(|link| link.attr("href")) else { break };
            page = anybody.visit(&next).await;
        }
        assert_eq!((took.len(), overturned, parts), (120, 3, 3));
        assert!(took[0].contains("1 hour 59 minutes") && took[119].contains("under a minute"), "the latest first");
        for nowhere in ["?before=1", "?before=0", "?before=-9223372036854775808", "?before=x", "?before=99999999999999999999"] {
            anybody.get(&format!("{PLACE}{nowhere}")).await.is(404);
        }
    }

    /// A thousand at a time, however many there are: three questions for each thousand.
    async fn the_file_has_every_decision(app: &TestApp) {
        let anybody = app.visitor();
        let empty = anybody.get(FILE).await;
        empty.is(200);
        assert_eq!(empty.html, "decided_on,decision,rule,rules_version,opened_because,minutes_to_decide,appealed,overturned\r\n");
        let at = utc("2026-06-30 23:30");
        let mut all: Vec<Made> = (0..2_500).map(|n| Made::new(at, n, "hide")).collect();
        all[1_000].then = Some("restore");
        all[2_000].appeal = Some(Some("upheld"));
        all[2_499].rule = "=HYPERLINK(\"https://evil.example\",\"rule\")";
        decided(app, all).await;
        let (file, asked) = app.queries(anybody.get(FILE)).await;
        file.is(200);
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8; header=present");
        assert!(file.header("content-disposition").starts_with("attachment;"), "{}", file.header("content-disposition"));
        let asked: Vec<&String> = asked.iter().filter(|query| query.contains("decisions")).collect();
        assert!(asked.len() <= 9, "{} questions", asked.len());
        let lines: Vec<&str> = file.html.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 2_501);
        let usual = "2026-07-01,hide,\"rule 3, no personal attacks\",7,reported";
        assert_eq!(lines[1], format!("{usual},0,no,no"));
        assert_eq!(lines[1_001], format!("{usual},1000,no,yes"));
        assert_eq!(lines[2_001], format!("{usual},2000,yes,no"));
        assert!(lines[2_500].starts_with("2026-07-01,hide,\"'=HYPERLINK(\"\"https://evil.example\"\""), "{}", lines[2_500]);
        let page = anybody.visit(PLACE).await;
        for column in lines[0].split(',') {
            assert!(page.all("dt code").iter().any(|code| code.text == column), "{column} is explained");
        }
    }

    async fn what_was_decided_is_seen_at_once_on_every_instance(app: &TestApp) {
        let (url, handle) = second_instance(app).await;
        let (here, there) = (app.visitor(), elsewhere(&app.visitor(), &url));
        let at = app.now();
        for who in [&here, &there] {
            who.visit(PLACE).await.sees("Nothing has been decided yet.");
            who.visit("/transparency").await.sees("moderators decided nothing");
        }
        decided(app, vec![Made::new(at, 5, "hide")]).await;
        for who in [&here, &there] {
            assert_eq!(row(&who.visit(PLACE).await, "November 2026")[1], "1");
            who.visit("/moderation/2026-11").await.is(200).sees("5 minutes");
            who.visit("/transparency").await.sees("made 1 decision about comments.");
        }
        // What does not change stays as it was packed.
        let (first, again) = (here.get(PLACE).await, here.get(PLACE).await);
        assert_eq!(first.header("etag"), again.header("etag"));
        handle.stop(true).await;
    }

    /// By the forms themselves: the version of the rules is kept, and bringing back changes the month of the first decision.
    async fn a_form_decides_and_brings_back(app: &TestApp) {
        crate::vision::seed(app).await;
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let comment = say(app, &ana, &path, "Ask Tom, aged 9.").await;
        report(&app.visitor(), comment, "abuse", "").await.is(200);
        app.clock.forward(Duration::minutes(125));
        let (url, handle) = second_instance(app).await;
        let (mo, there) = (app.moderator("Mo").await, elsewhere(&app.visitor(), &url));
        there.visit(PLACE).await.sees("Nothing has been decided yet.");
        let case = case_of(app, comment).await;
        decide(&mo, &case, "hide", "2", "It names a child.").await.is(200);
        let page = there.visit(PLACE).await;
        assert_eq!(row(&page, "November 2026"), ["November 2026", "1", "0", "2 hours 5 minutes", "0", "0"]);
        assert_eq!(row(&page, "23 November")[1..], ["Hidden", "Rule 2, no personal data", "2 hours 5 minutes", "Stands"]);
        let version: Option<i64> =
            app.query(|conn| decisions::table.select(decisions::rules_version).first(conn).expect("one")).await;
        assert_eq!(version, Some(1));

        // A month later, so that another month is counted anew than that of the act.
        app.clock.forward(Duration::days(10));
        let mo = app.moderator("Mona").await;
        there.visit(PLACE).await.sees("December 2026");
        decide(&mo, &case, "restore", "", "It was a mistake.").await.is(200);
        let page = there.visit(PLACE).await;
        assert_eq!(row(&page, "November 2026")[5], "1 (100%)");
        assert_eq!(row(&page, "December 2026")[1], "0", "bringing back is no decision of its own");
        assert_eq!(row(&page, "23 November")[4], "Overturned");
        app.letters().await;
        handle.stop(true).await;
    }
}
