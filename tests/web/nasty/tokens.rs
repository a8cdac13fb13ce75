//! U1, U3, 2.9, case 41: the links of all letters. Altered in any bit, at another door, in somebody else's hands, or too old,
//! they open one and the same page that tells nothing, and do nothing.

use super::everywhere::{Address, everywhere};
use super::forms::token;
use super::rows::dump;
use crate::links::spoilt;
use crate::on_both;
use crate::support::stage::PASSWORD;
use crate::support::{Page, Person, TestApp};
use chrono::Duration;
use folkmoot::routes::{self, Who};
use folkmoot::web::{error_pages, session};
use futures_util::future::join_all;
use std::collections::BTreeSet;

/// A route that a token opens, the token, and whether there is a page and a form.
struct Door {
    route: &'static str,
    token: String,
    shows: bool,
    takes: bool,
}

impl Door {
    fn of((route, methods, at): &Address) -> Option<Self> {
        let (before, after) = route.split_once("{token}")?;
        let token = at.strip_prefix(before)?.strip_suffix(after)?.to_owned();
        Some(Self { route, token, shows: methods.contains(&"get"), takes: methods.contains(&"post") })
    }

    fn at(&self, token: &str) -> String {
        self.route.replace("{token}", token)
    }

    /// Doors of one house have the same keys.
    fn house(&self) -> &str {
        self.route.split("{token}").next().unwrap_or_default()
    }

    /// Whoever it is for: some links need the session of the person who asked, too.
    fn for_a_session(&self) -> bool {
        self.route.starts_with("/account/")
    }
}

/// Sends whatever a form behind a link may ask for.
async fn press(app: &TestApp, who: &Person, at: &str) -> Page {
    let token = token(app, who);
    let fields = [
        ("csrf", token.as_str()),
        ("password", PASSWORD),
        ("name", "Eve"),
        ("capacity", "resident"),
        ("adult", "yes"),
        ("act", "stop"),
        ("what", "all"),
    ];
    who.post(at, &fields[usize::from(token.is_empty())..]).await
}

/// A browser of its own for this person, or for nobody.
async fn browser(app: &TestApp, who: &Person) -> Person {
    let mut fresh = app.visitor();
    if who.id.0 != 0 {
        fresh.id = who.id;
        fresh.set_cookie(session::COOKIE, &app.session(who.id, true).await);
    }
    fresh
}

/// Neither looking nor pressing opens anything there.
async fn is_shut(app: &TestApp, who: &Person, door: &Door, token: &str, why: &str) {
    let at = door.at(token);
    if door.shows {
        assert_eq!(who.get(&at).await.status, 404, "{why}: {at}");
    }
    if door.takes {
        let page = press(app, who, &at).await;
        assert_eq!(page.status, 404, "{why}: {at}");
        assert!(page.header("set-cookie").is_empty(), "{why}: {at}");
    }
}

on_both! {
    async fn a_link_from_a_letter_opens_one_door_for_one_person(app: &TestApp) {
        let (people, addresses) = everywhere(app).await;
        let doors: Vec<Door> = addresses.iter().filter_map(Door::of).collect();
        assert!(doors.len() > 10);
        let (visitor, ana, edna) = (&people[0], &people[1], &people[3]);
        let theirs = |door: &Door| if door.for_a_session() { ana } else { visitor };
        let before = app.query(dump).await;
        for door in &doors {
            let who = theirs(door);
            assert!(!door.shows || who.get(&door.at(&door.token)).await.status == 200, "{}", door.route);
            let refused = who.get(&door.at("1.x")).await;
            refused.is(if door.shows { 404 } else { 405 });
            for wrong in spoilt(&door.token).chunks(16) {
                let pages = join_all(wrong.iter().map(|token| async { who.get(&door.at(token)).await })).await;
                for page in pages {
                    assert_eq!((page.status, &page.html), (refused.status, &refused.html), "{}", page.path);
                }
            }
            // One bit in each place is enough where it is pressed.
            for at in 0..if door.takes { door.token.len() } else { 0 } {
                let mut bytes = door.token.clone().into_bytes();
                bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
                let wrong = door.at(&String::from_utf8(bytes).expect("text"));
                let page = press(app, who, &wrong).await;
                assert_eq!((page.status, page.header("set-cookie").as_str()), (404, ""), "{wrong}");
            }
            for other in doors.iter().filter(|other| other.house() != door.house()) {
                is_shut(app, theirs(other), other, &door.token, door.route).await;
            }
            if door.for_a_session() {
                is_shut(app, edna, door, &door.token, "somebody else").await;
                let stranger = visitor.get(&door.at(&door.token)).await;
                assert!(stranger.is(303).header("location").starts_with("/sign-in"), "{}", door.route);
            }
        }
        let after = app.query(dump).await;
        let changed: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
        assert!(changed.is_empty() && after.len() == before.len(), "{changed:#?}");
        old_links_are_void(app, &doors, ana).await;
    }
}

/// A year later, when what is too old was deleted, only the links that stop emails and change them still work.
async fn old_links_are_void(app: &TestApp, doors: &[Door], ana: &Person) {
    app.clock.forward(Duration::days(400));
    for purged in [false, true] {
        if purged {
            folkmoot::retention::run(&app.app.site).await.expect("it is deleted");
        }
        for door in doors {
            let who = if door.for_a_session() { browser(app, ana).await } else { app.visitor() };
            if door.house() == "/emails/" && door.token.starts_with('d') {
                assert_ne!(who.get(&door.at(&door.token)).await.status, 404, "{}: such links never end", door.route);
            } else {
                is_shut(app, &who, door, &door.token, "too old").await;
            }
        }
    }
    let stop = doors.iter().find(|door| door.route == "/emails/{token}/stop").expect("a link that stops");
    press(app, &app.visitor(), &stop.at(&stop.token)).await.is(200).sees("You will get no more emails");
    app.letters().await;
}

/// No log holds what opens something: of every address that goes on with a key, only the beginning is told; and no page
/// behind it tells another site where the reader was.
#[test]
fn no_key_is_logged() {
    let key = "d1-JyrZCrWh_VY18kcuDHv-Ob";
    let holds_keys = |route: &&str, methods: &[(&str, Who)]| {
        route.contains("{token}") || (route.contains('{') && methods.iter().any(|(_, who)| *who == Who::LinkHolder))
    };
    let secret: BTreeSet<&str> =
        routes::ALL.iter().filter(|(route, methods)| holds_keys(route, methods)).map(|(route, _)| *route).collect();
    assert!(secret.len() > 10, "{secret:?}");
    for (route, _) in routes::ALL {
        let (before, after) = route.split_once('{').unwrap_or((route, ""));
        let at = format!("{before}{key}{}", after.split_once('}').map_or("", |(_, rest)| rest));
        let told = error_pages::plain_path(&at);
        if secret.contains(route) {
            assert_eq!(told, format!("{before}…"), "{route}");
        } else {
            assert_eq!(told, at, "{route}");
        }
    }
    // The router understands escapes, so that a key may stand behind one.
    assert_eq!(error_pages::plain_path(&format!("/%65mails/{key}")), "/…");
}
