//! Conversations that were held elsewhere, brought in.

use crate::on_both;
use crate::support::TestApp;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use folkmoot::db::schema::{accounts, audit, cases, comment_votes, comments, imported, proposals, revision, turnout};
use folkmoot::db::{self, Conn};
use folkmoot::import::{self, ImportError, Report, Verified};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const TITLE: &str = "A better park";

fn small() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/conversation")
}

/// A copy of the small conversation that a story may spoil.
fn copy() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("conversation");
    std::fs::create_dir(&copy).expect("a folder in it");
    for file in ["comments.csv", "votes.csv", "participants-votes.csv", "summary.csv"] {
        std::fs::copy(small().join(file), copy.join(file)).expect("a copy");
    }
    (folder, copy)
}

fn replace(file: &Path, old: &str, new: &str) {
    let text = std::fs::read_to_string(file).expect("a file");
    assert!(text.contains(old), "{} does not hold {old:?}", file.display());
    std::fs::write(file, text.replacen(old, new, 1)).expect("written");
}

fn connection(app: &TestApp) -> Conn {
    db::connect(&app.app.site.config.database_url().expect("an address")).expect("a connection of its own")
}

fn import(app: &TestApp, dir: &Path, title: &str) -> Result<Report, ImportError> {
    import::conversation(&mut connection(app), dir, "clean-air", title, app.now(), &mut |_| ())
}

fn verify(app: &TestApp, dir: &Path, report: &Report) -> Verified {
    import::verify(&mut connection(app), dir, report.proposal, &mut |_| ()).expect("compared")
}

/// How many rows there are of each kind that an import makes, and the number of the last write.
fn rows(conn: &mut Conn) -> Vec<i64> {
    vec![
        proposals::table.count().get_result(conn).expect("proposals"),
        comments::table.count().get_result(conn).expect("comments"),
        accounts::table.count().get_result(conn).expect("accounts"),
        comment_votes::table.count().get_result(conn).expect("votes"),
        imported::table.count().get_result(conn).expect("numbers"),
        cases::table.count().get_result(conn).expect("cases"),
        audit::table.count().get_result(conn).expect("acts"),
        turnout::table
            .select(turnout::people)
            .order(turnout::life_stage)
            .load::<i64>(conn)
            .expect("turnout")
            .iter()
            .sum(),
        revision::table.select(revision::n).first(conn).expect("the last write"),
    ]
}

/// Every comment's counts are those of its current votes, and the proposal counts what can be read.
fn counts_are_exact(conn: &mut Conn) {
    type Counted = (i64, String, i64, i64, i64, i64, i64);
    let columns = (
        comments::id,
        comments::state,
        comments::agrees,
        comments::disagrees,
        comments::passes,
        comments::agreed,
        comments::divided,
    );
    let all: Vec<Counted> = comments::table.select(columns).order(comments::id).load(conn).expect("comments");
    let votes: Vec<(i64, i32)> = comment_votes::table
        .select((comment_votes::comment_id, comment_votes::value))
        .order(comment_votes::comment_id)
        .load(conn)
        .expect("votes");
    let mut tally: HashMap<(i64, i32), i64> = HashMap::new();
    for vote in votes {
        *tally.entry(vote).or_default() += 1;
    }
    for (id, _, agrees, disagrees, passes, agreed, divided) in &all {
        let count = |value| tally.get(&(*id, value)).copied().unwrap_or_default();
        assert_eq!((*agrees, *disagrees, *passes), (count(1), count(-1), count(0)), "comment {id}");
        assert_eq!((*agreed, *divided), (agrees - disagrees, *agrees.min(disagrees)), "comment {id}");
    }
    // Nobody knows in which capacity the people of an import spoke: they count as residents.
    let split = comments::professional_agrees
        + comments::professional_disagrees
        + comments::professional_passes
        + comments::organisation_agrees
        + comments::organisation_disagrees
        + comments::organisation_passes;
    let others: i64 = comments::table.filter(split.ne(0)).count().get_result(conn).expect("counted");
    assert_eq!(others, 0);
    let counted: i64 = proposals::table.select(proposals::comments).load(conn).expect("a count").iter().sum::<i64>();
    assert_eq!(counted, all.iter().filter(|c| c.1 == "published").count() as i64);
}

on_both! {
    async fn an_imported_conversation_can_be_read(app: &TestApp) {
        app.area("clean-air").await;
        let ana = app.visitor();
        ana.visit("/").await.is(200);
        let report = import(app, &small(), TITLE).expect("imported");
        assert_eq!(
            report.to_string(),
            "imported as /proposals/a-better-park: 6 statements (1 removed, 1 for review), 8 participants, 34 votes cast, 27 current"
        );
        let verified = verify(app, &small(), &report);
        assert!(verified.is_equal() && verified.cells == 27, "{verified}");

        let page = ana.visit("/proposals/a-better-park").await;
        page.is(200).sees(TITLE).sees("What would make the park better?").sees("Participant 1").sees("Imported participant");
        page.sees("never again").sees("আমাদের পার্কে").sees("Dogs should be on a lead near the <playground>.");
        page.sees("The park belongs to all.").sees("No licence came with it").lacks("cheap lamps");
        assert!(page.all("ul li").iter().any(|li| li.html == "<li>a bench every 200 metres</li>"), "a list stays a list");
        assert!(page.all("form[action$='/comments']").is_empty(), "nobody can comment any more");

        app.query(|conn| {
            counts_are_exact(conn);
            let people = turnout::table.find("live").select(turnout::people).first::<i64>(conn).expect("turnout");
            assert_eq!(people, 8, "each counted once");
            let waiting = cases::table.inner_join(comments::table).select((cases::why, comments::body)).order(cases::id);
            let waiting: Vec<(String, String)> = waiting.load(conn).expect("cases");
            assert_eq!(waiting, [("review".to_owned(), "Dogs should be on a lead near the <playground>.".to_owned())]);
            let who = (accounts::kind, accounts::email, accounts::password_hash, accounts::first_part);
            type Who = (String, Option<String>, Option<String>, Option<String>);
            let who: Vec<Who> =
                accounts::table.select(who).order(accounts::id).load(conn).expect("accounts");
            assert!(who.iter().all(|a| *a == ("imported".into(), None, None, Some("live".into()))));
        }).await;
    }

    async fn an_undecided_statement_stands_in_the_review_queue(app: &TestApp) {
        app.area("clean-air").await;
        import(app, &small(), TITLE).expect("imported");
        app.moderator("Mo").await.visit("/staff/queue").await.is(200).sees("Dogs should be on a lead");
    }

    async fn importing_twice_changes_nothing(app: &TestApp) {
        app.area("clean-air").await;
        let first = import(app, &small(), TITLE).expect("imported");
        let before = app.query(rows).await;
        let again = import(app, &small(), TITLE).expect("recognised");
        assert_eq!(again, Report { already: true, ..first.clone() });
        assert!(again.to_string().starts_with("already imported as /proposals/a-better-park: 6 statements"));
        assert_eq!(app.query(rows).await, before);
        assert!(verify(app, &small(), &again).is_equal());

        let other = import(app, &small(), "The park once more").expect("another title is another proposal");
        assert!(!other.already && other.proposal != first.proposal);
        app.query(counts_are_exact).await;
    }

    async fn a_damaged_file_leaves_nothing_behind(app: &TestApp) {
        app.area("clean-air").await;
        let before = app.query(rows).await;
        for (file, old, new, wanted) in [
            ("comments.csv", "comment-body", "body", "comments.csv:1: the column \"comment-body\" is missing"),
            ("comments.csv", "1746784980000", "yesterday", "comments.csv:2: \"yesterday\" in the column \"timestamp\" is not a time in milliseconds since 1970"),
            ("comments.csv", "each** corner\"", "each** corner", "comments.csv:7: a quotation mark is opened here and never closed"),
            ("comments.csv", "2025,5,2,", "2025,3,2,", "comments.csv:4: statement 3 is here twice: first in line 2"),
            ("votes.csv", "2025,3,4,0", "2025,30,4,0", "votes.csv:24: statement 30 is not in comments.csv"),
            ("votes.csv", "2025,1,6,-1", "2025,1,6,-2", "votes.csv:14: \"-2\" in the column \"vote\" is not -1, 0 or 1"),
            ("votes.csv", ",1,6,-1\n", ",1\n", "votes.csv:14: this row has 3 cells, the heading has 5"),
            ("participants-votes.csv", "participant,", "person,", "participants-votes.csv:1: the column \"participant\" is missing"),
            ("participants-votes.csv", "\n6,,", "\n5,,", "participants-votes.csv:8: participant 5 is here twice: first in line 7"),
            ("summary.csv", "views,", "views,a,", "summary.csv:3: this row has 3 cells; a name and a value are wanted"),
        ] {
            let (_folder, dir) = copy();
            replace(&dir.join(file), old, new);
            let error = import(app, &dir, TITLE).expect_err(wanted).to_string();
            assert!(error.ends_with(wanted) && !error.contains('\n'), "{error}\nwas to say\n{wanted}");
        }
        for (bytes, wanted) in [
            (b"".as_slice(), "votes.csv: the file is empty"),
            (b"timestamp,comment-id,voter-id,vote\n17,0,0,\xff\n", "votes.csv:2: this line is not text in UTF-8"),
        ] {
            let (_folder, dir) = copy();
            std::fs::write(dir.join("votes.csv"), bytes).expect("written");
            let error = import(app, &dir, TITLE).expect_err(wanted).to_string();
            assert!(error.ends_with(wanted), "{error}\nwas to say\n{wanted}");
        }
        assert_eq!(app.query(rows).await, before);
        assert!(!import(app, &small(), TITLE).expect("the sound files are taken").already);
    }

    async fn a_database_that_fails_near_the_end_keeps_nothing(app: &TestApp) {
        app.area("clean-air").await;
        let before = app.query(rows).await;
        connection(app).batch_execute("ALTER TABLE cases RENAME TO cases_away").expect("the table goes");
        let error = import(app, &small(), TITLE).expect_err("the queue is away");
        assert!(matches!(error, ImportError::Database(_)), "{error}");
        connection(app).batch_execute("ALTER TABLE cases_away RENAME TO cases").expect("the table comes back");
        assert_eq!(app.query(rows).await, before);
    }

    async fn an_unknown_area_and_an_empty_title_are_named(app: &TestApp) {
        app.area("clean-air").await;
        let mut conn = connection(app);
        let mut ask = |area: &str, title: &str| {
            let error = import::conversation(&mut conn, &small(), area, title, app.now(), &mut |_| ());
            error.expect_err("refused").to_string()
        };
        assert_eq!(ask("claen-air", TITLE), "--area: there is no area \"claen-air\"; there are: clean-air");
        assert_eq!(ask("clean-air", " \n"), "--title: give the proposal a title");
        assert_eq!(ask("clean-air", &"x".repeat(201)), "--title: use 200 characters or fewer");
    }

    async fn without_votes_the_matrix_is_imported(app: &TestApp) {
        app.area("clean-air").await;
        let (_folder, dir) = copy();
        std::fs::remove_file(dir.join("votes.csv")).expect("a file");
        let report = import(app, &dir, TITLE).expect("imported");
        assert_eq!((report.votes, report.current), (27, 27));
        assert!(verify(app, &dir, &report).is_equal());
        app.query(counts_are_exact).await;
    }

    async fn a_vote_that_differs_is_found(app: &TestApp) {
        app.area("clean-air").await;
        let report = import(app, &small(), TITLE).expect("imported");
        let (_folder, dir) = copy();
        replace(&dir.join("participants-votes.csv"), "\n3,,1,0,5,2,2,0,1,", "\n3,,1,0,5,2,2,1,,");
        let verified = verify(app, &dir, &report);
        assert!(!verified.is_equal());
        assert_eq!((verified.cells, verified.equal, verified.different, verified.missing, verified.surplus), (26, 25, 1, 0, 1));
        assert_eq!(
            verified.examples,
            [
                "participant 3, statement 0: agree in the file, pass here",
                "participant 3, statement 1: no vote in the file, agree here"
            ]
        );
    }

    async fn the_five_real_conversations_are_equal_cell_by_cell(app: &TestApp) {
        let Some(data) = real_data() else {
            eprintln!("not run: there are no exports in ../shared/data/polis (FOLKMOOT_SHARED names another place)");
            return;
        };
        app.area("clean-air").await;
        for (name, votes, cells, totals_too_high) in [
            ("15-per-hour-seattle", 2_995, 2_872, 21),
            ("london.youth.policing", 640, 638, 2),
            ("scoop-hivemind.freshwater", 3_979, 3_972, 6),
            ("ssis.land-bank-farmland.2rumnecbeh.2021-08-01", 33_530, 33_463, 36),
            ("vtaiwan.uberx", 49_997, 49_443, 96),
        ] {
            let dir = data.join(name);
            let report = import(app, &dir, name).expect("imported");
            assert_eq!((report.votes, report.current), (votes, cells), "{report}");
            let verified = verify(app, &dir, &report);
            assert!(verified.is_equal() && verified.cells == cells, "{name}: {verified}");
            assert_eq!(totals_that_differ(app, &dir, &report).await, totals_too_high, "{name}");
            app.visitor().visit(&format!("/proposals/{}", report.slug)).await.is(200).sees("CC BY 4.0");
        }
        app.query(counts_are_exact).await;
    }
}

/// In how many rows of `comments.csv` the totals are not ours: there, a changed vote is counted twice.
async fn totals_that_differ(app: &TestApp, dir: &Path, report: &Report) -> usize {
    let proposal = report.proposal;
    let ours: HashMap<i64, (i64, i64)> = app
        .query(move |conn| {
            let rows: Vec<(i64, i64)> = imported::table
                .filter(imported::proposal_id.eq(proposal))
                .filter(imported::kind.eq("statement"))
                .order(imported::number)
                .select((imported::number, imported::row_id))
                .load(conn)
                .expect("numbers");
            let counts: Vec<(i64, (i64, i64))> = comments::table
                .filter(comments::proposal_id.eq(proposal))
                .order(comments::id)
                .select((comments::id, (comments::agrees, comments::disagrees)))
                .load(conn)
                .expect("counts");
            let counts: HashMap<i64, (i64, i64)> = counts.into_iter().collect();
            rows.into_iter().map(|(number, row)| (number, counts[&row])).collect()
        })
        .await;
    let mut reader = csv::Reader::from_path(dir.join("comments.csv")).expect("the file");
    let differs = |row: &csv::StringRecord| {
        let number = |column: usize| row[column].parse::<i64>().expect("a number");
        ours[&number(2)] != (number(4), number(5))
    };
    reader.records().map(|row| row.expect("a row")).filter(differs).count()
}

/// Where the real exports are, when they are there.
fn real_data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("FOLKMOOT_SHARED").map_or(beside, PathBuf::from);
    Some(shared.join("data/polis")).filter(|data| data.is_dir())
}
