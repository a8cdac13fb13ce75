//! No room on the disk, met by the real program: people are told, keep their words, and nothing is lost or half saved.

use crate::client::Acknowledged;
use crate::database::{Database, Server};
use crate::kill::{every_count_is_right, everything_is_there};
use crate::world::World;
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
        let to = format!("http://{}/proposals/{}/comments", server.address, self.world.slug);
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &self.csrf)
            .append_pair("body", words)
            .finish();
        let request = self.client.post(to).header("cookie", &self.cookie).header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let answer = request.send().await.expect("the site answers");
        (answer.status().as_u16(), answer.text().await.expect("a page"))
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
