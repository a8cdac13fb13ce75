//! Acts that share a commit: none of them can be read yet, and still a form pressed twice is one act.

use super::{acts, connect, verify};
use crate::on_both;
use crate::support::{Person, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test::TestRequest;
use actix_web::{FromRequest, web};
use diesel::prelude::*;
use folkmoot::db::schema::{proposals, revision};
use folkmoot::error::Error;
use folkmoot::policy::{Stage, Totals};
use folkmoot::proposals::{self as verbs, Content, Draft};
use folkmoot::web::session;
use folkmoot::web::visitor::Editor;
use futures_util::FutureExt;

/// The proof that this person may edit.
async fn proof(app: &TestApp, who: &Person) -> Editor {
    let cookie = Cookie::new(session::COOKIE, who.cookie(session::COOKIE).expect("signed in"));
    let request = TestRequest::default().cookie(cookie).app_data(web::Data::new(app.app.site.clone()));
    Editor::extract(&request.to_http_request()).await.expect("an editor")
}

/// How many transactions were committed that changed something.
async fn commits(app: &TestApp) -> i64 {
    app.query(|conn| revision::table.select(revision::n).first(conn).expect("read")).await
}

on_both! {
    /// Two presses of one button, and somebody else's, in one commit: alone, and beside something that fails, when each
    /// has to be undone by itself.
    async fn two_presses_in_one_commit_are_one_act(app: &TestApp) {
        let area = app.area("clean-air").await;
        let (ed, edie) = (proof(app, &app.editor("Ed").await).await, proof(app, &app.editor("Edie").await).await);
        let (db, now) = (&app.app.site.db, app.now());
        for (round, beside) in [Ok(()), Err(Error::NotFound), Ok(())].into_iter().enumerate() {
            let title = format!("Plant trees, {round}");
            let content = Content { title: title.clone(), summary: "S".into(), change: "C".into(), ..Content::default() };
            let (opens_at, closes_at, attribution_html) = (None, None, String::new());
            let draft = Draft { area, content, opens_at, closes_at, totals: Totals::Public, stage: Stage::Draft, attribution_html };
            let press = |by: &Editor| {
                let (by, draft) = (by.clone(), draft.clone());
                db.write(move |tx| verbs::create(tx, &by, &draft, now))
            };
            let (acts_before, commits_before) = (acts(app).await.len(), commits(app).await);
            // The writer is busy until all of them wait: so it takes them together.
            let ((begins, begun), (end, over)) = (std::sync::mpsc::channel(), std::sync::mpsc::channel::<()>());
            let mut busy = Box::pin(db.write(move |_| {
                let _ = begins.send(());
                let _ = over.recv();
                Ok(())
            }));
            assert!((&mut busy).now_or_never().is_none());
            begun.recv().expect("it is busy");
            let (one, failed, two, hers, ended, ()) = tokio::join!(
                press(&ed), db.write(move |_| beside.clone()), press(&ed), press(&edie), busy, async { drop(end) }
            );
            ended.expect("over");
            assert_eq!(failed.is_err(), round == 1);
            let (one, two, hers) = (one.expect("made"), two.expect("made"), hers.expect("made"));
            assert_eq!(one, two, "both presses lead to the same proposal");
            assert_ne!(one, hers);
            assert_eq!(commits(app).await - commits_before, 1, "they shared a commit");
            let made: i64 = app.query(move |conn| proposals::table.filter(proposals::title.eq(title)).count().get_result(conn).expect("counted")).await;
            assert_eq!((acts(app).await.len() - acts_before, made), (2, 2), "one for each of the two people");
        }
        verify(&mut connect(app), None).expect("the chain holds");
    }
}
