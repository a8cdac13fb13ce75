//! How often each page asks the database: once from memory, a few times when it is made anew, and never once for each row.

use crate::on_both;
use crate::support::TestApp;
use diesel::prelude::*;
use folkmoot::db::{Scope, schema};
use folkmoot::policy::Totals;

/// Much of everything: a page that asks for each row would ask a hundred times.
async fn fill(app: &TestApp) -> String {
    crate::vision::seed(app).await;
    let (id, path) = app.proposal("Clean buses").await;
    for n in 0..60 {
        app.proposal_with(&format!("Proposal {n}"), Totals::Public, n - 30, n + 1).await;
    }
    let (ana, now) = (app.resident("Ana").await, app.now());
    app.change(move |tx| {
        use schema::comments as c;
        for n in 1..=70_i64 {
            let reply = n > 40;
            diesel::insert_into(c::table)
                .values((
                    c::proposal_id.eq(id),
                    c::parent_id.eq(reply.then_some(n - 40)),
                    c::root_id.eq(reply.then_some(n - 40)),
                    c::depth.eq(i32::from(reply)),
                    c::author_id.eq(ana.id),
                    c::capacity.eq("resident"),
                    c::badge.eq("resident"),
                    c::body.eq(format!("number {n}")),
                    c::body_html.eq(format!("<p>number {n}</p>")),
                    c::state.eq("published"),
                    c::listed.eq(true),
                    c::replies.eq(i64::from(n <= 30)),
                    c::created_at.eq(now),
                ))
                .execute(&mut **tx)?;
        }
        tx.touch(Scope::Proposal(id));
        tx.touch(Scope::Listing);
        Ok(())
    })
    .await;
    path
}

on_both! {
    async fn a_page_asks_a_few_times_and_from_memory_once(app: &TestApp) {
        let path = fill(app).await;
        // When it is made, for a stranger; from memory, for somebody signed in. The first of each is: what has changed?
        // Discussions ask somebody signed in for six: who they are, three for their votes and follows, and what of theirs waits.
        let pages: [(&str, usize, usize); 15] = [
            ("/", 5, 3),
            ("/areas", 4, 2),
            ("/areas/air-quality", 5, 3),
            ("/proposals", 4, 2),
            ("/proposals?stage=open&area=clean-air", 4, 2),
            ("/proposals?page=2", 4, 2),
            // The last of its nine asks for other formats; a page that nothing has changed on asks for none of them.
            (&path, 9, 6),
            ("/comments/1", 10, 6),
            ("/about/house-rules", 4, 2),
            ("/about/house-rules/versions/1", 3, 2),
            ("/moderation", 6, 2),
            ("/transparency", 12, 2),
            ("/case-studies", 2, 2),
            ("/case-studies/do-it-london", 2, 2),
            ("/decisions", 2, 2),
        ];
        let (stranger, ana) = (app.visitor(), app.resident("Ana").await);
        // The words on every page are read once, by whichever page comes first.
        stranger.visit("/sign-in").await.is(200);
        let mut wrong = Vec::new();
        for (page, fresh, signed_in) in pages {
            for (who, what, most) in [(&stranger, "made", fresh), (&stranger, "kept", 1), (&ana, "kept, signed in", signed_in)] {
                let (answer, asked) = app.queries(who.get(page)).await;
                answer.is(200);
                if asked.len() > most {
                    wrong.push(format!("{page} ({what}) asks {} times, {most} at most:\n  {}", asked.len(), asked.join("\n  ")));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
