//! What is hidden is hidden everywhere: two sites are alike to the byte, whether a comment was taken from view in one of them or
//! never was in it. And what is brought back is back as if nothing had been.
//!
//! [`places`] is the one list of where a comment can show. What differs rightly is arranged away, or said here:
//!
//! - Where replies stay, a mark stays above them: its words are in `replies`, and nothing of the comment is in it.
//! - The mark stands where its comment stood, also where comments are sorted by the answers to them.
//! - What its author takes back leaves a mark: "Deleted by its author."
//! - A vote is its voter's own. Whoever takes a copy of their data finds their answer to a comment that is hidden, with its
//!   number, and not a word of it.
//! - Whoever took part once has taken part: the dots on the home page count people (`who_took_part_stays_counted`).
//! - That a moderator decided is public; about which comment is not (`the_record_tells_of_acts_alone`).
//! - Moderators, and authors in their letters, read what was hidden.
//!
//! That nothing leaves which was hidden between any two steps of making an email, `tests/digests` tries at random.

mod places;
mod replies;
mod twins;

use crate::moderation::{same, say, state};
use crate::support::{Person, TestApp};
use crate::{on_both, on_both_with};
use diesel::prelude::*;
use folkmoot::comments::State;
use folkmoot::db::schema::turnout;
use folkmoot::digests::run;
use folkmoot::mail::Post;
use folkmoot::routes;
use places::Shows;
use std::collections::BTreeSet;
use twins::{CLOSING, How, OPEN, World, answers, beside, follows, links, same_emails, says_for_it};

/// Comments that go, each in another way a part of the site: numbers, by the names in the list of places.
struct Doomed([i64; 5]);

/// The words of each of them, found nowhere else.
const WORDS: [&str; 5] = ["zygomatic", "marzipan", "kumquat", "carillon", "xylophone"];
/// What the first said before it was changed.
const BEFORE: &str = "quixotic";
/// What a rule holds.
const LINK: &str = "See https://example.org";

impl Doomed {
    /// A comment with an earlier wording, votes and a follower; a reply; a reply to a reply; one for an organisation; and one
    /// on a proposal that will be closed. Nothing comes after them, and nobody replies.
    async fn post(world: &World<'_>, how: How) -> Self {
        let World { app, ana, ben, cy, oli, .. } = world;
        let link = if how == How::Held { LINK } else { "" };
        let words = |n: usize| format!("My {} remark. {link}", WORDS[n]);
        let one = say(app, ana, OPEN, &format!("My {BEFORE} remark. {link}")).await;
        let ids = [
            one,
            answers(app, ana, world.first, &words(1)).await,
            answers(app, ana, world.reply, &words(2)).await,
            says_for_it(app, oli, OPEN, &words(3)).await,
            say(app, ana, CLOSING, &words(4)).await,
        ];
        if how == How::Held {
            return Self(ids);
        }
        ana.post_own(&format!("/comments/{one}/edit"), &[("body", &words(0))]).await.is(303);
        for id in ids {
            for (who, vote) in [(ben, "agree"), (cy, "disagree")] {
                who.post_own(&format!("/comments/{id}/votes"), &[("vote", vote)]).await.is(303);
            }
        }
        follows(&world.dan, &format!("/comments/{one}"), "at_once").await;
        Self(ids)
    }

    fn numbers(&self, world: &World<'_>) -> Vec<(&'static str, i64)> {
        let names = ["one", "two", "three", "four", "old"];
        names.into_iter().zip(self.0).chain([("first", world.first)]).collect()
    }

    async fn go(&self, world: &World<'_>, how: How) {
        for (n, id) in self.0.into_iter().enumerate() {
            let author = if n == 3 { &world.oli } else { &world.ana };
            match how {
                How::Hidden | How::Removed => {
                    world.reports(id).await;
                    world.decides(id, if how == How::Hidden { "hide" } else { "remove" }).await;
                }
                How::HeldAfterEdit => changed(author, id, &format!("My {} remark. {LINK}", WORDS[n])).await,
                How::Held => {}
                How::Deleted | How::Erased => unreachable!("these leave marks"),
            }
            let gone = match how {
                How::Hidden => State::Hidden,
                How::Removed => State::Removed,
                _ => State::Held,
            };
            assert_eq!(state(world.app, id).await, gone, "{id}");
        }
    }
}

async fn changed(who: &Person, id: i64, words: &str) {
    who.post_own(&format!("/comments/{id}/edit"), &[("body", words)]).await.is(303);
}

/// No page says any of these words.
#[track_caller]
fn lack(pages: &[(String, u16, String)], words: &[&str]) {
    for (place, _, html) in pages {
        for word in words {
            assert!(!html.contains(word), "{place} says {word}");
        }
    }
}

/// Each of these words is on some page: the list of places would see it if it stayed.
#[track_caller]
fn show(pages: &[(String, u16, String)], words: &[&str]) {
    for word in words {
        assert!(pages.iter().any(|(.., html)| html.contains(word)), "no place shows {word}");
    }
}

/// Comments that went, and a site in which they never were.
async fn as_if_never(app: &TestApp, how: How) {
    let never = beside(app, links).await;
    let (here, there) = (World::new(app).await, World::new(&never).await);
    let doomed = Doomed::post(&here, how).await;
    let numbers = doomed.numbers(&here);
    let words: Vec<&str> = WORDS.into_iter().chain([BEFORE]).collect();
    if how != How::Held {
        show(&here.read(&numbers).await, &words);
    }
    if how == How::HeldAfterEdit {
        doomed.go(&here, how).await;
    }
    // Fay's email about the day is planned while they can be read, and leaves when they cannot.
    here.pass(22).await;
    there.pass(22).await;
    for world in [&here, &there] {
        assert_eq!(run::plan_all(&world.app.app).await.expect("planned").planned, 1);
    }
    if how != How::HeldAfterEdit {
        doomed.go(&here, how).await;
    }
    let pages = here.read(&numbers).await;
    lack(&pages, &words);
    same(&there.read(&numbers).await, &pages);
    let (mut told, mut told_there): (Vec<Post>, Vec<Post>) = (Vec::new(), Vec::new());
    // Daily emails, the close of a proposal, the weekly email, and nothing more.
    for hours in [0, 5, 24, 24, 24, 96] {
        here.pass(hours).await;
        there.pass(hours).await;
        told.extend(here.emails().await);
        told_there.extend(there.emails().await);
    }
    assert!(told.len() > 1, "{told:?}");
    same_emails((app, &told), (&never, &told_there));
    let pages = here.read(&numbers).await;
    lack(&pages, &words);
    same(&there.read(&numbers).await, &pages);
    let past = here.past_emails().await;
    assert!(past.len() > 1, "the emails that were sent can be read again");
    lack(&past, &words);
    same(&there.past_emails().await, &past);
    never.end().await;
}

/// Comments that went and came back, and a site in which they were left alone.
async fn as_if_nothing_had_been(app: &TestApp, how: How) {
    // There no rule holds anything, so the same words are read at once.
    let alone = beside(app, |_| {}).await;
    let (here, there) = (World::new(app).await, World::new(&alone).await);
    let doomed = Doomed::post(&here, how).await;
    let numbers = doomed.numbers(&here);
    Doomed::post(&there, how).await;
    doomed.go(&here, how).await;
    if how == How::HeldAfterEdit {
        // The same new words there, where no rule holds them.
        for (n, id) in doomed.0.into_iter().enumerate() {
            let author = if n == 3 { &there.oli } else { &there.ana };
            changed(author, id, &format!("My {} remark. {LINK}", WORDS[n])).await;
        }
    }
    assert_ne!(here.read(&numbers).await, there.read(&numbers).await);
    for id in doomed.0 {
        here.decides(id, if matches!(how, How::Hidden | How::Removed) { "restore" } else { "keep" }).await;
    }
    same(&there.read(&numbers).await, &here.read(&numbers).await);
    let (mut told, mut told_there): (Vec<Post>, Vec<Post>) = (Vec::new(), Vec::new());
    for hours in [22, 5, 24, 24, 24, 96] {
        here.pass(hours).await;
        there.pass(hours).await;
        told.extend(here.emails().await);
        told_there.extend(there.emails().await);
    }
    assert!(told.len() > 1, "{told:?}");
    same_emails((app, &told), (&alone, &told_there));
    let pages = here.read(&numbers).await;
    show(&pages, &["marzipan", "carillon", "xylophone"]);
    same(&there.read(&numbers).await, &pages);
    same(&there.past_emails().await, &here.past_emails().await);
    alone.end().await;
}

/// How many new comments these emails to Fay tell of, by their subjects.
fn counted(posts: &[Post]) -> usize {
    let of = |post: &Post| {
        let before = post.subject.split(" new comment").next().filter(|before| *before != post.subject)?;
        before.rsplit([' ', ',']).next()?.parse::<usize>().ok()
    };
    posts.iter().filter(|post| post.to == "fay@people.example").filter_map(of).sum()
}

#[test]
fn every_address_is_in_the_list() {
    let looked: BTreeSet<&str> = routes::ALL
        .iter()
        .chain(routes::DEMO)
        .filter(|(_, methods)| methods.iter().any(|(method, _)| *method == "get"))
        .map(|(path, _)| *path)
        .collect();
    let listed: BTreeSet<&str> = places::ROUTES.iter().map(|(path, _)| *path).collect();
    let missing: Vec<_> = looked.difference(&listed).collect();
    assert!(missing.is_empty(), "say in unseen/places.rs what of a comment these can show: {missing:?}");
    let gone: Vec<_> = listed.difference(&looked).collect();
    assert!(gone.is_empty(), "there is no such route any more: {gone:?}");
    assert_eq!(listed.len(), places::ROUTES.len(), "each once");
    for (path, shows) in places::ROUTES {
        let says_something = match shows {
            Shows::Places(places) => !places.is_empty(),
            Shows::Own(story) => !story.is_empty(),
            Shows::Nothing(why) => !why.is_empty(),
            Shows::Staff => path.starts_with("/staff/"),
        };
        assert!(says_something, "{path}");
    }
}

on_both_with! { links;
    async fn hidden_is_as_if_never(app: &TestApp) {
        as_if_never(app, How::Hidden).await;
    }

    async fn removed_is_as_if_never(app: &TestApp) {
        as_if_never(app, How::Removed).await;
    }

    async fn held_is_as_if_never(app: &TestApp) {
        as_if_never(app, How::Held).await;
    }

    async fn held_after_a_change_is_as_if_never(app: &TestApp) {
        as_if_never(app, How::HeldAfterEdit).await;
    }

    async fn hidden_and_back_is_as_if_nothing_had_been(app: &TestApp) {
        as_if_nothing_had_been(app, How::Hidden).await;
    }

    async fn removed_and_back_is_as_if_nothing_had_been(app: &TestApp) {
        as_if_nothing_had_been(app, How::Removed).await;
    }

    async fn held_and_kept_is_as_if_nothing_had_been(app: &TestApp) {
        as_if_nothing_had_been(app, How::Held).await;
    }

    async fn held_after_a_change_and_kept_is_as_if_nothing_had_been(app: &TestApp) {
        as_if_nothing_had_been(app, How::HeldAfterEdit).await;
    }
}

on_both! {
    /// Hidden while an email leaves, and back before the next: told by that one, and by no other.
    async fn followers_are_told_exactly_once(app: &TestApp) {
        let alone = beside(app, |_| {}).await;
        let (here, there) = (World::new(app).await, World::new(&alone).await);
        let doomed = Doomed::post(&here, How::Hidden).await;
        Doomed::post(&there, How::Hidden).await;
        here.pass(22).await;
        there.pass(22).await;
        run::plan_all(&app.app).await.expect("planned");
        doomed.go(&here, How::Hidden).await;
        let (mut told, mut told_there) = (here.emails().await, there.emails().await);
        assert!(counted(&told) < counted(&told_there), "{told:?}");
        for id in doomed.0 {
            here.decides(id, "restore").await;
        }
        for hours in [24, 24, 24, 24, 96] {
            here.pass(hours).await;
            there.pass(hours).await;
            told.extend(here.emails().await);
            told_there.extend(there.emails().await);
        }
        assert_eq!(counted(&told), counted(&told_there), "{told:?}");
        same(&there.read(&doomed.numbers(&here)).await, &here.read(&doomed.numbers(&here)).await);
        alone.end().await;
    }

    /// A page that a browser kept is not confirmed once a comment on it is hidden, and is again when it is back.
    async fn a_kept_page_is_not_confirmed(app: &TestApp) {
        let world = World::new(app).await;
        let id = say(app, &world.ana, OPEN, "My zygomatic remark").await;
        let visitor = app.visitor();
        for place in [format!("{OPEN}?sort=newest"), format!("/comments/{id}")] {
            let tag = visitor.get(&place).await.is(200).header("etag");
            let again = async || visitor.send(reqwest::Method::GET, &place, &[("if-none-match", &tag)], None).await;
            again().await.is(304);
            world.reports(id).await;
            again().await.is(304);
            world.decides(id, "hide").await;
            let now = again().await;
            assert!([200, 404].contains(&now.status) && !now.html.contains("zygomatic"), "{place}: {}", now.status);
            world.decides(id, "restore").await;
            again().await.is(304);
        }
        app.letters().await;
    }

    /// Somebody whose only part here was a comment that is hidden has taken part all the same: the dots count people.
    async fn who_took_part_stays_counted(app: &TestApp) {
        let world = World::new(app).await;
        let new = app.resident("Newcomer").await;
        let id = say(app, &new, OPEN, "My zygomatic remark").await;
        let dots = async || app.visitor().get("/").await.one("figcaption").text;
        let with = dots().await;
        world.reports(id).await;
        world.decides(id, "hide").await;
        assert_eq!(dots().await, with);
        let people: Vec<i64> = app.query(|conn| turnout::table.select(turnout::people).load(conn).expect("read")).await;
        assert_eq!(people.iter().sum::<i64>(), 7);
        app.letters().await;
    }

    /// Everybody may know that a moderator decided, and not about whom or what.
    async fn the_record_tells_of_acts_alone(app: &TestApp) {
        let world = World::new(app).await;
        let doomed = Doomed::post(&world, How::Hidden).await;
        doomed.go(&world, How::Hidden).await;
        let page = app.visitor().visit("/transparency").await;
        page.is(200).sees("A moderator hid a comment");
        for word in WORDS.iter().chain(&[BEFORE, "Ana", "The Circle", "/comments/", "rule 3", "For a reason"]) {
            assert!(!page.html.contains(word), "it says {word}");
        }
        app.letters().await;
    }
}
