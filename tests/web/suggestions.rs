//! Proposals that residents suggest: there is no such thing until the setting says so; then what comes of them.

use crate::leaving::{copy_of, erase, everything, holds};
use crate::support::{Page, Person, TestApp};
use crate::{on_both, on_both_with};
use diesel::prelude::*;
use folkmoot::config::Config;
use folkmoot::db::schema::{accounts, proposals};
use folkmoot::policy::Capacity;
use folkmoot::suggestions::MOST_WAITING;

const FORM: &str = "/areas/clean-air/suggestions";
const OWN: &str = "/account/suggestions";

/// Residents can suggest proposals.
pub fn switched_on(config: &mut Config) {
    config.proposals.by_residents = true;
}

/// Sends a suggestion for the area `clean-air`, which must be there.
async fn sends(who: &Person, title: &str) -> Page {
    let fields = [("title", title), ("summary", "In short."), ("change", "Much would change."), ("why", "It is hot.")];
    who.post_own(FORM, &fields).await
}

/// Suggests a proposal, and gives its number.
pub async fn suggests(app: &TestApp, who: &Person, title: &str) -> i64 {
    sends(who, title).await.is(303);
    let latest = proposals::table.order(proposals::id.desc()).select(proposals::id);
    app.query(move |conn| latest.first(conn).expect("a proposal")).await
}

/// How many proposals there are, drafts too.
async fn count(app: &TestApp) -> i64 {
    app.query(|conn| proposals::table.count().get_result(conn).expect("counted")).await
}

/// An editor publishes a draft: it opens at once.
async fn publishes(ed: &Person, id: i64) {
    let opening = format!("/staff/proposals/{id}/opening");
    let form = ed.visit(&opening).await.form(&opening);
    form.fill("closes_date", "2027-01-20").fill("closes_time", "17:00").submit().await.is(200).sees("Saved.");
}

fn declining(id: i64) -> String {
    format!("/staff/proposals/{id}/declining")
}

async fn declines(ed: &Person, id: i64, reason: &str) -> Page {
    ed.visit(&declining(id)).await.form(&declining(id)).fill("reason", reason).submit().await
}

on_both! {
    /// As long as nobody has switched it on there are no such pages, and no page speaks of it.
    async fn until_it_is_switched_on_there_is_no_such_thing(app: &TestApp) {
        crate::vision::seed(app).await;
        let (id, path) = app.proposal("Clean buses").await;
        let (ana, ed) = (app.resident("Ana").await, app.editor("Ed").await);
        let before = count(app).await;
        for who in [&app.visitor(), &ana, &ed] {
            for at in [FORM, OWN, &declining(id.0)] {
                who.get(at).await.is(404);
            }
            for at in [FORM, &declining(id.0)] {
                who.post_own(at, &[("title", "T"), ("summary", "S"), ("change", "C"), ("reason", "R")]).await.is(404);
            }
        }
        assert_eq!(count(app).await, before);
        for at in ["/areas/clean-air", &path, "/privacy", "/account", "/account/erasure", "/account/data"] {
            let page = ana.visit(at).await;
            assert!(!page.is(200).text().to_lowercase().contains("suggest"), "{at}: {}", page.text());
        }
        assert!(!ed.visit("/staff/proposals").await.text().to_lowercase().contains("suggest"));
        app.visitor().visit("/about/online-safety").await.sees("Only our team writes proposals.").lacks("user-to-user");
    }
}

on_both_with! { switched_on;
    async fn the_page_about_the_law_says_that_it_is_so(app: &TestApp) {
        crate::vision::seed(app).await;
        app.visitor().visit("/about/online-safety").await.sees("user-to-user service").lacks("Only our team writes proposals.");
        app.visitor().visit("/privacy").await.sees("The proposals that you suggest");
    }

    /// From the page of an area to the page of a proposal: nobody sees it on the way who should not.
    async fn an_editor_publishes_a_suggestion(app: &TestApp) {
        app.proposal("Clean buses").await;
        let (ana, ben, ed) = (app.resident("Ana").await, app.resident("Ben").await, app.editor("Ed").await);
        ana.visit("/areas/clean-air").await.one(&format!("a[href='{FORM}']"));
        app.visitor().visit(FORM).await.is(200).sees("Sign in");
        let page = ana.visit(FORM).await;
        page.is(200).sees("An editor reads it before others can.");
        let form = page.form(FORM).fill("title", "More shade\nfor all").fill("summary", "Trees.");
        let sent = form.fill("change", "- oaks\n- elms").fill("why", "").submit().await;
        sent.is(200).sees("Thank you. An editor will read it").sees("More shade for all").sees("Waiting for an editor");
        let path = "/proposals/more-shade-for-all";
        for who in [&app.visitor(), &ben, &ana] {
            for at in [path, &format!("{path}/versions"), &format!("{path}/versions/1")] {
                who.get(at).await.is(404);
            }
            for at in ["/proposals", "/areas/clean-air", "/"] {
                who.visit(at).await.lacks("More shade");
            }
        }
        ben.visit(OWN).await.is(200).lacks("More shade").sees("You have not suggested any yet.");
        ed.visit("/staff/proposals").await.sees("More shade for all").sees("Suggested by a resident, waiting for you");
        assert!(app.letters().await.is_empty(), "nobody has decided");
        publishes(&ed, 2).await;

        let letters = app.letters().await;
        assert_eq!(letters.iter().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["ana@people.example"]);
        assert!(letters[0].subject.contains("Your suggestion is published") && letters[0].text.contains(path), "{}", letters[0].text);
        let page = app.visitor().visit(path).await;
        page.is(200).sees("Suggested by Ana").sees("read by an editor before it was published").sees("Something wrong with this proposal?");
        assert!(page.one("a[href^='mailto:']").attr("href").contains("team@folkmoot.example"));
        app.visitor().visit("/proposals/clean-buses").await.lacks("Suggested by").lacks("Something wrong with this proposal?");
        app.visitor().visit(&format!("{path}/versions")).await.sees("First published");
        ana.visit(OWN).await.sees("Published").one(&format!("a[href='{path}']"));
        // Once it is published it is too late to decline it; and a new name is the name everywhere.
        ed.get(&declining(2)).await.is(409);
        ed.post_own(&declining(2), &[("reason", "Too late")]).await.is(409);
        ed.visit("/staff/proposals").await.sees("Suggested by a resident").lacks("waiting for you");
        let id = ana.id;
        app.change(move |tx| folkmoot::accounts::change(tx, id, "Anahit", Capacity::Resident, "")).await;
        app.visitor().visit(path).await.sees("Suggested by Anahit");
    }

    async fn an_editor_declines_a_suggestion(app: &TestApp) {
        let (buses, _) = app.proposal("Clean buses").await;
        let (ana, ed, mo) = (app.resident("Ana").await, app.editor("Ed").await, app.moderator("Mo").await);
        let id = suggests(app, &ana, "Ban clouds").await;
        let page = declines(&ed, id, " ").await;
        page.is(422).sees("There is a problem").sees("Give a reason").sees("Ban clouds");
        assert!(app.letters().await.is_empty());
        mo.get(&declining(id)).await.is(404);
        mo.post_own(&declining(id), &[("reason", "No")]).await.is(404);
        declines(&ed, id, "Nobody here decides about the weather.").await.is(200).sees("The suggestion is declined.").sees("Suggested by a resident, declined");

        let letters = app.letters().await;
        assert_eq!(letters.iter().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["ana@people.example"]);
        assert!(letters[0].subject.contains("Your suggestion is not published"), "{}", letters[0].subject);
        assert!(letters[0].text.contains("Ban clouds") && letters[0].text.contains("decides about the weather"), "{}", letters[0].text);
        ana.visit(OWN).await.sees("Declined").sees("Nobody here decides about the weather.");
        app.visitor().get("/proposals/ban-clouds").await.is(404);
        ed.post_own(&declining(id), &[("reason", "Twice")]).await.is(409);
        ed.post_own(&declining(buses.0), &[("reason", "Nobody suggested it")]).await.is(404);
        assert!(app.letters().await.is_empty());
    }

    async fn three_can_wait(app: &TestApp) {
        app.area("clean-air").await;
        let (ana, ben, ed) = (app.resident("Ana").await, app.resident("Ben").await, app.editor("Ed").await);
        let first = suggests(app, &ana, "Trees").await;
        sends(&ana, "Trees").await.is(303);
        assert_eq!(count(app).await, 1, "sent twice it is one");
        for title in ["Ponds", "Roofs"] {
            sends(&ana, title).await.is(303);
        }
        let page = sends(&ana, "Walls").await;
        page.is(422).sees("Three of your suggestions are waiting for an editor").sees("Much would change.");
        assert_eq!(page.form(FORM).value("title"), Some("Walls"));
        ana.visit(FORM).await.is(200).sees("Three of your suggestions are waiting for an editor").lacks("Send the suggestion");
        sends(&ben, "Walls").await.is(303);
        declines(&ed, first, "There are enough.").await.is(200);
        sends(&ana, "Walls").await.is(303);
        assert_eq!(count(app).await, MOST_WAITING as i64 + 2);
        app.letters().await;
    }

    /// Several buttons at once are counted one after the other.
    async fn four_at_once_are_three(app: &TestApp) {
        app.area("clean-air").await;
        let ana = app.resident("Ana").await;
        let titles: Vec<String> = (0..6).map(|n| format!("Tree {n}")).collect();
        let pages = futures_util::future::join_all(titles.iter().map(|title| sends(&ana, title))).await;
        assert_eq!(pages.iter().filter(|page| page.status == 303).count(), MOST_WAITING);
        assert_eq!(count(app).await, MOST_WAITING as i64);
    }

    async fn what_is_wrong_is_told_and_what_was_typed_is_kept(app: &TestApp) {
        app.area("clean-air").await;
        let ana = app.resident("Ana").await;
        let page = ana.post_own(FORM, &[("title", " "), ("why", "For the birds")]).await;
        page.is(422).sees("For the birds");
        let told: Vec<String> = page.all(".govuk-error-summary a").iter().map(|link| link.attr("href")).collect();
        assert_eq!(told, ["#title", "#summary", "#change"]);
        let long = "x".repeat(201);
        ana.post_own(FORM, &[("title", &long), ("summary", "S"), ("change", "C")]).await.is(422).sees("at most 200 characters");
        // Each text as long as it may be, in any script; a stranger cannot send so much.
        let long = "ক".repeat(20_000);
        let fields = [("title", "Long"), ("summary", "S"), ("change", long.as_str()), ("why", long.as_str())];
        app.visitor().post(FORM, &fields).await.is(413);
        ana.post_own(FORM, &fields).await.is(303);
        ana.post_own("/areas/no-such-area/suggestions", &[("title", "T"), ("summary", "S"), ("change", "C")]).await.is(404);
        assert_eq!(count(app).await, 1);
    }

    /// The copy of their data has all of it. When they leave, what was published has no name, and the rest goes.
    async fn whoever_leaves_takes_their_name_along(app: &TestApp) {
        app.area("clean-air").await;
        let (quill, ed) = (app.resident("Wilhelmina Quill").await, app.editor("Ed").await);
        let mut ids = Vec::new();
        for title in ["Marzipan", "Kumquat", "Xylophone"] {
            ids.push(suggests(app, &quill, title).await);
        }
        publishes(&ed, ids[0]).await;
        declines(&ed, ids[1], "It is a fruit.").await.is(200);
        app.letters().await;
        let copy = copy_of(app, &quill).await;
        let told = copy.iter().find(|(name, _)| name.contains("suggestions") && name.contains("json")).expect("a file").1;
        for words in ["Marzipan", "Kumquat", "Xylophone", "It is a fruit.", "Much would change.", "/proposals/marzipan"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        quill.visit("/account/erasure").await.sees("the proposals that you suggested and that were not published");
        app.visitor().visit("/proposals/marzipan").await.sees("Suggested by Wilhelmina Quill");
        erase(&quill, "stay").await.is(303);
        app.visitor().visit("/proposals/marzipan").await.sees("Suggested by Former participant").lacks("Quill");
        app.letters().await;
        app.visitor().visit("/proposals/marzipan").await.is(200).sees("Suggested by Former participant");
        let left: Vec<String> = app.query(|conn| proposals::table.select(proposals::title).load(conn).expect("read")).await;
        assert_eq!(left, ["Marzipan"]);
        let gone = quill.id;
        assert_eq!(app.query(move |conn| accounts::table.find(gone.0).count().get_result::<i64>(conn).expect("counted")).await, 0);
        let all = everything(app).await;
        assert!(!holds(&all, "Quill") && !holds(&all, "Xylophone") && holds(&all, "Marzipan"));
    }

    /// A letter that was asked for before its reader left is to nobody.
    async fn no_letter_leaves_to_whoever_has_left(app: &TestApp) {
        app.area("clean-air").await;
        let (ana, ed) = (app.resident("Ana").await, app.editor("Ed").await);
        let id = suggests(app, &ana, "Trees").await;
        publishes(&ed, id).await;
        erase(&ana, "stay").await.is(303);
        let subjects: Vec<String> = app.letters().await.into_iter().map(|one| one.subject).collect();
        assert!(subjects.len() == 1 && subjects[0].contains("Your account is erased"), "{subjects:?}");
    }
}
