//! Following an organisation: what is said in its name, and nothing else, once.

use super::{decides, founds, registers, says_for_it};
use crate::accounts::link_in;
use crate::on_both;
use crate::support::stage::PASSWORD;
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::comments::State;
use folkmoot::db::schema::{follows, organisations};
use folkmoot::ids::CommentId;

const CIRCLE: &str = "/organisations/the-circle";
const FOLLOWS: &str = "/organisations/the-circle/follows";

async fn follow(who: &Person, path: &str, frequency: &str) {
    let form = who.visit(path).await.form("/follows").fill("frequency", frequency).fill("follow", "start");
    form.submit().await.is(200).sees("You follow this");
}

/// Oli, who speaks for The Circle, and an open proposal.
async fn circle(app: &TestApp) -> (Person, String) {
    let (_, path) = app.proposal("Clean buses").await;
    let oli = app.resident("Oli").await;
    founds(app, &oli, "The Circle").await;
    (oli, path)
}

/// The texts of the emails that come within a day, by address.
async fn a_day_later(app: &TestApp) -> Vec<(String, String)> {
    app.clock.forward(Duration::days(1));
    app.emails().await.into_iter().map(|post| (post.to, post.text)).collect()
}

async fn rows(app: &TestApp) -> Vec<(String, String)> {
    let all = follows::table.order(follows::subscriber_id).select((follows::kind, follows::frequency));
    app.query(move |conn| all.load(conn).expect("read")).await
}

on_both! {
    async fn followers_hear_what_is_said_in_its_name(app: &TestApp) {
        let (oli, path) = circle(app).await;
        let ana = app.resident("Ana").await;
        let page = ana.visit(CIRCLE).await;
        page.sees("An email when somebody comments in its name.").sees("Follow this organisation");
        let form = page.form("/follows").fill("follow", "start");
        assert_eq!(form.value("frequency"), Some("daily"), "the usual is chosen");
        form.submit().await.is(200).sees("You follow this organisation. You hear about it every day .");
        follow(&ana, CIRCLE, "at_once").await;
        assert_eq!(rows(app).await, [("organisation".to_owned(), "at_once".to_owned())]);
        says_for_it(&oli, &path, "We carers know this well.").await.is(303);
        oli.post_own(&format!("{path}/comments"), &[("body", "As myself I say something else.")]).await.is(303);
        app.clock.forward(Duration::minutes(5));
        let emails = app.emails().await;
        assert_eq!(emails.len(), 1, "{emails:?}");
        let (to, text) = (&emails[0].to, &emails[0].text);
        assert_eq!(to, "ana@people.example");
        assert!(text.contains("We carers know this well.") && !text.contains("As myself"), "{text}");
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(folded.contains("because you follow the organisation “The Circle”"), "{text}");
        assert!(a_day_later(app).await.is_empty(), "once");
        // On the page of emails, from the account and from the letter, it can be changed and stopped.
        let own = ana.visit("/account/emails").await;
        own.sees("Proposals, discussions and organisations").sees("Organisation: The Circle");
        let link = link_in(&emails[0], "/emails/d");
        let from_letter = app.visitor().visit(&link).await;
        let name = from_letter.one("select[name^=organisation-]").attr("name");
        from_letter.form(&link).fill(&name, "weekly").fill("act", "save").submit().await.is(200);
        assert_eq!(rows(app).await, [("organisation".to_owned(), "weekly".to_owned())]);
        ana.visit("/account").await.sees("The Circle").sees("Organisation, every week");
        ana.visit(CIRCLE).await.form("/follows").fill("follow", "stop").submit().await.sees("You do not follow this any more.");
        says_for_it(&oli, &path, "And this.").await.is(303);
        app.clock.forward(Duration::days(8));
        assert!(app.emails().await.is_empty());
    }

    /// Whoever follows the proposal, the area, the discussion and the organisation is told once, and why.
    async fn several_follows_tell_it_once(app: &TestApp) {
        let (oli, path) = circle(app).await;
        let ana = app.resident("Ana").await;
        for page in [path.as_str(), "/areas/clean-air", CIRCLE] {
            follow(&ana, page, "daily").await;
        }
        says_for_it(&oli, &path, "We carers know this well.").await.is(303);
        let emails = a_day_later(app).await;
        assert_eq!(emails.len(), 1, "{emails:?}");
        assert_eq!(emails[0].1.matches("We carers know this well.").count(), 1, "{}", emails[0].1);
        assert!(emails[0].1.contains("“The Circle”") && emails[0].1.contains("Clean buses"), "{}", emails[0].1);
        assert!(a_day_later(app).await.is_empty());
    }

    /// Nobody is told of their own words, of hidden ones, or of what was said before; nor of another organisation.
    async fn what_is_no_news_is_not_told(app: &TestApp) {
        let (oli, path) = circle(app).await;
        let (ana, ria) = (app.resident("Ana").await, app.resident("Ria").await);
        founds(app, &ria, "The Ring").await;
        says_for_it(&oli, &path, "Said before.").await.is(303);
        follow(&ana, CIRCLE, "daily").await;
        follow(&oli, CIRCLE, "daily").await;
        says_for_it(&ria, &path, "Another ring speaks.").await.is(303);
        let sent = says_for_it(&oli, &path, "Soon hidden.").await.is(303).header("location");
        let id = CommentId(sent.rsplit("#c").next().and_then(|id| id.parse().ok()).expect("a number"));
        let now = app.now();
        app.change(move |tx| folkmoot::comments::moderate(tx, id, State::Hidden, "1", now)).await;
        assert!(a_day_later(app).await.is_empty());
        says_for_it(&oli, &path, "Said after.").await.is(303);
        let emails = a_day_later(app).await;
        assert_eq!(emails.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["ana@people.example"]);
        assert!(emails[0].1.contains("Said after.") && !emails[0].1.contains("Said before."), "{}", emails[0].1);
    }

    /// A stranger's wish waits until they sign in; or an address alone is enough.
    async fn a_stranger_follows_too(app: &TestApp) {
        let (oli, path) = circle(app).await;
        app.resident("Ana").await;
        let ana = app.visitor();
        let page = ana.visit(CIRCLE).await.form("/follows").fill("frequency", "daily").fill("follow", "start").submit().await;
        page.sees("Your wish to follow “The Circle” waits.");
        ana.sign_in("ana@people.example", PASSWORD).await.is(200).sees("You follow this now.");
        let ben = app.visitor();
        ben.visit(CIRCLE).await.form("/subscriptions").fill("email", "ben@people.example").submit().await.sees("Check your email");
        let letter = app.letters().await.remove(0);
        let link = link_in(&letter, "/subscriptions/confirmation/");
        ben.visit(&link).await.sees("the organisation “The Circle”").form(&link).submit().await.is(200);
        says_for_it(&oli, &path, "We carers know this well.").await.is(303);
        let mut to: Vec<String> = a_day_later(app).await.into_iter().map(|(to, _)| to).collect();
        to.sort();
        assert_eq!(to, ["ana@people.example", "ben@people.example"]);
    }

    /// One that nobody may know of is followed by nobody; one that is closed is followed by nobody anew.
    async fn what_is_not_there_or_closed_is_not_followed(app: &TestApp) {
        let (oli, path) = circle(app).await;
        let (ana, ben, mo) = (app.resident("Ana").await, app.resident("Ben").await, app.moderator("Mo").await);
        follow(&ana, CIRCLE, "daily").await;
        let id: i64 = app.query(|conn| organisations::table.select(organisations::id).first(conn).expect("one")).await;
        decides(&mo, id, "withdraw", "The charity is not on the register any more.").await.is(200);
        app.letters().await;
        ben.visit(CIRCLE).await.is(200).sees("Follow this organisation");
        says_for_it(&oli, &path, "Still here.").await;
        assert!(a_day_later(app).await.is_empty(), "nothing is said in the name of one that is not verified");
        oli.post_own("/account/organisation/leaving", &[]).await.is(303);
        ben.visit(CIRCLE).await.is(200).sees("nobody speaks for it here any more").lacks("Follow this organisation");
        app.visitor().visit(CIRCLE).await.lacks("Follow this organisation").lacks("without an account");
        ben.post_own(FOLLOWS, &[("follow", "start")]).await.is(409).sees("Nobody speaks for this organisation here any more.");
        let page = ana.visit(CIRCLE).await;
        page.sees("You follow this organisation.").form("/follows").fill("follow", "stop").submit().await.sees("You do not follow this any more.");
        app.visitor().post("/organisations/nothing/follows", &[("follow", "start")]).await.is(404);
        let ria = app.resident("Ria").await;
        registers(&ria, "The Ring").await.is(303);
        ben.post_own("/organisations/the-ring/follows", &[("follow", "start")]).await.is(404);
        ben.post_own("/subscriptions", &[("kind", "organisation"), ("target", "2"), ("email", "x@people.example")]).await.is(404);
        assert!(rows(app).await.is_empty());
    }

    /// Whoever leaves follows nothing any more.
    async fn whoever_leaves_follows_it_no_more(app: &TestApp) {
        let (oli, path) = circle(app).await;
        let ana = app.resident("Ana").await;
        follow(&ana, CIRCLE, "daily").await;
        ana.visit("/account/erasure").await.form("/account/erasure").fill("comments", "stay").fill("password", PASSWORD).send().await.is(303);
        app.letters().await;
        assert!(rows(app).await.is_empty());
        says_for_it(&oli, &path, "To nobody.").await.is(303);
        assert!(a_day_later(app).await.is_empty());
    }
}
