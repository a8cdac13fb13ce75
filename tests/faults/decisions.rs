//! Two processes on one database: what a moderator decides at one is in force for the very next request at the other, which
//! had the page in its memory until then.

use crate::database::{Database, Server};
use crate::world::World;
use diesel::prelude::*;
use folkmoot::clock::Clock;
use folkmoot::db::{Tx, schema};
use folkmoot::keys::Keys;
use folkmoot::policy::{Capacity, Role};
use folkmoot::web::session;
use reqwest::{Client, redirect};

/// How often a comment is hidden and brought back: from each process in turn.
const ROUNDS: usize = 20;

/// Somebody with a browser at one of the processes.
struct Browser {
    client: Client,
    /// The token of their session, and that of their forms.
    moderator: (String, String),
}

impl Browser {
    async fn read(&self, server: &Server, path: &str) -> (u16, String) {
        let answer = self.client.get(format!("http://{}{path}", server.address)).send().await.expect("answered");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    }

    /// Sends a form; a moderator's, or that of somebody without an account.
    async fn send(&self, server: &Server, path: &str, fields: &str, as_moderator: bool) {
        let (session, csrf) = &self.moderator;
        let form = self
            .client
            .post(format!("http://{}{path}", server.address))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        let form = if as_moderator {
            form.header("cookie", format!("{}={session}", session::COOKIE)).body(format!("csrf={csrf}&{fields}"))
        } else {
            form.body(fields.to_owned())
        };
        let answer = form.send().await.expect("answered");
        let status = answer.status().as_u16();
        assert_eq!(status, 303, "{path}: {}", answer.text().await.unwrap_or_default());
    }
}

/// Somebody who decides on comments, signed in with a second factor: the token of their session.
fn moderator(world: &World) -> String {
    let now = Clock::system().now();
    world.look(|conn| {
        Tx::alone(conn, |tx| {
            let (role, capacity) = (Role::Moderator, Capacity::Resident);
            let email = "mo@people.example";
            let id = folkmoot::accounts::create_confirmed(tx, "Mo", email, role, capacity, "", "", now)?;
            let beginning = session::Beginning { strong: true, device: "Firefox on Linux".into() };
            session::start_as(tx, id, &beginning, chrono::Duration::days(1), now)
        })
        .expect("signed in")
    })
}

/// The address of the latest case, where decisions about it go.
fn latest_case(world: &World) -> String {
    use schema::cases;
    let id: i64 = world
        .look(|conn| cases::table.select(diesel::dsl::max(cases::id)).first::<Option<i64>>(conn))
        .expect("read")
        .expect("one");
    format!("/staff/cases/{id}/decisions")
}

async fn story(world: World) {
    let session = moderator(&world);
    let csrf = Keys::with(&world.database.key).sign("form", &[&session]);
    let client = Client::builder().redirect(redirect::Policy::none()).build().expect("a client");
    let browser = Browser { client, moderator: (session, csrf) };
    let (one, other) = (world.start(), world.start());
    let id = world.statements.last().expect("there are many");
    let words = format!("statement {}", world.statements.len() - 1);
    let places = [format!("/proposals/{}?sort=newest", world.slug), format!("/comments/{id}")];
    let at_other = async |server: &Server, is_there: bool, what: &str| {
        for place in &places {
            let (status, page) = browser.read(server, place).await;
            assert!(status == 200 || status == 404, "{place} answers {status}");
            assert_eq!(page.contains(&words), is_there, "{what}: {place}");
        }
    };
    for round in 0..ROUNDS {
        let (here, there) = if round % 2 == 0 { (&one, &other) } else { (&other, &one) };
        for server in [here, there] {
            at_other(server, true, "before").await;
        }
        let report = format!("/comments/{id}/reports");
        browser.send(here, &report, &format!("reason=spam&note=number+{round}"), false).await;
        let case = latest_case(&world);
        browser.send(here, &case, &format!("act=hide&rule=3&reasons=For+reason+{round}"), true).await;
        at_other(there, false, "hidden").await;
        at_other(here, false, "hidden, where it was decided").await;
        // Brought back at the other process.
        browser.send(there, &case, &format!("act=restore&reasons=No+reason+{round}"), true).await;
        at_other(here, true, "back").await;
        at_other(there, true, "back, where it was decided").await;
    }
    let made: i64 = world.look(|conn| schema::decisions::table.count().get_result(conn)).expect("counted");
    assert_eq!(made, 2 * i64::try_from(ROUNDS).expect("a number"), "each decision once");
}

#[tokio::test]
async fn in_force_at_the_other_process_on_postgres() {
    story(World::on(Database::postgres())).await;
}

#[tokio::test]
async fn in_force_at_the_other_process_on_sqlite() {
    story(World::on(Database::sqlite())).await;
}
