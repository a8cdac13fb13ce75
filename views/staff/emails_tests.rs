//! What the page about emails promises: it says how things are, why, and shows no address.

use super::*;
use chrono::{Duration, NaiveDate};

fn at(hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 25)
        .expect("a day of the calendar")
        .and_hms_opt(hour, minute, 0)
        .expect("a time of day")
}

fn trouble(state: EmailState) -> Trouble {
    Trouble {
        id: 7,
        to: "ana.maria@example.org".into(),
        state,
        reason: "a title held <b>".into(),
        at: at(9, 30),
        attempts: 3,
    }
}

fn view() -> Emails {
    Emails {
        counts: vec![(EmailState::Sent, 12_040), (EmailState::Deferred, 1_204), (EmailState::Parked, 1)],
        oldest: Some(at(9, 12)),
        host: Host::PausedUntil(at(11, 0)),
        runs: vec![
            EmailRun { began_at: at(9, 0), ended_at: None, looked_at: 5, planned: 2 },
            EmailRun {
                began_at: at(8, 0),
                ended_at: Some(at(8, 0) + Duration::milliseconds(61_500)),
                looked_at: 100_000,
                planned: 4_000,
            },
        ],
        troubles: vec![trouble(EmailState::Parked), trouble(EmailState::Failed)],
        now: at(10, 30),
    }
}

#[test]
fn it_begins_with_how_things_are() {
    let html = emails(&view()).into_string();
    assert!(html.contains("1,204 emails wait, the oldest since <time"), "{html}");
    assert!(html.contains(">9:12 am</time>") && html.contains("We try again at <time"), "{html}");
    assert!(html.contains("1 email was put aside and waits for you."), "{html}");
    assert_eq!(html.matches("scope=\"row\"").count(), 8 + 2 + 2);
    assert!(html.contains("100,000") && html.contains("1 min 01 s") && html.contains("Not ended"), "{html}");
    let calm = Emails {
        counts: Vec::new(),
        oldest: None,
        host: Host::Taking,
        runs: Vec::new(),
        troubles: Vec::new(),
        ..view()
    };
    let html = emails(&calm).into_string();
    assert!(html.contains(r#"<p class="fm-lede">Nothing waits.</p>"#) && html.contains("None yet."), "{html}");
}

#[test]
fn addresses_are_masked_and_only_what_was_put_aside_can_be_tried_again() {
    let html = emails(&view()).into_string();
    assert!(html.contains("a…@example.org") && !html.contains("maria"), "{html}");
    assert!(html.contains("a title held &lt;b&gt;"), "{html}");
    assert_eq!(html.matches(r#"action="/staff/emails/7/retry""#).count(), 1);
}

#[test]
fn every_page_says_when_emails_have_waited_too_long() {
    let now = at(10, 30);
    assert_eq!(emails_waiting(None, now, true).into_string(), "");
    let html = emails_waiting(Some((1_204, at(9, 12))), now, true).into_string();
    assert!(html.contains("1,204 emails have waited since") && html.contains(">9:12 am<"), "{html}");
    assert!(html.contains(r#"href="/staff/emails""#), "{html}");
    let html = emails_waiting(Some((1, at(9, 12) - Duration::days(1))), now, true).into_string();
    assert!(
        html.contains("1 email has waited since") && html.contains("9:12 am on Tuesday 24 November 2026"),
        "{html}"
    );
    let html = emails_waiting(Some((1, at(9, 12))), now, false).into_string();
    assert!(html.contains("An administrator can see why.") && !html.contains("href"), "what a moderator may not open");
}
