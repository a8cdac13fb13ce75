//! What authors see of their comments that wait, and that nobody waits again for a comma.

use super::{LINKED, counted, edit, usual};
use crate::moderation::{case_of, decide, say, state};
use crate::on_both_with;
use crate::support::Person;
use folkmoot::comments::State;

/// A reply from the form below the comment that it answers.
async fn reply(who: &Person, comment: i64, body: &str) {
    let page = who.visit(&format!("/comments/{comment}/replies")).await;
    page.form("/replies").fill("body", body).submit().await.is(200);
}

on_both_with! { usual;
    async fn authors_see_their_own_on_the_page_of_the_proposal(app: &TestApp) {
        let (_, path) = app.proposal("School streets").await;
        let (_, elsewhere) = app.proposal("Clean buses").await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        let calm = say(app, &ben, &path, "I live beside the school.").await;
        let held = say(app, &ana, &path, LINKED).await;
        reply(&ana, calm, "Ring me on 020 7946 0000.").await;
        for page in [ana.visit(&path).await, ana.visit(&format!("{path}?sort=newest")).await] {
            page.sees("Your comment is waiting for a moderator. It has a link in it.").sees("it says all");
            page.sees("Your reply to Ben is waiting for a moderator. It has a phone number in it.").sees("1 comment");
            let ids: Vec<String> = page.all(".fm-place--mine").iter().map(|one| one.attr("id")).collect();
            assert_eq!(ids, [format!("c{}", held + 1), format!("c{held}")], "newest first");
            assert_eq!(page.all(&format!("a[href='/comments/{held}/deletion']")).len(), 1);
        }
        // Below the comment that it answers, the reply alone; on another proposal, and for others, none.
        ana.visit(&format!("/comments/{calm}")).await.sees("Your reply to Ben is waiting").lacks("it says all");
        ana.visit(&elsewhere).await.lacks("waiting for a moderator");
        for who in [app.visitor(), ben.clone(), mo.clone()] {
            who.visit(&path).await.lacks("it says all").lacks("is waiting for a moderator");
        }
        decide(&mo, &case_of(app, held).await, "keep", "", "").await.is(200);
        ana.visit(&path).await.lacks("It has a link in it.").sees("Your reply to Ben is waiting").sees("2 comments");
        // At most five of many, the newest.
        app.clock.forward(chrono::Duration::hours(1));
        for n in 0..6 {
            say(app, &ana, &path, &format!("Number {n} is at www.example.org")).await;
        }
        let page = ana.visit(&path).await;
        assert_eq!(page.all(".fm-place--mine").len(), 5);
        page.sees("Number 5 is at").lacks("Number 0 is at");
    }

    async fn nobody_waits_again_for_a_comma(app: &TestApp) {
        let (proposal, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let comment = say(app, &ana, &path, "See https://example.org/Streets it says all. Ring 020 7946 0000.").await;
        decide(&mo, &case_of(app, comment).await, "keep", "", "").await.is(200);
        for same in [
            "See https://example.org/Streets, it says all. Ring 020 7946 0000.",
            "See https://example.org/Streets, it says nearly all. Ring 02079460000!",
        ] {
            edit(&ana, comment, same).await.is(200).sees("Your comment is changed");
            assert_eq!((state(app, comment).await, counted(app, proposal).await), (State::Published, 1), "{same}");
        }
        edit(&ana, comment, "See https://example.org/streets. Ring 020 7946 0000.").await.sees("It has a link in it.");
        decide(&mo, &case_of(app, comment).await, "keep", "", "").await.is(200);
        // What was taken out is new when it comes back: the wording that was public last did not have it.
        edit(&ana, comment, "It says all.").await.is(200).sees("Your comment is changed");
        edit(&ana, comment, "It says all. Ring 020 7946 0000.").await.sees("It has a phone number in it.");
        assert_eq!((state(app, comment).await, counted(app, proposal).await), (State::Held, 0));
    }

    async fn where_every_comment_is_read_first_so_are_new_words(app: &TestApp) {
        let (streets, path) = app.proposal("School streets").await;
        let (ana, mo) = (app.resident("Ana").await, app.moderator("Mo").await);
        let place = format!("/staff/proposals/{streets}/holding");
        mo.visit(&place).await.form(&place).fill("comments", "wait").submit().await.is(200);
        let comment = say(app, &ana, &path, "More trees please").await;
        decide(&mo, &case_of(app, comment).await, "keep", "", "").await.is(200);
        edit(&ana, comment, "More trees, please!").await.sees("Your comment is changed");
        edit(&ana, comment, "Fewer trees, please!").await.sees("On this proposal a moderator reads every comment first.");
        assert_eq!(state(app, comment).await, State::Held);
    }
}
