//! Equality monitoring: what people say about themselves comes out as counts, once, and leads back to nobody.

use crate::leaving::erase;
use crate::nasty::dump;
use crate::on_both;
use crate::organisations::founds;
use crate::responses::{answers, asked, begins, consultation, sends};
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::characteristics::{Characteristic, Characteristics, Question, USUAL};
use folkmoot::db::schema::{audit, monitoring as m, monitoring_given as given, proposals};
use folkmoot::ids::ProposalId;
use folkmoot::monitoring::{Tally, publish_due};
use folkmoot::policy::Totals;
use std::collections::{BTreeMap, BTreeSet};

/// The usual questions about these.
fn questions(about: &[Characteristic]) -> Vec<Question> {
    let usual = Characteristics::read(USUAL).expect("it can be read");
    usual.questions().iter().filter(|one| about.contains(&one.about)).cloned().collect()
}

/// A consultation asks people about themselves from now on. The desk where that is chosen has a story of its own.
pub async fn asks_about(app: &TestApp, id: ProposalId, about: &[Characteristic]) {
    let text = serde_json::to_string(&questions(about)).expect("written");
    app.change(move |tx| {
        let values = (m::asked.eq(text.clone()), m::reason.eq("To hear from all."), m::edition.eq(1_i64));
        diesel::insert_into(m::table).values((m::proposal_id.eq(id), values)).execute(&mut **tx)?;
        Ok(())
    })
    .await;
}

/// A consultation has asked everything, and the counts are public, whatever it is at.
pub async fn published(app: &TestApp, id: ProposalId) {
    asks_about(app, id, Characteristic::ALL).await;
    let counts: Vec<String> = questions(Characteristic::ALL)
        .iter()
        .map(|one| format!("\"{}\":[{}]", one.about.as_str(), vec!["null"; one.body.options.len() + 1].join(",")))
        .collect();
    let (text, now) = (format!("{{\"answered\":40,\"counts\":{{{}}}}}", counts.join(",")), app.now());
    app.change(move |tx| {
        let values = (m::published.eq(text.clone()), m::published_at.eq(now));
        diesel::update(m::table.filter(m::proposal_id.eq(id))).set(values).execute(&mut **tx)?;
        Ok(())
    })
    .await;
}

/// So many people have answered besides.
async fn crowd(app: &TestApp, id: ProposalId, counts: &[(Characteristic, &[i64])]) {
    let counts: BTreeMap<_, _> = counts.iter().map(|(about, counts)| (*about, counts.to_vec())).collect();
    let tally = Tally { answered: counts.values().next().expect("one").iter().sum(), counts };
    let text = serde_json::to_string(&tally).expect("written");
    app.change(move |tx| {
        diesel::update(m::table.filter(m::proposal_id.eq(id))).set(m::tally.eq(text.clone())).execute(&mut **tx)?;
        Ok(())
    })
    .await;
}

/// Somebody sends a response; gives its address.
async fn responds(who: &Person, path: &str) -> String {
    let at = begins(who, path).await;
    answers(who, &at, 1, &[("q11", "22")]).await.is(200);
    sends(who, &at, "never").await.is(200);
    at
}

/// Somebody says something about themselves.
async fn tells(who: &Person, at: &str, fields: &[(&str, &str)]) -> Page {
    let place = format!("{at}/equality");
    let form = who.visit(&place).await.form(&place);
    fields.iter().fold(form, |form, (name, value)| form.fill(name, value)).submit().await
}

async fn tally(app: &TestApp, id: ProposalId) -> Tally {
    let of = m::table.filter(m::proposal_id.eq(id)).select(m::tally);
    let text: String = app.query(move |conn| of.first(conn).expect("it is there")).await;
    serde_json::from_str(&text).expect("counts")
}

/// What everybody can read of the counts: of each answer what stands in the file, with what stands on the page.
async fn read(app: &TestApp, path: &str) -> (Vec<(String, String, Option<i64>)>, String) {
    let file = app.visitor().get(&format!("{path}/equality.csv")).await;
    file.is(200);
    let cells = |line: &str| -> Vec<String> { line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect() };
    let rows = file.html.lines().skip(1).map(cells).map(|row| (row[0].clone(), row[1].clone(), row[2].parse().ok()));
    let page = app.visitor().visit(&format!("{path}/equality")).await;
    page.is(200);
    (rows.collect(), page.one("main").text)
}

const SEX_AND_PREGNANCY: [Characteristic; 2] = [Characteristic::Pregnancy, Characteristic::Sex];

on_both! {
    async fn editors_choose_before_the_opening_what_is_asked_and_why(app: &TestApp) {
        let (id, _) = app.proposal_with("Later", Totals::Public, 2, 30).await;
        let desk = format!("/staff/proposals/{id}/equality-questions");
        let ed = app.editor("Ed").await;
        let page = ed.visit(&desk).await;
        page.is(200).sees("Marriage and civil partnership").sees("Gender reassignment").sees("Prefer not to say");
        assert_eq!(page.all("input[type=checkbox]").len(), 9);
        assert_eq!(page.all("input[checked]").len(), 0, "nothing is asked by itself");
        page.form(&desk).submit().await.is(422).one("a[href='#age']");
        let page = page.form(&desk).fill("sex", "yes").fill("age", "yes").submit().await;
        page.is(422).sees("Say why you need to know this").one("#sex[checked]");
        let page = page.form(&desk).fill("reason", "To see whether we hear from young people.").submit().await;
        page.is(200).sees("Saved.").one("#age[checked]");
        assert_eq!(page.all("input[checked]").len(), 2);
        let stale = ed.post_own(&desk, &[("edition", "0"), ("race", "yes"), ("reason", "Other words than these")]).await;
        stale.is(409).sees("Somebody else changed the questions").sees("Other words than these");
        let long = "w".repeat(2_001);
        ed.post_own(&desk, &[("edition", "1"), ("race", "yes"), ("reason", &long)]).await.is(422).sees("2,000 characters");
        app.resident("Rae").await.get(&desk).await.is(404);
        let acts = audit::table.filter(audit::act.eq("monitoring.choose")).select(audit::detail);
        assert_eq!(app.query(move |conn| acts.load::<String>(conn).expect("read")).await, ["age, sex"]);
        // From the opening on it stays, so that everybody is asked the same.
        app.clock.forward(Duration::days(3));
        let ed = app.editor("Edie").await;
        ed.visit(&desk).await.is(200).sees("The questions stay as they are").sees("How old are you?").lacks("Gender reassignment");
        ed.post_own(&desk, &[("edition", "1"), ("reason", "")]).await.is(409);
        ed.get("/staff/proposals/999/equality-questions").await.is(404);
    }

    async fn it_is_asked_of_people_once_and_of_no_organisation(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(0)).await;
        let ana = app.resident("Ana").await;
        let at = begins(&ana, &path).await;
        let place = format!("{at}/equality");
        ana.get(&place).await.is(404);
        asks_about(app, id, Characteristic::ALL).await;
        ana.visit(&format!("{path}/respond")).await.sees("we ask a few questions about you");
        ana.get(&place).await.is(404);
        ana.post_own(&place, &[("sex", "female")]).await.is(404);
        answers(&ana, &at, 1, &[("q11", "22")]).await.is(200);
        sends(&ana, &at, "never").await.is(200).sees("We have your response").one(&format!("a[href='{place}']"));

        let page = ana.visit(&place).await;
        page.is(200).sees("You do not have to answer any of them").sees("To hear from all.").sees("Nothing else is kept of it");
        assert_eq!(page.all("fieldset").len(), 9);
        assert_eq!(page.all("input[value=rather-not]").len(), 9);
        assert_eq!(page.all("input[checked]").len(), 0);
        // Only the answers of the form are answers.
        for (name, value) in [("sex", "Female"), ("age", "17"), ("race", "white asian"), ("religion", "<b>x</b>"), ("orientation", "0")] {
            let page = ana.post_own(&place, &[(name, value), ("pregnancy", "no")]).await;
            page.is(422).sees("There is a problem").sees("choose one of the answers").one(&format!("a[href='#{name}']"));
            page.one("#pregnancy[checked]");
        }
        assert_eq!(app.query(|conn| given::table.count().get_result::<i64>(conn).expect("counted")).await, 0);
        // A field that is nobody's is passed over, and what is left out is "prefer not to say".
        tells(&ana, &at, &[("sex", "female"), ("age", "rather-not"), ("answered", "9")]).await.is(200).sees("You have answered these questions");
        let counted = tally(app, id).await;
        assert_eq!((counted.answered, &counted.counts[&Characteristic::Sex]), (1, &vec![1, 0, 0]));
        assert_eq!(counted.counts[&Characteristic::Pregnancy], [0, 0, 1]);
        ana.visit(&at).await.sees("You have answered our questions about you");
        ana.post_own(&place, &[("sex", "male")]).await.is(409).sees("each person is counted once");
        // Sent again, taken back or sent anew, the response is the same, and so is the person.
        sends(&ana, &at, "never").await.is(200);
        ana.post_own(&place, &[("sex", "male")]).await.is(409);
        ana.post_own(&format!("{at}/withdrawal"), &[]).await.is(303);
        ana.get(&place).await.is(404);
        assert_eq!(tally(app, id).await, counted);

        let bo = app.resident("Bo").await;
        bo.get(&place).await.is(404);
        bo.post_own(&place, &[("sex", "male")]).await.is(404);
        assert_eq!(app.visitor().get(&place).await.status, 303);
        // What speaks for an organisation has no age.
        founds(app, &bo, "Carers of the Lea").await;
        let theirs = bo.post_own(&format!("{path}/respond"), &[("as", "organisation")]).await.header("location");
        answers(&bo, &theirs, 1, &[("q11", "22")]).await.is(200);
        sends(&bo, &theirs, "named").await.is(200).lacks("questions about you");
        bo.get(&format!("{theirs}/equality")).await.is(404);
        bo.post_own(&format!("{theirs}/equality"), &[("sex", "male")]).await.is(404);
        assert_eq!(tally(app, id).await, counted);
        app.letters().await;
    }

    /// What the database holds afterwards would be the same if people had said something else: only the sums are in it.
    async fn nothing_that_is_kept_tells_who_said_what(app: &TestApp) {
        let people = [app.resident("Ana").await, app.professional("Bo", "Nurse").await];
        let told = [[("sex", "female"), ("pregnancy", "yes")], [("sex", "male"), ("pregnancy", "no")]];
        let mut kept = Vec::new();
        // Once each says the one thing, once the other, and once they exchange halves of it.
        for (title, said) in [
            ("One", [told[0], told[1]]),
            ("Two", [told[1], told[0]]),
            ("Three", [[told[0][0], told[1][1]], [told[1][0], told[0][1]]]),
        ] {
            let (id, path) = consultation(app, title, &asked(0)).await;
            asks_about(app, id, &SEX_AND_PREGNANCY).await;
            let places = [responds(&people[0], &path).await, responds(&people[1], &path).await];
            app.letters().await;
            let before = app.query(dump).await;
            for ((who, at), fields) in people.iter().zip(&places).zip(said) {
                tells(who, at, &fields).await.is(200);
            }
            let after = app.query(dump).await;
            let new: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
            let tables: BTreeSet<&str> = new.iter().filter_map(|line| line.split([' ', '(']).next()).collect();
            // A transaction takes the next number, whatever is in it; no change, act, letter or event comes of an answer.
            let expected = BTreeSet::from(["monitoring", "monitoring_given", "revision"]);
            assert!(tables.is_subset(&expected) && tables.len() > 1, "{new:#?}");
            assert_eq!(app.letters().await.len(), 0);
            let of = m::table.filter(m::proposal_id.eq(id)).select((m::asked, m::tally, m::edition));
            kept.push(app.query(move |conn| of.first::<(String, String, i64)>(conn).expect("it is there")).await);
            let notes = given::table.filter(given::proposal_id.eq(id)).count();
            assert_eq!(app.query(move |conn| notes.get_result::<i64>(conn).expect("counted")).await, 2);
        }
        assert!(kept.iter().all(|one| *one == kept[0]), "{kept:#?}");
        // Who leaves takes nothing out of the counts, because nothing in them is theirs.
        erase(&people[0], "stay").await.is(303);
        app.letters().await;
        let tallies = m::table.order(m::proposal_id).select(m::tally);
        let tallies: Vec<String> = app.query(move |conn| tallies.load(conn).expect("read")).await;
        assert_eq!(tallies.len(), 3);
        assert!(tallies.iter().all(|one| *one == kept[0].1), "{tallies:#?}");
    }

    async fn counts_come_out_once_and_subtracting_finds_nothing(app: &TestApp) {
        let (id, path) = consultation(app, "Text people on bad days", &asked(2)).await;
        asks_about(app, id, &SEX_AND_PREGNANCY).await;
        let (ana, bo) = (app.resident("Ana").await, app.resident("Bo").await);
        let (at, other) = (responds(&ana, &path).await, responds(&bo, &path).await);
        crowd(app, id, &[(Characteristic::Pregnancy, &[100, 6, 32]), (Characteristic::Sex, &[71, 55, 12])]).await;
        tells(&ana, &at, &[("pregnancy", "yes"), ("sex", "female")]).await.is(200);
        app.letters().await;
        // Before the time is over nobody sees a number: nobody at all.
        let desk = format!("/staff/proposals/{id}/equality-questions");
        let hours = [24 * 30 - 1, 2, 48, 22];
        for forward in hours {
            app.clock.forward(Duration::hours(forward));
            assert_eq!(publish_due(&app.app.site.db, app.now()).await.expect("looked"), 0);
            app.visitor().get(&format!("{path}/equality")).await.is(404);
            app.visitor().get(&format!("{path}/equality.csv")).await.is(404);
            let ed = app.editor(&format!("Ed {forward}")).await;
            ed.get(&format!("{path}/equality")).await.is(404);
            ed.visit(&desk).await.is(200).sees("Nobody can see the numbers yet").lacks("139").lacks("72");
        }
        app.clock.forward(Duration::hours(2));
        assert_eq!(publish_due(&app.app.site.db, app.now()).await.expect("published"), 1);
        let (first, page) = read(app, &path).await;
        let row = |about: &str, answer: &str, n| (about.to_owned(), answer.to_owned(), n);
        let expected = [
            row("everybody who answered", "", Some(139)),
            row("Pregnancy and maternity", "No", Some(100)),
            row("Pregnancy and maternity", "Yes", None),
            row("Pregnancy and maternity", "Prefer not to say", None),
            row("Sex", "Female", Some(72)),
            row("Sex", "Male", Some(55)),
            row("Sex", "Prefer not to say", Some(12)),
        ];
        assert_eq!(first, expected);
        let ed = app.editor("Edie").await;
        let staff = ed.visit(&desk).await;
        staff.is(200).sees("You see what everybody sees").sees("139").sees("Female 72 52%").sees("Yes Hidden –").lacks("32");
        // What it was made from is gone: the exact counts, and who has answered.
        let of = m::table.filter(m::proposal_id.eq(id)).select(m::tally);
        assert_eq!(app.query(move |conn| of.first::<String>(conn).expect("it is there")).await, "");
        assert_eq!(app.query(|conn| given::table.count().get_result::<i64>(conn).expect("counted")).await, 0);

        // Whoever comes later, leaves or counts again changes nothing that can be seen.
        let bo = crate::responses::again(app, &bo).await;
        bo.visit(&format!("{other}/equality")).await.is(200).sees("It is too late");
        bo.post_own(&format!("{other}/equality"), &[("sex", "male")]).await.is(409);
        erase(&crate::responses::again(app, &ana).await, "stay").await.is(303);
        app.letters().await;
        app.clock.forward(Duration::days(40));
        assert_eq!(publish_due(&app.app.site.db, app.now()).await.expect("looked"), 0);
        let (second, later) = read(app, &path).await;
        assert_eq!(page, later);
        subtracts(&first, &second);
        app.visitor().visit(&format!("{path}/results")).await.one(&format!("a[href='{path}/equality']"));
    }

    async fn of_fewer_than_ten_people_no_number_is_told(app: &TestApp) {
        for (title, people, told) in [("Nine", 8, None), ("Ten", 9, Some(10))] {
            let (id, path) = consultation(app, title, &asked(0)).await;
            asks_about(app, id, &[Characteristic::Sex]).await;
            let ana = app.resident(&format!("Ana of {title}")).await;
            let at = responds(&ana, &path).await;
            crowd(app, id, &[(Characteristic::Sex, &[people, 0, 0])]).await;
            tells(&ana, &at, &[("sex", "female")]).await.is(200);
            app.clock.forward(Duration::days(32));
            assert_eq!(publish_due(&app.app.site.db, app.now()).await.expect("published"), 1);
            let (rows, page) = read(app, &path).await;
            assert_eq!(rows[0].2, told);
            assert!(rows[1..].iter().all(|(_, _, count)| count.is_none()), "{rows:?}");
            assert_eq!(page.contains("Fewer than 10 people answered"), told.is_none());
        }
        app.letters().await;
        // What never opened was asked of nobody, whatever its dates say.
        let (draft, path) = app.proposal_with("Never opened", Totals::Public, -9, -5).await;
        asks_about(app, draft, &[Characteristic::Sex]).await;
        let one = proposals::table.filter(proposals::id.eq(draft));
        app.change(move |tx| Ok(diesel::update(one).set(proposals::stage.eq("draft")).execute(&mut **tx)?)).await;
        assert_eq!(publish_due(&app.app.site.db, app.now()).await.expect("looked"), 0);
        app.visitor().get(&format!("{path}/equality")).await.is(404);
    }
}

/// What somebody finds who has the files of two dates: within each table from the total, and between the two.
fn subtracts(first: &[(String, String, Option<i64>)], second: &[(String, String, Option<i64>)]) {
    assert_eq!(first.len(), second.len());
    for (one, other) in first.iter().zip(second) {
        assert_eq!((&one.0, &one.1), (&other.0, &other.1));
        assert_eq!(one.2, other.2, "between the two dates {} {} has changed", one.0, one.1);
    }
    let total = first[0].2.expect("the total is shown");
    let tables: BTreeSet<&String> = first[1..].iter().map(|(about, ..)| about).collect();
    for table in tables {
        let rows: Vec<Option<i64>> = first.iter().filter(|(about, ..)| about == table).map(|(_, _, n)| *n).collect();
        let left = total - rows.iter().flatten().sum::<i64>();
        let hidden = rows.iter().filter(|count| count.is_none()).count();
        assert!(rows.iter().flatten().all(|count| *count >= 10), "{table}: a small number is shown");
        assert!(hidden != 1 && (hidden == 0 || left >= 10), "{table}: {left} is left for {hidden}");
        assert_eq!(hidden == 0, left == 0, "{table}: the total is that of all tables");
    }
}
