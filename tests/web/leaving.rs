//! Taking all that is kept about oneself, and leaving: afterwards nothing in the database leads to whoever was here.

mod copies;

pub use copies::copy_of;

use crate::accounts::{confirm, link_in, one_letter, register};
use crate::factors::sets_up;
use crate::nasty::say;
use crate::on_both;
use crate::schema::written;
use crate::support::stage::PASSWORD;
use crate::support::{Authenticator, Person, TestApp};
use crate::{organisations, passkeys};
use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use folkmoot::db::schema::{
    accounts, archives, comment_votes, comments, digests, erasures, former_comment_votes, former_proposal_votes, jobs,
    proposal_votes, proposals, sessions, subscribers,
};
use folkmoot::db::{self, Conn};
use folkmoot::identities;
use folkmoot::identities::journeys::{self, Leaving};
use folkmoot::ids::AccountId;
use folkmoot::policy::Capacity;
use folkmoot::privacy::erasure::{NOBODYS, TIES, Tie};
use folkmoot::worker;
use std::collections::BTreeSet;
use std::process::Command;

/// The name, the address and the words of whoever leaves: nobody else has them.
const NAME: &str = "Wilhelmina Quill";
const EMAIL: &str = "wilhelmina.quill@people.example";
const PROFESSION: &str = "Campanologist of Zeal";
const WORDS: &str = "My zygomatic remark about xylophones";
const OLDER: &str = "My first thought about marzipan";
const NOTE: &str = "I noted the peculiar word kumquat";
/// What whoever leaves has said of their work, and what they call their passkey.
const EMPLOYER: &str = "The Belfry of Quixham";
const VOUCHED: &str = "Ask the verger about my carillon";
const PASSKEY: &str = "Zither telephone";
/// By what another site knows them.
const SUBJECT: &str = "quixotic-7-at-the-belfry";

/// The tables in which whoever is as busy as can be has nothing all the same: only staff, people who are asked for a code just
/// now, and people who come with something that waits.
const NOT_BUSY_WITH: [&str; 3] = ["challenges", "staff_seen", "waiting"];

/// Presses the button that erases, with this choice for comments.
pub async fn erase(who: &Person, comments: &str) -> crate::support::Page {
    let page = who.visit("/account/erasure").await;
    page.form("/account/erasure").fill("comments", comments).fill("password", PASSWORD).send().await
}

/// Somebody who has done everything that can be done here, and been written to.
async fn busy(app: &TestApp, path: &str) -> Person {
    let quill = app.visitor();
    register(&quill, NAME, EMAIL).await;
    confirm(&quill, &link_in(&one_letter(app).await, "/confirmation/"), PASSWORD).await.is(200);
    let id: AccountId = app
        .query(|conn| {
            accounts::table.filter(accounts::email.eq(EMAIL)).select(accounts::id).first(conn).expect("there")
        })
        .await;
    let mut quill = quill;
    quill.id = id;
    stands_for_something(app, &quill).await;
    app.change(move |tx| folkmoot::accounts::change(tx, id, NAME, Capacity::Professional, PROFESSION)).await;
    let comment = say(app, &quill, path, OLDER).await;
    quill.post_own(&format!("/comments/{comment}/edit"), &[("body", WORDS)]).await.is(303);
    quill.post_own(&format!("{path}/votes"), &[("vote", "oppose")]).await.is(303);
    quill.post_own(&format!("{path}/follows"), &[("follow", "start"), ("frequency", "at_once")]).await.is(303);
    quill.post_own("/areas/clean-air/follows", &[("follow", "start")]).await.is(303);
    app.letters().await;
    quill
}

/// They ask that their profession be verified, belong to one organisation and are invited to another, and have a second step
/// and a passkey.
async fn stands_for_something(app: &TestApp, quill: &Person) {
    quill.post_own("/account/profession", &[("profession", "Nurse"), ("employer", EMPLOYER)]).await.is(303);
    quill.post_own("/account/profession/vouching", &[("words", VOUCHED)]).await.is(303);
    for (owner, name) in [("Otto", "The Ring"), ("Olga", "The Other Ring")] {
        let owner = app.resident(owner).await;
        organisations::founds(app, &owner, name).await;
        organisations::invites(&owner, EMAIL, "member").await.is(200);
        let link = link_in(&one_letter(app).await, "/account/organisation/invitation");
        if name == "The Ring" {
            quill.visit(&link).await.form(&link).submit().await.sees("You belong to the organisation now.");
        }
    }
    writes_with_others(app, quill).await;
    sets_up(app, quill).await;
    passkeys::adds(quill, &Authenticator::new(), PASSKEY).await.sees(PASSKEY);
    passkeys::about_to_add(quill, "One that was not made").await;
    goes_elsewhere(app, quill.id).await;
}

/// They are about to write in the response of their organisation, and have said something to the others.
async fn writes_with_others(app: &TestApp, quill: &Person) {
    let (_, path) = crate::responses::consultation(app, "What the ring was asked", &crate::responses::asked(0)).await;
    let at = quill.post_own(&format!("{path}/respond"), &[("as", "organisation")]).await.header("location");
    quill.visit(&format!("{at}/sections/1")).await.is(200);
    quill.post_own(&format!("{at}/remarks"), &[("words", "Is it right?"), ("section", "")]).await.is(303);
    crate::attachments::attaches(quill, &at, "map.png", &crate::attachments::samples::png()).await.is(303);
}

/// Another site knows them, and they are on the way to connect one more.
async fn goes_elsewhere(app: &TestApp, id: AccountId) {
    let now = app.now();
    app.change(move |tx| {
        identities::connect(tx, id, ("https://id.example", SUBJECT), "nhs", now)?;
        let leaving = Leaving {
            provider: "nhs".into(),
            state: "state".into(),
            nonce: "nonce".into(),
            verifier: "verifier".into(),
            next: String::new(),
            account: Some(id),
        };
        journeys::depart(tx, &leaving, now)
    })
    .await;
}

/// By which names the passkeys are known, here and by their devices, and the challenges of now.
async fn names_of_passkeys(app: &TestApp) -> Vec<String> {
    use folkmoot::db::schema::{ceremonies as c, passkeys as p};
    app.query(|conn| {
        let mut all: Vec<String> = p::table.select(p::credential_id).load(conn).expect("read");
        all.extend(p::table.select(p::handle).load::<String>(conn).expect("read"));
        all.extend(c::table.select(c::challenge).load::<String>(conn).expect("read"));
        all
    })
    .await
}

#[derive(QueryableByName)]
struct One {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

fn ask(conn: &mut Conn, sql: &str) -> i64 {
    diesel::sql_query(sql).get_result::<One>(conn).unwrap_or_else(|e| panic!("{sql}: {e}")).n
}

fn words(conn: &mut Conn, sql: &str) -> Vec<String> {
    let words: Vec<Word> = diesel::sql_query(sql).load(conn).unwrap_or_else(|e| panic!("{sql}: {e}"));
    words.into_iter().map(|word| word.word).collect()
}

/// All that the database keeps, as bytes: the whole file with its journal, or all that a dump holds.
pub async fn everything(app: &TestApp) -> Vec<u8> {
    let url = app.app.site.config.database.url.clone();
    if let Some(path) = url.strip_prefix("sqlite:") {
        app.app.site.db.tidy().await.expect("the journal is folded back");
        let mut all = std::fs::read(path).expect("the file");
        all.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
        return all;
    }
    let dump = Command::new("pg_dump").arg(&url).output().expect("pg_dump runs");
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    dump.stdout
}

pub fn holds(all: &[u8], word: &str) -> bool {
    // A dump writes bytes as hexadecimal.
    let hex: String = word.bytes().map(|b| format!("{b:02x}")).collect();
    [word, &hex].iter().any(|word| all.windows(word.len()).any(|some| some.eq_ignore_ascii_case(word.as_bytes())))
}

/// Three counts, for each of three capacities.
type Nine = ((i64, i64, i64), (i64, i64, i64), (i64, i64, i64));

/// Each total is what a recount finds: the votes that have an owner, and the numbers of those who left.
fn recounted(conn: &mut Conn) -> Vec<[i64; 9]> {
    let count = |conn: &mut Conn, table: &str, key: &str, id: i64, value: i32, capacity: &str| {
        let these = format!("{key}_id = {id} AND value = {value} AND capacity = '{capacity}'");
        let owned = ask(conn, &format!("SELECT count(*) AS n FROM {table} WHERE {these}"));
        owned
            + ask(
                conn,
                &format!("SELECT CAST(COALESCE(sum(votes), 0) AS BIGINT) AS n FROM former_{table} WHERE {these}"),
            )
    };
    let capacities = ["resident", "professional", "organisation"];
    let mut all = Vec::new();
    let kept: Vec<(i64, Nine)> = proposals::table
        .order(proposals::id)
        .select((
            proposals::id,
            (
                (proposals::resident_support, proposals::resident_unsure, proposals::resident_oppose),
                (proposals::professional_support, proposals::professional_unsure, proposals::professional_oppose),
                (proposals::organisation_support, proposals::organisation_unsure, proposals::organisation_oppose),
            ),
        ))
        .load(conn)
        .expect("read");
    for (id, (a, b, c)) in kept {
        let totals: Vec<i64> = [a, b, c].into_iter().flat_map(|(x, y, z)| [x, y, z]).collect();
        let mut found = Vec::new();
        for capacity in capacities {
            for value in [1, 0, -1] {
                found.push(count(conn, "proposal_votes", "proposal", id, value, capacity));
            }
        }
        assert_eq!(totals, found, "proposal {id}");
        all.push(found.try_into().expect("nine"));
    }
    let kept: Vec<(i64, Nine)> = comments::table
        .order(comments::id)
        .select((
            comments::id,
            (
                (comments::agrees, comments::passes, comments::disagrees),
                (comments::professional_agrees, comments::professional_passes, comments::professional_disagrees),
                (comments::organisation_agrees, comments::organisation_passes, comments::organisation_disagrees),
            ),
        ))
        .load(conn)
        .expect("read");
    for (id, (a, b, c)) in kept {
        let residents = (a.0 - b.0 - c.0, a.1 - b.1 - c.1, a.2 - b.2 - c.2);
        let totals: Vec<i64> = [residents, b, c].into_iter().flat_map(|(x, y, z)| [x, y, z]).collect();
        let mut found = Vec::new();
        for capacity in capacities {
            for value in [1, 0, -1] {
                found.push(count(conn, "comment_votes", "comment", id, value, capacity));
            }
        }
        assert_eq!(totals, found, "comment {id}");
        all.push(found.try_into().expect("nine"));
    }
    all
}

/// Every column of the tables that refers to an account or to a subscriber, as the database itself says.
fn references(conn: &mut Conn) -> BTreeSet<(String, String)> {
    let sql = if matches!(conn, Conn::Sqlite(_)) {
        "SELECT m.name || ' ' || k.\"from\" AS word FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k \
         WHERE m.type = 'table' AND k.\"table\" IN ('accounts', 'subscribers')"
    } else {
        "SELECT c.conrelid::regclass::text || ' ' || a.attname::text AS word FROM pg_constraint c \
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) \
         WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace \
         AND c.confrelid IN ('accounts'::regclass, 'subscribers'::regclass)"
    };
    let pairs = words(conn, sql);
    pairs
        .iter()
        .map(|pair| pair.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("two words"))
        .collect()
}

/// Columns with such a name tell whose a row is, or how to reach them.
fn tells(column: &str) -> bool {
    ["account_id", "author_id", "actor_id", "viewer_id", "reporter_id", "moderator_id", "subscriber_id", "decided_by"]
        .contains(&column)
        || ["email", "address", "email_key"].contains(&column)
        || column.ends_with("_by")
}

/// No row of any table leads to this account.
async fn no_row_leads_to(app: &TestApp, id: AccountId) {
    app.query(move |conn| {
        for (table, column, tie) in TIES.iter().filter(|(_, column, _)| *column == "id" || column.ends_with("_id")) {
            if column.contains("subscriber") {
                continue;
            }
            let n = ask(conn, &format!("SELECT count(*) AS n FROM {table} WHERE {column} = {id}"));
            assert_eq!(n, 0, "{table}.{column} ({tie:?})");
        }
        assert_eq!(ask(conn, "SELECT count(*) AS n FROM subscribers WHERE email LIKE '%quill%'"), 0);
    })
    .await;
}

/// How many votes on proposals, and on comments, have an owner.
async fn owned(app: &TestApp) -> (i64, i64) {
    app.query(|conn| {
        let on_proposals = proposal_votes::table.count().get_result(conn).expect("counted");
        (on_proposals, comment_votes::table.count().get_result(conn).expect("counted"))
    })
    .await
}

/// Ana and Quill answer each other, Quill reports Ana, and a moderator keeps what she wrote. Gives what Quill wrote.
async fn among_others(app: &TestApp, path: &str, ana: &Person, quill: &Person, others: i64) -> i64 {
    let own: i64 = app
        .query(|conn| comments::table.order(comments::id.desc()).select(comments::id).first(conn).expect("posted"))
        .await;
    quill.post_own(&format!("/comments/{others}/votes"), &[("vote", "agree")]).await.is(303);
    quill.post_own(&format!("/comments/{others}/reports"), &[("reason", "other"), ("note", NOTE)]).await.is(303);
    ana.post_own(&format!("/comments/{own}/votes"), &[("vote", "disagree")]).await.is(303);
    ana.post_own(&format!("/comments/{own}/replies"), &[("body", "A reply to somebody")]).await.is(303);
    ana.post_own(&format!("{path}/votes"), &[("vote", "support")]).await.is(303);
    let mo = app.moderator("Mo").await;
    let case = mo.visit("/staff/queue").await.one("a[href*='/staff/cases/']").attr("href");
    mo.visit(&case).await.form("/decisions").fill("act", "keep").submit().await.is(200);
    let claim = mo.visit("/staff/professions").await.one("a[href*='/staff/professions/']").attr("href");
    mo.visit(&claim).await.sees(VOUCHED);
    own
}

/// Whoever comes again with the same address is a stranger.
async fn a_stranger_comes(app: &TestApp, path: &str) {
    app.clock.forward(Duration::hours(1));
    let again = app.visitor();
    register(&again, "Willa", EMAIL).await;
    confirm(&again, &link_in(&one_letter(app).await, "/confirmation/"), PASSWORD).await.is(200);
    again.visit("/account").await.is(200).lacks(NAME).sees("Nothing yet.");
    again.visit(path).await.lacks("Your vote is saved");
}

/// Otherwise a search that finds nothing afterwards would prove nothing.
async fn each_table_has_something_of(app: &TestApp, who: AccountId) {
    for (table, column, tie) in TIES.iter().filter(|(_, column, tie)| *column == "account_id" && *tie == Tie::Goes) {
        let sql = format!("SELECT count(*) AS n FROM {table} WHERE {column} = {who}");
        let n = app.query(move |conn| ask(conn, &sql)).await;
        assert!(n > 0 || NOT_BUSY_WITH.contains(table), "{table} has nothing of theirs ({tie:?})");
    }
}

/// The words went, because the proposal is open; what others said about them stands.
async fn others_keep_what_they_said(app: &TestApp, path: &str, own: &str) {
    let page = app.visitor().visit(path).await;
    page.sees("A reply to somebody").lacks(WORDS);
    let history = app.visitor().get(&format!("/comments/{own}/history")).await;
    assert!(history.status == 404 || !history.text().contains(OLDER), "{}", history.text());
}

/// The record of the staff still verifies.
fn the_record_holds(app: &TestApp) {
    let mut conn = db::connect(&app.app.site.config.database_url().expect("an address")).expect("a connection");
    folkmoot::audit::verify(&mut conn, None, &mut |_, _| {}).expect("read").expect("the chain holds");
}

on_both! {
    /// A new table, or a new column that names somebody, has a place in the list of what becomes of it.
    async fn every_tie_to_a_person_is_known(app: &TestApp) {
        let listed: BTreeSet<(String, String)> = TIES.iter().map(|(table, column, _)| ((*table).to_owned(), (*column).to_owned())).collect();
        assert_eq!(listed.len(), TIES.len(), "each once");
        let found = app.query(references).await;
        let forgotten: Vec<_> = found.difference(&listed).collect();
        assert!(forgotten.is_empty(), "TIES in src/privacy/erasure.rs does not say what becomes of {forgotten:?}");
        let all = written();
        for (table, columns) in &all {
            let tied = TIES.iter().any(|(known, ..)| known == table);
            assert!(tied != NOBODYS.contains(&table.as_str()), "{table} stands in TIES or in NOBODYS, and not in both");
            for (column, _) in columns.iter().filter(|(column, _)| tells(column)) {
                assert!(listed.contains(&(table.clone(), column.clone())), "TIES does not say what becomes of {table}.{column}");
            }
        }
        for (table, column, _) in TIES {
            assert!(all.iter().any(|(name, columns)| name == table && columns.iter().any(|(one, _)| one == column)), "there is no {table}.{column}");
        }
    }

    async fn whoever_leaves_is_nowhere_and_the_totals_stay(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        let others = say(app, &ana, &path, "Ana’s words").await;
        let quill = busy(app, &path).await;
        let own = among_others(app, &path, &ana, &quill, others).await;
        app.clock.forward(Duration::minutes(10));
        app.emails().await;
        quill.post_own("/account/data", &[]).await.is(303);
        app.letters().await;
        let page = quill.visit(&path).await;
        page.sees(NAME).sees(WORDS);
        let before = app.query(recounted).await;
        let followers = app.visitor().visit("/areas/clean-air").await.text();
        let all = everything(app).await;
        let passkeys = names_of_passkeys(app).await;
        assert_eq!(passkeys.len(), 3);
        let traces = [NAME, EMAIL, WORDS, OLDER, NOTE, PROFESSION, EMPLOYER, VOUCHED, PASSKEY, SUBJECT];
        for word in traces.into_iter().chain(passkeys.iter().map(String::as_str)) {
            assert!(holds(&all, word), "{word} is there before, or this test finds nothing");
        }
        each_table_has_something_of(app, quill.id).await;
        let id = quill.id;
        let kept = owned(app).await;
        // A letter that was asked for and has not left.
        app.clock.forward(Duration::minutes(6));
        app.visitor().post("/reset", &[("email", EMAIL)]).await.is(303);

        let sent = erase(&quill, "go").await;
        sent.is(303);
        let certificate = sent.header("location");
        assert!(certificate.starts_with("/erasures/"), "{certificate}");
        assert!(quill.cookie("__Host-folkmoot").is_none() && sent.header("clear-site-data") == "\"cookies\"");
        // At once: nobody is signed in, no page shows the name.
        app.visitor().visit(&path).await.lacks(NAME).sees("Former participant");
        app.visitor().visit(&certificate).await.is(200).sees("The rest is being erased").lacks(NAME).lacks(EMAIL);
        let letters = app.letters().await;
        assert_eq!(letters.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), [EMAIL], "one last letter, and no other");
        assert!(letters[0].subject.contains("Your account is erased") && !letters[0].text.contains(NAME), "{}", letters[0].text);
        let reference = certificate.rsplit('/').next().expect("a reference").to_owned();
        assert!(letters[0].text.contains(&reference), "{}", letters[0].text);
        let page = app.visitor().visit(&certificate).await;
        page.is(200).sees("All was done at").sees(&reference).lacks(NAME).lacks(EMAIL).lacks("people.example");

        // Nothing is left in the file or the dump, not even in what was deleted.
        let all = everything(app).await;
        for word in traces.into_iter().chain(["wilhelmina", "quill"]).chain(passkeys.iter().map(String::as_str)) {
            assert!(!holds(&all, word), "{word} is still there");
        }
        no_row_leads_to(app, id).await;
        // The totals are what they were, a recount agrees, and the votes without an owner have neither number nor time.
        assert_eq!(app.query(recounted).await, before);
        let former = app.query(|conn| {
            let on_proposals: Vec<i64> = former_proposal_votes::table.select(former_proposal_votes::votes).load(conn).expect("read");
            let on_comments: Vec<i64> = former_comment_votes::table.select(former_comment_votes::votes).load(conn).expect("read");
            (on_proposals, on_comments)
        }).await;
        assert_eq!((owned(app).await, former), ((kept.0 - 1, kept.1 - 1), (vec![1], vec![1])));
        let now = app.visitor().visit("/areas/clean-air").await.text();
        assert_eq!(followers.matches("follower").count(), now.matches("follower").count());
        others_keep_what_they_said(app, &path, &own.to_string()).await;
        the_record_holds(app);
        let left = app.query(|conn| erasures::table.select((erasures::account_id, erasures::address)).load::<(Option<i64>, Option<String>)>(conn).expect("read")).await;
        assert_eq!(left, [(None, None)]);

        a_stranger_comes(app, &path).await;
    }

    async fn words_that_stay_have_no_name(app: &TestApp) {
        let (_, path) = app.proposal("Clean buses").await;
        let (_, closing) = app.proposal_with("Nearly over", folkmoot::policy::Totals::Public, -5, 1).await;
        let quill = busy(app, &path).await;
        let second = say(app, &quill, &closing, "Words that were counted").await;
        app.clock.forward(Duration::days(2));
        app.letters().await;
        app.emails().await;
        let page = quill.visit("/account/erasure").await;
        page.is(200).sees("This cannot be undone").sees("What goes").sees("What stays");
        erase(&quill, "go").await.is(303);
        app.letters().await;
        let page = app.visitor().visit(&closing).await;
        page.sees("Words that were counted").sees("Former participant").sees("Professional").lacks(PROFESSION).lacks(NAME);
        app.visitor().visit(&path).await.lacks(WORDS);
        // Another who leaves: their words stay, and belong to the same nobody.
        let ben = app.resident("Benedetta Unusual").await;
        say(app, &ben, &path, "What Benedetta wrote").await;
        erase(&ben, "stay").await.is(303);
        app.letters().await;
        app.visitor().visit(&path).await.sees("What Benedetta wrote").lacks("Unusual").sees("Former participant");
        let authors: BTreeSet<i64> = app.query(|conn| comments::table.select(comments::author_id).load::<i64>(conn).expect("read").into_iter().collect()).await;
        assert_eq!(authors.len(), 1, "nothing tells which words belong together");
        let all = everything(app).await;
        assert!(!holds(&all, "Unusual") && !holds(&all, NAME) && holds(&all, "What Benedetta wrote"));
        // A moderator who looks at such a comment is told that there is nobody behind it, and no letter leaves.
        app.visitor().post(&format!("/comments/{second}/reports"), &[("reason", "spam")]).await.is(303);
        let mo = app.moderator("Mo").await;
        let case = mo.visit("/staff/queue").await.one("a[href*='/staff/cases/']").attr("href");
        let page = mo.visit(&case).await;
        page.sees("Has left, and erased their account");
        page.form("/decisions").fill("act", "hide").fill("rule", "6").fill("reasons", "An advert.").submit().await.is(200);
        assert!(app.letters().await.is_empty());
    }

    async fn only_their_owner_can_and_only_with_the_password(app: &TestApp) {
        let ana = app.resident("Ana").await;
        ana.visit("/account").await.one("a[href='/account/erasure']");
        for (comments, password, says) in [
            ("", PASSWORD, "Choose what happens to your comments"),
            ("sell", PASSWORD, "Choose what happens to your comments"),
            ("stay", "", "Enter your password"),
            ("stay", "not the password", "This is not your password"),
        ] {
            let page = ana.visit("/account/erasure").await.form("/account/erasure").fill("comments", comments).fill("password", password).send().await;
            page.is(422).sees(says);
            assert_eq!(page.all("input[value=stay][checked]").len(), usize::from(comments == "stay"), "the choice is kept");
        }
        for _ in 0..12 {
            ana.post_own("/account/erasure", &[("comments", "stay"), ("password", "wrong again")]).await;
        }
        ana.post_own("/account/erasure", &[("comments", "stay"), ("password", PASSWORD)]).await.is(429);
        ana.visit("/account").await.is(200).sees("You are signed in with ana@people.example");
        let mo = app.moderator("Mo").await;
        mo.visit("/account/erasure").await.sees("It has to end before").lacks("Erase my account");
        mo.post_own("/account/erasure", &[("comments", "stay"), ("password", PASSWORD)]).await.is(409);
        assert_eq!(app.query(|conn| accounts::table.filter(accounts::email.is_not_null()).count().get_result::<i64>(conn).expect("counted")).await, 2);
        app.visitor().get("/erasures/0000-0000-0000-0000").await.is(404);
        // Twice is once: the second press comes from nobody.
        app.clock.forward(Duration::hours(1));
        let token = ana.token().await;
        let fields = [("csrf", token.as_str()), ("comments", "stay"), ("password", PASSWORD)];
        let pressed = futures_util::future::join_all((0..3).map(|_| ana.post("/account/erasure", &fields))).await;
        let mut to: BTreeSet<String> = pressed.iter().map(|page| page.header("location")).collect();
        // Who comes when the first has done its work is signed in no more.
        to.retain(|to| !to.starts_with("/sign-in"));
        assert!(to.len() == 1 && to.iter().all(|to| to.starts_with("/erasures/")), "{to:?}");
        assert_eq!(app.query(|conn| erasures::table.count().get_result::<i64>(conn).expect("counted")).await, 1);
        app.letters().await;
    }

    /// Whoever leaves while an email to them is planned, or made, or on its way to leave, gets none.
    async fn no_email_leaves_after_that(app: &TestApp) {
        use folkmoot::digests::run;
        let (_, path) = app.proposal("Clean buses").await;
        let ana = app.resident("Ana").await;
        for (n, planned) in [(1, false), (2, true)] {
            let quill = app.resident(&format!("Quill {n}")).await;
            quill.post_own(&format!("{path}/follows"), &[("follow", "start"), ("frequency", "at_once")]).await.is(303);
            say(app, &ana, &path, &format!("News {n}")).await;
            app.clock.forward(Duration::minutes(6));
            if planned {
                assert!(run::plan_all(&app.app).await.expect("planned").planned >= 1);
                assert_eq!(app.query(|conn| digests::table.count().get_result::<i64>(conn).expect("counted")).await, 1);
            }
            erase(&quill, "stay").await.is(303);
            let emails = app.emails().await;
            assert!(emails.is_empty(), "{:?}", emails.iter().map(|email| &email.to).collect::<Vec<_>>());
            assert_eq!(app.letters().await.len(), 1, "only the last letter");
            assert_eq!(app.query(|conn| (digests::table.count().get_result::<i64>(conn).expect("counted"), subscribers::table.count().get_result::<i64>(conn).expect("counted"))).await, (0, 0));
        }
    }

    /// A job about somebody who has left ends by itself, in whatever order things happen; and the last letter leaves nothing
    /// behind even when nobody takes it.
    async fn jobs_under_way_end_safely(app: &TestApp) {
        let ana = app.resident("Ana").await;
        let (id, now) = (ana.id.0, app.now());
        ana.post_own("/account/data", &[]).await.is(303);
        app.change(move |tx| folkmoot::queue::enqueue(tx, &folkmoot::queue::Job::PasswordChanged { account: id }, now)).await;
        let claimed = app.change(move |tx| folkmoot::queue::claim(tx, 16, None, Duration::seconds(300), now)).await;
        assert_eq!(claimed.len(), 2);
        erase(&ana, "stay").await.is(303);
        let kinds: Vec<String> = app.query(|conn| jobs::table.order(jobs::id).select(jobs::kind).load(conn).expect("read")).await;
        assert_eq!(kinds, ["erase"]);
        for job in claimed {
            let made = match job.job {
                folkmoot::queue::Job::Archive { archive } => folkmoot::privacy::archive::build(&app.app.site, archive).await,
                other => {
                    let config = app.app.site.config.clone();
                    let keys = app.app.site.keys.clone();
                    let letter = app.query(move |conn| folkmoot::accounts::jobs::letter(conn, &keys, &config, &other, now)).await;
                    assert!(letter.expect("made").is_none(), "nobody to write to");
                    Ok(())
                }
            };
            made.expect("it ends");
        }
        assert_eq!(app.query(|conn| archives::table.count().get_result::<i64>(conn).expect("counted")).await, 0);
        // The step that erases, done twice, is done once.
        let erasure: i64 = app.query(|conn| erasures::table.select(erasures::id).first(conn).expect("there")).await;
        for _ in 0..2 {
            folkmoot::privacy::erasure::finish(&app.app.site, erasure).await.expect("done");
        }
        assert_eq!(worker::once(&app.app).await.expect("the worker works"), 2);
        assert_eq!(app.app.mailer.take_kept().len(), 1);
        assert_eq!(app.query(|conn| sessions::table.count().get_result::<i64>(conn).expect("counted")).await, 0);
    }
}
