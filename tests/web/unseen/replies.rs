//! Where replies stay, what stays of the comment above them is the same whatever it said, and whoever said it.

use super::twins::{How, OPEN, World, answers, beside, links, plain, same_emails};
use super::{LINK, changed, lack, show};
use crate::leaving::copy_of;
use crate::moderation::{same, say};
use crate::on_both_with;
use crate::support::stage::PASSWORD;
use crate::support::{Person, TestApp};

/// What two authors say in the two sites, who went the same way otherwise.
struct Said {
    name: &'static str,
    words: [&'static str; 2],
}

const ANAS: Said = Said { name: "Ana", words: ["zygomatic marzipan, I say", "carillon"] };
const DANS: Said = Said { name: "Dan", words: ["kumquat", "a **xylophone** of another length altogether"] };

impl Said {
    fn author<'a>(&self, world: &'a World<'_>) -> &'a Person {
        if self.name == "Ana" { &world.ana } else { &world.dan }
    }

    /// A comment with replies to it, and a reply deep in the discussion with an answer.
    async fn post(&self, world: &World<'_>) -> [i64; 2] {
        let (app, author) = (world.app, self.author(world));
        let top = say(app, author, OPEN, self.words[0]).await;
        let below = answers(app, &world.ben, top, "That is well said.").await;
        answers(app, &world.cy, below, "Is it?").await;
        let deep = answers(app, author, below, self.words[1]).await;
        answers(app, &world.cy, deep, "That is a question.").await;
        for id in [top, deep] {
            world.oli.post_own(&format!("/comments/{id}/votes"), &[("vote", "disagree")]).await.is(303);
            world.cy.post_own(&format!("/comments/{id}/votes"), &[("vote", "agree")]).await.is(303);
        }
        [top, deep]
    }

    async fn go(&self, world: &World<'_>, ids: [i64; 2], how: How) {
        let author = self.author(world);
        for id in ids {
            match how {
                How::Hidden | How::Removed => {
                    world.reports(id).await;
                    world.decides(id, if how == How::Hidden { "hide" } else { "remove" }).await;
                }
                How::HeldAfterEdit => changed(author, id, &format!("{} {LINK}", self.words[0])).await,
                How::Deleted => {
                    author.post_own(&format!("/comments/{id}/deletion"), &[]).await.is(303);
                }
                How::Held | How::Erased => {}
            }
        }
        if how == How::Erased {
            let page = author.visit("/account/erasure").await;
            let form = page.form("/account/erasure").fill("comments", "go").fill("password", PASSWORD);
            form.send().await.is(303);
        }
        world.app.letters().await;
    }
}

/// Where replies stay, what stays of the comment above them is the same whatever it said, and whoever said it.
async fn replies_stay(app: &TestApp, how: How, mark: &str) {
    let other = beside(app, links).await;
    let (here, there) = (World::new(app).await, World::new(&other).await);
    let ids = ANAS.post(&here).await;
    assert_eq!(ids, DANS.post(&there).await);
    let numbers: Vec<_> = ["one", "two", "three", "four", "old"]
        .into_iter()
        .map(|name| (name, ids[usize::from(name == "two")]))
        .collect();
    let numbers = [numbers, vec![("first", here.first)]].concat();
    let before = here.read(&numbers).await;
    show(&before, &ANAS.words);
    assert!(before.iter().any(|(.., html)| html.contains("<bdi>Ana</bdi>")), "her name stands there");
    ANAS.go(&here, ids, how).await;
    DANS.go(&there, ids, how).await;
    let pages = here.read(&numbers).await;
    lack(&pages, &[ANAS.words[0], ANAS.words[1], "<bdi>Ana</bdi>"]);
    same(&there.read(&numbers).await, &pages);
    let page = app.visitor().visit(&format!("{OPEN}?sort=newest")).await;
    let found: Vec<String> = page.all(".fm-place").into_iter().map(|place| place.text).collect();
    assert_eq!(found, mark.split('|').map(str::to_owned).collect::<Vec<_>>());
    page.sees("That is well said.")
        .sees("Is it?")
        .sees("That is a question.")
        .sees("in reply to a comment that cannot be read");
    for world in [&here, &there] {
        world.pass(22).await;
    }
    let (told, told_there) = (here.emails().await, there.emails().await);
    assert!(!told.is_empty());
    same_emails((app, &told), (&other, &told_there));
    same(&there.past_emails().await, &here.past_emails().await);
    let (copy, copy_there) = (copy_of(app, &here.cy).await, copy_of(&other, &there.cy).await);
    for (name, text) in &copy {
        let there = copy_there.get(name).map(|there| plain(&other, there));
        assert_eq!(there, Some(plain(app, text)), "{name}");
        assert!(!ANAS.words.iter().any(|words| text.contains(words)), "{name} says what somebody else said");
    }
    let votes = copy.get("data/comment-votes.json").expect("their answers");
    assert!(ids.iter().all(|id| votes.contains(&format!("/comments/{id}\""))), "{votes}");
    other.end().await;
}

on_both_with! { links;
    async fn replies_stay_below_what_is_hidden(app: &TestApp) {
        let mark = "Hidden by a moderator under rule 3, no personal attacks. 3 replies stay below. House rules";
        replies_stay(app, How::Hidden, mark).await;
    }

    async fn replies_stay_below_what_is_removed(app: &TestApp) {
        let mark = "Hidden by a moderator under rule 3, no personal attacks. 3 replies stay below. House rules";
        replies_stay(app, How::Removed, mark).await;
    }

    async fn replies_stay_below_what_is_held(app: &TestApp) {
        replies_stay(app, How::HeldAfterEdit, "Waiting for a moderator. 3 replies stay below. House rules").await;
    }

    async fn replies_stay_below_what_is_deleted(app: &TestApp) {
        let mark = "Deleted by its author. 3 replies stay below. House rules|Deleted by its author. House rules";
        replies_stay(app, How::Deleted, mark).await;
    }

    async fn replies_stay_below_the_words_of_whoever_leaves(app: &TestApp) {
        let mark = "Deleted by its author. 3 replies stay below. House rules|Deleted by its author. House rules";
        replies_stay(app, How::Erased, mark).await;
    }
}
