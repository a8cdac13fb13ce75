//! The harness itself: a page with known faults must be seen as faulty, a good one as good, in each way of working.

use crate::chrome::{Browser, Look};
use crate::hands::{Person, Way};
use crate::little_server::{Answer, serve};
use crate::windows::Window;

const STYLE: &str = include_str!("../../views/assets/css/folkmoot.css");

const GOOD: &str = r#"<!doctype html><html lang="en"><head><title>Good</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css"></head>
<body><main><h1>A good page</h1><noscript><p>No scripts here</p></noscript><p id="scripted"></p><script src="/script.js"></script>
<details><summary>Reply to Ana</summary><p>Be kind</p></details>
<form method="post" action="/thanks"><label for="name">Your “own” name</label> <input class="govuk-input" id="name" name="name" value="old">
<fieldset><legend>Your answer</legend><div><input type="radio" name="v" id="v1" value="support"> <label for="v1">Support</label></div>
<div><input type="radio" name="v" id="v2" value="unsure"> <label for="v2">Not sure</label></div></fieldset>
<div><input type="checkbox" name="mail" id="m" value="yes"> <label for="m">Send me emails</label></div>
<button class="govuk-button">Send</button></form></main></body></html>"#;

const BAD: &str = r#"<!doctype html><html lang="en"><head><title>Bad</title><meta name="viewport" content="width=device-width"></head>
<body><main><h1>A bad page</h1><details><summary>More</summary><img src="/none.png"></details>
<p style="color: red">Refused</p><table width="900"><tr><td>Too wide</td></tr></table></main></body></html>"#;

/// The pages above, under the policy that Folkmoot has.
fn pages(path: &str, form: &str) -> Answer {
    let policy = "Content-Security-Policy: default-src 'self'\r\n".to_owned();
    let html = |body: String| Some(("text/html; charset=utf-8", policy.clone(), body.into_bytes()));
    match path {
        "/good" => html(GOOD.to_owned()),
        "/bad" => html(BAD.to_owned()),
        "/thanks" => html(GOOD.replace("A good page", &format!("Thank you: {form}"))),
        "/style.css" => Some(("text/css", String::new(), STYLE.into())),
        "/script.js" => Some((
            "text/javascript",
            String::new(),
            b"document.getElementById('scripted').textContent = 'Scripts run'".into(),
        )),
        _ => None,
    }
}

tests! {
    a_good_page_has_no_faults_at_any_width_by_day_or_night => a_good_page();
    a_bad_page_is_caught_by_every_check => a_bad_page();
    the_dark_and_the_width_are_real => the_dark_and_the_width();
    a_person_can_fill_a_form_in_every_way => a_form();
}

async fn a_good_page() {
    let site = serve(pages);
    for look in [Look::WIDE, Look::NARROW.dark()] {
        let browser = Window::take(look).await;
        browser.go(&format!("{site}/good")).await;
        assert_eq!(browser.axe().await, [""; 0], "{look:?}");
        assert_eq!(browser.too_wide_by().await, 0, "{look:?}");
        assert_eq!(browser.refused().await, [""; 0], "{look:?}");
    }
}

async fn a_bad_page() {
    let site = serve(pages);
    let browser = Window::take(Look::NARROW).await;
    browser.go(&format!("{site}/bad")).await;
    let faults = browser.axe().await.join("\n");
    assert!(faults.contains("image-alt (critical)"), "the picture without words, inside details, was missed: {faults}");
    assert!(browser.too_wide_by().await >= 580, "the wide table was missed");
    let refused = browser.refused().await.join("\n");
    assert!(refused.contains("style-src-attr refused inline"), "the refused style was missed: {refused}");
    // The console remembers what was refused earlier: a new window has nothing to remember.
    let quiet = Browser::open(Look::NARROW.without_javascript()).await;
    quiet.go(&format!("{site}/bad")).await;
    assert_ne!(quiet.refused().await, [""; 0], "the refused style was missed without JavaScript");
}

async fn the_dark_and_the_width() {
    let site = serve(pages);
    let mut pictures = Vec::new();
    for (name, look) in [("harness-light", Look::NARROW), ("harness-dark", Look::NARROW.dark())] {
        let browser = Window::take(look).await;
        browser.go(&format!("{site}/good")).await;
        let picture = std::fs::read(browser.picture(name).await).expect("the picture was kept");
        // A PNG says its width in the four bytes from 16 (RFC 2083, 11.2.1).
        assert_eq!(picture[16..20], 320_u32.to_be_bytes());
        pictures.push(picture);
    }
    assert_ne!(pictures[0], pictures[1], "the dark page looks like the light one");
}

async fn a_form() {
    let site = serve(pages);
    for way in Way::ALL {
        let ana = Person::arrives(&site, way).await;
        ana.visits("/good").await;
        match way {
            Way::Mouse | Way::Keyboard => ana.sees("Scripts run").await,
            Way::NoJavaScript => ana.sees("No scripts here").await,
        }
        ana.does_not_see("Be kind").await;
        ana.opens("Reply to Ana").await;
        ana.sees("Be kind").await;
        ana.fills("Your “own” name", "Ana").await;
        ana.chooses("Not sure").await;
        ana.chooses("Send me emails").await;
        ana.presses("Send").await;
        ana.sees("Thank you: name=Ana&v=unsure&mail=yes").await;
    }
}
