//! No room on the disk, met by the real program: people are told, keep their words, and nothing is lost or half saved.

use crate::client::Acknowledged;
use crate::database::{Database, Server};
use crate::kill::{every_count_is_right, everything_is_there};
use crate::responses::asks;
use crate::world::World;
use diesel::prelude::*;
use folkmoot::db::schema::response_versions as v;
use folkmoot::keys::Keys;
use reqwest::{Client, redirect};

/// Room for some more comments, in bytes.
const ROOM: u64 = 150_000;

/// Somebody with a browser.
struct Someone<'a> {
    world: &'a World,
    client: Client,
    cookie: String,
    csrf: String,
}

impl<'a> Someone<'a> {
    fn new(world: &'a World) -> Self {
        let token = &world.people[0].1;
        Self {
            world,
            client: Client::builder().redirect(redirect::Policy::none()).build().expect("a client"),
            cookie: format!("{}={token}", folkmoot::web::session::COOKIE),
            csrf: Keys::with(&world.database.key).sign("form", &[token]),
        }
    }

    async fn says(&self, server: &Server, words: &str) -> (u16, String) {
        let to = format!("/proposals/{}/comments", self.world.slug);
        let (status, _, page) = self.sends(server, &to, &[("body", words)]).await;
        (status, page)
    }

    /// Sends a form; gives the status, where it leads, and the page.
    async fn sends(&self, server: &Server, to: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        let to = format!("http://{}{to}", server.address);
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &self.csrf)
            .extend_pairs(fields)
            .finish();
        let request = self.client.post(to).header("cookie", &self.cookie).header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let answer = request.send().await.expect("the site answers");
        let place = answer.headers().get("location").map_or("", |place| place.to_str().expect("an address")).to_owned();
        (answer.status().as_u16(), place, answer.text().await.expect("a page"))
    }

    async fn reads(&self, server: &Server) -> u16 {
        let at = format!("http://{}/proposals/{}?sort=newest", server.address, self.world.slug);
        self.client.get(at).send().await.expect("the site answers").status().as_u16()
    }
}

/// On PostgreSQL it is the server that has no room, and says so: `nasty::trouble::a_full_disk`.
#[tokio::test]
async fn sqlite() {
    let world = World::on(Database::sqlite());
    let server = world.start_with_limits();
    let ana = Someone::new(&world);
    let mut done = Acknowledged::default();
    let mut refused = 0;
    for round in 0..3 {
        let journal = world.database.folder.path().join("folkmoot.db-wal");
        let held = std::fs::metadata(&journal).map_or(0, |journal| journal.len());
        server.leaves_room(Some(held + ROOM));
        for n in 0.. {
            let words = format!("Round {round}, number {n}. {}", "Long words. ".repeat(200));
            let (status, page) = ana.says(&server, words.trim()).await;
            if status == 303 {
                done.comments.push(words.trim().to_owned());
                assert!(n < 200, "there is room without end");
                continue;
            }
            assert_eq!(status, 503);
            assert!(page.contains("We could not save your comment. It is still here below."), "{page}");
            assert!(page.contains(words.trim()), "the words are given back: {page}");
            refused += 1;
            break;
        }
        assert_eq!(ana.says(&server, "Still no room. ".repeat(200).trim()).await.0, 503);
        assert_eq!(ana.reads(&server).await, 200, "reading goes on");
        server.leaves_room(None);
        let words = format!("Room again, {round}.");
        assert_eq!(ana.says(&server, &words).await.0, 303, "the same program goes on");
        done.comments.push(words);
    }
    assert_eq!(refused, 3);
    assert!(done.comments.len() > 3, "some fitted in");
    drop(server);
    world.look(|conn| {
        everything_is_there(conn, &done);
        every_count_is_right(conn);
    });
}

/// The same while somebody answers a consultation.
#[tokio::test]
async fn answers_on_sqlite() {
    let world = World::on(Database::sqlite());
    asks(&world);
    let server = world.start_with_limits();
    let ana = Someone::new(&world);
    let (_, at, _) = ana.sends(&server, &format!("/proposals/{}/respond", world.slug), &[]).await;
    let (section, check) = (format!("{at}/sections/1"), format!("{at}/check"));
    let (mut edition, mut refused, mut last) = (0, 0, String::new());
    for round in 0..3 {
        let journal = world.database.folder.path().join("folkmoot.db-wal");
        let held = std::fs::metadata(&journal).map_or(0, |journal| journal.len());
        server.leaves_room(Some(held + ROOM));
        for n in 0.. {
            assert!(n < 200, "there is room without end");
            let words = format!("Round {round}, number {n}. {}", "Long words. ".repeat(200));
            let fields = [("edition", &*edition.to_string()), ("go", "later"), ("q2", words.trim())];
            let (status, _, page) = ana.sends(&server, &section, &fields).await;
            if status == 303 {
                (edition, last) = (edition + 1, words);
                let (status, _, page) = ana.sends(&server, &check, &[("publish", "unnamed")]).await;
                if status == 303 {
                    continue;
                }
                assert_eq!(status, 503);
                assert!(page.contains("We could not send your response"), "{page}");
                assert!(page.contains("Your answers are saved."), "{page}");
            } else {
                assert_eq!(status, 503);
                assert!(page.contains("We could not save your answers"), "{page}");
                assert!(page.contains(words.trim()), "the answers are given back: {page}");
            }
            refused += 1;
            break;
        }
        assert_eq!(ana.reads(&server).await, 200, "reading goes on");
        server.leaves_room(None);
        assert_eq!(ana.sends(&server, &check, &[("publish", "unnamed")]).await.0, 303, "the same program goes on");
    }
    assert_eq!(refused, 3);
    drop(server);
    world.look(|conn| {
        let sent: Vec<String> = v::table.order(v::number.desc()).select(v::answers).load(conn).expect("read");
        assert!(sent.len() > 3 && sent[0].contains(last.trim()), "what was acknowledged last was sent last");
    });
}
