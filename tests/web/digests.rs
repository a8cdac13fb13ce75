//! Emails about what people follow: who gets which, when, what is in them, and how they stop.

use crate::accounts::link_in;
use crate::on_both;
use crate::support::{Page, Person, TestApp};
use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use folkmoot::audit;
use folkmoot::clock::from_london;
use folkmoot::comments::State;
use folkmoot::db::schema::{comments, digests, subscribers};
use folkmoot::ids::CommentId;
use folkmoot::mail::Post;
use folkmoot::policy::Totals;
use reqwest::Method;

/// Moves the clock to this moment of London's wall clocks.
fn until(app: &TestApp, london: &str) {
    let local = NaiveDateTime::parse_from_str(london, "%Y-%m-%d %H:%M").expect("a date");
    app.clock.forward(from_london(local) - app.now());
}

async fn follow(person: &Person, path: &str, frequency: &str) {
    let form = person.visit(path).await.form("/follows");
    form.fill("frequency", frequency).fill("follow", "start").submit().await.is(200).sees("You follow");
}

async fn say(person: &Person, path: &str, words: &str) -> CommentId {
    let sent = person.visit(path).await.form("/comments").fill("body", words).send().await;
    let to = sent.is(303).header("location");
    let id = to.rsplit("#c").next().and_then(|id| id.parse().ok());
    CommentId(id.unwrap_or_else(|| panic!("no number in {to}")))
}

async fn moderate(app: &TestApp, id: CommentId, to: State) {
    use folkmoot::activity::{self, Event, Place};
    let now = app.now();
    app.change(move |tx| {
        folkmoot::comments::moderate(tx, id, to, "1", now)?;
        let event = if to == State::Published { Event::CommentRestored } else { Event::CommentHidden };
        let place = Place { comment: Some(id), ..place_of(tx, id)? };
        activity::record(tx, event, place, "", now);
        Ok(())
    })
    .await;
}

fn place_of(tx: &mut folkmoot::db::Tx<'_>, id: CommentId) -> folkmoot::error::Result<folkmoot::activity::Place> {
    use folkmoot::db::schema::proposals;
    let (proposal, area) = comments::table
        .inner_join(proposals::table)
        .filter(comments::id.eq(id))
        .select((comments::proposal_id, proposals::area_id))
        .first(&mut **tx)?;
    Ok(folkmoot::activity::Place { proposal: Some(proposal), area: Some(area), ..Default::default() })
}

/// The path of a link in an email's text.
fn path_in(post: &Post, part: &str) -> String {
    link_in(post, part)
}

fn one_click(post: &Post) -> String {
    let url = &post.bulk.as_ref().expect("it can be stopped").one_click;
    format!("/{}", url.splitn(4, '/').nth(3).expect("a path"))
}

/// As a mail program does it: a POST without cookies, origin or token, and a body of its own kind.
async fn press_one_click(app: &TestApp, path: &str) -> Page {
    app.visitor().send(Method::POST, path, &[], Some("List-Unsubscribe=One-Click".into())).await
}

on_both! {
    async fn an_address_is_enough_from_asking_to_stopping(app: &TestApp) {
        let ana = app.visitor();
        let page = ana.visit("/").await.form("/subscriptions").fill("email", "ana@people.example").submit().await;
        page.is(200).sees("Check your email");
        let letters = app.letters().await;
        let link = link_in(&letters[0], "/subscriptions/confirmation/");
        ana.visit(&link).await.is(200).sees("the whole site").form(&link).submit().await.is(200).sees("You will get our emails");
        assert!(app.emails().await.is_empty(), "nothing has happened yet");
        app.proposal("Clean buses").await;
        assert!(app.emails().await.is_empty(), "weekly emails come on Thursdays at 7");
        until(app, "2026-11-26 06:59");
        assert!(app.emails().await.is_empty());
        until(app, "2026-11-26 07:00");
        let emails = app.emails().await;
        assert_eq!(emails.len(), 1, "{emails:?}");
        let post = &emails[0];
        assert_eq!(post.to, "ana@people.example");
        assert!(post.text.contains("Clean buses") && post.html.contains("Clean buses"), "{}", post.text);
        assert!(app.emails().await.is_empty(), "once is enough");
        // Programs that check mail open every link; nothing changes by that.
        for part in ["/stop", "/copy", "/emails/"] {
            let path = path_in(post, part);
            app.visitor().get(&path).await.is(200);
            app.visitor().send(Method::HEAD, &path, &[], None).await.is(200);
        }
        app.visitor().get(&one_click(post)).await.is(200).sees("Stop all emails");
        assert_eq!(stopped(app).await, 0);
        let answer = press_one_click(app, &one_click(post)).await;
        assert_eq!((answer.status, answer.header("location"), answer.header("set-cookie")), (200, String::new(), String::new()));
        assert_eq!(stopped(app).await, 1);
        press_one_click(app, &one_click(post)).await.is(200);
        let wrong = press_one_click(app, &one_click(post).replace("/stop", "x/stop")).await;
        assert_eq!((wrong.status, wrong.html.as_str()), (404, ""), "a program gets no page");
        app.proposal("Clean trains").await;
        app.clock.forward(Duration::days(8));
        assert!(app.emails().await.is_empty(), "nothing after an unsubscribe");
    }

    async fn a_day_is_told_once_the_next_morning(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.professional("Ben", "Nurse").await);
        follow(&ana, &path, "daily").await;
        say(&ana, &path, "My own words.").await;
        let said = say(&ben, &path, "In the clinic we see **many** people.").await;
        for n in 0..4 {
            say(&ben, &path, &format!("Also this, number {n}.")).await;
        }
        let gone = say(&ben, &path, "Something that breaks a rule.").await;
        moderate(app, gone, State::Hidden).await;
        until(app, "2026-11-24 07:00");
        let emails = app.emails().await;
        let [post] = emails.as_slice() else { panic!("{emails:?}") };
        assert_eq!(post.to, "ana@people.example");
        assert!(post.text.contains("You get this every day because you follow Clean buses."), "{}", post.text);
        for part in [&post.text, &post.html] {
            assert!(part.contains("Also this, number 3.") && part.contains("5 new comments"), "{part}");
            assert!(!part.contains("My own words") && !part.contains("breaks a rule") && !part.contains("**"), "{part}");
            assert!(part.to_lowercase().contains("nurse"), "in which capacity: {part}");
        }
        assert!(!post.text.contains("In the clinic"), "three are shown, the others are counted");
        assert_eq!(said.0 + 5, gone.0);
        app.clock.forward(Duration::days(1));
        assert!(app.emails().await.is_empty(), "no email is empty");
        moderate(app, gone, State::Published).await;
        app.clock.forward(Duration::days(1));
        let emails = app.emails().await;
        assert!(emails.len() == 1 && emails[0].text.contains("breaks a rule"), "restored is told as if it had never been hidden: {emails:?}");
        moderate(app, said, State::Hidden).await;
        moderate(app, said, State::Published).await;
        app.clock.forward(Duration::days(1));
        assert!(app.emails().await.is_empty(), "what was told is not told again when it comes back");
    }

    async fn at_once_gathers_five_minutes_and_keeps_quiet_at_night(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        let first = say(&ana, &path, "A first thought.").await;
        follow(&ana, &format!("/comments/{first}"), "at_once").await;
        app.clock.forward(Duration::minutes(6));
        assert!(app.emails().await.is_empty());
        let reply = |words: &'static str| {
            let ben = ben.clone();
            async move { ben.visit(&format!("/comments/{first}")).await.form("/replies").fill("body", words).submit().await.is(200); }
        };
        reply("One answer.").await;
        assert!(app.emails().await.is_empty(), "five minutes first");
        app.clock.forward(Duration::minutes(3));
        reply("Another answer.").await;
        app.clock.forward(Duration::minutes(2));
        let emails = app.emails().await;
        assert!(emails.len() == 1 && emails[0].text.contains("One answer.") && emails[0].text.contains("Another answer."), "{emails:?}");
        until(app, "2026-11-23 22:00");
        say(&ben, &path, "Not in this discussion.").await;
        reply("A late answer.").await;
        app.clock.forward(Duration::minutes(30));
        assert!(app.emails().await.is_empty(), "not at night");
        until(app, "2026-11-24 07:00");
        let emails = app.emails().await;
        assert!(emails.len() == 1 && emails[0].text.contains("A late answer.") && !emails[0].text.contains("Not in this"), "{emails:?}");
    }

    async fn what_matches_two_follows_is_told_once_by_the_faster(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        follow(&ana, "/areas/clean-air", "weekly").await;
        follow(&ana, &path, "daily").await;
        say(&ben, &path, "A thought.").await;
        until(app, "2026-11-24 07:00");
        assert_eq!(app.emails().await.len(), 1);
        until(app, "2026-11-26 07:00");
        assert!(app.emails().await.is_empty(), "the week has nothing that the day did not tell");
        say(&ben, &path, "Another thought.").await;
        ana.visit(&path).await.form("/follows").fill("follow", "stop").submit().await.is(200);
        until(app, "2026-11-28 12:00");
        assert!(app.emails().await.is_empty(), "daily no more");
        until(app, "2026-12-03 07:00");
        let emails = app.emails().await;
        assert!(emails.len() == 1 && emails[0].text.contains("Another thought."), "but weekly: {emails:?}");
    }

    /// Whoever keeps the email has the check code outside of our server, where we cannot change it.
    async fn a_weekly_email_carries_the_check_code_of_the_record(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben, cy) = (app.resident("Ana").await, app.resident("Ben").await, app.resident("Cy").await);
        follow(&ana, "/areas/clean-air", "weekly").await;
        follow(&cy, "/areas/clean-air", "weekly").await;
        follow(&ben, &path, "daily").await;
        say(&cy, &path, "A thought.").await;
        say(&ana, &path, "Another thought.").await;
        let ed = app.editor("Ed").await.id;
        let act = async |n: i64| {
            let now = app.now();
            app.change(move |tx| audit::record(tx, Some(ed), "appeal.grant", &format!("comment {n}"), "", now)).await;
        };
        act(1).await;
        until(app, "2026-11-24 07:00");
        let daily = app.emails().await;
        assert_eq!(daily.iter().map(|post| post.to.as_str()).collect::<Vec<_>>(), ["ben@people.example"]);
        for part in [&daily[0].text, &daily[0].html] {
            assert!(!part.contains("check code") && !part.contains("/transparency"), "{part}");
        }
        act(2).await;
        until(app, "2026-11-26 07:00");
        let (weekly, asked) = app.queries(app.emails()).await;
        assert_eq!(weekly.len(), 2);
        let of_the_record = asked.iter().filter(|query| query.contains("audit")).count();
        assert_eq!(of_the_record, 1, "once for both: {asked:?}");
        let code: String = app.visitor().visit("/transparency").await.one("dd code").text.split_whitespace().collect();
        assert_eq!(code.split_once(':').map(|(acts, hash)| (acts, hash.len())), Some(("2", 64)), "{code}");
        for post in &weekly {
            assert!(post.text.lines().any(|line| line == code), "{code} is not in\n{}", post.text);
            let text = post.text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(": 2 acts so far.") && post.html.contains(&code), "{text}");
            let link = link_in(post, "/transparency");
            app.visitor().visit(&link).await.is(200).sees("How far the record has come");
        }
        // The email as a page is made when it is read, and by then there is more.
        act(3).await;
        let copy = weekly[0].bulk.as_ref().and_then(|bulk| bulk.archive.clone()).expect("a page");
        let copy = format!("/{}", copy.splitn(4, '/').nth(3).expect("a path"));
        app.visitor().visit(&copy).await.is(200).sees("thought").lacks("check code");
    }

    async fn a_worker_that_was_off_for_three_days_sends_one(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        follow(&ana, &path, "daily").await;
        for n in 0..3 {
            say(&ben, &path, &format!("Day {n}.")).await;
            app.clock.forward(Duration::days(1));
        }
        let emails = app.emails().await;
        assert!(emails.len() == 1 && emails[0].text.contains("3 new comments"), "{emails:?}");
        assert!(app.emails().await.is_empty());
    }

    async fn the_days_on_which_the_clocks_change_have_one_email_each(app: &TestApp) {
        for (from, days) in [("2027-03-26 12:00", 4), ("2027-10-29 12:00", 4)] {
            until(app, from);
            let title = format!("Clean buses from {from}");
            let (_, path) = app.proposal(&title).await;
            let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
            follow(&ana, &path, "daily").await;
            // Every twenty minutes somebody says something, and the worker looks.
            let (mut mornings, mut told) = (Vec::new(), 0);
            for n in 0..days * 72 {
                if n % 9 == 0 {
                    say(&ben, &path, &format!("Thought {n} of {from}.")).await;
                }
                app.clock.forward(Duration::minutes(20));
                for post in app.emails().await {
                    mornings.push(folkmoot::clock::to_london(app.now()).format("%d %H:%M").to_string());
                    told += (0..n + 1).filter(|n| n % 9 == 0).filter(|n| post.text.contains(&format!("Thought {n} of"))).count();
                }
            }
            assert_eq!(mornings.len(), 4, "{mornings:?}");
            assert!(mornings.iter().all(|at| at.ends_with("07:00")), "{mornings:?}");
            assert_eq!(told, 4 * 3, "three of each day's are shown");
            ana.visit(&path).await.form("/follows").fill("follow", "stop").submit().await.is(200);
        }
    }

    async fn closing_soon_is_told_once_and_only_while_it_is_true(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let (id, path) = app.proposal_with("Clean buses", Totals::Public, -1, 5).await;
        follow(&ana, &path, "daily").await;
        until(app, "2026-11-25 07:00");
        assert!(app.emails().await.is_empty());
        until(app, "2026-11-26 07:00");
        let emails = app.emails().await;
        assert!(emails.len() == 1 && emails[0].subject.contains("closing soon"), "{emails:?}");
        assert!(app.emails().await.is_empty());
        let count: i64 = app.query(move |conn| {
            use folkmoot::db::schema::activity;
            activity::table.filter(activity::kind.eq("closing_soon")).filter(activity::proposal_id.eq(id)).count().get_result(conn).expect("counted")
        }).await;
        assert_eq!(count, 1);
        until(app, "2026-11-29 07:00");
        let emails = app.emails().await;
        assert!(emails.len() == 1 && emails[0].text.contains("Closed"), "{emails:?}");
    }

    async fn preferences_open_from_every_email_and_hold(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        follow(&ana, &path, "daily").await;
        say(&ben, &path, "A thought.").await;
        until(app, "2026-11-24 07:00");
        let post = app.emails().await.remove(0);
        let link = manage(&post);
        let reader = app.visitor();
        let page = reader.visit(&link).await;
        page.is(200).sees("a…@people.example").lacks("ana@people.example").sees("Clean buses").sees("Sent");
        let area: i64 = app.query(|conn| folkmoot::db::schema::areas::table.select(folkmoot::db::schema::areas::id).first(conn).expect("found")).await;
        let form = page.form(&link).fill(&format!("area-{area}"), "weekly").fill("hour", "18").fill("weekday", "1").fill("act", "save");
        form.submit().await.is(200).sees("Saved");
        let page = ana.visit("/account/emails").await;
        page.is(200).sees("ana@people.example");
        assert_eq!(page.form("/account/emails").value(&format!("area-{area}")), Some("weekly"));
        say(&ben, &path, "Another thought.").await;
        until(app, "2026-11-24 17:59");
        assert!(app.emails().await.is_empty());
        until(app, "2026-11-24 18:00");
        assert_eq!(app.emails().await.len(), 1, "at the hour that was chosen");
        // A pause: what happens meanwhile comes afterwards.
        reader.post(&link, &[("act", "pause"), ("weeks", "1")]).await.is(303);
        reader.visit(&link).await.sees("paused until");
        say(&ben, &path, "In the pause.").await;
        until(app, "2026-12-01 17:00");
        assert!(app.emails().await.is_empty());
        until(app, "2026-12-01 18:30");
        let emails = app.emails().await;
        assert!(emails.len() == 1 && emails[0].text.contains("In the pause."), "{emails:?}");
        // Stopping and starting again.
        ana.visit("/account/emails").await.form("/account/emails").fill("act", "save").submit().await.is(200);
        reader.post(&link, &[("act", "stop")]).await.is(303);
        say(&ben, &path, "While it was stopped.").await;
        reader.visit(&link).await.sees("You get no emails from us");
        reader.post(&link, &[("act", "start")]).await.is(303);
        say(&ben, &path, "And after.").await;
        app.clock.forward(Duration::days(1));
        let emails = app.emails().await;
        assert!(emails.len() == 1 && emails[0].text.contains("And after.") && !emails[0].text.contains("While it was"), "{emails:?}");
        for wrong in [&[("act", "fly")][..], &[("act", "pause"), ("weeks", "99")], &[("act", "save"), ("site", "hourly")], &[("hour", "7")]] {
            reader.post(&link, wrong).await.is(422);
        }
        let copy = reader.visit(&path_in(&post, "/copy")).await;
        copy.is(200).sees("A thought.");
    }

    async fn an_altered_link_opens_one_page_that_tells_nothing(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        follow(&ana, &path, "daily").await;
        say(&ben, &path, "A thought.").await;
        until(app, "2026-11-24 07:00");
        let post = app.emails().await.remove(0);
        let visitor = app.visitor();
        let refused = visitor.visit("/emails/nonsense").await;
        refused.is(404).sees("This link is not valid").form("/emails");
        let (manage, stop) = (manage(&post), one_click(&post));
        let token = stop.split('/').nth(2).expect("a token").to_owned();
        for good in [manage.clone(), stop.clone()] {
            let start = "/emails/".len();
            let end = good[start..].find('/').map_or(good.len(), |n| start + n);
            for at in start..end {
                for bit in [1_u8, 2, 4, 8, 16, 32] {
                    let mut bytes = good.clone().into_bytes();
                    bytes[at] ^= bit;
                    if !bytes[at].is_ascii_alphanumeric() && !b"-_".contains(&bytes[at]) {
                        continue;
                    }
                    let wrong = String::from_utf8(bytes).expect("text");
                    let page = visitor.get(&wrong).await;
                    assert_eq!((page.status, &page.html), (404, &refused.html), "{wrong}");
                }
            }
        }
        press_one_click(app, "/emails/d1-AAAAAAAAAAAAAAAAAAAAAA/stop").await.is(404);
        // The link that stops opens nothing else, and cannot start anything again.
        visitor.get(&format!("/emails/{token}")).await.is(404);
        visitor.get(&format!("/emails/{token}/copy")).await.is(404);
        visitor.post(&format!("/emails/{token}"), &[("act", "stop")]).await.is(404);
        // Without the words of a mail program, a form of another site stops nothing.
        visitor.send(Method::POST, &stop, &[("sec-fetch-site", "cross-site")], Some("what=all".into())).await.is(403);
        for elsewhere in ["confirmation", "reset", "invitation", "subscriptions/confirmation"] {
            visitor.get(&format!("/{elsewhere}/{token}")).await.is(404);
        }
        assert_eq!(stopped(app).await, 0);
        // Somebody else's link opens nobody else's email.
        let id: i64 = app.query(|conn| digests::table.select(digests::id).first(conn).expect("found")).await;
        ben.get(&format!("/account/emails/{id}")).await.is(404);
        ana.get(&format!("/account/emails/{id}")).await.is(200).sees("A thought.");
        // RFC 8058 lets mail programs send a form of many parts, too.
        let many = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        let client = reqwest::Client::new();
        let sent = client.post(format!("{}{stop}", app.url)).header("content-type", "multipart/form-data; boundary=x").body(many).send().await.expect("answered");
        assert_eq!(sent.status().as_u16(), 200);
        assert_eq!(stopped(app).await, 1);
    }

    async fn a_lost_link_is_sent_anew_to_the_address_alone(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let (_, path) = app.proposal("Clean buses").await;
        follow(&ana, &path, "weekly").await;
        let visitor = app.visitor();
        let mut answers = Vec::new();
        for email in ["ana@people.example", "nobody@people.example"] {
            let page = visitor.visit("/emails").await.form("/emails").fill("email", email).submit().await;
            answers.push((page.status, page.path.clone(), page.html.clone()));
        }
        assert_eq!(answers[0], answers[1], "the answer does not tell whether we know the address");
        let letters = app.letters().await;
        assert_eq!(letters.iter().map(|l| l.to.as_str()).collect::<Vec<_>>(), ["ana@people.example"]);
        let link = link_in(&letters[0], "/emails/");
        visitor.visit(&link).await.is(200).sees("Clean buses");
        app.clock.forward(Duration::hours(49));
        visitor.visit(&link).await.is(404);
        visitor.post("/emails", &[("email", "ana@")]).await.is(422).sees("correct format");
        app.emails().await;
    }

    async fn what_changes_between_planning_and_sending_counts(app: &TestApp) {
        use folkmoot::digests::run;
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben) = (app.resident("Ana").await, app.resident("Ben").await);
        for (n, change) in ["unfollow", "stop", "hide", "suspend"].into_iter().enumerate() {
            follow(&ana, &path, "daily").await;
            let said = say(&ben, &path, &format!("Thought {n}.")).await;
            app.clock.forward(Duration::days(1));
            assert_eq!(run::plan_all(&app.app).await.expect("planned").planned, 1, "{change}");
            let id = ana.id;
            match change {
                "unfollow" => { ana.visit(&path).await.form("/follows").fill("follow", "stop").submit().await.is(200); }
                "stop" => { ana.post_own("/account/emails", &[("act", "stop")]).await.is(303); }
                "hide" => moderate(app, said, State::Hidden).await,
                _ => {
                    let until = app.now() + Duration::hours(5);
                    app.change(move |tx| {
                        use folkmoot::db::schema::accounts;
                        diesel::update(accounts::table.find(id.0)).set(accounts::suspended_until.eq(until)).execute(&mut **tx)?;
                        Ok(())
                    }).await;
                }
            }
            assert!(app.emails().await.is_empty(), "{change}");
            let why: (String, String) = app.query(|conn| digests::table.order(digests::id.desc()).select((digests::state, digests::why)).first(conn).expect("found")).await;
            assert_eq!(why.0, "skipped", "{change}");
            assert!(!why.1.is_empty(), "{change}: the row says why");
            if change == "stop" {
                ana.post_own("/account/emails", &[("act", "start")]).await.is(303);
            }
        }
        app.clock.forward(Duration::days(1));
        let emails = app.emails().await;
        assert!(emails.len() == 1 && emails[0].text.contains("Thought 3."), "what was held back for a suspension is not lost: {emails:?}");
    }

    async fn names_and_titles_that_bite_make_one_good_email(app: &TestApp) {
        let bites = [
            "<img src=x onerror=alert(1)>", "Robert\"; DROP TABLE digests;--", "a, b <c@d.example>", "\u{202e}desrever",
            "=?utf-8?q?hidden?=", "Ünïcödé 自用車 🚲", "<script>alert(1)</script>", "%s %n {0} ${x}", "\u{5d0}\u{5d1} and \u{627}\u{644}",
        ];
        let reader = app.resident("Reader").await;
        app.area("clean-air").await;
        follow(&reader, "/areas/clean-air", "daily").await;
        for (n, bite) in bites.iter().enumerate() {
            let (_, path) = app.proposal(&format!("{bite} {n}")).await;
            let author = app.resident(&format!("Author {n}")).await;
            let (id, name) = (author.id, (*bite).to_owned());
            app.change(move |tx| {
                use folkmoot::db::schema::accounts;
                diesel::update(accounts::table.find(id.0)).set(accounts::name.eq(&name)).execute(&mut **tx)?;
                Ok(())
            }).await;
            author.post_own(&format!("{path}/comments"), &[("body", &format!("{bite}\n.\n\nMAIL FROM:<x>"))]).await.is(303);
        }
        app.clock.forward(Duration::days(1));
        let emails = app.emails().await;
        let [post] = emails.as_slice() else { panic!("{emails:?}") };
        assert!(!post.subject.contains(['\r', '\n', '\0']) && !post.subject.is_empty(), "{}", post.subject);
        assert!(!post.html.contains("<script>alert") && !post.html.contains("<img src=x"), "{}", post.html);
        assert!(post.html.len() < 100_000);
        let parked: i64 = app.query(|conn| digests::table.filter(digests::state.eq("parked")).count().get_result(conn).expect("counted")).await;
        assert_eq!(parked, 0);
    }

    async fn an_address_and_its_account_are_one_subscriber(app: &TestApp) {
        use crate::accounts::{confirm, register};
        use crate::support::stage::PASSWORD;
        let ana = app.visitor();
        ana.post("/subscriptions", &[("email", "Ana@people.example")]).await.is(303);
        let link = link_in(&app.letters().await[0], "/subscriptions/confirmation/");
        ana.visit(&link).await.form(&link).submit().await.is(200);
        register(&ana, "Ana", "ana@people.example").await.is(200);
        let link = link_in(&app.letters().await[0], "/confirmation/");
        confirm(&ana, &link, PASSWORD).await.is(200);
        let page = ana.visit("/account/emails").await;
        assert_eq!(page.form("/account/emails").value("site"), Some("weekly"), "what the address follows is there");
        let count: i64 = app.query(|conn| subscribers::table.count().get_result(conn).expect("counted")).await;
        assert_eq!(count, 1);
    }

    async fn what_comes_back_is_read_and_acted_on(app: &TestApp) {
        use folkmoot::mail::bounce;
        use folkmoot::subscriptions::returns;
        let folder = tempfile::tempdir().expect("a folder");
        let mut with = app.app.clone();
        let mut config = (*with.site.config).clone();
        config.mail.bounce_maildir = folder.path().to_owned();
        with.site.config = std::sync::Arc::new(config);
        let (_, path) = app.proposal("Clean buses").await;
        let (ana, ben, cy) = (app.resident("Ana").await, app.resident("Ben").await, app.resident("Cy").await);
        for person in [&ana, &ben] {
            follow(person, &path, "daily").await;
        }
        say(&cy, &path, "A thought.").await;
        app.clock.forward(Duration::days(1));
        let emails = app.emails().await;
        assert_eq!(emails.len(), 2);
        let put = |name: &str, raw: String| {
            let new = folder.path().join("new");
            std::fs::create_dir_all(&new).expect("made");
            std::fs::write(new.join(name), raw).expect("written");
        };
        let report = |key: &str| format!(
            "Return-Path: <>\r\nDelivered-To: bounce+{key}@folkmoot.example\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: bounce+{key}@folkmoot.example\r\n\
             Subject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nNo such mailbox.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; x@people.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
        );
        // Without our seal it is anybody's word.
        put("1", report("d1.00000000000000000000"));
        assert_eq!(returns::read_all(&with).await, Ok(1));
        let silenced = || async { app.query(|conn| subscribers::table.filter(subscribers::silenced_at.is_not_null()).count().get_result::<i64>(conn).expect("counted")).await };
        assert_eq!(silenced().await, 0);
        let digest: i64 = app.query(|conn| digests::table.order(digests::id).select(digests::id).first(conn).expect("found")).await;
        put("2", report(&bounce::key(&app.app.site.keys, &format!("d{digest}"))));
        // Ben asks by letter to be left alone.
        let token = one_click(&emails[1]).split('/').nth(2).expect("a token").to_owned();
        put("3", format!("From: ben@people.example\r\nTo: unsubscribe+{token}@folkmoot.example\r\nSubject: no more\r\n\r\nPlease.\r\n"));
        assert_eq!(returns::read_all(&with).await, Ok(2));
        assert_eq!((silenced().await, stopped(app).await), (1, 1));
        assert_eq!(returns::read_all(&with).await, Ok(0), "each is read once");
        assert_eq!(std::fs::read_dir(folder.path().join("cur")).expect("read").count(), 3);
        say(&cy, &path, "Another thought.").await;
        app.clock.forward(Duration::days(1));
        assert!(app.emails().await.is_empty());
    }

    async fn an_address_that_takes_none_is_left_in_peace_and_told_so(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let (_, path) = app.proposal("Clean buses").await;
        follow(&ana, &path, "daily").await;
        let now = app.now();
        let id = app.query(|conn| subscribers::table.select(subscribers::id).first::<i64>(conn).expect("found")).await;
        app.change(move |tx| {
            use folkmoot::ids::SubscriberId;
            use folkmoot::subscribers::{self, Bounce};
            subscribers::bounced(tx, SubscriberId(id), Bounce::Points(2), "full", now)?;
            subscribers::bounced(tx, SubscriberId(id), Bounce::Gone, "no such mailbox", now)
        }).await;
        say(&app.resident("Ben").await, &path, "A thought.").await;
        app.clock.forward(Duration::days(1));
        assert!(app.emails().await.is_empty());
        let page = ana.visit("/account/emails").await;
        page.is(200).sees("We stopped writing to you").sees("no such mailbox");
        ana.post_own("/account/emails", &[("act", "retry")]).await.is(303);
        say(&app.resident("Ben").await, &path, "Another thought.").await;
        app.clock.forward(Duration::days(1));
        assert_eq!(app.emails().await.len(), 1);
    }
}

pub async fn stopped(app: &TestApp) -> i64 {
    app.query(|conn| {
        subscribers::table.filter(subscribers::stopped_at.is_not_null()).count().get_result(conn).expect("counted")
    })
    .await
}

/// The path of the page on which emails are changed: the link that is neither for stopping nor for reading.
fn manage(post: &Post) -> String {
    let line = post.text.lines().find(|l| l.contains("/emails/") && !l.contains("/stop") && !l.contains("/copy"));
    let line = line.unwrap_or_else(|| panic!("no link to change emails in\n{}", post.text));
    let at = line.find("/emails/").expect("found above");
    line[at..].split_whitespace().next().expect("a path").to_owned()
}
