//! How many cases wait, by the reason why, is kept beside them and never counted: whatever is done, the numbers are right.

use super::appeals::{answer, appeal};
use super::together::together;
use super::{latest, reported};
use crate::moderation::{case_of, decide, release, report, say};
use crate::on_both_with;
use crate::support::stage::{PASSWORD, miscounted};
use crate::support::{Person, TestApp};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::config::Config;
use folkmoot::db::schema::{cases, waiting_counts};
use folkmoot::db::{self, Conn, Tx};
use folkmoot::error::Error;
use folkmoot::ids::CommentId;
use folkmoot::moderation;
use futures_util::future::join_all;

const LINKED: &str = "See https://example.org/streets, it says all.";

fn links(config: &mut Config) {
    config.holding.links = true;
}

/// How many wait because of risk, because of a report, and for a first look; what is kept is what there is.
async fn waiting(app: &TestApp) -> [i64; 3] {
    app.query(|conn| {
        assert_eq!(miscounted(conn), [""; 0]);
        ["risk", "reported", "review"].map(|why| {
            waiting_counts::table.find(why).select(waiting_counts::waiting).first(conn).expect("a row for each")
        })
    })
    .await
}

/// Sends the same decision `times` at once.
async fn decide_at_once(who: &Person, case: &str, act: &str, times: usize) {
    let form = who.visit(case).await.form("/decisions").fill("act", act).fill("rule", "3").fill("reasons", "Because.");
    for page in join_all((0..times).map(|_| form.clone().send())).await {
        page.is(303);
    }
}

async fn erase(app: &TestApp, who: &Person) {
    let page = who.visit("/account/erasure").await;
    page.form("/account/erasure").fill("comments", "go").fill("password", PASSWORD).send().await.is(303);
    app.letters().await;
}

on_both_with! { links;
    async fn what_waits_is_counted_as_it_comes_and_goes(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        assert_eq!(waiting(app).await, [0, 0, 0]);

        // Reports: however many, a comment has one case. Risk goes before all, and no later report takes that away.
        let first = say(app, &ana, &path, "One.").await;
        report(&app.visitor(), first, "abuse", "").await.is(200);
        assert_eq!(waiting(app).await, [0, 1, 0]);
        report(&app.visitor(), first, "spam", "").await.is(200);
        report(&ben, first, "abuse", "").await.is(200);
        assert_eq!(waiting(app).await, [0, 1, 0]);
        report(&app.visitor(), first, "at_risk", "").await.is(200);
        assert_eq!(waiting(app).await, [1, 0, 0]);
        // Once kept, it stays in view while it waits, and can be reported again and again.
        decide(&mo, &case_of(app, first).await, "keep", "", "").await.is(200);
        assert_eq!(waiting(app).await, [0, 0, 0]);
        report(&app.visitor(), first, "at_risk", "again").await.is(200);
        report(&app.visitor(), first, "at_risk", "and again").await.is(200);
        report(&app.visitor(), first, "abuse", "too").await.is(200);
        assert_eq!(waiting(app).await, [1, 0, 0]);

        // What a rule holds, sent twice; and words that were public and are held.
        let held = say(app, &ana, &path, LINKED).await;
        ana.post_own(&format!("{path}/comments"), &[("body", LINKED)]).await.is(303);
        assert_eq!(waiting(app).await, [1, 0, 1]);
        let edited = say(app, &ben, &path, "Two.").await;
        let words = format!("Two. {LINKED}");
        ben.visit(&format!("/comments/{edited}/edit")).await.form("/edit").fill("body", &words).submit().await.is(200);
        assert_eq!(waiting(app).await, [1, 0, 2]);

        // Decisions: a mistake closes nothing, the same form sent five times at once closes once.
        let case = case_of(app, held).await;
        decide(&mo, &case, "hide", "", "No rule.").await.is(422);
        assert_eq!(waiting(app).await, [1, 0, 2]);
        decide_at_once(&mo, &case, "keep", 5).await;
        assert_eq!(waiting(app).await, [1, 0, 1]);
        mo.post_own(&format!("{case}/decisions"), &[("act", "hide"), ("rule", "3"), ("reasons", "Later.")]).await.is(409);
        decide(&mo, &case_of(app, edited).await, "keep", "", "").await.is(200);
        // Its author has deleted it, and the case waits on.
        let (gone, case) = reported(app, &ben, &path, "Three.").await;
        ben.visit(&format!("/comments/{gone}/deletion")).await.form("/deletion").submit().await.is(200);
        assert_eq!(waiting(app).await, [1, 1, 0]);
        decide(&mo, &case, "keep", "", "").await.is(200);
        decide_at_once(&mo, &case_of(app, first).await, "remove", 3).await;
        assert_eq!(waiting(app).await, [0, 0, 0]);
        decide(&mo, &case_of(app, first).await, "restore", "", "It is fine.").await.is(200);
        assert_eq!(waiting(app).await, [0, 0, 0], "bringing back opens no case");
        mo.visit("/staff/queue").await.sees("0 waiting");
        app.letters().await;
    }

    async fn what_waits_is_counted_through_appeals_and_many_at_once(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo, ines) = (app.resident("Ana").await, app.moderator("Mo").await, app.moderator("Ines").await);
        // Asked to change: the case is closed; the change opens another; where the appeal is right, all is closed.
        let (asked, case) = reported(app, &ana, &path, "Tom, aged 9, waits.").await;
        decide(&mo, &case, "ask", "2", "Leave out his name.").await.is(200);
        assert_eq!(waiting(app).await, [0, 0, 0]);
        let decision = latest(app).await;
        ana.visit(&format!("/comments/{asked}/edit")).await.form("/edit").fill("body", "A boy waits.").submit().await.is(200);
        assert_eq!(waiting(app).await, [0, 0, 1]);
        appeal(&ana, decision, "Look again.").await.is(200);
        assert_eq!(waiting(app).await, [0, 0, 1], "an appeal is no case");
        answer(&ines, 1, "overturned", "It is fine.").await.is(200);
        assert_eq!(waiting(app).await, [0, 0, 0]);
        // Not changed: the answer opens a case and closes it in one transaction.
        let (_, case) = reported(app, &ana, &path, "Tom waits there, too.").await;
        decide(&mo, &case, "ask", "2", "Leave out his name.").await.is(200);
        appeal(&ana, latest(app).await, "Look again.").await.is(200);
        answer(&ines, 2, "overturned", "It is fine.").await.is(200);
        assert_eq!(waiting(app).await, [0, 0, 0]);

        // With one form: of three, one waits because of risk, one was reported, and one has no case yet.
        let (ben, mut three) = (app.resident("Ben").await, Vec::new());
        for n in 0..3 {
            three.push(say(app, &ben, &path, &format!("The same again, number {n}.")).await);
        }
        report(&app.visitor(), three[0], "at_risk", "").await.is(200);
        report(&app.visitor(), three[1], "spam", "").await.is(200);
        assert_eq!(waiting(app).await, [1, 1, 0]);
        let case = case_of(app, three[0]).await;
        let other = say(app, &ana, &path, "Something else.").await;
        together(&mo, &case, "author", &[three[0], three[1], other], "6").await.is(409);
        assert_eq!(waiting(app).await, [1, 1, 0], "nothing was decided");
        together(&mo, &case, "author", &three, "6").await.is(200).sees("0 waiting");
        assert_eq!(waiting(app).await, [0, 0, 0]);

        // Whoever leaves takes the words and not the case.
        let (_, case) = reported(app, &ana, &path, "Words of somebody who leaves.").await;
        say(app, &ana, &path, LINKED).await;
        assert_eq!(waiting(app).await, [0, 1, 1]);
        erase(app, &ana).await;
        assert_eq!(waiting(app).await, [0, 1, 1]);
        decide(&mo, &case, "keep", "", "").await.is(200);
        assert_eq!(waiting(app).await, [0, 0, 1]);
        app.letters().await;
    }

    /// One transaction of a group that fails takes back what it counted, and nothing of the others; two who open or close the
    /// same case count once.
    async fn what_fails_counts_nothing(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo, ines) = (app.resident("Ana").await, app.moderator("Mo").await, app.moderator("Ines").await);
        let mut ids = Vec::new();
        for n in 0..12 {
            ids.push(say(app, &ana, &path, &format!("Words of mine, number {n}.")).await);
        }
        let now = app.now();
        let open = ids.iter().enumerate().map(|(n, id)| {
            let (id, db) = (CommentId(*id), app.app.site.db.clone());
            async move {
                let work = move |tx: &mut Tx<'_>| {
                    moderation::open_review(tx, id, now)?;
                    moderation::open_review(tx, id, now)?;
                    if n % 3 == 0 { Err(Error::Conflict("changed its mind".into())) } else { Ok(()) }
                };
                db.write(work).await
            }
        });
        let opened = join_all(open).await.into_iter().filter(Result::is_ok).count();
        assert_eq!((opened, waiting(app).await), (8, [0, 0, 8]));
        // Reports of risk, all at once, some of them twice.
        let said = ids.iter().chain(&ids[..4]).map(|id| {
            let (who, place) = (app.visitor(), format!("/comments/{id}/reports"));
            async move { who.post(&place, &[("reason", "at_risk")]).await }
        });
        // Whoever reports what the other has just hidden is told that it is not there.
        let statuses: Vec<u16> = join_all(said).await.iter().map(|page| page.status).collect();
        assert!(statuses.iter().filter(|status| **status == 303).count() >= 12, "{statuses:?}");
        assert_eq!(waiting(app).await, [12, 0, 0]);
        // Two moderators decide the same cases at once, differently.
        let mut forms = Vec::new();
        for id in &ids {
            let case = case_of(app, *id).await;
            for (who, act) in [(&mo, "keep"), (&ines, "hide")] {
                let form = who.visit(&case).await.form("/decisions").fill("act", act).fill("rule", "3");
                forms.push(form.fill("reasons", "Because."));
                release(app).await;
            }
        }
        let mut answers: Vec<u16> = join_all(forms.into_iter().map(|form| form.send())).await.iter().map(|p| p.status).collect();
        answers.sort_unstable();
        assert_eq!(answers, [[303; 12], [409; 12]].concat());
        assert_eq!(waiting(app).await, [0, 0, 0]);
        app.letters().await;
    }

    /// A site that has cases already: the migration counts them.
    async fn what_waited_before_is_counted_once(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        for (n, reason) in ["abuse", "at_risk", "abuse", "spam"].into_iter().enumerate() {
            let comment = say(app, &ana, &path, &format!("Words of mine, number {n}.")).await;
            report(&app.visitor(), comment, reason, "").await.is(200);
        }
        let closed = app.query(|conn| cases::table.select(cases::id).order(cases::id).first::<i64>(conn).expect("one")).await;
        decide(&mo, &format!("/staff/cases/{closed}"), "keep", "", "").await.is(200);
        assert_eq!(waiting(app).await, [1, 2, 0]);
        app.change(|tx| {
            tx.batch_execute(include_str!("../../../migrations/sqlite/0026_waiting_counts/down.sql"))?;
            let up = match &**tx {
                Conn::Sqlite(_) => include_str!("../../../migrations/sqlite/0026_waiting_counts/up.sql"),
                Conn::Postgres(_) => include_str!("../../../migrations/postgres/0026_waiting_counts/up.sql"),
            };
            Ok(tx.batch_execute(up)?)
        }).await;
        assert_eq!(waiting(app).await, [1, 2, 0]);
        mo.visit("/staff/queue").await.sees("3 waiting, 1 at risk");
        app.letters().await;
    }

    /// An older program beside a newer one opens and closes cases and counts none of them; the next to start mends it.
    async fn what_was_not_counted_is_mended(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let url = app.app.site.config.database_url().expect("an address");
        let mend = || Tx::alone(&mut db::connect(&url).expect("a connection"), moderation::recount).expect("mended");
        let (first, _) = reported(app, &ana, &path, "Words of mine.").await;
        let (second, _) = reported(app, &ana, &path, "More words of mine.").await;
        let third = say(app, &ana, &path, "Even more words of mine.").await;
        assert_eq!(mend(), 0);
        let now = app.now();
        app.change(move |tx| {
            let of = |comment: i64| cases::table.filter(cases::comment_id.eq(comment));
            diesel::update(of(first)).set(cases::closed_at.eq(now)).execute(&mut **tx)?;
            diesel::update(of(second)).set(cases::why.eq("risk")).execute(&mut **tx)?;
            let new = (cases::comment_id.eq(third), cases::why.eq("review"), cases::opened_at.eq(now));
            diesel::insert_into(cases::table).values(new).execute(&mut **tx)?;
            Ok(())
        }).await;
        assert_eq!(app.query(miscounted).await.len(), 3);
        mo.visit("/staff/queue").await.sees("2 waiting");
        // Of two who start at once, one mends it.
        let mended: usize = std::thread::scope(|all| {
            let both = [all.spawn(mend), all.spawn(mend)];
            both.map(|one| one.join().expect("mended")).into_iter().sum()
        });
        assert_eq!((mended, waiting(app).await), (3, [1, 0, 1]));
        app.letters().await;
    }

    /// With 100,000 that wait, counting them took longer than a page may.
    async fn no_page_counts_what_waits(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let (_, case) = reported(app, &ana, &path, "Words of mine.").await;
        for (place, words) in [("/staff/queue", "1 waiting"), (&*case, "Words of mine.")] {
            let (page, asked) = app.queries(mo.visit(place)).await;
            page.is(200).sees(words);
            let all = |query: &&String| {
                let query = query.to_lowercase().replace(['"', '`'], "");
                query.contains("count(") && query.contains("from cases") && query.contains("closed_at")
            };
            assert_eq!(asked.iter().find(all), None, "{place} counts");
            let kept = asked.iter().filter(|query| query.contains("waiting_counts")).count();
            assert_eq!(kept, 1, "{place} asks once how many wait: {asked:?}");
        }
        app.letters().await;
    }
}
