//! Two sites that are alike to the second and to the number, but for the comments that a story is about.

use super::places;
use crate::moderation::{case_of, decide, report, say};
use crate::organisations::founds;
use crate::support::{Person, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use folkmoot::config::Config;
use folkmoot::db::schema::{comments, proposals};
use folkmoot::ids::ProposalId;
use folkmoot::mail::Post;
use folkmoot::policy::Totals;
use folkmoot::web::session;
use folkmoot::worker::schedule;

/// The proposal that stays open, and the one that closes after a day.
pub const OPEN: &str = "/proposals/school-streets";
pub const CLOSING: &str = "/proposals/old-roads";
/// Comments that fill more than a page.
const MANY: i64 = 60;

/// How a comment goes from view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Hidden,
    Removed,
    /// A rule holds it as it is posted: it never was to be seen.
    Held,
    /// A rule holds its new words.
    HeldAfterEdit,
    /// Its author takes it back.
    Deleted,
    /// Its author leaves, and takes the words along.
    Erased,
}

/// Rules hold links, and nothing else: in stories everybody posts in the same minute.
pub fn links(config: &mut Config) {
    config.holding.links = true;
}

/// Another site on a database of the same kind.
pub async fn beside(app: &TestApp, change: impl FnOnce(&mut Config)) -> TestApp {
    let which = if app.app.site.config.database.url.starts_with("sqlite") { "sqlite" } else { "postgres" };
    TestApp::with(which, change).await
}

/// A site with people, a discussion longer than a page, and somebody who follows all of it.
pub struct World<'a> {
    pub app: &'a TestApp,
    pub ana: Person,
    pub dan: Person,
    pub ben: Person,
    pub cy: Person,
    pub fay: Person,
    pub oli: Person,
    pub mo: Person,
    /// A comment that stays, and a reply to it.
    pub first: i64,
    pub reply: i64,
}

impl<'a> World<'a> {
    pub async fn new(app: &'a TestApp) -> Self {
        let (open, _) = app.proposal("School streets").await;
        app.proposal_with("Old roads", Totals::Public, -1, 1).await;
        let mut people = Vec::new();
        for name in ["Ana", "Dan", "Ben", "Cy", "Fay", "Oli"] {
            let who = app.resident(name).await;
            // Whoever has voted is counted among those who take part, whatever becomes of their comments.
            who.post_own(&format!("{OPEN}/votes"), &[("vote", "support")]).await.is(303);
            people.push(who);
        }
        let [ana, dan, ben, cy, fay, oli] = people.try_into().unwrap_or_else(|_| unreachable!("six of them"));
        founds(app, &oli, "The Circle").await;
        let mo = app.moderator("Mo").await;
        let first = say(app, &ben, OPEN, "I live beside the school.").await;
        let reply = answers(app, &cy, first, "And I teach there.").await;
        fills(app, open, &ben).await;
        for (at, how) in [
            (OPEN, "daily"),
            (CLOSING, "daily"),
            ("/organisations/the-circle", "weekly"),
            ("/areas/clean-air", "weekly"),
        ] {
            follows(&fay, at, how).await;
        }
        says_for_it(app, &oli, OPEN, "We speak for many.").await;
        say(app, &ben, OPEN, "The gates need a keeper.").await;
        say(app, &ben, CLOSING, "Roads were wider once.").await;
        Self { app, ana, dan, ben, cy, fay, oli, mo, first, reply }
    }

    /// Time passes, and what opens and closes meanwhile does.
    pub async fn pass(&self, hours: i64) {
        self.app.clock.forward(Duration::hours(hours));
        schedule::turn(&self.app.app).await.expect("it turns");
    }

    /// A moderator decides about a comment, which somebody has reported before.
    pub async fn decides(&self, comment: i64, act: &str) {
        // Sessions of staff end soon when nothing happens.
        self.mo.set_cookie(session::COOKIE, &self.app.session(self.mo.id, true).await);
        let case = case_of(self.app, comment).await;
        let rule = if matches!(act, "hide" | "remove") { "3" } else { "" };
        decide(&self.mo, &case, act, rule, "For a reason.").await.is(200).sees("Your decision is in force");
    }

    pub async fn reports(&self, comment: i64) {
        report(&self.app.visitor(), comment, "abuse", "").await.is(200);
    }

    /// Every place of the list with the pages that follow it, as a stranger, somebody who has voted, and the author read
    /// it: the tags of pages stand before their words.
    pub async fn read(&self, numbers: &[(&str, i64)]) -> Vec<(String, u16, String)> {
        let mut all = Vec::new();
        for (name, who) in [("a stranger", self.app.visitor()), ("Cy", self.cy.clone()), ("Fay", self.fay.clone())] {
            for place in places::filled(numbers) {
                let mut next = Some(place);
                while let Some(place) = next.take() {
                    let page = who.get(&place).await;
                    assert!(page.status < 500, "{place} answers {}", page.status);
                    next = page.all("a[rel=next]").first().map(|link| link.attr("href"));
                    let words =
                        plain(self.app, &format!("{} {}\n{}", page.header("etag"), page.header("location"), page.html));
                    all.push((format!("{place}, read by {name},"), page.status, words));
                }
            }
        }
        all
    }

    /// The pages on which a follower finds their emails, and what each says.
    pub async fn past_emails(&self) -> Vec<(String, u16, String)> {
        let list = self.fay.visit("/account/emails").await;
        let mut all = vec![("/account/emails".to_owned(), list.status, plain(self.app, &list.html))];
        let links: Vec<String> = list.all("a[href^='/account/emails/']").iter().map(|link| link.attr("href")).collect();
        for link in links {
            let page = self.fay.visit(&link).await;
            all.push((link, page.status, plain(self.app, &page.html)));
        }
        all
    }

    /// Emails that are due leave; the letters about decisions leave too, and are left out.
    pub async fn emails(&self) -> Vec<Post> {
        self.app.letters().await;
        self.app.emails().await
    }
}

/// Compares what two sites sent: to whom, with which subject and words.
#[track_caller]
pub fn same_emails(here: (&TestApp, &[Post]), there: (&TestApp, &[Post])) {
    let told = |(app, posts): (&TestApp, &[Post])| -> Vec<[String; 4]> {
        let told =
            |post: &Post| [post.to.clone(), post.subject.clone(), plain(app, &post.text), plain(app, &post.html)];
        posts.iter().map(told).collect()
    };
    let (here, there) = (told(here), told(there));
    for (one, other) in here.iter().zip(&there) {
        assert_eq!(one, other);
    }
    assert_eq!(here.len(), there.len());
}

/// Posts a reply and gives its number.
pub async fn answers(app: &TestApp, who: &Person, to: i64, words: &str) -> i64 {
    who.post_own(&format!("/comments/{to}/replies"), &[("body", words)]).await.is(303);
    app.query(|conn| comments::table.order(comments::id.desc()).select(comments::id).first(conn).expect("posted")).await
}

/// Posts a comment in the name of the organisation, and gives its number.
pub async fn says_for_it(app: &TestApp, who: &Person, path: &str, words: &str) -> i64 {
    who.post_own(&format!("{path}/comments"), &[("body", words), ("as", "organisation")]).await.is(303);
    app.query(|conn| comments::table.order(comments::id.desc()).select(comments::id).first(conn).expect("posted")).await
}

pub async fn follows(who: &Person, at: &str, how: &str) {
    let fields = [("follow", "start"), ("frequency", how)];
    who.post_own(&format!("{at}/follows"), &fields).await.is(303);
}

/// More comments than a page holds, with other answers each.
async fn fills(app: &TestApp, proposal: ProposalId, author: &Person) {
    let (author, now) = (author.id, app.now());
    app.change(move |tx| {
        use comments as c;
        for n in 0..MANY {
            diesel::insert_into(c::table)
                .values((
                    c::proposal_id.eq(proposal),
                    c::depth.eq(0),
                    c::author_id.eq(author),
                    c::capacity.eq("resident"),
                    c::badge.eq("resident"),
                    c::body.eq(format!("Words {n}")),
                    c::body_html.eq(format!("<p>Words {n}</p>")),
                    c::state.eq("published"),
                    c::listed.eq(true),
                    c::agreed.eq(n % 7 - 3),
                    c::divided.eq(n % 5),
                    c::created_at.eq(now),
                ))
                .execute(&mut **tx)?;
        }
        diesel::update(proposals::table.find(proposal))
            .set(proposals::comments.eq(proposals::comments + MANY))
            .execute(&mut **tx)?;
        tx.touch(folkmoot::db::Scope::Proposal(proposal));
        tx.touch(folkmoot::db::Scope::Listing);
        Ok(())
    })
    .await;
}

/// A page or a letter without what differs from one site to the next by chance: where it stands, and the secrets in it.
pub fn plain(app: &TestApp, words: &str) -> String {
    let host = app.url.trim_start_matches("http://");
    let mut plain = words.replace(&app.url, "").replace(host, "");
    for (before, end) in [("name=\"csrf\" value=\"", '"'), ("/emails/d", '/'), ("/emails/s", '/')] {
        let mut parts = plain.split(before);
        let mut all = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let is_over = |c: char| c == end || c == '"' || c.is_whitespace() || c == '<' || c == '>';
            all.push_str(before);
            all.push_str(&part[part.find(is_over).unwrap_or(part.len())..]);
        }
        plain = all;
    }
    plain
}
