//! What forms promise: every message is beside its field, in the summary, and read out with it.

use super::*;

fn problems() -> Problems {
    let mut problems = Problems::default();
    problems.add("body", "Write your comment <b>here</b>");
    problems
}

#[test]
fn the_summary_links_to_the_field_and_escapes() {
    let html = summary(&problems()).into_string();
    assert!(html.contains(r##"<a href="#body">Write your comment &lt;b&gt;here&lt;/b&gt;</a>"##), "{html}");
    assert_eq!(summary(&Problems::default()).into_string(), "");
    assert_eq!(summary_band(&Problems::default()).into_string(), "");
}

#[test]
fn a_message_is_tied_to_its_field() {
    let area = TextArea {
        name: "body",
        label: "Your comment",
        hint: Some("Be kind"),
        limit: Some(4000),
        ..TextArea::default()
    };
    let html = textarea(&area, &problems()).into_string();
    assert!(html.contains(r#"aria-describedby="body-hint body-error body-info""#), "{html}");
    assert!(html.contains(r#"class="govuk-textarea govuk-textarea--error""#), "{html}");
    assert!(html.contains("Up to 4,000 characters"), "{html}");
    let html = textarea(&area, &Problems::default()).into_string();
    assert!(html.contains(r#"aria-describedby="body-hint body-info""#), "{html}");
    assert!(!html.contains("error"), "{html}");
}

#[test]
fn a_text_over_the_limit_is_counted_and_kept() {
    let value = format!("\r\n{}</textarea>", "é".repeat(4_150));
    let area = TextArea { name: "body", value: &value, limit: Some(4000), ..TextArea::default() };
    let html = textarea(&area, &problems()).into_string();
    assert!(html.contains("You have used 4,162 of 4,000 characters"), "{html}");
    assert!(html.contains("&lt;/textarea&gt;"));
    assert!(html.contains(">\n\r\né"));
}

#[test]
fn a_page_may_have_two_fields_of_one_name() {
    let area = TextArea { name: "body", id: Some("reply-7"), ..TextArea::default() };
    let html = textarea(&area, &problems()).into_string();
    assert!(html.contains(r#"id="reply-7" name="body""#), "{html}");
    assert!(!html.contains("error"), "{html}");
}

#[test]
fn a_password_never_comes_back() {
    let input = Input { name: "password", value: "secret", autocomplete: Some("new-password"), ..Input::default() };
    let html = password(&input, &Problems::default()).into_string();
    assert!(!html.contains("secret") && !html.contains("value="), "{html}");
    assert!(html.contains(r#"autocomplete="new-password""#), "{html}");
}

#[test]
fn one_radio_button_is_chosen_and_the_first_carries_the_name() {
    let options = [
        Choice { value: "resident", label: "A resident", hint: None },
        Choice { value: "professional", label: "A professional", hint: Some("In health or care") },
    ];
    let choices = Choices { name: "capacity", options: &options, selected: Some("professional"), ..Choices::default() };
    let html = radios(&choices, &Problems::default()).into_string();
    assert!(html.contains(r#"id="capacity" name="capacity" type="radio" value="resident">"#), "{html}");
    assert!(html.contains(r#"value="professional" checked aria-describedby="capacity-2-item-hint""#), "{html}");
    let html = select(&choices, &Problems::default()).into_string();
    assert!(html.contains(r#"<option value="professional" selected>"#), "{html}");
}

#[test]
fn a_form_carries_the_token() {
    let html = post("/x", html! {}).into_string();
    assert!(html.contains(r#"<input type="hidden" name="csrf" value=""#), "{html}");
    assert_eq!(crate::holes::split(&html).len(), 3);
}
