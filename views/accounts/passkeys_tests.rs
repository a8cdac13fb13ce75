//! The pages of passkeys: what is escaped, and who is offered what.

use super::*;

fn one(name: &str) -> Passkey {
    Passkey { id: 7, name: name.into(), ..Passkey::default() }
}

#[test]
fn names_and_questions_are_escaped() {
    let list = PasskeysPage { passkeys: vec![one("<i>")], most: 10, possible: true, ..PasskeysPage::default() };
    let html = passkeys(&list).into_string();
    assert!(
        html.contains("&lt;i&gt;")
            && !html.contains("<i>")
            && html.contains("/account/passkeys/7")
            && html.contains("Two are better")
    );
    assert!(html.contains("Not used yet. Kept on one device only."), "{html}");
    let view = NewPasskey { name: "<i>".into(), question: r#"{"a":"'<"}"#.into(), site: "https://a.example".into() };
    let html = passkey_new(&view).into_string();
    assert!(html.contains(r#"data-question="{&quot;a&quot;:&quot;'&lt;&quot;}""#), "{html}");
    assert!(!html.contains("data-at-once") && !html.contains("<i>"), "{html}");
}

#[test]
fn nobody_adds_more_than_they_may_or_where_it_is_not_possible() {
    let form = r#"action="/account/passkeys""#;
    let full = PasskeysPage { passkeys: vec![one("a"), one("b")], most: 2, possible: true, ..PasskeysPage::default() };
    let html = passkeys(&full).into_string();
    assert!(!html.contains(form) && html.contains("Remove one before"), "{html}");
    let html = passkeys(&PasskeysPage { most: 2, ..PasskeysPage::default() }).into_string();
    assert!(!html.contains(form) && html.contains("not possible here"), "{html}");
}

#[test]
fn a_browser_is_asked_at_once_unless_something_went_wrong() {
    let mut view = SignInPasskey { asked: Asked::Now("{}".into()), ..SignInPasskey::default() };
    let html = sign_in_passkey(&view).into_string();
    assert!(html.contains("data-at-once") && html.contains("<noscript>") && html.contains("your password"), "{html}");
    view.problems.add("passkey", "Try again");
    view.second = true;
    let html = sign_in_passkey(&view).into_string();
    assert!(!html.contains("data-at-once") && html.contains("/sign-in/code"), "{html}");
    for (asked, form) in [(Asked::Nothing, true), (Asked::Impossible, false)] {
        let html = sign_in_passkey(&SignInPasskey { asked, ..SignInPasskey::default() }).into_string();
        assert!(!html.contains("data-question") && html.contains(r#"action="/sign-in/passkey""#) == form, "{html}");
    }
}
