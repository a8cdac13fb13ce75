//! Ten thousand reports of one comment from one address: what they change, which is nothing but a number, up to the limit.

use crate::moderation::{case_of, public_pages, report, same, say, state};
use crate::on_both;
use crate::support::TestApp;
use diesel::prelude::*;
use folkmoot::comments::State;
use folkmoot::db::schema::{activity, audit, cases, jobs, reports};
use futures_util::stream::{self, StreamExt};

/// How many reports a place has in an hour, by the settings as they come.
const MOST: usize = 200;
/// How many more are sent in vain. Each meets the same count before anything is read or written, so hundreds show what
/// thousands would.
const MORE: usize = 300;

/// Cases, reports, jobs, what followers hear of, and acts of the staff.
async fn rows(app: &TestApp) -> [i64; 5] {
    app.query(|conn| {
        [
            cases::table.count().get_result(conn).expect("counted"),
            reports::table.count().get_result(conn).expect("counted"),
            jobs::table.count().get_result(conn).expect("counted"),
            activity::table.count().get_result(conn).expect("counted"),
            audit::table.count().get_result(conn).expect("counted"),
        ]
    })
    .await
}

on_both! {
    /// Readers see no difference at all. Moderators see one case with 200 reports, where it stood before, and it is the same
    /// to the byte however many more are sent within the hour. Nobody gets a letter, and the comment stays.
    async fn ten_thousand_reports_change_nothing(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        let earlier = say(app, &ben, &path, "Something else").await;
        let comment = say(app, &ana, &path, "Words that somebody dislikes").await;
        let also = [format!("/comments/{comment}"), format!("/comments/{comment}/reports"), "/transparency".to_owned()];
        let unreported = public_pages(app, &path, &also).await;
        report(&app.visitor(), earlier, "off_topic", "").await.is(200);
        app.clock.forward(chrono::Duration::minutes(1));
        let [.., told, acts] = rows(app).await;

        let place = format!("/comments/{comment}/reports");
        let stranger = app.visitor();
        let send = |note: String| {
            let (stranger, place) = (stranger.clone(), place.clone());
            async move { stranger.post(&place, &[("reason", "abuse"), ("note", &note)]).await }
        };
        // One was spent on the other comment.
        for n in 1..MOST {
            send(format!("number {n}")).await.is(303);
        }
        let seen = async || {
            let queue = mo.visit("/staff/queue").await;
            let case = mo.visit(&case_of(app, comment).await).await;
            (queue.html.clone(), case.html.clone(), queue.all("ol.fm-queue li").into_iter().map(|li| li.text).collect::<Vec<_>>())
        };
        let (queue, case, order) = seen().await;
        assert!(order.len() == 2 && order[0].contains("Something else") && order[1].contains("199 reports"), "in its turn: {order:?}");
        same(&unreported, &public_pages(app, &path, &also).await);
        let before = rows(app).await;
        assert_eq!(before, [2, i64::try_from(MOST).expect("a number"), 0, told, acts]);

        // The same words again, others, longer ones, and from other browsers behind the address.
        let answers = stream::iter(0..MORE).map(|n| {
            let note = [format!("number {n}"), format!("further {n}"), "x".repeat(1_000)][n % 3].clone();
            let browser = app.visitor();
            let place = place.clone();
            async move { browser.post(&place, &[("reason", "abuse"), ("note", &note)]).await.status }
        });
        let answers: Vec<u16> = answers.buffer_unordered(8).collect().await;
        assert!(answers.iter().all(|status| *status == 429), "{answers:?}");
        assert_eq!(rows(app).await, before);
        let after = seen().await;
        assert!(queue == after.0, "the queue has changed:\n{}", after.0);
        assert!(case == after.1, "the case has changed:\n{}", after.1);
        same(&unreported, &public_pages(app, &path, &also).await);
        assert_eq!(state(app, comment).await, State::Published);
        // Somebody with an account is heard all the same, and once, however often they press the button.
        for _ in 0..3 {
            report(&ben, comment, "abuse", "I mean it").await.is(200);
        }
        assert_eq!(rows(app).await[1], before[1] + 1);
        // The next hour has its own two hundred, and still there is one case.
        app.clock.forward(chrono::Duration::hours(1));
        send("in the next hour".into()).await.is(303);
        assert_eq!(rows(app).await, [2, before[1] + 2, 1, told, acts]);
        let letters = app.letters().await;
        assert!(letters.len() == 1 && letters[0].to == "ben@people.example", "that we have his report: {letters:?}");
    }
}
