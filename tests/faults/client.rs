//! Somebody who votes and comments without pause, and remembers what was acknowledged.

use crate::world::World;
use folkmoot::ids::{AccountId, CommentId};
use folkmoot::keys::Keys;
use reqwest::{Client, RequestBuilder, StatusCode, redirect};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What the server said was saved.
#[derive(Debug, Default, Clone)]
pub struct Acknowledged {
    pub votes: Vec<(AccountId, CommentId, i32)>,
    pub comments: Vec<String>,
}

/// A form as a browser sends it that is signed in with this token.
pub fn form(client: &Client, address: &str, token: &str, path: &str, body: String) -> RequestBuilder {
    client
        .post(format!("http://{address}{path}"))
        .header("cookie", format!("{}={token}", folkmoot::web::session::COOKIE))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
}

/// Sends until the server is gone. `turn` counts over all rounds, so that nothing is sent twice.
pub async fn go_on(world: Arc<World>, who: usize, address: String, turn: Arc<AtomicUsize>) -> Acknowledged {
    let (account, token) = world.people[who].clone();
    let keys = Keys::with(&world.database.key);
    let csrf = keys.sign("form", &[&token]);
    let client = Client::builder().redirect(redirect::Policy::none()).build().expect("a client");
    let mut done = Acknowledged::default();
    loop {
        let n = turn.fetch_add(1, Ordering::Relaxed);
        // One in three has a link, and waits for a moderator.
        let link = if n.is_multiple_of(12) { " See www.example.org" } else { "" };
        let comment = format!("Person {who} says number {n}.{link}");
        let item = world.statements[n % world.statements.len()];
        let value = [1, 0, -1][n % 3];
        let (path, body) = if n.is_multiple_of(4) {
            (format!("/proposals/{}/comments", world.slug), format!("csrf={csrf}&body={}", comment.replace(' ', "+")))
        } else {
            let word = ["agree", "pass", "disagree"][n % 3];
            (format!("/comments/{item}/votes"), format!("csrf={csrf}&vote={word}"))
        };
        match form(&client, &address, &token, &path, body).send().await {
            Ok(answer) if answer.status() == StatusCode::SEE_OTHER => {
                if n.is_multiple_of(4) {
                    done.comments.push(comment);
                } else {
                    done.votes.push((account, item, value));
                }
            }
            Ok(answer) => panic!("{path} gave {} under load", answer.status()),
            Err(_) => return done,
        }
    }
}
