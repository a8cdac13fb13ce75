//! What the pages about accounts promise: nothing typed is lost but passwords, and nothing is given away.

use super::*;
use crate::follows::{FollowKind, Frequency};

fn waiting_comment() -> Waiting {
    Waiting {
        kind: WaitingKind::Comment("First <line>\nsecond".into()),
        title: "A & B".into(),
        href: "/proposals/a".into(),
    }
}

#[test]
fn a_registration_at_fault_keeps_what_was_typed() {
    let mut problems = Problems::default();
    problems.add("password", "Your password must have 12 characters or more");
    let view = Register {
        name: "<b>Ana".into(),
        email: "ana@example.org".into(),
        capacity: Some(Capacity::Professional),
        profession: "Nurse".into(),
        adult: true,
        minimum_age: 16,
        next: "/proposals/a".into(),
        waiting: Some(waiting_comment()),
        providers: vec![Elsewhere { name: "nhs".into(), title: "<b>NHS".into() }],
        problems,
    };
    let html = register(&view).into_string();
    assert!(html.contains("<title>Error: Make an account"), "{html}");
    assert!(html.contains(r#"value="&lt;b&gt;Ana""#), "{html}");
    assert!(html.contains(r#"value="professional" checked"#), "{html}");
    assert!(html.contains(r#"name="adult" type="checkbox" value="yes" checked"#), "{html}");
    assert!(html.contains(r#"autocomplete="new-password""#) && html.contains("12 characters or more"), "{html}");
    assert!(html.contains(r#"type="hidden" name="next" value="/proposals/a""#), "{html}");
    assert!(html.contains("First &lt;line&gt;</p><p>second"), "{html}");
    assert!(html.contains(r#"action="/sign-in/with/nhs""#) && html.contains("&lt;b&gt;NHS"), "{html}");
}

#[test]
fn nothing_is_chosen_at_first() {
    let html = register(&Register::default()).into_string();
    assert!(!html.contains("\" checked"), "{html}");
    assert!(!html.contains("name=\"next\""), "{html}");
}

#[test]
fn links_show_a_button_and_change_nothing() {
    let html = confirm("a/b", &Problems::default()).into_string();
    assert!(html.contains(r#"<form method="post" action="/confirmation/a%2Fb""#), "{html}");
    let html = reset_new("t", &Problems::default()).into_string();
    assert!(html.contains(r#"action="/reset/t""#) && html.contains("new-password"), "{html}");
    for kind in [LinkKind::Confirm, LinkKind::Reset, LinkKind::Invite] {
        assert!(link_not_valid(kind).into_string().contains("This link is not valid"));
    }
}

#[test]
fn the_same_words_for_every_address() {
    for html in [registered(false).into_string(), reset_asked(false).into_string()] {
        assert!(html.contains("<h1 class=\"fm-h2\">Check your email</h1>") && !html.contains('@'), "{html}");
    }
}

#[test]
fn signing_in_keeps_the_way_on() {
    let view = SignIn {
        email: "ana@example.org".into(),
        next: "/proposals/a#talk".into(),
        waiting: Some(Waiting { kind: WaitingKind::Vote(votes::Vote::Unsure), ..waiting_comment() }),
        ..SignIn::default()
    };
    let html = sign_in(&view).into_string();
    assert!(html.contains(r#"href="/register?next=%2Fproposals%2Fa%23talk""#), "{html}");
    assert!(html.contains("Your vote on “A &amp; B” waits.") && html.contains("You chose: Not sure"), "{html}");
    assert!(html.contains(r#"value="ana@example.org""#), "{html}");
}

#[test]
fn whoever_did_not_choose_the_password_has_a_way_out() {
    let mut problems = Problems::default();
    problems.add("password", "Check it");
    let html = confirm("a/b", &problems).into_string();
    assert!(html.contains(r#"<a href="/confirmation/a%2Fb/account">I did not choose this password</a>"#), "{html}");
    assert!(html.contains("<title>Error: ") && !html.contains("value=\"\""), "no password comes back: {html}");
    let view = Register { email: "<ana>@example.org".into(), next: "/x".into(), ..Register::default() };
    let html = register_anew("a/b", &view).into_string();
    assert!(html.contains("<bdi>&lt;ana&gt;@example.org</bdi>"), "{html}");
    assert!(html.contains(r#"action="/confirmation/a%2Fb/account""#), "{html}");
    assert!(!html.contains(r#"name="email""#) && !html.contains(r#"name="next""#), "{html}");
}

#[test]
fn the_account_page_lists_what_one_follows() {
    let follows = vec![Followed {
        kind: FollowKind::Area,
        title: "Clean <air>".into(),
        url: "/areas/air".into(),
        action_url: "/areas/air/follows".into(),
        frequency: Frequency::Weekly,
    }];
    let view = AccountPage {
        by_residents: false,
        email: "ana@example.org".into(),
        badge: Badge::Professional { title: "Nurse".into(), verified: false },
        name: "Ana".into(),
        capacity: Some(Capacity::Professional),
        profession: "Nurse".into(),
        follows,
        waiting: Some(waiting_comment()),
        ways: WaysIn::default(),
        problems: Problems::default(),
    };
    let html = account(&view).into_string();
    assert!(html.contains("not yet verified") && html.contains("Clean &lt;air&gt;"), "{html}");
    assert!(html.contains(r#"action="/areas/air/follows""#) && html.contains("Area of focus, every week"), "{html}");
    assert!(html.contains(r#"href="/account/emails""#), "{html}");
    assert!(html.contains(r#"action="/sign-out""#) && html.contains(r#"href="/pending""#), "{html}");
    let html = account(&AccountPage { follows: Vec::new(), waiting: None, ..view }).into_string();
    assert!(html.contains("Nothing yet."), "{html}");
}

#[test]
fn what_waits_is_posted_after_a_press() {
    let html = pending(&Pending { waiting: Some(waiting_comment()), signed_in: true }).into_string();
    assert!(html.contains(r#"name="act" value="post">Post it now"#), "{html}");
    let html = pending(&Pending { waiting: Some(waiting_comment()), signed_in: false }).into_string();
    assert!(!html.contains("Post it now") && html.contains(r#"href="/sign-in""#), "{html}");
    assert!(pending(&Pending::default()).into_string().contains("Nothing waits."));
}

#[test]
fn an_invitation_names_the_role() {
    let view = Invitation {
        token: "t".into(),
        email: "i@example.org".into(),
        role: "moderator".into(),
        ..Invitation::default()
    };
    let html = invitation(&view).into_string();
    assert!(html.contains("<strong>moderator</strong>") && html.contains(r#"action="/invitation/t""#), "{html}");
}

#[test]
fn posting_as_says_in_which_capacity() {
    let html = posting_as("<i>Amina", &Badge::Resident, None).into_string();
    assert!(html.starts_with("Posting as <bdi>&lt;i&gt;Amina</bdi>, resident. <a"), "{html}");
    let badge = Badge::Organisation { name: "Circle".into(), verified: false, slug: None };
    assert!(posting_as("A", &Badge::Resident, Some("<i>")).into_string().contains(r#"name="as" value="organisation""#));
    assert!(posting_as("A", &badge, None).into_string().contains("for <bdi>Circle</bdi>, not yet verified"));
    assert!(posting_as_visitor().into_string().contains("You can write first."));
}

#[test]
fn the_way_to_another_site_is_written_so_that_it_stays_one() {
    let html = leaving("NHS", "https://id.example/auth?a=1&b=\"><script>").into_string();
    assert!(
        html.contains(r#"href="https://id.example/auth?a=1&amp;b=&quot;&gt;&lt;script&gt;" rel="noreferrer""#),
        "{html}"
    );
    for why in [Astray::Lost, Astray::Denied, Astray::Refused, Astray::Away, Astray::Taken] {
        assert!(astray("NHS", why, false).into_string().contains(r#"href="/sign-in""#));
        assert!(astray("NHS", why, true).into_string().contains(r#"href="/account""#));
    }
}

#[test]
fn who_has_neither_a_password_nor_an_app_has_no_form() {
    let view = |proof| Connecting { title: "NHS".into(), action: "/x".into(), proof, ..Connecting::default() };
    assert!(!disconnect(&view(Proof::SignInAnew)).into_string().contains("<form"));
    assert!(disconnect(&view(Proof::Typed)).into_string().contains(r#"type="password""#));
    assert!(!connect(&view(Proof::Fresh)).into_string().contains(r#"type="password""#));
}
