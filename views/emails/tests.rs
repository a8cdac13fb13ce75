//! What every letter promises.

use super::*;
use crate::follows::{FollowKind, Frequency, Topic};
use chrono::NaiveDate;

const LINK: &str = "https://folkmoot.example/confirmation/AbC_-123?x=1&y=2";

fn notice<'a>(act: Act, title: &'a str) -> ModerationNotice<'a> {
    ModerationNotice {
        act,
        excerpt: "First <script>alert(1)</script>\n\nSecond",
        proposal_title: title,
        reason: "rule 3, no personal attacks",
        note: Some("Please try <b>again</b>."),
        sanction: Sanction::None,
        others: 0,
        appeal_until: (act == Act::Hidden).then(|| moment(17)),
        decision: "https://folkmoot.example/account/decisions/3",
        link: "https://folkmoot.example/comments/7",
        rules: "https://folkmoot.example/about/house-rules",
    }
}

fn moment(hour: u32) -> chrono::NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 12, 4).expect("a day").and_hms_opt(hour, 0, 0).expect("a time of day")
}

fn topic(title: &str) -> Topic {
    Topic { kind: FollowKind::Proposal, title: title.into() }
}

fn all() -> Vec<Letter> {
    let at = NaiveDate::from_ymd_opt(2026, 12, 4)
        .expect("a day of the calendar")
        .and_hms_opt(17, 0, 0)
        .expect("a time of day");
    vec![
        confirm_address(&Confirmation { link: LINK, hours: 24, waiting: Some("Your comment") }),
        already_registered(LINK, LINK),
        reset_password(LINK, 60),
        sign_in_link(LINK, 15),
        first_link(LINK, 15),
        password_changed(at, LINK),
        factor_changed(true, at, LINK),
        passkey_changed(true, at, LINK, LINK),
        passkey_changed(false, at, LINK, LINK),
        moderation_notice(&notice(Act::Hidden, "Texts")),
        moderation_notice(&notice(Act::Restored, "Texts")),
        moderation_notice(&notice(Act::Asked, "Texts")),
        moderation_notice(&ModerationNotice {
            sanction: Sanction::Until(at),
            others: 2,
            ..notice(Act::Redacted, "Texts")
        }),
        moderation_notice(&ModerationNotice { sanction: Sanction::ForGood, ..notice(Act::Kept, "Texts") }),
        moderation_notice(&ModerationNotice { sanction: Sanction::Warning, ..notice(Act::Locked, "Texts") }),
        moderation_notice(&notice(Act::Unlocked, "Texts")),
        appeal_answered(&AppealAnswered {
            granted: true,
            proposal_title: "Texts",
            reasons: "It was <fine>",
            decision: LINK,
        }),
        appeal_answered(&AppealAnswered { granted: false, proposal_title: "Texts", reasons: "No", decision: LINK }),
        report_received(&Report { reference: "R-000007", proposal_title: "Texts", link: LINK }),
        report_decided(
            &Report { reference: "R-000007", proposal_title: "Texts", link: LINK },
            "The comment was hidden.",
        ),
        risk(&Report { reference: "R-000007", proposal_title: "Texts", link: LINK }, true),
        queue_waits(&Waiting { comments: 3, at_risk: 1, appeals: 1, oldest_hours: 9, promise_hours: 8, queue: LINK }),
        staff_invitation("moderator", "Ines\r\nBcc: all@example.org", LINK, 72),
        confirm_subscription(LINK, &topic("Texts"), Frequency::AtOnce, 48),
        preferences_link(LINK, 24),
    ]
}

#[test]
fn every_letter_is_whole() {
    for letter in all() {
        assert!(!letter.subject.is_empty() && !letter.subject.chars().any(char::is_control), "{}", letter.subject);
        assert!(letter.html.starts_with("<!DOCTYPE html><html lang=\"en-GB\""), "{}", letter.html);
        assert_eq!(letter.html.matches("<h1").count(), 1);
        assert!(letter.html.contains("prefers-color-scheme: dark"));
        assert!(!letter.html.contains("<script") && !letter.html.contains("<b>"), "{}", letter.html);
        assert!(letter.html.is_ascii() || letter.html.contains("charset=\"utf-8\""));
        assert!(letter.text.contains("\n-- \n"));
        for line in letter.text.lines() {
            assert!(line.chars().count() <= 66 || line.contains("://"), "{line}");
        }
    }
}

#[test]
fn both_parts_hold_every_link() {
    for letter in all() {
        for piece in letter.html.split("href=\"").skip(1) {
            let href = piece.split('"').next().expect("a split has a first part").replace("&amp;", "&");
            assert!(letter.text.contains(&format!("\n{href}\n")), "{href} is missing from\n{}", letter.text);
        }
    }
}

#[test]
fn a_hostile_name_stays_a_name() {
    let letter = staff_invitation("moderator\r\nBcc: x", "<img src=x onerror=alert(1)>\n-- \nhi", LINK, 24);
    assert_eq!(letter.subject, "You are invited to work on Folkmoot as moderator Bcc: x");
    assert!(!letter.html.contains("<img"), "{}", letter.html);
    assert_eq!(letter.text.matches("\n-- \n").count(), 1, "{}", letter.text);
    let hidden = moderation_notice(&notice(Act::Hidden, "</h1><a href=\"https://evil.example\">x</a>"));
    assert!(!hidden.html.contains("<a href=\"https://evil"), "{}", hidden.html);
}

#[test]
fn a_quote_is_indented_and_the_reason_given() {
    let text = moderation_notice(&notice(Act::Hidden, "Texts")).text;
    assert!(text.contains("The reason: rule 3, no personal attacks"), "{text}");
    assert!(text.contains("Your comment:\n  First <script>alert(1)</script>\n  Second\n"), "{text}");
    assert!(!moderation_notice(&notice(Act::Restored, "Texts")).text.contains("house rules"));
}
